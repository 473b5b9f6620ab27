"""Compare a whole table of a run with what it should be: rows by their keys, then column by column."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Final

import numpy as np

from gisplan.verify.run.cells import DIGITS, MOST, differences, numbered, unlike
from gisplan.verify.run.faults import DUE, fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from gisplan.verify.run.faults import Fault
    from gisplan_words import Said

DEGREES: Final = {"lon": 0.51e-6, "lat": 0.51e-6}
"""Slack of coordinates: half of the last decimal of a table of points, and what a change of CRS rounds."""


def table_differences(
    where: str,
    said: pd.DataFrame,
    due: pd.DataFrame,
    key: Sequence[str],
    *,
    gives: Said = DUE,
    share: float = DIGITS,
    near: float = 0.0,
) -> Iterator[Fault]:
    """Name the columns, rows and cells of a table that are not as they should be.

    Rows are matched by what stands in the key columns, those that share a key in the order of the table; the
    order of rows means nothing.

    Parameters
    ----------
    where
        File, and layer if it has several.
    said, due
        The table, and what it should be.
    key
        Columns that name a row.
    gives
        Words between what is said and what is due.
    share, near
        How far numbers may be off, see `gisplan.verify.run.cells.same`.
    """
    for column in said.columns.symmetric_difference(due.columns, sort=False):
        if column != "geometry":
            yield fault(f"column-{'missing' if column in due.columns else 'strange'}", where, column=column)
    if not {*key} <= {*said.columns} & {*due.columns}:
        return
    here, there = (row_names(frame, key) for frame in (said, due))
    counted, right = Counter(here), Counter(there)
    wrong = (name for name in sorted((counted | right).keys()) if counted[name] != right[name])
    for name in islice(wrong, MOST):
        yield fault("times", where, row=name, said=counted[name], due=right[name])
    rows, others = _matched(here, there)
    names = [f"{where} {here[at]}" for at in rows.tolist()]
    for column in said.columns.intersection(due.columns, sort=False):
        if column == "geometry":
            continue
        left, wanted = said[column].iloc[rows], due[column].iloc[others]
        slack = (
            {"share": 0.0, "near": DEGREES[column]} if column in DEGREES else {"share": share, "near": near}
        )
        for at in unlike(left, wanted, **slack)[:MOST].tolist():
            told, true = {column: left.iloc[at]}, {column: wanted.iloc[at]}
            yield from differences(names[at], told, true, gives, **slack)


def row_names(frame: pd.DataFrame, key: Sequence[str]) -> list[str]:
    """Name the rows of a table by what stands in its key columns; without any by their places."""
    parts = [frame[column].astype(object).where(frame[column].notna(), "").astype(str) for column in key]
    return (
        [" ".join(row) for row in zip(*parts, strict=True)]
        if parts
        else [str(at) for at in range(len(frame))]
    )


def _matched(here: list[str], there: list[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the places of rows with the same name in two lists, those of one name in their order."""
    place = {key: at for at, key in enumerate(numbered(there))}
    pairs = [(at, place[key]) for at, key in enumerate(numbered(here)) if key in place]
    found = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]
