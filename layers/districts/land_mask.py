"""Land that people can live on: districts without the large reservoirs and wetlands.

Where a region has no polygons of its water, ellipses stand in for the large bodies: ``water.csv`` in its
folder holds their middle and extent, each with origin and source; a planner's own polygons take their place.
A coast needs no mask here: the Tianditu polygons of the districts end at it, ports and all.

A mask may not cut off what is known to stand on land: a disc round every named place is kept dry, so the
ports and the zones of the hydrogen industry stay on land whatever the mask says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS
from shapely import affinity

from gisplan_errors import CrsError, LayerError
from gisplan_words import Message, lines, listed, message
from layers.files.tables import read_table
from layers.vocabulary import ORIGINS

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

KEEP_M = 800.0
WATER_NUMBERS = ("lon", "lat", "length_km", "width_km", "turn_deg")
WATER_COLUMNS = ("name_zh", "name_en", *WATER_NUMBERS, "origin", "source", "as_of", "verified")


def read_water(path: Path, *, crs: str) -> gpd.GeoDataFrame:
    """Draw the ellipses that stand in for bodies of water.

    Parameters
    ----------
    path
        CSV with `WATER_COLUMNS`: the middle (WGS84 degrees), the axes west to east and south to north before
        turning (km), the turn (degrees counter-clockwise).
    crs
        Projected CRS in metres.

    Returns
    -------
    water
        name_zh, name_en, origin, source, as_of, verified, geometry in ``crs``.

    Raises
    ------
    CrsError
        If ``crs`` is not projected.
    LayerError
        If a column is missing, a number is none or an axis not above 0, or a row has no origin or source.
    """
    if not CRS(crs).is_projected:
        raise CrsError(message("layers-in-degrees", layer="water", crs=crs))
    table = read_table(path, WATER_COLUMNS, {"as_of": str})
    numbers = table[list(WATER_NUMBERS)].apply(pd.to_numeric, errors="coerce")
    found = _water_faults(table, numbers)
    faults = [message("layers-of", place=f"{path}: {name}", fault=fault) for name, fault in found]
    if faults:
        raise LayerError(lines(faults))
    middles = gpd.GeoSeries.from_xy(numbers["lon"], numbers["lat"], crs="EPSG:4326").to_crs(crs)
    shapes = [
        affinity.rotate(affinity.scale(middle.buffer(500.0), length, width), turn, origin=middle)
        for middle, length, width, turn in zip(
            middles, numbers["length_km"], numbers["width_km"], numbers["turn_deg"], strict=True
        )
    ]
    kept = [name for name in WATER_COLUMNS if name not in WATER_NUMBERS]
    return gpd.GeoDataFrame(table[kept], geometry=gpd.GeoSeries(shapes, crs=crs), crs=crs)


def _water_faults(table: pd.DataFrame, numbers: pd.DataFrame) -> list[tuple[str, Message]]:
    faults = []
    for name in WATER_NUMBERS:
        bad = ~np.isfinite(numbers[name].to_numpy(dtype=float))
        if name.endswith("_km"):
            bad |= numbers[name].to_numpy(dtype=float) <= 0.0
        code = "layers-water-positive" if name.endswith("_km") else "layers-water-number"
        rows = zip(table.loc[bad, "name_zh"], table.loc[bad, name], strict=True)
        faults += [(str(body), message(code, column=name, value=repr(value))) for body, value in rows]
    for body, origin, source in zip(table["name_zh"], table["origin"], table["source"], strict=True):
        if origin not in ORIGINS:
            fault = message("layers-water-origin", value=repr(origin), known=listed(ORIGINS))
            faults.append((str(body), fault))
        if not isinstance(source, str) or not source.strip():
            faults.append((str(body), message("layers-water-source")))
    return faults


def dry_land(
    districts: gpd.GeoDataFrame,
    water: gpd.GeoDataFrame | None,
    *,
    places_xy: NDArray[np.float64] | None = None,
) -> gpd.GeoDataFrame:
    """Cut water out of districts, except around named places.

    Parameters
    ----------
    districts
        Polygons in a projected CRS, column ``adcode``.
    water
        Polygons in the same CRS; None: none are known, and nothing is cut.
    places_xy
        (n, 2) metres; within `KEEP_M` of each nothing is cut.

    Returns
    -------
    land
        ``districts`` with the geometry of their land.

    Raises
    ------
    LayerError
        If the CRS differ, or water leaves no land of a district.
    """
    if water is None:
        return districts
    if districts.crs != water.crs:
        raise LayerError(message("layers-water-crs", crs=str(water.crs), other=str(districts.crs)))
    wet = water.geometry.union_all()
    if places_xy is not None and len(places_xy):
        wet = shapely.difference(wet, shapely.union_all(shapely.buffer(shapely.points(places_xy), KEEP_M)))
    shapes = districts.geometry.to_numpy().copy()
    touched = np.flatnonzero(shapely.intersects(shapes, wet))
    shapes[touched] = shapely.difference(shapes[touched], wet)
    gone = shapely.is_empty(shapes) & ~districts.geometry.is_empty.to_numpy()
    if gone.any():
        names = ", ".join(districts.loc[gone, "adcode"].astype(str))
        raise LayerError(message("layers-no-land", codes=names))
    return districts.set_geometry(gpd.GeoSeries(shapes, index=districts.index, crs=districts.crs))
