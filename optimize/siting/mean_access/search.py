"""Site for mean access: weighted mean distances within a limit per zone, then as short as they can be in all.

Limits on a mean (TJ 2018: 0.9, 3 and 5 km by zone) are no covering limits: the problem is a p-median whose
first aim is the excess over the limits. Greedy adding and interchange answer, vectorised over the pairs; a
Lagrangian relaxation, which prices each demand point's "served once" (Cornuéjols, Fisher, Nemhauser 1977),
bounds; small ones go to the integer model.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Literal

import numpy as np

from gisplan_errors import InfeasiblePlan, SolverFailed
from gisplan_words import Series, message
from optimize.certificate import Spent, relative_gap
from optimize.entry import faults, solve_with
from optimize.siting.mean_access.bound import lagrangian_bound
from optimize.siting.mean_access.problem import (
    MeanAccess,
    MeanAccessSolution,
    build_mean_access,
    check_mean_access,
)
from optimize.solvers.run import Outcome, run
from optimize.solvers.work import LOOK

if TYPE_CHECKING:
    from collections.abc import Callable

    from gisplan_arrays import Flags, Floats, Whole
    from gisplan_words import Said
    from optimize.solvers.limits import Clock, Settings


_TRIES = 12
"""Removals, and additions for each, that an interchange round looks at."""


class Search:
    """Open sites, and each row's nearest and second nearest; pairs are sorted by row, then distance."""

    def __init__(self, problem: MeanAccess) -> None:
        self.problem = problem
        pairs = problem.pairs
        row = pairs.rows()
        order = np.lexsort((pairs.indices, pairs.distances, row))
        self.row, self.site, self.distance = row[order], pairs.indices[order], pairs.distances[order]
        limit = problem.limit_m
        people = np.bincount(problem.zone, problem.weights, minlength=limit.size)
        with np.errstate(invalid="ignore"):
            self.asked = np.where(np.isfinite(limit), people * limit, np.inf)
        self.apart = problem.kept_apart
        # one person-metre of excess weighs more than all distance there is
        self.weight = 1e3
        self.set_open(problem.forced)

    def set_open(self, is_open: Flags) -> None:
        """Open exactly these sites."""
        self.open = is_open
        n, cutoff = self.problem.pairs.n_demand, self.problem.cutoff
        usable = np.flatnonzero(self.open[self.site])[::-1]
        first = np.full(n, -1, dtype=np.int64)
        first[self.row[usable]] = usable
        rest = usable[first[self.row[usable]] != usable]
        second = np.full(n, -1, dtype=np.int64)
        second[self.row[rest]] = rest
        self.first_site = np.where(first >= 0, self.site[first], -1) if self.site.size else first
        self.now = (
            np.where(first >= 0, self.distance[first], cutoff) if self.site.size else np.full(n, cutoff)
        )
        self.then = np.where(second >= 0, self.distance[second], cutoff) if self.site.size else self.now

    def chosen(self) -> Whole:
        """List the open sites, sorted."""
        return np.flatnonzero(self.open)

    def nearest(self) -> tuple[Whole, Floats]:
        """Give each row's nearest open site, -1 beyond the cutoff, and its distance, metres."""
        return self.first_site, self.now

    def zone_excess(self) -> Floats:
        """Give each zone's people × metres above its limit."""
        total = np.bincount(self.problem.zone, self.problem.weights * self.now, minlength=self.asked.size)
        over = np.maximum(total - self.asked, 0.0)
        return np.where(over <= 1e-9 * np.maximum(total, 1.0), 0.0, over)

    def excess(self) -> float:
        """Give the people × metres above the limits."""
        return float(self.zone_excess().sum())

    def total(self) -> float:
        """Give the people × metres in all."""
        return float(self.problem.weights @ self.now)

    def merit(self) -> float:
        """Give what the search makes small."""
        return self.weight * self.excess() + self.total()

    def _prices(self) -> Floats:
        return self.problem.weights * (1.0 + self.weight * (self.zone_excess() > 0)[self.problem.zone])

    def gains(self) -> Floats:
        """Give what opening each site saves at the zones' present prices, shape (S,)."""
        saved = self._prices()[self.row] * np.maximum(self.now[self.row] - self.distance, 0.0)
        gain = np.asarray(np.bincount(self.site, weights=saved, minlength=self.open.size), dtype=np.float64)
        gain[self.open] = 0.0
        if self.apart.pairs.size:
            gain[self.apart.barred(self.open)] = 0.0
        return gain

    def losses(self) -> Floats:
        """Give what closing each open site costs, infinite where it may not close, shape (S,)."""
        served = self.first_site >= 0
        lost = self._prices() * (self.then - self.now)
        loss = np.bincount(self.first_site[served], lost[served], minlength=self.open.size)
        return np.where(self.open & ~self.problem.forced, loss, np.inf)

    def add_greedily(self, late: Callable[[], bool]) -> None:
        """Open the site that saves most until count or saving end."""
        while self.chosen().size < self.problem.count and not late():
            gain = self.gains()
            best = int(np.argmax(gain)) if gain.size else 0
            if not gain.size or gain[best] <= 0:
                return
            self.set_open(self._with(best, opened=True))

    def interchange(self, late: Callable[[], bool]) -> None:
        """Swap a poor open site for a good closed one while that helps."""
        improved = True
        while improved and not late():
            improved = False
            loss, merit, before = self.losses(), self.merit(), self.open
            for out in np.argsort(loss, kind="stable")[:_TRIES].tolist():
                if not np.isfinite(loss[out]) or late():
                    break
                self.set_open(before)
                self.set_open(self._with(out, opened=False))
                gain = self.gains()
                back = int(np.argmax(gain))
                if back != out and gain[back] > 0:
                    self.set_open(self._with(back, opened=True))
                    if self.merit() < merit - 1e-9 * max(1.0, merit):
                        improved = True
                        break
            if not improved:
                self.set_open(before)

    def _with(self, site: int, *, opened: bool) -> Flags:
        mask = self.open.copy()
        mask[site] = opened
        return mask


