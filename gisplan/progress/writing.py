"""Progress written to a folder: its tables and the page for officials."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from gisplan.results.page_facts import plan_facts
from gisplan.runs.tables import write_csv
from gisplan.tables.format import write_json
from gisplan_words import message

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan.plan.record import Plan
    from gisplan.progress.counting import Progress
    from gisplan.progress.rolling import Rolled

PAGE: Final = "progress.html"
TABLE: Final = "progress.csv"
SITES: Final = "progress_sites.csv"
FIGURES: Final = "progress.json"
CHANGES: Final = "changes.csv"
COMPARED: Final = "changes"


def write_progress(found: Progress, plan: Plan, out: Path, rolled: Rolled | None = None) -> Path:
    """Write the tables and the page of what stands of a plan; those of an earlier day are replaced.

    Parameters
    ----------
    found
        Its progress.
    plan
        The plan.
    out
        Folder, made when it is missing.
    rolled
        The plan rolled on, which stands in the folder already; None without one.

    Returns
    -------
    Path
        The page.
    """
    from gisplan.compare.writing import PAGE as COMPARISON  # noqa: PLC0415 - folium loads only when drawn
    from gisplan.compare.writing import write_comparison  # noqa: PLC0415
    from maps.page.progress import ProgressTables, progress_page  # noqa: PLC0415

    out.mkdir(parents=True, exist_ok=True)
    write_csv(found.table, out / TABLE)
    write_csv(site_table(found), out / SITES)
    write_json(found.figures, out / FIGURES)
    links = [("table", TABLE), ("sites", SITES)]
    if rolled is None:
        (out / CHANGES).unlink(missing_ok=True)
    else:
        write_csv(rolled.changes, out / CHANGES)
        write_comparison(rolled.compared, out / COMPARED, force=True)
        links += [("changes", CHANGES), ("plan", f"{rolled.folder.name}/index.html")]
        links += [("compared", f"{COMPARED}/{COMPARISON}")]
    tables = ProgressTables(
        found.figures,
        found.table,
        found.sites,
        found.curve,
        None if rolled is None else rolled.changes,
        0 if rolled is None else len(rolled.undone),
        [(message(f"built-file-{key}"), path) for key, path in links],
    )
    path = out / PAGE
    page = progress_page(tables, plan.layers, plan_facts(plan))
    path.write_text(page, encoding="utf-8", newline="\n")
    return path


def site_table(found: Progress) -> pd.DataFrame:
    """Give the places as a table with ``lon`` and ``lat``, planned ones first."""
    sites = found.sites
    points = {"lon": sites.geometry.x.round(6), "lat": sites.geometry.y.round(6)}
    year = sites["year"].astype("Int64").where(sites["year"] > 0)
    table = pd.DataFrame(sites.drop(columns="geometry")).assign(**points, year=year)
    first = ["kind", "site_id", "standing_id", "state"]
    rest = [name for name in table.columns if name not in first]
    return table.iloc[np.argsort((table["site_id"] == "").to_numpy(), kind="stable")][[*first, *rest]]
