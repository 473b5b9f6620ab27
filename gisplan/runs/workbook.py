"""All tables of a plan in one workbook, in the language of its reader: typed cells, filters, a frozen row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np
import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from gisplan.runs.readable import reader_of
from gisplan.runs.tables import guarded, plan_tables
from gisplan.tables.registry import CSV, SHEET, tables_in
from maps.words.catalogue import word

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

    from gisplan.plan.record import Plan
    from gisplan.runs.readable import Read, Reader
    from gisplan_words import Said

_HEAD: Final = PatternFill("solid", fgColor="DDE6EE")
_WIDEST = 60
MOST_NAME: Final = 31
"""Characters of the name of a sheet that a spreadsheet takes."""


def write_workbook(plan: Plan, path: Path, language: str | None = None) -> None:
    """Write all tables of a plan as one Excel workbook, in one language.

    Numbers keep their type and are rounded as pages show them, codes such as ``adcode`` stay text and words
    stand for those of a vocabulary, a missing value is an empty cell, and no text runs as a formula.

    Parameters
    ----------
    plan
        The plan.
    path
        File to write.
    language
        Of headings and words; None: that of the region.
    """
    reader = reader_of(plan, language)
    book, facts = Workbook(write_only=True), reader.facts
    names = {table.name: table.label.said(reader.language)[:MOST_NAME] for table in tables_in(CSV, SHEET)}
    mark = f"{word('fingerprint').said(reader.language)} {facts.fingerprint}" if facts.fingerprint else ""
    describe(book, reader, facts.title, mark)
    for name, table in plan_tables(plan).items():
        write_sheet(book, names[name], reader.read(name, table), mark)
    book.save(path)


def describe(book: Workbook, reader: Reader, title: Said, mark: str) -> None:
    """Say in the properties of a workbook what it is and what made it."""
    own = book.properties
    own.title, own.subject = title.said(reader.language), mark
    own.creator = own.lastModifiedBy = f"gisplan {reader.facts.version}"
    own.language = reader.language


def write_sheet(book: Workbook, name: str, columns: Sequence[Read], mark: str) -> None:
    """Write columns as a sheet of a write-only workbook, with a filter and its first row in place."""
    # A write-only sheet takes what is used here; its type stubs leave filter and widths out.
    sheet = cast("Worksheet", book.create_sheet(name))
    if sheet.oddFooter is not None:
        sheet.oddFooter.center.text = mark  # on every printed sheet
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    rows = len(columns[0].cells) if columns else 0
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(max(len(columns), 1))}{rows + 1}"
    for place, one in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = _width(one)
    sheet.append([_head(sheet, one.header) for one in columns])
    ready = [_percents(sheet, one) if one.share else cells(one.cells) for one in columns]
    for row in zip(*ready, strict=True):
        sheet.append(row)


def _percents(sheet: Worksheet, column: Read) -> list[Any]:
    """Give shares as cells that are shown in per cent, with the digits that pages show."""
    shown = []
    for value in column.cells:
        box = WriteOnlyCell(sheet, value=value)
        box.number_format = "0.0%"
        shown.append(box)
    return shown


def cells(values: Sequence[Any]) -> list[bool | int | float | str | None]:
    """Give a column as a spreadsheet keeps it, see :func:`cell`: each text once."""
    kept = {text: cell(text) for text in set(values) if isinstance(text, str)}
    return [kept[value] if isinstance(value, str) else cell(value) for value in values]


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


def _width(column: Read) -> float:
    """Give a column width in characters; Chinese characters take two."""
    texts = [column.header, *(str(value) for value in column.cells[:200])]
    return min(_WIDEST, 2 + max(sum(2 if ord(mark) > 0x2E7F else 1 for mark in text) for text in texts))
