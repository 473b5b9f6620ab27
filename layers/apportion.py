"""Split a total over weights so that the parts sum to it exactly, in whatever order they are added."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gisplan_errors import LayerError
from gisplan_words import message

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

QUANTUM = 2.0**-20
"""Parts are multiples of this (about one millionth), so float64 adds them without rounding up to 8e9."""


def apportion(weights: ArrayLike, total: float, *, what: str) -> NDArray[np.float64]:
    """Split ``total`` in proportion to ``weights``.

    Parameters
    ----------
    weights
        (n,) finite and at least 0, any unit.
    total
        Amount to split, at least 0; kept to half of ``QUANTUM``, exactly when it is a whole number.
    what
        Name of the amount, for messages.

    Returns
    -------
    parts
        (n,) in the unit of ``total``, each a multiple of ``QUANTUM``; the rounding falls on the largest.

    Raises
    ------
    LayerError
        If a weight or the total is NaN, infinite or negative, or a positive total has no weight at all.
    """
    shares = np.asarray(weights, dtype=np.float64)
    bad = np.flatnonzero(~np.isfinite(shares) | (shares < 0.0))
    if bad.size:
        said = {"value": str(shares[bad[0]]), "row": str(bad[0]), "count": str(bad.size)}
        raise LayerError(message("layers-weight", what=what, **said))
    if not np.isfinite(total) or total < 0.0:
        raise LayerError(message("layers-total", what=what, total=str(total)))
    mass = float(shares.sum())
    if mass <= 0.0:
        if total == 0.0:
            return np.zeros_like(shares)
        raise LayerError(message("layers-weightless", what=what, total=f"{total:g}"))
    whole = round(total / QUANTUM)
    parts = np.floor(shares / mass * whole)
    parts[int(np.argmax(parts))] += whole - parts.sum()
    return parts * QUANTUM
