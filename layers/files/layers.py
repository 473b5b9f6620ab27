"""Read a layer that a user brings, and write one: GeoPackage, GeoJSON, Parquet, or CSV with lon and lat.

What comes in is checked against the layer's contract (`layers.schema.checking`) before anything uses it.
Missing
columns that have a harmless default are filled in; what a row claims about itself (origin, source) never is.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gisplan_errors import LayerError
from gisplan_words import listed, message
from layers.crs import OUTPUT_CRS, project, require_crs
from layers.files.reading import (
    FAULTS,
    layer_names,
    layers_with_places,
    read_csv,
    read_features,
    read_parquet,
)
from layers.schema.checking import SCHEMAS, check_own

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan_words import Message, Sayable

SUFFIXES = (".gpkg", ".geojson", ".json", ".parquet", ".csv")
SHAPES = tuple(suffix for suffix in SUFFIXES if suffix != ".csv")
"""Endings of files that hold shapes."""

SITE_DEFAULTS: dict[str, str | float | bool] = {
    "status": "candidate", "area_m2": 0.0, "existing_chargers": 0, "allows": "charging", "operator": "",
    "road_ref": "", "direction": "", "chainage_km": np.nan, "ownership": "", "oil_m3": 0.0,
    "h2_storage_kg": 0.0, "as_of": "undated", "verified": False, "substation": "", "feeder": "",
    "lorry_bays": np.nan,
}  # fmt: skip
"""What a site has when its file has no such column."""

STANDING_DEFAULTS: dict[str, str | float | bool] = {
    "status": "existing", "since": "undated", "retire": "undated", "stations": 1, "chargers": np.nan,
    "guns": np.nan, "kw": np.nan, "types": "", "kwh_month": np.nan, "bays": np.nan, "grid_kw": np.nan,
    "area_m2": np.nan, "h2_kg_day": np.nan, "h2_mpa": np.nan, "h2_storage_kg": np.nan, "operator": "",
    "ownership": "", "road_ref": "", "direction": "", "chainage_km": np.nan, "as_of": "undated",
    "verified": False,
}  # fmt: skip
"""What a standing station has when its file has no such column: a figure that is not known is empty."""

FEED_DEFAULTS: dict[str, str | float | bool] = {"as_of": "undated", "verified": False}
"""What a feeder or a substation has when its file has no such column."""

RESTRICTION_DEFAULTS: dict[str, str | float | bool] = {**FEED_DEFAULTS, "days": ""}
"""What ground closed to lorries has when its file has no such column."""

DEFAULTS = {
    "sites": SITE_DEFAULTS, "standing": STANDING_DEFAULTS, "feeders": FEED_DEFAULTS,
    "substations": FEED_DEFAULTS, "restrictions": RESTRICTION_DEFAULTS,
}  # fmt: skip
"""What a row has when its file has no such column, by layer."""

FILLED = ("status", "since", "retire", "stations")
"""Columns of a standing station whose empty cells take the default too."""

BLANK_TEXT = (
    *("operator", "substation", "feeder", "base_curve_kw", "road_ref", "direction", "ownership", "authority"),
    *("roles", "types", "days"),
)


def find_layer(folder: Path, layer: str, suffixes: tuple[str, ...] = SUFFIXES) -> Path | None:
    """Find the file of a layer in a folder.

    Parameters
    ----------
    folder
        Where to look.
    layer
        Name of the file without its ending.
    suffixes
        Endings to look for.

    Returns
    -------
    Path or None
        The one file, or None.

    Raises
    ------
    LayerError
        If more than one file could be the layer.
    """
    found = [folder / f"{layer}{suffix}" for suffix in suffixes if (folder / f"{layer}{suffix}").is_file()]
    if len(found) > 1:
        names = listed(path.name for path in found)
        raise LayerError(message("layers-several", folder=str(folder), layer=layer, names=names))
    return found[0] if found else None


def read_frame(path: Path, layer: str) -> gpd.GeoDataFrame:
    """Read a file as it is, without checking its columns.

    Parameters
    ----------
    path
        One of `SUFFIXES`. A CSV needs columns lon and lat in degrees, WGS84.
    layer
        Name of the layer; a GeoPackage with several layers must have one of this name.

    Returns
    -------
    geopandas.GeoDataFrame
        The rows, geometry in column ``geometry``.

    Raises
    ------
    LayerError
        If the file is missing, of an unknown kind, not readable, or lacks the layer or lon and lat.
    CrsError
        If it has no CRS, or one its numbers cannot belong to.
    """
    if not path.is_file():
        raise LayerError(message("layers-no-layer-file", path=str(path), layer=layer))
    if path.suffix.lower() not in SUFFIXES:
        known = listed(SUFFIXES)
        raise LayerError(message("layers-ending-unknown", path=str(path), ending=path.suffix, known=known))
    try:
        frame = _read(path, layer)
    except FAULTS as error:
        raise _damaged(path, layer, str(error)) from error
    if frame.geometry.name != "geometry":
        frame = frame.rename_geometry("geometry")
    require_crs(frame, str(path))
    return frame


def _damaged(path: Path, layer: str, fault: Sayable) -> LayerError:
    return LayerError(message("layers-damaged", path=str(path), layer=layer, fault=fault))


def _read(path: Path, layer: str) -> gpd.GeoDataFrame:
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        return read_parquet(path)
    if suffix == ".csv":
        columns = SCHEMAS[layer].columns if layer in SCHEMAS else {}
        # Keys such as 0012 and years are text, whatever they look like.
        texts = {name: str for name in columns if name not in SCHEMAS[layer].types}
        table = read_csv(path, dtype=texts)
        if not {"lon", "lat"} <= set(table.columns):
            raise _damaged(path, layer, message("layers-csv-lon"))
        points = gpd.points_from_xy(pd.to_numeric(table["lon"]), pd.to_numeric(table["lat"]))
        kept = table if "lon" in columns else table.drop(columns=["lon", "lat"])
        return gpd.GeoDataFrame(kept, geometry=points, crs=OUTPUT_CRS)
    if suffix == ".gpkg":
        # tables without places, such as styles or a log of versions, are no layers
        names = layers_with_places(path) or list(layer_names(path))
        if layer not in names and len(names) > 1:
            raise _damaged(path, layer, message("layers-not-among", layer=layer, known=listed(names)))
        return _with_shapes(path, layer, read_features(path, layer=layer if layer in names else names[0]))
    return _with_shapes(path, layer, read_features(path))


def _with_shapes(path: Path, layer: str, frame: pd.DataFrame | gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    if not isinstance(frame, gpd.GeoDataFrame):
        raise _damaged(path, layer, message("layers-no-geometry", path=str(path)))
    return frame


def read_layer(
    path: Path, layer: str, *, crs: str | None = None, said: list[Message] | None = None
) -> gpd.GeoDataFrame:
    """Read a layer and check it against its contract.

    Parameters
    ----------
    path, layer
        As in `read_frame`.
    crs
        Projected CRS to bring it into; None leaves it.
    said
        Told of columns that no such layer has.

    Returns
    -------
    geopandas.GeoDataFrame
        The layer, as `layers.schema.checking.check_own` gives it.

    Raises
    ------
    LayerError
        As in `read_frame` and `layers.schema.checking.check_own`.
    CrsError
        If it has no CRS, or one its numbers cannot belong to.
    """
    checked = check_own(blank_texts(read_frame(path, layer)), layer, file=str(path), said=said)
    return checked if crs is None else project(checked, crs, str(path))


def fill_defaults(frame: gpd.GeoDataFrame, layer: str) -> gpd.GeoDataFrame:
    """Fill the columns of a layer that have a harmless default; name_en falls back to name_zh.

    Parameters
    ----------
    frame
        Rows as read.
    layer
        Its layer; those without an entry in `DEFAULTS` only get blank texts.

    Returns
    -------
    geopandas.GeoDataFrame
        The same rows with the columns of `DEFAULTS` added where they were missing or had no value.
    """
    filled, defaults = blank_texts(frame), DEFAULTS.get(layer, {})
    # a template and a store have every column: one that nobody filled in is as good as none
    idle = {name for name in filled.columns if len(filled) and filled[name].isna().all()}
    for name, value in defaults.items():
        if name not in filled or name in idle:
            filled[name] = value
    if defaults and ("name_en" not in filled or "name_en" in idle) and "name_zh" in filled:
        filled["name_en"] = filled["name_zh"]
    return _standing_filled(filled) if layer == "standing" else filled


def _standing_filled(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Fill empty cells of standing stations: dates, the number of stations, and the kind of place."""
    for name in FILLED:
        dated = (cell.date().isoformat() if isinstance(cell, dt.datetime) else cell for cell in frame[name])
        values: pd.Series[Any] = pd.Series(list(dated), index=frame.index, dtype=object)
        frame[name] = values.where(values.notna() & (values.astype(str) != ""), STANDING_DEFAULTS[name])
    hydrogen = frame["h2_kg_day"].notna() | (frame["ownership"] != "")
    kind = pd.Series(np.where(hydrogen, "hydrogen_hub", "public_parking"), index=frame.index, dtype=object)
    given = category_given(frame)
    frame["category"] = frame["category"].astype(object).where(given, kind) if given.any() else kind
    return frame


