"""How known candidates are made of names: what a name stands for, and what is one place."""

from __future__ import annotations

import importlib
import sys

import pandas as pd
import pytest
import shapely


@pytest.fixture(scope="module")
def make(root):
    """Give the script of ``data/make``, which no package holds."""
    sys.path.insert(0, str(root / "data" / "make"))
    try:
        yield importlib.import_module("candidates")
    finally:
        sys.path.pop(0)


def points(*rows):
    table = pd.DataFrame(rows, columns=["name", "theme", "osm_value", "x", "y"])
    return table.assign(lon=117 + table["x"] / 1e5, lat=39 + table["y"] / 1e5)


def stop(name, x, y=0.0):
    return (name, "交通", "bus_stop", x, y)


def house(name, kind, x, y=0.0):
    return (name, "建筑", kind, x, y)


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        ("宝坻医院南门", "宝坻医院"),
        ("天津大学新校东北门", "天津大学"),
        ("地铁六里桥站北", "六里桥地铁站"),
        ("塘沽火车站（营口道）", "塘沽火车站"),
        ("芳云园 21栋", "芳云园"),
        ("陆家嘴金融广场 A座", "陆家嘴金融广场"),
        ("海泰南公交站", "海泰"),
        ("天津南站", "天津南站"),
    ],
)
def test_gates_sides_and_parts_are_taken_off_a_name(make, name, whole):
    assert make.whole(name) == whole


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("天津市第三中心医院", "hospital", "hospital"),
        ("宝坻医院", "bus_stop", "hospital"),
        ("医院", "bus_stop", ""),  # no name of its own
        ("天津大学", "bus_stop", "university"),
        ("武清万达广场", "bus_stop", "mall"),
        ("市场监督局", "bus_stop", ""),
        ("大港公园", "bus_stop", "park"),
        ("风荷园", "bus_stop", "estate"),
        ("临津产业园", "bus_stop", "industry"),
        ("第一幼儿园", "bus_stop", ""),
        ("刘园", "subway_station", ""),  # what a station's name leaves out is put in before
        ("停车列检库站", "train_station", ""),
        ("7号楼", "residential", ""),
        ("Garden Villas", "residential", ""),
        ("南开大学图书馆", "university", ""),  # a part of the campus
    ],
)
def test_a_name_tells_what_stands_there_by_how_it_ends(make, name, value, kind):
    assert make.kind_of(name, value) == kind


def test_one_hospital_as_several_points_and_the_exits_of_a_station_are_one_place(make):
    table = points(
        house("宝坻医院", "hospital", 0.0),
        stop("宝坻医院南门", 400.0),
        stop("宝坻医院", 700.0),
        house("刘园", "subway_station", 5_000.0),
        stop("刘园地铁站", 5_200.0),
        stop("刘园地铁站A口", 5_300.0),
        stop("宝坻医院", 30_000.0),
    )
    rows = make.joined(make.named_points(table)).sort_values("x")
    assert rows["name"].tolist() == ["宝坻医院", "刘园地铁站", "宝坻医院"]
    assert rows["x"].tolist() == [0.0, 5_000.0, 30_000.0]  # the building's point, where there is one
    assert rows["points"].tolist() == [3, 3, 1]


def test_of_two_places_of_a_kind_too_near_for_two_the_building_stays(make):
    table = points(
        stop("甲城大厦", 100.0),
        house("乙城大厦", "office", 0.0),
        stop("风荷园", 50.0),
        stop("丙城大厦", 160.0),
    )
    rows = make.joined(make.named_points(table))
    # 丙城 stands 160 m from the one that stays, an estate is of another category
    assert set(rows["name"]) == {"乙城大厦", "风荷园", "丙城大厦"}


def test_a_school_on_a_campus_is_a_part_of_the_university(make):
    table = points(house("甲城大学", "university", 0.0), house("乙山学院", "university", 500.0))
    assert len(make.joined(make.named_points(table))) == 1


def test_a_name_stands_once_in_a_district_and_again_in_another(make):
    pytest.importorskip("pypinyin", reason="no pypinyin: pip install pypinyin")
    rows = pd.DataFrame(
        {
            "name": ["甲园"] * 3,
            "points": [1, 3, 1],
            "x": [10.0, 20.0, 150.0],
            "y": 5.0,
            "lon": [1.0, 2.0, 3.0],
        }
    )
    districts = {"120101": shapely.box(0, 0, 100, 10), "120102": shapely.box(100, 0, 200, 10)}
    assert make.once_a_district(rows, districts)["x"].tolist() == [20.0, 150.0]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("南京路", "Nanjing Lu"),
        ("长江道", "Changjiang Dao"),
        ("重庆道", "Chongqing Dao"),
        ("佳园里", "Jiayuanli"),
    ],
)
def test_streets_are_said_in_pinyin_as_signs_have_them(make, name, said):
    pytest.importorskip("pypinyin", reason="no pypinyin: pip install pypinyin")
    assert make.street_english(name) == said


def test_a_street_has_one_point_a_cell_and_a_village_stands_only_where_no_street_is(make):
    pytest.importorskip("pypinyin", reason="no pypinyin: pip install pypinyin")
    ways = [("甲城路", "道路", "primary", x, 0.0) for x in (10.0, 100.0, 700.0)]
    ways += [("甲城路辅路", "道路", "primary", 10.0, 0.0), stop("乙家村", 900.0), stop("丙家村", 5_000.0)]
    rows = make.street_rows(points(*ways), shapely.box(-1e5, -1e5, 1e5, 1e5), 600.0, make.WIDE)
    count = dict(zip(rows["name_zh"], rows["points"].str.count(";") + 1, strict=True))
    assert count == {"甲城路": 2, "丙家村": 1}
