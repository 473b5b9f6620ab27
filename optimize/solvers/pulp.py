"""CBC and every other solver that PuLP knows: a PuLP problem in, a raw answer out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pulp

from gisplan_errors import SolverFailed
from gisplan_words import message
from optimize.solvers.answers import RawAnswer, worst_violation
from optimize.solvers.named import PulpSolver, Solved

if TYPE_CHECKING:
    from gisplan_arrays import Floats
    from optimize.lp_problem import ModelArrays
    from optimize.model import ModelBuilder
    from optimize.solvers.limits import Settings


def solve_pulp(
    builder: ModelBuilder,
    arrays: ModelArrays,
    how: Settings,
    *,
    solver: PulpSolver,
    start: Floats | None,
    relax: bool,
) -> RawAnswer:
    """Solve a model with a solver of the registry.

    Raises
    ------
    SolverFailed
        When the solver is not installed or crashes.
    """
    problem = builder.build(relax=relax, arrays=arrays)
    by_name = {variable.name: variable for variable in problem.variables()}
    columns = [by_name.get(label) for label in builder.variable_names()]
    if start is not None:
        _set_start(columns, start)
    try:
        ended = solver.solve(problem, how, warm=start is not None, relax=relax)
    except pulp.PulpSolverError as error:
        raise SolverFailed(message("optimize-solver-failed", solver=solver.name, error=str(error))) from error
    if not ended.word:
        why = ended.remark or "stopped before it had an answer"
        return RawAnswer("nothing", None, None, None, ended.interrupted, why, ended.out_of_memory)
    if problem.status == pulp.LpStatusInfeasible:
        return RawAnswer("infeasible")
    if problem.status == pulp.LpStatusUnbounded:
        return RawAnswer("unbounded")
    bound = solver.bound(Solved(problem, ended.log, arrays, relax))
    why = ended.remark or pulp.LpSolution[problem.sol_status]
    raw = RawAnswer("nothing", None, bound, None, ended.interrupted, why, ended.out_of_memory)
    if problem.sol_status not in {pulp.LpSolutionOptimal, pulp.LpSolutionIntegerFeasible}:
        return raw
    values = np.array(
        [
            float(variable.varValue) if variable is not None and variable.varValue is not None else fallback
            for variable, fallback in zip(columns, _idle(arrays).tolist(), strict=True)
        ]
    )
    if worst_violation(values, arrays) > 1e-5:
        return replace(raw, remark="the values handed out are not feasible")
    return replace(raw, word="answer", values=values)


def _set_start(columns: list[pulp.LpVariable | None], start: Floats) -> None:
    """Put a start on the variables; columns that the problem does not mention have none."""
    for variable, value in zip(columns, start.tolist(), strict=True):
        if variable is not None:
            variable.setInitialValue(value, check=False)


def _idle(arrays: ModelArrays) -> Floats:
    """Give columns without any coefficient the bound that costs least."""
    at_low = (arrays.cost > 0) == (arrays.sense == "min")
    pick = np.where(at_low, arrays.lower, arrays.upper)
    return np.where(np.isfinite(pick), pick, np.where(np.isfinite(arrays.lower), arrays.lower, 0.0))
