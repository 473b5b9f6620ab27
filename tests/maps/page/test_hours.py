"""The page of a simulated day in Chromium: the slider colours sites, languages switch, nothing is unsaid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from gisplan.regions import usual_profiles
from gisplan.simulate.simulation import simulate_plan
from gisplan.simulate.writing import write_simulation
from tests import pseudo
from tests.gisplan.planned import planned
from tests.maps.page.test_axe import GRAVE
from tests.maps.spoken import spoken
from tests.plan_data import cells_of, names_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gisplan.simulate.simulation import Simulation

pytestmark = pytest.mark.browser

MOVE = """(hour) => { const slider = document.getElementById("hour");
    slider.value = hour; slider.dispatchEvent(new Event("input"));
    const sites = gisplan.layer("sites"), rows = [...Array(sites.rows).keys()];
    return rows.map((row) => [sites.get("site_id", row), gisplan.siteColour(sites, row)]); }"""


@pytest.fixture(scope="module")
def day() -> Simulation:
    return simulate_plan(planned(), "golden-week", usual_profiles(), (1, 2, 3))


@pytest.fixture
def written(day: Simulation, tmp_path: Path) -> Callable[[], Path]:
    return lambda: write_simulation(day, tmp_path / "day")


def test_the_slider_colours_each_site_by_the_wait_of_its_hour(
    visit: Any, written: Callable[[], Path], day: Simulation
) -> None:
    page = visit.open(written())
    ramp = page.evaluate("gisplan.ramps.wait")
    for hour in (3, 20):
        found = dict(page.evaluate(MOVE, hour))
        own = day.sites[day.sites["hour"] == hour].set_index("site_id")["wait_minutes"].round(1)
        assert {*found} == {*own.index}
        for site, wait in own.items():
            place = sum(wait >= edge for edge in (1, 5, 10, 30))
            assert found[site] == (page.evaluate("gisplan.OTHER") if wait != wait else ramp[place]), site  # noqa: PLR0124
        assert page.locator("tr.now").get_attribute("data-hour") == str(hour)
        assert page.inner_text("#hour-shown") == f"{hour} 时"
    assert page.locator("#hour-legend .entry").count() == 6
    assert (visit.network(), visit.complaints) == ([], [])


def test_the_page_opens_in_chinese_and_switches_to_english(visit: Any, written: Callable[[], Path]) -> None:
    page = visit.open(written())
    assert "国庆黄金周" in page.inner_text("h1")
    page.click("button[data-language=en]")
    assert "Golden Week" in page.inner_text("h1")
    assert "nobody came" in page.inner_text("#hour-legend")
    assert ":00" in page.inner_text("#hour-shown")


def test_a_row_of_the_worst_hours_leads_to_its_site(visit: Any, written: Callable[[], Path]) -> None:
    page = visit.open(written())
    page.locator("tr[data-site] button.find").first.click()
    assert page.locator(".popup").inner_text()


def test_the_page_of_a_day_has_no_serious_fault(chromium: Any, written: Callable[[], Path]) -> None:
    context = chromium.new_context(offline=True, bypass_csp=True, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(written().as_uri())
    page.wait_for_selector("html[data-ready=yes]")
    found = Axe().run(page).response["violations"]
    context.close()
    assert [one["id"] for one in found if one["impact"] in GRAVE] == []


def test_a_third_language_leaves_nothing_unsaid(
    visit: Any, written: Callable[[], Path], tmp_path: Path
) -> None:
    words = tmp_path / "words"
    words.mkdir()
    with pytest.MonkeyPatch.context() as patch, pseudo.spoken(words, patch) as language:
        page = visit.open(written())
        said = spoken(page, language)
        assert sum("⟦" in text for text in said) > 20
        plan = planned()
        services = {name for one in plan.scenario.service.values() for name in (one.name_zh, one.name_en)}
        left = pseudo.untranslated(said, names_of(plan) | services, cells_of(plan))
    assert not left, "\n".join(left)
