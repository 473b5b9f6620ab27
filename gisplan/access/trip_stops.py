"""Where cars between cities can charge: the service areas that each trip passes, there and back.

A service area serves one direction of its road. It stands on the way of a trip where the trip follows that
road in that direction past it; nobody leaves the expressway to charge.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from layers.trips import ROUTED

if TYPE_CHECKING:
    import pandas as pd

    from gisplan_arrays import Flags, Floats, Indices
    from layers.region.loading import Region
    from layers.trips import CityTrips

BESIDE_M: Final = 100.0
"""How near a road has to be to the way of a trip that follows it, metres."""
AHEAD_M: Final = 50.0
"""Metres before and behind a place between which a road's heading is taken."""
ALONG: Final = 0.5
"""Least cosine between the heading of a road and of a way that follows it."""
WAYS: Final = ("out", "back")
"""From the first city of a pair to the second, and back."""
ROUND_OFF: Final = 1e-9


@dataclass(frozen=True, eq=False)
class Stops:
    """The service areas that one way of a trip passes.

    Attributes
    ----------
    rows
        Rows of the table of service areas, in the order they are passed.
    metres
        Where each is, metres from where the way starts.
    length_m
        Length of the way.
    range_m
        Way on a full battery; a car sets out with half of it.
    """

    rows: Indices
    metres: Floats
    length_m: float
    range_m: float

    def dry_leg(self, fast: Flags) -> tuple[float, float] | None:
        """Give the first leg that a battery does not bring, metres from the start; None: the car arrives.

        Parameters
        ----------
        fast
            Whether a car can charge at each service area of the table.
        """
        marks = [0.0, *self.metres[fast[self.rows]].tolist(), self.length_m]
        for leg, (start, stop) in enumerate(pairwise(marks)):
            reach = self.range_m if leg else self.range_m / 2.0
            if stop - start > reach * (1.0 + ROUND_OFF):
                return start, stop
        return None

    def windows(self) -> list[tuple[float, float, Indices]]:
        """List the stretches that each need a charger: start and end in metres, and the rows in them.

        A car arrives exactly when each of them has one: it sets out with half a battery, and past any service
        area the next charger is at most one range ahead.
        """
        found = []
        starts = [(0.0, self.range_m / 2.0), *((at, self.range_m) for at in self.metres.tolist())]
        for start, reach in starts:
            stop = start + reach * (1.0 + ROUND_OFF)
            if stop < self.length_m:
                inside = (self.metres > start) & (self.metres <= stop)
                found.append((start, start + reach, self.rows[inside]))
        return found


def on_road(areas: pd.DataFrame, region: Region) -> Flags:
    """Mark the sites with a chainage on a road that cars between cities follow."""
    roads = set(region.corridors.loc[region.corridors["kind"].isin(ROUTED), "road_ref"])
    return np.asarray(areas["road_ref"].isin(roads) & areas["chainage_km"].notna(), dtype=bool)


def trip_stops(region: Region, trips: CityTrips, areas: pd.DataFrame) -> list[tuple[Stops, Stops]]:
    """Find the service areas on every trip, out and back.

    Parameters
    ----------
    region
        With its corridors.
    trips
        Trips between its cities.
    areas
        Service areas, each `on_road`: road_ref, direction, chainage_km.

    Returns
    -------
    list
        Stops on the way out and on the way back, one pair of ways a pair of cities.
    """
    lines = region.corridors.drop_duplicates(["road_ref", "direction"]).set_index(["road_ref", "direction"])
    keys = zip(areas["road_ref"], areas["direction"], strict=True)
    road = np.array([lines.geometry[key] for key in keys], dtype=object)
    at = areas["chainage_km"].to_numpy(dtype=np.float64) * 1000.0
    spots = shapely.line_interpolate_point(road, at)
    heading = _heading(road, at)
    found = []
    for route in trips.routes:
        line = shapely.LineString(route.xy)
        near = np.flatnonzero(shapely.distance(line, spots) <= BESIDE_M) if len(areas) else np.arange(0)
        drawn = shapely.line_locate_point(line, spots[near])
        follows = (heading[near] * _heading(np.full(len(near), line), drawn)).sum(axis=1)
        bends = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(route.xy, axis=0).T))])
        metres = np.interp(drawn, bends, route.metres)
        pair = []
        for sign in (1.0, -1.0):
            own = sign * follows >= ALONG
            passed = metres[own] if sign > 0 else route.length_m - metres[own]
            order = np.argsort(passed, kind="stable")
            rows = near[own][order]
            pair.append(Stops(rows, passed[order], route.length_m, trips.range_km * 1000.0))
        found.append((pair[0], pair[1]))
    return found


def _heading(line: np.ndarray, at: Floats) -> Floats:
    """Give the direction of travel of lines at metres along them, unit vectors (n, 2)."""
    before, after = (
        shapely.get_coordinates(shapely.line_interpolate_point(line, np.maximum(at + step, 0.0)))
        for step in (-AHEAD_M, AHEAD_M)
    )
    way = after - before
    length = np.maximum(np.hypot(way[:, 0], way[:, 1]), ROUND_OFF)
    return np.asarray(way / length[:, None])


def busiest(trips_day: Floats, able: Flags, share: float) -> Indices:
    """List the pairs with most trips that together make a share of the trips that can be kept charged.

    Parameters
    ----------
    trips_day
        Trips of each pair.
    able
        Whether every service area together would keep the pair charged.
    share
        Least share of the trips of those pairs.
    """
    order = np.argsort(-trips_day, kind="stable")
    order = order[able[order]]
    before = np.cumsum(trips_day[order]) - trips_day[order]
    wanted = share * float(trips_day[order].sum())
    return np.asarray(order[before < wanted * (1.0 - ROUND_OFF)])
