"""Solving one stage of the hydrogen siting: start, polishing, relaxation, narrowing, proof.

A quick search gives the start; the cost of many stations starts from what the relaxation finds promising,
for stage 1 may leave it far off and annealing would not come back. When it does not meet the trivial bound,
the siting is polished by freeing neighbouring stations, a few at a time; the linear relaxation gives a bound
and the prices from which the Lagrangian climbs to a better one, with a bound for every (site, size) forced
open. Columns that fall behind the siting stay closed, and the integer model on the rest is solved. In stage
2 that is done for every pattern (stations of each size) on its own: few patterns are left, and each leaves
few columns. The certified bound is the weaker of that model's bound and of the best that a closed column
could still have reached, never weaker than the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from optimize.hydrogen.model import TONNE, build, index_columns
from optimize.hydrogen.search.anneal import Heat, anneal
from optimize.hydrogen.search.bound import Lagrangian, SiteBound, multipliers_of
from optimize.hydrogen.search.start import quick_stations, trip_stations
from optimize.hydrogen.search.state import (
    Flows,
    Search,
    Stage,
    all_sizes,
    expand_flows,
    least_cost,
    million_a_year,
)
from optimize.matrices import row_cells

if TYPE_CHECKING:
    from gisplan_arrays import Flags, Floats
    from optimize.certificate import Certificate
    from optimize.hydrogen.problem import HydrogenProblem
    from optimize.solvers.limits import Settings


HELD = 1e-9
"""Part of the served hydrogen by which rounding may miss it."""
SMALL = 200
"""Columns up to which one model with all link rows is solved at once."""
LINKED_PAIRS = 20_000
"""Pairs up to which the last model has link rows."""
POOL = 80
ARC_POOL = 4
"""Sites in the pool of promising ones, and those in it for each freight arc."""
ANNEALED = 60
"""Columns that stations move to in annealing."""
ROUNDS, PATIENCE = 6, 2
"""Rounds of annealing, and rounds without a better siting after which it ends."""
ANNEAL_SHARE = 0.4
"""Part of the work left that annealing may do."""
MOST_STEPS, TRIES = 5000, 6
"""Steps of a round at most, and times each move of a station is tried."""
COST_HEAT, SERVED_HEAT = (1e6, 2e4), (30.0, 0.5)
"""First and last temperature: money a year, kg/day."""
PENALTY = 2.5
"""Price of a missing kg against its price in the relaxation."""
MOST_PATTERNS = 8
"""Patterns up to which each is proven on its own."""
FIRST_ROUND = 0.3
"""Part of the work left that a pattern gets at first."""


def solve_stage(
    problem: HydrogenProblem, stage: Stage, how: Settings, *, start: Flows | None = None
) -> tuple[Flows | None, Certificate]:
    """Solve one stage.

    Parameters
    ----------
    problem
        The problem.
    stage
        ``served`` or ``cost``.
    how
        Limits and solver; the clock of the stage runs.
    start
        The siting of stage 1, whose served hydrogen stage ``cost`` holds.

    Returns
    -------
    tuple
        The flows (None when there are none) and the certificate.
    """
    search = Search(problem, stage, how, 0.0 if start is None else start.served * (1.0 - HELD))
    if problem.own is not None:
        return _whole(search, start)
    if start is None:
        chosen = quick_stations(problem, how.seed, how.clock.part(0.2))
        if not _refuels(problem, chosen):
            chosen = trip_stations(problem, search.run)
        if chosen is not None:
            search.solve(all_sizes(problem, chosen), 1.0)
        if search.best is None:
            _begin(search)
    else:
        search.best, search.objective = start, -million_a_year(problem, start)
        # Sizes of many stations are a hard model, and their sites far from the best: `_leap` leaves both.
        if not _too_many(problem):
            _hold(search)
        least = least_cost(
            problem, search.hold_kg, lambda model: search.run(model, None, 0.2, relax=True).bound
        )
        search.counted = np.inf if least is None else -least
    if search.closed():
        return search.answer()
    if len(np.flatnonzero(problem.open_to_new)) <= SMALL:
        outcome = search.solve(problem.open_to_new, 1.0, links=True)
        if search.best is None:
            return None, outcome.certificate
        search.lower(outcome.bound)
        return search.answer()
    return _narrow(search)


def _hold(search: Search) -> None:
    """Hold the best stations: sizes and supply are a small model, which never fails on its own start."""
    if search.best is not None:
        search.solve(all_sizes(search.problem, np.asarray(search.best.opened.any(axis=1))), 0.2)


def _whole(search: Search, start: Flows | None) -> tuple[Flows | None, Certificate]:
    """Solve the model of every column alone: no search, no pattern and no price looks at own rows."""
    problem = search.problem
    if start is not None:
        search.best, search.objective = start, -million_a_year(problem, start)
    outcome = search.solve(problem.open_to_new, 1.0, links=problem.pairs.n_pairs <= LINKED_PAIRS)
    if search.best is None:
        return None, outcome.certificate
    search.lower(outcome.bound)
    return search.answer()


def _refuels(problem: HydrogenProblem, chosen: Flags | None) -> bool:
    """Tell whether a start refuels the trips that are asked for."""
    trips = problem.trips
    if trips is None or chosen is None:
        return trips is None
    return trips.count(chosen | (problem.standing > 0)) >= trips.least


def _begin(search: Search) -> None:
    """Begin with any siting: the quick start looks at no least use, the model without objective does."""
    columns = index_columns(search.problem)
    model = build(search.problem, columns, stage="none")
    found = search.run(model, None, 0.4, relax=False)
    if found.values is not None:
        flows = expand_flows(search.problem, columns, found.values)
        # Kept before it is improved: presolve has called the model on its own stations infeasible.
        search.offer(flows, flows.served / TONNE)
        search.solve(all_sizes(search.problem, np.asarray(flows.opened.any(axis=1))), 1.0)


def _narrow(search: Search) -> tuple[Flows | None, Certificate]:
    """Bound, improve, solve on a pool of promising columns, fix by price, and solve on what is left."""
    problem = search.problem
    reach, prices = relaxed_reach(search)
    _leap(search, reach)
    if search.closed():
        return search.answer()
    bounds = _price(search, reach, prices)
    if search.closed():
        return search.answer()
    if search.best is not None and bounds and bounds[0].pattern is not None:
        alive = sum(-one.value / search.unit > search.worth() for one in bounds)
        if alive <= MOST_PATTERNS:
            _by_pattern(search, bounds)
            return search.answer()
    search.solve(_pool(search, reach), 0.5, links=True)
    if search.closed():
        return search.answer()
    among = problem.open_to_new
    if search.best is not None:
        among = among & ((reach > search.worth()) | search.best.opened)
    outcome = search.solve(among, 1.0, links=_pairs_of(problem, among) <= LINKED_PAIRS)
    if search.best is None:
        return None, outcome.certificate
    if outcome.bound is not None:
        outside = reach[problem.open_to_new & ~among]
        search.lower(search.sign * max(search.sign * outcome.bound, float(outside.max(initial=-np.inf))))
    return search.answer()


def _leap(search: Search, reach: Floats) -> None:
    """Leave the siting of stage 1 for what the relaxation finds promising, where annealing would not."""
    if search.closed() or search.stage != "cost" or not _too_many(search.problem):
        return
    before = search.objective
    # Without the best siting's own sites: a far start has kept HiGHS from what it finds alone.
    search.solve(_pool(search, reach, with_best=False), 0.5, links=True)
    if search.objective == before:
        _hold(search)


def _price(search: Search, reach: Floats, prices: Floats | None) -> tuple[SiteBound, ...]:
    """Climb the Lagrangian, anneal on what it finds promising, and climb on; sharpens bound and reach."""
    problem, unit, stage2 = search.problem, search.unit, search.stage == "cost"
    # The Lagrangian of stage 1 prices no supply: where sites limit theirs, the relaxation alone tells.
    if not stage2 and np.isfinite(problem.limit).any():
        _anneal(search, reach, prices)
        polish(search, 0.15)
        return ()
    clock = search.how.clock.part(0.6)

    def known() -> tuple[float, float]:
        if search.best is None:
            return 0.0, 0.0
        return -unit * search.objective, -unit * (search.worth() if stage2 else search.objective)

    lagrangian = Lagrangian(problem, search.hold_kg if stage2 else None, prices)
    lagrangian.climb_together(*known(), clock)
    _sharpen(search, reach, lagrangian.bounds())
    _anneal(search, reach, prices)
    if not stage2:
        polish(search, 0.15)
    if search.closed():
        return lagrangian.bounds()
    lagrangian.climb_each(*known(), clock)
    bounds = lagrangian.bounds()
    _sharpen(search, reach, bounds)
    return bounds


def _sharpen(search: Search, reach: Floats, bounds: tuple[SiteBound, ...]) -> None:
    """Lower, in place, what each column could still reach, and the bound."""
    search.bound = min(search.bound, -bounds[0].value / search.unit)
    forced = np.min([one.forced for one in bounds], axis=0)
    reach[:] = np.where(search.problem.open_to_new, np.minimum(reach, -forced / search.unit), -np.inf)


def _anneal(search: Search, reach: Floats, prices: Floats | None) -> None:
    """Anneal the best siting some times, on the columns that could reach most."""
    problem, stage2 = search.problem, search.stage == "cost"
    price = 0.0 if prices is None else PENALTY * float(prices[problem.pairs.n_demand])
    order = np.sort(reach, axis=None)[::-1]
    pool = problem.open_to_new & (reach >= order[min(ANNEALED, order.size) - 1])
    # Each move of a station is tried some times.
    steps = min(MOST_STEPS, TRIES * problem.target * int(pool.sum()))
    heat = Heat(*(COST_HEAT if stage2 else SERVED_HEAT), steps=steps)
    clock, idle = search.how.clock.part(ANNEAL_SHARE), 0
    # Stage 1 goes on within the gap asked for: where little is left unsold the bound of stage 2 is close.
    enough = None if stage2 else 0.0
    for round_ in range(ROUNDS):
        if search.best is None or search.closed(enough) or idle == PATIENCE:
            return
        before = search.objective
        found = anneal(
            problem,
            search.best.opened,
            pool,
            hold_kg=search.hold_kg if stage2 else None,
            price=price,
            heat=heat,
            seed=search.how.seed + round_,
            clock=clock,
        )
        if found is not None:
            search.solve(all_sizes(problem, np.asarray(found.any(axis=1))), 0.2)
        idle = 0 if search.objective > before else idle + 1


def _by_pattern(search: Search, bounds: tuple[SiteBound, ...]) -> None:
    """Show pattern by pattern that none holds a siting worth looking for, or find it.

    A first round gives every pattern a part of the work, a second one the rest to those still open.
    """
    value = [-one.value / search.unit for one in bounds]
    for first in (True, False):
        # The easiest first: what they leave of their work goes to the hardest.
        for number in range(len(bounds) - 1, -1, -1):
            if value[number] > search.worth():
                share = FIRST_ROUND if first else 1.0 / (number + 1)
                value[number] = min(value[number], prove_pattern(search, bounds[number], share))
            search.bound = min(search.bound, max(value))


def prove_pattern(search: Search, bound: SiteBound, share: float) -> float:
    """Look in one pattern for a siting worth it; give what a siting of the pattern reaches at most."""
    may_open, worth = search.problem.open_to_new, search.worth()
    reach = np.where(may_open, -bound.forced / search.unit, -np.inf)
    among = may_open & (reach > worth)
    outside = float(reach[may_open & ~among].max(initial=-np.inf))
    if among.any(axis=1).sum() < search.problem.target:
        return outside
    # Link rows cost more here than they give: the bound is at hand, and few columns are left.
    outcome = search.solve(among, share, pattern=bound.pattern, beyond=worth)
    inside = np.inf if outcome.bound is None else search.sign * outcome.bound
    if outcome.status == "infeasible":
        inside = worth
    return max(inside, outside)


def relaxed_reach(search: Search) -> tuple[Floats, Floats | None]:
    """Sharpen the bound by the linear relaxation; give what each column could still reach, and its prices."""
    problem = search.problem
    reach = np.where(problem.open_to_new, search.most(), -np.inf)
    columns = index_columns(problem)
    model = build(problem, columns, stage=search.stage, hold_kg=search.hold_kg)
    relaxed = search.run(model, None, 0.5, relax=True)
    search.lower(relaxed.bound)
    if relaxed.duals is None or relaxed.bound is None:
        return reach, None
    arrays = model.arrays()
    reduced = (arrays.cost - arrays.matrix.T @ relaxed.duals)[: columns.n_open]
    where = (columns.open_site, columns.open_size)
    reach[where] = np.minimum(
        reach[where], search.sign * relaxed.bound - np.maximum(-search.sign * reduced, 0.0)
    )
    duals = dict(zip(model.row_names(), relaxed.duals.tolist(), strict=True))
    return reach, multipliers_of(problem, columns, duals, stage2=search.stage == "cost")


def _too_many(problem: HydrogenProblem) -> bool:
    """Whether annealing ends before it has tried the moves of so many stations."""
    return TRIES * problem.target * ANNEALED > MOST_STEPS


def _pool(search: Search, reach: Floats, *, with_best: bool = True) -> Flags:
    """Choose the sites that could reach most, those of them that fuel each arc, and the best siting's."""
    pool = np.zeros(search.problem.pairs.n_sites, dtype=bool)
    order = np.argsort(-reach.max(axis=1), kind="stable")
    pool[order[:POOL]] = True
    trips = search.problem.asked_trips
    if trips is not None:
        fuels = sparse.csr_array(trips.cover[:, order])
        for arc in range(fuels.shape[0]):
            pool[order[np.sort(row_cells(fuels, arc))[:ARC_POOL]]] = True
    if search.best is not None and with_best:
        pool |= search.best.opened.any(axis=1)
    return all_sizes(search.problem, pool)


def _pairs_of(problem: HydrogenProblem, among: Flags) -> int:
    return int(np.asarray(among.any(axis=1))[problem.pairs.indices].sum())


FREED = 3
NEAR = 20


def polish(search: Search, share: float) -> None:
    """Free a few neighbouring stations at a time, hold the others, until nothing improves."""
    cover = search.problem.pairs.transpose().binary()
    clock = search.how.clock.part(share)
    improved = True
    while improved and search.best is not None and not search.closed():
        improved = False
        for site in np.flatnonzero(search.best.opened.any(axis=1)).tolist():
            if clock.left <= 0.0:
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
            search.solve(all_sizes(search.problem, region), 0.2, links=True, keep=np.setdiff1d(opened, freed))
            improved |= search.objective > before + 1e-6 * abs(before)


def _shared(problem: HydrogenProblem, cover: sparse.csr_array, site: int) -> Floats:
    """Weigh the demand that each site shares with one, kg/day."""
    near = np.zeros(problem.pairs.n_demand)
    rows = row_cells(cover, site)
    near[rows] = problem.demand_kg[rows]
    weight = np.asarray(cover @ near, dtype=np.float64)
    weight[site] = np.inf
    return weight
