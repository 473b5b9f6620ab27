"""Quick answers about covering within a radius: a first siting, a greedy cover, and a packing bound."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimize.matrices import row_cells

if TYPE_CHECKING:
    from scipy import sparse

    from gisplan_arrays import Indices
    from optimize.cover_pairs import CoverPairs


def first_siting(pairs: CoverPairs, always: Indices, free: int) -> Indices | None:
    """Open, again and again, the nearest site of the row that is farthest from any open one.

    The rule of Gonzalez, T. (1985), Clustering to minimize the maximum intercluster distance, Theoretical
    Computer Science 38, 293-306, where sites and rows are the same places.

    Returns
    -------
    numpy.ndarray or None
        Open sites; None when a row stays out of reach.
    """
    csr = pairs.to_csr()
    by_site = pairs.transpose()
    nearest = np.full(pairs.n_demand, np.inf)
    opened: list[int] = []

    def take(site: int) -> None:
        opened.append(site)
        mine = slice(int(by_site.indptr[site]), int(by_site.indptr[site + 1]))
        rows = by_site.indices[mine]
        nearest[rows] = np.minimum(nearest[rows], by_site.distances[mine])

    for site in always.tolist():
        take(site)
    for _ in range(free):
        row = int(np.argmax(nearest))
        start, end = int(csr.indptr[row]), int(csr.indptr[row + 1])
        site = int(csr.indices[start + int(np.argmin(csr.data[start:end]))])
        if site in opened:
            break
        take(site)
    return np.unique(np.array(opened, dtype=np.int64)) if np.isfinite(nearest).all() else None


def covering_sites(cover: sparse.csr_array) -> Indices:
    """Cover all rows greedily; give the sites (columns)."""
    columns = cover.T.tocsr()
    open_rows = np.ones(cover.shape[0])
    chosen: list[int] = []
    while open_rows.any():
        site = int(np.argmax(columns @ open_rows))
        chosen.append(site)
        open_rows[row_cells(columns, site)] = 0.0
    return np.array(chosen, dtype=np.int64)


def packing(cover: sparse.csr_array, most: int) -> int:
    """Count rows of which no two share a site, at most `most` + 1: each needs a site of its own."""
    free = np.ones(cover.shape[1], dtype=bool)
    count = 0
    for row in np.argsort(np.diff(cover.indptr), kind="stable").tolist():
        sites = row_cells(cover, row)
        if free[sites].all():
            free[sites] = False
            count += 1
            if count > most:
                break
    return count
