"""The manifest that marks a run folder, and putting a folder in the place of an earlier one."""

from __future__ import annotations

import datetime as dt
import json
import logging
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gisplan.tables.format import (
    FORMAT,
    GENERATOR,
    MANIFEST,
    is_run_folder,
    json_text,
    run_files,
    touched_files,
)
from gisplan.version import __version__
from gisplan_errors import ScenarioError
from gisplan_files import sha256_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

logger = logging.getLogger(__name__)


def free_folder(parent: Path, name: str) -> Path:
    """Give the first of ``name``, ``name-2``, ``name-3`` … in ``parent`` that does not exist yet."""
    candidate, number = parent / name, 2
    while candidate.exists():
        candidate, number = parent / f"{name}-{number}", number + 1
    return candidate


def check_target(out: Path, *, force: bool) -> None:
    """Check that a run folder may be written, before any time is spent on a plan.

    Raises
    ------
    ScenarioError
        If ``out`` is a file, is a folder that is no run of gisplan, is an earlier run and ``force`` is not
        given, or its parent cannot be written.
    """
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise ScenarioError(f"--out {out}: exists and is no folder. Name another folder.")
    if out.is_dir() and any(out.iterdir()):
        if not is_run_folder(out):
            raise ScenarioError(
                f"--out {out}: exists and is not a run folder of gisplan; it is left as it is. "
                "Name another folder."
            )
        if not force:
            raise ScenarioError(
                f"--out {out}: holds an earlier run. Add --force to replace it, or name another folder."
            )
    parent = out.absolute().parent
    try:
        parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=parent):
            pass
    except OSError as error:
        raise ScenarioError(f"--out {out}: {parent} cannot be written: {error.strerror}.") from None


@contextmanager
def replacing(out: Path, *, force: bool) -> Iterator[Path]:
    """Give a hidden folder beside ``out`` that takes its place when the block ends without an error.

    Raises
    ------
    ScenarioError
        If ``out`` may not be written, see :func:`check_target`.
    """
    check_target(out, force=force)
    out = out.absolute()
    folder = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        yield folder
        folder.chmod(0o755)
        _swap(folder, out)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _swap(folder: Path, out: Path) -> None:
    if not out.exists():
        folder.rename(out)
        return
    keep = is_run_folder(out) and touched_files(out)
    holder = None if keep else Path(tempfile.mkdtemp(prefix=f".{out.name}-old-", dir=out.parent))
    old = free_folder(out.parent, f"{out.name}-kept") if holder is None else holder / out.name
    out.rename(old)
    try:
        folder.rename(out)
    except BaseException:
        old.rename(out)
        raise
    finally:
        if holder is not None:
            shutil.rmtree(holder, ignore_errors=True)
    if keep:
        logger.warning("%s had changes of yours (%s); it is kept as %s", out, ", ".join([*keep][:5]), old)


def write_manifest(folder: Path, scenario_name: str) -> None:
    """Write the list of a run's files with their SHA-256, which marks the folder as gisplan's own."""
    manifest = {
        "generator": GENERATOR,
        "format": FORMAT,
        "version": __version__,
        "scenario": scenario_name,
        "created": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "files": {name: sha256_of(folder / name) for name in run_files(folder)},
    }
    write_json(manifest, folder / MANIFEST)


def update_manifest(folder: Path, names: Iterable[str]) -> None:
    """Note that gisplan wrote these files of a run again."""
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    manifest["files"] |= {name: sha256_of(folder / name) for name in names}
    write_json(manifest, folder / MANIFEST)


def write_json(value: Any, path: Path) -> None:  # noqa: ANN401 - plain data of any kind
    """Write plain data as JSON, see :func:`gisplan.tables.format.json_text`."""
    path.write_text(json_text(value), encoding="utf-8")
