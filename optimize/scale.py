"""Units of an instance's own size: solvers and searches see the same figures whatever a caller measures in.

Tolerances of a solver are absolute (HiGHS: 1e-6), so weights that sum to 1e-4 or 1e12 would be solved more
loosely or more strictly than the same weights in another unit. `optimize.entry.solve` therefore hands over
each problem in units in which its figures are whole numbers where they share a grain (people, whole kWh, and
both as shares of a nation), else in a power of two, which changes no digit; the answer comes back in the
caller's units.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from optimize.cover_pairs import CoverPairs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike

    from gisplan_arrays import Floats

_TOP = 10
"""Without a grain, the greatest figure lies below two to this power, and not below half of that."""
_USUAL = (-10, 40)
"""Exponents of two of a row's greatest coefficient that a solver takes as they are."""
_FINEST = 1e-9
"""Least grain that is looked for, as a share of the greatest figure."""
_NOISE = 1e-13
"""What figures may be off a multiple of their grain, as a share of the greatest: their last digits."""
_SAMPLE = 64
"""So many figures are looked at first: most instances without a grain are known from them."""


def grain_of(figures: ArrayLike) -> float:
    """Give the greatest number that every figure is a whole multiple of; 0 where there is none.

    Parameters
    ----------
    figures
        Finite figures of at least 0.

    Returns
    -------
    float
        Of the figures' own unit.
    """
    values = np.asarray(figures, dtype=np.float64).ravel()
    values = values[values > 0]
    if values.size > _SAMPLE and _common(values[:_SAMPLE], float(values.max())) == 0.0:
        return 0.0
    return 0.0 if values.size == 0 else _common(values, float(values.max()))


def _common(values: Floats, top: float) -> float:
    """Take remainders until none is left (Euclid, on all figures at once)."""
    grain = float(values.min())
    while grain >= _FINEST * top:
        rest = np.abs(values - np.rint(values / grain) * grain)
        rest = rest[rest > _NOISE * top]
        if rest.size == 0:
            # the greatest figure tells the grain with the most digits
            return top / float(np.rint(top / grain))
        grain = float(rest.min())
    return 0.0


def power_unit(figures: ArrayLike, low: int = _TOP - 1, high: int = _TOP) -> float:
    """Give the power of two in which the greatest figure lies from 2^low up to below 2^high.

    Returns
    -------
    float
        1 where it lies there already, and where no figure is above 0.
    """
    top = float(np.max(np.asarray(figures, dtype=np.float64), initial=0.0))
    exponent = int(np.frexp(top)[1])
    if top <= 0 or low < exponent <= high:
        return 1.0
    return float(np.ldexp(1.0, exponent - (low + high + 1) // 2))


def usual_factors(greatest: ArrayLike) -> Floats:
    """Give the powers of two that bring unusual coefficients below 1 and to at least a half.

    Parameters
    ----------
    greatest
        The greatest coefficient of each row, or of the objective, of at least 0.

    Returns
    -------
    numpy.ndarray
        1 where they are usual or 0.
    """
    top = np.asarray(greatest, dtype=np.float64)
    exponent = np.frexp(top)[1]
    unusual = (top > 0) & ((exponent < _USUAL[0]) | (exponent > _USUAL[1]))
    return np.asarray(np.ldexp(1.0, np.where(unusual, -exponent, 0)))


def convert(value: Any, unit: float) -> Any:  # noqa: ANN401 - figures, or None
    """Give what is not None in a unit that changes no digit."""
    return None if value is None else value / unit


def in_unit(figures: ArrayLike, unit: float) -> Floats:
    """Give figures in a unit, as the whole numbers that they are in a unit that is their grain."""
    shares = np.asarray(figures, dtype=np.float64) / unit
    finite = shares[np.isfinite(shares)]
    noise = _NOISE * np.max(np.abs(finite), initial=0.0)
    return np.asarray(np.rint(shares) if (np.abs(finite - np.rint(finite)) <= noise).all() else shares)


def own_units(
    holder: object, measures: Mapping[str, tuple[str, ...]]
) -> tuple[dict[str, float], dict[str, Any]]:
    """Measure the fields of a problem in units of their own size.

    Parameters
    ----------
    holder
        Anything whose fields hold figures, one figure, cover pairs (their distances) or None.
    measures
        The fields of each measure (weight, money), the one that tells its size first.

    Returns
    -------
    tuple
        The unit of each measure, and the fields in it.
    """
    units, fields = {}, {}
    for measure, names in measures.items():
        given = {name: value for name in names if (value := getattr(holder, name)) is not None}
        arrays = [np.ravel(_figures(value)) for value in given.values() if np.ndim(_figures(value))]
        finite = [array[np.isfinite(array)] for array in arrays]
        unit = (grain_of(np.concatenate(finite)) or power_unit(finite[0])) if finite else 1.0
        units[measure] = unit
        if unit == 1.0:
            continue
        for name, value in given.items():
            moved: Any = in_unit(_figures(value), unit)
            if isinstance(value, CoverPairs):
                kept = moved.astype(value.distances.dtype)
                moved = CoverPairs(value.indptr, value.indices, kept, value.shape)
            fields[name] = moved if np.ndim(_figures(value)) else float(moved)
    return units, fields


def _figures(value: Any) -> Any:  # noqa: ANN401 - a field of any problem
    return value.distances if isinstance(value, CoverPairs) else value
