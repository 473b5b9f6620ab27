"""Class breaks of a choropleth: quantile, equal intervals, natural breaks (Fisher and Jenks)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

CLASSES = 5


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
        "natural": _distinct(natural_breaks(finite, classes), finite),
    }


def natural_breaks(values: NDArray[Any], classes: int) -> NDArray[Any]:
    """Give the first value of each class but the lowest, for the least sum of squares within classes.

    Fisher, W. D. (1958), On grouping for maximum homogeneity, JASA 53, 789-798: exact dynamic programme,
    O(classes × n²), on at most 250 evenly picked values.
    """
    ordered = np.sort(np.asarray(values, dtype=float))
    if len(ordered) > 250:
        ordered = ordered[np.linspace(0, len(ordered) - 1, 250).astype(int)]
    n, k = len(ordered), min(classes, len(np.unique(ordered)))
    total = np.concatenate([[0.0], np.cumsum(ordered)])
    square = np.concatenate([[0.0], np.cumsum(ordered**2)])
    starts = np.arange(n + 1)
    cost = np.full((k + 1, n + 1), np.inf)
    cut = np.zeros((k + 1, n + 1), dtype=int)
    cost[0, 0] = 0.0
    for group in range(1, k + 1):
        for end in range(1, n + 1):
            begin = starts[:end]
            size = end - begin
            spread = square[end] - square[begin] - (total[end] - total[begin]) ** 2 / size
            whole = cost[group - 1, begin] + np.maximum(spread, 0.0)
            cut[group, end] = int(np.argmin(whole))
            cost[group, end] = whole[cut[group, end]]
    firsts = []
    end = n
    for group in range(k, 1, -1):
        end = cut[group, end]
        firsts.append(ordered[end])
    return np.array(firsts[::-1])


def _distinct(breaks: NDArray[Any], finite: NDArray[Any]) -> list[float]:
    """Round down to four digits of the range, and drop breaks that part nothing."""
    digits = int(3 - np.floor(np.log10(finite[-1] - finite[0])))
    rounded = np.unique(np.floor(breaks * 10.0**digits + 1e-6) / 10.0**digits)
    inside = rounded[(rounded > finite[0]) & (rounded <= finite[-1])]
    return [float(value) for value in inside]
