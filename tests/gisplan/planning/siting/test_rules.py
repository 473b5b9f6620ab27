"""Fast sites stay apart, an own profile judges, and a rule that cannot be meant is refused."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from gisplan.planning.chargers.capacity import charger_tables
from gisplan.planning.siting.choice import forced_open, site_public_chargers
from gisplan.planning.siting.rules import near_pairs
from gisplan_errors import ScenarioError
from tests.gisplan.planned import planned
from tests.gisplan.siting_cases import FREE, TOLD, metres, opened, public
from tests.gisplan.spoilt_runs import run_faults
from tests.gisplan.toy import toy_region, toy_scenario, with_sites


def none() -> np.ndarray:
    """Mark no public site as standing."""
    return np.zeros(public().size, dtype=bool)


def test_what_stands_is_a_reason_to_keep_away_only_where_that_is_asked() -> None:
    region, fast = toy_region(), np.ones(public().size, dtype=bool)
    old = none()
    old[0] = True
    rule = toy_scenario(**FREE, coverage__min_fast_spacing_m=metres(50_000.0))
    asked = toy_scenario(
        **FREE, coverage__min_fast_spacing_m=metres(50_000.0), coverage__spacing_from_standing=True
    )
    apart, also = (near_pairs(region, one, public(), fast, none(), old) for one in (rule, asked))
    assert not (apart == 0).any()
    assert (also == 0).any()


def test_near_sites_are_paired_but_forced_ones_and_opposite_lanes_are_not() -> None:
    """Within 1.5 km: the park and its four neighbours, and three other pairs; not SA-1N and SA-1S."""
    scenario, region = toy_scenario(coverage__min_fast_spacing_m=metres(1500.0)), toy_region()
    fast = np.ones(public().size, dtype=bool)
    pairs = near_pairs(region, scenario, public(), fast, forced_open(region.sites)[public()], none())
    names = region.sites["site_id"].to_numpy()[public()]
    found = {frozenset((names[a], names[b])) for a, b in pairs.tolist() if "CO-2" not in {names[a], names[b]}}
    assert found == {
        *(frozenset(("PK-1", f"PP-{n}")) for n in (1, 2, 3, 4)),
        *(frozenset(("CO-1", f"PP-{n}")) for n in (1, 2)),
        frozenset(("FS-1", "PP-2")),
        frozenset(("RP-1", "PP-3")),
    }
    loose = with_sites(
        region, **{f"SA_1{way}": {"status": "candidate", "category": "trunk_service_area"} for way in "NS"}
    )
    again = near_pairs(loose, scenario, public(), fast, forced_open(loose.sites)[public()], none())
    assert len(again) == len(pairs)  # 100 m apart, but on the two lanes of one road


def test_the_spacing_binds_and_costs_people() -> None:
    region = toy_region()
    before = opened(region, toy_scenario(**FREE))
    assert {"PP-1", "PP-4"} <= before or {"PP-2", "PP-3"} <= before
    spaced = toy_scenario(**FREE, coverage__min_fast_spacing_m=metres(2500.0), coverage__max_new_sites=8)
    free = toy_scenario(**FREE, coverage__max_new_sites=8)
    tables = charger_tables(region.sites, free, home_kwh_day=5.0)
    most = site_public_chargers(region, free, tables).certificates[0].objective
    fewer = site_public_chargers(region, spaced, tables).certificates[0].objective
    assert fewer < most
    assert len(opened(region, spaced) & {"PP-1", "PP-2", "PP-3", "PP-4", "PK-1"}) <= 2


def test_a_spaced_plan_passes_its_own_check(spaced) -> None:
    assert run_faults(spaced[1]) == []


def test_a_site_moved_too_near_is_caught(spaced) -> None:
    run = spaced[1]
    wide = toy_scenario(coverage__min_fast_spacing_m=metres(9000.0), coverage__equity="worst-district")
    faults = run_faults(dataclasses.replace(run, scenario=wide))
    assert any("(coverage.min_fast_spacing_m)" in fault and "at least 9000" in fault for fault in faults)


def test_a_mean_profile_keeps_sites_apart_too() -> None:
    rules = {"coverage__profile": "tj-2018-tiered", "coverage__min_fast_spacing_m": metres(2500.0)}
    names = opened(toy_region(), toy_scenario(**FREE, **rules))
    assert len(names & {"PP-1", "PP-2", "PP-3", "PP-4", "PK-1"}) <= 2


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"coverage__equity": "gini"}, "needs max_gini"),
        (
            {"coverage__equity": "worst-district", "coverage__profile": "tj-2018-tiered"},
            "Choose a radius profile",
        ),
        ({"coverage__min_fast_spacing_m": metres(0.0)}, "greater than 0"),
        ({"coverage__max_gini": metres(1.5)}, "outside 0 to 1"),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        toy_scenario(**changes)


def test_an_own_profile_by_tier_judges_coverage() -> None:
    """Half the radius of the shipped profile in the centre, and the outer districts judged as well."""
    wide = {"urban": 8000.0, "rural": 8000.0}
    own = {
        "kind": "radius",
        **TOLD,
        "judged_tiers": ["central", "outer"],
        "radius_m": {"central": {"urban": 1000.0, "rural": 1000.0}, "outer": wide},
        "allocation_radius_m": dict.fromkeys(("central", "ring", "outer", "binhai"), wide),
    }
    plan = planned(coverage__profile="own", coverage__profiles__own=own)
    cells = plan.layers.demand
    assert cells["judged"].all()
    assert plan.headline["coverage_profile"] == "own"
    centre = cells[cells["adcode"] == "120101"]
    assert (centre["covered"] == (centre["nearest_public_m"] <= 1000.0)).all()
    assert 0 < plan.headline["covered_people_share"] < 1
