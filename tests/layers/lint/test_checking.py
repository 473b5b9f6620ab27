from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, Polygon, box

from gisplan_errors import LayerError
from layers.gcj02 import gcj02_to_bd09, wgs84_to_gcj02
from layers.importing.files import import_file
from layers.lint.checking import lint_layer
from layers.lint.faults import CONTRACTS, LintContext
from layers.lint.rules import WORDS
from layers.schema.checking import check_layer
from layers.vocabulary import FUNCTIONS
from tests import pseudo

WEST, EAST = box(117.00, 39.00, 117.10, 39.20), box(117.10, 39.00, 117.20, 39.20)
SIDE = 8


def roads():
    lines = [LineString([(117 + x / 100, 39), (117 + x / 100, 39.18)]) for x in range(21)]
    lines += [LineString([(117, 39 + y / 100), (117.2, 39 + y / 100)]) for y in range(19)]
    return gpd.GeoDataFrame(geometry=lines, crs=4326)


@pytest.fixture(scope="module")
def context():
    land = gpd.GeoDataFrame({"adcode": ["120101", "120102"]}, geometry=[WEST, EAST], crs=4326)
    water = gpd.GeoDataFrame(geometry=[box(117.141, 39.105, 117.149, 39.115)], crs=4326)
    return LintContext(districts=land, water=water, roads=roads(), off_road_m=800)


