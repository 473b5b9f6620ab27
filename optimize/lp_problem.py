"""A model as a `pulp.LpProblem`, and a `pulp.LpProblem` as arrays: one pass each way, no sum of terms.

PuLP's expressions are dictionaries. Each is filled once from a row of the matrix (`pulp.lpSum` would add term
after term), and read back by chaining all of them, so that a model is handed over in about a second for a
million coefficients (`tests/benchmarks/bench_handover.py`).
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import pulp
from scipy import sparse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gisplan_arrays import Flags, Floats, Indices
    from optimize.certificate import Sense


@dataclass(frozen=True)
class ModelArrays:
    """A model as arrays: optimise ``cost @ x``, ``row_lower <= matrix @ x <= row_upper``, bounds on x."""

    sense: Sense
    cost: Floats
    lower: Floats
    upper: Floats
    integer: Flags
    matrix: sparse.csr_array
    row_lower: Floats
    row_upper: Floats


class NamedProblem(pulp.LpProblem):  # type: ignore[misc]
    """A `pulp.LpProblem` that keeps its variables in the order they were added.

    PuLP sorts variables by name, and a solver's answer among equal ones depends on the order of the columns.

    Attributes
    ----------
    order
        The variables, in order.
    """

    def __init__(self, name: str, sense: Sense) -> None:
        super().__init__(name, pulp.LpMaximize if sense == "max" else pulp.LpMinimize)
        self.order: list[pulp.LpVariable] = []

    def add_variable(self, *given: Any, **named: Any) -> pulp.LpVariable:  # noqa: ANN401 - PuLP's own
        """Add a variable as `pulp.LpProblem.add_variable` does."""
        variable = super().add_variable(*given, **named)
        self.order.append(variable)
        return variable


def write_problem(
    name: str, arrays: ModelArrays, columns: Sequence[str], rows: Sequence[str], *, relax: bool = False
) -> NamedProblem:
    """Write a model as a PuLP problem.

    Parameters
    ----------
    name
        Name of the problem.
    arrays
        The model.
    columns, rows
        A name for each, distinct.
    relax
        Whether integer variables become continuous; SCIP through PuLP cannot relax a problem itself.

    Returns
    -------
    NamedProblem
        Columns and rows in the order of the arrays.
    """
    problem = NamedProblem(name, arrays.sense)
    with _uncollected():
        _fill(problem, arrays, columns, rows, relax=relax)
    return problem


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no garbage while a million objects that all stay are made: it takes as long as making them."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _fill(
    problem: NamedProblem, arrays: ModelArrays, columns: Sequence[str], rows: Sequence[str], *, relax: bool
) -> None:
    variables = [
        problem.add_variable(
            label,
            None if low == -np.inf else low,
            None if high == np.inf else high,
            pulp.LpInteger if whole and not relax else pulp.LpContinuous,
        )
        for label, low, high, whole in zip(
            columns, arrays.lower.tolist(), arrays.upper.tolist(), arrays.integer.tolist(), strict=True
        )
    ]
    priced = np.flatnonzero(arrays.cost)
    terms = zip([variables[j] for j in priced.tolist()], arrays.cost[priced].tolist(), strict=True)
    problem.setObjective(pulp.LpAffineExpression(terms))
    pointer = arrays.matrix.indptr.tolist()
    cells = list(map(variables.__getitem__, arrays.matrix.indices.tolist()))
    data = arrays.matrix.data.tolist()
    senses, sides = _senses(arrays)
    constraints: dict[str, pulp.LpConstraint] = {}
    for label, first, after, sense, side in zip(
        rows, pointer[:-1], pointer[1:], senses.tolist(), sides.tolist(), strict=True
    ):
        terms = zip(cells[first:after], data[first:after], strict=True)
        constraints[label] = pulp.LpConstraint(pulp.LpAffineExpression(terms), sense, label, side)
    # every variable is registered already, which `addConstraint` would look up for each coefficient
    problem.extend(constraints)


def _senses(arrays: ModelArrays) -> tuple[Any, Floats]:
    """Give the sense and the right-hand side of every row."""
    equal, above = arrays.row_lower == arrays.row_upper, np.isfinite(arrays.row_upper)
    senses = np.where(equal, pulp.LpConstraintEQ, np.where(above, pulp.LpConstraintLE, pulp.LpConstraintGE))
    return senses, np.where(above, arrays.row_upper, arrays.row_lower)


@dataclass(frozen=True, eq=False)
class ReadProblem:
    """A PuLP problem as arrays, with the variables and constraints that columns and rows stand for.

    Attributes
    ----------
    arrays
        The model.
    constant
        What the problem's objective adds to that of the arrays.
    variables, constraints
        In the order of columns and rows.
    """

    arrays: ModelArrays
    constant: float
    variables: list[pulp.LpVariable]
    constraints: list[pulp.LpConstraint]


def read_problem(problem: pulp.LpProblem) -> ReadProblem:
    """Read any PuLP problem into arrays.

    Parameters
    ----------
    problem
        Its variables keep the order of a `NamedProblem`, and are sorted by name as PuLP does elsewhere;
        variables that only its rows know follow.

    Returns
    -------
    ReadProblem
        Rows in the order they were added.
    """
    constraints = problem.constraints()
    known = problem.order if isinstance(problem, NamedProblem) else problem.variables()
    priced = {} if problem.objective is None else problem.objective
    terms = [row.keys() for row in constraints]
    variables = list(known)
    place = {where: k for k, where in enumerate(map(id, variables))}
    sizes = np.fromiter(map(len, terms), dtype=np.int64, count=len(terms))
    pointer = np.concatenate([[0], np.cumsum(sizes)])
    cells = int(pointer[-1])

    def places() -> Indices:
        found = map(place.__getitem__, map(id, chain.from_iterable(terms)))
        return np.fromiter(found, dtype=np.int64, count=cells)

    # a variable that PuLP adds while it solves a problem without objective is none of the model's
    _add_unknown((one for one in priced if one is not problem.dummyVar), place, variables)
    try:
        index = places()
    except KeyError:
        _add_unknown(chain.from_iterable(terms), place, variables)
        index = places()
    data = np.fromiter(
        chain.from_iterable(row.values() for row in constraints), dtype=np.float64, count=cells
    )
    matrix = sparse.csr_array((data, index, pointer), shape=(len(constraints), len(variables)))
    matrix.sort_indices()
    matrix.eliminate_zeros()
    cost = np.zeros(len(variables))
    for variable, price in priced.items():
        if variable is not problem.dummyVar:
            cost[place[id(variable)]] = price
    sense = np.array([row.sense for row in constraints], dtype=np.int64)
    side = 0.0 - np.array([row.constant for row in constraints], dtype=np.float64)
    arrays = ModelArrays(
        sense="max" if problem.sense == pulp.LpMaximize else "min",
        cost=cost,
        lower=_bounds([variable.lowBound for variable in variables], -np.inf),
        upper=_bounds([variable.upBound for variable in variables], np.inf),
        integer=np.array([variable.cat == pulp.LpInteger for variable in variables], dtype=bool),
        matrix=matrix,
        row_lower=np.where(sense == pulp.LpConstraintLE, -np.inf, side),
        row_upper=np.where(sense == pulp.LpConstraintGE, np.inf, side),
    )
    constant = 0.0 if problem.objective is None else float(problem.objective.constant)
    return ReadProblem(arrays, constant, variables, constraints)


def _add_unknown(
    found: Iterable[pulp.LpVariable], place: dict[int, int], variables: list[pulp.LpVariable]
) -> None:
    """Put variables that a problem does not list behind those that it does."""
    for variable in found:
        if id(variable) not in place:
            place[id(variable)] = len(variables)
            variables.append(variable)


def _bounds(given: list[float | None], missing: float) -> Floats:
    return np.array([missing if bound is None else bound for bound in given], dtype=np.float64)


def set_values(variables: Sequence[pulp.LpVariable], values: Floats) -> None:
    """Write values to variables, as a start or as an answer."""
    for variable, value in zip(variables, values.tolist(), strict=True):
        variable.varValue = value


def values_of(variables: Sequence[pulp.LpVariable]) -> Floats:
    """Read the values of variables; NaN where one has none."""
    return np.array([variable.varValue for variable in variables], dtype=np.float64)
