"""Row-weighting local search for set covering.

Sites are taken out of a cover and put back under changing row weights: a row that stays uncovered grows
heavier until some site covers it (Gao, C., Weise, T. and Li, J. (2015), An efficient local search heuristic with
row weighting for the unicost set covering problem, European Journal of Operational Research 246, 750-761; with
costs, scores are taken per cost).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from scipy import sparse

    from optimize.answers import Clock

    Floats = NDArray[np.float64]
    Indices = NDArray[np.int64]


class SetCoverState:
    """Open sites, how often every row is covered, and weighted scores that stay up to date.

    ``score[j]`` is the weight of the rows that opening j would cover (j shut), or that shutting j would
    uncover (j open).
    """

    def __init__(self, cover: sparse.csr_array, costs: Floats) -> None:
        n_rows, n_sites = cover.shape
        by_site = cover.T.tocsr()
        self.rows_of = np.split(by_site.indices.astype(np.int64), by_site.indptr[1:-1]) if n_sites else []
        self.sites_of = np.split(cover.indices.astype(np.int64), cover.indptr[1:-1]) if n_rows else []
        self.costs = costs
        self.weights = np.ones(n_rows)
        self.times = np.zeros(n_rows, dtype=np.int64)
        self.score = np.asarray(cover.T @ self.weights, dtype=np.float64)
        self.is_open = np.zeros(n_sites, dtype=bool)
        self.uncovered = np.ones(n_rows, dtype=bool)
        self.n_uncovered = n_rows

    def open(self, site: int) -> None:
        """Open a site."""
        rows = self.rows_of[site]
        times = self.times[rows]
        self.times[rows] += 1
        fresh, second = rows[times == 0], rows[times == 1]
        self.uncovered[fresh] = False
        self.n_uncovered -= fresh.size
        for row in fresh.tolist():
            self.score[self.sites_of[row]] -= self.weights[row]
        for row in second.tolist():
            near = self.sites_of[row]
            self.score[near[self.is_open[near]]] -= self.weights[row]
        self.is_open[site] = True
        self.score[site] = self.weights[fresh].sum()

    def shut(self, site: int) -> None:
        """Shut a site."""
        rows = self.rows_of[site]
        self.is_open[site] = False
        self.times[rows] -= 1
        times = self.times[rows]
        lost, last = rows[times == 0], rows[times == 1]
        self.uncovered[lost] = True
        self.n_uncovered += lost.size
        self.score[site] = 0.0
        for row in lost.tolist():
            self.score[self.sites_of[row]] += self.weights[row]
        for row in last.tolist():
            near = self.sites_of[row]
            self.score[near[self.is_open[near]]] += self.weights[row]

    def press(self) -> None:
        """Make every uncovered row heavier by one."""
        for row in np.flatnonzero(self.uncovered).tolist():
            self.weights[row] += 1.0
            self.score[self.sites_of[row]] += 1.0

    def cost(self) -> float:
        """Cost of the open sites."""
        return float(self.costs[self.is_open].sum())


def greedy_cover(cover: sparse.csr_array, costs: Floats) -> SetCoverState:
    """Open the site with the most uncovered rows per cost until all rows are covered (Chvatal 1979)."""
    state = SetCoverState(cover, costs)
    price = np.maximum(costs, 1e-12)
    while state.n_uncovered:
        state.open(int(np.argmax(np.where(state.is_open, -1.0, state.score / price))))
    _drop_spare(state)
    return state


def search_cover(
    state: SetCoverState,
    rng: np.random.Generator,
    clock: Clock,
    *,
    steps: int,
    target: float,
    share: float = 1.0,
    tell: Callable[[str], None] | None = None,
) -> Indices:
    """Improve a cover by row-weighting search.

    Parameters
    ----------
    state
        A complete cover to start from.
    rng
        Source of chance.
    clock, share
        Stop when this share of the time that was left at the start is over.
    steps
        Most exchanges.
    target
        Stop at this cost: a proven bound.
    tell
        Told of every better cover.

    Returns
    -------
    numpy.ndarray
        The sites of the cheapest cover found.
    """
    best, best_cost = np.flatnonzero(state.is_open), state.cost()
    stop_at = clock.seconds + share * clock.left
    price = np.maximum(state.costs, 1e-12)
    changed = np.zeros(state.is_open.size, dtype=np.int64)
    tabu = -1
    for step in range(1, steps + 1):
        if state.n_uncovered == 0:
            _drop_spare(state)
            cost = state.cost()
            if cost < best_cost - 1e-9:
                best, best_cost = np.flatnonzero(state.is_open), cost
                if tell is not None:
                    tell(f"set cover: {best_cost:.10g}")
            if best_cost <= target + 1e-9 or not state.is_open.any():
                break
            _shut_least(state, price, changed, step, -1)
        if step % 64 == 0 and clock.seconds > stop_at:
            break
        if not state.is_open.any():
            continue
        _shut_least(state, price, changed, step, tabu)
        row = int(rng.choice(np.flatnonzero(state.uncovered))) if state.n_uncovered else -1
        if row < 0:
            continue
        near = state.sites_of[row]
        near = near[near != tabu] if near.size > 1 else near
        worth = state.score[near] / price[near]
        top = near[worth >= worth.max() - 1e-12]
        tabu = int(top[np.argmin(changed[top])])
        if state.cost() + state.costs[tabu] < best_cost - 1e-9:
            state.open(tabu)
            changed[tabu] = step
        state.press()
    return best


def _shut_least(state: SetCoverState, price: Floats, changed: Indices, step: int, tabu: int) -> None:
    """Shut the open site whose loss per cost is least, the longest unchanged of equals."""
    opened = np.flatnonzero(state.is_open)
    if tabu >= 0 and opened.size > 1:
        opened = opened[opened != tabu]
    loss = state.score[opened] / price[opened]
    least = opened[loss <= loss.min() + 1e-12]
    site = int(least[np.argmin(changed[least])])
    state.shut(site)
    changed[site] = step


def _drop_spare(state: SetCoverState) -> None:
    """Shut open sites that no row needs, dearest first."""
    for site in sorted(np.flatnonzero(state.is_open).tolist(), key=lambda j: -float(state.costs[j])):
        if state.score[site] <= 0:
            state.shut(site)
