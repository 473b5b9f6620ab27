"""The rows of a register's file as text: a table, or JSON whose lists are laid out one below the other."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from gisplan_errors import LayerError
from gisplan_words import listed, message
from layers.files.delimited import HEAD_ROWS, form_of, read_delimited
from layers.files.encodings import encoding_of, file_fits, text_encoding_of
from layers.files.limits import check_extent, too_large
from layers.files.reading import FAULTS, first_rows, open_workbook, read_sheet
from layers.importing.archives import opened
from layers.importing.points import plain
from layers.importing.presets import NEEDED
from layers.importing.tables import head_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from gisplan_words import Message
    from layers.importing.presets import Preset

ENDINGS: Final = (".json", ".csv", ".tsv", ".txt", ".xlsx")
MOST_BYTES: Final = 1 << 30
"""Of a JSON file, which is held as a whole."""


@dataclass(frozen=True, slots=True)
class Records:
    """The rows of a register as it wrote them.

    Attributes
    ----------
    table
        Text, blank where it says nothing; of JSON a row a member of the innermost list.
    before
        Cells above the headings of a table.
    paths
        Whether its columns are whole paths, as those of JSON are.
    """

    table: pd.DataFrame
    before: tuple[str, ...] = ()
    paths: bool = False


def read_records(
    path: Path, preset: Preset, said: list[Message], *, encoding: str | None = None, sheet: str | None = None
) -> Records:
    """Read the rows of a register.

    Parameters
    ----------
    path
        JSON, CSV or a workbook, also zipped.
    preset
        Says where its rows lie.
    said
        Takes what was found out about a table.
    encoding, sheet
        Of its text, and of its rows; None finds them out.

    Raises
    ------
    LayerError
        The file is missing, of another kind, damaged, too large, or holds no rows.
    """
    if not path.is_file():
        raise LayerError(message("layers-no-file", path=str(path)))
    suffix = path.suffix.lower()
    if suffix == ".zip":
        with opened(path, (ENDINGS,), sheet) as (file, within):
            return read_records(file, preset, said, encoding=encoding, sheet=within)
    if suffix not in ENDINGS:
        raise LayerError(
            message("layers-ending", path=str(path), ending=suffix, known=listed((*ENDINGS, ".zip")))
        )
    try:
        if suffix == ".json":
            found = Records(_json_rows(path, preset, encoding), paths=True)
        elif suffix == ".xlsx":
            found = _sheet_rows(path, preset, sheet, said)
        else:
            found = _text_rows(path, preset, encoding, said)
    except FAULTS as fault:
        raise LayerError(
            message("layers-unreadable", path=str(path), form=suffix, fault=str(fault))
        ) from fault
    if found.table.empty:
        raise LayerError(message("register-empty", path=str(path)))
    return found


def rows_of(record: Mapping[str, Any], lists: Sequence[str], prefix: str = "") -> Iterator[dict[str, str]]:
    """Lay out a station: a row a member of its innermost lists, each with all that stands above it.

    Parameters
    ----------
    record
        A JSON object.
    lists
        Paths of the lists whose members become rows.
    prefix
        Path of the object itself, with a point at its end.
    """
    known = {plain(name) for name in lists}
    flat: dict[str, str] = {}
    below: list[tuple[str, list[Any]]] = []
    stack = [(prefix, record)]
    while stack:
        at, one = stack.pop()
        for key, value in one.items():
            name = f"{at}{key}"
            if isinstance(value, dict):
                stack.append((f"{name}.", value))
            elif isinstance(value, list):
                if plain(name) in known:
                    below.append((f"{name}.", [item for item in value if isinstance(item, dict)]))
                elif value:
                    flat[name] = "[ … ]"  # nothing reads it, so that it is named as left out
            else:
                flat[name] = _text(value)
    rows = [flat | row for name, items in below for item in items for row in rows_of(item, lists, name)]
    yield from rows or [flat]


def _json_rows(path: Path, preset: Preset, encoding: str | None) -> pd.DataFrame:
    if (size := path.stat().st_size) > MOST_BYTES:
        raise too_large(path, "bytes", size, MOST_BYTES)
    text = path.read_text(encoding=text_encoding_of(path, encoding))
    try:
        held = json.loads(text)
    except RecursionError:
        raise ValueError("nested too deep") from None
    for at in preset.records:
        inner = held
        for key in at.split("."):
            inner = inner.get(key) if isinstance(inner, dict) else None
        if inner is not None:
            held = inner
            break
    if not isinstance(held, list):
        where = listed(preset.records) if preset.records else "[ … ]"
        raise LayerError(message("register-no-list", path=str(path), where=where))
    odd = next((at for at, one in enumerate(held, start=1) if not isinstance(one, dict)), None)
    if odd is not None:
        raise LayerError(message("register-no-object", path=str(path), row=str(odd)))
    rows = [row for record in held for row in rows_of(record, preset.lists)]
    names = {name for row in rows for name in row}
    check_extent(path, len(rows), max(len(names), 1))
    return pd.DataFrame(rows, dtype=object).fillna("")


def _text_rows(path: Path, preset: Preset, encoding: str | None, said: list[Message]) -> Records:
    # what a register is written in is known: it counts where the bytes prove nothing else
    own = next((name for name in preset.encodings if file_fits(path, name)), None)
    name = text_encoding_of(path, encoding or encoding_of(path) or own)
    form = form_of(path, name, [*preset.columns, *_last_parts(preset)])
    said += form.said
    table = read_delimited(path, form, dtype=str, keep_default_na=False, na_filter=False)
    return Records(table.map(str.strip), form.before)


def _sheet_rows(path: Path, preset: Preset, sheet: str | None, said: list[Message]) -> Records:
    known = [*preset.columns, *_last_parts(preset)]
    with open_workbook(path) as book:
        heads = {
            str(name): head_of(first_rows(book, str(name), HEAD_ROWS), known) for name in book.sheet_names
        }
        best = max(heads, key=lambda name: len(set(heads[name][1]) & set(known)))
        held = [name for name, (_, names) in heads.items() if _has_stations(names, preset)]
        if sheet is not None and sheet not in heads:
            raise LayerError(
                message("layers-no-layer", path=str(path), what="sheet", name=sheet, known=listed(heads))
            )
        if sheet is None and len(held) > 1:
            raise LayerError(message("layers-choose", path=str(path), known=listed(held)))
        name = sheet or best
        if name != next(iter(heads)):
            said.append(message("layers-found-sheet", name=name))
        table = read_sheet(path, book, name, header=heads[name][0], dtype=str, keep_default_na=False)
    return Records(table.fillna("").astype(str).map(str.strip))


def _has_stations(names: Sequence[str], preset: Preset) -> bool:
    """Tell whether a sheet has the columns without which a preset reads nothing."""
    there = {plain(name) for name in names}
    asked = (preset.station[name] for name in NEEDED)
    return all(any({plain(one), plain(one.rpartition(".")[2])} & there for one in group) for group in asked)


def _last_parts(preset: Preset) -> list[str]:
    return [column.rpartition(".")[2] for column in preset.columns if "." in column]


def _text(value: Any) -> str:  # noqa: ANN401 - a JSON value is of any kind
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value).strip()
