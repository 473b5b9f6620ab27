"""A layer in PostgreSQL with PostGIS: the team's store, which QGIS may open beside gisplan."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from gisplan_errors import LayerError
from gisplan_words import listed, message
from layers.crs import OUTPUT_CRS
from layers.schema.contracts import SCHEMAS
from layers.store.rows import GEOMETRY, plain
from layers.store.session import OWN, WAIT_S, further_columns, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from gisplan_words import Message
    from layers.store.address import Address
    from layers.store.merging import Change
    from layers.store.rows import Cells

FID: Final = "fid"
KINDS: Final = {bool: "boolean", int: "bigint", float: "double precision", str: "text"}
TYPES: Final = {"float64": "double precision", "int64": "bigint", "bool": "boolean"}
LOST: Final = ("08", "57P")
"""How SQLSTATE begins where the connection or the server is gone; none at all where it never came about."""


class ServerLost(LayerError):  # noqa: N818 - the name says what happened
    """The server cannot be reached, or went away in the middle of a transaction, which then left nothing."""


class PostgisSession:
    """One transaction on a layer of a database; see `layers.store.session.Session`."""

    def __init__(self, base: Connection, address: Address, layer: str, *, write: bool) -> None:
        self._base = base
        self._schema, self.table = address.schema, address.table or layer
        self.prefix = f"{quoted(self._schema)}."
        if write:
            self.run(f"SET LOCAL lock_timeout = '{WAIT_S}s'")
            self.run(
                "SELECT pg_advisory_xact_lock(hashtext(:name))", {"name": f"{self._schema}.{self.table}"}
            )
        found = _place_of(base, self._schema, self.table)
        if found is None and write:
            self._make(layer)
            found = _place_of(base, self._schema, self.table)
        if found is None:
            known = self.run("SELECT f_table_schema || '.' || f_table_name FROM geometry_columns ORDER BY 1")
            names = listed(name for (name,) in known)
            place = address.shown
            raise LayerError(
                message("layers-no-layer", path=place, what="layer", name=self.table, known=names)
            )
        self._shape, self._srid, self.crs = found
        if write:  # who edits in QGIS at this moment waits, who reads does not
            self.run(f"LOCK TABLE {self._whole} IN SHARE ROW EXCLUSIVE MODE")
        # without the modifier of a type: a cast to varchar(20) would cut a text, an insert refuses it
        columns = self.run(
            "SELECT attname, format_type(atttypid, NULL), attgenerated <> '' OR "
            "pg_get_serial_sequence(:name, attname) IS NOT NULL FROM pg_attribute "
            "WHERE attrelid = to_regclass(:name) AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
            {"name": self._whole},
        )
        key = SCHEMAS[layer].key
        self._types = {name: kind for name, kind, numbered in columns if name in key or not numbered}

    @property
    def _whole(self) -> str:
        return f"{self.prefix}{quoted(self.table)}"

    def run(self, sql: str, *params: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Run a statement, once for each mapping, and give its rows."""
        return _run(self._base, sql, *params)

    def there(self, name: str) -> bool:
        """Tell whether a table of the log is there."""
        found = self.run("SELECT to_regclass(:name) IS NOT NULL", {"name": f"{self.prefix}{quoted(name)}"})
        return bool(found[0][0])

    def columns(self) -> list[str]:
        """Give the columns of the table but its shape and those that the server numbers itself."""
        return [name for name in self._types if name != self._shape]

    def held(self) -> list[Cells]:
        """Give all rows of the table."""
        names = self.columns()
        shape = f"encode(ST_AsBinary(ST_Force2D({quoted(self._shape)}), 'NDR'), 'hex')"
        chosen = ", ".join([*map(quoted, names), shape])
        return [
            {name: plain(value) for name, value in zip(names, row, strict=False)}
            | {GEOMETRY: row[-1] and row[-1].upper()}
            for row in self.run(f"SELECT {chosen} FROM {self._whole}")  # noqa: S608
        ]

    def apply(self, changes: Sequence[Change], key: tuple[str, ...]) -> None:
        """Bring changes into the table, a row at a time."""
        for name, kind in further_columns(changes, self._types).items():
            self._types[name] = KINDS[kind]
            self.run(f"ALTER TABLE {self._whole} ADD COLUMN {quoted(name)} {KINDS[kind]}")
        for one in changes:
            row = one.before or one.after or {}
            where = " AND ".join(f"{quoted(name)}::text = :key{at}" for at, name in enumerate(key))
            known = {f"key{at}": str(row[name]) for at, name in enumerate(key)}
            if one.after is None:
                self.run(f"DELETE FROM {self._whole} WHERE {where}", known)  # noqa: S608
                continue
            names = one.columns() if one.before else list(one.after)
            held = [quoted(self._shape if name == GEOMETRY else name) for name in names]
            marks = [self._mark(name, at) for at, name in enumerate(names)]
            values = {f"v{at}": one.after.get(name) for at, name in enumerate(names)}
            if one.before:
                put = ", ".join(f"{name} = {mark}" for name, mark in zip(held, marks, strict=True))
                self.run(f"UPDATE {self._whole} SET {put} WHERE {where}", values | known)  # noqa: S608
            else:
                listed_names, listed_marks = ", ".join(held), ", ".join(marks)
                self.run(f"INSERT INTO {self._whole} ({listed_names}) VALUES ({listed_marks})", values)  # noqa: S608

    def _mark(self, name: str, at: int) -> str:
        if name == GEOMETRY:
            return f"ST_GeomFromWKB(decode(:v{at}, 'hex'), {int(self._srid)})"
        return f"CAST(:v{at} AS {self._types[name]})"

    def _make(self, layer: str) -> None:
        """Make the table of a layer: the contract's columns, a key, an index of places, comments for QGIS."""
        from layers.templates.words import alias_of  # noqa: PLC0415 - only a new table needs them

        contract = SCHEMAS[layer]
        if self.table in OWN:
            raise LayerError(message("store-own-table", name=self.table))
        kind = contract.geometry[0] if len(contract.geometry) == 1 else "Geometry"
        srid = OUTPUT_CRS.partition(":")[2]
        columns = [
            f"{quoted(name)} {TYPES.get(contract.types.get(name, ''), 'text')}" for name in contract.columns
        ]
        key = ", ".join(map(quoted, contract.key))
        self.run(f"CREATE SCHEMA IF NOT EXISTS {quoted(self._schema)}")
        self.run(
            f"CREATE TABLE {self._whole} ({FID} bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, "
            f"{', '.join(columns)}, {GEOMETRY} geometry({kind}, {srid}), UNIQUE ({key}))"
        )
        self.run(f"CREATE INDEX ON {self._whole} USING gist ({GEOMETRY})")
        for name in contract.columns:
            said = alias_of(layer, name).replace("'", "''").replace(":", r"\:")
            self.run(f"COMMENT ON COLUMN {self._whole}.{quoted(name)} IS '{said}'")


