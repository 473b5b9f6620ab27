"""State of one stage of the hydrogen siting: its clock, its best siting so far, its best bound so far."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from gisplan_words import message
from optimize.hydrogen.model import (
    MILLION,
    TONNE,
    Columns,
    add_count_rows,
    add_trip_rows,
    build,
    index_columns,
    part_flow,
    trip_columns,
)
from optimize.hydrogen.problem import DAYS, HydrogenProblem
from optimize.model import ModelBuilder
from optimize.solvers.run import Outcome, run

if TYPE_CHECKING:
    from collections.abc import Callable

    from gisplan_arrays import Flags, Floats, Whole
    from optimize.certificate import Certificate
    from optimize.hydrogen.search.patterns import Pattern
    from optimize.solvers.limits import Settings


@dataclass(frozen=True)
class Flows:
    """A siting as flows: ``opened`` (S, K), ``flow`` (nnz,) and ``supply`` (Q, S) in kg/day."""

    opened: Flags
    flow: Floats
    supply: Floats

    @property
    def served(self) -> float:
        """Hydrogen sold in all, kg/day."""
        return float(self.flow.sum())


def million_a_year(problem: HydrogenProblem, flows: Flows) -> float:
    """Return the annual cost, millions."""
    hauled = flows.supply > 0
    yearly = problem.annuity * problem.station_cost[flows.opened].sum()
    return float(yearly + DAYS * (flows.supply[hauled] * problem.haul_cost[hauled]).sum()) / MILLION


def expand_flows(problem: HydrogenProblem, columns: Columns, values: Floats) -> Flows:
    """Read flows on the problem's own arrays from the columns of a model."""
    opened = np.zeros_like(problem.allowed)
    n, m = columns.n_open, columns.n_open + columns.n_flow
    delivered = values[m : m + len(columns.source)]
    yes = values[:n] > 0.5
    opened[columns.open_site[yes], columns.open_size[yes]] = True
    supply = np.zeros(problem.haul_cost.shape)
    supply[columns.source, columns.source_site] = np.maximum(delivered, 0.0) * TONNE
    return Flows(opened, part_flow(problem, columns, np.maximum(values[n:m], 0.0) * TONNE), supply)


def collapse_flows(problem: HydrogenProblem, columns: Columns, flows: Flows) -> Floats:
    """Write flows as the columns of a model; the opposite of `expand_flows`."""
    n, m = columns.n_open, columns.n_open + columns.n_flow
    width = problem.pairs.n_sites
    sets = columns.merged[problem.pairs.rows()]
    sold = flows.flow > 0
    keys = columns.flow_row * width + columns.flow_site
    where = np.searchsorted(keys, sets[sold] * width + problem.pairs.indices[sold])
    x = np.bincount(where, weights=flows.flow[sold] / TONNE, minlength=m - n)
    y = flows.opened[columns.open_site, columns.open_size].astype(float)
    t = flows.supply[columns.source, columns.source_site] / TONNE
    return np.concatenate([y, x, t, trip_columns(problem, np.asarray(flows.opened.any(axis=1)))])


Stage = Literal["served", "cost"]
PROVEN = {
    "served": message("proven-hydrogen"),
    "cost": message("proven-hydrogen-cost"),
}
_LEAST = 0.05
"""Work that every run of a model gets."""
WORTH = 0.98
"""Part of the gap asked for by which a siting must beat the best one to be worth looking for."""


