"""The state of a covering search: open sites, covered rows, what sites would add, what they alone hold.

Greedy covering opens the site that adds most, again and again. What every site would add is kept up to date
pair by pair, so nothing is re-evaluated and a whole run costs one pass over the pairs; the result is that of
the lazy greedy of Minoux (1978). Without a budget it covers at least 1 - 1/e of the best (Nemhauser, Wolsey
and Fisher 1978).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimize.matrices import mask_of, row_cells

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

    from gisplan_arrays import Flags, Floats, Indices, Whole
    from optimize.cover_pairs import CoverPairs


class CoverState:
    """Which sites are open, and figures per site that stay up to date.

    Opening or shutting a site touches only the pairs of the rows whose state changes, so a whole greedy run
    touches every pair once.

    Parameters
    ----------
    cover
        Rows × sites, ones.
    weights
        One per row.
    gain
        What a site wins besides rows, one per site.
    constant
        What is won anyway.

    Attributes
    ----------
    adds : numpy.ndarray
        What opening each site would win (meaningful for shut sites).
    holds : numpy.ndarray
        What shutting each site would lose (meaningful for open sites).
    value : float
        What is won in all.
    """

    def __init__(
        self, cover: sparse.csr_array, weights: Floats, gain: Floats | None = None, constant: float = 0.0
    ) -> None:
        n_rows, n_sites = cover.shape
        self.cover = cover
        self.weights = np.array(weights, dtype=np.float64)
        self.gain = np.zeros(n_sites) if gain is None else gain
        self.times = np.zeros(n_rows, dtype=np.int64)
        self.adds = np.asarray(self.gain + cover.T @ self.weights, dtype=np.float64)
        self.holds = np.zeros(n_sites)
        self.value = constant
        self.is_open = np.zeros(n_sites, dtype=bool)
        self.n_open = 0
        self.n_covered = 0
        self._owners = np.zeros(n_rows, dtype=np.int64)
        by_site = cover.T.tocsr()
        self._site_starts, self._site_rows = by_site.indptr.tolist(), by_site.indices.astype(np.int64)

    def open(self, site: int) -> None:
        """Open a site."""
        rows = self.rows_of(site)
        times = self.times[rows]
        fresh, second = rows[times == 0], rows[times == 1]
        if second.size:
            np.subtract.at(self.holds, self._owners[second], self.weights[second])
        self.times[rows] += 1
        self._owners[rows] += site
        won = float(self.gain[site] + self.weights[fresh].sum())
        self.holds[site] = won
        self.value += won
        self.n_covered += fresh.size
        self._shift(fresh, -1.0)
        self.is_open[site] = True
        self.n_open += 1

    def shut(self, site: int) -> None:
        """Shut a site."""
        rows = self.rows_of(site)
        self.times[rows] -= 1
        self._owners[rows] -= site
        times = self.times[rows]
        lost, last = rows[times == 0], rows[times == 1]
        if last.size:
            np.add.at(self.holds, self._owners[last], self.weights[last])
        self.holds[site] = 0.0
        self.value -= float(self.gain[site] + self.weights[lost].sum())
        self.n_covered -= lost.size
        self._shift(lost, 1.0)
        self.is_open[site] = False
        self.n_open -= 1

    def press(self, amount: float = 1.0) -> None:
        """Make every uncovered row heavier."""
        rows = np.flatnonzero(self.times == 0)
        old = self.weights[rows]
        self.weights[rows] = amount
        self._shift(rows, 1.0)
        self.weights[rows] = old + amount

    def sites(self) -> Indices:
        """List the open sites."""
        return np.flatnonzero(self.is_open)

    def become(self, sites: Indices) -> None:
        """Open exactly the given sites."""
        wanted = mask_of(sites, self.is_open.size)
        for site in np.flatnonzero(self.is_open & ~wanted).tolist():
            self.shut(site)
        for site in np.flatnonzero(wanted & ~self.is_open).tolist():
            self.open(site)

    def books(self) -> tuple[Flags, NDArray[np.int32], Indices, Floats]:
        """Copy flags, times covered, sum of covering sites, and holds, for a search that keeps its own."""
        return self.is_open.copy(), self.times.astype(np.int32), self._owners.copy(), self.holds.copy()

    def by_site(self) -> tuple[Indices, NDArray[np.int32]]:
        """Give the rows of all sites, compressed: where each site's rows start, and the rows."""
        return np.asarray(self._site_starts, dtype=np.int64), self._site_rows.astype(np.int32)

    def rows_of(self, site: int) -> Indices:
        """List the rows that a site reaches."""
        return np.asarray(self._site_rows[self._site_starts[site] : self._site_starts[site + 1]])

    def sites_of(self, row: int) -> Whole:
        """List the sites that reach a row."""
        return np.asarray(row_cells(self.cover, row))

    def _shift(self, rows: Indices, sign: float) -> None:
        """Add or take the weight of rows to or from every site that reaches them."""
        if rows.size == 0:
            return
        where, lengths = self._cells(rows)
        amount = np.repeat(sign * self.weights[rows], lengths)
        self.adds += np.bincount(self.cover.indices[where], weights=amount, minlength=self.adds.size)

    def _cells(self, rows: Indices) -> tuple[Indices, Whole]:
        """Find the pairs of some rows in the sparse matrix, and how many each row has."""
        starts = self.cover.indptr[rows]
        lengths = self.cover.indptr[rows + 1] - starts
        ends = np.cumsum(lengths)
        total = int(ends[-1]) if ends.size else 0
        return np.arange(total) + np.repeat(starts - (ends - lengths), lengths), lengths


