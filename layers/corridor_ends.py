"""The ends of a region's roads: those at its border, and the neighbours' sites beyond where they are known.

A road leaves the region where its line ends outside all districts or near their outline: what comes beyond
is the neighbour's, and an input. A line that ends inside ends for the planner too: the stretch up to there is
judged like any other, and how drivers go on is judged by the trips between cities, which follow all roads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from gisplan_errors import LayerError
from gisplan_words import lines, message
from layers.files.tables import read_table

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    from numpy.typing import NDArray

MOST_BEYOND_KM = 500.0
NEAR_BORDER_M = 5_000.0
"""A line that ends this near to the outline of the region may go on beyond it, metres."""
END_COLUMNS = (
    "road_ref", "direction", "end", "beyond_km", "name_zh", "name_en", "tag", "source", "as_of",
)  # fmt: skip
"""Columns of ``corridor_ends.csv``."""


def ends_inside(
    corridors: gpd.GeoDataFrame, districts: gpd.GeoDataFrame
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Tell which lines start, and which end, well inside the region.

    Parameters
    ----------
    corridors
        Lines in projected metres.
    districts
        Polygons of the region in the same metres.

    Returns
    -------
    tuple
        Whether each line starts inside, and whether it ends inside: in the region and more than
        `NEAR_BORDER_M` from its outline. Slivers between districts are no border.
    """
    parts = shapely.get_parts(shapely.union_all(districts.geometry.to_numpy()))
    land = shapely.union_all(shapely.polygons(shapely.get_exterior_ring(parts)))
    points, line = shapely.get_coordinates(corridors.geometry.to_numpy(), return_index=True)
    change = np.flatnonzero(np.diff(line, prepend=-1, append=-1))  # where the points of the next line begin
    tips = (shapely.points(points[at]) for at in (change[:-1], change[1:] - 1))
    outline = shapely.boundary(land)
    found = [shapely.covers(land, tip) & (shapely.distance(outline, tip) > NEAR_BORDER_M) for tip in tips]
    return np.asarray(found[0], dtype=bool), np.asarray(found[1], dtype=bool)


def read_corridor_ends(path: Path, corridors: pd.DataFrame) -> pd.DataFrame:
    """Read the neighbours' nearest fast charging sites beyond the ends of the region's roads.

    Parameters
    ----------
    path
        CSV with `END_COLUMNS`: ``end`` is ``start`` (before the road enters) or ``end`` (after it leaves),
        in the direction of travel; ``beyond_km`` how far beyond it the site stands, km.
    corridors
        Roads of the region.

    Returns
    -------
    pandas.DataFrame
        `END_COLUMNS`, one row an end.

    Raises
    ------
    LayerError
        A column is missing, a road or direction is unknown, an end or a distance is not valid, or an end
        stands twice; all bad rows at once.
    """
    table = read_table(path, END_COLUMNS, str, keep_default_na=False)
    known = set(zip(corridors["road_ref"], corridors["direction"], strict=True))
    table["beyond_km"] = pd.to_numeric(table["beyond_km"], errors="coerce")
    faults = []
    for number, row in enumerate(table.to_dict("records"), start=1):
        where = f"{path}: row {number} ({row['road_ref']} {row['direction']} {row['end']})"
        if (row["road_ref"], row["direction"]) not in known:
            ways = sorted(way for ref, way in known if ref == row["road_ref"]) or sorted(
                {r for r, _ in known}
            )
            faults.append(message("layers-end-road", where=where, known=", ".join(ways)))
        if row["end"] not in {"start", "end"}:
            faults.append(message("layers-end-end", where=where, value=repr(row["end"])))
        if not 0 <= row["beyond_km"] <= MOST_BEYOND_KM:
            said = {"value": str(row["beyond_km"]), "most": f"{MOST_BEYOND_KM:g}"}
            faults.append(message("layers-end-beyond", where=where, **said))
        faults += [
            message("layers-end-blank", where=where, column=name)
            for name in ("name_zh", "name_en", "tag", "source", "as_of")
            if not str(row[name]).strip()
        ]
    keys = ["road_ref", "direction", "end"]
    faults += [
        message("layers-end-twice", where=f"{path}: {' '.join(row[keys])}")
        for _, row in table.loc[table.duplicated(keys)].iterrows()
    ]
    if faults:
        raise LayerError(lines(faults))
    return table[list(END_COLUMNS)]
