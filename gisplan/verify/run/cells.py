"""Compare cells of tables: a CSV file keeps ten digits and no kinds, a GeoPackage keeps both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

DIGITS: Final = 1e-9
"""Share by which a figure of a CSV file may be off: its tables keep ten significant digits."""


def same(here: Any, there: Any) -> bool:  # noqa: ANN401 - a cell is of any kind
    """Tell whether two cells say the same, numbers within the digits that a file keeps."""
    left, right = _plain(here), _plain(there)
    if isinstance(left, float) and isinstance(right, float):
        # Relative below one too: an absolute slack would let a small cost be off by a millionth part.
        return abs(left - right) <= DIGITS * max(abs(left), abs(right))
    return left == right


def blank(value: Any) -> bool:  # noqa: ANN401 - a cell is of any kind
    """Tell whether a cell holds nothing: null, NaN, or a text without a letter."""
    return _plain(value) is None


def lacking(table: pd.DataFrame, where: str, columns: Iterable[str]) -> list[str]:
    """Name the columns that a table should have and has not, one fault each."""
    return [f"{where}: column {name} is missing" for name in columns if name not in table.columns]


def _plain(value: Any) -> float | str | None:  # noqa: ANN401 - a cell is of any kind
    """Give a cell as both kinds of file keep it: a number, a text without its guard, or nothing."""
    if value is None or value is pd.NA:
        return None
    text = str(value)
    plain = "".join(mark if mark.isprintable() else " " for mark in text).removeprefix("'")
    try:
        number = {"True": 1.0, "False": 0.0}.get(plain)
        number = float(plain) if number is None else number
    except ValueError:
        return plain or None
    return number if np.isfinite(number) else None


def flags(table: pd.DataFrame, column: str) -> NDArray[np.bool_]:
    """Give a column of yes and no, as a CSV file or a GeoPackage keeps it."""
    return np.array([str(value) in {"True", "1", "1.0"} for value in table[column]], dtype=bool)


def texts(table: pd.DataFrame, column: str) -> pd.Series[str]:
    """Give a column of texts, blank where the file has none."""
    return table[column].astype(object).fillna("").astype(str)
