"""The certainty of a run's sites written to a folder: its table, its record and its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gisplan.certain.record import PAGE, TABLE, keep
from gisplan.plan.reading import read_plan
from gisplan.results.page_facts import plan_facts
from gisplan.runs.tables import write_csv

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan.certain.record import Certain


def write_certain(found: Certain, run: Path, out: Path) -> Path:
    """Write what was found for a run; what stands of an earlier search in the folder is replaced.

    Returns
    -------
    Path
        The page.
    """
    from maps.page.certain import certain_page  # noqa: PLC0415 - folium loads only when drawn

    out.mkdir(parents=True, exist_ok=True)
    write_csv(found.table, out / TABLE)
    keep(found, out)
    plan = read_plan(run)
    page = out / PAGE
    text = certain_page(found.table, found.figures, plan.layers, plan_facts(plan))
    page.write_text(text, encoding="utf-8", newline="\n")
    return page
