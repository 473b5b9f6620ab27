"""Cover pairs: which site reaches which demand row, and over how many metres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from optimize.matrices import starts_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from gisplan_arrays import Indices, Whole


@dataclass(frozen=True, eq=False)
class CoverPairs:
    """Sparse distances: one row per demand point, one column per site; only the pairs within reach exist.

    A stored zero is a pair at distance 0. Rows are sorted by site, without duplicates.

    Attributes
    ----------
    indptr : numpy.ndarray
        Row starts, shape (n_demand + 1,).
    indices : numpy.ndarray
        Site of every pair, shape (pairs,).
    distances : numpy.ndarray
        Metres of every pair, shape (pairs,), finite and not negative.
    shape : tuple of int
        (n_demand, n_sites).
    """

    indptr: Whole
    indices: Whole
    distances: NDArray[np.floating[Any]]
    shape: tuple[int, int]

    def __post_init__(self) -> None:
        rows, sites = self.shape
        if self.indptr.shape != (rows + 1,) or self.indices.shape != self.distances.shape:
            raise ValueError(
                f"pairs of shape {self.shape}: {self.indptr.size} row starts, {self.indices.size} sites and "
                f"{self.distances.size} distances do not fit together"
            )
        if self.indptr[0] != 0 or self.indptr[-1] != self.indices.size or (np.diff(self.indptr) < 0).any():
            raise ValueError("row starts must rise from 0 to the number of pairs")
        if self.indices.size == 0:
            return
        if self.indices.min() < 0 or self.indices.max() >= sites:
            raise ValueError(f"pairs name sites outside 0 … {sites - 1}")
        bad = ~np.isfinite(self.distances) | (self.distances < 0)
        if bad.any():
            first = int(np.argmax(bad))
            row = int(np.searchsorted(self.indptr, first, side="right")) - 1
            raise ValueError(
                f"{int(bad.sum())} distances are NaN, infinite or negative; first: demand row {row}, "
                f"site {int(self.indices[first])}, value {self.distances[first]}"
            )
        falling = np.diff(self.indices) <= 0
        falling[self.indptr[1:-1][(self.indptr[1:-1] > 0) & (self.indptr[1:-1] < self.indices.size)] - 1] = (
            False
        )
        if falling.any():
            first = int(np.argmax(falling))
            row = int(np.searchsorted(self.indptr, first, side="right")) - 1
            raise ValueError(f"demand row {row} repeats a site or is not sorted by site")

    @classmethod
    def from_sparse(cls, matrix: Any) -> CoverPairs:  # noqa: ANN401 - any scipy sparse container
        """Take every STORED entry of a sparse matrix (demand × sites, metres) as a pair, zeros included.

        Raises
        ------
        ValueError
            For a dense matrix, repeated entries, NaN, infinite or negative distances.
        """
        if not sparse.issparse(matrix):
            raise ValueError("from_sparse takes a scipy sparse matrix; use from_dense(matrix, cutoff)")
        csr: sparse.csr_array = sparse.csr_array(matrix)  # type: ignore[call-overload]
        stored = int(matrix.nnz)  # type: ignore[attr-defined]
        if csr.nnz != stored:
            raise ValueError(f"{stored - csr.nnz} pairs are repeated; give each (row, site) pair once")
        if not csr.has_sorted_indices:
            csr = csr.sorted_indices()
        data = csr.data if np.issubdtype(csr.data.dtype, np.floating) else csr.data.astype(np.float64)
        return cls(csr.indptr, csr.indices, data, (int(csr.shape[0]), int(csr.shape[1])))

    @classmethod
    def from_dense(cls, matrix: ArrayLike, cutoff: float) -> CoverPairs:
        """Keep the pairs of a dense distance matrix at or below `cutoff`; infinity means no way.

        Raises
        ------
        ValueError
            For NaN or negative distances, or a matrix that is not two-dimensional.
        """
        dense = np.asarray(matrix, dtype=np.float64)
        if dense.ndim != 2:
            raise ValueError(f"distances have {dense.ndim} dimensions, expected demand × sites")
        if np.isnan(dense).any() or (dense < 0).any():
            row, site = (int(k[0]) for k in np.nonzero(np.isnan(dense) | (dense < 0)))
            raise ValueError(f"distance at demand row {row}, site {site} is {dense[row, site]}")
        rows, sites = np.nonzero((dense <= cutoff) & np.isfinite(dense))
        pointer = starts_of(np.bincount(rows, minlength=dense.shape[0]))
        return cls(pointer, sites, dense[rows, sites], (dense.shape[0], dense.shape[1]))

    @property
    def n_demand(self) -> int:
        """Number of demand rows."""
        return self.shape[0]

    @property
    def n_sites(self) -> int:
        """Number of sites."""
        return self.shape[1]

    @property
    def n_pairs(self) -> int:
        """Number of pairs."""
        return int(self.indices.size)

    def rows(self) -> Indices:
        """Give the demand row of every pair, aligned with `indices` and `distances`.

        Returns
        -------
        ndarray
            Shape (pairs,).
        """
        return np.repeat(np.arange(self.n_demand, dtype=np.int64), np.diff(self.indptr))

    def empty_rows(self) -> Indices:
        """List the demand rows that no site reaches.

        Returns
        -------
        ndarray
            Positions of the rows, ascending.
        """
        return np.flatnonzero(np.diff(self.indptr) == 0)

    def to_csr(self) -> sparse.csr_array:
        """Give the distances as a sparse array that keeps zero distances as stored entries.

        Returns
        -------
        csr_array
            Shape (rows, sites), metres.
        """
        return sparse.csr_array((self.distances, self.indices, self.indptr), shape=self.shape)

    def binary(self) -> sparse.csr_array:
        """Give the cover matrix: one where a site reaches a row.

        Returns
        -------
        csr_array
            Shape (rows, sites), ones.
        """
        return sparse.csr_array((np.ones(self.n_pairs), self.indices, self.indptr), shape=self.shape)

    def transpose(self) -> CoverPairs:
        """Give the same pairs with one row per site.

        Returns
        -------
        CoverPairs
            Sites as rows, rows as sites.
        """
        return CoverPairs.from_sparse(self.to_csr().T.tocsr())

    def within(self, metres: ArrayLike) -> CoverPairs:
        """Keep the pairs of at most `metres`: one limit, or one per demand row.

        Parameters
        ----------
        metres
            One limit, or shape (rows,).

        Returns
        -------
        CoverPairs
            Over the same rows and sites.
        """
        limit = np.broadcast_to(np.asarray(metres, dtype=np.float64), (self.n_demand,))
        keep = self.distances <= np.repeat(limit, np.diff(self.indptr))
        count = starts_of(keep)
        return CoverPairs(count[self.indptr], self.indices[keep], self.distances[keep], self.shape)

    def select(self, rows: ArrayLike | None = None, sites: ArrayLike | None = None) -> CoverPairs:
        """Keep some rows and some sites, renumbered in the given order (indices or a mask).

        Parameters
        ----------
        rows
            Indices or a mask of demand rows; None keeps all.
        sites
            Indices or a mask of sites; None keeps all.

        Returns
        -------
        CoverPairs
            Over the rows and sites that are kept.
        """
        csr = self.to_csr()
        if rows is not None:
            csr = csr[_positions(rows, self.n_demand)]
        if sites is not None:
            csr = csr[:, _positions(sites, self.n_sites)]
        return CoverPairs.from_sparse(csr)


def _positions(chosen: ArrayLike, n: int) -> Indices:
    """Turn a mask or a list of indices into indices."""
    array = np.asarray(chosen)
    if array.dtype == bool:
        if array.shape != (n,):
            raise ValueError(f"mask has shape {array.shape}, expected ({n},)")
        return np.flatnonzero(array)
    return array.astype(np.int64)
