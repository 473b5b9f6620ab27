"""Optional rules of chargers: each binds on the toy, is checked from the files, and refuses bad input."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from gisplan.pipeline import plan_region
from gisplan.planning.chargers.capacity import (
    charger_tables,
    least_fast,
    most_chargers,
    nominal_capacity,
    usable_bays,
)
from gisplan.verify.run.reading import read_run
from gisplan_errors import InfeasiblePlan, ScenarioError
from tests.gisplan.planned import planned, written
from tests.gisplan.spoilt_runs import run_faults, sees, spoilt
from tests.gisplan.toy import at, toy_region, toy_scenario, with_sites

TOLD = {"source": "test", "tag": "modelled", "as_of": "2026"}
AREAS_RULE = {
    "rule": "bay-share",
    "bay_share": {"value": 0.10, "unit": "share of car bays", **TOLD},
    "car_bays": {"value": 30.0, "unit": "bays", **TOLD},
}
SHOWN = {
    "chargers__bay_area": {"m2": {"public": 50.0, "trunk_service_area": 600.0}, **TOLD},
    "chargers__max_chargers_per_site": {"counts": {"public": 14, "industrial_park": 9}, **TOLD},
    "chargers__service_areas": {**AREAS_RULE, "rule": "both", "car_bays_at": {"SA-1N": 55}},
    "chargers__bounds": [
        {"id": "jinghai-fast", "authority": "静海区人民政府", "min_power_kw": 60.0, "min": 38, **TOLD},
        {"id": "heping-120", "adcode": "120101", "types": ["dc120"], "max_share": 0.05, **TOLD},
    ],
}


def place(name: str) -> int:
    return int(np.flatnonzero(toy_region().sites["site_id"] == name)[0])


def sites_of(plan) -> pd.DataFrame:
    return plan.layers.sites.set_index("site_id")


@pytest.fixture(scope="module")
def shown():
    """Plan the toy under all of these rules once."""
    return planned(**SHOWN), read_run(written(**SHOWN))


def test_a_plan_under_all_rules_passes_its_own_check(shown) -> None:
    assert run_faults(shown[1]) == []


def test_a_parcel_holds_the_bays_that_fit() -> None:
    """1,000 m² at 50 m² a bay hold 20 of 40 bays; the category's figure wins over the access kind's."""
    scenario = toy_scenario(chargers__bay_area=SHOWN["chargers__bay_area"])
    region = with_sites(toy_region(), PP_2={"area_m2": 0.0})
    bays = usable_bays(region.sites, scenario)
    assert bays[place("PP-1")] == 20
    assert bays[place("PP-2")] == 40  # an unknown area bounds nothing
    assert bays[place("TS-1")] == 1  # 600 m² a bay
    assert bays[place("BD-1")] == 20  # no figure for dedicated sites
    tables = charger_tables(region.sites, scenario, home_kwh_day=5.0)
    assert most_chargers(region.sites, tables, scenario)[place("PP-1")] == 20


def test_the_parcel_binds(shown) -> None:
    free = sites_of(planned(chargers__max_chargers_per_site=SHOWN["chargers__max_chargers_per_site"]))
    held = sites_of(shown[0])
    bays = pd.Series({"n_ac7": 1, "n_dc60": 1, "n_dc120": 2, "n_dc240": 2, "n_dc480": 2})
    assert free.loc["TS-1", bays.index] @ bays > 1
    assert held.loc["TS-1", bays.index] @ bays == 1  # below the least number of a public site: what fits


def test_the_largest_site_binds(shown) -> None:
    public = sites_of(planned()).query("access == 'public'")
    assert public["chargers"].max() > 14
    held = sites_of(shown[0])
    assert held.query("access == 'public'")["chargers"].max() <= 14
    assert held.query("category == 'industrial_park'")["chargers"].max() <= 9


def test_the_largest_site_lowers_what_siting_counts_on() -> None:
    rule = {"counts": {"public_parking": 3}, **TOLD}
    tables = charger_tables(toy_region().sites, toy_scenario(), home_kwh_day=5.0)
    whole = nominal_capacity(toy_region().sites, tables, toy_scenario())[place("PP-1")]
    limited = nominal_capacity(
        toy_region().sites, tables, toy_scenario(chargers__max_chargers_per_site=rule)
    )[place("PP-1")]
    assert 0 < limited < whole


@pytest.mark.parametrize(
    ("rule", "north", "south"), [("fixed-count", 4, 4), ("bay-share", 6, 3), ("both", 6, 4)]
)
def test_named_rules_of_service_areas(rule: str, north: int, south: int) -> None:
    """Ten per cent of 55 bays are 6 whole chargers, of 30 bays 3; the fixed rule asks 4."""
    scenario = toy_scenario(
        chargers__service_areas={**AREAS_RULE, "rule": rule, "car_bays_at": {"SA-1N": 55}}
    )
    least = least_fast(toy_region().sites, scenario)
    assert (least[place("SA-1N")], least[place("SA-1S")], least[place("PP-1")]) == (north, south, 0)


def test_the_bay_share_binds_and_names_an_area_without_room(shown) -> None:
    assert sites_of(shown[0]).loc["SA-1N", "fast_chargers"] >= 6
    few = {**AREAS_RULE, "car_bays_at": {"SA-1N": 400}}
    with pytest.raises(InfeasiblePlan, match=r"SA-1N 点位SA-1N.*40"):
        planned(chargers__service_areas=few)


def test_bounds_by_authority_and_power_class_bind(shown) -> None:
    before, after = planned().layers.sites, shown[0].layers.sites

    def fast_of(sites) -> int:
        return int(sites.loc[sites["authority"] == "静海区人民政府", "fast_chargers"].sum())

    assert fast_of(before) < 38 <= fast_of(after)
    centre = after[after["adcode"] == "120101"]
    assert centre["n_dc120"].sum() <= 0.05 * centre["chargers"].sum() + 1e-9


def test_compounds_of_one_cell_share_its_cars() -> None:
    """Both compounds stand in one cell of 40 kWh/day at home; alone each may have a pile for every car."""
    there = {"geometry": at(0.6, 0.6), "adcode": "120101", "authority": "和平区人民政府"}
    region = with_sites(toy_region(), RS_3=there)
    bands = {
        "public": {"lower": 0.2, "upper": 0.9},
        "dedicated": {"lower": 0.1, "upper": 0.5},
        "private": {"lower": 0.0, "upper": 0.5},
    }
    scenario = toy_scenario(chargers__access_shares__bands=bands, chargers__category_floors__counts={})
    plan = plan_region(scenario, region)
    sites, cell = sites_of(plan), plan.layers.demand.set_index("cell_id").loc["C00"]
    piles = sum(int(sites["chargers"].get(name, 0)) for name in ("RS-1", "RS-3"))
    cars = cell["kwh_home"] / plan.headline["home_kwh_day"]
    assert 2 * np.floor(cars) > piles
    assert 0 < piles <= cars


CORRUPTIONS = {
    "a parcel too small": ("TS-1", {"area_m2": 10.0}, "site TS-1", "chargers.bay_area"),
    "a site too large": ("PP-1", {"n_ac7": 39}, "site PP-1", "chargers.max_chargers_per_site"),
    "a service area below its share": (
        "SA-1N",
        {"n_dc60": 0, "n_dc120": 5, "n_dc240": 0, "n_dc480": 0},
        "service area SA-1N",
        "at least 6",
    ),
    "a bound by authority": (
        "SA-2N",
        {"n_dc60": 0, "n_dc120": 0, "n_dc240": 0, "n_dc480": 0},
        "chargers.bounds.jinghai-fast",
        "at least 38",
    ),
    "a share by district": ("PP-1", {"n_dc120": 19}, "chargers.bounds.heping-120", "at most 5%"),
}


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_a_broken_rule_is_caught(shown, name: str) -> None:
    site, values, *words = CORRUPTIONS[name]
    run = shown[1]
    sites = run.layers.sites.copy()
    here = sites["site_id"] == site
    assert here.sum() == 1
    for column, value in values.items():
        sites.loc[here, column] = value
    spoiled = spoilt(run, "layers.sites", sites)
    faults = run_faults(spoiled)
    assert any(all(word in fault for word in words) for fault in faults), faults


def test_more_piles_than_cars_of_a_shared_cell_are_caught(shown) -> None:
    run = shown[1]
    sites = run.layers.sites.copy()
    here = sites["site_id"] == "RS-1"
    sites.loc[here, ["n_ac7", "chargers"]] = 12
    sees(spoilt(run, "layers.sites", sites), "cell C00: private piles 12", "cars at home")


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("chargers__bay_area", {"m2": {"kiosk": 3.0}, **TOLD}, "unknown name 'kiosk'"),
        ("chargers__max_chargers_per_site", {"counts": {"public": 1}, **TOLD}, "below min_chargers_per_site"),
        ("chargers__bounds", [{"id": "a", **TOLD}], "states none of min, max"),
        ("chargers__bounds", [{"id": "a", "min": 3, "max": 2, **TOLD}], "min 3 is above max 2"),
        ("chargers__bounds", [{"id": "a", "min_share": 0.1, **TOLD}], "a share needs types"),
        ("chargers__bounds", [{"id": "a", "min": 1, "types": ["dc7"], **TOLD}], "unknown name 'dc7'"),
        ("chargers__bounds", [{"id": "a", "min": 1, **TOLD}] * 2, "id 'a' is used twice"),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused(key: str, value: object, message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        toy_scenario(**{key: value})


def test_places_that_the_region_lacks_are_named() -> None:
    with pytest.raises(ScenarioError, match=r"chargers.bounds.a.authority = '月球'.*静海区人民政府"):
        planned(chargers__bounds=[{"id": "a", "authority": "月球", "min": 1, **TOLD}])
    with pytest.raises(ScenarioError, match="car_bays_at: SA-9: no expressway service area"):
        planned(chargers__service_areas={**AREAS_RULE, "car_bays_at": {"SA-9": 40}})


def test_a_site_holds_no_more_than_its_tier_allows() -> None:
    rule = {"counts": {"public": 14}, "by_tier": {"central": 6}, **TOLD}
    plan = planned(chargers__max_chargers_per_site=rule)
    sites = plan.layers.sites
    tier = sites["adcode"].map(plan.layers.districts.set_index("adcode")["tier"])
    central = sites.loc[tier == "central", "chargers"]
    assert central.max() == 6  # it binds
    assert sites.loc[(tier != "central") & (sites["access"] == "public"), "chargers"].max() > 6
    run = read_run(written(chargers__max_chargers_per_site=rule))
    assert run_faults(run) == []
    full = sites.loc[(tier == "central") & (sites["chargers"] == 6), "site_id"].iloc[0]
    more = run.layers.sites.copy()
    more.loc[more["site_id"] == full, "n_ac7"] += 1
    faults = run_faults(spoilt(run, "layers.sites", more))
    assert f"site {full} (chargers.max_chargers_per_site): chargers 7, at most 6" in faults


def test_a_tier_that_the_region_lacks_is_refused() -> None:
    rule = {"counts": {}, "by_tier": {"downtown": 6}, **TOLD}
    with pytest.raises(ScenarioError, match=r"max_chargers_per_site\.by_tier.*downtown"):
        toy_scenario(chargers__max_chargers_per_site=rule)
