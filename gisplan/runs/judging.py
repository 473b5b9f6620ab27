"""The whole judgement of a run: its files, every constraint, what follows from what, and what is drawn."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from gisplan.runs.drawn import drawn_faults
from gisplan.runs.remade import remade_faults
from gisplan.tables.format import PLAIN, read_manifest
from gisplan.tables.reading import HEADLINE
from gisplan.verify.folder import guarded, judge_folder
from gisplan.version import __version__
from gisplan_words import message

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan.verify.folder import Verdict


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
    found = judge_folder(folder)
    run, kept = found.run, found.kept
    if run is None or kept is None:
        return found
    faults, notes = [*found.faults, *guarded(HEADLINE, remade_faults, run)], [*found.notes]
    drawn = str(read_manifest(folder).get("drawn"))
    if run.version != __version__:
        why = message("verify-drawn-version", version=run.version)
        notes.append(message("verify-not-drawn", reason=why))
    else:
        if drawn != PLAIN:
            notes.append(message("verify-not-drawn", reason=message("verify-drawn-otherwise")))
        faults += guarded("pages", partial(drawn_faults, folder, pages=drawn == PLAIN), kept)
    return replace(found, faults=faults, notes=notes)
