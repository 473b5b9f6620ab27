"""A comparison written to a folder: its tables and its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gisplan.compare.telling import as_dict, theme_tables
from gisplan.plan.grades import graded
from gisplan.results.page_facts import plan_facts
from gisplan.runs.tables import write_csv
from gisplan.tables.format import write_json
from gisplan_errors import ScenarioError
from gisplan_files import is_taken
from gisplan_words import message

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan.compare.record import Comparison

PAGE: Final = "compare.html"
RECORD: Final = "compare.json"


def write_comparison(found: Comparison, out: Path, *, force: bool = False) -> Path:
    """Write the page and the tables of a comparison.

    Parameters
    ----------
    out
        Folder to make; it may stand empty.
    force
        Replace the files of an earlier comparison in it.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    ScenarioError
        The folder holds something else, or an earlier comparison without ``force``.
    """
    from maps.page.comparison import ComparedRun, comparison_page  # noqa: PLC0415 - folium loads only when drawn

    if is_taken(out) and not (force and (out / RECORD).is_file()):
        raise ScenarioError(message("compare-taken", folder=str(out)))
    out.mkdir(parents=True, exist_ok=True)
    for name, table in theme_tables(found).items():
        write_csv(table, out / f"{name}.csv")
    write_json(as_dict(found), out / RECORD)
    runs = [
        ComparedRun(name, plan.layers, plan_facts(plan), graded(plan))
        for name, plan in zip(found.names, found.plans, strict=True)
    ]
    roots = {
        run: [(message(f"compare-root-{one.kind}"), one.name, one.before, one.after) for one in all_of]
        for run, all_of in found.roots.items()
    }
    page = comparison_page(runs, {**theme_tables(found), "sites": found.sites}, roots)
    path = out / PAGE
    path.write_text(page, encoding="utf-8", newline="\n")
    return path
