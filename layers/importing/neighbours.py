"""Stations that may be one: a name but for numbers and words for a station, close by, two operators."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

NEAR_M: Final = 100.0
APART_M: Final = 1_000.0
"""Beyond this two rows are no one station, whatever their id."""
METRES_A_DEGREE: Final = 111_195.0
"""Of latitude, on a sphere of 6,371 km."""
_WORDS: Final = re.compile(
    r"第?[\d一二三四五六七八九十]+[号期#]|"
    r"充电站|充电桩|换电站|加氢站|停车场|电动汽车|新能源|公共|充电|charging station|charging|charger|station|"
    r"ladestation|ladepark|ladesäule|parking"
)
_MARKS: Final = re.compile(r"[\W\d_]+")


def stem(name: str) -> str:
    """Give what tells a name from others: without figures, marks, case and words for a station."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return _MARKS.sub("", _WORDS.sub(" ", plain)) or _MARKS.sub("", plain)


def near_duplicates(sites: gpd.GeoDataFrame) -> list[tuple[int, str, str, str, int]]:
    """Find pairs of stations of one stem within 100 m whose operators differ.

    Parameters
    ----------
    sites
        Points in degrees with ``row``, ``site_id``, ``name`` and ``operator``.

    Returns
    -------
    list of tuple
        Row, id and name of the later station, id of the earlier one, and the metres between them.
    """
    space = _in_space(sites.geometry.x.to_numpy(), sites.geometry.y.to_numpy())
    names = pd.DataFrame(
        {
            "stem": [stem(str(name)) for name in sites["name"]],
            "who": [str(name).casefold() for name in sites["operator"]],
        }
    )
    # of one stem and one operator there is nothing to compare, however many stand at one place
    shared = names[names["stem"] != ""].groupby("stem")["who"].transform("nunique") > 1
    who = names["who"].to_numpy()
    found = []
    for rows in names.loc[shared[shared].index].groupby("stem").indices.values():
        at = shared[shared].index.to_numpy()[rows]
        for one, two in cKDTree(space[at]).query_pairs(NEAR_M):
            first, later = sorted((int(at[one]), int(at[two])))
            if who[first] != who[later]:
                found.append((first, later))
    return [_pair(sites, space, *pair) for pair in sorted(found)]


def far_apart(
    ids: pd.Series[str], lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> list[tuple[int, int, int]]:
    """Find rows of one id that lie too far from its first row to be one station.

    Parameters
    ----------
    ids
        A row's id, blank where it has none.
    lon, lat
        Degrees, shape (rows,), NaN where a row has no place.

    Returns
    -------
    list of tuple
        Place of the row and of the first one of its id, from 0, and the metres between them.
    """
    there = np.flatnonzero((ids != "").to_numpy() & np.isfinite(lon) & np.isfinite(lat))
    space = _in_space(lon[there], lat[there])
    at = pd.Series(np.arange(there.size))
    first = at.groupby(ids.to_numpy()[there]).transform("first").to_numpy()
    metres = np.linalg.norm(space - space[first], axis=1)
    return [
        (int(there[row]), int(there[first[row]]), round(float(metres[row])))
        for row in np.flatnonzero(metres > APART_M)
    ]


def _in_space(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give degrees as points in space, in metres: no projection is right for every country."""
    x, y = np.radians(lon), np.radians(lat)
    space = np.column_stack((np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)))
    return space * (METRES_A_DEGREE * 180 / np.pi)


def _pair(
    sites: gpd.GeoDataFrame, space: NDArray[np.float64], first: int, later: int
) -> tuple[int, str, str, str, int]:
    row = sites.iloc[later]
    metres = round(float(np.linalg.norm(space[first] - space[later])))
    other = str(sites["site_id"].iloc[first])
    return int(row["row"]), str(row["site_id"]), str(row["name"]), other, metres
