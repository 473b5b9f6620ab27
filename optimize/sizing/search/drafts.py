"""A draft: whole chargers that meet every bound, with their energy routed over the cover pairs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimize.sizing.layout import Layout, spread

if TYPE_CHECKING:
    from gisplan_arrays import Floats, Whole
    from optimize.sizing.flow import Routing
    from optimize.sizing.problem import SizingProblem

_ROUND_OFF = 1e-7
"""Unmet energy below this share of a row's energy, or of 1 kWh/day, is round-off."""


@dataclass(frozen=True)
class Enough:
    """When unmet energies count as equal, so that the cost decides.

    Attributes
    ----------
    unmet
        Less unmet energy is no better, kWh/day: it is proven within the gap that was asked for.
    slack
        Differences count from here on, kWh/day.
    """

    unmet: float
    slack: float


@dataclass(frozen=True, eq=False)
class Draft:
    """An integer sizing that meets every constraint.

    Attributes
    ----------
    counts : numpy.ndarray
        Chargers by site and type, shape (S, T).
    flow : numpy.ndarray
        kWh/day over merged pairs.
    unmet
        kWh/day, the rows that nothing can serve left out.
    cost
        Money.
    """

    counts: Whole
    flow: Floats
    unmet: float
    cost: float

    def better_than(self, other: Draft | None, enough: Enough) -> bool:
        """Compare by unmet energy first, then cost."""
        if other is None:
            return True
        mine, others = max(self.unmet, enough.unmet), max(other.unmet, enough.unmet)
        if abs(mine - others) > enough.slack:
            return mine < others
        return self.cost < other.cost


def draft_of(problem: SizingProblem, layout: Layout, counts: Whole, flow: Floats) -> Draft:
    """Measure what whole chargers leave unmet and cost with the given flow."""
    unmet = max(0.0, float(layout.network.energy.sum() - flow.sum()))
    return Draft(counts, flow, unmet, problem.total_cost(counts))


def routed(problem: SizingProblem, layout: Layout, counts: Whole) -> Draft:
    """Route the energy to whole chargers; what they must meet beside capacity is not looked at."""
    return draft_of(problem, layout, counts, route_chargers(problem, layout, counts).flow)


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
    return layout.network.route(problem.capacities(counts))


def spread_served(problem: SizingProblem, layout: Layout, flow: Floats) -> tuple[Floats, Floats]:
    """Give merged flows back to the demand rows; what is left by round-off counts as served.

    Returns
    -------
    tuple of numpy.ndarray
        Flow over each original pair and unmet energy of each row, kWh/day.
    """
    whole, unmet = spread(problem, layout, flow)
    return whole, np.where(unmet <= _ROUND_OFF * np.maximum(1.0, problem.energy), 0.0, unmet)
