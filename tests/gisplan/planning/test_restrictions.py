"""Ground closed to trucks or hazardous goods: stops, chargers, stations, facilities and trips of the toy."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from gisplan.planning.hydrogen.facilities import may_stand, plan_facilities
from gisplan.planning.hydrogen.freight import freight_table, plan_freight
from gisplan.planning.hydrogen.stations import hydrogen_candidates, plan_hydrogen
from gisplan.planning.lorries.stops import plan_lorries
from gisplan.planning.prepared import prepare_region
from gisplan.results.lorries import lorry_table
from gisplan.results.not_known import not_known
from gisplan_errors import InfeasiblePlan
from tests.gisplan.toy import figure, toy_region, toy_scenario, with_sites
from tests.gisplan.toy_freight import freight, freight_region
from tests.gisplan.toy_lorries import lorries
from tests.gisplan.toy_restrictions import ALL_DAY, closed

if TYPE_CHECKING:
    from gisplan.planning.hydrogen.stations import HydrogenPlan
    from gisplan.planning.prepared import Prepared
    from gisplan.scenario.schema import Scenario
    from layers.region.loading import Region

SOUTH_STOP = (17.9, -2.7, 18.1, -2.55)
"""About SA-2S, off the expressway at km -2.5 north."""
CENTRE_STATION = (4.4, 0.4, 4.6, 0.6)
"""About FS-1."""
ACROSS = (12.0, -90.0, 13.0, 90.0)
"""From north to south through the toy and far beyond."""


def stops(region: Region, scenario: Scenario) -> tuple[list[str], Any, Prepared]:
    prepared = prepare_region(region, scenario)
    plan, tables = plan_lorries(prepared.region, scenario, prepared.tables)
    assert plan is not None
    return sorted(prepared.region.sites["site_id"].iloc[plan.chosen]), plan, replace(prepared, tables=tables)


def hydrogen(region: Region, **changes: Any) -> tuple[HydrogenPlan, dict[str, float]]:
    """Plan the stations alone: what each one buys, kg/day."""
    scenario = toy_scenario(**changes)
    prepared = prepare_region(region, scenario)
    plan, _ = plan_hydrogen(prepared.region, scenario, prepared.tables)
    assert plan.siting is not None
    names = prepared.region.sites["site_id"].to_numpy()[plan.candidates[plan.siting.sites]]
    bought = plan.siting.supply[:, plan.siting.sites].sum(axis=0)
    return plan, dict(zip(names.tolist(), bought.tolist(), strict=True))


def test_the_best_stop_is_no_stop_where_trucks_may_never_drive() -> None:
    """Within 106 km SA-2S alone keeps the trips going (SA-2N has no bay for lorries)."""
    region = with_sites(freight_region(), SA_2N={"lorry_bays": 0})
    names, plan, _ = stops(region, lorries(106.0))
    assert (names, plan.chargeable.tolist()) == (["SA-2S"], [True, False])
    names, plan, _ = stops(closed(region, ("truck", ALL_DAY, SOUTH_STOP)), lorries(106.0))
    assert (names, plan.chargeable.tolist()) == ([], [False, False])


def test_the_next_best_stop_takes_over() -> None:
    """TS-1 keeps them going within 109 km."""
    region = with_sites(freight_region(), SA_2N={"lorry_bays": 0}, TS_1={"grid_kw": 4000.0, "bays": 40})
    assert stops(closed(region, ("both", ALL_DAY, SOUTH_STOP)), lorries(110.0))[0] == ["TS-1"]


def test_hours_shrink_what_a_charger_of_lorries_gives() -> None:
    region, scenario = freight_region(), lorries(106.0)
    _, _, usual = stops(region, scenario)
    _, _, timed = stops(closed(region, ("truck", "06:00-18:00", SOUTH_STOP)), scenario)
    at = usual.region.sites["site_id"].tolist().index("SA-2S")
    share = np.divide(
        timed.tables.capacity_kwh[at],
        usual.tables.capacity_kwh[at],
        out=np.ones(len(scenario.chargers.types)),
        where=usual.tables.capacity_kwh[at] > 0,
    )
    kinds = list(scenario.chargers.type_ids)
    assert share[kinds.index("mcs1000")] == pytest.approx(0.5)
    assert share[kinds.index("dc240")] == 1.0, "cars come at any hour"
    others = np.delete(np.arange(len(usual.region.sites)), at)
    assert np.array_equal(timed.tables.capacity_kwh[others], usual.tables.capacity_kwh[others])


def test_no_station_stands_where_hazardous_goods_never_may() -> None:
    """FS-2 is chosen; closed, FS-3 takes its place, and the screening names the rule."""
    assert "FS-2" in hydrogen(toy_region())[1]
    plan, bought = hydrogen(closed(toy_region(), ("hazardous", ALL_DAY, (9.5, -0.5, 10.5, 0.5))))
    assert sorted(bought) == ["FS-1", "FS-3", "HH-1"]
    assert "hazardous goods may not come" in plan.screening.loc["FS-2", "reason_500"].said("en")
    assert plan.screening.loc["FS-2", "screening"] == "excluded"


def test_a_pipe_or_an_electrolyser_supplies_where_no_trailer_may_come() -> None:
    region = closed(toy_region(), ("hazardous", ALL_DAY, CENTRE_STATION))
    assert "FS-1" not in hydrogen(region)[1]
    piped = {
        "districts": (),
        "sites": ("FS-1",),
        "cost_kg_km": figure(0.05, "CNY/kg/km"),
        "max_km": figure(100.0, "km"),
    }
    plan, bought = hydrogen(region, hydrogen__pipeline=piped)
    assert bought["FS-1"] == pytest.approx(300.0, abs=0.1)
    sites = np.flatnonzero(np.isfinite(plan.supply.cost[:, 0]))
    assert set(plan.supply.mode[sites, 0]) == {"pipeline"}


def test_the_drops_that_fit_in_open_hours_bound_a_station() -> None:
    """FS-1 sells 300 kg/day, of three stations that all stand; of 12 hours two drops of 100 kg fit."""
    drops = {"kg": figure(100.0, "kg"), "hours": figure(6.0, "hours")}
    none = {"status": "excluded"}
    three = with_sites(toy_region(), FS_3=none, HH_2=none)
    timed = closed(three, ("hazardous", "00:00-12:00", CENTRE_STATION))
    assert hydrogen(three, hydrogen__drops=drops)[1]["FS-1"] == pytest.approx(300.0, abs=0.1)
    assert hydrogen(timed)[1]["FS-1"] == pytest.approx(300.0, abs=0.1), "no drops, no bound"
    bought = hydrogen(timed, hydrogen__drops=drops)[1]
    assert bought["FS-1"] == pytest.approx(200.0, abs=0.1)
    assert sum(bought.values()) == pytest.approx(2300.0, abs=0.1), "the others sell the rest"


def test_a_truck_swap_may_not_stand_where_trucks_never_may() -> None:
    region = closed(freight_region(), ("truck", ALL_DAY, CENTRE_STATION))
    scenario = toy_scenario(facilities={"swap_truck": swap()})
    sites = prepare_region(region, scenario).region.sites
    at = sites["site_id"].tolist().index("FS-1")
    settings = scenario.facilities["swap_truck"]
    assert not may_stand(sites, "swap_truck", settings)[at]
    assert may_stand(sites, "swap_truck", settings.model_copy(update={"trucks": False}))[at]
    assert may_stand(sites, "swap_truck", settings)[sites["site_id"].tolist().index("FS-2")]


def test_a_swap_that_finds_no_place_names_what_is_closed() -> None:
    """Of FS-1, FS-2 and FS-3 none is open to trucks."""
    boxes = (CENTRE_STATION, (9.5, -0.5, 10.5, 0.5), (17.5, 5.5, 18.5, 6.5))
    region = closed(freight_region(), *(("truck", ALL_DAY, one) for one in boxes))
    scenario = toy_scenario(facilities={"swap_truck": swap()})
    prepared = prepare_region(region, scenario)
    nothing = np.zeros((len(prepared.region.sites), 2))
    with pytest.raises(InfeasiblePlan, match="3 further sites that allow it are closed to trucks all day"):
        plan_facilities(prepared.region, scenario, prepared.tables, np.zeros(0, dtype=np.int64), nothing)


def swap() -> dict[str, Any]:
    return {
        "target": 1,
        "name_zh": "重卡换电站",
        "name_en": "Truck swap",
        "demand": "swap_truck_kwh_day",
        "share": figure(1.0, "share"),
        "categories": ("fuel_station",),
        "radius_m": figure(20000.0, "m"),
        "capacity": figure(1000.0, "kWh/day"),
        "area_m2": figure(100.0, "m2"),
        "grid_kw": figure(100.0, "kW"),
        "cost": figure(1e6, "CNY"),
    }


def freight_rows(region: Region, scenario: Scenario) -> Any:
    prepared = prepare_region(region, scenario)
    candidates = hydrogen_candidates(prepared.region.sites)
    plan = plan_freight(prepared.region, scenario, candidates)
    return freight_table(prepared.region, plan, np.arange(len(candidates)), candidates)


def test_trips_without_a_way_round_are_not_driven_and_named() -> None:
    before = freight_rows(freight_region(), freight(480.0))
    assert before["refuellable"].tolist() == [True, True]
    assert not {"detour_km", "closed_hours"} & {*before}
    after = freight_rows(closed(freight_region(), ("truck", ALL_DAY, ACROSS)), freight(480.0))
    assert after["refuellable"].tolist() == [False, False]
    assert "no way round: R1" in after["reason_en"][0]


def test_hours_on_the_way_are_told_and_driven() -> None:
    region = closed(freight_region(), ("truck", "07:00-09:00;17:00-19:00", ACROSS))
    found = freight_rows(region, freight(480.0))
    assert found["refuellable"].tolist() == [True, True]
    assert found["detour_km"].tolist() == [0.0, 0.0]
    assert found["closed_hours"].tolist() == ["R1 07:00-09:00, 17:00-19:00"] * 2


def test_a_station_closed_to_trucks_refuels_no_freight() -> None:
    """HH-2 is passed; closed to hazardous goods alone it still refuels those who pass."""
    about = (21.9, 1.9, 22.1, 2.1)
    usual = freight_rows(freight_region(), freight(480.0))["stations"][0]
    shut = freight_rows(closed(freight_region(), ("truck", ALL_DAY, about)), freight(480.0))["stations"][0]
    piped = freight_rows(closed(freight_region(), ("hazardous", ALL_DAY, about)), freight(480.0))["stations"][
        0
    ]
    assert usual == piped
    assert len(shut) < len(usual)


def test_lorries_that_may_not_drive_charge_nothing() -> None:
    region, scenario = closed(freight_region(), ("truck", ALL_DAY, ACROSS)), lorries(106.0)
    _, plan, prepared = stops(region, scenario)
    table = lorry_table(prepared.region, plan, np.zeros(plan.sites.size, dtype=bool))
    assert table[["depot_kwh_day", "way_kwh_day", "beyond_kwh_day"]].to_numpy().max() == 0.0
    assert table["chargeable"].tolist() == [False, False]
    assert "no way round" in table["reason_en"][0]
    assert prepared.region.demand["kwh_lorry"].max() == 0.0


def test_what_is_not_known_is_said_where_it_matters() -> None:
    def said(region: Region, scenario: Scenario) -> list[str]:
        return [one.code for one in not_known(prepare_region(region, scenario).region, scenario)]

    timed = closed(toy_region(), ("hazardous", "00:00-12:00", CENTRE_STATION))
    assert "unknown-restrictions" in said(toy_region(), toy_scenario())
    assert "unknown-restrictions" not in said(timed, toy_scenario())
    assert "unknown-restrictions-drops" in said(timed, toy_scenario())
    nobody = {"hydrogen__target": 0, "hydrogen__min_commercial": 0, "hydrogen__min_captive": 0}
    assert "unknown-restrictions" not in said(toy_region(), toy_scenario(**nobody))
