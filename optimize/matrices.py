"""Small arrays and matrices that the models and searches are written with: masks, places, incidences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gisplan_arrays import Flags, Floats, Indices, Whole

NONE: Indices = np.zeros(0, dtype=np.int64)
"""No indices at all."""


def mask_of(chosen: Any, n: int | tuple[int, ...]) -> Flags:  # noqa: ANN401 - what NumPy takes as an index
    """Mark the chosen ones of `n`, or of an array of that shape."""
    mask = np.zeros(n, dtype=bool)
    mask[chosen] = True
    return mask


def first_of(group: Whole) -> Indices:
    """Give the first member of each group, in the order of the groups 0, 1, …; those below 0 are in none."""
    kept = np.flatnonzero(group >= 0)
    return kept[np.unique(group[kept], return_index=True)[1]]


def ones_at(chosen: Any, n: int | tuple[int, ...]) -> Floats:  # noqa: ANN401
    """Give 1 for the chosen ones of `n`, or of an array of that shape, and 0 for the others."""
    return mask_of(chosen, n).astype(np.float64)


def places_of(chosen: Whole, n: int) -> Indices:
    """Give the place of each of `n` among the chosen ones, -1 for those that are not chosen."""
    place = np.full(n, -1, dtype=np.int64)
    place[chosen] = np.arange(len(chosen))
    return place


def starts_of(sizes: ArrayLike) -> Indices:
    """Give where each run of the given sizes starts, and last where all end: row starts of a CSR matrix."""
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)


def incidence(groups: Whole, n_groups: int, weights: Floats | None = None) -> sparse.csr_array:
    """Write groups × members: member k stands in the row of its group, with weight 1 if none is given."""
    n = len(groups)
    data = np.ones(n) if weights is None else weights
    return sparse.csr_array((data, (groups, np.arange(n))), shape=(n_groups, n))


def choices(columns: Whole, n_columns: int, weights: Floats | None = None) -> sparse.csr_array:
    """Write members × columns: row k holds one entry, in its column, 1 if no weight is given."""
    n = len(columns)
    data = np.ones(n) if weights is None else weights
    return sparse.csr_array((data, (np.arange(n), columns)), shape=(n, n_columns))


def row_cells(matrix: Any, row: int) -> Indices:  # noqa: ANN401 - a CSR matrix, or cover pairs
    """Give the columns of one row of a CSR matrix, or the sites of one row of cover pairs."""
    return np.asarray(matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]])


def greatest_of_rows(matrix: sparse.csr_array) -> Floats:
    """Give the greatest size of a coefficient in each row, 0 where there is none."""
    greatest = np.zeros(matrix.shape[0])
    filled = np.flatnonzero(np.diff(matrix.indptr))
    if filled.size:
        greatest[filled] = np.maximum.reduceat(np.abs(matrix.data), matrix.indptr[filled])
    return greatest
