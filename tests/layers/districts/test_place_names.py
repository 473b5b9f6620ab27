"""Chinese names of GeoNames places: told with their source, each found in the index beside its point."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from layers.districts.places import GEONAMES_SOURCE, read_places
from layers.files.reading import read_csv

REGIONS = {"tianjin": 190, "beijing": 170, "jingjinji": 580, "guangdong": 1300}
"""Places that have a Chinese name, at least."""
REACH_M = 3_000.0


@pytest.fixture
def districts():
    shape = shapely.box(117.0, 39.0, 118.0, 40.0)
    return gpd.GeoDataFrame({"adcode": ["120101"]}, geometry=[shape], crs=4326)


def test_a_place_says_where_its_chinese_name_comes_from(tmp_path, districts, tianjin_folder):
    towns = tmp_path / "geonames.csv"
    towns.write_text(
        "name,lon,lat,name_zh,name_zh_source\nGegu,117.5,39.1,葛沽,an index\nChitu,117.6,39.2,,\n",
        encoding="utf-8",
    )
    places = read_places(tianjin_folder / "places.csv", towns, districts=districts)
    named, plain = places.iloc[-2], places.iloc[-1]
    assert (named["name_zh"], named["source"]) == ("葛沽", f"{GEONAMES_SOURCE}; Chinese name an index")
    assert (plain["name_zh"], plain["source"]) == ("Chitu", GEONAMES_SOURCE)


def test_a_table_without_chinese_names_is_read_as_before(tmp_path, districts, tianjin_folder):
    towns = tmp_path / "geonames.csv"
    towns.write_text("name,lon,lat\nChitu,117.6,39.2\n", encoding="utf-8")
    places = read_places(tianjin_folder / "places.csv", towns, districts=districts)
    assert places["name_zh"].iloc[-1] == "Chitu"


@pytest.fixture(scope="module")
def make(root):
    """Give the script of ``data/make``, which no package holds and which alone reads pinyin."""
    pytest.importorskip("pypinyin", reason="no pypinyin: pip install pypinyin")
    sys.path.insert(0, str(root / "data" / "make"))
    try:
        yield importlib.import_module("place_names")
    finally:
        sys.path.pop(0)


def around(*rows):
    return pd.DataFrame(rows, columns=["name", "theme", "away"])


@pytest.mark.parametrize(
    ("letters", "near", "name"),
    [
        ("gegu", around(("葛沽镇政府", "交通", 500.0), ("葛沽", "交通", 900.0)), "葛沽"),
        ("gegu", around(("葛沽大街", "道路", 500.0)), ""),
        ("chenglin", around(("程林", "交通", 500.0), ("成林道", "道路", 500.0)), ""),
        ("hangu", around(*((f"汉沽{end}", "建筑", 500.0) for end in ("医院", "大厦", "体育馆"))), "汉沽"),
        ("hangu", around(*((f"汉沽{end}", "建筑", 2_500.0) for end in ("医院", "大厦", "体育馆"))), ""),
        ("shaogongzhuang", around(("邵公庄大街", "道路", 500.0), ("邵公庄桥", "道路", 600.0)), "邵公庄"),
        ("chongqing", around(("重庆", "交通", 500.0)), "重庆"),
        ("gegu", around(("塘沽", "交通", 500.0)), ""),
    ],
)
def test_a_name_is_taken_when_one_text_alone_reads_as_the_pinyin(make, letters, near, name):
    assert make.chinese_name(letters, near) == name


@pytest.mark.parametrize("region", REGIONS)
def test_every_chinese_name_of_a_region_has_a_source_and_no_two_neighbours_share_it(root, region):
    table = read_csv(root / "data" / "regions" / region / f"geonames_{region}.csv")
    named = table["name_zh"].notna()
    assert named.sum() >= REGIONS[region]
    assert (table["name_zh_source"].notna() == named).all()
    assert table.loc[named, "name_zh"].str.fullmatch(r"[\u4e00-\u9fff]{2,6}").all()
    assert not table[named].duplicated(["name_zh", "district"]).any()


def test_a_name_of_the_divisions_is_taken_when_one_of_the_district_reads_alike(make):
    divisions = {"A": {"广开", "长虹", "长虹街", "冯台", "丰台"}, "B": {"广开", "黄庄"}}
    spelt = [("Guangkai", "A"), ("Changhongjie", "A"), ("Fengtai", "A"), ("Chitu", "A"), ("Guangkai", "C")]
    places = pd.DataFrame([*spelt, ("Huangzhuang", "B"), ("Huangzhuang", "B")], columns=["name", "district"])
    assert make.by_division(places, divisions) == ["广开", "长虹街", "", "", "", "", ""]


def test_a_division_is_called_without_the_word_for_what_it_is(make):
    assert "多福巷" in make.bare("多福巷社区居委会")
    assert {"长虹街", "长虹"} <= make.bare("长虹街道办事处")
    assert {"北蔡村", "北蔡"} <= make.bare("北蔡村村民委员会")
    assert "镇" not in make.bare("镇乡")


@pytest.mark.parametrize("region", [name for name in REGIONS if name != "guangdong"])
def test_every_chinese_name_begins_a_name_of_the_index_beside_its_point(root, region):
    data = os.environ.get("GISPLAN_BENCHMARK_DATA")
    index = Path(data or "") / "jingjinji" / "osm_names.csv.gz"
    if not data or not index.is_file():
        pytest.skip("no index of names: set GISPLAN_BENCHMARK_DATA to the folder of the benchmarks")
    names = pd.read_csv(index, usecols=["name", "lon", "lat"])
    table = read_csv(root / "data" / "regions" / region / f"geonames_{region}.csv")
    table = table[table["name_zh_source"].astype(str).str.contains("OpenStreetMap")]
    texts = names["name"].astype(str)
    for name, lon, lat in table[["name_zh", "lon", "lat"]].itertuples(index=False):
        own = names[texts.str.startswith(name)]
        east = (own["lon"] - lon) * 111_320 * np.cos(np.radians(lat))
        assert np.hypot(east, (own["lat"] - lat) * 110_990).min() <= 1.02 * REACH_M, name
