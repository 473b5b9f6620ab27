"""Putting a run folder in its place: by one process at a time, whole, and never without the earlier run.

The draft stands hidden beside the folder, ``.<name>.draft``, under a lock, ``.<name>.lock``, that the system
drops with the process that holds it. So what a killed run left behind is known by the lock that nobody holds.
A draft that is whole is named ``.<name>.new`` before it changes places with an earlier run: what stands under
that name may be the earlier run, and what stands as a draft never is.
"""

from __future__ import annotations

import ctypes
import errno
import logging
import os
import shutil
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from gisplan.tables.format import is_run_folder, touched_files
from gisplan_errors import ScenarioError
from gisplan_files import reason_of
from gisplan_words import message

try:
    import fcntl
except ImportError:  # pragma: no cover  (Windows: a draft that stands refuses the second plan)
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

logger = logging.getLogger(__name__)

AT_CWD: Final = -100
EXCHANGE: Final = 2
"""``RENAME_EXCHANGE`` of Linux: two names change places at once."""
_held: set[Path] = set()


def free_folder(parent: Path, name: str) -> Path:
    """Give the first of ``name``, ``name-2``, ``name-3`` … in ``parent`` that nobody has or is writing."""
    candidate, number = parent / name, 2
    while candidate.exists() or _is_held(_beside(candidate.absolute(), "lock")):
        candidate, number = parent / f"{name}-{number}", number + 1
    return candidate


def check_target(out: Path, *, force: bool) -> None:
    """Check that a run folder may be written, before any time is spent on a plan.

    Raises
    ------
    ScenarioError
        If ``out`` is a file, is a folder that is no run of gisplan, or is an earlier run and ``force`` is not
        given.
    """
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise ScenarioError(message("run-out-no-folder", out=str(out)))
    if out.is_dir() and any(out.iterdir()):
        if not is_run_folder(out):
            raise ScenarioError(message("run-out-foreign", out=str(out)))
        if not force:
            raise ScenarioError(message("run-out-earlier", out=str(out)))


@contextmanager
def claimed(out: Path, *, force: bool) -> Iterator[None]:
    """Hold a run folder for this process; what a killed run left beside it is swept.

    Raises
    ------
    ScenarioError
        If another process holds it, it may not be written (:func:`check_target`), or its parent cannot be.
    """
    check_target(out, force=force)
    target = out.absolute()
    if target in _held:  # by this process, which claimed it before it planned
        yield
        return
    lock = _beside(target, "lock")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor = _locked(lock)
        if descriptor is None:
            raise ScenarioError(message("cli-out-held", path=str(out)))
    except OSError as error:
        told = {"out": str(out), "folder": str(target.parent), "error": reason_of(error)}
        raise ScenarioError(message("run-out-unwritable", **told)) from None
    _held.add(target)
    try:
        _sweep(target)
        yield
    finally:
        _held.remove(target)
        with suppress(OSError):
            lock.unlink()
        os.close(descriptor)


@contextmanager
def replacing(out: Path, *, force: bool) -> Iterator[Path]:
    """Give a hidden folder beside ``out`` that takes its place when the block ends without an error.

    Raises
    ------
    ScenarioError
        If ``out`` may not be written, see :func:`claimed`.
    """
    with claimed(out, force=force):
        target = out.absolute()
        draft = _beside(target, "draft")
        try:
            draft.mkdir()
        except FileExistsError:  # only where the system has no lock
            raise ScenarioError(message("cli-out-held", path=str(out))) from None
        try:
            yield draft
            check_target(out, force=force)
            _swap(draft, target)
        finally:
            shutil.rmtree(draft, ignore_errors=True)


def _swap(draft: Path, out: Path) -> None:
    if not out.exists() or not any(out.iterdir()):
        draft.rename(out)
        return
    new = _beside(out, "new")
    draft.rename(new)
    if _exchanged(new, out):
        _put_away(new, out)
        return
    old = _beside(out, "old")
    out.rename(old)
    try:
        new.rename(out)
    except BaseException:
        old.rename(out)
        raise
    _put_away(old, out)


def _put_away(old: Path, out: Path) -> None:
    """Delete an earlier run, or keep it beside where somebody changed its files."""
    changed = is_run_folder(old) and touched_files(old)
    if not changed:
        gone = old.rename(_beside(out, "draft"))  # so that what is half deleted is not taken for changed
        shutil.rmtree(gone, ignore_errors=True)
        return
    kept = free_folder(out.parent, f"{out.name}-kept")
    old.rename(kept)
    logger.warning("%s had changes of yours (%s); it is kept as %s", out, ", ".join([*changed][:5]), kept)


def _sweep(out: Path) -> None:
    """Clear what a killed run left: an earlier run without its place goes back there."""
    old = _beside(out, "old")
    if old.is_dir() and not out.exists():
        old.rename(out)
    lefts = [_beside(out, "draft"), old, _beside(out, "new")]
    # without locks they may be those of a process that still runs
    for left in (one for one in lefts if fcntl is not None and one.is_dir() and not one.is_symlink()):
        if left == lefts[0]:
            shutil.rmtree(left, ignore_errors=True)
        else:
            _put_away(left, out)


def _exchanged(one: Path, other: Path) -> bool:
    """Let two folders change places at once; False where the system or the disk cannot."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError, TypeError):
        return False
    return bool(rename(AT_CWD, os.fsencode(one), AT_CWD, os.fsencode(other), EXCHANGE) == 0)


def _beside(out: Path, what: str) -> Path:
    return out.with_name(f".{out.name}.{what}")


def _locked(path: Path) -> int | None:
    """Open and lock a file; None where another process holds it."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            if fcntl is not None:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.exists(path) and os.path.samestat(os.fstat(descriptor), os.stat(path)):  # noqa: PTH110, PTH116
                return descriptor
        except FileNotFoundError:
            pass  # its holder took it away in this moment: once more
        except OSError as error:
            if error.errno in {errno.EACCES, errno.EAGAIN}:
                os.close(descriptor)
                return None
            if error.errno in {errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP}:
                return descriptor  # a disk without locks: the draft alone keeps a second plan out
            os.close(descriptor)
            raise
        os.close(descriptor)


def _is_held(path: Path) -> bool:
    if fcntl is None or not path.is_file():
        return False
    with path.open("rb+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
        fcntl.flock(file, fcntl.LOCK_UN)
    return False
