"""HiGHS: a model's arrays in, a raw answer out, within its time limit and interruptible.

PuLP hands a model to HiGHS row by row, which costs seconds; here the same arrays go over in one call
(`tests/optimize/solvers/test_run.py` proves both are one model). HiGHS runs in a thread with the interpreter
lock released, so that Ctrl-C and a limit that HiGHS overruns in presolve both end in the incumbent.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import highspy
import numpy as np

from optimize.solvers.answers import RawAnswer, Word, dual_bound
from optimize.solvers.memory import require_account, resident_mb

if TYPE_CHECKING:
    from gisplan_arrays import Floats
    from gisplan_progress import Progress
    from optimize.model import ModelArrays
    from optimize.solvers.limits import Clock, Settings

_DIRECT_PAIRS = 30_000
"""Linear relaxations with more nonzeros than this are solved by interior point without crossover."""


@dataclass
class _Watch:
    """What the callbacks have seen so far; read when HiGHS has to be left behind."""

    stop: bool = False
    full: bool = False
    values: Floats | None = None
    bound: float | None = None
    failure: BaseException | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


def version() -> str:
    """Give the version of the HiGHS library."""
    return str(highspy.Highs().version())  # type: ignore[no-untyped-call]


def to_highs(arrays: ModelArrays, *, relax: bool) -> highspy.HighsLp:
    """Write a model as HiGHS' own structure; a maximisation becomes the minimisation of minus its cost."""
    lp = highspy.HighsLp()
    lp.num_col_ = arrays.cost.size
    lp.num_row_ = arrays.row_lower.size
    lp.col_cost_ = -arrays.cost if arrays.sense == "max" else arrays.cost
    lp.col_lower_ = arrays.lower
    lp.col_upper_ = arrays.upper
    lp.row_lower_ = arrays.row_lower
    lp.row_upper_ = arrays.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = arrays.matrix.indptr.astype(np.int32)
    lp.a_matrix_.index_ = arrays.matrix.indices.astype(np.int32)
    lp.a_matrix_.value_ = arrays.matrix.data
    if not relax and arrays.integer.any():
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[whole] for whole in arrays.integer.tolist()]
    return lp


def solve_highs(
    arrays: ModelArrays,
    how: Settings,
    *,
    start: Floats | None,
    relax: bool,
    options: dict[str, Any],
) -> RawAnswer:
    """Solve a model with HiGHS within its limits.

    A solver that does not stop 5 % + 1 s after its limit is asked to, and left behind 2 % later, with the
    incumbent and the bound its callbacks reported. One that passes its memory limit is asked to stop too.
    """
    most_mb = None
    if how.memory_limit is not None:
        require_account("HiGHS")
        most_mb = resident_mb() + how.memory_limit
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    settings = {
        "output_flag": False,
        "random_seed": how.seed,
        "mip_rel_gap": how.gap,
        "mip_abs_gap": 0.0,
        "threads": how.threads or 0,
        **options,
    }
    mixed = not relax and bool(arrays.integer.any())
    if relax and arrays.matrix.nnz > _DIRECT_PAIRS and "solver" not in options:
        settings |= {"solver": "ipm", "run_crossover": "off"}
    for name, value in settings.items():
        solver.setOptionValue(name, value)
    solver.passModel(to_highs(arrays, relax=relax))
    if start is not None:
        first = highspy.HighsSolution()
        first.col_value = np.asarray(start, dtype=np.float64).tolist()
        first.value_valid = True
        solver.setSolution(first)
    watch = _Watch()
    _listen(solver, watch, maximise=arrays.sense == "max", mixed=mixed, progress=how.progress)
    if how.clock.limit is not None:
        solver.setOptionValue("time_limit", how.clock.left)
    finished, interrupted = _run(solver, how.clock, watch, most_mb)
    if watch.failure is not None:
        raise watch.failure
    if not finished:
        with watch.lock:
            word: Word = "nothing" if watch.values is None else "answer"
            remark = "left behind at the limit"
            return RawAnswer(word, watch.values, watch.bound, None, interrupted, remark, watch.full)
    answer = _read(solver, arrays, mixed=mixed, interrupted=interrupted)
    if watch.full and how.memory_limit is not None:
        remark = f"stopped at the memory limit of {how.memory_limit:g} MB"
        return replace(answer, remark=remark, out_of_memory=True)
    return answer


