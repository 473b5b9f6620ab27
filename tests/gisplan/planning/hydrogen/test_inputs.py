"""The arrays of the hydrogen model say what the scenario and the layers say."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
from shapely import Point

from gisplan.planning.chargers.capacity import charger_tables
from gisplan.planning.hydrogen.customers import hydrogen_pairs
from gisplan.planning.hydrogen.stations import HydrogenPlan, plan_hydrogen
from gisplan.planning.hydrogen.supply import delivered_cost
from gisplan.results.layers.hydrogen import hydrogen_screening

if TYPE_CHECKING:
    from gisplan.scenario.schema import Scenario
    from layers.region.loading import Region

from tests.gisplan.toy import HYDROGEN, OUTER, toy_region, toy_scenario, with_sites


def stations_alone(region: Region, scenario: Scenario) -> HydrogenPlan:
    """Plan the hydrogen as if no public charger opened."""
    plan, _ = plan_hydrogen(region, scenario, charger_tables(region.sites, scenario, home_kwh_day=8.0))
    return plan


def candidates() -> np.ndarray:
    return np.flatnonzero(toy_region().sites["site_id"].isin(HYDROGEN).to_numpy())


def test_candidates_allow_hydrogen_and_are_not_excluded() -> None:
    closed = with_sites(toy_region(), FS_3={"status": "excluded"})
    plan = stations_alone(closed, toy_scenario())
    names = closed.sites["site_id"].iloc[plan.candidates].tolist()
    assert names == ["FS-1", "FS-2", "HH-1", "HH-2"]
    assert plan.problem.ownership.tolist() == [0, 0, 1, 0]


def test_delivered_cost_is_production_haul_and_compression() -> None:
    sources, site = toy_region().hydrogen_supply, toy_region().sites.iloc[[0]]
    cost, mode = delivered_cost(sources, site, toy_scenario(), np.array([[10.0], [300.0]]))
    assert cost[0, 0] == pytest.approx(18.0 + 2.0 + 10 * 0.06 + 3.0 * 0.65)
    assert mode[0, 0] == "tube_trailer"
    assert np.isinf(cost[1, 0])


def test_haul_follows_the_detour() -> None:
    """HS-1 stands 1 km south and 4 km west of FS-2."""
    plan = stations_alone(toy_region(), toy_scenario())
    place = toy_region().sites["site_id"].iloc[plan.candidates].tolist().index("FS-2")
    assert plan.supply.km[0, place] == pytest.approx(1.3 * np.hypot(4, 1))


def test_captive_stations_reach_their_premises_only() -> None:
    cells = np.flatnonzero((toy_region().demand["h2_kg_day"] > 0).to_numpy())
    pairs = hydrogen_pairs(toy_region(), toy_scenario(hydrogen__captive_radius_m=2500.0), candidates(), cells)
    captive = HYDROGEN.index("HH-1")
    assert pairs.shape == (3, 5)
    assert pairs.distances[pairs.indices == captive].max() <= 2500.0
    assert pairs.distances[pairs.indices != captive].max() > 2500.0


def test_served_districts_become_groups() -> None:
    problem = stations_alone(toy_region(), toy_scenario()).problem
    assert [(group.name, group.sites.tolist(), group.minimum) for group in problem.groups] == [
        ("district 120118", [1, 2, 3, 4], 1)
    ]


def test_without_a_target_nothing_is_asked() -> None:
    scenario = toy_scenario(hydrogen__target=0, hydrogen__min_commercial=0, hydrogen__min_captive=0)
    plan = stations_alone(toy_region(), scenario)
    assert plan.siting is None
    assert plan.problem.groups == ()


def test_a_least_use_binds() -> None:
    """FS-1 finds customers for 300 kg/day of 500; asked for 400 it gives way to FS-3."""

    def stations_of(scenario: Scenario) -> list[str]:
        siting = stations_alone(toy_region(), scenario).siting
        assert siting is not None
        return [HYDROGEN[site] for site in siting.sites]

    assert stations_of(toy_scenario()) == ["FS-1", "FS-2", "HH-1"]
    assert stations_of(toy_scenario(hydrogen__min_use=0.8)) == ["FS-2", "FS-3", "HH-1"]


def test_class_and_land_decide_which_sizes_may_stand() -> None:
    region = with_sites(toy_region(), FS_2={"area_m2": 3000.0}, FS_1={"oil_m3": 200.0})
    allowed = stations_alone(region, toy_scenario()).problem.allowed
    assert allowed[HYDROGEN.index("FS-2")].tolist() == [True, True, False]
    assert not allowed[HYDROGEN.index("FS-1")].any()
    assert allowed[HYDROGEN.index("FS-3")].all()


def test_fuel_and_required_charging_take_of_the_parcel_first() -> None:
    """1,000 m2 are fuel's; a required site keeps two bays of 45 m2 and their load as well."""
    region = with_sites(
        toy_region(), FS_2={"area_m2": 2790.0}, FS_3={"area_m2": 2880.0, "status": "required"}
    )
    plan = stations_alone(region, toy_scenario())
    allowed = plan.problem.allowed
    assert allowed[HYDROGEN.index("FS-2")].tolist() == [True, False, False]
    assert allowed[HYDROGEN.index("FS-3")].tolist() == [True, False, False]
    assert "parcel: 1790 m² left" in plan.screening.loc["FS-2", "reason_1000"].en
    roomy = with_sites(toy_region(), FS_2={"area_m2": 2800.0}, FS_3={"area_m2": 2890.0, "status": "required"})
    allowed = stations_alone(roomy, toy_scenario()).problem.allowed
    assert allowed[HYDROGEN.index("FS-2")].tolist() == [True, True, False]
    assert allowed[HYDROGEN.index("FS-3")].tolist() == [True, True, False]


