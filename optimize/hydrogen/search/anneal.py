"""Better hydrogen sitings by simulated annealing: stations move, change size or trade sizes, one at a time.

A siting is judged by a maximum flow from its stations to the demand rows they reach, some tenths of a
millisecond. In stage 2 what it sells short of the held hydrogen costs a price per kg, so that the search
crosses sitings that sell too little. Sources are looked at by their cheapest delivery and their total alone:
the flow model decides in the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import maximum_flow

from optimize.hydrogen.problem import DAYS, HydrogenProblem
from optimize.hydrogen.search.patterns import SideRows
from optimize.matrices import mask_of, ones_at, row_cells
from optimize.solvers.work import MOVE

if TYPE_CHECKING:
    from gisplan_arrays import Flags, Floats, Whole
    from optimize.solvers.limits import Clock

_PARTS = 1000.0
"""Parts of a kg that the flow counts in."""
_SLACK_KG = 0.5
"""What the rounding of the flow may hide of the held hydrogen."""
_RESIZE, _TRADE, _NEAR = 0.15, 0.3, 0.65
"""Shares of moves, summed up: another size, two sizes traded, a site that shares customers; else any site."""


@dataclass(frozen=True)
class Heat:
    """Temperature at the first and the last step (money a year, stage 1: kg/day), and the steps."""

    first: float
    last: float
    steps: int


def anneal(
    problem: HydrogenProblem,
    opened: Flags,
    pool: Flags,
    *,
    hold_kg: float | None,
    price: float,
    heat: Heat,
    seed: int,
    clock: Clock,
    judge: Judge | None = None,
) -> Flags | None:
    """Look for a better siting.

    Parameters
    ----------
    problem
        The problem.
    opened
        A siting that meets the counts, (S, K).
    pool
        Sites and sizes that stations may move to, (S, K).
    hold_kg
        Hydrogen that stage 2 must serve; None asks for stage 1.
    price
        What a missing kg/day costs, money a year.
    heat
        Temperatures and steps.
    seed
        Source of chance.
    clock
        Looked at before every step.
    judge
        What values a siting; None values its cost, in stage 1 its hydrogen.

    Returns
    -------
    numpy.ndarray or None
        The best siting that seems to serve the held hydrogen, (S, K); None when there was none.
    """
    judge = judge or Judge(problem, hold_kg, price)
    random = np.random.default_rng(seed)
    moves = _Moves(judge, problem.open_to_new & (pool | opened), random)
    where: Whole = np.argwhere(opened)
    sites, sizes = where.T
    value, _ = judge.value(sites, sizes)
    best: tuple[float, Whole, Whole] | None = None
    for step in range(heat.steps):
        if clock.over(MOVE):
            break
        tried = moves.next(sites, sizes)
        if tried is None or not judge.counts_met(tried[0]):
            continue
        other, enough = judge.value(*tried)
        if enough and (best is None or other < best[0]):
            best = (other, *tried)
        warmth = heat.first * (heat.last / heat.first) ** (step / heat.steps)
        if other <= value or random.random() < np.exp((value - other) / warmth):
            (sites, sizes), value = tried, other
    if best is None:
        return None
    found = np.zeros_like(opened)
    found[best[1], best[2]] = True
    return found


class Judge:
    """Values sitings: the less the better."""

    def __init__(self, problem: HydrogenProblem, hold_kg: float | None, price: float) -> None:
        self.problem, self.hold_kg, self.price = problem, hold_kg, price
        self.cover = problem.pairs.transpose().binary()
        self.demand = np.floor(problem.demand_kg * _PARTS).astype(np.int32)
        self.yearly = problem.annuity * problem.station_cost
        haul = problem.haul_cost.min(axis=0, initial=np.inf)
        self.haul = DAYS * np.where(np.isfinite(haul), haul, 0.0)
        given = np.minimum(problem.limit, problem.supply_capacity[:, None, None])
        able = np.where(np.isfinite(problem.haul_cost)[:, :, None], given, 0.0).sum(axis=0)
        self.room = np.minimum(able, problem.sizes_kg)
        self.standing = np.flatnonzero(problem.standing > 0)
        self.side = SideRows(problem)
        self.required = np.unique(problem.required)

    def counts_met(self, sites: Whole) -> bool:
        """Tell whether counts, required sites and freight trips are met."""
        opened = mask_of(sites, self.problem.pairs.n_sites)
        short = (self.side.member[: self.side.n_counts] @ opened) < self.side.least[: self.side.n_counts]
        trips = self.problem.trips
        refuels = trips is None or trips.count(opened | (self.problem.standing > 0)) >= trips.least
        return bool(opened[self.required].all() and not short.any() and refuels)

    def value(self, sites: Whole, sizes: Whole) -> tuple[float, bool]:
        """Give the value of a siting, and whether it seems to serve the held hydrogen."""
        sold = self._sold(sites, sizes)
        total = min(float(sold.sum()), float(self.problem.supply_capacity.sum()))
        if self.hold_kg is None:
            return -total, True
        new = sold[: sites.size]
        idle = (new < self.problem.min_use * self.problem.sizes_kg[sizes] - _SLACK_KG).any()
        places = np.concatenate([sites, self.standing])
        cost = float(self.yearly[sites, sizes].sum() + (self.haul[places] * sold).sum())
        missing = self.hold_kg - total
        # What is sold beyond the held hydrogen need not be hauled.
        each = self.price if missing > 0 else float(self.haul[places].mean())
        return cost + each * missing, missing < _SLACK_KG and not idle

    def _sold(self, sites: Whole, sizes: Whole) -> Floats:
        """Sell as much as the stations can together, kg/day by station; new ones first."""
        places = np.concatenate([sites, self.standing])
        room = np.concatenate([self.room[sites, sizes], self.problem.standing[self.standing]])
        n = places.size
        pieces = [row_cells(self.cover, s) for s in places.tolist()]
        counts = np.array([piece.size for piece in pieces])
        rows = np.concatenate(pieces)
        able = self.demand[rows].copy()
        high = np.concatenate([self.problem.high[sizes], self.problem.standing_high[self.standing] > 0])
        able[self.problem.high_rows[rows] & ~np.repeat(high, counts)] = 0
        own, at = np.unique(rows, return_inverse=True)
        m = own.size
        arcs = np.concatenate([[0, n], n + np.cumsum(counts), n + rows.size + np.arange(1, m + 1)])
        graph = sparse.csr_array(
            (
                np.concatenate([room * _PARTS, able, self.demand[own]]).astype(np.int32),
                np.concatenate([np.arange(1, n + 1), 1 + n + at, np.full(m, 1 + n + m)]).astype(np.int32),
                np.concatenate([arcs, arcs[-1:]]).astype(np.int32),
            ),
            shape=(n + m + 2, n + m + 2),
        )
        flow = maximum_flow(graph, 0, n + m + 1).flow
        sold = np.zeros(n)
        sold[flow.indices[: flow.indptr[1]] - 1] = flow.data[: flow.indptr[1]] / _PARTS
        return sold


class _Moves:
    """Draws the next siting to try."""

    def __init__(self, judge: Judge, able: Flags, random: np.random.Generator) -> None:
        self.able, self.random, self.cover = able, random, judge.cover
        self.sites = np.flatnonzero(able.any(axis=1))
        self.by_size = judge.hold_kg is not None
        n_sizes = able.shape[1]
        self.largest = n_sizes - 1 - np.argmax(able[:, ::-1], axis=1)
        self.smallest = np.argmax(able, axis=1)

    def next(self, sites: Whole, sizes: Whole) -> tuple[Whole, Whole] | None:
        """Change one station, or trade two sizes; None where the draw is not possible."""
        kind, one = self.random.random(), int(self.random.integers(sites.size))
        places, kilograms = sites.copy(), sizes.copy()
        if self.by_size and kind < _RESIZE:
            kilograms[one] = self.random.integers(self.able.shape[1])
        elif self.by_size and kind < _TRADE:
            other = int(self.random.integers(sites.size))
            kilograms[[one, other]] = kilograms[[other, one]]
        else:
            among = self._near(int(sites[one])) if kind < _NEAR else self.sites
            if among.size == 0:
                return None
            place = among[self.random.integers(among.size)]
            if place in sites:
                return None
            places[one] = place
            if not self.by_size:
                kilograms[one] = self.largest[place]
            elif not self.able[place, kilograms[one]]:
                kilograms[one] = self.smallest[place]
        same = bool((places == sites).all() and (kilograms == sizes).all())
        return None if same or not self.able[places, kilograms].all() else (places, kilograms)

    def _near(self, site: int) -> Whole:
        """Give the sites of the pool that share a demand row with one."""
        rows = row_cells(self.cover, site)
        reached = ones_at(rows, self.cover.shape[1])
        return self.sites[np.asarray(self.cover @ reached)[self.sites] > 0]
