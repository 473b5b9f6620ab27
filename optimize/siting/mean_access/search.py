"""Site for mean access: weighted mean distances within a limit per zone, then as short as they can be in all.

Limits on a mean (TJ 2018: 0.9, 3 and 5 km by zone) are no covering limits: the problem is a p-median whose
first aim is the excess over the limits. Greedy addition and exchange answer
(`optimize.siting.mean_access.exchange`), a Lagrangian relaxation bounds each stage
(`optimize.siting.mean_access.bound`), and the sites that it opens are where the exchange begins anew; small
problems go to the integer model.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from gisplan_errors import InfeasiblePlan, SolverFailed
from gisplan_words import Series, message
from optimize.certificate import Spent, relative_gap
from optimize.entry import faults, solve_with
from optimize.siting.mean_access.bound import Aim, Relaxation, Relaxed
from optimize.siting.mean_access.exchange import Search
from optimize.siting.mean_access.problem import (
    MeanAccess,
    MeanAccessSolution,
    build_mean_access,
    check_mean_access,
)
from optimize.solvers.run import Outcome, run

if TYPE_CHECKING:
    from gisplan_arrays import Flags
    from gisplan_words import Said
    from optimize.solvers.limits import Clock, Settings


_EXACT_PAIRS = 40_000
"""Up to so many pairs of sites that may be in something better the integer model closes what is left."""

_LEAST = 0.1
"""Work that is worth the start of a model."""

_AIMS: tuple[Aim, ...] = ("excess", "total")

_SHARES = (0.45, 0.8)
"""Of the work left, what the integer model of each stage may take beside own rows; the rest is for bounds."""

_OF_EXCESS = 0.7
"""Of the work left, what the first stage may take."""

_STARTS = 4
"""Times that the exchange begins anew in a stage, from the sites that the relaxation opened."""

_HELD = 1e-6
"""Relative tolerance by which the second stage may exceed the excess of the first."""


faults.register(MeanAccess, check_mean_access)


@solve_with.register(MeanAccess)
def site_mean_access(problem: MeanAccess, how: Settings) -> MeanAccessSolution:
    """Choose at most `count` sites: least weighted excess over the zones' limits, then least total distance.

    The limits are those of both stages together. At the gap the search for a bound and the integer model of
    what is left may stop; only the latter takes solver, threads and seed.

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
    clock, gap, problem = how.clock, how.gap, problem.undominated()
    search = Search(problem)
    search.add_greedily(clock)
    search.exchange(clock.part(0.2))
    excess = f"{how.shown(search.excess()):.6g}"
    how.tell(message("progress-mean-access", sites=search.chosen().size, excess=excess))
    stages: list[_Stage] = []
    for aim in _AIMS:
        before = stages[0].spent if stages else Spent()
        part = clock.part(_OF_EXCESS if aim == "excess" else 1.0)
        stage, left = _approached(problem, search, aim, gap, part)
        stage = _closed(problem, search, stage, left, part, how)
        stages.append(replace(stage, spent=clock.spent.since(before)))
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
        for at, outcome in enumerate(outcomes):
            clock = how.clock.part(_SHARES[at])
            known, _ = _approached(problem, search, _AIMS[at], how.gap, clock, starts=0)
            stages[at] = known.sharpened(outcome)
    return _solution(problem, search, stages, how)


@dataclass(frozen=True)
class _Stage:
    """What one stage has proven."""

    aim: Aim
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

    def sharpened(self, outcome: Outcome, most: float = np.inf) -> _Stage:
        """Add what the integer model proves: of all choices, or of those that are better than `most`."""
        said = outcome.certificate
        proven = (
            most if outcome.status == "infeasible" else -np.inf if outcome.bound is None else outcome.bound
        )
        return replace(
            self,
            bound=max(self.bound, min(proven, most)),
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


def _approached(
    problem: MeanAccess, search: Search, aim: Aim, gap: float, clock: Clock, starts: int = _STARTS
) -> tuple[_Stage, tuple[Flags, Flags]]:
    """Bound a stage, and exchange from the sites that the relaxation opens as long as a gap is left.

    `search` is left at the best sites; without `starts` where it is. With the stage come the sites that
    anything better may have open, and those that it is likely to have.
    """
    found = _Stage(aim, 0.0, message("proven-no-excess"), Spent())
    if aim == "excess" and search.excess() == 0.0:
        return found, (search.open, search.open)
    found = replace(found, bound=-np.inf, proof=message("proven-lagrangian"))
    relaxation = Relaxation(problem, aim, search.zone_excess() > 0, _held(search))
    prices = search.first_prices(total=aim == "total")
    best = Relaxed(-np.inf, prices, search.open, search.open)
    for turn in range(max(starts, 1)):
        relaxed = relaxation.climb(prices, found.value(search), gap=gap / 2, stop=clock.over)
        best = relaxed if relaxed.bound > best.bound else best
        found, prices = replace(found, bound=best.bound), relaxed.prices
        if turn < starts and found.gap(search) > gap:
            _begin_anew(search, relaxed.opened, clock)
        if found.gap(search) <= gap or clock.left <= 0.0:
            break
    left = relaxation.kept(best, found.value(search)), best.core | search.open
    return replace(found, bound=max(found.bound, 0.0)), left


def _begin_anew(search: Search, opened: Flags, clock: Clock) -> None:
    """Exchange from other sites, parted where they stay apart, and keep what that gives if it is better."""
    before, known = search.open, search.merit()
    search.set_open(search.parted(opened))
    search.add_greedily(clock)
    search.exchange(clock)
    if search.merit() >= known:
        search.set_open(before)


def _closed(
    problem: MeanAccess, search: Search, stage: _Stage, left: tuple[Flags, Flags], clock: Clock, how: Settings
) -> _Stage:
    """Close a stage by the integer model: on all sites that matter where they are few, else on likely ones.

    What it proves of the likely ones alone is no proof.
    """
    if stage.gap(search) <= how.gap or clock.left <= _LEAST:
        return stage
    cores = [(problem.on_sites(sites), sites) for sites in left]
    core, sites = next((one for one in cores if one[0].pairs.n_pairs <= _EXACT_PAIRS), (None, left[1]))
    if core is None:
        return stage
    all_of_them = sites is left[0]
    known = stage.value(search)
    model = build_mean_access(core, aim=stage.aim, held=_held(search) if stage.aim == "total" else None)
    gap = how.gap if all_of_them else how.gap / 2
    outcome = run(model.builder, stage=stage.name, **how.within(clock, gap))
    if outcome.values is not None:
        opened = np.zeros_like(problem.forced)
        opened[np.flatnonzero(sites | problem.forced)[outcome.values[model.open] > 0.5]] = True
        _take_better(search, opened)
    return stage.sharpened(outcome, known) if all_of_them else stage


def _held(search: Search) -> float:
    return search.excess() * (1 + _HELD) + 1e-9


def _take_better(search: Search, opened: Flags) -> None:
    """Take the integer model's sites when they are better: excess first, then total."""
    before, excess, most, total = search.open, search.excess(), _held(search), search.total()
    search.set_open(opened)
    if search.excess() >= excess / (1 + _HELD) and (search.excess() > most or search.total() >= total):
        search.set_open(before)


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
