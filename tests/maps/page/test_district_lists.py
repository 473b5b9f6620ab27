"""Lists of a district's page: long ones hold what is in sight, filings are found, told and taken away."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from gisplan.delivery.permits import permit_rules, permit_table
from maps.data.filings import filings_block
from maps.page.writing import write_pages

if TYPE_CHECKING:
    from pathlib import Path

MOST_NODES = 5_000
BINHAI = "120116"
NODES = """(() => { let n = 0; const walk = document.createTreeWalker(document, NodeFilter.SHOW_ALL);
  while (walk.nextNode()) n++; return n; })()"""


@pytest.fixture(scope="module")
def large(sample: Any) -> Any:
    """Give a plan of one district with 1,200 sites."""
    return sample.sample_layers(1200, 200, adcodes=[BINHAI])


@pytest.fixture(scope="module")
def permits(large: Any) -> Any:
    return permit_table(large.sites, large.stations, permit_rules())


@pytest.fixture(scope="module")
def folder(large: Any, permits: Any, facts: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("large")
    write_pages(made, large, replace(facts, permits=permits), plain=True)
    return made


@pytest.fixture
def page(visit: Any, folder: Path) -> Any:
    return visit.open(folder / "districts" / f"{BINHAI}.html")


def downloaded(page: Any, button: str) -> list[dict[str, str]]:
    with page.expect_download() as download:
        page.click(button)
    text = download.value.path().read_text(encoding="utf-8")
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_a_station_files_its_safety_environment_and_special_equipment_steps(permits: Any, large: Any) -> None:
    station = large.stations["site_id"].iloc[0]
    own = permits[(permits["site_id"] == station) & (permits["project"] == "hydrogen")]
    assert {"environment", "safety", "registration", "operation", "fire"} <= set(own["kind"])
    assert own["source"].str.len().min() > 0
    assert set(own["tag"]) <= {"text", "memory"}


def test_filings_carry_the_year_in_which_their_own_project_is_built(large: Any, permits: Any) -> None:
    late = replace(large, sites=large.sites.assign(year=2025), stations=large.stations.assign(year=2027))
    block = filings_block(permits, BINHAI, late)
    columns = block["columns"]
    projects = [columns["project"]["of"][at] for at in columns["project"]["at"]]
    assert {2027} == {y for p, y in zip(projects, columns["year"], strict=True) if p == "hydrogen"}
    assert {2025} == {y for p, y in zip(projects, columns["year"], strict=True) if p == "charging"}
    assert block["rows"] == len(permits)
    assert filings_block(None, BINHAI, large)["rows"] == 0


@pytest.mark.browser
def test_a_page_of_a_thousand_sites_stays_small(page: Any, visit: Any) -> None:
    assert page.evaluate("gisplan.layer('sites').rows") >= 1000
    assert page.evaluate(NODES) <= MOST_NODES
    page.evaluate("document.querySelector('#sites').closest('.scroll').scrollTop = 20000")
    page.wait_for_timeout(200)
    assert page.locator("#sites tbody tr:not(.spacer)").count() < 100
    assert page.evaluate(NODES) <= MOST_NODES
    assert visit.complaints == []


@pytest.mark.browser
def test_every_row_can_be_scrolled_to_and_sorted(page: Any, large: Any) -> None:
    page.evaluate("{ const box = document.querySelector('#sites').closest('.scroll'); box.scrollTop = 1e6; }")
    page.wait_for_timeout(200)
    last = page.locator("#sites tbody tr:not(.spacer)").last
    assert last.get_attribute("aria-rowindex") == str(len(large.sites) + 1)
    page.click("#sites thead th:nth-child(4) button")
    first = page.locator("#sites tbody tr:not(.spacer) td:nth-child(4)").first.inner_text()
    assert int(first.replace(",", "")) == int(large.sites["chargers"].min())


@pytest.mark.browser
def test_filings_are_filtered_and_downloaded_as_filtered(page: Any, permits: Any) -> None:
    page.select_option("#filing-kind", "environment")
    rows = downloaded(page, "#filings-csv")
    assert len(rows) == int((permits["permit"] == "environment").sum())
    assert {row["审批单位"] for row in rows} == {"生态环境主管部门"}
    page.select_option("#filing-kind", "")
    page.click("button[data-language=en]")
    page.fill("input[data-filters=filings]", "construction permit")
    rows = downloaded(page, "#filings-csv")
    assert rows
    assert {row["Order"] for row in rows} == {"after: Planning permit, Fire review of the design"}
    assert all(row["By when"].startswith("before it is built in 20") for row in rows)


@pytest.mark.browser
def test_the_list_of_sites_is_downloaded_whole(page: Any, large: Any) -> None:
    rows = downloaded(page, "#sites-csv")
    assert {row["编号"] for row in rows} == set(large.sites["site_id"])


@pytest.mark.browser
def test_a_filing_leads_to_its_site(page: Any) -> None:
    button = page.locator("#filings button.find").first
    name = button.inner_text()
    button.click()
    assert page.locator(".popup h3").inner_text() == name


@pytest.mark.browser
def test_a_click_on_open_ground_tells_what_is_nearest(page: Any, large: Any) -> None:
    page.evaluate(
        """() => { const l = gisplan.layer('sites'), m = gisplan.map; gisplan.state.on.delete('sites');
        const row = [...Array(l.rows).keys()].find((r) => l.get('access', r) === 'public');
        gisplan.openNear(m, gisplan.latlng(l.x[row] + 1e-5, l.y[row])); }"""
    )
    told = page.locator(".popup").inner_text()
    assert "最近公共充电站" in told
    assert "最近加氢站" in told
    assert page.locator(".popup button").count() == 2


@pytest.mark.browser
def test_near_me_uses_the_position_and_says_when_there_is_none(chromium: Any, folder: Path) -> None:
    path = (folder / "districts" / f"{BINHAI}.html").as_uri()
    for allowed, said in ((["geolocation"], "此处附近"), ([], "浏览器没有给出位置")):
        context = chromium.new_context(offline=True, geolocation={"latitude": 39.0, "longitude": 117.7})
        context.grant_permissions(allowed)
        page = context.new_page()
        page.goto(path)
        page.wait_for_selector("html[data-ready=yes]")
        page.click("#tool-here")
        page.get_by_text(said).first.wait_for(timeout=9_000)
        context.close()


def test_a_long_name_ends_in_an_ellipsis_and_is_whole_in_its_title(page: Any) -> None:
    told = page.evaluate(
        """() => [...document.querySelectorAll('table.virtual button.find')].slice(0, 40).map((button) => {
          button.textContent = 'Diantai Dao bus depot candidate 1 (modelled) beyond all that a column holds';
          const own = button.getBoundingClientRect(), box = button.closest('td, th').getBoundingClientRect();
          return [own.right <= box.right, button.scrollWidth > button.clientWidth,
            getComputedStyle(button).textOverflow, button.title !== ''];
        })"""
    )
    assert told
    assert {tuple(row) for row in told} == {(True, True, "ellipsis", True)}
