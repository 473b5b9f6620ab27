"""Ground that is closed all day, the hours of candidates, and what a way passes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from layers.restrictions.hours import DAY, HOUR_COLUMNS, TRUCK, applying, open_hours

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import pandas as pd

    from gisplan_arrays import Floats

THIN_M: Final = 0.01
"""Metres of a way within closed ground that are round-off of its edge."""


def with_open_hours(sites: gpd.GeoDataFrame, restrictions: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame:
    """Add the hours a day in which trucks and hazardous goods may reach every site; as it is without a layer.

    Parameters
    ----------
    sites
        Points in the CRS of the restrictions.
    restrictions
        Rows of the layer; None: the region has none.
    """
    if restrictions is None:
        return sites
    points = np.column_stack([sites.geometry.x.to_numpy(), sites.geometry.y.to_numpy()])
    hours = {name: open_hours(points, restrictions, vehicle) for vehicle, name in HOUR_COLUMNS.items()}
    return sites.assign(**hours)


def hours_at(sites: pd.DataFrame, vehicle: str) -> Floats:
    """Give the hours a day in which a vehicle may reach sites: all, where no layer tells them, (n,)."""
    name = HOUR_COLUMNS[vehicle]
    return sites[name].to_numpy(dtype=np.float64) if name in sites else np.full(len(sites), DAY)


def shut_ground(restrictions: gpd.GeoDataFrame | None, vehicle: str = TRUCK) -> list[shapely.Geometry]:
    """Give the ground in which a vehicle may drive in no minute of some day, as parts that hang together.

    Rows that overlap are united minute by minute: where one closes the morning and another the rest of the
    day, their common ground is closed all day.

    Parameters
    ----------
    restrictions
        Rows of the layer; None: the region has none.
    vehicle
        ``truck`` or ``hazardous``.

    Returns
    -------
    list of shapely.Geometry
        Polygons that do not touch.
    """
    rows = None if restrictions is None else applying(restrictions, vehicle)
    if rows is None or rows.empty:
        return []
    edges = shapely.union_all(shapely.boundary(rows.geometry.to_numpy()))
    faces = np.asarray(shapely.get_parts(shapely.polygonize(shapely.get_parts(edges))))
    inner = shapely.point_on_surface(faces)
    spots = np.column_stack([shapely.get_x(inner), shapely.get_y(inner)])
    shut = faces[open_hours(spots, rows, vehicle) <= 0]
    return list(shapely.get_parts(shapely.union_all(shut))) if len(shut) else []


def crossing(xy: Floats, ground: Sequence[shapely.Geometry]) -> Floats:
    """Measure each leg of a way within ground, metres, (n - 1,); ground that an end lies in is left out."""
    legs = np.asarray(shapely.linestrings(np.stack([xy[:-1], xy[1:]], axis=1)))
    out = np.zeros(len(legs))
    for part in ground:
        if not shapely.intersects_xy(part, xy[[0, -1], 0], xy[[0, -1], 1]).any():
            out += shapely.length(shapely.intersection(legs, part))
    return out


def passed(xy: Floats, restrictions: gpd.GeoDataFrame | None, vehicle: str = TRUCK) -> str:
    """Name what a way passes that is closed at times: id, days and hours of every row, ``;`` between rows."""
    rows = None if restrictions is None else applying(restrictions, vehicle)
    if rows is None or rows.empty:
        return ""
    line = shapely.LineString(xy)
    within = shapely.length(shapely.intersection(line, rows.geometry.to_numpy())) > THIN_M
    told = rows[within].sort_values("restriction_id")
    words = zip(told["restriction_id"], told["days"], told["hours"], strict=True)
    return "; ".join(
        f"{name} {f'[{days}] ' if days else ''}{hours.replace(';', ', ')}" for name, days, hours in words
    )
