"""What a page says of a figure is true: none where nobody judges, verdicts with targets, sums that hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from gisplan.results.page_facts import plan_facts
from gisplan_numbers import Figure
from maps.page.writing import write_pages
from tests.gisplan.planned import planned
from tests.gisplan.toy import OUTER

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan.plan.record import Plan

NOBODY = re.compile(r"(?<![\d.,])0 人")


@pytest.fixture(scope="module")
def plan() -> Plan:
    return planned()


@pytest.fixture(scope="module")
def folder(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("true")
    write_pages(made, plan.layers, plan_facts(plan), plain=True)
    return made


@pytest.mark.browser
def test_of_a_district_that_is_not_judged_no_coverage_is_told(visit: Any, folder: Path, plan: Plan) -> None:
    """It said that nobody is covered there."""
    outer = plan.layers.districts.set_index("adcode").loc[OUTER]
    assert outer["covered_share"] != outer["covered_share"]  # nobody judges it
    page = visit.open(folder / "districts" / f"{OUTER}.html")
    tile = page.locator("article.tile", has_text="覆盖人口").inner_text()
    assert "不考核" in tile
    page.evaluate(
        f"""() => {{ const l = gisplan.layer('districts');
        const row = [...Array(l.rows).keys()].find((r) => l.get('adcode', r) === '{OUTER}');
        gisplan.showRow(gisplan.map, l, row); }}"""
    )
    popup = page.locator(".popup").last.inner_text()
    assert "静海区" in popup
    page = visit.open(folder / "index.html")
    row = page.locator("tr", has_text="静海区").first.inner_text()
    assert "不考核" in row
    assert [text for text in (tile, popup, row) if NOBODY.search(text)] == []


@pytest.mark.browser
def test_cards_judge_by_a_target_name_the_worst_district_and_add_up(
    visit: Any, folder: Path, plan: Plan
) -> None:
    cards = visit.open(folder / "index.html").locator("article.tile").all_inner_texts()
    judged = [card for card in cards if re.search(r"达到", card.split("\n", 1)[1])]
    assert judged
    assert all("目标" in card for card in judged)
    worst = next(card for card in cards if card.startswith("覆盖最差的区"))
    code = plan.headline.worst_district
    assert plan.layers.districts.set_index("adcode").loc[code, "name_zh"] in worst
    parts = [frame["investment_cost"].sum() for frame in (plan.layers.sites, plan.layers.stations)]
    total = next(card for card in cards if card.startswith("总投资"))
    for money in (*parts, sum(parts)):
        said = Figure(float(money), "currency", currency="CNY").said("zh")
        assert said.replace(" ", "") in total.replace(" ", "").replace("\u00a0", "")
