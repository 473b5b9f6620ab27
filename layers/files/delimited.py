"""Tables of text as offices write them: the delimiter, the row of headings and decimal commas are found out.

Nothing is guessed in silence: what is found out is said, and a figure that may mean two things is refused.
clevercsv (0.8) finds the same delimiters in the tests' registers and office files as the few lines here.
"""

from __future__ import annotations

import csv
import re
import warnings
from collections import Counter
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from gisplan_errors import LayerError
from gisplan_words import message
from layers.files.limits import check_csv
from layers.files.reading import read_csv

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path
    from typing import TextIO

    from gisplan_words import Message

DELIMITERS: Final = (",", ";", "\t", "|")
SAMPLE_ROWS, SAMPLE_LETTERS, HEAD_ROWS = 200, 1 << 20, 50
"""Rows that the delimiter is found in, with no more letters, and rows among which the headings stand."""
_SEP = re.compile(r"(?i)\"?sep=(.)\"?[,;\t|]*\s*")
_COMMA = re.compile(r"[-+]?\d+,\d+")
_GROUPED = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+")
_COMMA_GROUPED = re.compile(r"[-+]?\d{1,3}(?:\.\d{3})+,\d+")
_POINT_GROUPED = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+\.\d+")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")


@dataclass(frozen=True, slots=True)
class Form:
    """How a text file writes its table.

    Attributes
    ----------
    encoding
        Of the text.
    delimiter
        Between cells.
    head
        Rows of text before the headings.
    before
        The cells of those rows that hold something, such as a title and a date.
    """

    encoding: str
    delimiter: str = ","
    head: int = 0
    before: tuple[str, ...] = ()

    @property
    def said(self) -> list[Message]:
        """What a reader should know of it; nothing of a plain CSV file."""
        said = []
        if self.delimiter != ",":
            names = {";": "semicolon", "\t": "tab", "|": "bar"}
            kind = names.get(self.delimiter, "other")
            said.append(message("layers-found-delimiter", kind=kind, mark=self.delimiter))
        if self.head:
            said.append(message("layers-found-head", row=str(self.head + 1)))
        if self.encoding.removesuffix("-sig") != "utf-8":
            said.append(message("layers-found-encoding", name=self.encoding))
        return said


def form_of(path: Path, encoding: str, known: Sequence[str] = ()) -> Form:
    """Find out how a text file writes its table.

    Parameters
    ----------
    path
        A text file.
    encoding
        Of its text.
    known
        Headings that the table is known to have; the row with most of them is that of the headings.
    """
    check_csv(path, encoding)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        lines = _sample(file)
    if not any(line.strip("\ufeff \t\r\n") for line in lines):
        raise LayerError(message("register-empty", path=str(path)))
    sep = _SEP.fullmatch(lines[0].removeprefix("\ufeff").rstrip("\r\n")) if lines else None
    text = "".join(lines[1:] if sep else lines)
    delimiter = sep[1] if sep else delimiter_of(text)
    rows = list(csv.reader(StringIO(text), delimiter=delimiter))
    at = head_row(rows, known)
    before = tuple(cell.strip() for row in rows[:at] for cell in row if cell.strip())
    # a row of text may go over several lines: lines are what a reader skips
    return Form(encoding, delimiter, _lines_before(text, delimiter, at) + bool(sep), before)


def delimiter_of(text: str) -> str:
    """Give the delimiter by which most rows have the same number of cells, and the most of them."""

    def score(mark: str) -> tuple[int, int]:
        wide = Counter(len(row) for row in csv.reader(StringIO(text), delimiter=mark) if len(row) > 1)
        width, rows = max(wide.items(), key=lambda found: (found[1], found[0]), default=(1, 0))
        return rows, width

    return max(DELIMITERS, key=score)


def head_row(rows: Sequence[Sequence[Any]], known: Iterable[str] = ()) -> int:
    """Give the place of the row of headings: with known ones, else the first full row without figures."""
    names = set(known)
    cells = [[str(cell).strip() for cell in row if cell is not None] for row in rows[:HEAD_ROWS]]
    hits = [len(names & set(row)) for row in cells]
    if names and max(hits, default=0) > 1:
        return hits.index(max(hits))
    filled = [[cell for cell in row if cell and cell != "nan"] for row in cells]
    most = max((len(row) for row in filled), default=0)
    for at, row in enumerate(filled):
        if len(row) >= max(2, most / 2) and not any(_NUMBER.fullmatch(cell) for cell in row):
            return at
    return 0


def read_delimited(path: Path, form: Form, **options: Any) -> pd.DataFrame:  # noqa: ANN401
    """Read a table of text in its form; options are those of `pandas.read_csv`.

    Raises
    ------
    LayerError
        It holds more than `layers.files.limits.LIMITS` allow, a row has more cells than headings, or a cell
        holds other rows.
    """
    table = _read(path, form, options)
    _check_quotes(table, path, form)
    return table


def _read(path: Path, form: Form, options: dict[str, Any]) -> pd.DataFrame:
    told = {"sep": form.delimiter, "skiprows": form.head, "index_col": False} | options
    try:
        with warnings.catch_warnings():
            # what goes beyond the headings would be cut off
            warnings.filterwarnings("error", category=pd.errors.ParserWarning)
            return read_csv(path, form.encoding, **told)
    except (pd.errors.ParserWarning, pd.errors.ParserError):
        return read_csv(path, form.encoding, **told, usecols=range(_width(path, form)))


