"""Read whatever file a planner has as a frame with a CRS: the way in before lint, schema and region.

GeoPackage, GeoJSON, Shapefile (also zipped; UTF-8 or GBK attributes), GeoParquet, CSV and Excel with
longitude and latitude, and OSMnx GraphML. Nothing is guessed silently: a file without a CRS, or with
several layers and none chosen, is refused with the choices.
"""

from __future__ import annotations

import tempfile
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from gisplan_errors import CrsError, LayerError
from gisplan_words import listed, message
from layers.crs import OUTPUT_CRS
from layers.files.archive import unpack
from layers.files.reading import (
    FAULTS,
    layer_names,
    open_workbook,
    read_csv,
    read_features,
    read_parquet,
    read_sheet,
)
from layers.files.shapefile import text_encoding
from layers.roads.osmnx_graphs import read_graphml
from layers.roads.provenance import with_provenance

if TYPE_CHECKING:
    from collections.abc import Callable

    from layers.roads.graph import CrsLike

SUFFIXES = (".gpkg", ".geojson", ".json", ".shp", ".zip", ".parquet", ".csv", ".xlsx", ".graphml")
LON_NAMES = ("lon", "lng", "long", "longitude", "经度")
LAT_NAMES = ("lat", "latitude", "纬度")
# Text in tables even where all rows look like numbers: leading zeros and codes count.
TEXT_COLUMNS = (
    *("adcode", "site_id", "cell_id", "supply_id", "road_ref", "name_zh", "name_en", "as_of", "chainage"),
    *("origin_id", "destination_id", "osm_id", "source", "authority", "operator", "direction", "allows"),
)
GEOMETRY_KINDS = ("shp", "gpkg", "geojson", "json", "parquet")


def import_file(
    path: Path,
    *,
    layer: str | None = None,
    crs: CrsLike = None,
    encoding: str | None = None,
) -> gpd.GeoDataFrame:
    """Read a file of geodata.

    Parameters
    ----------
    path
        One of `SUFFIXES`.
    layer
        Layer of a GeoPackage, or sheet of an Excel file, where it has several.
    crs
        CRS of a file that states none. A CSV or Excel file with longitude and latitude is WGS 84 unless
        this says otherwise.
    encoding
        Encoding of the text; by default found out (Shapefile, CSV).

    Returns
    -------
    geopandas.GeoDataFrame
        The rows as they are, geometry in column ``geometry``, with a CRS. Rows of a table whose longitude or
        latitude is missing have no geometry.

    Raises
    ------
    LayerError
        The file is missing, of another kind, damaged, unsafe, or has several layers and none is chosen.
    CrsError
        It states no CRS and ``crs`` gives none, or ``crs`` contradicts what it states.
    """
    if not path.is_file():
        raise LayerError(message("layers-no-file", path=str(path)))
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise LayerError(message("layers-ending", path=str(path), ending=suffix, known=listed(SUFFIXES)))
    try:
        frame = _read(path, suffix, layer, crs, encoding)
    except FAULTS as fault:
        raise LayerError(
            message("layers-unreadable", path=str(path), form=suffix, fault=str(fault))
        ) from fault
    if frame.geometry.name != "geometry":
        frame = frame.rename_geometry("geometry")
    return _with_crs(frame, crs, path)


def _read(path: Path, suffix: str, layer: str | None, crs: CrsLike, encoding: str | None) -> gpd.GeoDataFrame:
    readers: dict[str, Callable[[], gpd.GeoDataFrame]] = {
        ".graphml": lambda: with_provenance(read_graphml(path, crs=crs, strong=False).to_frame(), path),
        ".parquet": lambda: read_parquet(path),
        ".csv": lambda: _points(_table(path, encoding), path, crs),
        ".xlsx": lambda: _points(_sheet(path, layer), path, crs),
        ".zip": lambda: _zipped(path, layer, crs, encoding),
    }
    if suffix in readers:
        return readers[suffix]()
    if suffix == ".shp":
        dbf = next((p for p in path.parent.glob(f"{path.stem}.*") if p.suffix.lower() == ".dbf"), None)
        if dbf is None:
            raise LayerError(message("layers-no-dbf", path=str(path), name=path.stem))
        return _features(path, None, encoding or text_encoding(dbf))
    held = [name for name, kind in layer_names(path).items() if kind is not None]
    return _features(path, _chosen(path, held, layer), None)


