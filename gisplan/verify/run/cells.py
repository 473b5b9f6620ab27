"""Compare cells of tables: a CSV file keeps ten digits and no kinds, a GeoPackage keeps both."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from operator import eq
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from pandas.errors import InvalidIndexError
from pyproj.exceptions import ProjError
from shapely.errors import ShapelyError

from gisplan.verify.run.faults import DUE, differs, fault, of
from gisplan_errors import GisplanError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray

    from gisplan.verify.run.faults import Fault
    from gisplan_words import Said, Sayable

SPOILT: Final = (
    *(GisplanError, ShapelyError, ProjError, InvalidIndexError),
    *(ArithmeticError, AttributeError, LookupError, TypeError, ValueError),
)
"""What a table that holds other things than it should makes code raise; all else is the machine's or ours."""
DIGITS: Final = 1e-9
"""Share by which a figure of a CSV file may be off: its tables keep ten significant digits."""
MOST: Final = 5
"""Faults of one kind that are listed."""
BRIEF, LONG = 80, 200
"""Characters that a fault shows at most of a value in a record, and of a cell of a table."""


def same(here: Any, there: Any, *, share: float = DIGITS, near: float = 0.0) -> bool:  # noqa: ANN401 - a cell is of any kind
    """Tell whether two cells say the same: numbers within a share of them and an amount beside it."""
    left, right = _plain(here), _plain(there)
    if isinstance(left, float) and isinstance(right, float):
        # Relative below one too: an absolute slack would let a small cost be off by a millionth part.
        return abs(left - right) <= near + share * max(abs(left), abs(right))
    return left == right


def differences(
    name: Sayable,
    said: Mapping[str, Any],
    due: Mapping[str, Any],
    gives: Said = DUE,
    *,
    share: float = DIGITS,
    near: float = 0.0,
) -> Iterator[Fault]:
    """Name the cells of a row that say something else than is due.

    Parameters
    ----------
    name
        What the row tells of.
    said, due
        Values by column; only those that are due are held against what is said.
    gives
        Words between what is said and what is due.
    share, near
        How far numbers may be off, see `same`.
    """
    for column, right in due.items():
        told = said.get(column)
        if not same(told, right, share=share, near=near):
            here, there = apart(_shown(told), _shown(right), LONG)
            yield differs(name, column, here, there, gives)


def record_differences(
    where: str,
    said: Any,  # noqa: ANN401 - plain data of any kind
    due: Any,  # noqa: ANN401
    gives: Said = DUE,
    *,
    alike: Callable[[Any, Any], bool] = eq,
) -> Iterator[Fault]:
    """Name the keys and values of plain data that differ from those due.

    Parameters
    ----------
    where
        What the data tells of.
    said, due
        The data, and what it should be.
    gives
        Words between what is said and what is due.
    alike
        Tells whether two values say the same.
    """
    if isinstance(said, Mapping) and isinstance(due, Mapping):
        for key in sorted({*said} ^ {*due}):
            yield fault("missing" if key in due else "strange", where, key=key)
        for key in due:
            if key in said:
                yield from record_differences(f"{where} {key}", said[key], due[key], gives, alike=alike)
    elif isinstance(said, list | tuple) and isinstance(due, list | tuple) and len(said) == len(due):
        for at, (one, other) in enumerate(zip(said, due, strict=True)):
            yield from record_differences(f"{where} {at}", one, other, gives, alike=alike)
    elif not alike(said, due):
        told, right = apart(str(said), str(due), BRIEF)
        yield fault("record", where, said=told, due=right, gives=gives)


def column_differences(
    names: Iterable[Sayable],
    said: pd.DataFrame,
    due: Mapping[str, Iterable[Any]],
    gives: Said,
    *,
    share: float = DIGITS,
    near: float = 0.0,
) -> Iterator[Fault]:
    """Name the first cells of every column that say something else than is due, row by row.

    Parameters
    ----------
    names
        What each row tells of.
    said
        The table.
    due
        The values of a column as they should be, in the order of the rows.
    gives
        Words between what is said and what is due.
    share, near
        How far numbers may be off, see `same`.
    """
    rows = [*names]
    for column, values in due.items():
        left = said[column].reset_index(drop=True)
        right = (
            pd.Series(list(values)) if not isinstance(values, pd.Series) else values.reset_index(drop=True)
        )
        if not len(rows) == len(left) == len(right):
            raise ValueError(f"{column}: {len(left)} cells, {len(right)} are due")
        for at in unlike(left, right, share=share, near=near)[:MOST].tolist():
            told, wanted = {column: left.iloc[at]}, {column: right.iloc[at]}
            yield from differences(rows[at], told, wanted, gives, share=share, near=near)


