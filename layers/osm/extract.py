"""Import an OpenStreetMap extract (.osm.pbf, .osm) by streaming: roads, sites and context, with a report.

The file is read by pyosmium, object by object; only what a rule or a road class asks for is kept, so a whole
province fits into a few gigabytes. Roads are parted where they share nodes, as a road graph needs.
"""

from __future__ import annotations

import re
import sys
from array import array
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import osmium
import pandas as pd
import shapely

from gisplan_errors import LayerError
from gisplan_progress import silent
from gisplan_words import Sayable, listed, message
from layers.crs import OUTPUT_CRS
from layers.files.limits import LIMITS, TableLimits, too_large
from layers.osm.features import SOURCE, OsmLayers, layers_from_features
from layers.osm.relations import AREA_TYPES, SITE_TYPES, Gathered, gathered, member_points
from layers.osm.stations import gone, lifecycle_tags
from layers.osm.tags import DEFAULT_RULES, TagRule, first_match
from layers.roads.access import ACCESS_TAGS, car_access
from layers.roads.graph import NOT_DRIVABLE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

    from gisplan_progress import Progress
    from layers.roads.graph import CrsLike

SUFFIXES = (".osm.pbf", ".pbf", ".osm", ".osm.gz", ".osm.bz2")
# Values of highway that are places beside the road.
NOT_ROADS = frozenset({"services", "rest_area"})
ROAD_TAGS = ("highway", "oneway", "junction", "maxspeed", "name", "ref", "service", *ACCESS_TAGS)
TELL_EVERY = 1_000_000
# Roads beyond a region that ways within it may take: as far as a cell's middle may lie from a road. Metres.
ROADS_AROUND_M = 5_000.0
# Header of an extract: all changes up to this time are in it.
REPLICATED = "osmosis_replication_timestamp"


def import_osm(
    path: Path,
    *,
    crs: CrsLike,
    rules: Sequence[TagRule] = DEFAULT_RULES,
    land: gpd.GeoSeries | None = None,
    progress: Progress | None = None,
    limits: TableLimits = LIMITS,
) -> OsmLayers:
    """Read the roads and features of an OSM extract.

    Parameters
    ----------
    path
        One of `SUFFIXES`.
    crs
        Projected CRS in metres of the result.
    rules
        Tags to layers.
    land
        Polygons with a CRS: only what touches them is kept, and roads within `ROADS_AROUND_M`; else all.
    progress
        Told how many objects are read.
    limits
        What is taken from it at most.

    Returns
    -------
    OsmLayers
        ``roads`` (lines between junctions) beside the layers of the rules, and the report.

    Raises
    ------
    LayerError
        The file is missing, of another kind, damaged, holds nothing that is asked for, nothing on the land,
        or more than the limits allow.
    """
    if not path.is_file():
        raise LayerError(message("layers-no-file", path=str(path)))
    if not path.name.lower().endswith(SUFFIXES):
        raise LayerError(message("layers-no-extract", path=str(path), known=listed(SUFFIXES)))
    reader = _Reader(rules, progress or silent)
    try:
        reader.read(path, limits)
    except (RuntimeError, OSError, ValueError) as fault:
        raise LayerError(
            message("layers-unreadable", path=str(path), form="OSM data", fault=str(fault))
        ) from fault
    if not reader.osm_id and not reader.road_tags:
        raise LayerError(message("layers-nothing-tagged", path=str(path)))
    source, as_of = reader.provenance(path)
    features = gpd.GeoDataFrame(
        {
            "osm_id": pd.Series(reader.osm_id, dtype=object),
            "tags": pd.Series(reader.tags, dtype=object),
            "fault": pd.Series(reader.fault, dtype=object),
        },
        geometry=gpd.GeoSeries.from_wkb(reader.wkb, crs=OUTPUT_CRS),
        crs=OUTPUT_CRS,
    )
    roads = reader.roads(source, as_of)
    roads = roads.to_crs(crs) if len(roads) else roads
    read = len(roads)
    if land is not None:
        features, roads = _on_land(features, roads, land, crs)
    made = layers_from_features(features, crs=crs, as_of=as_of, rules=rules, source=source)
    if land is not None and not made.layers and not len(roads):
        raise LayerError(message("layers-nothing-here", path=str(path)))
    kept = _told_roads(roads)
    if len(roads) < read:
        kept.append(("highway=*", "roads", "road", "dropped", message("osm-outside"), read - len(roads)))
    if reader.lost:
        kept.append(("", "", "", "dropped", message("osm-road-cut"), reader.lost))
    report = pd.concat([made.report, pd.DataFrame(kept, columns=made.report.columns)], ignore_index=True)
    layers = {**made.layers, **({"roads": roads} if len(roads) else {})}
    return OsmLayers(layers, report)


