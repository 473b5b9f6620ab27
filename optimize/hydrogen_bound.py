"""Lagrangian bounds for both stages of the hydrogen siting, and what each site could still be worth.

The demand rows are priced by u_r >= 0, the held hydrogen by l >= 0 and the sources by p_q >= 0. What is left
separates by site and size: the site serves its customers with the largest l - h_s - u_r first until its size
is full, where h_s is its cheapest delivery, min_q (h_qs + p_q), and the `target` best sites open. For every
u, l, p the value bounds the annual cost from below (Geoffrion, A. (1974), Lagrangean relaxation for integer
programming, Mathematical Programming Study 2, 82-114), at best as well as the relaxation with all link rows.
Stage 1 is the case of no cost, no sources and l = 1. Counts by owner and group are left out, which only
weakens the bound.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimize.hydrogen_problem import DAYS, sum_by

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimize.hydrogen_problem import BoolArray, FloatArray, HydrogenProblem, IntArray

_ITERATIONS = 1000
_PATIENCE = 25


@dataclass(frozen=True, eq=False)
class SiteBound:
    """A bound on the cost (stage 1: on minus the hydrogen served), and the bound with each (s, k) forced."""

    value: float
    forced: FloatArray


@dataclass(frozen=True, eq=False)
class _Point:
    """The Lagrangian at one set of multipliers."""

    value: float
    multipliers: FloatArray
    slope: FloatArray
    forced: FloatArray


def lagrangian_bound(
    problem: HydrogenProblem,
    best: float,
    *,
    hold_kg: float | None,
    in_time: Callable[[], bool],
) -> SiteBound:
    """Climb the Lagrangian.

    Parameters
    ----------
    problem
        The problem.
    best
        Value of the best siting known: CNY a year, in stage 1 minus the kg/day served.
    hold_kg
        Hydrogen that stage 2 must serve; None asks for stage 1.
    in_time
        Asked before every step.

    Returns
    -------
    SiteBound
        The best bound found.
    """
    dual = _Dual(problem, hold_kg)
    here = dual.start(best)
    point = top = dual.price(here)
    forced = top.forced
    step, stale, direction = 1.0, 0, np.zeros(here.size)
    for _ in range(_ITERATIONS):
        if not in_time() or step < 1e-3 or best - top.value <= 1e-7 * abs(best):
            break
        # Slopes count relative to the demand they belong to, so that small rows are priced as well.
        direction = point.slope / dual.scale + 0.6 * direction
        square = float((direction * direction) @ dual.scale)
        if square == 0.0:
            break
        aim = best + 0.02 * abs(best) - point.value
        here = dual.box(here + step * max(aim, 1e-9) / square * direction)
        point = dual.price(here)
        forced = np.maximum(forced, point.forced)
        if point.value > top.value + 1e-7 * abs(top.value):
            top, stale = point, 0
        else:
            stale += 1
        if stale > _PATIENCE:
            step, stale, here, point = step / 2, 0, top.multipliers, top
            direction[:] = 0.0
    return SiteBound(top.value, forced)


class _Dual:
    """The separated problem; multipliers are u by row, then l, then p by source."""

    def __init__(self, problem: HydrogenProblem, hold_kg: float | None) -> None:
        self.problem, self.hold_kg = problem, hold_kg
        self.rows, self.sites = problem.pairs.rows(), problem.pairs.indices
        n_sites = problem.pairs.n_sites
        self.first = np.searchsorted(np.sort(self.sites, kind="stable"), np.arange(n_sites))
        self.deliverable = np.asarray(np.isfinite(problem.haul_cost).any(axis=0))
        self.required = np.isin(np.arange(n_sites), problem.required)
        fixed = problem.annuity * problem.station_cost if hold_kg is not None else 0.0 * problem.station_cost
        held = np.array([hold_kg or 1.0])
        self.scale = np.maximum(np.concatenate([problem.demand_kg, held, problem.supply_capacity]), 1.0)
        self.fixed = np.where(problem.open_to_new, fixed, np.inf)

    def start(self, best: float) -> FloatArray:
        """Price rows at a part of what a kg is worth, and sources at nothing."""
        n, q = self.problem.pairs.n_demand, len(self.problem.supply_capacity)
        worth = 1.0 if self.hold_kg is None else best / max(self.hold_kg, 1.0)
        return np.concatenate([np.full(n, 0.1 * worth), [worth], np.zeros(q)])

    def box(self, multipliers: FloatArray) -> FloatArray:
        """Keep multipliers at least 0; in stage 1 only the rows are priced."""
        inside = np.maximum(multipliers, 0.0)
        if self.hold_kg is None:
            n = self.problem.pairs.n_demand
            inside[n], inside[n + 1 :] = 1.0, 0.0
        return inside

    def price(self, multipliers: FloatArray) -> _Point:
        """Solve the separated problem."""
        problem, n = self.problem, self.problem.pairs.n_demand
        u, worth, source_price = multipliers[:n], float(multipliers[n]), multipliers[n + 1 :]
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
        value, size = self._best_sizes(order, before, gain, asked)
        opened = self._opened(value)
        capacity = problem.standing + np.where(opened, problem.sizes_kg[size], 0.0)
        capacity *= self.deliverable
        sold = np.clip(capacity[self.sites[order]] - before, 0.0, asked)
        standing = float((gain * sold)[problem.standing[self.sites[order]] > 0].sum())
        total = (
            float(value[np.arange(size.size), size][opened].sum()) - standing - float(u @ problem.demand_kg)
        )
        slope = np.zeros(multipliers.size)
        slope[:n] = sum_by(self.rows[order], sold, n) - problem.demand_kg
        if self.hold_kg is not None and cheapest is not None:
            total += worth * self.hold_kg - float(source_price @ problem.supply_capacity)
            slope[n] = self.hold_kg - float(sold.sum())
            drawn = sum_by(cheapest[self.sites[order]], sold, source_price.size)
            slope[n + 1 :] = drawn - problem.supply_capacity
        return _Point(total, multipliers, slope, self._forced(total, value, opened))

    def _queue(self, u: FloatArray) -> tuple[IntArray, FloatArray]:
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

    def _best_sizes(
        self, order: IntArray, before: FloatArray, gain: FloatArray, asked: FloatArray
    ) -> tuple[FloatArray, IntArray]:
        """Give the value (cost less gain) of every (s, k), and the best size of each site."""
        value = self.fixed.copy()
        for k, kg in enumerate(self.problem.sizes_kg.tolist()):
            sold = np.clip(kg - before, 0.0, asked)
            value[:, k] -= sum_by(self.sites[order], gain * sold, value.shape[0]) * self.deliverable
        return value, np.argmin(value, axis=1)

    def _opened(self, value: FloatArray) -> BoolArray:
        """Open the required sites and the best others."""
        best = value.min(axis=1)
        ranked = np.where(self.required, -np.inf, best)
        opened = np.zeros(best.size, dtype=bool)
        opened[np.argsort(ranked, kind="stable")[: self.problem.target]] = True
        return opened

    def _forced(self, total: float, value: FloatArray, opened: BoolArray) -> FloatArray:
        """Give the bound with (s, k) forced open, in place of the site's own size or of the worst site."""
        best = value.min(axis=1)
        last = float(best[opened & ~self.required].max(initial=-np.inf))
        instead = np.where(opened, best, last)
        return np.asarray(total + value - instead[:, None], dtype=np.float64)
