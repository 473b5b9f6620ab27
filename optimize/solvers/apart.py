"""HiGHS as a solver of PuLP, in the process that can be ended: `HiGHS_APART`.

PuLP's own HiGHS interface hands a model over row by row and runs inside the caller's process, where nothing
can end it. This one reads the problem into arrays in one pass, hands those to `optimize.solvers.highs`, and
writes values, duals and status back to the problem's variables and constraints::

    problem.solve(HiGHS_APART(timeLimit=60, gapRel=1e-4))

`optimize.solvers.run` solves the problems of a plan's decisions with it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pulp

from optimize.certificate import relative_gap
from optimize.lp_problem import ReadProblem, read_problem, set_values, values_of
from optimize.solvers import highs
from optimize.solvers.balance import Balance
from optimize.solvers.limits import OBJECTIVE, Limits, Settings

if TYPE_CHECKING:
    from gisplan_arrays import Floats
    from optimize.lp_problem import ModelArrays
    from optimize.solvers.answers import RawAnswer


def solve_balanced(
    arrays: ModelArrays,
    how: Settings,
    *,
    start: Floats | None,
    relax: bool,
    options: dict[str, Any],
    thorough: bool = False,
) -> RawAnswer:
    """Solve a model with HiGHS near 1, and give the answer in the model's own units."""
    even = Balance(arrays, thorough=thorough)
    told = replace(how, units={OBJECTIVE: how.units.get(OBJECTIVE, 1.0) / even.cost})
    raw = highs.solve_highs(even.arrays, told, start=even.start(start), relax=relax, options=options)
    return even.restored(raw)


class HiGHS_APART(pulp.LpSolver):  # type: ignore[misc]  # noqa: N801 - named as PuLP names its solvers
    """HiGHS in a process of its own.

    Parameters
    ----------
    mip
        Whether integer variables stay integer.
    msg
        Taken as every solver of PuLP does; nothing is printed.
    timeLimit
        Seconds, or None.
    gapRel
        Relative gap at which it may stop; 1e-4 when None.
    warmStart
        Whether the variables' values are a feasible start.
    options
        Options of HiGHS by name.
    how
        Limits of a call whose clock runs, in place of ``timeLimit`` and ``gapRel``.
    thorough
        Whether rows and columns come near 1 whatever their figures (`optimize.solvers.balance`).

    Attributes
    ----------
    raw
        What the last problem was answered, its bound included; None before.
    """

    name = "HiGHS_APART"

    def __init__(
        self,
        mip: bool = True,  # noqa: FBT001, FBT002 - as every solver of PuLP takes them
        msg: bool = False,  # noqa: FBT001, FBT002
        timeLimit: float | None = None,  # noqa: N803 - PuLP's word
        *,
        gapRel: float | None = None,  # noqa: N803
        warmStart: bool = False,  # noqa: N803
        options: dict[str, Any] | None = None,
        how: Settings | None = None,
        thorough: bool = False,
    ) -> None:
        super().__init__(mip=mip, msg=msg, options=options, timeLimit=timeLimit)
        self.gap, self.warm, self.how, self.thorough = gapRel, warmStart, how, thorough
        self.raw: RawAnswer | None = None

    def available(self) -> bool:
        """Tell that it is there: HiGHS comes with gisplan."""
        return True

    def actualSolve(self, lp: pulp.LpProblem) -> int:  # noqa: N802 - PuLP's word
        """Solve a problem; `pulp.LpProblem.solve` calls it.

        Parameters
        ----------
        lp
            The problem.

        Returns
        -------
        int
            PuLP's status. Its ``sol_status`` is optimal only where the solver's own bound proves it within
            the gap asked.
        """
        read = read_problem(lp)
        how = self.how or Settings.start(Limits(time_limit=self.timeLimit, gap=self._gap()))
        start = values_of(read.variables) if self.warm else None
        self.raw = solve_balanced(
            read.arrays,
            how,
            start=None if start is None or np.isnan(start).any() else start,
            relax=not self.mip,
            options=dict(self.options),
            thorough=self.thorough,
        )
        _write_back(lp, read, self.raw, how.gap)
        return int(lp.status)

    def _gap(self) -> float:
        return 1e-4 if self.gap is None else self.gap

    def answer(self, variables: list[pulp.LpVariable], rows: list[pulp.LpConstraint]) -> RawAnswer:
        """Read the answer back from a problem that was solved.

        Parameters
        ----------
        variables, rows
            Of the problem, in the order in which values and duals are asked for.
        """
        raw = self.raw
        assert raw is not None  # noqa: S101 - it has solved a problem
        return replace(
            raw,
            values=None if raw.values is None else values_of(variables),
            duals=None if raw.duals is None else np.array([row.pi for row in rows], dtype=np.float64),
        )


def _write_back(problem: pulp.LpProblem, read: ReadProblem, raw: RawAnswer, gap: float) -> None:
    """Write status, values, duals, reduced costs and slacks to a problem."""
    status, found = pulp.LpStatusNotSolved, pulp.LpSolutionNoSolutionFound
    if raw.word == "infeasible":
        status, found = pulp.LpStatusInfeasible, pulp.LpSolutionInfeasible
    elif raw.word == "unbounded":
        status, found = pulp.LpStatusUnbounded, pulp.LpSolutionUnbounded
    elif raw.values is not None:
        left = relative_gap(float(read.arrays.cost @ raw.values), raw.bound)
        status = pulp.LpStatusOptimal
        found = pulp.LpSolutionIntegerFeasible if left is None or left > gap else pulp.LpSolutionOptimal
    problem.assignStatus(status, found)
    if raw.values is None:
        return
    set_values(read.variables, raw.values)
    _write_rows(read, raw.values, raw.duals)


def _write_rows(read: ReadProblem, values: Floats, duals: Floats | None) -> None:
    activity = read.arrays.matrix @ values
    for row, given in zip(read.constraints, activity.tolist(), strict=True):
        row.slack = -(row.constant + given)
    if duals is None:
        return
    for row, dual in zip(read.constraints, duals.tolist(), strict=True):
        row.pi = dual
    reduced = read.arrays.cost - read.arrays.matrix.T @ duals
    for variable, price in zip(read.variables, reduced.tolist(), strict=True):
        variable.dj = price
