"""Names of a region: what a row must be, where its rows come from, and that no plan looks at them."""

from __future__ import annotations

import importlib
import os
import shutil
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from gisplan_errors import LayerError
from layers.districts.tiers import region_tiers
from layers.files.tables import points_of
from layers.region.facts import region_districts
from layers.region.loading import load_region
from layers.region.names import COLUMNS, read_names, region_names
from layers.region.settings import read_settings
from tests.layers.figures import PARAMETERS

REGIONS = ("tianjin", "beijing", "jingjinji")
HEAD = "name_zh,kind,also,lon,lat,more\n"
SAID = {"names": {"origin": "survey", "source": "own survey", "as_of": "2026"}}


def table(folder, *rows):
    (folder / "names.csv").write_text(HEAD + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return folder / "names.csv"


def test_every_name_says_where_it_comes_from_by_what_region_toml_tells(tmp_path):
    table(tmp_path, "南京路,primary,,117.19,39.12,117.2 39.11", "睦南道,tertiary,五大道,117.19,39.1,")
    names = region_names(tmp_path, SAID)
    assert names["origin"].tolist() == ["survey", "survey"]
    assert names["as_of"].tolist() == ["2026", "2026"]
    assert not names["verified"].any()
    assert names["also"].tolist() == ["", "五大道"]
    assert points_of(names["more"][0]) == [(117.2, 39.11)]


def test_a_region_without_names_has_none(tmp_path):
    assert region_names(tmp_path, {}) is None


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"names": "osm"},
        {"names": {"origin": "rumour", "source": "x", "as_of": "2026"}},
        {"names": {"origin": "osm"}},
    ],
)
def test_names_that_do_not_say_where_they_come_from_are_refused(tmp_path, said):
    table(tmp_path, "南京路,primary,,117.19,39.12,")
    with pytest.raises(LayerError, match=r"region\.toml: names\.csv needs names"):
        region_names(tmp_path, said)


def test_every_bad_row_is_told_with_its_file_row_column_and_value(tmp_path):
    path = table(
        tmp_path,
        ",primary,,117.1,39.1,",
        "甲,highway,,117.1,39.1,",
        "乙,street,,200,39.1,",
        "<b>,street,,117.1,39.1,",
    )
    with pytest.raises(LayerError) as told:
        read_names(path)
    text = str(told.value)
    assert all(part in text for part in ("names.csv", "highway", "200", "<b>", "name_zh", "kind", "lon"))


@pytest.mark.parametrize("more", ["117.1", "117.1 39.1;x y", "117.1 95", "nan 1"])
def test_further_points_that_are_none_are_told(tmp_path, more):
    with pytest.raises(LayerError, match="南京路"):
        read_names(table(tmp_path, f"南京路,primary,,117.19,39.12,{more}"))


@pytest.mark.parametrize("line", ["117.1 39.1", "117.1 39.1;x y", "117.1 39.1;117.2 39.2|", "117 95;117 39"])
def test_a_line_that_is_none_is_told_and_a_table_without_lines_is_whole(tmp_path, line):
    path = table(tmp_path, "南京路,primary,,117.19,39.12,")
    assert read_names(path)["line"].tolist() == [""]
    path.write_text(f"{HEAD.strip()},line\n南京路,primary,,117.19,39.12,,{line}\n", encoding="utf-8")
    with pytest.raises(LayerError, match="南京路"):
        read_names(path)


def test_a_street_is_drawn_through_its_points_and_parted_where_they_are_far(make):
    along = [(500_000 + 100.0 * at, 4_330_000.0) for at in (*range(8), *range(40, 44))]
    text = make.drawn_lines(np.array(along), "tertiary")
    lines = [points_of(one) for one in text.split("|")]
    assert sorted(len(line) for line in lines) == [2, 2]  # straight: its ends say it all
    assert make.drawn_lines(np.array(along), "bus_stop") == ""
    assert make.drawn_lines(np.array(along[:1]), "tertiary") == ""


def test_names_change_no_layer_of_a_region_but_stand_in_its_provenance(tmp_path, tianjin_folder):
    folder = tmp_path / "heping"
    folder.mkdir()
    for name in ("districts.csv", "places.csv", "hydrogen_supply.csv"):
        shutil.copy(tianjin_folder / name, folder)
    toml = 'name = "h"\nname_zh = "和"\nname_en = "H"\ncrs = "EPSG:4548"\nadcodes = ["120101"]\n'
    (folder / "region.toml").write_text(toml, encoding="utf-8")
    before = load_region(folder, demand=PARAMETERS)
    said = ", ".join(f'{key} = "{value}"' for key, value in SAID["names"].items())
    (folder / "region.toml").write_text(f"{toml}names = {{ {said} }}\n", encoding="utf-8")
    table(folder, "南京路,primary,,117.19,39.12,")
    after = load_region(folder, demand=PARAMETERS)
    for layer in ("districts", "demand", "sites", "places"):
        pd.testing.assert_frame_equal(getattr(before, layer), getattr(after, layer))
    row = after.provenance.set_index("layer").loc["names"]
    assert (row["origin"], row["rows"], row["verified_share"]) == ("survey", 1, 0.0)
    table(folder, "南京路,nothing,,117.19,39.12,")
    with pytest.raises(LayerError, match="nothing"):
        load_region(folder, demand=PARAMETERS)


