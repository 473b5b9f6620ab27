"""The commands of a layer store, as an analyst types them."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from gisplan.cli.console import speak
from gisplan.cli.layers.app import layers_app
from layers.files.layers import read_frame, write_layer
from layers.store import open_store
from tests.cluster import cluster  # noqa: F401 - a fixture
from tests.layers.store.sites import but, three_sites, without


@pytest.fixture
def run():
    runner = CliRunner()
    yield lambda *words: runner.invoke(layers_app, [str(word) for word in words])
    speak("en")


WHO = ("--who", "王", "--why", "survey")


def edit(path, frame):
    """Do to a copy what QGIS does: change rows in place."""
    from contextlib import closing
    from sqlite3 import connect

    from layers.store.blobs import teach

    with closing(connect(path)) as base, base:
        teach(base)
        for name, bays in zip(frame["site_id"], frame["bays"], strict=True):
            base.execute("UPDATE sites SET bays = ? WHERE site_id = ?", (bays, name))


@pytest.mark.parametrize("kind", ["gpkg", "postgis"])
def test_two_analysts_take_copies_and_save_the_second_gets_the_conflict_and_decides(
    kind, run, tmp_path, request
):
    team = str(tmp_path / "team.gpkg")
    if kind == "postgis":
        team = request.getfixturevalue("cluster").url("team", "typed")
    first = tmp_path / "first.csv"
    write_layer(three_sites(), first, "sites")
    done = run("save", team, first, *WHO)
    assert done.exit_code == 0, done.output
    assert f"version 1 of {team}: 3 added, 0 changed, 0 removed" in done.output
    copies = [tmp_path / "wang.gpkg", tmp_path / "li.gpkg"]
    for copy in copies:
        assert run("checkout", team, "--out", copy).exit_code == 0
    edit(copies[0], but(three_sites(), "A", bays=11))
    edit(copies[1], but(but(three_sites(), "A", bays=12), "B", bays=22))
    assert run("save", team, copies[0], *WHO).exit_code == 0
    done = run("save", team, copies[1], "--who", "Li", "--why", "counted")
    assert done.exit_code == 2
    assert "A: bays: here '12', in the store '11'" in done.output
    done = run("save", team, copies[1], "--who", "Li", "--why", "counted", "--mine", "A")
    assert done.exit_code == 0, done.output
    log = run("log", team).output.splitlines()
    assert [line.split("\t")[2:] for line in log[1:]] == [
        ["王", "3", "0", "0", "survey"],
        ["王", "0", "1", "0", "survey"],
        ["Li", "0", "2", "0", "counted"],
    ]
    assert run("diff", team, 2, 3).output.splitlines() == [
        "~ A: bays: '11' → '12'",
        "~ B: bays: '20' → '22'",
    ]
    told = json.loads(run("diff", team, 0, 1, "--json").output)
    assert [one["kind"] for one in told] == ["added"] * 3
    assert run("restore", team, 1, *WHO).exit_code == 0
    assert run("diff", team, 1).output == ""


def test_a_copy_that_does_not_say_its_base_cannot_overwrite_what_others_saved(run, tmp_path):
    team, copy = tmp_path / "team.gpkg", tmp_path / "copy.csv"
    open_store(str(team)).save(three_sites(), who="w", why="w")
    write_layer(without(three_sites(), "C"), copy, "sites")
    done = run("save", team, copy, *WHO)
    assert done.exit_code == 2
    assert "--base" in done.output
    done = run("save", team, copy, *WHO, "--base", 1)
    assert "0 added, 0 changed, 1 removed" in done.output


def test_a_copy_is_a_layer_to_edit_and_keeps_its_base_up_to_date(run, tmp_path):
    team, copy = tmp_path / "team.gpkg", tmp_path / "copy.gpkg"
    open_store(str(team)).save(three_sites(), who="w", why="w")
    run("checkout", team, "--out", copy)
    assert len(read_frame(copy, "sites")) == 3
    for bays in (11, 12):
        edit(copy, but(three_sites(), "A", bays=bays))
        assert run("save", team, copy, *WHO).exit_code == 0
    assert len(open_store(str(team)).log()) == 3


def test_what_was_edited_in_the_file_itself_is_a_version_of_it(run, tmp_path):
    path = tmp_path / "sites.gpkg"
    open_store(str(path)).save(three_sites(), who="w", why="w")
    edit(path, but(three_sites(), "A", bays=11))
    assert "1 row was edited since version 1" in run("log", path).output
    assert run("diff", path).output == "~ A: bays: '10' → '11'\n"
    assert "0 added, 1 changed, 0 removed" in run("save", path, *WHO).output
    assert "nothing to save" in run("save", path, *WHO).output


def test_a_region_without_a_layer_of_its_own_is_told_how_to_start_one(run):
    done = run("log", "tianjin")
    assert done.exit_code == 2
    assert "gisplan layers export tianjin --out sites.gpkg" in done.output
