"""The whole round in a real browser: add, move, save, re-plan, see the change; and ten thousand sites."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import expect

from tests.gisplan.editor.conftest import another, save, served, until
from tests.gisplan.toy import at, toy_scenario
from tests.gisplan.toy_folder import stated_sites

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.browser
MANY = 10_000


@pytest.fixture
def planning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    found, end = served(tmp_path, monkeypatch, scenario=toy_scenario())
    yield found
    end()


@pytest.mark.slow
def test_a_site_is_added_moved_saved_planned_again_and_the_change_is_seen(visit, planning):
    page = visit(another(planning))
    place = gpd.GeoSeries([at(3.0, 3.0), at(3.1, 3.1)], crs=4548).to_crs(4326)
    start, end = ({"lon": one.x, "lat": one.y} for one in place)
    values = {"name_zh": "体育馆", "bays": 60, "grid_kw": 900, "area_m2": 5000, "status": "required"}
    key = page.evaluate(
        "asked => editor.do('add', asked).then(done => done.key)", {**start, "values": values}
    )
    page.evaluate("asked => editor.do('move', asked)", {"key": key, **end})
    save(page, "实地调查")
    expect(page.locator("#told")).to_contain_text("版本 2")
    page.click("#tool-plan")
    assert page.locator("#plan-base").input_value() == "1"
    page.select_option("#plan-area", "")
    page.click("dialog button.main")
    page.wait_for_selector("#side .changed-sites", timeout=180_000)
    line = page.locator(f"#side [data-site='{key}']")
    expect(line).to_contain_text("新开")
    expect(line).to_contain_text("体育馆")
    assert page.evaluate("editor.differences.getLayers().length") >= 1
    page.click("button[data-language=en]")
    expect(line).to_contain_text("Opened")
    seen = page.locator("#side").inner_text().replace("体育馆", "")
    assert not re.search(r"[\u4e00-\u9fff]", seen), seen
    with page.context.expect_page() as opened:
        page.click("#side a")
    expect(opened.value.locator("h1")).to_be_visible()
    # the page of a comparison runs apart: it has no way to the editor
    assert opened.value.evaluate("self.origin") == "null"


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_desk_plans_by_its_sliders_and_holds_runs_side_by_side(visit, planning, language):
    page = visit(another(planning))
    page.click(f"button[data-language={language}]")
    page.click("button[data-view=desk]")
    page.wait_for_selector("#slider-target")
    page.click("#desk-run")
    page.wait_for_selector("input[data-run='1']")
    page.evaluate(
        "(one => { one.value = Number(one.value) * 0.9; one.dispatchEvent(new Event('input')); })"
        "(editor.byId('slider-target'))"
    )
    page.click("#desk-run")
    page.wait_for_selector("input[data-run='2']:enabled", timeout=180_000)
    for number in (1, 2):
        page.check(f"input[data-run='{number}']")
    page.click("#desk-compare")
    page.wait_for_selector(".side-by-side table", timeout=60_000)
    assert page.locator(".losses li").count() >= 1
    seen = page.locator("#view-desk").inner_text()
    if language == "en":
        assert not re.search(r"[\u4e00-\u9fff]", seen), seen
    else:
        # ids of sites and keys of settings are the same in every language
        seen = re.sub(r"[A-Z]+-\d?[\w-]*|\w+(\.\w+)+|Gini", "", seen)
        assert not re.search(r"[A-Za-z]{4,}", seen), seen


@pytest.mark.slow
def test_ten_thousand_sites_are_edited_without_waiting(visit, tmp_path, monkeypatch):
    """No clock: an edit of one site draws one site and sends one, however many there are."""
    first = stated_sites()
    rows = first[first["access"] == "public"].iloc[np.arange(MANY) % 8].reset_index(drop=True)
    rows["site_id"] = [f"T-{number:05d}" for number in range(MANY)]
    spread = np.random.default_rng(1).uniform((505, 0), (524, 9), (MANY, 2)) * 1000 + (0, 4_330_000)
    many = gpd.GeoDataFrame(
        rows.drop(columns="geometry"), geometry=gpd.points_from_xy(*spread.T), crs=first.crs
    )
    many = gpd.GeoDataFrame(pd.concat([first, many], ignore_index=True), crs=first.crs)
    found, end = served(tmp_path, monkeypatch, sites=many)
    try:
        page = visit(another(found))
        assert page.evaluate("editor.rows.size") == len(many)
        assert page.evaluate("editor.markers.size") == len(many)
        page.evaluate("clearTimeout(editor.linting); editor.lintSoon = () => {}")
        page.evaluate(
            "(window.drawn = 0, ((was) => { L.CircleMarker.prototype.setStyle = function (style) "
            "{ window.drawn += 1; return was.call(this, style); }; })(L.CircleMarker.prototype.setStyle))"
        )
        with page.expect_response("**/api/do/edit") as said:
            page.evaluate("editor.do('edit', { keys: ['T-00007'], values: { status: 'excluded' } })")
        assert len(said.value.body()) < 5_000
        until(page, "editor.draft.counts.changed === 1")
        assert page.evaluate("window.drawn") == 1
        assert page.locator("#list li").count() <= 120
        page.fill("#filter", "T-00007")
        until(page, "editor.visible.size === 1")
        page.fill("#filter", "")
        until(page, f"editor.visible.size === {len(many)}")
        page.evaluate("editor.do('edit', { keys: [...editor.rows.keys()], values: { operator: '某公司' } })")
        until(page, f"editor.draft.counts.changed === {len(many)}")
        page.click("#tool-undo")
        until(page, "editor.draft.counts.changed === 1")
    finally:
        end()
