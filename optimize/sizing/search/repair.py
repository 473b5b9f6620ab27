"""Repair whole chargers that break floors, shares or the target, or that miss energy.

*Moves* (`MoveBoard`) add, remove or swap one charger at one site, in batches, judged by one merit, money:
violated coupling rows and missing capacity at a price, plus cost. Each site's own bounds (bays, grid kW,
least and most chargers, least fast chargers) are never broken. Where moves leave a row broken, the sites that
it counts are chosen anew together as an integer model (`mended`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from optimize.matrices import greatest_of_rows, mask_of
from optimize.sizing.counts import build_counts
from optimize.sizing.model import COST_SCALE
from optimize.sizing.search.neighbourhoods import counted_sites, part_of
from optimize.sizing.swaps import delivered
from optimize.solvers.limits import Clock
from optimize.solvers.run import attempt

if TYPE_CHECKING:
    from collections.abc import Callable

    from gisplan_arrays import Flags, Floats, Whole
    from optimize.sizing.layout import Layout
    from optimize.sizing.problem import SizingProblem

_ROUND_OFF = 1e-9
_PAIRS = (400, 40, 4)
"""Exchanges of one pass, at most, level by level."""

_WORK = 40.0
"""Work for all sets of sites together."""

_EACH = 5.0
"""Work for one of them."""

_GAP = 0.5
"""Relative gap at which chargers that keep every row are cheap enough: they are improved afterwards."""


def violation(totals: Floats, lower: Floats, upper: Floats) -> Floats:
    """Sum, over the last axis, how many chargers coupling rows miss their bounds by."""
    return np.asarray(_missed(totals, lower, upper).sum(axis=-1))


def _missed(totals: Floats, lower: Floats, upper: Floats) -> Floats:
    below, above = lower - totals - _ROUND_OFF, totals - upper - _ROUND_OFF
    return np.asarray(np.maximum(below, 0.0) + np.maximum(above, 0.0))


class MoveBoard:
    """Counts that moves improve, with everything a move needs kept up to date.

    Parameters
    ----------
    problem, layout
        What is asked, and its arrays.
    counts : numpy.ndarray
        Chargers by site and type that respect each site's own bounds, shape (S, T).
    missing_price
        Money per kWh/day of capacity below the wanted load.
    """

    def __init__(self, problem: SizingProblem, layout: Layout, counts: Whole, missing_price: float) -> None:
        self.problem = problem
        self.coupling = layout.coupling
        self.counts = counts.astype(np.int64)
        self.most, self.grid_most = problem.room_of_type, problem.grid_most
        self.missing_price, self.stands = missing_price, problem.standing_sums
        self.violation_price = 50.0 * float(problem.cost.max(initial=1.0))
        types = problem.n_types
        pairs = [(a, b) for a in range(types + 1) for b in range(types + 1) if a != b]
        self.minus = np.array([a for a, _ in pairs])
        self.plus = np.array([b for _, b in pairs])
        self.d_cost = self._difference(problem.cost)
        self.d_capacity = np.stack([self._difference(each) for each in problem.delivers])
        self.d_load = self._difference(problem.load_kw)
        adds = np.append(problem.adds, False).astype(int)
        self.d_total = adds[self.plus] - adds[self.minus]
        bays = np.append(problem.bays_each, 0)
        self.d_bays = bays[self.plus] - bays[self.minus]
        quick = np.append(problem.fast, False).astype(int)
        self.d_fast = quick[self.plus] - quick[self.minus]
        kinds, self.kind = np.unique(self.coupling.of, axis=0, return_inverse=True)
        self.members = [np.flatnonzero(self.kind == k) for k in range(len(kinds))]
        self.by_row = self._moved(kinds)
        self.by_move = sparse.csc_array(self.by_row)
        self.reach = greatest_of_rows(self.by_row)
        self.want(np.zeros(layout.most.shape))

    def _moved(self, kinds: Whole) -> sparse.csr_array:
        """Give what each row counts more after each move at each kind of site, rows × (kinds · moves)."""
        types, columns = self.problem.n_types, np.arange(len(kinds) * self.minus.size)
        moved = sparse.csr_array((self.coupling.matrix.shape[1], columns.size))
        for index, sign in ((self.plus, 1.0), (self.minus, -1.0)):
            real = np.tile(index < types, len(kinds))
            classes = kinds[:, np.minimum(index, types - 1)].ravel()
            place = (np.full(int(real.sum()), sign), (classes[real], columns[real]))
            moved = moved + sparse.csr_array(place, shape=moved.shape)
        by_row = sparse.csr_array(self.coupling.matrix @ moved)
        by_row.eliminate_zeros()
        return by_row

    def _step(self, kind: int, move: int) -> Floats:
        """Give what each row counts more after a move at a kind of site."""
        column, step = kind * self.minus.size + move, np.zeros(self.by_move.shape[0])
        part = slice(int(self.by_move.indptr[column]), int(self.by_move.indptr[column + 1]))
        step[self.by_move.indices[part]] = self.by_move.data[part]
        return step

    def _difference(self, value: Floats) -> Floats:
        padded = np.concatenate([value, np.zeros((len(value), 1))], axis=1)
        return np.asarray(padded[:, self.plus] - padded[:, self.minus])

    def want(self, load: Floats) -> None:
        """Set the load each pool of each site shall be able to deliver, kWh/day, shape (P, S)."""
        self.load = load
        self.local = np.full((self.problem.n_sites, self.minus.size), np.inf)
        self._refresh(np.arange(self.problem.n_sites))
        self.best = np.array([self.local[members].min(axis=0) for members in self.members]).reshape(
            len(self.members), self.minus.size
        )

    def totals(self) -> Floats:
        """Give the coupling rows' values."""
        return self.coupling.totals(self.counts)

    def broken(self) -> float:
        """Give the violation of the coupling rows, chargers."""
        return float(violation(self.totals(), self.coupling.lower, self.coupling.upper))

    def apply(self, sites: Whole, moves: Whole) -> None:
        """Make one move at each of some distinct sites."""
        for index, change in ((self.minus[moves], -1), (self.plus[moves], 1)):
            real = index < self.problem.n_types
            self.counts[sites[real], index[real]] += change

    def _refresh(self, sites: Whole) -> None:
        """Re-compute the merit of some sites' moves, coupling rows left out; infinite where not allowed."""
        p = self.problem
        n = self.counts[sites]
        padded = np.concatenate([n, np.ones((len(n), 1), dtype=np.int64)], axis=1)
        allowed = np.concatenate([p.allowed[sites], np.ones((len(n), 1), dtype=bool)], axis=1)
        most = np.concatenate([self.most[sites], np.full((len(n), 1), np.iinfo(np.int64).max)], axis=1)
        number = n[:, p.adds].sum(axis=1)
        total = number[:, None] + self.d_total
        quick = n[:, p.fast].sum(axis=1)[:, None] + self.d_fast
        grid = (p.load_kw[sites] * n).sum(axis=1)[:, None] + self.d_load[sites]
        good = (
            (padded[:, self.minus] > 0)
            & allowed[:, self.plus]
            & (padded[:, self.plus] < most[:, self.plus])
            & (total >= np.minimum(p.min_chargers[sites], number)[:, None])
            & (total <= p.room[sites, None])
            & ((n @ p.bays_each)[:, None] + self.d_bays <= p.bays[sites, None])
            & (quick >= np.minimum(p.min_fast[sites], n[:, p.fast].sum(axis=1))[:, None])
            & (grid <= self.grid_most[sites, None] * (1 + 1e-12) + 1e-12)
        )
        if p.swaps is not None:
            good &= ~self._replaces_more(sites, n)
            able = delivered(p.delivers[:, sites], n) + self.stands[:, sites]
        else:
            able = p.pools.sums(p.capacity_kwh[sites] * n) + self.stands[:, sites]
        spare = (able - self.load[:, sites])[:, :, None]
        after = np.maximum(-spare - self.d_capacity[:, sites], 0.0).sum(axis=0)
        missing = after - np.maximum(-spare, 0.0).sum(axis=0)
        more = np.where(np.abs(missing) < 1e-9, 0.0, missing)
        merit = self.d_cost[sites] + self.missing_price * more
        if p.upgrades is not None:
            steps, feed = p.upgrades.select(sites), p.grid_kw[sites]
            now = (p.load_kw[sites] * n).sum(axis=1)
            merit = merit + steps.cost(grid, feed) - steps.cost(now, feed)[:, None]
        self.local[sites] = np.where(good, merit, np.inf)

    def _replaces_more(self, sites: Whole, n: Whole) -> Flags:
        """Mark the moves that would replace more chargers of a type than stand."""
        swaps, out = self.problem.swaps, np.zeros((len(n), self.plus.size), dtype=bool)
        if swaps is None:
            return out
        for kind in swaps.replaced:
            one = np.append(swaps.of == kind, False).astype(int)
            after = n[:, swaps.of == kind].sum(axis=1)[:, None] + one[self.plus] - one[self.minus]
            out |= after > swaps.stock[sites, kind][:, None]
        return out

    def settle(self, out_of_time: Callable[[], bool]) -> None:
        """Descend, exchange, and descend once more; without a site there is nothing to move."""
        if not self.local.size:
            return
        self.descend(rounds=3000, out_of_time=out_of_time)
        self.exchange(passes=40, out_of_time=out_of_time)
        self.descend(rounds=300, out_of_time=out_of_time)

    def descend(self, *, rounds: int, out_of_time: Callable[[], bool]) -> None:
        """Apply the best batch of moves, again and again, while the merit falls."""
        for _ in range(rounds):
            totals = self.totals()
            change = self._changes(totals)
            merit = self.best + self.violation_price * change
            kind, move = np.unravel_index(int(np.argmin(merit)), merit.shape)
            if not merit[kind, move] < -1e-6 or out_of_time():
                return
            coupled = self.violation_price * change[kind, move]
            members = self.members[kind]
            value = self.local[members, move] + coupled
            order = np.argsort(value, kind="stable")
            ready = members[order[: int((value < -1e-6).sum())]]
            chosen = ready[
                : self._steps(totals, self._step(int(kind), int(move)), float(change[kind, move]), ready.size)
            ]
            self.apply(chosen, np.full(chosen.size, move))
            self._refresh(chosen)
            self.best[kind] = self.local[members].min(axis=0)

    def exchange(self, *, passes: int, out_of_time: Callable[[], bool]) -> None:
        """Make opposite moves at two sites that count alike in every tight coupling row, while both pay.

        A pass makes fewer exchanges than any row left out of the comparison has room for: the fewer, the more
        rows may be left out, so passes become smaller when the larger ones find nothing.
        """
        lower, upper = self.coupling.lower, self.coupling.upper
        size, level = self.best.size, 0
        for _ in range(passes):
            totals = self.totals()
            room = np.minimum(totals - lower, upper - totals)
            tight = room <= 2 * _PAIRS[level] * self.reach
            # one random number stands for a step: equal steps have equal, opposite steps opposite numbers
            marks = np.random.default_rng(0).uniform(1.0, 2.0, int(tight.sum()))
            number = np.round(self.by_row[tight].T @ marks, 7) + 0.0
            _, both = np.unique(np.concatenate([number, 0.0 - number]), return_inverse=True)
            key, opposite = both[:size], both[size:]
            pairs = self._pairs(key, opposite, _PAIRS[level])
            if out_of_time():
                return
            if not pairs:
                level += 1
                if level == len(_PAIRS):
                    return
                continue
            sites, steps_taken = (np.array(part) for part in zip(*pairs, strict=True))
            self.apply(sites, steps_taken)
            self._refresh(sites)
            for k in np.unique(self.kind[sites]).tolist():
                self.best[k] = self.local[self.members[k]].min(axis=0)

    def _pairs(self, key: Whole, opposite: Whole, most: int) -> list[tuple[int, int]]:
        """Pick exchanges, best first within each key: (site, move) entries, two for each exchange."""
        moves = self.minus.size
        site, move = np.nonzero(np.isfinite(self.local))
        value = self.local[site, move]
        entry = self.kind[site] * moves + move
        order = np.lexsort((value, key[entry]))
        site, move, value = site[order], move[order], value[order]
        keys = key[entry[order]]
        starts = np.searchsorted(keys, np.arange(int(max(key.max(), opposite.max())) + 2))
        mirror = dict(zip(key.tolist(), opposite.tolist(), strict=True))
        used: set[int] = set()
        pairs: list[tuple[int, int]] = []
        lead = [
            (value[starts[a]] + value[starts[b]], a, b)
            for a, b in mirror.items()
            if a < b and starts[a] < starts[a + 1] and starts[b] < starts[b + 1]
        ]
        for first, a, b in sorted(lead):
            if first >= -1e-6:
                break
            i, j = int(starts[a]), int(starts[b])
            while i < starts[a + 1] and j < starts[b + 1] and len(pairs) < 2 * most:
                if value[i] + value[j] >= -1e-6:
                    break
                if int(site[i]) in used:
                    i += 1
                elif int(site[j]) in used or site[j] == site[i]:
                    j += 1
                else:
                    used |= {int(site[i]), int(site[j])}
                    pairs += [(int(site[i]), int(move[i])), (int(site[j]), int(move[j]))]
        return pairs

    def _changes(self, totals: Floats) -> Floats:
        """Give the change in violation of every move at every kind of site, shape (kinds, moves)."""
        lower, upper = self.coupling.lower, self.coupling.upper
        near = np.flatnonzero((totals - lower <= self.reach + 1e-6) | (upper - totals <= self.reach + 1e-6))
        rows = self.by_row[near]
        at = np.repeat(near, np.diff(rows.indptr))
        after = _missed(rows.data + totals[at], lower[at], upper[at])
        more = after - _missed(totals, lower, upper)[at]
        change = np.bincount(rows.indices, more, minlength=self.best.size).reshape(self.best.shape)
        change[np.abs(change) < 1e-7] = 0.0
        return np.asarray(change)

    def _steps(self, totals: Floats, step: Floats, change: float, most: int) -> int:
        """Count how often a move may repeat before a coupling row makes it less good than the first time."""
        lower, upper = self.coupling.lower, self.coupling.upper
        low, high = 1, most
        while low < high:
            middle = (low + high + 1) // 2
            before = violation(totals + (middle - 1) * step, lower, upper)
            after = violation(totals + middle * step, lower, upper)
            if after - before <= change + 1e-7:
                low = middle
            else:
                high = middle - 1
        return low


