"""What a file claims beyond its own bytes: views, repeated text, entities, pixels of nothing.

Each is counted, or refused, before the library that would make it all is asked.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from gisplan_errors import LayerError
from gisplan_words import message
from layers.files.limits import LIMITS, TableLimits, check_extent, too_large

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_RTREE = re.compile(r"CREATE\s+VIRTUAL\s+TABLE\s+(?:\"[^\"]*\"|\S+)\s+USING\s+rtree\b", re.IGNORECASE)
_SPEC_VIEW = re.compile(
    r"CREATE\s+VIEW\s+\S+\s+AS\s+SELECT\s+(?:(?!\bFROM\b)[^;()])+\s"
    r"FROM\s+gpkg_(?:spatial_ref_sys|geometry_columns)"
    r"(?:\s+AS\s+\w+\s+JOIN\s+gpkg_spatial_ref_sys\s+AS\s+\w+\s+WHERE\s+[\w.\s=]+)?\s*;?\s*",
    re.IGNORECASE,
)
_SPEC_VIEWS = {"st_spatial_ref_sys", "spatial_ref_sys", "st_geometry_columns", "geometry_columns"}
"""Views that the GeoPackage standard suggests, over its own small tables: several writers make them."""
_CLAUSES = "SELECT name, type, coalesce(sql, '') FROM sqlite_master WHERE type IN ('table', 'view')"
_GENERATED = "SELECT count(*) FROM pragma_table_xinfo(?) WHERE hidden IN (2, 3)"
_BATCH = 8_192


def check_stored(path: Path) -> None:
    """Refuse a GeoPackage with anything but tables of stored rows: a view is run as soon as it is listed.

    Raises
    ------
    LayerError
        With the view, the virtual table or the table with computed columns; or it is damaged.
    """
    # without a journal no lock is needed, so that a folder that nobody may write to is no hindrance
    how = "mode=ro" if path.with_name(f"{path.name}-wal").exists() else "mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True)) as base:
            base.execute("PRAGMA trusted_schema = OFF")
            for name, kind, sql in base.execute(_CLAUSES).fetchall():
                if kind == "view":
                    allowed = name.lower() in _SPEC_VIEWS and bool(_SPEC_VIEW.fullmatch(sql))
                else:  # SQLite itself writes how the text of a table begins
                    stored = sql == "" or sql.startswith("CREATE TABLE ")
                    own = stored and not base.execute(_GENERATED, (name,)).fetchone()[0]
                    allowed = own or bool(_RTREE.match(sql))  # GDAL's index
                if not allowed:
                    raise LayerError(message("layers-computed", path=str(path), name=name))
    except sqlite3.Error as fault:
        raise LayerError(
            message("layers-unreadable", path=str(path), form=".gpkg", fault=str(fault))
        ) from fault


def check_geodatabase(path: Path) -> None:
    """Refuse a folder that is no file geodatabase, or whose files stand elsewhere.

    Raises
    ------
    LayerError
        With the folder.
    """
    catalogue = path / "a00000001.gdbtable"
    whole = catalogue.is_file() and not any(file.is_symlink() for file in path.iterdir())
    if whole:
        with catalogue.open("rb") as file:
            whole = file.read(4) in {b"\x03\0\0\0", b"\x04\0\0\0"}
    if not whole:
        raise LayerError(message("layers-other-kind", path=str(path), ending=".gdb"))


def check_parquet(path: Path, limits: TableLimits = LIMITS) -> tuple[int, list[str]]:
    """Give the rows and the columns of a Parquet file that may be read.

    A dictionary lets a million rows share one long text: texts are counted as they would unpack.

    Raises
    ------
    LayerError
        The file is no Parquet, or holds more than the limits allow.
    """
    import pyarrow.parquet as pq  # noqa: PLC0415  (only for this kind of file)

    said = pq.read_metadata(path)
    check_extent(path, said.num_rows, said.num_columns, limits)
    leaves = [said.schema.column(at) for at in range(said.num_columns)]
    texts = [leaf.path for leaf in leaves if leaf.physical_type == "BYTE_ARRAY"]
    stored = sum(said.row_group(at).total_byte_size for at in range(said.num_row_groups))
    fixed = sum(leaf.length for leaf in leaves if leaf.physical_type == "FIXED_LEN_BYTE_ARRAY")
    if (size := max(stored, said.num_rows * fixed)) > limits.bytes:
        raise too_large(path, "bytes", size, limits.bytes)
    unpacked = 0
    with pq.ParquetFile(path, read_dictionary=texts) as file:
        for batch in file.iter_batches(_BATCH, columns=texts) if texts else ():
            unpacked += sum(_length(part) for column in batch.columns for part in _parts(column))
            if unpacked > limits.bytes:
                raise too_large(path, "bytes", message("layers-more"), limits.bytes)
    return said.num_rows, list(said.schema.to_arrow_schema().names)


def check_graphml(path: Path, limits: TableLimits = LIMITS) -> None:
    """Count the elements of a GraphML file and its kinds of attribute; entities of its own are refused.

    Raises
    ------
    LayerError
        It holds more than the limits allow, has a document type, or is no XML.
    """
    rows = {"node": 0, "edge": 0}
    keys = {"node": 0, "edge": 0}

    def start(name: str, given: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag in rows:
            rows[tag] += 1
        elif tag == "key":
            for kind in rows:
                keys[kind] += given.get("for", "all") in {kind, "all"}
        for kind, count in rows.items():
            check_extent(path, count, keys[kind], limits)

    def refuse(*_: Any) -> None:  # noqa: ANN401
        raise LayerError(message("layers-doctype", path=str(path)))

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = refuse
    try:
        with path.open("rb") as file:
            parser.ParseFile(file)
    except expat.ExpatError as fault:
        raise LayerError(message("layers-roads-graphml", path=str(path), fault=str(fault))) from fault


def check_marked(path: Path) -> None:
    """Refuse XML that is none, or whose document type brings entities or a schema of its own.

    Raises
    ------
    LayerError
        With the file.
    """

    def refuse(*_: Any) -> None:  # noqa: ANN401
        raise LayerError(message("layers-doctype", path=str(path)))

    def place(_: str, given: dict[str, str]) -> None:
        # what the copy that is read has lost is written in bytes that every reader takes for ASCII
        if coded and any(name.lower().endswith("schemalocation") for name in given):
            refuse()

    coded = False
    with path.open("rb") as file:
        coded = file.read(2) in {b"\xff\xfe", b"\xfe\xff"}
        file.seek(0)
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = refuse
        parser.StartElementHandler = place
        try:
            parser.ParseFile(file)
        except expat.ExpatError as fault:
            form = path.suffix.lower()
            raise LayerError(
                message("layers-unreadable", path=str(path), form=form, fault=str(fault))
            ) from fault


def check_pixels(path: Path, source: Any, limits: TableLimits = LIMITS) -> None:  # noqa: ANN401
    """Refuse an open raster of more pixels, or of larger blocks, than the limits allow.

    Raises
    ------
    LayerError
        With what the file holds and what is allowed.
    """
    if (pixels := source.width * source.height * source.count) > limits.pixels:
        raise too_large(path, "pixel", pixels, limits.pixels)
    if (block := max(high * wide for high, wide in source.block_shapes)) > limits.block:
        raise too_large(path, "block", block, limits.block)


def _parts(column: Any) -> Iterator[Any]:  # noqa: ANN401
    """Give the arrays of text that an array of Arrow nests."""
    import pyarrow as pa  # noqa: PLC0415

    if pa.types.is_dictionary(column.type):
        yield column
    elif pa.types.is_map(column.type):
        yield from (part for nested in (column.keys, column.items) for part in _parts(nested))
    elif pa.types.is_nested(column.type):
        flat = column.flatten()
        yield from (
            part for nested in (flat if isinstance(flat, list) else [flat]) for part in _parts(nested)
        )


def _length(coded: Any) -> int:  # noqa: ANN401
    """Give the bytes of all values of a dictionary array."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.compute as pc  # noqa: PLC0415

    return pc.sum(pc.binary_length(coded.dictionary).cast(pa.int64()).take(coded.indices)).as_py() or 0
