"""A small plan, put together by hand: five sites, two stations, four cells in two districts."""

from __future__ import annotations

import copy
import dataclasses
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import LineString, Point, box

from gisplan.clauses.evaluation import clause_facts, evaluate_clauses
from gisplan.plan.record import Evidence, Plan
from gisplan.planning.constraints.table import rows_frame
from gisplan.planning.hydrogen.facilities import FACILITY_COLUMNS, SERVED_COLUMNS
from gisplan.planning.hydrogen.freight import TABLE
from gisplan.results.assumptions import scenario_assumptions
from gisplan.results.layers.parcels import PARCEL_COLUMNS
from gisplan.scenario.loading import load_scenario
from gisplan.tables.corridors import CITY_TRIP_COLUMNS, STRETCH_COLUMNS
from gisplan.tables.integrated import INTEGRATED_COLUMNS
from gisplan.tables.lorries import LORRY_COLUMNS, ROUTE_COLUMNS, STOP_COLUMNS
from gisplan_words import named
from layers.results import PlanLayers
from optimize.certificate import certify
from tests.gisplan.figures import figures
from tests.gisplan.planned import write_data
from tests.gisplan.spoilt_runs import clean, folder, run, spaced, toy_run  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gisplan.scenario.schema import Scenario

_BEFORE = {"source": "test", "as_of": "2026", "verified": False}


def make_sites() -> gpd.GeoDataFrame:
    rows = [
        ("PP-1", "停车场一", "public_parking", "public", "120101", 117.190, 39.118, 60, 8),
        ("RS-1", "小区一", "residential", "private", "120101", 117.195, 39.120, 90, 0),
        ("SA-1E", "服务区 上行", "expressway_service_area", "public", "120116", 117.600, 39.000, 0, 6),
        ("SA-1W", "服务区 下行", "expressway_service_area", "public", "120116", 117.601, 39.001, 0, 4),
        ("LP-1", "物流园", "logistics_park", "dedicated", "120116", 117.700, 39.010, 2, 4),
    ]
    columns = ["site_id", "name_zh", "category", "access", "adcode", "x", "y", "n_ac7", "n_dc120"]
    frame = pd.DataFrame(rows, columns=columns)
    for kind in ("n_dc60", "n_dc240", "n_dc480"):
        frame[kind] = 0
    frame["chargers"] = frame[[c for c in frame.columns if c.startswith("n_")]].sum(axis=1)
    frame["fast_chargers"] = frame["n_dc120"]
    frame["kw"] = frame["n_ac7"] * 7.0 + frame["n_dc120"] * 120.0
    frame["name_en"] = frame["site_id"]
    frame["authority"] = frame["adcode"].map({"120101": "和平区人民政府", "120116": "滨海新区人民政府"})
    road = frame["category"].eq("expressway_service_area")
    frame["status"] = np.where(road, "required", "candidate")
    frame["origin"] = "modelled"
    frame = frame.assign(**_BEFORE, bays=200, grid_kw=2000.0, allows="charging", year=2027, operator="")
    frame["road_ref"] = np.where(road, "G25", None)
    frame["direction"] = np.where(road, "N", None)
    frame["chainage_km"] = np.where(road, 12.5, np.nan)
    frame = frame.assign(
        capacity_kwh_day=frame["kw"] * 4.0,
        served_kwh_day=frame["kw"] * 2.0,
        utilisation=0.08,
        people_covered=1000,
    )
    frame["investment_cost"] = frame["n_ac7"] * 4000.0 + frame["n_dc120"] * 113750.0
    points = [Point(x, y) for x, y in zip(frame.pop("x"), frame.pop("y"), strict=True)]
    return gpd.GeoDataFrame(frame, geometry=points, crs=4326)


