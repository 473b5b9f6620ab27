"""Lagrangian bound for mean access: each demand point's "served once" is priced instead of held."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from gisplan_arrays import Flags, Floats
    from optimize.siting.mean_access.problem import MeanAccess


_ROUNDS = 1_500
_PATIENCE = 25


def lagrangian_bound(
    problem: MeanAccess, price: Floats, incumbent: float, *, gap: float, stop: Callable[[], bool]
) -> float:
    """Bound ``sum price × distance`` from below over all choices of sites.

    Parameters
    ----------
    problem
        Pairs, count, budget, required and existing sites.
    price : numpy.ndarray
        Weight of each demand point, shape (R,), not negative.
    incumbent
        Value of a known choice; it only sets the step length (Held and Karp).
    gap
        Relative gap at which the search for a better bound stops.
    stop
        True ends the search; the best bound so far is valid.

    Returns
    -------
    float
        The bound, in the units of price × metres.
    """
    pairs = problem.pairs
    row, site = pairs.rows(), pairs.indices
    cost = price[row] * pairs.distances
    worst = price * problem.cutoff
    always = problem.standing | problem.forced
    rows, sites = pairs.shape
    # the second nearest site's distance is close to what a point's service is worth
    nearest = worst.copy()
    np.minimum.at(nearest, row, cost)
    value = 0.5 * (nearest + worst)
    best, step, stale = -np.inf, 2.0, 0
    for _ in range(_ROUNDS):
        reduced = np.minimum(cost - value[row], 0.0)
        worth = np.asarray(np.bincount(site, weights=reduced, minlength=sites), dtype=np.float64)
        taken, saved = _best_sites(problem, worth, always)
        bound = float(value.sum() + saved)
        served = np.bincount(row[(reduced < 0) & taken[site]], minlength=rows)
        if bound > best + 1e-9 * abs(best) or best == -np.inf:
            best, stale = bound, 0
        else:
            stale += 1
        if stale >= _PATIENCE:
            step, stale = step / 2, 0
        if best >= incumbent * (1 - gap) or step < 1e-3 or stop():
            break
        slope = 1.0 - served
        slope[(value >= worst) & (slope > 0)] = 0.0
        length = float(slope @ slope)
        if length == 0:
            break
        move = step * max(incumbent - bound, 1e-6 * abs(incumbent)) / length
        # a point is never worth more than its cutoff distance: the cutoff serves everybody
        value = np.clip(value + move * slope, 0.0, worst)
    return best


def _best_sites(problem: MeanAccess, worth: Floats, always: Flags) -> tuple[Flags, float]:
    """Open the sites of the most negative worth; with a budget, the better of two relaxations counts."""
    taken = always.copy()
    saved = float(worth[always].sum())
    free = np.flatnonzero(~always & (worth < 0))
    left = problem.count - int(problem.forced.sum())
    order = free[np.argsort(worth[free], kind="stable")][:left]
    by_count = float(worth[order].sum())
    if problem.costs is None or problem.budget is None:
        taken[order] = True
        return taken, saved + by_count
    money = problem.budget - float(problem.costs[problem.forced].sum())
    ratio = worth[free] / np.maximum(problem.costs[free], 1e-9)
    knapsack = free[np.argsort(ratio, kind="stable")]
    spent = np.cumsum(problem.costs[knapsack])
    whole = spent <= money
    by_money = float(worth[knapsack[whole]].sum())
    split = int(whole.sum())
    if split < knapsack.size:
        before = float(spent[split - 1]) if split else 0.0
        by_money += float(worth[knapsack[split]]) * (money - before) / float(problem.costs[knapsack[split]])
    taken[order if by_count >= by_money else knapsack[whole]] = True
    return taken, saved + max(by_count, by_money)