def mended(problem: SizingProblem, layout: Layout, counts: Whole, load: Floats, price: float) -> Whole:
    """Choose the chargers of the sites that broken rows count anew, as an integer model, all else held.

    Where a tight target leaves those sites alone no answer, those of one more row are chosen with them.

    Parameters
    ----------
    problem, layout
        What is asked, and its arrays.
    counts : numpy.ndarray
        Chargers within each site's own bounds, shape (S, T).
    load : numpy.ndarray
        Energy each pool of each site shall deliver, kWh/day, shape (P, S).
    price
        Money per kWh/day of missing capacity.

    Returns
    -------
    numpy.ndarray
        Chargers that break none of those rows; `counts` where the model has no answer.
    """
    coupling = layout.coupling
    totals = coupling.totals(counts)
    broken = (totals < coupling.lower - _ROUND_OFF) | (totals > coupling.upper + _ROUND_OFF)
    if not broken.any():
        return counts
    counted = mask_of(coupling.matrix[broken].indices, coupling.matrix.shape[1])
    clock, nothing = Clock(_WORK), np.zeros(layout.network.row.size)
    for sites in _wider(problem, np.flatnonzero(counted[coupling.of].any(axis=1))):
        part = None if clock.left <= 0 else part_of(problem, layout, counts, nothing, sites)
        if part is None:
            continue
        asked = load[:, sites]
        model = build_counts(part.problem, part.layout, asked, price=price, scale=COST_SCALE)
        outcome = attempt(
            model.builder, clock=clock.at_most(_EACH), gap=_GAP, stage="sizing, broken rows", named=False
        )
        if outcome.values is not None:
            return part.within(counts, outcome.values[model.chargers])
    return counts


def _wider(problem: SizingProblem, sites: Whole) -> list[Whole]:
    """List the sites, those and the sites of one more row, and every site: the fewest first."""
    joined = [sites, *(np.union1d(sites, one) for one in counted_sites(problem)), np.arange(problem.n_sites)]
    return sorted({one.tobytes(): one for one in joined}.values(), key=len)
