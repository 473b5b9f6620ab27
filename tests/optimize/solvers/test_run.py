"""Solver runs are judged by their own bounds: limits, tolerances, infeasible models, interrupts."""

from __future__ import annotations

import signal
import threading
import time

import highspy
import numpy as np
import pulp
import pytest

from gisplan_errors import SolverFailed
from optimize.model import ModelBuilder
from optimize.solvers.answers import dual_bound, worst_violation
from optimize.solvers.cbc import cbc_bound
from optimize.solvers.highs import solve_highs, to_highs
from optimize.solvers.limits import Settings
from optimize.solvers.run import attempt, available, run
from optimize.solvers.workers.process import SolverDied
from optimize.solvers.workers.worker import Ended, News

STOPPED = "Result - Stopped on time limit\n\nObjective value:  90.00\n"
SOLVERS = [name for name in ("highs", "cbc", "scip") if name in available()]


def knapsack(n=30, rows=4, seed=0, integer_cost=True):
    """A multi-dimensional knapsack; 100 × 20 is far from proven in seconds."""
    rng = np.random.default_rng(seed)
    cost = rng.integers(10, 100, n).astype(float)
    builder = ModelBuilder("knapsack", "max")
    x = builder.add_variables("x", n, upper=1.0, integer=True, cost=cost if integer_cost else cost + 0.25)
    builder.add_rows("room", rng.integers(5, 60, (rows, n)).astype(float), x, upper=float(n * 6))
    return builder


def test_highs_gets_the_same_model_as_pulp_hands_over():
    """The arrays passed directly and PuLP's own row-by-row hand-over are one model, entry by entry."""
    builder = knapsack()
    builder.add_rows("range", np.ones((1, 3)), [0, 5, 7], lower=1.0, upper=2.0)
    builder.add_rows("tie", [[1.0, -1.0]], [1, 2], lower=0.0, upper=0.0)
    problem = builder.build()
    problem.solve(pulp.HiGHS(msg=False))
    theirs, ours = problem.solverModel.getLp(), to_highs(builder.arrays(), relax=False)
    order = [v.name for v in problem.variables()]
    place = [order.index(name) for name in builder.variable_names()]

    def dense(lp):
        model = highspy.Highs()
        model.setOptionValue("output_flag", False)
        model.passModel(lp)
        whole = model.getLp()
        matrix = np.zeros((whole.num_row_, whole.num_col_))
        start, index, value = whole.a_matrix_.start_, whole.a_matrix_.index_, whole.a_matrix_.value_
        by_column = whole.a_matrix_.format_ == highspy.MatrixFormat.kColwise
        for k in range(len(start) - 1):
            for cell in range(start[k], start[k + 1]):
                row, column = (index[cell], k) if by_column else (k, index[cell])
                matrix[row, column] = value[cell]
        return matrix

    np.testing.assert_array_equal(dense(ours), dense(theirs)[:, place])
    for name in ("col_cost_", "col_lower_", "col_upper_"):
        np.testing.assert_array_equal(getattr(ours, name), np.array(getattr(theirs, name))[place])
    for name in ("row_lower_", "row_upper_"):
        np.testing.assert_array_equal(getattr(ours, name), getattr(theirs, name))
    assert list(ours.integrality_) == [theirs.integrality_[k] for k in place]


@pytest.mark.parametrize("solver", SOLVERS)
def test_small_model_is_proven(solver):
    best = run(knapsack(12, 2), solver=solver, gap=0.0, threads=1)
    arrays = knapsack(12, 2).arrays()
    choices = ((np.arange(2**12)[:, None] >> np.arange(12)) & 1).astype(float)
    fits = (choices @ arrays.matrix.toarray().T <= arrays.row_upper).all(axis=1)
    assert best.status == "optimal"
    assert best.objective == pytest.approx((choices[fits] @ arrays.cost).max())


@pytest.mark.parametrize("solver", SOLVERS)
def test_stopped_at_its_limit_is_feasible_with_the_true_gap(solver):
    """PuLP calls this Optimal; the true optimum lies between objective and bound."""
    builder = knapsack(250, 30, integer_cost=False)
    outcome = run(builder, solver=solver, time_limit=2.0, gap=0.0, threads=1)
    assert outcome.status == "feasible"
    assert outcome.objective < outcome.bound
    assert outcome.certificate.gap == pytest.approx((outcome.bound - outcome.objective) / outcome.objective)


