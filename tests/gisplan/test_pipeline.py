"""The main job on the toy city: whole, twice the same, and where public sites open."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pytest

from gisplan.pipeline import plan_region
from gisplan.planning.siting.rules import road_needs
from gisplan.runs.folder import write_plan
from gisplan.runs.tables import plan_tables, write_csv
from gisplan.verify.run.reading import read_run
from gisplan_errors import InfeasiblePlan
from layers.districts.tiers import region_tiers
from tests.gisplan.planned import counts, fast, planned
from tests.gisplan.spoilt_runs import run_faults
from tests.gisplan.toy import CENTRE, OUTER, toy_region, toy_scenario

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan.scenario.schema import Scenario
    from layers.region.loading import Region


def test_the_whole_toy_plan() -> None:
    plan = planned()
    head = plan.headline
    assert head["chargers_new_total"] >= 150
    assert head["chargers_new_total"] == counts(plan)
    assert head["hydrogen_stations_new"] == 3
    assert head["judged_people"] == pytest.approx(50_000)
    assert head["expressway_service_areas_covered_share"] == 1.0
    assert set(head["chargers_by_district"]) == {CENTRE, OUTER}
    assert [one.stage for one in plan.certificates] == [
        "siting",
        "hydrogen served",
        "hydrogen cost",
        "sizing: unmet energy, kWh/day",
        "sizing: cost",
        "sizing: evenness of use, kWh/day",
        "plan",
        "hydrogen ties: capacity, t/day",
        "count: unmet energy at any sites, kWh/day",
        "count: fewest chargers",
        "count: cost of the energy alone",
    ]
    assert plan.inputs[0] == {"layer": "districts", "rows": 2, "origins": {"modelled": 2}}
    assert plan.schedule["count"].sum() == counts(plan)
    assert (plan.schedule["cost"].sum()) == pytest.approx(head["investment_chargers_cost"])


def test_max_new_sites_binds() -> None:
    few, many = planned(coverage__max_new_sites=8, chargers__target=100), planned(chargers__target=100)
    assert few.headline["sites_public"] <= 8
    assert many.headline["covered_people_share"] > few.headline["covered_people_share"]


def test_fewer_sites_than_are_required_is_refused() -> None:
    with pytest.raises(InfeasiblePlan, match=r"6 new public sites are required, but coverage\.max_new_sites"):
        planned(coverage__max_new_sites=5)


def test_the_radius_binds() -> None:
    """With 1 km instead of 2 km, the same number of sites covers fewer people."""
    near = {"urban": 1000.0, "rural": 1000.0}
    narrow = toy_scenario(
        coverage__max_new_sites=10,
        **{"coverage__profiles__seed-2km__radius_m": {"central": near, "binhai": near}},
    )
    less = plan_region(narrow, toy_region())
    assert (
        less.headline["covered_people_share"]
        < planned(coverage__max_new_sites=10).headline["covered_people_share"]
    )
    cells = less.layers.demand
    assert (cells.loc[cells["judged"] & cells["covered"], "nearest_public_m"] <= 1000.0 + 1e-6).all()


def test_a_required_site_opens_though_others_cover_more() -> None:
    changes = {
        "coverage__max_new_sites": 7,
        "chargers__target": 100,
        "coverage__required_categories__min_fast": {"expressway_service_area": 4},
    }
    assert "TH-1" in set(planned(**changes).layers.sites["site_id"])
    changes["chargers__category_floors__counts"] = {}
    free = planned("free hub", **changes)
    assert "TH-1" not in set(free.layers.sites["site_id"])


def test_service_areas_get_their_fast_chargers() -> None:
    areas = ("SA-1N", "SA-2N", "SA-1S", "SA-2S")
    six = planned(chargers__min_dc_per_service_area=6)
    assert [fast(six, area) >= 6 for area in areas] == [True] * 4
    assert sum(fast(planned(), area) for area in areas) < sum(fast(six, area) for area in areas)


def test_a_service_area_without_room_is_named() -> None:
    with pytest.raises(InfeasiblePlan, match="1 required site has no room for a charger: SA-1N"):
        planned("area without a feed")


def test_a_service_area_too_weak_for_its_least_is_infeasible() -> None:
    with pytest.raises(InfeasiblePlan, match=r"min_fast: site SA-1N 点位SA-1N asks 4"):
        planned("weak area")


def test_required_categories_are_equipped_everywhere() -> None:
    asked = {"expressway_service_area": 4, "logistics_park": 5}
    plan = planned(coverage__required_categories__min_fast=asked)
    assert fast(plan, "LP-1") >= 5
    assert fast(planned(), "LP-1") < 5


def test_mean_distances_by_tier() -> None:
    plan = planned(coverage__profile="tj-2018-tiered")
    assert {row["radius_m"] for row in plan.headline["mean_access_by_zone"]} == {900.0, 5000.0}
    assert plan.certificates[0].stage.startswith("mean access")


TWO_TIERS = """
[core]
name_zh = "老城"
name_en = "Old town"
role = "central"
[fringe]
name_zh = "外围"
name_en = "Fringe"
role = "outer"
"""


@pytest.mark.slow
def test_a_region_of_two_own_tiers_plans_as_their_roles_do(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "region.toml").write_text('name = "own"\n', encoding="utf-8")
    (folder / "tiers.toml").write_text(TWO_TIERS, encoding="utf-8")
    toy = toy_region()
    districts = toy.districts.assign(tier=toy.districts["tier"].map({"central": "core", "outer": "fringe"}))
    region = dataclasses.replace(toy, districts=districts, tiers=region_tiers(folder))
    plan = plan_region(toy_scenario(region=folder.as_posix()), region)
    usual = planned()
    assert plan.headline["judged_people"] == usual.headline["judged_people"] > 0
    assert plan.headline["covered_people_share"] == usual.headline["covered_people_share"]
    assert plan.layers.sites["site_id"].tolist() == usual.layers.sites["site_id"].tolist()
    assert plan.layers.stations["station_class"].tolist() == usual.layers.stations["station_class"].tolist()
    run = write_plan(plan, tmp_path / "run")
    assert run_faults(read_run(run)) == []
    assert '"tier-core":{"zh":"老城","en":"Old town"}' in (run / "map.html").read_text(encoding="utf-8")


def test_no_gap_of_a_ring_is_asked_for_or_counted(tmp_path: Path) -> None:
    toy = toy_region()
    ring = dataclasses.replace(toy, corridors=toy.corridors.assign(kind="ring"))
    asked, free = (site_needs(one, toy_scenario()) for one in (toy, ring))
    assert len(asked) > 0
    assert free == []
    plan = plan_region(toy_scenario(), ring)
    assert set(plan.layers.corridors["verdict"]) == {"not assessed"}
    assert run_faults(read_run(write_plan(plan, tmp_path / "run", drawn=False))) == []


def site_needs(region: Region, scenario: Scenario) -> list[str]:
    public = np.flatnonzero((region.sites["access"] == "public").to_numpy())
    return [need.name for need in road_needs(region, scenario, public, np.ones(public.size, dtype=bool))]


def test_the_same_plan_twice(tmp_path: Path) -> None:
    for name, plan in (("one", planned()), ("two", plan_region(toy_scenario(), toy_region()))):
        write_csv(plan_tables(plan)["sites"], tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_second_of_time_claims_nothing_that_was_not_proven() -> None:
    plan = planned(solver__time_limit=1.0, solver__gap=0.0)
    for certificate in plan.certificates:
        if certificate.status == "optimal":
            assert certificate.gap <= 1e-6
            if certificate.objective is not None:  # that of the whole plan has none
                assert certificate.bound == pytest.approx(certificate.objective, rel=1e-6)
        else:
            assert certificate.status in {"feasible", "heuristic"}


def test_a_scenario_can_be_planned_on_a_region_without_public_sites() -> None:
    region = toy_region()
    closed = dataclasses.replace(region, sites=region.sites[region.sites["access"] != "public"])
    with pytest.raises(InfeasiblePlan, match="none of 0 public sites may hold a charger"):
        plan_region(toy_scenario(), closed)
