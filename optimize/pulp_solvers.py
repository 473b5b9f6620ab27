"""CBC and every other solver that PuLP knows: a PuLP problem in, a raw answer out.

PuLP's own status says Optimal at a time limit and at a gap tolerance, so the bound is read from the solver:
CBC's log, SCIP's and Gurobi's model. A solver whose bound cannot be read proves nothing here.
"""

from __future__ import annotations

import math
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pulp

from gisplan_errors import SolverFailed
from optimize.answers import Clock, RawAnswer, worst_violation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from optimize.model import ModelArrays, ModelBuilder

NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"


def solve_pulp(
    builder: ModelBuilder,
    arrays: ModelArrays,
    clock: Clock,
    *,
    name: str,
    gap: float,
    threads: int | None,
    seed: int,
    start: NDArray[np.float64] | None,
    relax: bool,
) -> RawAnswer:
    """Solve a model with a PuLP solver by name, e.g. ``"COIN_CMD"`` (CBC) or ``"SCIP_PY"``.

    Raises
    ------
    SolverFailed
        When the solver is not installed or crashes.
    """
    problem = builder.build()
    by_name = {variable.name: variable for variable in problem.variables()}
    columns = [by_name.get(label) for label in builder.variable_names()]
    if start is not None:
        for variable, value in zip(columns, start.tolist(), strict=True):
            if variable is not None:
                variable.setInitialValue(value, check=False)
    with tempfile.TemporaryDirectory(prefix="gisplan-") as folder:
        log = Path(folder) / "solver.log"
        try:
            solver = _prepare(
                name, clock, log, gap=gap, threads=threads, seed=seed, warm=start is not None, relax=relax
            )
            problem.solve(solver)
        except pulp.PulpSolverError as error:
            raise SolverFailed(f"{name} failed: {error}") from error
        text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    if problem.status == pulp.LpStatusInfeasible:
        return RawAnswer("infeasible")
    if problem.status == pulp.LpStatusUnbounded:
        return RawAnswer("unbounded")
    bound = _bound(name, problem, text, arrays, relax=relax)
    if problem.sol_status not in {pulp.LpSolutionOptimal, pulp.LpSolutionIntegerFeasible}:
        return RawAnswer("nothing", bound=bound, remark=pulp.LpSolution[problem.sol_status])
    values = np.array(
        [
            float(variable.varValue) if variable is not None and variable.varValue is not None else fallback
            for variable, fallback in zip(columns, _idle(arrays).tolist(), strict=True)
        ]
    )
    if worst_violation(values, arrays) > 1e-5:
        return RawAnswer("nothing", bound=bound, remark="the values handed out are not feasible")
    return RawAnswer("answer", values, bound, remark=pulp.LpSolution[problem.sol_status])


def available_names() -> list[str]:
    """List the PuLP solvers that are installed; CBC is ``COIN_CMD``, bundled or not."""
    names = ["COIN_CMD"] if pulp.COIN_CMD(path=_cbc(), msg=False).available() else []
    others = {"COIN_CMD", "PULP_CBC_CMD"}
    return [*names, *(str(name) for name in pulp.listSolvers(onlyAvailable=True) if name not in others)]


def _cbc() -> str | None:
    """Find the CBC that PuLP bundles; None looks for one on the path."""
    bundled = getattr(getattr(pulp, "PULP_CBC_CMD", None), "pulp_cbc_path", None)
    return str(bundled) if bundled and Path(bundled).is_file() else None


def _idle(arrays: ModelArrays) -> NDArray[np.float64]:
    """Give columns without any coefficient the bound that costs least."""
    at_low = (arrays.cost > 0) == (arrays.sense == "min")
    pick = np.where(at_low, arrays.lower, arrays.upper)
    return np.where(np.isfinite(pick), pick, np.where(np.isfinite(arrays.lower), arrays.lower, 0.0))


def _prepare(
    name: str,
    clock: Clock,
    log: Path,
    *,
    gap: float,
    threads: int | None,
    seed: int,
    warm: bool,
    relax: bool,
) -> pulp.LpSolver:
    """Make the PuLP solver with the limits passed on."""
    limit = None if clock.limit is None else max(0.1, 0.97 * clock.left)
    if name == "COIN_CMD":
        solver = pulp.COIN_CMD(
            path=_cbc(),
            msg=False,
            mip=not relax,
            timeLimit=limit,
            gapRel=gap,
            threads=threads,
            warmStart=warm,
            logPath=str(log),
            options=[f"randomSeed {seed}", f"randomCbcSeed {seed}"],
        )
        if not solver.available():
            raise SolverFailed("CBC is not installed; use solver='highs' or install CBC")
        return solver
    if name not in pulp.listSolvers():
        raise SolverFailed(
            f"solver {name!r} is not known to PuLP; available here: {', '.join(available_names())}"
        )
    settings = {"msg": False, "mip": not relax, "timeLimit": limit}
    if not relax and name != "GLPK_CMD":
        settings["gapRel"] = gap
    if threads is not None and name != "GLPK_CMD":
        settings["threads"] = threads
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


def cbc_bound(log: str, *, maximise: bool, relax: bool) -> float | None:
    """Read the bound from CBC's log.

    CBC minimises: for a maximisation it prints minus the objective in its messages but the true sign in its
    result block. The block has a ``Lower bound`` line only when the search stopped early; without it, a
    result ``Optimal solution found`` means that the gap is within the tolerance, and the bound is the best
    possible value that the search printed last.
    """
    if relax:
        found = re.findall(rf"Optimal objective\s+({NUMBER})", log) or re.findall(
            rf"Optimal - objective value\s+({NUMBER})", log
        )
        return float(found[-1]) if found else None
    block = log[log.rfind("Result - ") :] if "Result - " in log else ""
    stated = re.search(rf"(?:Lower|Upper) bound:\s+({NUMBER})", block)
    objective = re.search(rf"Objective value:\s+({NUMBER})", block)
    sign = -1.0 if maximise else 1.0
    if stated:
        value = float(stated.group(1))
        if objective and maximise and float(objective.group(1)) * value < 0:
            value = -value
        return value
    possible = re.findall(rf"best possible ({NUMBER})", log)
    complete = re.search(rf"Search completed - best objective ({NUMBER})", log)
    if complete and objective:
        allowed = re.findall(rf"Exiting as integer gap of {NUMBER} less than {NUMBER} or ({NUMBER})%", log)
        if not allowed:
            return sign * float(complete.group(1))
    if possible:
        return sign * float(possible[-1])
    return None
