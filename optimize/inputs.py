"""Checks of the input that the problems share: what is wrong, where, and what was expected."""

from __future__ import annotations

import math
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np

from optimize.matrices import NONE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike

    from gisplan_arrays import Floats, Indices


def site_indices(value: ArrayLike | None, n_sites: int, name: str) -> Indices:
    """Turn indices or a mask into sorted distinct site indices."""
    if value is None:
        return NONE
    array = np.asarray(value)
    if array.dtype == bool:
        if array.shape != (n_sites,):
            raise ValueError(f"{name}: mask has shape {array.shape}, expected ({n_sites},)")
        return np.flatnonzero(array)
    if array.size and not np.issubdtype(array.dtype, np.integer):
        raise ValueError(f"{name}: expected site indices or a mask, got {array.dtype}")
    given, array = array, np.unique(array).astype(np.int64)
    if given.shape == (n_sites,) and given.size > array.size and np.isin(array, (0, 1)).all():
        raise ValueError(
            f"{name}: {given.tolist()[:10]} repeats the sites 0 and 1; a mask must be booleans, "
            f"e.g. numpy.asarray({name}, dtype=bool)"
        )
    if array.size and (array[0] < 0 or array[-1] >= n_sites):
        wrong = array[(array < 0) | (array >= n_sites)]
        raise ValueError(f"{name}: sites {wrong[:10].tolist()} lie outside 0 … {n_sites - 1}")
    return array


def amounts(value: ArrayLike, n: int, name: str) -> Floats:
    """Check one finite, non-negative figure per row (a scalar counts for all)."""
    array = np.asarray(value, dtype=np.float64)
    if array.ndim == 0:
        array = np.full(n, float(array))
    if array.shape != (n,):
        raise ValueError(f"{name}: shape {array.shape}, expected ({n},)")
    bad = ~np.isfinite(array) | (array < 0)
    if bad.any():
        first = int(np.argmax(bad))
        raise ValueError(
            f"{name}: {int(bad.sum())} values are NaN, infinite or negative; "
            f"first: index {first}, {array[first]}"
        )
    return array


def whole_count(value: Any, name: str = "count") -> int:  # noqa: ANN401 - whatever the caller passed
    """Check a number of sites."""
    number = isinstance(value, Real) and not isinstance(value, bool)
    if not number or not math.isfinite(value) or int(value) != value or value < 0:
        raise ValueError(f"{name} is {value!r}, expected a whole number of at least 0")
    return int(value)


def shape_faults(holder: object, wanted: Mapping[str, tuple[int, ...]]) -> list[str]:
    """Name the arrays among an object's fields whose shape is another one."""
    shapes = {name: np.shape(getattr(holder, name)) for name in wanted}
    return [
        f"{name} has shape {shapes[name]}, expected {n}" for name, n in wanted.items() if shapes[name] != n
    ]


def budget_of(costs: ArrayLike | None, budget: float | None, n_sites: int) -> Floats | None:
    """Check that costs and budget come together; give the costs."""
    if (costs is None) != (budget is None):
        raise ValueError("costs and budget come together; one of them is missing")
    if budget is not None and not budget >= 0:
        raise ValueError(f"budget is {budget}, expected at least 0")
    return None if costs is None else amounts(costs, n_sites, "costs")
