"""Result layers: gaps along roads, sums by district, means by zone, what nobody judges stays empty."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from gisplan.planning.chargers.capacity import charger_tables
from gisplan.planning.hydrogen.stations import plan_hydrogen
from gisplan.results.layers.areas import zone_means
from gisplan.results.layers.corridors import plan_corridors
from gisplan.results.layers.hydrogen import hydrogen_assignment, hydrogen_demand_points, plan_supply_links
from gisplan.results.layers.parcels import plan_parcels
from tests.gisplan.planned import planned
from tests.gisplan.toy import toy_region, toy_scenario


@pytest.fixture(scope="module")
def toy_plan():
    return planned()


def along(*marks: float) -> pd.DataFrame:
    """Give fast service areas on the eastbound road at these km, and one without fast charging at km 9."""
    frame = pd.DataFrame({"chainage_km": [*marks, 9.0], "fast_chargers": [4] * len(marks) + [0]})
    names = {"name_zh": "服务区", "name_en": "Area"}
    return frame.assign(category="expressway_service_area", road_ref="G18", direction="E", **names)


@pytest.mark.parametrize(
    ("marks", "limit", "gap", "end", "verdict"),
    [
        ((5.0, 13.0), 10.0, 8.0, 7.0, "met"),
        ((2.0, 18.0), 10.0, 16.0, 2.0, "not met"),
        ((5.0, 7.0), 10.0, 2.0, 13.0, "not met"),
        ((10.0,), 12.0, np.nan, 10.0, "not assessed"),
        ((), 30.0, np.nan, 20.0, "not assessed"),
        ((), 10.0, np.nan, 20.0, "not met"),
    ],
)
def test_gaps_along_a_road(
    marks: tuple[float, ...], limit: float, gap: float, end: float, verdict: str
) -> None:
    scenario = toy_scenario(coverage__corridor_max_gap_km=limit)
    row = plan_corridors(toy_region(), along(*marks), scenario).set_index("direction").loc["E"]
    assert row["max_gap_km"] == pytest.approx(gap, nan_ok=True)
    assert row["end_gap_km"] == pytest.approx(end)
    assert row["service_areas"] == len(marks)
    assert row["verdict"] == verdict


def test_no_gap_is_judged_on_a_ring_round_a_city() -> None:
    region = toy_region()
    ring = dataclasses.replace(region, corridors=region.corridors.assign(kind="ring"))
    for marks, end in (((), 20.0), ((2.0,), 18.0)):
        made = plan_corridors(ring, along(*marks), toy_scenario()).set_index("direction").loc["E"]
        assert (made["end_gap_km"], made["ends"], made["verdict"]) == (end, "not assessed", "not assessed")


def test_districts_sum_up_and_what_nobody_judges_is_empty(toy_plan) -> None:
    districts = toy_plan.layers.districts.set_index("adcode")
    assert districts.loc["120101", "covered_share"] == pytest.approx(1.0)
    assert np.isnan(districts.loc["120118", "covered_share"])
    assert districts["chargers"].sum() == toy_plan.headline["chargers_new_total"]
    by_access = districts[["chargers_public", "chargers_dedicated", "chargers_private"]].sum(axis=1)
    assert (by_access == districts["chargers"]).all()
    assert districts["stations"].sum() == 3
    assert districts["chargers_per_10k"].loc["120101"] == pytest.approx(
        districts["chargers"].loc["120101"] / 50_000 * 1e4
    )


def test_coverage_holds_everybody_once(toy_plan) -> None:
    coverage = toy_plan.layers.coverage
    assert coverage["people"].sum() == pytest.approx(66_000)
    assert set(coverage.loc[coverage["adcode"] == "120118", "state"]) == {"not_judged"}


def test_everybody_covered_counts_at_one_site(toy_plan) -> None:
    sites, cells = toy_plan.layers.sites, toy_plan.layers.demand
    reached = cells.loc[cells["covered"], "population"].sum()
    assert sites["people_covered"].sum() == pytest.approx(reached)
    assert (sites.loc[sites["access"] != "public", "people_covered"] == 0).all()


def test_what_is_served_and_unmet_is_what_is_asked(toy_plan) -> None:
    cells = toy_plan.layers.demand
    total = cells["served_kwh_day"] + cells["unmet_kwh_day"]
    np.testing.assert_allclose(total, cells["ev_kwh_day"])


def test_utilisation_is_energy_over_power_and_day(toy_plan) -> None:
    row = toy_plan.layers.sites.set_index("site_id").loc["PP-1"]
    assert row["utilisation"] == pytest.approx(row["served_kwh_day"] / (row["kw"] * 24))
    assert row["served_kwh_day"] <= row["capacity_kwh_day"] * (1 + 1e-6)


def test_means_weigh_people_and_leave_the_unjudged_out() -> None:
    cells = pd.DataFrame(
        {
            "judged": [True, True, False, True],
            "population": [30.0, 10.0, 99.0, 0.0],
            "nearest_public_m": [1000.0, 3000.0, 9e9, 5.0],
            "radius_m": [1500.0, 1500.0, 900.0, 1500.0],
        }
    )
    means = zone_means(cells)
    assert means.to_dict("records") == [{"radius_m": 1500.0, "people": 40.0, "mean_m": 1500.0, "met": True}]


def test_stations_buy_what_they_sell(toy_plan) -> None:
    stations, links = toy_plan.layers.stations, toy_plan.layers.supply_links
    bought = links.groupby("site_id")["kg_day"].sum()
    for row in stations.to_dict("records"):
        assert bought.get(row["site_id"], 0.0) == pytest.approx(row["served_kg_day"], abs=1e-3)
    assert (stations["screening"].str.contains("screening, not compliance")).all()
    assert stations["not_assessed_en"].str.contains("no layer of protected objects").all()
    assert stations["not_assessed_zh"].str.contains("没有保护对象图层").all()


def test_the_schedule_builds_what_stands(toy_plan) -> None:
    built = toy_plan.schedule.groupby("type")["count"].sum().to_dict()
    assert built == {name: n for name, n in toy_plan.headline["chargers_by_type"].items() if n}


def test_grams_that_leak_through_shut_sites_are_not_sold() -> None:
    tables = charger_tables(toy_region().sites, toy_scenario(), home_kwh_day=8.0)
    hydrogen, _ = plan_hydrogen(toy_region(), toy_scenario(), tables)
    assert hydrogen.siting is not None
    shut = ~np.isin(hydrogen.problem.pairs.indices, hydrogen.siting.sites)
    assert shut.any()
    leaking = dataclasses.replace(
        hydrogen.siting,
        flow=np.where(shut, 1e-3, hydrogen.siting.flow),
        supply=np.maximum(hydrogen.siting.supply, 1e-3),
    )
    leaked = dataclasses.replace(hydrogen, siting=leaking)
    standing = set(toy_region().sites["site_id"].iloc[hydrogen.candidates[hydrogen.siting.sites]])
    assert set(hydrogen_assignment(toy_region(), leaked)["site_id"]) <= standing
    assert set(plan_supply_links(toy_region(), leaked)["site_id"]) == standing
    points = hydrogen_demand_points(toy_region(), leaked)
    assert points["served_kg_day"].sum() == pytest.approx(hydrogen.siting.served_kg)


def test_a_parcel_has_what_its_larger_connection_carries() -> None:
    plan, region = planned(), toy_region()
    layers, facilities = plan.layers, plan.evidence.facilities
    sites, stations = (frame.to_crs(region.crs) for frame in (layers.sites, layers.stations))
    before = plan_parcels(region, plan.scenario, sites, stations, facilities).set_index("site_id")
    larger = sites.assign(grid_kw_after=sites["grid_kw_after"] + 250.0)
    after = plan_parcels(region, plan.scenario, larger, stations, facilities).set_index("site_id")
    charged = before.index.isin(sites["site_id"])
    assert charged.any()
    grown = (after["usable_kw"] - before["usable_kw"]).to_numpy()
    assert grown == pytest.approx(np.where(charged, 250.0 * 0.8, 0.0))
    assert (after["left_kw"] - before["left_kw"]).to_numpy() == pytest.approx(grown)
