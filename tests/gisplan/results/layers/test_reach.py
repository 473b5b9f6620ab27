"""The layer ``reach``: each road's own radius, nearest open site, district and class of distance."""

from __future__ import annotations

import dataclasses

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString

from gisplan.results.layers.reach import plan_reach
from layers.roads.graph import from_lines
from layers.roads.reach import on_roads
from tests.gisplan.toy import toy_region, toy_scenario


def place(name: str) -> int:
    return int(np.flatnonzero(toy_region().sites["site_id"] == name)[0])


def with_one_road(*, oneway: str = "no"):
    """Give the toy region with one street of 5 km past PP-1, and where along it that site stands."""
    region = toy_region()
    spot = region.sites.geometry.iloc[place("PP-1")]
    line = LineString([(spot.x - 1_000, spot.y), (spot.x + 4_000, spot.y)])
    lines = gpd.GeoDataFrame(
        {"highway": ["residential"], "oneway": [oneway]}, geometry=[line], crs=region.crs
    )
    graph = from_lines(lines, strong=False)
    roads = on_roads(graph, region.demand, region.sites, region.corridors)
    return dataclasses.replace(region, roads=roads)


def test_a_judged_district_s_roads_end_at_the_policy_s_radius() -> None:
    """The site's connector is zero, so 2 km either way; only 1 km of road lies to the west."""
    reach = plan_reach(with_one_road(), toy_scenario(), np.array([place("PP-1")]))
    assert set(reach["site_id"]) == {"PP-1"}
    assert set(reach["adcode"]) == {"120101"}
    assert not reach["main"].any()
    km = dict(zip(zip(reach["from_m"], reach["to_m"], strict=True), reach["road_km"], strict=True))
    assert km == pytest.approx({(0, 500): 1.0, (500, 1000): 1.0, (1000, 2000): 1.0})
    assert reach.geometry.length.to_numpy() / 1_000 == pytest.approx(reach["road_km"].to_numpy())


def test_a_one_way_street_is_served_on_one_side_only() -> None:
    reach = plan_reach(with_one_road(oneway="yes"), toy_scenario(), np.array([place("PP-1")]))
    assert reach["road_km"].sum() == pytest.approx(1.0)


def test_without_roads_or_open_sites_there_is_nothing_to_draw() -> None:
    assert plan_reach(toy_region(), toy_scenario(), np.array([place("PP-1")])).empty
    assert plan_reach(with_one_road(), toy_scenario(), np.array([], dtype=np.int64)).empty
