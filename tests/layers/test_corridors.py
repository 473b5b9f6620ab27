"""Roads as lines with chainage, and service areas in pairs along them."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point, box

from gisplan_errors import LayerError
from layers.corridors import OFFSET_M, fill_gaps, locate, read_corridors

CRS = "EPSG:4548"
EAST = 60_000.0


def road(length_m=EAST, kind="expressway"):
    """Give a road due east along y = 4,300,000, one row a direction."""
    line = LineString([(500_000, 4_300_000), (500_000 + length_m, 4_300_000)])
    return gpd.GeoDataFrame(
        {
            "road_ref": "G9", "name_zh": "试验高速", "name_en": "Test", "kind": kind,
            "direction": ["1 east", "2 west"], "direction_en": ["east", "west"], "length_km": length_m / 1000,
        },
        geometry=[line, line.reverse()],
        crs=CRS,
    )  # fmt: skip


def known(*metres, off=0.0, ref="G9"):
    return gpd.GeoDataFrame(
        {
            "road_ref": ref, "name_zh": [f"甲{i}" for i in range(len(metres))], "name_en": "A",
            "origin": "memory", "source": "test", "as_of": "2020", "verified": False,
        },
        geometry=[Point(500_000 + x, 4_300_000 + off) for x in metres],
        crs=CRS,
    )  # fmt: skip


LAND = gpd.GeoDataFrame({"adcode": ["1"]}, geometry=[box(490_000, 4_290_000, 640_000, 4_310_000)], crs=CRS)


def test_a_known_service_area_becomes_a_pair_with_mirrored_chainage():
    areas = locate(road(40_000), known(10_000), LAND).set_index("direction")
    assert areas.loc["1 east", "chainage_km"] == pytest.approx(10)
    assert areas.loc["2 west", "chainage_km"] == pytest.approx(30)
    assert not areas["verified"].any()


def test_service_areas_stand_to_the_right_of_travel():
    areas = locate(road(40_000), known(10_000), LAND).set_index("direction")
    assert areas.loc["1 east", "y"] == pytest.approx(4_300_000 - OFFSET_M)  # driving east, right is south
    assert areas.loc["2 west", "y"] == pytest.approx(4_300_000 + OFFSET_M)


def test_a_point_beside_the_road_is_projected_onto_it():
    areas = locate(road(40_000), known(10_000, off=800), LAND)
    assert set(areas["chainage_km"].round(6)) == {10.0, 30.0}


def test_a_point_far_from_its_road_is_refused():
    with pytest.raises(LayerError, match="5000 m from its road G9"):
        locate(road(), known(10_000, off=5_000), LAND)


def test_an_unknown_road_is_named():
    with pytest.raises(LayerError, match="'G8' unknown"):
        locate(road(), known(10_000, ref="G8"), LAND)


def test_a_gap_beyond_the_spacing_is_filled_and_said_to_be_modelled():
    areas = locate(road(120_000), known(5_000), LAND)
    east = areas[areas["direction"] == "1 east"]
    assert east["chainage_km"].tolist() == pytest.approx([5, 5 + 115 / 3, 5 + 230 / 3])
    assert east["origin"].tolist() == ["memory", "modelled", "modelled"]
    assert east["name_zh"].str.contains("模拟").tolist() == [False, True, True]


def test_modelled_slots_outside_all_districts_are_left_out():
    west_half = gpd.GeoDataFrame(
        {"adcode": ["1"]}, geometry=[box(490_000, 4_290_000, 520_000, 4_310_000)], crs=CRS
    )
    areas = locate(road(), known(), west_half)  # slots at 15 and 45 km, the second beyond the land
    assert areas["x"].tolist() == pytest.approx([515_000, 515_000])


def test_trunk_roads_have_closer_slots():
    assert len(locate(road(kind="trunk"), known(), LAND)) == 2 * 3  # ceil(60 / 25) in two directions
    assert len(locate(road(), known(), LAND)) == 2 * 2


@given(st.lists(st.floats(0, 1), max_size=6), st.floats(16, 400), st.floats(5, 60), st.booleans())
def test_no_gap_is_left_wider_than_the_spacing(shares, length, spacing, ends):
    stops = np.array(shares) * length
    marks = fill_gaps(stops, length, spacing)
    everything = np.sort(np.concatenate([stops, marks]))
    assert marks == sorted(marks)
    assert np.all(np.diff(everything) <= spacing * (1 + 1e-9))
    if stops.size and ends:
        assert everything[0] <= spacing * (1 + 1e-9)
        assert length - everything[-1] <= spacing * (1 + 1e-9)


def test_a_road_no_longer_than_the_spacing_needs_no_service_area():
    assert fill_gaps(np.array([]), 50, 50) == []
    assert fill_gaps(np.array([]), 50.2, 50) == pytest.approx([12.55, 37.65])


def test_a_ring_round_a_city_has_no_slots_but_keeps_the_service_areas_that_are_known():
    assert locate(road(120_000, "ring"), known(), LAND).empty
    assert len(locate(road(120_000, "ring"), known(10_000), LAND)) == 2


def test_a_modelled_service_area_of_the_region_keeps_its_whole_name():
    slot = known(10_000).assign(name_zh="G9 试验高速服务区候选点 01（模拟）", origin="modelled")
    assert set(locate(road(40_000), slot, LAND)["name_zh"]) == {"G9 试验高速服务区候选点 01（模拟）"}


HEADER = (
    "road_ref,name_zh,name_en,kind,forward_zh,forward_en,backward_zh,backward_en,points,"
    "origin,source,as_of,verified\n"
)


def test_a_road_is_read_once_for_each_direction(tmp_path):
    path = tmp_path / "corridors.csv"
    path.write_text(
        HEADER + "G9,甲,A,trunk,去,out,回,back,117 39;117 39.1,modelled,s,2020,false\n", encoding="utf-8"
    )
    roads = read_corridors(path, crs=CRS)
    assert roads["length_km"].tolist() == pytest.approx([11.1, 11.1], abs=0.02)
    out, back = roads.set_index("direction").loc[["去", "回"]].geometry
    assert out.coords[0] == back.coords[-1]


def test_all_bad_roads_are_named_at_once(tmp_path):
    path = tmp_path / "corridors.csv"
    rows = [
        "G9,甲,A,lane,去,out,回,back,117 39;117 39.1,modelled,s,2020,false",
        "G8,乙,B,trunk,去,out,回,back,117 39,modelled,s,2020,false",
        "G8,乙,B,trunk,去,out,回,back,117 39;north,modelled,s,2020,false",
    ]
    path.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    with pytest.raises(LayerError) as caught:
        read_corridors(path, crs=CRS)
    text = str(caught.value)
    assert "'lane'" in text
    assert text.count("two or more 'lon lat'") == 2
    assert "more than one row" in text


def test_the_roads_of_tianjin_stay_within_the_city(tianjin):
    land = tianjin.districts.union_all().buffer(500)
    outside = tianjin.corridors.geometry.difference(land).length.sum()
    assert outside / tianjin.corridors.length.sum() < 0.01
    assert not tianjin.corridors["verified"].any()


def test_a_modelled_slot_moves_ashore_along_its_road():
    strait = box(513_500, 4_290_000, 516_000, 4_310_000)  # the slot at 15 km is 1.5 and 1 km from its shores
    land = LAND.set_geometry(LAND.difference(strait))
    east = locate(road(), known(), land).set_index("direction").loc["1 east"]
    assert east["chainage_km"].tolist() == pytest.approx([16, 45])


def test_no_expressway_of_tianjin_has_a_gap_beyond_the_spacing(tianjin):
    areas = tianjin.sites[tianjin.sites["category"] == "expressway_service_area"]
    lines = tianjin.corridors[tianjin.corridors["kind"] == "expressway"]
    for line in lines.itertuples():
        here = areas[(areas["road_ref"] == line.road_ref) & (areas["direction"] == line.direction)]
        stops = np.sort([0, *here["chainage_km"], line.length_km])
        assert np.diff(stops).max() <= 50, (line.road_ref, line.direction)
