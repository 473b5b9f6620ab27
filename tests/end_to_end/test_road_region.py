"""A planner's own region on a real road network: new region, plan, verify, all by road."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
from shapely import box
from typer.testing import CliRunner

from gisplan.cli.app import app
from gisplan.tables.format import write_json
from gisplan.verify.run.reading import read_run
from tests.end_to_end.own_region import SCENARIO, gisplan
from tests.gisplan.spoilt_runs import run_faults, sees, spoilt

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan.plan.record import Plan

pytestmark = pytest.mark.slow

# The middle of the Wuhan network, EPSG:32650, and half the side of the part that is planned, metres.
EAST, NORTH, HALF = 239_445.0, 3_384_628.0, 2_250.0
DETOUR = 1.3


@pytest.fixture(scope="module")
def region(benchmark_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a region folder from a boundary, the streets in it and 25 sites, and a scenario."""
    home = tmp_path_factory.mktemp("own")
    roads = gpd.read_parquet(benchmark_data / "roads" / "wuhan_8989_original.parquet").to_crs(32650)
    wide = box(EAST - HALF - 250, NORTH - HALF - 250, EAST + HALF + 250, NORTH + HALF + 250)
    roads = roads.loc[roads.representative_point().within(wide), ["highway", "geometry"]]
    square = box(EAST - HALF, NORTH - HALF, EAST + HALF, NORTH + HALF)
    boundary = {"name": ["局部"], "tier": ["central"], "population": [60_000]}
    gpd.GeoDataFrame(boundary, geometry=[square], crs=32650).to_file(home / "boundary.geojson")
    out = home / "wuhan"
    gisplan("region", "new", "wuhan", "--boundary", home / "boundary.geojson", "--crs", 32650, "--out", out)
    roads.to_parquet(out / "roads.parquet")
    steps = np.arange(-1500.0, 1501.0, 750.0)
    east, north = (axis.ravel() for axis in np.meshgrid(EAST + steps, NORTH + steps))
    spots = gpd.GeoSeries.from_xy(east, north, crs=32650).to_crs(4326)
    kinds = ["public_parking", "residential", "bus_depot", "logistics_park", "residential"]
    sites = pd.DataFrame(
        {
            "site_id": [f"P-{i:02d}" for i in range(25)],
            "name_zh": [f"点位{i:02d}" for i in range(25)],
            "category": kinds * 5,
            "access": ["public", "public", "dedicated", "dedicated", "private"] * 5,
            "bays": 60,
            "grid_kw": 1500,
            "origin": "survey",
            "source": "test",
            "lon": spots.x.to_numpy(),
            "lat": spots.y.to_numpy(),
        }
    )
    sites.to_csv(out / "sites.csv", index=False)
    (home / "mine.toml").write_text(SCENARIO, encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def said(region: Path) -> tuple[int, str, str]:
    """Plan in a process of its own on a bare machine: no home, no cache of fonts; give what it said."""
    words = ["plan", str(region / "mine.toml"), "--out", str(region / "run"), "--quiet"]
    done = subprocess.run(
        [sys.executable, "-m", "gisplan.cli", *words],
        env={"PATH": os.environ["PATH"], "HOME": "/dev/null/none"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def home(region: Path, said: tuple[int, str, str]) -> Path:
    """Give the folder of the region and of its run."""
    assert said[0] == 0, said
    return region


@pytest.fixture(scope="module")
def run(home: Path) -> Plan:
    """Read the run once."""
    return read_run(home / "run")


def test_quiet_is_quiet_on_a_bare_machine(region: Path, said: tuple[int, str, str]) -> None:
    """Nothing on the screen but the folder."""
    assert said == (0, f"{region / 'run'}\n", "")


def test_the_plan_follows_the_roads(home: Path) -> None:
    plan = json.loads((home / "run" / "plan.json").read_text(encoding="utf-8"))
    assert plan["distances"] == "roads"
    assert plan["chargers_new_total"] >= 200
    assert 0.2 < plan["covered_people_share"] <= 1.0
    said = json.loads((home / "run" / "not_known.json").read_text(encoding="utf-8"))
    assert any("hydrogen haul follow the roads" in row["en"] for row in said)
    provenance = pd.read_csv(home / "run" / "provenance.csv", encoding="utf-8-sig").set_index("layer")
    assert provenance.loc["roads", "rows"] > 3_000
    assert provenance.loc["sites", "origin"] == "survey"
    inputs = json.loads((home / "run" / "inputs.json").read_text(encoding="utf-8"))
    assert any(row.get("path") == "regions/wuhan/roads.parquet" for row in inputs)


def test_distances_are_those_of_the_roads(home: Path) -> None:
    evidence = home / "run" / "evidence.gpkg"
    flows = pyogrio.read_dataframe(evidence, layer="assignment")
    cells = pyogrio.read_dataframe(home / "run" / "plan.gpkg", layer="demand").set_index("cell_id")
    sites = pyogrio.read_dataframe(evidence, layer="candidates").to_crs(32650).set_index("site_id")
    flows = flows.loc[flows["metres"] > 0]
    at = sites.geometry[flows["site_id"]]
    straight = np.hypot(
        cells["x"][flows["cell_id"]].to_numpy() - at.x.to_numpy(),
        cells["y"][flows["cell_id"]].to_numpy() - at.y.to_numpy(),
    )
    assert len(flows) > 100
    assert (flows["metres"] >= straight - 1e-3).all()
    # Circuity would give the same ratio everywhere.
    ratio = flows["metres"] / straight
    assert (np.abs(ratio - DETOUR) > 0.05).mean() > 0.5


def test_the_run_is_verified_with_its_roads_and_without(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert "every constraint holds" in gisplan("verify", home / "run")
    assert "not at hand" not in caplog.text
    shutil.move(home / "wuhan", home / "away")
    try:
        said = gisplan("verify", home / "run")
    finally:
        shutil.move(home / "away", home / "wuhan")
    assert "every constraint holds" in said
    assert "Inputs that are not at hand" in said
    assert "roads.parquet" in said
    assert "that the run was made on is not at hand: its clauses" in caplog.text


def test_pages_name_the_region_as_the_run_does_and_a_false_name_is_caught(home: Path, tmp_path: Path) -> None:
    run = shutil.copytree(home / "run", tmp_path / "run")
    plan = json.loads((run / "plan.json").read_text(encoding="utf-8"))
    named = tomllib.loads((home / "wuhan" / "region.toml").read_text(encoding="utf-8"))
    assert (plan["region_zh"], plan["region_en"]) == (named["name_zh"], named["name_en"])
    assert named["name_zh"] in (run / "index.html").read_text(encoding="utf-8")
    write_json({**plan, "region_zh": "别处"}, run / "plan.json")
    done = CliRunner().invoke(app, ["verify", str(run)])
    assert done.exit_code == 5
    assert f"plan.json: region_zh 别处, the inputs make it {named['name_zh']}" in done.output
    assert "index.html: line" in done.output


def test_a_way_that_is_not_the_road_s_is_caught(run: Plan) -> None:
    cells = run.layers.demand.copy()
    away = cells.set_index("cell_id")["nearest_public_m"].iloc[:5].to_dict()
    cells["nearest_public_m"] += 20.0
    faults = run_faults(spoilt(run, "layers.demand", cells))
    for cell, metres in away.items():
        told = f"nearest_public_m {metres + 20.0:.3f}, measured again {metres:.3f}"
        assert f"plan.gpkg demand cell {cell}: {told}" in faults


def test_a_stretch_of_road_in_another_class_is_caught(run: Plan) -> None:
    reach = run.layers.reach.copy()
    assert len(reach) > 8
    first = reach["from_m"] == 0.0
    reach.loc[first, ["from_m", "to_m"]] = (1000.0, 2000.0)
    sees(spoilt(run, "layers.reach", reach), "a stretch of 1000 to 2000 m, the way to a public site has")


def test_a_stretch_of_another_site_is_caught(run: Plan) -> None:
    reach = run.layers.reach.copy()
    reach.loc[reach.index[0], "site_id"] = "P-24"
    sees(spoilt(run, "layers.reach", reach), "P-24 is no public site of the plan")