def make_stations() -> gpd.GeoDataFrame:
    frame = pd.DataFrame(
        {
            "site_id": ["FS-1", "HH-1"],
            "name_zh": ["加油站一", "自用站"],
            "name_en": ["Fuel 1", "Captive 1"],
            "category": ["fuel_station", "hydrogen_hub"],
            "adcode": ["120116", "120101"],
            "authority": ["滨海新区人民政府", "和平区人民政府"],
            "ownership": ["commercial", "captive"],
            "size_kg_day": [1000.0, 500.0],
            "pressure_mpa": 35.0,
            "storage_kg": [1000.0, 500.0],
            "station_class": "III",
            "served_kg_day": [600.0, 300.0],
            "delivered_cost_kg": [30.0, 32.0],
            "investment_cost": [20e6, 11.5e6],
            "supply_id": "HS-1",
            "screening": "screening, not compliance",
            "integrated": [True, False],
            "origin": "modelled",
            "year": 2027,
            **_BEFORE,
        }
    )
    return gpd.GeoDataFrame(frame, geometry=[Point(117.65, 39.02), Point(117.19, 39.12)], crs=4326)


def make_layers() -> PlanLayers:
    cells = pd.DataFrame(
        {
            "cell_id": ["c1", "c2", "c3", "c4"],
            "adcode": ["120101", "120101", "120116", "120116"],
            "population": [3000.0, 1000.0, 500.0, 500.0],
            "ev_kwh_day": [900.0, 300.0, 100.0, 100.0],
            "h2_kg_day": [0.0, 0.0, 400.0, 500.0],
            "judged": True,
            "covered": [True, True, True, False],
            "nearest_public_m": [300.0, 800.0, 1500.0, 9000.0],
            "served_kwh_day": [900.0, 300.0, 100.0, 0.0],
            "unmet_kwh_day": [0.0, 0.0, 0.0, 100.0],
        }
    )
    squares = [box(117.18, 39.11, 117.19, 39.12), box(117.19, 39.11, 117.20, 39.12)]
    squares += [box(117.6, 39.0, 117.61, 39.01), box(117.7, 39.1, 117.71, 39.11)]
    districts = pd.DataFrame(
        {
            "adcode": ["120101", "120116"],
            "name_zh": ["和平区", "滨海新区"],
            "name_en": ["Heping", "Binhai"],
            "tier": ["central", "binhai"],
            "population": [4000.0, 1000.0],
            "area_km2": [9.98, 2270.0],
            "area_polygon_km2": [10.0, 2696.0],
            "chargers": [158, 16],
            "chargers_per_10k": [395.0, 160.0],
            "covered_people": [4000.0, 500.0],
            "judged_people": [4000.0, 1000.0],
            "covered_share": [1.0, 0.5],
            "reach_share": [1.0, 0.5],
            "mean_access_m": [425.0, 5250.0],
            "worst_access_m": [800.0, 9000.0],
            "energy_kwh_day": [1200.0, 200.0],
            "served_share": [1.0, 0.5],
            "unmet_kwh_day": [0.0, 100.0],
            "investment_cost": [1e6, 2e6],
            "stations": [1, 1],
            "chargers_public": [68, 10],
            "chargers_dedicated": [0, 6],
            "chargers_private": [90, 0],
            "sites": [2, 3],
            "peak_mw": [0.9, 0.1],
            "peak_hour": [21, 14],
            "peak_day": ["cold-day", "golden-week"],
        }
    )
    areas = [box(117.1, 39.0, 117.3, 39.2), box(117.5, 38.9, 117.9, 39.3)]
    corridors = pd.DataFrame(
        {
            "road_ref": ["G25"],
            "name_zh": ["长深高速"],
            "name_en": ["Changshen"],
            "direction": ["N"],
            "length_km": [40.0],
            "kind": ["expressway"],
            "max_gap_km": [28.0],
            "verdict": ["met"],
            "service_areas": [2],
            "origin": ["modelled"],
            **{key: [value] for key, value in _BEFORE.items()},
        }
    )
    road = LineString([(117.5, 38.9), (117.9, 39.3)])
    supply = pd.DataFrame(
        {
            "supply_id": ["HS-1", "HS-2"],
            "name_zh": ["临港副产氢", "南港副产氢"],
            "name_en": ["Lingang", "Nangang"],
            "kind": "by-product",
            "capacity_kg_day": [19000.0, 10000.0],
            "capacity_tag": ["press", "modelled"],
            "cost_kg": [20.0, 21.0],
            "transport": "tube_trailer",
            "origin": "memory",
            **_BEFORE,
        }
    )
    links = pd.DataFrame(
        {
            "supply_id": ["HS-1", "HS-1"],
            "site_id": ["FS-1", "HH-1"],
            "kg_day": [600.0, 300.0],
            "km": [12.0, 60.0],
            "delivered_cost_kg": [30.0, 32.0],
        }
    )
    lines = [LineString([(117.7, 38.9), (117.65, 39.02)]), LineString([(117.7, 38.9), (117.19, 39.12)])]
    coverage = pd.DataFrame(
        {"state": ["covered", "uncovered"], "adcode": ["120101", "120116"], "people": [4000.0, 500.0]}
    )
    places = pd.DataFrame({"name_zh": ["天津站"], "name_en": ["Tianjin"], "kind": ["rail_station"]})

    def geo(frame: pd.DataFrame, shapes: list[Any]) -> gpd.GeoDataFrame:
        return gpd.GeoDataFrame(frame, geometry=shapes, crs=4326)

    return PlanLayers(
        sites=make_sites(),
        stations=make_stations(),
        supply_links=geo(links, lines),
        demand=geo(cells, squares),
        districts=geo(districts, areas),
        corridors=geo(corridors, [road]),
        coverage=geo(coverage, areas),
        hydrogen_supply=geo(supply, [Point(117.7, 38.9), Point(117.6, 38.73)]),
        places=geo(places, [Point(117.2037, 39.1355)]),
    )


