"""Rows and objectives are handed to a solver near 1, for its tolerances are absolute.

A problem of `optimize.entry` is in units of its own size already: this is for rows that measure something
else (the kWh or the bays of a need), and for models that a caller builds.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from optimize.matrices import greatest_of_rows

if TYPE_CHECKING:
    from gisplan_arrays import Floats
    from optimize.model import ModelArrays
    from optimize.solvers.answers import RawAnswer

_USUAL = (-10, 40)
"""Exponents of two of greatest coefficients that are left as they are."""


class Balance:
    """A model whose rows and objective have usual figures, and the way back of an answer.

    Parameters
    ----------
    arrays
        The model; it is handed over as it is where all figures are usual.
    """

    def __init__(self, arrays: ModelArrays) -> None:
        self.cost = float(_factors(np.abs(arrays.cost).max(initial=0.0)))
        self.rows = _factors(greatest_of_rows(arrays.matrix))
        self.arrays = arrays
        if self.cost != 1.0:
            self.arrays = replace(self.arrays, cost=arrays.cost * self.cost)
        if (self.rows != 1.0).any():
            self.arrays = replace(
                self.arrays,
                matrix=sparse.csr_array(sparse.diags_array(self.rows) @ arrays.matrix),
                row_lower=arrays.row_lower * self.rows,
                row_upper=arrays.row_upper * self.rows,
            )

    def restored(self, raw: RawAnswer) -> RawAnswer:
        """Give bound and duals in the model's own units."""
        return replace(
            raw,
            bound=None if raw.bound is None else raw.bound / self.cost,
            duals=None if raw.duals is None else raw.duals * self.rows / self.cost,
        )


def _factors(greatest: Floats) -> Floats:
    """Give the powers of two that bring unusual figures below 1 and to at least a half."""
    exponent = np.frexp(greatest)[1]
    unusual = (greatest > 0) & ((exponent < _USUAL[0]) | (exponent > _USUAL[1]))
    return np.asarray(np.ldexp(1.0, np.where(unusual, -exponent, 0)))
