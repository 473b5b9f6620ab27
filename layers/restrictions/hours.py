"""Hours in which vehicles may reach a place, minute by minute of a week.

A row of the layer closes its ground in ``hours`` of its ``days``: hours as "07:00-09:00;17:00-19:00", beyond
midnight where the end is not after the begin ("22:00-06:00" closes the next morning too), days as "1-5" or
"6;7" from Monday on, blank for every day. What several rows close is united minute by minute. A plan is of
every day, so that the day of the week with the fewest open minutes is what counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

if TYPE_CHECKING:
    import geopandas as gpd

    from gisplan_arrays import Flags, Floats

TRUCK: Final = "truck"
HAZARDOUS: Final = "hazardous"
CLOSES: Final = {TRUCK: (TRUCK, "both"), HAZARDOUS: (HAZARDOUS, TRUCK, "both")}
"""What rows close to each vehicle, by their ``vehicles``: what brings hazardous goods is a truck as well."""
HOUR_COLUMNS: Final = {TRUCK: "truck_hours", HAZARDOUS: "hazardous_hours"}
"""Column of the candidates with the open hours for each vehicle."""
DAY: Final = 24.0
_MINUTES: Final = 24 * 60
_DAYS: Final = 7


def closed_minutes(hours: str, days: str) -> Flags:
    """Mark the minutes of a week that a row closes.

    Parameters
    ----------
    hours, days
        In the form that the layer's contract asks.

    Returns
    -------
    numpy.ndarray
        From Monday 0 o'clock on, (7 days, 1440 minutes).
    """
    week = np.zeros(_DAYS * _MINUTES, dtype=bool)
    for day in _days(days):
        for part in hours.replace(" ", "").split(";"):
            begin, end = (60 * int(time[:2]) + int(time[3:]) for time in part.split("-"))
            last = end if end > begin else end + _MINUTES
            week[(day * _MINUTES + np.arange(begin, last)) % week.size] = True
    return week.reshape(_DAYS, _MINUTES)


def _days(days: str) -> list[int]:
    """Give the days of a row from 0, Monday."""
    found: list[int] = []
    for part in days.replace(" ", "").split(";"):
        first, _, last = part.partition("-")
        begin = int(first or 1)
        # from Friday to Monday goes over the end of the week
        count = (int(last or first or _DAYS) - begin) % _DAYS + 1
        found += [(begin - 1 + day) % _DAYS for day in range(count)]
    return found


def applying(restrictions: gpd.GeoDataFrame, vehicle: str) -> gpd.GeoDataFrame:
    """Give the rows that close their ground to a vehicle."""
    return restrictions[restrictions["vehicles"].isin(CLOSES[vehicle])].reset_index(drop=True)


def open_hours(points: Floats, restrictions: gpd.GeoDataFrame, vehicle: str) -> Floats:
    """Give the hours a day in which a vehicle may reach places.

    Parameters
    ----------
    points
        x, y in the CRS of the restrictions, (n, 2).
    restrictions
        Rows of the layer; the edge of a polygon belongs to it.
    vehicle
        ``truck`` or ``hazardous``.

    Returns
    -------
    numpy.ndarray
        Hours of the day of the week that has the fewest, 0 to 24, (n,).
    """
    rows = applying(restrictions, vehicle)
    inside = np.zeros((len(points), len(rows)), dtype=bool)
    for column, shape in enumerate(rows.geometry.to_numpy()):
        shapely.prepare(shape)
        inside[:, column] = shapely.intersects_xy(shape, points[:, 0], points[:, 1])
    closes = [closed_minutes(hours, days) for hours, days in zip(rows["hours"], rows["days"], strict=True)]
    out = np.full(len(points), DAY)
    # places under the same rows have the same hours
    kinds, of_kind = np.unique(inside, axis=0, return_inverse=True)
    for kind, under in enumerate(kinds):
        closed = [closes[row] for row in np.flatnonzero(under).tolist()]
        if closed:
            out[np.reshape(of_kind, -1) == kind] = float((~np.any(closed, axis=0)).sum(axis=1).min()) / 60.0
    return out
