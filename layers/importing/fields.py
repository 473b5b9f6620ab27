"""The columns of a register as the fields of its preset: found by name, read as text, date or word."""

from __future__ import annotations

import datetime as dt
import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gisplan_errors import LayerError
from gisplan_words import listed, message
from layers.importing.points import plain
from layers.importing.presets import NEEDED, WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from gisplan_words import Message
    from layers.importing.presets import Preset
    from layers.importing.records import Records

_TIME = re.compile(r"[T\s]")


def number(text: str, decimal: str = ".") -> float:
    """Give a figure as a register writes it, NaN where it is none; a unit behind it counts for nothing.

    What may be a thousand or a decimal, such as 1,000 where the decimal mark is a point, is none.
    """
    plain_text = text.strip().lower().removesuffix("kw").strip().replace("\xa0", "").replace(" ", "")
    other = "," if decimal == "." else "."
    if re.fullmatch(rf"[1-9]\d{{0,2}}{re.escape(other)}\d{{3}}", plain_text):
        return float("nan")
    if decimal in plain_text or plain_text.count(other) > 1:
        plain_text = plain_text.replace(other, "")
    try:
        value = float(plain_text.replace(",", "."))
    except ValueError:
        return float("nan")
    return value if np.isfinite(value) and value >= 0 else float("nan")


