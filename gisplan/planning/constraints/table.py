"""The table of a planner's own constraints, as a run folder keeps it: one line a coefficient."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from gisplan.tables.own_rows import AXES, OWN_COLUMNS, OWN_ROW

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from optimize.own_rows import OwnRows

_KINDS: Final[Mapping[str, type]] = {"right_side": float, "coefficient": float, "year": int}
_DTYPES: Final[Mapping[type, Any]] = {float: np.float64, int: np.int64, str: object}


@dataclass(frozen=True, eq=False)
class Kept:
    """The rows of a decision by the keys of their cells, so that they hold for the same keys elsewhere."""

    own: OwnRows
    senses: list[str]
    labels: list[tuple[Any, ...]]


def row_lines(name: str, part: str, kept: Kept | None) -> list[dict[str, Any]]:
    """Give the lines of the rows of one decision; none where it has none."""
    if kept is None:
        return []
    own, lines = kept.own, []
    for k, row in enumerate(own.names):
        cells = slice(own.matrix.indptr[k], own.matrix.indptr[k + 1])
        side = own.upper[k] if np.isfinite(own.upper[k]) else own.lower[k]
        told = {**dict(zip(OWN_ROW, (name, part, row), strict=True)), "sense": kept.senses[k]}
        terms = (of.tolist() for of in (own.matrix.indices[cells], own.matrix.data[cells]))
        for cell, figure in zip(*terms, strict=True):
            over = dict(zip(AXES[name], kept.labels[cell], strict=True))
            lines.append({**told, "right_side": float(side), **over, "coefficient": figure})
    return lines


def rows_frame(lines: Sequence[Mapping[str, Any]] = ()) -> pd.DataFrame:
    """Lay lines out as the table of own rows; a key that a decision does not go over is empty, or year 0."""
    columns = {}
    for name in OWN_COLUMNS:
        kind = _KINDS.get(name, str)
        columns[name] = pd.Series([kind(line.get(name, kind())) for line in lines], dtype=_DTYPES[kind])
    return pd.DataFrame(columns)
