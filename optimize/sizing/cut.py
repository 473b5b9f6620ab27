"""How much energy could be served at most: a cut through the cover pairs with sharp limits of the sites."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimize.sizing.sites import integer_most

if TYPE_CHECKING:
    from optimize.arrays import Whole
    from optimize.sizing.layout import Layout
    from optimize.sizing.problem import SizingProblem


CUT_PROOF = "a cut through the cover pairs, every site at the most its bays and grid kW can deliver"


def sharp_limits(problem: SizingProblem, layout: Layout) -> tuple[Layout, Whole, float]:
    """Sharpen the limits of the sites that hold demand back, and bound the unmet energy by a cut.

    Parameters
    ----------
    problem, layout
        What is asked, and its arrays.

    Returns
    -------
    tuple
        The layout with whole-number limits where they matter; the chargers at those limits, shape (S, T);
        the least unmet energy of the rows that some site can serve, kWh/day.
    """
    p = problem
    most, most_fast = layout.most.copy(), layout.most_fast.copy()
    at_most = np.zeros(p.capacity_kwh.shape, dtype=np.int64)
    routing = layout.network.route(most, most_fast)
    fast_value = np.where(p.fast, p.capacity_kwh, 0.0)
    room, grid = p.room, p.grid_most

    def limits(s: int) -> tuple[Whole, int, int, float]:
        return p.bays_each, int(p.bays[s]), int(room[s]), float(grid[s])

    for s in np.flatnonzero(routing.short_site).tolist():
        most[s], at_most[s] = integer_most(p.capacity_kwh[s], p.load_kw[s], *limits(s))
    for s in np.flatnonzero(routing.short_fast).tolist():
        most_fast[s], at_most[s] = integer_most(fast_value[s], p.load_kw[s], *limits(s))
    sharper = layout.with_limits(most, np.minimum(most_fast, most))
    routing = sharper.network.route(sharper.most, sharper.most_fast)
    return sharper, at_most, max(0.0, float(layout.network.energy.sum()) - routing.most)
