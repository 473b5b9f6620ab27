"""What one worker does: a scenario in, its run folder out as one archive, wherever the worker runs."""

from __future__ import annotations

import io
import multiprocessing
import os
import shutil
import tempfile
import threading
import time
import traceback
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gisplan_catalogue import languages
from gisplan_errors import GisplanError, SolverFailed
from gisplan_kept import keeping
from gisplan_stored import written
from gisplan_words import Said, message
from layers.files.archive import unpack

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Task:
    """What a worker is handed.

    Parameters
    ----------
    key
        Of the item.
    toml
        Its scenario whole.
    drawn
        Whether pages, report and workbook are drawn too.
    cache
        Folder of kept answers on the worker's own disk; None keeps none.
    """

    key: str
    toml: str
    drawn: bool
    cache: str | None


@dataclass(frozen=True)
class Failure:
    """Why an item has no plan.

    Parameters
    ----------
    kind
        Name of the error, such as ``InfeasiblePlan``.
    exit_code
        That of ``gisplan plan``.
    said
        The reason by language.
    stored
        The reason as a run keeps what it says.
    trace
        Where an error of the code itself came from; else empty.
    """

    kind: str
    exit_code: int
    said: Mapping[str, str]
    stored: Any = None
    trace: str = ""


@dataclass(frozen=True)
class Outcome:
    """What a worker hands back.

    Parameters
    ----------
    key
        Of the item.
    archive
        The run folder as a ZIP file; empty where there is none.
    failure
        Why there is none.
    seconds
        That it took.
    found, made
        How many answers were kept already, and how many had to be made, by kind.
    """

    key: str
    archive: bytes = b""
    failure: Failure | None = None
    seconds: float = 0.0
    found: Mapping[str, int] = field(default_factory=dict)
    made: Mapping[str, int] = field(default_factory=dict)


def work(task: Task) -> Outcome:
    """Plan an item: the same by any worker, in any order.

    What a plan cannot do is an outcome too; only the end of the worker itself is none.
    """
    started = time.perf_counter()
    with keeping(None if task.cache is None else Path(task.cache)) as keeper:
        try:
            archive, failure = _planned(task), None
        except GisplanError as error:
            archive, failure = b"", failure_of(error)
        except Exception as error:  # noqa: BLE001 - one item's fault is no other's
            trace = traceback.format_exc()
            said = {name: f"{type(error).__name__}: {error}" for name in languages()}
            archive, failure = b"", Failure(type(error).__name__, 1, said, None, trace)
    found, made = ({}, {}) if keeper is None else (keeper.found, keeper.made)
    return Outcome(task.key, archive, failure, time.perf_counter() - started, dict(found), dict(made))


def failure_of(error: GisplanError) -> Failure:
    """Give the reason of an error as plain data."""
    said = {language: error.said(language) for language in languages()}
    stored = written(error.what) if isinstance(error.what, Said) else None
    return Failure(type(error).__name__, error.exit_code, said, stored)


def died(times: int) -> Failure:
    """Give the failure of an item whose worker ended by itself, some times after each other."""
    error = SolverFailed(message("sweep-died", times=times))
    return failure_of(error)


def _planned(task: Task) -> bytes:
    # a worker loads solvers and geodata when it has something to plan
    from gisplan.pipeline import make_plan  # noqa: PLC0415
    from gisplan.runs.folder import write_plan  # noqa: PLC0415
    from gisplan.sweep.items import scenario_of  # noqa: PLC0415

    plan = make_plan(scenario_of(task.toml, task.key), progress=lambda _: None)
    with tempfile.TemporaryDirectory(prefix="gisplan-") as room:
        return packed(write_plan(plan, Path(room) / "run", drawn=task.drawn))


def packed(folder: Path) -> bytes:
    """Pack a folder as a ZIP file."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                file.write(path, path.relative_to(folder).as_posix())
    return into.getvalue()


def put_in_place(archive: bytes, out: Path) -> None:
    """Unpack a run folder beside its place, and put it there whole.

    Raises
    ------
    LayerError
        The archive is damaged, or a name in it leads out of the folder.
    """
    draft, packed_as = out.with_name(f".{out.name}.part"), out.with_name(f".{out.name}.zip")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        packed_as.write_bytes(archive)
        unpack(packed_as, draft)
    finally:
        packed_as.unlink(missing_ok=True)
    draft.rename(out)


def leave_with_parent() -> None:
    """Let this worker end when the process that started it does, killed or not."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
