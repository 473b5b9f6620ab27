"""The water of a region: large bodies that nobody lives in, and that the maps of a plan show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from layers.crs import project
from layers.districts.land_mask import read_water
from layers.files.layers import SHAPES, find_layer, read_frame

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

WATER: Final = "water"
WATER_FILES: Final = tuple(f"{WATER}{suffix}" for suffix in SHAPES)
"""Files that hold outlines of water."""


def water_of(folder: Path) -> Path | None:
    """Find the outlines of water in the folder of a region or of a run; None: it has none.

    Raises
    ------
    LayerError
        More than one file could be the layer.
    """
    return find_layer(folder, WATER, SHAPES)


def region_water(folder: Path, crs: str) -> gpd.GeoDataFrame | None:
    """Read the water that nobody lives in: a real layer, else ``water.csv``; None: none is known."""
    real = water_of(folder)
    if real is not None:
        return project(read_frame(real, WATER), crs, WATER)
    table = folder / "water.csv"
    return read_water(table, crs=crs) if table.is_file() else None