class Allowance:
    """How many sites may open, and what they may cost together.

    Parameters
    ----------
    n_sites
        Number of sites.
    count
        Most sites to open; None without a limit.
    costs, budget
        One cost per site and what may be spent; None without a budget.
    """

    def __init__(
        self, n_sites: int, count: int | None, costs: Floats | None = None, budget: float | None = None
    ) -> None:
        self.count = n_sites if count is None else min(count, n_sites)
        self.costs = costs
        self.budget = np.inf if budget is None else budget

    def best(self, state: CoverState, barred: Flags | None = None) -> int | None:
        """Find the shut site that adds most (per cost, under a budget); None when nothing can be added."""
        if state.n_open >= self.count or state.is_open.size == 0:
            return None
        score = np.where(state.is_open, -1.0, state.adds)
        if self.costs is not None:
            room = self.budget - float(self.costs[state.is_open].sum()) + 1e-9
            score = np.where(self.costs <= room, score / np.maximum(self.costs, 1e-12), -1.0)
        if barred is not None:
            score[barred] = -1.0
        pick = int(np.argmax(score))
        return pick if score[pick] > 1e-9 else None

    def allow(self, state: CoverState, site: int) -> bool:
        """Tell whether a shut site may be opened."""
        if state.n_open >= self.count:
            return False
        return self.costs is None or bool(
            self.costs[state.is_open].sum() + self.costs[site] <= self.budget + 1e-9
        )


def fill(state: CoverState, limits: Allowance) -> None:
    """Open the best site again and again until nothing can be added within the limits."""
    while (site := limits.best(state)) is not None:
        state.open(site)


def greedy_cover(cover: sparse.csr_array, costs: Floats) -> CoverState:
    """Open the site with the most uncovered rows per cost until all rows are covered (Chvatal 1979).

    Parameters
    ----------
    cover
        Which site covers which row, shape (rows, sites).
    costs
        Cost of each site, shape (sites,).

    Returns
    -------
    CoverState
        The sites that opened and the rows they cover.
    """
    state = CoverState(cover, np.ones(cover.shape[0]))
    price = np.maximum(costs, 1e-12)
    while state.n_covered < cover.shape[0]:
        state.open(int(np.argmax(np.where(state.is_open, -1.0, state.adds / price))))
    drop_spare(state, costs)
    return state


def drop_spare(state: CoverState, costs: Floats) -> None:
    """Shut open sites that no row needs, dearest first."""
    for site in sorted(state.sites().tolist(), key=lambda j: -float(costs[j])):
        if state.holds[site] <= 1e-9:
            state.shut(site)


def greedy_order(pairs: CoverPairs, weights: Floats, first: Indices) -> tuple[Indices, Floats, Floats]:
    """Order sites by what each adds to the covered weight, the given ones first.

    Parameters
    ----------
    pairs, weights
        Cover pairs and the weight of every demand row.
    first
        Sites that come first, in this order.

    Returns
    -------
    tuple
        The order (sites that add nothing are left out), the weight covered by its first k sites, and a
        bound on what any k sites cover. Cover is submodular, so whatever is open already, k further sites
        add at most the k largest gains left (Nemhauser, Wolsey and Fisher 1978): the least over all steps.
    """
    by_site = pairs.transpose()
    uncovered = np.asarray(weights, dtype=np.float64).copy()
    gains = np.asarray(pairs.binary().T @ uncovered, dtype=np.float64)
    chosen = np.zeros(pairs.n_sites, dtype=bool)
    order: list[int] = []
    covered: list[float] = []
    bound = np.full(pairs.n_sites, float(uncovered[np.diff(pairs.indptr) > 0].sum()))
    total = 0.0
    waiting = first.tolist()[::-1]
    while len(order) < pairs.n_sites:
        best = waiting.pop() if waiting else int(np.argmax(np.where(chosen, -1.0, gains)))
        if len(order) >= first.size and gains[best] <= 1e-9:
            break
        chosen[best] = True
        total += float(gains[best])
        rows = row_cells(by_site, best)
        for i in rows[uncovered[rows] > 0].tolist():
            gains[row_cells(pairs, i)] -= uncovered[i]
            uncovered[i] = 0.0
        order.append(best)
        covered.append(total)
        left = np.sort(np.maximum(np.where(chosen, 0.0, gains), 0.0))[::-1]
        bound = np.minimum(bound, total + np.cumsum(left))
    return np.array(order, dtype=np.int64), np.array(covered), bound[: len(order)]
