"""What is proven of a sizing: a cut for its unmet energy, and the best bounds so far, each with its proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimize.sizing.layout import Layout, integer_most

if TYPE_CHECKING:
    from gisplan_arrays import Whole
    from optimize.certificate import Certificate
    from optimize.sizing.problem import SizingProblem
    from optimize.solvers.limits import Settings

UNMET_STAGE = "sizing: unmet energy, kWh/day"
COST_STAGE = "sizing: cost"
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
    most, pools = layout.most.copy(), p.pools
    at_most = np.zeros(p.capacity_kwh.shape, dtype=np.int64)
    routing = layout.network.route(most)
    room, grid = p.room, p.grid_most

    def limits(s: int) -> tuple[Whole, int, int, float]:
        return p.bays_each, int(p.bays[s]), int(room[s]), float(grid[s])

    for k, mask in enumerate(pools.types):
        value = np.where(mask, p.capacity_kwh, 0.0)
        for s in np.flatnonzero(routing.short[k]).tolist():
            most[k, s], at_most[s] = integer_most(value[s], p.load_kw[s], *limits(s))
    for k in range(1, pools.size):
        most[k] = np.minimum(most[k], most[pools.parent[k]])
    sharper = layout.with_limits(most)
    routing = sharper.network.route(sharper.most)
    return sharper, at_most, max(0.0, float(layout.network.energy.sum()) - routing.most)


@dataclass
class SizingBounds:
    """The best bounds, each with its proof.

    Attributes
    ----------
    unmet, unmet_proof
        No sizing leaves less unmet, kWh/day, rows that nothing can serve left out.
    cost, cost_proof
        No sizing that leaves at most `at_unmet` costs less, money.
    at_unmet
        kWh/day; infinite while the cost's bound holds for every sizing.
    sized
        What a certificate says before the proof.
    """

    unmet: float = 0.0
    unmet_proof: str = ""
    cost: float = 0.0
    cost_proof: str = ""
    at_unmet: float = np.inf
    sized: str = "bound by "

    def raise_unmet(self, bound: float | None, proof: str) -> None:
        """Take a higher bound on the unmet energy."""
        if bound is not None and bound > self.unmet:
            self.unmet, self.unmet_proof = bound, proof

    def raise_cost(self, bound: float, proof: str, at_unmet: float) -> None:
        """Take a higher bound on the cost of the sizings that leave at most so much unmet."""
        if bound > self.cost:
            self.cost, self.cost_proof = bound, proof
            self.at_unmet = min(self.at_unmet, at_unmet)

    def least_cost(self, problem: SizingProblem) -> None:
        """Bound the cost of every sizing by the cheapest chargers that must stand."""
        cheapest = np.where(problem.allowed, problem.cost, np.inf).min(axis=1, initial=np.inf)
        cheapest = np.where(np.isfinite(cheapest), cheapest, 0.0)
        sure = problem.sure_chargers
        rest = max(0, problem.target - int(sure.sum()))
        open_price = cheapest[problem.room > 0]
        each = float(open_price.min(initial=np.inf)) if open_price.size else 0.0
        self.cost, self.at_unmet = float(cheapest @ sure) + rest * each, np.inf
        self.cost_proof = "every site at its least chargers, the target filled with the cheapest"

    def certificates(
        self,
        how: Settings,
        unmet: float,
        cost: float,
        *,
        slack: float,
        unmet_seconds: float,
        who: tuple[str, str],
    ) -> tuple[Certificate, Certificate]:
        """Certify an unmet energy, known after so many seconds, and then a cost; ``who`` solved them.

        Unmet energies within the slack (kWh/day) are equal, as they are for the search.
        """
        # what rounding served of the last kWh may not stand against a bound
        least = min(self.unmet, unmet) if self.unmet <= unmet + slack else self.unmet
        first, second = (
            how.certify(stage, "min", value, bound, f"{self.sized}{proof}", who=who, seconds=spent)
            for stage, value, bound, proof, spent in (
                (UNMET_STAGE, unmet, least, self.unmet_proof, unmet_seconds),
                (COST_STAGE, cost, self.cost, self.cost_proof, how.clock.seconds - unmet_seconds),
            )
        )
        return first, second
