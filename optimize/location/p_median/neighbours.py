"""Pairs of the p-median by row and ascending cost, and what a siting costs on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimize.matrices import mask_of

if TYPE_CHECKING:
    from gisplan_arrays import Flags, Floats, Indices
    from optimize.cover_pairs import CoverPairs


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
