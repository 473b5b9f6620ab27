"""Service areas along roads on the pages: what is drawn, its bounded size, legend, popup and marking."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest
import shapely

from maps import write_pages
from maps.data import reach_lines
from maps.data.reach_lines import page_reach

if TYPE_CHECKING:
    from pathlib import Path

CLASSES = [(0.0, 500.0), (500.0, 1000.0), (1000.0, 2000.0)]


def reach_of(layers: Any) -> gpd.GeoDataFrame:
    """Give three open sites of a district a cross of roads each: a main one east, a minor one north."""
    sites = layers.sites[layers.sites["adcode"] == "120116"].head(3)
    rows = []
    for site, adcode, spot in zip(sites["site_id"], sites["adcode"], sites.geometry, strict=True):
        for low, high in CLASSES:
            for main, (dx, dy) in ((True, (1, 0)), (False, (0, 1))):
                a, b = low * 1e-5, high * 1e-5
                line = shapely.LineString(
                    [(spot.x + dx * a, spot.y + dy * a), (spot.x + dx * b, spot.y + dy * b)]
                )
                rows.append((site, adcode, low, high, main, (high - low) / 1_000, line))
    columns = ["site_id", "adcode", "from_m", "to_m", "main", "road_km", "geometry"]
    return gpd.GeoDataFrame(
        {name: list(values) for name, values in zip(columns, zip(*rows, strict=True), strict=True)}, crs=4326
    )


@pytest.fixture(scope="module")
def reach_pages(layers: Any, facts: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reach")
    write_pages(folder, replace(layers, reach=reach_of(layers)), facts)
    return folder


def test_a_page_row_is_a_site_and_class_with_all_its_roads(layers: Any) -> None:
    drawn, what = page_reach(reach_of(layers), 0.0004)
    assert what == "all"
    assert len(drawn) == 9
    assert drawn["from_m"].is_monotonic_decreasing
    assert drawn.groupby("from_m")["road_km"].sum().tolist() == pytest.approx([3.0, 3.0, 6.0])
    assert (shapely.get_num_geometries(drawn.geometry.to_numpy()) == 2).all()


def test_what_a_page_carries_is_bounded_minor_roads_go_first(
    layers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = reach_of(layers)
    for most, what, corners in ((36, "all", 36), (35, "main", 18), (17, "longest", 16)):
        monkeypatch.setattr(reach_lines, "MOST_CORNERS", most)
        drawn, said = page_reach(frame, 0.0004)
        assert said == what
        assert shapely.get_num_coordinates(drawn.geometry.to_numpy()).sum() == corners
        # What is not drawn still counts.
        assert drawn["road_km"].sum() == pytest.approx(12.0)
    farthest = drawn.loc[drawn["from_m"] == 1000, "geometry"].to_numpy()
    assert shapely.length(farthest) == pytest.approx(0.01)


@pytest.mark.browser
@pytest.mark.parametrize("name", ["map.html", "districts/120116.html"])
def test_the_legend_names_the_classes_and_the_layer_can_be_put_away(
    visit: Any, reach_pages: Path, name: str
) -> None:
    page = visit.open(reach_pages / name)
    check = page.locator("input[data-layer=reach]")
    assert check.is_checked()
    legend = page.locator("label:has(input[data-layer=reach]) + .legend")
    for words in ("0 – 500 米", "500 – 1,000 米", "1,000 – 2,000 米", "驶抵最近已开放公共站"):
        assert words in legend.inner_text()
    check.uncheck()
    assert not page.evaluate("gisplan.shown('reach')")
    assert visit.network() == []
    assert visit.complaints == []


@pytest.mark.browser
def test_a_road_tells_its_nearest_site_and_a_site_marks_its_roads(
    visit: Any, reach_pages: Path, layers: Any
) -> None:
    page = visit.open(reach_pages / "map.html")
    first = reach_of(layers).iloc[0]
    spot = first.geometry.interpolate(0.5, normalized=True)
    page.evaluate("gisplan.state.on.delete('sites')")
    page.evaluate(f"gisplan.map.setView([{spot.y}, {spot.x}], 15, {{ animate: false }})")
    page.locator(".folium-map").focus()
    page.keyboard.press("Enter")
    popup = page.locator(".popup")
    name = layers.sites.set_index("site_id").loc[first["site_id"], "name_zh"]
    assert "沿路服务范围" in popup.inner_text()
    assert name in popup.inner_text()
    assert "0 – 500 米" in popup.inner_text()
    page.evaluate(
        "site => { const l = gisplan.layer('sites'); for (let r = 0; r < l.rows; r++)"
        " if (l.get('site_id', r) === site) gisplan.showRow(gisplan.map, l, r); }",
        first["site_id"],
    )
    page.wait_for_timeout(400)
    # Three classes, main and minor: 0.5 + 0.5 + 1 km each way.
    assert "4.0 公里" in page.locator(".popup").last.inner_text()
    assert page.evaluate("site => gisplan.reachOf(site).length", first["site_id"]) == 3
    assert visit.complaints == []
    with_roads = pink(page)
    page.evaluate("() => { gisplan.reachOf = () => []; gisplan.canvas.paint(); }")
    assert with_roads > 2 * pink(page) > 0


def pink(page: Any) -> int:
    """Count the pixels of the map in the colour of a selection."""
    found: int = page.evaluate(
        """() => {
        const c = gisplan.canvas._container;
        const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
        let n = 0;
        for (let i = 0; i < d.length; i += 4) n += d[i] === 216 && d[i + 1] === 27 && d[i + 2] === 96;
        return n; }"""
    )
    return found


@pytest.mark.browser
def test_without_roads_the_map_says_that_distances_are_straight(visit: Any, pages: Path) -> None:
    page = visit.open(pages / "map.html")
    assert page.locator("input[data-layer=reach]").count() == 0
    page.locator("input[data-layer=coverage]").check()
    assert "未载入路网，距离为直线距离乘绕行系数" in page.locator("#panel-layers").inner_text()
