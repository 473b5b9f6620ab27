"""Class breaks of a choropleth: quantile, equal intervals, natural (Fisher and Jenks, by jenkspy)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jenkspy
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

CLASSES = 5
MOST_VALUES = 250
"""Values, evenly picked, of which natural breaks are found: their exact programme takes O(classes × n²)."""

MOST_DIGITS = 300
"""Decimals to which a break is rounded at most: more than a float can scale by."""


def class_breaks(values: ArrayLike, classes: int = CLASSES) -> dict[str, list[float]]:
    """Give the inner breaks of each scheme for the finite values.

    Parameters
    ----------
    values
        Any numbers; not finite ones are left out.
    classes
        Classes wanted; fewer distinct values give fewer.

    Returns
    -------
    dict
        ``quantile``, ``equal`` and ``natural``, each an ascending list of at most ``classes - 1`` numbers;
        a value belongs to the class whose breaks below or equal to it are counted.
    """
    array = np.asarray(values, dtype=float)
    finite = np.sort(array[np.isfinite(array)])
    if len(finite) == 0 or finite[0] == finite[-1]:
        return {"quantile": [], "equal": [], "natural": []}
    inner = np.arange(1, classes) / classes
    return {
        "quantile": _distinct(np.quantile(finite, inner), finite),
        "equal": _distinct(finite[0] + inner * (finite[-1] - finite[0]), finite),
        "natural": _distinct(_natural(_picked(finite), classes), finite),
    }


def _natural(ordered: NDArray[Any], classes: int) -> NDArray[Any]:
    """Give the lower end of each class but the lowest."""
    number = min(classes, len(np.unique(ordered)))
    # a class of jenkspy holds its upper end, one of a page its lower: the values are mirrored
    ends = jenkspy.jenks_breaks(-ordered, number)
    return -np.asarray(ends[1:-1], dtype=float)[::-1]


def _picked(ordered: NDArray[Any]) -> NDArray[Any]:
    if len(ordered) <= MOST_VALUES:
        return ordered
    picked: NDArray[Any] = ordered[np.linspace(0, len(ordered) - 1, MOST_VALUES).astype(int)]
    return picked


def _distinct(breaks: NDArray[Any], finite: NDArray[Any]) -> list[float]:
    """Round down to four digits of the range, and drop breaks that part nothing: no class is empty."""
    digits = min(MOST_DIGITS, int(3 - np.floor(np.log10(finite[-1] - finite[0]))))
    rounded = np.unique(np.floor(breaks * 10.0**digits + 1e-6) / 10.0**digits)
    inside = rounded[(rounded > finite[0]) & (rounded <= finite[-1])]
    ends = np.searchsorted(finite, [*inside, np.inf])  # values below each break, and in all
    return [float(value) for value in inside[np.diff(ends) > 0]]
