"""EV energy of every demand cell, kWh/day by class, for the vehicles that the plan period adds.

Demand is that of growth: N = stock at the horizon - stock at the base year. A car needs

    e = km/year · kWh/km / 365 / charging efficiency                                        [kWh/day]

Private cars fall on cells with people, times an index of cars per head by tier t. With b_t the share of
cars that have an own bay and h the share of their energy that they charge there:

    home        = cars · b_t · home_planned_share · h · e      only piles that this plan counts
    pool_public = Σ cars · e · [(1 - b_t) + b_t · (1 - h)] · (1 - existing_public_share)

Own-bay cars beyond ``home_planned_share`` charge at piles outside the plan's count. The pool is shared
over residential, workplace, destination and corridor, and each class falls on cells by its own proxy:

    residential   cars without an own bay
    workplace     people and kernels at zones, works, parks, stations, airports (weights of the places)
    destination   people and kernels at attractions, seats, stations
    corridor      cells along the corridors by length; without corridors, stations and settlements;
                  plus the energy of cars that pass through
    taxi          density round the middle of the city, stations and airports
    bus           depots: stations, seats; and people
    logistics     parks, ports, zones, airports; and people (last mile)
    sanitation    people and seats

A fleet's energy is vehicles · electric share of the new ones · km/day · kWh/km / efficiency, net of
``existing_fleet_share`` for bus, logistics and sanitation and of ``existing_public_share`` for taxis.
Every class total is split so that its cells sum to it exactly. All of it is modelled.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from layers.apportion import apportion
from layers.demand.population import kernel_sum
from layers.vocabulary import DEMAND_CLASSES

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from layers.demand.homes import Homes
    from layers.demand.parameters import DemandParameters

CLASSES = tuple(DEMAND_CLASSES)
"""Classes of energy; columns ``kwh_<class>``. All but home need chargers that others share."""

PLACES_OF: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "workplace": ("zone", "logistics", "industry", "rail_station", "airport", "port"),
        "destination": ("attraction", "district_seat", "rail_station"),
        "corridor": ("rail_station", "airport", "settlement"),
        "taxi": ("rail_station", "airport"),
        "bus": ("rail_station", "district_seat", "airport"),
        "logistics": ("logistics", "port", "zone", "airport", "industry"),
        "sanitation": ("district_seat",),
    }
)
"""Kinds of places that draw the energy of a class."""

DAYS = 365.0


def car_kwh_day(parameters: DemandParameters) -> float:
    """Give the energy one private car takes from the grid, kWh/day."""
    used = parameters.value("car_km_per_year") * parameters.value("car_kwh_per_km") / DAYS
    return used / parameters.value("charging_efficiency")


def home_pile_kwh_day(parameters: DemandParameters) -> float:
    """Give the energy one private pile delivers to its one vehicle, kWh/day."""
    return car_kwh_day(parameters) * parameters.value("home_energy_share")


def fleet_kwh_day(name: str, parameters: DemandParameters) -> float:
    """Give the energy of the new vehicles of a fleet before existing supply, kWh/day.

    Parameters
    ----------
    name
        ``taxi``, ``bus``, ``logistics`` or ``sanitation``.
    parameters
        Coefficients.
    """
    vehicles = parameters.value(f"{name}_new") * parameters.value(f"{name}_ev_share_new")
    each = parameters.value(f"{name}_km_day") * parameters.value(f"{name}_kwh_per_km")
    return vehicles * each / parameters.value("charging_efficiency")


def private_cars(cells: pd.DataFrame, homes: Homes, parameters: DemandParameters) -> pd.Series:
    """Give the private electric cars that the plan period adds to each cell.

    Parameters
    ----------
    cells
        Column population (people).
    homes
        What is known of the homes of each cell.
    parameters
        Coefficients.
    """
    growth = max(0.0, parameters.value("nev_stock_horizon") - parameters.value("nev_stock_base"))
    weights = cells["population"].to_numpy(dtype=np.float64) * homes.cars_index
    cars = growth * parameters.value("private_share") if weights.any() else 0.0
    return pd.Series(
        apportion(weights, cars, what="demand: private cars"), index=cells.index, name="private_cars"
    )


def energy_by_class(
    cells: pd.DataFrame,
    homes: Homes,
    places: pd.DataFrame,
    centre: NDArray[np.float64],
    *,
    parameters: DemandParameters,
    corridors: gpd.GeoDataFrame | None = None,
) -> pd.DataFrame:
    """Model the energy of each cell by class.

    Parameters
    ----------
    cells
        population, private_cars, x, y (projected metres).
    homes
        What is known of the homes of each cell.
    places
        kind, x, y, weight.
    centre
        x, y of the middle of the city of each cell, shape (n, 2), or of the only city, shape (2,).
    parameters
        Coefficients.
    corridors
        Lines of expressways and trunk roads in the projected CRS, or None.

    Returns
    -------
    energy
        (n, 9) columns ``kwh_<class>`` in the order of `CLASSES`, kWh/day, index of ``cells``.

    Raises
    ------
    LayerError
        If people, cars or weights are NaN or negative.
    """
    totals = class_totals(cells, homes, parameters)
    weights = _weights(cells, homes, places, centre, parameters, corridors)
    energy = {
        f"kwh_{name}": apportion(weights[name], totals[name], what=f"demand: energy of class {name}")
        for name in CLASSES
    }
    return pd.DataFrame(energy, index=cells.index)


def class_totals(cells: pd.DataFrame, homes: Homes, parameters: DemandParameters) -> dict[str, float]:
    """Give the energy of each class over all cells, kWh/day (equations of the module)."""
    cars = cells["private_cars"].to_numpy(dtype=np.float64)
    each, at_home = car_kwh_day(parameters), parameters.value("home_energy_share")
    net_public = 1.0 - parameters.value("existing_public_share")
    net_fleet = 1.0 - parameters.value("existing_fleet_share")
    pool = float(cars @ (1.0 - homes.own_bay * at_home)) * each * net_public
    public = ("residential", "workplace", "destination", "corridor")
    parts = {name: parameters.value(f"public_{name}") for name in public}
    whole = sum(parts.values()) or 1.0
    totals = {name: pool * share / whole for name, share in parts.items()}
    totals["home"] = (
        float(cars @ homes.own_bay) * parameters.value("home_planned_share") * home_pile_kwh_day(parameters)
    )
    if cells["population"].to_numpy().any():
        totals["corridor"] += parameters.value("through_kwh_day")
        totals["taxi"] = fleet_kwh_day("taxi", parameters) * net_public
        totals |= {
            name: fleet_kwh_day(name, parameters) * net_fleet for name in ("bus", "logistics", "sanitation")
        }
    return {name: totals.get(name, 0.0) for name in CLASSES}


def _weights(
    cells: pd.DataFrame,
    homes: Homes,
    places: pd.DataFrame,
    centre: NDArray[np.float64],
    parameters: DemandParameters,
    corridors: gpd.GeoDataFrame | None,
) -> dict[str, NDArray[np.float64]]:
    xy = cells[["x", "y"]].to_numpy(dtype=np.float64)
    people = _share(cells["population"].to_numpy(dtype=np.float64))
    cars = cells["private_cars"].to_numpy(dtype=np.float64)

    def drawn(name: str, width_m: float) -> NDArray[np.float64]:
        points = places[places["kind"].isin(PLACES_OF[name])]
        heights = kernel_sum(
            xy, points[["x", "y"]].to_numpy(float), points["weight"].to_numpy(float), width_m
        )
        # a kernel is a density: energy falls on a cell in proportion to its land
        return _share(heights * cells["area_m2"].to_numpy(dtype=np.float64))

    def blend(name: str, people_share: float, width_m: float) -> NDArray[np.float64]:
        points = drawn(name, width_m)
        return people_share * people + (1.0 - people_share) * points if points.any() else people

    anchor, depot = parameters.value("anchor_kernel_m"), parameters.value("depot_kernel_m")
    away = np.hypot(xy[:, 0] - centre[..., 0], xy[:, 1] - centre[..., 1])
    middle = _share(people * np.exp(-away / parameters.value("taxi_centre_m")))
    hubs = drawn("taxi", anchor)
    in_centre = parameters.value("taxi_centre_share") if hubs.any() else 1.0
    along = _along(xy, corridors, parameters.value("corridor_step_m")) if corridors is not None else None
    return {
        "home": cars * homes.own_bay,
        "residential": cars * (1.0 - homes.own_bay),
        "workplace": blend("workplace", parameters.value("jobs_people_share"), anchor),
        "destination": blend("destination", parameters.value("destination_people_share"), anchor),
        "corridor": along if along is not None and along.any() else blend("corridor", 0.0, anchor),
        "taxi": in_centre * middle + (1.0 - in_centre) * hubs,
        "bus": blend("bus", parameters.value("bus_people_share"), depot),
        "logistics": blend("logistics", parameters.value("logistics_people_share"), depot),
        "sanitation": blend("sanitation", parameters.value("sanitation_people_share"), depot),
    }


def _along(xy: NDArray[np.float64], corridors: gpd.GeoDataFrame, step_m: float) -> NDArray[np.float64]:
    """Count points every ``step_m`` along the corridors at the nearest cell: weight by length."""
    lines = shapely.get_parts(corridors.geometry.to_numpy())
    dense = shapely.segmentize(lines[shapely.length(lines) > 0.0], step_m)
    counts = np.zeros(len(xy))
    if len(dense):
        _, nearest = cKDTree(xy).query(shapely.get_coordinates(dense))
        np.add.at(counts, nearest, 1.0)
    return counts


def _share(values: NDArray[np.float64]) -> NDArray[np.float64]:
    mass = float(values.sum())
    return values / mass if mass > 0.0 else values
