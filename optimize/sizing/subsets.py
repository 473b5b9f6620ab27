"""Subsets of sites and types that a sizing bounds: floors by number, shares of one another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from gisplan_arrays import Whole


@dataclass(frozen=True, eq=False)
class Floor:
    """Chargers of some types at some sites number at least `minimum` and at most `maximum`.

    Attributes
    ----------
    name
        What a planner calls it, e.g. ``"district 120110"``; it stands in messages.
    sites, types : numpy.ndarray
        Distinct indices of sites and of charger types.
    minimum, maximum
        Chargers (台); no maximum when None.
    """

    name: str
    sites: Whole
    types: Whole
    minimum: float
    maximum: float | None = None


@dataclass(frozen=True, eq=False)
class Share:
    """Chargers of a subset number between `lower` and `upper` times those of a base.

    Attributes
    ----------
    name
        What a planner calls it, e.g. ``"120 kW in public parking"``.
    sites, types, base_sites, base_types : numpy.ndarray
        Distinct indices of the subset and of its base.
    lower, upper
        Shares between 0 and 1; None binds nothing.
    lower_shift, upper_shift
        Chargers added to the bounds; a part of a province may stay behind what another part exceeds.
    """

    name: str
    sites: Whole
    types: Whole
    base_sites: Whole
    base_types: Whole
    lower: float | None = None
    upper: float | None = None
    lower_shift: float = 0.0
    upper_shift: float = 0.0


def index_faults(subset: Floor | Share, sites: int, types: int) -> list[str]:
    """List the index arrays of a subset that leave their range or repeat an entry."""
    faults = []
    for field, limit in (("sites", sites), ("types", types), ("base_sites", sites), ("base_types", types)):
        index = getattr(subset, field, None)
        if index is None:
            continue
        array = np.asarray(index)
        if array.size and (array.min() < 0 or array.max() >= limit):
            faults.append(f"{subset.name}: {field} leave 0 … {limit - 1}")
        if np.unique(array).size != array.size:
            faults.append(f"{subset.name}: {field} repeat an index")
    return faults
