"""Solver processes: started when first needed, kept for the next model, ended when one does not stop.

A solver inside the caller's process cannot be ended: one left behind holds a core beside the next stage, and
aborts the interpreter at its exit. So a model goes to a process of its own
(`optimize.solvers.workers.worker`) as arrays, and its answer comes back with everything the solver told on
the way; to start one takes a fifth of a second, once, to hand a model over a millisecond a megabyte.
"""

from __future__ import annotations

import atexit
import logging
import pickle
import queue
import subprocess
import sys
import threading
import time
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import replace
from typing import IO, TYPE_CHECKING, Any, Final

from gisplan_errors import SolverFailed
from gisplan_words import message
from optimize.solvers.workers.worker import Ended, Job, News

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)

_LOOK = 0.1
"""Seconds after which a wait listens for Ctrl-C and looks at the clock again."""

_ENTRY = "import sys; sys.path[:] = {path!r}; from optimize.solvers.workers.worker import main; main()"


class GivenUp(BaseException):
    """Nobody waits any more for what runs side by side: a search ends, whatever it has found."""


GIVEN_UP: Final[ContextVar[threading.Event]] = ContextVar("given_up", default=threading.Event())  # noqa: B039
"""Set once nobody waits any more for what runs side by side in this context."""


def end_if_given_up() -> None:
    """End what runs side by side once nobody waits for it.

    Raises
    ------
    GivenUp
        Nobody does.
    """
    if GIVEN_UP.get().is_set():
        raise GivenUp


class SolverDied(SolverFailed):
    """A solver's process ended by itself, or the solver raised."""


class Worker:
    """One solver process."""

    def __init__(self) -> None:
        entry = _ENTRY.format(path=sys.path)
        command = [sys.executable, "-c", entry]
        # a session of its own: Ctrl-C of the terminal is heard here alone
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        )

    def end(self) -> None:
        """End the process, whatever it does."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with suppress(OSError):  # what a hand-over left behind cannot be flushed any more
                    pipe.close()

    def solve(self, job: Job, stop: Callable[[int], bool], hear: Callable[[News], None]) -> Ended | None:
        """Solve a model.

        Parameters
        ----------
        job
            The model and its limits.
        stop
            Asked ten times a second, with the id of the process, whether to end it at once.
        hear
            Told of better answers and bounds, in the caller's thread.

        Returns
        -------
        Ended or None
            None when it was ended; the process is gone then.

        Raises
        ------
        SolverDied
            The process ended by itself, or the solver raised.
        GivenUp
            Nobody waits for the answer any more.
        """
        heard: queue.SimpleQueue[Any] = queue.SimpleQueue()
        out, into = self.process.stdout, self.process.stdin
        assert out is not None  # noqa: S101 - both are pipes
        assert into is not None  # noqa: S101
        try:
            threading.Thread(target=_read, args=(out, heard), daemon=True).start()
            pickle.dump(job, into, protocol=pickle.HIGHEST_PROTOCOL)
            into.flush()
            while True:
                try:
                    what = heard.get(timeout=_LOOK)
                except queue.Empty:
                    what = None
                if isinstance(what, Ended):
                    return what
                if isinstance(what, News):
                    hear(what)
                if isinstance(what, Exception):
                    break
                end_if_given_up()
                if stop(self.process.pid):
                    self.end()
                    return None
        except BrokenPipeError as error:
            what = error
        except BaseException:
            self.end()
            raise
        self.end()
        raise SolverDied(message("optimize-solver-failed", solver="HiGHS", error=str(what) or "EOF"))


def _read(out: IO[bytes], heard: queue.SimpleQueue[Any]) -> None:
    """Read what a worker tells until one model is done."""
    while True:
        try:
            what = pickle.load(out)  # noqa: S301 - from the process that this one started
        except (OSError, ValueError, EOFError, pickle.UnpicklingError) as error:
            what = EOFError(str(error))
        heard.put(what)
        if not isinstance(what, News):
            return


_idle: Final[list[Worker]] = []
_busy: Final[set[Worker]] = set()
_lock: Final = threading.Lock()


def solve_apart(job: Job, stop: Callable[[int], bool], hear: Callable[[News], None]) -> Ended | None:
    """Solve a model in a process of its own, as `Worker.solve` tells; once more where the first one died.

    A second process has the seconds that the first one left.
    """
    begun = time.perf_counter()
    try:
        return _solve(job, stop, hear)
    except SolverDied as died:
        logger.warning("%s", died)
    left = None if job.seconds is None else max(0.0, job.seconds - (time.perf_counter() - begun))
    return _solve(replace(job, seconds=left), stop, hear)


def _solve(job: Job, stop: Callable[[int], bool], hear: Callable[[News], None]) -> Ended | None:
    with _lock:
        end_if_given_up()
        worker = _idle.pop() if _idle else None
        worker = Worker() if worker is None or worker.process.poll() is not None else worker
        _busy.add(worker)
    ended = None
    try:
        ended = worker.solve(job, stop, hear)
    finally:
        with _lock:
            _busy.discard(worker)
            if ended is not None:
                _idle.append(worker)
    return ended


@atexit.register
def end_all() -> None:
    """End every solver process, at the end of the interpreter."""
    with _lock:
        for worker in (*_idle, *_busy):
            worker.process.kill()
        for worker in _idle:
            worker.process.wait()  # so that its processor time is counted as this process's
        _idle.clear()
