"""Open sites of a siting for mean access, with greedy addition and the best exchange of two sites each time.

The exchange looks at all pairs of an open and a closed site at once (Whitaker 1983; Resende and Werneck 2007)
and judges each by the true merit, for the excess of a zone is no sum over its people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimize.matrices import places_of
from optimize.siting.mean_access.bound import Prices
from optimize.solvers.work import LOOK

if TYPE_CHECKING:
    from gisplan_arrays import Flags, Floats, Indices, Whole
    from optimize.siting.mean_access.problem import MeanAccess
    from optimize.solvers.limits import Clock

_WEIGHT = 1e3
"""What a person-metre of excess weighs against one of distance."""
_MOST = 4_000_000
"""Entries of the table of exchanges: beyond, the closed sites that save least are left out."""
_STEEP = 30.0
"""What a person-metre over a limit costs at first while the total is bounded: prices of zones move slowly."""


class Search:
    """Open sites, and each row's nearest and second nearest; pairs are sorted by row, then distance."""

    def __init__(self, problem: MeanAccess) -> None:
        self.problem = problem
        pairs = problem.pairs
        row = pairs.rows()
        order = np.lexsort((pairs.indices, pairs.distances, row))
        self.row, self.site, self.distance = row[order], pairs.indices[order], pairs.distances[order]
        with np.errstate(invalid="ignore"):
            self.asked = np.where(np.isfinite(problem.limit_m), problem.people * problem.limit_m, np.inf)
        self.apart = problem.kept_apart
        self.set_open(problem.forced)

    def set_open(self, is_open: Flags) -> None:
        """Open exactly these sites."""
        self.open = is_open
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

    def parted(self, is_open: Flags) -> Flags:
        """Shut one site of each two that stay apart, never a required one."""
        mask = is_open.copy()
        for a, b in self.apart.broken(np.flatnonzero(mask)).tolist():
            if mask[a] and mask[b]:
                mask[a if self.problem.forced[b] else b] = False
        return mask

    def chosen(self) -> Whole:
        """List the open sites, sorted."""
        return np.flatnonzero(self.open)

    def nearest(self) -> tuple[Whole, Floats]:
        """Give each row's nearest open site, -1 beyond the cutoff, and its distance, metres."""
        return self.first_site, self.now

    def _by_zone(self, values: Floats) -> Floats:
        sums = np.bincount(self.problem.zone, self.problem.weights * values, minlength=self.asked.size)
        return sums.astype(np.float64)

    def zone_excess(self) -> Floats:
        """Give each zone's people × metres above its limit."""
        total = self._by_zone(self.now)
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
        return _WEIGHT * self.excess() + self.total()

    def gains(self) -> Floats:
        """Give what opening each site saves at the zones' present prices, shape (S,)."""
        prices = self.problem.weights * (1.0 + _WEIGHT * (self.zone_excess() > 0)[self.problem.zone])
        saved = prices[self.row] * np.maximum(self.now[self.row] - self.distance, 0.0)
        gain = np.asarray(np.bincount(self.site, weights=saved, minlength=self.open.size), dtype=np.float64)
        gain[self.open] = 0.0
        return gain

    def add_greedily(self, clock: Clock) -> None:
        """Open the site that saves most until count, saving or work end."""
        while self.chosen().size < self.problem.count and not clock.over(LOOK * self.row.size):
            gain = self.gains()
            if self.apart.pairs.size:
                gain[self.apart.barred(self.open)] = 0.0
            best = int(np.argmax(gain)) if gain.size else 0
            if not gain.size or gain[best] <= 0:
                return
            self.set_open(_changed(self.open, opened=best))

    def exchange(self, clock: Clock) -> None:
        """Exchange the two sites whose exchange improves most, until none does or the work ends."""
        while True:
            out = np.flatnonzero(self.open & ~self.problem.forced)
            into = self._worth_opening(out.size)
            if not (out.size and into.size):
                return
            if clock.over(LOOK * (self.row.size + self.asked.size * out.size * into.size)):
                return
            merit = self._merits(out, into)
            place = int(np.argmin(merit))
            least = self.merit()
            if not merit.flat[place] < least - 1e-9 * max(1.0, least):
                return
            opened, shut = divmod(place, out.size)
            self.set_open(_changed(self.open, opened=into[opened], shut=out[shut]))

    def _owners(self, sites: Indices) -> Indices:
        """Give which of some sites each row goes to, -1 for another one or none."""
        return np.append(places_of(sites, self.open.size), -1)[self.first_site]

    def _worth_opening(self, n_open: int) -> Indices:
        """List the closed sites that save something, sorted; those that save most where they are too many."""
        gain = self.gains()
        into = np.flatnonzero(gain > 0)
        most = _MOST // max(n_open, 1)
        if into.size > most:
            into = np.sort(into[np.argsort(-gain[into], kind="stable")[:most]])
        return into

    def _merits(self, out: Indices, into: Indices) -> Floats:
        """Give the merit after each exchange, shape (into, out); infinite where it may not be."""
        zones, weights, shape = self.problem.zone, self.problem.weights, (into.size, out.size)
        owner = self._owners(out)
        comes = places_of(into, self.open.size)
        counts = np.flatnonzero((self.distance < self.then[self.row]) & (comes[self.site] >= 0))
        row, metres, comes = self.row[counts], self.distance[counts], comes[self.site[counts]]
        saved = weights[row] * np.maximum(self.now[row] - metres, 0.0)
        # rows whose nearest site leaves go to the one that comes where it is nearer than their second
        kept = weights[row] * (self.then[row] - np.maximum(metres, self.now[row]))
        lost = weights * (self.then - self.now)
        totals = self._by_zone(self.now)
        merit = np.zeros(shape)
        for zone in range(self.asked.size):
            here = zones[row] == zone
            both = here & (owner[row] >= 0)
            left = (zones == zone) & (owner >= 0)
            table = np.bincount(
                comes[both] * shape[1] + owner[row[both]], kept[both], minlength=merit.size
            ).reshape(shape)
            table = totals[zone] - table
            table -= np.bincount(comes[here], saved[here], minlength=shape[0])[:, None]
            table += np.bincount(owner[left], lost[left], minlength=shape[1])
            merit += table
            if np.isfinite(self.asked[zone]):
                merit += _WEIGHT * np.maximum(table - self.asked[zone], 0.0)
        if self.apart.pairs.size:
            merit[self.apart.barred_beside(self.open, into, out)] = np.inf
        return merit

    def first_prices(self, *, total: bool) -> Prices:
        """Give prices to begin a bound with: what the open sites say that a service and a zone are worth.

        At the best choice the least that an open site saves is worth the same in all zones whose limit binds.
        """
        out = np.flatnonzero(self.open & ~self.problem.forced)
        owner = self._owners(out)
        served, zones = owner >= 0, self.asked.size
        lost = (self.problem.weights * (self.then - self.now))[served]
        loss = np.bincount(
            owner[served] * zones + self.problem.zone[served], lost, minlength=out.size * zones
        ).reshape(out.size, zones)
        chiefly = loss.argmax(axis=1) if out.size else np.zeros(0, dtype=np.int64)
        least = np.full(zones, np.inf)
        np.minimum.at(least, chiefly, loss.max(axis=1, initial=0.0))
        over = self.zone_excess() > 0
        binds = self.asked - self._by_zone(self.now) < least
        worth = float(least[over].min(initial=np.inf))
        ratio = np.zeros(zones)
        if np.isfinite(worth):
            ratio = np.where(
                binds & np.isfinite(least), np.minimum(1.0, worth / np.maximum(least, worth)), 0.0
            )
        prices = np.where(over, 1.0, ratio)
        return Prices(0.5 * (self.now + self.then), 1.0 + _STEEP * prices if total else prices)


def _changed(is_open: Flags, *, opened: int, shut: int | None = None) -> Flags:
    mask = is_open.copy()
    mask[opened] = True
    if shut is not None:
        mask[shut] = False
    return mask
