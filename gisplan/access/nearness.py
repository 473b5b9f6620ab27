"""Which points lie within a straight distance of others, on the ellipsoid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pyproj import Geod

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

_METRES_A_DEGREE = 100_000
"""Less than a degree of latitude has (111 km), so that a box of so many degrees holds all that is near."""


def within(points: gpd.GeoDataFrame, others: gpd.GeoDataFrame, metres: float) -> NDArray[np.bool_]:
    """Tell for each point whether another lies within so many metres (geodesic, WGS84; EPSG:4326 in)."""
    if others.empty or points.empty:
        return np.zeros(len(points), dtype=bool)
    lon, lat = others.geometry.x.to_numpy(), others.geometry.y.to_numpy()
    geod = Geod(ellps="WGS84")

    def reached(x: float, y: float) -> bool:
        box = (np.abs(lat - y) < metres / _METRES_A_DEGREE) & (
            np.abs(lon - x) < metres / _METRES_A_DEGREE / np.cos(np.radians(y))
        )
        count = int(box.sum())
        if count == 0:
            return False
        away = geod.inv(np.full(count, x), np.full(count, y), lon[box], lat[box])[2]
        return bool((np.asarray(away) <= metres).any())

    places = zip(points.geometry.x, points.geometry.y, strict=True)
    return np.array([reached(float(x), float(y)) for x, y in places], dtype=bool)


def within_own_radius(
    points: gpd.GeoDataFrame, centres: gpd.GeoDataFrame, radius_m: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Tell for each point whether it lies in the circle of a centre (geodesic, WGS84; EPSG:4326 in)."""
    inside = np.zeros(len(points), dtype=bool)
    lon, lat = points.geometry.x.to_numpy(), points.geometry.y.to_numpy()
    geod = Geod(ellps="WGS84")
    for centre, radius in zip(centres.geometry, radius_m, strict=True):
        away = geod.inv(np.full(lon.size, centre.x), np.full(lat.size, centre.y), lon, lat)[2]
        inside |= np.asarray(away) <= radius
    return inside
