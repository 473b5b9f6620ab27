"""Places of a table's rows: longitude and latitude as people write them, or shapes as text (WKT)."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from gisplan_errors import LayerError
from gisplan_words import lines, listed, message
from layers.crs import OUTPUT_CRS

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from gisplan_words import Message
    from layers.roads.graph import CrsLike

LON_NAMES: Final = ("lon", "lng", "long", "longitude", "经度")
LAT_NAMES: Final = ("lat", "latitude", "纬度")
WKT_NAMES: Final = (
    *("wkt", "geom", "geometry", "the_geom", "wkt_geom", "shape", "geometry_wkt"),
    *("wkb", "wkb_geometry"),
)
"""Headings of shapes as text, or in their binary form as a database writes it."""
MOST_TOLD: Final = 20
"""Rows that a message names."""
_SRID = re.compile(r"SRID=(\d+);", re.IGNORECASE)
_HEX = re.compile("0[01][0-9A-Fa-f]{40,}")
_FIGURE = r"(\d+(?:[.,]\d+)?)"
_DEGREES = re.compile(
    rf"([NSEWO东西南北]?)\s*([-+]?)\s*{_FIGURE}\s*(?:°|º|度|d|\s|$)\s*"
    rf"(?:{_FIGURE}\s*(?:'|′|’|分|m|\s|$)\s*(?:{_FIGURE}\s*(?:\"|″|”|''|′′|秒|s|$)?)?)?\s*([NSEWO东西南北]?)",
    re.IGNORECASE,
)
_BACK: Final = frozenset("SWsw西南")


def plain(column: object) -> str:
    """Give a heading without differences that only a printer sees."""
    return unicodedata.normalize("NFKC", str(column)).strip().lower()


def degrees_of(text: object) -> float:
    """Give the degrees that a cell states, NaN where it states none.

    Parameters
    ----------
    text
        A number, with a point or a comma, or degrees, minutes and seconds with or without a letter of the
        compass: ``114.3``, ``114,3``, ``114°18'00"E``, ``N 30 36 0``, ``30度36分``.
    """
    written = str(text).strip().removeprefix("东经").removeprefix("北纬").replace("−", "-")
    try:
        return float(written.replace(",", ".") if written.count(",") == 1 else written)
    except ValueError:
        found = _DEGREES.fullmatch(written)
    if found is None or (found[1] and found[6]):
        return float("nan")
    whole, minutes, seconds = (float((found[at] or "0").replace(",", ".")) for at in (3, 4, 5))
    if minutes >= 60 or seconds >= 60:
        return float("nan")
    back = found[2] == "-" or bool(_BACK & {found[1], found[6]})
    return (-1 if back else 1) * (whole + minutes / 60 + seconds / 3_600)


def degrees(cells: pd.Series[Any]) -> NDArray[np.float64]:
    """Give the degrees of every cell, NaN where it states none."""
    numbers = pd.to_numeric(cells, errors="coerce").to_numpy(dtype=float, na_value=np.nan).copy()
    text = np.flatnonzero(np.isnan(numbers) & cells.notna().to_numpy())
    numbers[text] = [degrees_of(cells.iloc[at]) for at in text]
    numbers[~np.isfinite(numbers)] = np.nan
    return numbers


def place_columns(names: list[Any]) -> dict[str, Any]:
    """Find the columns that hold the places: ``lon`` and ``lat``, else ``wkt``; empty without."""
    named = {plain(column): column for column in reversed(names)}
    lon = next((named[name] for name in LON_NAMES if name in named), None)
    lat = next((named[name] for name in LAT_NAMES if name in named), None)
    if lon is not None and lat is not None:
        return {"lon": lon, "lat": lat}
    wkt = next((named[name] for name in WKT_NAMES if name in named), None)
    return {} if wkt is None else {"wkt": wkt}


def located(table: pd.DataFrame, path: Path, crs: CrsLike, *, strict: bool = False) -> gpd.GeoDataFrame:
    """Give the rows of a table their places.

    Parameters
    ----------
    table
        With longitude and latitude, or WKT.
    path
        For messages.
    crs
        Of the figures; None means WGS 84, or what the WKT itself says.
    strict
        Whether a cell that holds something and is no place is refused; else the row has no geometry, as a
        row has whose cell is blank.

    Raises
    ------
    LayerError
        No column holds places; with ``strict``, the rows that cannot be read.
    """
    columns = place_columns(list(table.columns))
    if not columns:
        raise LayerError(message("layers-no-lon", path=str(path), names=listed(map(str, table.columns))))
    if "wkt" in columns:
        shapes, crs = _shapes(table[columns["wkt"]], crs)
        unread = {columns["wkt"]: np.array([shape is None for shape in shapes], dtype=bool)}
    else:
        x, y = (degrees(table[columns[name]]) for name in ("lon", "lat"))
        shapes = np.asarray(gpd.points_from_xy(x, y), dtype=object)
        shapes[np.isnan(x) | np.isnan(y)] = None
        unread = {columns["lon"]: np.isnan(x), columns["lat"]: np.isnan(y)}
        if crs is None:
            unread = {
                name: missing | beyond
                for (name, missing), beyond in zip(unread.items(), _beyond(x, y), strict=True)
            }
    if strict:
        _refuse(table, unread, path)
    return gpd.GeoDataFrame(
        table.drop(columns=list(columns.values())),
        geometry=gpd.GeoSeries(shapes, index=table.index, crs=OUTPUT_CRS if crs is None else crs),
    )


def _beyond(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Tell longitudes and latitudes that no place has, but where most are: that is the CRS."""
    off = np.abs(x) > 180, np.abs(y) > 90
    some = 2 * np.count_nonzero(off[0] | off[1]) < np.count_nonzero(~np.isnan(x))
    return (off[0] & some, off[1] & some)