def _on_land(
    features: gpd.GeoDataFrame, roads: gpd.GeoDataFrame, land: gpd.GeoSeries, crs: CrsLike
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Take the place from features that lie elsewhere, and leave out roads that lead nowhere near."""
    ground = land.to_crs(features.crs).union_all()
    shapely.prepare(ground)
    shapes = np.asarray(features.geometry.array, dtype=object)
    away = ~shapely.is_missing(shapes) & ~shapely.intersects(ground, shapes)
    shapes[away] = None
    fault = features["fault"].mask(pd.Series(away, index=features.index), "osm-outside")
    kept = features.assign(fault=fault).set_geometry(gpd.GeoSeries(shapes, crs=features.crs))
    if not len(roads):
        return kept, roads
    around = land.to_crs(crs).union_all().buffer(ROADS_AROUND_M)
    shapely.prepare(around)
    near = shapely.intersects(around, np.asarray(roads.geometry.array))
    return kept, roads.loc[near].reset_index(drop=True)


def _told_roads(roads: gpd.GeoDataFrame) -> list[tuple[str, str, str, str, Sayable, int]]:
    """Count the roads for the report: open ones, private ones, and those that no car may use."""
    value, closed = car_access(roads)
    counts: list[tuple[Sayable, int]] = [
        ("", int((~closed & (value == "")).sum())),
        (message("osm-road-ends"), int((value != "").sum())),
        (message("osm-road-closed"), int(closed.sum())),
    ]
    return [("highway=*", "roads", "road", "kept", why, rows) for why, rows in counts if rows]


class _Reader:
    """Gathers roads and features while a file streams by."""

    def __init__(self, rules: Sequence[TagRule], tell: Progress) -> None:
        self.rules, self.tell = rules, tell
        self.lifecycle = lifecycle_tags(rules)
        self.osm_id: list[str] = []
        self.tags: list[dict[str, str]] = []
        self.wkb: list[bytes | None] = []
        self.fault: list[str] = []
        # Closed ways and multipolygons whose area has not come yet; relations placed by their members.
        self.due: dict[str, dict[str, str]] = {}
        self.gathered: list[Gathered] = []
        self.members = 0
        self.road_tags: list[tuple[str, ...]] = []
        self.road_id: list[int] = []
        # Node numbers and coordinates of all roads one after the other: a province has millions.
        self.size: array[int] = array("q")
        self.refs: array[int] = array("q")
        self.lonlat: array[float] = array("d")
        self.newest: dt.datetime | None = None
        self.replicated = ""
        self.lost = 0
        self.factory: Any = osmium.geom.WKBFactory()

    def read(self, path: Path, limits: TableLimits) -> None:
        keys = sorted({rule.key for rule in self.rules} | {"highway"} | set(self.lifecycle))
        extract = osmium.FileProcessor(str(path))
        self.replicated = extract.header.get(REPLICATED)
        objects = extract.with_areas(osmium.filter.KeyFilter(*keys)).with_filter(
            osmium.filter.KeyFilter(*keys)
        )
        for count, item in enumerate(objects, start=1):
            if count % TELL_EVERY == 0:
                self.tell(message("progress-osm-read", count=count))
            self.take(item)
            if len(self.osm_id) > limits.objects:
                raise too_large(path, "object", message("layers-more"), limits.objects)
            if len(self.refs) + self.members > limits.road_nodes:
                raise too_large(path, "node", message("layers-more"), limits.road_nodes)
        for name, tags in self.due.items():
            self.keep(name, tags, None, "osm-no-area")
        for one, points in zip(self.gathered, member_points(path, self.gathered), strict=True):
            self.keep(one.osm_id, one.tags, points, "" if points else "osm-no-member")
        self.tell(message("progress-osm", features=len(self.osm_id), roads=len(self.road_id)))

    def take(self, item: Any) -> None:  # noqa: ANN401  (pyosmium has no common type)
        tags = {tag.k: tag.v for tag in item.tags}
        if item.timestamp.year > 1970 and (self.newest is None or item.timestamp > self.newest):
            self.newest = item.timestamp
        road = tags.get("highway")
        if item.is_way() and road and road not in NOT_ROADS | NOT_DRIVABLE and tags.get("area") != "yes":
            self.take_road(item, tags)
        if first_match(tags, self.rules) is None and not gone(tags, self.lifecycle):
            return
        name = _name_of(item)
        # A closed way comes again as an area, a multipolygon too: there it has its polygon.
        if item.is_way() and item.is_closed() and len(item.nodes) > 3:
            self.due[name] = tags
        elif item.is_relation():
            self.take_relation(item, name, tags)
        else:
            self.due.pop(name, None)
            shape = self.shape(item)
            self.keep(name, tags, shape, "osm-no-area" if shape is None and item.is_area() else "")

    def take_relation(self, relation: Any, name: str, tags: dict[str, str]) -> None:  # noqa: ANN401
        if tags.get("type") in AREA_TYPES:
            self.due[name] = tags
        elif tags.get("type") in SITE_TYPES:
            self.gathered.append(gathered(relation, tags))
            self.members += len(self.gathered[-1].nodes) + len(self.gathered[-1].ways)
        else:
            self.keep(name, tags, None, "osm-relation")

    def keep(self, name: str, tags: dict[str, str], shape: bytes | None, fault: str) -> None:
        self.osm_id.append(name)
        self.tags.append(tags)
        self.wkb.append(shape)
        self.fault.append(fault)

    def take_road(self, way: Any, tags: dict[str, str]) -> None:  # noqa: ANN401
        nodes = [(node.ref, node.lon, node.lat) for node in way.nodes if node.location.valid()]
        if len(nodes) < len(way.nodes):
            self.lost += 1
        if len(nodes) < 2:
            return
        self.road_id.append(way.id)
        self.road_tags.append(tuple(sys.intern(tags.get(name, "")) for name in ROAD_TAGS))
        self.size.append(len(nodes))
        self.refs.extend(node[0] for node in nodes)
        self.lonlat.extend(figure for node in nodes for figure in node[1:])

    def shape(self, item: Any) -> bytes | None:  # noqa: ANN401
        make = self.factory
        try:
            if item.is_node():
                return bytes.fromhex(make.create_point(item))
            return bytes.fromhex(
                make.create_multipolygon(item) if item.is_area() else make.create_linestring(item)
            )
        except (RuntimeError, osmium.InvalidLocationError):
            return None

    def provenance(self, path: Path) -> tuple[str, str]:
        """Return source and date: the extract's replication time, else its newest object's, else undated."""
        day = re.match(r"\d{4}-\d\d-\d\d", self.replicated)
        if day:
            return f"{SOURCE}; {path.name}, replicated to {self.replicated}", day.group()
        if self.newest is None:
            return f"{SOURCE}; {path.name}, no object dated", "undated"
        return f"{SOURCE}; {path.name}, dated by its newest object", self.newest.date().isoformat()

    def roads(self, source: str, as_of: str) -> gpd.GeoDataFrame:
        """Return the roads, parted at every node that two of them share or one passes twice."""
        if not self.refs:
            return gpd.GeoDataFrame(geometry=gpd.GeoSeries(crs=OUTPUT_CRS))
        size, refs = np.array(self.size), np.array(self.refs)
        xy = np.array(self.lonlat).reshape(-1, 2)
        _, number, uses = np.unique(refs, return_inverse=True, return_counts=True)
        first = np.concatenate(([0], np.cumsum(size)[:-1]))
        last = first + size - 1
        cut = uses[number] > 1
        cut[first] = cut[last] = True
        stop = np.flatnonzero(cut)
        way = np.repeat(np.arange(len(size)), size)
        begin, end = stop[:-1], stop[1:]
        real = way[begin] == way[end]
        begin, end = begin[real], end[real]
        length = end - begin + 1
        point = np.repeat(begin - np.concatenate(([0], np.cumsum(length)[:-1])), length) + np.arange(
            length.sum()
        )
        lines = shapely.linestrings(xy[point], indices=np.repeat(np.arange(len(begin)), length))
        tags = pd.DataFrame(self.road_tags, columns=list(ROAD_TAGS)).iloc[way[begin]].reset_index(drop=True)
        tags.insert(0, "osm_id", [f"w{self.road_id[i]}" for i in way[begin]])
        tags = tags.assign(origin="osm", source=source, as_of=as_of, verified=False)
        return gpd.GeoDataFrame(tags, geometry=lines, crs=OUTPUT_CRS)


def _name_of(item: Any) -> str:  # noqa: ANN401
    if item.is_area():
        return f"{'w' if item.from_way() else 'r'}{item.orig_id()}"
    return f"{'n' if item.is_node() else 'r' if item.is_relation() else 'w'}{item.id}"
