"""Solving one stage of the hydrogen siting: start, relaxation, narrowing, proof.

A quick search gives the start. When it does not meet the trivial bound, Lagrangian multipliers give a bound,
and for every (site, size) a bound with it forced open; the siting is polished by freeing neighbouring
stations, a few at a time; the linear relaxation sharpens the bounds; the integer model is solved on the pool
that could reach most; columns that fall behind the siting stay closed, and the integer model on the rest is
solved. The certified bound is the weaker of that model's bound and of the best that a closed column could
still have reached, never weaker than the others.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy import sparse

from optimize.certificate import certify
from optimize.hydrogen_bound import lagrangian_bound
from optimize.hydrogen_model import (
    MILLION,
    TONNE,
    Columns,
    add_count_rows,
    build,
    index_columns,
    part_flow,
)
from optimize.hydrogen_problem import DAYS
from optimize.hydrogen_start import quick_stations, trip_stations
from optimize.hydrogen_trips import add_trip_rows, trip_columns
from optimize.model import ModelBuilder
from optimize.solvers import run

if TYPE_CHECKING:
    from optimize.certificate import Certificate
    from optimize.hydrogen_problem import BoolArray, FloatArray, HydrogenProblem, IntArray
    from optimize.solvers import Outcome

Stage = Literal["served", "cost"]
PROVEN = {
    "served": "most hydrogen served, t/day",
    "cost": "least annual cost with the hydrogen served in stage 1 held, million CNY a year",
}
HELD = 1e-9
FREED = 3
NEAR = 20
POOL = 80
ARC_POOL = 4
SMALL = 200
LINKED_PAIRS = 20_000


@dataclass(frozen=True)
class Options:
    """How a stage is solved: seconds, relative gap, solver, threads and seed."""

    limit: float | None
    gap: float
    solver: str
    threads: int | None
    seed: int


@dataclass(frozen=True)
class Flows:
    """A siting as flows: ``opened`` (S, K), ``flow`` (nnz,) and ``supply`` (Q, S) in kg/day."""

    opened: BoolArray
    flow: FloatArray
    supply: FloatArray

    @property
    def served(self) -> float:
        """Hydrogen sold in all, kg/day."""
        return float(self.flow.sum())


class _Search:
    """State of one stage: clock, best flows so far, best bound so far."""

    def __init__(self, problem: HydrogenProblem, stage: Stage, options: Options, hold_kg: float) -> None:
        self.problem, self.stage, self.options, self.hold_kg = problem, stage, options, hold_kg
        self.begun = time.monotonic()
        self.sign = 1.0 if stage == "served" else -1.0
        self.best: Flows | None = None
        self.objective = -np.inf
        self.bound = _trivial_bound(problem) / TONNE if stage == "served" else np.inf
        self.outcome: Outcome | None = None

    def left(self, share: float = 1.0) -> float | None:
        """Seconds left, or a share of them."""
        if self.options.limit is None:
            return None
        return max(share * (self.options.limit - (time.monotonic() - self.begun)), 0.05)

    def closed(self) -> bool:
        """Whether the gap asked for is reached."""
        return self.bound - self.objective <= self.options.gap * abs(self.objective) + 1e-9

    def worth(self) -> float:
        """Return what a siting must exceed to be worth looking for."""
        return self.objective + 0.5 * self.options.gap * abs(self.objective)

    def offer(self, flows: Flows, objective: float) -> None:
        """Keep the better of the best flows and these; objectives are maximised here (costs negated)."""
        if objective > self.objective:
            self.best, self.objective = flows, objective

    def solve(
        self, among: BoolArray, share: float, *, links: bool = False, keep: IntArray | None = None
    ) -> Outcome:
        """Run the model on some (site, size) columns, ``keep`` forced open, and keep what it finds."""
        problem = self.problem
        if keep is not None:
            problem = replace(problem, required=np.union1d(problem.required, keep))
        columns = index_columns(problem, among)
        model = build(problem, columns, stage=self.stage, hold_kg=self.hold_kg, links=links)
        start = None
        if self.best is not None and not (self.best.opened & ~among).any():
            start = collapse_flows(problem, columns, self.best)
        outcome = self.run(model, start, share, relax=False)
        if outcome.values is not None and outcome.objective is not None:
            self.offer(expand_flows(self.problem, columns, outcome.values), self.sign * outcome.objective)
        self.outcome = outcome
        return outcome

    def run(self, model: ModelBuilder, start: FloatArray | None, share: float, *, relax: bool) -> Outcome:
        """Run a model within a share of the seconds left."""
        return run(
            model,
            solver=self.options.solver,
            time_limit=self.left(share),
            gap=self.options.gap / 2,
            threads=self.options.threads,
            seed=self.options.seed,
            start=start,
            stage=f"hydrogen {self.stage}" + (" relaxation" if relax else ""),
            proven=PROVEN[self.stage],
            relax=relax,
        )

    def certificate(self) -> Certificate:
        """Certify the best flows with the best bound."""
        if self.best is None or self.outcome is None:
            raise AssertionError("a stage is certified after it was solved")
        said = self.outcome.certificate
        return certify(
            f"hydrogen {self.stage}",
            "max" if self.stage == "served" else "min",
            self.sign * self.objective,
            self.sign * max(self.bound, self.objective) if np.isfinite(self.bound) else None,
            solver=said.solver,
            version=said.version,
            seconds=time.monotonic() - self.begun,
            limit=self.options.limit,
            proven=PROVEN[self.stage],
        )


def solve_stage(
    problem: HydrogenProblem, stage: Stage, options: Options, *, start: Flows | None = None
) -> tuple[Flows | None, Certificate]:
    """Solve one stage.

    Parameters
    ----------
    problem
        The problem.
    stage
        ``served`` or ``cost``.
    options
        Limits and solver.
    start
        The siting of stage 1, whose served hydrogen stage ``cost`` holds.

    Returns
    -------
    tuple
        The flows (None when there are none) and the certificate.
    """
    search = _Search(problem, stage, options, 0.0 if start is None else start.served * (1.0 - HELD))
    if start is None:
        begun = search.left(0.8)
        chosen = quick_stations(
            problem, options.seed, lambda: begun is None or (search.left() or 0.0) > begun
        )
        if not _refuels(problem, chosen):
            chosen = trip_stations(problem, search.run)
        if chosen is not None:
            search.solve(_all_sizes(problem, chosen), 1.0)
    else:
        # With the stations held, the cheapest supply is a small model; it never fails on its own start.
        search.best, search.objective = start, -_million(problem, start)
        search.solve(_all_sizes(problem, np.asarray(start.opened.any(axis=1))), 0.2)
        _lower(search, _least_cost(search))
    if search.best is not None and search.closed():
        return search.best, search.certificate()
    if len(np.flatnonzero(problem.open_to_new)) <= SMALL:
        outcome = search.solve(problem.open_to_new, 1.0, links=True)
        if search.best is None:
            return None, outcome.certificate
        _lower(search, outcome.bound)
        return search.best, search.certificate()
    return _narrow(search)


def _refuels(problem: HydrogenProblem, chosen: BoolArray | None) -> bool:
    """Tell whether a start refuels the trips that are asked for."""
    trips = problem.trips
    if trips is None or chosen is None:
        return trips is None
    return trips.count(chosen | (problem.standing > 0)) >= trips.least


def _narrow(search: _Search) -> tuple[Flows | None, Certificate]:
    """Bound, polish, solve on a pool of promising columns, fix by price, and solve on what is left."""
    problem, served = search.problem, search.stage == "served"
    unit = TONNE if served else MILLION
    reach = np.where(problem.open_to_new, search.bound, -np.inf)
    # The Lagrangian of stage 1 prices no supply: where sites limit theirs, the relaxation alone tells.
    if not (served and np.isfinite(problem.limit).any()):
        begun = search.left(0.85)
        found = lagrangian_bound(
            problem,
            -unit * search.objective if search.best is not None else 0.0,
            hold_kg=None if served else search.hold_kg,
            in_time=lambda: begun is None or (search.left() or 0.0) > begun,
        )
        search.bound = min(search.bound, -found.value / unit)
        reach = np.where(problem.open_to_new, -found.forced / unit, -np.inf)
    _polish(search, 0.3)
    if search.best is None or not search.closed():
        _relax(search, reach)
        search.solve(_pool(search, reach), 0.5, links=True)
    if search.best is not None and search.closed():
        return search.best, search.certificate()
    among = problem.open_to_new
    if search.best is not None:
        among = among & ((reach > search.worth()) | search.best.opened)
    outcome = search.solve(among, 1.0, links=_pairs_of(problem, among) <= LINKED_PAIRS)
    if search.best is None:
        return None, outcome.certificate
    if outcome.bound is not None:
        outside = reach[problem.open_to_new & ~among]
        _lower(search, search.sign * max(search.sign * outcome.bound, float(outside.max(initial=-np.inf))))
    return search.best, search.certificate()


def _relax(search: _Search, reach: FloatArray) -> None:
    """Sharpen the bound, and in place what each column could still reach, by the linear relaxation."""
    problem = search.problem
    columns = index_columns(problem)
    model = build(problem, columns, stage=search.stage, hold_kg=search.hold_kg)
    relaxed = search.run(model, None, 0.5, relax=True)
    _lower(search, relaxed.bound)
    if relaxed.duals is None or relaxed.bound is None:
        return
    price = np.maximum(-search.sign * _prices(model, relaxed.duals)[: columns.n_open], 0.0)
    where = (columns.open_site, columns.open_size)
    reach[where] = np.minimum(reach[where], search.sign * relaxed.bound - price)


def _polish(search: _Search, share: float) -> None:
    """Free a few neighbouring stations at a time, hold the others, until nothing improves."""
    cover = search.problem.pairs.transpose().binary()
    until = search.left(share)
    begun = time.monotonic()
    improved = True
    while improved and search.best is not None and not search.closed():
        improved = False
        for site in np.flatnonzero(search.best.opened.any(axis=1)).tolist():
            if until is not None and time.monotonic() - begun > until:
                return
            before = search.objective
            opened = np.flatnonzero(search.best.opened.any(axis=1))
            shared = _shared(search.problem, cover, site)
            freed = opened[np.argsort(-shared[opened], kind="stable")][:FREED]
            region = np.zeros(search.problem.pairs.n_sites, dtype=bool)
            for one in freed.tolist():
                weight = _shared(search.problem, cover, one)
                region[np.argsort(-weight, kind="stable")[:NEAR]] = True
            region[opened] = True
            search.solve(
                _all_sizes(search.problem, region), 0.2, links=True, keep=np.setdiff1d(opened, freed)
            )
            improved |= search.objective > before + 1e-6 * abs(before)


def _shared(problem: HydrogenProblem, cover: sparse.csr_array, site: int) -> FloatArray:
    """Weigh the demand that each site shares with one, kg/day."""
    near = np.zeros(problem.pairs.n_demand)
    rows = cover.indices[cover.indptr[site] : cover.indptr[site + 1]]
    near[rows] = problem.demand_kg[rows]
    weight = np.asarray(cover @ near, dtype=np.float64)
    weight[site] = np.inf
    return weight


def _all_sizes(problem: HydrogenProblem, sites: BoolArray) -> BoolArray:
    """Every size that may open at some sites, (S, K)."""
    return np.asarray(problem.open_to_new & sites[:, None])


def _pool(search: _Search, reach: FloatArray) -> BoolArray:
    """Choose the sites that could reach most, those of them that fuel each arc, and the best siting's."""
    pool = np.zeros(search.problem.pairs.n_sites, dtype=bool)
    order = np.argsort(-reach.max(axis=1), kind="stable")
    pool[order[:POOL]] = True
    trips = search.problem.trips
    if trips is not None and trips.least > 0:
        fuels = sparse.csr_array(trips.cover[:, order])
        for arc in range(fuels.shape[0]):
            pool[order[np.sort(fuels.indices[fuels.indptr[arc] : fuels.indptr[arc + 1]])[:ARC_POOL]]] = True
    if search.best is not None:
        pool |= search.best.opened.any(axis=1)
    return _all_sizes(search.problem, pool)


