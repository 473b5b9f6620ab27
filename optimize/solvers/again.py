"""Asking again: an answer that breaks its model is asked for in other ways before anybody hears of it.

A solver works on scaled numbers within tolerances: beside coefficients of 10^8 a switch that is a millionth
open lets a hundred through. So HiGHS is asked once more with rows and columns scaled by powers of two, which
changes no digit, and at its tightest tolerances; then without presolve, whose undoing loses digits; then
another solver is.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
from scipy import sparse

from optimize.solvers.answers import tidy, worst_violation
from optimize.solvers.cbc import find_cbc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from gisplan_arrays import Floats
    from optimize.model import ModelArrays
    from optimize.solvers.answers import RawAnswer

logger = logging.getLogger(__name__)

Told: TypeAlias = "tuple[RawAnswer, tuple[str, str]]"
"""An answer, and the name and version of who gave it."""

_TIGHT: Final = {
    "mip_feasibility_tolerance": 1e-9,
    "primal_feasibility_tolerance": 1e-9,
    "dual_feasibility_tolerance": 1e-9,
}
_ROUNDS: Final = 3
"""Times that rows and columns are scaled by each other's largest and smallest coefficients."""


@dataclass(frozen=True)
class Way:
    """A way to ask for an answer.

    Attributes
    ----------
    solver
        Who is asked.
    options
        Options of HiGHS beside those asked for.
    scaled
        Whether the model is scaled by powers of two.
    """

    solver: str
    options: Mapping[str, Any] = field(default_factory=dict)
    scaled: bool = False


def ways(solver: str) -> Iterator[Way]:
    """Give the ways to ask, the one that was asked for first."""
    yield Way(solver)
    yield Way("highs", _TIGHT, scaled=True)
    yield Way("highs", {**_TIGHT, "presolve": "off"}, scaled=True)
    if solver.lower() != "cbc" and find_cbc():
        yield Way("cbc")


def breaks_by(raw: RawAnswer, arrays: ModelArrays, *, relax: bool) -> float:
    """Measure by how much the values of an answer break the model beyond what counts as round-off.

    Returns
    -------
    float
        Relative to what is added up in a row; 0 for values that hold, and without values.
    """
    if raw.values is None:
        return 0.0
    broken = worst_violation(tidy(raw.values, arrays, relax=relax), arrays)
    # A relaxation's values only guide a rounding, and its bound comes from the duals: a looser check will do.
    return broken if broken > (1e-3 if relax else 1e-5) else 0.0


def asked_again(ask: Callable[[Way], Told], solver: str, arrays: ModelArrays, *, relax: bool) -> Told:
    """Ask in one way after the other until an answer does not break the model.

    Parameters
    ----------
    ask
        Asks in a way, and tells who answered.
    solver
        Who is asked first.
    arrays
        The model.
    relax
        Whether its relaxation is asked for.

    Returns
    -------
    tuple
        The first answer whose values hold, the first of all where none do; solver and version that gave it.
    """
    first: Told | None = None
    for way in ways(solver):
        told = ask(way)
        raw, broken = told[0], breaks_by(told[0], arrays, relax=relax)
        if raw.interrupted or (not broken and (first is None or raw.word != "nothing")):
            return told
        logger.info("%s, %s: its values break the model by %.2g", told[1], way, broken)
        first = first or told
    assert first is not None  # noqa: S101 - there is one way at least
    return first


def scaled(arrays: ModelArrays) -> tuple[ModelArrays, Floats, Floats]:
    """Scale rows and continuous columns by powers of two, so that coefficients come near one.

    Parameters
    ----------
    arrays
        The model.

    Returns
    -------
    tuple
        The scaled model; what its values and its row duals have to be multiplied with.
    """
    size = abs(arrays.matrix)
    size.eliminate_zeros()
    rows, columns = np.ones(size.shape[0]), np.ones(size.shape[1])
    for _ in range(_ROUNDS if size.nnz else 0):
        rows *= _power(sparse.diags_array(rows) @ size @ sparse.diags_array(columns), axis=1)
        narrow = _power(sparse.diags_array(rows) @ size @ sparse.diags_array(columns), axis=0)
        columns *= np.where(arrays.integer, 1.0, narrow)
    matrix = sparse.csr_array(sparse.diags_array(rows) @ arrays.matrix @ sparse.diags_array(columns))
    model = replace(
        arrays,
        cost=arrays.cost * columns,
        lower=arrays.lower / columns,
        upper=arrays.upper / columns,
        matrix=matrix,
        row_lower=arrays.row_lower * rows,
        row_upper=arrays.row_upper * rows,
    )
    return model, columns, rows


def _power(size: sparse.csr_array, axis: int) -> Floats:
    """Give the power of two that brings the middle of a line's coefficients next to one."""
    largest = size.max(axis=axis).toarray().ravel()
    inverse = sparse.csr_array(size)
    inverse.data = 1.0 / inverse.data
    smallest = inverse.max(axis=axis).toarray().ravel()  # of the inverses: zeros do not count
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = 0.5 * (np.log2(largest) - np.log2(smallest))
    return np.asarray(np.exp2(-np.rint(np.where(np.isfinite(middle), middle, 0.0))), dtype=np.float64)


def unscaled(raw: RawAnswer, columns: Floats | float, rows: Floats | float) -> RawAnswer:
    """Give an answer of a model that `scaled` made as one of the model itself."""
    return replace(
        raw,
        values=None if raw.values is None else raw.values * columns,
        duals=None if raw.duals is None else raw.duals * rows,
    )
