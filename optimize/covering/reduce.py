"""Reductions before a covering model is built: merge equal rows, drop dominated sites, split components."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from optimize.cover_pairs import CoverPairs
from optimize.matrices import NONE, choices, mask_of, ones_at

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gisplan_arrays import Flags, Floats, Indices, Whole


_CHUNK = 4_000_000
"""Pairs handled at a time, which bounds the memory of temporary arrays."""
_WORTH_A_ROUND = 0.98
"""Set covering is reduced once more when the last round left at most this share of the pairs."""
_GRAM_LIMIT = 400_000_000
"""Multiplications allowed for finding dominated sites."""


@dataclass(frozen=True)
class CoverCore:
    """What is left to decide of a covering problem.

    Attributes
    ----------
    cover
        Rows × sites, ones.
    weights
        Weight of every remaining row.
    gain
        Weight a site wins by itself (rows that only it reaches), one per remaining site.
    sites
        Original index of every remaining site.
    constant
        Weight that is covered whatever is chosen.
    """

    cover: sparse.csr_array
    weights: Floats
    gain: Floats
    sites: Indices
    constant: float

    @property
    def n_rows(self) -> int:
        """Number of remaining rows."""
        return int(self.cover.shape[0])

    @property
    def n_sites(self) -> int:
        """Number of remaining sites."""
        return int(self.cover.shape[1])

    def sharpened(self, bound: float) -> float:
        """Round a bound down when every weight is whole, so that every answer is."""
        figures = np.concatenate([self.weights, self.gain, [self.constant]])
        return float(np.floor(bound + 1e-6)) if (figures == np.rint(figures)).all() else bound


def same_rows(cover: sparse.csr_array) -> tuple[Indices, Indices]:
    """Find rows with the same set of columns.

    Rows are hashed by the wrapping sum of a random 64-bit number per column; every group is then compared
    entry by entry with its first row, so the answer is exact.

    Returns
    -------
    tuple
        Index of the first row of each group, and the group of each row.
    """
    cover = cover if cover.has_sorted_indices else cover.sorted_indices()
    lengths = np.diff(cover.indptr)
    for seed in range(8):
        numbers = np.random.default_rng(seed).integers(1, 2**63, cover.shape[1], dtype=np.uint64)
        keys = np.zeros(cover.shape[0], dtype=np.uint64)
        for first, last in _chunks(cover.indptr):
            running = np.cumsum(
                numbers[cover.indices[cover.indptr[first] : cover.indptr[last]]], dtype=np.uint64
            )
            running = np.concatenate([np.zeros(1, dtype=np.uint64), running])
            edges = cover.indptr[first : last + 1] - cover.indptr[first]
            keys[first:last] = running[edges[1:]] - running[edges[:-1]]
        _, first_rows, group = np.unique(keys, return_index=True, return_inverse=True)
        if (lengths == lengths[first_rows][group]).all() and _equal_rows(cover, first_rows[group]):
            order = np.argsort(first_rows, kind="stable")
            rank = np.empty_like(order)
            rank[order] = np.arange(order.size)
            return first_rows[order].astype(np.int64), rank[group].astype(np.int64)
    raise RuntimeError("eight different hashes collided")  # a chance below 1e-30


def alike_rows(cover: sparse.csr_array, kind: Whole) -> tuple[Indices, Indices]:
    """Find the rows that have the same columns and are of the same kind, a number of at least 0.

    Returns
    -------
    tuple
        Number of each row, -1 where it is empty, and the first row of each number.
    """
    filled = np.flatnonzero(np.diff(cover.indptr))
    marked = sparse.hstack([cover[filled], choices(kind[filled], int(kind.max(initial=0)) + 1)], format="csr")
    first, group = same_rows(sparse.csr_array(marked))
    number = np.full(cover.shape[0], -1, dtype=np.int64)
    number[filled] = group
    return number, filled[first]


def merge_rows(cover: sparse.csr_array, weights: Floats) -> tuple[sparse.csr_array, Floats]:
    """Merge rows with the same set of columns and add up their weights."""
    first_rows, group = same_rows(cover)
    merged = np.bincount(group, weights=weights, minlength=first_rows.size)
    return sparse.csr_array(cover[first_rows]), np.asarray(merged, dtype=np.float64)


def merge_chunks(chunks: Iterable[tuple[CoverPairs, Floats]]) -> tuple[CoverPairs, Floats]:
    """Merge a stream of demand rows, so that millions of points never stand in memory together.

    Parameters
    ----------
    chunks
        Pairs (all over the same sites) and the weights of their rows.

    Returns
    -------
    tuple
        Merged pairs (distance 0: only who covers whom is kept) and their weights; rows without any site are
        one row, so the sum of weights is kept.

    Raises
    ------
    ValueError
        If there are no chunks.
    """
    kept: list[sparse.csr_array] = []
    sums: list[Floats] = []
    waiting = 0
    for pairs, weights in chunks:
        cover, merged = merge_rows(pairs.binary(), np.asarray(weights, dtype=np.float64))
        kept.append(cover)
        sums.append(merged)
        waiting += cover.nnz
        if waiting > 4 * _CHUNK:
            kept, sums = _joined(kept, sums)
            waiting = 0
    if not kept:
        raise ValueError("no chunks were given")
    (whole,), (weights,) = _joined(kept, sums)
    return CoverPairs(whole.indptr, whole.indices, np.zeros(whole.nnz), whole.shape), weights


def dominated_sites(
    cover: sparse.csr_array, gain: Floats | None = None, costs: Floats | None = None
) -> Flags:
    """Find sites whose rows another site covers too, at no higher cost; of equals the first stays.

    Parameters
    ----------
    cover
        Rows × sites.
    gain
        Weight that only the site itself wins; a site with any is not dominated.
    costs
        One per site; None when sites cost the same.

    Returns
    -------
    numpy.ndarray
        Mask over the sites; all False when the test would cost too much.
    """
    n = cover.shape[1]
    lengths = np.diff(cover.indptr).astype(np.float64)
    if float(lengths @ lengths) > _GRAM_LIMIT:
        return np.zeros(n, dtype=bool)
    size = np.bincount(cover.indices, minlength=n)
    small, large = _contained(cover.T.tocsr() @ cover, size)
    if costs is None:
        ahead = (size[large] > size[small]) | (large < small)
    else:
        cheaper = costs[large] < costs[small]
        same = (costs[large] == costs[small]) & ((size[large] > size[small]) | (large < small))
        ahead = cheaper | same
    dominated = mask_of(small[ahead], n)
    dominated[size == 0] = True
    if gain is not None:
        dominated &= gain <= 0
    return dominated


def reduce_cover(
    cover: sparse.csr_array,
    weights: Floats,
    *,
    always: Indices,
    never: Indices | None = None,
    costs: Floats | None = None,
    gain: Floats | None = None,
    constant: float = 0.0,
) -> CoverCore:
    """Reduce a maximal covering problem to what is left to decide.

    Parameters
    ----------
    cover
        Rows × sites, ones.
    weights
        One per row.
    always, never
        Sites that are open, or shut, in every answer looked at.
    costs
        One per site when a budget binds the choice.
    gain, constant
        What sites win besides the rows, and what is won anyway, when the problem was reduced before.

    Returns
    -------
    CoverCore
        Rows covered by `always` are counted in the constant; rows of weight zero or out of reach are dropped.
    """
    is_open = mask_of(always, cover.shape[1])
    reached = (cover @ is_open.astype(np.float64)) > 0
    own = np.zeros(cover.shape[1]) if gain is None else gain
    constant += float(weights[reached].sum() + own[is_open].sum())
    free = ~is_open
    if never is not None:
        free[never] = False
    sites = np.flatnonzero(free)
    left = sparse.csr_array(cover[np.flatnonzero(~reached & (weights > 0))][:, sites])
    left_weights = weights[~reached & (weights > 0)]
    inside = np.diff(left.indptr) > 0
    left, left_weights = merge_rows(sparse.csr_array(left[np.flatnonzero(inside)]), left_weights[inside])
    drop = dominated_sites(left, own[sites], None if costs is None else costs[sites])
    if drop.any():
        sites = sites[~drop]
        left, left_weights = merge_rows(sparse.csr_array(left[:, np.flatnonzero(~drop)]), left_weights)
    single = np.diff(left.indptr) == 1
    alone = left.indices[left.indptr[:-1][single]]
    alone_gain = np.bincount(alone, weights=left_weights[single], minlength=sites.size)
    left = sparse.csr_array(left[np.flatnonzero(~single)])
    return CoverCore(left, left_weights[~single], own[sites] + alone_gain, sites, constant)


@dataclass(frozen=True)
class SetCore:
    """What is left to decide of a set covering problem.

    Attributes
    ----------
    cover
        Rows × sites, ones; every row still needs a site.
    sites
        Original index of every remaining site.
    forced
        Original indices of sites that some row leaves no choice about.
    """

    cover: sparse.csr_array
    sites: Indices
    forced: Indices


def reduce_set_cover(cover: sparse.csr_array, costs: Floats, *, always: Indices) -> SetCore:
    """Reduce a set covering problem: sites that rows force, dominated sites, rows implied by other rows.

    Parameters
    ----------
    cover
        Rows × sites, ones; every row has a site.
    costs
        One per site.
    always
        Sites that are open in every answer looked at.
    """
    n = cover.shape[1]
    is_open = mask_of(always, n)
    forced = NONE
    sites = np.flatnonzero(~is_open)
    left = sparse.csr_array(cover[np.flatnonzero((cover @ is_open.astype(np.float64)) == 0)][:, sites])
    while True:
        before = left.nnz
        left = sparse.csr_array(left[same_rows(left)[0]])
        keep = np.flatnonzero(~dominated_sites(left, costs=costs[sites]))
        left, sites = sparse.csr_array(left[:, keep]), sites[keep]
        left = sparse.csr_array(left[np.flatnonzero(~implied_rows(left))])
        lone = np.unique(left.indices[left.indptr[:-1][np.diff(left.indptr) == 1]])
        if lone.size:
            forced = np.union1d(forced, sites[lone])
            done = ones_at(lone, sites.size)
            left = sparse.csr_array(left[np.flatnonzero((left @ done) == 0)][:, np.flatnonzero(done == 0)])
            sites = sites[done == 0]
        if left.nnz >= _WORTH_A_ROUND * before:
            return SetCore(left, sites, forced)


def implied_rows(cover: sparse.csr_array) -> Flags:
    """Find rows that are covered whenever some other row is: their sites include all sites of the other."""
    size = np.diff(cover.indptr)
    per_site = np.bincount(cover.indices, minlength=cover.shape[1]).astype(np.float64)
    if float(per_site @ per_site) > _GRAM_LIMIT:
        return np.zeros(cover.shape[0], dtype=bool)
    small, large = _contained(cover @ cover.T.tocsr(), size)
    ahead = (size[large] > size[small]) | (small < large)
    return mask_of(large[ahead], cover.shape[0])


def _contained(products: sparse.csr_array, size: Whole) -> tuple[Indices, Indices]:
    """List pairs of sets of which the large one holds the small one, from what each two have in common."""
    shared = sparse.coo_array(products)
    small, large = shared.coords
    inside = (shared.data >= size[small] - 0.5) & (small != large)
    return small[inside], large[inside]


def components(cover: sparse.csr_array) -> tuple[int, Indices, Indices]:
    """Split rows and sites into parts that share no pair.

    Returns
    -------
    tuple
        Number of parts, part of each row, part of each site.
    """
    n_rows, n_sites = cover.shape
    graph = sparse.block_array([[None, cover], [cover.T, None]], format="csr") if cover.nnz else None
    if graph is None:
        return n_rows + n_sites, np.arange(n_rows), np.arange(n_rows, n_rows + n_sites)
    number, labels = csgraph.connected_components(graph, directed=False)  # type: ignore[arg-type]
    return int(number), labels[:n_rows].astype(np.int64), labels[n_rows:].astype(np.int64)


def _chunks(indptr: Whole) -> Iterable[tuple[int, int]]:
    """Cut rows into runs of at most `_CHUNK` pairs (or one row)."""
    n = indptr.size - 1
    first = 0
    while first < n:
        last = int(np.searchsorted(indptr, indptr[first] + _CHUNK, side="right")) - 1
        last = min(n, max(last, first + 1))
        yield first, last
        first = last


def _equal_rows(cover: sparse.csr_array, partner: Indices) -> bool:
    """Compare every row with its partner of the same length, entry by entry."""
    for first, last in _chunks(cover.indptr):
        begin, end = int(cover.indptr[first]), int(cover.indptr[last])
        lengths = np.diff(cover.indptr[first : last + 1])
        shift = np.repeat(cover.indptr[partner[first:last]] - cover.indptr[first:last], lengths)
        if (cover.indices[begin:end] != cover.indices[np.arange(begin, end) + shift]).any():
            return False
    return True


def _joined(kept: list[sparse.csr_array], sums: list[Floats]) -> tuple[list[sparse.csr_array], list[Floats]]:
    cover, merged = merge_rows(sparse.csr_array(sparse.vstack(kept, format="csr")), np.concatenate(sums))
    return [cover], [merged]
