"""Demand of battery swap and of methanol, a day, apart from charging: taxis, lorries and boats.

    swap_taxi    kWh: taxi_swap_share of what electric taxis charge in the cell
    swap_truck   kWh: swap_trucks_new · kWh a lorry and day, where hydrogen lorries would refuel
    methanol     kg: methanol_trucks_new · kg a lorry and day, likewise; boats · kg a boat and day at ports

Lorries follow the scenes of freight (`layers.demand.hydrogen`): steel works, ports, logistics and the routes
between them. All of it is modelled: no public figure of these fleets is at hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from layers.demand.hydrogen import laid_at_points

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from layers.demand.parameters import DemandParameters


def other_by_cell(
    cells: pd.DataFrame, places: pd.DataFrame, routes: pd.DataFrame, *, parameters: DemandParameters
) -> Mapping[str, NDArray[np.float64]]:
    """Give the demand of swap and methanol of every cell.

    Parameters
    ----------
    cells
        x, y (projected metres), kwh_taxi (kWh/day), one row a cell.
    places
        kind, x, y, weight.
    routes
        x, y, weight of the points where lorries refuel, `layers.demand.hydrogen.truck_points`.
    parameters
        Coefficients.

    Returns
    -------
    demand
        ``swap_taxi_kwh_day``, ``swap_truck_kwh_day`` (kWh/day) and ``methanol_kg_day`` (kg/day), each (n,).
    """

    def total(fleet: str, unit: str) -> float:
        return parameters.value(f"{fleet}s_new") * parameters.value(f"{fleet}_{unit}_day")

    ports = places[places["kind"] == "port"]
    swap = ((routes, total("swap_truck", "kwh")),)
    methanol = ((routes, total("methanol_truck", "kg")), (ports, total("methanol_boat", "kg")))
    return {
        "swap_taxi_kwh_day": cells["kwh_taxi"].to_numpy(dtype=np.float64)
        * parameters.value("taxi_swap_share"),
        "swap_truck_kwh_day": laid_at_points(cells, swap, what="demand: swap"),
        "methanol_kg_day": laid_at_points(cells, methanol, what="demand: methanol"),
    }
