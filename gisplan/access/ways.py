"""Ways from cells to sites: along the region's roads where it has a network, else straight times a detour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import KDTree

from gisplan_kept import recalled
from layers.circuity import circuity_pairs

if TYPE_CHECKING:
    from typing import Literal

    import geopandas as gpd
    from numpy.typing import ArrayLike

    from gisplan_arrays import Floats, Indices
    from layers.circuity import Pairs
    from layers.region.loading import Region

    Distances = Literal["roads", "circuity"]


def cell_points(demand: gpd.GeoDataFrame) -> Floats:
    """Give the representative point of every cell, projected metres, shape (n, 2)."""
    return np.asarray(demand[["x", "y"]], dtype=np.float64)


def site_points(sites: gpd.GeoDataFrame) -> Floats:
    """Give the position of every site, projected metres, shape (n, 2)."""
    return np.column_stack([sites.geometry.x.to_numpy(), sites.geometry.y.to_numpy()])


def distances_kind(region: Region) -> Distances:
    """Say how ways are measured: ``roads`` or ``circuity`` (straight line times a detour factor)."""
    return "circuity" if region.roads is None else "roads"


def way_pairs(region: Region, cells: Indices, sites: Indices, cutoff_m: ArrayLike, *, detour: float) -> Pairs:
    """Join some cells to some sites within a cutoff.

    Parameters
    ----------
    cells, sites
        Positions in ``region.demand`` and ``region.sites``: the rows and columns of the result.
    cutoff_m
        Longest way that counts, metres: one figure, or one per row.
    detour
        Travelled over straight distance; only read where the region has no roads.

    Returns
    -------
    csr_array
        Metres, driving from cell to site; only pairs within the cutoff are stored, a zero is a stored entry.
    """
    roads = region.roads
    if roads is not None:
        return recalled(
            "pairs", (roads, cells, sites, cutoff_m), lambda: roads.between(cells, sites, cutoff_m)
        )
    return circuity_pairs(
        cell_points(region.demand)[cells], site_points(region.sites)[sites], cutoff_m, detour=detour
    )


def nearest_way_m(region: Region, sites: Indices, *, detour: float) -> Floats:
    """Give the metres from every cell to the nearest of some sites, infinite where none is reached."""
    if sites.size == 0:
        return np.full(len(region.demand), np.inf)
    if region.roads is not None:
        return region.roads.nearest(sites)
    straight, _ = KDTree(site_points(region.sites)[sites]).query(cell_points(region.demand))
    return np.asarray(straight, dtype=np.float64) * detour
