"""The whole judgement of a run: its files, every constraint, what follows from what, and what is drawn."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from gisplan.runs.beside import PARTS, Beside
from gisplan.tables.format import NONE, PLAIN, read_manifest
from gisplan.version import __version__
from gisplan_kept import computing_once
from gisplan_words import message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gisplan.plan.record import Plan
    from gisplan.runs.beside import Part
    from gisplan.verify.folder import Verdict
    from gisplan.verify.run.faults import Fault


def verify_folder(folder: Path, language: str = "en") -> list[str]:
    """Check a run folder, see `judge_run`.

    Parameters
    ----------
    folder
        A folder that ``gisplan plan`` wrote.
    language
        What its faults are said in: ``zh``, ``en``, or one of your own.

    Returns
    -------
    list of str
        One line per fault; empty when every constraint holds.

    Raises
    ------
    ScenarioError
        As from `gisplan.tables.format.read_manifest`.
    """
    return [fault.said(language) for fault in judge_run(folder).faults]


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
        As from `gisplan.tables.format.read_manifest`.
    """
    manifest = read_manifest(folder)
    pages, same = manifest.get("drawn") == PLAIN, manifest.get("version") == __version__
    undrawn = manifest.get("drawn") == NONE
    # the checks here, with the region made again, take about as long as all that is drawn
    parts: tuple[Part, ...] = PARTS if pages else ("report", "workbook")
    with Beside.begin(folder, parts if same and not undrawn else ()) as beside, computing_once():
        # while it loads its libraries this process loads its own
        from gisplan.runs.remade.faults import remade_faults  # noqa: PLC0415
        from gisplan.tables.reading import HEADLINE  # noqa: PLC0415
        from gisplan.verify.folder import guarded, judge_folder  # noqa: PLC0415

        found = judge_folder(folder)
        run, kept = found.run, found.kept
        if run is None or kept is None or not same:
            return found
        notes = [*found.notes]
        if undrawn:
            notes.append(message("verify-undrawn"))
        elif not pages:
            notes.append(message("verify-not-drawn"))
        here: list[Part] = [part for part in PARTS if part not in beside.parts and (pages or part != "pages")]
        here = [] if undrawn else here
        faults = [*found.faults, *guarded(HEADLINE, remade_faults, run)]
        faults += guarded("pages", partial(_drawn, folder, here, beside, pages=pages or undrawn), kept)
        return replace(found, faults=faults, notes=notes)


def _drawn(folder: Path, here: list[Part], beside: Beside, kept: Plan, *, pages: bool) -> Iterator[Fault]:
    """Compare what is drawn here, then what was drawn beside, and name files that are neither."""
    from gisplan.runs.drawn import copy_faults, drawn_faults, foreign_faults  # noqa: PLC0415

    yield from copy_faults(folder, kept)
    faults, names = drawn_faults(folder, kept, here)
    told = beside.answer()
    if told is None:
        told = drawn_faults(folder, kept, beside.parts)
    yield from (*faults, *told[0])
    yield from foreign_faults(folder, [*names, *told[1]], pages=pages)
