"""Greedy adding and interchange for mean access, vectorised over the pairs."""

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
