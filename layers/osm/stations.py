"""Charging stations in OpenStreetMap: who may charge, how many at once, and what belongs to one station.

What OSM does not say stays unknown: a standing station has 0 bays, 0 kW and 0 chargers where no tag states
them. A charge point beside its station, a station drawn twice (as point and as area) and the members of a
site relation count once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from layers.osm.tags import DEDICATED_ACCESS, NO_ACCESS
from layers.roads.access import ACCESS_TAGS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from layers.osm.tags import TagRule

    Tags = Mapping[str, str]

STATION, POINT = "amenity=charging_station", "man_made=charge_point"
# A charge point belongs to the nearest station this near; charge points this near are one. Metres. Tag:
# assumption.
JOIN_M: Final = 50.0
# A station drawn twice touches itself, but for rounding. Metres.
TOUCH_M: Final = 0.5
# What comes before a key, or stands as a key of its own, where the thing is not there (or not yet).
LIFECYCLE: Final = (
    *("disused", "abandoned", "closed", "demolished", "destroyed", "razed", "removed", "was"),
    *("construction", "planned", "proposed"),
)
OPERATIONAL: Final = frozenset({"operational", "open", "yes", "active", "in_use", "ok"})
# Users other than a passenger car that a station may be kept for.
FLEETS: Final = ("hgv", "truck", "goods", "bus", "psv", "taxi", "tourist_bus")
WELCOME: Final = frozenset({"yes", "designated", "permissive"})
_SOCKET: Final = re.compile(r"socket:([a-z0-9_]+)")
_POWER: Final = re.compile(r"(\d+(?:[.,]\d+)?)\s*(k?)(?:w|va)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stock:
    """What the tags of a station and of its charge points say.

    Attributes
    ----------
    bays
        Vehicles that can charge at once, None where no tag says so.
    chargers
        Chargers: as many as vehicles at once, else sockets, else charge points mapped; None where unknown.
    said
        Sockets by type with their kW, and what could not be read, for the source of the row.
    """

    bays: int | None
    chargers: int | None
    said: str


def lifecycle_tags(rules: Sequence[TagRule]) -> dict[str, set[str]]:
    """Return the keys and values under which a standing thing of the rules is mapped when gone or to come."""
    found: dict[str, set[str]] = {}
    for rule in rules:
        for prefix in LIFECYCLE if rule.status == "existing" and ":" not in rule.key else ():
            found.setdefault(f"{prefix}:{rule.key}", set()).add(rule.value)
    return found


def gone(tags: Tags, lifecycle: Mapping[str, set[str]]) -> str:
    """Return the tag by which a standing thing is gone or to come, empty where none is."""
    return next((f"{key}={tags[key]}" for key in tags if tags[key] in lifecycle.get(key, ())), "")


def shut(tags: Tags) -> str:
    """Return the tag that says a thing does not work (any more, or yet), empty where none does."""
    status = tags.get("operational_status", "").strip().lower()
    if status and status not in OPERATIONAL:
        return f"operational_status={status}"
    return next((f"{key}={tags[key]}" for key in LIFECYCLE if tags.get(key, "no") not in {"no", ""}), "")


def car_tag(tags: Tags) -> tuple[str, str]:
    """Return the most specific access tag for cars and its value; both empty where there is none."""
    return next(
        ((key, tags[key].strip()) for key in reversed(ACCESS_TAGS) if tags.get(key, "").strip()), ("", "")
    )


def access_of(tags: Tags, usual: str) -> str:
    """Return who may use a site: ``dedicated`` where the public may not or a fleet goes first, else usual."""
    _, value = car_tag(tags)
    kept = any(tags.get(fleet) == "designated" for fleet in FLEETS) and tags.get("motorcar") not in WELCOME
    return "dedicated" if kept or value in DEDICATED_ACCESS | NO_ACCESS else usual


def keeps_out(tags: Tags, status: str) -> str:
    """Return the tag that keeps every car and fleet out of a site, empty where none does.

    A standing station in a private yard serves that yard; a private car park is no candidate.
    """
    key, value = car_tag(tags)
    if value not in NO_ACCESS or (value == "private" and status == "existing"):
        return ""
    if status == "existing" and any(tags.get(fleet) in WELCOME for fleet in FLEETS):
        return ""
    return f"{key}={value}"


def stock_of(tags: Tags, parts: Sequence[Tags] = ()) -> Stock:
    """Return what a station holds by its tags and those of what belongs to it.

    Parameters
    ----------
    tags
        Of the station, or of a charge point without one.
    parts
        Of the charge points and stations that are counted with it.
    """
    bays = _capacity(tags)
    stated = [_capacity(part) for part in parts]
    if bays is None and stated and None not in stated:
        bays = sum(n for n in stated if n is not None)
    said = [f"capacity {tags['capacity']} not read"] if "capacity" in tags and bays is None else []
    own = tags.get("man_made") == "charge_point"
    points = own + sum(part.get("man_made") == "charge_point" for part in parts)
    sockets, told = _sockets([tags, *parts] if own else [tags])
    counts = (bays, None if own else sockets, points)
    told = told or _sockets(parts)[1]
    said += [f"sockets {', '.join(told)}"] if told else []
    return Stock(bays, next((n for n in counts if n), None), "; ".join(said))


def joined(shapes: Sequence[shapely.Geometry], tags: Sequence[Tags]) -> NDArray[np.int64]:
    """Return for each station or charge point the one it is counted with: itself, or another's position.

    Parameters
    ----------
    shapes
        In metres; a relation's is the points of its members.
    tags
        Of the same things.
    """
    drawn = np.asarray(shapes, dtype=object)
    n = len(drawn)
    belongs = np.arange(n)
    if not n:
        return belongs
    station = np.array([one.get("amenity") == "charging_station" for one in tags], dtype=bool)
    whole = station & (shapely.get_type_id(drawn) != shapely.GeometryType.POINT)
    # A station's own point or part within the area or the relation that stands for it.
    hosts, parts = np.flatnonzero(whole), np.flatnonzero(station)
    size = np.where(shapely.area(drawn) > 0, shapely.area(drawn), np.inf)
    for part, host in _near(drawn, parts, hosts, TOUCH_M):
        larger = (size[host], -host) > (size[part], -part) if whole[part] else True
        if part != host and larger and belongs[part] == part:
            belongs[part] = host
    points = np.flatnonzero(~station)
    kept = np.flatnonzero(station & (belongs == np.arange(n)))
    away = np.full(n, np.inf)
    for point, host in _near(drawn, points, kept, JOIN_M):
        metres = shapely.distance(drawn[point], drawn[host])
        if metres < away[point]:
            away[point], belongs[point] = metres, host
    alone = points[np.isinf(away[points])]
    if alone.size:
        links = np.array(list(_near(drawn, alone, alone, JOIN_M)))
        place = np.searchsorted(alone, links)
        graph = csr_array((np.ones(len(place)), (place[:, 0], place[:, 1])), shape=(alone.size, alone.size))
        _, label = connected_components(graph, directed=False)
        _, first = np.unique(label, return_index=True)
        belongs[alone] = alone[first[label]]
    return _to_the_end(belongs)


def _near(
    drawn: NDArray[np.object_], some: NDArray[np.int64], others: NDArray[np.int64], metres: float
) -> list[tuple[int, int]]:
    """Return the pairs of some shapes and others that lie so near each other."""
    if not (some.size and others.size):
        return []
    found = shapely.STRtree(drawn[others]).query(drawn[some], predicate="dwithin", distance=metres)
    return list(zip(some[found[0]].tolist(), others[found[1]].tolist(), strict=True))


def _to_the_end(belongs: NDArray[np.int64]) -> NDArray[np.int64]:
    """Follow each to the one it is counted with in the end."""
    while (belongs[belongs] != belongs).any():
        belongs = belongs[belongs]
    return belongs


def _sockets(tagged: Sequence[Tags]) -> tuple[int | None, list[str]]:
    """Return how many sockets there are, None where a tag gives no count, and what is said of each type."""
    counts: dict[str, int | None] = {}
    power: dict[str, str] = {}
    for tags in tagged:
        for key, value in tags.items():
            name = _SOCKET.fullmatch(key)
            if name is None or value == "no":
                continue
            count, before = _whole(value), counts.get(name[1], 0)
            counts[name[1]] = None if count is None or before is None else before + count
            kw = _kw(tags.get(f"{key}:output", ""))
            power[name[1]] = f" at {kw:g} kW" if kw else power.get(name[1], "")
    told = [f"{name} {'?' if n is None else n}{power[name]}" for name, n in sorted(counts.items())]
    if not counts or None in counts.values():
        return None, told
    return sum(n for n in counts.values() if n is not None), told


def _kw(text: str) -> float:
    """Return the largest power that an output tag states, kW; 0 where none can be read."""
    found = (_POWER.fullmatch(part.strip()) for part in text.split(";"))
    return max((float(m[1].replace(",", ".")) / (1.0 if m[2] else 1_000.0) for m in found if m), default=0.0)


def _capacity(tags: Tags) -> int | None:
    stated = _whole(tags.get("capacity:charging"))
    return _whole(tags.get("capacity")) if stated is None else stated


def _whole(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"\s*\d{1,5}\s*", text) else None
