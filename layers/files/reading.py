"""The one door by which a user's or a stranger's file comes in: it is opened as what its ending says, or not.

GDAL opens what a file *is*: a description named ``sites.geojson`` that points at other files or at a server
would be followed. So the ending names the one driver that may open it, the first bytes have to agree, all
other drivers are off while it is read, and so is the network.
"""

from __future__ import annotations

import os
import re
import tempfile
import warnings
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pyogrio
from pyogrio.core import _register_drivers  # no public name lets a driver rest
from pyogrio.util import vsi_path

from gisplan_errors import LayerError
from gisplan_words import message
from layers.files.archive import ArchiveLimits, check_archive
from layers.files.claims import (
    check_geodatabase,
    check_graphml,
    check_marked,
    check_parquet,
    check_pixels,
    check_stored,
)
from layers.files.limits import LIMITS, check_csv, check_extent, check_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import ModuleType

DRIVERS = {
    ".gpkg": "GPKG",
    ".geojson": "GeoJSON",
    ".json": "GeoJSON",
    ".shp": "ESRI Shapefile",
    ".geojsonl": "GeoJSONSeq",
    ".geojsons": "GeoJSONSeq",
    ".fgb": "FlatGeobuf",
    ".kml": "LIBKML",
    ".gpx": "GPX",
    ".gml": "GML",
    ".gdb": "OpenFileGDB",
}
"""The one driver that opens a file of an ending."""
MAGIC = {
    ".gpkg": (b"SQLite format 3\0",),
    ".geojson": (b"{",),
    ".json": (b"{",),
    ".shp": (b"\x00\x00\x27\x0a",),
    ".geojsonl": (b"{", b"\x1e"),
    ".geojsons": (b"{", b"\x1e"),
    ".fgb": (b"fgb\x03fgb",),
    ".kml": (b"<",),
    ".gpx": (b"<",),
    ".gml": (b"<",),
    ".parquet": (b"PAR1",),
    ".xlsx": (b"PK\x03\x04",),
    ".graphml": (b"<",),
    ".tif": (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"),
}
"""First bytes of a file of an ending, a mark of byte order and blanks left out."""
SHUT = {
    # without a proxy that answers nothing leaves; no_proxy would pass by it
    "GDAL_HTTP_PROXY": "http://0.0.0.0:0",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "{none}",
    "OGR_SQLITE_ALLOW_EXTERNAL_ACCESS": "NO",
}
"""Options of GDAL while a file is read."""
SHUT_RASTER = SHUT | {"GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR", "GDAL_PAM_ENABLED": "NO"}
WORKBOOK = ArchiveLimits(total_bytes=1 << 30)
MARKED = (".kml", ".gpx", ".gml")
"""Kinds that are XML: they may name a schema or entities, which stand elsewhere."""
OPENS: Mapping[str, Mapping[str, str]] = {
    "GML": {"DOWNLOAD_SCHEMA": "NO", "WRITE_GFS": "NO", "EXPOSE_FID": "NO"},
}
"""Options of a driver as it opens a file."""
FAULTS = (
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    *(OSError, ValueError, LookupError, RuntimeError, MemoryError),
    SyntaxError,  # of XML, as the parser of Python tells it
)
"""What a reader raises over a file that is not what it should be."""
DRAWN = frozenset({"altitudeMode", "tessellate", "extrude", "visibility", "drawOrder", "icon", "snippet"})
"""How a viewer of KML draws a place."""
_ZEROS = re.compile("0{2,}")
_SCHEMA = re.compile(rb"(schemaLocation|noNamespaceSchemaLocation)(?=\s*=)", re.IGNORECASE)
_ONE_AT_A_TIME = RLock()
_PASSES_BY = ("no_proxy", "NO_PROXY")


def check_kind(path: Path, suffix: str | None = None) -> None:
    """Refuse a file that is not what its ending says, or whose name GDAL reads as an address.

    Raises
    ------
    LayerError
        With the file and what was expected.
    """
    suffix = suffix or path.suffix.lower()
    text = str(path.absolute())
    if text.startswith("/vsi") or vsi_path(text) != text:
        raise LayerError(message("layers-address", path=str(path)))
    if suffix == ".gdb":
        check_geodatabase(path)
        return
    with path.open("rb") as file:
        head = file.read(64)
    if suffix in {".geojson", ".json", ".graphml", ".geojsonl", ".geojsons", *MARKED}:
        head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head.startswith(MAGIC[suffix]):
        if suffix == ".json" and head.startswith(b"["):
            raise LayerError(message("layers-json-register", path=str(path)))
        raise LayerError(message("layers-other-kind", path=str(path), ending=suffix))
    if suffix == ".gpkg":
        check_stored(path)
    if suffix == ".graphml":
        check_graphml(path)
    if suffix in MARKED:
        check_marked(path)


def layer_names(path: Path) -> dict[str, str | None]:
    """Give the layers of a file with their kind of geometry, None for a table without.

    Raises
    ------
    LayerError
        The file is not what its ending says.
    """
    check_kind(path)
    with _only(path), _alone(path) as single:
        return {str(name): kind for name, kind in pyogrio.list_layers(single)}


def layers_with_places(path: Path) -> list[str]:
    """Give the layers of a file that have geometry; of XML, which lists what it may hold, the filled ones.

    Raises
    ------
    LayerError
        The file is not what its ending says.
    """
    names = [name for name, kind in layer_names(path).items() if kind is not None]
    if path.suffix.lower() not in MARKED or len(names) < 2:
        return names
    with _only(path), _alone(path) as single:
        rows = {
            name: pyogrio.read_info(single, layer=name, force_feature_count=True)["features"]
            for name in names
        }
    return [name for name in names if rows[name]]


def read_features(path: Path, **options: Any) -> pd.DataFrame | gpd.GeoDataFrame:  # noqa: ANN401
    """Read a file of one of `DRIVERS`; options are those of `pyogrio.read_dataframe`.

    Raises
    ------
    LayerError
        The file is not what its ending says, or holds more than `limits.LIMITS` allow.
    """
    check_kind(path)
    driver = DRIVERS[path.suffix.lower()]
    with _only(path), _alone(path) as single, warnings.catch_warnings():
        # A GeoJSON property that is a number here and a text there stays text: lint names the odd cells.
        warnings.filterwarnings("ignore", message="Could not parse column")
        # every row of GeoJSON gets a cell for every key of any row: they are counted, if it reads twice
        info = pyogrio.read_info(single, layer=options.get("layer"), force_feature_count=True)
        check_extent(path, max(info["features"], 0), len(info["fields"]) + 1)
        if driver in {"GeoJSON", "GeoJSONSeq"}:
            options |= {"DATE_AS_STRING": "YES"}  # else a text that looks like a date becomes a moment
        frame = pyogrio.read_dataframe(single, **options, **OPENS.get(driver, {}))
    if path.suffix.lower() in MARKED and isinstance(frame, gpd.GeoDataFrame):
        # heights of a viewer or a receiver are no part of a place, and neither is how a viewer draws it
        drawn = [name for name in frame.columns if name in DRAWN]
        frame = frame.drop(columns=drawn).set_geometry(frame.geometry.force_2d())
    return frame


def read_parquet(path: Path) -> gpd.GeoDataFrame:
    """Read a GeoParquet file.

    Raises
    ------
    LayerError
        The file is no Parquet, or holds more than `limits.LIMITS` allow.
    """
    parquet_extent(path)
    return gpd.read_parquet(path.absolute())


def is_geoparquet(path: Path) -> bool:
    """Whether a Parquet file says where its geometry is and in which CRS.

    Raises
    ------
    LayerError
        The file is no Parquet.
    """
    check_kind(path)
    import pyarrow.parquet as pq  # noqa: PLC0415  (only for this kind of file)

    return b"geo" in (pq.read_schema(path).metadata or {})


def read_columns(path: Path, names: Sequence[str]) -> pd.DataFrame:
    """Read those of the columns that a Parquet file has.

    Raises
    ------
    LayerError
        The file is no Parquet, or holds more than `limits.LIMITS` allow.
    """
    rows, held = parquet_extent(path)
    known = [name for name in names if name in held]
    return pd.read_parquet(path, columns=known) if known else pd.DataFrame(index=range(rows))


def parquet_extent(path: Path) -> tuple[int, list[str]]:
    """Give the rows and the columns of a Parquet file that may be read.

    Raises
    ------
    LayerError
        The file is no Parquet, or holds more than `limits.LIMITS` allow.
    """
    check_kind(path)
    return check_parquet(path)


def read_csv(path: Path, encoding: str = "utf-8-sig", **options: Any) -> pd.DataFrame:  # noqa: ANN401
    """Read a CSV file; options are those of `pandas.read_csv`.

    Raises
    ------
    LayerError
        It holds more than `limits.LIMITS` allow.
    """
    check_csv(path, encoding, delimiter=options.get("sep", ","))
    table: pd.DataFrame = pd.read_csv(path.absolute(), encoding=encoding, **options)
    return table


@contextmanager
def open_workbook(path: Path) -> Iterator[pd.ExcelFile]:
    """Open an Excel workbook, to be read sheet by sheet with `read_sheet`.

    Raises
    ------
    LayerError
        It is no workbook, or would unpack to more than `WORKBOOK` allows.
    """
    check_kind(path)
    check_archive(path, WORKBOOK)
    with pd.ExcelFile(path, engine="openpyxl") as book:
        yield book


def first_rows(book: pd.ExcelFile, name: str, most: int) -> list[tuple[object, ...]]:
    """Give the first rows of a sheet of an open workbook, whatever it says of its extent."""
    sheet = book.book[name]
    if hasattr(sheet, "reset_dimensions"):
        sheet.reset_dimensions()
    return list(sheet.iter_rows(max_row=most, max_col=LIMITS.columns, values_only=True))


def written(
    book: pd.ExcelFile, name: str, above: int, places: Sequence[int], rows: int
) -> list[list[str | None]]:
    """Give columns of a sheet as its reader sees them: leading zeros of a format, days without an hour.

    Parameters
    ----------
    book, name
        An open workbook and the sheet.
    above
        Rows above the first one.
    places
        The columns, from 0.
    rows
        Rows to give.
    """
    texts: list[list[str | None]] = [[None] * rows for _ in places]
    for at, cells in enumerate(book.book[name].iter_rows(above + 1, above + rows)):
        for column, place in zip(texts, places, strict=True):
            if place < len(cells):
                column[at] = _shown(cells[place].value, str(cells[place].number_format))
    return texts


def _shown(value: object, form: str) -> str | None:
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes").removesuffix(" 00:00")
    if isinstance(value, int) and _ZEROS.fullmatch(form):
        return str(value).zfill(len(form))
    return None if value is None else str(value)


def read_sheet(path: Path, book: pd.ExcelFile, name: str, **options: Any) -> pd.DataFrame:  # noqa: ANN401
    """Read a sheet; options are those of `pandas.read_excel`.

    Raises
    ------
    LayerError
        It holds more than `limits.LIMITS` allow.
    """
    if options.get("nrows") != 0:
        sheet = book.book[name]
        sheet.reset_dimensions()  # what the file says of its own extent counts for nothing
        check_rows(path, sheet.iter_rows(values_only=True))
    return pd.read_excel(book, sheet_name=name, **options)


@contextmanager
def open_raster(path: Path, rasterio: ModuleType) -> Iterator[Any]:
    """Open a GeoTIFF alone, without the files that lie beside it, and shut the network while it is open.

    Raises
    ------
    LayerError
        The file is no TIFF, or claims more pixels than `limits.LIMITS` allow.
    """
    check_kind(path, ".tif")
    with (
        _no_way_past(),
        rasterio.Env(**SHUT_RASTER),
        rasterio.open(path.absolute(), driver="GTiff") as source,
    ):
        check_pixels(path, source)
        yield source


@contextmanager
def _only(path: Path) -> Iterator[None]:
    """Leave GDAL the one driver of an ending, and no network; afterwards all is as it was."""
    kept = DRIVERS[path.suffix.lower()]
    with _ONE_AT_A_TIME, _no_way_past():
        others = pyogrio.list_drivers().keys() - {kept}
        before = {name: pyogrio.get_gdal_config_option(name) for name in (*SHUT, "GDAL_SKIP")}
        try:
            pyogrio.set_gdal_config_options(SHUT | {"GDAL_SKIP": ",".join(sorted(others))})
            _register_drivers()
            if set(pyogrio.list_drivers()) != {kept}:
                raise RuntimeError(f"GDAL keeps other drivers than {kept}")
            yield
        finally:
            pyogrio.set_gdal_config_options(before)
            _register_drivers()


@contextmanager
def _alone(path: Path) -> Iterator[Path]:
    """Give a file of XML as a copy on its own: no schema, and no file beside it, is read or written."""
    if path.suffix.lower() not in MARKED:
        yield path.absolute()
        return
    with tempfile.TemporaryDirectory(prefix="gisplan-") as folder:
        copy = Path(folder) / path.name
        copy.write_bytes(_SCHEMA.sub(rb"\1Unread", path.read_bytes()))
        yield copy


@contextmanager
def _no_way_past() -> Iterator[None]:
    """Take the names of hosts that no proxy is asked for out of the environment."""
    kept = {name: os.environ.pop(name) for name in _PASSES_BY if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(kept)
