"""A layer in a GeoPackage: rows are written one by one, so that styles, aliases, choices and fid stay."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from gisplan_errors import LayerError
from gisplan_words import listed, message
from layers.files.reading import check_kind
from layers.store.blobs import blob_of, shape_of, teach
from layers.store.rows import GEOMETRY, plain
from layers.store.session import BASE, WAIT_S, further_columns, quoted
from layers.templates.writing import write_template

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from gisplan_words import Message
    from layers.store.merging import Change
    from layers.store.rows import Cells

KINDS: Final = {bool: "BOOLEAN", int: "INTEGER", float: "REAL", str: "TEXT"}


class GeoPackageSession:
    """One transaction on a layer of a GeoPackage; see `layers.store.session.Session`."""

    prefix = ""

    def __init__(self, base: sqlite3.Connection, path: Path, table: str, layer: str) -> None:
        self._base = base
        self.table = table or self._chosen(path, layer)
        found = base.execute(
            "SELECT column_name, place.srs_id, organization, organization_coordsys_id "
            "FROM gpkg_geometry_columns AS place JOIN gpkg_spatial_ref_sys USING (srs_id) "
            "WHERE table_name = ?",
            (self.table,),
        ).fetchone()
        if found is None:
            known = listed(self._layers())
            raise LayerError(
                message("layers-no-layer", path=str(path), what="layer", name=self.table, known=known)
            )
        self._shape, self._srs, organization, number = found
        self.crs = f"{organization}:{number}"
        info = base.execute(f"PRAGMA table_info({quoted(self.table)})").fetchall()
        self._types = {name: kind.upper() for _, name, kind, _, _, is_key in info if not is_key}

    def run(self, sql: str, *params: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Run a statement, once for each mapping, and give its rows."""
        if len(params) > 1:
            self._base.executemany(sql, params)
            return []
        return self._base.execute(sql, *params).fetchall()

    def there(self, name: str) -> bool:
        """Tell whether a table of the log is there."""
        return bool(self.run("SELECT 1 FROM sqlite_master WHERE name = :name", {"name": name}))

    def columns(self) -> list[str]:
        """Give the columns of the table but its fid and its shape."""
        return [name for name in self._types if name != self._shape]

    def held(self) -> list[Cells]:
        """Give all rows of the table, in the order of their fid."""
        names = self.columns()
        chosen = ", ".join(map(quoted, [*names, self._shape]))
        found = self._base.execute(f"SELECT {chosen} FROM {quoted(self.table)}")  # noqa: S608
        return [
            {name: self._read(name, value) for name, value in zip(names, row, strict=False)}
            | {GEOMETRY: shape_of(row[-1])}
            for row in found
        ]

    def apply(self, changes: Sequence[Change], key: tuple[str, ...]) -> None:
        """Bring changes into the table, a row at a time, and what the file says of its extent."""
        table = quoted(self.table)
        for name, kind in further_columns(changes, self._types).items():
            self._types[name] = KINDS[kind]
            self._base.execute(f"ALTER TABLE {table} ADD COLUMN {quoted(name)} {KINDS[kind]}")
        for one in changes:
            where = " AND ".join(f"{quoted(name)} = ?" for name in key)
            row = one.before or one.after or {}
            known = [row[name] for name in key]
            if one.after is None:
                self._base.execute(f"DELETE FROM {table} WHERE {where}", known)  # noqa: S608
                continue
            names = one.columns() if one.before else list(one.after)
            values = [self._written(name, one.after.get(name)) for name in names]
            held = [quoted(self._shape if name == GEOMETRY else name) for name in names]
            if one.before:
                put = ", ".join(f"{name} = ?" for name in held)
                self._base.execute(f"UPDATE {table} SET {put} WHERE {where}", [*values, *known])  # noqa: S608
            else:
                marks = ", ".join("?" * len(held))
                self._base.execute(f"INSERT INTO {table} ({', '.join(held)}) VALUES ({marks})", values)  # noqa: S608
        self._tell_contents()

    def _layers(self) -> list[str]:
        return [row[0] for row in self._base.execute("SELECT table_name FROM gpkg_geometry_columns")]

    def _chosen(self, path: Path, layer: str) -> str:
        names = self._layers()
        if layer in names:
            return layer
        if len(names) != 1:
            raise LayerError(message("layers-choose", path=str(path), known=listed(names)))
        return names[0]

    def _read(self, name: str, value: object) -> object:
        if self._types[name] == "BOOLEAN" and value in (0, 1):
            return bool(value)
        return None if isinstance(value, bytes) else plain(value)

    def _written(self, name: str, value: object) -> object:
        if name == GEOMETRY:
            return blob_of(value if isinstance(value, str) else None, self._srs)
        return int(value) if isinstance(value, bool) else value

    def _tell_contents(self) -> None:
        shapes = self._base.execute(f"SELECT {quoted(self._shape)} FROM {quoted(self.table)}")  # noqa: S608
        found = shapely.total_bounds(
            shapely.from_wkb([shape for row in shapes if (shape := shape_of(row[0]))])
        )
        bounds = found.tolist() if np.isfinite(found).all() else [None] * 4
        now = datetime.now(tz=UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        self._base.execute(
            "UPDATE gpkg_contents SET last_change = ?, min_x = ?, min_y = ?, max_x = ?, max_y = ? "
            "WHERE table_name = ?",
            (now, *bounds, self.table),
        )


@contextmanager
def geopackage_session(path: Path, table: str, layer: str, *, write: bool) -> Iterator[GeoPackageSession]:
    """Open a transaction on a layer; to write, a file that is not there starts as an empty template.

    Raises
    ------
    LayerError
        The file is not there, is no GeoPackage, lacks the layer, is being written by another program, or
        the disk is full: nothing of the transaction stays.
    """
    made = write and not path.exists()
    if made:
        write_template(layer, path)
    elif not path.is_file():
        raise LayerError(message("layers-no-layer-file", path=str(path), layer=layer))
    check_kind(path)
    mode = "rw" if write else "ro"
    done = False
    try:
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=WAIT_S)
        ) as base:
            base.isolation_level = None
            teach(base)
            base.execute("BEGIN IMMEDIATE" if write else "BEGIN")
            with base:
                yield GeoPackageSession(base, path, layer if made else table, layer)
        done = True
    except sqlite3.Error as fault:
        raise LayerError(_reason(path, fault)) from fault
    finally:
        if made and not done:
            path.unlink()


