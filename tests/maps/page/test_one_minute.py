"""A district's page alone answers an official: what is built, where, by when, what to file, who lacks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.gisplan.toy import CENTRE, OUTER
from tests.maps.page.test_district_lists import downloaded

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan.plan.record import Plan


def of(plan: Plan, layer: str, adcode: str) -> Any:
    frame = getattr(plan.layers, layer)
    return frame[frame["adcode"].astype(str) == adcode]


def number(text: str) -> float:
    return float(re.sub(r"[^\d.]", "", text.split("\n", maxsplit=1)[0]))


@pytest.mark.browser
@pytest.mark.parametrize("adcode", [CENTRE, OUTER])
def test_a_minute_is_enough(visit: Any, toy_pages: Path, toy_plan: Plan, adcode: str) -> None:
    page = visit.open(toy_pages / "districts" / f"{adcode}.html")
    sites, stations = of(toy_plan, "sites", adcode), of(toy_plan, "stations", adcode)

    # what is built
    big = {
        tile.locator("h3").inner_text(): number(tile.locator(".big").inner_text())
        for tile in page.locator("article.tile").all()
        if tile.locator("h3").inner_text() in {"新建充电桩", "充电站点", "加氢站"}
    }
    assert big == {"新建充电桩": sites["chargers"].sum(), "充电站点": len(sites), "加氢站": len(stations)}

    # where, and by which year: every site by name, and each leads to its place on the map
    rows = {row["编号"]: row for row in downloaded(page, "#sites-csv")}
    built = sites.set_index("site_id")
    assert {key: row["名称"] for key, row in rows.items()} == built["name_zh"].to_dict()
    assert {key: int(row["建设年份"]) for key, row in rows.items()} == built["year"].to_dict()
    page.locator("#sites button.find").first.click()
    assert page.locator(".popup h3").inner_text() == next(iter(rows.values()))["名称"]

    # what to file: every step of every project here, with whom and by when
    due = toy_plan.delivery["permits"]
    due = due[due["adcode"].astype(str) == adcode]
    filed = downloaded(page, "#filings-csv")
    assert len(filed) == len(due) > 0
    assert all(row["审批单位"] and row["受理窗口"] and "建成前" in row["办结时限"] for row in filed)
    counted = page.locator("section[aria-labelledby=s-permits] tbody tr").all_inner_texts()
    assert sum(int(text.split("\t")[1]) for text in counted) == len(sites)
    assert sum(int(text.split("\t")[-1]) for text in counted) == len(stations)

    # the place that is served worst, or that everybody is within reach and who lives farthest
    cells = of(toy_plan, "demand", adcode)
    worst = page.locator("section[aria-labelledby=s-worst]").inner_text()
    lacking = cells.loc[~cells["covered"].astype(bool), "population"].sum()
    assert ("本区居民均在服务半径内" in worst) is bool(lacking == 0)
    name, people, metres = worst.strip().split("\n")[-1].split("\t")
    assert name in set(toy_plan.layers.places["name_zh"])
    assert number(people) > 0
    assert number(metres) > 0
    assert visit.network() == []
