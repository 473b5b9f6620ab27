"""Named places whose people are farthest from a public site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from maps.data.blocks import numbers_of
from maps.words.text import told_of

if TYPE_CHECKING:
    import geopandas as gpd

LISTED: Final = 8


def worst_places(
    cells: gpd.GeoDataFrame, places: gpd.GeoDataFrame, listed: int = LISTED
) -> list[dict[str, Any]]:
    """List the places with the most people times distance to the nearest public site.

    Each cell belongs to the place nearest to it. A cell without a known distance (no public site within the
    distances that were computed) counts as the farthest known one and is said to be beyond them.

    Parameters
    ----------
    cells
        Demand cells of one district, EPSG:4326.
    places
        Named places, EPSG:4326.
    listed
        Longest length of the list.

    Returns
    -------
    list of dict
        ``name``, ``people`` (not covered, or all where coverage is not judged), ``metres`` (their mean
        distance, null when unknown for all), ``beyond`` (people without a known distance).
    """
    inhabited = cells[pd.to_numeric(cells["population"]) > 0]
    uncovered = inhabited[~inhabited["covered"].fillna(value=False).astype(bool)]
    if uncovered.empty or places.empty:
        return []
    latitude = float(np.mean(shapely.get_y(shapely.centroid(uncovered.geometry.to_numpy()))))
    stretch = np.array([np.cos(np.radians(latitude)), 1.0])
    centres = shapely.get_coordinates(shapely.centroid(uncovered.geometry.to_numpy())) * stretch
    _, nearest = cKDTree(shapely.get_coordinates(places.geometry.to_numpy()) * stretch).query(centres)
    metres = numbers_of(uncovered["nearest_public_m"])
    metres = np.where(np.isfinite(metres), metres, np.nan)
    people = uncovered["population"].to_numpy(dtype=float)
    farthest = np.nanmax(metres) if np.isfinite(metres).any() else 1.0
    table = pd.DataFrame(
        {
            "place": nearest,
            "people": people,
            "known": np.where(np.isfinite(metres), people, 0.0),
            "person_metres": people * np.nan_to_num(metres),
            "burden": people * np.where(np.isfinite(metres), metres, farthest),
        },
    )
    sums = table.groupby("place").sum().sort_values(["burden", "people"], ascending=False).head(listed)
    return [
        {
            "name": told_of(places.iloc[place]),
            "people": row["people"],
            "metres": row["person_metres"] / row["known"] if row["known"] else None,
            "beyond": row["people"] - row["known"],
        }
        for place, row in zip(sums.index.tolist(), sums.to_dict("records"), strict=True)
    ]
