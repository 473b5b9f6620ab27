"""A made-up city of 5 km × 4.5 km: its OpenStreetMap extract, its boundary, the scenario that plans it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import osmium
from pyproj import Transformer
from shapely import box

from tests.end_to_end.own_region import SCENARIO

if TYPE_CHECKING:
    from pathlib import Path

# South-west corner of a made-up city of 5 km x 4.5 km, EPSG:32650 (in Wuhan), metres.
EAST, NORTH, WIDE, HIGH, BLOCK = 237_000.0, 3_382_000.0, 5_000, 4_500, 250
STAMP = "2025-06-01T00:00:00Z"
REPLICATED = "2025-11-20T21:21:02Z"
TO_DEGREES = Transformer.from_crs(32650, 4326, always_xy=True)
CHANGES = {
    "logistics_park = 4": "logistics_park = 0",
    "public_parking = 20": "public_parking = 8",
    "max_new_sites = 8": "max_new_sites = 16",
    "target = 200": "target = 120",
}


class City:
    """Writes nodes and ways in metres from the city's corner; node numbers are handed out."""

    def __init__(self, path: Path) -> None:
        header = osmium.io.Header()
        header.set("osmosis_replication_timestamp", REPLICATED)
        self.writer = osmium.SimpleWriter(str(path), 65_536, header)
        self.nodes, self.ways = 0, 0
        self.later: list[osmium.osm.mutable.Way] = []

    def node(self, x: float, y: float, **tags: str) -> int:
        self.nodes += 1
        place = TO_DEGREES.transform(EAST + x, NORTH + y)
        self.writer.add_node(
            osmium.osm.mutable.Node(
                id=self.nodes, location=place, tags=_tags(tags), version=1, timestamp=STAMP
            )
        )
        return self.nodes

    def way(self, nodes: list[int], **tags: str) -> None:
        # Ways come after all nodes, as in every extract.
        self.ways += 1
        self.later.append(
            osmium.osm.mutable.Way(id=self.ways, nodes=nodes, tags=_tags(tags), version=1, timestamp=STAMP)
        )

    def plot(self, x: float, y: float, side: float, **tags: str) -> None:
        corners = [self.node(x, y), self.node(x + side, y), self.node(x + side, y + side)]
        corners.append(self.node(x, y + side))
        self.way([*corners, corners[0]], **tags)

    def close(self) -> None:
        for way in self.later:
            self.writer.add_way(way)
        self.writer.close()


def _tags(tags: dict[str, str]) -> dict[str, str]:
    return {name.replace("__", ":"): value for name, value in tags.items()}


def write_city(path: Path) -> None:
    """Write streets (one-way ones among them), an expressway with both service areas, and plots."""
    city, random = City(path), np.random.default_rng(8989)
    columns, rows = range(0, WIDE + 1, BLOCK), range(0, 4_001, BLOCK)
    cross = {
        (x, y): city.node(x + random.uniform(-25, 25), y + random.uniform(-25, 25))
        for x in columns
        for y in rows
    }
    for y in rows:
        kind = "primary" if y % 1_000 == 0 else "tertiary" if y % 500 == 0 else "residential"
        extra = {"oneway": "yes"} if y == 1_750 else {"oneway": "-1"} if y == 2_250 else {}
        city.way([cross[x, y] for x in columns], highway=kind, name=f"东西{y}路", **extra)
    for x in columns:
        kind = "secondary" if x % 1_000 == 0 else "residential"
        extra = {"maxspeed": "30"} if x % 500 else {}
        city.way([cross[x, y] for y in rows], highway=kind, **extra)
    east = [city.node(x, 4_300) for x in columns]
    west = [city.node(x, 4_340) for x in reversed(columns)]
    city.way(east, highway="motorway", ref="G70")
    city.way(west, highway="motorway", ref="G70")
    for tail, head in (
        (east[4], cross[1_250, 4_000]),
        (cross[3_750, 4_000], east[16]),
        (west[4], cross[3_500, 4_000]),
        (cross[1_500, 4_000], west[16]),
    ):
        city.way([tail, head], highway="motorway_link")
    city.way([cross[0, 0], cross[250, 250]], highway="footway")
    city.plot(2_480, 4_220, 60, highway="services", name="城北服务区（东行）")
    city.plot(2_480, 4_360, 60, highway="services", name="城北服务区（西行）")
    for at, (x, y) in enumerate([(x, y) for x in range(400, 4_900, 1_000) for y in (550, 1_550, 3_050)]):
        city.plot(x, y, 160, landuse="residential", name=f"小区{at:02d}")
    for at, (x, y) in enumerate([(x, y) for x in range(650, 4_900, 1_000) for y in (1_050, 2_550)]):
        city.plot(x, y, 90, amenity="parking", name=f"停车场{at:02d}", capacity=str(120 + at))
    city.plot(150, 150, 90, amenity="parking", access="private")
    city.plot(2_550, 2_050, 110, amenity="bus_station", name="公交枢纽站")
    city.plot(4_300, 300, 220, landuse="industrial", name="工业园")
    for at in range(4):
        city.node(700 + 1_000 * at, 2_020, amenity="fuel", name=f"加油站{at}", operator="中石化")
        city.node(900 + 1_000 * at, 1_020, amenity="charging_station", capacity="8", name=f"充电站{at}")
    city.close()


def boundary() -> gpd.GeoDataFrame:
    """Give the city as one central district of 60,000 people."""
    sides = (EAST, NORTH, EAST + WIDE, NORTH + HIGH)
    figures = {"name": ["城区"], "tier": ["central"], "population": [60_000]}
    return gpd.GeoDataFrame(figures, geometry=[box(*sides)], crs=32650)


def scenario() -> str:
    """Give the scenario of a planner's own region, with what the city has sites for."""
    text = SCENARIO
    for old, new in CHANGES.items():
        assert old in text
        text = text.replace(old, new)
    return text
