"""Class breaks of a choropleth: quantile, equal intervals, natural (Fisher and Jenks)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
    shares = np.arange(1, classes) / classes
    equal = finite[0] + shares * (finite[-1] - finite[0])
    return {
        "quantile": _distinct(np.quantile(finite, shares), finite),
        "equal": _distinct(equal, finite),
        "natural": _distinct(natural_breaks(_picked(finite), classes), finite),
    }


def natural_breaks(ordered: NDArray[Any], classes: int) -> NDArray[Any]:
    """Part ordered values into classes of the least squared deviation from their means.

    Exact, by dynamic programming (Fisher 1958, "On grouping for maximum homogeneity", JASA 53).

    Parameters
    ----------
    ordered
        Values, ascending.
    classes
        Classes; no more than there are distinct values.

    Returns
    -------
    numpy.ndarray
        The lowest value of each class but the lowest, ascending.
    """
    classes = min(classes, len(np.unique(ordered)))
    centred = ordered - ordered.mean()
    sums, squares = (np.concatenate([[0.0], np.cumsum(part)]) for part in (centred, centred**2))
    first, after = np.arange(len(ordered))[:, None], np.arange(1, len(ordered) + 1)[None, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = squares[after] - squares[first] - (sums[after] - sums[first]) ** 2 / (after - first)
    spread = np.where(after > first, np.maximum(inside, 0.0), np.inf)
    least, begins = spread[0], []
    for _ in range(classes - 1):
        # the last class begins at each place in turn: those before it are parted best
        whole = np.concatenate([[np.inf], least[:-1]])[:, None] + spread
        begins.append(whole.argmin(axis=0))
        least = whole.min(axis=0)
    end, lows = len(ordered), []
    for begin in reversed(begins):
        end = int(begin[end - 1])
        lows.append(ordered[end])
    return np.array(lows[::-1])


def _picked(ordered: NDArray[Any]) -> NDArray[Any]:
    if len(ordered) <= MOST_VALUES:
        return ordered
    picked: NDArray[Any] = ordered[np.linspace(0, len(ordered) - 1, MOST_VALUES).astype(int)]
    return picked


def _distinct(breaks: NDArray[Any], finite: NDArray[Any]) -> list[float]:
    """Round down to four digits of the range, and drop breaks that part nothing."""
    digits = min(MOST_DIGITS, int(3 - np.floor(np.log10(finite[-1] - finite[0]))))
    rounded = np.unique(np.floor(breaks * 10.0**digits + 1e-6) / 10.0**digits)
    inside = rounded[(rounded > finite[0]) & (rounded <= finite[-1])]
    return [float(value) for value in inside]
