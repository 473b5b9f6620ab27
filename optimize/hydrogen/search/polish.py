"""Polishing a hydrogen siting: a few neighbouring stations move while the others stay open."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

from optimize.hydrogen.search.state import Search, all_sizes
from optimize.matrices import row_cells

if TYPE_CHECKING:
    from scipy import sparse

    from gisplan_arrays import Floats
    from optimize.hydrogen.problem import HydrogenProblem

FREED = 3
NEAR = 20


def polish(search: Search, share: float) -> None:
    """Free a few neighbouring stations at a time, hold the others, until nothing improves."""
    cover = search.problem.pairs.transpose().binary()
    until = search.left(share)
    begun = time.monotonic()
    improved = True
    while improved and search.best is not None and not search.closed():
        improved = False
        for site in np.flatnonzero(search.best.opened.any(axis=1)).tolist():
            if until is not None and time.monotonic() - begun > until:
                return
            before = search.objective
            opened = np.flatnonzero(search.best.opened.any(axis=1))
            shared = _shared(search.problem, cover, site)
            freed = opened[np.argsort(-shared[opened], kind="stable")][:FREED]
            region = np.zeros(search.problem.pairs.n_sites, dtype=bool)
            for one in freed.tolist():
                weight = _shared(search.problem, cover, one)
                region[np.argsort(-weight, kind="stable")[:NEAR]] = True
            region[opened] = True
            search.solve(all_sizes(search.problem, region), 0.2, links=True, keep=np.setdiff1d(opened, freed))
            improved |= search.objective > before + 1e-6 * abs(before)


def _shared(problem: HydrogenProblem, cover: sparse.csr_array, site: int) -> Floats:
    """Weigh the demand that each site shares with one, kg/day."""
    near = np.zeros(problem.pairs.n_demand)
    rows = row_cells(cover, site)
    near[rows] = problem.demand_kg[rows]
    weight = np.asarray(cover @ near, dtype=np.float64)
    weight[site] = np.inf
    return weight
