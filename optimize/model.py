"""Models built from arrays: one sparse block of rows at a time, written out as a PuLP problem.

`ModelBuilder` is the one description of a model. `ModelBuilder.build` writes it as a `pulp.LpProblem` (what
is read, written to LP files and solved through PuLP), `ModelBuilder.arrays` gives the same model as a matrix,
for bounds and neighbourhoods that are solved by the dozen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from optimize.lp_problem import ModelArrays, NamedProblem, write_problem
from optimize.names import block_names, low_side

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike

    from gisplan_arrays import Flags, Floats, Indices, Whole
    from optimize.certificate import Sense
    from optimize.names import Over


@dataclass(frozen=True)
class _Variables:
    name: str
    first: int
    count: int
    over: Over


@dataclass(frozen=True)
class _Rows:
    name: str
    size: int
    over: Over
    labels: tuple[Indices, Flags]
    matrix: sparse.csr_array
    columns: Indices
    lower: Floats
    upper: Floats


def _spread(value: ArrayLike | None, n: int, missing: float, what: str) -> Floats:
    """Spread a scalar over n entries, or check an array's length."""
    array = np.asarray(missing if value is None else value, dtype=np.float64)
    if array.ndim == 0:
        return np.full(n, float(array))
    if array.shape != (n,):
        raise ValueError(f"{what} has shape {array.shape}, expected a scalar or ({n},)")
    return array.copy()


def _checked(over: Over | None, n: int, name: str) -> Over:
    """Check that a block has an index for each of its members."""
    given = {of: np.asarray(where, dtype=np.int64) for of, where in (over or {}).items()}
    for of, where in given.items():
        if where.shape != (n,):
            raise ValueError(f"{name}: {where.shape} indices of {of} given for {n}")
    return given