@contextmanager
def postgis_session(address: Address, layer: str, *, write: bool) -> Iterator[PostgisSession]:
    """Open a transaction on a layer; to write, a table that is not there is made.

    Raises
    ------
    ServerLost
        The server cannot be reached, or went away: nothing of the transaction stays.
    LayerError
        SQLAlchemy and psycopg are not installed, the server refuses, lacks PostGIS or the layer, or another
        save holds the layer.
    """
    with _transaction(address, "READ COMMITTED" if write else "REPEATABLE READ") as base:
        yield PostgisSession(base, address, layer, write=write)


def postgis_has(address: Address, layer: str) -> bool:
    """Tell whether a database has the table of a layer: errors of `postgis_session`."""
    with _transaction(address, "READ COMMITTED") as base:
        return _place_of(base, address.schema, address.table or layer) is not None


@contextmanager
def _transaction(address: Address, level: str) -> Iterator[Connection]:
    try:
        from sqlalchemy import create_engine  # noqa: PLC0415 - the extra [postgis]
        from sqlalchemy.exc import DBAPIError  # noqa: PLC0415
        from sqlalchemy.pool import NullPool  # noqa: PLC0415

        waits = {"connect_timeout": WAIT_S}
        engine = create_engine(address.sqlalchemy(), poolclass=NullPool, connect_args=waits)
    except ImportError:
        raise LayerError(message("store-no-extra", place=address.shown)) from None
    try:
        with engine.connect().execution_options(isolation_level=level) as base, base.begin():
            yield base
    except DBAPIError as fault:
        raise _error(address.shown, fault) from fault


def _run(base: Connection, sql: str, *params: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    from sqlalchemy import text  # noqa: PLC0415 - the extra [postgis]

    given = [dict(one) for one in params]
    result = base.execute(text(sql), given if len(given) > 1 else given[0] if given else None)
    return [tuple(row) for row in result] if result.returns_rows else []


def _place_of(base: Connection, schema: str, table: str) -> tuple[str, int, str] | None:
    """Give the column of the shapes of a table, the number of their CRS, and its name."""
    found = _run(
        base,
        "SELECT f_geometry_column, place.srid, auth_name || ':' || auth_srid "
        "FROM geometry_columns AS place LEFT JOIN spatial_ref_sys USING (srid) "
        "WHERE f_table_schema = :schema AND f_table_name = :table",
        {"schema": schema, "table": table},
    )
    return (found[0][0], int(found[0][1]), str(found[0][2])) if found else None


def _error(place: str, fault: Any) -> LayerError:  # noqa: ANN401 - an error of SQLAlchemy
    state = getattr(fault.orig, "sqlstate", None)
    text = str(fault.orig).strip().split("\n")[0]
    if state is None or state.startswith(LOST) or fault.connection_invalidated:
        return ServerLost(message("store-lost", place=place, fault=text))
    return LayerError(_reason(place, state, text))


def _reason(place: str, state: str, text: str) -> Message:
    if state == "55P03":
        return message("store-locked", place=place)
    if state in {"53100", "58030"}:
        return message("store-full", place=place)
    if state in {"42883", "42P01"} and ("geometry" in text or "st_" in text.lower()):
        return message("store-no-postgis", place=place)
    return message("store-failed", place=place, fault=text)
