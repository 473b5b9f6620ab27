"""The problem of each stage of a decision, as a planner reads it, and the decision's answer in it.

However a decision was found (a search, parts, bounds by relaxation), it is an answer to one named
`pulp.LpProblem`: that of its last stage, which holds what the stages before it reached as rows.
`optimize.entry.solve` writes each answer into that problem and re-computes it there before anybody hears of
it, in the caller's units. A room registers what its problem is in a module of its own::

    @stage_problems.register(AdequateCover)    # in optimize.siting.stages
    def siting_stages(problem: AdequateCover, answer: Solution) -> tuple[StageProblem, ...]: ...
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from gisplan_errors import SolverFailed
from gisplan_words import message
from optimize.certificate import close
from optimize.lp_problem import ModelArrays, read_problem, set_values, values_of
from optimize.solvers.answers import worst_violation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gisplan_arrays import Floats
    from optimize.certificate import Certificate
    from optimize.model import ModelBuilder

_HOLDS: Final = 1e-5
"""Relative violation that counts as round-off, as in an answer of a solver."""

_MOST: Final = 2_000_000
"""Coefficients up to which an answer is written into its PuLP problem; beyond, its arrays are looked at."""


@dataclass(frozen=True, eq=False)
class StageProblem:
    """A stage's problem, and the decision's answer in it.

    Attributes
    ----------
    name
        What its file is called: letters, digits and underscores.
    builder
        The model, in the caller's units.
    values
        The decision, one value a column.
    certificate
        What was proven about this stage.
    unit
        What the certificate's objective is counted in.
    factor, constant
        The certificate's objective is ``factor`` times that of the model, plus ``constant``.
    size
        What the certificate's objective is a part of: figures count as equal within 1e-6 of it.
    """

    name: str
    builder: ModelBuilder
    values: Floats
    certificate: Certificate
    unit: str
    factor: float = 1.0
    constant: float = 0.0
    size: float = 0.0

    def told(self, objective: float) -> float:
        """Give an objective of the model as its certificate tells it."""
        return self.factor * objective + self.constant


@singledispatch
def stage_problems(problem: object, answer: Any) -> tuple[StageProblem, ...]:  # noqa: ANN401, ARG001
    """Give the problems of a decision's stages; rooms register theirs here, others have none."""
    return ()


def evaluate(stages: Sequence[StageProblem], *, late: bool = False) -> None:
    """Write an answer into the problem of each stage, and re-compute rows, bounds and objectives there.

    The last stage is written as a `pulp.LpProblem`, its variables get the answer's values, and what is
    re-computed is read from it; of the stages before, which differ in objective and held rows, from arrays.
    So is all of it where the user's time limit has passed already (``late``).

    Raises
    ------
    SolverFailed
        The answer breaks a row or a bound, or its certificate tells another objective.
    """
    for stage in stages:
        arrays, values = stage.builder.arrays(), stage.values
        if stage is stages[-1] and not late and arrays.matrix.nnz <= _MOST:
            arrays, values = _written(stage)
        _refuse_broken(stage, arrays, values)


def _written(stage: StageProblem) -> tuple[ModelArrays, Floats]:
    """Assign an answer to the variables of its PuLP problem, and read both back from there."""
    problem = stage.builder.problem()
    set_values(problem.order, stage.values)
    read = read_problem(problem)
    return read.arrays, values_of(read.variables)


def _refuse_broken(stage: StageProblem, arrays: ModelArrays, values: Floats) -> None:
    parted = np.abs(values[arrays.integer] - np.rint(values[arrays.integer]))
    broken = max(worst_violation(values, arrays), float(parted.max(initial=0.0)))
    said, solver = stage.certificate, "PuLP"
    if not broken <= _HOLDS:
        by = f"{broken:.2g}"
        raise SolverFailed(message("optimize-values-broken", stage=said.stage, solver=solver, by=by))
    told = stage.told(float(arrays.cost @ values))
    size = max(stage.size, abs(stage.factor) * float(np.abs(arrays.cost) @ np.abs(values)))
    if said.objective is None or not close(told, said.objective, size):
        figures = {"told": f"{said.objective}", "found": f"{told:.10g}"}
        raise SolverFailed(message("optimize-answer-differs", stage=said.stage, **figures))
