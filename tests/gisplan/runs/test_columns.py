"""Every column of every file of a run is in the registry of columns, and the GeoPackages say so."""

from __future__ import annotations

import csv
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import openpyxl
import pytest

from gisplan.runs.readable import reader_of
from gisplan.runs.workbook import write_workbook
from gisplan.tables.registry import CSV, SHEET, tables_in
from layers.columns import column, find_column
from tests.gisplan.planned import planned

if TYPE_CHECKING:
    from pathlib import Path

PACKAGES = ("plan.gpkg", "evidence.gpkg")
OWN = {"fid", "geom"}
"""Columns that a GeoPackage adds itself."""


def csv_columns(run: Path) -> list[tuple[str, str]]:
    """List table and column of every CSV file of a run."""
    found = []
    for path in sorted(run.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            found += [(path.stem, name) for name in next(csv.reader(stream))]
    return found


def package_columns(path: Path) -> list[tuple[str, str]]:
    """List layer and column of every layer of a GeoPackage."""
    query = (
        "SELECT layer.table_name, field.name FROM gpkg_contents AS layer, "
        "pragma_table_info(layer.table_name) AS field"
    )
    with closing(sqlite3.connect(path)) as base:
        return [(layer, name) for layer, name in base.execute(query) if name not in OWN]


def unregistered(columns: list[tuple[str, str]]) -> list[tuple[str, str]]:
    assert columns
    return [pair for pair in columns if find_column(*pair) is None]


def test_every_column_of_every_csv_has_a_row(toy_run: Path) -> None:
    assert unregistered(csv_columns(toy_run)) == []


@pytest.mark.parametrize("name", PACKAGES)
def test_every_column_of_every_layer_has_a_row(toy_run: Path, name: str) -> None:
    assert unregistered(package_columns(toy_run / name)) == []


def test_every_column_of_every_sheet_is_headed_by_its_row(toy_run: Path, tmp_path: Path) -> None:
    write_workbook(planned(), tmp_path / SHEET)
    book = openpyxl.load_workbook(tmp_path / SHEET, read_only=True)
    heads = {sheet.title: next(sheet.iter_rows(max_row=1, values_only=True)) for sheet in book}
    named, reader = {table.name: table.label.zh for table in tables_in(CSV, SHEET)}, reader_of(planned())
    left = {("clauses", "check"), ("clauses", "note"), ("zones", "note")}
    for table, name in csv_columns(toy_run):
        head = reader.header(table, name)
        # what stands in two languages is one column, headed as the code it tells where there is one
        stem = reader.header(table, name[:-3] if name.endswith(("_zh", "_en")) else name)
        assert (table, name) in left or {head, stem} & set(heads[named[table]])
        assert head != name


def test_a_column_without_a_row_is_found(tmp_path: Path) -> None:
    (tmp_path / "sites.csv").write_text("site_id,shoe_size\n", encoding="utf-8-sig")
    assert unregistered(csv_columns(tmp_path)) == [("sites", "shoe_size")]


@pytest.mark.parametrize("name", PACKAGES)
def test_a_geopackage_carries_alias_and_description_of_every_column(toy_run: Path, name: str) -> None:
    with closing(sqlite3.connect(toy_run / name)) as base:
        rows = base.execute(
            "SELECT table_name, column_name, title, description FROM gpkg_data_columns"
        ).fetchall()
    said = {(layer, field): (title, note) for layer, field, title, note in rows}
    assert set(said) == set(package_columns(toy_run / name))
    scenario = planned().scenario
    for (layer, field), (title, note) in said.items():
        found = find_column(layer, field, scenario.chargers.type_names)
        assert title == found.in_currency(scenario.currency).alias
        assert column(layer, field).description in note


def test_a_layer_that_lists_choices_holds_only_those(toy_run: Path) -> None:
    with closing(sqlite3.connect(toy_run / "plan.gpkg")) as base:
        ruled = base.execute(
            "SELECT table_name, column_name, constraint_name FROM gpkg_data_columns "
            "WHERE constraint_name IS NOT NULL"
        ).fetchall()
        assert ("sites", "category", "sites_category") in ruled
        for layer, name, rule in ruled:
            held = {row[0] for row in base.execute(f'SELECT DISTINCT "{name}" FROM "{layer}"')}  # noqa: S608
            listed = base.execute(
                "SELECT value FROM gpkg_data_column_constraints WHERE constraint_name = ?", (rule,)
            )
            assert held - {None, ""} <= {row[0] for row in listed}, (layer, name)
