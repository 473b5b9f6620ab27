"""Drafts on disk: every step is in its journal before it counts, so that none is lost with the editor.

A journal is a file of lines: the version that the draft began from, then its steps. It is locked while a
browser edits its draft; what nobody edits any more, since the editor or its session ended, is left, and
can be taken up by whoever comes in. Its name is made here and never comes from a browser.
"""

from __future__ import annotations

import errno
import json
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from io import FileIO
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, Literal

from gisplan_errors import LayerError
from gisplan_files import reason_of
from gisplan_kept import own_folder
from gisplan_stored import retold, written
from gisplan_words import message

try:
    import fcntl
except (
    ImportError
):  # pragma: no cover  (Windows: whether somebody edits a draft cannot be told, none is left)
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from gisplan.editor.draft import Draft
    from gisplan_words import Said

Turn = Literal["step", "undo", "redo"]

SUFFIX: Final = ".draft"
MOST_BYTES: Final = 64_000_000
"""Bytes of a journal, beyond which its draft has to be saved before it is edited on."""
MOST_LEFT: Final = 100
"""Drafts that are told, at most: the newest; those beyond stay on disk until one of them is gone."""


@dataclass(frozen=True, slots=True)
class Left:
    """A draft that nobody edits.

    Attributes
    ----------
    name
        By which it is taken up or dropped.
    when
        When it was edited last, ISO 8601, UTC.
    steps
        How many lines of steps it has.
    last
        What was done last.
    """

    name: str
    when: str
    steps: int
    last: Said


class Journal:
    """The journal of one draft; its file is there from the first step on.

    Parameters
    ----------
    path
        The file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: FileIO | None = None

    def note(self, draft: Draft, turn: Turn) -> None:
        """Write what led to a draft; once this returns it outlives the editor.

        Raises
        ------
        LayerError
            It cannot be written, or the journal is full; nothing of it is kept.
        """
        try:
            if self._file is None:
                self._file = FileIO(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "r+")
                _locked(self._file)
                self._write({"layer": draft.layer, "version": draft.version})
            full = self._file.tell() > MOST_BYTES
            if not full:
                self._write(_line(draft, turn))
        except OSError as fault:
            raise LayerError(
                message("editor-not-kept", path=str(self.path), fault=reason_of(fault))
            ) from None
        if full:
            raise LayerError(message("editor-draft-full"))

    def let_go(self) -> None:
        """Leave the draft to whoever takes it up."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def end(self) -> None:
        """Remove the journal: its draft was saved, or is not wanted."""
        self.path.unlink(missing_ok=True)
        self.let_go()

    def taken(self) -> bool:
        """Take a journal that is left; False where somebody has it."""
        try:
            file = FileIO(self.path, "r+")
        except OSError:
            return False
        if not _locked(file):
            file.close()
            return False
        self._file = file
        return True

    def lines(self) -> Iterator[dict[str, Any]]:
        """Give the lines that were written whole; whatever was cut off ends them."""
        with self.path.open("rb") as file:
            for line in file:
                if not line.endswith(b"\n"):
                    return
                yield json.loads(line)

    def restored(self, base: Callable[[int], Draft]) -> Draft:
        """Give the draft as its last step left it, and go on writing there.

        Parameters
        ----------
        base
            Gives a version of the store as a draft without an edit.

        Raises
        ------
        LayerError
            The store has that version no more, or the journal cannot be read.
        """
        try:
            first, *steps = self.lines()
            draft = base(int(first["version"]))
            for line in steps:
                draft = _again(draft, line)
            if self._file is not None:
                whole = self.path.read_bytes().rfind(b"\n") + 1
                self._file.truncate(whole)
                self._file.seek(whole)
        except (OSError, ValueError, KeyError, TypeError) as fault:
            raise LayerError(message("editor-draft-spoilt", fault=reason_of(fault))) from None
        return draft

    def _write(self, line: dict[str, Any]) -> None:
        if self._file is None:
            return
        data = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        whole = self._file.tell()
        try:
            _put(self._file, data)
        except OSError:
            self._file.seek(self._file.truncate(whole))
            raise


@dataclass(eq=False)
class Journals:
    """The journals of a store's drafts.

    Parameters
    ----------
    folder
        Made when it is missing; of this user alone.

    Raises
    ------
    ScenarioError
        The folder is of another user, or others can write to it.
    """

    folder: Path
    _alone: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        """Make the folder, and refuse one that is not this user's alone."""
        own_folder(self.folder, "editor-drafts-foreign")

    def begin(self) -> Journal:
        """Give the journal of a new draft."""
        return Journal(self.folder / f"{secrets.token_hex(8)}{SUFFIX}")

    def left(self) -> list[Left]:
        """Give the drafts that nobody edits, the newest first."""
        with self._alone:
            newest = sorted(self.folder.glob(f"*{SUFFIX}"), key=_edited, reverse=True)
            journals = (one for one in map(Journal, newest) if one.taken())
            told = (one for one in map(_left, journals) if one is not None)
            return [*islice(told, MOST_LEFT)]

    def take(self, name: str) -> Journal:
        """Take a draft that is left.

        Raises
        ------
        LayerError
            None of that name is left.
        """
        with self._alone:
            path = next((one for one in self.folder.glob(f"*{SUFFIX}") if one.stem == name), None)
            journal = None if path is None else Journal(path)
            if journal is None or not journal.taken():
                raise LayerError(message("editor-no-draft"))
            return journal


def _put(file: FileIO, data: bytes) -> None:
    if file.write(data) < len(data):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    os.fsync(file.fileno())


def _line(draft: Draft, turn: Turn) -> dict[str, Any]:
    if turn != "step":
        return {turn: True}
    step = draft.past[-1]
    return {"columns": draft.columns, "what": written(step.what), "after": step.after}


def _again(draft: Draft, line: dict[str, Any]) -> Draft:
    if "after" not in line:
        return (draft.undone() if "undo" in line else draft.redone())[0]
    what = retold(line["what"], message("editor-step-edit", count=len(line["after"]), key=""))
    return replace(draft, columns=tuple(line["columns"])).done(what, line["after"])


def _left(journal: Journal) -> Left | None:
    """Say what a journal holds, and let it go; one without a step is removed."""
    try:
        _, *steps = journal.lines()
        told = [retold(one["what"], message("editor-draft-unread")) for one in steps if "what" in one]
    except (OSError, ValueError, KeyError, TypeError):
        steps, told = [{}], [message("editor-draft-unread")]
    if not told:
        journal.end()
        return None
    when = datetime.fromtimestamp(_edited(journal.path), tz=UTC).isoformat(timespec="seconds")
    found = Left(journal.path.stem, when, len(steps), told[-1])
    journal.let_go()
    return found


def _edited(path: Path) -> float:
    with suppress(OSError):
        return path.stat().st_mtime
    return 0.0


def _locked(file: FileIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (OSError, AttributeError):
        return False
    return True
