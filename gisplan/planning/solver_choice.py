"""Whether the solver that a scenario names exists and is installed, asked before any work is done."""

from __future__ import annotations

import difflib

import pulp

from gisplan.scenario.values import did_you_mean
from gisplan_errors import ScenarioError, SolverFailed
from gisplan_words import message
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
        near = did_you_mean(difflib.get_close_matches(name, known, n=1))
        raise ScenarioError(
            message("planning-no-solver", solver=name, hint=near, known=", ".join(available()))
        )
    if name not in available():
        raise SolverFailed(message("planning-solver-missing", solver=name, known=", ".join(available())))
