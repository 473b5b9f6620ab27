"""What is proven of siting and sizing at once, and that no plan with other sites is better than it says."""

from __future__ import annotations

from dataclasses import replace

from gisplan.planning.chargers.joint import JOINT
from gisplan.verify.bounds.report import bound_checks
from gisplan.verify.run.reading import read_run
from tests.gisplan.planned import planned, written

FEW = {"coverage__max_new_sites": 8, "chargers__target": 100, "solver__gap": 0.3}


def test_no_plan_with_more_sites_leaves_less_unmet_than_the_joint_bound() -> None:
    few, many = planned(**FEW), planned()
    said = next(one for one in few.certificates if one.stage == JOINT)
    assert said.objective == float(few.layers.demand["unmet_kwh_day"].sum())
    assert said.bound is not None
    assert said.bound <= float(many.layers.demand["unmet_kwh_day"].sum()) + 1e-6
    assert said.bound <= said.objective


def test_the_joint_bound_is_computed_again_from_the_run_and_a_better_one_is_caught() -> None:
    folder = written(**FEW)
    run = read_run(folder)
    assert {one.stage: one.verdict for one in bound_checks(run, folder)}[JOINT] == "derived"
    forged = tuple(
        replace(one, bound=(one.bound or 0.0) + 1.0) if one.stage == JOINT else one
        for one in run.certificates
    )
    checks = bound_checks(replace(run, certificates=forged), folder)
    assert {one.stage: one.verdict for one in checks}[JOINT] == "broken"


def test_the_whole_says_what_is_proven_jointly() -> None:
    whole = next(one for one in planned().certificates if one.stage == "plan")
    assert "jointly, whatever sites open" in str(whole.proven)
