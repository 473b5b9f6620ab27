"""The page of what stands of a plan: tables that add up, states on the map, both languages, no network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from gisplan_words import message
from maps.page.progress import ProgressTables, progress_page

if TYPE_CHECKING:
    from pathlib import Path

STATES = ("built", "begun", "open", "unplanned")


def tables(layers: Any, changes: pd.DataFrame | None = None) -> ProgressTables:
    """Build the first site whole, half of the second, nothing of the rest, and one that nobody planned."""
    sites = layers.sites.head(4).assign(
        kind="charging",
        standing_id=["X-1", "X-2", "", "X-9"],
        state=list(STATES),
        metres=10.0,
        planned=[4.0, 4.0, 4.0, 0.0],
        built=[4.0, 2.0, 0.0, 3.0],
        operator="甲<b>",
    )
    sites.loc[sites.index[3], "site_id"] = ""
    keys = [("district", layers.districts["adcode"].iloc[0]), ("category", "park"), ("year", "2027")]
    rows = [("charging", *key, 12.0, 9.0, 3.0) for key in [*keys, ("operator", "甲<b>")]]
    table = pd.DataFrame(rows, columns=["kind", "dimension", "key", "planned", "built", "left"])
    figures = {"on": "2026-06-30", "base": "2023-09-12", "horizon": 2027, "target": 12, "built": 9, "left": 3}
    figures |= {"expected": 11, "short": 1, "pace_month": 0.3, "needed_month": 0.2, "undated": 0, "due": 4}
    figures |= {"late": 1, "hydrogen_target": 0, "hydrogen_built": 0, "hydrogen_left": 0}
    figures |= {f"sites_{state}": 1 for state in STATES}
    curve = pd.DataFrame({"day": ["2025-01-01"], "built": [9.0]})
    links = [(message("built-file-table"), "progress.csv")]
    return ProgressTables(figures, table, sites, curve, changes, 0, links)


@pytest.mark.browser
def test_progress_is_told_in_both_languages_and_on_the_map(
    layers: Any, facts: Any, visit: Any, tmp_path: Path
) -> None:
    gone = layers.sites.iloc[4]
    changed = pd.DataFrame(
        [
            {
                **{
                    name: gone[name]
                    for name in ("site_id", "name_zh", "name_en", "category", "access", "adcode")
                },
                "kind": "charging",
                "standing_id": "",
                "change": "closed",
                "other": "X-1",
                "planned": 5.0,
                "built": 0.0,
                "to_come": 0.0,
            }
        ]
    )
    path = tmp_path / "progress.html"
    path.write_text(progress_page(tables(layers, changed), layers, facts), "utf-8")
    page = visit.open(path)
    assert (visit.network(), visit.complaints) == ([], [])
    text = page.inner_text("main")
    for words in (
        "目标12台，截至2026-06-30已建9台，尚余3台；按目前进度到2027年末为11台",
        "距目标尚差1台",
        "取消",
    ):
        assert words in text
    assert page.locator("main b").count() == 0  # an operator with a tag is text
    shown = page.evaluate(
        "[...Array(gisplan.layer('sites').rows).keys()].map((row) => "
        "gisplan.siteColour(gisplan.layer('sites'), row))"
    )
    signs = page.evaluate("gisplan.signs.state")
    assert shown == [signs[state]["colour"] for state in STATES]
    page.click("button[data-language=en]")
    text = page.inner_text("main")
    for words in (
        "Of 12 chargers asked, 9 stand on 2026-06-30 and 3 are left",
        "Dropped 1",
        "Everything that is built",
    ):
        assert words in text
    page.locator("tr[data-site='X-9'] button.find").click()
    assert "Built, not planned" in page.inner_text(".leaflet-popup-content")
    assert visit.complaints == []
