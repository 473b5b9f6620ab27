"""Rows that a planner adds to a decision: over its cells, carried by every model that decides it.

A cell is what the tables of a plan tell of a decision: a site that opens, chargers of a type at a site, a
station of a size. Own rows stand in the unreduced model of the decision, and in all that is cut out of it.
What cannot carry them (greedy starts, searches) steps aside where its answer breaks one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from optimize.matrices import greatest_of_rows

if TYPE_CHECKING:
    from gisplan_arrays import Flags, Floats, Indices
    from optimize.model import ModelBuilder


_SLACK = 1e-6
"""Violation that counts as round-off, as a share of what is summed in a row, or of its bound."""


@dataclass(frozen=True, eq=False)
class OwnRows:
    """Rows ``lower <= matrix @ cells <= upper`` of a planner's own.

    Attributes
    ----------
    names
        What the planner calls each row.
    matrix
        Coefficients, rows × cells.
    lower, upper
        Bounds of each row, infinite where there is none.
    """

    names: tuple[str, ...]
    matrix: sparse.csr_array
    lower: Floats
    upper: Floats

    def __post_init__(self) -> None:
        rows = (len(self.names),)
        if self.matrix.shape[:1] != rows or self.lower.shape != rows or self.upper.shape != rows:
            raise ValueError(f"own rows: {len(self.names)} names for a matrix {self.matrix.shape}")

    def broken(self, cells: Floats) -> Flags:
        """Mark the rows that cells break by more than round-off: a row in thousandths as one in millions."""
        sums, summed = self.matrix @ cells, abs(self.matrix) @ np.abs(cells)
        below = self.lower - _SLACK * np.maximum(summed, np.abs(self.lower))
        above = self.upper + _SLACK * np.maximum(summed, np.abs(self.upper))
        return np.asarray((sums < below) | (sums > above))

    def faults(self, cells: Floats) -> list[str]:
        """Name the rows that cells break, with figures."""
        sums = self.matrix @ cells
        return [
            f"own row {self.names[k]}: {sums[k]:g}, asked {self.lower[k]:g} to {self.upper[k]:g}"
            for k in np.flatnonzero(self.broken(cells)).tolist()
        ]

    def even(self) -> tuple[OwnRows, Floats]:
        """Divide each row by its greatest coefficient, so that all weigh alike; and give what by."""
        unit = greatest_of_rows(self.matrix)
        unit[unit == 0.0] = 1.0
        matrix = sparse.csr_array(sparse.diags_array(1.0 / unit) @ self.matrix)
        return OwnRows(self.names, matrix, self.lower / unit, self.upper / unit), unit

    def parted(self, parts: int) -> tuple[list[OwnRows | None], OwnRows | None]:
        """Give the rows over each of so many equal parts of the cells, and all others."""
        width = self.matrix.shape[1] // parts
        by_part = [np.diff(self.matrix[:, p * width : (p + 1) * width].indptr) > 0 for p in range(parts)]
        alone = np.sum(by_part, axis=0) == 1
        inner = [
            self._some(np.flatnonzero(alone & here), slice(p * width, (p + 1) * width))
            for p, here in enumerate(by_part)
        ]
        return inner, self._some(np.flatnonzero(~alone), slice(None))

    def _some(self, rows: Indices, cells: slice) -> OwnRows | None:
        if not rows.size:
            return None
        names = tuple(self.names[k] for k in rows.tolist())
        matrix = sparse.csr_array(self.matrix[rows][:, cells])
        return OwnRows(names, matrix, self.lower[rows], self.upper[rows])

    def add_to(self, builder: ModelBuilder, columns: Indices, cells: Indices, *, name: str = "own") -> None:
        """Add the rows to a model in which these columns are the values of these cells.

        A cell without a column is 0 in that model.
        """
        rows = {name: np.arange(len(self.names))}
        builder.add_rows(name, self.matrix[:, cells], columns, lower=self.lower, upper=self.upper, over=rows)


def malformed(own: OwnRows | None, cells: int) -> list[str]:
    """List what no problem takes of own rows over so many cells: width, figures and bounds that are none."""
    if own is None:
        return []
    if own.matrix.shape[1] != cells:
        return [f"own rows are over {own.matrix.shape[1]} cells, expected {cells}"]
    by_row = np.repeat(np.arange(len(own.names)), np.diff(own.matrix.indptr))
    wrong = np.bincount(by_row[~np.isfinite(own.matrix.data)], minlength=len(own.names)) > 0
    empty = ~(own.lower <= own.upper) | (own.lower == np.inf) | (own.upper == -np.inf)
    return [
        *(f"own row {own.names[k]}: a coefficient is no finite number" for k in np.flatnonzero(wrong)),
        *(
            f"own row {own.names[k]}: asks {own.lower[k]:g} to {own.upper[k]:g}, which nothing is"
            for k in np.flatnonzero(empty)
        ),
    ]


def refuse_malformed(own: OwnRows | None, cells: int) -> None:
    """Refuse own rows that `malformed` finds fault with.

    Raises
    ------
    ValueError
        Naming each row.
    """
    if faults := malformed(own, cells):
        raise ValueError("; ".join(faults))


def add_own(
    builder: ModelBuilder,
    own: OwnRows | None,
    columns: Indices,
    cells: Indices | None = None,
    *,
    name: str = "own",
) -> None:
    """Add own rows to a model, where there are some; without cells the columns are those of all, in order."""
    if own is not None:
        own.add_to(builder, columns, np.arange(columns.size) if cells is None else cells, name=name)


def faults_of(own: OwnRows | None, cells: Floats) -> list[str]:
    """Name the own rows that an answer breaks, with figures; none where there are no rows."""
    return [] if own is None else own.faults(cells)


def holds(own: OwnRows | None, cells: Floats) -> bool:
    """Tell whether an answer keeps every own row; any does where there is none."""
    return own is None or not own.broken(cells).any()
