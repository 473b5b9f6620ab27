"""Names of streets, stations and waters for a page's labels and search: as points, cut, and as a block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.files.tables import points_of
from layers.region.names import read_names
from maps.data.blocks import SCALE, encode_column, encode_shapes
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
        name_zh, kind, also, line (what the base map draws; None: nothing), and as geometry the points of
        each, the one that stands for it first; EPSG:4326.

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
    drawn = pd.Series(
        [
            shapely.MultiLineString([points_of(one) or [] for one in text.split("|")]) if text else None
            for text in table["line"]
        ],
        index=table.index,
        dtype=object,
    )
    kept = table[["name_zh", "kind", "also"]].assign(line=drawn)
    return gpd.GeoDataFrame(kept, geometry=spots, crs=4326)


def street_lines(path: Path | None) -> gpd.GeoDataFrame:
    """Give what a base map draws of a table of names: name_zh, kind and lines, EPSG:4326; no row without one.

    Raises
    ------
    LayerError
        The table is not valid.
    """
    names = page_names(path)
    if names is None:
        return gpd.GeoDataFrame({"name_zh": [], "kind": []}, geometry=[], crs=4326)
    drawn = names[names["line"].notna()]
    return gpd.GeoDataFrame(drawn[["name_zh", "kind"]], geometry=drawn["line"], crs=4326)


def names_near(names: gpd.GeoDataFrame | None, polygon: shapely.Geometry) -> gpd.GeoDataFrame | None:
    """Keep the names with a point or a line in a district or a little beyond it (degrees)."""
    if names is None:
        return None
    around = shapely.buffer(polygon, AROUND_DEGREES)
    shapely.prepare(around)
    near = [
        shapely.intersects(around, part) for part in (names.geometry.to_numpy(), names["line"].to_numpy())
    ]
    return names[near[0] | near[1]]


def names_block(names: gpd.GeoDataFrame) -> dict[str, Any]:
    """Give names as a block of points, each text once.

    Coordinates count from the ``corner``. A name as that of the row above is null; ``also`` and ``more`` hold
    only the rows that have them, by their number: ``more`` the steps from the point that stands for a name to
    each other one. ``lines`` is a block of what is drawn, ``of`` the number of each one's row.
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
    drawn = np.flatnonzero(names["line"].notna().to_numpy())
    lines = names["line"].to_numpy()[drawn]
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
        "lines": {"of": drawn.tolist(), **encode_shapes(lines, 0)},
    }
