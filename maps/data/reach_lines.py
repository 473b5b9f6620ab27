"""The ``reach`` layer for a page: one row a site and class of distance, drawn within a bounded size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import shapely

from maps.data.blocks import simplified

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_CORNERS: Final = 60_000
"""Corners of all lines that a page carries: about 0.6 MB."""

KEYS: Final = ["site_id", "from_m", "to_m"]


def page_reach(frame: gpd.GeoDataFrame, tolerance: float) -> tuple[gpd.GeoDataFrame, str]:
    """Give the service areas along roads as a page draws them.

    Parameters
    ----------
    frame
        Result layer ``reach`` in EPSG:4326, any of its rows.
    tolerance
        Simplification in degrees.

    Returns
    -------
    GeoDataFrame
        site_id, from_m, to_m, road_km (all roads, drawn or not) and the lines drawn, at most about
        `MOST_CORNERS` corners in all; of equal classes the farther is drawn first.
    str
        What is drawn: ``all`` roads, ``main`` roads only, or the ``longest`` stretches of main roads.
    """
    drawn = "all"
    stretches, row = _stretches(frame, tolerance)
    if shapely.get_num_coordinates(stretches).sum() > MOST_CORNERS:
        drawn = "main"
        main = frame["main"].to_numpy(dtype=bool)[row]
        stretches, row = stretches[main], row[main]
    corners = shapely.get_num_coordinates(stretches)
    if corners.sum() > MOST_CORNERS:
        drawn = "longest"
        order = np.argsort(-shapely.length(stretches), kind="stable")
        kept = np.sort(order[np.cumsum(corners[order]) <= MOST_CORNERS])
        stretches, row = stretches[kept], row[kept]
    group = frame.groupby(KEYS, sort=True)
    rows = group["road_km"].sum().reset_index()
    lines = _joined(stretches, group.ngroup().to_numpy()[row], len(rows))
    made = gpd.GeoDataFrame(rows, geometry=lines, crs=4326)
    return made.sort_values("from_m", ascending=False, kind="stable", ignore_index=True), drawn


def reach_facts(frame: gpd.GeoDataFrame, drawn: str) -> dict[str, Any]:
    """Give what the legend says: the classes of distance, ascending pairs of metres, and what is drawn."""
    classes = frame[["from_m", "to_m"]].drop_duplicates().sort_values("from_m")
    return {"classes": classes.astype(float).to_numpy().tolist(), "drawn": drawn}


def _stretches(frame: gpd.GeoDataFrame, tolerance: float) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Return the simplified parts of all lines, and the row each belongs to."""
    parts, row = shapely.get_parts(frame.geometry.to_numpy(), return_index=True)
    return simplified(parts, tolerance), np.asarray(row, dtype=np.int64)


def _joined(lines: NDArray[np.object_], group: NDArray[np.int64], groups: int) -> NDArray[np.object_]:
    made = np.full(groups, shapely.MultiLineString(), dtype=object)
    order = np.argsort(group, kind="stable")
    present = np.unique(group)
    if present.size:
        made[present] = shapely.multilinestrings(lines[order], indices=np.searchsorted(present, group[order]))
    return made
