"""Siting: who has to open, what tiles and categories need, and the curve of people against sites."""

from __future__ import annotations

import dataclasses
import re

import numpy as np
import pytest

from gisplan.planning.chargers.capacity import charger_tables
from gisplan.planning.robustness import compare_sitings, spread_agreement
from gisplan.planning.siting.choice import forced_open, site_public_chargers, with_required_categories
from gisplan.planning.siting.needs import siting_needs
from gisplan.results.not_known import not_known
from gisplan_errors import InfeasiblePlan, SolverFailed
from gisplan_words import message
from tests.gisplan.toy import toy_region, toy_scenario, with_sites


def tables(scenario=None):
    return charger_tables(toy_region().sites, scenario or toy_scenario(), home_kwh_day=5.0)


def sited(region=None, **changes):
    scenario = toy_scenario(**changes)
    return site_public_chargers(region or toy_region(), scenario, tables(scenario))


def names(siting) -> set[str]:
    return set(toy_region().sites["site_id"].iloc[siting.opened])


def test_required_existing_and_service_areas_are_forced() -> None:
    region = with_sites(toy_region(), PP_1={"status": "existing"}, SA_1N={"status": "candidate"})
    forced = set(region.sites.loc[forced_open(region.sites), "site_id"])
    assert forced == {"PP-1", "TH-1", "SA-1N", "SA-2N", "SA-1S", "SA-2S"}


def test_required_categories_turn_candidates_into_required_sites() -> None:
    asked = toy_scenario(coverage__required_categories__min_fast={"fuel_station": 1, "commercial": 1})
    sites = with_required_categories(toy_region(), asked).sites.set_index("site_id")
    assert (sites.loc[["FS-1", "FS-2", "FS-3", "CO-1"], "status"] == "required").all()
    assert sites.loc["CO-2", "status"] == "excluded"
    assert sites.loc["PP-1", "status"] == "candidate"


def test_a_full_existing_site_is_no_fault_but_a_required_one_is() -> None:
    assert "PK-1" not in names(sited(with_sites(toy_region(), PK_1={"status": "existing", "bays": 0})))
    with pytest.raises(InfeasiblePlan, match=r"PK-1 Site PK-1, 0 bays, 200 kW"):
        sited(with_sites(toy_region(), PK_1={"status": "required", "bays": 0}))


def test_tiles_need_what_their_people_ask() -> None:
    scenario = toy_scenario(coverage__adequacy=0.8)
    public = np.flatnonzero((toy_region().sites["access"] == "public").to_numpy())
    needs = siting_needs(toy_region(), scenario, public, np.full(public.size, 1000.0), set())
    tiles = [need for need in needs if need.name.startswith("kWh/day of tile")]
    # The centre's 25 cells ask 145 kWh/day each in public, four fifths of it must be holdable; the other
    # tiles ask less than one site of average size can hold.
    assert [need.least for need in tiles] == [pytest.approx(25 * 145 * 0.8)]
    assert tiles[0].gives.sum() == 10_000.0


def test_every_need_is_called_by_a_name_in_the_readers_language() -> None:
    region = toy_region()
    rule = {"kinds": ["settlement"], "within_m": 5000, "source": "toy", "tag": "modelled", "as_of": "2026"}
    scenario = toy_scenario(coverage__required_places=rule, coverage__adequacy=0.8)
    public = np.flatnonzero((region.sites["access"] == "public").to_numpy())
    needs = siting_needs(region, scenario, public, np.full(public.size, 1000.0), set())
    said = {need.label.code.removeprefix("optimize-need-") for need in needs}
    assert said == {"tile", "target", "category", "place"}
    assert not [need for need in needs if re.search("[A-Za-z]{3}", need.label.zh)]


def test_a_category_that_dedicated_sites_can_fill_needs_no_public_bays() -> None:
    scenario = toy_scenario()
    public = np.flatnonzero((toy_region().sites["access"] == "public").to_numpy())
    needs = siting_needs(
        toy_region(), scenario, public, np.ones(public.size), {"residential", "logistics_park"}
    )
    bays = {need.name: need.least for need in needs if need.name.startswith("bays")}
    # Dedicated and private sites have 20 + 20 + 20 + 12 + 36 = 108 bays for the 150 chargers.
    assert bays == {
        "bays for the target of chargers": 42.0,
        "bays of category expressway_service_area": 16.0,
        "bays of category transport_hub": 12.0,
        "bays of category public_parking": 40.0,
    }


