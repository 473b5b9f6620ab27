"""The ground of a map: sea only where it is, an inset of what is too small, sources of what is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from maps.page.writing import write_pages
from maps.words.credit import used_credits

if TYPE_CHECKING:
    from pathlib import Path

NONE = pd.DataFrame({"layer": [], "origin": []})


@pytest.fixture(scope="module")
def whole(sample: Any, facts: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    write_pages(folder, sample.sample_layers(120, 200), facts, plain=True)
    return folder


@pytest.mark.browser
@pytest.mark.parametrize("name", ["index.html", "map.html"])
def test_the_central_districts_stand_in_an_inset_that_leads_there(visit: Any, whole: Path, name: str) -> None:
    page = visit.open(whole / name)
    before = page.evaluate("gisplan.map.getZoom()")
    assert page.locator(".inset").is_visible()
    page.locator(".inset").click()
    assert page.evaluate("gisplan.map.getZoom()") > before
    west, east = page.evaluate("[gisplan.map.getBounds().getWest(), gisplan.map.getBounds().getEast()]")
    assert west < 117.1
    assert east > 117.3
    assert visit.complaints == []


@pytest.mark.browser
def test_a_district_has_no_inset(visit: Any, whole: Path) -> None:
    page = visit.open(whole / "districts" / "120116.html")
    assert page.locator(".inset").count() == 0


def test_sources_are_credited_by_what_a_page_draws() -> None:
    osm = pd.DataFrame({"origin": ["modelled", "osm"]})
    places = pd.DataFrame({"origin": ["geonames"]})
    plain = pd.DataFrame({"x": [1]})
    told = pd.DataFrame({"layer": ["districts", "names"], "origin": ["official", "osm"]})

    def codes(
        frames: dict[str, pd.DataFrame], table: pd.DataFrame = NONE, *, named: bool = False
    ) -> list[str]:
        return [one.code for one in used_credits(table, frames, named=named)]

    assert codes({"districts": plain}) == []
    assert codes({"corridors": osm}) == ["source-osm"]
    assert codes({"corridors": osm.iloc[:1]}) == []
    assert codes({"places": places, "corridors": osm}) == ["source-osm", "source-geonames"]
    assert codes({"districts": plain}, told) == []
    assert codes({"districts": plain}, told, named=True) == ["source-osm"]


LINES = """() => { const pen = CanvasRenderingContext2D.prototype, seen = [];
  const own = [pen.setLineDash, pen.stroke];
  pen.setLineDash = function (dash) { this.dashed = dash.join(); return own[0].call(this, dash); };
  pen.stroke = function (...all) {
    seen.push([this.strokeStyle, this.dashed]); return own[1].apply(this, all); };
  gisplan.state.on = new Set(['supply_links']); gisplan.canvas.paint();
  const drawn = seen.splice(0); gisplan.legend.supply_links();
  [pen.setLineDash, pen.stroke] = own;
  return [drawn, seen]; }"""


@pytest.mark.browser
def test_the_legend_of_supply_lines_has_the_colour_and_dash_of_the_map(visit: Any, pages: Path) -> None:
    page = visit.open(pages / "map.html")
    drawn, legend = page.evaluate(LINES)
    assert drawn
    assert {tuple(line) for line in drawn} == {tuple(line) for line in legend}


@pytest.mark.browser
def test_no_part_of_a_phone_map_lies_on_its_credits(visit: Any, whole: Path) -> None:
    page = visit.open(whole / "map.html", "#lang=en")
    page.set_viewport_size({"width": 390, "height": 800})
    page.wait_for_function("gisplan.map.getSize().x === 390")
    credit = page.locator(".leaflet-control-attribution").bounding_box()
    for part in (".inset", ".north"):
        box = page.locator(part).bounding_box()
        assert box["y"] + box["height"] <= credit["y"], part
