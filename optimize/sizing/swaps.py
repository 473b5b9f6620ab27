"""Chargers in the place of those that stand: further columns of a sizing, which add no charger."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gisplan_arrays import Flags, Floats, Whole


@dataclass(frozen=True, eq=False)
class Swaps:
    """Columns that put a new charger in the place of one that stands.

    Such a column is one more type: its capacity is what the new charger delivers, its bays and its load are
    what that takes beyond the old one, its cost is that of taking out and building. It adds no charger.

    Attributes
    ----------
    of : numpy.ndarray
        Type of the standing charger that a column replaces, -1 for a column that adds one, shape (T,).
    stock : numpy.ndarray
        Standing chargers of each type that may be replaced, shape (S, T).
    gave : numpy.ndarray
        What one of them delivers while it stands, kWh/day, shape (S, T).
    """

    of: Whole
    stock: Whole
    gave: Floats

    @property
    def adds(self) -> Flags:
        """Whether a column adds a charger, shape (T,)."""
        return np.asarray(self.of < 0)

    @property
    def replaced(self) -> list[int]:
        """List the types that some column replaces."""
        return sorted(set(self.of[~self.adds].tolist()))

    def faults(self, sites: int, types: int) -> list[str]:
        """List what does not fit so many sites and types."""
        if self.of.shape != (types,) or not self.adds[self.of[self.of >= 0]].all():
            return [f"swaps must say for each of {types} types which added type it replaces, or -1"]
        tables = {"stock": self.stock, "gave": self.gave}
        return [
            f"swaps: {name} has shape {array.shape}, expected {(sites, types)}"
            for name, array in tables.items()
            if array.shape != (sites, types)
        ]

    @property
    def most(self) -> Whole:
        """Most of each column at each site, 0 for columns that add a charger, shape (S, T)."""
        return np.where(self.adds, 0, self.stock[:, self.of])

    def delivers(self, capacity: Floats, pools: Flags) -> Floats:
        """Give what one of each column delivers to each pool, less what goes with the old one, (P, S, T)."""
        inside = pools[:, self.of] & ~self.adds
        gained = np.where(pools[:, None, :], capacity, 0.0)
        return np.where(capacity > 0, gained - np.where(inside[:, None, :], self.gave[:, self.of], 0.0), 0.0)

    def gain(self, capacity: Floats, pools: Flags) -> Floats:
        """Bound what all that stands delivers more once it is replaced, kWh/day, shape (P, S)."""
        each = np.maximum(self.delivers(capacity, pools), 0.0)
        best = [each[:, :, self.of == kind].max(axis=2) * self.stock[:, kind] for kind in self.replaced]
        return np.asarray(sum(best, start=np.zeros(each.shape[:2])))

    def over(self, counts: NDArray[Any]) -> Floats:
        """Give by how many chargers columns exceed what stands, for counts of shape (S, …, T)."""
        shape = (len(self.stock),) + (1,) * (counts.ndim - 2)
        beyond = [
            np.maximum(counts[..., self.of == kind].sum(axis=-1) - self.stock[:, kind].reshape(shape), 0)
            for kind in self.replaced
        ]
        return np.asarray(sum(beyond, start=np.zeros(counts.shape[:-1])))

    def in_unit(self, kwh: float) -> Swaps:
        """Give the same with energies in another unit."""
        return replace(self, gave=self.gave / kwh)

    def select(self, sites: Whole) -> Swaps:
        """Give those of some sites."""
        return replace(self, stock=self.stock[sites], gave=self.gave[sites])


def delivered(each: Floats, counts: NDArray[Any]) -> Floats:
    """Give what chargers deliver to each pool of their sites.

    Parameters
    ----------
    each
        What one of each type delivers, kWh/day, shape (P, S, T).
    counts
        Chargers, shape (S, …, T).

    Returns
    -------
    ndarray
        kWh/day, shape (P, S, …).
    """
    shape = (*each.shape[:2], *(1,) * (counts.ndim - 2), each.shape[2])
    return np.asarray((each.reshape(shape) * counts).sum(axis=-1))
