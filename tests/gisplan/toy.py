"""A city small enough to reason about: two districts, 57 cells, 27 sites, one expressway, two sources.

Coordinates are km from the toy's corner, east and north. The centre (120101) is 5 km × 5 km with cells of
1 km, the outer district (120118) 20 km × 10 km with cells of 2.5 km. Ways are 1.3 times straight lines, so a
radius of 2 km is 1.54 km on the map.
"""

from __future__ import annotations

import copy
import dataclasses
import functools
import tomllib
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import LineString, Point, box

from gisplan.scenario.loading import scenario_from
from gisplan_data import data_folder
from layers.provenance import provenance_frame
from layers.region.loading import Region
from layers.schema.checking import check_layer
from layers.vocabulary import DEMAND_CLASSES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gisplan.scenario.schema import Scenario

CRS = "EPSG:4548"
CORNER = (500_000.0, 4_330_000.0)
CENTRE, OUTER = "120101", "120118"
FROM = {"origin": "modelled", "source": "toy", "as_of": "2026", "verified": False}

# site_id, category, access, status, km east, km north, bays, grid kW
SITES = [
    ("PP-1", "public_parking", "public", "candidate", 1.5, 1.5, 40, 400),
    ("PP-2", "public_parking", "public", "candidate", 3.5, 1.5, 40, 400),
    ("PP-3", "public_parking", "public", "candidate", 1.5, 3.5, 40, 400),
    ("PP-4", "public_parking", "public", "candidate", 3.5, 3.5, 40, 400),
    ("PP-5", "public_parking", "public", "candidate", 12.0, 4.0, 30, 400),
    ("PP-6", "public_parking", "public", "candidate", 20.0, 4.0, 30, 400),
    ("PK-1", "park", "public", "candidate", 2.5, 2.5, 20, 200),
    ("CO-1", "commercial", "public", "candidate", 2.5, 0.5, 20, 200),
    ("CO-2", "commercial", "public", "excluded", 2.4, 2.4, 500, 9000),
    ("TH-1", "transport_hub", "public", "required", 4.8, 4.8, 24, 300),
    ("RP-1", "residential", "public", "candidate", 0.5, 4.5, 20, 150),
    ("RS-1", "residential", "private", "candidate", 0.5, 0.5, 12, 60),
    ("RS-2", "residential", "private", "candidate", 2.5, 3.5, 12, 60),
    ("RS-3", "residential", "private", "candidate", 8.0, 1.0, 12, 60),
    ("BD-1", "bus_depot", "dedicated", "candidate", 0.5, 2.5, 20, 600),
    ("IP-1", "industrial_park", "dedicated", "candidate", 4.5, 2.5, 20, 300),
    ("LP-1", "logistics_park", "dedicated", "candidate", 15.0, 5.0, 20, 800),
    ("FS-1", "fuel_station", "public", "candidate", 4.5, 0.5, 12, 500),
    ("FS-2", "fuel_station", "public", "candidate", 10.0, 0.0, 12, 500),
    ("FS-3", "fuel_station", "public", "candidate", 18.0, 6.0, 12, 500),
    ("TS-1", "trunk_service_area", "public", "candidate", 16.0, -2.0, 12, 500),
    ("SA-1N", "expressway_service_area", "public", "required", 10.0, -2.5, 16, 900),
    ("SA-2N", "expressway_service_area", "public", "required", 18.0, -2.5, 16, 900),
    ("SA-1S", "expressway_service_area", "public", "required", 10.0, -2.6, 16, 900),
    ("SA-2S", "expressway_service_area", "public", "required", 18.0, -2.6, 16, 900),
    ("HH-1", "hydrogen_hub", "dedicated", "candidate", 14.0, 6.0, 6, 400),
    ("HH-2", "hydrogen_hub", "dedicated", "candidate", 22.0, 2.0, 6, 400),
]
SITE_COLUMNS = ["site_id", "category", "access", "status", "east", "north", "bays", "grid_kw"]
HYDROGEN = ("FS-1", "FS-2", "FS-3", "HH-1", "HH-2")

# Changes to tianjin-2027 that make its figures toy-sized.
CHANGES: dict[str, Any] = {
    "name": "toy",
    "title_zh": "玩具市",
    "title_en": "Toy city",
    "chargers": {
        "target": 150,
        "access_shares": {
            "bands": {
                "public": {"lower": 0.3, "upper": 0.8},
                "dedicated": {"lower": 0.1, "upper": 0.4},
                "private": {"lower": 0.1, "upper": 0.4},
            }
        },
        "category_floors": {
            "counts": {
                "residential": 10,
                "expressway_service_area": 8,
                "trunk_service_area": 0,
                "transport_hub": 6,
                "public_parking": 20,
                "logistics_park": 4,
            }
        },
    },
    "coverage": {
        "max_new_sites": 12,
        "adequacy": {"value": 0.5},
        "corridor_max_gap_km": {"value": 10.0},
    },
    "hydrogen": {"target": 3, "served_districts": [OUTER], "existing": []},
    "demand": {"compare_spread": "none"},
    "solver": {"gap": 0.005, "work": 30.0, "threads": 1},
}


