"""Parts of a report: sections with text, tables and pictures; a table is a list of columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import pandas as pd

from gisplan.results.layers.freight import functions_named
from gisplan_numbers import UNITS, Figure
from gisplan_words import Said, listed, message, named
from layers.columns import column
from maps.words.catalogue import layer_name, term, word
from maps.words.figures import scale_of
from maps.words.text import is_null, told_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gisplan_words import Sayable
    from layers.columns import Column

Row: TypeAlias = Mapping[Any, Any]
Shown: TypeAlias = str | tuple[Said, Callable[[Row], "Sayable"]]
"""A column of a report: its name in the registry, or a heading and what stands below it."""

_TERMS: Final = ("category", "access", "ownership", "origin", "tag")
"""Columns that name words of the vocabulary."""
NAME: Final[tuple[Said, Callable[[Row], Said]]] = (message("page-name"), told_of)


def _kind(row: Row) -> Said:
    """Name a kind of facility: as the row does, in a further language by the catalogue."""
    return named(str(row["kind_zh"]), str(row["kind_en"]), f"facility-{row['kind']}")


KIND: Final[Shown] = (message("report-kind"), _kind)


@dataclass(frozen=True)
class ReportTable:
    """Headings and rows; figures, texts and what has several languages."""

    headers: tuple[Said, ...]
    rows: tuple[tuple[Sayable, ...], ...]


@dataclass(frozen=True)
class Picture:
    """A picture with its caption, drawn in a language when asked.

    Parameters
    ----------
    caption
        What it shows.
    png
        Gives it as a PNG file.
    svg
        Gives it as one ``<svg>`` element; None when it is only drawn as PNG.
    """

    caption: Said
    png: Callable[[str], bytes]
    svg: Callable[[str], str] | None = None


@dataclass(frozen=True)
class Section:
    """One section: title, paragraphs, a table or none, pictures, and the files of the run with all rows."""

    title: Said
    paragraphs: tuple[Said, ...] = ()
    table: ReportTable | None = None
    pictures: tuple[Picture, ...] = ()
    kept: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[Said, ...]:
        """What a report beside the run's files says before the table."""
        files = (message("report-kept", files=listed(self.kept)),) if self.kept else ()
        return (*self.paragraphs, *files)


def table_of(
    table: str, rows: pd.DataFrame | Iterable[Row], *columns: Shown, currency: str = ""
) -> ReportTable:
    """Give rows as a table of a report.

    Parameters
    ----------
    table
        Where the registry has the columns that go by their name; ``<table>.<column>`` is one of another.
    rows
        What the columns read.
    columns
        What is shown of them.
    currency
        ISO 4217 code of money.

    Raises
    ------
    KeyError
        The registry has no such column, or does not show it in reports.
    """
    records: list[Row] = [*(rows.to_dict("records") if isinstance(rows, pd.DataFrame) else rows)]
    shown = [_registered(table, one, currency) if isinstance(one, str) else one for one in columns]
    cells = [_in_one_unit([cell(row) for row in records]) for _, cell in shown]
    return ReportTable(tuple(head for head, _ in shown), tuple(zip(*cells, strict=True)))


def _in_one_unit(cells: list[Sayable]) -> list[Sayable]:
    """Write the sums of a column in one step of their unit, not some in 万 and some in 亿."""
    like = scale_of(one.value for one in cells if isinstance(one, Figure) and one.unit == "currency")
    return [
        replace(one, like=like) if isinstance(one, Figure) and one.unit == "currency" else one
        for one in cells
    ]


def text_of(row: Row, name: str) -> str:
    """Give a text of a row, nothing as an empty one."""
    return "" if is_null(row[name]) else str(row[name])


def plain(code: str, name: str) -> Shown:
    """Give a column of texts under the heading of a message."""
    return message(code), partial(text_of, name=name)


def figure(head: Said, name: str, unit: str = "", decimals: int | None = None, currency: str = "") -> Shown:
    """Give a column of figures under a heading of its own."""
    return head, lambda row: Figure(row[name], unit, decimals, currency)


def _registered(table: str, name: str, currency: str) -> tuple[Said, Callable[[Row], Sayable]]:
    other, _, name = name.rpartition(".")
    own = column(other or table, name)
    if "report" not in own.shows:
        raise KeyError(f"{own.table}.{name} is not shown in reports, says the registry of columns")
    return own.label, partial(_cell, own, currency)


def _cell(own: Column, currency: str, row: Row) -> Sayable:
    value, unit = row[own.name], own.unit if own.unit in UNITS else ""
    if own.unit == "yes/no":
        return word("verified" if value else "unverified")
    if own.decimals is not None:
        return Figure(value, unit, None if unit else own.decimals, currency)
    if own.name in _TERMS:
        return term(own.name, value)
    known = {"functions": functions_named, "layer": layer_name}
    if own.name in known:
        return known[own.name](value)
    return value if isinstance(value, Said) else text_of(row, own.name)
