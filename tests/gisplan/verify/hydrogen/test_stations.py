"""Freight, supply, pressure, shared parcels, swap and methanol: planned on the toy, corrupted, caught."""

from __future__ import annotations

import copy
import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely

from gisplan.pipeline import plan_region
from gisplan.planning.chargers.capacity import allows, charger_tables
from gisplan.planning.hydrogen.freight import freight_table, plan_freight
from gisplan.planning.hydrogen.stations import HydrogenPlan, plan_hydrogen
from gisplan.planning.hydrogen.supply import region_with_supply
from gisplan.resources import region_folder
from gisplan.runs.remade import region as remade
from gisplan.runs.remade.region import region_faults
from gisplan.scenario.loading import load_scenario
from gisplan.verify.folder import CHECKS
from gisplan.verify.run.reading import read_run
from gisplan_errors import InfeasiblePlan
from gisplan_words import say
from layers.region.loading import load_region
from tests.gisplan.planned import write_data
from tests.gisplan.spoilt_runs import folder_faults, in_english, run_faults, sees, spoilt
from tests.gisplan.standing_city import FUEL, standing_region
from tests.gisplan.toy import figure, toy_region, toy_scenario
from tests.gisplan.toy_freight import SAID, freight, freight_region

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd

    from gisplan.plan.record import Plan
    from gisplan.scenario.schema import Scenario
    from layers.region.loading import Region


CAPACITY = "hydrogen ties: capacity, t/day"


def stations(scenario: Scenario, region: Region | None = None) -> tuple[list[str], HydrogenPlan]:
    region = freight_region() if region is None else region
    tables = charger_tables(region.sites, scenario, home_kwh_day=8.0)
    plan, _ = plan_hydrogen(region, scenario, tables)
    names = region.sites["site_id"].to_numpy()[plan.candidates[plan.stations]]
    return sorted(names.tolist()), plan


def test_routes_follow_the_corridor_and_are_measured() -> None:
    _, plan = stations(freight(100.0, 0.0, hydrogen__target=2))
    assert plan.freight is not None
    first, second = plan.freight.routes
    assert first.length_m == pytest.approx(19e3 + 1.3 * 35e3, rel=1e-2)
    assert second.length_m == pytest.approx(19e3 + 1.3 * 175e3, rel=1e-2)
    sites, metres = plan.freight.paths.places(0)
    assert [round(m / 1000) for m in metres] == [0, 0, 4, 16, 65]
    names = freight_region().sites["site_id"].to_numpy()[plan.candidates[sites[1:4]]]
    assert names.tolist() == ["FS-1", "FS-2", "HH-2"]


def test_range_binds_and_moves_a_station_to_the_way() -> None:
    """From HH-2 the end is 48.5 km away: 97 km there and back. From FS-2 it is 60.5, so 121."""
    asked = {"hydrogen__target": 2, "hydrogen__min_captive": 1}
    without, _ = stations(freight(100.0, 0.0, **asked))
    within, plan = stations(freight(100.0, 1.0, **asked))
    assert "HH-2" not in without
    assert within == ["HH-1", "HH-2"]
    assert plan.freight is not None
    assert plan.freight.refuellable.tolist() == [True, False]


def test_freight_chooses_among_stations_within_the_gap_of_the_cost() -> None:
    """FS-2 and HH-1 cost 26.1 million a year and refuel nothing, HH-1 and HH-2 26.8 and eight trips."""
    asked = {"hydrogen__target": 2, "hydrogen__min_captive": 1, "hydrogen__ties": ("freight",)}
    narrow, _ = stations(freight(100.0, 0.0, solver__gap=0.02, **asked))
    wide, plan = stations(freight(100.0, 0.0, solver__gap=0.03, **asked))
    assert narrow == ["FS-2", "HH-1"]
    assert wide == ["HH-1", "HH-2"]
    assert [one.objective for one in plan.ties] == [pytest.approx(8.0)]
    assert plan.siting is not None
    *_, cost = plan.siting.certificates
    assert cost.objective is not None
    added = plan.siting.annual_cost / 1e6 / cost.objective - 1.0
    assert added == pytest.approx(26.8 / 26.1 - 1.0, abs=2e-3)
    assert f"those chosen cost {100 * added:.2f} % more a year" in say(cost.proven, "en")
    assert plan.siting.served_kg == pytest.approx(2300.0)


