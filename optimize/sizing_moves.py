"""Local moves on integer charger counts: add, remove or swap one charger at one site, in batches.

A move is judged by one merit, CNY: violated coupling rows and missing capacity at a price, plus cost.
Each site's own bounds (bays, grid kW, least and most chargers, least fast chargers) are never broken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from optimize.sizing_layout import Layout
    from optimize.sizing_problem import SizingProblem

    Floats = NDArray[np.float64]
    Whole = NDArray[np.integer[Any]]

_ROUND_OFF = 1e-9


def violation(totals: Floats, lower: Floats, upper: Floats) -> Floats:
    """Sum, over the last axis, how many chargers coupling rows miss their bounds by."""
    return np.asarray(
        np.maximum(lower - totals - _ROUND_OFF, 0.0).sum(axis=-1)
        + np.maximum(totals - upper - _ROUND_OFF, 0.0).sum(axis=-1)
    )


class MoveBoard:
    """Counts that moves improve, with everything a move needs kept up to date.

    Parameters
    ----------
    problem, layout
        What is asked, and its arrays.
    counts : numpy.ndarray
        Chargers by site and type that respect each site's own bounds, shape (S, T).
    missing_price
        CNY per kWh/day of capacity below the wanted load.
    """

    def __init__(self, problem: SizingProblem, layout: Layout, counts: Whole, missing_price: float) -> None:
        self.problem = problem
        self.coupling = layout.coupling
        self.counts = counts.astype(np.int64)
        self.missing_price = missing_price
        self.violation_price = 50.0 * float(problem.cost.max(initial=1.0))
        types = problem.n_types
        pairs = [(a, b) for a in range(types + 1) for b in range(types + 1) if a != b]
        self.minus = np.array([a for a, _ in pairs])
        self.plus = np.array([b for _, b in pairs])
        self.d_cost = self._difference(problem.cost)
        self.d_capacity = self._difference(problem.capacity_kwh)
        self.d_fast_capacity = self._difference(np.where(problem.fast, problem.capacity_kwh, 0.0))
        self.d_load = self._difference(problem.load_kw)
        self.d_total = (self.plus < types).astype(int) - (self.minus < types)
        quick = np.append(problem.fast, False).astype(int)  # noqa: FBT003 - one more entry for "no charger"
        self.d_fast = quick[self.plus] - quick[self.minus]
        kinds, self.kind = np.unique(self.coupling.of, axis=0, return_inverse=True)
        rows = self.coupling.matrix.T[kinds]
        padded = np.concatenate([rows, np.zeros((len(kinds), 1, rows.shape[2]))], axis=1)
        self.d_totals = padded[:, self.plus] - padded[:, self.minus]
        self.want(np.zeros(problem.n_sites), np.zeros(problem.n_sites))

    def _difference(self, value: Floats) -> Floats:
        padded = np.concatenate([value, np.zeros((len(value), 1))], axis=1)
        return padded[:, self.plus] - padded[:, self.minus]

    def want(self, load: Floats, fast_load: Floats) -> None:
        """Set the load each site shall be able to deliver, kWh/day."""
        self.load, self.fast_load = load, fast_load
        self.local = np.full((self.problem.n_sites, self.minus.size), np.inf)
        self._refresh(np.arange(self.problem.n_sites))

    def totals(self) -> Floats:
        """Give the coupling rows' values."""
        by_class = np.bincount(
            self.coupling.of.ravel(), self.counts.ravel(), minlength=self.coupling.matrix.shape[1]
        )
        return np.asarray(self.coupling.matrix @ by_class)

    def broken(self) -> float:
        """Give the violation of the coupling rows, chargers."""
        return float(violation(self.totals(), self.coupling.lower, self.coupling.upper))

    def capacities(self) -> tuple[Floats, Floats]:
        """Give the energy each site can deliver, in all and from fast chargers, kWh/day."""
        capacity = self.problem.capacity_kwh * self.counts
        return capacity.sum(axis=1), capacity[:, self.problem.fast].sum(axis=1)

    def _refresh(self, sites: Whole) -> None:
        """Re-compute the merit of the moves of some sites, coupling rows left out; infinite where not allowed."""
        p = self.problem
        n = self.counts[sites]
        padded = np.concatenate([n, np.ones((len(n), 1), dtype=np.int64)], axis=1)
        allowed = np.concatenate([p.allowed[sites], np.ones((len(n), 1), dtype=bool)], axis=1)
        total = n.sum(axis=1)[:, None] + self.d_total
        quick = n[:, p.fast].sum(axis=1)[:, None] + self.d_fast
        grid = (p.load_kw[sites] * n).sum(axis=1)[:, None] + self.d_load[sites]
        good = (
            (padded[:, self.minus] > 0)
            & allowed[:, self.plus]
            & (total >= np.minimum(p.min_chargers[sites], n.sum(axis=1))[:, None])
            & (total <= p.room[sites, None])
            & (quick >= np.minimum(p.min_fast[sites], n[:, p.fast].sum(axis=1))[:, None])
            & (grid <= p.grid_kw[sites, None] * (1 + 1e-12) + 1e-12)
        )
        capacity = p.capacity_kwh[sites] * n
        spare = (capacity.sum(axis=1) - self.load[sites])[:, None]
        fast_spare = (capacity[:, p.fast].sum(axis=1) - self.fast_load[sites])[:, None]
        missing = (
            np.maximum(-spare - self.d_capacity[sites], 0.0)
            + np.maximum(-fast_spare - self.d_fast_capacity[sites], 0.0)
            - np.maximum(-spare, 0.0)
            - np.maximum(-fast_spare, 0.0)
        )
        merit = self.d_cost[sites] + self.missing_price * np.where(np.abs(missing) < 1e-9, 0.0, missing)
        self.local[sites] = np.where(good, merit, np.inf)

    def descend(self, *, rounds: int, out_of_time: Callable[[], bool]) -> None:
        """Apply the best batch of moves, again and again, while the merit falls."""
        lower, upper = self.coupling.lower, self.coupling.upper
        kinds, moves = self.d_totals.shape[:2]
        for _ in range(rounds):
            totals = self.totals()
            now = violation(totals, lower, upper)
            change = violation(totals + self.d_totals, lower, upper) - now
            change[np.abs(change) < 1e-7] = 0.0
            best = np.full((kinds, moves), np.inf)
            np.minimum.at(best, self.kind, self.local)
            merit = best + self.violation_price * change
            kind, move = np.unravel_index(int(np.argmin(merit)), merit.shape)
            if not merit[kind, move] < -1e-6 or out_of_time():
                return
            coupled = self.violation_price * change[kind, move]
            members = np.flatnonzero(self.kind == kind)
            value = self.local[members, move] + coupled
            order = np.argsort(value, kind="stable")
            ready = members[order[: int((value < -1e-6).sum())]]
            chosen = ready[
                : self._steps(totals, self.d_totals[kind, move], float(change[kind, move]), ready.size)
            ]
            if self.minus[move] < self.problem.n_types:
                self.counts[chosen, self.minus[move]] -= 1
            if self.plus[move] < self.problem.n_types:
                self.counts[chosen, self.plus[move]] += 1
            self._refresh(chosen)

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
