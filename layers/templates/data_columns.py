"""Aliases, descriptions and choices of columns inside a GeoPackage, which QGIS shows in its forms.

They stand in the schema extension (OGC 12-128r19, annex F.9), which GDAL keeps but does not write.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Final

from layers.columns import find_column
from layers.templates.words import note_of, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

DEFINITION: Final = "http://www.geopackage.org/spec121/#extension_schema"
SCHEMA_TABLES: Final = """
CREATE TABLE IF NOT EXISTS gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL,
  scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
CREATE TABLE IF NOT EXISTS gpkg_data_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT,
  mime_type TEXT, constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE IF NOT EXISTS gpkg_data_column_constraints (
  constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC,
  min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
"""


def describe_columns(
    path: Path, currency: str = "", names: Mapping[str, tuple[str, str]] | None = None
) -> None:
    """Write what the registry says of the columns of a GeoPackage's layers into it.

    A column that is not in the registry keeps its bare name.

    Parameters
    ----------
    path
        A GeoPackage, written and closed.
    currency
        ISO 4217 code of the money in it; without one, units say ``currency``.
    names
        As in `layers.columns.find_column`.
    """
    with closing(sqlite3.connect(path)) as base, base:
        base.executescript(SCHEMA_TABLES)
        base.executemany(
            "INSERT OR IGNORE INTO gpkg_extensions VALUES (?, NULL, 'gpkg_schema', ?, 'read-write')",
            [(table, DEFINITION) for table in ("gpkg_data_columns", "gpkg_data_column_constraints")],
        )
        held = base.execute(
            "SELECT layer.table_name, field.name FROM gpkg_contents AS layer, "
            "pragma_table_info(layer.table_name) AS field"
        ).fetchall()
        for layer, name in held:
            column = find_column(layer, name, names)
            if column is None:
                continue
            column = column.in_currency(currency)
            words = words_of(layer, name)
            rule = f"{layer}_{name}" if words else None
            base.execute(
                "INSERT OR IGNORE INTO gpkg_data_columns VALUES (?, ?, ?, ?, ?, NULL, ?)",
                (layer, name, column.alias, column.alias, note_of(layer, name, currency), rule),
            )
            base.executemany(
                "INSERT OR IGNORE INTO gpkg_data_column_constraints "
                "VALUES (?, 'enum', ?, NULL, NULL, NULL, NULL, ?)",
                [(rule, word, f"{term.zh} {term.en}") for word, term in words.items()],
            )