class Search:
    """State of one stage. Objectives and bounds are maximised here: t/day, or minus millions a year.

    ``counted`` is the bound by counting alone: it ends a stage whose gap it closes, and else proves nothing.
    """

    def __init__(self, problem: HydrogenProblem, stage: Stage, how: Settings, hold_kg: float) -> None:
        self.problem, self.stage, self.how, self.hold_kg = problem, stage, how, hold_kg
        self.sign = 1.0 if stage == "served" else -1.0
        self.best: Flows | None = None
        self.objective = -np.inf
        self.bound = np.inf
        self.counted = trivial_bound(problem) / TONNE if stage == "served" else np.inf
        self.outcome: Outcome | None = None

    @property
    def unit(self) -> float:
        """Kilograms or money in a unit of the objective."""
        return TONNE if self.stage == "served" else MILLION

    def closed(self, gap: float | None = None) -> bool:
        """Whether a gap is reached, that asked for when None."""
        open_, share = self.most() - self.objective, self.how.gap if gap is None else gap
        return self.best is not None and open_ <= share * abs(self.objective) + 1e-9

    def most(self) -> float:
        """Give the best bound, counting included."""
        return min(self.bound, self.counted)

    def better_by(self, share: float) -> float:
        """Return the objective that is better than the best one by a share of the gap asked for."""
        return self.objective + share * self.how.gap * abs(self.objective)

    def worth(self) -> float:
        """Return what a siting must exceed to be worth looking for."""
        return self.better_by(WORTH)

    def offer(self, flows: Flows, objective: float) -> None:
        """Keep the better of the best flows and these."""
        if objective > self.objective:
            self.best, self.objective = flows, objective

    def lower(self, bound: float | None) -> None:
        """Keep the better of the best bound and this one, which is in the sense of the stage."""
        if bound is not None and np.isfinite(bound):
            self.bound = min(self.bound, self.sign * bound)

    def solve(
        self,
        among: Flags,
        share: float,
        *,
        links: bool = False,
        keep: Whole | None = None,
        pattern: Pattern | None = None,
        beyond: float | None = None,
    ) -> Outcome:
        """Run the model on some (site, size) columns and keep what it finds.

        Parameters
        ----------
        among
            Columns that may open, (S, K).
        share
            Share of the work left.
        links
            Whether the model has link rows.
        keep
            Sites forced open.
        pattern
            Stations of each size; None leaves them free.
        beyond
            Only sitings with at least this objective are looked for.
        """
        problem = self.problem
        if keep is not None:
            problem = replace(problem, required=np.union1d(problem.required, keep))
        columns = index_columns(problem, among)
        model = build(problem, columns, stage=self.stage, hold_kg=self.hold_kg, links=links)
        y = np.arange(columns.n_open)
        for size, count in enumerate(pattern or ()):
            of_size = (columns.open_size == size).astype(float)[None, :]
            model.add_rows(f"pattern{size}", of_size, y, lower=count, upper=count)
        start = None
        if beyond is not None:
            cost = model.arrays().cost
            priced = np.flatnonzero(cost)
            model.add_rows("beyond", self.sign * cost[priced][None, :], priced, lower=beyond)
        elif self.best is not None and not (self.best.opened & ~among).any():
            start = collapse_flows(problem, columns, self.best)
        outcome = self.run(model, start, share, relax=False)
        if outcome.status == "infeasible" and problem.asked_trips is not None:
            # presolve has called models with trips infeasible that were not: no proof rests on it alone
            outcome = self.run(model, start, share, relax=False, presolve=False)
        if outcome.values is not None and outcome.objective is not None:
            self.offer(expand_flows(self.problem, columns, outcome.values), self.sign * outcome.objective)
        return outcome

    def run(
        self,
        model: ModelBuilder,
        start: Floats | None,
        share: float,
        *,
        relax: bool,
        presolve: bool = True,
    ) -> Outcome:
        """Run a model within a share of the work left."""
        plain = None if presolve or self.how.solver != "highs" else {"presolve": "off"}
        self.outcome = run(
            model,
            start=start,
            stage=f"hydrogen {self.stage}" + (" relaxation" if relax else ""),
            proven=PROVEN[self.stage],
            relax=relax,
            options=plain,
            **self.how.within(self.how.clock.part(share, _LEAST), self.how.gap / 2),
        )
        return self.outcome

    def answer(self) -> tuple[Flows | None, Certificate]:
        """Give the best flows with their certificate."""
        return self.best, self.certificate()

    def certificate(self) -> Certificate:
        """Certify the best flows with the best bound."""
        if self.best is None or self.outcome is None:
            raise AssertionError("a stage is certified after it was solved")
        said, proven = self.outcome.certificate, np.isfinite(self.bound) or self.closed()
        return self.how.certify(
            f"hydrogen {self.stage}",
            "max" if self.stage == "served" else "min",
            self.sign * self.objective,
            self.sign * self.most() if proven else None,
            PROVEN[self.stage],
            who=said.who,
        )


def all_sizes(problem: HydrogenProblem, sites: Flags) -> Flags:
    """Every size that may open at some sites, (S, K)."""
    return np.asarray(problem.open_to_new & sites[:, None])


def trivial_bound(problem: HydrogenProblem) -> float:
    """Bound the served hydrogen by demand within reach, by supply, and by the largest sizes."""
    most = problem.largest_kg
    can_sell = (most + problem.standing > 0) & np.isfinite(problem.haul_cost).any(axis=0)
    rows = np.unique(problem.pairs.rows()[can_sell[problem.pairs.indices]])
    largest = np.sort(most[can_sell])[::-1][: problem.target].sum() + problem.standing[can_sell].sum()
    # A source that sites limit gives at most what the best of them take, one for each new station.
    best = np.sort(np.where(can_sell, problem.limit.max(axis=2, initial=0.0), 0.0), axis=1)[:, ::-1]
    most_given = best[:, : problem.target + int((problem.standing > 0).sum())].sum(axis=1)
    given = np.minimum(problem.supply_capacity, most_given).sum()
    return float(min(problem.demand_kg[rows].sum(), given, largest))


def least_cost(
    problem: HydrogenProblem, hold_kg: float, relaxed: Callable[[ModelBuilder], float | None]
) -> float | None:
    """Bound the annual cost by the cheapest stations that could hold the hydrogen, wherever it is asked.

    ``relaxed`` gives the bound of a model's linear relaxation.
    """
    columns = index_columns(problem)
    yearly = problem.annuity * problem.station_cost[columns.open_site, columns.open_size] / MILLION
    builder = ModelBuilder("hydrogen_capacity", "min")
    y = builder.add_variables("y", columns.n_open, upper=1.0, cost=yearly)
    add_count_rows(builder, problem, columns, y)
    room = problem.sizes_kg[columns.open_size] / TONNE
    missing = (hold_kg - problem.standing.sum()) / TONNE
    builder.add_rows("room", room[None, :], y, lower=missing)
    add_trip_rows(builder, problem, columns.open_site, y)
    stations = relaxed(builder)
    cheapest = problem.haul_cost.min(axis=1, initial=np.inf)
    left, haul = hold_kg, 0.0
    for source in np.argsort(cheapest, kind="stable").tolist():
        taken = min(left, float(problem.supply_capacity[source]))
        haul += 0.0 if taken <= 0 else DAYS * taken * float(cheapest[source])
        left -= taken
    return None if stations is None else stations + haul / MILLION
