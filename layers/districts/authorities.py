"""Who files the permit of a site: the district's government, or the zone whose ground it stands on.

Polygon and authority differ: the airport zone lies in Dongli and is run by the Tianjin Port Free Trade
Zone, Huayuan lies in Xiqing and is run by the Binhai High-tech Zone. No polygon of the zones is public,
so a zone is a modelled circle around its point.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.spatial.distance import cdist

from gisplan_words import message
from layers.districts.polygons import city_code, city_names

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray


def governments(districts: pd.DataFrame) -> dict[str, str]:
    """Name the people's government of each district by its code.

    Parameters
    ----------
    districts
        adcode, name_zh.

    Returns
    -------
    dict
        In Chinese; where several cities have a district of that name (桥西区, 新华区), the city stands first.
    """
    codes, names = districts["adcode"].astype(str), districts["name_zh"].astype(str)
    shared = names.duplicated(keep=False)
    cities = city_names(codes[shared].tolist()) if shared.any() else {}
    return {
        code: message("site-government", city=cities.get(city_code(code), "") if also else "", name=name).zh
        for code, name, also in zip(codes, names, shared, strict=True)
    }


def authority_of(
    points: gpd.GeoDataFrame, places: gpd.GeoDataFrame, districts: gpd.GeoDataFrame
) -> pd.Series:
    """Name the authority of each point.

    Parameters
    ----------
    points
        Points in metres with ``adcode``.
    places
        Points in the same CRS; those with ``authority`` and ``authority_radius_m`` are zones.
    districts
        adcode, name_zh.

    Returns
    -------
    pandas.Series
        Authority in Chinese, in the index of ``points``: the zone nearest by share of its radius where a
        point lies in a zone's circle, else the people's government of the district.
    """
    result: pd.Series = points["adcode"].map(governments(districts))
    zones = places[places["authority"].fillna("").ne("") & (places["authority_radius_m"] > 0)]
    if zones.empty or points.empty:
        return result
    away = cdist(_xy(points), _xy(zones)) / zones["authority_radius_m"].to_numpy()
    nearest = away.argmin(axis=1)
    inside = away[np.arange(len(points)), nearest] <= 1
    governed = pd.Series(zones["authority"].to_numpy()[nearest], index=points.index)
    result[inside] = governed[inside]
    return result


def _xy(frame: gpd.GeoDataFrame) -> NDArray[np.float64]:
    return np.column_stack([frame.geometry.x, frame.geometry.y])
