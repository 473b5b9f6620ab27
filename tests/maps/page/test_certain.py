"""The page of which sites are certain: grades on the map, sentences, both languages, no network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from maps.page.certain import GRADES, certain_page

if TYPE_CHECKING:
    from pathlib import Path


def found(layers: Any) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Grade the first four sites one each way, and one station that has an alternative."""
    sites = layers.sites.head(5)
    table = pd.DataFrame(
        {
            **{
                name: sites[name].to_list()
                for name in ("site_id", "name_zh", "name_en", "category", "adcode")
            },
            "kind": ["charging"] * 4 + ["hydrogen"],
            "access": "public",
            "lon": sites.geometry.x.to_list(),
            "lat": sites.geometry.y.to_list(),
            "in_plan": True,
            "grade": [*GRADES, "most"],
            "proof": ["rule", "", "example", "example", "example"],
            "plans": [3, 3, 2, 1, 2],
            "share": [1.0, 1.0, 2 / 3, 1 / 3, 2 / 3],
            "without": [None, 1000.0, 1000.0, 1000.0, None],
            "others": ["", "", "", "", "X-1;<i>X-2</i>"],
        }
    )
    figures = {"within": 0.02, "charging_plans": 3, "charging_asked": 1000.0, "charging_example": 2}
    figures |= {"hydrogen_plans": 3, "hydrogen_asked": 900.0, "hydrogen_cost": 1e8, "hydrogen_example": 1}
    figures |= {f"charging_{grade}": 1 for grade in GRADES} | {f"hydrogen_{grade}": 0 for grade in GRADES}
    return table, {**figures, "hydrogen_most": 1, "charging_sites": 4, "hydrogen_sites": 1}


@pytest.mark.browser
def test_grades_are_told_and_drawn_in_both_languages(
    layers: Any, facts: Any, visit: Any, tmp_path: Path
) -> None:
    path = tmp_path / "certain.html"
    path.write_text(certain_page(*found(layers), layers, facts), "utf-8")
    page = visit.open(path)
    assert (visit.network(), visit.complaints) == ([], [])
    assert "加氢站1座：0座确定" in page.inner_text("main")
    assert page.locator("main i:not(.dot)").count() == 0  # a key with a tag is text
    shown = page.evaluate(
        "[...Array(4).keys()].map((row) => gisplan.siteColour(gisplan.layer('sites'), row))"
    )
    signs = page.evaluate("gisplan.signs.grade")
    assert shown == [signs[grade]["colour"] for grade in GRADES]
    page.click("button[data-language=en]")
    text = page.inner_text("main")
    for words in (
        "Of 1 hydrogen station 0 are fixed",
        "1 has alternatives",
        "a rule asks for it",
        "X-1 <i>X-2</i>",
    ):
        assert words in text
    page.locator("button.find").first.click()
    assert "In most" in page.inner_text(".leaflet-popup-content")
    assert visit.complaints == []