@pytest.mark.parametrize("solver", SOLVERS)
def test_bound_of_a_minimisation_stopped_at_its_limit_is_below(solver):
    rng = np.random.default_rng(1)
    builder = ModelBuilder("cover", "min")
    x = builder.add_variables("x", 200, upper=1.0, integer=True, cost=1.0 + rng.random(200))
    builder.add_rows("cover", (rng.random((300, 200)) < 0.06).astype(float) + np.eye(300, 200), x, lower=1.0)
    builder.add_rows("first", np.ones((1, 200)), x, lower=1.0)
    outcome = run(builder, solver=solver, time_limit=1.5, gap=0.0, threads=1)
    relaxed = run(builder, relax=True).objective
    assert relaxed - 1e-6 <= outcome.bound <= outcome.objective + 1e-6
    assert outcome.status == ("optimal" if outcome.certificate.gap <= 1e-6 else "feasible")


@pytest.mark.parametrize("solver", SOLVERS)
def test_stopped_at_a_tolerance_is_not_optimal(solver):
    """With a 50 % tolerance the first answer will do; it must carry the gap that was really left."""
    builder = knapsack(60, 8, seed=3, integer_cost=False)
    loose = run(builder, solver=solver, gap=0.5, threads=1)
    tight = run(builder, solver=solver, gap=0.0, threads=1)
    assert loose.bound >= tight.objective - 1e-6
    assert loose.status == ("optimal" if loose.certificate.gap <= 1e-6 else "feasible")
    if loose.objective < tight.objective - 1e-6:
        assert loose.status == "feasible"


@pytest.mark.parametrize("solver", SOLVERS)
def test_infeasible_model_hands_out_no_values(solver):
    builder = ModelBuilder("m", "min")
    x = builder.add_variables("x", 2, upper=1.0, integer=True, cost=1.0)
    builder.add_rows("most", [[1.0, 1.0]], x, upper=1.0)
    builder.add_rows("least", [[2.0, 2.0]], x, lower=3.0)
    outcome = run(builder, solver=solver)
    assert (outcome.status, outcome.values, outcome.objective) == ("infeasible", None, None)


@pytest.mark.parametrize("solver", SOLVERS)
def test_unbounded_model(solver):
    builder = ModelBuilder("m", "max")
    x = builder.add_variables("x", 2, cost=1.0)
    builder.add_rows("r", [[1.0, -1.0]], x, upper=1.0)
    assert run(builder, solver=solver).status == "unbounded"


@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize("sense", ["min", "max"])
def test_relaxation_is_bounded(solver, sense):
    rng = np.random.default_rng(5)
    builder = ModelBuilder("m", sense)
    x = builder.add_variables("x", 6, upper=2.0, integer=True, cost=rng.random(6))
    builder.add_rows("r", rng.random((4, 6)), x, lower=0.7, upper=1.1)
    outcome = run(builder, solver=solver, relax=True)
    assert outcome.bound == pytest.approx(outcome.objective)
    whole = run(builder, gap=0.0)
    if whole.objective is not None:
        ahead = outcome.bound - whole.objective
        assert ahead >= -1e-6 if sense == "max" else ahead <= 1e-6


def test_any_duals_give_a_valid_bound():
    """Weak duality holds for arbitrary multipliers, which is why inexact duals may be trusted."""
    arrays = knapsack(12, 2).arrays()
    best = run(knapsack(12, 2), gap=0.0).objective
    rng = np.random.default_rng(0)
    for _ in range(50):
        assert dual_bound(rng.normal(size=2), arrays) >= best - 1e-9


def test_bound_of_a_whole_objective_is_rounded():
    outcome = run(knapsack(250, 30), time_limit=1.0, gap=0.0, threads=1)
    assert outcome.bound == int(outcome.bound)


def test_start_is_used():
    """With no time to search, the answer is the start that was given."""
    builder = knapsack(250, 30)
    start = np.zeros(250)
    start[:20] = 1.0
    outcome = run(builder, start=start, threads=1, options={"mip_max_nodes": 0, "mip_heuristic_effort": 0.0})
    assert outcome.objective >= builder.arrays().cost[:20].sum()


def test_same_seed_same_answer():
    one, two = (run(knapsack(60, 8), gap=0.01, threads=1, seed=7) for _ in range(2))
    np.testing.assert_array_equal(one.values, two.values)


