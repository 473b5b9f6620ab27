"""The editor on what stands: the same form by another contract; areas go along; planned again as a whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest
import shapely
from playwright.sync_api import expect
from shapely.affinity import translate

from gisplan.editor.fields import fields_of
from layers.files.layers import write_layer
from tests.gisplan.editor.conftest import another, save, served
from tests.gisplan.editor.plans.test_planner import finished
from tests.gisplan.toy import CENTRE, at, toy_scenario
from tests.gisplan.toy_folder import stated_sites

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def standing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    found, end = served(tmp_path, monkeypatch, layer="standing", scenario=toy_scenario())
    write_layer(stated_sites(), tmp_path / "toy" / "sites.gpkg", "sites")
    yield found
    end()


def place() -> shapely.Point:
    return gpd.GeoSeries([at(2.5, 2.6)], crs=4548).to_crs(4326).iloc[0]


def test_a_station_is_added_checked_moved_and_saved(standing: Any) -> None:
    own, where = standing.browser(), place()
    assert own.page["layer"] == "standing"
    assert [one["name"] for one in own.page["fields"]] == [one["name"] for one in fields_of("standing")]
    assert own.ask("/api/whole")[1]["keys"] == []
    key = own.do("add", lon=where.x, lat=where.y, values={"name_zh": "老站", "chargers": 4})["key"]
    faulty = own.do("edit", keys=[key], values={"h2_mpa": 700, "since": "spring"})
    assert {fault["column"] for fault in faulty["faults"][key]} == {"h2_mpa", "since"}
    assert own.do("edit", keys=[key], values={"h2_mpa": "", "since": "2024-05"})["faults"][key] == []
    own.do("move", key=key, lon=where.x + 0.01, lat=where.y)
    assert "新增 1" in own.do("save", who="王", why="普查")["told"]["zh"]
    kept = standing.store.read().frame.set_index("site_id").loc[key]
    assert (kept["status"], kept["chargers"], kept["since"]) == ("existing", 4, "2024-05")
    assert kept.geometry.x == pytest.approx(where.x + 0.01)


def test_an_area_is_moved_as_a_whole(standing: Any) -> None:
    own, where = standing.browser(), place()
    key = own.do("add", lon=where.x, lat=where.y, values={"name_zh": "站"})["key"]
    own.do("save", who="王", why="x")
    frame = standing.store.read().frame
    square = shapely.box(where.x, where.y, where.x + 0.002, where.y + 0.001)
    standing.store.save(frame.set_geometry([square], crs=4326), who="w", why="its area")
    own.do("discard")
    whole = own.ask("/api/whole")[1]
    own.do("move", key=key, lon=whole["lon"][0] + 0.01, lat=whole["lat"][0])
    own.do("save", who="王", why="y")
    moved = standing.store.read().frame.geometry.iloc[0]
    assert moved.equals_exact(translate(square, 0.01), 1e-6)


@pytest.mark.slow
def test_what_stands_is_planned_again_for_the_whole_region_and_for_no_district_alone(standing: Any) -> None:
    own, where = standing.browser(), place()
    values = {"name_zh": "老站", "chargers": 40, "kw": 2400, "bays": 40}
    own.do("add", lon=where.x, lat=where.y, values=values)
    status, said, _ = own.ask("/api/do/plan", {"area": CENTRE, "base": 0})
    assert status == 422
    assert "whole" in said["error"]["en"]
    job = finished(own, own.do("plan", area="", base=0))
    assert job["state"] == "done", job["line"]
    (run,) = job["result"]["runs"]
    figures = {one["key"]: one["values"] for one in job["result"]["figures"]}
    assert "1" in figures["standing_stations"][-1]["value"]["zh"], figures.keys()
    assert run["sites"], "what stands takes the place of what would be built"


@pytest.mark.browser
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_says_what_it_edits_in_one_language(visit: Any, standing: Any, language: str) -> None:
    where = place()
    page = visit(another(standing))
    page.click(f"button[data-language={language}]")
    assert not page.locator("#tool-zone").is_visible()
    assert not page.locator("#filter-adcode").is_visible()
    name = "老站" if language == "zh" else "Old"
    key = page.evaluate(
        "asked => editor.do('add', asked).then(done => (editor.select([done.key]), done.key))",
        {"lon": where.x, "lat": where.y, "values": {"name_zh": name}},
    )
    page.fill("#fields [name=chargers]", "6")
    page.press("#fields [name=chargers]", "Tab")
    expect(page.locator("#list")).to_contain_text(key)
    seen = page.locator("body").inner_text()
    assert ("编辑已建站" if language == "zh" else "Edit what stands") in seen
    if language == "en":
        assert not re.search(r"[\u4e00-\u9fff]", seen.replace("中文", "")), seen
    save(page, "x")
    expect(page.locator("#told")).to_contain_text("1")
    assert standing.store.read().frame["chargers"].tolist() == [6]
