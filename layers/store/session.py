"""What a database of layers can do within one transaction, and the log of versions, which all keep alike."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, Protocol

from layers.store.rows import GEOMETRY, kind_of, text_of

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from layers.store.merging import Change
    from layers.store.rows import Cells, Rows

VERSIONS: Final = "gisplan_versions"
ROWS: Final = "gisplan_rows"
BASE: Final = "gisplan_base"
EXPORTER: Final = "gisplan"
"""Who saves the first version of a copy that gisplan writes."""
WAIT_S: Final = 10
"""How long a save waits for another program that is writing, and a connection for its server, seconds."""
OWN: Final = (VERSIONS, ROWS, BASE)
"""Tables of the store itself."""


@dataclass(frozen=True, slots=True)
class Version:
    """One save of a layer.

    Attributes
    ----------
    number
        From 1, without gaps.
    who, why
        As given; both empty where rows were edited past gisplan, and found at the next save.
    when
        UTC, ISO 8601.
    added, changed, removed
        Rows.
    """

    number: int
    who: str
    when: str
    why: str
    added: int
    changed: int
    removed: int


class Session(Protocol):
    """A layer's table and log in one transaction: all of what is done in it stays, or nothing.

    Attributes
    ----------
    table
        Name of the table.
    crs
        CRS of its shapes.
    prefix
        What stands before the name of a table of the log.
    """

    table: str
    crs: str
    prefix: str

    def run(self, sql: str, *params: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Run a statement, once for each mapping of ``:name`` to value, and give its rows."""

    def there(self, name: str) -> bool:
        """Tell whether a table of the log is there."""

    def columns(self) -> list[str]:
        """Give the columns of the table but its shape and the number that it gives a row (``fid``)."""

    def held(self) -> list[Cells]:
        """Give all rows of the table."""

    def apply(self, changes: Sequence[Change], key: tuple[str, ...]) -> None:
        """Bring changes into the table, adding columns that it lacks."""


def make_log(session: Session) -> None:
    """Make the tables of the log where they are not there."""
    session.run(
        f"CREATE TABLE IF NOT EXISTS {session.prefix}{VERSIONS} (layer TEXT NOT NULL, "
        "version INTEGER NOT NULL, who TEXT NOT NULL, saved_at TEXT NOT NULL, why TEXT NOT NULL, "
        "added INTEGER NOT NULL, changed INTEGER NOT NULL, removed INTEGER NOT NULL, "
        "PRIMARY KEY (layer, version))"
    )
    session.run(
        f"CREATE TABLE IF NOT EXISTS {session.prefix}{ROWS} (layer TEXT NOT NULL, version INTEGER NOT NULL, "
        "row_key TEXT NOT NULL, cells TEXT, PRIMARY KEY (layer, row_key, version))"
    )


def versions(session: Session) -> list[Version]:
    """Give the versions of the layer, the first one first; none of a layer that was never saved."""
    if not session.there(VERSIONS):
        return []
    found = session.run(
        f"SELECT version, who, saved_at, why, added, changed, removed FROM {session.prefix}{VERSIONS} "  # noqa: S608
        "WHERE layer = :layer ORDER BY version",
        {"layer": session.table},
    )
    return [Version(*row) for row in found]


def rows_at(session: Session, version: int) -> Rows:
    """Give the rows as a version left them; none before the first."""
    if version == 0:
        return {}
    rows = f"{session.prefix}{ROWS}"
    found = session.run(
        f"SELECT row_key, cells FROM {rows} AS one WHERE layer = :layer AND version = "  # noqa: S608
        f"(SELECT max(version) FROM {rows} WHERE layer = one.layer AND row_key = one.row_key "
        "AND version <= :version)",
        {"layer": session.table, "version": version},
    )
    return {key: json.loads(cells) for key, cells in found if cells is not None}


def record(session: Session, newest: int, changes: Sequence[Change], who: str, why: str) -> int:
    """Write a version after the newest one, with its rows, into the log; and give its number."""
    number, kinds = newest + 1, [one.kind for one in changes]
    counts = {kind: kinds.count(kind) for kind in ("added", "changed", "removed")}
    when = datetime.now(tz=UTC).isoformat(timespec="seconds")
    session.run(
        f"INSERT INTO {session.prefix}{VERSIONS} (layer, version, who, saved_at, why, added, "  # noqa: S608
        "changed, removed) VALUES (:layer, :version, :who, :when, :why, :added, :changed, :removed)",
        {"layer": session.table, "version": number, "who": who, "when": when, "why": why, **counts},
    )
    rows = [
        {
            "layer": session.table,
            "version": number,
            "key": one.key,
            "cells": None if one.after is None else text_of(one.after),
        }
        for one in changes
    ]
    session.run(
        f"INSERT INTO {session.prefix}{ROWS} (layer, version, row_key, cells) "  # noqa: S608
        "VALUES (:layer, :version, :key, :cells)",
        *rows,
    )
    return number


def further_columns(changes: Sequence[Change], known: Container[str]) -> dict[str, type]:
    """Give the columns that changes bring and a table lacks, each with what holds all its cells."""
    rows = [one.after for one in changes if one.after]
    names = dict.fromkeys(name for row in rows for name in row if name != GEOMETRY and name not in known)
    return {name: kind_of(row.get(name) for row in rows) for name in names}


def quoted(name: str) -> str:
    """Give a name as SQL takes any."""
    return '"' + name.replace('"', '""') + '"'
