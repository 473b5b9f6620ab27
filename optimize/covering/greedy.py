"""Greedy covering: open the site that adds most, again and again.

What every site would add is kept up to date pair by pair (`optimize.covering.state`), so nothing is
re-evaluated
and a whole run costs one pass over the pairs; the result is that of the lazy greedy of Minoux (1978). Without
a budget it covers at least 1 - 1/e of the best (Nemhauser, Wolsey and Fisher 1978).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimize.covering.state import CoverState

if TYPE_CHECKING:
    from scipy import sparse

    from optimize.arrays import Floats
    from optimize.covering.state import Allowance


def fill(state: CoverState, limits: Allowance) -> None:
    """Open the best site again and again until nothing can be added within the limits."""
    while (site := limits.best(state)) is not None:
        state.open(site)


def greedy_cover(cover: sparse.csr_array, costs: Floats) -> CoverState:
    """Open the site with the most uncovered rows per cost until all rows are covered (Chvatal 1979)."""
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
