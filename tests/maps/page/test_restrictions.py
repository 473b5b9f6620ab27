"""Ground closed to trucks or hazardous goods is hatched on maps, with a legend and its hours in a popup."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest
import shapely

from maps.page.writing import write_pages

if TYPE_CHECKING:
    from pathlib import Path

CLOSED = shapely.box(117.45, 38.75, 117.55, 38.80)
SHOWN = """() => { gisplan.state.on.add("restrictions"); gisplan.changed();
  const layer = gisplan.layer("restrictions"), box = gisplan.popup(layer, 0);
  const legend = gisplan.legend.restrictions().map((one) => one.textContent);
  return [box.textContent, legend, gisplan.painters().map((one) => one.key).includes("restrictions")]; }"""
PIXEL = """(on) => { gisplan.map.setView([38.775, 117.5], 13, { animate: false });
  gisplan.state.measure = "none"; gisplan.state.on = new Set(["districts", ...on, ...gisplan.always()]);
  gisplan.canvas.paint();
  const view = gisplan.canvas.view(), x = view.x(gisplan.worldX(117.5)), y = view.y(gisplan.worldY(38.775));
  const { data } = gisplan.canvas._context.getImageData(x * view.ratio, y * view.ratio, 1, 1);
  return [...data].slice(0, 3).join(); }"""


@pytest.fixture(scope="module")
def folder(layers: Any, facts: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    row = {
        "restriction_id": ["R1"],
        "name_zh": ["<b>限行区"],
        "name_en": ["<b>Zone"],
        "vehicles": ["truck"],
        "hours": ["07:00-09:00"],
        "days": ["1-5"],
        "origin": ["modelled"],
        "source": ["drawn by hand"],
        "as_of": ["2026"],
        "verified": [False],
    }
    zones = gpd.GeoDataFrame(row, geometry=[CLOSED], crs=4326)
    where = tmp_path_factory.mktemp("zones")
    write_pages(where, layers, replace(facts, restrictions=zones), plain=True)
    return where


@pytest.mark.browser
@pytest.mark.parametrize("name", ["map.html", "districts/120116.html"])
def test_closed_ground_is_drawn_and_told(visit: Any, folder: Path, name: str) -> None:
    page = visit.open(folder / name)
    assert visit.complaints == []
    text, legend, drawn = page.evaluate(SHOWN)
    assert drawn
    assert legend == ["禁止货车"]
    assert "<b>限行区" in text
    assert "07:00-09:00" in text
    assert "1-5" in text
    assert page.evaluate(PIXEL, ["restrictions"]) != page.evaluate(PIXEL, [])
    assert visit.network() == []


def test_a_plan_without_the_layer_has_nothing_of_it(
    layers: Any, facts: Any, folder: Path, tmp_path: Path
) -> None:
    write_pages(tmp_path, layers, facts, plain=True)
    assert "layer-restrictions" in (folder / "map.html").read_text("utf-8")
    assert "layer-restrictions" not in (tmp_path / "map.html").read_text("utf-8")
