"""CBC and every other solver that PuLP knows: a PuLP problem in, a raw answer out.

PuLP's own status says Optimal at a time limit and at a gap tolerance, so the bound is read from the solver:
CBC's log, SCIP's and Gurobi's model. A solver whose bound cannot be read proves nothing here.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pulp

from gisplan_errors import SolverFailed
from optimize.solvers.answers import RawAnswer, worst_violation
from optimize.solvers.cbc import Ended, cbc_bound, find_cbc, run_cbc

if TYPE_CHECKING:
    from gisplan_arrays import Floats
    from optimize.model import ModelArrays, ModelBuilder
    from optimize.solvers.limits import Settings


def solve_pulp(
    builder: ModelBuilder,
    arrays: ModelArrays,
    how: Settings,
    *,
    name: str,
    start: Floats | None,
    relax: bool,
) -> RawAnswer:
    """Solve a model with a PuLP solver by name, e.g. ``"COIN_CMD"`` (CBC) or ``"SCIP_PY"``.

    Raises
    ------
    SolverFailed
        When the solver is not installed or crashes.
    """
    problem = builder.build(relax=relax)
    by_name = {variable.name: variable for variable in problem.variables()}
    columns = [by_name.get(label) for label in builder.variable_names()]
    if start is not None:
        _set_start(columns, start)
    ended = Ended("", "")
    try:
        if name == "COIN_CMD":
            ended = run_cbc(problem, how, warm=start is not None, relax=relax)
            if not ended.word:
                why = ended.remark or "stopped before it had an answer"
                return RawAnswer("nothing", None, None, None, ended.interrupted, why, ended.out_of_memory)
        else:
            problem.solve(_prepare(name, how, warm=start is not None))
            if name == "SCIP_PY":
                said = str(problem.solverModel.getStatus())
                ended = Ended(said, "", said == "userinterrupt", said, said == "memlimit")
    except pulp.PulpSolverError as error:
        raise SolverFailed(f"{name} failed: {error}") from error
    if problem.status == pulp.LpStatusInfeasible:
        return RawAnswer("infeasible")
    if problem.status == pulp.LpStatusUnbounded:
        return RawAnswer("unbounded")
    bound = _bound(name, problem, ended.log, arrays, relax=relax)
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


def available_names() -> list[str]:
    """List the PuLP solvers that are installed; CBC is ``COIN_CMD``, bundled or not."""
    names = ["COIN_CMD"] if find_cbc() else []
    others = {"COIN_CMD", "PULP_CBC_CMD"}
    return [*names, *(str(name) for name in pulp.listSolvers(onlyAvailable=True) if name not in others)]


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


def _prepare(name: str, how: Settings, *, warm: bool) -> pulp.LpSolver:
    """Make the PuLP solver with the limits passed on; the problem itself is relaxed where that is asked."""
    limit = None if how.clock.limit is None else max(0.1, 0.97 * how.clock.left)
    if name not in pulp.listSolvers():
        raise SolverFailed(
            f"solver {name!r} is not known to PuLP; available here: {', '.join(available_names())}"
        )
    settings: dict[str, Any] = {"msg": False, "timeLimit": limit}
    if name != "GLPK_CMD":
        settings["gapRel"] = how.gap
    if how.threads is not None and name not in {"GLPK_CMD", "SCIP_PY"}:
        settings["threads"] = how.threads
    if name == "SCIP_PY":
        settings |= {"warmStart": warm, "options": [f"randomization/randomseedshift={how.seed}"]}
    if how.memory_limit is not None:
        if name == "SCIP_PY":
            settings["options"].append(f"limits/memory={how.memory_limit:g}")
        elif name == "GUROBI":
            settings["SoftMemLimit"] = how.memory_limit / 1e3
        else:
            raise SolverFailed(
                f"{name} takes no memory limit through PuLP; use highs, cbc, scip or gurobi, or leave it out"
            )
    solver = pulp.getSolver(name, **settings)
    if not solver.available():
        raise SolverFailed(
            f"solver {name!r} is not installed; available here: {', '.join(available_names())}"
        )
    return solver


def _bound(name: str, problem: pulp.LpProblem, log: str, arrays: ModelArrays, *, relax: bool) -> float | None:
    """Read the bound that the solver itself proved."""
    if name == "COIN_CMD":
        return cbc_bound(log, maximise=arrays.sense == "max", relax=relax or not arrays.integer.any())
    model = getattr(problem, "solverModel", None)
    value: float | None = None
    if name == "SCIP_PY" and model is not None:
        value = float(model.getDualbound())
    elif name == "GUROBI" and model is not None:
        value = float(model.ObjBound)
    elif name == "HiGHS" and model is not None:
        value = float(model.getInfo().mip_dual_bound) * (-1.0 if arrays.sense == "max" else 1.0)
    return value if value is not None and math.isfinite(value) and abs(value) < 1e20 else None
