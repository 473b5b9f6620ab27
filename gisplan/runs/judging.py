"""The whole judgement of a run: its files, every constraint, what follows from what, and what is drawn."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gisplan.runs.drawn import PARTS, drawn_faults, foreign_faults
from gisplan.runs.remade import remade_faults
from gisplan.tables.format import PLAIN, read_manifest
from gisplan.tables.reading import HEADLINE
from gisplan.tables.registry import LAYERS
from gisplan.verify.folder import guarded, judge_folder
from gisplan.version import __version__
from gisplan_words import message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan.plan.record import Plan
    from gisplan.runs.drawn import Part
    from gisplan.verify.folder import Verdict

LARGE_BYTES: Final = 4_000_000
"""Size of plan.gpkg from which on drawing again is worth a process of its own."""


def judge_run(folder: Path) -> Verdict:
    """Check a run folder: what `gisplan.verify` computes again, what planning makes again, what is drawn.

    Parameters
    ----------
    folder
        A folder that ``gisplan plan`` wrote.

    Returns
    -------
    Verdict
        A file that is missing or cannot be read is a fault of the run.

    Raises
    ------
    ScenarioError
        The folder is no run of gisplan, or one of another format.
    """
    pages = str(read_manifest(folder).get("drawn")) == PLAIN
    # the checks here and the workbook take about as long as pages and report
    beside = _Beside.begin(folder, ("pages", "report") if pages else ("report",))
    found = judge_folder(folder)
    run, kept = found.run, found.kept
    if run is None or kept is None:
        beside.end()
        return found
    faults, notes = [*found.faults, *guarded(HEADLINE, remade_faults, run)], [*found.notes]
    if run.version != __version__:
        why = message("verify-drawn-version", version=run.version)
        notes.append(message("verify-not-drawn", reason=why))
        return replace(found, faults=faults, notes=notes)
    if not pages:
        notes.append(message("verify-not-drawn", reason=message("verify-drawn-otherwise")))
    here: list[Part] = [part for part in PARTS if part not in beside.parts and (pages or part != "pages")]
    faults += guarded("pages", partial(_drawn, folder, here, beside, pages=pages), kept)
    return replace(found, faults=faults, notes=notes)


def _drawn(folder: Path, here: list[Part], beside: _Beside, kept: Plan, *, pages: bool) -> Iterator[str]:
    """Compare what is drawn here, then what was drawn beside, and name files that are neither."""
    faults, names = drawn_faults(folder, kept, here)
    told = beside.answer()
    if told is None:
        told = drawn_faults(folder, kept, beside.parts)
    yield from (*faults, *told[0])
    yield from foreign_faults(folder, [*names, *told[1]], pages=pages)


@dataclass(frozen=True)
class _Beside:
    """Parts of a large run that are drawn in a process beside this one; none of a small one."""

    parts: tuple[Part, ...] = ()
    process: subprocess.Popen[str] | None = None

    @classmethod
    def begin(cls, folder: Path, parts: tuple[Part, ...]) -> _Beside:
        """Begin to draw."""
        layers = folder / LAYERS
        same = read_manifest(folder).get("version") == __version__
        if not parts or not same or not layers.is_file() or layers.stat().st_size < LARGE_BYTES:
            return cls()
        words = [sys.executable, "-m", "gisplan.runs.drawn", str(folder.absolute()), *parts]
        paths = os.pathsep.join(str(Path(path).absolute()) for path in sys.path)
        try:
            process = subprocess.Popen(
                words,
                env={**os.environ, "PYTHONPATH": paths},
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
        except OSError:
            return cls()
        return cls(parts, process)

    def answer(self) -> tuple[list[str], list[str]] | None:
        """Wait for faults and names of what was drawn; None where the process failed."""
        if self.process is None:
            return [], []
        text, _ = self.process.communicate()
        if self.process.returncode != 0:
            return None
        faults, names = json.loads(text)
        return faults, names

    def end(self) -> None:
        """End the process, for nobody asks any more."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
