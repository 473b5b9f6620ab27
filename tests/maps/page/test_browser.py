"""The pages in a real Chromium with the network cut."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from gisplan_catalogue import languages
from gisplan_numbers import UNITS, Figure
from layers.results import PlanLayers
from maps.data.contents import common_data
from maps.data.signs import signs
from maps.page.against import Against
from maps.page.planner import planner_page

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.browser

NAMES = ("index.html", "map.html", "districts/120101.html", "districts/120116.html")


@pytest.mark.parametrize("name", NAMES)
def test_page_opens_without_network_or_complaint(visit: Any, pages: Path, name: str) -> None:
    page = visit.open(pages / name)
    page.wait_for_timeout(200)
    assert visit.network() == []
    assert visit.complaints == []
    assert page.evaluate("gisplan.canvas.milliseconds") > 0


@pytest.mark.parametrize(("key", "on"), [("freight_routes", False), ("energy_facilities", True)])
def test_freight_and_facilities_are_switched_and_told_in_chinese(
    visit: Any, pages: Path, key: str, *, on: bool
) -> None:
    page = visit.open(pages / "map.html")
    check = page.locator(f"input[data-layer={key}]")
    assert check.is_checked() is on
    picture = "document.querySelector('.leaflet-container canvas').toDataURL()"
    before = page.evaluate(picture)
    check.set_checked(not on)
    page.wait_for_timeout(200)
    assert page.evaluate(picture) != before
    check.set_checked(checked=True)
    page.evaluate("(key) => gisplan.open(gisplan.map, gisplan.layer(key), 1, gisplan.map.getCenter())", key)
    told = page.locator(".popup").inner_text()
    words = {
        "freight_routes": ["天津港—大邱庄", "候选点位可保障，规划未设站", "未保障原因", "沿途没有规划站"],
        "energy_facilities": ["重卡换电站", "功能", "重卡换电", "日服务能力"],
    }
    assert all(word in told for word in words[key])
    assert visit.complaints == []


@pytest.mark.parametrize("name", NAMES)
def test_policy_cuts_the_network_even_for_a_script_that_runs(visit: Any, pages: Path, name: str) -> None:
    page = visit.open(pages / name)
    refused = page.evaluate("fetch('https://example.org/x').then(() => 'sent', (e) => String(e))")
    assert "Failed to fetch" in refused
    assert any("Content Security Policy" in text for text in visit.complaints)


@pytest.mark.parametrize("name", NAMES)
def test_hostile_names_run_no_script_and_break_no_page(visit: Any, hostile_pages: Path, name: str) -> None:
    page = visit.open(hostile_pages / name)
    page.evaluate("gisplan.setLanguage('en')")
    for key in page.evaluate("Object.keys(gisplan.page.popups).filter((key) => gisplan.layer(key))"):
        page.evaluate(
            """(key) => { const layer = gisplan.layer(key);
            for (let row = 0; row < Math.min(layer.rows, 20); row++) {
              gisplan.open(gisplan.map, layer, row, gisplan.map.getCenter()); } }""",
            key,
        )
    page.wait_for_timeout(100)
    assert page.evaluate("window.hacked === undefined")
    assert visit.network() == []
    assert visit.complaints == []
    assert page.locator("main").is_visible()
    foreign = "img:not(.charts figure > span > img), iframe, object, plaintext, main script[src]"
    assert page.locator(foreign).count() == 0
    # the charts alone are pictures, one a language, and none has more than its drawing and its name
    charts = "[...document.querySelectorAll('.charts img')].map((image) => image.getAttributeNames().join())"
    assert set(page.evaluate(charts)) <= {"src,alt"}


def test_hostile_names_can_be_searched_and_toggled(visit: Any, hostile_pages: Path) -> None:
    page = visit.open(hostile_pages / "map.html")
    page.fill("#search", "<script>")
    page.locator("#found [role=option]").first.wait_for()
    page.press("#search", "Enter")
    shown = page.evaluate(
        "(() => { const { layer, row } = gisplan.state.selected; return layer.title(row); })()"
    )
    assert page.locator(".popup h3").inner_text() == shown
    page.locator("#panel-layers input[data-category]").first.uncheck()
    assert page.evaluate("window.hacked === undefined")
    assert visit.complaints == []


@pytest.mark.parametrize("name", NAMES)
def test_language_switches_everything_and_is_remembered(visit: Any, pages: Path, name: str) -> None:
    page = visit.open(pages / name)
    body = page.locator("body")
    assert "English" in body.inner_text()
    page.click("button[data-language=en]")
    assert page.evaluate("document.documentElement.lang") == "en"
    headings = page.locator("h2:visible, legend:visible, thead th:visible").all_inner_texts()
    assert headings
    assert not [text for text in headings if any("\u4e00" <= mark <= "\u9fff" for mark in text)]
    page.reload()
    page.wait_for_selector("html[data-ready=yes]")
    assert page.evaluate("gisplan.language") == "en"


def test_the_script_writes_every_figure_as_python_does(visit: Any, pages: Path) -> None:
    page = visit.open(pages / "index.html")
    values = [0, 0.0421, 0.57, 0.9999, 1, 7.26, 999.4, 4321, 9999, 12_345, 123_456, 4.213e6, 9.87e8, 2.5e9]
    units = [unit for unit in UNITS if unit != "year"]
    for language in languages():
        page.evaluate("(language) => gisplan.setLanguage(language)", language)
        written = page.evaluate(
            "([units, values]) => units.map((unit) => values.map((value) => gisplan.figure(value, unit)))",
            [units, values],
        )
        for unit, row in zip(units, written, strict=True):
            said = [Figure(value, unit, currency="CNY").said(language) for value in values]
            assert row == said, unit
    assert page.evaluate("[gisplan.figure(2027, 'year'), gisplan.figure(null, 'kW')]") == ["2027", "—"]
    assert page.evaluate("[gisplan.number(-0.2), gisplan.figure(12.4, 'km', 0)]") == ["0", "12 km"]


def test_layer_toggle_changes_the_picture(visit: Any, pages: Path) -> None:
    page = visit.open(pages / "map.html")
    picture = "gisplan.canvas.paint(), gisplan.canvas._container.toDataURL()"
    before = page.evaluate(picture)
    page.locator("input[data-layer=sites]").uncheck()
    without = page.evaluate(picture)
    assert without != before
    page.locator("input[data-layer=demand]").check()
    assert page.evaluate(picture) != without
    page.locator("input[data-layer=demand]").uncheck()
    page.locator("input[data-layer=sites]").check()
    assert page.evaluate(picture) == before


def test_category_toggle_hides_only_that_category(visit: Any, pages: Path, layers: Any) -> None:
    page = visit.open(pages / "map.html")
    page.locator("input[data-category=residential]").uncheck()
    shown = page.evaluate(
        "(() => { const l = gisplan.layer('sites');"
        " return [...Array(l.rows).keys()].filter((r) => gisplan.siteShown(l, r)).length; })()",
    )
    assert shown == int((layers.sites["category"] != "residential").sum())


def test_choropleth_figure_and_classes_can_be_chosen(visit: Any, pages: Path) -> None:
    page = visit.open(pages / "map.html")
    page.select_option("select[data-choice=district_figure]", "covered_share")
    legends = []
    for scheme in ("quantile", "equal", "natural"):
        page.select_option("select[data-choice=scheme]", scheme)
        legends.append(tuple(page.locator(".legend .entry").all_inner_texts()))
    assert len(set(legends)) == 3
    assert any("不考核" in text for text in legends[0])


def test_search_finds_a_site_and_its_popup_shows_figures_and_provenance(
    visit: Any, pages: Path, layers: Any, facts: Any
) -> None:
    site = layers.sites.sort_values("chargers").iloc[-1]
    page = visit.open(pages / "map.html")
    page.fill("#search", site["site_id"])
    page.locator("#found [role=option]").first.wait_for()
    page.press("#search", "ArrowDown")
    page.press("#search", "Enter")
    popup = page.locator(".popup").inner_text()
    assert site["name_zh"] in popup
    assert str(site["chargers"]) in popup
    assert site["source"] in popup
    assert site["as_of"] in popup
    assert ("已核实" if site["verified"] else "未核实") in popup
    assert "已证明与可能的最优值相差不超过 0.40 %" in popup
    page.click("button[data-language=en]")
    assert "proven within 0.40 % of the best possible" in page.locator(".popup").inner_text()


def test_click_on_a_site_opens_its_popup(visit: Any, pages: Path) -> None:
    page = visit.open(pages / "map.html")
    x, y = page.evaluate(
        """(() => { const l = gisplan.layer('stations'), m = gisplan.map;
        m.setView(gisplan.latlng(l.x[0], l.y[0]), 13, { animate: false });
        const p = m.latLngToContainerPoint(gisplan.latlng(l.x[0], l.y[0]));
        const box = m.getContainer().getBoundingClientRect(); return [box.left + p.x, box.top + p.y]; })()""",
    )
    page.mouse.click(x, y)
    assert "千克/日" in page.locator(".popup").inner_text()


def test_year_slider_shows_what_is_built_by_then(visit: Any, pages: Path, layers: Any) -> None:
    page = visit.open(pages / "map.html")
    page.locator("input[data-choice=year]").fill("0")
    shown = page.evaluate(
        "(() => { const l = gisplan.layer('sites');"
        " return [...Array(l.rows).keys()].filter((r) => gisplan.siteShown(l, r)).length; })()",
    )
    assert shown == int((layers.sites["year"] <= 2025).sum())


def test_address_keeps_view_layers_and_language(visit: Any, pages: Path) -> None:
    page = visit.open(pages / "map.html")
    page.evaluate("gisplan.map.setView([39.1, 117.2], 12, { animate: false })")
    page.locator("input[data-layer=coverage]").check()
    page.click("button[data-language=en]")
    address = page.evaluate("location.hash")
    page.goto("about:blank")
    page = visit.open(pages / "map.html", address)
    state = page.evaluate(
        "[gisplan.map.getZoom(), gisplan.map.getCenter().lat, [...gisplan.state.on], gisplan.language]",
    )
    assert state[0] == 12
    assert state[1] == pytest.approx(39.1, abs=1e-3)
    assert "coverage" in state[2]
    assert state[3] == "en"


@pytest.mark.parametrize(
    "address",
    [
        "#on=__proto__.constructor&by=__proto__.toString.x.y&view=a/b/c&year=NaN",
        "#lang=<script>",
        "#view=99/999/999",
    ],
)
def test_strange_address_is_harmless(visit: Any, pages: Path, address: str) -> None:
    visit.open(pages / "map.html", address)
    assert visit.complaints == []


def test_measure_tool_gives_metres(visit: Any, pages: Path) -> None:
    page = visit.open(pages / "map.html")
    page.evaluate("gisplan.map.setView([39.1, 117.2], 13, { animate: false })")
    page.click("#tool-measure")
    box = page.locator(".mapbox").bounding_box()
    page.mouse.click(box["x"] + 300, box["y"] + 300)
    page.wait_for_timeout(400)
    page.mouse.click(box["x"] + 400, box["y"] + 300)
    text = page.locator("#measured").inner_text()
    expected = page.evaluate(
        "(() => { const at = (x) => gisplan.map.containerPointToLatLng([x, 300]);"
        " return at(300).distanceTo(at(400)); })()",
    )
    assert float(text.replace(" 米", "").replace(",", "")) == pytest.approx(expected, rel=0.02)
    assert page.locator(".popup").count() == 0


def test_district_table_sorts_by_number_and_back(visit: Any, pages: Path, layers: Any) -> None:
    page = visit.open(pages / "index.html")
    page.click("#districts thead th:nth-child(4) button")
    rising = page.locator("#districts tbody td:nth-child(4)").all_inner_texts()
    numbers = [int(text.replace(",", "")) for text in rising]
    assert numbers == sorted(layers.districts["chargers"].astype(int))
    page.click("#districts thead th:nth-child(4) button")
    falling = page.locator("#districts tbody td:nth-child(4)").all_inner_texts()
    assert falling == rising[::-1]


def test_filter_leaves_matching_rows(visit: Any, pages: Path) -> None:
    page = visit.open(pages / "districts" / "120116.html")
    page.fill("input[data-filters=sites]", "加油站")
    names = page.locator("#sites tbody tr:visible").all_inner_texts()
    assert names
    assert all("加油站" in name for name in names)


def test_row_of_a_table_leads_to_the_map(visit: Any, pages: Path) -> None:
    page = visit.open(pages / "districts" / "120116.html")
    button = page.locator("#sites button.find").first
    name = button.inner_text()
    button.click()
    assert page.locator(".popup h3").inner_text() == name


@pytest.mark.parametrize("name", NAMES[:3])
def test_page_prints_to_pdf(visit: Any, pages: Path, name: str, tmp_path: Path) -> None:
    page = visit.open(pages / name)
    target = tmp_path / "page.pdf"
    page.pdf(path=str(target), prefer_css_page_size=True)
    content = target.read_bytes()
    assert content.startswith(b"%PDF")
    assert b"/MediaBox [0 0 1190" in content or b"/MediaBox [0 0 1191" in content  # A3 landscape in points


@pytest.mark.parametrize("name", NAMES)
def test_phone_has_no_sideways_scroll_and_can_zoom(chromium: Any, pages: Path, name: str) -> None:
    context = chromium.new_context(offline=True, viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    page.goto((pages / name).as_uri())
    page.wait_for_selector("html[data-ready=yes]")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert "user-scalable" not in page.locator("meta[name=viewport]").get_attribute("content")
    context.close()


def test_keyboard_reaches_search_layers_and_tools(visit: Any, pages: Path) -> None:
    page = visit.open(pages / "map.html")
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.dataset.layer || ''"))
    assert {"search", "tool-measure", "tool-print", "sites", "coverage"} <= reached


@pytest.mark.parametrize("name", NAMES)
def test_text_contrast_is_at_least_aa(visit: Any, pages: Path, name: str) -> None:
    page = visit.open(pages / name)
    low = page.evaluate(
        """() => {
        const parse = (c) => { const m = c.match(/[\\d.]+/g).map(Number);
          return m.length < 4 ? [...m, 1] : m; };
        const light = ([r, g, b]) => [r, g, b].map((v) => { v /= 255;
          return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; })
          .reduce((s, v, i) => s + v * [0.2126, 0.7152, 0.0722][i], 0);
        const ground = (e) => { for (; e; e = e.parentElement) {
          const c = parse(getComputedStyle(e).backgroundColor); if (c[3] > 0.99) return c; }
          return [255, 255, 255, 1]; };
        const bad = [];
        for (const e of document.querySelectorAll('body *')) {
          if (![...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim())) continue;
          if (e.tagName === 'SCRIPT' || !e.checkVisibility()) continue;
          const a = light(parse(getComputedStyle(e).color)), b = light(ground(e));
          const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
          if (ratio < 4.5) bad.push([e.tagName, e.className, e.textContent.trim().slice(0, 30), ratio]);
        }
        return bad; }""",
    )
    assert low == [], json.dumps(low[:10], ensure_ascii=False)


def test_enter_shows_what_is_at_the_centre(visit: Any, pages: Path) -> None:
    page = visit.open(pages / "map.html")
    page.evaluate(
        "(() => { const l = gisplan.layer('stations');"
        " gisplan.map.setView(gisplan.latlng(l.x[0], l.y[0]), 14, { animate: false }); })()",
    )
    page.locator(".folium-map").focus()
    page.keyboard.press("Enter")
    assert page.locator(".popup h3").count() == 1


def test_changes_against_another_plan_are_drawn(visit: Any, layers: Any, facts: Any, tmp_path: Path) -> None:
    frames = layers.frames()
    before = PlanLayers(**{**frames, "sites": frames["sites"].iloc[20:]})
    now = PlanLayers(**{**frames, "sites": frames["sites"].iloc[:-15]})
    path = tmp_path / "map.html"
    drawn = planner_page(now, facts, common_data(now, facts), Against(before, facts), None)
    path.write_text(drawn, encoding="utf-8")
    page = visit.open(path)
    legend = page.locator(".legend").first.inner_text()
    assert re.search(r"新增站点\s*20", legend)
    assert re.search(r"取消站点\s*15", legend)
    assert page.locator("input[data-layer=dropped]").is_checked()
    assert (
        page.evaluate("gisplan.siteColour(gisplan.layer('sites'), 0)") == signs()["change"]["added"]["colour"]
    )
    assert visit.complaints == []


def test_popup_opens_in_the_language_of_the_page(visit: Any, pages: Path, layers: Any) -> None:
    page = visit.open(pages / "map.html", "#lang=en")
    page.evaluate("gisplan.showRow(gisplan.map, gisplan.layer('stations'), 0)")
    text = page.locator(".popup").inner_text()
    assert layers.stations["name_en"].iloc[0] in text
    assert "kg/day" in text
    assert "Setbacks: Not assessed · a screening, not compliance" in text


def test_a_district_with_islands_far_off_has_its_name_on_its_mainland(visit: Any, pages: Path) -> None:
    # a mainland of 10 by 10 in the north, an islet 100 south of it
    page = visit.open(pages / "map.html")
    x, y = page.evaluate(
        """gisplan.heart({
          parts: [[[0, 0, 10, 0, 10, 5, 10, 10, 0, 10], [50, 110, 51, 110, 51, 111]]],
          bounds: [0, 0, 51, 111],
        }, 0)"""
    )
    assert 0 < x < 10
    assert 0 < y < 10