def _listen(
    solver: highspy.Highs,
    watch: _Watch,
    *,
    maximise: bool,
    mixed: bool,
    progress: Progress | None,
) -> None:
    """Let the callbacks note incumbents and bounds, and pass a wish to stop."""
    sign = -1.0 if maximise else 1.0

    def note_bound(event: Any) -> None:  # noqa: ANN401 - highspy has no public type for it
        value = float(event.data_out.mip_dual_bound)
        if abs(value) < 1e30:
            watch.bound = sign * value

    def on_better(event: Any) -> None:  # noqa: ANN401
        with watch.lock:
            watch.values = np.array(event.data_out.mip_solution, dtype=np.float64)
            note_bound(event)
        if progress is not None:
            value = sign * float(event.data_out.objective_function_value)
            bound = "none" if watch.bound is None else f"{watch.bound:.10g}"
            try:
                progress(f"HiGHS: {value:.10g}, bound {bound}, {event.data_out.running_time:.1f} s")
            except BaseException as error:  # noqa: BLE001 - it is raised again in the caller's thread
                watch.failure = error
                watch.stop = True

    def on_check(event: Any) -> None:  # noqa: ANN401
        if watch.stop:
            event.data_in.user_interrupt = True

    def on_mip_check(event: Any) -> None:  # noqa: ANN401
        with watch.lock:
            note_bound(event)
        on_check(event)

    if mixed:
        solver.cbMipImprovingSolution += on_better
        solver.cbMipInterrupt += on_mip_check
    else:
        solver.cbSimplexInterrupt += on_check
        solver.cbIpmInterrupt += on_check


def _run(solver: highspy.Highs, clock: Clock, watch: _Watch, most_mb: float | None) -> tuple[bool, bool]:
    """Run in a thread; tell whether it finished, and whether the user interrupted.

    HiGHS keeps one scheduler per calling thread, so runs with different numbers of threads do not meet.
    """
    done = threading.Event()

    def work() -> None:
        try:
            highspy._core._Highs.run(solver)  # noqa: SLF001 - Highs.run would start a second thread
        except BaseException as error:  # noqa: BLE001 - it is raised again in the caller's thread
            watch.failure = error
        finally:
            done.set()

    threading.Thread(target=work, daemon=True, name="highs").start()
    interrupted = False
    while True:
        try:
            if done.wait(0.2):
                return True, interrupted
        except KeyboardInterrupt:
            if interrupted:
                return False, True
            interrupted = watch.stop = True
        if most_mb is not None and not watch.full and resident_mb() > most_mb:
            watch.full = watch.stop = True
        if clock.limit is not None:
            late = clock.seconds - 1.05 * clock.limit
            watch.stop |= late > 1.0
            if late > 1.3 + 0.02 * clock.limit:
                return False, interrupted


def _read(solver: highspy.Highs, arrays: ModelArrays, *, mixed: bool, interrupted: bool) -> RawAnswer:
    """Read a finished solver: its status once, its values only when they are feasible."""
    status = solver.getModelStatus()
    words = highspy.HighsModelStatus
    if status in {words.kInfeasible, words.kUnboundedOrInfeasible}:
        return RawAnswer("infeasible", interrupted=interrupted)
    if status == words.kUnbounded:
        return RawAnswer("unbounded", interrupted=interrupted)
    info = solver.getInfo()
    remark = solver.modelStatusToString(status)
    feasible = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    solution = solver.getSolution()
    values = np.array(solution.col_value, dtype=np.float64) if feasible else None
    sign = -1.0 if arrays.sense == "max" else 1.0
    duals = None
    if mixed:
        value = float(info.mip_dual_bound)
        bound = sign * value if abs(value) < 1e30 else None
    else:
        duals = sign * np.array(solution.row_dual, dtype=np.float64) if solution.dual_valid else None
        bound = None if duals is None else dual_bound(duals, arrays)
    if arrays.cost.size == 0:
        values, bound = np.zeros(0), 0.0
    return RawAnswer("nothing" if values is None else "answer", values, bound, duals, interrupted, remark)
