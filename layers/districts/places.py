"""Named places: settlements of GeoNames, and zones, ports, hubs, parks and works from a region's own table.

``weight`` is a modelled relative importance (1 ordinary, 4 largest), never a measured figure.
``authority`` is who files permits there when that is not the district, and ``authority_radius_m`` the
modelled circle in which it does; no public polygon of the functional zones is to be had.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from gisplan_errors import LayerError
from gisplan_words import lines, listed, message
from layers.files.tables import read_table
from layers.vocabulary import PLACE_KINDS

if TYPE_CHECKING:
    from pathlib import Path

PLACE_COLUMNS = (
    "name_zh", "name_en", "kind", "lon", "lat", "adcode", "weight", "confidence", "tag", "verified",
    "origin", "source", "as_of", "authority", "authority_radius_m", "roles",
)  # fmt: skip

GEONAMES_SOURCE = "GeoNames (CC BY 4.0), cities1000"
CHINESE = "Chinese name"
"""What stands before the source of a name that is not the point's."""


def read_places(
    table: Path, settlements: Path | None = None, *, districts: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Read a region's table of places and its settlement points, and lay each into its district.

    Parameters
    ----------
    table
        CSV with the columns of `PLACE_COLUMNS` except ``adcode``.
    settlements
        CSV of GeoNames points: name, lon, lat, and where known name_zh and name_zh_source. Their kind is
        ``settlement``.
    districts
        Polygons with ``adcode``, any CRS.

    Returns
    -------
    geopandas.GeoDataFrame
        Points in EPSG:4326 with `PLACE_COLUMNS`; ``adcode`` is the polygon a point falls in, whatever
        a list says about it; blank where it falls in none.

    Raises
    ------
    LayerError
        If a column is missing, or a kind or a coordinate is not valid; all such rows are named at once.
    """
    frame = read_table(table, [name for name in PLACE_COLUMNS if name != "adcode"], {"as_of": str})
    parts = [frame]
    if settlements is not None:
        parts.append(_settlements(read_table(settlements, ["name", "lon", "lat"])))
    places = pd.concat(parts, ignore_index=True)
    _check_rows(places, table)
    for name in ("roles", "authority"):
        places[name] = places[name].astype(object).fillna("")  # a column without any text is one of numbers
    points = gpd.GeoDataFrame(
        places, geometry=gpd.points_from_xy(places["lon"], places["lat"]), crs="EPSG:4326"
    )
    points["adcode"] = district_of(points, districts).fillna("")
    return points[[*PLACE_COLUMNS, "geometry"]]


def district_of(points: gpd.GeoDataFrame, districts: gpd.GeoDataFrame) -> pd.Series:
    """Find the district polygon that each point falls in.

    Parameters
    ----------
    points
        Points, with a CRS.
    districts
        Polygons with ``adcode``, with a CRS.

    Returns
    -------
    pandas.Series
        ``adcode`` in the order and index of ``points``; null outside all polygons. On a shared edge the
        first polygon is taken.
    """
    shapes = districts.to_crs(points.crs)
    hit, polygon = shapes.sindex.query(points.geometry.array, predicate="intersects")
    first, where = np.unique(hit, return_index=True)
    codes = np.full(len(points), None, dtype=object)
    codes[first] = shapes["adcode"].to_numpy(dtype=object)[polygon[where]]
    return pd.Series(codes, index=points.index, name="adcode", dtype=object)


def _settlements(points: pd.DataFrame) -> pd.DataFrame:
    # GeoNames has no Chinese names here; those of the table come from elsewhere and say so
    blank = pd.Series("", index=points.index)
    chinese, told = (points.get(name, blank).fillna("") for name in ("name_zh", "name_zh_source"))
    return pd.DataFrame(
        {
            "name_zh": chinese.where(chinese != "", points["name"]),
            "name_en": points["name"],
            "kind": "settlement",
            "lon": points["lon"],
            "lat": points["lat"],
            "weight": 1.0,
            "confidence": "high",
            "tag": "text",
            "verified": True,
            "origin": "geonames",
            "source": [f"{GEONAMES_SOURCE}; {CHINESE} {one}" if one else GEONAMES_SOURCE for one in told],
            "as_of": "undated",
            "roles": "",
            "authority": "",
        }
    )


def _check_rows(places: pd.DataFrame, path: Path) -> None:
    file, known = str(path), listed(PLACE_KINDS)
    faults = [
        message("layers-place-kind", path=file, name=name, kind=repr(kind), known=known)
        for name, kind in zip(places["name_en"], places["kind"], strict=True)
        if kind not in PLACE_KINDS
    ]
    bad = ~(places["lon"].between(-180, 180) & places["lat"].between(-90, 90))
    faults += [
        message("layers-place-degrees", path=file, name=str(row.name_en), lon=str(row.lon), lat=str(row.lat))
        for row in places[bad].itertuples()
    ]
    if faults:
        raise LayerError(lines(faults))
