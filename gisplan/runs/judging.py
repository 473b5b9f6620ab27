"""The whole judgement of a run: its files, every constraint, what follows from what, and what is drawn."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

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

HOME: Final = Path(__file__).resolve().parents[2]
"""Where the packages of gisplan stand."""
LARGE_BYTES: Final = 4_000_000
"""Size of plan.gpkg from which on drawing again is worth a process of its own."""


def verify_folder(folder: Path) -> list[str]:
    """Check a run folder, see `judge_run`.

    Parameters
    ----------
    folder
        A folder that ``gisplan plan`` wrote.

    Returns
    -------
    list of str
        One line per fault; empty when every constraint holds.

    Raises
    ------
    ScenarioError
        The folder is no run of gisplan, or one of another format.
    """
    return judge_run(folder).faults


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
    manifest = read_manifest(folder)
    pages, same = manifest.get("drawn") == PLAIN, manifest.get("version") == __version__
    # the checks here and the workbook take about as long as pages and report
    parts: tuple[Part, ...] = ("pages", "report") if pages else ("report",)
    with _Beside.begin(folder, parts if same else ()) as beside:
        found = judge_folder(folder)
        run, kept = found.run, found.kept
        if run is None or kept is None or not same:
            return found
        notes = [*found.notes]
        if not pages:
            notes.append(message("verify-not-drawn"))
        here: list[Part] = [part for part in PARTS if part not in beside.parts and (pages or part != "pages")]
        faults = [*found.faults, *guarded(HEADLINE, remade_faults, run)]
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
        if not parts or not layers.is_file() or layers.stat().st_size < LARGE_BYTES:
            return cls()
        # -P, and no entry that means the caller's folder: what lies there is none of gisplan
        words = [sys.executable, "-P", "-m", "gisplan.runs.drawn", str(folder.absolute()), *parts]
        paths = [str(Path(path).absolute()) for path in sys.path if path]
        paths = paths if str(HOME) in paths else [str(HOME), *paths]
        try:
            process = subprocess.Popen(
                words,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
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

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End the process where nobody asks any more, whatever the way out."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            if self.process.stdout is not None:
                self.process.stdout.close()
