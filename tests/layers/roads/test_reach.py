from __future__ import annotations

import os
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import LineString, Point, box

from layers.region.folders import new_region
from layers.region.loading import load_region
from layers.roads.reach import corridor_headings, on_roads, region_roads
from tests.layers.figures import PARAMETERS

CRS = "EPSG:4548"
DATA = os.environ.get("GISPLAN_BENCHMARK_DATA")


def lines(rows, **columns):
    return gpd.GeoDataFrame(columns, geometry=[LineString(row) for row in rows], crs=CRS)


def expressway():
    """Two carriageways 40 m apart, joined at both ends, and a street that meets them in the west."""
    rows = [
        [(0, 0), (10_000, 0)],
        [(10_000, 40), (0, 40)],
        [(10_000, 0), (10_000, 40)],
        [(0, 40), (0, 0)],
        [(0, 40), (0, 3_000)],
    ]
    kinds = ["motorway", "motorway", "motorway_link", "motorway_link", "primary"]
    return lines(rows, highway=kinds, oneway=["yes", "yes", "no", "no", "no"])


def corridors():
    return lines(
        [[(0, 20), (10_000, 20)], [(10_000, 20), (0, 20)]], road_ref=["S1", "S1"], direction=["east", "west"]
    )


def sites():
    rows = [
        ("E", "expressway_service_area", "S1", "east", Point(6_000, -100)),
        ("W", "expressway_service_area", "S1", "west", Point(6_000, 140)),
        ("P", "public_parking", "", "", Point(30, 1_000)),
        ("X", "public_parking", "", "", Point(50_000, 50_000)),
    ]
    columns = ["site_id", "category", "road_ref", "direction", "geometry"]
    return gpd.GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry="geometry", crs=CRS)


def cells():
    return gpd.GeoDataFrame(
        {"cell_id": ["c1"], "x": [0.0], "y": [1_000.0]}, geometry=[box(-1, -1, 1, 1)], crs=CRS
    )


def test_headings_follow_the_corridor_in_its_direction():
    assert corridor_headings(sites(), corridors()).tolist() == pytest.approx(
        [90, 270, np.nan, np.nan], nan_ok=True
    )


def test_service_areas_are_reached_on_their_own_carriageway(tmp_path):
    expressway().to_parquet(tmp_path / "roads.parquet")
    graph = region_roads(tmp_path, CRS)
    reach = on_roads(graph, cells(), sites(), corridors())
    pairs = reach.pairs(40_000)
    # East: down the street, 6 km along. West: out to the far end first, 10 km, and 4 km back.
    assert pairs[0, 0] == pytest.approx(1_000 + 6_000 + 100)
    assert pairs[0, 1] == pytest.approx(1_000 + 10_000 + 40 + 4_000 + 100)
    assert pairs[0, 2] == pytest.approx(30)
    assert reach.unreachable().map(str).to_numpy().tolist() == [["sites", "X", "no road within 1000 m"]]


def test_a_region_without_roads_has_no_network(tmp_path):
    assert region_roads(tmp_path, CRS) is None


@pytest.mark.slow
@pytest.mark.skipif(
    DATA is None,
    reason="no Wuhan roads: set GISPLAN_BENCHMARK_DATA to the folder of benchmark instances",
)
def test_a_region_made_from_the_wuhan_network_has_road_distances(tmp_path):
    roads = gpd.read_parquet(Path(DATA) / "roads" / "wuhan_8989_original.parquet").to_crs(32650)
    west, south, east, north = roads.total_bounds
    middle = (west + east) / 2
    boundary = gpd.GeoDataFrame(
        {"name": ["西", "东"], "population": [2_000_000, 2_000_000]},
        geometry=[box(west, south, middle, north), box(middle, south, east, north)],
        crs=32650,
    )
    folder = tmp_path / "wuhan"
    new_region(folder, "wuhan", boundary, crs="EPSG:32650", as_of="2025", source="the extent of the network")
    roads[["highway", "geometry"]].to_parquet(folder / "roads.parquet")
    region = load_region(folder, demand=PARAMETERS)
    graph = region_roads(folder, region.crs)
    reach = on_roads(graph, region.demand, region.sites, region.corridors)
    pairs = reach.pairs(3_000)
    assert pairs.shape == (len(region.demand), len(region.sites))
    assert pairs.nnz > 10_000
    straight = np.hypot(
        *(
            region.demand[["x", "y"]].to_numpy()[np.repeat(np.arange(pairs.shape[0]), np.diff(pairs.indptr))]
            - np.column_stack([region.sites.geometry.x, region.sites.geometry.y])[pairs.indices]
        ).T
    )
    # A way along roads and connectors is never shorter than the straight line.
    assert (pairs.data >= straight - 1e-3).all()
    assert 1.1 < np.median(pairs.data[straight > 500] / straight[straight > 500]) < 2.0
    assert set(reach.unreachable()["reason"].map(str)) <= {"no road within 1000 m", "no road within 5000 m"}
