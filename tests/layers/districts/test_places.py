"""Places: each lies in the polygon it falls in, whatever a list says, and zones have their own authority."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point, box

from gisplan_errors import LayerError
from layers.districts.authorities import authority_of, governments
from layers.districts.places import district_of, read_places

HEADER = (
    "name_zh,name_en,kind,lon,lat,weight,confidence,tag,verified,origin,source,as_of,"
    "authority,authority_radius_m,roles\n"
)
DISTRICTS = gpd.GeoDataFrame(
    {"adcode": ["000001", "000002"], "name_zh": ["甲区", "乙区"]},
    geometry=[box(0, 0, 1, 1), box(1, 0, 2, 1)],
    crs="EPSG:4326",
)


def table(tmp_path, *rows):
    path = tmp_path / "places.csv"
    path.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_a_place_gets_the_district_it_falls_in(tmp_path):
    path = table(
        tmp_path,
        "甲站,A,rail_station,0.5,0.5,1,low,memory,false,memory,s,2020,,,",
        "外,Out,zone,5,5,1,low,memory,false,memory,s,2020,管委会,900,hydrogen",
    )
    places = read_places(path, districts=DISTRICTS)
    assert places["adcode"].tolist() == ["000001", ""]
    assert places["roles"].tolist() == ["", "hydrogen"]


def test_a_point_on_a_shared_edge_gets_one_district():
    points = gpd.GeoDataFrame(geometry=[Point(1, 0.5)], crs="EPSG:4326")
    assert district_of(points, DISTRICTS).tolist() == ["000001"]


def test_all_bad_rows_are_named_at_once(tmp_path):
    path = table(
        tmp_path,
        "甲,A,shop,0.5,0.5,1,low,memory,false,memory,s,2020,,,",
        "乙,B,zone,500,0.5,1,low,memory,false,memory,s,2020,,,",
    )
    with pytest.raises(LayerError) as caught:
        read_places(path, districts=DISTRICTS)
    assert "'shop'" in str(caught.value)
    assert "500" in str(caught.value)


def test_a_missing_column_is_named(tmp_path):
    path = tmp_path / "places.csv"
    path.write_text("name_zh,lon,lat\n甲,0,0\n", encoding="utf-8")
    with pytest.raises(LayerError, match="authority_radius_m"):
        read_places(path, districts=DISTRICTS)


def test_the_zone_nearest_by_its_radius_governs_and_the_district_else():
    frame = gpd.GeoDataFrame(
        {"adcode": ["1", "1", "1"]},
        geometry=[Point(900, 0), Point(2_500, 0), Point(9_000, 0)],
        crs="EPSG:4548",
    )
    zones = gpd.GeoDataFrame(
        {"authority": ["大管委会", "小管委会", ""], "authority_radius_m": [3_000.0, 500.0, None]},
        geometry=[Point(0, 0), Point(1_200, 0), Point(9_000, 0)],
        crs="EPSG:4548",
    )
    lands = gpd.GeoDataFrame(
        {"adcode": ["1"], "name_zh": ["甲区"]}, geometry=[box(0, 0, 1, 1)], crs="EPSG:4548"
    )
    # 900 m: 0.3 of the large circle, 0.6 of the small one; 2,500 m: in the large one only.
    assert authority_of(frame, zones, lands).tolist() == ["大管委会", "大管委会", "甲区人民政府"]


def test_the_airport_zone_lies_in_dongli_and_files_with_the_free_trade_zone(tianjin):
    places = tianjin.places.set_index("name_zh")
    assert places.loc["空港经济区", "adcode"] == "120110"
    assert places.loc["空港经济区", "authority"] == "天津港保税区管委会"
    assert places.loc["滨海高新区华苑", "adcode"] == "120111"
    assert places.loc["滨海高新区华苑", "authority"] == "天津滨海高新区管委会"
    dongli = tianjin.sites[tianjin.sites["adcode"] == "120110"]
    assert {"东丽区人民政府", "天津港保税区管委会"} <= set(dongli["authority"])


def test_every_place_of_tianjin_falls_in_a_district(tianjin):
    assert (tianjin.places["adcode"] != "").all()
    assert (tianjin.places["kind"] == "settlement").sum() == 218


def test_what_is_remembered_is_not_called_verified(tianjin):
    assert not tianjin.places.loc[tianjin.places["origin"] == "memory", "verified"].any()


def test_the_named_port_and_hydrogen_zones_stand_on_land(tianjin):
    names = [
        "天津港保税区临港片区（氢能示范产业园）",
        "南港工业区",
        "天津港南疆港区",
        "东疆综合保税区",
        "大沽口港区",
    ]
    points = tianjin.places.set_index("name_zh").loc[names].geometry
    land = tianjin.demand.sindex.query(points.array, predicate="intersects")[0]
    assert sorted(set(land)) == list(range(len(names)))


def test_districts_of_one_name_are_told_apart_by_their_city() -> None:
    """石家庄 and 张家口 both have a 桥西区; 长安区 stands in one of them only."""
    table = pd.DataFrame(
        {"adcode": ["130104", "130703", "130102"], "name_zh": ["桥西区", "桥西区", "长安区"]}
    )
    assert governments(table) == {
        "130104": "石家庄市桥西区人民政府",
        "130703": "张家口市桥西区人民政府",
        "130102": "长安区人民政府",
    }
