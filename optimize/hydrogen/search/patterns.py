"""How many stations of each size open: the patterns, and the cheapest choice of sites for every one of them.

Where each (site, size) has a value of its own, the sites and sizes of least total value with a given number
of stations of each size follow by dynamic programming over a few sites: of every size only the `target` best
matter, because an optimal choice with a worse site leaves one of those unused. One pass gives all patterns.

The rows that look at which sites open and at nothing else are priced for the bound. Counts by owner and
group, sum_{s in g} y_s >= m_g, and freight: v_p <= sum_{s in K_a} y_s for every arc a of a path p, sum_p
f_p v_p >= F (`optimize.location.refuelling.trips`). Each row has a price w >= 0. What is left of it is a
value of every open site, a path that counts as refuelled where that pays, and a constant.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from optimize.hydrogen.problem import HydrogenProblem, sum_by
from optimize.matrices import NONE

if TYPE_CHECKING:
    from gisplan_arrays import Flags, Floats, Whole


Pattern = tuple[int, ...]
MOST_CELLS = 4000
"""Entries of the table of counts up to which sizes are told apart; beyond, all sizes are one kind."""


@dataclass(frozen=True, eq=False)
class Choices:
    """Least total value by counts of every kind, (target + 1, ...), and how each entry came about."""

    least: Floats
    sites: Whole
    picked: list[Whole]
    best_size: Whole


class SizePatterns:
    """The patterns of a problem.

    Parameters
    ----------
    problem
        Target, sizes and required sites.
    room_kg
        Capacity that the new stations must have together, kg/day; None tells no sizes apart.
    """

    def __init__(self, problem: HydrogenProblem, room_kg: float | None) -> None:
        self.target, self.required = problem.target, np.unique(problem.required)
        sizes = problem.sizes_kg
        self.by_size = room_kg is not None and (self.target + 1) ** sizes.size <= MOST_CELLS
        self.kinds = sizes.size if self.by_size else 1
        self.shape = (self.target + 1,) * self.kinds
        counts = np.moveaxis(np.indices(self.shape), 0, -1).reshape(-1, self.kinds)
        able = counts.sum(axis=1) == self.target
        if self.by_size and room_kg is not None:
            able &= counts @ sizes >= room_kg * (1.0 - 1e-9)
        self.alive: list[Pattern] = [tuple(int(n) for n in row) for row in counts[able]]

    def choose(self, value: Floats) -> Choices:
        """Find the least total value of every pattern; `value` is (S, K), infinite where nothing may open."""
        best_size = np.argmin(value, axis=1)
        kinds = value if self.by_size else value.min(axis=1)[:, None]
        finite = np.where(np.isfinite(kinds), kinds, 0.0)
        # A required site is worth more than all others, until the sum is taken.
        bonus = 2.0 * (np.abs(finite).max(initial=0.0) + 1.0) * (self.target + 1)
        ranked = kinds.copy()
        ranked[self.required] -= bonus
        few = min(self.target, len(ranked))
        sites = np.unique(np.argpartition(ranked, max(few - 1, 0), axis=0)[:few])
        least = np.full(self.shape, np.inf)
        least[(0,) * self.kinds] = 0.0
        picked: list[Whole] = []
        for site in sites.tolist():
            after = least.copy()
            pick: Whole = np.full(self.shape, -1, dtype=np.int64)
            for kind in range(self.kinds):
                with_one, without = _shifted(self.kinds, kind)
                total = least[without] + ranked[site, kind]
                better = total < after[with_one]
                after[with_one][better] = total[better]
                pick[with_one][better] = kind
            least = after
            picked.append(pick)
        least = least + bonus * self.required.size
        least[least > bonus / 2] = np.inf
        return Choices(least, sites, picked, best_size)

    def stations(self, choices: Choices, pattern: Pattern) -> tuple[Flags, Whole]:
        """Give the sites that open in a pattern, (S,), and the size of every site."""
        size = choices.best_size.copy()
        opened = np.zeros(size.size, dtype=bool)
        left = list(pattern)
        for site, pick in zip(choices.sites[::-1].tolist(), choices.picked[::-1], strict=True):
            kind = int(pick[tuple(left)])
            if kind >= 0:
                opened[site] = True
                left[kind] -= 1
                size[site] = kind if self.by_size else size[site]
        return opened, size

    def forced(self, choices: Choices, value: Floats, pattern: Pattern) -> Floats:
        """Bound the total value with each (site, size) among the stations of a pattern, (S, K)."""
        total = np.full(value.shape, np.inf)
        for kind in range(self.kinds):
            if pattern[kind]:
                fewer = tuple(count - (kind == at) for at, count in enumerate(pattern))
                columns = kind if self.by_size else slice(None)
                total[:, columns] = float(choices.least[fewer]) + value[:, columns]
        # A required site stands among the fewer already: nothing is said of it.
        total[self.required] = -np.inf
        return total


def _shifted(kinds: int, kind: int) -> tuple[tuple[slice, ...], tuple[slice, ...]]:
    """Index the entries with at least one of a kind, and the entries with one less of it."""
    every = slice(None)
    with_one = tuple(slice(1, None) if at == kind else every for at in range(kinds))
    without = tuple(slice(None, -1) if at == kind else every for at in range(kinds))
    return with_one, without


class SideRows:
    """The rows of a problem: by owner, by group, by arc, and of the trips.

    Attributes
    ----------
    names
        Name of every row, as the model has it.
    sign
        1 where the model bounds the row from below, -1 from above, by row.
    typical
        What a row counts to: stations, or trips a day.
    """

    def __init__(self, problem: HydrogenProblem) -> None:
        n_sites = problem.pairs.n_sites
        counted = problem.counted
        self.names = [f"{name}_0" for name, _, _ in counted]
        self.n_counts = len(counted)
        member = np.array([row for _, row, _ in counted], dtype=np.float64).reshape(-1, n_sites)
        self.trips = trips = problem.asked_trips
        arcs, self.path = sparse.csr_array((0, n_sites)), NONE
        if trips is not None:
            asked = trips.dry_arcs(problem.standing > 0)
            arcs, self.path = sparse.csr_array(trips.cover[asked]), trips.path[asked]
            self.names += [f"arc_{at}" for at in range(asked.size)] + ["trips_0"]
        self.member = sparse.csr_array(sparse.vstack([sparse.csr_array(member), arcs], format="csr"))
        least = np.array([minimum for _, _, minimum in counted], dtype=np.float64)
        self.least = np.concatenate([least, np.zeros(self.path.size)])
        self.sign, self.typical = np.ones(len(self.names)), np.ones(len(self.names))
        self.sign[self.n_counts : self.least.size] = -1.0
        if trips is not None:
            self.typical[-1] = max(trips.least, 1.0)

    def worth(self, price: Floats) -> Floats:
        """Give what an open site is worth to the rows, (S,)."""
        return np.asarray(price[: self.least.size] @ self.member, dtype=np.float64)

    def rest(self, price: Floats) -> tuple[float, Flags]:
        """Give what the prices add to the bound, and the paths that are refuelled at them."""
        added = float(price[: self.least.size] @ self.least)
        if self.trips is None:
            return added, np.empty(0, dtype=bool)
        n_paths, each = self.trips.trips.size, float(price[-1])
        dear = sum_by(self.path, price[self.n_counts : self.least.size], n_paths) - each * self.trips.trips
        return added + each * self.trips.least + float(np.minimum(dear, 0.0).sum()), dear < 0

    def slope(self, opened: Flags, refuelled: Flags) -> Floats:
        """Give the slope of the bound in every price: what a row still misses."""
        missing = self.least - np.asarray(self.member @ opened.astype(np.float64))
        if self.trips is None:
            return missing
        missing[self.n_counts :] += refuelled[self.path]
        return np.append(missing, self.trips.least - float(self.trips.trips[refuelled].sum()))
