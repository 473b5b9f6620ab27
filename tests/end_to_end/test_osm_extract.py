"""From an OpenStreetMap extract (.osm.pbf) to a verified plan along its roads, by command only."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import osmium
import pandas as pd
import pyogrio
import pytest
from pyproj import Transformer
from shapely import box

from tests.end_to_end.own_region import SCENARIO, gisplan

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

# South-west corner of a made-up city of 5 km x 4.5 km, EPSG:32650 (in Wuhan), metres.
EAST, NORTH, WIDE, HIGH, BLOCK = 237_000.0, 3_382_000.0, 5_000, 4_500, 250
STAMP = "2025-06-01T00:00:00Z"
REPLICATED = "2025-11-20T21:21:02Z"
TO_DEGREES = Transformer.from_crs(32650, 4326, always_xy=True)
CHANGES = {
    "logistics_park = 4": "logistics_park = 0",
    "public_parking = 20": "public_parking = 8",
    "max_sites = 8": "max_sites = 16",
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


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("extract")
    write_city(home / "city.osm.pbf")
    said = gisplan("layers", "import", home / "city.osm.pbf", "--crs", "EPSG:32650", "--out", home / "osm")
    (home / "said.txt").write_text(said, encoding="utf-8")
    sides = (EAST, NORTH, EAST + WIDE, NORTH + HIGH)
    boundary = {"name": ["城区"], "tier": ["central"], "population": [60_000]}
    gpd.GeoDataFrame(boundary, geometry=[box(*sides)], crs=32650).to_file(home / "boundary.geojson")
    region = home / "wuhan"
    gisplan(
        "region", "new", "wuhan", "--boundary", home / "boundary.geojson", "--crs", 32650, "--out", region
    )
    for name in ("roads.parquet", "sites.parquet"):
        shutil.copy(home / "osm" / name, region / name)
    text = SCENARIO
    for old, new in CHANGES.items():
        assert old in text
        text = text.replace(old, new)
    (home / "mine.toml").write_text(text, encoding="utf-8")
    gisplan("plan", home / "mine.toml", "--out", home / "run", "--quiet")
    return home


def test_the_import_says_what_it_kept_and_left_out(home: Path) -> None:
    report = pd.read_csv(home / "osm" / "osm_report.csv", encoding="utf-8-sig", keep_default_na=False)
    kept = report[report["outcome"] == "kept"].set_index("tag")["rows"].to_dict()
    roads = gpd.read_parquet(home / "osm" / "roads.parquet")
    assert kept == {
        "amenity=bus_station": 1,
        "amenity=charging_station": 4,
        "amenity=fuel": 4,
        "amenity=parking": 10,
        "highway=*": len(roads),
        "highway=services": 2,
        "landuse=industrial": 1,
        "landuse=residential": 15,
    }
    dropped = report[report["outcome"] == "dropped"]
    assert dropped.set_index("why")["rows"]["access=private"] == 1
    assert "kept" in (home / "said.txt").read_text(encoding="utf-8")
    # 17 streets of 20 blocks, 21 of 16, two carriageways parted at their ramps, four ramps.
    assert len(roads) == 17 * 20 + 21 * 16 + 2 * 3 + 4


def test_the_plan_follows_the_extract_s_roads_and_says_whose_they_are(home: Path) -> None:
    plan = json.loads((home / "run" / "plan.json").read_text(encoding="utf-8"))
    assert plan["distances"] == "roads"
    assert plan["chargers_new_total"] >= 120
    provenance = pd.read_csv(home / "run" / "provenance.csv", encoding="utf-8-sig").set_index("layer")
    assert provenance.loc["roads", ["origin", "as_of"]].tolist() == ["osm", "2025-11-20"]
    assert "city.osm.pbf" in provenance.loc["roads", "source"]
    assert REPLICATED in provenance.loc["roads", "source"]
    inputs = json.loads((home / "run" / "inputs.json").read_text(encoding="utf-8"))
    (roads,) = (row for row in inputs if row.get("layer") == "roads")
    assert list(roads["origins"]) == ["osm"]
    assert "every constraint holds" in gisplan("verify", home / "run")


def test_ways_obey_one_way_streets_of_the_extract(home: Path) -> None:
    flows = pyogrio.read_dataframe(home / "run" / "evidence.gpkg", layer="assignment")
    cells = pyogrio.read_dataframe(home / "run" / "plan.gpkg", layer="demand").set_index("cell_id")
    sites = gpd.read_parquet(home / "osm" / "sites.parquet").set_index("site_id")
    flows = flows[flows["metres"] > 0]
    at = sites.geometry[flows["site_id"]]
    across = np.abs(cells["x"][flows["cell_id"]].to_numpy() - at.x.to_numpy())
    up = np.abs(cells["y"][flows["cell_id"]].to_numpy() - at.y.to_numpy())
    # On a grid of streets a way is about the sum of both, never the straight line times a factor.
    assert (flows["metres"] > np.hypot(across, up)).all()
    assert np.median(flows["metres"] / (across + up)) == pytest.approx(1.05, abs=0.12)


def test_the_map_shows_service_areas_along_the_extract_s_roads(home: Path) -> None:
    reach = pyogrio.read_dataframe(home / "run" / "plan.gpkg", layer="reach")
    sites = pyogrio.read_dataframe(home / "run" / "plan.gpkg", layer="sites").set_index("site_id")
    assert set(reach["to_m"]) == {500.0, 1000.0, 2000.0}
    assert (sites.loc[reach["site_id"].unique(), "access"] == "public").all()
    # No more road than the city has, and no stretch twice.
    roads = gpd.read_parquet(home / "osm" / "roads.parquet")
    assert 50.0 < reach["road_km"].sum() <= roads.length.sum() / 1_000
    drawn = reach.to_crs(32650).length.sum() / 1_000
    assert drawn == pytest.approx(reach["road_km"].sum(), rel=1e-6)
    page = (home / "run" / "map.html").read_text(encoding="utf-8")
    assert 'id="layer-reach"' in page
    (district,) = (home / "run" / "districts").glob("*.html")
    assert 'id="layer-reach"' in district.read_text(encoding="utf-8")
