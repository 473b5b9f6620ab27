"""Bound the distances of a siting for mean access by Lagrangian relaxation, over all choices of sites.

Each demand point's "served once" is priced (Cornuéjols, Fisher, Nemhauser 1977); what is left falls apart by
site, and prices move along the subgradient (Held and Karp).
"""

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
        Pairs, count and required sites.
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
    rows, sites = pairs.shape
    # the second nearest site's distance is close to what a point's service is worth
    nearest = worst.copy()
    np.minimum.at(nearest, row, cost)
    value = 0.5 * (nearest + worst)
    best, step, stale = -np.inf, 2.0, 0
    for _ in range(_ROUNDS):
        reduced = np.minimum(cost - value[row], 0.0)
        worth = np.asarray(np.bincount(site, weights=reduced, minlength=sites), dtype=np.float64)
        taken, saved = _best_sites(problem, worth)
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


def _best_sites(problem: MeanAccess, worth: Floats) -> tuple[Flags, float]:
    """Open the required sites, and those of the most negative worth."""
    taken = problem.forced
    saved = float(worth[taken].sum())
    free = np.flatnonzero(~taken & (worth < 0))
    order = free[np.argsort(worth[free], kind="stable")][: problem.count - int(taken.sum())]
    taken[order] = True
    return taken, saved + float(worth[order].sum())
