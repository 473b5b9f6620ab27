"""Ways for verification: along the roads a run was made with where they are at hand, else straight lines.

Where they are not at hand, a stated way only has to be at least the straight line, and within its limit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.spatial import KDTree

if TYPE_CHECKING:
    import geopandas as gpd

    from gisplan.plan.record import Plan
    from gisplan_arrays import Floats, Indices
    from layers.roads.reach import RoadReach


EPS_M = 0.5
"""Coordinates written in degrees and read back agree to far better than this."""
ROUNDED_M = 1e-3
"""Metres by which a straight way may be off that was measured before its ends went through degrees."""
SHORTER = 0.01
"""Share that a way may be below the straight line: lengths on the ground and on the map plane differ."""


def stated_m(run: Plan) -> float:
    """Give the metres by which a stated way may be off: along roads its ends stand at the nearest node."""
    return EPS_M if run.roads is not None else ROUNDED_M


def exact_ways(run: Plan) -> bool:
    """Tell whether ways can be measured again, and not only bounded."""
    return run.headline.distances == "circuity" or run.roads is not None


def nearest_m(run: Plan, sites: gpd.GeoDataFrame, detour: float) -> Floats:
    """Give the metres from every cell to the nearest of some sites; stated ones where roads are missing."""
    cells = run.layers.demand
    if run.roads is not None:
        place = _candidate(run, sites)
        return run.roads.nearest(place[place >= 0])
    straight, _ = KDTree(_points(sites)).query(cells[["x", "y"]].to_numpy(dtype=float))
    away = np.asarray(straight, dtype=float)
    if exact_ways(run):
        return away * detour
    stated = np.nan_to_num(np.asarray(cells["nearest_public_m"], dtype=float), nan=np.inf, posinf=np.inf)
    return np.where(stated >= _least(away), stated, away)


def flow_m(run: Plan, cells: Indices, sites: gpd.GeoDataFrame, stated: Floats, detour: float) -> Floats:
    """Give the metres of pairs of a cell and a site; stated ones, at least straight, where roads are missing.

    Parameters
    ----------
    cells
        Position in the demand layer of each pair's cell.
    sites
        Each pair's site: site_id and its point.
    stated
        What the run says, metres.
    """
    if run.roads is not None:
        return _along_roads(run.roads, cells, _candidate(run, sites), stated)
    from_xy = run.layers.demand[["x", "y"]].to_numpy(dtype=float)[cells]
    straight = np.hypot(*(from_xy - _points(sites)).T)
    if exact_ways(run):
        return np.asarray(straight * detour, dtype=float)
    return np.where(stated >= _least(straight), stated, np.inf)


def _along_roads(roads: RoadReach, cells: Indices, sites: Indices, stated: Floats) -> Floats:
    """Search ways again, a little beyond what is stated; infinite where there is none that short."""
    away = np.full(len(cells), np.inf)
    if not len(cells):
        return away
    row, at_row = np.unique(cells, return_inverse=True)
    column, at_column = np.unique(sites, return_inverse=True)
    limit = np.zeros(len(row))
    np.maximum.at(limit, at_row, np.nan_to_num(np.maximum(stated, 0.0), posinf=0.0) + 1.0)
    found = roads.between(row, column, limit)
    key = np.repeat(np.arange(len(row)), np.diff(found.indptr)) * len(column) + found.indices
    wanted = at_row * len(column) + at_column
    place = np.minimum(np.searchsorted(key, wanted), max(key.size - 1, 0))
    hit = key[place] == wanted if key.size else np.zeros(len(wanted), dtype=bool)
    away[hit] = found.data[place[hit]]
    away[sites < 0] = np.inf
    return away


def _least(straight: Floats) -> Floats:
    """Give the least that a way may be stated at, metres."""
    return np.asarray(straight * (1.0 - SHORTER) - EPS_M, dtype=float)


def _candidate(run: Plan, sites: gpd.GeoDataFrame) -> Indices:
    """Give the position of sites among the candidates, -1 for one that is none."""
    found = pd.Index(run.evidence.candidates["site_id"]).get_indexer(pd.Index(sites["site_id"]))
    return np.asarray(found, dtype=np.int64)


def _points(frame: gpd.GeoDataFrame) -> Floats:
    return np.column_stack([frame.geometry.x.to_numpy(), frame.geometry.y.to_numpy()])