def test_compression_needs_the_grid() -> None:
    """2,000 kg/day of 3 kWh/kg over 20 hours is 300 kW; 370 kW at a limit of 0.8 carry 296."""
    region = with_sites(toy_region(), HH_2={"grid_kw": 370.0}, FS_3={"grid_kw": 376.0})
    allowed = stations_alone(region, toy_scenario()).problem.allowed
    assert allowed[HYDROGEN.index("HH-2")].tolist() == [True, True, False]
    assert allowed[HYDROGEN.index("FS-3")].all()


def test_a_pipe_reaches_flagged_zones_only_and_only_when_it_is_cheaper() -> None:
    pipe = {"hydrogen__pipeline__districts": (OUTER,), "hydrogen__pipeline__max_km": 12.0}
    plan = stations_alone(toy_region(), toy_scenario(**pipe))
    mode = dict(zip(HYDROGEN, plan.supply.mode[0], strict=True))
    # HS-1 at km 6 east: FS-2 (5.4 km) and HH-1 (13.8 km) lie in the flagged district, FS-1 does not.
    assert (mode["FS-1"], mode["FS-2"], mode["HH-1"]) == ("tube_trailer", "pipeline", "tube_trailer")
    at = HYDROGEN.index("FS-2")
    assert plan.supply.cost[0, at] == pytest.approx(20.0 + 1.3 * np.hypot(4, 1) * 0.03 + 3.0 * 0.65)


def test_electrolysis_is_priced_and_bounded_by_the_grid() -> None:
    """52 kWh at 0.4 CNY, 18,000 CNY for a kg/day at 8 % over 15 years and 5 % upkeep, and compression."""
    figure = {"unit": "", "source": "test", "tag": "modelled", "as_of": "2026"}
    plant = {
        name: {"value": value, **figure}
        for name, value in (
            ("capex_kg_day", 18000.0), ("kwh_kg", 52.0), ("electricity_cost_kwh", 0.4), ("hours", 20.0),
            ("m2_kg_day", 0.5),
        )
    }  # fmt: skip
    plan = stations_alone(toy_region(), toy_scenario(hydrogen__electrolysis=plant))
    yearly = 0.08 / (1 - 1.08**-15) + 0.05
    assert plan.supply.cost[-1, 0] == pytest.approx(52 * 0.4 + 18000 * yearly / 365 + 3 * 0.65)
    # HH-2 is dedicated and not required: 400 kW at 0.8, less 75 kW of compression beside 500 kg/day.
    site = HYDROGEN.index("HH-2")
    assert plan.supply.limit[-1, site, 0] == pytest.approx((320 - 75) * 20 / 52)
    assert plan.supply.limit[-1, site, 2] == pytest.approx((320 - 300) * 20 / 52)


def test_a_share_of_seventy_megapascal_parts_rows_and_sizes() -> None:
    plan = stations_alone(toy_region(), toy_scenario(hydrogen__pressure__share_70=0.25))
    problem = plan.problem
    assert problem.demand_kg.sum() == pytest.approx(2300.0)
    assert problem.demand_kg[problem.high_rows].sum() == pytest.approx(575.0)
    assert problem.sizes_kg.tolist() == [500, 500, 1000, 1000, 2000, 2000]
    assert problem.station_cost[0, 1] == pytest.approx(1.3 * problem.station_cost[0, 0])
    assert plan.siting is not None
    assert problem.high[plan.siting.sizes].any()


def test_setback_binds_and_the_table_names_the_rule_and_the_thing_too_near() -> None:
    """A school 20 m from FS-2 closes it to every size; its customers are served from elsewhere."""
    region = toy_region()
    spot = region.sites.set_index("site_id").geometry["FS-2"]
    school = gpd.GeoDataFrame(
        {"kind": ["important_public"], "name_zh": ["第一中学"]},
        geometry=[Point(spot.x + 20.0, spot.y)],
        crs=region.crs,
    )
    with_school = dataclasses.replace(region, protected=school)
    free, held = (stations_alone(one, toy_scenario()) for one in (region, with_school))
    at = HYDROGEN.index("FS-2")
    assert at in free.stations
    assert at not in held.stations
    table = hydrogen_screening(with_school, toy_scenario(), held).set_index("site_id")
    assert table.loc["FS-2", "screening"] == "excluded"
    assert "setback: 20 m to important public building 第一中学" in table.loc["FS-2", "reason_500_en"]
    assert table.loc["FS-2", "reason_500_zh"].startswith("安全间距：距重要公共建筑物 第一中学 20 米")
    assert table.loc["FS-2", "rules_zh"] == "安全间距"
    assert (table["label_en"] == "screening, not compliance").all()


def test_class_binds_where_stations_store_more_than_a_day() -> None:
    """4,000 kg beside 90 m3 of oil are class I (90 / 240 + 4,000 / 8,000), which the centre excludes."""
    sizes = [{**size.model_dump(), "storage_kg": 2.0 * size.kg_day} for size in toy_scenario().hydrogen.sizes]
    region = with_sites(toy_region(), FS_1={"oil_m3": 90.0}, FS_2={"oil_m3": 90.0})
    one, two = (stations_alone(region, toy_scenario(**more)) for more in ({}, {"hydrogen__sizes": sizes}))
    assert one.screening.loc["FS-1", "class_2000"] == "II"
    assert two.screening.loc["FS-1", "class_2000"] == "I"
    place = HYDROGEN.index("FS-1")
    assert one.problem.allowed[place].tolist() == [True, True, True]
    assert two.problem.allowed[place].tolist() == [True, True, False]
    assert two.problem.allowed[HYDROGEN.index("FS-2")].all(), "class I may stand outside the centre"