def test_a_tie_that_is_told_of_nowhere_is_caught(tmp_path: Path) -> None:
    asked = {"hydrogen__target": 2, "hydrogen__min_captive": 1, "hydrogen__ties": ("freight",)}
    plan = plan_region(freight(100.0, 0.0, solver__gap=0.03, **asked), freight_region())
    write_data(plan, tmp_path / "run")
    run = read_run(tmp_path / "run")
    ties = [one.stage for one in run.certificates if one.stage.startswith("hydrogen ties: freight")]
    assert ties
    assert run_faults(run) == []
    without = tuple(one for one in run.certificates if one.stage not in ties)
    faults = run_faults(dataclasses.replace(run, certificates=without))
    assert any("hydrogen.ties" in fault for fault in faults), faults


@pytest.mark.parametrize(("gap", "chosen", "km"), [(0.01, "FS-2", 50**0.5), (0.2, "FS-3", 10**0.5)])
def test_stations_come_near_what_stands(tmp_path: Path, gap: float, chosen: str, km: float) -> None:
    """One stands at km 15, 5. HH-1 is √2 km from it, FS-2 √50 km, and FS-3, which costs more, √10 km."""
    scenario = toy_scenario(hydrogen__target=2, hydrogen__ties=("verified", "standing"), solver__gap=gap)
    plan = plan_region(scenario, standing_region(FUEL))
    assert sorted(plan.layers.stations["site_id"]) == [chosen, "HH-1"]
    said = next(one for one in plan.certificates if one.stage == "hydrogen ties: way to what stands, km")
    assert said.objective == pytest.approx(1.3 * (km + 2**0.5), abs=1e-3)
    assert said.status == "optimal"
    write_data(plan, tmp_path / "run")
    assert folder_faults(tmp_path / "run") == []


def test_flows_beyond_range_are_listed_with_name_reason_and_range_needed() -> None:
    region = freight_region()
    _, plan = stations(freight(100.0), region)
    table = freight_table(region, plan.freight, plan.stations, plan.candidates).set_index("destination")
    assert table["refuelled"].to_dict() == {"外埠": True, "远方": False}
    assert table.loc["远方", "range_needed_km"] == pytest.approx(2 * (246.5 - 16), abs=0.5)
    assert "远方" in table.loc["远方", "reason_zh"]
    assert "needs 461 km at least" in table.loc["远方", "reason_en"]
    _, nobody = stations(freight(90.0), region)
    assert nobody.freight is not None
    assert not nobody.freight.refuellable.any()


def test_an_end_with_fuel_makes_a_far_flow_possible() -> None:
    _, plan = stations(freight(240.0, 0.0, hydrogen__freight__fuelled_ends=("远方",)))
    assert plan.freight is not None
    assert plan.freight.refuellable.tolist() == [True, True]


def test_trips_that_the_stations_cannot_keep_going_are_named() -> None:
    """One station is asked for and it has to be captive; HH-1 is off the way."""
    with pytest.raises(InfeasiblePlan, match=r"trips refuelled at least 8\.0 of 8\.0 a day, at most 0\.0"):
        stations(freight(100.0, hydrogen__target=1, hydrogen__min_commercial=0, hydrogen__min_captive=1))


def test_supply_cut_binds() -> None:
    cut = {name: {"share": share, **SAID} for name, share in (("HS-1", 0.1), ("HS-2", 0.0))}
    scenario = toy_scenario(hydrogen__supply_share=cut)
    region = toy_region()
    left = region_with_supply(region.hydrogen_supply, scenario)
    assert left["capacity_kg_day"].tolist() == [300.0, 0.0]
    _, plan = stations(scenario, dataclasses.replace(region, hydrogen_supply=left))
    assert plan.siting is not None
    assert plan.siting.served_kg == pytest.approx(300.0)
    assert plan.siting.certificates[0].status == "optimal"


