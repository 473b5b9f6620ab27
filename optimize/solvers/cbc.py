"""CBC: a PuLP problem in, a raw answer out, stopped at its limit even when CBC itself does not stop.

PuLP writes the model and reads the solution. The process in between is ours: PuLP waits for CBC as long as it
takes, and CBC overruns its limit in its first linear relaxation. On Ctrl-C, CBC is asked to stop and to write
what it has.

CBC has no limit of its own for memory: it is watched, and asked to stop at the limit, so that its incumbent
survives.
"""

from __future__ import annotations

import re
import signal
import subprocess
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pulp

from gisplan_errors import SolverFailed
from gisplan_words import message
from optimize.solvers.memory import cap_address_space, require_account, resident_mb

if TYPE_CHECKING:
    from optimize.solvers.limits import Clock, Settings

NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_GRACE = 5.0
"""Seconds CBC gets to write its solution after it was asked to stop by the user or for its memory."""


@dataclass(frozen=True)
class Ended:
    """How the run of a solver ended.

    Attributes
    ----------
    word
        The solver's own status in one word (``Optimal``, ``Infeasible``, …); empty when it wrote none.
    log
        What it printed.
    interrupted
        Whether the user stopped it.
    remark
        Why it was stopped or died.
    out_of_memory
        Whether that was its memory limit.
    """

    word: str
    log: str
    interrupted: bool = False
    remark: str = ""
    out_of_memory: bool = False


def find_cbc() -> str | None:
    """Find the CBC that PuLP bundles, else one on the path; None when there is none."""
    bundled = getattr(getattr(pulp, "PULP_CBC_CMD", None), "pulp_cbc_path", None)
    if bundled and Path(bundled).is_file():
        return str(bundled)
    found = pulp.COIN_CMD(msg=False)
    return str(found.path) if found.available() else None


def run_cbc(
    problem: pulp.LpProblem,
    how: Settings,
    *,
    warm: bool,
    relax: bool,
) -> Ended:
    """Solve a PuLP problem with CBC; values and statuses are set on the problem.

    Parameters
    ----------
    problem
        The problem; with `warm`, its variables carry the start.
    how
        Limits of the call, gap, threads and seed.
    warm
        Whether to start from the variables' values.
    relax
        Solve the linear relaxation.

    Returns
    -------
    Ended
        How the run ended.

    Raises
    ------
    SolverFailed
        When CBC is not installed or crashes.
    """
    path = find_cbc()
    if path is None:
        raise SolverFailed(message("optimize-no-cbc"))
    reader = pulp.COIN_CMD(path=path, msg=False)
    with tempfile.TemporaryDirectory(prefix="gisplan-") as name:
        model, solution, start = (Path(name) / f"model.{end}" for end in ("mps", "sol", "mst"))
        columns, variables, rows, _ = problem.writeMPS(str(model), rename=1, mip=not relax)
        command = [path, str(model)]
        if problem.sense == pulp.LpMaximize:
            command.append("-max")
        if warm:
            reader.writesol(str(start), problem, columns, variables, rows)
            command += ["-mips", str(start)]
        if np.isfinite(left := how.clock.seconds_for_others):
            command += ["-sec", f"{max(0.1, 0.97 * left):.2f}", "-timeMode", "elapsed"]
        command += ["-ratio", str(how.gap), "-randomSeed", str(how.seed), "-randomCbcSeed", str(how.seed)]
        if how.threads is not None:
            command += ["-threads", str(how.threads)]
        command += [
            "-initialSolve" if relax else "-solve",
            "-printingOptions",
            "all",
            "-solution",
            str(solution),
        ]
        ended = _watch(command, how.clock, how.memory_limit)
        text = solution.read_text(encoding="utf-8").split(maxsplit=1) if solution.exists() else []
        if not text:
            return ended
        status, values, _, _, _, found = reader.readsol_MPS(str(solution), problem, columns, variables, rows)
    problem.assignVarsVals(values)
    problem.assignStatus(status, found)
    return replace(ended, word=text[0])


def _watch(command: list[str], clock: Clock, memory_limit: float | None) -> Ended:
    """Run CBC; ask it to stop 5 % after a limit or on Ctrl-C, and end it when it does not.

    CBC gets a session of its own: a terminal sends Ctrl-C to a whole process group, and CBC gives up without
    writing anything at a second signal.
    """
    if memory_limit is not None:
        require_account("CBC")
    interrupted, remark, limit = False, "", clock.seconds + clock.seconds_for_others
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True
        )
        try:
            if memory_limit is not None:
                cap_address_space(process.pid, memory_limit)
            try:
                remark = _wait(process, clock, memory_limit)
            except KeyboardInterrupt:
                interrupted = True
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
                grace = _GRACE
                if clock.seconds > limit:
                    grace = max(1.0, 1.05 * limit + 1.7 - clock.seconds)
                try:
                    process.wait(grace)
                except subprocess.TimeoutExpired:
                    remark = f"{remark}, ended".removeprefix(", ")
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        log.seek(0)
        text = log.read().decode("utf-8", errors="replace")
    if process.returncode in {0, -signal.SIGINT, -signal.SIGKILL}:
        return Ended("", text, interrupted, remark, "memory" in remark)
    if memory_limit is not None:
        remark = f"CBC died at its memory limit of {memory_limit:g} MB"
        return Ended("", text, interrupted, remark, out_of_memory=True)
    code = str(process.returncode)
    raise SolverFailed(message("optimize-cbc-ended", code=code, text=text[-300:]))


def _wait(process: subprocess.Popen[bytes], clock: Clock, memory_limit: float | None) -> str:
    """Wait until CBC has ended or must be stopped; tell why it must."""
    most = clock.seconds_for_others
    end = None if np.isinf(most) else clock.seconds + 1.05 * most + 0.2
    while True:
        left = None if end is None else max(0.0, end - clock.seconds)
        look = left if memory_limit is None else min(0.1, np.inf if left is None else left)
        try:
            process.wait(look)
        except subprocess.TimeoutExpired:
            if end is not None and clock.seconds >= end:
                return "stopped past its time limit"
            if memory_limit is not None and resident_mb(process.pid) > memory_limit:
                return f"stopped at the memory limit of {memory_limit:g} MB"
        else:
            return ""


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
