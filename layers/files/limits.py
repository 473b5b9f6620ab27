"""What a file from elsewhere may hold, counted before it is parsed: rows, columns, cells, length of a cell.

A few kB can claim 17 thousand million cells, and a parser makes them all before anyone can say no.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from gisplan_errors import LayerError
from gisplan_words import message

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import TextIO

    from gisplan_words import Sayable


@dataclass(frozen=True, slots=True)
class TableLimits:
    """What a table, a raster or an extract may hold.

    Attributes
    ----------
    columns, cells
        Columns, and rows times columns, at most.
    text
        Characters of a cell at most.
    line
        Characters of a row of text at most.
    bytes
        Bytes of all text and shapes of a table at most, unpacked.
    pixels, block
        Pixels of a raster, and of a piece of it that is read at once, at most.
    objects, road_nodes
        Features and nodes of roads that are taken from OSM data at most.
    """

    columns: int = 2_000
    cells: int = 50_000_000
    text: int = 1_000_000
    line: int = 8_000_000
    bytes: int = 4 << 30
    pixels: int = 20_000_000_000
    block: int = 100_000_000
    objects: int = 5_000_000
    road_nodes: int = 200_000_000


LIMITS = TableLimits()
_FIELD_LIMIT = Lock()


def check_extent(path: Path, rows: int, columns: int, limits: TableLimits = LIMITS) -> None:
    """Refuse a table of more columns or cells than the limits allow.

    Raises
    ------
    LayerError
        With what the file holds and what is allowed.
    """
    if columns > limits.columns:
        raise too_large(path, "column", columns, limits.columns)
    if rows * columns > limits.cells:
        extent = message("layers-extent", rows=rows, columns=columns)
        raise too_large(path, "cell", extent, limits.cells)


def check_csv(path: Path, encoding: str, limits: TableLimits = LIMITS, *, delimiter: str = ",") -> None:
    """Count a CSV file row by row, holding one row at a time.

    Raises
    ------
    LayerError
        It holds more than the limits allow.
    """
    with path.open(encoding=encoding, errors="replace", newline="") as file, _FIELD_LIMIT:
        before = csv.field_size_limit(limits.text)
        try:
            wide = 0
            for number, row in enumerate(
                csv.reader(_lines(file, path, limits), delimiter=delimiter), start=1
            ):
                wide = max(wide, len(row))
                check_extent(path, number, wide, limits)
        except csv.Error:  # a reader that is not strict refuses nothing else
            raise too_large(path, "text", message("layers-more"), limits.text) from None
        finally:
            csv.field_size_limit(before)


def check_rows(path: Path, rows: Iterable[tuple[object, ...]], limits: TableLimits = LIMITS) -> None:
    """Count the rows of a sheet up to its last cell that holds something.

    Raises
    ------
    LayerError
        It holds more than the limits allow.
    """
    wide = 0
    for number, row in enumerate(rows, start=1):
        last = next((at for at in range(len(row), 0, -1) if row[at - 1] is not None), 0)
        if last == 0:
            continue
        wide = max(wide, last)
        check_extent(path, number, wide, limits)
        longest = max(len(cell) for cell in ("", *row[:last]) if isinstance(cell, str))
        if longest > limits.text:
            raise too_large(path, "text", longest, limits.text)


def _lines(file: TextIO, path: Path, limits: TableLimits) -> Iterator[str]:
    while line := file.readline(limits.line + 1):
        if len(line) > limits.line:
            raise too_large(path, "line", message("layers-more"), limits.line)
        yield line


def too_large(path: Path, what: str, found: Sayable, most: int) -> LayerError:
    """Give the error of a file that holds more than is read; ``what`` is a kind of `layers-too-large`."""
    return LayerError(message("layers-too-large", path=str(path), what=what, found=found, most=most))