@pytest.mark.parametrize("region", REGIONS)
def test_shipped_names_are_small_lie_in_the_region_and_none_stands_twice(root, region):
    folder = root / "data" / "regions" / region
    settings = read_settings(folder)
    names = region_names(folder, settings)
    assert (folder / "names.csv").stat().st_size <= (720_000 if region != "beijing" else 1_300_000)
    assert set(names["origin"]) == {"osm"}
    assert names["source"].str.contains("OpenStreetMap contributors, ODbL 1.0").all()
    districts = region_districts(folder, settings, region_tiers(folder))
    land = shapely.union_all(shapely.make_valid(districts.geometry.to_numpy()))
    shapely.prepare(land)
    assert shapely.contains_xy(land, names["lon"], names["lat"]).all()
    assert not names.duplicated(["name_zh", "kind", "lon", "lat"]).any()


def test_tianjin_has_the_streets_that_readers_look_for(root):
    folder = root / "data" / "regions" / "tianjin"
    names = region_names(folder, read_settings(folder))
    nanjing = names[(names["name_zh"] == "南京路") & (names["kind"] == "primary")]
    assert len(nanjing) == 1
    assert np.hypot(nanjing["lon"] - 117.19, nanjing["lat"] - 39.118).max() < 0.02
    five = names.loc[names["also"] == "五大道", "name_zh"]
    assert set(five) == {"马场道", "睦南道", "大理道", "常德道", "重庆道"}


@pytest.fixture(scope="module")
def make(root):
    """Give the script of ``data/make``, which no package holds."""
    sys.path.insert(0, str(root / "data" / "make"))
    try:
        yield importlib.import_module("names")
    finally:
        sys.path.pop(0)


def way(name, kind, *spots):
    rows = [(name, "道路", kind, 117 + x / 1e5, 39.0, float(x), 0.0) for x in spots]
    return pd.DataFrame(rows, columns=["name", "theme", "osm_value", "lon", "lat", "x", "y"])


def test_ways_of_one_name_are_one_row_and_far_ones_another(make):
    rows = make.name_rows(make.kinds_of(way("甲路测", "tertiary", 0, 900, 1_800, 2_700, 30_000)))
    assert rows["kind"].tolist() == ["tertiary", "tertiary"]
    assert sorted(rows["x"]) == [900.0, 30_000.0]


def test_a_road_has_the_class_of_most_of_its_ways_and_points_along_it(make):
    ways = pd.concat(
        [way("甲路测", "primary", 0, 1_000, 2_000, 3_000, 4_000), way("甲路测", "tertiary", 5_000)]
    )
    (row,) = make.name_rows(make.kinds_of(ways)).itertuples()
    assert row.kind == "primary"
    assert row.x == 2_000.0
    assert len(row.more.split(";")) == 2  # both ends, 2 km from the middle


def test_anchors_stand_apart_and_reach_the_ends(make):
    xy = np.column_stack([np.arange(0.0, 10_001.0, 100.0), np.zeros(101)])
    at = xy[make.anchors(xy, 2_000.0), 0]
    assert at[0] == 5_000.0
    assert {0.0, 10_000.0} <= set(at)
    assert np.diff(np.sort(at)).min() >= 2_000.0
    assert np.abs(xy[:, :1] - at).min(axis=1).max() < 2_000.0


def test_parts_of_a_campus_and_numbers_are_no_names(make):
    rows = [
        ("天津大学", "university"),
        ("第六教学楼", "university"),
        ("北教24", "university"),
        ("南开中学", "school"),
    ]
    table = pd.DataFrame(
        [(name, "建筑", kind, 117.0, 39.0, 0.0, 0.0) for name, kind in rows],
        columns=["name", "theme", "osm_value", "lon", "lat", "x", "y"],
    )
    assert make.kinds_of(table)["name"].tolist() == ["天津大学", "南开中学"]


def test_a_bus_stop_named_after_a_street_beside_it_is_left_out(make):
    rows = pd.DataFrame(
        [("甲路", "street", 0.0, 0.0), ("甲路", "bus_stop", 500.0, 0.0), ("甲路", "bus_stop", 9_000.0, 0.0)],
        columns=["name", "kind", "x", "y"],
    )
    assert make.without_echoes(rows)["x"].tolist() == [0.0, 9_000.0]


def test_the_shipped_names_of_jingjinji_follow_from_the_index(make, root):
    data = os.environ.get("GISPLAN_BENCHMARK_DATA")
    index = Path(data or "") / "jingjinji" / "osm_names.csv.gz"
    if not data or not index.is_file():
        pytest.skip("no index of names: set GISPLAN_BENCHMARK_DATA to the folder of the benchmarks")
    shipped = pd.read_csv(
        root / "data" / "regions" / "jingjinji" / "names.csv", dtype=str, keep_default_na=False
    )
    some = shipped["name_zh"].unique()[::25]  # the rows of a name follow from its points alone
    shipped = shipped[shipped["name_zh"].isin(some)].reset_index(drop=True)
    table = make.kinds_of(make.read_names(index))
    made = make.cut(table[table["name"].isin(some)], "jingjinji").reset_index(drop=True)
    assert made["line"].ne("").sum() > 20
    assert list(made.columns) == list(COLUMNS)
    pd.testing.assert_frame_equal(made.astype(str), shipped.astype(str), check_dtype=False)
