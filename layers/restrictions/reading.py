"""The layer ``restrictions`` of a region's folder, and the copy of it in a run's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from layers.crs import project
from layers.files.layers import SHAPES, fill_defaults, find_layer, read_frame
from layers.schema.checking import check_own

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from gisplan_words import Message

RESTRICTIONS: Final = "restrictions"
RESTRICTION_FILES: Final = tuple(f"{RESTRICTIONS}{suffix}" for suffix in SHAPES)
"""Files that may hold the layer."""
RESTRICTION_FILE: Final = f"{RESTRICTIONS}.geojson"
"""The one that a run keeps."""


def restrictions_of(folder: Path) -> Path | None:
    """Find the layer in the folder of a region or of a run; None: it has none.

    Raises
    ------
    LayerError
        More than one file could be the layer.
    """
    return find_layer(folder, RESTRICTIONS, SHAPES)


def read_restrictions(path: Path, crs: str, said: list[Message] | None = None) -> gpd.GeoDataFrame:
    """Read and check a file of the layer, by restriction_id: errors of `region_restrictions`."""
    told = fill_defaults(read_frame(path, RESTRICTIONS), RESTRICTIONS)
    frame = project(check_own(told, RESTRICTIONS, file=str(path), said=said), crs, str(path))
    return frame.sort_values("restriction_id", ignore_index=True)


def region_restrictions(folder: Path, crs: str, said: list[Message] | None = None) -> gpd.GeoDataFrame | None:
    """Read where and when trucks or hazardous goods may not drive; None: it is not known.

    Parameters
    ----------
    folder
        Of a region or a run.
    crs
        Projected CRS that the polygons are given in.
    said
        Told of columns that no such layer has.

    Returns
    -------
    geopandas.GeoDataFrame or None
        Columns of the layer's contract, by restriction_id.

    Raises
    ------
    LayerError
        If a row breaks the layer's contract: hours or days in another form, for instance.
    CrsError
        If the file has no CRS, or one its numbers cannot belong to.
    """
    path = restrictions_of(folder)
    return None if path is None else read_restrictions(path, crs, said)
