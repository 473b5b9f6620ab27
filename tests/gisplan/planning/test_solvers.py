"""HiGHS, CBC and SCIP reach the same optimum of every decision of the toy city through the same problem."""

from __future__ import annotations

import pulp
import pytest

from gisplan.pipeline import plan_region
from optimize.solvers.apart import HiGHS_APART
from optimize.solvers.cbc import find_cbc
from tests.gisplan.toy import toy_region, toy_scenario

DECISIONS = ("siting", "hydrogen_served", "hydrogen_cost", "sizing_unmet", "sizing_cost")
RELAXED = {("sizing_cost", "cbc")}
"""What a solver does not prove in a minute: whole chargers at least cost; its relaxation is compared."""


@pytest.fixture(scope="module")
def stages():
    found = {}

    def read(decision, keys, *, part=""):
        found.update({stage.name: (stage, keys) for stage in decision})

    plan_region(toy_scenario(), toy_region(), models=read)
    return found


def solver_of(name, **given):
    if name == "highs":
        return HiGHS_APART(gapRel=0.0, **given)
    if name == "cbc":
        return pulp.COIN_CMD(path=find_cbc(), msg=False, gapRel=0.0, **given)
    pytest.importorskip("pyscipopt", reason="pyscipopt is missing: run on what 'gisplan[test]' installs")
    return pulp.SCIP_PY(msg=False, gapRel=0.0, **given)


@pytest.mark.parametrize("solver", ["highs", "cbc", "scip"])
@pytest.mark.parametrize("name", DECISIONS)
def test_every_solver_reaches_the_optimum_of_the_same_named_problem(stages, name, solver):
    stage, keys = stages[name]
    mip = (name, solver) not in RELAXED
    problem, reference = (stage.builder.build(texts=keys) for _ in range(2))
    problem.solve(solver_of(solver, mip=mip))
    reference.solve(solver_of("highs", mip=mip))
    assert problem.sol_status == pulp.LpSolutionOptimal
    worth = stage.told(pulp.value(problem.objective))
    assert worth == pytest.approx(stage.told(pulp.value(reference.objective)), rel=1e-6)
    if mip:
        # it lies between the plan's answer and the bound that the plan proved
        low, high = sorted((stage.certificate.objective, stage.certificate.bound))
        assert low - 1e-6 * abs(low) <= worth <= high + 1e-6 * abs(high)
