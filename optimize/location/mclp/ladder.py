"""The ladder for maximal covering: cheap stages first, the best answer and the best bound of all stages.

1. greedy, then swap local search: an answer;
2. small problems (up to 5,000 rows × 1,000 sites): the exact model with that answer as its start;
3. larger ones: the linear relaxation as a saddle point (with a budget: by the linear solver, without
   crossover), bound re-computed from the prices; rounding; swap; annealing; sites fixed whose reduced cost is
   larger than the gap; what is left, with the time that is left, by the exact model or, with many pairs, by
   branch-and-Benders-cut.

Every stage may end the climb: as soon as the gap is within the tolerance, or the time is over.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from gisplan_errors import SolverFailed
from gisplan_words import message
from optimize.certificate import OPTIMAL_GAP, Certificate, ahead_of, counted_bound, relative_gap
from optimize.covering.reduce import CoverCore, reduce_cover
from optimize.covering.state import Allowance, CoverState, fill
from optimize.location.mclp.anneal import improve, swap
from optimize.location.mclp.benders import branch_and_benders
from optimize.location.mclp.bound import PricedCover, price_cover
from optimize.matrices import NONE, ones_at, places_of
from optimize.model import ModelBuilder
from optimize.solvers.answers import reduced_costs
from optimize.solvers.highs import version
from optimize.solvers.limits import Settings, Until
from optimize.solvers.run import run

if TYPE_CHECKING:
    from gisplan_arrays import Floats, Indices


EXACT_ROWS, EXACT_SITES = 5_000, 1_000
"""Problems up to this size go straight to the exact model."""
_SEARCHES = ((3_000_000, 0.15), (10_000_000, 0.25), (10_000_000, 0.33), (10_000_000, 0.5))
"""The searches: proposals without a time limit, else the share of the time left. Several, each with its own
chance: on Bronx 80 a cooling of 5 s found no better answers than one of 2 s."""
_LP_PAIRS = 20_000
"""Problems with more pairs are bounded by the saddle point of the relaxation, others by a linear solver."""
_COMPACT_PAIRS = 100_000
"""What is left with more pairs goes to branch-and-Benders-cut instead of the exact model (measured)."""
_SETTING_UP = 7.0e-6
"""Work of setting up the last stage of a large problem, for each pair: up to four times that of reducing and
greedy, which took 2.6 s for 1.5 million pairs."""
_FIXED = 0.2
"""Share of sites fixed by reduced cost from which the exact model is worth the rest of the time."""
_PROVEN = message("proven-cover")


def model(
    core: CoverCore,
    count: int | None,
    costs: Floats | None = None,
    budget: float | None = None,
) -> ModelBuilder:
    """Write the model of the docstring of `optimize.location.mclp.problem` on a reduced problem.

    Returns
    -------
    ModelBuilder
        Columns: ``x`` for the remaining sites, then ``z`` for the remaining rows. The core's constant is
        not in the objective.
    """
    builder = ModelBuilder("mclp", "max")
    x = builder.add_variables("x", core.n_sites, upper=1.0, integer=True, cost=core.gain)
    z = builder.add_variables("z", core.n_rows, upper=1.0, cost=core.weights)
    builder.add_sums("cover", (-core.cover, x), (1.0, z), upper=0.0)
    if count is not None:
        builder.add_rows("count", np.ones((1, x.size)), x, upper=float(count))
    if costs is not None and budget is not None:
        builder.add_rows("budget", costs[None, :], x, upper=budget)
    return builder


@dataclass
class _Best:
    """The best answer and the best bound so far."""

    sites: Indices
    value: float
    bound: float
    exact: bool = False
    who: tuple[str, str] = ("greedy and swap", "")

    def better(self, sites: Indices, value: float, *, exact: bool = False) -> None:
        if value > self.value * (1 + 1e-12):
            self.sites, self.value, self.exact = sites, value, exact

    def lower(self, bound: float | None) -> None:
        if bound is not None:
            self.bound = min(self.bound, bound)

    def gap(self) -> float:
        return relative_gap(self.value, self.bound) or 0.0


@dataclass(frozen=True, eq=False)
class _Asked:
    """What every step of the ladder is told: the reduced problem, what may still open, and how to solve."""

    core: CoverCore
    count: int | None
    costs: Floats | None
    budget: float | None
    settings: Settings

    def model(self) -> ModelBuilder:
        """Write the exact model."""
        return model(self.core, self.count, self.costs, self.budget)


def climb(
    core: CoverCore, count: int | None, costs: Floats | None, budget: float | None, settings: Settings
) -> tuple[Indices | None, Certificate]:
    """Solve a reduced maximal covering problem.

    Parameters
    ----------
    core
        The reduced problem.
    count, costs, budget
        What may still be opened.
    settings
        Limits, seed, solver.

    Returns
    -------
    tuple
        Positions of the chosen sites in the core (None when required sites alone break count or budget), and
        the certificate.
    """
    if (count is not None and count < 0) or (budget is not None and budget < -1e-9):
        said = settings.no_answer(
            "MCLP", "max", "the required sites alone exceed the count or the budget", who=("none", "")
        )
        return None, said
    asked = _Asked(core, count, costs, budget, settings)
    state = CoverState(core.cover, core.weights, core.gain, core.constant)
    limits = Allowance(core.n_sites, count, costs, budget)
    rng = np.random.default_rng(settings.seed)
    fill(state, limits)
    swap(state, limits, rng, settings.clock)
    everything = core.constant + float(core.gain.sum() + core.weights.sum())
    best = _Best(state.sites(), state.value, everything)
    covered, most = settings.shown(best.value), settings.shown(everything)
    settings.tell(message("progress-mclp-greedy", covered=f"{covered:.10g}", most=f"{most:.10g}"))
    proven = _PROVEN
    if best.gap() > settings.gap:
        try:
            if core.n_rows <= EXACT_ROWS and core.n_sites <= EXACT_SITES:
                _exact(asked, best, everyone=True)
            else:
                _large(asked, best, state, limits, rng)
        except KeyboardInterrupt:
            proven = message("proven-interrupted", what=_PROVEN)
    if ahead_of("max", best.value, best.bound) > OPTIMAL_GAP:
        told = {"value": str(settings.shown(best.value)), "bound": str(settings.shown(best.bound))}
        raise SolverFailed(message("optimize-mclp-broken", **told))
    bound: float | None = best.bound
    if best.bound >= everything:
        bound = counted_bound(best.value, everything, settings.gap)
    said = settings.certify("MCLP", "max", best.value, bound, proven, who=best.who, exact=best.exact)
    return best.sites, said


def _exact(asked: _Asked, best: _Best, *, everyone: bool) -> None:
    """Solve the exact model from the best answer; `everyone` tells that the core is the whole problem."""
    core, settings = asked.core, asked.settings
    builder = asked.model()
    start = ones_at(best.sites, builder.columns)
    start[core.n_sites :] = np.minimum(1.0, core.cover @ start[: core.n_sites])
    outcome = run(
        builder,
        start=start,
        stage="MCLP exact",
        proven=_PROVEN,
        **settings.rest(aloud=True),
    )
    if outcome.values is not None and outcome.objective is not None:
        chosen = np.flatnonzero(outcome.values[: core.n_sites] > 0.5)
        best.better(chosen, outcome.objective + core.constant, exact=True)
    if outcome.bound is not None:
        bound = core.sharpened(outcome.bound + core.constant)
        best.lower(bound if everyone else max(bound, best.value))
        best.exact |= best.gap() <= settings.gap
    best.who = outcome.certificate.who


def _large(
    asked: _Asked,
    best: _Best,
    state: CoverState,
    limits: Allowance,
    rng: np.random.Generator,
) -> None:
    """Bound, round, improve, fix, and solve what is left exactly."""
    core, count, costs, settings = asked.core, asked.count, asked.costs, asked.settings
    bound, reduced, shares, priced = _relax(asked, best)
    shown = f"{settings.shown(best.bound):.10g}"
    settings.tell(message("progress-mclp-bound", bound=shown, gap=f"{best.gap():.2%}"))
    if shares is not None:
        _round(state, limits, shares)
        swap(state, limits, rng, settings.clock)
        best.better(state.sites(), state.value)
    timed = bool(np.isfinite(settings.clock.left))
    for steps, share in _SEARCHES:
        if best.gap() <= settings.gap:
            return
        state.become(best.sites)
        try:
            improve(state, limits, rng, settings, Until(steps, best.bound, share if timed else 1.0))
        finally:
            best.better(state.sites(), state.value)
        swap(state, limits, rng, settings.clock)
        best.better(state.sites(), state.value)
        covered = f"{settings.shown(best.value):.10g}"
        settings.tell(message("progress-mclp-search", covered=covered, gap=f"{best.gap():.2%}"))
        slack = bound - best.value
        shut = np.flatnonzero(reduced < -slack - 1e-9)
        if shut.size >= _FIXED * core.n_sites:
            break
    opened = np.flatnonzero(reduced > slack + 1e-9)
    if best.gap() <= settings.gap:
        return
    settings.tell(message("progress-mclp-fixed", open=opened.size, shut=shut.size, of=core.n_sites))
    if core.cover.nnz > _COMPACT_PAIRS and settings.clock.left < _SETTING_UP * core.cover.nnz:
        return
    by_tree = count is not None and costs is None and settings.solver == "highs"
    if (
        by_tree
        and priced is not None
        and not opened.size
        and not shut.size
        and core.cover.nnz > _COMPACT_PAIRS
    ):
        _tree(core, priced, limits.count, settings, best)
        return
    inner = reduce_cover(
        core.cover,
        core.weights,
        always=opened,
        never=shut,
        costs=costs,
        gain=core.gain,
        constant=core.constant,
    )
    position = places_of(inner.sites, core.n_sites)
    start = position[best.sites]
    inside = _Best(start[start >= 0], best.value, best.bound)
    left = None if count is None else count - opened.size
    money = None if asked.budget is None or costs is None else asked.budget - float(costs[opened].sum())
    if left is not None and by_tree and inner.cover.nnz > _COMPACT_PAIRS:
        again = price_cover(
            inner, left, best.value, clock=settings.clock, share=0.2, gap=0.1 * max(settings.gap, 1e-6)
        )
        _tree(inner, again, left, settings, inside)
    else:
        paid = None if costs is None else costs[inner.sites]
        _exact(replace(asked, core=inner, count=left, costs=paid, budget=money), inside, everyone=False)
    best.better(np.union1d(opened, inner.sites[inside.sites]), inside.value, exact=True)
    best.lower(inside.bound)
    best.exact |= inside.exact
    best.who = inside.who


def _tree(core: CoverCore, priced: PricedCover, count: int, settings: Settings, best: _Best) -> None:
    """Solve what is too large for the exact model by branch-and-Benders-cut."""
    found = branch_and_benders(core, count, priced, best.sites, best.value, settings)
    best.better(found.sites, found.value)
    best.lower(max(core.sharpened(found.bound), best.value))
    best.exact = best.gap() <= settings.gap
    best.who = ("HiGHS, branch-and-Benders-cut", version())
    gap = f"{best.gap():.2%}"
    settings.tell(message("progress-mclp-tree", nodes=found.nodes, cuts=found.cuts, gap=gap))


def _relax(asked: _Asked, best: _Best) -> tuple[float, Floats, Floats | None, PricedCover | None]:
    """Bound by the saddle point of the linear relaxation, or by a linear solver where that is small.

    Returns
    -------
    tuple
        The bound, a reduced cost per site (0 when unknown), and the share of each site in the relaxation.
    """
    core, settings = asked.core, asked.settings
    if asked.count is not None and asked.costs is None and core.cover.nnz > _LP_PAIRS:
        priced = price_cover(
            core, asked.count, best.value, clock=settings.clock, share=0.3, gap=0.1 * max(settings.gap, 1e-6)
        )
        best.who = ("primal-dual hybrid gradient", "")
        best.lower(core.sharpened(priced.bound))
        return priced.bound, priced.reduced, priced.shares, priced
    builder = asked.model()
    outcome = run(
        builder,
        relax=True,
        stage="MCLP relaxation",
        **settings.within(settings.clock.part(0.6)),
    )
    best.who = outcome.certificate.who
    if outcome.bound is None or outcome.duals is None:
        return np.inf, np.zeros(core.n_sites), None, None
    bound = outcome.bound + core.constant
    best.lower(core.sharpened(bound))
    shares = None if outcome.values is None else outcome.values[: core.n_sites]
    return bound, reduced_costs(outcome.duals, builder.arrays())[: core.n_sites], shares, None


def _round(state: CoverState, limits: Allowance, shares: Floats) -> None:
    """Open the sites with the largest shares in the relaxation, then fill up."""
    state.become(NONE)
    for site in np.argsort(-shares, kind="stable").tolist():
        if shares[site] < 1e-6 or state.n_open >= limits.count:
            break
        if limits.allow(state, site):
            state.open(site)
    fill(state, limits)
