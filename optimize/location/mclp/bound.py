r"""The linear relaxation of maximal covering as a saddle point, for problems too large for a linear solver.

With prices u on the cover rows and X = {0 <= x <= 1, sum x <= p}, the relaxation is

    max over x in X of  g x + sum_i w_i min(1, (A x)_i)  =  min over 0 <= u <= w of  L(u),
    L(u) = sum_i (w_i - u_i) + max over x in X of (g + A'u) x.

Every u proves L(u), which is one sum and the p largest prices, and every x proves that no u goes below
its value, so both are read from the data after each round and the distance between them is known. Steps
are those of the primal-dual hybrid gradient method with a step per row and per column (Chambolle, A. and
Pock, T. (2011), A first-order primal-dual algorithm for convex problems with applications to imaging,
Journal of Mathematical Imaging and Vision 40, 120-145; Pock, T. and Chambolle, A. (2011), Diagonal
preconditioning for first order primal-dual algorithms in convex optimization, ICCV), restarted from the
average (Applegate, D. et al. (2021), Practical large-scale linear programming using primal-dual hybrid
gradient, NeurIPS 34).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from optimize.solvers.work import LOOK

if TYPE_CHECKING:
    from gisplan_arrays import Floats
    from optimize.covering.reduce import CoverCore
    from optimize.solvers.limits import Clock


_CHECK = 40
"""Steps between two looks at the bound."""
_SHARP = 0.02
"""The bound is sharp enough when it exceeds the relaxation by this share of the gap to the known answer."""
_ITERATIONS = 60


@dataclass(frozen=True, eq=False)
class PricedCover:
    """A proven bound of a maximal covering problem.

    Attributes
    ----------
    bound
        No choice of `count` sites covers more; the core's constant is in it.
    value
        Value of `shares` in the relaxation: the relaxation's own optimum lies between the two.
    prices
        u, one per row, from 0 to its weight.
    reduced
        How much the bound falls when a site is opened (negative) or left shut (positive), one per site.
    shares
        Share of each site in the relaxation.
    """

    bound: float
    value: float
    prices: Floats
    reduced: Floats
    shares: Floats


def price_cover(
    core: CoverCore,
    count: int,
    known: float,
    *,
    clock: Clock,
    share: float = 1.0,
    gap: float = 1e-6,
    steps: int = 20_000,
) -> PricedCover:
    """Bound a maximal covering problem by the saddle point of its relaxation.

    Parameters
    ----------
    core, count
        The reduced problem and how many sites may open.
    known
        Value of a known answer: what is left between bound and relaxation need only be small beside what is
        left between bound and answer.
    clock, share
        Stop when this share of the time left is over.
    gap
        Stop when bound and value are this close (relative).
    steps
        Most steps.
    """
    count = min(count, core.n_sites)
    part = clock.part(share)
    unit = max(1e-300, float(core.weights.mean())) if core.n_rows else 1.0
    worth, gain = core.weights / unit, core.gain / unit
    ahead = sparse.csr_array(sparse.diags_array(worth) @ core.cover) if core.n_rows else core.cover
    back = sparse.csr_array(ahead.T)
    row_size = np.maximum(np.asarray(ahead.sum(axis=1)).ravel(), 1e-12)
    column_size = np.maximum(np.asarray(ahead.sum(axis=0)).ravel(), 1e-12)
    by_site = sparse.csr_array(core.cover.T)
    # v = u / w lies in the unit box; x is spread evenly.
    x, v = np.full(core.n_sites, count / max(1, core.n_sites)), np.full(core.n_rows, 0.5)
    best_u, best_x = core.weights * v, x
    bound, value = _bound(core, by_site, best_u, count), _value(core, x)
    start_x, start_v = x, v
    sum_x, sum_v, summed = np.zeros_like(x), np.zeros_like(v), 0
    pull, balance = back @ v, 1.0
    far, before = np.inf, np.inf
    for step in range(1, steps + 1):
        tau = balance / column_size
        moved = _capped(x + tau * (gain + pull), tau, count)
        v = np.clip(v + (worth - ahead @ (2.0 * moved - x)) / (balance * row_size), 0.0, 1.0)
        x = moved
        pull = back @ v
        sum_x, sum_v, summed = sum_x + x, sum_v + v, summed + 1
        if step % _CHECK:
            continue
        near = np.inf
        for at_x, at_v in ((x, v), (sum_x / summed, sum_v / summed)):
            upper, lower = _bound(core, by_site, core.weights * at_v, count), _value(core, at_x)
            if upper < bound:
                bound, best_u = upper, core.weights * at_v
            if lower > value:
                value, best_x = lower, at_x
            if upper - lower < near:
                near, next_x, next_v = upper - lower, at_x, at_v
        close = max(gap * abs(bound), _SHARP * (bound - known))
        if bound - value <= close or part.over(_CHECK * LOOK * core.cover.nnz):
            break
        if near <= 0.2 * far or before < near <= 0.7 * far or (summed > 0.36 * step and summed > 200):
            x, v, far = next_x, next_v, near
            moved_x = float(np.sqrt(np.square(x - start_x) @ column_size))
            moved_v = float(np.sqrt(np.square(v - start_v) @ row_size))
            if min(moved_x, moved_v) > 1e-10:
                balance = float(np.sqrt(balance * moved_x / moved_v))
            start_x, start_v = x, v
            sum_x, sum_v, summed = np.zeros_like(x), np.zeros_like(v), 0
            pull = back @ v
        before = near
    return PricedCover(bound, value, best_u, margins(np.asarray(core.gain + by_site @ best_u), count), best_x)


def margins(price: Floats, count: int) -> Floats:
    """Compare every price with the best one on the other side of the `count` largest.

    With the bound U that these prices prove and an answer V, a site whose margin is below V - U is shut in
    every better answer, and one whose margin is above U - V is open.
    """
    if count <= 0 or count >= price.size:
        return np.where(price > 0, price, 0.0) if count > 0 else np.full(price.size, -np.inf)
    order = np.argsort(-price, kind="stable")
    last_in, first_out = float(price[order[count - 1]]), max(0.0, float(price[order[count]]))
    found = price - max(0.0, last_in)
    found[order[:count]] = np.maximum(0.0, price[order[:count]] - first_out)
    return found


def _bound(core: CoverCore, by_site: sparse.csr_array, u: Floats, count: int) -> float:
    """Compute L(u)."""
    price = np.maximum(0.0, np.asarray(core.gain + by_site @ u))
    if 0 < count < price.size:
        price = np.partition(price, price.size - count)[price.size - count :]
    return core.constant + float((core.weights - u).sum() + (price.sum() if count else 0.0))


def _value(core: CoverCore, x: Floats) -> float:
    """Compute what a fractional choice of sites covers."""
    return core.constant + float(core.gain @ x + core.weights @ np.minimum(1.0, core.cover @ x))


def _capped(y: Floats, scale: Floats, count: int) -> Floats:
    """Project onto 0 <= x <= 1, sum x <= count, in the norm sum (x - y)^2 / scale."""
    x = np.clip(y, 0.0, 1.0)
    if x.sum() <= count:
        return np.asarray(x)
    low, high, cut = 0.0, float((y / scale).max()), 0.0
    for _ in range(_ITERATIONS):
        moved = y - cut * scale
        x = np.clip(moved, 0.0, 1.0)
        over = float(x.sum()) - count
        if abs(over) <= 1e-10 * count:
            break
        low, high = (cut, high) if over > 0 else (low, cut)
        slope = float(scale[(moved > 0.0) & (moved < 1.0)].sum())
        # Newton on a piecewise linear function, halving the bracket where that leaves it.
        cut = cut + over / slope if slope > 0 else low
        if not low < cut < high:
            cut = 0.5 * (low + high)
    return np.asarray(x)
