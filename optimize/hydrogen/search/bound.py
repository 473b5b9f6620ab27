"""Lagrangian bounds for both stages of the hydrogen siting, and what each site could still be worth.

The demand rows are priced by u_r >= 0, the held hydrogen by l >= 0, the sources by p_q >= 0, and the rows
that look at open sites only (counts by owner and group, freight trips) by w >= 0. What is left separates by
site and size: the site serves its customers with the largest l - h_s - u_r first until its size is full, h_s
being its cheapest delivery, min_q (h_qs + p_q), and the best `target` sites open. For every u, l, p, w the
value bounds the annual cost from below (Geoffrion, A. (1974), Lagrangean relaxation for integer programming,
Mathematical Programming Study 2, 82-114), at best better than the relaxation with all link rows, since the
size of a site stays whole. In stage 2 the numbers of stations of each size are a pattern
(`optimize.hydrogen.search.patterns`): every evaluation bounds every pattern, and a pattern is climbed on its
own while it is below what is enough. Stage 1 is the case of no cost, no sources, l = 1 and one pattern.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimize.hydrogen.problem import DAYS, HydrogenProblem, sum_by
from optimize.hydrogen.search.patterns import Choices, Pattern, SideRows, SizePatterns
from optimize.solvers.work import PRICE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gisplan_arrays import Flags, Floats, Whole
    from optimize.hydrogen.model import Columns
    from optimize.solvers.limits import Clock

_TOGETHER = 400
"""Steps on the lowest of all patterns."""
_ALONE = 500
"""Steps on one pattern."""
_PATIENCE = 25


@dataclass(frozen=True, eq=False)
class SiteBound:
    """A bound on the cost (stage 1: on minus the hydrogen served), and the bound with each (s, k) forced.

    Attributes
    ----------
    pattern
        Stations of each size that the bound is about; None: of any.
    value
        No siting of the pattern costs less, money a year (stage 1: minus kg/day).
    forced
        No siting of the pattern with size k at s costs less, (S, K).
    """

    pattern: Pattern | None
    value: float
    forced: Floats


@dataclass(frozen=True, eq=False)
class _Point:
    """The Lagrangian at one set of multipliers, for the pattern looked at."""

    value: float
    multipliers: Floats
    slope: Floats


def multipliers_of(
    problem: HydrogenProblem, columns: Columns, duals: Mapping[str, float], *, stage2: bool
) -> Floats:
    """Read multipliers from the row duals of the linear relaxation.

    Parameters
    ----------
    problem, columns
        The problem and the columns of its model.
    duals
        Dual of every row of the model by name, in its sense and units (t/day, millions).
    stage2
        Whether the model was of stage 2.

    Returns
    -------
    numpy.ndarray
        In money and kg; a start for `Lagrangian`.
    """
    # A dual is millions for a t/day; in stage 1 t/day for a t/day, and the sense is the opposite.
    sign, unit, station = (1.0, 1e3, 1e6) if stage2 else (-1.0, 1.0, 1e3)
    by_row = np.array(
        [-sign * unit * duals.get(f"demand_{r}", 0.0) for r in range(len(columns.merged_demand))]
    )
    rows = np.where(columns.merged >= 0, by_row[columns.merged], 0.0)
    sources = [-sign * unit * duals.get(f"source_{q}", 0.0) for q in range(len(problem.supply_capacity))]
    side = SideRows(problem)
    counts = sign * station * side.sign * np.array([duals.get(name, 0.0) for name in side.names])
    return np.concatenate([rows, [unit * duals.get("hold_0", 0.0) if stage2 else 1.0], sources, counts])


class Lagrangian:
    """The bounds found so far, by pattern.

    Parameters
    ----------
    problem
        The problem.
    hold_kg
        Hydrogen that stage 2 must serve; None asks for stage 1.
    start
        Multipliers to start from, as of `multipliers_of`.
    """

    def __init__(self, problem: HydrogenProblem, hold_kg: float | None, start: Floats | None) -> None:
        self.dual = _Dual(problem, hold_kg)
        room = None if hold_kg is None else hold_kg - float(problem.standing.sum())
        self.patterns = SizePatterns(problem, room)
        self.shape = problem.allowed.shape
        self.each = PRICE * problem.pairs.n_pairs
        self.value: dict[Pattern, float] = dict.fromkeys(self.patterns.alive, -np.inf)
        self.forced: dict[Pattern, Floats] = {}
        self.here = None if start is None else self.dual.box(start)

    def climb_together(self, best: float, enough: float, clock: Clock) -> None:
        """Climb the lowest pattern of every step.

        Parameters
        ----------
        best
            Value of the best siting known: money a year, in stage 1 minus the kg/day served.
        enough
            Bound at which nothing need be climbed further.
        clock
            Looked at before every step.
        """
        here = self.dual.start(best) if self.here is None else self.here
        self.here = self._run(here, None, _TOGETHER, (best, enough), clock)
        priced = self.dual.price(self.here)
        choices = self.patterns.choose(priced.value)
        for pattern in self.value:
            self._force(priced, choices, pattern)

    def climb_each(self, best: float, enough: float, clock: Clock) -> None:
        """Climb every pattern that is below `enough` on its own, the lowest first."""
        for pattern in sorted(self.value, key=lambda one: self.value[one]):
            if self.value[pattern] < enough and clock.left > 0.0 and self.here is not None:
                self._run(self.here, pattern, _ALONE, (best, enough), clock)

    def bounds(self) -> tuple[SiteBound, ...]:
        """Give the best bound found of every pattern, lowest first; the least of them bounds the problem."""
        told = {pattern: pattern if self.patterns.by_size else None for pattern in self.value}
        found = []
        for pattern, value in self.value.items():
            least = np.full(self.shape, value)
            forced = np.asarray(np.maximum(self.forced.get(pattern, least), least))
            found.append(SiteBound(told[pattern], value, forced))
        return tuple(sorted(found, key=lambda one: one.value))

    def _force(self, priced: _Priced, choices: Choices, pattern: Pattern) -> None:
        """Keep the bounds of a pattern with each (s, k) forced."""
        forced = priced.constant + self.patterns.forced(choices, priced.value, pattern)
        self.forced[pattern] = np.maximum(self.forced.get(pattern, forced), forced)

    def _price(self, multipliers: Floats, pattern: Pattern | None) -> _Point:
        """Evaluate all patterns, keep what they reach, and give the slope of one: of the lowest if None."""
        priced = self.dual.price(multipliers)
        choices = self.patterns.choose(priced.value)
        at = {one: priced.constant + float(choices.least[one]) for one in self.value}
        for one, value in at.items():
            self.value[one] = max(self.value[one], value)
        if pattern is None:
            lowest = min(at, key=lambda one: at[one])
        else:
            lowest = pattern
            self._force(priced, choices, pattern)
        slope = self.dual.slope(priced, *self.patterns.stations(choices, lowest))
        return _Point(at[lowest], multipliers, slope)

    def _run(
        self,
        here: Floats,
        pattern: Pattern | None,
        steps: int,
        known: tuple[float, float],
        clock: Clock,
    ) -> Floats:
        """Climb one pattern, or the lowest of all at every step; give the multipliers of the best bound."""
        best, enough = known
        point = top = self._price(here, pattern)
        scale = self.dual.scale
        step, stale, direction = 1.0, 0, np.zeros(here.size)
        for _ in range(steps):
            lost = not np.isfinite(point.value)
            if clock.over(self.each) or lost or step < 1e-3 or enough - top.value <= 1e-7 * abs(best):
                break
            # Slopes count relative to the demand they belong to, so that small rows are priced as well.
            direction = point.slope / scale + 0.6 * direction
            square = float((direction * direction) @ scale)
            if square == 0.0:
                break
            aim = best + 0.02 * abs(best) - point.value
            here = self.dual.box(here + step * max(aim, 1e-9) / square * direction)
            point = self._price(here, pattern)
            if point.value > top.value + 1e-7 * abs(top.value):
                top, stale = point, 0
            else:
                stale += 1
            if stale > _PATIENCE:
                step, stale, here, point = step / 2, 0, top.multipliers, top
                direction[:] = 0.0
        return top.multipliers


@dataclass(frozen=True, eq=False)
class _Priced:
    """Value of every (s, k) at some multipliers, what no site changes, and how the slope follows."""

    value: Floats
    constant: float
    order: Whole
    before: Floats
    asked: Floats
    cheapest: Whole | None
    refuelled: Flags


class _Dual:
    """The separated problem; multipliers are u by row, then l, then p by source, then w by side row."""

    def __init__(self, problem: HydrogenProblem, hold_kg: float | None) -> None:
        self.problem, self.hold_kg = problem, hold_kg
        self.side = SideRows(problem)
        self.rows, self.sites = problem.pairs.rows(), problem.pairs.indices
        n_sites = problem.pairs.n_sites
        self.first = np.searchsorted(np.sort(self.sites, kind="stable"), np.arange(n_sites))
        self.deliverable = np.asarray(np.isfinite(problem.haul_cost).any(axis=0))
        fixed = problem.annuity * problem.station_cost if hold_kg is not None else 0.0 * problem.station_cost
        held = np.array([hold_kg or 1.0])
        weights = np.maximum(np.concatenate([problem.demand_kg, held, problem.supply_capacity]), 1.0)
        # A price by station is as many times one by kg as a station sells kg.
        by_station = self.side.typical**2 / max(float(problem.sizes_kg.min()), 1.0)
        self.scale = np.concatenate([weights, by_station])
        self.fixed = np.where(problem.open_to_new, fixed, np.inf)

    def start(self, best: float) -> Floats:
        """Price rows at a part of what a kg is worth, and sources and side rows at nothing."""
        n, rest = self.problem.pairs.n_demand, len(self.problem.supply_capacity) + len(self.side.names)
        worth = 1.0 if self.hold_kg is None else best / max(self.hold_kg, 1.0)
        return np.concatenate([np.full(n, 0.1 * worth), [worth], np.zeros(rest)])

    def box(self, multipliers: Floats) -> Floats:
        """Keep multipliers at least 0; in stage 1 a kg is worth 1 and sources have no price."""
        inside = np.maximum(multipliers, 0.0)
        if self.hold_kg is None:
            n, q = self.problem.pairs.n_demand, len(self.problem.supply_capacity)
            inside[n], inside[n + 1 : n + 1 + q] = 1.0, 0.0
        return inside

    def price(self, multipliers: Floats) -> _Priced:
        """Value every site and size."""
        problem, n = self.problem, self.problem.pairs.n_demand
        side_from = n + 1 + len(problem.supply_capacity)
        u, worth = multipliers[:n], float(multipliers[n])
        source_price, side_price = multipliers[n + 1 : side_from], multipliers[side_from:]
        if self.hold_kg is None:
            haul, cheapest = np.zeros(problem.pairs.n_sites), None
        else:
            delivered = DAYS * problem.haul_cost + source_price[:, None]
            cheapest = np.argmin(delivered, axis=0)
            haul = delivered[cheapest, np.arange(cheapest.size)]
        order, before = self._queue(u)
        # a loss sells nothing; where no source delivers it would be infinite, and inf * 0 is no number
        gain = np.maximum(worth - haul[self.sites[order]] - u[self.rows[order]], 0.0)
        asked = np.where(gain > 0, problem.demand_kg[self.rows[order]], 0.0)
        value = self.fixed - self.side.worth(side_price)[:, None]
        for k, kg in enumerate(problem.sizes_kg.tolist()):
            sold = np.clip(kg - before, 0.0, asked)
            value[:, k] -= sum_by(self.sites[order], gain * sold, value.shape[0]) * self.deliverable
        standing = problem.standing * self.deliverable
        stood = np.clip(standing[self.sites[order]] - before, 0.0, asked)
        added, refuelled = self.side.rest(side_price)
        constant = added - float((gain * stood).sum()) - float(u @ problem.demand_kg)
        if self.hold_kg is not None:
            constant += worth * self.hold_kg - float(source_price @ problem.supply_capacity)
        return _Priced(value, constant, order, before, asked, cheapest, refuelled)

    def slope(self, priced: _Priced, opened: Flags, size: Whole) -> Floats:
        """Give the slope of the bound in every multiplier for the stations that open."""
        problem, n = self.problem, self.problem.pairs.n_demand
        order = priced.order
        capacity = problem.standing + np.where(opened, problem.sizes_kg[size], 0.0)
        capacity *= self.deliverable
        sold = np.clip(capacity[self.sites[order]] - priced.before, 0.0, priced.asked)
        sources = np.zeros(len(problem.supply_capacity))
        kept = 0.0
        if self.hold_kg is not None and priced.cheapest is not None:
            kept = self.hold_kg - float(sold.sum())
            sources = sum_by(priced.cheapest[self.sites[order]], sold, sources.size) - problem.supply_capacity
        rows = sum_by(self.rows[order], sold, n) - problem.demand_kg
        return np.concatenate([rows, [kept], sources, self.side.slope(opened, priced.refuelled)])

    def _queue(self, u: Floats) -> tuple[Whole, Floats]:
        """Order the pairs by site, dearest row last, and give the demand ahead of each at its site."""
        rank = np.empty(u.size, dtype=np.int64)
        rank[np.argsort(u, kind="stable")] = np.arange(u.size)
        order = np.argsort(self.sites.astype(np.int64) * u.size + rank[self.rows])
        running = np.cumsum(self.problem.demand_kg[self.rows[order]])
        ahead = running - self.problem.demand_kg[self.rows[order]]
        if not ahead.size:
            return order, ahead
        at_site = ahead[np.minimum(self.first, ahead.size - 1)]
        return order, ahead - at_site[self.sites[order]]
