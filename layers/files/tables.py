"""Read a table (CSV) that stands beside a region's layers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gisplan_errors import LayerError
from gisplan_words import message
from layers.files.reading import FAULTS, read_csv

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd


def read_table(path: Path, columns: Sequence[str], dtype: Any = None, **options: Any) -> pd.DataFrame:  # noqa: ANN401
    """Read a CSV file; ``dtype`` and options are those of `pandas.read_csv`.

    Raises
    ------
    LayerError
        It cannot be read, lacks a column, or holds more than `layers.files.limits.LIMITS` allow.
    """
    try:
        table = read_csv(path, dtype=dtype, **options)
    except FAULTS as fault:
        raise LayerError(
            message("layers-unreadable", path=str(path), form=".csv", fault=str(fault))
        ) from fault
    lacking = [name for name in columns if name not in table]
    if lacking:
        names, known = ", ".join(lacking), ", ".join(columns)
        raise LayerError(message("layers-lacking", path=str(path), names=names, known=known))
    return table


def points_of(more: str) -> list[tuple[float, float]] | None:
    """Give the points of ``lon lat;lon lat`` (degrees); None where one is no point."""
    found = []
    for pair in more.split(";"):
        try:
            lon, lat = map(float, pair.split())
        except ValueError:
            return None
        if not (abs(lon) <= 180 and abs(lat) <= 90):
            return None
        found.append((lon, lat))
    return found
