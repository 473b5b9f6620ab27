"""The contract of a layer: all bad rows at once, each named with what was expected."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import LineString, Point, Polygon

from gisplan_errors import CrsError, LayerError
from layers.schema.checking import MOST_FAULTS, SCHEMAS, check_layer


def sites(count=3, **columns):
    table = {
        "site_id": [f"PP-{i}" for i in range(count)],
        "name_zh": "停车场",
        "name_en": "car park",
        "category": "public_parking",
        "access": "public",
        "adcode": "120101",
        "authority": "和平区人民政府",
        "status": "candidate",
        "bays": 4,
        "grid_kw": 100.0,
        "area_m2": 200.0,
        "existing_chargers": 0,
        "allows": "charging;swap",
        "operator": "",
        "substation": "",
        "feeder": "",
        "lorry_bays": np.nan,
        "road_ref": "",
        "direction": "",
        "chainage_km": np.nan,
        "ownership": "",
        "oil_m3": 0.0,
        "h2_storage_kg": 0.0,
        "origin": "survey",
        "source": "test",
        "as_of": "2026-01",
        "verified": True,
    }
    points = [Point(517_000 + i, 4_330_000) for i in range(count)]
    return gpd.GeoDataFrame(pd.DataFrame(table | columns), geometry=points, crs="EPSG:4548")


def faults_of(frame, layer="sites", **options):
    with pytest.raises(LayerError) as caught:
        check_layer(frame, layer, **options)
    return str(caught.value).splitlines()


def test_a_good_layer_passes_in_the_order_and_types_of_the_contract():
    frame = sites(bays=["4", "5", "6"])[["geometry", *reversed(SCHEMAS["sites"].columns)]]
    checked = check_layer(frame, "sites")
    assert list(checked.columns) == [*SCHEMAS["sites"].columns, "geometry"]
    assert checked["bays"].tolist() == [4, 5, 6]
    assert checked.crs.to_epsg() == 4548


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("bays", -1, "whole number of at least 0"),
        ("bays", 2.5, "whole number of at least 0"),
        ("bays", "many", "whole number of at least 0"),
        ("bays", 10**29, "at most"),
        ("bays", "9" * 30, "at most"),
        ("grid_kw", -3.0, "at least 0"),
        ("grid_kw", np.inf, "finite"),
        ("grid_kw", np.nan, "not null"),
        ("grid_kw", "wide", "finite number"),
        ("category", "shop", "one of 'residential'"),
        ("access", "secret", "'public', 'dedicated', 'private'"),
        ("status", "open", "'existing'"),
        ("origin", "guess", "'memory', 'modelled'"),
        ("adcode", "1201", "six-digit"),
        ("allows", "charging,swap", "functions among"),
        ("as_of", "yesterday", "ISO date"),
        ("name_zh", "<script>alert(1)</script>", "without markup"),
        ("name_zh", " ", "not blank"),
        ("name_en", None, "not null"),
        ("site_id", 7, "text"),
        ("ownership", "state", "'captive'"),
        ("verified", "maybe", "true or false"),
        ("chainage_km", -2.0, "at least 0"),
    ],
)
def test_a_bad_value_is_named_with_file_row_column_and_expectation(column, value, expected):
    frame = sites()
    frame[column] = frame[column].astype(object)
    frame.loc[1, column] = value
    faults = faults_of(frame, file="sites.gpkg")
    assert len(faults) == 1
    assert faults[0].startswith("sites.gpkg: layer sites: row 2 (")
    assert f"column {column}: value" in faults[0]
    assert expected in faults[0]


def test_all_bad_rows_come_at_once():
    frame = sites(6)
    frame["bays"] = frame["bays"].astype(object)
    frame.loc[0, "bays"] = "many"  # must not hide the other bad counts
    frame.loc[1, "bays"] = -1
    frame.loc[2, "grid_kw"] = np.nan
    frame.loc[3, "geometry"] = None
    frame.loc[5, "site_id"] = "PP-4"
    faults = faults_of(frame)
    assert [fault.split("row ")[1][0] for fault in faults] == ["1", "2", "3", "6", "4"]


def test_faults_beyond_fifty_are_counted():
    faults = faults_of(sites(MOST_FAULTS + 7, bays=-1))
    assert len(faults) == MOST_FAULTS + 1
    assert faults[-1] == "… and 7 more"


def test_a_missing_and_an_unknown_column_are_named_with_the_nearest_known():
    faults = faults_of(sites().rename(columns={"grid_kw": "grid_kv"}))
    assert any("'grid_kw' missing" in fault for fault in faults)
    assert any("'grid_kv' unknown; did you mean 'grid_kw'?" in fault for fault in faults)


def test_a_layer_without_crs_or_in_degrees_called_metres_is_refused():
    with pytest.raises(CrsError):
        check_layer(sites().set_crs(None, allow_override=True), "sites")
    points = sites().set_geometry([Point(117, 39)] * 3, crs="EPSG:4548")
    with pytest.raises(CrsError):
        check_layer(points, "sites")


def test_wrong_and_invalid_geometry_is_named():
    lines = sites(1).set_geometry([LineString([(0, 0), (900, 900)])], crs="EPSG:4548")
    assert "LineString; expected a valid Point" in faults_of(lines)[0]
    bow = Polygon([(500_000, 0), (501_000, 1000), (501_000, 0), (500_000, 1000)])
    faults = faults_of(demand().set_geometry([bow], crs="EPSG:4548"), "demand")
    assert "Self-intersection" in faults[0]


def demand(**columns):
    table = {name: [0.0] for name in SCHEMAS["demand"].columns} | {
        "cell_id": ["c1"], "adcode": ["120101"], "cell_m": [500.0], "urban": [True], "origin": ["modelled"],
        "source": ["test"], "as_of": ["2026"], "verified": [False],
    }  # fmt: skip
    square = Polygon([(500_000, 0), (500_500, 0), (500_500, 500), (500_000, 500)])
    return gpd.GeoDataFrame(table | columns, geometry=[square], crs="EPSG:4548")


def test_energy_must_be_the_sum_of_its_classes():
    check_layer(demand(kwh_home=[3.0], kwh_bus=[4.0], ev_kwh_day=[7.0]), "demand")
    faults = faults_of(demand(kwh_home=[3.0], kwh_bus=[4.0], ev_kwh_day=[8.0]), "demand")
    assert "expected the sum of the kwh_ columns, 7.0" in faults[0]


@pytest.mark.parametrize("bad", [-1.0, np.nan])
def test_negative_and_nan_demand_is_refused(bad):
    assert "column population" in faults_of(demand(population=[bad]), "demand")[0]


def test_a_table_needs_no_geometry():
    row = {
        "origin_id": "a",
        "destination_id": "b",
        "vehicle_class": "truck",
        "trips_day": 3,
        "distance_km": 9.5,
        "origin_lon": 117.0,
        "origin_lat": 39.0,
        "destination_lon": 117.1,
        "destination_lat": 39.0,
    }
    row |= {"tag": "modelled", "origin": "modelled", "source": "t", "as_of": "2026", "verified": False}
    assert check_layer(pd.DataFrame([row]), "flows")["trips_day"].tolist() == [3.0]
    assert "stands twice" in faults_of(pd.DataFrame([row, row]), "flows")[0]
