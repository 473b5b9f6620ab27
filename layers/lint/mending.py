"""Mend what a lint finds where only one reading is possible; the rest stays as it is, and no row goes."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gisplan_words import message
from layers.crs import OUTPUT_CRS
from layers.files.encodings import misread

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gisplan_words import Message

# shapely's numbers of Polygon and MultiPolygon.
POLYGONS = (3, 6)
PLACE = ("lon", "lat")


def mend_layer(frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[Message]]:
    """Return a mended copy of a layer, and what was done and what could not be.

    Invalid shapes are repaired (a polygon keeps its polygonal part), rows without a shape get the point that
    their columns lon and lat give, a latitude before a longitude is swapped, texts lose blanks and control
    characters around and in them and are read in the encoding that they were written in.

    Parameters
    ----------
    frame
        Any layer, with a CRS.

    Returns
    -------
    tuple
        The copy with all its rows, and a message a row and thing.
    """
    said: list[Message] = []
    shapes = np.asarray(frame.geometry.array, dtype=object).copy()
    _give_places(frame, shapes, said)
    if frame.crs is not None and frame.crs.is_geographic:
        _swap(shapes, said)
    lost = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    for at in np.flatnonzero(~lost & ~shapely.is_valid(shapes)).tolist():
        sound = _repaired(shapes[at])
        code = "layers-repaired" if sound is not None else "layers-not-repaired"
        said.append(message(code, row=str(at + 1)))
        shapes[at] = shapes[at] if sound is None else sound
    said += [message("layers-placeless", row=str(at + 1)) for at in np.flatnonzero(lost).tolist()]
    made = frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))
    return _texts(made, said), said


def _give_places(frame: gpd.GeoDataFrame, shapes: NDArray[np.object_], said: list[Message]) -> None:
    if frame.crs is None or not {*PLACE} <= {*map(str, frame.columns)}:
        return
    lon, lat = (pd.to_numeric(frame[name], errors="coerce").to_numpy(dtype=float) for name in PLACE)
    sound = np.isfinite(lon) & np.isfinite(lat) & (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
    rows = np.flatnonzero((shapely.is_missing(shapes) | shapely.is_empty(shapes)) & sound)
    if rows.size:
        points = gpd.GeoSeries(shapely.points(lon[rows], lat[rows]), crs=OUTPUT_CRS).to_crs(frame.crs)
        shapes[rows] = np.asarray(points.array, dtype=object)
    said += [message("layers-placed", row=str(at + 1)) for at in rows.tolist()]


def _swap(shapes: NDArray[np.object_], said: list[Message]) -> None:
    """Swap what can be no longitude and latitude as it stands, and is one the other way round."""
    low, high = shapely.bounds(shapes)[:, :2], shapely.bounds(shapes)[:, 2:]
    size = np.abs(np.where(np.isfinite(low), np.maximum(np.abs(low), np.abs(high)), 0.0))
    rows = np.flatnonzero((size[:, 0] <= 90) & (size[:, 1] > 90) & (size[:, 1] <= 180))
    for at in rows.tolist():
        shapes[at] = shapely.transform(shapes[at], lambda lonlat: lonlat[:, ::-1])
        said.append(message("layers-swapped", row=str(at + 1)))


def _repaired(shape: shapely.Geometry) -> shapely.Geometry | None:
    try:
        sound = shapely.make_valid(shape)
    except shapely.GEOSException:
        return None
    if shapely.get_type_id(shape) not in POLYGONS:
        return sound
    parts = [part for part in shapely.get_parts([sound]) if shapely.get_type_id(part) in POLYGONS]
    return shapely.union_all(parts) if parts else None


def _texts(frame: gpd.GeoDataFrame, said: list[Message]) -> gpd.GeoDataFrame:
    made = frame.copy()
    for name in frame.columns:
        if name == frame.geometry.name:
            continue
        cells = frame[name].tolist()
        mended = [_plainly(cell) if isinstance(cell, str) else cell for cell in cells]
        changed = [at for at, (old, new) in enumerate(zip(cells, mended, strict=True)) if old is not new]
        if changed:
            made[name] = pd.Series(mended, index=frame.index, dtype=frame[name].dtype)
        said += [
            message("layers-retyped", row=str(at + 1), column=str(name), text=mended[at]) for at in changed
        ]
    return made


def _plainly(text: str) -> str:
    meant = misread(text) or text
    meant = "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in meant).strip()
    return text if meant == text else meant
