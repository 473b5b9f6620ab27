"""What own constraints are held to: proofs that blame them, all that stands, one too many in any unit."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pulp
import pytest

from gisplan.pipeline import plan_region
from gisplan.verify.own_constraints import own_faults
from gisplan_errors import InfeasiblePlan, SolverFailed
from tests.gisplan.planning.hydrogen.test_facilities import swap
from tests.gisplan.planning.test_constraints import ALLOWING, few_at, none_at_all
from tests.gisplan.planning.test_phases import QUICK
from tests.gisplan.toy import toy_region, toy_scenario, with_sites


def test_rows_are_not_blamed_without_a_proof(monkeypatch):
    monkeypatch.setattr("gisplan.planning.constraints.collected.conflicting", lambda *_, **__: ())
    with pytest.raises(SolverFailed, match=r"Sizing has an answer without .* not proven that there is none"):
        plan_region(toy_scenario(), toy_region(), constrain=none_at_all)


NO_STATION = {f"hydrogen__{name}": 0 for name in ("target", "min_commercial", "min_captive")}


def test_own_rows_are_about_every_facility_that_stands():
    """One station serves all that is asked, two are wanted: the one that serves nobody counts as well."""
    kinds = {"swap_truck": swap(target=2, capacity=1000.0)}
    here = with_sites(toy_region(), **dict.fromkeys(("FS_1", "FS_2", "FS_3"), ALLOWING))
    scenario = toy_scenario(**QUICK, facilities=kinds, **NO_STATION)
    plain = plan_region(scenario, here)
    assert sorted(plain.evidence.facilities["served_day"] > 0) == [False, True]

    def constrain(decision, sites, least):
        if decision.name == "facilities":
            decision.problem += pulp.lpSum(decision.variables[site] for site in sites) >= least, "these"

    def constrained(sites, least):
        return plan_region(scenario, here, constrain=lambda one: constrain(one, sites, least))

    stands = set(plain.evidence.facilities["site_id"])
    plan = constrained(sorted(stands), 2)
    assert [(one["cost"], one["binding"]) for one in plan.headline.own_rows_cost] == [(0.0, False)]
    others = sorted({"FS-1", "FS-2", "FS-3"} - stands)
    plan = constrained(others, 1)
    assert set(others) <= set(plan.evidence.facilities["site_id"])
    assert [one["binding"] for one in plan.headline.own_rows_cost] == [True]
    with pytest.raises(InfeasiblePlan, match=r"siting of facilities \(Swap\) has no answer .*: these"):
        constrained(["FS-1", "FS-2", "FS-3"], 3)


def test_verify_finds_one_too_many_in_any_unit():
    constrained = plan_region(toy_scenario(), toy_region(), constrain=few_at)
    table = constrained.evidence.own_constraints
    assert constrained.layers.sites.set_index("site_id")["chargers"]["PP-2"] == 10
    for unit, (least, found) in product((1e-9, 1.0, 1e9), ((10.0, []), (9.0, ["PP_2"]))):
        here = table["site_id"].eq("PP-2") & (table["decision"] == "sizing")
        changed = table.assign(
            coefficient=table["coefficient"].where(~here, unit),
            right_side=table["right_side"].where(~here, least * unit),
        )
        run = replace(constrained, evidence=replace(constrained.evidence, own_constraints=changed))
        assert [
            "PP_2" for fault in map(str, own_faults(run)) if "PP_2" in fault and "does not hold" in fault
        ] == found
