"""EV energy of every demand cell, kWh/day by class, for the vehicles that the plan period adds.

Demand is that of growth: N = stock at the horizon - stock at the base year. A car needs

    e = km/year · kWh/km / 365 / charging efficiency                                        [kWh/day]

Private cars fall on cells with people, times an index of cars per head by tier t. With b_t the share of
cars that have an own bay and h the share of their energy that they charge there:

    home        = cars · b_t · home_planned_share · h · e      only piles that this plan counts
    pool_public = Σ cars · e · [(1 - b_t) + b_t · (1 - h)] · (1 - existing_public_share)

Own-bay cars beyond ``home_planned_share`` charge at piles outside the plan's count. The pool is shared
over residential, workplace, destination and corridor.

All that is charged in public (these four and taxis) falls on a cell as real stations would
(`layers.demand.intensity`); within that, a class leans to its own proxy where it has one (residential to cars
without an own bay, corridor to the corridors, or to the trips between cities where the region names some) and
the others fill up (`layers.demand.balance`). Of the rest,
each falls by its own proxy:

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
from layers.demand.balance import balanced
from layers.demand.population import kernel_sum
from layers.vocabulary import DEMAND_CLASSES

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from layers.demand.homes import Homes
    from layers.demand.parameters import DemandParameters
    from layers.trips import CityTrips

CLASSES = tuple(DEMAND_CLASSES)
"""Classes of energy; columns ``kwh_<class>``. All but home need chargers that others share."""

PLACES_OF: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "bus": ("rail_station", "district_seat", "airport"),
        "logistics": ("logistics", "port", "zone", "airport", "industry"),
        "sanitation": ("district_seat",),
    }
)
"""Kinds of places that draw the energy of a fleet with depots."""

PUBLIC = ("residential", "workplace", "destination", "corridor", "taxi")
"""Classes that charge at public stations."""

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
    *,
    parameters: DemandParameters,
    corridors: gpd.GeoDataFrame | None = None,
    trips: CityTrips | None = None,
) -> pd.DataFrame:
    """Model the energy of each cell by class.

    Parameters
    ----------
    cells
        population, private_cars, stations (public charging stations to expect), x, y (projected metres),
        area_m2.
    homes
        What is known of the homes of each cell.
    places
        kind, x, y, weight.
    parameters
        Coefficients.
    corridors
        Lines of expressways and trunk roads in the projected CRS, or None.
    trips
        Trips between cities, along which the class corridor falls; None: it falls along the corridors.

    Returns
    -------
    energy
        (n, 9) columns ``kwh_<class>`` in the order of `CLASSES`, kWh/day, index of ``cells``.

    Raises
    ------
    LayerError
        If people, cars, stations or weights are NaN or negative.
    """
    totals = class_totals(cells, homes, parameters, trips)
    weights = _weights(cells, homes, places, parameters) | _public(
        cells, homes, totals, parameters, corridors, trips
    )
    energy = {
        f"kwh_{name}": apportion(weights[name], totals[name], what=f"demand: energy of class {name}")
        for name in CLASSES
    }
    return pd.DataFrame(energy, index=cells.index)


def class_totals(
    cells: pd.DataFrame, homes: Homes, parameters: DemandParameters, trips: CityTrips | None = None
) -> dict[str, float]:
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
        if trips is not None:
            decided = parameters.value("city_trips_decide")
            asked = float(trips.table["en_route_kwh_day"].sum())
            totals["corridor"] = (1.0 - decided) * totals["corridor"] + decided * asked
        totals["taxi"] = fleet_kwh_day("taxi", parameters) * net_public
        totals |= {
            name: fleet_kwh_day(name, parameters) * net_fleet for name in ("bus", "logistics", "sanitation")
        }
    return {name: totals.get(name, 0.0) for name in CLASSES}


def _weights(
    cells: pd.DataFrame, homes: Homes, places: pd.DataFrame, parameters: DemandParameters
) -> dict[str, NDArray[np.float64]]:
    """Weigh the cells for home and for the fleets with depots."""
    xy = cells[["x", "y"]].to_numpy(dtype=np.float64)
    people = _share(cells["population"].to_numpy(dtype=np.float64))
    width_m = parameters.value("depot_kernel_m")

    def blend(name: str) -> NDArray[np.float64]:
        points = places[places["kind"].isin(PLACES_OF[name])]
        heights = kernel_sum(
            xy, points[["x", "y"]].to_numpy(float), points["weight"].to_numpy(float), width_m
        )
        # a kernel is a density: energy falls on a cell in proportion to its land
        drawn = _share(heights * cells["area_m2"].to_numpy(dtype=np.float64))
        share = parameters.value(f"{name}_people_share")
        return share * people + (1.0 - share) * drawn if drawn.any() else people

    home = cells["private_cars"].to_numpy(dtype=np.float64) * homes.own_bay
    return {"home": home, **{name: blend(name) for name in PLACES_OF}}


def _public(
    cells: pd.DataFrame,
    homes: Homes,
    totals: Mapping[str, float],
    parameters: DemandParameters,
    corridors: gpd.GeoDataFrame | None,
    trips: CityTrips | None,
) -> dict[str, NDArray[np.float64]]:
    """Weigh the cells for the classes that charge in public: together they fall as stations do."""
    stations = cells["stations"].to_numpy(dtype=np.float64)
    leaning = dict.fromkeys(PUBLIC, stations)
    leaning["residential"] = cells["private_cars"].to_numpy(dtype=np.float64) * (1.0 - homes.own_bay)
    xy, step_m = cells[["x", "y"]].to_numpy(dtype=np.float64), parameters.value("corridor_step_m")
    along = np.zeros(len(xy))
    if trips is not None:
        spots, taken = trips.along(step_m)
        np.add.at(along, cKDTree(xy).query(spots)[1], taken)
    elif corridors is not None:
        along = _along(xy, corridors, step_m)
    leaning["corridor"] = along if along.any() else stations
    wanted = np.array([totals[name] for name in PUBLIC])
    seeds = np.column_stack([leaning[name] for name in PUBLIC])
    return dict(zip(PUBLIC, balanced(seeds, stations, wanted).T, strict=True))


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