def base_of(path: Path, table: str) -> tuple[str, int] | None:
    """Give the store and version that a layer of a GeoPackage is a copy of; None where it is none.

    Raises
    ------
    LayerError
        The file cannot be read.
    """
    if not path.is_file():
        return None
    check_kind(path)
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as base:
            there = base.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (BASE,)).fetchone()
            found = (
                there
                and base.execute(
                    f"SELECT store, version FROM {BASE} WHERE layer = ?",  # noqa: S608
                    (table,),
                ).fetchone()
            )
    except sqlite3.Error as fault:
        raise LayerError(_reason(path, fault)) from fault
    return (str(found[0]), int(found[1])) if found else None


def keep_base(path: Path, table: str, store: str, version: int) -> None:
    """Write into a GeoPackage which store and version a layer of it is a copy of.

    Raises
    ------
    LayerError
        The file cannot be written.
    """
    try:
        with closing(sqlite3.connect(path, timeout=WAIT_S)) as base, base:
            base.execute(
                f"CREATE TABLE IF NOT EXISTS {BASE} "
                "(layer TEXT PRIMARY KEY, store TEXT NOT NULL, version INTEGER NOT NULL)"
            )
            base.execute(f"INSERT OR REPLACE INTO {BASE} VALUES (?, ?, ?)", (table, store, version))  # noqa: S608
    except sqlite3.Error as fault:
        raise LayerError(_reason(path, fault)) from fault


def _reason(path: Path, fault: sqlite3.Error) -> Message:
    kind = getattr(fault, "sqlite_errorcode", 0) & 0xFF  # the rest says more closely which
    if kind in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return message("store-locked", place=str(path))
    if kind in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}:
        return message("store-full", place=str(path))
    return message("store-failed", place=str(path), fault=str(fault))
