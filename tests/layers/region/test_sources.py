"""Where a region's layers stand: files, stores that region.toml names, and files whose name nobody reads."""

from __future__ import annotations

import shutil

import pytest

from gisplan_errors import LayerError
from layers.region.settings import read_settings
from layers.region.sources import sources_of
from layers.store import open_store
from tests.layers.store.sites import but, three_sites

WHO = {"who": "王", "why": "test"}
HEAD = 'name = "own"\nname_zh = "自有"\nname_en = "Own"\nadcodes = ["120101"]\n'


def sources(folder, more=""):
    (folder / "region.toml").write_text(HEAD + more, encoding="utf-8")
    return sources_of(folder, read_settings(folder))


def test_a_store_named_by_region_toml_gives_its_newest_version_and_is_recorded(tmp_path):
    store = open_store(str(tmp_path / "team.gpkg"))
    store.save(three_sites(), **WHO)
    store.save(but(three_sites(), "A", bays=11), **WHO)
    found = sources(tmp_path, '[layers]\nsites = "team.gpkg"\n')
    frame, place = found.read("sites")
    assert frame.set_index("site_id")["bays"]["A"] == 11
    assert place == str(tmp_path / "team.gpkg")
    assert found.records == {"sites": {"store": "team.gpkg", "version": 2}}


def test_a_database_is_named_by_url(tmp_path, cluster):
    url = cluster.url("team", "by_url")
    open_store(url).save(three_sites(), **WHO)
    cluster.sql("UPDATE by_url SET bays = 12 WHERE site_id = 'A'", "team")
    found = sources(tmp_path, f'[layers]\nsites = "{url}"\n')
    frame = found.read("sites")[0].set_index("site_id")
    assert frame["bays"]["A"] == 10  # a plan rests on a version
    assert found.records["sites"] == {"store": url, "version": 1}
    assert "1 row was edited since version 1" in found.said[0].said("en")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('sites = "postgresql://me:secret@host/db"', "holds a password"),
        ('sites = "../outside.gpkg"', "outside.gpkg"),
        ('sites = "postgresql://host/db?passfile=/etc/passwd"', "passfile"),
        ('sites = "http://host/db"', "no store of a layer"),
        ('roads = "roads.gpkg"', "layers.roads"),
    ],
)
def test_a_store_that_may_not_be_named_is_refused(tmp_path, line, told):
    with pytest.raises(LayerError, match=told) as fault:
        sources(tmp_path, f"[layers]\n{line}\n")
    assert "secret" not in str(fault.value)


def test_a_layer_in_a_store_and_in_a_file_is_refused(tmp_path):
    open_store(str(tmp_path / "team.gpkg")).save(three_sites(), **WHO)
    shutil.copy(tmp_path / "team.gpkg", tmp_path / "sites.gpkg")
    with pytest.raises(LayerError, match=r"sites\.gpkg, .*team\.gpkg"):
        sources(tmp_path, '[layers]\nsites = "team.gpkg"\n').read("sites")


@pytest.mark.parametrize(
    "name",
    ["Site.csv", "Sites.gpkg", "site.geojson", "sites.xlsx", "sites.GPKG", "road.parquet", "Standing.csv"],
)
def test_a_file_whose_name_is_nearly_right_is_named_and_not_passed_over(tmp_path, name):
    (tmp_path / name).write_text("site_id\n")
    with pytest.raises(LayerError) as fault:
        sources(tmp_path)
    assert name in str(fault.value)
    assert f"{name.split('.')[0].lower().rstrip('s')}" in str(fault.value).lower()


@pytest.mark.parametrize("name", ["notes.csv", "sites_of_last_year.gpkg", "Site.txt", "site.qml"])
def test_other_files_may_lie_in_a_folder(tmp_path, name):
    (tmp_path / name).write_text("")
    sources(tmp_path)


def test_a_copy_beside_the_file_that_is_read_may_lie_there(tmp_path):
    for name in ("sites.csv", "Sites (1).csv"):
        (tmp_path / name).write_text("site_id\n")
    sources(tmp_path)


def test_no_shipped_region_holds_a_misnamed_file(root):
    for folder in (root / "data" / "regions").iterdir():
        if folder.is_dir():
            sources_of(folder, read_settings(folder))
