"""Hands of all kinds reach what a page has: fingers, a keyboard, an address, a phone's small screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.browser

NAMES = ("index.html", "map.html", "districts/120116.html")
LEAST = 24
SMALL = """(least) => [...document.querySelectorAll('button, select, summary, a[href], input')]
  .filter((e) => {
  if (!e.checkVisibility() || e.closest('.leaflet-control-attribution, p, .skip')) return false;
  const box = (e.type === 'checkbox' && e.closest('label') || e).getBoundingClientRect();
  return box.width > 0 && (box.width < least || box.height < least); })
  .map((e) => [e.tagName, e.id, e.className, e.textContent.slice(0, 20), e.getBoundingClientRect().height])"""
COVERED = """() => {
  const popup = document.querySelector('.leaflet-popup-content-wrapper').getBoundingClientRect();
  const box = gisplan.map.getContainer().getBoundingClientRect(), hidden = [];
  for (const fx of [0.02, 0.5, 0.98]) for (const fy of [0.02, 0.5, 0.98]) {
    const x = popup.left + fx * popup.width, y = popup.top + fy * popup.height;
    const out = x < box.left || x > box.right || y < box.top || y > box.bottom;
    const top = document.elementFromPoint(x, y);
    if (out || !top || !top.closest('.leaflet-popup')) hidden.push([fx, fy, top && top.className]);
  } return hidden; }"""


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [390, 1280])
def test_what_is_touched_is_large_enough(visit: Any, pages: Path, name: str, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 844})
    page = visit.open(pages / name)
    if name == "map.html" and width == 390:
        page.click("#panel-toggle")
    assert page.evaluate(SMALL, LEAST) == []


@pytest.mark.parametrize("name", ["map.html", "districts/120116.html"])
def test_a_popup_on_a_phone_is_covered_by_nothing(chromium: Any, pages: Path, name: str) -> None:
    context = chromium.new_context(offline=True, viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    page.goto((pages / name).as_uri())
    page.wait_for_selector("html[data-ready=yes]")
    for layer in ("stations", "sites"):
        page.evaluate("(name) => gisplan.findSite(name, gisplan.layer(name).get('site_id', 0))", layer)
        page.wait_for_timeout(600)
        assert page.evaluate(COVERED) == []
    page.keyboard.press("Escape")
    page.evaluate("gisplan.map.closePopup()")
    page.wait_for_timeout(400)
    assert page.locator("#search").is_visible()
    context.close()


def test_the_keyboard_reaches_the_popup_of_a_site_and_comes_back(visit: Any, pages: Path) -> None:
    page = visit.open(pages / "map.html")
    page.evaluate(
        "(() => { const l = gisplan.layer('sites');"
        " const row = [...Array(l.rows).keys()].find((r) => l.get('access', r) === 'public');"
        " gisplan.map.setView(gisplan.latlng(l.x[row] + 5e-4, l.y[row]), 16, { animate: false });"
        " gisplan.map.getContainer().focus(); })()"
    )
    page.keyboard.press("Enter")
    page.wait_for_selector(".popup .near button")
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.near') !== null"):
            break
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    assert page.evaluate("gisplan.state.selected.layer.name") == "sites"
    assert page.locator(".popup h3").last.inner_text() != ""
    page.keyboard.press("Escape")
    page.wait_for_timeout(400)
    assert page.locator(".leaflet-popup").count() == 0


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("#on=sites.nonsense", "on=nonsense"),
        ("#hide=castles", "hide=castles"),
        ("#by=chargers.magic", "by=magic"),
        ("#year=1999", "year=1999"),
        ("#view=99/39/117", "view=99/39/117"),
        ("#view=12/-39/17", "view=12/-39/17"),
        ("#colour=red", "colour"),
        ("#lang=xx", "lang=xx"),
    ],
)
def test_an_address_is_refused_where_it_names_what_the_map_does_not_know(
    visit: Any, pages: Path, address: str, told: str
) -> None:
    page = visit.open(pages / "map.html", address)
    assert told in page.locator("#measured").inner_text()
    assert page.evaluate("gisplan.state.year") is None
    zoom, lat = page.evaluate("[gisplan.map.getZoom(), gisplan.map.getCenter().lat]")
    assert 7 <= zoom <= 18
    assert 38 < lat < 41
    assert visit.complaints == []


def test_what_the_map_says_stays_until_the_reader_acts(visit: Any, pages: Path) -> None:
    page = visit.open(pages / "map.html", "#year=1999")
    page.clock.install()
    page.evaluate("gisplan.say2('here_outside')")
    page.clock.fast_forward(60_000)
    assert page.locator("#measured").is_visible()
    # the first press on the measure starts it, whatever was said before
    page.locator("#tool-measure").click()
    assert page.locator("#tool-measure").get_attribute("aria-pressed") == "true"
    assert page.locator("#measured").is_visible()
    page.keyboard.press("Escape")
    page.evaluate("gisplan.say2('here_outside')")
    page.locator("body").press("ArrowUp")
    assert page.locator("#measured").is_hidden()


def test_an_address_of_the_map_itself_is_taken_whole(visit: Any, pages: Path) -> None:
    page = visit.open(pages / "map.html")
    page.locator("input[data-choice=year]").fill("1")
    page.evaluate("gisplan.map.setView([39.1, 117.2], 12, { animate: false })")
    address = page.evaluate("location.hash")
    page.goto("about:blank")
    page = visit.open(pages / "map.html", address)
    assert page.locator("#measured").is_hidden()
    assert page.evaluate("location.hash") == address