def with_figures(table: pd.DataFrame, texts: Iterable[str], path: Path) -> tuple[pd.DataFrame, list[Message]]:
    """Read figures with decimal commas or marks of thousands, which stay text otherwise.

    Parameters
    ----------
    table
        As read, text where a column is not all figures.
    texts
        Columns that are text whatever they look like.
    path
        For the message.

    Returns
    -------
    tuple
        The table, and what was read how.

    Raises
    ------
    LayerError
        Figures such as 1,200 stand where nothing tells 1200 from 1.2.
    """
    keep = set(texts)
    odd = {str(name): cells for name in table.columns if (cells := _odd(table, name, keep)) is not None}
    if not odd:
        return table, []
    kinds = {name: _mark(cells) for name, cells in odd.items()}
    plain = {kind for kind in kinds.values() if kind}
    usual = plain.pop() if len(plain) == 1 else "" if plain else _by_floats(table)
    said: dict[str, list[str]] = {}
    result = table.copy()
    for name, cells in odd.items():
        kind = kinds[name] or usual
        if not kind:
            cell = next(cell for cell in cells if _GROUPED.fullmatch(cell))
            raise LayerError(message("layers-figure-mark", path=str(path), column=name, value=cell))
        result.loc[:, name] = pd.Series(pd.NA, index=table.index, dtype=object)
        result[name] = pd.to_numeric(figures(table[name], kind))
        said.setdefault(kind, []).append(name)
    return result, [
        message("layers-found-comma" if kind == "comma" else "layers-found-thousands", names=", ".join(names))
        for kind, names in said.items()
    ]


def figures(cells: pd.Series[Any], kind: str) -> pd.Series[Any]:
    """Write figures with a decimal point: ``comma`` takes 1.200,5 for 1200.5, ``point`` 1,200.5."""
    text = cells.astype("string").str.strip()
    if kind == "comma":
        bare = text.str.replace(".", "", regex=False)
        return bare.where(text.str.contains(",", regex=False), text).str.replace(",", ".", regex=False)
    return text.str.replace(",", "", regex=False)


def _check_quotes(table: pd.DataFrame, path: Path, form: Form) -> None:
    """Refuse a cell that a mark of quotation left open made of other rows."""
    marks = len(table.columns) - 1
    for name in table.columns if marks else ():
        column = table[name]
        if column.dtype.kind in "biuf":
            continue
        for at, cell in enumerate(column.tolist()):
            if isinstance(cell, str) and "\n" in cell:
                held = sum(line.count(form.delimiter) >= marks for line in cell.splitlines())
                if held and not _well_quoted(path, form):
                    told = {"row": str(at + 1), "key": str(table.iloc[at, 0]), "column": str(name)}
                    raise LayerError(message("layers-row-swallowed", path=str(path), rows=held, **told))


def _well_quoted(path: Path, form: Form) -> bool:
    """Tell whether each mark of quotation that closes a cell stands at its end: an open one closes within."""
    with path.open(encoding=form.encoding, errors="replace", newline="") as file:
        rows = csv.reader(islice(file, form.head, None), delimiter=form.delimiter, strict=True)
        try:
            for _ in rows:
                pass
        except csv.Error:
            return False
    return True


def _width(path: Path, form: Form) -> int:
    """Give the number of headings; a row with text behind the last is refused."""
    with path.open(encoding=form.encoding, errors="replace", newline="") as file:
        rows = filter(None, csv.reader(islice(file, form.head, None), delimiter=form.delimiter))
        width = len(next(rows, []))
        for number, row in enumerate(rows, start=1):
            if any(cell.strip() for cell in row[width:]):
                told = {"path": str(path), "row": str(number), "key": row[0], "value": row[-1]}
                raise LayerError(message("layers-row-wide", cells=len(row), columns=width, **told))
    return width


def _sample(file: TextIO) -> list[str]:
    """Give the first lines: a few where they are long."""
    found: list[str] = []
    for line in file:
        found.append(line)
        if len(found) == SAMPLE_ROWS or sum(map(len, found)) > SAMPLE_LETTERS:
            break
    return found


def _odd(table: pd.DataFrame, name: Any, keep: set[str]) -> list[str] | None:  # noqa: ANN401
    """Give the cells of a column that is figures but for their commas, None where it is not."""
    column = table[name]
    if str(name) in keep or not isinstance(column, pd.Series) or column.dtype.kind in "biuf":
        return None
    cells = [str(cell).strip() for cell in column.dropna()]
    cells = [cell for cell in cells if cell]
    forms = (_COMMA, _GROUPED, _COMMA_GROUPED, _POINT_GROUPED, _NUMBER)
    if not any("," in cell for cell in cells):
        return None
    return cells if all(any(form.fullmatch(cell) for form in forms) for cell in cells) else None


def _mark(cells: list[str]) -> str:
    """Tell which mark of decimals a column can only mean; empty where both fit."""
    comma = any(
        _COMMA_GROUPED.fullmatch(cell)
        or (_COMMA.fullmatch(cell) and not _GROUPED.fullmatch(cell))
        or cell.lstrip("+-").startswith("0,")
        for cell in cells
    )
    point = any(
        _POINT_GROUPED.fullmatch(cell) or cell.count(",") > 1 or ("." in cell and "," not in cell)
        for cell in cells
    )
    return "comma" if comma and not point else "point" if point and not comma else ""


def _by_floats(table: pd.DataFrame) -> str:
    """Tell the mark by the other columns: figures that were read with a decimal point have one."""
    floats = [table[name] for name in table.columns if table[name].dtype.kind == "f"]
    broken = any(bool(np.any(column.dropna() % 1 != 0)) for column in floats)
    return "point" if broken else ""


def _lines_before(text: str, delimiter: str, rows: int) -> int:
    reader = csv.reader(StringIO(text), delimiter=delimiter)
    for _, _row in zip(range(rows), reader, strict=False):
        pass
    return reader.line_num if rows else 0