def unlike(left: pd.Series, right: pd.Series, *, share: float, near: float) -> NDArray[np.int64]:
    """Give the places where two columns of one length say something else, see `same`."""
    if all(pd.api.types.is_numeric_dtype(one) for one in (left, right)):
        a, b = (one.to_numpy(dtype=float, na_value=np.nan) for one in (left, right))
        nothing = ~np.isfinite(a) & ~np.isfinite(b)
        with np.errstate(invalid="ignore"):
            close = np.abs(a - b) <= near + share * np.maximum(np.abs(a), np.abs(b))
        return np.flatnonzero(~(close | nothing))
    a, b = (one.astype(object).where(one.notna(), None).to_numpy() for one in (left, right))
    maybe = np.flatnonzero(a != b).tolist()
    return np.array([at for at in maybe if not same(a[at], b[at], share=share, near=near)], dtype=np.int64)


def key_differences(
    where: str,
    said: Iterable[Any],
    due: Iterable[Any],
    strange: str,
    missing: str = "missing",
    *,
    kind: str = "",
) -> Iterator[Fault]:
    """Name the first keys that a table lacks, and those that it has and should not.

    Parameters
    ----------
    where
        File, and layer if it has several.
    said, due
        The keys, and what they should be.
    strange, missing
        Codes of what is said of a key that should not be there, and of one that should.
    kind
        What the keys are of, see `gisplan.verify.run.faults.of`; empty: the key says it.
    """
    wanted = {*due}
    for name in sorted({*said} ^ wanted)[:MOST]:
        key = " ".join(map(str, name)) if isinstance(name, tuple) else name
        yield fault(missing if name in wanted else strange, where, key=of(kind, key) if kind else key)


def numbered(names: Iterable[str]) -> list[tuple[str, int]]:
    """Tell names apart that stand several times: each with how often it stood before."""
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        found.append((name, seen[name]))
        seen[name] += 1
    return found


def apart(said: str, due: str, most: int) -> tuple[str, str]:
    """Give two texts whole, or of longer ones as much, around the first character that differs."""
    if max(len(said), len(due)) <= most:
        return said, due
    pairs = enumerate(zip(said, due, strict=False))
    first = next((at for at, (a, b) in pairs if a != b), min(len(said), len(due)))
    begin = max(0, first - most // 4)
    cuts = (f"{'…' if begin else ''}{text[begin : begin + most]}" for text in (said, due))
    ends = ("…" if len(text) > begin + most else "" for text in (said, due))
    one, other = (cut + end for cut, end in zip(cuts, ends, strict=True))
    return one, other


def _shown(value: Any) -> str:  # noqa: ANN401 - a cell is of any kind
    """Write a cell: as many digits as a file keeps."""
    return str(float(f"{value:.10g}")) if isinstance(value, float | np.floating) else str(value)


def blank(value: Any) -> bool:  # noqa: ANN401 - a cell is of any kind
    """Tell whether a cell holds nothing: null, NaN, or a text without a letter."""
    return _plain(value) is None


def lacking(table: pd.DataFrame, where: str, columns: Iterable[str]) -> list[Fault]:
    """Name the columns that a table should have and has not, one fault each."""
    return [fault("column-missing", where, column=name) for name in columns if name not in table.columns]


def _plain(value: Any) -> float | str | None:  # noqa: ANN401 - a cell is of any kind
    """Give a cell as both kinds of file keep it: a number, a text without its guard, or nothing."""
    if value is None or value is pd.NA:
        return None
    if isinstance(value, int | float):
        return float(value) if math.isfinite(value) else None
    text = str(value)
    clean = text if text.isprintable() else "".join(mark if mark.isprintable() else " " for mark in text)
    plain = clean.removeprefix("'")
    try:
        number = {"true": 1.0, "false": 0.0}.get(plain.lower())
        number = float(plain) if number is None else number
    except ValueError:
        return plain or None
    return number if math.isfinite(number) else None


def flags(table: pd.DataFrame, column: str) -> NDArray[np.bool_]:
    """Give a column of yes and no, as a CSV file or a GeoPackage keeps it."""
    return np.array([str(value) in {"True", "1", "1.0"} for value in table[column]], dtype=bool)
