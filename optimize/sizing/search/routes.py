"""Energy over cover pairs once the chargers are known: routed, and given back to the demand rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimize.sizing.layout import spread

if TYPE_CHECKING:
    from optimize.arrays import Floats, Whole
    from optimize.sizing.flow import Routing
    from optimize.sizing.layout import Layout
    from optimize.sizing.problem import SizingProblem


_ROUND_OFF = 1e-7
"""Unmet energy below this share of a row's energy, or of 1 kWh/day, is round-off."""


def route_chargers(problem: SizingProblem, layout: Layout, counts: Whole) -> Routing:
    """Serve as much energy as these chargers can.

    Parameters
    ----------
    problem, layout
        What is asked, and its arrays.
    counts : numpy.ndarray
        Chargers by site and type, shape (S, T).

    Returns
    -------
    Routing
        Over the merged pairs of the layout, kWh/day.
    """
    capacity = problem.capacity_kwh * counts
    return layout.network.route(capacity.sum(axis=1), capacity[:, problem.fast].sum(axis=1))


def spread_served(problem: SizingProblem, layout: Layout, flow: Floats) -> tuple[Floats, Floats]:
    """Give merged flows back to the demand rows; what is left by round-off counts as served.

    Returns
    -------
    tuple of numpy.ndarray
        Flow over each original pair and unmet energy of each row, kWh/day.
    """
    whole, unmet = spread(problem, layout, flow)
    return whole, np.where(unmet <= _ROUND_OFF * np.maximum(1.0, problem.energy), 0.0, unmet)
