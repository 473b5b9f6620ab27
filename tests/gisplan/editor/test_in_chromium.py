"""The editor as its user has it: a real browser, in both languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from gisplan.editor.draft import draft_of, edited
from gisplan.editor.journal import Journals
from layers.store import open_store
from tests.cluster import cluster  # noqa: F401 - a fixture
from tests.gisplan.editor.conftest import another, save, served, until

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def click_map(page: Page, lat: float, lon: float) -> None:
    x, y = page.evaluate(
        "([lat, lon]) => { const p = editor.map.latLngToContainerPoint([lat, lon]); return [p.x, p.y]; }",
        [lat, lon],
    )
    page.locator("#map").click(position={"x": x, "y": y})


def rows(editor: Any) -> Any:
    return editor.store.read().frame.set_index("site_id")


def test_a_site_is_added_filled_in_moved_and_saved(visit, editor):
    page = visit(editor.links[0])
    assert "token" not in page.url
    page.click("#tool-add")
    click_map(page, 39.12, 117.02)
    page.wait_for_selector("#fields")
    key = page.locator("#fields [name=site_id]").input_value()
    page.fill("#fields [name=name_zh]", "体育馆停车场")
    page.press("#fields [name=name_zh]", "Tab")
    expect(page.locator("#side h2")).to_have_text("体育馆停车场")
    page.fill("#fields [name=bays]", "-3")
    page.press("#fields [name=bays]", "Tab")
    expect(page.locator("#fields .fault").first).to_contain_text("-3")
    page.fill("#fields [name=bays]", "40")
    page.press("#fields [name=bays]", "Tab")
    expect(page.locator("#fields [name=bays]")).not_to_have_attribute("aria-invalid", "true")
    move_by_hand(page, key)
    save(page, "实地调查")
    expect(page.locator("#told")).to_contain_text("版本 2")
    kept = rows(editor).loc[key]
    assert (kept["name_zh"], kept["bays"]) == ("体育馆停车场", 40)
    assert kept.geometry is not None
    page.click("#tool-log")
    expect(page.locator("dialog table")).to_contain_text("实地调查")


def move_by_hand(page: Page, key: str) -> None:
    before = page.evaluate("key => editor.rows.get(key).lon", key)
    box = page.locator(".handle").bounding_box()
    page.mouse.move(box["x"] + 11, box["y"] + 11)
    page.mouse.down()
    page.mouse.move(box["x"] + 31, box["y"] + 21, steps=4)
    page.mouse.up()
    until(page, "editor.rows.get(arg[0]).lon > arg[1]", [key, before])


def choose_bays(page: Page, key: str, bays: str) -> None:
    page.fill("#filter", key)
    page.click(f"#list button[data-key='{key}']")
    page.fill("#fields [name=bays]", bays)
    page.press("#fields [name=bays]", "Tab")
    until(page, "editor.draft.counts.changed >= 1")


@pytest.mark.slow
def test_a_team_edits_in_postgis_adds_moves_saves_and_decides_its_conflict(
    visit: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    cluster: Any,  # noqa: F811
) -> None:
    address = cluster.url("team", "edited")
    editor, end = served(tmp_path, monkeypatch, address=address)
    try:
        one, two = visit(another(editor)), visit(another(editor))
        assert "postgresql://" in one.locator("#store").inner_text()
        one.click("#tool-add")
        click_map(one, 39.12, 117.02)
        one.wait_for_selector("#fields")
        key = one.locator("#fields [name=site_id]").input_value()
        for name, value in (("name_zh", "体育馆停车场"), ("bays", "40")):
            one.fill(f"#fields [name={name}]", value)
            one.press(f"#fields [name={name}]", "Tab")
        expect(one.locator("#side h2")).to_have_text("体育馆停车场")
        move_by_hand(one, key)
        choose_bays(one, "PP-1", "11")
        save(one, "甲的调查")
        expect(one.locator("#told")).to_contain_text("版本 2")
        kept = open_store(address).read().frame.set_index("site_id")
        assert (kept.loc[key, "name_zh"], kept.loc[key, "bays"], kept.loc["PP-1", "bays"]) == (
            *("体育馆停车场", 40),
            11,
        )
        assert kept.loc[key].geometry.x > 117.02
        choose_bays(two, "PP-1", "22")
        save(two, "乙的调查")
        table = two.locator("dialog table.conflicts")
        expect(table.locator(".mine").first).to_have_text("22")
        expect(table.locator(".theirs").first).to_have_text("11")
        two.check("dialog input[value=mine]")
        two.click("dialog button.main")
        expect(two.locator("#told")).to_contain_text("版本 3")
        kept = open_store(address).read().frame.set_index("site_id")
        assert kept.loc["PP-1", "bays"] == 22
        assert key in kept.index  # what the first saved stays
        assert [one.who for one in open_store(address).log()] == ["王", "王", "王"]
        cluster.restart()  # and neither does a restart of the server end the editor
        choose_bays(two, "PP-1", "33")
        save(two, "重启之后")
        expect(two.locator("#told")).to_contain_text("版本 4")
    finally:
        end()


def test_a_draft_that_is_left_is_offered_and_taken_up(visit: Any, editor: Any, tmp_path: Path) -> None:
    journals = Journals(tmp_path / "drafts")
    start = draft_of(editor.store.read().frame, "sites", 1, "toy")
    for key in ("PP-1", "PP-2"):
        kept = journals.begin()
        kept.note(edited(start, [key], {"bays": 77}), "step")
        kept.let_go()
        name = kept.path.stem
    page = visit(another(editor))
    lines = page.locator("dialog p.left")
    expect(lines).to_have_count(2)
    page.click(f"[data-draft='{name}'] button.main")
    until(page, "editor.rows.get('PP-2').bays === 77")
    expect(page.locator("#draft")).to_contain_text("修改 1")
    save(page, "接着编辑")
    expect(page.locator("#told")).to_contain_text("版本 2")
    assert rows(editor).loc["PP-2", "bays"] == 77
    other = visit(another(editor))
    other.click("dialog p.left button.danger")
    expect(other.locator("dialog")).not_to_be_visible()
    assert not list((tmp_path / "drafts").iterdir())


def test_a_zone_is_drawn_and_an_area_is_changed_together(visit, editor):
    page = visit(another(editor))
    corners = [(39.105, 116.995), (39.105, 117.06), (39.16, 117.06), (39.16, 116.995)]
    page.click("#tool-zone")
    for lat, lon in corners:
        click_map(page, lat, lon)
    page.keyboard.press("Enter")
    until(page, "editor.draft.counts.changed > 5")
    page.click("#tool-undo")
    until(page, "editor.draft.counts.changed === 0")
    page.click("#tool-area")
    for lat, lon in corners:
        click_map(page, lat, lon)
    page.keyboard.press("Enter")
    until(page, "editor.selected.size > 5")
    page.fill("#fields [name=operator]", "某公司")
    page.press("#fields [name=operator]", "Tab")
    until(page, "editor.draft.counts.changed === editor.selected.size")


def test_two_browsers_and_one_conflict_that_the_second_decides(visit, editor):
    one, two = visit(another(editor)), visit(another(editor))
    for page, bays in ((one, "11"), (two, "22")):
        choose_bays(page, "PP-1", bays)
    save(one, "甲的调查")
    expect(one.locator("#told")).to_contain_text("版本 2")
    save(two, "乙的调查")
    table = two.locator("dialog table.conflicts")
    expect(table.locator(".mine").first).to_have_text("22")
    expect(table.locator(".theirs").first).to_have_text("11")
    assert rows(editor).loc["PP-1", "bays"] == 11
    two.check("dialog input[value=mine]")
    two.click("dialog button.main")
    expect(two.locator("#told")).to_contain_text("版本 3")
    assert rows(editor).loc["PP-1", "bays"] == 22


def test_a_table_is_mapped_column_by_column(visit, editor):
    page = visit(another(editor))
    page.click("#tool-import")
    table = "代号,站名,经度,纬度,车位数,类别,开放方式,容量\nA-1,甲,117.02,39.12,9,public_parking,public,400\n"
    page.set_input_files(
        "#import-file", {"name": "../../x.csv", "mimeType": "text/csv", "buffer": table.encode()}
    )
    for theirs, ours in (("代号", "site_id"), ("站名", "name_zh"), ("车位数", "bays"), ("容量", "grid_kw")):
        page.select_option(f"select[data-column='{theirs}']", ours)
    page.fill("#import-source", "某表")
    page.click("dialog button.main")
    until(page, "editor.rows.has('A-1')")
    assert page.evaluate("editor.rows.get('A-1').bays") == 9


CHINESE = re.compile(r"[\u4e00-\u9fff]")
ENGLISH = re.compile(r"[A-Za-z]{4,}")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_word_of_the_page_is_in_the_other_language(visit, editor, language):
    page = visit(another(editor))
    page.click(f"button[data-language={language}]")
    page.evaluate("editor.select(['PP-1'])")
    page.evaluate("editor.do('edit', { keys: ['PP-1'], values: { bays: -1 } })")
    page.wait_for_selector("#fields .fault")
    seen = [page.locator("body").inner_text()]
    for tool in ("import", "save", "log", "link", "discard"):
        page.click(f"#tool-{tool}")
        page.wait_for_selector("dialog[open] h2")
        seen.append(page.locator("dialog").inner_text())
        page.evaluate("editor.closeWindow()")
    page.evaluate("editor.select(['PP-1', 'PP-2'])")
    seen.append(page.locator("#side").inner_text())
    text = "\n".join(seen)
    if language == "en":
        # the name of a language is written in it; who saved stays as it was typed
        left = text.replace("中文", "").replace("王", "")
        assert not CHINESE.search(left), CHINESE.findall(left)
    else:
        known = (str(editor.store.shown), "English", "GeoNames", "first")
        for word in known:
            text = text.replace(word, "")
        assert not ENGLISH.search(text), ENGLISH.findall(text)


def test_a_reader_has_no_tool_that_changes_anything(visit, editor):
    page = visit(editor.links[1])
    for tool in ("add", "zone", "import", "undo", "save", "discard", "link", "plan"):
        assert not page.locator(f"#tool-{tool}").is_visible()
    page.fill("#filter", "PP-1")
    page.click("#list button[data-key='PP-1']")
    assert page.locator("#fields [name=bays]").is_disabled()


def test_markup_in_a_name_is_shown_and_not_run(visit, editor):
    page = visit(another(editor))
    page.evaluate(
        "editor.do('edit', { keys: ['PP-1'], values: { name_zh: '<img src=x onerror=window.hit=1>' } })"
    )
    page.fill("#filter", "PP-1")
    expect(page.locator("#list")).to_contain_text("<img src=x")
    assert page.evaluate("window.hit") is None
