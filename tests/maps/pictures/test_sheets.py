"""Sheets of the atlas: each with its frame, a map at a true scale, one language, and room for signatures."""

from __future__ import annotations

import dataclasses
import io
import re
from functools import partial
from typing import Any

import numpy as np
import pytest
import shapely
from matplotlib.figure import Figure
from matplotlib.image import imread
from matplotlib.text import Text
from pypdf import PdfReader

from maps.pictures import sheets as module
from maps.pictures.charts import chart_style
from maps.pictures.fonts import drawn_with
from maps.pictures.grid_marks import grid_kinds
from maps.pictures.sheet_ground import ground_of
from maps.pictures.sheet_inset import SIDE
from maps.pictures.sheets import HIGH, MAP, SCALES, WIDE, atlas_pages, sheets_of

CRS = "EPSG:4548"
CHINESE = re.compile("[\u3400-\u9fff]")
ORDER = ("standing", "demand", "layout", "coverage", "district", "corridors", "hydrogen", "grid", "near-term")


@pytest.fixture(scope="module")
def ground(layers: Any, facts: Any) -> Any:
    return ground_of(layers, facts, CRS)


@pytest.fixture(scope="module")
def drawn(ground: Any) -> dict[str, tuple[list[Any], bytes, list[bytes]]]:
    few = [one for one in sheets_of(ground) if one.key != "district" or one.adcode == "120116"]
    return {language: (few, *atlas_pages(ground, few, language, dpi=50)) for language in ("zh", "en")}


def texts(book: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(book)).pages]


def test_sheets_stand_in_order_and_every_district_has_one(ground: Any, layers: Any) -> None:
    found = sheets_of(ground)
    assert tuple(dict.fromkeys(one.key for one in found)) == ORDER
    assert [one.adcode for one in found if one.adcode] == sorted(layers.districts["adcode"].astype(str))
    assert [one.number for one in found] == list(range(1, len(found) + 1))
    assert {one.total for one in found} == {len(found)}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_sheet_is_a3_with_title_legend_scale_sources_number_and_room_to_sign(
    drawn: Any, language: str, facts: Any
) -> None:
    few, book, pictures = drawn[language]
    due = {
        "zh": ("图例", "比例尺", "资料来源", "编制单位", "审图号", "坐标系", "北"),
        "en": ("Legend", "Scale", "Sources", "Drawn up by", "Map approval", "Coordinates", "N"),
    }[language]
    for sheet, page, text, picture in zip(
        few, PdfReader(io.BytesIO(book)).pages, texts(book), pictures, strict=True
    ):
        sides = [round(float(side) / 72 * 25.4) for side in page.mediabox[2:]]
        assert sides == [WIDE, HIGH]
        assert imread(io.BytesIO(picture)).shape[1] == pytest.approx(WIDE / 25.4 * 50, abs=1)
        flat = text.replace("\n", "")
        assert sheet.title.said(language) in flat
        assert [word for word in due if word not in flat] == []
        assert f"{sheet.number}" in flat
        assert facts.title.said(language) in flat


