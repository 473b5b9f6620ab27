"""Parts of a report: sections with text, tables and pictures, and how their cells are written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from layers.columns import column
from maps.words.figures import with_unit
from maps.words.text import is_null

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


@dataclass(frozen=True)
class ReportTable:
    """Headers and rows, all text."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Picture:
    """A picture with its caption, drawn when asked.

    Parameters
    ----------
    caption_zh, caption_en
        What it shows.
    png
        Gives it as a PNG file.
    svg
        Gives it as one ``<svg>`` element; None when it is only drawn as PNG.
    """

    caption_zh: str
    caption_en: str
    png: Callable[[], bytes]
    svg: Callable[[], str] | None = None


@dataclass(frozen=True)
class Section:
    """One section: titles, paragraphs (Chinese, English), a table or none, and pictures."""

    title_zh: str
    title_en: str
    paragraphs: tuple[tuple[str, str], ...] = ()
    table: ReportTable | None = None
    pictures: tuple[Picture, ...] = ()


def table_of(headers: Sequence[str], rows: Iterable[tuple[str, ...]]) -> ReportTable:
    """Give a table of headers and rows."""
    return ReportTable(tuple(headers), tuple(rows))


def head(table: str, name: str, *, unit: bool = False, currency: str = "") -> str:
    """Give the heading of a column, Chinese and English; with its unit where the cells are bare numbers.

    Money is in ``currency``, an ISO 4217 code.

    Raises
    ------
    KeyError
        The registry has no such column, or does not show it in reports.
    """
    own = column(table, name)
    if "report" not in own.shows:
        raise KeyError(f"{table}.{name} is not shown in reports, says the registry of columns")
    printed = f" {own.in_currency(currency).printed_unit}" if unit else ""
    return f"{own.label_zh} {own.label_en}{printed}"


def heads(table: str, *names: str) -> tuple[str, ...]:
    """Give the headings of several columns of a table, see :func:`head`."""
    return tuple(head(table, name) for name in names)


def number(value: Any, decimals: int = 0) -> str:  # noqa: ANN401 - a cell of a frame
    """Write a number with thousands separators, nothing as a dash."""
    return "—" if is_null(value) or pd.isna(value) else f"{value:,.{decimals}f}"


def share(value: Any) -> str:  # noqa: ANN401 - a cell of a frame
    """Write a share of 0 to 1 as per cent rounded down, nothing as a dash."""
    return "—" if is_null(value) or pd.isna(value) else with_unit(value, "share").zh


def text(value: Any) -> str:  # noqa: ANN401 - a cell of a frame
    """Write a text, nothing as an empty cell."""
    return "" if is_null(value) else str(value)


def verified(value: Any) -> str:  # noqa: ANN401 - a cell of a frame
    """Say whether a row is verified."""
    return "已核实" if bool(value) else "未核实"