def full_scenario() -> Scenario:
    """Every part at work: trips, 70 MPa, a pipe, electrolysis, less supply, swap and methanol."""
    kind = {"share": figure(0.5), "radius_m": figure(20000.0), "capacity": figure(300.0)}
    room = {"area_m2": figure(600.0), "grid_kw": figure(500.0), "cost": figure(5e6)}
    other = {"target": 1, "demand": "kwh_logistics", "categories": ("fuel_station",), **kind, **room}
    plant = {
        name: figure(value)
        for name, value in (
            ("capex_kg_day", 18000.0), ("kwh_kg", 52.0), ("electricity_cost_kwh", 0.4), ("hours", 20.0),
            ("m2_kg_day", 0.5),
        )
    }  # fmt: skip
    return freight(
        100.0,
        hydrogen__ties=("freight", "verified", "spare"),
        hydrogen__pressure__share_70=0.25,
        hydrogen__pipeline__districts=("120118",),
        hydrogen__pipeline__max_km=12.0,
        hydrogen__electrolysis=plant,
        hydrogen__supply_share={"HS-1": {"share": 0.2, **SAID}, "HS-2": {"share": 0.25, **SAID}},
        facilities={
            "swap_truck": {"name_zh": "重卡换电", "name_en": "Truck swap", **other},
            "methanol": {"name_zh": "甲醇", "name_en": "Methanol", **other},
        },
    )


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    folder = tmp_path_factory.mktemp("hydrogen") / "run"
    write_data(plan_region(full_scenario(), freight_region()), folder)
    assert folder_faults(folder) == []
    assert (folder / "freight.csv").is_file()
    return read_run(folder)


def test_the_plan_uses_every_part(clean: Plan) -> None:
    links = clean.layers.supply_links
    assert {"onsite", "pipeline"} <= set(links["mode"])
    assert (clean.layers.stations["pressure_mpa"] == 70).any()
    assert clean.evidence.facilities["kind"].tolist() == ["swap_truck", "methanol"]
    assert clean.headline["freight_refuelled_share"] == pytest.approx(1.0)
    assert clean.headline["facilities_by_kind"] == {"methanol": 1, "swap_truck": 1}
    assert sum(clean.headline["hydrogen_supply_share"].values()) == pytest.approx(1.0)
    assert "plan" in {one.stage for one in clean.certificates}


def whole(**changes: Any) -> Callable[[Any], Any]:
    """Change what is claimed of the plan as a whole."""
    return lambda rows: [dataclasses.replace(one, **changes) if one.stage == "plan" else one for one in rows]


def spoiled(clean: Plan, name: str, change: Callable[[Any], Any]) -> Plan:
    """Change a layer, an evidence table, the headline or the certificates."""
    room = next((room for room in ("evidence", "layers") if hasattr(getattr(clean, room), name)), "")
    value = getattr(getattr(clean, room) if room else clean, name)
    return spoilt(clean, f"{room}.{name}" if room else name, change(copy.deepcopy(value)))


def first(column: str, value: Any) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Set a column of the first row."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        frame[column] = frame[column].astype(object)
        frame.loc[frame.index[0], column] = value
        return frame

    return change


def added(column: str, more: float) -> Callable[[pd.DataFrame], pd.DataFrame]:
    return lambda frame: frame.assign(**{column: frame[column] + more})