def site(i):
    """The i-th of 64 clean sites, some 20 m off a road."""
    lon, lat = 117.0152 + 0.02 * (i % SIDE), 39.0202 + 0.02 * (i // SIDE)
    return {
        "site_id": f"PP-{i:04d}",
        "name_zh": f"停车场 {i:04d}",
        "name_en": f"Car park {i:04d}",
        "category": "public_parking",
        "access": "public",
        "adcode": "120101" if lon < 117.1 else "120102",
        "authority": "人民政府",
        "status": "candidate",
        "bays": 20,
        "grid_kw": 630.0,
        "area_m2": 800.0,
        "existing_chargers": 4,
        "allows": "charging",
        "operator": "",
        "road_ref": "",
        "direction": "",
        "chainage_km": None,
        "ownership": "",
        "oil_m3": 0.0,
        "h2_storage_kg": 0.0,
        "origin": "survey",
        "source": "a test",
        "as_of": "2024",
        "verified": True,
        "geometry": Point(lon, lat),
    }


def frame(rows):
    columns = {
        name: pd.Series([row[name] for row in rows], dtype=object) for name in rows[0] if name != "geometry"
    }
    return gpd.GeoDataFrame(columns, geometry=[row["geometry"] for row in rows], crs=4326)


def clean():
    return frame([site(i) for i in range(SIDE * SIDE)])


# Row, what is done to it, the rule and column that name it.
SEEDED = [
    (1, {"site_id": "PP-0000"}, "duplicate_key", "site_id"),
    (3, {"name_zh": "停车场　０００２"}, "same_name", "name_zh"),
    (39, {"geometry": Point(117.1353, 39.1002)}, "near_duplicate", "geometry"),
    (6, {"geometry": None}, "null_geometry", "geometry"),
    (7, {"geometry": Point()}, "empty_geometry", "geometry"),
    (8, {"geometry": LineString([(117.01, 39.04), (117.02, 39.04)])}, "geometry_type", "geometry"),
    (9, {"geometry": Point(117.5, 39.1)}, "outside_region", "geometry"),
    (10, {"geometry": Point(39.02, 117.02)}, "swapped_lon_lat", "geometry"),
    (11, {"adcode": "120102"}, "wrong_district", "adcode"),
    (12, {"geometry": Point(117.145, 39.11)}, "in_water", "geometry"),
    (13, {"geometry": Point(117.1352, 39.198)}, "off_the_roads", "geometry"),
    (14, {"bays": None}, "missing_value", "bays"),
    (15, {"grid_kw": -630.0}, "negative", "grid_kw"),
    (16, {"area_m2": "many"}, "number", "area_m2"),
    (17, {"bays": 20.5}, "whole_number", "bays"),
    (18, {"category": "publik_parking"}, "vocabulary", "category"),
    (19, {"status": "planned"}, "vocabulary", "status"),
    (20, {"access": "Public"}, "vocabulary", "access"),
    (21, {"adcode": "1201"}, "district_code", "adcode"),
    (22, {"name_en": "<b>Car park</b>"}, "markup", "name_en"),
    (23, {"as_of": "last year"}, "date", "as_of"),
    (24, {"as_of": "2999-01-01"}, "date_to_come", "as_of"),
    (25, {"origin": "memory"}, "verified_without_evidence", "verified"),
    (26, {"category": "trunk_service_area"}, "service_area_without_road", "road_ref"),
    (
        27,
        {"bays": 150, "existing_chargers": 150, "grid_kw": 10.0, "area_m2": 9e3},
        "load_over_grid",
        "grid_kw",
    ),
    (28, {"existing_chargers": 30}, "chargers_over_bays", "existing_chargers"),
    (29, {"area_m2": 8.0}, "bays_over_area", "area_m2"),
    (30, {"bays": 5_000, "area_m2": 90_000.0}, "absurd_figure", "bays"),
    (31, {"name_zh": "锟斤拷停车场"}, "damaged_text", "name_zh"),
    (32, {"name_en": "Car\x07 park 32"}, "control_character", "name_en"),
    (33, {"name_zh": " 停车场 0033"}, "blank_around_text", "name_zh"),
    (34, {"allows": "charging;petrol"}, "vocabulary", "allows"),
    (35, {"grid_kw": 900_000.0}, "absurd_figure", "grid_kw"),
    (36, {"name_zh": ""}, "text", "name_zh"),
]


def seeded_rows():
    rows = [site(i) for i in range(SIDE * SIDE)]
    for at, change, _, _ in SEEDED:
        rows[at].update(change)
    return rows


def geojson(shape):
    if shape is None:
        return None
    return (
        {"type": "GeometryCollection", "geometries": []}
        if shape.is_empty
        else shapely.geometry.mapping(shape)
    )


def test_a_clean_layer_has_no_fault(context):
    assert lint_layer(clean(), "sites", context) == []
    check_layer(clean(), "sites")


def test_every_seeded_fault_in_a_file_is_named_with_row_key_column_rule_and_suggestion(context, tmp_path):
    features = [
        {
            "type": "Feature",
            "properties": {name: value for name, value in row.items() if name != "geometry"},
            "geometry": geojson(row["geometry"]),
        }
        for row in seeded_rows()
    ]
    path = tmp_path / "sites.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    faults = lint_layer(import_file(path), "sites", context)
    found = {(fault.row, fault.rule, fault.column) for fault in faults}
    assert [seed for seed in SEEDED if (seed[0] + 1, seed[2], seed[3]) not in found] == []
    assert len(SEEDED) >= 30
    for fault in faults:
        assert fault.layer == "sites"
        assert fault.suggestion.zh
        assert fault.key == seeded_rows()[fault.row - 1]["site_id"]


def test_a_language_of_one_file_says_every_fault_and_what_to_do(context, tmp_path, monkeypatch):
    from layers.schema.contracts import SCHEMAS

    layers = [frame(seeded_rows()), clean().rename(columns={"bays": "bay", "grid_kw": "colour of the sky"})]
    layers.append(clean().set_crs("EPSG:4548", allow_override=True))
    with pseudo.spoken(tmp_path, monkeypatch) as language:
        faults = [fault for layer in layers for fault in lint_layer(layer, "sites", context)]
        data = {*WORDS, *FUNCTIONS, *SCHEMAS["sites"].columns, "sites", "Point", "bay"}
        data |= {"CGCS2000 / 3-degree Gauss-Kruger CM 117E", "kW", *(row["site_id"] for row in seeded_rows())}
        for fault in faults:
            data |= {
                repr(fault.value),
                fault.column,
                fault.rule,
                fault.key,
                *str(fault.value).strip("' ").split("'"),
            }
        assert pseudo.untranslated([fault.said(language) for fault in faults], data) == []


def test_no_row_without_a_seed_is_accused(context):
    seeded = {at for at, _, _, _ in SEEDED}
    faults = lint_layer(frame(seeded_rows()), "sites", context)
    assert {fault.row - 1 for fault in faults} - seeded == set()


@pytest.mark.parametrize(("at", "change", "rule", "column"), SEEDED, ids=[f"{s[2]}-{s[3]}" for s in SEEDED])
def test_each_fault_alone_is_the_only_rule_that_speaks(context, at, change, rule, column):
    rows = [site(i) for i in range(SIDE * SIDE)]
    rows[at].update(change)
    faults = lint_layer(frame(rows), "sites", context)
    assert (rule, column) in {(fault.rule, fault.column) for fault in faults}
    allowed = {"in_water": {"wrong_district"}, "load_over_grid": {"bays_over_area"}, "bays_over_area": set()}
    allowed |= {"outside_region": {"off_the_roads"}, "swapped_lon_lat": {"off_the_roads", "outside_crs"}}
    assert {fault.rule for fault in faults} - {rule} <= allowed.get(rule, set())


def test_suggestions_name_the_word_that_was_meant(context):
    rows = [site(0) | {"category": "publik_parking"}, site(1)]
    assert lint_layer(frame(rows), "sites")[0].suggestion.en == "did you mean 'public_parking'?"


def test_wrong_columns_are_named_with_the_nearest_right_one():
    layer = clean().rename(columns={"bays": "bay", "grid_kw": "colour of the sky"})
    faults = {(fault.rule, fault.column): fault.suggestion.en for fault in lint_layer(layer, "sites")}
    assert faults["unknown_column", "bay"] == "did you mean 'bays'?"
    assert faults["missing_column", "bays"] == "rename column 'bay'"
    assert faults["missing_column", "grid_kw"] == "add the column"
    assert ("further_column", "colour of the sky") in faults


@pytest.mark.parametrize(
    ("layer", "rule"), [("service_areas", "further_column"), ("flows", "unknown_column")]
)
def test_a_note_is_harmless_where_a_plan_leaves_it_out_and_a_fault_where_it_is_refused(layer, rule):
    table = pd.DataFrame(columns=[*CONTRACTS[layer].columns, "remark"])
    (fault,) = [fault for fault in lint_layer(table, layer) if fault.column == "remark"]
    assert (fault.rule, fault.harmless) == (rule, rule == "further_column")


def test_a_missing_crs_is_named():
    assert rules(clean().set_crs(None, allow_override=True)) == {"no_crs"}


def test_degrees_under_a_crs_in_metres_are_named():
    assert rules(clean().set_crs("EPSG:4548", allow_override=True)) == {"degrees_for_metres"}


def test_metres_under_a_crs_in_degrees_are_named():
    layer = clean().to_crs("EPSG:4548").set_crs("EPSG:4326", allow_override=True)
    assert rules(layer) == {"metres_for_degrees"}


def test_a_whole_layer_with_latitude_first_is_named_row_by_row():
    layer = clean()
    layer = layer.set_geometry(gpd.points_from_xy(layer.geometry.y, layer.geometry.x), crs=4326)
    faults = lint_layer(layer, "sites")
    assert {fault.rule for fault in faults} == {"swapped_lon_lat"}
    assert len(faults) == len(layer)


def rules(layer, context=None):
    return {fault.rule for fault in lint_layer(layer, "sites", context)}


def wgs84_to_bd09(lon, lat):
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


@pytest.mark.parametrize(("name", "shift"), [("GCJ-02", wgs84_to_gcj02), ("BD-09", wgs84_to_bd09)])
def test_a_shifted_layer_is_named_by_comparing_with_the_roads(context, name, shift):
    layer = clean()
    layer = layer.set_geometry(gpd.points_from_xy(*shift(layer.geometry.x, layer.geometry.y)), crs=4326)
    only_roads = LintContext(roads=context.roads)
    (fault,) = lint_layer(layer, "sites", only_roads)
    assert fault.rule == "shifted_coordinates"
    assert name in fault.suggestion.en


def test_a_shifted_layer_is_named_by_comparing_with_the_districts(context):
    rows = [site(i) for i in range(40)]
    for i, row in enumerate(rows):
        # A row of sites just inside the eastern district: the shift takes them over its eastern border.
        row["geometry"], row["adcode"] = Point(117.1985, 39.005 + i * 0.004), "120102"
    layer = frame(rows)
    layer = layer.set_geometry(
        gpd.points_from_xy(*wgs84_to_gcj02(layer.geometry.x, layer.geometry.y)), crs=4326
    )
    only_districts = LintContext(districts=context.districts)
    assert "shifted_coordinates" in rules(layer, only_districts)


def test_the_two_sides_of_one_service_area_are_no_duplicate():
    rows = [site(0), site(1)]
    for row, side in zip(rows, ("up", "down"), strict=True):
        row |= {
            "category": "trunk_service_area",
            "road_ref": "G103",
            "direction": side,
            "name_zh": "杨村服务区",
        }
    rows[1]["geometry"] = Point(117.0152, 39.0203)
    assert rules(frame(rows)) == set()


def test_many_sites_at_one_point_are_named_once_each():
    rows = [site(i) | {"geometry": Point(117.05, 39.05)} for i in range(60)]
    faults = [fault for fault in lint_layer(frame(rows), "sites") if fault.rule == "near_duplicate"]
    assert 30 <= len(faults) <= 60


def test_roads_take_further_columns_and_name_bad_speeds():
    layer = gpd.GeoDataFrame(
        {"highway": ["primary"] * 2, "speed_kph": [60, 6_000], "lanes": [2, 2]},
        geometry=[LineString([(117, 39), (117, 39.1)])] * 2,
        crs=4326,
    )
    (fault,) = lint_layer(layer, "roads")
    assert (fault.row, fault.column) == (2, "speed_kph")


def test_a_fault_is_one_line_and_one_dictionary():
    (fault,) = lint_layer(frame([site(0) | {"bays": -1, "existing_chargers": 0}]), "sites")
    assert (
        str(fault)
        == "sites: row 1 (PP-0000), bays: '-1' breaks whole_number; expected a whole number of at least 0, "
        "at most 1,000,000,000,000"
    )
    assert json.loads(json.dumps(fault.as_dict()))["row"] == 1
    first, *_ = lint_layer(frame([site(0) | {"bays": 10**29, "existing_chargers": 0}]), "sites")
    assert "bays: '1e+29' breaks whole_number" in str(first), "the value that stands there is told"


def test_an_unknown_layer_is_refused():
    with pytest.raises(LayerError, match="'site' is not known"):
        lint_layer(clean(), "site")


cells = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(
        ["public_parking", "2024", "120101", "<b>", "\ud800", pd.NaT, pd.NA, np.datetime64("2024-01-01")]
    ),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=2), st.integers(), max_size=1),
    st.complex_numbers(),
    st.binary(max_size=3),
)
shapes = st.one_of(
    st.none(),
    st.builds(Point, st.floats(width=32), st.floats(width=32)),
    st.builds(Point, st.floats(117, 117.2), st.floats(39, 39.2)),
    st.sampled_from(
        [
            Point(),
            Polygon(),
            LineString([(117, 39), (117, 39)]),
            Polygon([(117, 39), (117.1, 39.1), (117.1, 39), (117, 39.1)]),
            shapely.GeometryCollection([Point(117, 39)]),
        ]
    ),
)