def _shapes(cells: pd.Series[Any], crs: CrsLike) -> tuple[NDArray[np.object_], CrsLike]:
    stated = {found[1] for cell in cells if isinstance(cell, str) and (found := _SRID.match(cell.strip()))}
    shapes = np.array([_shape(cell) for cell in cells], dtype=object)
    stated |= {str(srid) for srid in np.unique(shapely.get_srid(shapes)).tolist() if srid > 0}
    return shapes, CRS.from_epsg(int(stated.pop())) if crs is None and len(stated) == 1 else crs


def _shape(cell: Any) -> shapely.Geometry | None:  # noqa: ANN401
    """Give the shape that a cell states as text or in binary form, as databases hand it out; else None."""
    text = cell if isinstance(cell, bytes) else "" if pd.isna(cell) else str(cell).strip()
    if isinstance(text, bytes) or _HEX.fullmatch(text):
        return shapely.from_wkb(text, on_invalid="ignore")
    return shapely.from_wkt(_SRID.sub("", text, count=1) or None, on_invalid="ignore")


def _refuse(table: pd.DataFrame, unread: dict[Any, NDArray[np.bool_]], path: Path) -> None:
    """Refuse cells that hold something which is no place."""
    faults: list[Message] = []
    for name, missing in unread.items():
        cells = table[name]
        filled = cells.notna().to_numpy() & (cells.map(str).str.strip() != "").to_numpy()
        for at in np.flatnonzero(missing & filled).tolist():
            told = {
                "row": str(at + 1),
                "key": str(table.iloc[at, 0]),
                "column": str(name),
                "value": f"{cell:.15g}" if isinstance(cell := cells.iloc[at], float) else str(cell),
            }
            faults.append(message("layers-no-place", path=str(path), **told))
    if faults:
        more = [message("layers-and-more", count=len(faults) - MOST_TOLD)] if len(faults) > MOST_TOLD else []
        raise LayerError(lines([*faults[:MOST_TOLD], *more]))
