"""What stands on the pages: hollow beside what is built, a list of its own, and what gives way to what."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from gisplan.results.page_facts import plan_facts
from maps.page.writing import write_pages
from tests.gisplan.planned import planned
from tests.gisplan.toy import CENTRE
from tests.maps.page.test_district_lists import downloaded

if TYPE_CHECKING:
    from pathlib import Path

INK = """() => { let ink = 0;
  for (const canvas of document.querySelectorAll('#map canvas, .leaflet-container canvas')) {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    for (let i = 0; i < data.length; i += 4) if ([75, 85, 99].every((v, k) => data[i + k] === v)) ink++;
  }
  return ink; }"""
"""Pixels in the colour of what stands, #4b5563."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages of a city of which chargers stand: at ST-ROOMY two of 60 kW give way to two of 120 kW."""
    plan = planned("standing")
    frames = plan.layers.frames()
    for name in ("standing", "sites"):
        here = frames[name]["site_id"] == "ST-ROOMY"
        frames[name] = frames[name].assign(replaced=here.map({True: "dc60>dc120:2", False: ""}))
    paid = frames["standing"]["replaced"].map({"dc60>dc120:2": 400_000.0, "": 0.0})
    frames["standing"] = frames["standing"].assign(replacement_cost=paid)
    made = tmp_path_factory.mktemp("standing")
    write_pages(made, type(plan.layers)(**frames), replace(plan_facts(plan), permits=None), plain=True)
    return made


@pytest.fixture
def page(visit: Any, folder: Path) -> Any:
    return visit.open(folder / "districts" / f"{CENTRE}.html")


@pytest.mark.browser
def test_the_district_lists_what_stands_what_comes_beside_and_what_gives_way(page: Any) -> None:
    rows = {row["编号"]: row for row in downloaded(page, "#standing-csv")}
    # ST-BARE and ST-H2 stand in the other district, ST-LATE and ST-GONE not at the horizon
    assert set(rows) == {"ST-FULL", "ST-ROOMY"}
    assert rows["ST-FULL"]["充电桩"] == "40"
    assert rows["ST-FULL"]["新增充电桩"] == "0"
    assert int(rows["ST-ROOMY"]["新增充电桩"]) > 0
    assert rows["ST-ROOMY"]["替换"] == "60 kW 直流桩 → 120 kW 直流桩 × 2"
    assert rows["ST-FULL"]["替换"] == "—"
    assert rows["ST-ROOMY"]["投运时间"] == "未注明日期"
    page.locator("#standing button.find", has_text="ROOMY").click()
    assert "已建ST-ROOMY" in page.locator(".popup h3").inner_text()


@pytest.mark.browser
@pytest.mark.parametrize(("layer", "paid"), [("standing", True), ("sites", False)])
def test_a_popup_says_what_gives_way_to_what(page: Any, layer: str, paid: bool) -> None:
    page.evaluate(f"gisplan.findSite('{layer}', 'ST-ROOMY')")
    told = page.locator(".popup").last.inner_text()
    assert "60 kW 直流桩 → 120 kW 直流桩 × 2" in told
    assert ("替换投资" in told) is paid
    page.evaluate(f"gisplan.findSite('{layer}', '{'ST-FULL' if paid else 'PP-1'}')")
    assert "→" not in page.locator(".popup").last.inner_text()


@pytest.mark.browser
def test_what_stands_is_hollow_and_can_be_switched_off(page: Any, folder: Path) -> None:
    assert "已建（空心）；规划新建为实心" in page.locator("#panel-layers").inner_text()
    page.evaluate(
        "gisplan.state.on.delete('sites'); gisplan.state.on.delete('places'); gisplan.canvas.redraw()"
    )
    page.wait_for_timeout(300)
    assert page.evaluate(INK) > 0
    page.evaluate("gisplan.state.on.delete('standing'); gisplan.canvas.redraw()")
    page.wait_for_timeout(300)
    assert page.evaluate(INK) == 0
