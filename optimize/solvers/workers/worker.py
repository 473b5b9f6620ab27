"""HiGHS in a process of its own, which `optimize.solvers.workers.process` starts, feeds and ends.

Models come in on standard input and answers go out on what was standard output, both pickled. Nothing but
numpy and highspy is imported here, so that a worker stands in a fifth of a second.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
import time
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

import highspy
import numpy as np

if TYPE_CHECKING:
    from gisplan_arrays import Floats, Indices

_LOOK = 1.0
"""Seconds after which a worker looks whether the process that started it is still there."""


@dataclass(frozen=True, eq=False)
class Job:
    """A model to solve: minimise ``cost @ x`` with ``row_lower <= A x <= row_upper`` and bounds on x.

    Attributes
    ----------
    cost, lower, upper, whole
        One entry a column; ``whole`` are the integer ones, by index.
    indptr, indices, data
        The rows of A.
    row_lower, row_upper
        One entry a row.
    start
        A feasible start, or None.
    options
        HiGHS' own, by name.
    checks
        Checks of its own after which a model with integers ends, one a node, about; None for any. HiGHS
        checks at the same places in every run.
    seconds
        When HiGHS shall end by the clock, or None.
    """

    cost: Floats
    lower: Floats
    upper: Floats
    whole: Indices
    indptr: Indices
    indices: Indices
    data: Floats
    row_lower: Floats
    row_upper: Floats
    start: Floats | None
    options: dict[str, Any]
    checks: int | None
    seconds: float | None


@dataclass(frozen=True, eq=False)
class News:
    """What a running solver tells: its best values so far, or None where only its bound is news."""

    values: Floats | None
    objective: float
    bound: float
    seconds: float


@dataclass(frozen=True, eq=False)
class Ended:
    """What a solver that ended leaves.

    Attributes
    ----------
    word
        ``"infeasible"``, ``"unbounded"`` or ``""``.
    remark
        HiGHS' own word for how it ended.
    values
        Only when HiGHS calls them feasible.
    bound
        Of a model with integers.
    duals
        Of a model without.
    checks, iterations, barrier
        Checks, simplex iterations, and iterations of the interior point.
    """

    word: str
    remark: str
    values: Floats | None
    bound: float
    duals: Floats | None
    checks: int
    iterations: int
    barrier: int


def solve_job(job: Job, tell: Any) -> Ended:  # noqa: ANN401 - a callback
    """Solve one model; ``tell`` hears of better answers and bounds."""
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in job.options.items():
        solver.setOptionValue(name, value)
    if job.seconds is not None:
        solver.setOptionValue("time_limit", job.seconds)
    solver.passModel(as_lp(job))
    if job.start is not None:
        first = highspy.HighsSolution()
        first.col_value = job.start.tolist()
        first.value_valid = True
        solver.setSolution(first)
    mixed, checks = job.whole.size > 0, [0]
    if mixed:
        _listen(solver, job, tell, checks)
    highspy._core._Highs.run(solver)  # noqa: SLF001 - Highs.run would start a second thread
    return _read(solver, mixed=mixed, checks=checks[0])


def as_lp(job: Job) -> highspy.HighsLp:
    """Write a model as HiGHS' own structure."""
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = job.cost.size, job.row_lower.size
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = job.cost, job.lower, job.upper
    lp.row_lower_, lp.row_upper_ = job.row_lower, job.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = job.indptr, job.indices, job.data
    if job.whole.size:
        kinds = np.full(job.cost.size, highspy.HighsVarType.kContinuous)
        kinds[job.whole] = highspy.HighsVarType.kInteger
        lp.integrality_ = kinds.tolist()
    return lp


def _listen(solver: highspy.Highs, job: Job, tell: Any, checks: list[int]) -> None:  # noqa: ANN401
    """Pass on better answers and bounds, count the checks, and end the search after the last."""
    told = [0.0]

    def on_better(event: Any) -> None:  # noqa: ANN401 - highspy has no public type for it
        out = event.data_out
        values = np.array(out.mip_solution, dtype=np.float64)
        tell(News(values, out.objective_function_value, out.mip_dual_bound, out.running_time))

    def on_check(event: Any) -> None:  # noqa: ANN401
        out = event.data_out
        checks[0] += 1
        if job.checks is not None and checks[0] >= job.checks:
            event.data_in.user_interrupt = True
        if out.running_time - told[0] > _LOOK:
            told[0] = out.running_time
            tell(News(None, out.objective_function_value, out.mip_dual_bound, out.running_time))

    solver.cbMipImprovingSolution += on_better
    solver.cbMipInterrupt += on_check


def _read(solver: highspy.Highs, *, mixed: bool, checks: int) -> Ended:
    """Read a finished solver: its status once, its values only when they are feasible."""
    status, words, info = solver.getModelStatus(), highspy.HighsModelStatus, solver.getInfo()
    word = ""
    if status in {words.kInfeasible, words.kUnboundedOrInfeasible}:
        word = "infeasible"
    elif status == words.kUnbounded:
        word = "unbounded"
    feasible = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    solution = solver.getSolution()
    return Ended(
        word=word,
        remark=solver.modelStatusToString(status),
        values=np.array(solution.col_value, dtype=np.float64) if feasible and not word else None,
        bound=float(info.mip_dual_bound) if mixed else -np.inf,
        duals=np.array(solution.row_dual, dtype=np.float64) if solution.dual_valid and not mixed else None,
        checks=checks,
        iterations=int(info.simplex_iteration_count),
        barrier=int(info.ipm_iteration_count),
    )


def serve(jobs: IO[bytes], out: IO[bytes]) -> None:
    """Answer one job after the other until nobody asks any more."""
    lock = threading.Lock()

    def tell(what: Any) -> None:  # noqa: ANN401
        with lock:
            pickle.dump(what, out, protocol=pickle.HIGHEST_PROTOCOL)
            out.flush()

    while True:
        try:
            job = pickle.load(jobs)  # noqa: S301 - from the process that started this one
        except EOFError:
            return
        try:
            tell(solve_job(job, tell))
        except Exception as error:  # noqa: BLE001 - the caller hears of it
            tell(error)


def main() -> None:
    """Serve standard input; what HiGHS itself prints goes nowhere, Ctrl-C is the caller's."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    out = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    serve(sys.stdin.buffer, out)