_EXACT_PAIRS = 5_000
"""Up to so many pairs the integer model closes what the heuristic leaves."""

_AIMS: tuple[Literal["excess", "total"], ...] = ("excess", "total")

_SHARES = (0.45, 0.8)
"""Of the work left, what the integer model of each stage may take beside own rows; the rest is for bounds."""

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
    if problem.own is not None:
        return _with_own(problem, how)
    clock, gap, each = how.clock, how.gap, LOOK * problem.pairs.n_pairs
    search = Search(problem)
    search.add_greedily(lambda: clock.over(each))
    search.interchange(partial(clock.part(0.5).over, each))
    excess = f"{how.shown(search.excess()):.6g}"
    how.tell(message("progress-mean-access", sites=search.chosen().size, excess=excess))
    stages = _bounds(problem, search, gap, clock)
    if problem.pairs.n_pairs <= _EXACT_PAIRS:
        for aim in (0, 1):
            if stages[aim].gap(search) > gap and clock.left > 0.1:
                part = clock.part(0.5 if aim == 0 else 1.0)
                model = build_mean_access(problem, aim=_AIMS[aim], held=_held(search) if aim else None)
                outcome = run(model.builder, stage=stages[aim].name, **how.within(part))
                search = _better(problem, search, outcome.values, model.open)
                stages[aim] = stages[aim].sharpened(outcome)
    return _solution(problem, search, stages, how)


def _with_own(problem: MeanAccess, how: Settings) -> MeanAccessSolution:
    """Choose by the integer model alone, for nothing that the search opens or exchanges looks at own rows.

    The Lagrangian bound holds with more rows too; it is asked for where the model leaves a gap.
    """
    search, stages = (
        Search(problem),
        [_Stage(aim, 0.0, message("proven-no-excess"), Spent()) for aim in _AIMS],
    )
    outcomes = []
    for aim, name in enumerate(_AIMS):
        model = build_mean_access(problem, aim=name, held=_held(search) if aim else None)
        part = how.clock.part(_SHARES[aim], 0.5)
        outcome = run(model.builder, stage=stages[aim].name, **how.within(part))
        if outcome.values is not None:
            search.set_open(outcome.values[model.open] > 0.5)
        elif aim == 0 and outcome.status == "infeasible":
            raise InfeasiblePlan(message("optimize-access-none", most=problem.count - problem.standing))
        elif aim == 0:
            raise SolverFailed(message("optimize-siting-late"))
        stages[aim] = stages[aim].sharpened(outcome)
        outcomes.append(outcome)
    if any(stage.gap(search) > how.gap for stage in stages):
        known = _bounds(problem, search, how.gap, how.clock)
        stages = [one.sharpened(outcome) for one, outcome in zip(known, outcomes, strict=True)]
    return _solution(problem, search, stages, how)


@dataclass(frozen=True)
class _Stage:
    """What one stage has proven."""

    aim: Literal["excess", "total"]
    bound: float
    proof: Said
    spent: Spent
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
            proof=message("proven-integer"),
            spent=self.spent.beside(said.spent),
            who=said.who,
            exact=True,
        )


def _refuse_impossible(problem: MeanAccess) -> None:
    required = int(problem.forced.sum())
    if required > problem.count:
        new = {"required": required - problem.standing, "most": problem.count - problem.standing}
        raise InfeasiblePlan(message("optimize-access-required", **new, standing=problem.standing))


def _bounds(problem: MeanAccess, search: Search, gap: float, clock: Clock) -> list[_Stage]:
    """Bound both stages by Lagrangian relaxation; excess only of the zones that have some."""
    excess, before, each = search.excess(), clock.spent, LOOK * problem.pairs.n_pairs
    first = _Stage("excess", 0.0, message("proven-no-excess"), before)
    if excess > 0:
        over = (search.zone_excess() > 0).astype(float)
        limits = np.where(np.isfinite(problem.limit_m), problem.limit_m, 0.0)
        asked = float((problem.weights * (over * limits)[problem.zone]).sum())
        # half of what is left is the second stage's
        half = clock.part(0.5)
        found = lagrangian_bound(
            problem,
            problem.weights * over[problem.zone],
            excess + asked,
            gap=gap * excess / (excess + asked),
            stop=lambda: half.over(each),
        )
        first = _Stage("excess", max(0.0, found - asked), message("proven-lagrangian"), clock.spent)
    found = lagrangian_bound(
        problem, problem.weights, search.total(), gap=gap / 4, stop=lambda: clock.over(each)
    )
    words = message("proven-lagrangian-free")
    return [first, _Stage("total", found, words, clock.spent.since(first.spent))]


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
    walked = np.bincount(problem.zone, problem.weights * distance, minlength=problem.limit_m.size)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = walked / np.bincount(problem.zone, problem.weights, minlength=problem.limit_m.size)
    first, second = (
        how.certify(
            stage.name,
            "min",
            stage.value(search),
            # that no excess is less than none is no proof
            None if stage.bound <= 0.0 < stage.value(search) else stage.bound,
            message("proven-bound-by", what=stage.proof),
            who=stage.who,
            spent=stage.spent,
            exact=stage.exact,
            size=search.total(),
        )
        for stage in stages
    )
    solution = MeanAccessSolution(search.chosen(), nearest, distance, means, search.excess(), (first, second))
    faults = check_mean_access(problem, solution)
    if faults:
        raise SolverFailed(message("optimize-access-broken", faults=Series(tuple(faults), "faults")))
    return solution
