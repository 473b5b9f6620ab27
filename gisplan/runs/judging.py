"""The whole judgement of a run: its files, every constraint, what follows from what, and what is drawn."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gisplan.runs.drawn import drawn_faults
from gisplan.runs.remade import remade_faults
from gisplan.tables.format import PLAIN, read_manifest
from gisplan.tables.reading import HEADLINE
from gisplan.tables.registry import LAYERS
from gisplan.verify.folder import guarded, judge_folder
from gisplan.version import __version__
from gisplan_words import message

if TYPE_CHECKING:
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
    drawing = _drawing(folder)
    found = judge_folder(folder)
    run, kept = found.run, found.kept
    if run is None or kept is None:
        if drawing is not None:
            drawing.kill()
            drawing.communicate()
        return found
    faults, notes = [*found.faults, *guarded(HEADLINE, remade_faults, run)], [*found.notes]
    drawn = str(read_manifest(folder).get("drawn"))
    if run.version != __version__:
        why = message("verify-drawn-version", version=run.version)
        notes.append(message("verify-not-drawn", reason=why))
    else:
        if drawn != PLAIN:
            notes.append(message("verify-not-drawn", reason=message("verify-drawn-otherwise")))
        there = None if drawing is None else _answer(drawing)
        again = partial(drawn_faults, folder, pages=drawn == PLAIN)
        faults += guarded("pages", again, kept) if there is None else there
    return replace(found, faults=faults, notes=notes)


def _drawing(folder: Path) -> subprocess.Popen[str] | None:
    """Begin to draw a large run in a process beside this one; None: it is small or of another version."""
    layers = folder / LAYERS
    manifest = read_manifest(folder)
    if manifest.get("version") != __version__ or not layers.is_file() or layers.stat().st_size < LARGE_BYTES:
        return None
    words = [sys.executable, "-m", "gisplan.runs.drawn", str(folder.absolute()), str(manifest.get("drawn"))]
    paths = os.pathsep.join(str(Path(path).absolute()) for path in sys.path)
    try:
        return subprocess.Popen(
            words,
            env={**os.environ, "PYTHONPATH": paths},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
    except OSError:
        return None


def _answer(drawing: subprocess.Popen[str]) -> list[str] | None:
    """Wait for the faults of what was drawn; None where the process failed, so that it is done here."""
    text, _ = drawing.communicate()
    try:
        return [str(fault) for fault in json.loads(text)] if drawing.returncode == 0 else None
    except ValueError:
        return None