def claimed(stage: str, times: float) -> Callable[[Any], Any]:
    """Multiply objective and bound of a stage: its gap stays what it was."""
    return lambda rows: [
        dataclasses.replace(row, objective=row.objective * times, bound=row.bound * times)
        if row.stage == stage
        else row
        for row in rows
    ]


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("freight", first("refuelled", False), "refuelled False"),
        ("freight", first("refuellable", False), "refuellable False"),
        ("freight", added("km_one_way", 5.0), "km_one_way"),
        ("freight", added("range_km", 50.0), "range_km 150.0, the scenario has 100"),
        ("freight", lambda f: f.assign(reason_zh=""), "names no reason"),
        ("freight_routes", added("km", 3.0), "its bends give"),
        (
            "freight_routes",
            lambda f: f.assign(lat=f["lat"] + 0.02),
            "m beside the corridors",
        ),
        ("hydrogen_supply", added("capacity_kg_day", 50.0), "asked are"),
        ("hydrogen_assignment", lambda f: f.assign(pressure_mpa=70), "gets kg/day at 70 MPa"),
        ("stations", lambda f: f.assign(pressure_mpa=35), "sells kg/day at 70 MPa"),
        ("stations", added("land_m2", 100.0), "its size and output take"),
        ("stations", lambda f: f.assign(functions="hydrogen"), "its parcel has"),
        ("stations", lambda f: f.assign(integrated=~f["integrated"].astype(bool)), "make it"),
        ("stations", added("made_kg_day", 40.0), "made on site it is"),
        ("candidates", lambda f: f.assign(area_m2=f["area_m2"] / 3), "land in m2"),
        ("candidates", lambda f: f.assign(grid_kw=f["grid_kw"] / 9), "load in kW"),
        ("parcels", added("left_kw", 10.0), "its functions leave"),
        ("parcels", lambda f: f.iloc[1:], "but no row"),
        ("sites", added("taken_kw", 10.0), "others on its parcel take"),
        ("facilities", lambda f: f.iloc[1:], "facilities.swap_truck.target: facilities 0, asked for are 1"),
        ("facilities", first("site_id", "PP-1"), "swap_truck site PP-1: no candidate that allows swap"),
        ("facility_service", added("amount_day", 400.0), "at most 300"),
        ("facility_service", added("metres", 10.0), "its way has"),
        ("facility_service", added("metres", -10.0), "its way has"),
        (
            "facility_service",
            first("site_id", "PP-1"),
            "facility_service swap_truck: site PP-1 is not planned",
        ),
        ("facility_service", first("cell_id", "Z99"), "cell Z99, "),
        ("certificates", claimed("hydrogen served", 2.0), "certificate hydrogen served: objective"),
        ("certificates", claimed("hydrogen cost", 0.8), "certificate hydrogen cost: annual cost of hydrogen"),
        ("certificates", claimed(CAPACITY, 1.1), f"certificate {CAPACITY}: objective"),
        (
            "certificates",
            lambda rows: [*rows, *(one for one in rows if one.stage == CAPACITY)],
            "hydrogen.ties",
        ),
        ("certificates", claimed("swap_truck served", 2.0), "certificate swap_truck served: objective"),
        (
            "certificates",
            lambda rows: [one for one in rows if one.stage != "plan"],
            "certificates of the plan as a whole 0",
        ),
        ("certificates", whole(gap=-1.0), "the widest of its stages"),
        ("certificates", whole(gap=None), "the widest of its stages"),
        (
            "headline",
            lambda head: dataclasses.replace(head, freight_trips_refuelled=99.0),
            "plan.json freight_trips_refuelled",
        ),
    ],
)
def test_each_corruption_is_caught(clean: Plan, name: str, change: Callable[[Any], Any], words: str) -> None:
    sees(spoiled(clean, name, change), words)


def test_a_route_is_drawn_through_its_bends(clean: Plan) -> None:
    drawn = clean.layers.freight_routes
    first = drawn.geometry.iloc[0]
    at = shapely.get_coordinates(first)
    for changed, words in (
        (at + [[30.0, 0.0]] * len(at), "lies 30 m from"),
        (at[1:], f"bends {len(at) - 1}"),
    ):
        lines = [shapely.LineString(changed), *drawn.geometry.iloc[1:]]
        faults = run_faults(spoilt(clean, "layers.freight_routes", drawn.set_geometry(lines, crs=drawn.crs)))
        assert any(
            f"freight_routes {drawn['route_id'].iloc[0]}: " in one and words in one for one in faults
        ), faults


