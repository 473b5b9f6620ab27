"""Candidates that OpenStreetMap names, slots called by streets: hand-made cases, and what ships."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial import KDTree

from gisplan_errors import LayerError
from layers.districts.tiers import region_tiers
from layers.lint.checking import lint_layer
from layers.lint.faults import LintContext
from layers.region.facts import region_districts
from layers.region.loading import load_region
from layers.region.settings import read_settings
from layers.sites.named_points import (
    CLAIM_M,
    JOIN_M,
    NamedPoints,
    laid,
    read_candidates,
    read_named_points,
    read_streets,
    unclaimed,
)
from layers.sites.rules import CATEGORY_OF_KIND
from layers.sites.slots import CLEAR_M, clear_of, stream
from layers.sites.street_names import beside_streets, called_by_streets
from tests.layers.figures import PARAMETERS
from tests.layers.sites.test_candidates import build, inner  # noqa: F401  (a fixture)

CRS = "EPSG:4548"
REGIONS = ("tianjin", "beijing", "jingjinji")
SAID = {"origin": "survey", "source": "own survey", "as_of": "2026"}
HEAD = "name_zh,name_en,kind,at,lon,lat\n"
WIDE = shapely.box(-1e6, -1e6, 1e6, 1e6)


def named(**columns):
    rows = pd.DataFrame(columns)
    return rows.assign(name_en=rows["name_zh"], **{k: v for k, v in SAID.items() if k not in rows})


def places(*rows):
    table = pd.DataFrame(rows, columns=["name_zh", "kind", "x", "y"])
    return gpd.GeoDataFrame(
        table.assign(name_en=table["name_zh"]), geometry=gpd.points_from_xy(table["x"], table["y"]), crs=CRS
    )


SQUARES = gpd.GeoDataFrame(
    {"adcode": ["120101", "120102"], "name_zh": ["甲区", "乙区"], "name_en": ["Jia", "Yi"]},
    geometry=[shapely.box(0, 0, 10_000, 10_000), shapely.box(10_000, 0, 20_000, 10_000)],
    crs=CRS,
)


def test_a_row_that_says_no_kind_of_ours_or_no_place_is_told_with_file_name_column_and_value(tmp_path):
    path = tmp_path / "candidates.csv"
    path.write_text(HEAD + "甲医院,Jia,hospital,building,117.1,39.1\n乙店,Yi,shop,roof,117.1,39.1\n", "utf-8")
    with pytest.raises(LayerError) as told:
        read_candidates(path)
    text = str(told.value)
    assert all(
        part in text for part in ("candidates.csv", "乙店", "'shop'", "hospital", "'roof'", "bus_stop")
    )
    assert "甲医院" not in text
    path.write_text(HEAD + "甲医院,Jia,hospital,building,217.1,39.1\n", "utf-8")
    with pytest.raises(LayerError, match="lon"):
        read_candidates(path)


def test_points_of_a_street_that_are_none_are_told(tmp_path):
    path = tmp_path / "streets.csv"
    path.write_text("name_zh,name_en,points\n甲路,Jia Lu,117.1 39.1;117.2\n", "utf-8")
    with pytest.raises(LayerError, match="甲路"):
        read_streets(path)
    path.write_text("name_zh,name_en,points\n甲路,Jia Lu,117.1 39.1;117.2 39.2\n", "utf-8")
    assert read_streets(path)["lon"].tolist() == [117.1, 117.2]


def test_a_source_says_whether_a_building_or_a_stop_gives_the_point_and_that_bays_are_modelled(tmp_path):
    text = HEAD + "甲医院,Jia,hospital,building,117.1,39.1\n乙园,Yi,estate,bus_stop,117.1,39.2\n"
    (tmp_path / "candidates.csv").write_text(text, "utf-8")
    known = read_named_points(tmp_path, SAID, crs=CRS)
    assert known.streets.empty
    building, stop = known.sites["source"]
    assert building.startswith("own survey: point of the building; ")
    assert "bus stop named after it" in stop
    assert all("bays, grid_kw and area_m2 synthetic" in source for source in (building, stop))


def test_a_region_with_candidates_must_say_where_they_come_from(tmp_path, tianjin_folder):
    import shutil

    for name in ("districts.csv", "places.csv", "hydrogen_supply.csv"):
        shutil.copy(tianjin_folder / name, tmp_path)
    toml = 'name = "h"\nname_zh = "和"\nname_en = "H"\ncrs = "EPSG:4548"\nadcodes = ["120101"]\n'
    (tmp_path / "region.toml").write_text(toml, encoding="utf-8")
    (tmp_path / "candidates.csv").write_text(HEAD + "甲医院,Jia,hospital,building,117.2,39.12\n", "utf-8")
    with pytest.raises(LayerError, match=r"region\.toml.*names"):
        load_region(tmp_path, demand=PARAMETERS)
    said = ", ".join(f'{key} = "{value}"' for key, value in SAID.items())
    (tmp_path / "region.toml").write_text(f"{toml}names = {{ {said} }}\n", encoding="utf-8")
    sites = load_region(tmp_path, demand=PARAMETERS).sites
    own = sites[sites["origin"] == "survey"]
    assert own["name_zh"].tolist() == ["甲医院"]
    assert own["category"].tolist() == ["public_parking"]
    assert not own["verified"].any()


def test_what_a_place_of_the_region_stands_for_is_no_candidate_twice():
    sites = named(
        name_zh=["甲火车站", "乙公园", "丙地铁站", "丁医院"],
        kind=["rail_station", "park", "metro_station", "hospital"],
        x=[4_000.0, 1_000.0, 2_040.0, 9_000.0],
        y=[5_000.0] * 4,
    )
    own = places(("甲站", "rail_station", 1_500.0, 5_000.0), ("戊站", "rail_station", 2_000.0, 5_000.0))
    # 甲站 lies 2.5 km off but is called the same; 丙 stands 40 m from a place; a town stands for nothing
    towns = pd.concat([own, places(("丁医院", "settlement", 9_000.0, 5_000.0))], ignore_index=True)
    assert laid(sites, towns, SQUARES)["name_zh"].tolist() == ["丁医院", "乙公园"]


def test_known_places_are_laid_into_the_district_they_stand_in_and_none_outside():
    sites = named(name_zh=["外", "乙", "甲"], kind="hospital", x=[-50.0, 15_000.0, 5_000.0], y=5_000.0)
    found = laid(sites, places(), SQUARES)
    assert dict(zip(found["name_zh"], found["adcode"], strict=True)) == {"甲": "120101", "乙": "120102"}


def test_slots_stand_beside_streets_each_at_a_point_of_its_own():
    streets = np.array([[0.0, 0.0], [300.0, 0.0], [5_000.0, 0.0]])
    drawn = np.array([[10.0, 10.0], [20.0, 0.0], [2_500.0, 0.0]])
    moved = beside_streets(drawn, streets, stream(1, "a"), WIDE, (0, 8))
    assert 60 <= np.hypot(*moved[0]) <= 120
    assert 60 <= np.hypot(*(moved[1] - streets[1])) <= 120  # the nearest is taken: the next one
    assert moved[2].tolist() == [2_500.0, 0.0]  # no street within reach


def test_a_side_outside_the_district_is_not_taken():
    moved = beside_streets(
        np.array([[10.0, 10.0]]), np.zeros((1, 2)), stream(1, "a"), shapely.box(0, 0, 30, 30), (0, 8)
    )
    assert moved.tolist() == [[10.0, 10.0]]


@given(st.integers(0, 10_000), st.integers(0, 7), st.integers(0, 7))
def test_two_rules_at_one_street_point_stand_apart(seed, one, other):
    if one == other:
        return
    street, drawn = np.zeros((1, 2)), np.ones((1, 2))
    a, b = (beside_streets(drawn, street, stream(seed, str(i)), WIDE, (i, 8))[0] for i in (one, other))
    assert np.hypot(*(a - b)) >= CLEAR_M


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), min_size=1, max_size=12))
def test_sites_on_top_of_others_step_aside_and_no_other_moves(points):
    xy = np.array(points, dtype=float)
    fixed = np.array([[0.0, 0.0]])
    moved = clear_of(xy, fixed, [WIDE] * len(xy))
    alone = np.hypot(*(xy - fixed[0]).T) >= CLEAR_M
    first = np.array([
        all(np.hypot(*(xy[i] - xy[j])) >= CLEAR_M for j in range(len(xy)) if j != i) for i in range(len(xy))
    ])  # fmt: skip
    assert np.array_equal(moved[alone & first], xy[alone & first])
    assert np.hypot(*(moved - xy).T).max() <= 80.1
    assert KDTree(np.vstack([fixed, moved])).query_pairs(CLEAR_M - 1e-6) == set()


def test_a_site_that_cannot_step_aside_stays():
    cell = shapely.box(0, 0, 30, 30)
    assert clear_of(np.array([[5.0, 5.0]]), np.array([[6.0, 6.0]]), [cell]).tolist() == [[5.0, 5.0]]


def slots(*rows):
    return pd.DataFrame(rows, columns=["site_id", "adcode", "x", "y", "kind_zh", "kind_en"])


def test_slots_are_called_by_street_then_place_then_district_and_numbered_along_their_ids():
    streets = pd.DataFrame({"name_zh": ["南京路"], "name_en": ["Nanjing Lu"], "x": [1_000.0], "y": [1_000.0]})
    table = slots(
        ("PP-120101-0002", "120101", 1_200.0, 1_000.0, "", ""),
        ("PP-120101-0001", "120101", 1_100.0, 1_000.0, "", ""),
        ("FS-120101-0001", "120101", 1_300.0, 1_000.0, "加油站", "fuel station"),
        ("PP-120101-0003", "120101", 4_000.0, 4_000.0, "", ""),
        ("PP-120102-0001", "120102", 19_000.0, 1_000.0, "", ""),
    )
    towns = places(("葛沽", "settlement", 5_000.0, 5_000.0), ("Chitu", "settlement", 4_000.0, 4_000.0))
    said = called_by_streets(table, streets, towns, SQUARES)
    assert said["name_zh"].tolist() == [
        "南京路 2 号候选点（模拟）",
        "南京路 1 号候选点（模拟）",
        "南京路 1 号加油站候选点（模拟）",
        "葛沽 1 号候选点（模拟）",
        "乙区 1 号候选点（模拟）",
    ]
    assert said["name_en"].tolist() == [
        "Nanjing Lu candidate 2 (modelled)",
        "Nanjing Lu candidate 1 (modelled)",
        "Nanjing Lu fuel station candidate 1 (modelled)",
        "葛沽 candidate 1 (modelled)",
        "Yi candidate 1 (modelled)",
    ]


def test_streets_that_read_alike_count_on_so_that_no_english_name_stands_twice():
    streets = pd.DataFrame(
        {"name_zh": ["人民路", "仁民路"], "name_en": "Renmin Lu", "x": [0.0, 5_000.0], "y": 1_000.0}
    )
    table = slots(
        ("PP-120101-0001", "120101", 10.0, 1_000.0, "", ""),
        ("PP-120101-0002", "120101", 5_010.0, 1_000.0, "", ""),
    )
    said = called_by_streets(table, streets, places(), SQUARES)
    assert said["name_zh"].tolist() == ["人民路 1 号候选点（模拟）", "仁民路 2 号候选点（模拟）"]
    assert said["name_en"].is_unique


def known_of(cells, kind, count):
    """Give a known place in each of some cells."""
    own = cells.iloc[:count]
    names = [f"第{i}号" for i in range(count)]
    return NamedPoints(sites=named(name_zh=names, kind=kind, x=own["x"].to_numpy(), y=own["y"].to_numpy()))


def test_a_known_place_stands_for_the_slot_nearest_to_it_and_for_one_only():
    line = np.array([[0.0, 0.0], [1_000.0, 0.0], [9_000.0, 0.0]])
    assert unclaimed(line, np.array([[900.0, 0.0]])).tolist() == [True, False, True]
    # two places near the second slot: the farther one stands for the first
    assert unclaimed(line, np.array([[950.0, 0.0], [1_000.0, 5.0]])).tolist() == [False, False, True]
    assert unclaimed(line, np.array([[5_000.0, 0.0]])).all()
    assert unclaimed(line, np.empty((0, 2))).all()


@given(
    st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 5_000)), max_size=20),
    st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 5_000)), max_size=20),
)
def test_what_is_claimed_has_a_known_place_near_and_no_two_slots_share_one(slots, known):
    xy, places_xy = (np.array(points, dtype=float).reshape(-1, 2) for points in (slots, known))
    free = unclaimed(xy, places_xy)
    assert (~free).sum() <= len(known)
    if len(known):
        away = KDTree(places_xy).query(xy)[0] if len(xy) else np.empty(0)
        assert free[away > CLAIM_M].all()
        if (~free).sum() < len(known) and free.any():  # whoever is idle has no free slot within reach
            assert (~free).sum() >= min(1, int((away <= CLAIM_M).any()))


def test_slots_fill_only_what_known_places_leave_open(inner):  # noqa: F811
    before = build(inner)
    known = known_of(inner["demand"], "hospital", 40)
    after = build(inner, known=known)
    parking = after[(after["category"] == "public_parking") & (after["status"] == "candidate")]
    asked = (before["category"] == "public_parking").sum() - before["status"].eq("existing").sum()
    assert (parking["origin"] == "survey").sum() == 40
    assert asked <= len(parking) < asked + 40  # most of the forty stand for a slot
    kept = [frame[frame["category"] == "commercial"].reset_index(drop=True) for frame in (before, after)]
    assert kept[0]["site_id"].tolist() == kept[1]["site_id"].tolist()


def test_all_known_places_are_candidates_and_a_region_that_thins_its_sites_thins_them(inner):  # noqa: F811
    known = known_of(inner["demand"], "bus_depot", 200)
    depots = [build(inner, known=known, density=share).query("origin == 'survey'") for share in (1.0, 0.3)]
    assert [len(one) for one in depots] == [200, 60]
    assert depots[1]["name_zh"].is_unique
    assert set(depots[1]["name_zh"]) < set(depots[0]["name_zh"])


@pytest.fixture(scope="module", params=REGIONS)
def shipped(request, root):
    """Give what a region ships of known candidates, with the district each lies in."""
    folder = root / "data" / "regions" / request.param
    settings = read_settings(folder)
    rows = read_candidates(folder / "candidates.csv")
    points = gpd.GeoDataFrame(rows, geometry=gpd.points_from_xy(rows["lon"], rows["lat"]), crs=4326).to_crs(
        CRS
    )
    districts = region_districts(folder, settings, region_tiers(folder)).to_crs(CRS)
    joined = points.sjoin(districts[["adcode", "geometry"]], predicate="within")
    assert len(joined) == len(rows)  # each in one district
    return request.param, folder, joined


def test_shipped_candidates_are_small_chinese_and_each_named_once_in_its_district(shipped):
    _, folder, rows = shipped
    assert (folder / "candidates.csv").stat().st_size <= 400_000
    assert (folder / "streets.csv").stat().st_size <= 700_000
    assert rows["name_zh"].str.contains(r"[\u4e00-\u9fff]{2}").all()
    assert not rows.duplicated(["adcode", "name_zh"]).any()
    assert rows["name_en"].str.fullmatch(r"[\x20-\x7e]+").all()
    assert set(rows["kind"]) == set(CATEGORY_OF_KIND)


def test_no_two_shipped_candidates_of_a_category_are_nearer_than_the_joining_distance(shipped):
    _, _, rows = shipped
    for _, own in rows.groupby(rows["kind"].map(CATEGORY_OF_KIND)):
        spots = np.column_stack([own.geometry.x, own.geometry.y])
        away = KDTree(spots).query(spots, k=2)[0][:, 1]
        assert away.min() >= JOIN_M * 0.99  # another projection, and a metre of rounding


def test_sites_of_openstreetmap_say_so_and_lie_where_they_say(tianjin):
    own = tianjin.sites[tianjin.sites["origin"] == "osm"]
    assert len(own) > 1_500
    assert (
        own["source"]
        .str.startswith("© OpenStreetMap contributors, ODbL 1.0, via siontiles 0.3.1: point of")
        .all()
    )
    assert (own["as_of"] == "2026-07-13").all()
    assert not own["verified"].any()
    assert not own["name_zh"].str.contains("模拟").any()
    assert not tianjin.sites.duplicated(["adcode", "name_zh"]).any()
    assert not tianjin.sites.duplicated(["adcode", "name_en"]).any()
    hospital = own[own["name_zh"] == "天津市第三中心医院"]
    assert hospital["category"].tolist() == ["public_parking"]
    assert hospital["adcode"].tolist() == ["120102"]


def test_the_shipped_sites_of_tianjin_are_clean_to_the_lint(tianjin):
    found = lint_layer(
        tianjin.sites, "sites", context=LintContext(districts=tianjin.districts, water=tianjin.water)
    )
    assert [fault for fault in found if fault.rule in {"near_duplicate", "same_name", "wrong_district"}] == []
