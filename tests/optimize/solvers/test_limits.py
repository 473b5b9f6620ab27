"""What stops a solver: Ctrl-C as a terminal sends it, and memory limits, with a real solver at its limit."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pulp
import pytest

from gisplan_errors import SolverFailed
from optimize import LSCP, CoverPairs, solve
from optimize.model import ModelBuilder
from optimize.solvers.run import available, run

SOLVERS = [name for name in ("highs", "cbc", "scip") if name in available()]
linux = pytest.mark.skipif(
    sys.platform != "linux", reason="the kernel's account of memory is read: run on Linux"
)


def knapsack(n=250, rows=30, seed=0):
    """A multi-dimensional knapsack: feasible at once, far from proven in a minute."""
    rng = np.random.default_rng(seed)
    builder = ModelBuilder("knapsack", "max")
    x = builder.add_variables("x", n, upper=1.0, integer=True, cost=rng.integers(10, 100, n) + 0.25)
    builder.add_rows("room", rng.integers(5, 60, (rows, n)).astype(float), x, upper=float(n * 6))
    return builder


def wide_cover(n=1000, rows=4000):
    """A set covering model of 200,000 nonzeros, which takes every solver tens of megabytes."""
    rng = np.random.default_rng(1)
    builder = ModelBuilder("cover", "min")
    x = builder.add_variables("x", n, upper=1.0, integer=True, cost=1.0 + rng.random(n))
    builder.add_rows("cover", (rng.random((rows, n)) < 0.05).astype(float), x, lower=1.0)
    return builder


def in_a_process_of_its_own(call, **popen):
    """Start ``call`` in a fresh interpreter with this module imported; it prints what the call gives."""
    here = Path(__file__)
    code = (
        f"import sys; sys.path[:0] = [{str(here.parents[3])!r}, {str(here.parent)!r}]\n"
        "from test_limits import *\n"
        # A shell starts what runs in the background deaf to SIGINT.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "print('ready', flush=True)\n"
        f"out = {call}\n"
        "print(out.status, out.objective, out.bound, out.interrupted, sep='|')\n"
        "print(out.certificate.proven)\n"
    )
    return subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        **popen,
    )


@linux
@pytest.mark.parametrize("solver", [s for s in SOLVERS if s != "highs"])
def test_ctrl_c_of_a_terminal_brings_the_incumbent_back_with_its_bound(solver):
    """A terminal sends SIGINT to every process of its group; the answer found so far must survive it."""
    call = f"run(knapsack(), solver={solver!r}, threads=1, gap=0.0, time_limit=60)"
    process = in_a_process_of_its_own(call)
    assert process.stdout.readline() == "ready\n"
    time.sleep(3.0)
    os.killpg(process.pid, signal.SIGINT)
    out, errors = process.communicate(timeout=30)
    assert process.returncode == 0, errors
    first, proven = out.splitlines()[-2:]  # SCIP greets the signal on stdout
    status, objective, bound, interrupted = first.split("|")
    assert (status, interrupted) == ("feasible", "True")
    assert 0 < float(objective) < float(bound)
    assert "interrupted" in proven


@linux
@pytest.mark.parametrize("solver", SOLVERS)
def test_memory_limit_binds(solver):
    """Without the limit every one of them would run on; with it, the incumbent comes back with its bound."""
    megabytes = {"highs": 10, "cbc": 20, "scip": 20}[solver]
    model = "wide_cover()" if solver == "highs" else "knapsack()"
    start = "np.ones(1000)" if solver == "highs" else "np.zeros(250)"
    call = (
        f"run({model}, solver={solver!r}, threads=1, gap=0.0, time_limit=60, memory_limit={megabytes}, "
        f"start={start})"
    )
    out, errors = in_a_process_of_its_own(call).communicate(timeout=90)
    ready, first, proven = out.splitlines() if out.count("\n") == 3 else pytest.fail(out + errors)
    status, objective, bound, _ = first.split("|")
    assert ready == "ready"
    assert status == ("heuristic" if bound == "None" else "feasible")
    assert "stopped at its memory limit" in proven
    assert objective != bound


@pytest.mark.parametrize("solver", SOLVERS)
def test_ample_memory_changes_nothing(solver):
    small = knapsack(20, 3)
    free, held = run(small, solver=solver, gap=0.0), run(small, solver=solver, gap=0.0, memory_limit=4000)
    assert held.status == "optimal"
    assert held.objective == free.objective
    assert "memory" not in str(held.certificate.proven)


@linux
def test_cbc_that_dies_for_want_of_memory_has_no_answer(monkeypatch):
    """The kernel's cap holds even where the watch never sees the limit passed."""
    monkeypatch.setattr("optimize.solvers.cbc.resident_mb", lambda _: 0.0)
    monkeypatch.setattr("optimize.solvers.memory._RESERVE_MB", 0.0)
    outcome = run(wide_cover(), solver="cbc", memory_limit=24, time_limit=60)
    assert (outcome.status, outcome.values) == ("error", None)
    assert "died at its memory limit of 24 MB" in str(outcome.certificate.proven)


def test_solver_without_a_memory_limit_refuses_one():
    others = {"COIN_CMD", "PULP_CBC_CMD", "SCIP_PY", "GUROBI"}
    other = next(name for name in pulp.listSolvers() if name not in others)
    with pytest.raises(SolverFailed, match="takes no memory limit"):
        run(knapsack(8, 2), solver=other, memory_limit=100)


def test_solve_passes_its_memory_limit_to_the_solver(monkeypatch):
    seen = []
    real = run
    monkeypatch.setattr(
        "optimize.location.lscp.ladder.run",
        lambda *a, **k: (seen.append(k["memory_limit"]), real(*a, **k))[1],
    )
    cycle = CoverPairs.from_dense(np.array([[0, 1, 9], [9, 0, 1], [1, 9, 0]]), 2)
    assert solve(LSCP(cycle), memory_limit=500).objective == 2
    assert set(seen) == {500}
    with pytest.raises(ValueError, match="memory_limit is -1"):
        solve(LSCP(cycle), memory_limit=-1)


@pytest.mark.skipif("scip" not in SOLVERS, reason="no SCIP: pip install pyscipopt")
def test_scip_is_given_start_and_seed():
    """At a node limit of none, SCIP's answer is no worse than the start; the seed reaches its parameters."""
    start = np.zeros(250)
    start[:20] = 1.0
    outcome = run(knapsack(), solver="scip", start=start, time_limit=0.2, seed=11)
    assert outcome.objective >= knapsack().arrays().cost[:20].sum()
