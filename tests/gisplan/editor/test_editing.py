"""The actions of the page, asked for over the socket: edits, lint, versions, conflicts, tables."""

from __future__ import annotations

import threading

import pytest

TABLE = "编号,名称,经度,纬度,车位,备注\nPP-1,改名,117.02,39.12,9,旧\nNEW-1,新站,117.03,39.13,11,新\n"


def rows(editor):
    return editor.store.read().frame.set_index("site_id")


def test_a_site_is_added_moved_changed_and_saved_with_a_reason(editor):
    own = editor.browser()
    key = own.do("add", lon=117.02, lat=39.12, values={"name_zh": "体育馆"})["key"]
    changed = own.do("edit", keys=[key], values={"bays": 30, "grid_kw": 400, "status": "required"})
    assert changed["rows"][key] == {"bays": 30, "grid_kw": 400, "status": "required"}
    whole = own.ask("/api/whole")[1]
    row = {name: cells[whole["keys"].index(key)] for name, cells in whole["columns"].items()}
    assert (row["adcode"], row["status"], row["origin"], row["bays"]) == ("120101", "required", "survey", 30)
    moved = own.do("move", key=key, lon=117.15, lat=39.13)["rows"][key]
    assert moved["adcode"] == "120118"
    assert moved["authority"] != row["authority"]
    said = own.do("save", who="王", why="实地调查")
    assert "新增 1" in said["told"]["zh"]
    kept = rows(editor).loc[key]
    assert (kept["name_zh"], kept["adcode"]) == ("体育馆", "120118")
    assert kept.geometry.distance(rows(editor).loc[[key]].geometry.iloc[0]) == 0
    newest = own.ask("/api/log")[1][0]
    assert (newest["who"]["zh"], newest["why"], newest["counts"]) == ("王", "实地调查", [1, 0, 0])


def test_one_field_of_many_sites_is_changed_at_once_and_taken_back(editor):
    own = editor.browser()
    keys = [key for key in own.ask("/api/whole")[1]["keys"] if key.startswith("PP")]
    said = own.do("edit", keys=keys, values={"operator": "某公司"})
    assert set(said["rows"]) == set(keys)
    assert said["counts"]["changed"] == len(keys)
    assert own.do("undo")["counts"]["changed"] == 0
    assert own.do("redo")["rows"]["PP-1"]["operator"] == "某公司"


def test_faults_come_with_their_row_at_once_and_go_when_it_is_mended(editor):
    own = editor.browser()
    said = own.do("edit", keys=["PP-1"], values={"bays": -4})
    (fault,) = said["faults"]["PP-1"]
    assert fault["column"] == "bays"
    assert fault["do"]["zh"] != fault["do"]["en"]
    status, refused, _ = own.ask("/api/do/save", {"who": "x", "why": "y"})
    assert status == 422
    assert "PP-1" in refused["error"]["en"]
    assert own.do("edit", keys=["PP-1"], values={"bays": 4})["faults"]["PP-1"] == []


def test_the_whole_lint_sees_what_one_row_cannot_tell(editor):
    own = editor.browser()
    whole = own.ask("/api/whole")[1]
    at = whole["keys"].index("PP-2")
    own.do("move", key="PP-1", lon=whole["lon"][at], lat=whole["lat"][at])
    found = own.ask("/api/lint")[1]["faults"]
    assert {"PP-1", "PP-2"} & set(found)


def test_two_save_over_each_other_and_the_second_decides_with_both_values_before_it(editor):
    one, two = editor.browser(), editor.browser()
    for own, bays in ((one, 11), (two, 22)):
        own.do("edit", keys=["PP-1"], values={"bays": bays})
    two.do("edit", keys=["PP-3"], values={"bays": 33})
    one.do("save", who="甲", why="一")
    said = two.do("save", who="乙", why="二")
    (conflict,) = said["conflicts"]
    assert conflict["key"] == "PP-1"
    assert [(cell["mine"]["zh"], cell["theirs"]["zh"]) for cell in conflict["cells"]] == [("22", "11")]
    assert rows(editor).loc["PP-3", "bays"] != 33  # nothing was saved
    assert two.ask("/api/whole")[1]["counts"]["changed"] == 2  # and nothing was lost
    two.do("save", who="乙", why="二", choice={"PP-1": "theirs"})
    assert rows(editor).loc["PP-1", "bays"] == 11
    assert rows(editor).loc["PP-3", "bays"] == 33


