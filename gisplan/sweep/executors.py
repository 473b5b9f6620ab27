"""Who runs the items: processes of this machine, a Dask cluster by its address, or any executor handed in."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, ProcessPoolExecutor, wait
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from gisplan.sweep.working import Outcome, Task, died, leave_with_parent, work
from gisplan_errors import ScenarioError
from gisplan_words import message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Executor, Future

AHEAD: Final = 2
"""Items handed to an executor for each that it works on, so that no worker waits."""
TRIES: Final = 3
"""Times that an item is handed out whose worker ends by itself."""


@contextmanager
def local_pool(workers: int) -> Iterator[Callable[[], Executor]]:
    """Give what makes a pool of processes, again where one breaks; none of them outlives this process."""
    pools: list[ProcessPoolExecutor] = []

    def make() -> Executor:
        # a fresh interpreter: solvers' threads and locks do not survive a fork
        context = multiprocessing.get_context("spawn")
        pools.append(ProcessPoolExecutor(workers, mp_context=context, initializer=leave_with_parent))
        return pools[-1]

    try:
        yield make
    except BaseException:
        for pool in pools:
            end_pool(pool)
        raise
    for pool in pools:
        pool.shutdown(cancel_futures=True)


def end_pool(pool: ProcessPoolExecutor) -> None:
    """End a pool and its processes at once; what they were doing is lost."""
    processes = list((pool._processes or {}).values())  # noqa: SLF001 - public only from Python 3.14 on
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.terminate()


@contextmanager
def dask_pool(address: str) -> Iterator[tuple[Executor, int]]:
    """Give the executor of a Dask cluster, and how many items it takes at once.

    Raises
    ------
    ScenarioError
        The extra ``cluster`` is not installed, or no scheduler answers at the address.
    """
    try:
        from distributed import Client  # noqa: PLC0415 - an extra
    except ImportError:
        raise ScenarioError(message("sweep-no-dask")) from None
    try:
        client: Any = Client(address, timeout="10s")  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise ScenarioError(message("sweep-no-scheduler", address=address, error=str(error))) from None
    with client:
        yield client.get_executor(pure=False), max(1, sum(client.nthreads().values()))


def outcomes(
    tasks: Sequence[Task],
    make: Callable[[], Executor],
    *,
    at_once: int,
    do: Callable[[Task], Outcome] = work,
) -> Iterator[Outcome]:
    """Have tasks worked on, and give each outcome as it comes.

    Where a worker ends by itself, its executor may lose other items with it: they are handed out one at a
    time until it is known whose fault it was.

    Parameters
    ----------
    tasks
        Independent of each other, in the order in which they are handed out.
    make
        Gives the executor; called again where one is broken.
    at_once
        Items that the executor works on at once.
    do
        What is done with a task; it raises nothing.
    """
    waiting, suspects = list(reversed(tasks)), list[tuple[Task, int]]()
    executor, live = make(), dict["Future[Outcome]", tuple[Task, int]]()
    while waiting or suspects or live:
        room = 1 if suspects or any(tried for _, tried in live.values()) else AHEAD * at_once
        while len(live) < room and (suspects or waiting):
            task, tried = suspects.pop() if suspects else (waiting.pop(), 0)
            if tried and live:
                suspects.append((task, tried))
                break
            live[executor.submit(do, task)] = (task, tried)
        done, _ = wait(live, return_when=FIRST_COMPLETED)
        broken = False
        for future in done:
            task, tried = live.pop(future)
            try:
                yield future.result()
            except Exception as error:  # noqa: BLE001 - `work` raises nothing: the worker itself has ended
                broken |= isinstance(error, BrokenExecutor)
                if tried + 1 >= TRIES:
                    yield Outcome(task.key, failure=died(TRIES))
                else:
                    suspects.append((task, tried + 1))
        if broken:
            suspects += [(task, tried + 1) for task, tried in live.values()]
            live.clear()
            executor.shutdown(wait=False)
            executor = make()
