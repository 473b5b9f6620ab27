"""What a page says of a figure is true: none where nobody judges, verdicts with targets, sums that hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from gisplan_numbers import Figure
from tests.gisplan.toy import OUTER

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan.plan.record import Plan

NOBODY = re.compile(r"(?<![\d.,])0 人")


@pytest.mark.browser
def test_of_a_district_that_is_not_judged_no_coverage_is_told(
    visit: Any, toy_pages: Path, toy_plan: Plan
) -> None:
    """It said that nobody is covered there."""
    outer = toy_plan.layers.districts.set_index("adcode").loc[OUTER]
    assert outer["covered_share"] != outer["covered_share"]  # nobody judges it
    page = visit.open(toy_pages / "districts" / f"{OUTER}.html")
    tile = page.locator("article.tile", has_text="覆盖人口").inner_text()
    assert "不考核" in tile
    page.evaluate(
        f"""() => {{ const l = gisplan.layer('districts');
        const row = [...Array(l.rows).keys()].find((r) => l.get('adcode', r) === '{OUTER}');
        gisplan.showRow(gisplan.map, l, row); }}"""
    )
    popup = page.locator(".popup").last.inner_text()
    assert "静海区" in popup
    page = visit.open(toy_pages / "index.html")
    row = page.locator("tr", has_text="静海区").first.inner_text()
    assert "不考核" in row
    assert [text for text in (tile, popup, row) if NOBODY.search(text)] == []


@pytest.mark.browser
def test_cards_judge_by_a_target_name_the_worst_district_and_add_up(
    visit: Any, toy_pages: Path, toy_plan: Plan
) -> None:
    cards = visit.open(toy_pages / "index.html").locator("article.tile").all_inner_texts()
    judged = [card for card in cards if re.search(r"达到", card.split("\n", 1)[1])]
    assert judged
    assert all("目标" in card for card in judged)
    worst = next(card for card in cards if card.startswith("覆盖最差的区"))
    code = toy_plan.headline.worst_district
    assert toy_plan.layers.districts.set_index("adcode").loc[code, "name_zh"] in worst
    parts = [frame["investment_cost"].sum() for frame in (toy_plan.layers.sites, toy_plan.layers.stations)]
    total = next(card for card in cards if card.startswith("总投资"))
    for money in (*parts, sum(parts)):
        said = Figure(float(money), "currency", currency="CNY").said("zh")
        assert said.replace(" ", "") in total.replace(" ", "").replace("\u00a0", "")
