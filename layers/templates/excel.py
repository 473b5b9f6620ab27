"""The Excel form of a template: notes on the heads, drop-down lists, codes kept as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from layers.templates.words import field_types, note_of, words_of

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

PLACE = ("lon", "lat")
# Rows that have drop-down lists, and rows whose codes Excel must keep as text.
LISTED_ROWS, TEXT_ROWS = 5_000, 500


def write_workbook(layer: str, path: Path) -> None:
    """Write the empty table of a layer of points: a column each, lon and lat at the end."""
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet, choices = book.create_sheet(layer), book.create_sheet("choices")
    kinds = field_types(layer)
    names = [*kinds, *(name for name in PLACE if name not in kinds)]
    for at, name in enumerate(names, start=1):
        letter = get_column_letter(at)
        head = sheet.cell(row=1, column=at, value=name)
        head.font = Font(bold=True)
        head.comment = Comment(note_of(layer, name), "gisplan")
        sheet.column_dimensions[letter].width = max(12, len(name) + 2)
        rule = _rule(layer, name, kinds.get(name, "float64"), choices)
        if rule is not None:
            rule.showErrorMessage = True
            sheet.add_data_validation(rule)
            rule.add(f"{letter}2:{letter}{LISTED_ROWS}")
        if kinds.get(name) == "object":
            for row in range(2, TEXT_ROWS + 2):
                sheet.cell(row=row, column=at).number_format = "@"
    sheet.freeze_panes = "A2"
    book.save(path)


def _rule(layer: str, name: str, kind: str, choices: Worksheet) -> DataValidation | None:
    """Return what a column's cells may hold; words stand in a column of the sheet of choices."""
    words = words_of(layer, name)
    if words:
        column = choices.max_column + (1 if choices.cell(row=1, column=1).value else 0)
        for row, text in enumerate((name, *words), start=1):
            choices.cell(row=row, column=column, value=text)
        place = get_column_letter(column)
        rule = DataValidation(
            "list", formula1=f"choices!${place}$2:${place}${len(words) + 1}", allow_blank=True
        )
        rule.error = f"{name}: {', '.join(words)}"[:255]
        return rule
    if kind == "bool":
        return DataValidation("list", formula1='"TRUE,FALSE"', allow_blank=True)
    if kind == "int64":
        return DataValidation("whole", operator="greaterThanOrEqual", formula1="0", allow_blank=True)
    return None
