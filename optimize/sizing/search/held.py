"""The least that serving as much energy takes: chargers of a sizing at least cost, its unmet energy given.

The cost may be one a charger: then it is the fewest chargers. The relaxation that holds the energy bounds it;
its rounding, improved set by set, is the answer. Beside a plan it tells what the plan's rules cost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from gisplan_errors import SolverFailed
from gisplan_words import message
from optimize.certificate import proofs
from optimize.entry import Problem, faults, solve_with
from optimize.sizing.check import check_sizing
from optimize.sizing.layout import lay_out
from optimize.sizing.model import COST_SCALE, build_sizing
from optimize.sizing.proof.bounds import sharp_limits
from optimize.sizing.proof.prices import missing_price
from optimize.sizing.search.drafts import spread_served
from optimize.sizing.search.size import WHOLE_COLUMNS, Sizer
from optimize.sizing.sizing import Sizing

if TYPE_CHECKING:
    from optimize.sizing.problem import SizingProblem
    from optimize.solvers.limits import Settings


@dataclass(frozen=True, eq=False)
class HeldSizing(Problem[Sizing]):
    """A sizing whose unmet energy is given.

    Attributes
    ----------
    sizing
        What is asked beside it; its floors name the sets of sites that trade chargers.
    unmet
        Energy that stays unmet in the plan beside it, kWh/day, rows that nothing can serve among it.
    spare
        Energy that whole chargers may leave unmet beyond that, kWh/day; the bound allows for it.
    stage
        What the certificate is about.
    """

    bound_by: ClassVar[str] = "optimize.sizing.search.held"
    usual_gap: ClassVar[float] = 0.01

    sizing: SizingProblem
    unmet: float
    spare: float
    stage: str

    @property
    def most(self) -> float:
        """Most energy that may stay unmet, kWh/day."""
        return self.unmet + self.spare


@faults.register(HeldSizing)
def held_faults(problem: HeldSizing, sizing: Sizing) -> list[str]:
    """Check the sizing, and that it leaves no more unmet."""
    left = float(sizing.unmet.sum())
    over = left > problem.most + 1e-6 * float(problem.sizing.energy.sum())
    told = [f"unmet energy: {left:.9g} kWh/day, at most {problem.most:.9g} allowed"] if over else []
    return [*check_sizing(problem.sizing, sizing), *told]


@solve_with.register(HeldSizing)
def least_at(problem: HeldSizing, how: Settings) -> Sizing:
    """Choose the cheapest chargers that leave no more unmet.

    Raises
    ------
    SolverFailed
        When no such chargers were found.
    """
    return _Held(problem.sizing, how, asked=problem).run()


@dataclass
class _Held(Sizer):
    """A sizer whose first stage is given."""

    asked: HeldSizing | None = None

    def run(self) -> Sizing:
        """Relax, round, improve, certify."""
        assert self.asked is not None  # noqa: S101 - the one caller gives it
        self.layout, self.best_counts, _, _ = sharp_limits(self.problem, lay_out(self.problem))
        self.price = missing_price(self.problem)
        self.held = self.asked.most - self.layout.lost
        self._relax(held=self.asked.unmet - self.layout.lost)
        if self.bounds.cost is not None and self.bounds.cost_dual is not None:
            # what whole chargers may leave beyond the relaxation is worth its price at most
            self.bounds.cost -= float(self.bounds.cost_dual["price"]) * self.asked.spare
        if self.draft is not None and self._cost_gap(self.draft) > self.how.gap:
            self._polish(price=self.price, share=1.0, enough=lambda one: self._cost_gap(one) <= self.how.gap)
        if self.layout.site.size + self.layout.network.row.size <= WHOLE_COLUMNS:
            self._whole()
        if self.draft is None or self.draft.unmet > self.held + self.layout.slack:
            raise SolverFailed(message("optimize-sizing-late"))
        flow, unmet = spread_served(self.problem, self.layout, self.draft.flow)
        words = proofs(message("proven-bound-by", what=self.bounds.cost_proof))
        said = self.how.certify(
            self.asked.stage,
            "min",
            self.draft.cost,
            self.bounds.cost,
            words,
            who=self.who,
            spent=self.how.clock.spent,
        )
        return Sizing(self.draft.counts, flow, unmet, (said.proven_by(self.bounds.cost_dual),))

    def _whole(self) -> None:
        """Solve the integer model of a small problem; the bound stays the one that prices prove."""
        model = build_sizing(self.problem, self.layout, aim="cost", held=self.held, scale=COST_SCALE)
        self._take_outcome(model, self._solve(model, clock=self.how.clock.part(1.0), stage="sizing held"))
