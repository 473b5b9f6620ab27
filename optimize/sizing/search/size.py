"""Size charging sites: whole chargers by type, least unmet energy first, then least cost.

It is a large neighbourhood search between bounds, each step only where the gap asked is still open:

1. A cut through the cover pairs bounds the unmet energy (`optimize.sizing.proof.bounds`).
2. The linear relaxation prices capacity, floors and shares, and bounds the cost.
3. Its fractional chargers are rounded site by site (`optimize.sizing.search.rounding`) and repaired by moves
   (`optimize.sizing.search.repair`): a draft, its energy routed (`optimize.sizing.search.drafts`).
4. Sites that trade with each other are solved again alone (`optimize.sizing.search.neighbourhoods`).
5. The integer model of the whole closes what is left, and every bound is certified.

Unmet energy that is proven within a quarter of the gap asked buys no dearer chargers: the cost decides among
such sizings. A province is sized by `optimize.sizing.search.province`, at once or city by city.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from gisplan_errors import InfeasiblePlan, SolverFailed
from gisplan_words import Said, Series, message
from optimize.certificate import Spent, relative_gap
from optimize.entry import faults, solve_with
from optimize.sizing.causes import budget_causes, cheap_causes, coupling_causes, least_cost, no_sizing
from optimize.sizing.check import check_sizing
from optimize.sizing.counts import CountsModel, build_counts
from optimize.sizing.layout import lay_out
from optimize.sizing.model import COST_SCALE, Aim, SizingModel, build_sizing
from optimize.sizing.problem import SizingProblem
from optimize.sizing.proof.bounds import CUT_PROOF, SizingBounds, sharp_limits
from optimize.sizing.proof.duals import relaxation_multipliers
from optimize.sizing.proof.prices import missing_price
from optimize.sizing.search.drafts import Draft, Enough, routed, spread_served
from optimize.sizing.search.neighbourhoods import polish, trading_sets
from optimize.sizing.search.rounding import Near, Terms, draft_near
from optimize.sizing.sizing import Sizing
from optimize.solvers.limits import ENERGY, MONEY, Clock, Limits, Settings
from optimize.solvers.run import Outcome, attempt

if TYPE_CHECKING:
    from collections.abc import Callable

    from gisplan_arrays import Floats, Whole
    from optimize.certificate import Multipliers

WHOLE_COLUMNS = 10_000
"""A model with no more columns is solved whole; a larger one is first improved set by set."""

_ENOUGH = 0.25
"""Share of the gap within which the unmet energy is no more worth a higher cost."""

_SPENT = (0.98, 0.96, 0.94)
"""Shares of a budget that relaxations may spend, tried in turn until whole chargers keep all of it."""

_POLISH_SHARE = 0.9
"""Share of the time left that improving neighbourhoods may take; the integer model has the rest."""

_UNMET_SHARE = 0.5
"""The same while the unmet energy is improved, before the cost."""

_LP_WORK = 2.5e-5
"""Work per nonzero the full relaxation is given at least; with less left it is not tried."""

_LATE_WORK = 60.0
"""Work a first answer may take past the limit, in each way of finding one: a late answer beats none."""

_QUICK_SECONDS = 8.0
"""Seconds past the time limit after which an answer is improved no further."""


faults.register(SizingProblem, check_sizing)


@solve_with.register(SizingProblem)
def size_chargers(problem: SizingProblem, how: Settings) -> Sizing:
    """Choose whole chargers for every site.

    The limits are those of both stages together; a city needs about 6 s for a first answer, which a shorter
    limit does not prevent.

    Returns
    -------
    Sizing
        Least unmet energy found, then least cost found with that unmet energy held within a millionth of
        the energy asked.

    Raises
    ------
    InfeasiblePlan
        When no chargers meet the bounds; the text names the constraint families with figures.
    SolverFailed
        When none was found in time, though some may exist.
    """
    return Sizer(problem, how).run()


@dataclass
class Sizer:
    """One run: the best draft so far, and the bounds proven so far."""

    problem: SizingProblem
    how: Settings
    draft: Draft | None = None
    near: Floats | None = None
    held: float = np.inf
    bounds: SizingBounds = field(default_factory=SizingBounds)
    unmet_spent: Spent = field(default_factory=Spent)
    best_counts: Whole | None = None
    who: tuple[str, str] = ("none", "")

    def run(self) -> Sizing:
        """Find least unmet energy, then least cost, and certify both."""
        causes = cheap_causes(self.problem)
        if causes:
            raise InfeasiblePlan(no_sizing(causes))
        self.layout, self.best_counts, least, cut = sharp_limits(self.problem, lay_out(self.problem))
        self.bounds.raise_unmet(least, CUT_PROOF, cut)
        self.price = missing_price(self.problem)
        relaxed = self._relax()
        if relaxed is None:
            self._round_quickly()
        if self.draft is None:
            self._search_counts()
        self._prove_unmet()
        self.unmet_spent = self.how.clock.spent
        self._prove_cost()
        return self._certified()

    def _relax(
        self, *, aim: Aim = "cost", held: float | None = None, rounded: bool = True
    ) -> tuple[Floats, Floats] | None:
        """Solve the full relaxation, take its bounds, and round it; None when there was no time.

        Gives the fractional chargers (S, T), and the load of each pool of each site (P, S), kWh/day.
        """
        price = self.price if aim == "cost" and held is None else 0.0
        model = build_sizing(self.problem, self.layout, aim=aim, price=price, held=held, scale=COST_SCALE)
        if self.how.clock.left < _LP_WORK * model.builder.arrays().matrix.nnz:
            return None
        extent = {"rows": model.builder.rows, "columns": model.builder.columns}
        self.how.tell(message("progress-sizing-relaxation", **extent))
        # the second stage's is a bound of the same model with one row more: it needs no problem of its own
        clock, plain = self.how.clock.part(0.65), aim != "cost" or held is not None
        outcome = self._solve(model, clock=clock, relax=True, named=not plain, stage="sizing relaxation")
        if outcome.status == "infeasible" and held is None:
            self._infeasible()
        each, scale = (price, COST_SCALE) if aim == "cost" else (1.0, 1.0)
        dual = relaxation_multipliers(
            self.problem, self.layout, model, outcome.duals, price=each, scale=scale
        )
        if aim == "unmet":
            self.bounds.raise_unmet(outcome.bound, message("proven-relaxed"), dual)
        priced = outcome.bound if aim == "cost" else None
        if priced is not None:
            self._raise_cost_bound(priced, price, dual)
        if outcome.values is None:
            return None
        values = outcome.values
        near = self.layout.table(values[model.chargers])
        load = self.layout.network.loads(values[model.flow])
        if rounded:
            self._round(near, load, lower=self.problem.budget is None)
            self._spend_less(price)
            if self.draft is None:
                self._round(near, load)
        if priced is not None:
            self.near = near
            self._raise_cost_bound(priced, price, dual)
        return near, load

    def _raise_cost_bound(self, priced: float, price: float, dual: Multipliers | None) -> None:
        """Take the priced bound less the price of the unmet energy, which every sizing leaves at most."""
        if self.draft is not None:
            self.bounds.take_priced((priced * COST_SCALE, price, dual), self._most_unmet())

    def _spend_less(self, price: float) -> None:
        """Round relaxations that spend less than the budget, for whole chargers cost more than fractions."""
        for share in _SPENT:
            if self.draft is not None or self.problem.budget is None:
                return
            tight = replace(self.problem, budget=share * self.problem.budget)
            model = build_sizing(tight, self.layout, aim="cost", price=price, scale=COST_SCALE)
            clock, stage = self._late_clock(), "sizing, less spent"
            outcome = self._solve(model, clock=clock, relax=True, named=False, stage=stage)
            if outcome.values is None:
                return
            near = self.layout.table(outcome.values[model.chargers])
            self._round(near, self.layout.network.loads(outcome.values[model.flow]), lower=False)

    def _round(self, near: Floats, load: Floats, *, lower: bool = True) -> None:
        extra = () if self.best_counts is None else (self.best_counts,)
        terms = Terms(self.price, self._enough(), self._late, lower)
        self._take(draft_near(self.problem, self.layout, Near(near, load, extra), terms))

    def _late(self) -> bool:
        brake = None if self.draft is None else self.how.clock.brake
        return brake is not None and self.how.clock.seconds > brake + _QUICK_SECONDS

    def _late_clock(self) -> Clock:
        return self.how.clock.at_least(_LATE_WORK)

    def _take(self, draft: Draft | None) -> None:
        if draft is not None and draft.better_than(self.draft, self._enough()):
            self.draft = draft
            unmet = self.how.shown(draft.unmet + self.layout.lost, ENERGY)
            cost = self.how.shown(draft.cost, MONEY)
            self.how.tell(message("progress-sizing-draft", unmet=f"{unmet:.6g}", cost=f"{cost:.6g}"))

    def _round_quickly(self) -> None:
        """Round the relaxation of the chargers alone, each site loaded as a maximum flow loads it."""
        load = self.layout.network.loads(self.layout.network.route(self.layout.most).flow)
        model = build_counts(self.problem, self.layout, load, price=self.price, scale=COST_SCALE)
        outcome = self._solve(model, relax=True, clock=self._late_clock(), stage="sizing counts")
        if outcome.status == "infeasible":
            self._infeasible()
        if outcome.values is not None:
            self._round(self.layout.table(outcome.values[model.chargers]), load)

    def _search_counts(self) -> None:
        """Ask the integer model for any sizing when rounding found none."""
        model = build_sizing(self.problem, self.layout, aim="cost", price=self.price, scale=COST_SCALE)
        outcome = self._solve(model, clock=self._late_clock(), stage="sizing search")
        if outcome.status == "infeasible":
            self._infeasible()
        self._take_outcome(model, outcome)
        if self.draft is not None:
            return
        if self.problem.budget is None:
            raise SolverFailed(message("optimize-sizing-late"))
        # some whole chargers may keep the budget; what is asked for lies too near the least to find them
        limits = self.how.within(self._late_clock())
        least = least_cost(self.problem, self.layout, **limits)
        figures = {"budget": round(self.problem.budget), "least": round(least)}
        raise InfeasiblePlan(no_sizing([message("optimize-sizing-budget-near", **figures)]))

    def _take_outcome(self, model: SizingModel, outcome: Outcome) -> None:
        if outcome.values is None:
            return
        counts = np.rint(self.layout.table(outcome.values[model.chargers])).astype(np.int64)
        self._take(routed(self.problem, self.layout, counts))

    def _solve(
        self,
        model: SizingModel | CountsModel,
        *,
        clock: Clock,
        stage: str,
        relax: bool = False,
        named: bool = True,
        start: Floats | None = None,
    ) -> Outcome:
        """Solve one model, and note who answered."""
        outcome = attempt(
            model.builder,
            stage=stage,
            start=start,
            relax=relax,
            named=named,
            options={"solver": "simplex"} if relax else None,
            **self.how.within(clock, self.how.gap / 2),
        )
        if outcome.certificate.version:
            self.who = outcome.certificate.who
        return outcome

    def _start(self, model: SizingModel) -> Floats | None:
        if self.draft is None:
            return None
        return model.full_values(self.problem, self.layout, self.draft.counts, self.draft.flow)

    def _prove_unmet(self) -> None:
        """Close the first stage's gap: a better bound, a better sizing, and last the integer model."""
        if self.draft is None or self._unmet_gap() <= self.how.gap or self.how.clock.left <= 0.5:
            return
        self._tell("unmet", "relaxation", self._unmet_gap())
        # its chargers are dear, the cost is not in it: they are for the case that nothing else closes the gap
        relaxed = self._relax(aim="unmet", rounded=False)
        if self._unmet_gap() <= self.how.gap or self.how.clock.left <= 0.5:
            return
        self._tell("unmet", "neighbourhoods", self._unmet_gap())
        self._polish(
            price=self.price, share=_UNMET_SHARE, enough=lambda draft: self._gap_of(draft) <= self.how.gap
        )
        if relaxed is not None and self._unmet_gap() > self.how.gap:
            self._round(*relaxed)
        if self._unmet_gap() <= self.how.gap or self.how.clock.left <= 0.5:
            return
        self._tell("unmet", "model", self._unmet_gap())
        model = build_sizing(self.problem, self.layout, aim="unmet")
        outcome = self._solve(
            model, clock=self.how.clock.part(0.35), stage="sizing unmet", start=self._start(model)
        )
        self._take_outcome(model, outcome)
        self.bounds.raise_unmet(outcome.bound, message("proven-integer"))

    def _tell(self, goal: str, step: str, gap: float) -> None:
        self.how.tell(message("progress-sizing-step", goal=goal, step=step, gap=f"{gap:.2%}"))

    def _prove_cost(self) -> None:
        """Close the second stage's gap: the relaxation with the unmet energy held, then the integer model."""
        if self.draft is not None and self.draft.unmet > self.bounds.at_unmet:
            self.bounds.drop_cost()
        if self.draft is None or self._cost_gap(self.draft) <= self.how.gap or self.how.clock.left <= 0.3:
            return
        self.held = self.draft.unmet
        self._tell("cost", "relaxation", self._cost_gap(self.draft))
        self._relax(held=self._most_unmet())
        self._tell("cost", "neighbourhoods", self._cost_gap(self.draft))
        self._polish(
            price=0.0, share=_POLISH_SHARE, enough=lambda draft: self._cost_gap(draft) <= self.how.gap
        )
        if self._cost_gap(self.draft) <= self.how.gap or self.how.clock.left <= 0.3:
            return
        self._tell("cost", "model", self._cost_gap(self.draft))
        model = build_sizing(self.problem, self.layout, aim="cost", held=self._most_unmet(), scale=COST_SCALE)
        outcome = self._solve(
            model, clock=self.how.clock.part(1.0), stage="sizing cost", start=self._start(model)
        )
        self._take_outcome(model, outcome)
        if outcome.bound is not None:
            proof = message("proven-unmet-held", what=message("proven-integer"))
            self.bounds.raise_cost(outcome.bound * COST_SCALE, proof, self._most_unmet())

    def _polish(self, *, price: float, share: float, enough: Callable[[Draft], bool]) -> None:
        """Improve neighbourhood by neighbourhood where the whole is too large for the integer model."""
        columns = self.layout.site.size + self.layout.network.row.size
        if self.draft is None or self.near is None or columns <= WHOLE_COLUMNS:
            return
        sets = trading_sets(self.problem, (self.problem.cost * (self.draft.counts - self.near)).sum(axis=1))
        better = polish(
            self.problem,
            self.layout,
            self.draft,
            sets,
            self.how.part(share),
            most_unmet=self._most_unmet(),
            price=price,
            enough=enough,
        )
        self._take(better)

    def _enough(self) -> Enough:
        """Tell which unmet energies count as equal: those within the held one, or near the bound."""
        lost = self.layout.lost
        near = (self.bounds.unmet + lost) / (1.0 - _ENOUGH * min(self.how.gap, 1.0)) - lost
        return Enough(near if np.isinf(self.held) else self.held, self.layout.slack)

    def _most_unmet(self) -> float:
        """Give the unmet energy that no sizing still to be found exceeds, kWh/day."""
        assert self.draft is not None  # noqa: S101 - callers hold a draft
        enough = self._enough()
        return max(enough.unmet, self.draft.unmet) + enough.slack

    def _unmet_gap(self) -> float:
        assert self.draft is not None  # noqa: S101 - callers hold a draft
        return self._gap_of(self.draft)

    def _gap_of(self, draft: Draft) -> float:
        """Give how far a sizing's unmet energy may be from the least; none within what counts as equal."""
        if draft.unmet - self.bounds.unmet <= self.layout.slack:
            return 0.0
        return relative_gap(draft.unmet + self.layout.lost, self.bounds.unmet + self.layout.lost) or 0.0

    def _cost_gap(self, draft: Draft) -> float:
        """Give how far a sizing's cost may be from the least; infinite without a bound."""
        gap = relative_gap(draft.cost, self.bounds.cost)
        return np.inf if gap is None else gap

    def _infeasible(self) -> None:
        causes: list[Said] = []
        for why in (budget_causes, coupling_causes):
            limits = Limits(solver=self.how.solver, threads=self.how.threads, clock=self.how.clock.part(0.8))
            causes = causes or why(self.problem, self.layout, **limits)
        if not causes:
            causes = [message("optimize-sizing-whole")]
        raise InfeasiblePlan(no_sizing(causes))

    def _certified(self) -> Sizing:
        draft = self.draft
        assert draft is not None  # noqa: S101
        flow, unmet = spread_served(self.problem, self.layout, draft.flow)
        self.bounds.end_at(draft.unmet + self.layout.slack)
        bounds = replace(self.bounds, unmet=self.bounds.unmet + self.layout.lost)
        certificates = bounds.certificates(
            self.how,
            float(unmet.sum()),
            draft.cost,
            slack=self.layout.slack,
            unmet_spent=self.unmet_spent,
            who=self.who,
        )
        sizing = Sizing(draft.counts, flow, unmet, certificates)
        faults = check_sizing(self.problem, sizing)
        if faults:
            raise SolverFailed(message("optimize-sizing-broken", faults=Series(tuple(faults), "faults")))
        return sizing
