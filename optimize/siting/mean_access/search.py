"""Greedy adding and interchange for mean access, vectorised over the pairs.

The Lagrangian bound prices each demand point's "served once" instead of holding it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from gisplan_arrays import Flags, Floats, Whole
    from optimize.siting.mean_access.problem import MeanAccess


_TRIES = 12
"""Removals, and additions for each, that an interchange round looks at."""


class Search:
    """Open sites, and each row's nearest and second nearest; pairs are sorted by row, then distance."""

    def __init__(self, problem: MeanAccess) -> None:
        self.problem = problem
        pairs = problem.pairs
        row = pairs.rows()
        order = np.lexsort((pairs.indices, pairs.distances, row))
        self.row, self.site, self.distance = row[order], pairs.indices[order], pairs.distances[order]
        limit = problem.limit_m
        people = np.bincount(problem.zone, problem.weights, minlength=limit.size)
        with np.errstate(invalid="ignore"):
            self.asked = np.where(np.isfinite(limit), people * limit, np.inf)
        self.apart = problem.kept_apart
        # one person-metre of excess weighs more than all distance there is
        self.weight = 1e3
        self.set_open(problem.standing | problem.forced)

    def set_open(self, is_open: Flags) -> None:
        """Open exactly these sites, and the existing ones."""
        self.open = is_open | self.problem.standing
        n, cutoff = self.problem.pairs.n_demand, self.problem.cutoff
        usable = np.flatnonzero(self.open[self.site])[::-1]
        first = np.full(n, -1, dtype=np.int64)
        first[self.row[usable]] = usable
        rest = usable[first[self.row[usable]] != usable]
        second = np.full(n, -1, dtype=np.int64)
        second[self.row[rest]] = rest
        self.first_site = np.where(first >= 0, self.site[first], -1) if self.site.size else first
        self.now = (
            np.where(first >= 0, self.distance[first], cutoff) if self.site.size else np.full(n, cutoff)
        )
        self.then = np.where(second >= 0, self.distance[second], cutoff) if self.site.size else self.now

    def chosen(self) -> Whole:
        """List the open sites that do not stand already, sorted."""
        return np.flatnonzero(self.open & ~self.problem.standing)

    def nearest(self) -> tuple[Whole, Floats]:
        """Give each row's nearest open site, -1 beyond the cutoff, and its distance, metres."""
        return self.first_site, self.now

    def zone_excess(self) -> Floats:
        """Give each zone's people × metres above its limit."""
        total = np.bincount(self.problem.zone, self.problem.weights * self.now, minlength=self.asked.size)
        over = np.maximum(total - self.asked, 0.0)
        return np.where(over <= 1e-9 * np.maximum(total, 1.0), 0.0, over)

    def excess(self) -> float:
        """Give the people × metres above the limits."""
        return float(self.zone_excess().sum())

    def total(self) -> float:
        """Give the people × metres in all."""
        return float(self.problem.weights @ self.now)

    def merit(self) -> float:
        """Give what the search makes small."""
        return self.weight * self.excess() + self.total()

    def _prices(self) -> Floats:
        return self.problem.weights * (1.0 + self.weight * (self.zone_excess() > 0)[self.problem.zone])

    def gains(self) -> Floats:
        """Give what opening each site saves at the zones' present prices, shape (S,)."""
        saved = self._prices()[self.row] * np.maximum(self.now[self.row] - self.distance, 0.0)
        gain = np.asarray(np.bincount(self.site, weights=saved, minlength=self.open.size), dtype=np.float64)
        gain[self.open] = 0.0
        if self.apart.pairs.size:
            gain[self.apart.barred(self.open)] = 0.0
        return gain

    def losses(self) -> Floats:
        """Give what closing each open site costs, infinite where it may not close, shape (S,)."""
        served = self.first_site >= 0
        lost = self._prices() * (self.then - self.now)
        loss = np.bincount(self.first_site[served], lost[served], minlength=self.open.size)
        return np.where(self.open & ~self.problem.standing & ~self.problem.forced, loss, np.inf)

    def _money_left(self) -> float:
        p = self.problem
        if p.costs is None or p.budget is None:
            return np.inf
        return float(p.budget * (1 + 1e-12) - p.costs[self.chosen()].sum())

    def add_greedily(self, late: Callable[[], bool]) -> None:
        """Open the site that saves most (by its cost where money binds) until count, budget or saving end."""
        p = self.problem
        while self.chosen().size < p.count and not late():
            gain = self.gains()
            if p.costs is not None:
                gain = np.where(p.costs <= self._money_left(), gain / np.maximum(p.costs, 1e-9), 0.0)
            best = int(np.argmax(gain)) if gain.size else 0
            if not gain.size or gain[best] <= 0:
                return
            self.set_open(self._with(best, None))

    def interchange(self, late: Callable[[], bool]) -> None:
        """Swap a poor open site for a good closed one while that helps."""
        p = self.problem
        improved = True
        while improved and not late():
            improved = False
            loss, merit, before = self.losses(), self.merit(), self.open
            for out in np.argsort(loss, kind="stable")[:_TRIES].tolist():
                if not np.isfinite(loss[out]) or late():
                    break
                self.set_open(self._with(None, out, before))
                gain = self.gains()
                if p.costs is not None:
                    gain = np.where(p.costs <= self._money_left(), gain, 0.0)
                back = int(np.argmax(gain))
                if back != out and gain[back] > 0:
                    self.set_open(self._with(back, None))
                    if self.merit() < merit - 1e-9 * max(1.0, merit):
                        improved = True
                        break
            if not improved:
                self.set_open(before)

    def _with(self, new: int | None, out: int | None, base: Flags | None = None) -> Flags:
        mask = (self.open if base is None else base).copy()
        if new is not None:
            mask[new] = True
        if out is not None:
            mask[out] = False
        return mask


