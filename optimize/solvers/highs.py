"""HiGHS: a model's arrays in, a raw answer out, within its limits and interruptible.

PuLP hands a model to HiGHS row by row, which costs seconds; here the same arrays go over in one call
(`tests/optimize/solvers/test_run.py` proves both are one model), to a process that can be ended. HiGHS takes
one thread, and how long it goes on is counted in its own steps: the same model has the same answer anywhere.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import highspy
import numpy as np

from gisplan_words import message
from optimize.solvers import work
from optimize.solvers.answers import RawAnswer, Word, dual_bound
from optimize.solvers.memory import require_account, resident_mb
from optimize.solvers.workers.process import solve_apart
from optimize.solvers.workers.worker import Ended, Job, News, as_lp

if TYPE_CHECKING:
    from gisplan_arrays import Floats
    from optimize.lp_problem import ModelArrays
    from optimize.solvers.limits import Settings

_DIRECT_PAIRS = 30_000
"""Linear relaxations with more nonzeros than this are solved by interior point without crossover."""

_INFINITE = 1e30
"""HiGHS' bound where it has none is beyond it."""


def version() -> str:
    """Give the version of the HiGHS library."""
    return str(highspy.Highs().version())  # type: ignore[no-untyped-call]


def solve_highs(
    arrays: ModelArrays,
    how: Settings,
    *,
    start: Floats | None,
    relax: bool,
    options: dict[str, Any],
) -> RawAnswer:
    """Solve a model with HiGHS within its limits.

    A solver that does not stop 5 % + 1 s after its time limit, or that passes its memory limit, is ended, as
    one is that the user interrupts; what it told until then is the answer.
    """
    if how.memory_limit is not None:
        require_account("HiGHS")
    mixed = not relax and bool(arrays.integer.any())
    job = _job(arrays, how, start=start, mixed=mixed, options=options)
    heard = _Heard(how, sign=-1.0 if arrays.sense == "max" else 1.0)
    bound, values = -np.inf, None
    while True:
        try:
            ended = solve_apart(job, heard.stop, heard.hear)
        except KeyboardInterrupt:
            how.clock.meter.interrupted = True
            ended = None
        if ended is None:
            return heard.answer()
        how.clock.charge(work.of_ended(job, ended))
        how.clock.meter.braked |= ended.remark == "Time limit reached"
        # a further search may be stopped before it has taken the first one's answer for its start
        if values is None or (ended.values is not None and job.cost @ ended.values <= job.cost @ values):
            values = ended.values
        bound = max(bound, ended.bound)
        further = work.further(job, ended, how.clock.left)
        if further is None:
            return _read(replace(ended, bound=bound, values=values), arrays, mixed=mixed)
        job = replace(further, seconds=_seconds(how))


def _job(
    arrays: ModelArrays, how: Settings, *, start: Floats | None, mixed: bool, options: dict[str, Any]
) -> Job:
    """Write a model with what HiGHS is told about its limits."""
    settings = {
        "output_flag": False,
        "random_seed": how.seed,
        "mip_rel_gap": how.gap,
        "mip_abs_gap": 0.0,
        "threads": 1,
        **options,
    }
    if not mixed and arrays.matrix.nnz > _DIRECT_PAIRS and "solver" not in options:
        settings |= {"solver": "ipm", "run_crossover": "off"}
    job = replace(
        _plain(arrays, mixed=mixed),
        start=None if start is None else np.asarray(start, dtype=np.float64),
        options=settings,
        seconds=_seconds(how),
    )
    return work.limited(job, how.clock.work_left)


def _seconds(how: Settings) -> float | None:
    return None if how.clock.brake is None else how.clock.seconds_left


def _plain(arrays: ModelArrays, *, mixed: bool) -> Job:
    """Write a model as HiGHS gets it; a maximisation becomes the minimisation of minus its cost."""
    matrix = arrays.matrix
    return Job(
        cost=-arrays.cost if arrays.sense == "max" else arrays.cost,
        lower=arrays.lower,
        upper=arrays.upper,
        whole=np.flatnonzero(arrays.integer) if mixed else np.zeros(0, dtype=np.int64),
        indptr=matrix.indptr.astype(np.int32),
        indices=matrix.indices.astype(np.int32),
        data=matrix.data,
        row_lower=arrays.row_lower,
        row_upper=arrays.row_upper,
        start=None,
        options={},
        checks=None,
        seconds=None,
    )


def to_highs(arrays: ModelArrays, *, relax: bool) -> highspy.HighsLp:
    """Write a model as HiGHS' own structure, for a solver that is kept in this process."""
    return as_lp(_plain(arrays, mixed=not relax))


class _Heard:
    """What a solver tells while it runs, and when it has to end."""

    def __init__(self, how: Settings, *, sign: float) -> None:
        self.how, self.sign = how, sign
        self.values: Floats | None = None
        self.objective = np.inf
        self.bound: float | None = None
        self.before_mb: float | None = None
        self.remark, self.late = "interrupted", False

    def hear(self, news: News) -> None:
        """Note a better answer or bound, and pass it on."""
        if abs(news.bound) < _INFINITE and (self.bound is None or news.bound > self.sign * self.bound):
            self.bound = self.sign * news.bound
        # a further search, and one that a solver's death began anew, starts from worse than is known
        if news.values is None or news.objective >= self.objective:
            return
        self.values, self.objective = news.values, news.objective
        bound = "—" if self.bound is None else f"{self.how.shown(self.bound):.10g}"
        value = f"{self.how.shown(self.sign * news.objective):.10g}"
        self.how.tell(message("progress-highs", value=value, bound=bound, seconds=f"{news.seconds:.1f}"))

    def stop(self, process: int) -> bool:
        """Tell whether a solver is to be ended now."""
        clock, most_mb = self.how.clock, self.how.memory_limit
        if most_mb is not None:
            now = resident_mb(process)
            self.before_mb = now if self.before_mb is None else self.before_mb
            if now > self.before_mb + most_mb:
                self.remark = f"stopped at the memory limit of {most_mb:g} MB"
                return True
        if clock.brake is not None and clock.seconds > 1.05 * clock.brake + 1.0:
            self.remark, self.late, clock.meter.braked = "ended at its time limit", True, True
            return True
        return False

    def answer(self) -> RawAnswer:
        """Give what was told before the end."""
        word: Word = "nothing" if self.values is None else "answer"
        interrupted, full = self.remark == "interrupted", "memory" in self.remark
        return RawAnswer(word, self.values, self.bound, None, interrupted, self.remark, full, self.late)


def _read(ended: Ended, arrays: ModelArrays, *, mixed: bool) -> RawAnswer:
    """Read what a solver leaves that ended by itself."""
    if ended.word == "infeasible":
        return RawAnswer("infeasible")
    if ended.word == "unbounded":
        return RawAnswer("unbounded")
    values, duals = ended.values, None
    sign = -1.0 if arrays.sense == "max" else 1.0
    if mixed:
        bound = sign * ended.bound if abs(ended.bound) < _INFINITE else None
    else:
        duals = None if ended.duals is None else sign * ended.duals
        bound = None if duals is None else dual_bound(duals, arrays)
    if arrays.cost.size == 0:
        values, bound = np.zeros(0), 0.0
    return RawAnswer("nothing" if values is None else "answer", values, bound, duals, remark=ended.remark)
