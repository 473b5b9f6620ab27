"""One layer and its versions: the same promises of a GeoPackage and of PostGIS."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal

from gisplan_errors import LayerError
from layers.store import open_store
from tests.layers.store.sites import but, three_sites, without

NUMBERS = itertools.count()
WHO = {"who": "王", "why": "new survey"}


@pytest.fixture(params=["gpkg", "postgis"])
def store(request, tmp_path):
    """An empty store of each kind."""
    if request.param == "gpkg":
        return open_store(str(tmp_path / "sites.gpkg"))
    cluster = request.getfixturevalue("cluster")
    return open_store(cluster.url("team", f"sites_{next(NUMBERS)}"))


def rows(store, version=None):
    frame = store.read(version).frame
    return frame.set_index("site_id").sort_index()


def test_what_is_saved_is_read_again_with_every_column_and_type(store):
    saved = store.save(three_sites(), **WHO)
    assert (saved.version, len(saved.changes), saved.alone) == (1, 3, True)
    again = store.read()
    assert (again.version, again.unsaved) == (1, 0)
    frame = again.frame.sort_values("site_id", ignore_index=True)
    due = three_sites()
    assert_geodataframe_equal(frame[[*due.columns]], due, check_dtype=False)
    assert frame["bays"].dtype == "int64"
    assert frame["verified"].dtype == bool


def test_every_save_is_a_version_that_says_who_when_why_and_how_many_rows(store):
    store.save(three_sites(), **WHO)
    new = but(three_sites(), "C", site_id="D")
    store.save(but(new, "B", bays=25), who="Li", why="site D instead of C")
    first, second = store.log()
    assert (first.number, first.who, first.added, first.changed, first.removed) == (1, "王", 3, 0, 0)
    assert (second.who, second.why) == ("Li", "site D instead of C")
    assert (second.added, second.changed, second.removed) == (1, 1, 1)
    assert second.when[:2] == "20"
    assert second.when.endswith("+00:00")
    told = [line.said("en") for change in store.diff(1, 2) for line in change.said()]
    assert told == ["~ B: bays: '20' → '25'", "- C", "+ D"]


def test_a_save_that_changes_nothing_is_no_version(store):
    store.save(three_sites(), **WHO)
    assert store.save(three_sites(), **WHO).version == 1
    assert len(store.log()) == 1


def test_an_older_version_is_read_and_restored_and_nothing_after_it_is_lost(store):
    store.save(three_sites(), **WHO)
    moved = but(three_sites(), "A", geometry=shapely.Point(117.15, 39.15))
    store.save(without(moved, "C"), **WHO)
    assert list(rows(store, 1).index) == ["A", "B", "C"]
    store.restore(1, who="Li", why="was right before")
    assert store.diff(1) == []
    assert rows(store).geometry.loc["A"] == shapely.Point(117.1, 39.1)
    assert list(rows(store, 2).index) == ["A", "B"]
    assert [one.number for one in store.log()] == [1, 2, 3]


def test_two_who_changed_different_rows_both_keep_theirs(store):
    store.save(three_sites(), **WHO)
    store.save(but(three_sites(), "A", bays=11), base=1, **WHO)
    saved = store.save(without(but(three_sites(), "B", bays=21), "C"), base=1, **WHO)
    assert rows(store)["bays"].to_dict() == {"A": 11, "B": 21}
    assert not saved.alone


def test_the_second_of_two_saves_gets_the_conflict_by_row_with_both_values(store):
    store.save(three_sites(), **WHO)
    store.save(but(without(three_sites(), "C"), "A", bays=11), base=1, **WHO)
    mine = but(but(three_sites(), "A", bays=12, grid_kw=90.0), "C", bays=31)
    with pytest.raises(LayerError) as told:
        store.save(but(mine, "B", bays=21), base=1, **WHO)
    text = told.value.said("en")
    assert "2 rows were changed here and by others" in text
    assert "A: bays: here '12', in the store '11'" in text
    assert "A: grid_kw: here '90.0', in the store '100.0'" in text
    assert "C: changed here, removed in the store" in text
    assert "B:" not in text
    assert rows(store)["bays"].to_dict() == {"A": 11, "B": 20}  # nothing half saved
    store.save(but(mine, "B", bays=21), base=1, choice={"A": "mine", "C": "theirs"}, **WHO)
    assert rows(store)["bays"].to_dict() == {"A": 12, "B": 21}
    assert rows(store, 2)["bays"].to_dict() == {"A": 11, "B": 20}


def test_both_changing_a_row_in_the_same_way_is_no_conflict(store):
    store.save(three_sites(), **WHO)
    store.save(but(three_sites(), "A", bays=11), base=1, **WHO)
    assert not store.save(but(three_sites(), "A", bays=11), base=1, **WHO).changes


def test_a_row_in_another_reference_system_has_not_moved(store):
    store.save(three_sites(), **WHO)
    assert not store.save(three_sites().to_crs(4548), **WHO).changes


def test_columns_that_a_file_lacks_stay_and_new_ones_come_in(store):
    store.save(three_sites(), **WHO)
    store.save(three_sites().drop(columns="remark").assign(photo=["a.jpg", None, "c.jpg"]), **WHO)
    assert rows(store)["remark"]["B"] == "corner: 50% \\ 'x'"
    assert rows(store)["photo"]["C"] == "c.jpg"
    assert pd.isna(rows(store)["photo"]["B"])
    assert rows(store, 1).get("photo") is None


@pytest.mark.parametrize("scores", [[None, 1.5, 2.5], [1, 2.5, 3], [None, None, 7], [None, 2, "x"]])
def test_a_new_column_holds_what_all_its_rows_say(store, scores):
    own = three_sites().assign(score=pd.Series(scores, dtype=object))
    store.save(own, **WHO)
    held = [None if pd.isna(cell) else cell for cell in rows(store)["score"]]
    assert held == ([None, "2", "x"] if "x" in scores else scores)  # as text, where a cell is one
    assert store.diff() == []


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"bays": -1}, "bays"),
        ({"site_id": "A"}, "site_id"),
        ({"site_id": None}, "site_id"),
        ({"status": "maybe"}, "status"),
    ],
)
def test_a_row_that_no_plan_would_take_is_not_saved(store, cells, told):
    store.save(three_sites(), **WHO)
    with pytest.raises(LayerError, match=told):
        store.save(but(three_sites(), "B", **cells), **WHO)
    assert len(store.log()) == 1


@pytest.mark.parametrize("lacking", ["who", "why"])
def test_a_save_without_name_or_reason_is_refused(store, lacking):
    with pytest.raises(LayerError, match=lacking):
        store.save(three_sites(), **WHO | {lacking: " "})


@pytest.mark.parametrize("version", [3, -1])
def test_a_version_that_is_not_there_is_named(store, version):
    store.save(three_sites(), **WHO)
    with pytest.raises(LayerError, match=f"no version {version}; it has 1 to 1"):
        store.read(version)