def test_rows_that_others_changed_meanwhile_stay_theirs(editor):
    one, two = editor.browser(), editor.browser()
    one.do("edit", keys=["PP-1"], values={"bays": 11})
    two.do("edit", keys=["PP-2"], values={"bays": 22})
    one.do("save", who="甲", why="一")
    assert two.do("save", who="乙", why="二")["others"]
    assert rows(editor).loc[["PP-1", "PP-2"], "bays"].tolist() == [11, 22]


def test_an_older_version_is_brought_back_into_the_draft(editor):
    own = editor.browser()
    before = rows(editor).loc["PP-1", "bays"]
    own.do("edit", keys=["PP-1"], values={"bays": 1})
    own.do("remove", keys=["PP-2"])
    own.do("save", who="王", why="x")
    own.do("restore", version=1)
    assert own.ask("/api/whole")[1]["counts"] == {"added": 1, "changed": 1, "removed": 0}
    own.do("save", who="王", why="back")
    assert rows(editor).loc["PP-1", "bays"] == before
    assert "PP-2" in rows(editor).index
    assert own.ask("/api/do/restore", {"version": 99})[0] == 422


def test_a_table_is_brought_in_as_its_columns_are_said_to_be(editor):
    own = editor.browser()
    found = own.ask("/api/import/look", TABLE.encode("gb18030"), headers={"Content-Type": "text/csv"})[1]
    assert [one["name"] for one in found["columns"]] == TABLE.split("\n", maxsplit=1)[0].split(",")
    guesses = {one["name"]: one["guess"] for one in found["columns"]}
    assert guesses["编号"] == "site_id"
    columns = {"编号": "site_id", "名称": "name_zh", "经度": "lon", "纬度": "lat", "车位": "bays", "备注": ""}
    own.do("import", columns=columns, stated={"origin": "survey", "source": "某表", "as_of": "2026"})
    whole = own.ask("/api/whole")[1]
    at = whole["keys"].index("NEW-1")
    assert whole["columns"]["bays"][at] == 11
    assert whole["columns"]["source"][at] == "某表"
    assert whole["columns"]["name_zh"][whole["keys"].index("PP-1")] == "改名"
    assert whole["counts"] == {"added": 1, "changed": 1, "removed": 0}
    own.do("undo")
    assert own.ask("/api/whole")[1]["counts"] == {"added": 0, "changed": 0, "removed": 0}


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02", b"a\n", b"PK\x03\x04 not a table"])
def test_what_is_no_table_is_refused_in_words(editor, data):
    own = editor.browser()
    status, said, _ = own.ask("/api/import/look", data, headers={"Content-Type": "text/csv"})
    if status == 200:
        status, said, _ = own.ask("/api/do/import", {"columns": {}})
    assert status == 422
    assert said["error"]["zh"]
    assert str(own.ask("/api/whole")[0]) == "200"


def test_a_zone_over_all_forbids_all_candidates(editor):
    own = editor.browser()
    said = own.do("exclude", corners=[[116.5, 38.5], [118, 38.5], [118, 40], [116.5, 40]])
    assert all(row["status"] == "excluded" for row in said["rows"].values())
    for corners in ([[0, 0], [1, 1]], [[0, 0], [1, 1], [1, 0], [0, 1]]):
        assert own.ask("/api/do/exclude", {"corners": corners})[0] == 422


def test_many_edits_at_once_are_all_there(editor):
    own = editor.browser()
    keys = own.ask("/api/whole")[1]["keys"][:8]
    threads = [
        threading.Thread(target=own.do, args=("edit",), kwargs={"keys": [key], "values": {"bays": 5}})
        for key in keys
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    whole = own.ask("/api/whole")[1]
    assert [whole["columns"]["bays"][whole["keys"].index(key)] for key in keys] == [5] * 8