def make_candidates() -> gpd.GeoDataFrame:
    sites = make_sites()
    spare = sites.iloc[[0, 4]].assign(site_id=["TH-9", "LP-9"], category=["transport_hub", "logistics_park"])
    spare = spare.set_geometry([Point(117.192, 39.118), Point(117.9, 39.2)])
    fuel = sites.iloc[[0]].assign(site_id=["FS-1"], category=["fuel_station"])
    return gpd.GeoDataFrame(pd.concat([sites, spare, fuel], ignore_index=True), crs=4326)


@pytest.fixture(scope="session")
def scenario() -> Scenario:
    return load_scenario("tianjin-2027")


@pytest.fixture
def plan(small_plan: Plan, scenario: Scenario) -> Plan:
    """Give a copy of the small plan to change."""
    return copy.deepcopy(small_plan, {id(scenario): scenario})


@pytest.fixture
def layers(plan: Plan) -> PlanLayers:
    return plan.layers


@pytest.fixture
def candidates(plan: Plan) -> gpd.GeoDataFrame:
    return plan.evidence.candidates


@pytest.fixture(scope="session")
def small_run(small_plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the run folder of the small plan, undrawn; a test that spoils it takes a copy."""
    return write_data(small_plan, tmp_path_factory.mktemp("small") / "run")


@pytest.fixture(scope="session")
def small_plan(scenario: Scenario) -> Plan:
    """Put the small plan together once."""
    layers, candidates = make_layers(), make_candidates()
    siting = certify(
        "siting",
        "max",
        4500.0,
        4530.0,
        solver="highs",
        version="1",
        seconds=1.0,
        limit=15.0,
        proven="people covered",
    )
    facts = clause_facts(scenario, layers, candidates)
    return Plan(
        scenario=scenario,
        layers=layers,
        headline=figures(
            chargers_new_total=174,
            chargers_by_type={"ac7": 152, "dc120": 22},
            chargers_by_district={"120101": 158, "120116": 16},
            chargers_by_category={"residential": 90, "public_parking": 68},
            chargers_by_access={"public": 78, "dedicated": 6, "private": 90},
            hydrogen_stations_new=2,
            hydrogen_stations_cumulative=14,
            hydrogen_by_ownership={"commercial": 1, "captive": 1},
            covered_people_share=np.float64(0.9),
            served_energy_share=0.93,
            expressway_service_areas_covered_share=1.0,
            expressway_service_areas_unverified=2,
            investment_cost=34.6e6,
        ),
        certificates=(siting,),
        clauses=evaluate_clauses(facts),
        delivery=facts.tables(),
        schedule=pd.DataFrame(
            {
                "year": [2026, 2027],
                "site_id": ["PP-1", "SA-1E"],
                "type": ["ac7", "dc120"],
                "count": [60, 6],
                "cost": [240000.0, 682500.0],
                "authority": ["和平区人民政府", "滨海新区人民政府"],
            }
        ),
        phases=pd.DataFrame({"year": [2026, 2027], "chargers_new": [60, 6]}),
        inputs=[{"path": "districts.csv", "rows": 16, "sha256": "0" * 64, "origins": {"census": 16}}],
        assumptions=scenario_assumptions(scenario),
        provenance=pd.DataFrame(
            {
                "layer": ["sites"],
                "rows": [5],
                "origin": ["modelled"],
                "verified_share": [0.0],
                "source": ["test"],
                "as_of": ["2026"],
            }
        ),
        tradeoff=pd.DataFrame(
            {
                "sites": [1, 2, 3],
                "covered_people": [3000.0, 4000.0, 4500.0],
                "covered_people_share": [0.6, 0.8, 0.9],
                "bound": [3000.0, 4000.0, 4600.0],
            }
        ),
        count={
            "count_plans": pd.DataFrame(columns=["plan", "chargers"]),
            "count_rules": pd.DataFrame(columns=["key", "chargers"]),
            "count_thousands": pd.DataFrame(columns=["thousand", "chargers"]),
            "energy_ways": pd.DataFrame(columns=["group", "from_m"]),
        },
        not_known=[named("现有充电桩数量不明", "The present number of chargers is not known")],
        evidence=Evidence(
            candidates=candidates,
            assignment=pd.DataFrame(
                {
                    "cell_id": ["c1"],
                    "group": ["daytime"],
                    "site_id": ["PP-1"],
                    "kwh_day": [900.0],
                    "metres": [300.0],
                }
            ),
            phase_assignment=pd.DataFrame(
                {
                    "year": [2026],
                    "cell_id": ["c1"],
                    "group": ["daytime"],
                    "site_id": ["PP-1"],
                    "kwh_day": [400.0],
                    "metres": [300.0],
                }
            ),
            hydrogen_demand=pd.DataFrame(
                {"cell_id": ["c3"], "adcode": ["120116"], "h2_kg_day": [400.0], "served_kg_day": [400.0]}
            ),
            hydrogen_assignment=pd.DataFrame(
                {"cell_id": ["c3"], "site_id": ["FS-1"], "kg_day": [400.0], "metres": [4000.0]}
            ),
            freight=pd.DataFrame({name: [] for name in TABLE}),
            freight_routes=pd.DataFrame({name: [] for name in ROUTE_COLUMNS}),
            parcels=pd.DataFrame({name: [] for name in PARCEL_COLUMNS}),
            facilities=pd.DataFrame({name: [] for name in FACILITY_COLUMNS}),
            facility_service=pd.DataFrame({name: [] for name in SERVED_COLUMNS}),
            integrated=pd.DataFrame(columns=list(INTEGRATED_COLUMNS)),
            lorries=pd.DataFrame(columns=list(LORRY_COLUMNS)),
            lorry_stops=pd.DataFrame(columns=list(STOP_COLUMNS)),
            lorry_routes=pd.DataFrame(columns=list(ROUTE_COLUMNS)),
            screening=pd.DataFrame({"site_id": ["FS-1"], "screening": ["passed"]}),
            waits=pd.DataFrame(),
            load=pd.DataFrame(
                {
                    "day": ["workday"],
                    "adcode": ["120101"],
                    "hour": [21],
                    "load_mw": [0.5],
                    "coincident_mw": [0.9],
                }
            ),
            own_constraints=rows_frame(),
            count_sites=pd.DataFrame(columns=["plan", "site_id"]),
            stretches=pd.DataFrame(columns=list(STRETCH_COLUMNS)),
            trips=pd.DataFrame(columns=list(CITY_TRIP_COLUMNS)),
        ),
    )


@pytest.fixture
def changed(plan: Plan) -> Callable[..., Plan]:
    """Give the small plan with some parts replaced."""
    return lambda **parts: dataclasses.replace(plan, **parts)
