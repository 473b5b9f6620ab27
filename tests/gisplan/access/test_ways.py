"""Ways follow the region's roads where it has them: a toy grid with distances worked out by hand."""

from __future__ import annotations

import dataclasses
import itertools
import shutil
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import LineString

from gisplan.access.reach import coverage_pairs, nearest_site_m
from gisplan.access.ways import cell_points, distances_kind, nearest_way_m, site_points, way_pairs
from gisplan.pipeline import plan_region
from gisplan.results.not_known import not_known
from gisplan.scenario.loading import load_scenario
from gisplan.tables.format import write_json
from gisplan.verify.run.reading import read_run
from gisplan.verify.run.ways import exact_ways
from gisplan_errors import LayerError, ScenarioError
from layers.roads.graph import from_lines
from layers.roads.pairs import nearest_metres
from layers.roads.reach import on_roads
from tests.gisplan.planned import write_data, written
from tests.gisplan.spoilt_runs import run_faults, sees, spoilt
from tests.gisplan.toy import CRS, at, toy_region, toy_scenario

if TYPE_CHECKING:
    from pathlib import Path

    from layers.region.loading import Region


def grid() -> gpd.GeoDataFrame:
    """Draw streets every 500 m over the toy, two-way but for a ring: the column at 2.5 km runs north only."""
    rows, oneway = [], []
    easts, norths = np.arange(0, 25.1, 0.5), np.arange(-3, 7.1, 0.5)
    for north in norths:
        for west, east in itertools.pairwise(easts):
            rows.append(LineString([at(west, north), at(east, north)]))
            oneway.append("no")
    for east in easts:
        for south, north in itertools.pairwise(norths):
            rows.append(LineString([at(east, south), at(east, north)]))
            oneway.append("yes" if east == 2.5 else "no")
    return gpd.GeoDataFrame({"highway": "residential", "oneway": oneway}, geometry=rows, crs=CRS)


@pytest.fixture(scope="module")
def region() -> Region:
    """Give the toy region on the grid of streets; its service areas have no carriageway and are off it."""
    toy = toy_region()
    return dataclasses.replace(toy, roads=on_roads(from_lines(grid()), toy.demand, toy.sites, toy.corridors))


def cell(region: Region, name: str) -> int:
    return region.demand["cell_id"].tolist().index(name)


def site(region: Region, name: str) -> int:
    return region.sites["site_id"].tolist().index(name)


def test_a_way_goes_along_the_grid_and_not_straight(region: Region) -> None:
    # C00's middle is at (0.5, 0.5), PP-1 at (1.5, 1.5): 1 km east, 1 km north.
    rows, columns = np.array([cell(region, "C00")]), np.array([site(region, "PP-1")])
    assert way_pairs(region, rows, columns, 5_000.0, detour=1.3)[0, 0] == pytest.approx(2_000.0)
    assert way_pairs(toy_region(), rows, columns, 5_000.0, detour=1.3)[0, 0] == pytest.approx(
        1_300.0 * np.sqrt(2)
    )
    assert way_pairs(region, rows, columns, 1_999.0, detour=1.3).nnz == 0


def test_a_one_way_street_is_driven_in_its_direction(region: Region) -> None:
    # C02 at (2.5, 0.5), C12 at (2.5, 2.5), PK-1 at (2.5, 2.5), CO-1 at (2.5, 0.5); 2.5 km runs north only.
    rows = np.array([cell(region, "C02"), cell(region, "C12")])
    columns = np.array([site(region, "PK-1"), site(region, "CO-1")])
    found = way_pairs(region, rows, columns, 9_000.0, detour=1.3).toarray()
    # North straight up: 2 km. South: half a km aside, 2 km down, half a km back.
    assert found == pytest.approx(np.array([[2_000.0, 0.0], [0.0, 3_000.0]]))


def test_the_nearest_site_is_nearest_by_road(region: Region) -> None:
    columns = np.array([site(region, "CO-1"), site(region, "PP-4")])
    away = nearest_way_m(region, columns, detour=1.3)
    # C12 at (2.5, 2.5): CO-1 is 3 km against the one-way, PP-4 at (3.5, 3.5) 2 km.
    assert away[cell(region, "C12")] == pytest.approx(2_000.0)
    every = np.arange(len(region.demand))
    pairs = way_pairs(region, every, columns, 60_000.0, detour=1.3).toarray()
    assert away == pytest.approx(pairs.min(axis=1))
    assert nearest_site_m(region, toy_scenario(), columns) == pytest.approx(away)


def test_nothing_is_near_where_no_road_leads(region: Region) -> None:
    area = np.array([site(region, "SA-1N")])
    assert np.isinf(nearest_way_m(region, area, detour=1.3)).all()
    assert np.isinf(nearest_way_m(region, np.array([], dtype=np.int64), detour=1.3)).all()
    roads = region.roads
    assert roads is not None
    assert np.isinf(nearest_metres(roads.graph, roads.cells, roads.sites.take(area))).all()


def test_no_road_is_shorter_than_the_straight_line(region: Region) -> None:
    every, columns = np.arange(len(region.demand)), np.flatnonzero(region.sites["access"] == "public")
    pairs = way_pairs(region, every, columns, 10_000.0, detour=1.3).tocoo()
    row, column = pairs.coords
    straight = np.hypot(*(cell_points(region.demand)[row] - site_points(region.sites)[columns[column]]).T)
    assert (pairs.data >= straight - 1e-6).all()


