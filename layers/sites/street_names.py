"""Modelled sites beside a street: moved to it, and called by it, else by the nearest place or the district.

No list of car parks is at hand, so where a slot stands is modelled; beside a street that exists, and called
by it, a planner finds it. Numbers run along site ids within a district and a street.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import KDTree

from gisplan_words import message

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

STREET_M: Final = 600.0
"""A slot moves to a street within this, metres; its demand stands in the cell about it."""
NEAREST: Final = 12
BESIDE_M: Final = (60.0, 120.0)
"""A slot stands this far from the point of its street, each rule on a side of its own."""
SIDE: Final = 0.55
"""Share of its side that a rule uses: those of two rules at one street point are 20 m apart or more."""
CALLED_M: Final = 1_500.0
"""A site is called by a street within this, else by a place within `PLACE_M`, else by its district."""
PLACE_M: Final = 4_000.0
HAN: Final = r"[\u4e00-\u9fff]{2}"


def beside_streets(
    xy: NDArray[np.float64],
    streets_xy: NDArray[np.float64],
    random: np.random.Generator,
    within: shapely.Geometry,
    side: tuple[int, int],
) -> NDArray[np.float64]:
    """Move points beside the nearest street point that no earlier one has taken.

    Parameters
    ----------
    xy
        Points drawn by demand, metres, shape (n, 2).
    streets_xy
        Points of streets, metres, shape (m, 2).
    random
        Stream to draw the side from.
    within
        Points must lie in this polygon.
    side
        Which of how many sides of a street point is theirs.

    Returns
    -------
    numpy.ndarray
        Shape (n, 2); as drawn where no free street is within `STREET_M`, or its side lies outside.
    """
    own, of = side
    angle = 2 * np.pi * (own + SIDE * random.random(len(xy))) / of
    away = random.uniform(*BESIDE_M, len(xy))
    if not len(xy) or not len(streets_xy):
        return xy
    k = np.arange(1, min(NEAREST, len(streets_xy)) + 1)
    metres, found = map(np.asarray, KDTree(streets_xy).query(xy, k=k, distance_upper_bound=STREET_M))
    moved, taken = xy.copy(), set[int]()
    aside = np.column_stack([np.cos(angle), np.sin(angle)]) * away[:, None]
    for row, (near, steps) in enumerate(zip(found, metres, strict=True)):
        for at, step in zip(near.tolist(), steps, strict=True):
            if not np.isfinite(step):
                break
            spot = streets_xy[at] + aside[row] if at not in taken else None
            if spot is not None and shapely.contains_xy(within, *spot):
                taken.add(at)
                moved[row] = spot
                break
    return moved


def called_by_streets(
    sites: pd.DataFrame, streets: pd.DataFrame, places: gpd.GeoDataFrame, districts: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Name sites by the nearest street, place or district, and number them.

    Parameters
    ----------
    sites
        site_id, adcode, x, y (metres), kind_zh and kind_en (blank: no kind is said).
    streets
        A row a point: name_zh, name_en, x, y (metres).
    places
        Points in metres: name_zh, name_en; those with a Chinese name count.
    districts
        adcode, name_zh, name_en.

    Returns
    -------
    pandas.DataFrame
        name_zh and name_en, in the order and index of ``sites``; unique within a district.
    """
    own = sites[["x", "y"]].to_numpy(dtype=float)
    called = sites["adcode"].map(districts.set_index("adcode")["name_zh"]).to_numpy(dtype=object)
    latin = sites["adcode"].map(districts.set_index("adcode")["name_en"]).to_numpy(dtype=object)
    towns = places[places["name_zh"].astype(str).str.contains(HAN)]
    spots = pd.DataFrame({"x": towns.geometry.x, "y": towns.geometry.y})
    for names, xy, reach in (
        (towns, spots.to_numpy(dtype=float), PLACE_M),
        (streets, streets[["x", "y"]].to_numpy(dtype=float), CALLED_M),
    ):
        if len(xy):
            away, at = map(np.asarray, KDTree(xy).query(own))
            near = away <= reach
            called[near] = names["name_zh"].to_numpy(dtype=object)[at[near]]
            latin[near] = names["name_en"].to_numpy(dtype=object)[at[near]]
    table = sites.assign(called=called, latin=latin).sort_values("site_id")
    # by the Latin name: streets that read alike differ by number in English too
    number = table.groupby(["adcode", "latin", "kind_en"]).cumcount() + 1
    number = number.reindex(sites.index)
    # said once and filled in by row: a province has a hundred thousand of them
    form = message("site-at-street", street="{street}", kind="{kind}", number="{number}")
    texts = {}
    for column, text, names, kind in (
        ("name_zh", form.zh, called, "kind_zh"),
        ("name_en", form.en, latin, "kind_en"),
    ):
        rows = zip(names, sites[kind], number, strict=True)
        said = [text.format(street=street, kind=word, number=which) for street, word, which in rows]
        texts[column] = [" ".join(one.split()) for one in said]
    return pd.DataFrame(texts, index=sites.index)