def toy_scenario(**changes: Any) -> Scenario:
    """Give the toy's scenario; changes are dotted keys with ``__`` for the dot."""
    path = data_folder() / "scenarios" / "tianjin-2027.toml"
    table = merged(tomllib.loads(path.read_text(encoding="utf-8")), CHANGES)
    for key, value in changes.items():
        place, *rest = key.split("__")
        holder = table
        for part in rest:
            holder, place = holder[place], part
        old = holder.get(place)
        holder[place] = {**old, "value": float(value)} if _is_figure(old, value) else value
    return scenario_from(table, origin="toy")


def _is_figure(old: object, value: object) -> bool:
    return isinstance(old, dict) and "value" in old and not isinstance(value, dict)


def figure(value: float, unit: str = "") -> dict[str, Any]:
    """Give a sourced figure as a scenario's table has it."""
    return {"value": value, "unit": unit, "source": "test", "tag": "modelled", "as_of": "2026"}


def merged(base: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """Lay one table over another."""
    out = copy.deepcopy(dict(base))
    for key, value in change.items():
        old = out.get(key)
        out[key] = merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return out


def at(east: float, north: float) -> Point:
    """Give the point so many km east and north of the corner."""
    return Point(CORNER[0] + east * 1000.0, CORNER[1] + north * 1000.0)


def square(east: float, north: float, width: float, height: float) -> Any:
    """Give a rectangle by its lower left corner and sides, km."""
    low, high = at(east, north), at(east + width, north + height)
    return box(low.x, low.y, high.x, high.y)


@functools.cache
def toy_region() -> Region:
    """Build the toy's layers, each held to its contract."""
    frames: dict[str, Any] = {
        "districts": _districts(),
        "demand": _cells(),
        "sites": _sites(),
        "corridors": _corridors(),
        "hydrogen_supply": _supply(),
        "places": _places(),
    }
    checked = {name: check_layer(frame, name) for name, frame in frames.items()}
    return Region(
        name="toy",
        name_zh="玩具市",
        name_en="Toy city",
        crs=CRS,
        **checked,
        flows=pd.DataFrame(),
        hydrogen_existing=pd.DataFrame(),
        protected=None,
        provenance=provenance_frame(checked),
    )


def with_sites(region: Region, **changes: Mapping[str, Any]) -> Region:
    """Give the region with columns of some sites changed: ``with_sites(r, PP_1={"bays": 3})``."""
    sites = region.sites.copy()
    for name, values in changes.items():
        row = sites["site_id"] == name.replace("_", "-")
        assert row.any(), name
        for column, value in values.items():
            sites.loc[row, column] = value
    return dataclasses.replace(region, sites=sites)


def with_cells(region: Region, **columns: Any) -> Region:
    """Give the region with columns of the demand replaced; the energy sum follows."""
    demand = region.demand.assign(**columns)
    demand["ev_kwh_day"] = demand[[f"kwh_{name}" for name in DEMAND_CLASSES]].sum(axis=1)
    return dataclasses.replace(region, demand=demand)


def _districts() -> gpd.GeoDataFrame:
    frame = pd.DataFrame(
        {
            "adcode": [CENTRE, OUTER],
            "name_zh": ["和平区", "静海区"],
            "name_en": ["Heping", "Jinghai"],
            "tier": ["central", "outer"],
            "population": [50_000.0, 16_000.0],
            "area_km2": [25.0, 200.0],
            "area_polygon_km2": [25.0, 200.0],
            **FROM,
        }
    )
    for what in ("population", "area"):
        frame[f"{what}_tag"], frame[f"{what}_source"], frame[f"{what}_as_of"] = "modelled", "toy", "2026"
    return gpd.GeoDataFrame(frame, geometry=[square(0, 0, 5, 5), square(5, -3, 20, 10)], crs=CRS)


def _cells() -> gpd.GeoDataFrame:
    """Lay 25 central cells with 2,000 people each and 32 outer ones with 500 people each."""
    rows = [("C", e, n, 1.0, CENTRE, 2000.0) for n in range(5) for e in range(5)]
    rows += [("O", 5 + 2.5 * e, -3 + 2.5 * n, 2.5, OUTER, 500.0) for n in range(4) for e in range(8)]
    shapes = [square(e, n, side, side) for _, e, n, side, _, _ in rows]
    frame = pd.DataFrame(
        {
            "cell_id": [f"{name}{i:02d}" for i, (name, *_) in enumerate(rows)],
            "adcode": [row[4] for row in rows],
            "population": [row[5] for row in rows],
            "cell_m": [row[3] * 1000.0 for row in rows],
        }
    )
    central = (frame["adcode"] == CENTRE).to_numpy()
    middle = [shape.centroid for shape in shapes]
    frame["x"], frame["y"] = [p.x for p in middle], [p.y for p in middle]
    frame["private_cars"] = frame["population"] / 100.0
    for name, inner, outer in (
        ("home", 40.0, 20.0),
        ("residential", 60.0, 15.0),
        ("workplace", 30.0, 5.0),
        ("destination", 30.0, 5.0),
        ("corridor", 0.0, 40.0),
        ("taxi", 20.0, 5.0),
        ("bus", 20.0, 0.0),
        ("logistics", 0.0, 20.0),
        ("sanitation", 5.0, 0.0),
    ):
        frame[f"kwh_{name}"] = np.where(central, inner, outer)
    frame["ev_kwh_day"] = frame[[f"kwh_{name}" for name in DEMAND_CLASSES]].sum(axis=1)
    # Trucks refuel at the logistics park (1,200 kg), beside HH-1 (300 kg) and in the east (800 kg).
    frame["h2_kg_day"] = 0.0
    shape = gpd.GeoSeries(shapes, crs=CRS)
    for east, north, kilograms in ((15.1, 5.1, 1200.0), (13.9, 5.9, 300.0), (22.1, 1.9, 800.0)):
        frame.loc[shape.contains(at(east, north)).to_numpy(), "h2_kg_day"] = kilograms
    frame["urban"] = central
    return gpd.GeoDataFrame(frame.assign(**FROM), geometry=shapes, crs=CRS)


def _sites() -> gpd.GeoDataFrame:
    frame = pd.DataFrame(SITES, columns=SITE_COLUMNS)
    points = [at(e, n) for e, n in zip(frame.pop("east"), frame.pop("north"), strict=True)]
    frame["grid_kw"] = frame["grid_kw"].astype(float)
    frame["name_zh"] = "点位" + frame["site_id"]
    frame["name_en"] = "Site " + frame["site_id"]
    central = [point.within(square(0, 0, 5, 5)) for point in points]
    frame["adcode"] = np.where(central, CENTRE, OUTER)
    frame["authority"] = np.where(central, "和平区人民政府", "静海区人民政府")
    hydrogen = frame["site_id"].isin(HYDROGEN).to_numpy()
    frame["allows"] = np.where(hydrogen, "charging;hydrogen", "charging")
    frame["area_m2"] = np.where(hydrogen, 5000.0, 1000.0)
    frame["existing_chargers"] = 0
    frame["operator"] = ""
    area = frame["category"] == "expressway_service_area"
    frame["road_ref"] = np.where(area, "G18", "")
    frame["direction"] = np.where(area, np.where(frame["site_id"].str.endswith("N"), "E", "W"), "")
    frame["chainage_km"] = np.where(area, np.where(frame["site_id"].str.contains("1"), 5.0, 13.0), np.nan)
    frame["ownership"] = np.where(hydrogen, "commercial", "")
    frame.loc[frame["site_id"] == "HH-1", "ownership"] = "captive"
    frame["oil_m3"] = np.where(frame["category"] == "fuel_station", 60.0, 0.0)
    frame["h2_storage_kg"] = 0.0
    return gpd.GeoDataFrame(frame.assign(**FROM), geometry=points, crs=CRS)


def _corridors() -> gpd.GeoDataFrame:
    frame = pd.DataFrame(
        {
            "road_ref": "G18",
            "name_zh": "荣乌高速",
            "name_en": "Rongwu Expressway",
            "direction": ["E", "W"],
            "direction_en": ["eastbound", "westbound"],
            "length_km": 20.0,
            "kind": "expressway",
            **FROM,
        }
    )
    lines = [LineString([at(5, -2.5), at(25, -2.5)]), LineString([at(25, -2.6), at(5, -2.6)])]
    return gpd.GeoDataFrame(frame, geometry=lines, crs=CRS)


def _supply() -> gpd.GeoDataFrame:
    frame = pd.DataFrame(
        {
            "supply_id": ["HS-1", "HS-2"],
            "name_zh": ["西氢", "东氢"],
            "name_en": ["West", "East"],
            "kind": "by-product",
            "capacity_kg_day": [3000.0, 2000.0],
            "cost_kg": [18.0, 23.0],
            "purification_cost_kg": 2.0,
            "cost_tag": "modelled",
            "cost_source": "toy",
            "transport": "tube_trailer",
            **FROM,
        }
    )
    frame["capacity_t_year"] = frame["capacity_kg_day"] * 0.365
    frame["capacity_tag"], frame["capacity_source"], frame["capacity_as_of"] = "modelled", "toy", "2026"
    return gpd.GeoDataFrame(frame, geometry=[at(6, -1), at(24, -1)], crs=CRS)


def _places() -> gpd.GeoDataFrame:
    spot = gpd.GeoSeries([at(2.5, 2.5)], crs=CRS)
    degrees = spot.to_crs(4326)
    frame = pd.DataFrame(
        {
            "name_zh": ["中心"],
            "name_en": ["Middle"],
            "kind": ["settlement"],
            "lon": degrees.x.to_numpy(),
            "lat": degrees.y.to_numpy(),
            "adcode": [CENTRE],
            "weight": [1.0],
            "confidence": ["high"],
            "tag": ["modelled"],
            "authority": [""],
            "authority_radius_m": [np.nan],
            "roles": [""],
            **FROM,
        }
    )
    return gpd.GeoDataFrame(frame, geometry=spot.to_numpy(), crs=CRS)
