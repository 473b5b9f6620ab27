"""Outlines of lakes and reservoirs under what a plan's maps show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import shapely

from gisplan_kept import once
from layers.crs import project
from layers.files.layers import read_frame
from maps.data.blocks import block

if TYPE_CHECKING:
    from pathlib import Path

MOST: Final = 400
"""Most bodies that a map draws, the largest: smaller ones are dots at its scale."""


@once
def page_water(path: Path | None) -> gpd.GeoDataFrame:
    """Read the water that maps draw.

    Parameters
    ----------
    path
        A layer as `layers.region.water.water_of` finds it; None: there is none.

    Returns
    -------
    geopandas.GeoDataFrame
        name_zh (blank without one), origin and polygons, EPSG:4326, the largest `MOST` first.

    Raises
    ------
    LayerError
        The layer cannot be read.
    CrsError
        It has no CRS, or one its numbers cannot belong to.
    """
    if path is None:
        return gpd.GeoDataFrame({"name_zh": [], "origin": []}, geometry=[], crs=4326)
    found = project(read_frame(path, "water"), "EPSG:4326", "water")
    told = {name: found.get(name, "") for name in ("name_zh", "origin")}
    bodies = gpd.GeoDataFrame(told, geometry=shapely.make_valid(found.geometry.to_numpy()), crs=4326)
    bodies = bodies[bodies.geom_type.isin(["Polygon", "MultiPolygon"])]
    largest = bodies.geometry.apply(shapely.area).sort_values(ascending=False, kind="stable").index[:MOST]
    return bodies.loc[largest].reset_index(drop=True)


def water_block(water: gpd.GeoDataFrame, view: tuple[float, float, float, float], tolerance: float) -> Any:  # noqa: ANN401
    """Give the water in a view (west, south, east, north, degrees) as a block; None: none lies there."""
    west, south, east, north = view
    near = water[water.intersects(shapely.box(west, south, east, north))]
    return block(near, {"name_zh": None}, tolerance=tolerance) if len(near) else None
