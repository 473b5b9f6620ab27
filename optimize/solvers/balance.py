"""Models are handed to a solver near 1, for its tolerances are absolute; powers of two change no digit.

A problem of `optimize.entry` is in units of its own size already. What is brought near 1 at first is rows
that measure something else (the kWh or the bays of a need), and the figures of models that a caller builds;
a model whose answer broke it (`optimize.solvers.again`) has all rows and continuous columns scaled.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse

from optimize.matrices import greatest_of_rows
from optimize.scale import usual_factors

if TYPE_CHECKING:
    from gisplan_arrays import Flags, Floats
    from optimize.lp_problem import ModelArrays
    from optimize.solvers.answers import RawAnswer

_ROUNDS: Final = 3
"""Times that rows and columns are scaled by each other's largest and smallest coefficients."""


class Balance:
    """A model whose rows and objective have usual figures, and the way back of an answer.

    Parameters
    ----------
    arrays
        The model; it is handed over as it is where all figures are usual.
    thorough
        Whether rows and continuous columns come near 1 whatever their figures.

    Attributes
    ----------
    arrays
        The balanced model.
    cost, rows, columns
        What its objective and rows were multiplied with, and what its values have to be.
    """

    def __init__(self, arrays: ModelArrays, *, thorough: bool = False) -> None:
        self.columns = np.ones(arrays.cost.size)
        if thorough:
            self.rows, self.columns = _near_one(arrays.matrix, arrays.integer)
        else:
            self.rows = usual_factors(greatest_of_rows(arrays.matrix))
        price = arrays.cost * self.columns
        self.cost = float(usual_factors(np.abs(price).max(initial=0.0)))
        self.arrays = arrays
        if self.cost != 1.0 or thorough:
            self.arrays = replace(self.arrays, cost=price * self.cost)
        if (self.rows != 1.0).any() or thorough:
            self.arrays = replace(
                self.arrays,
                lower=arrays.lower / self.columns,
                upper=arrays.upper / self.columns,
                matrix=_times(arrays.matrix, self.rows, self.columns),
                row_lower=arrays.row_lower * self.rows,
                row_upper=arrays.row_upper * self.rows,
            )

    def start(self, values: Floats | None) -> Floats | None:
        """Give the values of a start in the balanced model."""
        return None if values is None else values / self.columns

    def restored(self, raw: RawAnswer) -> RawAnswer:
        """Give values, bound and duals in the model's own units."""
        return replace(
            raw,
            values=None if raw.values is None else raw.values * self.columns,
            bound=None if raw.bound is None else raw.bound / self.cost,
            duals=None if raw.duals is None else raw.duals * self.rows / self.cost,
        )


def _near_one(matrix: sparse.csr_array, integer: Flags) -> tuple[Floats, Floats]:
    """Give the powers of two that bring the coefficients of rows and of continuous columns near 1."""
    size = abs(matrix)
    size.eliminate_zeros()
    rows, columns = np.ones(size.shape[0]), np.ones(size.shape[1])
    for _ in range(_ROUNDS if size.nnz else 0):
        rows *= _power(_times(size, rows, columns), axis=1)
        columns *= np.where(integer, 1.0, _power(_times(size, rows, columns), axis=0))
    return rows, columns


def _times(matrix: sparse.csr_array, rows: Floats, columns: Floats) -> sparse.csr_array:
    return sparse.csr_array(sparse.diags_array(rows) @ matrix @ sparse.diags_array(columns))


def _power(size: sparse.csr_array, axis: int) -> Floats:
    """Give the power of two that brings the middle of a line's coefficients next to one."""
    largest = size.max(axis=axis).toarray().ravel()
    inverse = sparse.csr_array(size)
    inverse.data = 1.0 / inverse.data
    smallest = inverse.max(axis=axis).toarray().ravel()  # of the inverses: zeros do not count
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = 0.5 * (np.log2(largest) - np.log2(smallest))
    return np.asarray(np.exp2(-np.rint(np.where(np.isfinite(middle), middle, 0.0))), dtype=np.float64)
