"""Units of a sizing: which are usual, and what its prices are prices of in other ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimize.scale import power_unit

if TYPE_CHECKING:
    from gisplan_arrays import Floats


def usual_units(energy: Floats, load_kw: Floats, cost: Floats) -> tuple[float, float, float]:
    """Give units of energies, loads and costs: 1 kWh/day, 1 kW, 1 money where these are of usual size."""
    return power_unit(energy, 5, 24), power_unit(load_kw, 0, 20), power_unit(cost, 6, 30)


def priced_in(kwh: float, money: float, kw: float) -> dict[str, float]:
    """Tell what the multipliers of a sizing are prices of, when its units are so many of other ones.

    Returns
    -------
    dict
        For `optimize.certificate.Certificate.times`.
    """
    counted = dict.fromkeys(("chargers", "bays", "fast", "coupling"), 1.0)
    return {**counted, "load": kwh, "capacity": kwh, "price": kwh, "grid": kw, "budget": money}
