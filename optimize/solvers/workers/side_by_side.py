"""Independent solver runs side by side, each in a process of its own."""

from __future__ import annotations

import os
import threading
import time
from contextvars import copy_context
from typing import TYPE_CHECKING, TypeVar

from optimize.solvers.workers.process import GIVEN_UP, end_if_given_up

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Given = TypeVar("Given")
Found = TypeVar("Found")

_LOOK = 0.2
"""Seconds after which the caller's thread listens for Ctrl-C again."""

_FAREWELL = 2.0
"""Seconds that an interrupted wait leaves its calls to end their solvers."""


def side_by_side(
    work: Callable[[Given], Found], given: Sequence[Given], *, threads: int | None = None
) -> list[Found]:
    """Call a function on every item, at most as many at once as threads are allowed.

    Parameters
    ----------
    work
        Independent of its other calls.
    given
        The items; those that take longest go first.
    threads
        Calls at once; the machine's processors when None.

    Returns
    -------
    list
        What each call gave, in the order of the items. The first error in that order is raised; Ctrl-C
        ends the calls at their next look at a solver.
    """
    most = min(len(given), threads or os.cpu_count() or 1)
    if most <= 1:
        return [work(item) for item in given]
    waiting = enumerate(given)  # shared: the interpreter lock hands every item to one worker
    found: dict[int, Found] = {}
    failed: dict[int, BaseException] = {}

    context, given_up = copy_context(), threading.Event()  # the language that progress is told in
    context.run(GIVEN_UP.set, given_up)

    gone = threading.Semaphore(0)  # a join that Ctrl-C interrupts takes its thread for ended, CPython 3.11

    def worker() -> None:
        try:
            for place, item in waiting:
                if given_up.is_set():
                    return
                try:
                    found[place] = work(item)
                except BaseException as error:  # noqa: BLE001 - it is raised again in the caller's thread
                    failed[place] = error
        finally:
            gone.release()

    # daemons: one that is left behind does not hold the interpreter's end
    workers = [threading.Thread(target=context.copy().run, args=(worker,), daemon=True) for _ in range(most)]
    left = 0
    try:
        for one in workers:
            left += 1
            one.start()
        while left:
            left -= gone.acquire(timeout=_LOOK)
            end_if_given_up()  # this wait itself may run beside others
    except BaseException:
        given_up.set()
        _take_leave(gone, left)
        raise
    if failed:
        raise failed[min(failed)]
    return [found[place] for place in range(len(given))]


def _take_leave(gone: threading.Semaphore, left: int) -> None:
    """Wait a while until so many more calls have ended."""
    end = time.monotonic() + _FAREWELL
    while left and time.monotonic() < end:
        left -= gone.acquire(timeout=_LOOK)
