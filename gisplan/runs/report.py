"""Write the report of a run folder again, whole or for one district."""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gisplan.plan.reading import read_plan
from gisplan.report.city import report_sections
from gisplan.report.district import district_sections
from gisplan.report.writing import HTML_NAME, WORD_NAME, write_pair
from gisplan.results.page_facts import plan_facts
from gisplan.tables.format import is_run_folder, touched_files, update_manifest
from gisplan_errors import ScenarioError
from gisplan_words import message, named

if TYPE_CHECKING:
    from gisplan.plan.record import Plan
    from gisplan.report.parts import Section
    from maps.data.facts import PageFacts

_ENDINGS: Final = (".docx", ".html")


def write_run_report(
    folder: Path, *, adcode: str | None = None, out: Path | None = None, force: bool = False
) -> list[Path]:
    """Write the report of a run as HTML and as Word.

    Parameters
    ----------
    folder
        The run folder.
    adcode
        Only this district; None reports the whole plan.
    out
        File to write, with the ending ``.docx`` or ``.html`` or none; both are written, side by side.
        Without it, ``report`` or ``report-<adcode>`` in the run folder.
    force
        Replace files that gisplan did not write, or that were changed since.

    Returns
    -------
    The page and the Word document.

    Raises
    ------
    ScenarioError
        If the folder is no run, no district has that code, or a file is there that may not be replaced.
    """
    facts, sections = _told(read_plan(folder), adcode)
    page, word = _targets(folder, adcode, out)
    for path in (page, word):
        _check(path, force=force)
    with tempfile.TemporaryDirectory(prefix=".report-", dir=page.parent) as draft:
        drafts = Path(draft) / page.name, Path(draft) / word.name
        write_pair(facts, sections, *drafts, maps=(page.parent / "index.html").exists())
        for made, path in zip(drafts, (page, word), strict=True):
            shutil.move(made, path)
    if page.parent.resolve() == folder.resolve():
        update_manifest(folder, [page.name, word.name])
    return [page, word]


def write_district_report(plan: Plan, adcode: str, folder: Path) -> list[Path]:
    """Write the report of one district as it stands in a run folder.

    Returns
    -------
    The page and the Word document.
    """
    return write_pair(*_told(plan, adcode), *_targets(folder, adcode, None))


def _told(plan: Plan, adcode: str | None) -> tuple[PageFacts, list[Section]]:
    """Give what a report says of a plan, or of one district of it."""
    facts = plan_facts(plan)
    if adcode is None:
        return facts, report_sections(plan)
    sections = district_sections(plan, adcode)
    row = plan.layers.districts.set_index(plan.layers.districts["adcode"].astype(str)).loc[adcode]
    name = named(row["name_zh"], row["name_en"])
    title = message("report-title-district", plan=facts.title, district=name)
    return dataclasses.replace(facts, title=title), sections


def _targets(folder: Path, adcode: str | None, out: Path | None) -> tuple[Path, Path]:
    if out is None:
        if adcode is None:
            return folder / HTML_NAME, folder / WORD_NAME
        return folder / f"report-{adcode}.html", folder / f"report-{adcode}.docx"
    if out.suffix not in {"", *_ENDINGS}:
        raise ScenarioError(message("run-report-ending", out=str(out), ending=out.suffix))
    if out.is_dir():
        raise ScenarioError(message("run-report-folder", out=str(out)))
    if not out.parent.is_dir():
        raise ScenarioError(message("run-report-nowhere", out=str(out), folder=str(out.parent)))
    base = out.with_suffix("") if out.suffix in _ENDINGS else out
    return base.with_name(f"{base.name}.html"), base.with_name(f"{base.name}.docx")


def _check(path: Path, *, force: bool) -> None:
    """Refuse to replace what somebody wrote or edited: only gisplan's own unchanged files are replaced."""
    if force or not path.exists():
        return
    own = is_run_folder(path.parent) and path.name not in touched_files(path.parent)
    if not own:
        raise ScenarioError(message("run-report-foreign", path=str(path)))
