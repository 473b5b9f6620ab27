"""Greedy covering: open the site that adds most, again and again.

What every site would add is kept up to date pair by pair (`optimize.covering.state`), so nothing is
re-evaluated and a whole run costs one pass over the pairs; the result is that of the lazy greedy of Minoux
(1978). Without a budget it covers at least 1 - 1/e of the best (Nemhauser, Wolsey and Fisher 1978).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimize.covering.state import Allowance, CoverState
from optimize.matrices import row_cells

if TYPE_CHECKING:
    from scipy import sparse

    from gisplan_arrays import Floats, Indices
    from optimize.cover_pairs import CoverPairs


def fill(state: CoverState, limits: Allowance) -> None:
    """Open the best site again and again until nothing can be added within the limits."""
    while (site := limits.best(state)) is not None:
        state.open(site)


def greedy_cover(cover: sparse.csr_array, costs: Floats) -> CoverState:
    """Open the site with the most uncovered rows per cost until all rows are covered (Chvatal 1979).

    Parameters
    ----------
    cover
        Which site covers which row, shape (rows, sites).
    costs
        Cost of each site, shape (sites,).

    Returns
    -------
    CoverState
        The sites that opened and the rows they cover.
    """
    state = CoverState(cover, np.ones(cover.shape[0]))
    price = np.maximum(costs, 1e-12)
    while state.n_covered < cover.shape[0]:
        state.open(int(np.argmax(np.where(state.is_open, -1.0, state.adds / price))))
    drop_spare(state, costs)
    return state


def drop_spare(state: CoverState, costs: Floats) -> None:
    """Shut open sites that no row needs, dearest first."""
    for site in sorted(state.sites().tolist(), key=lambda j: -float(costs[j])):
        if state.holds[site] <= 1e-9:
            state.shut(site)


def greedy_order(pairs: CoverPairs, weights: Floats, first: Indices) -> tuple[Indices, Floats, Floats]:
    """Order sites by what each adds to the covered weight, the given ones first.

    Parameters
    ----------
    pairs, weights
        Cover pairs and the weight of every demand row.
    first
        Sites that come first, in this order.

    Returns
    -------
    tuple
        The order (sites that add nothing are left out), the weight covered by its first k sites, and a
        bound on what any k sites cover. Cover is submodular, so whatever is open already, k further sites
        add at most the k largest gains left (Nemhauser, Wolsey and Fisher 1978): the least over all steps.
    """
    by_site = pairs.transpose()
    uncovered = np.asarray(weights, dtype=np.float64).copy()
    gains = np.asarray(pairs.binary().T @ uncovered, dtype=np.float64)
    chosen = np.zeros(pairs.n_sites, dtype=bool)
    order: list[int] = []
    covered: list[float] = []
    bound = np.full(pairs.n_sites, float(uncovered[np.diff(pairs.indptr) > 0].sum()))
    total = 0.0
    waiting = first.tolist()[::-1]
    while len(order) < pairs.n_sites:
        best = waiting.pop() if waiting else int(np.argmax(np.where(chosen, -1.0, gains)))
        if len(order) >= first.size and gains[best] <= 1e-9:
            break
        chosen[best] = True
        total += float(gains[best])
        rows = row_cells(by_site, best)
        for i in rows[uncovered[rows] > 0].tolist():
            gains[row_cells(pairs, i)] -= uncovered[i]
            uncovered[i] = 0.0
        order.append(best)
        covered.append(total)
        left = np.sort(np.maximum(np.where(chosen, 0.0, gains), 0.0))[::-1]
        bound = np.minimum(bound, total + np.cumsum(left))
    return np.array(order, dtype=np.int64), np.array(covered), bound[: len(order)]
