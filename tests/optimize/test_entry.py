"""The one entry: models register themselves, limits and settings are checked and kept."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pytest

import optimize
from gisplan_errors import GisplanError, InfeasiblePlan, SolverFailed
from optimize import LSCP, MCLP, CoverPairs, Solution, certify, solve, verify
from optimize.entry import Problem, faults, solve_with

if TYPE_CHECKING:
    from optimize.solvers.limits import Clock, Settings


def grid(n, radius, seed=0):
    rng = np.random.default_rng(seed)
    demand, sites = rng.random((n, 2)), rng.random((n // 4, 2))
    return CoverPairs.from_dense(np.linalg.norm(demand[:, None] - sites[None], axis=2), radius)


def test_a_model_registers_itself():
    @dataclass(frozen=True)
    class Nothing(Problem[Solution]):
        """Needs no site."""

    @solve_with.register(Nothing)
    def _solve(problem, settings: Settings):
        said = certify(
            "none",
            "min",
            0.0,
            0.0,
            solver="s",
            version="",
            seconds=settings.clock.seconds,
            limit=None,
            proven="",
        )
        return Solution(np.zeros(0, dtype=int), None, np.zeros(0, dtype=bool), 0.0, said)

    @faults.register(Nothing)
    def _check(problem, solution):
        return []

    verify(Nothing(), solve(Nothing()))


@dataclass(frozen=True)
class Impossible(Problem[Solution]):
    """Has no answer; its own units are those of a hundredth."""

    tells_figures: ClassVar[bool] = True

    figure: float
    second: type[GisplanError] = InfeasiblePlan
    clocks: list[Clock] = field(default_factory=list)

    def in_own_units(self):
        return replace(self, figure=self.figure / 100), lambda found: found


@solve_with.register(Impossible)
def _refuse(problem, settings: Settings):
    problem.clocks.append(settings.clock)
    settings.clock.charge(3.0)
    kind = InfeasiblePlan if len(problem.clocks) == 1 else problem.second
    raise kind(f"{problem.figure:g} are too few")


def test_why_there_is_no_answer_is_told_in_the_callers_units_with_what_is_left_of_the_limit():
    problem = Impossible(700.0)
    with pytest.raises(InfeasiblePlan, match=r"^700 are too few"):
        solve(problem, work=5.0)
    first, second = problem.clocks
    assert first is second
    assert second.left == 0.0


def test_what_was_found_impossible_stays_so_when_no_work_is_left_to_tell_it_again():
    with pytest.raises(InfeasiblePlan, match=r"^7 are too few"):
        solve(Impossible(700.0, SolverFailed), work=5.0)


def test_unknown_problem_is_named():
    with pytest.raises(TypeError, match="no solver is registered for int"):
        solve(3)


@pytest.mark.parametrize(
    ("name", "value"), [("work", 0), ("work", -1.0), ("time_limit", 0), ("time_limit", -1.0), ("gap", -0.1)]
)
def test_bad_settings_are_named(name, value):
    with pytest.raises(ValueError, match=name):
        solve(MCLP(grid(8, 1.0), 1.0, 1), **{name: value})


@pytest.mark.parametrize(("kind", "limit", "over"), [("mclp", 0.1, 0.4), ("lscp", 0.3, 0.3)])
def test_work_that_bites_holds_in_all_and_gives_the_same_sites_again(kind, limit, over):
    """The step that is under way at the limit ends, so much work later at most."""
    pairs = grid(6000, 0.05)
    pairs = pairs.select(rows=np.diff(pairs.indptr) > 0)
    weights = np.random.default_rng(1).random(pairs.n_demand)
    problem = MCLP(pairs, weights, 60) if kind == "mclp" else LSCP(pairs)
    first, again = (solve(problem, work=limit, gap=0.0, threads=1) for _ in range(2))
    verify(problem, first)
    assert first.certificate.gap > 0.0
    assert limit <= first.certificate.work <= limit + over
    assert first.certificate.work == again.certificate.work
    np.testing.assert_array_equal(first.sites, again.sites)


def test_same_seed_same_sites():
    pairs = grid(400, 0.1)
    weights = np.random.default_rng(1).random(400)
    one, two = (solve(MCLP(pairs, weights, 8), threads=1, seed=5) for _ in range(2))
    np.testing.assert_array_equal(one.sites, two.sites)


def test_progress_is_told():
    told = []
    solve(MCLP(grid(400, 0.1), 1.0, 8), threads=1, progress=told.append)
    assert any("reduced to" in line.en and "归约为" in line.zh for line in told)


def problems():
    """Every kind of problem that `optimize` shows."""
    shown = (getattr(optimize, name) for name in optimize.__all__)
    return [one for one in shown if isinstance(one, type) and issubclass(one, Problem) and one is not Problem]


def test_every_problem_has_a_solver_and_a_check_in_the_module_that_it_names():
    kinds = problems()
    assert len(kinds) >= 14
    for kind in kinds:
        if kind.bound_by:
            import_module(kind.bound_by)
        assert solve_with.dispatch(kind) is not solve_with.dispatch(object), kind
        assert faults.dispatch(kind) is not faults.dispatch(object), kind


def test_the_entry_and_a_problem_load_no_solver_and_no_search():
    code = (
        "import sys, optimize.entry, optimize.sizing.problem\n"
        "import optimize.hydrogen.problem, optimize.years.problem\n"
        "loaded = [name for name in sys.modules if name.startswith(('highspy', 'pulp', 'optimize'))]\n"
        "print([name for name in loaded if '.search' in name or not name.startswith('optimize')])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