class ModelBuilder:
    """Collect the columns and rows of a model as arrays.

    Parameters
    ----------
    name
        Name of the PuLP problem; letters, digits and underscores.
    sense
        ``"min"`` or ``"max"``.

    Attributes
    ----------
    ending
        Stands after the name of every block that is added, such as ``"_2024"``; none at first.
    """

    def __init__(self, name: str, sense: Sense) -> None:
        if sense not in {"min", "max"}:
            raise ValueError(f"sense is {sense!r}, expected 'min' or 'max'")
        self.name = name
        self.sense: Sense = sense
        self.ending = ""
        self._variables: list[_Variables] = []
        self._rows: list[_Rows] = []
        self._bounds: list[tuple[Floats, Floats, Floats, Flags]] = []
        self._n = 0
        self._written: tuple[tuple[int, int], NamedProblem] | None = None

    @property
    def columns(self) -> int:
        """Number of columns (variables) so far."""
        return self._n

    @property
    def rows(self) -> int:
        """Number of rows (constraints) so far; a range counts twice."""
        return sum(block.matrix.shape[0] for block in self._rows)

    def add_variables(
        self,
        name: str,
        n: int,
        *,
        lower: ArrayLike = 0.0,
        upper: ArrayLike | None = None,
        integer: ArrayLike = False,
        cost: ArrayLike = 0.0,
        over: Over | None = None,
    ) -> Indices:
        """Add `n` variables ``<name>_0 … <name>_<n-1>``.

        Parameters
        ----------
        name
            Identifier, unique in the model. Integer suffixes keep names apart after sanitising.
        n
            How many.
        lower, upper
            Bounds, scalar or one per variable; None or infinite is unbounded.
        integer
            Whether the variables are integer, scalar or one per variable.
        cost
            Objective coefficients, scalar or one per variable.
        over
            The index of each variable in each set that the block goes over, by which `key_names` names it.

        Returns
        -------
        numpy.ndarray
            Their column indices in the model.

        Raises
        ------
        ValueError
            For a bad or repeated name, a wrong shape, NaN, or a lower bound above the upper one.
        """
        name = self._full_name(name, [block.name for block in self._variables])
        low = _spread(lower, n, -np.inf, f"lower of {name}")
        high = _spread(upper, n, np.inf, f"upper of {name}")
        price = _spread(cost, n, 0.0, f"cost of {name}")
        if np.isnan(low).any() or np.isnan(high).any() or not np.isfinite(price).all():
            raise ValueError(f"variables {name}: bounds must not be NaN and costs must be finite")
        if (low > high).any():
            worst = int(np.argmax(low > high))
            raise ValueError(f"{name}_{worst}: lower bound {low[worst]} above upper bound {high[worst]}")
        whole = np.broadcast_to(np.asarray(integer, dtype=bool), (n,)).copy()
        self._variables.append(_Variables(name, self._n, n, _checked(over, n, name)))
        self._bounds.append((low, high, price, whole))
        self._n += n
        return np.arange(self._n - n, self._n)

    def add_rows(
        self,
        name: str,
        matrix: Any,  # noqa: ANN401 - anything scipy.sparse turns into CSR
        columns: ArrayLike,
        *,
        lower: ArrayLike | None = None,
        upper: ArrayLike | None = None,
        over: Over | None = None,
    ) -> None:
        """Add the rows ``lower <= matrix @ x[columns] <= upper``, named ``<name>_<i>``.

        Parameters
        ----------
        name
            Identifier, unique among the row blocks.
        matrix
            Sparse or dense, rows × k.
        columns
            k distinct column indices, as `add_variables` returned them.
        lower, upper
            Scalar or one per row; equal bounds make an equation, two different finite bounds make two rows
            (``<name>_<i>`` from above and ``<name>_<i>_low`` from below), none makes no row.
        over
            The index of each row in each set that the block goes over, by which `key_names` names it.

        Raises
        ------
        ValueError
            For wrong shapes, unknown or repeated columns, NaN, or lower above upper.
        """
        name = self._full_name(name, [block.name for block in self._rows])
        block = sparse.csr_array(matrix, dtype=np.float64)
        where = np.asarray(columns, dtype=np.int64)
        n = block.shape[0]
        if where.shape != (block.shape[1],):
            raise ValueError(f"rows {name}: {where.size} columns given for a matrix {block.shape}")
        if where.size and (where.min() < 0 or where.max() >= self._n or np.unique(where).size != where.size):
            raise ValueError(f"rows {name}: columns must be distinct and lie in 0 … {self._n - 1}")
        low = _spread(lower, n, -np.inf, f"lower of {name}")
        high = _spread(upper, n, np.inf, f"upper of {name}")
        if not np.isfinite(block.data).all() or np.isnan(low).any() or np.isnan(high).any():
            raise ValueError(f"rows {name}: coefficients must be finite and bounds must not be NaN")
        if (low > high).any():
            worst = int(np.argmax(low > high))
            raise ValueError(f"row {name}_{worst}: lower bound {low[worst]} above upper bound {high[worst]}")
        ranged = np.isfinite(low) & np.isfinite(high) & (low != high)
        upper_rows = np.flatnonzero(np.isfinite(high) | np.isfinite(low))
        lower_rows = np.flatnonzero(ranged)
        chosen = np.concatenate([upper_rows, lower_rows])
        is_low = np.arange(chosen.size) >= upper_rows.size
        new_low = np.where(is_low | ~ranged[chosen], low[chosen], -np.inf)
        new_high = np.where(is_low, np.inf, high[chosen])
        kept = block if chosen.size == n and not is_low.any() else sparse.csr_array(block[chosen])
        self._rows.append(
            _Rows(name, n, _checked(over, n, name), (chosen, is_low), kept, where, new_low, new_high)
        )

    def add_sums(
        self,
        name: str,
        *terms: tuple[Any, Whole],
        lower: ArrayLike | None = None,
        upper: ArrayLike | None = None,
        equal: ArrayLike | None = None,
        over: Over | None = None,
    ) -> None:
        """Add the rows ``lower <= sum of matrix @ x[columns] over the terms <= upper``.

        Parameters
        ----------
        name, lower, upper, over
            As in `add_rows`.
        *terms
            Pairs of a matrix, rows × k, and its k columns; a number stands for that multiple of the identity.
        equal
            Both bounds at once.

        Raises
        ------
        ValueError
            As in `add_rows`.
        """
        blocks = [
            part * sparse.eye_array(at.size) if np.isscalar(part) else sparse.csr_array(part)
            for part, at in terms
        ]
        matrix, columns = sparse.hstack(blocks, format="csr"), np.concatenate([at for _, at in terms])
        low, high = (lower, upper) if equal is None else (equal, equal)
        self.add_rows(name, matrix, columns, lower=low, upper=high, over=over)

    def arrays(self) -> ModelArrays:
        """Assemble the whole model as one matrix.

        Returns
        -------
        ModelArrays
            Costs, bounds, kinds and the matrix by rows.
        """
        none = np.zeros(0)
        parts = [sparse.csr_array((0, self._n))]
        for block in self._rows:
            rows = block.matrix
            cells = (rows.data, block.columns[rows.indices], rows.indptr)
            parts.append(sparse.csr_array(cells, shape=(rows.shape[0], self._n)))
        whole = sparse.csr_array(sparse.vstack(parts, format="csr"))
        whole.sum_duplicates()
        whole.eliminate_zeros()
        empty = (none, none, none, np.zeros(0, dtype=bool))
        lower, upper, cost, integer = map(np.concatenate, zip(empty, *self._bounds, strict=True))
        return ModelArrays(
            sense=self.sense,
            cost=cost,
            lower=lower,
            upper=upper,
            integer=integer,
            matrix=whole,
            row_lower=np.concatenate([none, *(block.lower for block in self._rows)]),
            row_upper=np.concatenate([none, *(block.upper for block in self._rows)]),
        )

    def duals_of(self, name: str, duals: Floats, size: int) -> Floats:
        """Give the duals of a block of so many rows, those of both sides of a range together.

        Parameters
        ----------
        name, size
            The block, and its rows as they were added.
        duals
            One per row of the model.

        Returns
        -------
        numpy.ndarray
            Shape (size,); zeros where there is no such block or row.
        """
        first = 0
        for block in self._rows:
            after = first + block.matrix.shape[0]
            if block.name == name:
                return np.bincount(block.labels[0], duals[first:after], minlength=size).astype(np.float64)
            first = after
        return np.zeros(size)

    def variable_names(self) -> list[str]:
        """Name every column, in order.

        Returns
        -------
        list of str
            One a column.
        """
        return [f"{block.name}_{i}" for block in self._variables for i in range(block.count)]

    def row_names(self) -> list[str]:
        """Name every row, in order.

        Returns
        -------
        list of str
            One a row.
        """
        return [
            f"{block.name}_{i}_low" if low else f"{block.name}_{i}"
            for block in self._rows
            for i, low in zip(*(part.tolist() for part in block.labels), strict=True)
        ]

    def key_names(self, texts: Mapping[str, Sequence[str]]) -> tuple[list[str], list[str]]:
        """Name every column and every row by key, as `optimize.names` writes them.

        Parameters
        ----------
        texts
            The key of each member of a set, by the name of the set; a set without is numbered.

        Returns
        -------
        tuple of list
            Columns and rows, in order.

        Raises
        ------
        ValueError
            Two members of a block have the same keys.
        """
        columns = [block_names(one.name, one.count, one.over, texts) for one in self._variables]
        rows = []
        for block in self._rows:
            own = block_names(block.name, block.size, block.over, texts)
            places, low = (part.tolist() for part in block.labels)
            rows += [low_side(own[k]) if below else own[k] for k, below in zip(places, low, strict=True)]
        return [name for block in columns for name in block], rows

    def build(
        self,
        *,
        relax: bool = False,
        arrays: ModelArrays | None = None,
        texts: Mapping[str, Sequence[str]] | None = None,
    ) -> NamedProblem:
        """Write the model as a PuLP problem.

        Parameters
        ----------
        relax
            Whether integer variables become continuous; SCIP through PuLP cannot relax a problem itself.
        arrays
            The model in other units; its own when None.
        texts
            The keys that name columns and rows, as in `key_names`; they are named by number when None.

        Returns
        -------
        NamedProblem
            A `pulp.LpProblem`, as `optimize.lp_problem.write_problem` writes it.
        """
        arrays = self.arrays() if arrays is None else arrays
        columns, rows = (self.variable_names(), self.row_names()) if texts is None else self.key_names(texts)
        return write_problem(self.name, arrays, columns, rows, relax=relax)

    def problem(self) -> NamedProblem:
        """Give the model as a PuLP problem, written once and again only after something was added.

        Returns
        -------
        NamedProblem
            The same object for every solve of this model, so that what it says is what was solved.
        """
        size = (self._n, len(self._rows))
        if self._written is None or self._written[0] != size:
            self._written = (size, self.build())
        return self._written[1]

    def _full_name(self, name: str, taken: list[str]) -> str:
        name += self.ending
        if not name.isidentifier() or not name.isascii():
            raise ValueError(f"{name!r} is not an ASCII identifier")
        if name in taken:
            raise ValueError(f"{name!r} is taken")
        return name
