"""A solver lives in a process that can be ended: nothing of it is left, whoever ends first."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

from gisplan_errors import SolverFailed
from optimize import CoverPairs
from optimize.model import ModelBuilder
from optimize.solvers.highs import _job
from optimize.solvers.limits import Limits, Settings
from optimize.solvers.workers import process as processes
from optimize.solvers.workers.process import SolverDied, Worker, solve_apart

linux = pytest.mark.skipif(sys.platform != "linux", reason="children are read from /proc: run on Linux")


def large_cover() -> ModelBuilder:
    """A maximal cover of 10,000 rows by 60 of 2,000 sites, whose root alone takes minutes."""
    rng = np.random.default_rng(0)
    metres = np.linalg.norm(rng.random((10_000, 1, 2)) - rng.random((1, 2_000, 2)), axis=2)
    reach = CoverPairs.from_dense(metres, 0.06).binary()
    builder = ModelBuilder("cover", "max")
    y = builder.add_variables("y", 2_000, upper=1.0, integer=True)
    z = builder.add_variables("z", 10_000, upper=1.0, cost=rng.integers(1, 99, 10_000).astype(float))
    covered = sparse.hstack([reach, -sparse.eye_array(10_000)])
    builder.add_rows("covered", covered, np.concatenate([y, z]), lower=0.0)
    builder.add_rows("count", np.ones((1, 2_000)), y, upper=60.0)
    return builder


RUN = """
import os, signal, sys, threading
sys.path[:0] = {path!r}
from test_process import *
from optimize.solvers.run import run
from pathlib import Path
def children():
    return Path("/proc/self/task", str(os.getpid()), "children").read_text().split()
{code}
"""


def in_a_process(code: str) -> subprocess.Popen[str]:
    """Start code in an interpreter of its own that knows this module, `run` and its own children."""
    here = Path(__file__)
    script = RUN.format(path=[str(here.parents[4]), str(here.parent)], code=code)
    return subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)


def alive(process: int) -> bool:
    """Tell whether a process is there, and no zombie."""
    try:
        state = Path("/proc", str(process), "stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def gone(process: int, *, within: float = 10.0) -> bool:
    """Tell whether a process ends, or is a zombie that nobody asks for, before so many seconds are over."""
    end = time.monotonic() + within
    while alive(process) and time.monotonic() < end:
        time.sleep(0.1)
    return not alive(process)


@linux
def test_a_solver_that_overruns_its_limit_is_ended_and_so_is_the_interpreter() -> None:
    """A thread that was left behind held a core, and aborted the interpreter with code 134."""
    code = """
out = run(large_cover(), time_limit=0.3, threads=2)
print(out.status, out.certificate.braked, *children())
"""
    process = in_a_process(code)
    told, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    status, braked, *left = told.split()
    assert (status, braked) == ("error", "True")
    assert all(gone(int(solver)) for solver in left)


@linux
def test_a_solver_ends_with_the_one_who_asked_however_that_one_ended() -> None:
    code = """
def tell():
    while not children():
        time.sleep(0.1)
    print(*children(), flush=True)
threading.Thread(target=tell, daemon=True).start()
run(large_cover(), threads=1, time_limit=60)
"""
    process = in_a_process(code)
    assert process.stdout is not None
    (solver,) = map(int, process.stdout.readline().split())
    assert alive(solver)
    process.kill()
    process.communicate()
    assert gone(solver)


@linux
def test_ctrl_c_ends_a_solver_in_its_first_relaxation() -> None:
    code = """
model = large_cover()
signal.signal(signal.SIGINT, signal.default_int_handler)
def interrupt():
    while not children():
        time.sleep(0.1)
    time.sleep(1.0)  # the child has the model by then: its root takes minutes
    os.kill(os.getpid(), signal.SIGINT)
threading.Thread(target=interrupt, daemon=True).start()
try:
    run(model, threads=1, time_limit=60)
except KeyboardInterrupt:
    print("stopped", children())
"""
    process = in_a_process(code)
    told, _ = process.communicate(timeout=120)
    assert told.strip() == "stopped []"  # the model alone would go on to its time limit and say nothing


@linux
@pytest.mark.parametrize("columns", [10, 1_000, 100_000])
def test_a_solver_that_died_is_told_as_such_whatever_was_handed_over(columns: int) -> None:
    worker = Worker()
    worker.process.kill()
    worker.process.wait()
    builder = ModelBuilder("free", "min")
    builder.add_variables("x", columns, upper=1.0, cost=1.0)
    job = _job(builder.arrays(), Settings(), start=None, mixed=False, options={})
    with pytest.raises(SolverFailed):
        worker.solve(job, lambda _: False, lambda _: None)


@linux
@pytest.mark.parametrize("deaths", [1, 2])
def test_a_solver_that_dies_is_asked_once_more(deaths: int) -> None:
    job = _job(large_cover().arrays(), Settings(), start=None, mixed=True, options={})
    seen: list[int] = []

    def stop(process: int) -> bool:
        if process in seen:
            return False
        seen.append(process)
        if len(seen) <= deaths:
            os.kill(process, signal.SIGKILL)
        return len(seen) > deaths

    if deaths > 1:
        with pytest.raises(SolverFailed):
            solve_apart(job, stop, lambda _: None)
    else:
        assert solve_apart(job, stop, lambda _: None) is None
    assert len(seen) == 2


def test_a_second_process_has_the_seconds_that_the_first_one_left(monkeypatch) -> None:
    given: list[float] = []

    def dying(job, *_):
        given.append(job.seconds)
        time.sleep(0.2)
        if len(given) == 1:
            raise SolverDied("gone")

    monkeypatch.setattr(processes, "_solve", dying)
    how = Settings.start(Limits(time_limit=0.7))
    solve_apart(
        _job(ModelBuilder("free", "min").arrays(), how, start=None, mixed=False, options={}), None, None
    )
    assert given[0] == pytest.approx(0.7, abs=0.1)
    assert given[1] == pytest.approx(given[0] - 0.2, abs=0.1)
