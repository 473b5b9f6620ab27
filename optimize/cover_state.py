"""The state of a covering search: open sites, covered rows, and what every further site would add."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from optimize.reduce import CoverCore

    Floats = NDArray[np.float64]
    Indices = NDArray[np.int64]


class CoverState:
    """Which sites are open, how often each row is covered, and what every site would add.

    Opening or shutting a site touches only the pairs of the rows whose state changes, so a whole greedy run
    touches every pair once.

    Parameters
    ----------
    core
        The reduced problem.
    count
        Most sites to open; None without a limit.
    costs, budget
        One cost per remaining site and what may be spent; None without a budget.
    """

    def __init__(
        self, core: CoverCore, count: int | None, costs: Floats | None = None, budget: float | None = None
    ) -> None:
        self.core = core
        self.count = core.n_sites if count is None else min(count, core.n_sites)
        self.costs = costs
        self.budget = np.inf if budget is None else budget
        self.spent = 0.0
        self.times = np.zeros(core.n_rows, dtype=np.int32)
        self.adds = core.gain + core.cover.T @ core.weights
        self.value = core.constant
        self.is_open = np.zeros(core.n_sites, dtype=bool)
        self.n_open = 0
        by_site = core.cover.T.tocsr()
        self._site_starts, self._site_rows = by_site.indptr.tolist(), by_site.indices

    def best(self, barred: NDArray[np.bool_] | None = None) -> int | None:
        """Find the shut site that adds most (per cost, under a budget); None when nothing can be added."""
        if self.n_open >= self.count:
            return None
        score = np.where(self.is_open, -1.0, self.adds)
        if self.costs is not None:
            room = self.budget - self.spent + 1e-9
            score = np.where(self.costs <= room, score / np.maximum(self.costs, 1e-12), -1.0)
        if barred is not None:
            score[barred] = -1.0
        pick = int(np.argmax(score)) if score.size else -1
        return pick if pick >= 0 and score[pick] > 0 else None

    def open(self, site: int) -> None:
        """Open a site."""
        rows = self._rows_of(site)
        fresh = rows[self.times[rows] == 0]
        self.times[rows] += 1
        self.value += float(self.core.gain[site] + self.core.weights[fresh].sum())
        self._shift(fresh, -1.0)
        self.is_open[site] = True
        self.n_open += 1
        if self.costs is not None:
            self.spent += float(self.costs[site])

    def shut(self, site: int) -> None:
        """Shut a site."""
        rows = self._rows_of(site)
        self.times[rows] -= 1
        lost = rows[self.times[rows] == 0]
        self.value -= float(self.core.gain[site] + self.core.weights[lost].sum())
        self._shift(lost, 1.0)
        self.is_open[site] = False
        self.n_open -= 1
        if self.costs is not None:
            self.spent -= float(self.costs[site])

    def sites(self) -> Indices:
        """List the open sites (positions in the core)."""
        return np.flatnonzero(self.is_open)

    def become(self, sites: Indices) -> None:
        """Open exactly the given sites."""
        wanted = np.zeros(self.is_open.size, dtype=bool)
        wanted[sites] = True
        for site in np.flatnonzero(self.is_open & ~wanted).tolist():
            self.shut(site)
        for site in np.flatnonzero(wanted & ~self.is_open).tolist():
            self.open(site)

    def neighbours(self, site: int) -> Indices:
        """List the open sites that share a row with a site, the site itself included when open."""
        rows = self._rows_of(site)
        if rows.size == 0:
            return np.flatnonzero(self.is_open & (np.arange(self.is_open.size) == site))
        near = np.unique(self.core.cover.indices[self._cells(rows)[0]])
        return near[self.is_open[near]].astype(np.int64)

    def _rows_of(self, site: int) -> NDArray[np.integer]:
        return self._site_rows[self._site_starts[site] : self._site_starts[site + 1]]

    def _shift(self, rows: NDArray[np.integer], sign: float) -> None:
        """Add or take the weight of rows to or from every site that reaches them."""
        if rows.size == 0:
            return
        where, lengths = self._cells(rows)
        amount = np.repeat(sign * self.core.weights[rows], lengths)
        self.adds += np.bincount(self.core.cover.indices[where], weights=amount, minlength=self.adds.size)

    def _cells(self, rows: NDArray[np.integer]) -> tuple[Indices, NDArray[np.integer]]:
        """Find the pairs of some rows in the sparse matrix, and how many each row has."""
        starts = self.core.cover.indptr[rows]
        lengths = self.core.cover.indptr[rows + 1] - starts
        ends = np.cumsum(lengths)
        return np.arange(ends[-1]) + np.repeat(starts - (ends - lengths), lengths), lengths