def test_the_freight_is_routed_again_where_the_region_is_at_hand(
    clean: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remade, "_whole", lambda _: True)
    monkeypatch.setattr(remade, "scenario_region", lambda _: freight_region())
    assert in_english(region_faults(clean)) == []
    bends, flows = clean.evidence.freight_routes, clean.evidence.freight
    ended = bends.assign(on_corridor=[*bends["on_corridor"].iloc[:-1], True])  # no leg goes on from there
    for part, said, words in (
        ("freight_routes", ended, "on_corridor True"),
        ("freight", flows.assign(trips_day=7.7), "trips_day 7.7"),
    ):
        faults = in_english(region_faults(spoilt(clean, f"evidence.{part}", said)))
        assert any(f"evidence.gpkg {part} R00" in one and words in one for one in faults), faults


def test_a_connection_that_chargers_bought_larger_carries_the_station_too(clean: Plan) -> None:
    name = clean.layers.stations["site_id"].iloc[0]
    sites = clean.layers.sites.iloc[:1].assign(site_id=name, n_ac7=300, grid_kw_after=0.0)

    def told(frame: Any) -> list[str]:
        faults = in_english(CHECKS["parcel"](spoilt(clean, "layers.sites", frame)))
        return [fault for fault in faults if f"parcels.csv parcel {name}: load in kW" in fault]

    assert len(told(sites)) == 1
    assert told(sites.assign(grid_kw_after=9000.0)) == []


def test_a_scenario_that_asks_more_is_caught(clean: Plan) -> None:
    """The stations that refuel within 100 km do not within 95, and no zone is flagged for a pipe."""
    scenario = full_scenario()
    vehicles = scenario.hydrogen.freight.vehicles
    shorter = {"truck": vehicles["truck"].model_copy(update={"range_km": 95.0})}
    table = clean.evidence.freight.assign(range_km=95.0)
    strict = scenario.hydrogen.freight.model_copy(update={"vehicles": shorter})
    hydrogen = scenario.hydrogen.model_copy(
        update={
            "freight": strict,
            "pipeline": scenario.hydrogen.pipeline.model_copy(update={"districts": ()}),
        }
    )
    asked = scenario.model_copy(update={"hydrogen": hydrogen})
    faults = run_faults(spoilt(dataclasses.replace(clean, scenario=asked), "evidence.freight", table))
    assert any("refuelled True, with the plan's stations it is False" in fault for fault in faults)
    assert any("by pipe, but no flagged zone" in fault for fault in faults)


def test_a_longer_range_makes_more_pairs_of_tianjin_possible() -> None:
    """Baoding needs up to 400 km, Qinhuangdao up to 520, Shijiazhuang more: stations stand in the city."""
    scenario = load_scenario("tianjin-2027-freight", ["demand.coefficients.cell_fine_m=2000"])
    region = load_region(region_folder("tianjin"), demand=scenario.demand.parameters(scenario.region))
    able = allows(region.sites, "hydrogen") & (region.sites["status"] != "excluded").to_numpy()
    beyond = {}
    for km in (300, 400, 520, 600):
        key = f"hydrogen.freight.vehicles.hydrogen_truck_49t.range_km={km}"
        plan = plan_freight(region, load_scenario("tianjin-2027-freight", [key]), np.flatnonzero(able))
        assert plan is not None
        beyond[km] = sorted(set(plan.flows.loc[~plan.refuellable, "destination_id"].str[:2]))
    assert beyond == {300: ["保定", "石家", "秦皇"], 400: ["石家", "秦皇"], 520: ["石家"], 600: []}


def test_shipped_scenarios_ask_for_what_their_names_say() -> None:
    cut, freight_, grown = (
        load_scenario(f"tianjin-{name}").hydrogen
        for name in ("2027-supply-cut", "2027-freight", "2035-hydrogen")
    )
    assert {name: share.share for name, share in cut.supply_share.items()} == {
        "LINGANG": 0.1,
        "PETROCHEM": 0.0,
        "NANGANG": 0.0,
    }
    assert cut.electrolysis is not None
    assert freight_.freight.least_share.value == 0.95
    assert (grown.min_commercial, grown.min_captive, grown.new_target) == (61, 7, 68)
    assert all(size.storage_kg == 2 * size.kg_day for size in grown.sizes)
