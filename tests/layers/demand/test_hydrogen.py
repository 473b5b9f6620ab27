"""Hydrogen falls at steel works, ports, parks, zones, stops and routes, and sums to its total."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from layers.demand.hydrogen import hydrogen_by_cell, hydrogen_scenes, hydrogen_total
from tests.layers.figures import PARAMETERS

FIGURES = PARAMETERS.replace(
    hydrogen_trucks_new=100, hydrogen_truck_kg_day=25, hydrogen_buses_new=10, hydrogen_bus_kg_day=10
)
CELLS = pd.DataFrame({"x": np.arange(0, 60_000, 500.0), "y": 0.0})


def places(*rows: tuple[str, str, str, float, float]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"kind": kind, "name_zh": name, "roles": roles, "x": x, "y": 0.0, "weight": weight}
            for kind, name, roles, x, weight in rows
        ],
        columns=["kind", "name_zh", "roles", "x", "y", "weight"],
    )


CITY = places(
    ("industry", "荣程钢铁", "hydrogen", 5000, 1),
    ("port", "南疆", "hydrogen", 40_000, 3),
    ("port", "北疆", "hydrogen", 45_000, 1),
    ("port", "邮轮母港", "hub", 50_000, 1),
    ("logistics", "大邱庄", "", 20_000, 1),
    ("zone", "临港", "hub;hydrogen", 42_000, 1),
    ("zone", "华苑", "", 1000, 4),
    ("rail_station", "天津站", "", 10_000, 1),
)


def at(demand: np.ndarray, x: float) -> float:
    return float(demand[int(x / 500)])


def test_total_by_hand() -> None:
    assert hydrogen_total(FIGURES) == (2500, 100)
    assert hydrogen_by_cell(CELLS, CITY, parameters=FIGURES).sum() == 2600


def test_scenes() -> None:
    scenes = hydrogen_scenes(CITY)
    assert {name: list(table["name_zh"]) for name, table in scenes.items()} == {
        "steel": ["荣程钢铁"],
        "port": ["南疆", "北疆"],
        "logistics": ["大邱庄"],
        "zone": ["临港"],
    }


def test_shares_and_weights_without_routes() -> None:
    plain = FIGURES.replace(
        hydrogen_steel_share=0.2, hydrogen_port_share=0.4, hydrogen_logistics_share=0.2,
        hydrogen_zone_share=0.2, hydrogen_corridor_share=0,
    )  # fmt: skip
    demand = hydrogen_by_cell(CELLS, CITY, parameters=plain)
    assert at(demand, 5000) == pytest.approx(500)
    assert at(demand, 40_000) == pytest.approx(750)
    assert at(demand, 45_000) == pytest.approx(250)
    assert at(demand, 50_000) == 0
    assert at(demand, 10_000) == pytest.approx(100)


def test_routes_run_between_freight_places() -> None:
    only = FIGURES.replace(
        hydrogen_steel_share=0, hydrogen_port_share=0, hydrogen_logistics_share=0, hydrogen_zone_share=0,
        hydrogen_buses_new=0, hydrogen_corridor_step_m=5000,
    )  # fmt: skip
    demand = hydrogen_by_cell(CELLS, CITY, parameters=only)
    used = CELLS["x"].to_numpy()[demand > 0]
    assert used.min() >= 5000
    assert used.max() <= 45_000
    assert demand.sum() == pytest.approx(2500)


def test_given_corridors_carry_the_route_share_near_freight() -> None:
    only = FIGURES.replace(
        hydrogen_steel_share=0, hydrogen_port_share=0, hydrogen_logistics_share=0, hydrogen_zone_share=0,
        hydrogen_buses_new=0, hydrogen_corridor_step_m=10_000,
    )  # fmt: skip
    road = gpd.GeoDataFrame(geometry=[shapely.LineString([(0, 0), (59_000, 0)])], crs="EPSG:4548")
    demand = hydrogen_by_cell(CELLS, CITY, parameters=only, corridors=road)
    assert at(demand, 5000) > at(demand, 55_000) > 0


def test_two_directions_of_a_road_are_one_route() -> None:
    line = shapely.LineString([(0, 0), (59_000, 0)])
    one = gpd.GeoDataFrame({"road_ref": ["S1"]}, geometry=[line], crs="EPSG:4548")
    two = gpd.GeoDataFrame({"road_ref": ["S1", "S1"]}, geometry=[line, line.reverse()], crs="EPSG:4548")
    given_one, given_two = (
        hydrogen_by_cell(CELLS, CITY, parameters=FIGURES, corridors=road) for road in (one, two)
    )
    assert np.array_equal(given_one, given_two)


def test_a_scene_without_places_hands_its_share_over() -> None:
    demand = hydrogen_by_cell(CELLS, CITY.iloc[[4]], parameters=FIGURES)
    assert at(demand, 20_000) == pytest.approx(2500)


def test_no_place_no_demand() -> None:
    assert hydrogen_by_cell(CELLS, places(), parameters=FIGURES).sum() == 0