def test_coverage_counts_by_road(region: Region) -> None:
    column = np.array([site(region, "PP-1")])
    scenario = toy_scenario()
    by_road = coverage_pairs(region, scenario, column).to_csr()[:, 0].toarray()
    by_air = coverage_pairs(toy_region(), scenario, column).to_csr()[:, 0].toarray()
    assert by_road[cell(region, "C00")] == pytest.approx(2_000.0)
    assert by_air[cell(region, "C00")] == pytest.approx(1_300.0 * np.sqrt(2))
    # C08 at (3.5, 1.5): 2 km by road, within the radius; 2.6 km by circuity, beyond it.
    assert by_road[cell(region, "C08")] == pytest.approx(2_000.0)
    assert by_air[cell(region, "C08")] == 0.0


def test_the_plan_says_how_ways_are_measured(region: Region) -> None:
    assert (distances_kind(region), distances_kind(toy_region())) == ("roads", "circuity")
    said = next(said for said in not_known(region, toy_scenario()) if "road" in said.en)
    assert "SA-1N" in said.zh
    assert "5 cells or sites touch no road" in said.en
    assert any("No road network is loaded" in said.en for said in not_known(toy_region(), toy_scenario()))


def test_standing_stations_without_figures_are_said(region: Region) -> None:
    sites = region.sites.copy()
    first = sites.index[sites["access"] == "public"][:2]
    sites.loc[first, "status"] = "existing"
    said = [one.en for one in not_known(dataclasses.replace(region, sites=sites), toy_scenario())]
    assert sum("2 charging stations stand of which" in text for text in said) == 1
    assert not any("stand of which" in one.en for one in not_known(region, toy_scenario()))


def test_a_plan_on_roads_is_verified_and_a_false_way_is_caught(region: Region, tmp_path: Path) -> None:
    plan = plan_region(toy_scenario(coverage__corridor_max_gap_km=20.0), region)
    assert plan.headline["distances"] == "roads"
    folder = write_data(plan, tmp_path / "run")
    bounded = read_run(folder)
    # The toy has no folder, so its roads are not at hand: bounds only.
    assert not exact_ways(bounded)
    assert run_faults(bounded) == []
    exact = dataclasses.replace(bounded, roads=region.roads)
    assert run_faults(exact) == []

    flows = exact.evidence.assignment.copy()
    far = flows["metres"].idxmax()
    flows.loc[far, "metres"] = 1.0
    for run in (bounded, exact):
        sees(spoilt(run, "evidence.assignment", flows), f"cell {flows.loc[far, 'cell_id']}")

    cells = exact.layers.demand.copy()
    away = float(cells.set_index("cell_id").loc["C00", "nearest_public_m"])
    cells.loc[cells["cell_id"] == "C00", "nearest_public_m"] += 5.0
    lied = spoilt(exact, "layers.demand", cells)
    told = f"nearest_public_m {away + 5.0:.3f}, measured again {away:.3f}"
    assert f"plan.gpkg demand cell C00: {told}" in map(str, run_faults(lied))


def test_cells_that_no_road_reaches_are_not_covered_and_said(tmp_path: Path) -> None:
    toy, streets = toy_region(), grid()
    west = from_lines(streets.loc[streets.geometry.centroid.x < at(12.0, 0.0).x])
    lost = dataclasses.replace(toy, roads=on_roads(west, toy.demand, toy.sites, toy.corridors))
    scenario = toy_scenario(hydrogen__target=0, hydrogen__min_commercial=0, hydrogen__min_captive=0)
    plan = plan_region(scenario, lost)
    away = plan.layers.demand.set_index("cell_id")
    assert np.isinf(away.loc["O39", "nearest_public_m"])
    assert not away.loc["O39", "covered"]
    assert any("O30" in said.en for said in plan.not_known)
    run = read_run(write_data(plan, tmp_path / "run"))
    exact = dataclasses.replace(run, roads=lost.roads)
    assert run_faults(run) == run_faults(exact) == []


def test_a_run_that_claims_roads_it_never_had_is_refused(tmp_path: Path) -> None:
    folder = shutil.copytree(written(), tmp_path / "run")
    headline = read_run(folder).headline
    write_json({**headline, "distances": "roads"}, folder / "plan.json")
    with pytest.raises(LayerError, match=r"inputs\.json has no layer roads"):
        read_run(folder)


def test_an_own_region_is_named_by_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "mine"
    own.mkdir()
    (own / "region.toml").write_text('name = "mine"\n', encoding="utf-8")
    (tmp_path / "mine.toml").write_text('extends = "tianjin-2027"\nregion = "mine"\n', encoding="utf-8")
    assert load_scenario(tmp_path / "mine.toml").region == own.resolve().as_posix()
    monkeypatch.chdir(tmp_path)
    assert load_scenario("tianjin-2027", ["region=mine"]).region == own.resolve().as_posix()
    with pytest.raises(ScenarioError, match=r"'yours' is unknown and no folder with a region\.toml"):
        load_scenario("tianjin-2027", ["region=yours"])


def test_districts_that_the_region_lacks_are_named() -> None:
    scenario = toy_scenario(hydrogen__served_districts=["120118", "420111"])
    with pytest.raises(ScenarioError, match=r"served_districts = 420111: not in region 'toy'"):
        plan_region(scenario, toy_region())
