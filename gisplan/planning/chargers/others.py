"""Plans beside the plan, which say what its number of chargers buys: as much energy without its rules.

``energy`` serves what the plan serves at least cost, ``fewest`` with the fewest chargers. Both stand at the
plan's open sites, within their bays, feeds and cars, and know of no target, floor, share, feeder or least
number.
``target`` is ``energy`` filled up to the target: every further charger is the cheapest kind, where those that
stand are used most.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from gisplan.planning.chargers.sizing import placed
from gisplan.planning.limits import solver_limits
from gisplan.tables.count import SPARE
from gisplan_errors import SolverFailed
from gisplan_words import message
from optimize.entry import solve
from optimize.sizing.search.held import HeldSizing
from optimize.solvers.workers.side_by_side import side_by_side

if TYPE_CHECKING:
    from gisplan.planning.chargers.sizing import SizedSites
    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Floats, Whole
    from gisplan_progress import Progress
    from optimize.certificate import Certificate
    from optimize.sizing.problem import SizingProblem
    from optimize.sizing.sizing import Sizing

EACH: Final = 1000.0
"""What a charger costs where chargers are counted: of the size of money, as the models take it."""


@dataclass(frozen=True, eq=False)
class OtherPlan:
    """Another plan for as much energy.

    Attributes
    ----------
    name
        ``energy``, ``fewest`` or ``target``.
    counts : numpy.ndarray
        Chargers by site of the sizing and type, shape (S, T).
    unmet
        Energy that it leaves unmet, kWh/day.
    certificate
        What is proven of its cost (``energy``) or number (``fewest``); None: nothing is.
    """

    name: str
    counts: Whole
    unmet: float
    certificate: Certificate | None


def other_plans(
    scenario: Scenario, sized: SizedSites, *, progress: Progress | None = None
) -> tuple[OtherPlan, ...]:
    """Find the plans beside a plan; without those that no whole chargers were found for.

    Parameters
    ----------
    scenario
        The resolved scenario.
    sized
        The plan's chargers, with its flows.
    progress
        Told one line; None tells nobody.

    Returns
    -------
    tuple of OtherPlan
        In the order ``fewest``, ``energy``, ``target``.
    """
    problem, sizing = sized.problem, sized.sizing
    if progress is not None:
        progress(message("planning-others"))
    bare = _bare(problem)
    left = float(sizing.unmet.sum())
    spare = SPARE * max(0.0, float(problem.energy.sum()) - left)
    grown = bare.upgrades
    free = None if grown is None else replace(grown, step_cost=np.zeros_like(grown.step_cost))
    number = replace(bare, cost=np.full(bare.cost.shape, EACH), upgrades=free)
    asked = (
        HeldSizing(number, left, spare, "count: fewest chargers"),
        HeldSizing(bare, left, spare, "count: cost of the energy alone"),
    )
    limits = solver_limits(scenario, "tradeoff")

    def found(one: HeldSizing) -> Sizing | None:
        try:
            return solve(one, **limits)
        except SolverFailed:
            return None

    fewest, energy = side_by_side(found, asked, threads=scenario.solver.threads)
    out = []
    if fewest is not None:
        said = fewest.certificates[0].times(1.0 / EACH, dict.fromkeys(_PRICED, 1.0))
        out.append(_other("fewest", replace(fewest, certificates=(said,)), sized))
    if energy is not None:
        out.append(_other("energy", energy, sized))
        filled = filled_up(problem, energy.counts, _loads(problem, energy), scenario.chargers.new_target)
        out.append(OtherPlan("target", filled, float(energy.unmet.sum()), None))
    return tuple(out)


_PRICED: Final = ("load", "capacity", "chargers", "bays", "grid", "fast", "coupling", "price", "budget")
"""Multipliers that are prices."""


def _other(name: str, sizing: Sizing, sized: SizedSites) -> OtherPlan:
    (said,) = placed(sizing.certificates, sized.sites)
    return OtherPlan(name, sizing.counts, float(sizing.unmet.sum()), said)


def _loads(problem: SizingProblem, sizing: Sizing) -> Floats:
    return np.bincount(problem.pairs.indices, sizing.flow, problem.n_sites).astype(np.float64)


def _bare(problem: SizingProblem) -> SizingProblem:
    """Leave bays, feeds, cars and allowed types; floors only say which sites trade chargers."""
    none = np.zeros(problem.n_sites, dtype=np.int64)
    floors = tuple(
        replace(floor, minimum=0.0)
        for floor in problem.floors
        if floor.name.startswith(("district ", "cars "))
    )
    return replace(
        problem,
        target=0,
        floors=floors,
        shares=(),
        loads=(),
        own=None,
        budget=None,
        min_chargers=none,
        min_fast=none,
    )


def filled_up(problem: SizingProblem, counts: Whole, load: Floats, target: int) -> Whole:
    """Add chargers up to a number, each of the cheapest kind, where those that stand are used most.

    Parameters
    ----------
    problem
        Whose bays, feeds and most chargers hold; its feeds as they are, for no filler buys a transformer.
    counts, load : numpy.ndarray
        Chargers that stand, shape (S, T), and what each site delivers, kWh/day, shape (S,).
    target
        Chargers in all.

    Returns
    -------
    numpy.ndarray
        Chargers, shape (S, T); fewer than asked where nothing more fits.
    """
    out, cheapest = counts.copy(), np.argsort(np.where(problem.allowed, problem.cost, np.inf), axis=1)
    able = (problem.capacity_kwh * counts).sum(axis=1)
    most = problem.most_each if problem.most_each is not None else problem.room_of_type
    cars = [floor for floor in problem.floors if floor.maximum is not None]

    def fits(s: int, t: int) -> bool:
        mine = out[s]
        return bool(
            problem.allowed[s, t]
            and mine.sum() < problem.max_chargers[s]
            and mine[t] < most[s, t]
            and mine @ problem.bays_each + problem.bays_each[t] <= problem.bays[s]
            and mine @ problem.load_kw[s] + problem.load_kw[s, t] <= problem.grid_kw[s] * (1 + 1e-12)
            and all(
                out[np.ix_(floor.sites, floor.types)].sum() < floor.maximum
                for floor in of_site.get(s, ())
                if t in floor.types
            )
        )

    of_site: dict[int, list[Any]] = {}
    for floor in cars:
        for s in floor.sites.tolist():
            of_site.setdefault(s, []).append(floor)
    queue = [(-load[s] / able[s], s) for s in range(problem.n_sites) if able[s] > 0 and load[s] > 0]
    heapify(queue)
    missing = target - int(out.sum())
    while queue and missing > 0:
        _, s = heappop(queue)
        t = next((int(one) for one in cheapest[s] if fits(s, int(one))), None)
        if t is None:
            continue
        out[s, t] += 1
        able[s] += problem.capacity_kwh[s, t]
        missing -= 1
        heappush(queue, (-load[s] / able[s], s))
    return out
