"""GCJ-02 and BD-09, the shifted coordinates of Chinese web maps, to and from WGS 84.

The forward formula is the one all published implementations share (Krasovsky 1940 ellipsoid, shift in
metres from sines of longitude - 105 and latitude - 35); the inverse repeats it until the answer maps back.
It is no official datum: treat a converted layer as reverse-engineered to about a metre of the truth.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

LonLat: TypeAlias = "tuple[NDArray[np.float64], NDArray[np.float64]]"

# Krasovsky 1940: semi-major axis in metres and squared eccentricity, as the formula uses them.
AXIS_M = 6_378_245.0
ECCENTRICITY2 = 0.006_693_421_622_965_943_23
# The formula's own box; outside it coordinates are not shifted. Degrees.
WEST, EAST, SOUTH, NORTH = 72.004, 137.8347, 0.8293, 55.8271
# An inverse is done when it maps back this near: about 0.01 mm, degrees.
TOLERANCE = 1e-10
MOST_ROUNDS = 30


def wgs84_to_gcj02(lon: ArrayLike, lat: ArrayLike) -> LonLat:
    """Return GCJ-02 longitude and latitude of WGS 84 ones, degrees; outside the formula's box unchanged."""
    lon, lat = _degrees(lon, lat)
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    shared = 20.0 / 3.0 * (2.0 * np.sin(6.0 * np.pi * x) + 2.0 * np.sin(2.0 * np.pi * x))
    north_m = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + shared
    north_m += 20.0 / 3.0 * (2.0 * np.sin(np.pi * y) + 4.0 * np.sin(np.pi * y / 3.0))
    north_m += 20.0 / 3.0 * (16.0 * np.sin(np.pi * y / 12.0) + 32.0 * np.sin(np.pi * y / 30.0))
    east_m = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + shared
    east_m += 20.0 / 3.0 * (2.0 * np.sin(np.pi * x) + 4.0 * np.sin(np.pi * x / 3.0))
    east_m += 20.0 / 3.0 * (15.0 * np.sin(np.pi * x / 12.0) + 30.0 * np.sin(np.pi * x / 30.0))
    phi = np.radians(lat)
    w2 = 1.0 - ECCENTRICITY2 * np.sin(phi) ** 2
    metres_a_degree_north = np.radians(AXIS_M * (1.0 - ECCENTRICITY2) / w2**1.5)
    metres_a_degree_east = np.radians(AXIS_M * np.cos(phi) / np.sqrt(w2))
    inside = (lon >= WEST) & (lon <= EAST) & (lat >= SOUTH) & (lat <= NORTH)
    # At the poles a degree east has no length; those places lie outside the box.
    east = np.divide(east_m, metres_a_degree_east, out=np.zeros_like(lon), where=inside)
    return lon + east, np.where(inside, lat + north_m / metres_a_degree_north, lat)


def gcj02_to_wgs84(lon: ArrayLike, lat: ArrayLike) -> LonLat:
    """Return WGS 84 longitude and latitude of GCJ-02 ones, degrees, exact to well under a millimetre."""
    return _inverse(wgs84_to_gcj02, *_degrees(lon, lat))


def gcj02_to_bd09(lon: ArrayLike, lat: ArrayLike) -> LonLat:
    """Return BD-09 longitude and latitude of GCJ-02 ones, degrees."""
    lon, lat = _degrees(lon, lat)
    radius = np.hypot(lon, lat) + 0.000_02 * np.sin(np.radians(3_000.0 * lat))
    angle = np.arctan2(lat, lon) + 0.000_003 * np.cos(np.radians(3_000.0 * lon))
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


def bd09_to_gcj02(lon: ArrayLike, lat: ArrayLike) -> LonLat:
    """Return GCJ-02 longitude and latitude of BD-09 ones, degrees, exact to well under a millimetre.

    The published closed form misses by up to some decimetres; this one maps back exactly.
    """
    return _inverse(gcj02_to_bd09, *_degrees(lon, lat))


def bd09_to_wgs84(lon: ArrayLike, lat: ArrayLike) -> LonLat:
    """Return WGS 84 longitude and latitude of BD-09 ones, degrees."""
    return gcj02_to_wgs84(*bd09_to_gcj02(lon, lat))


def _degrees(lon: ArrayLike, lat: ArrayLike) -> LonLat:
    return np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)


def _inverse(
    forward: Callable[[NDArray[np.float64], NDArray[np.float64]], LonLat],
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
) -> LonLat:
    """Return the coordinates that ``forward`` maps onto ``lon`` and ``lat`` (fixed-point steps)."""
    east, north = lon.copy(), lat.copy()
    for _ in range(MOST_ROUNDS):
        there_east, there_north = forward(east, north)
        off_east, off_north = there_east - lon, there_north - lat
        east, north = east - off_east, north - off_north
        # The maximum passes over NaN: missing coordinates stay so and do not keep the rounds going.
        if np.fmax.reduce(np.abs([off_east, off_north]), axis=None, initial=0.0) < TOLERANCE:
            break
    return east, north
