"""Memory of a running solver: measured from the kernel's own account, and capped where it is another process.

A limit means what a solver takes beyond what stood in memory before. SCIP and Gurobi keep such a limit
themselves. HiGHS and CBC know none: their resident memory is watched, five and ten times a second, and they
are asked to stop at the limit, which may be passed by what is allocated between two looks. CBC is a process
of its own, so the kernel also refuses it an address space of more than a quarter above the limit; HiGHS runs
in this process, where such a cap would hit the caller.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from gisplan_errors import SolverFailed
from gisplan_words import message

MB = 1e6
"""Bytes in a megabyte."""
_CAP = 1.25
"""Address space a solver process may have, as a multiple of its limit."""
_RESERVE_MB = 64.0
"""Address space that glibc reserves for a thread's heap (HEAP_MAX_SIZE on 64-bit systems)."""


def require_account(solver: str) -> None:
    """Refuse a memory limit where the kernel gives no account of memory.

    Raises
    ------
    SolverFailed
        Outside Linux, where a limit for this solver could not be kept.
    """
    if sys.platform != "linux":
        raise SolverFailed(message("optimize-memory-linux", solver=solver))


def resident_mb(process: int | None = None) -> float:
    """Measure the resident memory of a process by its id, or of this one, MB; 0 when it has ended."""
    try:
        words = Path(f"/proc/{process or 'self'}/statm").read_text(encoding="ascii").split()
        return int(words[1]) * os.sysconf("SC_PAGE_SIZE") / MB
    except (OSError, IndexError):
        return 0.0


def cap_address_space(pid: int, limit_mb: float) -> None:
    """Let the kernel refuse a process more than its limit and a quarter (RLIMIT_AS), if it still runs.

    The allocator reserves 64 MB of address space that it may never use; they are added.
    """
    if sys.platform == "linux":
        import resource  # noqa: PLC0415 - there is no such module on Windows

        most = int((_CAP * limit_mb + _RESERVE_MB) * MB)
        try:
            resource.prlimit(pid, resource.RLIMIT_AS, (most, most))
        except ProcessLookupError:
            return
