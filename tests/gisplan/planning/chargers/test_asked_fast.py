"""Fast chargers in proportion to bays, and at every public site that opens, as far as a site carries them."""

from __future__ import annotations

import numpy as np

from gisplan.planning.chargers.capacity import asked_fast, charger_tables
from gisplan.planning.siting.choice import with_required_categories
from gisplan.verify.bounds.report import bound_checks
from gisplan.verify.run.reading import read_run
from tests.gisplan.planned import written
from tests.gisplan.spoilt_runs import run_faults, spoilt
from tests.gisplan.toy import toy_region, toy_scenario, with_sites

ASKED = {"source": "test", "tag": "modelled", "as_of": "2026"}
SHARES = {
    "coverage__required_categories": {
        **ASKED,
        "min_fast": {"transport_hub": 1, "expressway_service_area": 4},
        "bay_share": {"transport_hub": 0.05},
    },
    "chargers__min_fast_per_site": {**ASKED, "counts": {"public": 2}},
}


def asked(**sites: dict[str, object]) -> dict[str, int]:
    scenario = toy_scenario(**SHARES)
    region = with_required_categories(with_sites(toy_region(), **sites), scenario)
    tables = charger_tables(region.sites, scenario, home_kwh_day=5.0)
    found = asked_fast(region.sites, tables, scenario)
    return dict(zip(region.sites["site_id"], found.tolist(), strict=True))


def test_a_hub_gets_fast_chargers_by_its_bays_and_at_least_the_named_number() -> None:
    large = {"bays": 200, "grid_kw": 2000.0}
    assert asked(TH_1=large)["TH-1"] == 10
    assert asked(TH_1={"bays": 201, "grid_kw": 2000.0})["TH-1"] == 11
    # 100 kVA carry 80 kW: two of 60 kW at a coincidence of 0.6
    assert asked(TH_1={"bays": 200, "grid_kw": 100.0})["TH-1"] == 2
    # what a category names by number is asked whatever fits
    assert asked(TH_1={"bays": 200, "grid_kw": 10.0})["TH-1"] == 1


def test_any_public_site_gets_two_where_it_carries_them_and_others_none() -> None:
    found = asked(PP_1={"bays": 30, "grid_kw": 400.0}, PP_2={"bays": 30, "grid_kw": 50.0})
    sites = toy_region().sites.set_index("site_id")
    assert found["PP-1"] == 2
    assert found["PP-2"] == 1
    assert all(found[name] == 0 for name in sites.index[sites["access"] != "public"])


def test_a_plan_keeps_both_its_bounds_are_derived_and_a_site_without_is_caught() -> None:
    folder = written(**SHARES, solver__gap=0.3)
    run = read_run(folder)
    assert run_faults(run) == []
    verdicts = {one.stage: one.verdict for one in bound_checks(run, folder)}
    assert verdicts["sizing: cost"] in {"derived", "word"}
    sites = run.layers.sites.copy()
    public = (sites["access"] == "public").to_numpy() & (sites["fast_chargers"] >= 2).to_numpy()
    at = int(np.flatnonzero(public)[0])
    fast = [f"n_{kind.id}" for kind in run.scenario.chargers.types if kind.fast]
    sites.loc[sites.index[at], fast] = 0
    found = run_faults(spoilt(run, "layers.sites", sites))
    assert any("chargers.min_fast_per_site" in fault for fault in found)
