"""Candidate sites: where they stand, how many, and that the same seed gives the same sites."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, box

from gisplan_errors import LayerError
from layers.districts.land_mask import KEEP_M
from layers.sites.candidates import _roadside, build_candidates
from layers.sites.compounds import compound_bays
from layers.sites.fuel_stations import read_fuel_counts
from layers.sites.slots import draw_points, share_out, stream
from layers.vocabulary import ACCESS, CATEGORIES


@pytest.fixture(scope="module")
def inner(tianjin, tianjin_folder):
    """Give what the sites of the six central districts are built from, small enough to build often."""
    central = tianjin.districts[tianjin.districts["tier"] == "central"]
    counts = read_fuel_counts(tianjin_folder / "fuel_station_counts.csv")
    return {
        "districts": central,
        "demand": tianjin.demand[tianjin.demand["adcode"].isin(central["adcode"])],
        "places": tianjin.places,
        "corridors": tianjin.corridors.iloc[:0],
        "fuel_counts": counts[counts["tier"] == "central"],
        "water": tianjin.water,
    }


def build(layers, seed=1, **changes):
    return build_candidates(**(layers | changes), crs="EPSG:4548", seed=seed)


def test_numbers_are_those_the_plan_counts_on(tianjin):
    sites = tianjin.sites
    assert 5_000 <= len(sites) <= 10_000
    by_access = sites.groupby("access")
    assert 3_000 <= by_access.size()["public"] <= 4_500
    assert 4_000 <= by_access.size()["private"] <= 4_500
    assert 30_000 <= by_access["bays"].sum()["private"] <= 40_000
    assert 6_000 <= by_access["bays"].sum()["dedicated"] <= 14_000


def test_every_category_and_access_is_there(tianjin):
    assert set(tianjin.sites["category"]) == set(CATEGORIES)
    assert set(tianjin.sites["access"]) == set(ACCESS)


def test_ids_are_unique_and_sorted(tianjin):
    assert tianjin.sites["site_id"].is_unique
    assert tianjin.sites["site_id"].is_monotonic_increasing


def test_every_site_stands_in_the_polygon_of_its_adcode(tianjin):
    shapes = tianjin.districts.set_index("adcode").geometry
    own = gpd.GeoSeries(tianjin.sites["adcode"].map(shapes).to_numpy(), crs=tianjin.crs)
    assert own.covers(tianjin.sites.geometry.reset_index(drop=True), align=False).all()


def test_no_modelled_site_stands_in_the_remembered_water(tianjin):
    dry = tianjin.places.geometry.buffer(KEEP_M).union_all()
    wet = tianjin.water.union_all().difference(dry)
    assert wet.area > 100e6
    modelled = tianjin.sites[tianjin.sites["origin"] == "modelled"]
    assert not modelled.within(wet).any()


def test_private_compounds_stand_in_a_cell_with_home_demand(tianjin):
    private = tianjin.sites[tianjin.sites["access"] == "private"]
    row, cell = tianjin.demand.sindex.query(private.geometry.array, predicate="within")
    assert len(set(row)) == len(private)
    assert (tianjin.demand["population"].to_numpy()[cell] > 0).all()
    assert (tianjin.demand["kwh_home"].to_numpy()[cell] > 0).all()
    assert len(set(cell)) == len(private)  # one compound a cell: its home demand is counted once
    assert set(private["category"]) == {"residential"}


def test_compounds_reach_most_of_the_home_demand(tianjin):
    private = tianjin.sites[tianjin.sites["access"] == "private"]
    _, cell = tianjin.demand.sindex.query(private.geometry.array, predicate="within")
    home = tianjin.demand["kwh_home"]
    assert home.iloc[cell].sum() > 0.5 * home.sum()


def test_compounds_take_the_cells_with_most_home_demand(inner):
    sites = build(inner)
    heping = inner["demand"][inner["demand"]["adcode"] == "120101"]
    private = sites[(sites["access"] == "private") & (sites["adcode"] == "120101")]
    _, cell = heping.sindex.query(private.geometry.array, predicate="within")
    left_out = heping["kwh_home"].drop(heping.index[cell])
    assert left_out.empty or left_out.max() <= heping["kwh_home"].iloc[cell].min()


def test_private_bays_follow_their_figure(inner):
    def bays(per_100k):
        sites = build(inner, private_bays_per_100k=per_100k)
        return sites.loc[sites["access"] == "private", "bays"].sum()

    people = inner["demand"]["population"].sum()
    assert bays(200) == pytest.approx(people / 1e5 * 200, rel=0.1)
    assert bays(300) == pytest.approx(1.5 * bays(200), rel=0.1)


def test_bays_follow_home_demand_within_the_limits_of_a_compound():
    assert compound_bays(np.array([1.0, 10.0, 20.0, 900.0]), 93).tolist() == [4, 4, 4, 40]
    assert compound_bays(np.array([10.0, 20.0, 30.0]), 60).tolist() == [10, 20, 30]


def test_expressway_service_areas_come_in_required_pairs(tianjin):
    areas = tianjin.sites[tianjin.sites["category"] == "expressway_service_area"]
    assert (areas["status"] == "required").all()
    assert (areas["access"] == "public").all()
    sides = areas.groupby("road_ref")["direction"].agg(["nunique", "size"])
    assert (sides["nunique"] == 2).all()
    assert (sides["size"] % 2 == 0).all()
    assert (areas["bays"] >= 4).all()
    assert (areas["origin"] == "memory").sum() == 16


def test_a_pair_with_one_side_outside_is_left_out_whole_and_named(inner, tianjin, caplog):
    """A road 60 m inside the southern edge: the eastbound side, 120 m to its right, lies outside."""
    edge = tianjin.districts[tianjin.districts["adcode"] == "120101"]
    square = edge.set_geometry([box(514_000, 4_329_000, 574_000, 4_331_000)])
    line = LineString([(514_500, 4_329_060), (573_500, 4_329_060)])
    roads = gpd.GeoDataFrame(
        {
            "road_ref": "G9", "name_zh": "试验", "name_en": "Test", "kind": "expressway",
            "direction": ["1", "2"], "direction_en": ["east", "west"], "length_km": 59.0,
        },
        geometry=[line, line.reverse()],
        crs=tianjin.crs,
    )  # fmt: skip
    cells = inner["demand"][inner["demand"]["adcode"] == "120101"]
    counts = inner["fuel_counts"].iloc[:0]
    sites = build(inner, districts=square, demand=cells, corridors=roads, fuel_counts=counts)
    assert "试验服务区候选点 01" in caplog.text
    assert not (sites["road_ref"] == "G9").any()


def test_a_service_area_known_on_a_ring_is_asked_of_nobody(tianjin, inner):
    line = LineString([(514_500, 4_330_000), (573_500, 4_330_000)])
    both = {"direction": ["1", "2"], "direction_en": ["east", "west"], "length_km": 59.0}
    roads = [
        gpd.GeoDataFrame(
            {"road_ref": ref, "name_zh": ref, "name_en": ref, "kind": kind, **both},
            geometry=[line, line.reverse()], crs=tianjin.crs,
        )
        for ref, kind in (("G8", "ring"), ("G9", "expressway"))
    ]  # fmt: skip
    known = gpd.GeoDataFrame(
        {"road_ref": ["G8", "G9"], "name_zh": ["甲", "乙"], "name_en": ["A", "B"], "origin": "survey",
         "source": "own", "as_of": "2026", "verified": True},
        geometry=[line.interpolate(30_000)] * 2, crs=tianjin.crs,
    )  # fmt: skip
    square = inner["districts"].iloc[:1].set_geometry([box(514_000, 4_325_000, 574_000, 4_335_000)])
    areas = _roadside(pd.concat(roads, ignore_index=True), known, square, seed=1)
    status = areas.groupby(["road_ref", "origin"])["status"].agg(set).to_dict()
    assert status == {("G8", "survey"): {"candidate"}, ("G9", "survey"): {"required"}}


def test_trunk_service_areas_are_modelled_candidates_on_both_sides(tianjin):
    areas = tianjin.sites[tianjin.sites["category"] == "trunk_service_area"]
    assert set(areas["origin"]) == {"modelled"}
    assert set(areas["status"]) == {"candidate"}
    assert (areas.groupby("road_ref")["direction"].nunique() == 2).all()


def test_every_hub_of_the_places_has_a_public_site_on_it(tianjin):
    hubs = tianjin.places[tianjin.places["kind"].isin(["rail_station", "airport"])]
    sites = tianjin.sites[
        (tianjin.sites["category"] == "transport_hub") & (tianjin.sites["access"] == "public")
    ]
    near = gpd.sjoin_nearest(hubs, sites[["site_id", "geometry"]], distance_col="metres")
    assert near["metres"].max() < 1
    assert near["site_id"].nunique() == len(hubs) == 14


def test_hydrogen_has_both_ownerships_and_a_captive_choice_in_binhai_and_jinghai(tianjin):
    able = tianjin.sites[tianjin.sites["allows"].str.contains("hydrogen")]
    assert set(able["ownership"]) == {"commercial", "captive"}
    kinds = able.groupby("adcode")["ownership"].agg(set)
    assert kinds["120116"] == kinds["120118"] == {"commercial", "captive"}
    assert not able["category"].isin(["residential", "public_parking"]).any()


def test_nothing_modelled_is_called_verified_and_all_has_a_source(tianjin):
    assert not tianjin.sites["verified"].any()
    assert (tianjin.sites["source"] != "").all()
    modelled = tianjin.sites[tianjin.sites["origin"] == "modelled"]
    assert modelled["name_zh"].str.contains("模拟").all()
    assert modelled["name_en"].str.contains("modelled").all()


def test_the_standing_charging_station_says_its_count_is_unknown(tianjin):
    standing = tianjin.sites[tianjin.sites["status"] == "existing"]
    assert standing["name_zh"].tolist() == ["津门湖充电服务中心"]
    assert "unknown" in standing["source"].iloc[0]


def test_the_same_seed_gives_the_same_sites_whatever_the_order_of_rows(inner):
    mixed = {
        name: inner[name].sample(frac=1, random_state=3)
        for name in ("districts", "demand", "places", "fuel_counts")
    }
    assert_geodataframe_equal(build(inner), build(inner, **mixed))


def test_another_seed_moves_them(inner):
    first, second = build(inner), build(inner, seed=2)
    private = first["access"] == "private"  # the same cells, other points in them
    assert first["site_id"].tolist() == second["site_id"].tolist()
    assert (first.geometry[private].distance(second.geometry[private]) > 10).mean() > 0.9


def test_a_group_of_slots_has_its_own_stream(inner):
    """More fuel stations must not move the car parks."""
    more = build(inner, fuel_counts=inner["fuel_counts"].assign(count=100))
    first = build(inner)
    kept = [frame[frame["category"] == "public_parking"].reset_index(drop=True) for frame in (first, more)]
    assert_geodataframe_equal(*kept)
    assert (more["category"] == "fuel_station").sum() == 100


def test_sites_lean_to_their_demand(tianjin):
    parks = tianjin.sites[tianjin.sites["category"] == "public_parking"]
    density = parks.groupby("adcode").size() / tianjin.districts.set_index("adcode")["area_polygon_km2"]
    assert density["120101"] > 20 * density["120117"]


def test_cells_without_weight_are_refused(inner):
    for column in ("kwh_home", "kwh_destination"):
        with pytest.raises(LayerError, match="no cell has weight"):
            build(inner, demand=inner["demand"].assign(**{column: 0.0}))


CELLS = gpd.GeoDataFrame(
    {"x": [50.0, 150.0, 250.0], "y": 50.0},
    geometry=[box(0, 0, 100, 100), box(100, 0, 200, 100), box(200, 0, 300, 100)],
    crs="EPSG:4548",
)


def test_points_fall_by_weight_and_inside_their_cells():
    points = draw_points(CELLS, np.array([1.0, 0.0, 3.0]), 40, stream(1, "a"))
    column = np.floor(points[:, 0] / 100).astype(int)
    assert np.bincount(column, minlength=3).tolist() == [10, 0, 30]
    assert ((points[:, 1] >= 0) & (points[:, 1] <= 100)).all()


def test_points_stay_within_the_given_polygon():
    points = draw_points(CELLS, np.ones(3), 60, stream(1, "a"), within=box(0, 40, 160, 60))
    assert points[:, 0].max() <= 160  # the third cell's own point lies outside, so it is not drawn
    assert ((points[:, 1] >= 40) & (points[:, 1] <= 60)).all()


@given(
    st.integers(0, 5_000),
    st.lists(st.floats(0, 1e6), min_size=1, max_size=30).filter(lambda w: sum(w) > 1e-3),
)
def test_sharing_out_keeps_the_total_and_is_within_one_of_the_exact_share(total, weights):
    weights = np.array(weights)
    counts = share_out(total, weights)
    assert counts.sum() == total
    assert np.all(np.abs(counts - total * weights / weights.sum()) < 1 + 1e-6)


def test_streams_differ_by_seed_and_by_name_only():
    draws = {
        key: stream(*key).random() for key in [(1, "a", "b"), (2, "a", "b"), (1, "b", "a"), (1, "a", "c")]
    }
    assert len(set(draws.values())) == 4
    assert draws[1, "a", "b"] == stream(1, "a", "b").random()


def test_an_empty_place_list_leaves_the_other_sites(inner):
    sites = build(inner, places=inner["places"].iloc[:0])
    assert not sites["site_id"].str.startswith(("HB", "ZN", "LN")).any()
    assert (sites["category"] == "fuel_station").sum() == 82
    assert isinstance(sites["chainage_km"], pd.Series)
    assert sites["chainage_km"].isna().all()
