"""A decision's answer is re-computed in the PuLP problem of its stage, the one that was decided."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pulp
import pytest

import optimize as o
from gisplan_errors import SolverFailed
from optimize import stages
from optimize.lp_problem import read_problem
from optimize.names import decoded
from optimize.solvers.apart import HiGHS_APART
from optimize.stages import evaluate
from tests.optimize.scaled import CASES, DECISIONS
from tests.optimize.scaled_sites import Units
from tests.optimize.test_lp_problem import assert_same


def decided(name, seed=0):
    """Solve a small decision to its end, and give the problems of its stages."""
    found = []
    o.solve(CASES[name].problem(seed, Units(1.0, 1.0, 1.0)), shown=found.extend, gap=0.0, threads=1)
    return found


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("name", DECISIONS)
def test_the_optimum_of_each_stage_is_what_its_certificate_tells(name, seed):
    """The written problem is solved again through PuLP, from nothing."""
    found = decided(name, seed)
    assert found
    for stage in found:
        problem = stage.builder.build()
        problem.solve(HiGHS_APART(gapRel=0.0))
        told, said = stage.told(pulp.value(problem.objective) or 0.0), stage.certificate
        if stage.name == "siting_gini":
            # without the rows that tie who is counted, shares may be lowered on paper
            assert told >= said.objective - 1e-6
            continue
        assert told == pytest.approx(said.objective, rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("name", DECISIONS)
def test_the_pulp_problem_of_each_stage_is_the_model_of_its_arrays(name):
    for stage in decided(name):
        assert_same(read_problem(stage.builder.problem()).arrays, stage.builder.arrays())


@pytest.mark.parametrize("name", DECISIONS)
def test_pulp_itself_finds_the_answer_valid(name):
    stage = decided(name)[-1]
    problem = stage.builder.problem()
    assert problem.valid(1e-6)
    worth = stage.told(pulp.value(problem.objective) or 0.0)
    assert worth == pytest.approx(stage.certificate.objective, rel=1e-6, abs=1e-6)


def one_unit_too_far(arrays, values):
    """Give a move of one column by a unit that leaves all bounds and whole numbers, and breaks a row."""
    matrix = arrays.matrix.tocsc()
    activity = matrix @ values
    for column in range(values.size):
        for step in (1.0, -1.0):
            moved = values[column] + step
            if not arrays.lower[column] <= moved <= arrays.upper[column]:
                continue
            rows = activity + step * matrix[:, [column]].toarray().ravel()
            size = 1e-3 * np.maximum(1.0, np.abs(activity))
            if (rows > arrays.row_upper + size).any() or (rows < arrays.row_lower - size).any():
                return step * (np.arange(values.size) == column)
    raise AssertionError("no row binds")


@pytest.mark.parametrize("name", DECISIONS)
def test_an_answer_that_breaks_a_row_is_not_handed_out(name):
    """One column is moved by a unit within its own bounds, whole as it was, so that a row alone is broken."""
    *before, last = decided(name)
    spoilt = np.array(last.values) + one_unit_too_far(last.builder.arrays(), np.array(last.values))
    with pytest.raises(SolverFailed, match="break the model"):
        evaluate([*before, replace(last, values=spoilt)])


@pytest.mark.parametrize("name", DECISIONS)
def test_a_certificate_that_tells_another_objective_is_not_handed_out(name):
    found = decided(name)
    for k, stage in enumerate(found):
        told = replace(stage.certificate, objective=stage.certificate.objective * 1.001 + 0.01)
        with pytest.raises(SolverFailed, match="the certificate tells"):
            evaluate([*found[:k], replace(stage, certificate=told), *found[k + 1 :]])


@pytest.mark.parametrize("name", DECISIONS)
def test_every_column_and_row_has_a_name_of_its_own(name):
    for stage in decided(name):
        for names in stage.builder.key_names({}):
            assert len(set(names)) == len(names)
            assert all(decoded(one).block for one in names)


def test_a_large_answer_is_looked_at_in_arrays_alone(monkeypatch):
    monkeypatch.setattr(stages, "_MOST", 0)
    monkeypatch.setattr(stages, "_written", None)
    assert decided("sizing")


def test_an_answer_that_is_late_is_looked_at_in_arrays_alone(monkeypatch):
    found = decided("sizing")
    monkeypatch.setattr(stages, "_written", None)
    evaluate(found, late=True)
    spoilt = replace(found[-1], values=found[-1].values + 0.5)
    with pytest.raises(SolverFailed, match="break the model"):
        evaluate([found[0], spoilt], late=True)


def test_a_model_that_is_no_plan_decision_has_no_stages():
    found = []
    o.solve(CASES["MCLP"].problem(0, Units(1.0, 1.0, 1.0)), shown=found.extend, gap=0.0, threads=1)
    assert not found
