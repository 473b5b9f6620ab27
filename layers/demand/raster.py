"""People of a population raster (such as WorldPop, people per pixel) on demand cells.

A raster says where people live, a census how many: sums over each piece of land, with pixels on an edge
counted by the share of them inside (exactextract), become weights, and the census total of each district
is split by them exactly. The factor census / raster by district is the measure of how far the two differ;
a factor far from 1 means another year, another unit (a density instead of a count) or a wrong boundary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

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

    from gisplan_arrays import Floats

STAND_INS: Final = (255, 9_999, 32_767, 65_535, 99_999, 999_999, 2_147_483_647, 4_294_967_295)
"""Figures that programs write where they know nothing: the largest of a type, and rows of nines."""
BEYOND: Final = 1e30
"""People that no pixel has; the largest figure of a type of real numbers is far above."""


def raster_sums(raster: Path, land: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Sum a raster of people per pixel over pieces of land.

    Parameters
    ----------
    raster
        GeoTIFF, one band, people per pixel, with a CRS, its rows along north or south; nodata counts 0.
    land
        Polygons with a CRS.

    Returns
    -------
    sums
        (n,) people of the raster in each polygon.

    Raises
    ------
    LayerError
        If the extra ``raster`` is not installed, the file cannot be read, has no CRS or not one band, lies
        at a slant, or holds negative people or what looks like a nodata value that it does not declare.
    """
    try:
        import rasterio  # noqa: PLC0415  an optional extra
        from exactextract import exact_extract  # noqa: PLC0415
        from exactextract.raster import NumPyRasterSource  # noqa: PLC0415
    except ImportError as error:
        raise LayerError(message("layers-raster-extra", path=str(raster))) from error
    try:
        with open_raster(raster, rasterio) as source:
            if source.crs is None:
                raise LayerError(message("layers-raster-no-crs", path=str(raster)))
            if source.count != 1:
                raise LayerError(message("layers-raster-bands", path=str(raster), bands=str(source.count)))
            if source.transform.b or source.transform.d:
                raise LayerError(message("layers-raster-slant", path=str(raster)))
            wkt = source.crs.to_wkt()
            shapes = land[["geometry"]].to_crs(wkt)
            people, extent = _northward(source, shapes.total_bounds)
    except rasterio.errors.RasterioIOError as error:
        raise LayerError(message("layers-raster-unread", path=str(raster), fault=str(error))) from error
    if not people.size:
        return np.zeros(len(land))
    _check_people(raster, people)
    read = NumPyRasterSource(people.filled(0.0), *extent, srs_wkt=wkt)
    found = exact_extract(read, shapes, ["sum"], strategy="raster-sequential", output="pandas")
    sums: NDArray[np.float64] = np.nan_to_num(found["sum"].to_numpy(dtype=np.float64))
    return sums


def _northward(source: Any, bounds: Floats) -> tuple[np.ma.MaskedArray, tuple[float, ...]]:  # noqa: ANN401
    """Read the pixels over bounds, north up and west left whichever way the file runs, with their extent."""
    from rasterio.windows import Window  # noqa: PLC0415

    step = source.transform
    ways = ((bounds[[0, 2]], step.c, step.a, source.width), (bounds[[1, 3]], step.f, step.e, source.height))
    spans = [np.sort((ends - origin) / size) for ends, origin, size, _ in ways]
    firsts, lasts = (
        [int(np.clip(turn(span[end]), 0, most)) for span, (*_, most) in zip(spans, ways, strict=True)]
        for turn, end in ((np.floor, 0), (np.ceil, 1))
    )
    window = Window(firsts[0], firsts[1], lasts[0] - firsts[0], lasts[1] - firsts[1])
    if window.width <= 0 or window.height <= 0:
        return np.ma.empty((0, 0)), ()
    people = source.read(1, window=window, masked=True)
    if (source.scales[0], source.offsets[0]) != (1.0, 0.0):
        people = people * source.scales[0] + source.offsets[0]
    people = np.ma.masked_invalid(people[:: -1 if step.e > 0 else 1, :: -1 if step.a < 0 else 1])
    (west, east), (south, north) = (
        sorted(origin + size * at for at in (first, last))
        for (_, origin, size, _), first, last in zip(ways, firsts, lasts, strict=True)
    )
    return people, (west, south, east, north)


def _check_people(path: Path, people: np.ma.MaskedArray) -> None:
    """Refuse people that no pixel has: one value below nothing or far above all is nodata, not declared."""
    values = people.compressed()
    below = values[values < 0]
    if below.size and below.min() != below.max():
        told = {"pixels": str(below.size), "value": f"{below.min():g}"}
        raise LayerError(message("layers-raster-negative", path=str(path), **told))
    odd = below.min() if below.size else _stand_in(values, people.dtype)
    if odd is not None:
        told = {"pixels": str((values == odd).sum()), "value": f"{odd:.10g}"}
        raise LayerError(message("layers-raster-undeclared", path=str(path), **told))


def _stand_in(values: Floats, dtype: np.dtype[Any]) -> float | None:
    """Give the largest of the people per pixel if it stands for nodata."""
    most = values.max(initial=0)
    if most > BEYOND:
        return float(most)
    largest = {np.iinfo(dtype).max} if np.issubdtype(dtype, np.integer) else set()
    # where people thin out towards the densest pixel, more of them lie below the largest than at it
    below = ((values >= most / 2) & (values < most)).sum()
    alone = (values == most).sum() > max(1, 3 * below)
    return float(most) if alone and most in {*STAND_INS, *largest} else None


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
