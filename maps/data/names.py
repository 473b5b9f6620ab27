"""Names of streets, stations and waters for a page's labels and search: as points, cut, and as a block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import shapely

from layers.files.tables import points_of
from layers.region.names import read_names
from maps.data.blocks import SCALE, encode_column
from maps.words.text import tidy

if TYPE_CHECKING:
    from pathlib import Path

AROUND_DEGREES: Final = 0.03
"""A page of a district carries the names up to about 3 km beyond it."""


def page_names(path: Path | None) -> gpd.GeoDataFrame | None:
    """Read names for the pages; None: there are none.

    Parameters
    ----------
    path
        A table as `layers.region.names.read_names` reads it.

    Returns
    -------
    geopandas.GeoDataFrame or None
        name_zh, kind, also, and as geometry the points of each, the one that stands for it first; EPSG:4326.

    Raises
    ------
    LayerError
        The table is not valid.
    """
    if path is None:
        return None
    table = read_names(path)
    rows = zip(table["lon"], table["lat"], table["more"], strict=True)
    spots = [
        shapely.MultiPoint([(lon, lat), *((points_of(more) if more else None) or [])])
        for lon, lat, more in rows
    ]
    return gpd.GeoDataFrame(table[["name_zh", "kind", "also"]], geometry=spots, crs=4326)


def names_near(names: gpd.GeoDataFrame | None, polygon: shapely.Geometry) -> gpd.GeoDataFrame | None:
    """Keep the names with a point in a district or a little beyond it (degrees)."""
    if names is None:
        return None
    around = shapely.buffer(polygon, AROUND_DEGREES)
    shapely.prepare(around)
    return names[shapely.intersects(around, names.geometry.to_numpy())]


def names_block(names: gpd.GeoDataFrame) -> dict[str, Any]:
    """Give names as a block of points, each text once.

    Coordinates count from the ``corner``. A name as that of the row above is null; ``also`` and ``more`` hold
    only the rows that have them, by their number: ``more`` the steps from the point that stands for a name to
    each other one.
    """
    names = names.sort_values(["name_zh", "kind"], kind="stable", ignore_index=True)
    texts = [tidy(text) for text in names["name_zh"]]
    above = [None, *texts[:-1]]
    spots, row = shapely.get_coordinates(names.geometry.to_numpy(), return_index=True)
    whole = np.rint(spots * SCALE).astype(np.int64)
    first = np.searchsorted(row, np.arange(len(names)))
    steps = whole - whole[first[row]]
    corner = whole.min(axis=0)
    more: dict[str, list[int]] = {}
    for place in np.setdiff1d(np.arange(len(row)), first).tolist():
        more.setdefault(str(row[place]), []).extend(steps[place].tolist())
    return {
        "rows": len(names),
        "columns": {
            "name_zh": [None if text == before else text for text, before in zip(texts, above, strict=True)],
            "kind": encode_column(names["kind"], None),
        },
        "corner": corner.tolist(),
        "x": (whole[first, 0] - corner[0]).tolist(),
        "y": (whole[first, 1] - corner[1]).tolist(),
        "also": {str(place): tidy(text) for place, text in enumerate(names["also"]) if text},
        "more": more,
    }
