"""Energy of electric lorries by trip: charged at the ends, on the way, or beyond the region.

A trip goes from its origin to its destination and back, l km each way, with e kWh/km from the charger and a
usable battery u = battery · (1 - reserve). A lorry is charged at those of its ends that have a depot: ends in
the region, and ends beyond it that are named. What batteries do not bring is charged on the way:

    way(l) = 2 · max(0, l·e - u)       a depot at both ends
             max(0, 2·l·e - u)         at one end
             2·l·e                     at none: half a battery is there at origin and destination

which is what flow refuelling asks: no two charges further apart than u / e, going round. The rest of 2·l·e is
charged at the ends, alike at both. Of a trip with one end beyond the region the way out there is a trip of
its own that begins at the border with a full battery; what it needs on its way is charged beyond:

    beyond = min(way(l), way(l outside, border and the end beyond))

What is charged on the way in the region falls evenly on the route's km there. All of it is modelled.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.spatial import cKDTree

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from gisplan_arrays import Flags, Floats, Indices
    from layers.routes import Route


STEP_M = 1_000.0
"""Metres of a route for which energy on the way falls on one cell."""


@dataclass(frozen=True, eq=False)
class TripEnergy:
    """Energy of one trip out and back on each flow, kWh.

    Attributes
    ----------
    depot
        At origin and destination in the region, (n, 2).
    way
        On the way, in the region, (n,).
    beyond
        On the way, beyond the region, (n,).
    """

    depot: Floats
    way: Floats
    beyond: Floats


def trip_energy(
    km: Floats, km_outside: Floats, *, inside: Flags, charged: Flags, usable_kwh: Floats, kwh_km: Floats
) -> TripEnergy:
    """Part the energy of trips by where it is charged (equations of the module).

    Parameters
    ----------
    km, km_outside
        One way, and that part of it beyond the region, (n,).
    inside, charged
        Which ends lie in the region, and which have a depot, (n, 2).
    usable_kwh, kwh_km
        Battery less its reserve, kWh, and energy for a km, (n,).
    """
    whole = 2.0 * km * kwh_km
    way = _on_the_way(km * kwh_km, charged.sum(axis=1), usable_kwh)
    depots = charged.sum(axis=1)
    at_end = np.divide(whole - way, depots, out=np.zeros(len(km)), where=depots > 0)
    one = inside.sum(axis=1) == 1
    far = (charged & ~inside).sum(axis=1)
    # at the border the battery is as full as at a depot
    ends = np.where(one, 1 + far, depots)
    outside = np.minimum(way, _on_the_way(km_outside * kwh_km, ends, usable_kwh))
    beyond = np.where(inside.all(axis=1), 0.0, outside)
    return TripEnergy(np.where(charged & inside, at_end[:, None], 0.0), way - beyond, beyond)


def _on_the_way(one_way_kwh: Floats, depots: Indices, usable_kwh: Floats) -> Floats:
    """Give what a trip out and back charges on its way, kWh."""
    whole = 2.0 * one_way_kwh
    return np.asarray(np.maximum(whole - depots * usable_kwh, 0.0))


def metres_outside(routes: Sequence[Route], land: shapely.Geometry) -> Floats:
    """Measure the travelled metres of every route beyond the region, (n,)."""
    shapely.prepare(land)
    out = np.zeros(len(routes))
    for q, route in enumerate(routes):
        legs = shapely.linestrings(np.stack([route.xy[:-1], route.xy[1:]], axis=1))
        drawn = shapely.length(legs)
        within = shapely.length(shapely.intersection(legs, land))
        share = np.divide(within, drawn, out=np.ones_like(drawn), where=drawn > 0)
        out[q] = float(np.diff(route.metres) @ (1.0 - share))
    return out


def lorry_by_cell(
    cells: gpd.GeoDataFrame, routes: Sequence[Route], land: shapely.Geometry, depot: Floats, way: Floats
) -> Floats:
    """Lay the energy of lorries on the cells nearest to the ends, and to the routes in the region.

    Parameters
    ----------
    cells
        x, y (projected metres).
    routes
        The route of every flow.
    land
        The region.
    depot, way
        Energy of the flows at their two ends, (n, 2), and on the way in the region, (n,), kWh/day.

    Returns
    -------
    numpy.ndarray
        kWh/day, (cells,); it sums to what is given, but for flows that never come into the region.
    """
    tree = cKDTree(cells[["x", "y"]].to_numpy(dtype=np.float64))
    out = np.zeros(len(cells))
    shapely.prepare(land)
    for route, ends, along in zip(routes, depot, way.tolist(), strict=True):
        np.add.at(out, tree.query(route.xy[[0, -1]])[1], ends)
        spots = _every(route) if along > 0 else np.empty((0, 2))
        here = spots[shapely.contains_xy(land, spots[:, 0], spots[:, 1])]
        if len(here):
            np.add.at(out, tree.query(here)[1], along / len(here))
    return out


def _every(route: Route) -> Floats:
    """Give the middle of every piece of a route of about a step, (k, 2)."""
    count = max(1, round(route.length_m / STEP_M))
    at = (np.arange(count) + 0.5) * route.length_m / count
    return np.column_stack([np.interp(at, route.metres, route.xy[:, k]) for k in (0, 1)])
