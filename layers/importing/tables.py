"""Tables of text and of workbooks as frames: found out how they are written, headings put into our words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gisplan_errors import LayerError
from gisplan_words import listed, message
from layers.files.delimited import HEAD_ROWS, form_of, head_row, read_delimited, with_figures
from layers.files.encodings import text_encoding_of
from layers.files.reading import (
    first_rows,
    open_workbook,
    parquet_extent,
    read_columns,
    read_sheet,
    written,
)
from layers.importing.points import place_columns, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    import pandas as pd

    from gisplan_words import Message

    Renames = Callable[[Iterable[str]], dict[str, str]]

# Text in tables even where all rows look like numbers: leading zeros and codes count.
TEXT_COLUMNS: Final = (
    *("adcode", "site_id", "cell_id", "supply_id", "road_ref", "name_zh", "name_en", "as_of", "chainage"),
    *("origin_id", "destination_id", "osm_id", "source", "authority", "operator", "direction", "allows"),
)
CHOICES: Final = "choices"
"""The sheet of a template that holds the words to choose from."""


def read_text_table(path: Path, encoding: str | None, renames: Renames, said: list[Message]) -> pd.DataFrame:
    """Read a CSV file, however an office wrote it.

    Parameters
    ----------
    path
        The file.
    encoding
        Of its text; None finds it out.
    renames
        Gives the headings that have another name with us, and that name.
    said
        Takes what was found out.

    Raises
    ------
    LayerError
        Its encoding or a figure has two readings, or it holds more than is read.
    """
    form = form_of(path, text_encoding_of(path, encoding))
    said += form.said
    head = read_delimited(path, form, nrows=0)
    renamed = renames(map(str, head.columns))
    texts = [name for name in head.columns if _is_text(renamed.get(str(name), name))]
    table = read_delimited(path, form, dtype=dict.fromkeys(texts, str), low_memory=False)
    places = {*place_columns([renamed.get(str(name), name) for name in table.columns]).values()}
    keep = [*texts, *(name for name in table.columns if renamed.get(str(name), name) in places)]
    table, found = with_figures(table, map(str, keep), path)
    said += found
    return table.rename(columns=renamed)


def read_workbook(path: Path, sheet: str | None, renames: Renames, said: list[Message]) -> pd.DataFrame:
    """Read a sheet of a workbook: the one asked for, else the only one that has places.

    Parameters
    ----------
    path
        The file.
    sheet
        Name of the sheet.
    renames, said
        As in `read_text_table`.

    Raises
    ------
    LayerError
        It has no such sheet, or several that hold places; with their names.
    """
    with open_workbook(path) as book:
        heads = {str(name): head_of(first_rows(book, str(name), HEAD_ROWS)) for name in book.sheet_names}
        name = _chosen(path, {key: names for key, (_, names) in heads.items()}, sheet, renames)
        at, names = heads[name]
        if sheet is None and name != next(iter(heads)):
            said.append(message("layers-found-sheet", name=name))
        if at:
            said.append(message("layers-found-head", row=str(at + 1)))
        renamed = renames(names)
        texts = {heading: str for heading in names if _is_text(renamed.get(heading, heading))}
        table = read_sheet(path, book, name, header=at, dtype=texts)
        asked = [place for place, heading in enumerate(table.columns) if heading in texts]
        for place, cells in zip(asked, written(book, name, at + 1, asked, len(table)), strict=True):
            table[table.columns[place]] = cells
    return table.rename(columns=renamed)


def read_parquet_table(path: Path, renames: Renames) -> pd.DataFrame:
    """Read a Parquet file that says nothing of places.

    Parameters
    ----------
    path
        The file.
    renames
        As in `read_text_table`.

    Raises
    ------
    LayerError
        It is no Parquet, or holds more than is read.
    """
    _, names = parquet_extent(path)
    return read_columns(path, names).rename(columns=renames(names))


def _chosen(path: Path, heads: dict[str, list[str]], sheet: str | None, renames: Renames) -> str:
    known = listed(name for name in heads if name != CHOICES)
    if sheet is not None:
        if sheet not in heads:
            raise LayerError(
                message("layers-no-layer", path=str(path), what="sheet", name=sheet, known=known)
            )
        return sheet
    held = [
        name
        for name, names in heads.items()
        if name != CHOICES and place_columns([renames(names).get(one, one) for one in names])
    ]
    if len(held) > 1:
        raise LayerError(message("layers-choose", path=str(path), known=listed(held)))
    if not held and len(heads) > 1:
        raise LayerError(message("layers-no-sheet", path=str(path), known=known))
    return held[0] if held else next(iter(heads))


def head_of(rows: list[tuple[object, ...]], known: Iterable[str] = ()) -> tuple[int, list[str]]:
    """Give the row of headings among the first rows of a sheet, from 0, and the headings."""
    at = head_row(rows, known)
    return at, [str(cell) for cell in rows[at] if cell is not None] if rows else []


def _is_text(name: object) -> bool:
    return plain(name) in TEXT_COLUMNS