def _lower(search: _Search, bound: float | None) -> None:
    if bound is not None and np.isfinite(bound):
        search.bound = min(search.bound, search.sign * bound)


def _prices(model: ModelBuilder, duals: FloatArray) -> FloatArray:
    """Return the reduced cost of every column, in the model's sense."""
    arrays = model.arrays()
    return np.asarray(arrays.cost - arrays.matrix.T @ duals, dtype=np.float64)


def _pairs_of(problem: HydrogenProblem, among: BoolArray) -> int:
    return int(np.asarray(among.any(axis=1))[problem.pairs.indices].sum())


def _trivial_bound(problem: HydrogenProblem) -> float:
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


def _least_cost(search: _Search) -> float | None:
    """Bound the annual cost by the cheapest stations that could hold the hydrogen, wherever it is asked."""
    problem = search.problem
    columns = index_columns(problem)
    yearly = problem.annuity * problem.station_cost[columns.open_site, columns.open_size] / MILLION
    builder = ModelBuilder("hydrogen_capacity", "min")
    y = builder.add_variables("y", columns.n_open, upper=1.0, cost=yearly)
    add_count_rows(builder, problem, columns, y)
    room = problem.sizes_kg[columns.open_size] / TONNE
    missing = (search.hold_kg - problem.standing.sum()) / TONNE
    builder.add_rows("room", room[None, :], y, lower=missing)
    add_trip_rows(builder, problem, columns, y)
    stations = search.run(builder, None, 0.2, relax=True).bound
    cheapest = problem.haul_cost.min(axis=1, initial=np.inf)
    left, haul = search.hold_kg, 0.0
    for source in np.argsort(cheapest, kind="stable").tolist():
        taken = min(left, float(problem.supply_capacity[source]))
        haul += 0.0 if taken <= 0 else DAYS * taken * float(cheapest[source])
        left -= taken
    return None if stations is None else stations + haul / MILLION


def _million(problem: HydrogenProblem, flows: Flows) -> float:
    hauled = flows.supply > 0
    yearly = problem.annuity * problem.station_cost[flows.opened].sum()
    return float(yearly + DAYS * (flows.supply[hauled] * problem.haul_cost[hauled]).sum()) / MILLION


def expand_flows(problem: HydrogenProblem, columns: Columns, values: FloatArray) -> Flows:
    """Read flows on the problem's own arrays from the columns of a model."""
    opened = np.zeros_like(problem.allowed)
    n, m = columns.n_open, columns.n_open + columns.n_flow
    delivered = values[m : m + len(columns.source)]
    yes = values[:n] > 0.5
    opened[columns.open_site[yes], columns.open_size[yes]] = True
    supply = np.zeros(problem.haul_cost.shape)
    supply[columns.source, columns.source_site] = np.maximum(delivered, 0.0) * TONNE
    return Flows(opened, part_flow(problem, columns, np.maximum(values[n:m], 0.0) * TONNE), supply)


def collapse_flows(problem: HydrogenProblem, columns: Columns, flows: Flows) -> FloatArray:
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