class Fields:
    """What a register's rows say, by the fields of its preset.

    Parameters
    ----------
    records
        Rows of text.
    preset
        What its columns mean.
    path
        For messages.
    given
        Columns of theirs by field, which come before the preset's.

    Attributes
    ----------
    unread
        Row from 1, column and text of each cell that should be a figure or a date and is none.

    Raises
    ------
    LayerError
        A column that is needed or given is not there.
    """

    def __init__(self, records: Records, preset: Preset, path: Path, given: Mapping[str, str]) -> None:
        self.table, self.preset, self.path = records.table, preset, path
        self._whole = records.paths
        self._there = {plain(name): name for name in reversed(list(records.table.columns))}
        paths = sorted(preset.columns, key=lambda path: path.count("."))
        self._innermost = {path.rpartition(".")[2]: path for path in paths}
        self._given = dict(given)
        self._read: set[str] = set()
        self.unread: list[tuple[int, str, str]] = []
        for theirs in self._given.values():
            if not self.find(theirs):
                raise LayerError(message("layers-columns-absent", name=theirs, known=self._near(theirs)))
        lacking = [name for name in NEEDED if not self.columns(name)]
        if lacking:
            asked = listed(preset.station[name][0] for name in lacking)
            known = self._near(preset.station[lacking[0]][0])
            told = {"columns": asked, "fields": listed(lacking)}
            raise LayerError(message("register-lacks", path=str(path), name=preset.name, known=known, **told))

    @property
    def not_read(self) -> list[str]:
        """Columns of theirs that say something and that nothing was taken from."""
        names = [name for name in self.table.columns if name not in self._read]
        return [str(name) for name in names if (self.table[name] != "").any()]

    def find(self, theirs: str) -> str:
        """Give a column of theirs by its name or path, in a table by the last part of it; empty if none.

        Of JSON a path is whole: ``name`` of a station is none of its operator. In a table the last part that
        several paths share, such as the power of a cabinet and of its guns, is that of the innermost.
        """
        found = self._there.get(plain(theirs))
        last = theirs.rpartition(".")[2]
        if found is None and not self._whole and self._innermost.get(last, theirs) == theirs:
            found = self._there.get(plain(last))
        return found or ""

    def columns(self, name: str) -> list[str]:
        """Give the columns that say a field of the station, those that are there."""
        if name in self._given:
            return self._taken([self._given[name]])
        return self._taken(self.preset.station.get(name, ()))

    def column_of(self, name: str) -> str:
        """Give the first column that says a field or a word, empty where none does."""
        named = self.preset.words[name].columns if name in WORDS else ()
        found = self._taken(named) if named else self.columns(name)
        return found[0] if found else ""

    def first(self, name: str) -> pd.Series[str]:
        """Give for each row the first text that says a field."""
        nothing = self.preset.blank.get(name, frozenset())
        return self.text(self.columns(name), nothing)

    def text(self, columns: list[str], nothing: frozenset[str] = frozenset()) -> pd.Series[str]:
        """Give for each row the first of the columns that says something."""
        said = pd.Series("", index=self.table.index, dtype=object)
        for name in columns:
            cells = self.table[name].where(~self.table[name].isin(nothing), "")
            said = said.where(said != "", cells)
        return said

    def joined(self, name: str, mark: str) -> pd.Series[str]:
        """Give for each row all that says a field, blank where a part is."""
        columns = self.columns(name)
        if not columns:
            return pd.Series("", index=self.table.index, dtype=object)
        parts = self.table[columns]
        whole = parts.iloc[:, 0].str.cat(parts.iloc[:, 1:], mark)
        return whole.where(parts.iloc[:, -1] != "", "").str.strip(mark)

    def together(self, name: str) -> pd.Series[str]:
        """Give for each row all that says a field, with blanks between."""
        columns = self.columns(name)
        nothing = pd.Series("", index=self.table.index, dtype=object)
        return (
            self.table[columns[0]].str.cat(self.table[columns[1:]], " ").str.strip() if columns else nothing
        )

    def stands_twice(self, ids: pd.Series[str]) -> NDArray[np.bool_]:
        """Tell the rows of a station that an earlier row has given, where a row is a whole station."""
        groups = self.preset.connectors
        by_row = not any({"id", "charger_id"} & set(group.columns) for group in groups)
        return (by_row & (ids != "") & ids.duplicated()).to_numpy()

    def connector(self, columns: Mapping[str, tuple[str, ...]], name: str) -> pd.Series[str] | None:
        """Give for each row what says a field of a connector, None where no column does."""
        found = self._taken(columns.get(name, ()))
        return self.text(found) if found else None

    def words(self, name: str) -> tuple[pd.Series[str], pd.Series[str]]:
        """Give for each row the word of a column, and the value that says it."""
        words = self.preset.words[name]
        said = self.text(self._taken(words.columns))
        return said.map(lambda value: words.meant.get(value, words.usual)), said

    def left_out(self, name: str) -> NDArray[np.bool_]:
        """Tell the rows whose value of a word is no part of the layer."""
        words = self.preset.words[name]
        return self.text(self._taken(words.columns)).isin(words.left_out).to_numpy()

    def unknown_words(self, name: str, out: Mapping[str, NDArray[np.bool_]]) -> Iterator[Message]:
        """Give a fault a value of a word that the preset does not know, unless its rows are left out."""
        words = self.preset.words[name]
        said = self.text(self._taken(words.columns))
        gone = np.logical_or.reduce([*out.values()])
        known = {"", *words.meant, *words.left_out}
        odd = said[~said.isin(known) & ~gone]
        for value, rows in odd.value_counts(sort=False).items():
            at = int(np.flatnonzero((odd == value).to_numpy())[0])
            told = {"path": str(self.path), "column": self.column_of(name), "value": str(value)}
            row = str(int(np.flatnonzero(self.table.index == odd.index[at])[0]) + 1)
            yield message(
                "register-word", rows=int(rows), row=row, what=name, preset=self.preset.name,
                known=listed(sorted(set(words.meant))), **told,
            )  # fmt: skip

    def figures(self, cells: pd.Series[str], column: str) -> pd.Series[float]:
        """Give the figures that cells state, NaN where they state none; what is none is kept in `unread`."""
        read = {text: number(text, self.preset.decimal) for text in cells.unique()}
        odd = [text for text, value in read.items() if text and value != value]  # noqa: PLR0124  (NaN)
        self._note(cells, odd, column)
        return cells.map(read).astype(float)

    def dates(self, name: str) -> pd.Series[str]:
        """Give for each row the date that a field says, empty where none can be read."""
        said = self.first(name)
        read = {text: self.date(text) for text in said.unique()}
        self._note(said, [text for text, day in read.items() if text and not day], self.column_of(name))
        return said.map(read)

    def date(self, text: str) -> str:
        """Give a date as ISO writes it, empty where the preset's forms do not fit."""
        for form in ("%Y-%m-%d", *self.preset.dates):
            for part in (text, text[:10], _TIME.split(text, maxsplit=1)[0]):
                try:
                    return dt.datetime.strptime(part, form).date().isoformat()  # noqa: DTZ007 - a day only
                except ValueError:
                    continue
        return ""

    def _note(self, cells: pd.Series[str], odd: list[str], column: str) -> None:
        for at in np.flatnonzero(cells.isin(odd).to_numpy()).tolist():
            self.unread.append((int(cells.index[at]) + 1, column, str(cells.iloc[at])))

    def _taken(self, theirs: tuple[str, ...] | list[str]) -> list[str]:
        found = [name for one in theirs if (name := self.find(one))]
        self._read |= set(found)
        return list(dict.fromkeys(found))

    def _near(self, theirs: str) -> Message:
        names = [str(name) for name in self.table.columns]
        near = get_close_matches(theirs, names, n=1)
        if near:
            return message("layers-meant", name=near[0])
        return message("register-has", names=listed(names))
