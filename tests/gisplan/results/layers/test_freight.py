"""Layers of freight routes and energy facilities, and runs that were written before there were any."""

from __future__ import annotations

import pandas as pd
import pytest

from gisplan.planning.chargers.capacity import charger_tables
from gisplan.planning.hydrogen.freight import freight_table
from gisplan.planning.hydrogen.stations import plan_hydrogen
from gisplan.results.layers.freight import functions_named, plan_energy_facilities, plan_freight_routes
from gisplan.results.layers.parcels import PARCEL_COLUMNS
from tests.gisplan.toy_freight import freight, freight_region

CAPTIVE = {"hydrogen__target": 1, "hydrogen__min_captive": 1, "hydrogen__min_commercial": 0}


def test_routes_are_as_long_as_measured_and_say_what_the_plan_does() -> None:
    """Of 64.5 and 246.5 km the first could be refuelled, the captive station does not; the second is far."""
    region = freight_region()
    scenario = freight(100.0, 0.0, **CAPTIVE)
    plan, _ = plan_hydrogen(region, scenario, charger_tables(region.sites, scenario, home_kwh_day=8.0))
    table = freight_table(region, plan.freight, plan.stations, plan.candidates)
    routes = plan_freight_routes(region, plan.freight, table)
    assert routes["state"].tolist() == ["by_candidates", "out_of_range"]
    assert routes["name_zh"].tolist() == ["西厂—外埠", "西厂—远方"]
    assert (routes["origin"] == "modelled").all()
    # Off the corridor the line is straight, the way 1.3 times as long.
    assert routes.length.tolist() == pytest.approx([19e3 + 35e3, 19e3 + 175e3], rel=1e-2)


def test_a_region_without_flows_has_an_empty_layer() -> None:
    region = freight_region()
    routes = plan_freight_routes(region, None, pd.DataFrame())
    assert len(routes) == 0
    assert routes.crs == region.crs


def test_parcels_with_two_functions_stand_beside_the_facilities() -> None:
    region = freight_region()
    parcels = pd.DataFrame(
        [
            {"site_id": "FS-1", "functions": "fuel;hydrogen", "integrated": True},
            {"site_id": "FS-2", "functions": "methanol", "integrated": False},
        ],
        columns=list(PARCEL_COLUMNS),
    )
    methanol = pd.DataFrame(
        [{"kind": "methanol", "site_id": "FS-2", "served_day": 4.0, "origin": "modelled"}]
    )
    columns = ["name_zh", "name_en", "category", "adcode", "authority", "capacity_day", "area_m2", "grid_kw"]
    blank = dict.fromkeys([*columns, "investment_cost", "source", "as_of", "verified"])
    layer = plan_energy_facilities(region, methanol.assign(**blank), parcels)
    assert layer[["site_id", "kind", "functions_zh"]].to_numpy().tolist() == [
        ["FS-2", "methanol", "甲醇加注"],
        ["FS-1", "integrated", "加油、加氢"],
    ]
    at = region.sites.set_index("site_id").geometry
    assert layer.geometry.tolist() == [at["FS-2"], at["FS-1"]]


def test_functions_are_named_in_both_languages() -> None:
    assert functions_named("charging;swap_truck").zh == "充电、重卡换电"
    assert functions_named("charging;swap_truck").en == "charging, truck battery swap"
    assert functions_named(None).zh == ""
