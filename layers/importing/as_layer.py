"""Make a layer of an imported frame: undo a shift, fill harmless defaults, leave out what is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gisplan_errors import LayerError
from gisplan_words import listed, message
from layers.crs import OUTPUT_CRS
from layers.files.layers import category_given, fill_defaults
from layers.gcj02 import bd09_to_wgs84, gcj02_to_wgs84
from layers.importing.headings import REST, in_words, missing_columns, unread
from layers.lint.faults import CONTRACTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from gisplan_words import Message

SHIFTS = {"GCJ-02": gcj02_to_wgs84, "BD-09": bd09_to_wgs84}


def as_layer(
    frame: gpd.GeoDataFrame,
    layer: str,
    *,
    shift: str | None = None,
    stated: Mapping[str, str] | None = None,
    leave_out: Iterable[str] = (),
    file: str = "",
) -> tuple[gpd.GeoDataFrame, list[Message]]:
    """Return the rows of a frame as a layer, and what was changed or left out.

    Values are not checked here: that is the lint's.

    Parameters
    ----------
    frame
        As `layers.importing.files.import_file` gives it.
    layer
        Key of `layers.lint.faults.CONTRACTS`.
    shift
        ``GCJ-02`` or ``BD-09``: the coordinates are longitudes and latitudes shifted so.
    stated
        Provenance that holds for the rows that do not say theirs: origin, source, as_of.
    leave_out
        Columns that the caller knows to be of no use; ``*`` stands for all that no such layer has.
    file
        Its name, for messages.

    Returns
    -------
    tuple
        The layer, and a message for each thing done.

    Raises
    ------
    LayerError
        The layer or the shift is not known, a shift is to be undone in coordinates in metres, or columns
        would be dropped while the layer lacks some that they may be; or sites are no points.
    """
    if layer not in CONTRACTS:
        raise LayerError(message("layers-unknown", what="layer", name=layer, known=listed(CONTRACTS)))
    said: list[Message] = []
    if layer != "roads":  # those keep every tag
        frame = _with_columns_of(frame, layer, leave_out, said, file)
    frame, meant = in_words(frame, layer)
    said += meant
    nowhere = frame.geometry.isna() | frame.geometry.is_empty
    if nowhere.any():
        rows = listed(str(at + 1) for at in np.flatnonzero(nowhere)[:20])
        said.append(message("layers-dropped-rows", count=int(nowhere.sum()), rows=rows))
        frame = frame[~nowhere].reset_index(drop=True)
    if layer == "sites":
        frame = _as_points(frame, said, file)
    if shift is not None:
        frame = unshifted(frame, shift)
        said.append(message("layers-converted", shift=shift))
    for name, value in (stated or {}).items():
        column = frame[name] if name in frame else pd.Series(index=frame.index, dtype=object)
        blank = column.isna() | (column.astype(str).str.strip() == "")
        if blank.any():
            frame = frame.assign(**{name: column.astype(object).where(~blank, value)})
            said.append(message("layers-stated", name=name, value=value, rows=int(blank.sum())))
    filled = fill_defaults(frame, layer)
    if layer == "standing":  # a file that had the usual kind written into it would say that somebody knows
        given = category_given(frame)
        kinds = {"category": filled["category"].where(given, "")}
        filled = filled.assign(**kinds) if given.any() else filled.drop(columns="category")
    added = [name for name in filled.columns if name not in frame.columns]
    if added:
        said.append(message("layers-filled", names=listed(added)))
    return filled, said


def _with_columns_of(
    frame: gpd.GeoDataFrame, layer: str, leave_out: Iterable[str], said: list[Message], file: str
) -> gpd.GeoDataFrame:
    """Leave out columns that are empty or asked to go; refuse those that may be ones the layer lacks."""
    known = [*CONTRACTS[layer].columns, frame.geometry.name]
    asked = set(leave_out)
    left = [name for name in frame.columns if name not in known and {name, REST} & asked]
    frame = frame.drop(columns=left)
    extra = [str(name) for name in frame.columns if name not in known and frame[name].notna().any()]
    lacking = missing_columns(frame, layer)
    if extra and lacking:
        raise unread(lacking, extra, layer, file)
    if left:
        said.append(message("layers-dropped-columns", layer=layer, names=listed(left)))
    if extra:
        said.append(message("layers-kept-columns", layer=layer, names=listed(extra)))
    return frame[[name for name in frame.columns if name in known or str(name) in extra]]


def _as_points(frame: gpd.GeoDataFrame, said: list[Message], file: str) -> gpd.GeoDataFrame:
    """Take the one point of a collection of points; lines and areas are refused, for a site is a place."""
    shapes = np.asarray(frame.geometry.array, dtype=object)
    single = (shapely.get_type_id(shapes) == shapely.GeometryType.MULTIPOINT) & (
        shapely.get_num_geometries(shapes) == 1
    )
    shapes[single] = shapely.get_geometry(shapes[single], 0)
    odd = np.flatnonzero(shapely.get_type_id(shapes) != shapely.GeometryType.POINT)
    if odd.size:
        key = str(frame["site_id"].iloc[odd[0]]) if "site_id" in frame else ""
        kind, row = shapes[odd[0]].geom_type, str(int(odd[0]) + 1)
        where = message("schema-file", path=file) if file else ""
        told = {"where": where, "row": row, "key": key, "kind": kind}
        raise LayerError(message("layers-sites-points", rows=int(odd.size), **told))
    if single.any():
        said.append(message("layers-single-points", rows=int(single.sum())))
    return frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))


def unshifted(frame: gpd.GeoDataFrame, shift: str) -> gpd.GeoDataFrame:
    """Return a frame in WGS 84 whose coordinates were GCJ-02 or BD-09.

    Raises
    ------
    LayerError
        The shift is not known, or the frame is not in degrees.
    """
    if shift not in SHIFTS:
        raise LayerError(message("layers-unknown", what="shift", name=shift, known=listed(SHIFTS)))
    if frame.crs is None or not frame.crs.is_geographic:
        raise LayerError(message("layers-shift-in-metres", crs=str(frame.crs)))

    def undo(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(SHIFTS[shift](lonlat[:, 0], lonlat[:, 1]))

    moved = shapely.transform(np.asarray(frame.geometry.array), undo)
    return frame.set_geometry(gpd.GeoSeries(moved, index=frame.index, crs=OUTPUT_CRS))
