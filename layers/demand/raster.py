"""People of a population raster (such as WorldPop, people per pixel) on demand cells.

A raster says where people live, a census how many: sums over each piece of land, with pixels on an edge
counted by the share of them inside (exactextract), become weights, and the census total of each district
is split by them exactly. The factor census / raster by district is the measure of how far the two differ;
a factor far from 1 means another year, another unit (a density instead of a count) or a wrong boundary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gisplan_errors import LayerError
from gisplan_words import message
from layers.apportion import apportion
from layers.files.reading import open_raster

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    from numpy.typing import NDArray


def raster_sums(raster: Path, land: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Sum a raster of people per pixel over pieces of land.

    Parameters
    ----------
    raster
        GeoTIFF, one band, people per pixel, with a CRS; nodata counts 0.
    land
        Polygons with a CRS.

    Returns
    -------
    sums
        (n,) people of the raster in each polygon.

    Raises
    ------
    LayerError
        If the extra ``raster`` is not installed, the file cannot be read, has no CRS or not one band, or
        holds a negative sum.
    """
    try:
        import rasterio  # noqa: PLC0415  an optional extra
        from exactextract import exact_extract  # noqa: PLC0415
    except ImportError as error:
        raise LayerError(message("layers-raster-extra", path=str(raster))) from error
    try:
        with open_raster(raster, rasterio) as source:
            if source.crs is None:
                raise LayerError(message("layers-raster-no-crs", path=str(raster)))
            if source.count != 1:
                raise LayerError(message("layers-raster-bands", path=str(raster), bands=str(source.count)))
            shapes = land[["geometry"]].to_crs(source.crs.to_wkt())
            found = exact_extract(source, shapes, ["sum"], strategy="raster-sequential", output="pandas")
    except rasterio.errors.RasterioIOError as error:
        raise LayerError(message("layers-raster-unread", path=str(raster), fault=str(error))) from error
    sums: NDArray[np.float64] = np.nan_to_num(found["sum"].to_numpy(dtype=np.float64))
    if (sums < 0.0).any():
        cells = str((sums < 0.0).sum())
        raise LayerError(message("layers-raster-negative", path=str(raster), cells=cells))
    return sums


def reconcile(
    sums: NDArray[np.float64], adcodes: pd.Series, districts: pd.DataFrame
) -> tuple[NDArray[np.float64], pd.Series]:
    """Bring raster sums to the census totals of the districts.

    Parameters
    ----------
    sums
        (n,) people of the raster on each piece of land.
    adcodes
        (n,) district of each piece.
    districts
        adcode, population (people).

    Returns
    -------
    people
        (n,) people; those of a district sum to its population exactly.
    factors
        By adcode: census people for each one of the raster (NaN where both are 0).

    Raises
    ------
    LayerError
        If the raster has nobody in a district that has people: every such district is named.
    """
    codes = adcodes.to_numpy()
    census = pd.Series(
        districts["population"].to_numpy(dtype=np.float64), index=districts["adcode"].astype(str)
    )
    seen = pd.Series(sums).groupby(codes).sum().reindex(census.index).fillna(0.0)
    empty = census.index[(seen == 0.0) & (census > 0.0)]
    if len(empty):
        raise LayerError(message("layers-raster-nobody", codes=", ".join(empty)))
    people = np.zeros(len(sums))
    for adcode, total in census.items():
        mine = np.flatnonzero(codes == adcode)
        people[mine] = apportion(sums[mine], float(total), what=f"districts {adcode}: population")
    return people, (census / seen.where(seen > 0.0)).rename("factor")
