"""The demand cells for a page of a province: cells of a tile joined, so that the page opens quickly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from maps.data.blocks import numbers_of
from maps.data.contents import cell_km2

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gisplan_arrays import Floats


MOST_CELLS: Final = 40_000
"""Cells that a page carries: about 4 MB."""

SIDES: Final = (0.02, 0.04, 0.08, 0.16, 0.32)
"""Sides of tiles in degrees, about 2 to 32 km north to south; the smallest that is few enough is taken."""

_SUMS: Final = ("population", "ev_kwh_day", "h2_kg_day", "served_kwh_day", "unmet_kwh_day")


def page_cells(cells: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, float | None]:
    """Give the demand cells as a page draws them.

    Parameters
    ----------
    cells
        Result layer ``demand`` in EPSG:4326.

    Returns
    -------
    GeoDataFrame
        The cells themselves, or one row a tile and district: sums, the mean way to a public site (each cell
        by its people, or by its area where nobody lives; cells without a way left out) and the joined
        polygons.
    float or None
        Side of the tiles in km, north to south; None where cells are not joined.
    """
    if len(cells) <= MOST_CELLS:
        return cells, None
    middle = shapely.centroid(cells.geometry.to_numpy())
    for side in SIDES:
        tile = _tiles(cells, middle, side)
        if int(tile.max()) + 1 <= MOST_CELLS:
            break
    return _join(cells, tile), side * 111.195


def _tiles(cells: gpd.GeoDataFrame, middle: NDArray[np.object_], side: float) -> NDArray[np.int64]:
    """Give the number of each cell's tile and district, from 0."""
    place = np.floor(np.column_stack([shapely.get_x(middle), shapely.get_y(middle)]) / side)
    district = pd.factorize(cells["adcode"].astype(str))[0]
    number = np.unique(np.column_stack([district, place]), axis=0, return_inverse=True)[1]
    return np.asarray(number, dtype=np.int64).ravel()


def _join(cells: gpd.GeoDataFrame, tile: NDArray[np.int64]) -> gpd.GeoDataFrame:
    """Join the cells of each tile."""
    first = np.unique(tile, return_index=True)[1]
    rows = first.size

    def summed(values: Floats) -> Floats:
        return np.bincount(tile, weights=values, minlength=rows).astype(np.float64)

    joined = {"adcode": cells["adcode"].to_numpy()[first]}
    joined |= {name: summed(numbers_of(cells[name])) for name in _SUMS}
    away = numbers_of(cells["nearest_public_m"])
    known = np.isfinite(away)
    people = np.where(known, numbers_of(cells["population"]), 0.0)
    lived = summed(people) > 0
    weight = np.where(known, np.where(lived[tile], people, cell_km2(cells)), 0.0)
    total = summed(weight)
    way = summed(weight * np.where(known, away, 0.0))
    joined["nearest_public_m"] = np.divide(way, total, out=np.full(rows, np.nan), where=total > 0)
    order = np.argsort(tile, kind="stable")
    parts = np.split(cells.geometry.to_numpy()[order], np.cumsum(np.bincount(tile))[:-1])
    shapes = [shapely.union_all(part) for part in parts]
    return gpd.GeoDataFrame(joined, geometry=np.array(shapes, dtype=object), crs=cells.crs)
