"""Names of streets and stations on the pages: their block, their labels by zoom, and the search."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import shapely

from maps.data.blocks import as_json
from maps.data.names import names_block, names_near, page_names
from maps.frame.tiles import Tiles
from maps.page.writing import write_pages

if TYPE_CHECKING:
    from pathlib import Path

ROWS = """\
name_zh,kind,also,lon,lat,more,line
南京路,primary,,117.19500,39.11600,117.21500 39.11000;117.16800 39.12250,117.16800 39.12250;117.21500 39.11000
南京路,street,,117.70000,39.02000,
睦南道,tertiary,五大道,117.19228,39.10436,
天津站,rail_station,,117.20319,39.13540,
京津高速,expressway,,117.30000,39.20000,,117.25000 39.20000;117.30000 39.20000|117.31 39.2;117.33 39.21
水库,water,,117.20000,39.13000,,117.19 39.13;117.21 39.13;117.21 39.14;117.19 39.13
某某里公交站（测）,bus_stop,,117.19600,39.11500,
<img src=x onerror=hacked=1>,street,,117.19700,39.11500,
"""


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("table") / "names.csv"
    path.write_text("".join(ROWS.splitlines(keepends=True)[:-1]), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def named_pages(layers: Any, facts: Any, table: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("named")
    row = {
        "layer": "names",
        "rows": 6,
        "origin": "osm",
        "verified_share": 0.0,
        "source": "s",
        "as_of": "2026",
    }
    provenance = facts.provenance.copy()
    provenance.loc[len(provenance)] = row
    write_pages(folder, layers, replace(facts, names=table, provenance=provenance), plain=True)
    return folder


def test_a_text_stands_once_and_further_points_as_steps(table: Path) -> None:
    names = page_names(table)
    assert names is not None
    block = names_block(names)
    texts = block["columns"]["name_zh"]
    at = texts.index("南京路")
    assert texts[at + 1] is None
    corner = block["corner"]
    assert [block["x"][at] + corner[0], block["y"][at] + corner[1]] == [11_719_500, 3_911_600]
    assert min(block["x"]) >= 0
    assert block["more"] == {str(at): [2_000, -600, -2_700, 650]}
    assert list(block["also"].values()) == ["五大道"]


def test_a_district_carries_the_names_within_and_a_little_around_it(table: Path) -> None:
    near = names_near(page_names(table), shapely.box(117.20, 39.10, 117.21, 39.12))
    assert near is not None
    assert "京津高速" not in set(near["name_zh"])
    assert len(near[near["name_zh"] == "南京路"]) == 1  # it reaches in by a further point


@pytest.mark.parametrize(
    ("region", "most"), [("tianjin", 480_000), ("beijing", 900_000), ("jingjinji", 400_000)]
)
def test_shipped_names_take_little_of_a_page(root: Path, region: str, most: int) -> None:
    names = page_names(root / "data" / "regions" / region / "names.csv")
    assert names is not None
    assert len(as_json(names_block(names)).encode()) <= most


def test_names_move_with_the_tiles_under_them(table: Path) -> None:
    names = page_names(table)
    assert names is not None
    shifted = Tiles("https://webrd01.is.autonavi.com/x={x}&y={y}&z={z}", "t", datum="gcj02").displayed_frame(
        names
    )
    metres = 111_000 * shapely.distance(names.geometry.to_numpy(), shifted.geometry.to_numpy())
    assert metres.min() > 300


def test_pages_without_a_table_carry_no_names(pages: Path) -> None:
    text = (pages / "map.html").read_text(encoding="utf-8")
    assert 'id="layer-names"' not in text


@pytest.mark.parametrize("name", ["map.html", "districts/120101.html"])
def test_each_name_stands_once_in_a_page(named_pages: Path, name: str) -> None:
    text = (named_pages / name).read_text(encoding="utf-8")
    block = re.search(r'id="layer-names"[^>]*>(.*?)</script>', text, re.DOTALL)
    assert block is not None
    names = [one for one in json.loads(block[1])["columns"]["name_zh"] if one]
    assert len(names) == len(set(names))


@pytest.mark.browser
def test_classes_of_names_appear_as_one_zooms_in(visit: Any, named_pages: Path) -> None:
    page = visit.open(named_pages / "map.html")

    def written(zoom: float, lat: float, lon: float) -> int:
        page.evaluate(
            "([z, lat, lon]) => gisplan.map.setView([lat, lon], z, { animate: false })", [zoom, lat, lon]
        )
        page.wait_for_timeout(150)
        return int(page.evaluate("gisplan.namesWritten"))

    assert written(9, 39.116, 117.195) == 0
    assert written(11, 39.2, 117.3) >= 1  # the expressway
    street = written(13, 39.116, 117.195)
    assert written(16, 39.1155, 117.1955) >= 1
    assert street >= 1
    assert visit.network() == []
    assert visit.complaints == []


STROKES = """() => { const pen = CanvasRenderingContext2D.prototype, seen = [[], []];
  const own = [pen.stroke, pen.fill];
  pen.stroke = function (...all) { seen[0].push(this.strokeStyle); return own[0].apply(this, all); };
  pen.fill = function (...all) { seen[1].push(this.fillStyle); return own[1].apply(this, all); };
  gisplan.canvas.paint();
  [pen.stroke, pen.fill] = own;
  const at = (kind, way) => seen[way].includes(gisplan.signs.street[kind].colour);
  return { expressway: at("expressway", 0), primary: at("primary", 0), water: at("water", 1) }; }"""


@pytest.mark.browser
def test_roads_are_drawn_by_class_and_waters_filled_as_one_zooms_in(visit: Any, named_pages: Path) -> None:
    page = visit.open(named_pages / "map.html")

    def drawn(zoom: float) -> Any:
        page.evaluate("(z) => gisplan.map.setView([39.15, 117.2], z, { animate: false })", zoom)
        return page.evaluate(STROKES)

    assert drawn(9) == {"expressway": True, "primary": False, "water": True}
    assert drawn(12) == {"expressway": True, "primary": True, "water": True}
    legend = page.locator("label:has([data-layer=names]) + .legend").inner_text().split()
    assert legend == ["高速公路", "主干路", "湖库"]
    page.uncheck("[data-layer=names]")  # the ground stays where the names go
    assert page.evaluate(STROKES)["primary"]


@pytest.mark.browser
def test_no_road_of_ours_lies_on_the_tiles_of_another_map(
    visit: Any, layers: Any, facts: Any, table: Path, tmp_path: Path
) -> None:
    write_pages(tmp_path, layers, replace(facts, names=table), plain=True)
    page = visit.open(tmp_path / "map.html")
    page.evaluate("gisplan.page.tiles = true; gisplan.state.on = new Set(['names', ...gisplan.always()])")
    assert not any(page.evaluate(STROKES).values())


@pytest.mark.browser
def test_a_place_that_has_a_latin_name_alone_is_not_written_on_a_chinese_map(
    visit: Any, named_pages: Path
) -> None:
    page = visit.open(named_pages / "map.html")
    written = """() => { const seen = [], places = gisplan.layer("places");
      const { columns } = places;
      columns.name_zh = columns.name_en = Array(places.rows).fill("Nanshi");
      const view = { zoom: 13, width: 1, height: 1, scale: 1, shows: () => true, x: () => 0, y: () => 0 };
      gisplan.placeLabels((name) => seen.push(name), view);
      return seen.includes("Nanshi"); }"""
    assert page.evaluate(written) is False
    page.click("button[data-language=en]")
    assert page.evaluate(written) is True


@pytest.mark.browser
def test_a_paint_that_is_full_tells_how_many_names_it_wrote(visit: Any, named_pages: Path) -> None:
    page = visit.open(named_pages / "map.html")
    written = page.evaluate(
        """() => {
          gisplan.namesWritten = 7;
          const spot = (row) => [300 * (row % 30) + 150, 60 * Math.floor(row / 30) + 30];
          const layer = { rows: 900, get: () => "street", points: (row) => [spot(row)], title: () => "路" };
          const view = { zoom: 16, width: 9000, height: 1800, x: (x) => x, y: (y) => y };
          const context = document.createElement("canvas").getContext("2d");
          gisplan.namesPainter(layer, () => {}).draw(context, view);
          return gisplan.namesWritten;
        }"""
    )
    assert written == 500


@pytest.mark.browser
def test_the_layer_of_names_is_switched_in_the_panel(visit: Any, named_pages: Path) -> None:
    page = visit.open(named_pages / "map.html", "#view=16/39.1155/117.1955")
    page.wait_for_timeout(200)
    picture = "document.querySelector('.leaflet-container canvas').toDataURL()"
    check = page.locator("input[data-layer=names]")
    assert check.is_checked()
    before = page.evaluate(picture)
    check.uncheck()
    page.wait_for_timeout(200)
    assert page.evaluate(picture) != before
    assert "街道与地名" in page.locator("#panel-layers").inner_text()
    page.click("button[data-language=en]")
    assert "Streets and names" in page.locator("#panel-layers").inner_text()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("南京路", "南京路"),
        ("南京路 和平", "南京路"),
        ("和平　南京路", "南京路"),
        ("五大道", "睦南道"),
        ("天津站", "天津站"),
    ],
)
def test_the_search_finds_names_by_one_word_and_by_two(
    visit: Any, named_pages: Path, wanted: str, found: str
) -> None:
    page = visit.open(named_pages / "map.html")
    page.fill("#search", wanted)
    first = page.locator("#found li:has(bdi)").first
    first.wait_for()
    assert first.locator("bdi").inner_text() == found
    assert first.locator("bdi").get_attribute("lang") == "zh-CN"
    assert visit.network() == []


@pytest.mark.browser
def test_two_words_leave_out_what_lies_in_another_district(visit: Any, named_pages: Path) -> None:
    page = visit.open(named_pages / "map.html")
    streets = "(text) => gisplan.find(text, 99).filter((one) => one.key === 'names').length"
    assert page.evaluate(streets, "南京路") == 2
    assert page.evaluate(streets, "南京路 和平") == 1
    assert page.evaluate(streets, "南京路 heping") == 1
    assert page.evaluate(streets, "和平") == 0  # a district alone does not list its streets
    assert page.evaluate(streets, "南京路 没有") == 0


@pytest.mark.browser
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ("主干路", "和平区", "直线距离", "最近公共充电站", "最近加氢站", "米")),
        ("en", ("Main road", "Heping", "straight line", "Nearest public charging", " m")),
    ],
)
def test_a_found_name_says_what_it_is_where_and_what_is_near(
    visit: Any, named_pages: Path, language: str, words: tuple[str, ...]
) -> None:
    page = visit.open(named_pages / "map.html", f"#lang={language}")
    page.fill("#search", "南京路 和平" if language == "zh" else "南京路 heping")
    page.locator("#found li").first.wait_for()
    page.press("#search", "Enter")
    told = page.locator(".popup").inner_text()
    assert "南京路" in told
    assert all(word in told for word in words)
    centre = page.evaluate("(() => { const c = gisplan.map.getCenter(); return [c.lng, c.lat]; })()")
    assert abs(centre[0] - 117.195) < 0.02
    assert abs(centre[1] - 39.116) < 0.02
    near = page.evaluate(
        """() => { const names = gisplan.layer('names'), sites = gisplan.layer('sites');
        const { row } = gisplan.state.selected;
        let least = Infinity;
        for (let at = 0; at < sites.rows; at++) {
          if (sites.get('access', at) !== 'public' || !sites.get('chargers', at)) continue;
          for (const [x, y] of names.points(row)) {
            const there = gisplan.latlng(sites.x[at], sites.y[at]);
            least = Math.min(least, gisplan.latlng(x, y).distanceTo(there));
          } }
        return gisplan.figure(least, 'm'); }"""
    )
    assert page.locator(".near li b").first.inner_text() == near
    page.locator(".near button").first.click()
    assert page.evaluate("gisplan.state.selected.layer.name") == "sites"
    assert visit.complaints == []


@pytest.mark.browser
def test_the_page_of_a_district_says_that_only_its_own_sites_are_near(visit: Any, named_pages: Path) -> None:
    page = visit.open(named_pages / "districts/120116.html")
    page.fill("#search", "南京路")
    page.locator("#found li").first.wait_for()
    page.press("#search", "Enter")
    assert "只含本区" in page.locator(".popup").inner_text()


@pytest.mark.browser
def test_a_hostile_name_runs_no_script(visit: Any, layers: Any, facts: Any, tmp_path: Path) -> None:
    names = tmp_path / "names.csv"
    hostile = ROWS.replace(
        "<img src=x onerror=hacked=1>", "`${hacked=1}`&lt;img src=x onerror=hacked=1&gt;\\\\"
    )
    names.write_text(hostile, encoding="utf-8")
    write_pages(tmp_path, layers, replace(facts, names=names), plain=True)
    page = visit.open(tmp_path / "map.html", "#view=17/39.115/117.197")
    page.fill("#search", "hacked")
    page.locator("#found li").first.wait_for()
    page.press("#search", "Enter")
    assert "hacked" in page.locator(".popup h3").inner_text()
    assert page.evaluate("window.hacked === undefined")
    assert visit.complaints == []