@st.composite
def malformed(draw):
    layer = draw(st.sampled_from(list(CONTRACTS)))
    known = list(CONTRACTS[layer].columns)
    rows = draw(st.integers(0, 4))
    names = draw(st.lists(st.one_of(st.sampled_from(known), st.text(max_size=5), st.integers()), max_size=8))
    columns = [pd.Series(draw(st.lists(cells, min_size=rows, max_size=rows)), dtype=object) for _ in names]
    table = pd.concat(columns, axis=1) if columns else pd.DataFrame(index=range(rows))
    table.columns = names
    if draw(st.booleans()) and "geometry" not in names:
        crs = draw(st.sampled_from([None, "EPSG:4326", "EPSG:4548", "EPSG:3857"]))
        geometry = draw(st.lists(shapes, min_size=rows, max_size=rows))
        table = gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(geometry, crs=crs, index=table.index))
    if draw(st.booleans()):
        table.index = draw(st.permutations(range(rows))) if rows % 2 else [0] * rows
    return layer, table


@settings(
    deadline=None,
    max_examples=120,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(malformed())
def test_a_malformed_frame_gives_faults_and_never_a_traceback(context, case):
    layer, table = case
    for fault in lint_layer(table, layer, context):
        assert str(fault)
        json.dumps(fault.as_dict(), allow_nan=False)
