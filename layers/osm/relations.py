"""Relations that only gather things (``type=site``): the points of their members, in a pass of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import osmium
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

# Relations that osmium builds an area of, and those that gather things which have places of their own.
AREA_TYPES = frozenset({"multipolygon", "boundary"})
SITE_TYPES = frozenset({"site"})


@dataclass(frozen=True, slots=True)
class Gathered:
    """A relation that gathers members.

    Attributes
    ----------
    osm_id
        Such as ``r123``.
    tags
        Its tags.
    nodes, ways
        Numbers of its members.
    """

    osm_id: str
    tags: dict[str, str]
    nodes: tuple[int, ...]
    ways: tuple[int, ...]


def gathered(relation: Any, tags: dict[str, str]) -> Gathered:  # noqa: ANN401  (pyosmium has no common type)
    """Return a relation with the numbers of its members; relations among them are left out."""
    numbers = {kind: tuple(m.ref for m in relation.members if m.type == kind) for kind in "nw"}
    return Gathered(f"r{relation.id}", tags, numbers["n"], numbers["w"])


def member_points(path: Path, relations: Sequence[Gathered]) -> list[bytes | None]:
    """Return the points of the members of each relation as WKB, in degrees; None where the file has none.

    A node is its own point, a way a point on it or, closed, inside it.

    Parameters
    ----------
    path
        The extract, read once more for members only.
    relations
        What to place.
    """
    if not relations:
        return []
    nodes = _nodes(path, {number for one in relations for number in one.nodes})
    ways = _ways(path, {number for one in relations for number in one.ways})
    found = []
    for one in relations:
        spots = [nodes[number] for number in one.nodes if number in nodes]
        spots += [ways[number] for number in one.ways if number in ways]
        found.append(shapely.to_wkb(shapely.MultiPoint(spots)) if spots else None)
    return found


def _nodes(path: Path, numbers: Iterable[int]) -> dict[int, shapely.Point]:
    if not numbers:
        return {}
    read: Any = osmium.FileProcessor(str(path), osmium.osm.NODE).with_filter(osmium.filter.IdFilter(numbers))
    return {item.id: shapely.Point(item.lon, item.lat) for item in read}


def _ways(path: Path, numbers: Iterable[int]) -> dict[int, shapely.Point]:
    if not numbers:
        return {}
    read: Any = (
        osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY)
        .with_locations()
        .with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
        .with_filter(osmium.filter.IdFilter(numbers))
    )
    found = {}
    for item in read:
        spots = [(node.lon, node.lat) for node in item.nodes if node.location.valid()]
        if len(spots) > 3 and spots[0] == spots[-1]:
            found[item.id] = shapely.Polygon(spots).representative_point()
        elif len(spots) > 1:
            found[item.id] = shapely.LineString(spots).representative_point()
    return found