_ROUNDS = 1_500
_PATIENCE = 25


def lagrangian_bound(
    problem: MeanAccess, price: Floats, incumbent: float, *, gap: float, stop: Callable[[], bool]
) -> float:
    """Bound ``sum price × distance`` from below over all choices of sites.

    Parameters
    ----------
    problem
        Pairs, count, budget, required and existing sites.
    price : numpy.ndarray
        Weight of each demand point, shape (R,), not negative.
    incumbent
        Value of a known choice; it only sets the step length (Held and Karp).
    gap
        Relative gap at which the search for a better bound stops.
    stop
        True ends the search; the best bound so far is valid.

    Returns
    -------
    float
        The bound, in the units of price × metres.
    """
    pairs = problem.pairs
    row, site = pairs.rows(), pairs.indices
    cost = price[row] * pairs.distances
    worst = price * problem.cutoff
    always = problem.standing | problem.forced
    rows, sites = pairs.shape
    # the second nearest site's distance is close to what a point's service is worth
    nearest = worst.copy()
    np.minimum.at(nearest, row, cost)
    value = 0.5 * (nearest + worst)
    best, step, stale = -np.inf, 2.0, 0
    for _ in range(_ROUNDS):
        reduced = np.minimum(cost - value[row], 0.0)
        worth = np.asarray(np.bincount(site, weights=reduced, minlength=sites), dtype=np.float64)
        taken, saved = _best_sites(problem, worth, always)
        bound = float(value.sum() + saved)
        served = np.bincount(row[(reduced < 0) & taken[site]], minlength=rows)
        if bound > best + 1e-9 * abs(best) or best == -np.inf:
            best, stale = bound, 0
        else:
            stale += 1
        if stale >= _PATIENCE:
            step, stale = step / 2, 0
        if best >= incumbent * (1 - gap) or step < 1e-3 or stop():
            break
        slope = 1.0 - served
        slope[(value >= worst) & (slope > 0)] = 0.0
        length = float(slope @ slope)
        if length == 0:
            break
        move = step * max(incumbent - bound, 1e-6 * abs(incumbent)) / length
        # a point is never worth more than its cutoff distance: the cutoff serves everybody
        value = np.clip(value + move * slope, 0.0, worst)
    return best


def _best_sites(problem: MeanAccess, worth: Floats, always: Flags) -> tuple[Flags, float]:
    """Open the sites of the most negative worth; with a budget, the better of two relaxations counts."""
    taken = always.copy()
    saved = float(worth[always].sum())
    free = np.flatnonzero(~always & (worth < 0))
    left = problem.count - int(problem.forced.sum())
    order = free[np.argsort(worth[free], kind="stable")][:left]
    by_count = float(worth[order].sum())
    if problem.costs is None or problem.budget is None:
        taken[order] = True
        return taken, saved + by_count
    money = problem.budget - float(problem.costs[problem.forced].sum())
    ratio = worth[free] / np.maximum(problem.costs[free], 1e-9)
    knapsack = free[np.argsort(ratio, kind="stable")]
    spent = np.cumsum(problem.costs[knapsack])
    whole = spent <= money
    by_money = float(worth[knapsack[whole]].sum())
    split = int(whole.sum())
    if split < knapsack.size:
        before = float(spent[split - 1]) if split else 0.0
        by_money += float(worth[knapsack[split]]) * (money - before) / float(problem.costs[knapsack[split]])
    taken[order if by_count >= by_money else knapsack[whole]] = True
    return taken, saved + max(by_count, by_money)
