"""What a solver hands back, before anybody judges it, and what the duals of a relaxation prove."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from optimize.matrices import greatest_of_rows
from optimize.scale import usual_factors

if TYPE_CHECKING:
    from gisplan_arrays import Floats
    from optimize.lp_problem import ModelArrays


_HELD = 1e-6
"""Relative violation up to which a row holds whatever is tidied."""

Word = Literal["answer", "infeasible", "unbounded", "nothing"]


@dataclass(frozen=True)
class RawAnswer:
    """An unjudged answer: values only when the solver says they are feasible.

    ``bound`` is in the model's own sense; None when the solver proved none. ``interrupted``,
    ``out_of_memory`` and ``late`` tell that the user, a memory limit or the time limit ended the solver.
    """

    word: Word
    values: Floats | None = None
    bound: float | None = None
    duals: Floats | None = None
    interrupted: bool = False
    remark: str = ""
    out_of_memory: bool = False
    late: bool = False


def tidy(values: Floats, arrays: ModelArrays, *, relax: bool) -> Floats:
    """Remove a solver's tolerance from its values: whole integers, nothing beyond or next to a bound.

    What is next to a bound stays there if the rows need it: beside a coefficient of 10^8 a millionth counts.
    """
    clean = np.array(values, dtype=np.float64)
    if not relax:
        clean[arrays.integer] = np.rint(clean[arrays.integer])
    inside = np.clip(clean, arrays.lower, arrays.upper)
    near_low = clean < arrays.lower + 1e-7
    near_high = clean > arrays.upper - 1e-7
    clean[near_low] = arrays.lower[near_low]
    clean[near_high] = arrays.upper[near_high]
    broken = worst_violation(clean, arrays)
    return clean if broken <= _HELD or broken <= worst_violation(inside, arrays) else inside


def worst_violation(values: Floats, arrays: ModelArrays) -> float:
    """Measure how far values break the rows or bounds, relative to the size of what is added up in a row.

    That size is at least 1, in a row of usual figures; one of unusual ones is measured as a solver gets it.
    How far a value is beyond its bound is relative to the bound, which is 1 at the least.
    """
    activity = arrays.matrix @ values
    least = 1.0 / usual_factors(greatest_of_rows(arrays.matrix))
    scale = least + abs(arrays.matrix) @ np.abs(values)
    parts = [
        (activity - arrays.row_upper) / scale,
        (arrays.row_lower - activity) / scale,
        (values - arrays.upper) / _size(arrays.upper),
        (arrays.lower - values) / _size(arrays.lower),
    ]
    return max((float(part.max()) for part in parts if part.size), default=0.0)


def _size(bound: Floats) -> Floats:
    return np.where(np.isfinite(bound), np.maximum(1.0, np.abs(bound)), 1.0)


def dual_bound(duals: Floats, arrays: ModelArrays) -> float | None:
    """Compute the Lagrangian bound that row duals prove on the linear relaxation (weak duality).

    For ``min c x`` with ``L <= A x <= U`` and ``l <= x <= u`` any y gives the bound
    ``sum(y+ L - y- U) + sum(min((c - A'y) l, (c - A'y) u))``. It holds for inexact duals too, so an
    interior-point solution without crossover still gives a proven bound. Duals on a missing side are dropped.

    Parameters
    ----------
    duals
        One per row, as derivatives of the objective in the model's own sense.

    Returns
    -------
    float or None
        The bound in the model's own sense, None when an unbounded variable spoils it.
    """
    sign, y = _minimising(duals, arrays)
    side = np.where(y > 0, arrays.row_lower, np.where(y < 0, arrays.row_upper, 0.0))
    reduced = sign * arrays.cost - arrays.matrix.T @ y
    reduced[np.abs(reduced) <= 1e-12 * (1.0 + np.abs(arrays.cost))] = 0.0
    with np.errstate(invalid="ignore"):
        box = np.where(
            reduced > 0, reduced * arrays.lower, np.where(reduced < 0, reduced * arrays.upper, 0.0)
        )
    total = float(y @ side + box.sum())
    return sign * total if np.isfinite(total) else None


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
    sign, y = _minimising(duals, arrays)
    return np.asarray(sign * (sign * arrays.cost - arrays.matrix.T @ y))


def _minimising(duals: Floats, arrays: ModelArrays) -> tuple[float, Floats]:
    """Give the sign that makes the model a minimisation, and its duals, 0 on a side that a row lacks."""
    sign = -1.0 if arrays.sense == "max" else 1.0
    y = sign * duals
    y = np.where((y > 0) & np.isinf(arrays.row_lower), 0.0, y)
    return sign, np.where((y < 0) & np.isinf(arrays.row_upper), 0.0, y)
