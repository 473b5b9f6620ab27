"""Solvers by name, through PuLP: what each takes of the limits, and where its own bound is read.

PuLP's own status says Optimal at a time limit and at a gap tolerance, so a bound is read from the solver:
CBC's log, SCIP's and Gurobi's model. A solver that is not in the registry works by its PuLP name, and proves
nothing, for its bound cannot be read. A further one is a class here, decorated with its names.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pulp

from gisplan_errors import SolverFailed
from gisplan_words import listed, message
from optimize.solvers.answers import RawAnswer, worst_violation
from optimize.solvers.cbc import Ended, cbc_bound, find_cbc, run_cbc

if TYPE_CHECKING:
    from collections.abc import Callable

    from gisplan_arrays import Floats
    from optimize.lp_problem import ModelArrays
    from optimize.model import ModelBuilder
    from optimize.solvers.limits import Settings


class Solved(NamedTuple):
    """What a solver leaves, from which its bound is read."""

    problem: pulp.LpProblem
    log: str
    arrays: ModelArrays
    relax: bool


class PulpSolver:
    """Any solver of PuLP.

    Parameters
    ----------
    name
        PuLP's name of it.
    """

    takes: tuple[str, ...] = ("gap", "threads")
    """Limits that it takes beside the time: gap, threads, memory."""

    def __init__(self, name: str) -> None:
        self.name = name

    def settings(self, how: Settings, *, warm: bool) -> dict[str, Any]:  # noqa: ARG002 - some take a start
        """Give its settings; ``warm`` tells that there is a start.

        Raises
        ------
        SolverFailed
            It takes no memory limit, and one is given.
        """
        if how.memory_limit is not None and "memory" not in self.takes:
            raise SolverFailed(message("optimize-no-memory-limit", solver=self.name))
        left = how.clock.seconds_for_others
        limit = max(0.1, 0.97 * left) if math.isfinite(left) else None
        settings: dict[str, Any] = {"msg": False, "timeLimit": limit}
        if "gap" in self.takes:
            settings["gapRel"] = how.gap
        if "threads" in self.takes and how.threads is not None:
            settings["threads"] = how.threads
        return settings

    def solve(self, problem: pulp.LpProblem, how: Settings, *, warm: bool, relax: bool) -> Ended:  # noqa: ARG002
        """Solve a problem; a relaxation is one already.

        Raises
        ------
        SolverFailed
            PuLP does not know the solver, or it is not installed.
        """
        require_known(self.name)
        solver = pulp.getSolver(self.name, **self.settings(how, warm=warm))
        if not solver.available():
            known = listed(available_names())
            raise SolverFailed(message("optimize-solver-missing", solver=self.name, known=known))
        problem.solve(solver)
        return Ended(pulp.LpSolution[problem.sol_status], "")

    def bound(self, solved: Solved) -> float | None:  # noqa: ARG002 - a solver whose bound can be read has it there
        """Read the bound that the solver itself proved; None where it cannot be read."""
        return None


SOLVERS: Final[dict[str, PulpSolver]] = {}
"""The registry, by short name."""


def registered(short: str, name: str) -> Callable[[type[PulpSolver]], type[PulpSolver]]:
    """Put a solver into the registry by its short name and PuLP's."""

    def put(kind: type[PulpSolver]) -> type[PulpSolver]:
        SOLVERS[short] = kind(name)
        return kind

    return put


def solver_named(asked: str) -> PulpSolver:
    """Give a solver by its short name in whatever letters, else by PuLP's."""
    name = "COIN_CMD" if asked == "PULP_CBC_CMD" else asked
    known = {one.name: one for one in SOLVERS.values()}
    return SOLVERS.get(asked.lower()) or known.get(name) or PulpSolver(name)


def require_known(asked: str) -> None:
    """Refuse a solver that neither the registry nor PuLP knows.

    Raises
    ------
    SolverFailed
        Naming it, and the solvers that are installed.
    """
    if solver_named(asked).name not in {"COIN_CMD", *pulp.listSolvers()}:
        known = listed(available_names())
        raise SolverFailed(message("optimize-solver-unknown", solver=asked, known=known))


def available_names() -> list[str]:
    """List the PuLP solvers that are installed; CBC is ``COIN_CMD``, bundled or not."""
    names = ["COIN_CMD"] if find_cbc() else []
    others = {"COIN_CMD", "PULP_CBC_CMD"}
    return [*names, *(str(name) for name in pulp.listSolvers(onlyAvailable=True) if name not in others)]


@registered("cbc", "COIN_CMD")
class _Cbc(PulpSolver):
    """CBC, in a process of its own that can be ended; its bound stands in its log."""

    def solve(self, problem: pulp.LpProblem, how: Settings, *, warm: bool, relax: bool) -> Ended:
        return run_cbc(problem, how, warm=warm, relax=relax)

    def bound(self, solved: Solved) -> float | None:
        maximise, relaxed = solved.arrays.sense == "max", solved.relax or not solved.arrays.integer.any()
        return cbc_bound(solved.log, maximise=maximise, relax=relaxed)


class _InProcess(PulpSolver, ABC):
    """A solver whose model PuLP leaves on the problem."""

    @abstractmethod
    def read(self, model: Any) -> float:  # noqa: ANN401 - the solver's own
        """Read the bound from the solver's model."""

    def bound(self, solved: Solved) -> float | None:
        model = getattr(solved.problem, "solverModel", None)
        value = None if model is None else self.read(model)
        return value if value is not None and math.isfinite(value) and abs(value) < 1e20 else None


@registered("scip", "SCIP_PY")
class _Scip(_InProcess):
    """SCIP, which keeps a memory limit itself and takes a seed and a start."""

    takes = ("gap", "memory")

    def settings(self, how: Settings, *, warm: bool) -> dict[str, Any]:
        options = [f"randomization/randomseedshift={how.seed}"]
        if how.memory_limit is not None:
            options.append(f"limits/memory={how.memory_limit:g}")
        return {**super().settings(how, warm=warm), "warmStart": warm, "options": options}

    def solve(self, problem: pulp.LpProblem, how: Settings, *, warm: bool, relax: bool) -> Ended:
        super().solve(problem, how, warm=warm, relax=relax)
        said = str(problem.solverModel.getStatus())
        return Ended(said, "", said == "userinterrupt", said, said == "memlimit")

    def read(self, model: Any) -> float:  # noqa: ANN401
        return float(model.getDualbound())


@registered("gurobi", "GUROBI")
class _Gurobi(_InProcess):
    """Gurobi, which keeps a memory limit itself."""

    takes = ("gap", "threads", "memory")

    def settings(self, how: Settings, *, warm: bool) -> dict[str, Any]:
        own = super().settings(how, warm=warm)
        return own if how.memory_limit is None else {**own, "SoftMemLimit": how.memory_limit / 1e3}

    def read(self, model: Any) -> float:  # noqa: ANN401
        return float(model.ObjBound)


@registered("glpk", "GLPK_CMD")
class _Glpk(PulpSolver):
    """GLPK, which takes the time alone."""

    takes = ()


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
    before = how.clock.seconds
    try:
        ended = solver.solve(problem, how, warm=start is not None, relax=relax)
    except pulp.PulpSolverError as error:
        raise SolverFailed(message("optimize-solver-failed", solver=solver.name, error=str(error))) from error
    finally:
        how.clock.charge(how.clock.seconds - before)  # what it does inside nobody counts
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
