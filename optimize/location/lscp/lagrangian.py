"""Lagrangian bounds for set covering: cheap and proven, where the linear relaxation is too large or too slow.

The cover rows are priced by multipliers u, and what is left separates by site. Any u >= 0 proves a bound;
the best u gives the bound of the linear relaxation (Geoffrion 1974). u is found by a deflected subgradient
method with Polyak steps (Fisher, M. (1981), The Lagrangian relaxation method for solving integer programming
problems, Management Science 27, 1-18; Camerini, P., Fratta, L. and Maffioli, F. (1975)).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from scipy import sparse

    from gisplan_arrays import Floats
    from optimize.solvers.limits import Clock


@dataclass(frozen=True)
class LagrangianBound:
    """A proven bound and what it says about the sites.

    Attributes
    ----------
    bound
        In the problem's own sense.
    reduced
        Change of the bound when a site is opened (cost minus price), one per site.
    """

    bound: float
    reduced: Floats


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
    stop_at = clock.seconds + share * clock.left
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
        if k % 16 == 0 and clock.seconds > stop_at:
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
) -> LagrangianBound:
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
    return LagrangianBound(best, costs - by_site @ u)