def test_an_english_sheet_holds_no_chinese_and_a_chinese_one_is_written_in_the_font_that_ships(
    drawn: Any,
) -> None:
    allowed = re.compile("开放街图贡献者|天地图")
    assert [text for text in texts(drawn["en"][1]) if CHINESE.search(allowed.sub("", text))] == []
    fonts = {
        str(font.get_object().get("/BaseFont", font.get_object().get("/Name", "")))
        for page in PdfReader(io.BytesIO(drawn["zh"][1])).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts
    assert all("Gisplan" in font or "DejaVu" in font for font in fonts), fonts


def test_the_map_has_the_scale_that_the_sheet_says(ground: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[float, float]] = []
    before = module._place

    def place(axes: Any, *more: Any) -> int:
        scale = before(axes, *more)
        seen.append((float(np.ptp(axes.get_xlim())) / MAP[2] * 1_000, scale))
        return scale

    monkeypatch.setattr(module, "_place", place)
    city, district = (
        next(one for one in sheets_of(ground) if one.key == key) for key in ("layout", "district")
    )
    atlas_pages(ground, [city, district], "zh", dpi=20)
    for drawn_at, said in seen:
        assert drawn_at == pytest.approx(said)
        assert said in SCALES
    assert seen[0][1] > seen[1][1]


def test_what_a_sheet_shows_lies_on_its_map(ground: Any) -> None:
    for sheet in sheets_of(ground):
        figure = Figure(figsize=(WIDE / 25.4, HIGH / 25.4))
        axes = figure.add_axes(module._parts(*MAP))
        module._place(axes, ground, sheet)
        shown = ground.of("districts", sheet.adcode) if sheet.adcode else ground.frames["districts"]
        west, south, east, north = shown.total_bounds
        (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
        assert left <= west <= east <= right
        assert low <= south <= north <= high


def test_the_sheet_of_what_stands_says_so_where_nothing_is_known(ground: Any) -> None:
    bare = dataclasses.replace(
        ground, frames=ground.frames | {"standing": ground.frames["standing"].iloc[:0]}
    )
    first = sheets_of(bare)[:1]
    (text,) = texts(atlas_pages(bare, first, "zh", dpi=20)[0])
    assert "没有已建站点" in text.replace("\n", "")


def test_the_centre_stands_in_an_inset_on_sheets_of_the_region_and_covers_no_district(
    sample: Any, facts: Any
) -> None:
    ground = ground_of(sample.sample_layers(20, 20), facts, CRS)
    city, district = (
        next(one for one in sheets_of(ground) if one.key == key) for key in ("layout", "district")
    )
    figure = module._figure(ground, city, "zh")
    whole = figure.axes[0]
    (inset,) = whole.child_axes
    central = ground.frames["districts"][ground.frames["districts"]["tier"] == "central"]
    (left, right), (low, high) = inset.get_xlim(), inset.get_ylim()
    assert shapely.box(left, low, right, high).contains(shapely.box(*central.total_bounds))
    (said,) = [text.get_text() for text in inset.texts if "1:" in text.get_text()]
    assert (right - left) / SIDE * 1_000.0 == pytest.approx(int(said.partition("1:")[2].replace(",", "")))
    figure.canvas.draw()
    corners = whole.transData.inverted().transform(inset.get_window_extent().corners())
    covered = shapely.box(*corners.min(axis=0), *corners.max(axis=0))
    assert not ground.frames["districts"].intersects(covered).any()
    assert module._figure(ground, district, "zh").axes[0].child_axes == []


def test_streets_of_the_table_of_names_are_drawn_named_and_credited(
    layers: Any, facts: Any, tmp_path: Any
) -> None:
    table = tmp_path / "names.csv"
    at = layers.districts.set_index("adcode").loc["120101"].geometry.representative_point()
    line = f"{at.x - 0.01:.5f} {at.y:.5f};{at.x + 0.01:.5f} {at.y:.5f}"
    row = f"甲大街,primary,,{at.x:.5f},{at.y:.5f},,{line}"
    table.write_text(f"name_zh,kind,also,lon,lat,more,line\n{row}\n", encoding="utf-8")
    told = dataclasses.replace(facts, names=table)
    found = ground_of(layers, told, CRS)
    assert found.streets.geometry.iloc[0].length == pytest.approx(1_730, rel=0.05)
    (own,) = [one for one in sheets_of(found) if one.adcode == "120101"]
    (zh,) = texts(atlas_pages(found, [own], "zh", dpi=20)[0])
    (en,) = texts(atlas_pages(found, [own], "en", dpi=20)[0])
    assert "甲大街" in zh
    assert "道路" in zh
    assert "Roads" in en
    assert "甲大街" not in en


def test_a_name_lies_beside_the_sign_of_its_station_and_covers_none_of_it(ground: Any) -> None:
    """Names covered the right half of their stations."""
    (sheet,) = [one for one in sheets_of(ground) if one.key == "hydrogen"]
    half = np.sqrt(90) / 2 / 72  # inches of the square that marks an integrated station
    at = dict(zip(*(ground.frames["stations"][name] for name in ("name_zh", "geometry")), strict=True))
    with drawn_with(partial(module._figure, ground, sheet, "zh"), chart_style()) as figure:
        figure.canvas.draw()
        axes = figure.axes[0]
        named = [text for text in axes.texts if text.get_text() in at]
        assert named
        for text in named:
            point = at[text.get_text()]
            x, _ = axes.transData.transform((point.x, point.y))
            assert text.get_window_extent().x0 >= x + half * figure.dpi


def test_a_district_counts_in_units_and_explains_no_corridor_that_it_has_not(ground: Any) -> None:
    own = [one for one in sheets_of(ground) if one.adcode]
    roads = ground.frames["corridors"]
    seen = set()
    for sheet in own:
        figure = module._figure(ground, sheet, "zh")
        axes = figure.axes[0]
        frame = shapely.box(
            *axes.get_xlim()[:1], *axes.get_ylim()[:1], axes.get_xlim()[1], axes.get_ylim()[1]
        )
        said = " ".join(text.get_text() for text in figure.findobj(Text))
        crossed = bool(roads.intersects(frame).any())
        seen.add(crossed)
        assert ("走廊" in said) is crossed
        assert re.search(r"[\d.]+ ?万?人\b", said)
        assert re.search(r"[\d,]+ ?台", said)
    assert seen


def test_the_same_plan_gives_the_same_atlas(ground: Any) -> None:
    one = [sheet for sheet in sheets_of(ground) if sheet.key == "corridors"]
    assert atlas_pages(ground, one, "zh", dpi=30) == atlas_pages(ground, one, "zh", dpi=30)


def test_sites_are_parted_by_what_their_grid_connection_has_left() -> None:
    import pandas as pd

    sites = pd.DataFrame(
        {
            "grid_kw": [100.0, 100.0, 100.0],
            "grid_kw_after": [200.0, 100.0, 100.0],
            "headroom_kw": [1.0, 9.9, 10.0],
        }
    )
    kinds = grid_kinds(sites)
    assert [kinds[name].tolist() for name in ("new", "tight", "enough")] == [
        [True, False, False],
        [False, True, False],
        [False, False, True],
    ]


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("需求为模型估算，位置以实地核实为准。", 8.0, ["需求为模型估算，", "位置以实地核实为", "准。"]),
        ("one two three", 4.0, ["one", "two", "three"]),
        ("合规结论不等。", 6.0, ["合规结论不等。"]),
    ],
)
def test_lines_break_between_words_and_no_mark_begins_one(text: str, room: float, lines: list[str]) -> None:
    assert module._wrapped(text, room) == lines
