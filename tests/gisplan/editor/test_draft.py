"""A draft: edits are steps, each can be taken back, and what is saved is what is shown."""

from __future__ import annotations

import random

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gisplan.editor.draft import added, brought_in, draft_of, edited, excluded, moved, removed
from gisplan.editor.fields import cells_given, fields_of
from gisplan_errors import LayerError
from tests.gisplan.toy_folder import stated_sites

HERE = shapely.Point(117.05, 39.1)


def begun():
    return draft_of(stated_sites().to_crs(4326), "sites", 3, "toy")


def test_an_edit_changes_its_cells_and_nothing_else():
    draft = edited(begun(), ["PP-1", "PP-2"], {"bays": "7", "status": "excluded"})
    assert [one.key for one in draft.changes()] == ["PP-1", "PP-2"]
    assert draft.rows["PP-1"]["bays"] == 7
    assert draft.rows["PP-3"] == draft.base["PP-3"]
    assert draft.frame().set_index("site_id").loc["PP-2", "status"] == "excluded"


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32))
def test_all_steps_taken_back_give_the_beginning_and_done_again_the_end(seed):
    chance, start = random.Random(seed), begun()  # noqa: S311 - no secret
    draft = start
    for number in range(12):
        keys = chance.sample(sorted(draft.rows), 3)
        draft = chance.choice(
            [
                lambda d, k=keys: edited(d, k, {"bays": chance.randint(0, 99)}),
                lambda d, n=number: added(d, f"N-{n}", {"name_zh": "新"}, HERE),
                lambda d, k=keys: moved(d, k[0], HERE, {"adcode": "120118"}),
                lambda d, k=keys: removed(d, k[:1]),
                lambda d: excluded(d, HERE.buffer(chance.random() / 20)),
            ]
        )(draft)
    end = draft
    while draft.past:
        draft, _ = draft.undone()
    assert draft.rows == start.rows
    assert draft.changes() == []
    while draft.future:
        draft, _ = draft.redone()
    assert draft.rows == end.rows


def test_a_new_edit_forgets_what_was_taken_back():
    draft, _ = edited(begun(), ["PP-1"], {"bays": 1}).undone()
    assert draft.future
    assert not edited(draft, ["PP-2"], {"bays": 2}).future


def test_an_edit_that_changes_nothing_is_no_step():
    draft = begun()
    assert edited(draft, ["PP-1"], {"bays": draft.rows["PP-1"]["bays"]}) is draft
    assert draft.undone() == (draft, None)


def test_a_zone_forbids_its_candidates_and_leaves_what_stands():
    draft = edited(begun(), ["PP-2"], {"status": "existing"})
    west, south, east, north = draft.frame(["PP-1", "PP-2", "CO-1"]).total_bounds
    after = excluded(draft, shapely.box(west - 1e-4, south - 1e-4, east + 1e-4, north + 1e-4))
    assert after.rows["PP-1"]["status"] == after.rows["CO-1"]["status"] == "excluded"
    assert after.rows["PP-2"]["status"] == "existing"
    assert after.rows["PP-5"]["status"] == "candidate"
    back, _ = after.undone()
    assert back.rows == draft.rows


def test_rows_of_a_table_are_changed_by_their_key_or_added():
    table = gpd.GeoDataFrame(
        {"site_id": ["PP-1", "NEW"], "bays": [3, 4], "remark": ["a", "b"]}, geometry=[HERE, HERE], crs=4326
    )
    draft = brought_in(begun(), table, "table.csv")
    assert {one.key: one.kind for one in draft.changes()} == {"PP-1": "changed", "NEW": "added"}
    assert draft.rows["PP-1"]["category"] == "public_parking"
    assert draft.frame().set_index("site_id").loc["NEW", "remark"] == "b"
    assert len(draft.past) == 1


@pytest.mark.parametrize("key", ["", "  ", "PP-1"])
def test_a_key_that_is_empty_or_taken_is_refused(key):
    with pytest.raises(LayerError, match="empty or taken"):
        added(begun(), key, {}, HERE)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"bays": "12"}, 12),
        ({"bays": "12.5"}, 12.5),
        ({"bays": "twelve"}, "twelve"),
        ({"bays": ""}, None),
        ({"bays": "nan"}, "nan"),
        ({"grid_kw": " 630 "}, 630.0),
        ({"grid_kw": float("inf")}, None),
        ({"name_zh": " 名 "}, "名"),
    ],
    ids=str,
)
def test_a_cell_is_of_its_columns_kind_and_a_slip_stays_for_the_lint(given, kept):
    assert list(cells_given("sites", given).values()) == [kept]


@pytest.mark.parametrize("bad", [{"no_such": 1}, {"bays": [1]}, {"name_zh": "x" * 2_001}], ids=str)
def test_what_is_no_cell_is_refused(bad):
    with pytest.raises(LayerError):
        cells_given("sites", bad)


def test_the_form_asks_what_the_contract_holds_in_both_languages():
    fields = {field["name"]: field for field in fields_of("sites", "CNY")}
    assert fields["site_id"]["key"]
    assert fields["bays"] | {"label": {}, "note": {}} == {
        "name": "bays",
        "kind": "count",
        "label": {},
        "note": {},
        "unit": "",
        "least": 0.0,
        "most": None,
        "choices": {},
        "key": False,
    }
    assert set(fields["status"]["choices"]) == {"candidate", "excluded", "required", "existing"}
    assert fields["allows"]["kind"] == "words"
    assert "" in fields["ownership"]["choices"]
    assert "" not in fields["category"]["choices"]
    for field in fields.values():
        assert field["label"]["zh"]
        assert field["label"]["en"]
