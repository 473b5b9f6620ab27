"""Make a layer of an imported frame: undo a shift, fill harmless defaults, leave out what no layer has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gisplan_errors import LayerError
from layers.crs import OUTPUT_CRS
from layers.files.layers import blank_texts, fill_site_defaults
from layers.gcj02 import bd09_to_wgs84, gcj02_to_wgs84
from layers.lint.faults import CONTRACTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

SHIFTS = {"GCJ-02": gcj02_to_wgs84, "BD-09": bd09_to_wgs84}


def as_layer(
    frame: gpd.GeoDataFrame,
    layer: str,
    *,
    shift: str | None = None,
    stated: Mapping[str, str] | None = None,
) -> tuple[gpd.GeoDataFrame, list[str]]:
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

    Returns
    -------
    tuple
        The layer, and one line for each thing done.

    Raises
    ------
    LayerError
        The layer or the shift is not known, or a shift is to be undone in coordinates in metres.
    """
    if layer not in CONTRACTS:
        raise LayerError(f"layer {layer!r} is not known; expected one of {', '.join(CONTRACTS)}")
    said: list[str] = []
    known = list(CONTRACTS[layer].columns)
    extra = [str(name) for name in frame.columns if name not in known and name != frame.geometry.name]
    if extra and layer != "roads":
        said.append(f"dropped columns that no {layer} layer has: {', '.join(extra)}")
        frame = frame.drop(columns=extra)
    nowhere = frame.geometry.isna() | frame.geometry.is_empty
    if nowhere.any():
        rows = ", ".join(str(at + 1) for at in np.flatnonzero(nowhere)[:20])
        said.append(f"dropped {int(nowhere.sum())} rows without a place: {rows}")
        frame = frame[~nowhere].reset_index(drop=True)
    if shift is not None:
        frame = unshifted(frame, shift)
        said.append(f"converted from {shift} to WGS 84")
    for name, value in (stated or {}).items():
        column = frame[name] if name in frame else pd.Series(index=frame.index, dtype=object)
        blank = column.isna() | (column.astype(str).str.strip() == "")
        if blank.any():
            frame = frame.assign(**{name: column.astype(object).where(~blank, value)})
            said.append(f"stated {name} {value!r} for {int(blank.sum())} rows")
    filled = fill_site_defaults(frame) if layer == "sites" else blank_texts(frame)
    added = [name for name in filled.columns if name not in frame.columns]
    if added:
        said.append(f"filled columns with their defaults: {', '.join(added)}")
    return filled, said


def unshifted(frame: gpd.GeoDataFrame, shift: str) -> gpd.GeoDataFrame:
    """Return a frame in WGS 84 whose coordinates were GCJ-02 or BD-09.

    Raises
    ------
    LayerError
        The shift is not known, or the frame is not in degrees.
    """
    if shift not in SHIFTS:
        raise LayerError(f"shift {shift!r} is not known; expected {' or '.join(SHIFTS)}")
    if frame.crs is None or not frame.crs.is_geographic:
        raise LayerError(f"a shift is undone in longitudes and latitudes; the layer is in {frame.crs}")

    def undo(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(SHIFTS[shift](lonlat[:, 0], lonlat[:, 1]))

    moved = shapely.transform(np.asarray(frame.geometry.array), undo)
    return frame.set_geometry(gpd.GeoSeries(moved, index=frame.index, crs=OUTPUT_CRS))
