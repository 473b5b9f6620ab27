"""A sweep from its file to its table: what stands already is taken, the rest is planned."""

from __future__ import annotations

import math
import os
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gisplan.sweep.analysis import Findings, find, write_findings
from gisplan.sweep.executors import dask_pool, local_pool, outcomes
from gisplan.sweep.folder import SweepFolder
from gisplan.sweep.items import items_of
from gisplan.sweep.page import write_page
from gisplan.sweep.spec import Sweep, load_sweep
from gisplan.sweep.table import sweep_table, write_table
from gisplan.sweep.working import Outcome, Task, failure_of
from gisplan_errors import GisplanError
from gisplan_words import message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Executor

    import pandas as pd

    from gisplan.sweep.items import Item
    from gisplan_progress import Progress

CACHE_FROM: Final = "GISPLAN_CACHE"
"""Environment variable that names the folder of kept answers."""


@dataclass(frozen=True)
class Swept:
    """A sweep that has come to its end.

    Parameters
    ----------
    folder
        Where its runs and tables stand.
    items
        Its runs in order.
    table
        The tidy table, see `gisplan.sweep.table.sweep_table`.
    found
        Frontier, effects, regrets and shares of sites, where the sweep asks for them.
    """

    folder: Path
    items: tuple[Item, ...]
    table: pd.DataFrame
    found: Findings

    @property
    def failed(self) -> int:
        """How many items have no plan."""
        return int((self.table["state"] != "done").sum())

    def run(self, item: Item) -> Path:
        """Give the run folder of an item.

        Parameters
        ----------
        item
            One of `items` whose state is ``done``.

        Returns
        -------
        Path
            The folder; items of equal settings share one.
        """
        return SweepFolder(self.folder).run(item.key)


def run_sweep(
    sweep: Sweep | str | Path,
    out: str | Path,
    *,
    executor: Executor | None = None,
    scheduler: str | None = None,
    workers: int | None = None,
    cache: str | Path | None = None,
    pages: bool = False,
    retry: bool = False,
    progress: Progress | None = None,
) -> Swept:
    """Plan every item of a sweep that has no plan yet, and write the table of all.

    Parameters
    ----------
    sweep
        A sweep, or the path of its file.
    out
        Its folder: made when missing, gone on with when it is that of a sweep, killed or not.
    executor
        Runs the items: any executor of `concurrent.futures`. None: processes of this machine.
    scheduler
        Address of a Dask scheduler, such as ``tcp://host:8786``, in the place of an executor.
    workers
        Items at once; the machine's processors when None. Of an executor that is handed in, what it holds.
    cache
        Folder of kept answers on each worker's disk; None takes `default_cache`.
    pages
        Draw pages, report and workbook of every run too.
    retry
        Plan items again that have failed before.
    progress
        Told a line an item, with the time that is left.

    Returns
    -------
    Swept
        Its folder, items and table.

    Raises
    ------
    ScenarioError
        The sweep, its scenario, the folder or the address of the scheduler is not valid.
    LayerError
        The region of the scenario is not valid.
    """
    asked = sweep if isinstance(sweep, Sweep) else load_sweep(sweep)
    items, folder = items_of(asked), SweepFolder(Path(out))
    folder.begin(asked, items)
    _keep_wrong(folder, items)
    kept = str(Path(cache) if cache is not None else default_cache())
    tasks = _open(folder, items, cache=kept, pages=pages, retry=retry)
    tell = progress or (lambda _: None)
    ready = len({item.key for item in items}) - len(tasks)
    tell(message("sweep-begins", items=len(items), runs=len(tasks), ready=ready))
    if tasks:
        with _executor(executor, scheduler, workers) as (make, at_once):
            _work_off(folder, items, outcomes(tasks, make, at_once=at_once), len(tasks), tell)
    table = sweep_table(folder, items)
    write_table(table, folder.path)
    runs = _runs(folder, items)
    found = find(asked, table, runs, Path(kept))
    write_findings(found, folder.path)
    write_page(asked, table, found, runs, folder.path)
    return Swept(folder.path, tuple(items), table, found)


def _runs(folder: SweepFolder, items: Sequence[Item]) -> dict[str, Path]:
    """Give the run folders that stand, by the label of the first item that has each."""
    found: dict[str, str] = {}
    for item in items:
        if folder.done(item.key):
            found.setdefault(item.key, item.label)
    return {label: folder.run(key) for key, label in found.items()}


def default_cache() -> Path:
    """Give the folder of kept answers: that of ``GISPLAN_CACHE``, else one in the user's cache."""
    asked = os.environ.get(CACHE_FROM)
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(asked) if asked else home / "gisplan" / "kept"


def _keep_wrong(folder: SweepFolder, items: Sequence[Item]) -> None:
    """Keep the reason of every item whose scenario is not valid."""
    for item in items:
        if isinstance(item.fault, GisplanError):
            folder.put(Outcome(item.key, failure=failure_of(item.fault)))


def _open(folder: SweepFolder, items: Sequence[Item], *, cache: str, pages: bool, retry: bool) -> list[Task]:
    """Give what is to be planned: items of one key once."""
    by_key: dict[str, Item] = {}
    for item in items:
        if item.fault is None:
            by_key.setdefault(item.key, item)
    wanted = [
        item
        for item in by_key.values()
        if not folder.done(item.key) and (retry or folder.failure(item.key) is None)
    ]
    return [Task(item.key, item.toml, pages, cache) for item in wanted]


@contextmanager
def _executor(
    executor: Executor | None, scheduler: str | None, workers: int | None
) -> Iterator[tuple[Callable[[], Executor], int]]:
    if executor is not None:
        yield lambda: executor, workers or getattr(executor, "_max_workers", None) or os.cpu_count() or 1
    elif scheduler is not None:
        with dask_pool(scheduler) as (cluster, at_once):
            yield lambda: cluster, workers or at_once
    else:
        number = workers or os.cpu_count() or 1
        with local_pool(number) as make:
            yield make, number


def _work_off(
    folder: SweepFolder, items: Sequence[Item], found: Iterator[Outcome], count: int, tell: Progress
) -> None:
    """Keep each outcome as it comes, and say how far the sweep is."""
    started, failed = time.monotonic(), 0
    labels = {item.key: item.label for item in reversed(items)}
    for done, outcome in enumerate(found, start=1):
        folder.put(outcome)
        failed += outcome.failure is not None
        left = (time.monotonic() - started) / done * (count - done)
        told = {"done": done, "count": count, "failed": failed, "minutes": math.ceil(left / 60)}
        label = labels[outcome.key]
        if outcome.failure is None:
            tell(message("sweep-item-done", label=label, seconds=round(outcome.seconds), **told))
        else:
            tell(message("sweep-item-failed", label=label, kind=outcome.failure.kind, **told))
