"""The result layer ``reach``: service areas of the open public sites along the region's roads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import KDTree

from gisplan.access.reach import coverage_radius
from gisplan.access.ways import cell_points
from layers.results import no_reach
from layers.roads.service_areas import distance_bands, road_stretches, stretch_lines

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gisplan.scenario.schema import Scenario
    from layers.region.loading import Region

# Classes that a map of a whole city may leave out.
MINOR_ROADS = ("residential", "living_street", "service", "unclassified", "track", "road")


def plan_reach(region: Region, scenario: Scenario, opened: NDArray[np.int64]) -> gpd.GeoDataFrame:
    """Find the roads of the region from which an open public site is reached within the radius.

    A road's radius is that of the cell it runs through: the policy's where the profile judges the cell, else
    the allocation radius. Ways are metres along the roads to the nearest site, one-way streets driven
    their way only, the site's connector included.

    Parameters
    ----------
    opened
        Positions of the open public sites in ``region.sites``.

    Returns
    -------
    geopandas.GeoDataFrame
        site_id (the nearest site), adcode, from_m, to_m (class of distance), main (no minor road), road_km;
        lines in the region's CRS, none overlapping another. Without roads or sites, no rows.
    """
    if region.roads is None or opened.size == 0:
        return no_reach().to_crs(region.crs)
    graph = region.roads.graph
    middle = shapely.line_interpolate_point(graph.geometry, 0.5, normalized=True)
    radius = _line_radius(region, coverage_radius(region, scenario), middle)
    adcode = _line_district(region, middle)
    limits = np.where(adcode == "", 0.0, radius)
    if not limits.any():
        return no_reach().to_crs(region.crs)
    breaks = distance_bands(limits[limits > 0])
    found = road_stretches(graph, region.roads.sites.take(opened), limits, breaks)
    return _grouped(
        pd.DataFrame(
            {
                "site_id": region.sites["site_id"].to_numpy()[opened][found.site],
                "adcode": adcode[found.line],
                "from_m": np.concatenate([[0.0], breaks[:-1]])[found.band],
                "to_m": breaks[found.band],
                "main": ~np.isin(graph.highway, MINOR_ROADS)[found.line],
                "road_km": found.metres / 1_000.0,
            }
        ),
        stretch_lines(graph, found),
        region.crs,
    )


def _grouped(rows: pd.DataFrame, lines: NDArray[np.object_], crs: str) -> gpd.GeoDataFrame:
    """Join the stretches of one site, district, class and kind into one row."""
    keys = ["site_id", "adcode", "from_m", "to_m", "main"]
    group = rows.groupby(keys, sort=True)
    number = group.ngroup().to_numpy()
    frame = group["road_km"].sum().reset_index()
    order = np.argsort(number, kind="stable")
    joined = shapely.multilinestrings(lines[order], indices=number[order])
    return gpd.GeoDataFrame(frame, geometry=shapely.line_merge(joined), crs=crs)


def _line_radius(
    region: Region, radius: NDArray[np.float64], middle: NDArray[np.object_]
) -> NDArray[np.float64]:
    """Return the radius of the cell in which each line's middle lies, else of the nearest cell."""
    cell = np.asarray(KDTree(cell_points(region.demand)).query(shapely.get_coordinates(middle))[1])
    line, inside = region.demand.sindex.query(middle, predicate="intersects")
    cell[line] = inside
    return radius[cell]


def _line_district(region: Region, middle: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return the district of each line's middle; empty where it lies outside the region."""
    adcode = np.full(len(middle), "", dtype=object)
    line, district = region.districts.sindex.query(middle, predicate="intersects")
    adcode[line] = region.districts["adcode"].to_numpy()[district]
    return adcode