@pytest.fixture
def hears_interrupts():
    """Listen to SIGINT, to which a shell makes what it runs in the background deaf."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("hears_interrupts")
def test_ctrl_c_returns_the_incumbent():
    """A first interrupt stops the solver; what it has so far comes back, marked as interrupted."""
    seen = threading.Event()

    def interrupt():
        seen.wait(30)
        time.sleep(0.3)
        import _thread

        _thread.interrupt_main()

    thread = threading.Thread(target=interrupt)
    thread.start()
    outcome = run(
        knapsack(250, 30, integer_cost=False),
        threads=1,
        gap=0.0,
        time_limit=60,
        progress=lambda _: seen.set(),
    )
    thread.join()
    assert outcome.interrupted
    assert outcome.status == "feasible"
    assert "interrupted" in str(outcome.certificate.proven)


def test_a_failing_progress_callback_is_not_swallowed():
    def fail(_):
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError, match="no more"):
        run(knapsack(60, 8), progress=fail, threads=1)


def test_unknown_solver_is_named():
    with pytest.raises(SolverFailed, match=r"NOSUCH.*available here"):
        run(knapsack(), solver="NOSUCH")


def test_a_solver_that_dies_inside_a_search_leaves_no_answer(monkeypatch):
    def died(*_: object) -> None:
        raise SolverDied("EOF")

    monkeypatch.setattr("optimize.solvers.highs.solve_apart", died)
    outcome = attempt(knapsack(), stage="part", start=np.zeros(30), relax=False)
    assert (outcome.status, outcome.values, outcome.bound) == ("error", None, None)
    assert outcome.certificate.stage == "part"


def test_missing_solver_is_named():
    missing = next((s for s in pulp.listSolvers() if s not in pulp.listSolvers(onlyAvailable=True)), None)
    if missing is None:
        pytest.skip("no solver of PuLP is missing here: uninstall one, such as pyscipopt")
    with pytest.raises(SolverFailed, match="not installed"):
        run(knapsack(), solver=missing)


@pytest.mark.parametrize(
    ("log", "maximise", "bound"),
    [
        (f"{STOPPED}Lower bound: -95.5\nGap: 0.06\n", True, 95.5),
        (f"{STOPPED}Upper bound: 95.5\nGap: 0.06\n", True, 95.5),
        (f"{STOPPED}Lower bound: 80.5\nGap: 0.1\n", False, 80.5),
        ("Search completed - best objective -90, took\nResult - Optimal\nObjective value: 90\n", True, 90.0),
        ("nothing of use", False, None),
    ],
)
def test_bound_is_read_from_the_log_of_cbc(log, maximise, bound):
    assert cbc_bound(log, maximise=maximise, relax=False) == bound


def test_a_search_does_the_work_it_was_given_whatever_a_check_costs():
    """How far checks lead is known only after some: a search that stops far too early goes on."""
    done = run(knapsack(250, 30), work=5.0, gap=0.0, threads=1).certificate.work
    assert 0.5 * 5.0 < done < 1.3 * 5.0


def test_a_bound_of_large_figures_is_kept_as_exactly_as_its_digits_allow() -> None:
    builder = ModelBuilder("large", "max")
    builder.add_variables("x", 2, upper=np.array([1e12, 1.0]), cost=1.0)
    arrays = builder.arrays()
    assert worst_violation(np.array([1e12 * (1 + 1e-12), 1.0]), arrays) < 1e-9
    assert worst_violation(np.array([1e12 * (1 + 1e-3), 1.0]), arrays) == pytest.approx(1e-3)
    assert worst_violation(np.array([0.0, 1.001]), arrays) == pytest.approx(1e-3)


def test_a_further_search_that_is_stopped_early_keeps_what_the_first_had(monkeypatch):
    """It found nothing, or less, before the brake bit; it also has only the seconds that are left."""
    told, seconds = [], []
    first = np.zeros(30)
    first[0] = 1.0

    def two_searches(job, *_):
        told.append(job)
        seconds.append(job.seconds)
        values = first if len(told) == 1 else np.zeros(30)
        return Ended("", "Interrupt", values, -1e6 / len(told), None, job.checks, 0, 0)

    monkeypatch.setattr("optimize.solvers.highs.solve_apart", two_searches)
    monkeypatch.setattr("optimize.solvers.work.ROOT", 0.01)
    outcome = run(knapsack(), work=100.0, time_limit=60.0)
    assert len(told) == 2
    assert seconds[1] < seconds[0] <= 60.0
    np.testing.assert_array_equal(outcome.values, first)


def test_news_of_a_worse_answer_is_no_news(monkeypatch):
    """A second try of a solver that died begins from nothing, and may be ended before it has caught up."""
    best = np.zeros(30)
    best[0] = 1.0

    def dies_once(job, stop, hear):
        hear(News(best, -float(knapsack().arrays().cost[0]), -1e6, 0.1))
        hear(News(np.zeros(30), 0.0, -2e6, 0.2))

    monkeypatch.setattr("optimize.solvers.highs.solve_apart", dies_once)
    raw = solve_highs(knapsack().arrays(), Settings(), start=None, relax=False, options={})
    np.testing.assert_array_equal(raw.values, best)
    assert raw.bound == pytest.approx(1e6)
