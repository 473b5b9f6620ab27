"""Bounds and reduced costs from the duals of a linear relaxation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimize.solvers.answers import dual_bound

if TYPE_CHECKING:
    from gisplan_arrays import Floats
    from optimize.model import ModelArrays

__all__ = ["dual_bound", "reduced_costs"]


def reduced_costs(duals: Floats, arrays: ModelArrays) -> Floats:
    """Compute what moving a variable by one would change the bound of `dual_bound` by.

    With a bound U (maximisation) and an answer of value V, a binary variable whose reduced cost is above
    U - V is 1 in every better answer, and one below V - U is 0.

    Parameters
    ----------
    duals
        One per row, in the model's own sense.
    arrays
        The model.

    Returns
    -------
    numpy.ndarray
        One per column, in the model's own sense.
    """
    sign = -1.0 if arrays.sense == "max" else 1.0
    y = sign * duals
    y = np.where((y > 0) & np.isinf(arrays.row_lower), 0.0, y)
    y = np.where((y < 0) & np.isinf(arrays.row_upper), 0.0, y)
    return np.asarray(sign * (sign * arrays.cost - arrays.matrix.T @ y))