def _features(path: Path, layer: str | None, encoding: str | None) -> gpd.GeoDataFrame:
    frame = read_features(path, layer=layer, encoding=encoding)
    if not isinstance(frame, gpd.GeoDataFrame):
        raise LayerError(message("layers-no-geometry", path=str(path)))
    return frame


def _chosen(path: Path, names: list[str], layer: str | None) -> str:
    """Give the layer asked for, else the only one that has geometry."""
    known = listed(names) if names else message("layers-none")
    if layer is not None and layer not in names:
        raise LayerError(message("layers-no-layer", path=str(path), what="layer", name=layer, known=known))
    if layer is None and len(names) != 1:
        raise LayerError(message("layers-choose", path=str(path), known=known))
    return layer or names[0]


def _zipped(path: Path, layer: str | None, crs: CrsLike, encoding: str | None) -> gpd.GeoDataFrame:
    with tempfile.TemporaryDirectory(prefix="gisplan-") as folder:
        files = unpack(path, Path(folder))
        inside = {file.stem: file for file in files if file.suffix.lower().lstrip(".") in GEOMETRY_KINDS}
        chosen = inside[_chosen(path, sorted(inside), layer)]
        return _read(chosen, chosen.suffix.lower(), None, crs, encoding)


def _table(path: Path, encoding: str | None) -> pd.DataFrame:
    """Read a CSV as UTF-8 (with or without byte order mark), else as GB18030, Excel's Chinese default."""
    for name in (encoding,) if encoding else ("utf-8-sig", "gb18030"):
        try:
            head = read_csv(path, name, nrows=0)
            texts = {column: str for column in head.columns if _plain(column) in TEXT_COLUMNS}
            return read_csv(path, name, dtype=texts)
        except UnicodeDecodeError:
            continue
    raise LayerError(message("layers-encoding", path=str(path)))


def _sheet(path: Path, sheet: str | None) -> pd.DataFrame:
    with open_workbook(path) as book:
        names = [str(name) for name in book.sheet_names]
        if sheet is not None and sheet not in names:
            raise LayerError(
                message("layers-no-layer", path=str(path), what="sheet", name=sheet, known=listed(names))
            )
        name = sheet if sheet is not None else names[0]
        head = read_sheet(path, book, name, nrows=0)
        texts = {column: str for column in head.columns if _plain(column) in TEXT_COLUMNS}
        return read_sheet(path, book, name, dtype=texts)


def _points(table: pd.DataFrame, path: Path, crs: CrsLike) -> gpd.GeoDataFrame:
    named = {_plain(column): column for column in table.columns}
    lon = next((named[name] for name in LON_NAMES if name in named), None)
    lat = next((named[name] for name in LAT_NAMES if name in named), None)
    if lon is None or lat is None:
        raise LayerError(message("layers-no-lon", path=str(path), names=listed(map(str, table.columns))))
    x, y = (pd.to_numeric(table[column], errors="coerce") for column in (lon, lat))
    points = gpd.GeoSeries(gpd.points_from_xy(x, y), index=table.index)
    points[x.isna() | y.isna()] = None
    return gpd.GeoDataFrame(
        table.drop(columns=[lon, lat]), geometry=points, crs=OUTPUT_CRS if crs is None else crs
    )


def _with_crs(frame: gpd.GeoDataFrame, crs: CrsLike, path: Path) -> gpd.GeoDataFrame:
    if frame.crs is None:
        if crs is None:
            raise CrsError(message("layers-states-no-crs", path=str(path)))
        return frame.set_crs(crs)
    if crs is not None and path.suffix.lower() != ".graphml" and frame.crs != crs:
        raise CrsError(
            message("layers-other-crs", path=str(path), stated=frame.crs.to_string(), given=str(crs))
        )
    return frame


def _plain(column: object) -> str:
    return unicodedata.normalize("NFKC", str(column)).strip().lower()
