"""Lakes and reservoirs lie under what the maps, sheets and pictures of a plan show."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from matplotlib.figure import Figure
from matplotlib.image import imread

from maps.data.signs import signs
from maps.data.water import MOST, page_water, water_block
from maps.page.writing import write_pages
from maps.pictures.sheet_ground import ground_of
from maps.pictures.sheets import atlas_pages, sheets_of
from maps.pictures.still import plan_picture

if TYPE_CHECKING:
    from pathlib import Path

LAKE = shapely.box(117.45, 38.75, 117.55, 38.80)
NAME = "<b>北大港水库"
COLOUR = tuple(int(signs()["street"]["water"]["colour"][at : at + 2], 16) for at in (1, 3, 5))
PIXEL = """([lon, lat, zoom]) => { gisplan.map.setView([lat, lon], zoom, { animate: false });
  gisplan.state.measure = "none"; gisplan.state.on = new Set(["districts", ...gisplan.always()]);
  gisplan.canvas.paint();
  const view = gisplan.canvas.view(), x = view.x(gisplan.worldX(lon)), y = view.y(gisplan.worldY(lat));
  const { data } = gisplan.canvas._context.getImageData(x * view.ratio, y * view.ratio, 1, 1);
  return [...data].slice(0, 3); }"""


def lakes(*shapes: shapely.Geometry) -> gpd.GeoDataFrame:
    rows = {"name_zh": [NAME] * len(shapes), "origin": ["osm"] * len(shapes)}
    return gpd.GeoDataFrame(rows, geometry=[*shapes], crs=4326)


@pytest.fixture(scope="module")
def water(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("water") / "water.geojson"
    lakes(LAKE).to_file(path)
    return path


@pytest.fixture(scope="module")
def wet(layers: Any, facts: Any, water: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wet")
    write_pages(folder, layers, replace(facts, water=water), plain=True)
    return folder


@pytest.mark.browser
@pytest.mark.parametrize("name", ["index.html", "map.html", "districts/120116.html"])
def test_a_lake_has_the_colour_of_water_and_its_source_is_credited(visit: Any, wet: Path, name: str) -> None:
    page = visit.open(wet / name)
    assert visit.complaints == []
    assert tuple(page.evaluate(PIXEL, [117.5, 38.775, 12])) == COLOUR
    assert tuple(page.evaluate(PIXEL, [117.5, 38.82, 12])) != COLOUR
    assert "OpenStreetMap" in page.locator(".leaflet-control-attribution").inner_text()
    assert visit.network() == []


@pytest.mark.browser
def test_no_lake_of_ours_lies_on_the_tiles_of_another_map(visit: Any, wet: Path) -> None:
    page = visit.open(wet / "map.html")
    page.evaluate("gisplan.page.tiles = true; gisplan.state.on.clear()")
    assert tuple(page.evaluate(PIXEL, [117.5, 38.775, 12])) != COLOUR


def test_only_the_largest_waters_in_the_view_are_drawn(tmp_path: Path) -> None:
    many = [shapely.box(0.01 * at, 0.0, 0.01 * at + 1e-5 * (at + 1), 0.001) for at in range(MOST + 5)]
    path = tmp_path / "water.gpkg"
    lakes(*many, shapely.LineString([(0, 0), (9, 9)])).to_file(path, layer="water")
    found = page_water(path)
    assert len(found) == MOST
    assert float(found.geometry.bounds["minx"].min()) == pytest.approx(0.05)
    block = water_block(found, (0.045, -1.0, 0.0785, 1.0), 0.0)
    assert block["rows"] == 3
    assert water_block(found, (-9.0, -9.0, -8.0, -8.0), 0.0) is None
    assert len(page_water(None)) == 0


def share(picture: bytes) -> float:
    return float((np.rint(imread(io.BytesIO(picture))[..., :3] * 255) == COLOUR).all(axis=-1).mean())


def test_sheets_fill_lakes_and_name_them_in_the_legend_where_they_are_seen(
    layers: Any, facts: Any, water: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[list[str]] = []
    legend = Figure.legend

    def noted(self: Figure, *more: Any, **options: Any) -> Any:
        written.append([one.get_label() for one in options["handles"]])
        return legend(self, *more, **options)

    monkeypatch.setattr(Figure, "legend", noted)
    ground = ground_of(layers, replace(facts, water=water), "EPSG:4548")
    both = [one for one in sheets_of(ground) if one.key == "standing" or one.adcode == "120101"]
    _, pictures = atlas_pages(ground, both, "zh", dpi=40)
    assert [share(one) > 0 for one in pictures] == [True, False]
    assert ["湖库" in labels for labels in written] == [True, False]


def test_pictures_of_a_report_fill_lakes_and_credit_their_source(
    layers: Any, water: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    text = Figure.text

    def noted(self: Figure, x: float, y: float, one: str, **more: Any) -> Any:
        said.append(one)
        return text(self, x, y, one, **more)

    monkeypatch.setattr(Figure, "text", noted)
    shares = [share(plan_picture(layers, "en", dpi=40, water=one)) for one in (None, water)]
    assert shares[0] == 0 < shares[1]
    assert ["OpenStreetMap" in one for one in said] == [False, True]
