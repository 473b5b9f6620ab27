"""A GeoPackage that QGIS works on: what else is in it stays, and a write-ahead log is seen."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import geopandas as gpd
import pyogrio
import pytest
import shapely

from gisplan.results.inputs import file_records
from gisplan_files import sha256_of
from layers.files.layers import read_frame, write_layer
from layers.schema.contracts import SCHEMAS
from layers.store import open_store
from layers.templates import write_template
from tests.layers.store.sites import but, three_sites, without

WHO = {"who": "王", "why": "test"}
KEPT = ("layer_styles", "gpkg_data_columns", "gpkg_data_column_constraints", "gpkg_extensions")


def table(path, name):
    with closing(sqlite3.connect(path)) as base:
        return base.execute(f'SELECT * FROM "{name}"').fetchall()  # noqa: S608


@pytest.fixture
def path(tmp_path):
    """A template, filled with three sites, beside a layer that is none of ours."""
    path = tmp_path / "sites.gpkg"
    write_template("sites", path)
    open_store(str(path) + "#sites").save(three_sites(), **WHO)
    fence = gpd.GeoDataFrame({"note": ["围栏"]}, geometry=[shapely.box(117, 39, 118, 40)], crs=4326)
    fence.to_file(path, layer="fence", driver="GPKG")
    return path


def test_a_save_keeps_other_layers_styles_aliases_choices_and_fid(path):
    before = {name: table(path, name) for name in (*KEPT, "fence")}
    fids = dict(pyogrio.read_dataframe(path, layer="sites", fid_as_index=True)["site_id"].items())
    store = open_store(f"{path}#sites")
    store.save(without(but(three_sites(), "A", bays=11), "B"), **WHO)
    store.save(without(but(three_sites(), "C", grid_kw=1.5), "B"), **WHO)
    assert {name: table(path, name) for name in (*KEPT, "fence")} == before
    after = dict(pyogrio.read_dataframe(path, layer="sites", fid_as_index=True)["site_id"].items())
    assert after == {fid: site for fid, site in fids.items() if site != "B"}
    assert all(len(rows) for rows in before.values())


def test_the_index_of_places_and_the_extent_follow_a_save(path):
    moved = but(three_sites(), "A", geometry=shapely.Point(118.5, 40.5))
    open_store(f"{path}#sites").save(moved, **WHO)
    found = pyogrio.read_dataframe(path, layer="sites", bbox=(118.4, 40.4, 118.6, 40.6))
    assert list(found["site_id"]) == ["A"]
    assert list(pyogrio.read_info(path, layer="sites")["total_bounds"]) == [117.2, 39.1, 118.5, 40.5]
    assert pyogrio.read_info(path, layer="sites", force_feature_count=False)["features"] == 3


def test_lines_that_are_saved_are_found_by_their_place(tmp_path):
    path = tmp_path / "corridors.gpkg"
    said = {"road_ref": ["G1", "G2"], "name_zh": "路", "name_en": "road", "origin": "survey", "source": "own",
            "as_of": "2026", "verified": True}  # fmt: skip
    said |= {name: 1.0 for name in SCHEMAS["corridors"].types if name != "verified"}
    said |= {name: "expressway" for name in SCHEMAS["corridors"].columns if name not in said}
    lines = [shapely.LineString([(117, 39), (118, 40)]), shapely.LineString([(119, 39), (119.5, 41)])]
    open_store(str(path), "corridors").save(gpd.GeoDataFrame(said, geometry=lines, crs=4326), **WHO)
    found = pyogrio.read_dataframe(path, layer="corridors", bbox=(119.2, 40.5, 119.9, 41.5))
    assert list(found["road_ref"]) == ["G2"]
    assert found.geometry[0].equals(lines[1])
    assert (
        pyogrio.read_dataframe(path, sql="SELECT * FROM corridors WHERE ST_MaxY(geom) > 40.5").shape[0] == 1
    )


QGIS = """
import sqlite3, sys
from layers.store.blobs import teach
base = sqlite3.connect(sys.argv[1], isolation_level=None)
teach(base)
base.execute("PRAGMA journal_mode = WAL")
base.execute("PRAGMA wal_autocheckpoint = 0")
base.execute("UPDATE sites SET bays = 77 WHERE site_id = 'A'")
print("written", flush=True)
sys.stdin.readline()
print(base.execute("SELECT count(*) FROM gisplan_versions").fetchone()[0], flush=True)
"""


def test_what_qgis_has_written_ahead_is_read_and_saved(path, root):
    # a process of its own, as QGIS is: two libraries of SQLite in one process undo each other's locks
    before = sha256_of(path)
    command = [sys.executable, "-c", QGIS, str(path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=root, env=os.environ | {"PYTHONPATH": str(root)}, **pipes) as qgis:
        assert qgis.stdout.readline() == "written\n"
        ahead = path.with_name("sites.gpkg-wal")
        assert ahead.stat().st_size
        assert read_frame(path, "sites").set_index("site_id")["bays"]["A"] == 77
        assert sha256_of(path) != before  # an input with other rows is another input
        records = file_records(path.parent, "own")
        assert [(row["path"], row["sha256"]) for row in records] == [
            ("regions/own/sites.gpkg", sha256_of(path))
        ]
        store = open_store(f"{path}#sites")
        assert store.read().unsaved == 1
        saved = store.save(None, who="Li", why="edited in QGIS")
        assert [line.said("en") for one in saved.changes for line in one.said()] == ["~ A: bays: '10' → '77'"]
        assert ahead.stat().st_size
        assert qgis.communicate("\n")[0] == "2\n"
    assert store.read().frame.set_index("site_id")["bays"]["A"] == 77


def test_a_layer_that_gisplan_never_saved_is_taken_in_as_it_is(tmp_path):
    path = tmp_path / "own.gpkg"
    write_layer(three_sites().assign(adcode="120101"), path, "my sites")
    store = open_store(str(path))
    assert (store.read().version, store.log()) == (0, [])
    assert len(store.save(None, **WHO).changes) == 3
    assert store.save(but(three_sites(), "A", bays=11), **WHO).version == 2
    assert len(read_frame(path, "sites")) == 3  # the log beside it is no layer


def test_in_a_store_in_metres_a_row_given_in_degrees_has_not_moved_and_a_millimetre_is_a_move(tmp_path):
    path = tmp_path / "own.gpkg"
    spread = [shapely.Point(116 + at / 700, 38 + at / 900) for at in range(1_000)]
    many = {name: [three_sites()[name][0]] * 1_000 for name in three_sites() if name != "geometry"}
    many |= {"site_id": [f"A{at}" for at in range(1_000)]}
    metres = gpd.GeoDataFrame(many, geometry=spread, crs=4326).to_crs(4548)
    metres.to_file(path, layer="sites", driver="GPKG")
    store = open_store(str(path))
    store.save(None, **WHO)
    assert not store.save(metres.to_crs(4326), **WHO).changes
    moved = metres.set_geometry(metres.geometry.translate(0.001))
    assert len(store.save(moved, **WHO).changes) == 1_000
