"""What is proven of a sizing: a cut for its unmet energy, and the best bounds so far, each with its proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gisplan_words import message
from optimize.certificate import proofs
from optimize.sizing.layout import Layout, integer_most
from optimize.sizing.proof.duals import cut_multipliers

if TYPE_CHECKING:
    from gisplan_arrays import Whole
    from gisplan_words import Sayable, Series
    from optimize.certificate import Certificate, Multipliers, Spent
    from optimize.sizing.problem import SizingProblem
    from optimize.solvers.limits import Settings

UNMET_STAGE = "sizing: unmet energy, kWh/day"
COST_STAGE = "sizing: cost"
_NO_PROOF = message("proven-nothing-ended")
CUT_PROOF = message("proven-cut")


def sharp_limits(problem: SizingProblem, layout: Layout) -> tuple[Layout, Whole, float, Multipliers | None]:
    """Sharpen the limits of the sites that hold demand back, and bound the unmet energy by a cut.

    Parameters
    ----------
    problem, layout
        What is asked, and its arrays.

    Returns
    -------
    tuple
        The layout with whole-number limits where they matter; the chargers at those limits, shape (S, T);
        the least unmet energy of the rows that some site can serve, kWh/day, and what proves it.
    """
    p = problem
    most, pools = layout.most.copy(), p.pools
    at_most, adds = np.zeros(p.capacity_kwh.shape, dtype=np.int64), p.adds
    stands = (
        p.standing_sums if p.swaps is None else p.standing_sums + p.swaps.gain(p.capacity_kwh, pools.types)
    )
    routing = layout.network.route(most)
    room, grid = p.room, p.grid_most

    def limits(s: int) -> tuple[Whole, int, int, float]:
        return p.bays_each[adds], int(p.bays[s]), int(room[s]), float(grid[s])

    for k, mask in enumerate(pools.types):
        value = np.where(mask, p.capacity_kwh, 0.0)
        for s in np.flatnonzero(routing.short[k]).tolist():
            kept = integer_most(value[s, adds], p.load_kw[s, adds], *limits(s))
            most[k, s], at_most[s, adds] = kept
            most[k, s] += stands[k, s]
    for k in range(1, pools.size):
        most[k] = np.minimum(most[k], most[pools.parent[k]])
    sharper = layout.with_limits(most)
    routing = sharper.network.route(sharper.most)
    least = max(0.0, float(layout.network.energy.sum()) - routing.most)
    return sharper, at_most, least, cut_multipliers(pools, routing)


@dataclass
class SizingBounds:
    """The best bounds, each with its proof.

    Attributes
    ----------
    unmet, unmet_proof
        No sizing leaves less unmet, kWh/day, rows that nothing can serve left out.
    cost, cost_proof
        No sizing that leaves at most `at_unmet` costs less, money; None while no relaxation has said so.
    at_unmet
        kWh/day; infinite without a bound.
    unmet_dual, cost_dual
        What each bound is computed from; None where it is a solver's word.
    sized
        What a certificate says before the proof.
    priced
        The least that cost and unmet energy come to at a price, money, that price, money per kWh/day, and
        what proves it.
    """

    unmet: float = 0.0
    unmet_proof: Sayable = ""
    cost: float | None = None
    cost_proof: Sayable = _NO_PROOF
    at_unmet: float = np.inf
    sized: Sayable = ""
    unmet_dual: Multipliers | None = None
    cost_dual: Multipliers | None = None
    priced: tuple[float, float, Multipliers | None] | None = None

    def raise_unmet(self, bound: float | None, proof: Sayable, dual: Multipliers | None = None) -> None:
        """Take a higher bound on the unmet energy."""
        if bound is not None and bound > self.unmet:
            self.unmet, self.unmet_proof, self.unmet_dual = bound, proof, dual

    def raise_cost(
        self, bound: float, proof: Sayable, at_unmet: float, dual: Multipliers | None = None
    ) -> None:
        """Take a higher bound on the cost of the sizings that leave at most so much unmet."""
        if self.cost is None or bound > self.cost:
            self.cost, self.cost_proof, self.cost_dual = bound, proof, dual
            self.at_unmet = min(self.at_unmet, at_unmet)

    def take_priced(self, priced: tuple[float, float, Multipliers | None], unmet: float) -> None:
        """Take a priced bound for the sizings that leave at most so much unmet, kWh/day."""
        least, price, dual = priced
        if price > 0.0:  # else it holds for what its relaxation was held to alone
            self.priced = priced
        proof = message("proven-unmet-held", what=message("proven-relaxed"))
        self.raise_cost(least - price * unmet, proof, unmet, dual)

    def end_at(self, unmet: float) -> None:
        """Speak of the sizings that leave no more unmet than the answer, kWh/day: no other is looked for."""
        if self.priced is not None:
            self.take_priced(self.priced, unmet)

    def drop_cost(self) -> None:
        """Give up the bound on the cost: it was of sizings that leave less unmet than the one at hand."""
        self.cost, self.cost_proof, self.cost_dual, self.at_unmet = None, _NO_PROOF, None, np.inf

    def certificates(
        self,
        how: Settings,
        unmet: float,
        cost: float,
        *,
        slack: float,
        unmet_spent: Spent,
        who: tuple[str, str],
    ) -> tuple[Certificate, Certificate]:
        """Certify an unmet energy, known after so much was spent, and then a cost; ``who`` solved them.

        Unmet energies within the slack (kWh/day) are equal, as they are for the search.
        """

        def told(bound: float | None, value: float) -> float | None:
            # nothing is less than nothing: no proof of anything else, and all of it of that
            return max(bound or 0.0, 0.0) if value <= 0.0 or (bound or 0.0) > 0.0 else None

        def by(proof: Sayable) -> Series:
            return proofs(self.sized, message("proven-bound-by", what=proof))

        # what rounding served of the last kWh may not stand against a bound
        least = min(self.unmet, unmet) if self.unmet <= unmet + slack else self.unmet
        first, second = (
            how.certify(stage, "min", value, told(bound, value), by(proof), who=who, spent=spent).proven_by(
                dual
            )
            for stage, value, bound, proof, spent, dual in (
                (UNMET_STAGE, unmet, least, self.unmet_proof, unmet_spent, self.unmet_dual),
                (
                    COST_STAGE,
                    cost,
                    self.cost,
                    self.cost_proof,
                    how.clock.spent.since(unmet_spent),
                    self.cost_dual,
                ),
            )
        )
        return first, second
