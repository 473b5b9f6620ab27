"""Car trips between the cities of a region: a gravity model, routed on the expressways.

With P_i the people of city i, d_ij the kilometres of the shortest way between two cities and T the trips of
all electric cars that the plan period adds,

    t_ij = T · P_i P_j d_ij^-b / Σ P_k P_l d_kl^-b            trips/day, both ways together
    T    = cars · trips_per_car_day

A car sets out with half a battery at either end: of a way of d km with a range of R km it has to charge
max(0, d - R/2) km on the road. A city lies where its people are: at the middle of that of its districts
which is nearest to all of them (the 1-median). Ways follow expressways and rings, and elsewhere the straight
line times a detour. All of it is modelled.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pandas as pd
import shapely

from gisplan_errors import LayerError
from gisplan_words import lines, message
from layers.files.tables import read_table
from layers.routes import freight_routes

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from gisplan_arrays import Floats
    from layers.routes import Route

CITIES_FILE = "cities.csv"
CITY_COLUMNS = ("code", "name_zh", "name_en", "origin", "source", "as_of")
"""Columns of ``cities.csv``: a city has the districts whose adcode begins with its code."""
TRIP_COLUMNS = (
    *("pair", "from_zh", "from_en", "to_zh", "to_en", "km_one_way", "trips_day"),
    *("en_route_km", "en_route_kwh_day"),
)
ROUTED = ("expressway", "ring")
"""Kinds of roads that cars between cities follow."""


class Figures(Protocol):
    """Figures of the demand model by name (`layers.demand.parameters.DemandParameters`)."""

    def value(self, name: str) -> float:
        """Give a figure."""


@dataclass(frozen=True, eq=False)
class CityTrips:
    """Trips of electric cars between the cities of a region.

    Attributes
    ----------
    table
        `TRIP_COLUMNS`, one row a pair: codes of both cities, km one way, trips a day both ways together, km
        of one trip that half a battery does not bring, and what all trips take on the way, kWh/day.
    routes
        The way of each pair, from its first city to its second.
    range_km
        Way on a full battery.
    """

    table: pd.DataFrame
    routes: tuple[Route, ...]
    range_km: float

    def along(self, step_m: float) -> tuple[Floats, Floats]:
        """Lay what the trips take on the way along their ways on the roads.

        Parameters
        ----------
        step_m
            About how far apart the points stand, metres.

        Returns
        -------
        tuple
            Points in projected metres, (n, 2), and what is taken at each, kWh/day; a pair's energy falls
            evenly on its kilometres of expressway, on all its kilometres where it has none.
        """
        spots: list[Floats] = [np.empty((0, 2))]
        taken: list[Floats] = [np.empty(0)]
        energy = self.table["en_route_kwh_day"].to_numpy(dtype=np.float64)
        for q in np.flatnonzero(energy > 0.0).tolist():
            route = self.routes[q]
            used = route.on_corridor if route.on_corridor.any() else np.ones_like(route.on_corridor)
            begins, legs = np.flatnonzero(used), np.diff(route.metres)[used]
            number = np.ceil(legs / step_m).astype(np.int64)
            leg = np.repeat(np.arange(len(legs)), number)
            nth = np.arange(len(leg)) - np.repeat(np.cumsum(number) - number, number)
            part = ((nth + 0.5) / number[leg])[:, None]
            spots.append(route.xy[begins[leg]] * (1.0 - part) + route.xy[begins[leg] + 1] * part)
            taken.append(energy[q] * legs[leg] / number[leg] / legs.sum())
        return np.concatenate(spots), np.concatenate(taken)


def read_cities(path: Path) -> pd.DataFrame:
    """Read the cities of a region, `CITY_COLUMNS`.

    Raises
    ------
    LayerError
        A column lacks, a cell is blank, or a code is no digits, stands twice or begins another; all rows at
        once.
    """
    table = read_table(path, CITY_COLUMNS, str, keep_default_na=False)
    codes = table["code"].tolist()
    faults = []
    for number, row in enumerate(table.to_dict("records"), start=1):
        where, code = f"{path}: row {number} ({row['code']})", str(row["code"])
        faults += [
            message("layers-end-blank", where=where, column=name)
            for name in CITY_COLUMNS
            if not str(row[name]).strip()
        ]
        others = [one for at, one in enumerate(codes, start=1) if at != number]
        if not code.isdigit() or any(code.startswith(one) for one in others if one):
            faults.append(message("layers-city-code", where=where, code=repr(code)))
    if faults:
        raise LayerError(lines(faults))
    return table[list(CITY_COLUMNS)]


def city_places(districts: gpd.GeoDataFrame, cities: pd.DataFrame) -> tuple[Floats, Floats]:
    """Give the people of every city, and the point that its trips start and end at.

    Parameters
    ----------
    districts
        Polygons in projected metres: adcode, population.
    cities
        As `read_cities` gives them.

    Returns
    -------
    tuple
        People, (n,), and points, (n, 2): the centroid of the district from which the city's people have
        the least sum of straight ways; of equals the first by adcode.

    Raises
    ------
    LayerError
        A city has no district.
    """
    ordered = districts.assign(adcode=districts["adcode"].astype(str)).sort_values("adcode")
    middle = shapely.get_coordinates(shapely.centroid(ordered.geometry.to_numpy()))
    people = ordered["population"].to_numpy(dtype=np.float64)
    sums, spots = [], []
    for code in cities["code"]:
        own = ordered["adcode"].str.startswith(code).to_numpy()
        if not own.any():
            raise LayerError(message("layers-city-empty", code=str(code)))
        xy, mass = middle[own], people[own]
        ways = np.hypot(*(xy[:, None, :] - xy[None, :, :]).transpose(2, 0, 1)) @ mass
        sums.append(mass.sum())
        spots.append(xy[int(np.argmin(ways))])
    return np.array(sums), np.array(spots).reshape(-1, 2)


def city_trips(
    districts: gpd.GeoDataFrame,
    corridors: gpd.GeoDataFrame,
    cities: pd.DataFrame,
    parameters: Figures,
) -> CityTrips:
    """Model the trips between cities, and route them.

    Parameters
    ----------
    districts
        Polygons in projected metres: adcode, population.
    corridors
        Roads in the same metres: road_ref, kind.
    cities
        As `read_cities` gives them.
    parameters
        Figures ``city_trips_*`` of the demand model, and the growth of the stock of cars.

    Raises
    ------
    LayerError
        A city has no district.
    """
    people, spots = city_places(districts, cities)
    pairs = list(combinations(range(len(cities)), 2))
    first, second = (np.array([pair[end] for pair in pairs], dtype=np.int64) for end in (0, 1))
    roads = corridors[corridors["kind"].isin(ROUTED)].drop_duplicates("road_ref")
    detour = parameters.value("city_trips_detour")
    routes = freight_routes(list(roads.geometry), spots[first], spots[second], detour=detour)
    km = np.array([route.length_m for route in routes]) / 1000.0
    mass = people[first] * people[second] * km ** -parameters.value("city_trips_exponent")
    growth = max(0.0, parameters.value("nev_stock_horizon") - parameters.value("nev_stock_base"))
    cars = growth * parameters.value("private_share")
    every = cars * parameters.value("city_trips_per_car_day")
    trips = every * mass / mass.sum() if mass.any() else np.zeros(len(pairs))
    range_km = parameters.value("city_trips_range_km")
    lacking = np.maximum(0.0, km - range_km / 2.0)
    each = parameters.value("city_trips_kwh_per_km") / parameters.value("charging_efficiency")
    named = {
        f"{end}_{language}": cities[f"name_{language}"].to_numpy()[at]
        for end, at in (("from", first), ("to", second))
        for language in ("zh", "en")
    }
    codes = cities["code"].to_numpy()
    table = pd.DataFrame(
        {
            "pair": [f"{codes[i]}-{codes[j]}" for i, j in pairs],
            **named,
            "km_one_way": km,
            "trips_day": trips,
            "en_route_km": lacking,
            "en_route_kwh_day": trips * lacking * each,
        }
    )
    return CityTrips(table[list(TRIP_COLUMNS)], tuple(routes), range_km)
