"""Site for mean access: weighted mean distances within a limit per zone, then as short as they can be in all.

Limits on a mean (TJ 2018: 0.9, 3 and 5 km by zone) are no covering limits: the problem is a p-median whose
first aim is the excess over the limits. Greedy adding and interchange answer, a Lagrangian relaxation
of the assignment (Cornuéjols, Fisher, Nemhauser 1977) bounds; small ones go to the integer model.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from gisplan_errors import InfeasiblePlan, SolverFailed
from optimize.certificate import relative_gap
from optimize.entry import faults, solve_with
from optimize.siting.mean_access.problem import (
    MeanAccess,
    MeanAccessSolution,
    build_mean_access,
    check_mean_access,
)
from optimize.siting.mean_access.search import Search, lagrangian_bound
from optimize.solvers.run import Outcome, run

if TYPE_CHECKING:
    from gisplan_arrays import Floats, Whole
    from optimize.solvers.limits import Clock, Settings


_EXACT_PAIRS = 5_000
"""Up to so many pairs the integer model closes what the heuristic leaves."""

_AIMS: tuple[Literal["excess", "total"], ...] = ("excess", "total")

_HELD = 1e-6
"""Relative tolerance by which the second stage may exceed the excess of the first."""


faults.register(MeanAccess, check_mean_access)


@solve_with.register(MeanAccess)
def site_mean_access(problem: MeanAccess, how: Settings) -> MeanAccessSolution:
    """Choose at most `count` sites: least weighted excess over the zones' limits, then least total distance.

    The limits are those of both stages together. At the gap the search for a bound and the integer model of
    small problems may stop; only the latter takes solver, threads and seed.

    Returns
    -------
    MeanAccessSolution
        Certificates are ``heuristic`` unless a bound meets the answer or the integer model ran.

    Raises
    ------
    InfeasiblePlan
        When the required sites alone exceed the count.
    """
    _refuse_impossible(problem)
    clock, gap = how.clock, how.gap
    search = Search(problem)
    search.add_greedily(lambda: clock.left <= 0)
    search.interchange(lambda: clock.left < 0.5 * (clock.limit or 0.0))
    how.tell(f"mean access: {search.chosen().size} sites, excess {search.excess():.6g} people × m")
    stages = _bounds(problem, search, gap, clock)
    if problem.pairs.n_pairs <= _EXACT_PAIRS:
        for aim in (0, 1):
            if stages[aim].gap(search) > gap and clock.left > 0.1:
                limit = clock.part(0.5 if aim == 0 else 1.0)
                model = build_mean_access(problem, aim=_AIMS[aim], held=_held(search) if aim else None)
                outcome = run(model.builder, stage=stages[aim].name, **how.within(limit))
                search = _better(problem, search, outcome.values, model.open)
                stages[aim] = stages[aim].sharpened(outcome)
    return _solution(problem, search, stages, how)


@dataclass(frozen=True)
class _Stage:
    """What one stage has proven."""

    aim: Literal["excess", "total"]
    bound: float
    proof: str
    seconds: float
    who: tuple[str, str] = ("Lagrangian subgradient", "1")
    exact: bool = False

    @property
    def name(self) -> str:
        return f"mean access: {self.aim}, people × m"

    def value(self, search: Search) -> float:
        return search.excess() if self.aim == "excess" else search.total()

    def gap(self, search: Search) -> float:
        return relative_gap(self.value(search), self.bound) or 0.0

    def sharpened(self, outcome: Outcome) -> _Stage:
        said = outcome.certificate
        return replace(
            self,
            bound=max(self.bound, -np.inf if outcome.bound is None else outcome.bound),
            proof="the integer model's bound",
            seconds=self.seconds + said.seconds,
            who=said.who,
            exact=True,
        )


def _refuse_impossible(problem: MeanAccess) -> None:
    forced = problem.forced
    if forced.sum() > problem.count:
        raise InfeasiblePlan(
            f"mean access: {int(forced.sum())} sites are required, but only {problem.count} may open"
        )


def _bounds(problem: MeanAccess, search: Search, gap: float, clock: Clock) -> list[_Stage]:
    """Bound both stages by Lagrangian relaxation; excess only of the zones that have some."""
    excess, before = search.excess(), clock.seconds
    first = _Stage("excess", 0.0, "no excess is less than none", before)
    if excess > 0:
        over = (search.zone_excess() > 0).astype(float)
        limits = np.where(np.isfinite(problem.limit_m), problem.limit_m, 0.0)
        asked = float((problem.weights * (over * limits)[problem.zone]).sum())
        # half of what is left is the second stage's
        until = clock.seconds + clock.left / 2
        found = lagrangian_bound(
            problem,
            problem.weights * over[problem.zone],
            excess + asked,
            gap=gap * excess / (excess + asked),
            stop=lambda: clock.seconds >= until,
        )
        first = _Stage(
            "excess", max(0.0, found - asked), "Lagrangian relaxation of the assignment", clock.seconds
        )
    found = lagrangian_bound(
        problem, problem.weights, search.total(), gap=gap / 4, stop=lambda: clock.left <= 0
    )
    words = "Lagrangian relaxation of the assignment, zone limits left out"
    return [first, _Stage("total", found, words, clock.seconds - first.seconds)]


def _held(search: Search) -> float:
    return search.excess() * (1 + _HELD) + 1e-9


def _better(problem: MeanAccess, search: Search, values: Floats | None, is_open: Whole) -> Search:
    """Take the integer model's sites when they are better: excess first, then total."""
    if values is None:
        return search
    other = Search(problem)
    other.set_open(values[is_open] > 0.5)
    if other.excess() < search.excess() / (1 + _HELD):
        return other
    return other if other.excess() <= _held(search) and other.total() < search.total() else search


def _solution(problem: MeanAccess, search: Search, stages: list[_Stage], how: Settings) -> MeanAccessSolution:
    nearest, distance = search.nearest()
    zones = problem.limit_m.size
    people = np.bincount(problem.zone, problem.weights, minlength=zones)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = np.bincount(problem.zone, problem.weights * distance, minlength=zones) / people
    first, second = (
        how.certify(
            stage.name,
            "min",
            stage.value(search),
            min(stage.bound, stage.value(search)),
            f"bound by {stage.proof}",
            who=stage.who,
            seconds=stage.seconds,
            exact=stage.exact,
        )
        for stage in stages
    )
    solution = MeanAccessSolution(search.chosen(), nearest, distance, means, search.excess(), (first, second))
    faults = check_mean_access(problem, solution)
    if faults:
        raise SolverFailed("mean access breaks its own constraints: " + "; ".join(faults))
    return solution
