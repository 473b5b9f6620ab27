"""From an OpenStreetMap extract (.osm.pbf) to a verified plan along its roads, by command only."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest

from tests.end_to_end.made_up_city import REPLICATED, boundary, scenario, write_city
from tests.end_to_end.own_region import gisplan

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("extract")
    write_city(home / "city.osm.pbf")
    boundary().to_file(home / "boundary.geojson")
    region = home / "wuhan"
    gisplan(
        "region", "new", "wuhan", "--boundary", home / "boundary.geojson", "--crs", 32650, "--out", region
    )
    # One command puts roads and sites in their place.
    said = gisplan("layers", "import", home / "city.osm.pbf", "--region", region, "--out", region)
    (home / "said.txt").write_text(said, encoding="utf-8")
    (home / "mine.toml").write_text(scenario(), encoding="utf-8")
    gisplan("plan", home / "mine.toml", "--out", home / "run", "--quiet")
    return home


def test_the_import_says_what_it_kept_and_left_out(home: Path) -> None:
    report = pd.read_csv(home / "wuhan" / "osm_report.csv", encoding="utf-8-sig", keep_default_na=False)
    kept = report[report["outcome"] == "kept"].set_index("tag")["rows"].to_dict()
    roads = gpd.read_parquet(home / "wuhan" / "roads.parquet")
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
    sites = gpd.read_parquet(home / "wuhan" / "sites.parquet").set_index("site_id")
    flows = flows[flows["metres"] > 0]
    at = sites.geometry[flows["site_id"]]
    across = np.abs(cells["x"][flows["cell_id"]].to_numpy() - at.x.to_numpy())
    up = np.abs(cells["y"][flows["cell_id"]].to_numpy() - at.y.to_numpy())
    # On a grid of streets a way is about the sum of both, never the straight line times a factor.
    assert (flows["metres"] > np.hypot(across, up)).all()
    assert np.median(flows["metres"] / (across + up)) == pytest.approx(1.05, abs=0.12)


def test_the_map_shows_service_areas_along_the_extract_s_roads(home: Path) -> None:
    reach = pyogrio.read_dataframe(home / "run" / "plan.gpkg", layer="reach")
    # A way leads to a new public site, or to a charging station of the extract that stands already.
    new, stands = (
        pyogrio.read_dataframe(home / "run" / "plan.gpkg", layer=layer).set_index("site_id")
        for layer in ("sites", "standing")
    )
    assert (stands["name_zh"].str.startswith("充电站") & stands["stands"]).all()
    assert stands["status"].tolist() == ["existing"] * 4
    access = pd.concat([new["access"], stands["access"]])
    assert access.index.is_unique
    assert set(reach["to_m"]) == {500.0, 1000.0, 2000.0}
    assert (access[reach["site_id"].unique()] == "public").all()
    assert set(stands.index) < set(reach["site_id"])
    # No more road than the city has, and no stretch twice.
    roads = gpd.read_parquet(home / "wuhan" / "roads.parquet")
    assert 50.0 < reach["road_km"].sum() <= roads.length.sum() / 1_000
    drawn = reach.to_crs(32650).length.sum() / 1_000
    assert drawn == pytest.approx(reach["road_km"].sum(), rel=1e-6)
    page = (home / "run" / "map.html").read_text(encoding="utf-8")
    assert 'id="layer-reach"' in page
    (district,) = (home / "run" / "districts").glob("*.html")
    assert 'id="layer-reach"' in district.read_text(encoding="utf-8")