def test_public_sites_get_the_bays_that_other_kinds_leave_of_the_target() -> None:
    region = toy_region()
    public = np.flatnonzero((region.sites["access"] == "public").to_numpy())
    others = int(region.sites.loc[region.sites["access"] != "public", "bays"].sum())

    def asked(target: int) -> list[float]:
        scenario = toy_scenario(chargers__target=target)
        needs = siting_needs(region, scenario, public, np.ones(public.size), set())
        return [need.least for need in needs if need.name == "bays for the target of chargers"]

    assert asked(others) == []
    assert asked(others + 7) == [7.0]


def test_a_required_place_opens_a_site_that_people_alone_would_not() -> None:
    region = toy_region()
    at = region.sites.set_index("site_id").geometry["FS-3"]
    region = dataclasses.replace(region, places=region.places.set_geometry([at], crs=region.places.crs))
    rule = {"kinds": ["settlement"], "within_m": 500, "source": "toy", "tag": "modelled", "as_of": "2026"}
    assert "FS-3" not in names(sited(region, coverage__max_new_sites=8))
    assert "FS-3" in names(sited(region, coverage__max_new_sites=8, coverage__required_places=rule))


def test_a_place_without_a_candidate_near_asks_for_nothing() -> None:
    region = toy_region()
    away = region.places.set_geometry(region.places.translate(500_000.0))
    rule = {"kinds": ["settlement"], "within_m": 500, "source": "toy", "tag": "modelled", "as_of": "2026"}
    scenario = toy_scenario(coverage__required_places=rule)
    public = np.flatnonzero((region.sites["access"] == "public").to_numpy())
    needs = siting_needs(
        dataclasses.replace(region, places=away), scenario, public, np.ones(public.size), set()
    )
    assert not [need.name for need in needs if need.name.startswith("a public site within")]


def test_the_curve_of_people_rises_and_stays_below_its_bound() -> None:
    curve = sited().tradeoff
    greedy = curve[curve["kind"] == "greedy"]
    assert greedy["covered_people"].is_monotonic_increasing
    assert (curve["covered_people"] <= curve["bound"] + 1e-6).all()
    assert curve.loc[curve["kind"] == "plan", "covered_people_share"].item() == pytest.approx(1.0)


def test_the_same_people_give_the_same_sites() -> None:
    siting = sited()
    same = compare_sitings(toy_region(), toy_region(), toy_scenario(), tables(), siting)
    assert same == {"same_sites_share": 1.0, "same_free_share": 1.0, "covered_share_kept": 1.0}


def test_other_people_give_other_sites() -> None:
    """With everybody in the outer east the parking in the centre loses its use."""
    demand = toy_region().demand.copy()
    demand["population"] = np.where(demand["x"] > 518_000, 5000.0, 0.0)
    other = dataclasses.replace(toy_region(), demand=demand)
    changes = {
        "coverage__max_new_sites": 8,
        "coverage__adequacy": 0.0,
        "chargers__category_floors__counts": {},
    }
    siting = sited(**changes)
    found = compare_sitings(toy_region(), other, toy_scenario(**changes), tables(), siting)
    assert found["same_free_share"] < 1.0
    assert 0.0 <= found["covered_share_kept"] <= 1.0 + 1e-9


def test_no_second_spread_where_demand_is_not_the_models() -> None:
    demand = toy_region().demand.assign(origin="survey")
    region = dataclasses.replace(toy_region(), demand=demand)
    scenario, said = toy_scenario(demand__compare_spread="zones"), []
    parameters = scenario.demand.parameters(scenario.region)
    found = spread_agreement(region, scenario, parameters, tables(), sited(), progress=said.append)
    assert found is None
    assert "not the modelled one" in said[0].en


@pytest.mark.parametrize("fault", [InfeasiblePlan, SolverFailed])
def test_a_second_siting_without_an_answer_leaves_the_plan_and_is_told(monkeypatch, fault) -> None:
    def none(*_: object, **__: object) -> None:
        raise fault(message("planning-no-public-site", region="x", sites=3))

    region, siting = toy_region(), sited()
    monkeypatch.setattr("gisplan.planning.robustness.site_public_chargers", none)
    monkeypatch.setattr("gisplan.planning.robustness._spread_again", lambda *_: region.demand)
    scenario, said = toy_scenario(demand__compare_spread="zones"), []
    parameters = scenario.demand.parameters(scenario.region)
    found = spread_agreement(region, scenario, parameters, tables(), siting, progress=said.append)
    assert found is not None
    assert (found["other"], found["same_sites_share"], found["covered_share_kept"]) == ("zones", None, None)
    assert "zones" in said[0].en
    assert any("zones" in one.en for one in not_known(region, scenario, found))
    assert not any("zones" in one.en for one in not_known(region, scenario, None))
