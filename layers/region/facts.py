"""A region's own facts on the ground: its districts of its tiers, its water."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layers.crs import project
from layers.districts.land_mask import read_water
from layers.districts.polygons import read_districts
from layers.files.layers import SUFFIXES, find_layer, read_frame, read_layer
from layers.schema.checking import check_layer

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from layers.districts.tiers import Tiers

GEOMETRY_SUFFIXES = tuple(suffix for suffix in SUFFIXES if suffix != ".csv")


def region_districts(folder: Path, settings: dict[str, Any], tiers: Tiers) -> gpd.GeoDataFrame:
    """Read the districts: a real layer, else the polygons of ``adcodes`` with ``districts.csv``.

    Parameters
    ----------
    folder
        Folder of the region.
    settings
        As region.toml gives them.
    tiers
        The tiers that the region names.

    Returns
    -------
    geopandas.GeoDataFrame
        EPSG:4326. Without ``districts.csv`` population, tier and published area are null.

    Raises
    ------
    LayerError
        If a row breaks the layer's contract, or its tier is not one of the region's.
    """
    real = find_layer(folder, "districts", GEOMETRY_SUFFIXES)
    if real is not None:
        districts = read_layer(real, "districts")
        tiers.refuse_unknown(districts, str(real))
        return districts
    table, exclaves = folder / "districts.csv", folder / "exclaves.csv"
    districts = read_districts(
        settings["adcodes"],
        source=settings.get("district_source", "tianditu"),
        attributes=table if table.is_file() else None,
        exclaves=exclaves if exclaves.is_file() else None,
    )
    if not table.is_file():
        return districts
    tiers.refuse_unknown(districts, str(table))
    return check_layer(districts, "districts", file=str(table))


def region_water(folder: Path, crs: str) -> gpd.GeoDataFrame | None:
    """Read the water that nobody lives in: a real layer, else ``water.csv``; None: none is known."""
    real = find_layer(folder, "water", GEOMETRY_SUFFIXES)
    if real is not None:
        return project(read_frame(real, "water"), crs, "water")
    table = folder / "water.csv"
    return read_water(table, crs=crs) if table.is_file() else None
