"""Row-weighting local search for set covering.

Sites are taken out of a cover and put back under changing row weights: a row that stays uncovered grows
heavier until some site covers it (Gao, C., Weise, T. and Li, J. (2015), An efficient local search heuristic
with row weighting for the unicost set covering problem, European Journal of Operational Research 246,
750-761; with costs, scores are taken per cost).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimize.covering.state import CoverState, drop_spare

if TYPE_CHECKING:
    from gisplan_arrays import Floats, Indices
    from gisplan_progress import Progress
    from optimize.solvers.limits import Clock


def search_cover(
    state: CoverState,
    costs: Floats,
    rng: np.random.Generator,
    clock: Clock,
    *,
    steps: int,
    target: float,
    share: float = 1.0,
    tell: Progress | None = None,
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
    clock, share
        Stop when this share of the time that was left at the start is over.
    steps
        Stop after as many exchanges without a cheaper cover.
    target
        Stop at this cost: a proven bound.
    tell
        Told of every cheaper cover.

    Returns
    -------
    numpy.ndarray
        The sites of the cheapest cover found.
    """
    n_rows = state.times.size
    best, best_cost = state.sites(), float(costs[state.is_open].sum())
    stop_at = clock.seconds + share * clock.left
    price = np.maximum(costs, 1e-12)
    moved = np.zeros(state.is_open.size, dtype=np.int64)
    tabu, idle, step = -1, 0, 0
    while idle < steps and state.n_open and best_cost > target + 1e-9:
        step += 1
        idle += 1
        if step % 32 == 0 and clock.seconds > stop_at:
            break
        if state.n_covered == n_rows:
            drop_spare(state, costs)
            cost = float(costs[state.is_open].sum())
            if cost < best_cost - 1e-9:
                best, best_cost, idle = state.sites(), cost, 0
                if tell is not None:
                    tell(f"set cover, exchange {step}: {best_cost:.10g}")
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
