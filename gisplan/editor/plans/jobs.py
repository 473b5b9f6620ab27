"""Jobs that take long: one after the other in a process of their own, which can be stopped."""

from __future__ import annotations

import multiprocessing
import time
from concurrent.futures import BrokenExecutor, CancelledError, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from queue import Queue
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any, Final, Literal

from gisplan.sweep.executors import end_pool
from gisplan.sweep.working import leave_with_parent, work
from gisplan_catalogue import languages
from gisplan_errors import GisplanError
from gisplan_words import message, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gisplan.sweep.working import Outcome, Task
    from gisplan_words import Said

State = Literal["waiting", "running", "done", "failed", "stopped"]

MOST_JOBS: Final = 60
"""Jobs that wait and were done, at most; of those that are done the oldest ones are forgotten."""
LOOK_S: Final = 0.2
"""How often a running job looks whether it was stopped, seconds."""


class Stopped(Exception):  # noqa: N818 - somebody asked for it
    """A job was stopped."""


class Unplanned(GisplanError):  # noqa: N818 - the name says what was found
    """There is no plan, and the reason in every language."""

    def __init__(self, said: Mapping[str, str]) -> None:
        super().__init__(said.get("en", ""))
        self.by_language = dict(said)


@dataclass(eq=False)
class Job:
    """One long piece of work.

    Attributes
    ----------
    number
        By which its page asks for it.
    do
        What is done; handed the job itself, it gives what its page shows.
    state, line, seconds, result
        How far it is.
    """

    number: int
    do: Callable[[Job], Any]
    state: State = "waiting"
    line: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    result: Any = None
    stop: Event = field(default_factory=Event)
    began: float = 0.0

    def tell(self, what: Said) -> None:
        """Say what is being done now."""
        self.line = texts(what)

    def shown(self) -> dict[str, Any]:
        """Give the job as its page shows it."""
        seconds = time.monotonic() - self.began if self.state == "running" else self.seconds
        told = {"number": self.number, "state": self.state, "line": self.line, "seconds": round(seconds, 1)}
        return told | ({"result": self.result} if self.state == "done" else {})


class Jobs:
    """The jobs of one editor, in the order in which they were asked for."""

    def __init__(self) -> None:
        self._queue: Queue[Job | None] = Queue()
        self._jobs: dict[int, Job] = {}
        self._last, self._alone = 0, Lock()
        self._pool: ProcessPoolExecutor | None = None
        self._thread = Thread(target=self._work_off, daemon=True)
        self._thread.start()

    def add(self, do: Callable[[Job], Any]) -> Job:
        """Ask for a job.

        Parameters
        ----------
        do
            What is done in a thread of its own; it plans by `plan`.

        Returns
        -------
        Job
            It waits for its turn.

        Raises
        ------
        GisplanError
            Too many wait already.
        """
        with self._alone:
            over = [one for one in self._jobs.values() if one.state not in {"waiting", "running"}]
            if len(self._jobs) - len(over) >= MOST_JOBS:
                raise GisplanError(message("editor-many-jobs", most=MOST_JOBS))
            for one in over[: max(0, len(self._jobs) - MOST_JOBS + 1)]:
                del self._jobs[one.number]
            self._last += 1
            job = self._jobs[self._last] = Job(self._last, do)
        self._queue.put(job)
        return job

    def find(self, number: int) -> Job:
        """Give a job by its number.

        Raises
        ------
        GisplanError
            There is none.
        """
        with self._alone:
            found = self._jobs.get(number)
        if found is None:
            raise GisplanError(message("editor-no-job"))
        return found

    def plan(self, job: Job, task: Task) -> Outcome:
        """Plan in the worker's process, and wait for it.

        Raises
        ------
        Stopped
            The job was stopped meanwhile; the worker has ended.
        Unplanned
            There is no plan.
        """
        outcome = self._awaited(job, self._worker().submit(work, task))
        if outcome.failure is not None:
            raise Unplanned(outcome.failure.said)
        return outcome

    def warm(self) -> None:
        """Let the worker load what it plans with before anybody waits for it."""
        self._worker().submit(_loaded)

    def end(self) -> None:
        """Stop all jobs and the worker."""
        with self._alone:
            for job in self._jobs.values():
                job.stop.set()
        self._queue.put(None)
        if self._pool is not None:
            end_pool(self._pool)

    def _worker(self) -> ProcessPoolExecutor:
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(1, mp_context=context, initializer=leave_with_parent)
        return self._pool

    def _awaited(self, job: Job, future: Future[Outcome]) -> Outcome:
        while not wait([future], timeout=LOOK_S).done:
            if job.stop.is_set():
                break
        try:
            if not job.stop.is_set():
                return future.result(timeout=0)
        except (BrokenExecutor, CancelledError, TimeoutError):
            pass
        if self._pool is not None:
            end_pool(self._pool)
            self._pool = None
        if job.stop.is_set():
            raise Stopped
        raise GisplanError(message("editor-worker-ended"))

    def _work_off(self) -> None:
        while (job := self._queue.get()) is not None:
            job.began = time.monotonic()
            job.state = "stopped" if job.stop.is_set() else "running"
            if job.state == "running":
                job.state = self._done(job)
                job.seconds = time.monotonic() - job.began

    @staticmethod
    def _done(job: Job) -> State:
        try:
            job.result = job.do(job)
        except Stopped:
            return "stopped"
        except Unplanned as error:
            job.line = error.by_language
            return "failed"
        except GisplanError as error:
            job.line = {language: error.said(language) for language in languages()}
            return "failed"
        except Exception as error:  # noqa: BLE001 - one job's fault is no other's
            job.line = texts(message("editor-job-fault", fault=f"{type(error).__name__}: {error}"))
            return "failed"
        return "done"


def _loaded() -> None:
    import gisplan.pipeline  # noqa: PLC0415
    import gisplan.runs.folder  # noqa: F401, PLC0415
