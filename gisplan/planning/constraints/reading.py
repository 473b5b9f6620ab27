"""What a planner's function added to a problem, read back as rows over the variables that it was handed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pulp
from scipy import sparse

from gisplan_errors import ScenarioError
from gisplan_words import message
from optimize.lp_problem import read_problem
from optimize.own_rows import OwnRows

if TYPE_CHECKING:
    from gisplan_arrays import Indices
    from gisplan_words import Message
    from optimize.lp_problem import ModelArrays, NamedProblem, ReadProblem

SENSES: Final = {pulp.LpConstraintLE: "<=", pulp.LpConstraintGE: ">=", pulp.LpConstraintEQ: "="}
_ROUND_OFF: Final = 1e-9


class Given:
    """A problem as it was handed out, to be read again when the function is done.

    Parameters
    ----------
    problem, arrays
        The problem, and the model that it was written from.
    columns, cells
        Which of its columns may stand in rows, and the cell of each.
    n_cells
        How many cells there are.
    decision
        What messages call the decision.
    """

    def __init__(
        self,
        problem: NamedProblem,
        arrays: ModelArrays,
        columns: Indices,
        cells: Indices,
        n_cells: int,
        decision: str,
    ) -> None:
        self.problem, self.arrays, self.decision = problem, arrays, decision
        self.columns, self.cells, self.n_cells = columns, cells, n_cells
        self.variables, self.rows = list(problem.order), problem.constraints()

    def added(self) -> tuple[OwnRows | None, list[str]]:
        """Read the rows that were added, and the sense of each; None without any.

        Raises
        ------
        ScenarioError
            Something else was changed, or a row is over what no table of a run tells.
        """
        read = read_problem(self.problem)
        if changed := self._changed(read):
            raise ScenarioError(message("constrain-changed", decision=self.decision, what=message(changed)))
        first = len(self.rows)
        rows = [k for k in range(first, len(read.constraints)) if self._says(read, k)]
        if not rows:
            return None, []
        at = np.full(len(read.variables), -1)
        at[self.columns] = self.cells
        for k in rows:
            self._refuse_foreign(read, k, at)
        matrix = read.arrays.matrix[rows].tocoo()
        cells = (matrix.data, (matrix.coords[0], at[matrix.coords[1]]))
        own = sparse.csr_array(cells, shape=(len(rows), self.n_cells))
        names = tuple(str(read.constraints[k].name) for k in rows)
        senses = [SENSES[read.constraints[k].sense] for k in rows]
        return OwnRows(names, own, read.arrays.row_lower[rows], read.arrays.row_upper[rows]), senses

    def _changed(self, read: ReadProblem) -> str | None:
        """Tell what of the problem is not as it was handed out."""
        n, was, now = len(self.variables), self.arrays, read.arrays
        same = [a is b for a, b in zip(self.variables, read.variables, strict=False)]
        if len(read.variables) < n or not all(same):
            return "constrain-what-variables"
        if now.sense != was.sense or (now.cost[:n] != was.cost).any() or now.cost[n:].any():
            return "constrain-what-objective"
        bounds = (now.lower[:n] != was.lower) | (now.upper[:n] != was.upper)
        if bounds.any() or (now.integer[:n] != was.integer).any():
            return "constrain-what-bounds"
        rows = len(self.rows)
        if len(read.constraints) < rows or any(
            a is not b for a, b in zip(self.rows, read.constraints, strict=False)
        ):
            return "constrain-what-rows"
        kept = now.matrix[:rows]
        moved = (now.row_lower[:rows] != was.row_lower) | (now.row_upper[:rows] != was.row_upper)
        if moved.any() or kept[:, n:].nnz or abs(kept[:, :n] - was.matrix).sum() > 0:
            return "constrain-what-rows"
        return None

    def _says(self, read: ReadProblem, k: int) -> bool:
        """Tell whether a row asks anything; one without variables does not, if it holds."""
        if np.diff(read.arrays.matrix.indptr)[k]:
            return True
        low, high = read.arrays.row_lower[k], read.arrays.row_upper[k]
        if not (low <= _ROUND_OFF and high >= -_ROUND_OFF):
            raise ScenarioError(self._about("constrain-empty", read, k))
        return False

    def _refuse_foreign(self, read: ReadProblem, k: int, at: Indices) -> None:
        """Refuse a row over other variables than those handed out, or with a figure that is none."""
        arrays = read.arrays
        row = slice(arrays.matrix.indptr[k], arrays.matrix.indptr[k + 1])
        columns, figures = arrays.matrix.indices[row], arrays.matrix.data[row]
        foreign = columns[columns >= len(self.variables)]
        if foreign.size:
            name = read.variables[int(foreign[0])].name
            raise ScenarioError(self._about("constrain-foreign", read, k, variable=name))
        untold = columns[at[columns] < 0]
        if untold.size:
            name = read.variables[int(untold[0])].name
            raise ScenarioError(self._about("constrain-untold", read, k, variable=name))
        side = max(arrays.row_lower[k], -arrays.row_upper[k])
        if not np.isfinite(figures).all() or not np.isfinite(side):
            raise ScenarioError(self._about("constrain-figure", read, k))

    def _about(self, code: str, read: ReadProblem, k: int, **figures: str) -> Message:
        return message(code, decision=self.decision, row=str(read.constraints[k].name), **figures)
