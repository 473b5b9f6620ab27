"""Whether the solver that a scenario names exists and is installed, asked before any work is done."""

from __future__ import annotations

import difflib

import pulp

from gisplan_errors import ScenarioError, SolverFailed
from optimize.solvers.run import available

_SHORT = ("highs", "cbc", "scip", "gurobi", "glpk")


def check_solver(name: str) -> None:
    """Check that a solver can be used.

    Parameters
    ----------
    name
        ``highs``, ``cbc``, or the name of any solver that PuLP knows.

    Raises
    ------
    ScenarioError
        If no solver has that name; the nearest one is named.
    SolverFailed
        If the solver exists and is not installed.
    """
    if name in {"highs", "cbc"}:
        return
    known = [*_SHORT, *pulp.listSolvers()]
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise ScenarioError(
            f"solver.name = {name!r}: no such solver.{hint} Installed: {', '.join(available())}."
        )
    if name not in available():
        raise SolverFailed(
            f"solver.name = {name!r}: not installed here. Installed: {', '.join(available())}."
        )