def category_given(frame: pd.DataFrame) -> pd.Series[bool]:
    """Mark the rows of standing stations that say what kind of place they are: the others are assumed."""
    if "category" not in frame:
        return pd.Series(data=False, index=frame.index)
    values = frame["category"].astype(object)
    return values.notna() & (values.astype(str).str.strip() != "")


def blank_texts(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Write null as blank in texts that may be blank; files cannot tell the two apart.

    Parameters
    ----------
    frame
        Any layer.

    Returns
    -------
    geopandas.GeoDataFrame
        A copy.
    """
    result = frame.copy()
    for name in BLANK_TEXT:
        if name in result:
            values = result[name].astype(object)
            result[name] = values.where(values.notna(), "")
    return result


def write_layer(frame: gpd.GeoDataFrame, path: Path, layer: str) -> None:
    """Write a layer in EPSG:4326 to the kind of file that the ending names.

    Parameters
    ----------
    frame
        The layer, with a CRS.
    path
        One of `SUFFIXES`; CSV (points only) gets lon and lat and a byte order mark, so that Excel reads it.
    layer
        Layer name within a GeoPackage.

    Raises
    ------
    LayerError
        If the ending is unknown, or a CSV is asked for something else than points.
    CrsError
        If the layer has no CRS.
    """
    out = project(frame, OUTPUT_CRS, layer)
    suffix = path.suffix.lower()
    if suffix == ".gpkg":
        out.to_file(path, layer=layer, driver="GPKG")
    elif suffix in {".geojson", ".json"}:
        out.to_file(path, driver="GeoJSON")
    elif suffix == ".parquet":
        out.to_parquet(path)
    elif suffix == ".csv" and (out.geom_type.isna() | (out.geom_type == "Point")).all():
        table = pd.DataFrame(out.drop(columns="geometry")).assign(lon=out.geometry.x, lat=out.geometry.y)
        table.to_csv(path, index=False, encoding="utf-8-sig")
    else:
        known = listed(SUFFIXES)
        raise LayerError(message("layers-not-written", path=str(path), layer=layer, known=known))
