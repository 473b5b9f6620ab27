"""Decide ties among hydrogen sitings, one after the other, each with a bound.

Small problems are one model a tie. In larger ones stations are annealed on the columns that the Lagrangian of
the cost finds promising where all trips are asked for, and every siting found is solved exactly for the sizes
and flows of its sites. The bound of freight is what counting knows, or the least number of trips for which
the Lagrangian proves every siting dearer than what is allowed; the bound of a sum is the relaxation of its
model. Every step is counted work; no branch and bound over all sites is run, whose root takes minutes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from gisplan_numbers import Figure
from gisplan_words import message
from optimize.certificate import TIES
from optimize.entry import faults, solve_with
from optimize.hydrogen.check import check_hydrogen
from optimize.hydrogen.model import MILLION, index_columns
from optimize.hydrogen.search.anneal import Heat, Judge, anneal
from optimize.hydrogen.search.bound import Lagrangian
from optimize.hydrogen.search.site import siting_of
from optimize.hydrogen.search.stage import LINKED_PAIRS, PENALTY, SMALL, relaxed_reach
from optimize.hydrogen.search.state import Flows, Search, all_sizes, collapse_flows, expand_flows
from optimize.hydrogen.ties.model import ROUND_OFF, Held, tie_model, with_trips
from optimize.hydrogen.ties.problem import STAGES, HydrogenTies, Tie, TiedSiting, check_ties
from optimize.solvers.limits import MONEY
from optimize.solvers.run import run

if TYPE_CHECKING:
    from gisplan_arrays import Flags, Floats, Whole
    from optimize.certificate import Certificate
    from optimize.hydrogen.problem import HydrogenProblem, HydrogenSiting
    from optimize.solvers.limits import Settings
    from optimize.solvers.run import Outcome

POINTS: Final = 0.02
"""Share of all trips within which a bound is close enough to look for no better one."""
_POOL: Final = 150
"""Columns that stations move to."""
_BEST: Final = 60
"""Columns of most worth to a tie that are in the pool as well, if none proves them too dear."""
_ROUNDS, _PATIENCE, _STEPS = 4, 2, 5000
"""Rounds of annealing, rounds without a better siting after which it ends, and steps of a round."""
_HEAT: Final = (5e-3, 2e-4)
"""First and last temperature, shares of the cost."""
_WEIGHT, _SLACK, _BROKEN = 0.05, 2e-3, 4.0
"""Weight of the whole of a tie against the cost, lower cost that counts, and weight of breaking a tie."""
_SHARES: Final = (1.0, 2 / 3, 1 / 3, 0.0)
"""Trips asked for, between those of the siting given and all, in the bound that tells promising columns."""
_HALVINGS: Final = 4
"""Numbers of trips that are tried for a bound."""
_LEAST: Final = 0.05
"""Work that every run of a model gets."""


@solve_with.register(HydrogenTies)
def decide_ties(problem: HydrogenTies, how: Settings) -> TiedSiting:
    """Choose among the sitings that are as good, one tie after the other.

    Returns
    -------
    TiedSiting
        Never worse in any tie than the siting given, in their order; that siting itself where none is better.
    """
    choice = _Choice(problem, how)
    certificates = tuple(choice.decide(tie) for tie in problem.deciding)
    return TiedSiting(choice.siting(), certificates)


@faults.register(HydrogenTies)
def check_tied(problem: HydrogenTies, answer: TiedSiting) -> list[str]:
    """Check the siting by its own problem, what is held, and each tie."""
    return [*check_hydrogen(problem.hydrogen, answer.siting), *check_ties(problem, answer)]


class _Choice:
    """The best siting so far, and what is held of it."""

    def __init__(self, ties: HydrogenTies, how: Settings) -> None:
        self.ties, self.problem, self.how = ties, ties.hydrogen, how
        siting = ties.siting
        self.first = self.best = Flows(ties.opened(siting.sites, siting.sizes), siting.flow, siting.supply)
        self.held = Held(siting.served_kg, ties.most_cost)
        self.small = int(self.problem.open_to_new.sum()) <= SMALL
        self.who = ties.siting.certificates[-1].who
        self._forced: tuple[Floats, float] | None = None

    def siting(self) -> HydrogenSiting:
        """Give the best siting with the cheapest flows, and sizes where no tie looks at them."""
        if self.best is self.first:
            return self.ties.siting
        search = Search(self.problem, "cost", self.how, self.held.kg)
        search.offer(self.best, -np.inf)
        sized = any(tie.name == "spare" for tie, _ in self.held.before)
        sites = np.asarray(self.best.opened.any(axis=1))
        among = self.best.opened if sized else all_sizes(self.problem, sites)
        search.solve(among, 1.0, keep=np.flatnonzero(sites))
        best = self.best if search.best is None else search.best
        return siting_of(self.problem, best, self.ties.siting.certificates)

    def decide(self, tie: Tie) -> Certificate:
        """Find the best siting of one tie, hold what it reaches, and certify it."""
        before = self.how.clock.spent
        bound = self._whole(tie) if self.small else self._searched(tie)
        value = self._value(tie)
        self.held = replace(self.held, before=(*self.held.before, (tie, value)))
        stage = f"{TIES}{STAGES[tie.name]}"
        most = Figure(self.how.shown(self.held.cost / MILLION, MONEY), decimals=2)
        proven = message(f"proven-tie-{tie.name}", most=most)
        spent = self.how.clock.spent.since(before)
        self.how.tell(message("progress-hydrogen-tie", tie=stage, value=f"{value:,.1f}"))
        return self.how.certify(stage, tie.sense, value, bound, proven, spent=spent, who=self.who)

    def _value(self, tie: Tie) -> float:
        return tie.of(self.problem, self.best.opened)

    def _whole(self, tie: Tie) -> float:
        """Solve the model of every column."""
        links = self.problem.pairs.n_pairs <= LINKED_PAIRS
        outcome = self._solve(tie, self.problem.open_to_new, links=links)
        counted = tie.most(self.problem)
        return _tighter(tie, counted, outcome.bound)

    def _solve(self, tie: Tie, among: Flags, *, links: bool = False) -> Outcome:
        """Solve the model of some columns, and keep what is better."""
        posed = with_trips(self.problem, tie, self.held)
        columns = index_columns(posed, among)
        model = tie_model(posed, columns, tie, self.held, links=links)
        value, start = self._value(tie), None
        if not (self.best.opened & ~among).any():
            start = np.append(collapse_flows(posed, columns, self.best), value)
        limits = self.how.within(self.how.clock.part(0.5, _LEAST), min(self.how.gap, POINTS) / 2)
        stage = f"{TIES}{STAGES[tie.name]}"
        outcome = run(model, start=start, stage=stage, **limits)
        if outcome.status == "infeasible" and self.how.solver == "highs":
            # presolve has called models with trips infeasible that were not
            outcome = run(model, start=start, stage=stage, options={"presolve": "off"}, **limits)
        if outcome.values is not None:
            flows = expand_flows(posed, columns, outcome.values)
            if tie.sign * tie.of(self.problem, flows.opened) > tie.sign * value + ROUND_OFF * abs(value):
                self.best = flows
        return outcome

    def _searched(self, tie: Tie) -> float:
        """Anneal, then bound."""
        counted, idle = tie.most(self.problem), 0
        for round_ in range(_ROUNDS):
            value = self._value(tie)
            if tie.sign * (counted - value) <= ROUND_OFF * abs(counted) or idle == _PATIENCE:
                break
            found = self._anneal(tie, counted, self.how.seed + round_)
            if found is not None:
                self._solve(tie, all_sizes(self.problem, np.asarray(found.any(axis=1))))
            idle = 0 if tie.sign * self._value(tie) > tie.sign * value else idle + 1
        return self._bound(tie, counted)

    def _anneal(self, tie: Tie, counted: float, seed: int) -> Flags | None:
        forced, price = self._promising()
        able = self.problem.open_to_new & (forced <= self.held.cost)
        order = np.sort(forced, axis=None)
        pool = able & (forced <= order[min(_POOL, order.size) - 1])
        if tie.worth is not None:
            worth = np.where(able, tie.sign * tie.worth, -np.inf)
            pool |= able & (worth >= np.sort(worth, axis=None)[::-1][min(_BEST, worth.size) - 1])
        posed = self.problem if tie.worth is None else with_trips(self.problem, tie, self.held)
        heat = Heat(_HEAT[0] * self.held.cost, _HEAT[1] * self.held.cost, _STEPS)
        judge = _TieJudge(posed, self.held, price, tie, max(abs(counted), abs(self._value(tie))))
        return anneal(
            posed,
            self.best.opened,
            pool,
            hold_kg=self.held.kg,
            price=price,
            heat=heat,
            seed=seed,
            clock=self.how.clock.part(0.5, _LEAST),
            judge=judge,
        )

    def _promising(self) -> tuple[Floats, float]:
        """Bound the cost with each column where many trips are asked for, and price a missing kg."""
        if self._forced is None:
            freight = next((tie for tie in self.ties.deciding if tie.worth is None), None)
            # From all trips down to those at hand, until some siting may be cheap enough.
            low = 0.0 if freight is None else self._value(freight)
            wide = 0.0 if freight is None else freight.most(self.problem) - low
            for share in _SHARES:
                forced, price, dear = self._dear(low + share * wide)
                if not dear:
                    break
            self._forced = forced, price
        return self._forced

    def _dear(self, trips: float) -> tuple[Floats, float, bool]:
        """Bound the cost of sitings with so many trips, by column; price a kg; tell if all are too dear."""
        problem, cost = self.problem, self.held.cost
        if problem.trips is not None:
            least = max(problem.trips.least, trips * (1.0 - ROUND_OFF))
            problem = replace(problem, trips=replace(problem.trips, least=least))
        search = Search(problem, "cost", self.how, self.held.kg * (1.0 - ROUND_OFF))
        _, prices = relaxed_reach(search)
        forced = np.where(problem.open_to_new, 0.0, np.inf)
        each = PENALTY * cost / max(self.held.kg, 1.0)
        if prices is None:
            status = None if search.outcome is None else search.outcome.status
            return forced, each, status == "infeasible"
        lagrangian = Lagrangian(problem, search.hold_kg, prices)
        lagrangian.climb_together(cost, cost * (1.0 + 2.0 * ROUND_OFF), self.how.clock.part(0.2, _LEAST))
        bounds = lagrangian.bounds()
        forced = np.where(problem.open_to_new, np.min([one.forced for one in bounds], axis=0), np.inf)
        least_cost = max(bounds[0].value, -search.bound * MILLION)
        price = max(each, PENALTY * float(prices[problem.pairs.n_demand]))
        return forced, price, least_cost > cost * (1.0 + ROUND_OFF)

    def _bound(self, tie: Tie, counted: float) -> float:
        """Bound a tie by counting, by cost, or by the relaxation of its model."""
        value = self._value(tie)
        if tie.sign * (counted - value) <= min(self.how.gap, POINTS) * abs(value):
            return counted
        if tie.worth is None:
            low, high = value, counted
            for _ in range(_HALVINGS):
                if high - value <= POINTS * counted:
                    break
                middle = (low + high) / 2.0
                *_, dear = self._dear(middle)
                low, high = (low, middle) if dear else (middle, high)
            return high
        posed = with_trips(self.problem, tie, self.held)
        model = tie_model(posed, index_columns(posed), tie, self.held)
        limits = self.how.within(self.how.clock.part(0.5, _LEAST), self.how.gap)
        relaxed = run(model, stage=f"{TIES}{STAGES[tie.name]}", relax=True, **limits)
        return _tighter(tie, counted, relaxed.bound)


def _tighter(tie: Tie, counted: float, bound: float | None) -> float:
    """Give the better of two bounds."""
    return counted if bound is None else tie.sign * min(tie.sign * bound, tie.sign * counted)


class _TieJudge(Judge):
    """Values sitings by a tie, with the cost allowed, the hydrogen and the ties before it held."""

    def __init__(self, problem: HydrogenProblem, held: Held, price: float, tie: Tie, whole: float) -> None:
        super().__init__(problem, held.kg, price)
        self.held, self.tie, self.whole = held, tie, max(whole, 1e-9)

    def value(self, sites: Whole, sizes: Whole) -> tuple[float, bool]:
        """Give the value of a siting, and whether all that is held seems to be."""
        cost, enough = super().value(sites, sizes)
        most = self.held.cost
        short = 0.0
        for tie, value in self.held.before:
            missing = max(0.0, tie.sign * (value - self._of(tie, sites, sizes)))
            short += missing / max(abs(value), 1e-9) if missing > ROUND_OFF * abs(value) else 0.0
        gain = self.tie.sign * self._of(self.tie, sites, sizes) / self.whole
        weighed = max(cost - most, -_SLACK * most) + _WEIGHT * most * (_BROKEN * short - gain)
        return weighed, enough and cost <= most and short == 0.0

    def _of(self, tie: Tie, sites: Whole, sizes: Whole) -> float:
        if tie.worth is not None:
            return float(tie.worth[sites, sizes].sum())
        opened = np.zeros(self.problem.allowed.shape, dtype=bool)
        opened[sites, sizes] = True
        return tie.of(self.problem, opened)
