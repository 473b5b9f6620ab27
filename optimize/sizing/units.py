"""Units of a sizing: which are usual, and what its prices are prices of in other ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimize.scale import power_unit
from optimize.sizing.subsets import LOAD

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gisplan_arrays import Floats


def usual_units(energy: Floats, load_kw: Floats, cost: Floats) -> tuple[float, float, float]:
    """Give units of energies, loads and costs: 1 kWh/day, 1 kW, 1 money where these are of usual size."""
    return power_unit(energy, 5, 24), power_unit(load_kw, 0, 20), power_unit(cost, 6, 30)


def priced_in(kwh: float, money: float, kw: float, rows: Iterable[object] = ()) -> dict[str, float | Floats]:
    """Tell what the multipliers of a sizing are prices of, when its units are so many of other ones.

    Parameters
    ----------
    kwh, money, kw
        How many of the other units are one of its energy, cost and load.
    rows
        Marks of the rows that are priced together: those of loads are in kW, the others count chargers.

    Returns
    -------
    dict
        For `optimize.certificate.Certificate.times`.
    """
    counted: dict[str, float | Floats] = dict.fromkeys(("chargers", "bays", "fast"), 1.0)
    counted["coupling"] = np.array([kw if str(mark).startswith(LOAD) else 1.0 for mark in rows])
    return {**counted, "load": kwh, "capacity": kwh, "price": kwh, "grid": kw, "budget": money}
