"""All tables of a plan in one workbook: typed cells, units in the headers, filters and a frozen first row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np
import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from gisplan.runs.tables import guarded, plan_tables
from gisplan.tables.registry import CSV, SHEET, tables_in
from layers.columns import find_column
from maps.words.catalogue import word

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

    from gisplan.plan.record import Plan
    from gisplan.scenario.schema import Scenario

_HEAD: Final = PatternFill("solid", fgColor="DDE6EE")
_WIDEST = 60


def write_workbook(plan: Plan, path: Path) -> None:
    """Write all tables of a plan as one Excel workbook.

    Numbers, booleans and texts keep their type, codes such as ``adcode`` stay text, a missing value is an
    empty cell, and no text runs as a formula.

    Parameters
    ----------
    plan
        The plan.
    path
        File to write.
    """
    book = Workbook(write_only=True)
    names = {table.name: f"{table.label.zh} {table.name}" for table in tables_in(CSV, SHEET)}
    mark = f"{word('fingerprint').zh} {plan.headline.fingerprint}" if plan.headline.fingerprint else ""
    book.properties.subject = mark
    for name, table in plan_tables(plan).items():
        # A write-only sheet takes what is used here; its type stubs leave filter and widths out.
        headers = [header(name, str(column), plan.scenario) for column in table.columns]
        sheet = cast("Worksheet", book.create_sheet(names[name]))
        if sheet.oddFooter is not None:
            sheet.oddFooter.center.text = mark  # on every printed sheet
        _sheet(sheet, headers, table)
    book.save(path)


def header(table: str, name: str, scenario: Scenario) -> str:
    """Write the Chinese label of a column, its name and its unit; an unregistered one goes by its name."""
    column = find_column(table, name, scenario.chargers.type_names)
    if column is None:
        return name
    unit = column.in_currency(scenario.currency).printed_unit
    return f"{column.label_zh} {name}{f' [{unit}]' if unit else ''}"


def _sheet(sheet: Worksheet, headers: list[str], table: pd.DataFrame) -> None:
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(max(len(headers), 1))}{len(table) + 1}"
    for place, (head, column) in enumerate(zip(headers, table.columns, strict=True), start=1):
        sheet.column_dimensions[get_column_letter(place)].width = _width(head, table[column])
    sheet.append([_head(sheet, head) for head in headers])
    for row in zip(*(cells(table[column]) for column in table.columns), strict=True):
        sheet.append(row)


def cells(values: pd.Series[Any]) -> list[bool | int | float | str | None]:
    """Give a column as a spreadsheet keeps it, see :func:`cell`: numbers at once, each text once."""
    if isinstance(values.dtype, np.dtype) and values.dtype.kind in "biuf":
        plain = values.to_numpy()
        finite = np.isfinite(plain).tolist()
        return [value if kept else None for value, kept in zip(plain.tolist(), finite, strict=True)]
    kept = {text: cell(text) for text in values.unique() if isinstance(text, str)}
    return [kept[value] if isinstance(value, str) else cell(value) for value in values.tolist()]


def cell(value: Any) -> bool | int | float | str | None:  # noqa: ANN401 - a cell of a frame
    """Give a value as a spreadsheet keeps it: number, truth, guarded text, or nothing."""
    if (
        value is None
        or value is pd.NA
        or value is pd.NaT
        or (isinstance(value, float) and not np.isfinite(value))
    ):
        return None
    if isinstance(value, np.generic):
        return cell(value.item())
    if isinstance(value, bool | int | float):
        return value
    text: str = guarded(str(value))
    return text


def _head(sheet: Worksheet, text: str) -> Cell:
    head = WriteOnlyCell(sheet, value=guarded(text))
    head.font = Font(bold=True)
    head.fill = _HEAD
    return head


def _width(head: str, values: pd.Series[Any]) -> float:
    """Give a column width in characters; Chinese characters take two."""
    texts = [head, *(str(value) for value in values.head(200))]
    return min(_WIDEST, 2 + max(sum(2 if ord(mark) > 0x2E7F else 1 for mark in text) for text in texts))
