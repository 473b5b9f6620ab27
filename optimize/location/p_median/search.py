"""Pairs of the p-median by ascending cost, and sitings by greedy addition and interchange over them.

Interchange follows Whitaker, R. (1983), A fast algorithm for the greedy interchange of large-scale
clustering and median location problems, INFOR 21, 95-108, and Resende, M. and Werneck, R. (2007), A fast
swap-based local search procedure for location problems, Annals of Operations Research 150, 205-230: the
profit of opening i and closing j is gain(i) - loss(j) + extra(i, j), from each row's two nearest open sites.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimize.matrices import mask_of

if TYPE_CHECKING:
    from gisplan_arrays import Flags, Floats, Indices
    from optimize.cover_pairs import CoverPairs
    from optimize.solvers.limits import Settings


@dataclass(frozen=True, eq=False)
class Neighbours:
    """Pairs by row and, within a row, by ascending cost (weight times metres)."""

    row: Indices
    site: Indices
    cost: Floats
    n_rows: int

    def keep(self, mask: Flags) -> Neighbours:
        """Keep some pairs."""
        return Neighbours(self.row[mask], self.site[mask], self.cost[mask], self.n_rows)

    def least(self) -> float:
        """Sum the cost of every row's nearest pair."""
        first = np.concatenate([[True], np.diff(self.row) > 0])
        return float(self.cost[first].sum())


def neighbours_of(pairs: CoverPairs, weights: Floats) -> Neighbours:
    """Sort the pairs of every row by cost."""
    rows = pairs.rows()
    order = np.lexsort((pairs.indices, pairs.distances, rows))
    cost = (weights[rows] * pairs.distances)[order]
    return Neighbours(rows[order], pairs.indices[order].astype(np.int64), cost, pairs.n_demand)


def nearest_cost(near: Neighbours, n_sites: int, sites: Indices) -> float:
    """Sum the weighted distance of every row to its nearest open site; infinite when a row has none."""
    rows, pairs = nearest_pairs(near, n_sites, sites)
    return float(near.cost[pairs].sum()) if rows.size == near.n_rows else np.inf


def nearest_pairs(near: Neighbours, n_sites: int, sites: Indices) -> tuple[Indices, Indices]:
    """Find the rows that some of the sites reach, and the pair of each with its nearest."""
    hits = np.flatnonzero(mask_of(sites, n_sites)[near.site])
    rows, first = np.unique(near.row[hits], return_index=True)
    return rows, hits[first]


_DENSE = 60_000_000
"""Most entries of the dense row x site matrix that interchange works on; above it greedy alone is used."""


class Interchange:
    """The search on one problem: a dense site x row matrix, with a cost for pairs out of reach."""

    def __init__(self, near: Neighbours, n_sites: int) -> None:
        self.far = 2.0 * float(near.cost.max(initial=0.0)) * near.n_rows + 1.0
        self.cost = np.full((n_sites, near.n_rows), self.far)
        self.cost[near.site, near.row] = near.cost

    @staticmethod
    def fits(near: Neighbours, n_sites: int) -> bool:
        """Whether the matrix is small enough."""
        return near.n_rows * n_sites <= _DENSE

    def start(self, always: Indices, free: int, settings: Settings) -> Indices | None:
        """Open `always` and `free` more, then exchange; None when a row is left without a site."""
        return self.improve(greedy(self.cost, always, free, self.far), always, settings)

    def improve(self, sites: Indices, always: Indices, settings: Settings) -> Indices | None:
        """Exchange open and closed sites while it pays; None when a row is left without a site."""
        if sites.size == 0:
            return None
        sites = np.sort(interchange(self.cost, sites, always, settings))
        return sites if self.cost[sites].min(axis=0).max(initial=0.0) < self.far else None


def greedy(cost: Floats, always: Indices, free: int, far: float) -> Indices:
    """Add the site that lowers the cost most, `free` times."""
    best = np.full(cost.shape[1], far)
    if always.size:
        best = cost[always].min(axis=0)
    chosen = always.tolist()
    for _ in range(min(free, cost.shape[0] - always.size)):
        gain = np.maximum(best - cost, 0.0).sum(axis=1)
        gain[chosen] = -1.0
        site = int(np.argmax(gain))
        chosen.append(site)
        best = np.minimum(best, cost[site])
    return np.array(chosen, dtype=np.int64)


def interchange(cost: Floats, sites: Indices, always: Indices, settings: Settings) -> Indices:
    """Exchange the best pair of an open and a closed site until none pays or time is short."""
    sites = sites.copy()
    fixed = np.isin(sites, always)
    if fixed.all() or sites.size == cost.shape[0]:
        return sites
    while settings.clock.left > 0:
        held = cost[sites]
        owner = np.argmin(held, axis=0)
        nearest = held[owner, np.arange(held.shape[1])]
        held[owner, np.arange(held.shape[1])] = np.inf
        second = held.min(axis=0) if sites.size > 1 else np.full(held.shape[1], np.inf)
        second = np.minimum(second, cost.max())
        order = np.argsort(owner, kind="stable")
        owned = owner[order]
        starts = np.flatnonzero(np.concatenate([[True], np.diff(owned) > 0]))
        near, next_near = nearest[order], second[order]
        across = cost[:, order]
        gain = np.maximum(near - across, 0.0).sum(axis=1)
        kept = np.maximum(next_near - np.maximum(across, near), 0.0)
        extra = np.zeros((cost.shape[0], sites.size))
        extra[:, owned[starts]] = np.add.reduceat(kept, starts, axis=1)
        loss = np.bincount(owner, weights=second - nearest, minlength=sites.size)
        profit = gain[:, None] - loss[None, :] + extra
        profit[sites] = -np.inf
        profit[:, fixed] = -np.inf
        site, place = divmod(int(np.argmax(profit)), sites.size)
        if not profit[site, place] > 1e-9 * max(1.0, float(nearest.sum())):
            break
        sites[place] = site
    return sites
