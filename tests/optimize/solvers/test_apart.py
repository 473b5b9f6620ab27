"""`HiGHS_APART` is a solver of PuLP: what PuLP shows of a solved problem is what the model proves."""

from __future__ import annotations

import numpy as np
import pulp
import pytest

from optimize.model import ModelBuilder
from optimize.solvers import apart
from optimize.solvers.apart import HiGHS_APART
from optimize.solvers.limits import Clock, Settings
from optimize.solvers.run import run


def two_goods():
    """Most of 3 a + 2 b with a + b <= 4, a + 3 b <= 9, a <= 3: a = 3, b = 1, worth 11."""
    problem = pulp.LpProblem("goods", pulp.LpMaximize)
    a, b = problem.add_variable("a", 0, 3), problem.add_variable("b", 0)
    problem += 3 * a + 2 * b + 10
    problem += a + b <= 4, "room"
    problem += a + 3 * b <= 9, "work"
    return problem, a, b


def test_values_duals_slacks_and_status_stand_on_the_problem():
    problem, a, b = two_goods()
    assert problem.solve(HiGHS_APART()) == pulp.LpStatusOptimal
    assert (a.varValue, b.varValue) == (3.0, 1.0)
    assert pulp.value(problem.objective) == pytest.approx(21.0)
    rows = {row.name: row for row in problem.constraints()}
    # a unit of room gives a unit of b, worth 2; a is held by its bound, worth 3 less the room it takes
    assert (rows["room"].pi, rows["work"].pi) == (pytest.approx(2.0), pytest.approx(0.0))
    assert (a.dj, b.dj) == (pytest.approx(1.0), pytest.approx(0.0))
    assert (rows["room"].slack, rows["work"].slack) == (pytest.approx(0.0), pytest.approx(3.0))
    assert problem.sol_status == pulp.LpSolutionOptimal


def test_a_problem_without_an_objective_gets_any_feasible_values():
    problem = pulp.LpProblem("any", pulp.LpMinimize)
    x = problem.add_variable("x", 0, 9, pulp.LpInteger)
    problem += x >= 4, "least"
    problem.solve(HiGHS_APART())
    assert 4 <= x.varValue <= 9


def test_an_infeasible_and_an_unbounded_problem_are_told_as_pulp_tells_them():
    problem, a, _ = two_goods()
    problem += a >= 5, "more"
    assert problem.solve(HiGHS_APART()) == pulp.LpStatusInfeasible
    assert a.varValue is None
    endless = pulp.LpProblem("endless", pulp.LpMaximize)
    endless += endless.add_variable("x", 0) + 0
    assert endless.solve(HiGHS_APART()) == pulp.LpStatusUnbounded


def test_mip_false_solves_the_relaxation_of_the_same_problem():
    problem = pulp.LpProblem("half", pulp.LpMaximize)
    x = problem.add_variable("x", 0, None, pulp.LpInteger)
    problem += x + 0
    problem += 2 * x <= 5, "most"
    problem.solve(HiGHS_APART(mip=False))
    assert x.varValue == pytest.approx(2.5)
    problem.solve(HiGHS_APART())
    assert x.varValue == 2.0


def knapsack(n=40):
    rng = np.random.default_rng(3)
    builder = ModelBuilder("knapsack", "max")
    x = builder.add_variables("x", n, upper=1.0, integer=True, cost=rng.integers(10, 100, n) + 0.25)
    builder.add_rows("room", rng.integers(5, 60, (4, n)).astype(float), x, upper=float(n * 6))
    return builder


@pytest.mark.parametrize("relax", [False, True])
def test_a_model_solved_through_pulp_has_the_answer_it_has_as_arrays(relax):
    """The same matrix in the same order: HiGHS takes the same steps, so work, values and duals are equal."""
    told = []
    for named in (True, False):
        clock = Clock(None)
        outcome = run(knapsack(), relax=relax, named=named, gap=0.0, clock=clock)
        told.append((outcome, clock.work))
    (one, work), (two, same) = told
    assert work == same > 0
    np.testing.assert_array_equal(one.values, two.values)
    assert one.bound == two.bound
    if relax:
        np.testing.assert_array_equal(one.duals, two.duals)


def test_run_hands_highs_the_problem_of_the_builder(monkeypatch):
    solved = []
    real = apart.HiGHS_APART.actualSolve
    monkeypatch.setattr(
        apart.HiGHS_APART, "actualSolve", lambda self, lp: solved.append(lp) or real(self, lp)
    )
    builder = knapsack()
    run(builder)
    run(builder, relax=True)
    assert solved == [builder.problem()] * 2
    run(builder, named=False)
    assert len(solved) == 2


def test_work_is_counted_on_the_clock_that_is_given():
    clock = Clock(None)
    knapsack().build().solve(HiGHS_APART(how=Settings(clock=clock)))
    assert clock.work > 0


def test_a_start_is_the_values_of_the_variables(monkeypatch):
    given = []
    real = apart.highs.solve_highs

    def seen(arrays, how, *, start, **rest):
        given.append(start)
        return real(arrays, how, start=start, **rest)

    monkeypatch.setattr(apart.highs, "solve_highs", seen)
    builder = knapsack()
    start = np.zeros(40)
    start[:3] = 1.0
    run(builder, start=start)
    np.testing.assert_array_equal(given[0], start)
