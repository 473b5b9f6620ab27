"""The ladder for one connected part of a set covering problem, cheap stages first.

1. greedy: a cover; 2. small parts: the exact model; 3. larger ones: the linear relaxation for a bound,
row-weighting local search, sites shut whose reduced cost is larger than the gap, the exact model on what is
left with the time that is left.

The Lagrangian bound prices the cover rows by multipliers u, and what is left separates by site. Any u >= 0
proves a bound; the best u gives the bound of the linear relaxation (Geoffrion 1974). u is found by a
deflected subgradient method with Polyak steps (Fisher, M. (1981), The Lagrangian relaxation method for
solving integer programming problems, Management Science 27, 1-18; Camerini, P., Fratta, L. and Maffioli, F.
(1975)).

The search takes sites out of a cover and puts them back under changing row weights: a row that stays
uncovered grows heavier until some site covers it (Gao, C., Weise, T. and Li, J. (2015), An efficient local
search heuristic with row weighting for the unicost set covering problem, European Journal of Operational
Research 246, 750-761; with costs, scores are taken per cost).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from gisplan_words import message
from optimize.covering.reduce import reduce_set_cover
from optimize.covering.state import CoverState, drop_spare, greedy_cover
from optimize.matrices import ones_at
from optimize.model import ModelBuilder
from optimize.solvers.answers import reduced_costs
from optimize.solvers.limits import Clock, Settings, Until
from optimize.solvers.run import run
from optimize.solvers.work import LOOK

if TYPE_CHECKING:
    from collections.abc import Callable

    from scipy import sparse

    from gisplan_arrays import Floats, Indices


_EXACT_PAIRS = 5_000
"""Parts with at most as many pairs go straight to the exact model."""
_LP_PAIRS = 2_000_000
"""Parts with more pairs are bounded by a Lagrangian relaxation instead of the linear one."""
_STEPS = 100_000
"""Exchanges without a cheaper cover after which the search ends, without a time limit."""


def model(cover: sparse.csr_array, costs: Floats) -> ModelBuilder:
    """Write the model that `optimize.location.lscp.problem` tells; columns are ``x``, one per site."""
    builder = ModelBuilder("lscp", "min")
    x = builder.add_variables("x", costs.size, upper=1.0, integer=True, cost=costs)
    builder.add_rows("cover", cover, x, lower=1.0)
    return builder


@dataclass
class Part:
    """The best cover and bound of one connected part."""

    sites: Indices
    value: float
    bound: float = 0.0
    exact: bool = False
    who: tuple[str, str] = ("greedy", "")
    interrupted: bool = False

    def gap(self) -> float:
        """Relative gap; 0 when the bound reaches the value."""
        return max(0.0, self.value - self.bound) / max(self.value, 1e-9)


def solve_part(cover: sparse.csr_array, costs: Floats, settings: Settings, *, share: float) -> Part:
    """Cover the rows of one connected part.

    Parameters
    ----------
    cover, costs
        The part; every row has a site.
    settings
        Limits, seed, solver.
    share
        Share of the time left that this part may take.
    """
    state = greedy_cover(cover, costs)
    best = Part(state.sites(), float(costs[state.is_open].sum()))
    asked = _Asked(cover, costs, replace(settings, clock=settings.clock.part(share)))
    try:
        if cover.nnz <= _EXACT_PAIRS:
            _exact(asked, best)
            return best
        bound, reduced = _relax(asked, best)
        value, bounded = (f"{settings.shown(figure):.10g}" for figure in (best.value, best.bound))
        settings.tell(message("progress-lscp-cover", value=value, bound=bounded))
        rng = np.random.default_rng(settings.seed)
        timed = bool(np.isfinite(settings.clock.left))
        until = Until(10**9 if timed else _STEPS, best.bound, 0.5 * share if timed else 1.0)
        found = search_cover(state, costs, rng, settings, until)
        best.sites, best.value = found, float(costs[found].sum())
        if best.gap() > settings.gap:
            _rest(asked, best, bound, reduced)
    except KeyboardInterrupt:
        best.interrupted = True
    return best


@dataclass(frozen=True, eq=False)
class _Asked:
    """A cover to find, and with what limits."""

    cover: sparse.csr_array
    costs: Floats
    settings: Settings

    def part(self, share: float) -> Clock:
        """Start a stage that may do a share of what is left."""
        return self.settings.clock.part(share, 0.05)


def _relax(asked: _Asked, best: Part) -> tuple[float, Floats]:
    """Bound by the linear relaxation, or a Lagrangian one where that is too large; give reduced costs too."""
    cover, costs, settings = asked.cover, asked.costs, asked.settings
    part = asked.part(0.4)
    if cover.nnz > _LP_PAIRS:
        bound, reduced = set_cover_bound(cover, costs, best.value, clock=part)
        best.who = ("Lagrangian relaxation", "")
        _raise_bound(best, bound, costs)
        return bound, reduced
    builder = model(cover, costs)
    limits = replace(settings, solver="highs").within(part)
    outcome = run(builder, relax=True, stage="LSCP relaxation", **limits)
    best.who = outcome.certificate.who
    if outcome.bound is None or outcome.duals is None:
        return 0.0, np.zeros(costs.size)
    _raise_bound(best, outcome.bound, costs)
    return outcome.bound, reduced_costs(outcome.duals, builder.arrays())


def _rest(asked: _Asked, best: Part, bound: float, reduced: Floats) -> None:
    """Fix sites by reduced cost and solve the rest exactly; what is fixed cannot be in a better cover."""
    cover, costs, settings = asked.cover, asked.costs, asked.settings
    slack = best.value - bound
    opened = np.flatnonzero(reduced < -slack - 1e-9)
    free = np.flatnonzero(reduced <= slack + 1e-9)
    narrow = cover[:, free]
    if (np.diff(narrow.indptr) == 0).any():
        best.bound, best.exact = best.value, True
        return
    inner = reduce_set_cover(narrow, costs[free], always=np.flatnonzero(np.isin(free, opened)))
    settings.tell(message("progress-lscp-left", rows=inner.cover.shape[0], sites=inner.cover.shape[1]))
    fixed = np.union1d(opened, free[inner.forced])
    if inner.cover.shape[0] == 0:
        best.sites, best.value, best.bound, best.exact = fixed, float(costs[fixed].sum()), best.value, True
        return
    own = free[inner.sites]
    start = np.isin(own, best.sites).astype(np.float64)
    complete = bool(((inner.cover @ start) > 0).all())
    rest = Part(np.flatnonzero(start > 0), float(costs[own] @ start) if complete else np.inf)
    _exact(replace(asked, cover=inner.cover, costs=costs[own]), rest, known=complete)
    base = float(costs[fixed].sum())
    if base + rest.value < best.value - 1e-9:
        best.sites, best.value, best.exact = np.union1d(fixed, own[rest.sites]), base + rest.value, rest.exact
    else:
        best.exact |= rest.exact
    best.bound = max(best.bound, min(best.value, base + rest.bound))
    best.who = rest.who


def _exact(asked: _Asked, best: Part, *, known: bool = True) -> None:
    """Solve the exact model from the best cover."""
    costs, settings = asked.costs, asked.settings
    start = ones_at(best.sites, costs.size) if known else None
    limits = settings.within(asked.part(1.0), aloud=True)
    outcome = run(model(asked.cover, costs), start=start, stage="LSCP exact", **limits)
    best.who = outcome.certificate.who
    if outcome.bound is not None:
        _raise_bound(best, outcome.bound, costs)
    if outcome.values is not None and (outcome.objective or 0.0) < best.value - 1e-9:
        best.sites, best.value = np.flatnonzero(outcome.values > 0.5), outcome.objective or 0.0
        best.exact = True
    best.exact |= best.gap() <= settings.gap


def _raise_bound(best: Part, bound: float, costs: Floats) -> None:
    """Keep the better bound, rounded up when every cost is whole."""
    whole = bool((costs == np.rint(costs)).all())
    best.bound = max(best.bound, float(np.ceil(bound - 1e-6)) if whole else bound)


def _ascend(
    dual: Callable[[Floats], tuple[float, Floats]],
    u: Floats,
    target: float,
    *,
    clock: Clock,
    share: float,
    iterations: int,
) -> tuple[float, Floats]:
    """Maximise a concave function that gives value and slope; give its best value, and where."""
    part = clock.part(share)
    best, slope = dual(u)
    best_u, mean = u, slope
    step, weight, poor, checked = 0.1, 0.1, 0, best
    for k in range(1, iterations + 1):
        size = float(mean @ mean)
        if size <= 1e-12 or step < 1e-5 or target - best <= 1e-9 * max(1.0, abs(target)):
            break
        aim = max(target - best, 1e-4 * abs(target))
        u = np.maximum(best_u + step * aim / size * mean, 0.0)
        value, slope = dual(u)
        if value > best:
            step *= 1.1 if float(slope @ mean) >= 0 else 1.0
            best, best_u, poor = value, u, 0
        else:
            poor += 1
            if poor >= 20:
                step, poor = 0.66 * step, 0
        mean = weight * slope + (1.0 - weight) * mean
        if k % 100 == 0:
            if best - checked < 0.01 * max(abs(target - best), 1e-9) and weight > 1e-3:
                weight *= 0.5
            checked = best
        if k % 16 == 0 and part.left <= 0.0:
            break
    return best, best_u


def set_cover_bound(
    cover: sparse.csr_array,
    costs: Floats,
    target: float,
    *,
    clock: Clock,
    share: float = 1.0,
    iterations: int = 3_000,
) -> tuple[float, Floats]:
    """Bound a set covering problem from below.

    Parameters
    ----------
    cover, costs
        The problem.
    target
        Cost of a known cover.
    clock, share
        Stop when this share of the time left is over.
    iterations
        Most subgradient steps.

    Returns
    -------
    tuple
        A proven bound, and how it changes when a site is opened (cost minus price), one per site.
    """
    by_site = cover.T.tocsr()

    def dual(u: Floats) -> tuple[float, Floats]:
        """Sum u, and over the sites min(0, cost - price)."""
        left = costs - by_site @ u
        chosen = (left < 0).astype(np.float64)
        return float(u.sum() + left @ chosen), 1.0 - cover @ chosen

    size = np.maximum(np.bincount(cover.indices, minlength=costs.size), 1)
    each = costs / size
    start = (
        np.minimum.reduceat(each[cover.indices], cover.indptr[:-1]) if cover.nnz else np.zeros(cover.shape[0])
    )
    best, u = _ascend(dual, start, target, clock=clock, share=share, iterations=iterations)
    return best, costs - by_site @ u


def search_cover(
    state: CoverState, costs: Floats, rng: np.random.Generator, how: Settings, until: Until
) -> Indices:
    """Improve a cover by row-weighting search.

    Parameters
    ----------
    state
        A complete cover to start from, with rows of weight one.
    costs
        One per site.
    rng
        Source of chance.
    how
        Its clock, and who is told of every cheaper cover.
    until
        When it ends; steps are exchanges without a cheaper cover.

    Returns
    -------
    numpy.ndarray
        The sites of the cheapest cover found.
    """
    n_rows = state.times.size
    best, best_cost = state.sites(), float(costs[state.is_open].sum())
    part = how.clock.part(until.share)
    price = np.maximum(costs, 1e-12)
    moved = np.zeros(state.is_open.size, dtype=np.int64)
    tabu, idle, step = -1, 0, 0
    while idle < until.steps and state.n_open and best_cost > until.target + 1e-9:
        step += 1
        idle += 1
        if step % 32 == 0 and part.over(32 * LOOK * n_rows):
            break
        if state.n_covered == n_rows:
            drop_spare(state, costs)
            cost = float(costs[state.is_open].sum())
            if cost < best_cost - 1e-9:
                best, best_cost, idle = state.sites(), cost, 0
                how.tell(message("progress-lscp-exchange", step=step, cost=f"{how.shown(best_cost):.10g}"))
            _shut_least(state, price, moved, step, -1)
            continue
        _shut_least(state, price, moved, step, tabu)
        near = state.sites_of(int(rng.choice(np.flatnonzero(state.times == 0))))
        near = near[near != tabu] if near.size > 1 else near
        worth = state.adds[near] / price[near]
        top = near[worth >= worth.max() - 1e-12]
        pick = int(top[np.argmin(moved[top])])
        if float(costs[state.is_open].sum() + costs[pick]) < best_cost - 1e-9:
            state.open(pick)
            moved[pick], tabu = step, pick
        state.press()
    return best


def _shut_least(state: CoverState, price: Floats, moved: Indices, step: int, tabu: int) -> None:
    """Shut the open site whose loss per cost is least; of equals the one that has not moved for longest."""
    opened = state.sites()
    if opened.size > 1:
        opened = opened[opened != tabu]
    elif opened.size == 0:
        return
    loss = state.holds[opened] / price[opened]
    least = opened[loss <= loss.min() + 1e-12]
    site = int(least[np.argmin(moved[least])])
    state.shut(site)
    moved[site] = step
