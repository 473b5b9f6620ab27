"""A made-up plan of Tianjin's shape: any size, with harmless or hostile names."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.districts.polygons import read_districts
from layers.results import PlanLayers
from layers.vocabulary import CATEGORIES
from tests.maps.hostile import HOSTILE
from tests.maps.sample_facts import sample_facts

__all__ = ["sample_facts", "sample_layers"]

ADCODES = [f"1201{n:02d}" for n in (1, 2, 3, 4, 5, 6, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19)]
NAMES = {
    "120101": ("和平区", "Heping", "central", 355000), "120102": ("河东区", "Hedong", "central", 858787),
    "120103": ("河西区", "Hexi", "central", 822174), "120104": ("南开区", "Nankai", "central", 890422),
    "120105": ("河北区", "Hebei", "central", 647702), "120106": ("红桥区", "Hongqiao", "central", 483130),
    "120110": ("东丽区", "Dongli", "ring", 857027), "120111": ("西青区", "Xiqing", "ring", 1195124),
    "120112": ("津南区", "Jinnan", "ring", 928066), "120113": ("北辰区", "Beichen", "ring", 909643),
    "120114": ("武清区", "Wuqing", "outer", 1151313), "120115": ("宝坻区", "Baodi", "outer", 722367),
    "120116": ("滨海新区", "Binhai", "binhai", 2067318), "120117": ("宁河区", "Ninghe", "outer", 395314),
    "120118": ("静海区", "Jinghai", "outer", 787106), "120119": ("蓟州区", "Jizhou", "outer", 795516),
}  # fmt: skip
FROM_SAMPLE = {"origin": "modelled", "source": "sample", "as_of": "2026", "verified": False}
TYPES = ("ac7", "dc60", "dc120", "dc240", "dc480")


def sample_layers(
    sites: int = 400,
    cells: int = 600,
    *,
    hostile: bool = False,
    seed: int = 7,
    adcodes: list[str] = ADCODES,
) -> PlanLayers:
    """Build result layers with about the asked numbers of sites and cells."""
    rng = np.random.default_rng(seed)
    districts = _districts(rng, adcodes)
    demand = _demand(districts, cells, rng)
    chosen = _sites(districts, demand, sites, rng)
    supply = _supply()
    stations, links = _stations(chosen, supply)
    totals = chosen.groupby("adcode").agg(
        chargers=("chargers", "sum"),
        sites=("site_id", "count"),
        investment_cost=("investment_cost", "sum"),
        chargers_public=("chargers", lambda s: int(s[chosen.loc[s.index, "access"] == "public"].sum())),
        chargers_dedicated=("chargers", lambda s: int(s[chosen.loc[s.index, "access"] == "dedicated"].sum())),
        chargers_private=("chargers", lambda s: int(s[chosen.loc[s.index, "access"] == "private"].sum())),
    )
    for column in totals.columns:
        districts[column] = districts["adcode"].map(totals[column]).fillna(0)
    districts["stations"] = districts["adcode"].map(stations.groupby("adcode").size()).fillna(0).astype(int)
    districts["peak_mw"] = districts["chargers"] * 0.01
    districts["peak_hour"], districts["peak_day"] = 21, "cold-day"
    districts["chargers_per_10k"] = districts["chargers"] / districts["population"] * 1e4
    layers = PlanLayers(
        sites=chosen,
        stations=stations,
        supply_links=links,
        demand=demand,
        districts=districts,
        corridors=_corridors(),
        coverage=_coverage(demand),
        hydrogen_supply=supply,
        places=_places(districts, rng),
        freight_routes=_freight_routes(),
        energy_facilities=_energy_facilities(chosen),
    )
    return make_hostile(layers) if hostile else layers


def make_hostile(layers: PlanLayers) -> PlanLayers:
    """Put hostile texts into every text column that is not a key into another layer."""
    kept = {"adcode", "state", "site_id", "supply_id", "cell_id", "route_id"}
    frames = {}
    for number, (name, frame) in enumerate(layers.frames().items()):
        made = frame.copy()
        for place, column in enumerate(made.columns):
            if column in kept or column == "geometry" or made[column].dtype.kind in "ifb":
                continue
            made[column] = [HOSTILE[(row + place + number) % len(HOSTILE)] for row in range(len(made))]
        frames[name] = made
    frames["sites"]["site_id"] = [
        f"{HOSTILE[row % len(HOSTILE)][:80]}{row}" for row in range(len(frames["sites"]))
    ]
    return PlanLayers(**frames)


def _districts(rng: np.random.Generator, adcodes: list[str]) -> gpd.GeoDataFrame:
    frame = read_districts(adcodes)[["adcode", "geometry"]].copy()
    for place, column in enumerate(("name_zh", "name_en", "tier", "population")):
        frame[column] = [NAMES[adcode][place] for adcode in frame["adcode"]]
    frame["area_polygon_km2"] = frame.to_crs(4548).area / 1e6
    frame["area_km2"] = frame["area_polygon_km2"].round(1)
    n = len(frame)
    judged = frame["tier"].isin(["central", "binhai"]).to_numpy()
    share = 0.9 + 0.1 * rng.random(n)
    frame["judged_people"] = np.where(judged, frame["population"], 0)
    frame["covered_people"] = np.where(judged, frame["population"] * share, 0).round()
    frame["covered_share"] = np.where(judged, share, np.nan)
    frame["reach_share"] = 0.8 + 0.2 * rng.random(n)
    frame["mean_access_m"] = np.where(frame["tier"] == "central", 600, 2400) * (0.7 + rng.random(n))
    frame["worst_access_m"] = frame["mean_access_m"] * 5
    frame["energy_kwh_day"] = frame["population"] * 0.6
    frame["served_share"] = 0.9 + 0.1 * rng.random(n)
    frame["unmet_kwh_day"] = frame["energy_kwh_day"] * (1 - frame["served_share"])
    return frame


def _demand(districts: gpd.GeoDataFrame, cells: int, rng: np.random.Generator) -> gpd.GeoDataFrame:
    land = districts.to_crs(4548)
    side = float(np.sqrt(land.area.sum() / max(cells, 1)))
    west, south, east, north = land.total_bounds
    grid = [
        shapely.box(x, y, x + side, y + side)
        for x in np.arange(west, east, side)
        for y in np.arange(south, north, side)
    ]
    boxes = gpd.GeoDataFrame(geometry=grid, crs=4548)
    middle = gpd.GeoDataFrame(geometry=boxes.centroid, crs=4548).sjoin(land[["adcode", "geometry"]])
    frame = boxes.loc[middle.index].assign(adcode=middle["adcode"]).reset_index(drop=True)
    n = len(frame)
    frame["cell_id"] = [f"C{row:05d}" for row in range(n)]
    density = frame["adcode"].map({a: NAMES[a][3] for a in ADCODES}) / frame["adcode"].map(
        dict(zip(land["adcode"], land.area / 1e6, strict=True)),
    )
    frame["population"] = (density * (side / 1000) ** 2 * rng.lognormal(0, 0.8, n)).round()
    frame["ev_kwh_day"] = frame["population"] * 0.6
    frame["h2_kg_day"] = np.where(rng.random(n) < 0.02, 200 * rng.random(n), 0)
    frame["judged"] = frame["adcode"].map(lambda a: NAMES[a][2] in {"central", "binhai"})
    frame["covered"] = rng.random(n) < 0.8
    frame["nearest_public_m"] = np.where(rng.random(n) < 0.03, np.nan, rng.gamma(2, 900, n))
    frame["unmet_kwh_day"] = np.where(rng.random(n) < 0.1, frame["ev_kwh_day"] * 0.2, 0)
    frame["served_kwh_day"] = frame["ev_kwh_day"] - frame["unmet_kwh_day"]
    return frame.to_crs(4326)


def _sites(
    districts: gpd.GeoDataFrame, demand: gpd.GeoDataFrame, n: int, rng: np.random.Generator
) -> gpd.GeoDataFrame:
    weight = demand["population"].to_numpy() + 50
    at = rng.choice(len(demand), n, p=weight / weight.sum())
    boxes = demand.geometry.iloc[at].bounds.to_numpy()
    x = boxes[:, 0] + rng.random(n) * (boxes[:, 2] - boxes[:, 0])
    y = boxes[:, 1] + rng.random(n) * (boxes[:, 3] - boxes[:, 1])
    kinds = list(CATEGORIES)
    category = np.array(kinds)[
        rng.choice(len(kinds), n, p=[0.3, 0.03, 0.02, 0.04, 0.2, 0.08, 0.08, 0.06, 0.08, 0.03, 0.07, 0.01])
    ]
    adcode = demand["adcode"].to_numpy()[at]
    counts = {
        f"n_{kind}": rng.poisson(mean, n) for kind, mean in zip(TYPES, (4, 1.5, 1, 0.5, 0.2), strict=True)
    }
    frame = gpd.GeoDataFrame(counts, geometry=shapely.points(x, y), crs=4326)
    kw = frame[[f"n_{kind}" for kind in TYPES]].to_numpy() @ np.array([7, 60, 120, 240, 480])
    frame["chargers"] = frame[[f"n_{kind}" for kind in TYPES]].sum(axis=1)
    frame["fast_chargers"] = frame["chargers"] - frame["n_ac7"]
    frame["site_id"] = [f"RS-{a}-{row:04d}" for row, a in enumerate(adcode)]
    frame["name_zh"] = [
        f"{NAMES[a][0]}{CATEGORIES[c].zh}{row}号"
        for row, (a, c) in enumerate(zip(adcode, category, strict=True))
    ]
    frame["name_en"] = [
        f"{NAMES[a][1]} {CATEGORIES[c].en.lower()} {row}"
        for row, (a, c) in enumerate(zip(adcode, category, strict=True))
    ]
    frame["category"], frame["adcode"] = category, adcode
    frame["access"] = np.select(
        [category == "residential", np.isin(category, ["bus_depot", "logistics_park"])],
        ["private", "dedicated"],
        "public",
    )
    frame["authority"] = [f"{NAMES[a][0]}行政审批局" for a in adcode]
    frame["status"] = np.where(category == "expressway_service_area", "required", "candidate")
    frame["origin"] = np.where(rng.random(n) < 0.1, "official", "modelled")
    frame["source"] = np.where(frame["origin"] == "official", "天津市充电设施公告", "gisplan 模拟点")
    frame["as_of"], frame["verified"] = "2024", frame["origin"] == "official"
    area = category == "expressway_service_area"
    frame["road_ref"] = np.where(area, "G2", None)
    frame["direction"] = np.where(area, np.where(rng.random(n) < 0.5, "北京方向", "上海方向"), None)
    frame["chainage_km"] = np.where(area, rng.random(n) * 120, np.nan)
    frame["bays"], frame["grid_kw"], frame["allows"] = frame["chargers"] * 2, kw + 200, "charging"
    frame["kw"], frame["capacity_kwh_day"] = kw, kw * 4
    frame["served_kwh_day"], frame["utilisation"] = kw * 4 * 0.7 * rng.random(n), 0.12 * rng.random(n)
    frame["people_covered"] = (rng.random(n) * 20000).round()
    frame["investment_cost"] = kw * 900.0 + 20000
    frame["year"] = rng.choice([2025, 2026, 2027], n)
    return frame


def _supply() -> gpd.GeoDataFrame:
    rows = [
        ("H1", "临港氢源", "Lingang", 117.72, 38.93, 12000, 24.0),
        ("H2", "南港氢源", "Nangang", 117.60, 38.73, 8000, 22.0),
    ]
    frame = pd.DataFrame(
        rows, columns=["supply_id", "name_zh", "name_en", "x", "y", "capacity_kg_day", "cost_kg"]
    )
    frame["kind"], frame["transport"] = "by-product", "tube trailer"
    frame["origin"], frame["source"], frame["as_of"], frame["verified"] = (
        "memory",
        "press 2024",
        "2024",
        False,
    )
    return gpd.GeoDataFrame(
        frame.drop(columns=["x", "y"]), geometry=gpd.points_from_xy(frame["x"], frame["y"]), crs=4326
    )


def _stations(sites: gpd.GeoDataFrame, supply: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    pool = sites[sites["category"].isin(["fuel_station", "logistics_park"])]
    pool = (pool if len(pool) >= 11 else sites).sort_values("chargers").drop_duplicates("adcode")[:11]
    n = len(pool)
    frame = pool[
        [
            "site_id",
            "name_zh",
            "name_en",
            "category",
            "adcode",
            "authority",
            "origin",
            "source",
            "as_of",
            "verified",
            "geometry",
        ]
    ].copy()
    frame["ownership"] = np.where(np.arange(n) % 3 == 0, "captive", "commercial")
    frame["size_kg_day"], frame["pressure_mpa"], frame["storage_kg"], frame["station_class"] = (
        1000,
        35,
        800,
        "II",
    )
    frame["served_kg_day"], frame["delivered_cost_kg"], frame["investment_cost"] = 800.0, 31.5, 15e6
    frame["supply_id"] = np.where(np.arange(n) % 2, "H1", "H2")
    frame["screening"], frame["integrated"], frame["year"] = (
        "not assessed (screening, not compliance)",
        frame["category"] == "fuel_station",
        2027,
    )
    at = supply.set_index("supply_id").geometry
    lines = [shapely.LineString([at[s], p]) for s, p in zip(frame["supply_id"], frame.geometry, strict=True)]
    links = gpd.GeoDataFrame(
        {
            "supply_id": frame["supply_id"].to_numpy(),
            "site_id": frame["site_id"].to_numpy(),
            "kg_day": 800.0,
            "km": 60.0,
            "delivered_cost_kg": 7.5,
        },
        geometry=lines,
        crs=4326,
    )
    return frame.reset_index(drop=True), links


def _corridors() -> gpd.GeoDataFrame:
    road = [[116.75, 39.6], [117.0, 39.4], [117.1, 39.2], [117.05, 38.95], [116.95, 38.65]]
    other = [[117.3, 39.25], [117.6, 39.2], [117.85, 39.3], [117.95, 39.45]]
    third = [[117.15, 39.05], [117.35, 38.98], [117.6, 38.95], [117.68, 38.98]]
    rows = [
        ("G2", "京沪高速", "Jinghu", "上海方向", road, "met"),
        ("G2", "京沪高速", "Jinghu", "北京方向", road[::-1], "not assessed"),
        ("G25", "长深高速", "Changshen", "长春方向", other, "not met"),
        ("S40", "京津塘高速", "Jingjintang", "塘沽方向", third, "met"),
    ]
    return gpd.GeoDataFrame(
        [
            {
                "road_ref": ref,
                "name_zh": zh,
                "name_en": en,
                "direction": way,
                "length_km": 130.0,
                "kind": "expressway",
                "max_gap_km": 48.0,
                "verdict": verdict,
                "service_areas": 4,
                "origin": "modelled",
                "source": "gisplan",
                "as_of": "2026",
                "verified": False,
                "geometry": shapely.LineString(line),
            }
            for ref, zh, en, way, line, verdict in rows
        ],
        crs=4326,
    )


def _coverage(demand: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    state = np.where(~demand["judged"], "not_judged", np.where(demand["covered"], "covered", "uncovered"))
    merged = demand.assign(state=state, people=demand["population"]).dissolve(
        by=["adcode", "state"],
        aggfunc={"people": "sum"},
    )
    return merged.reset_index()[["state", "adcode", "people", "geometry"]]


def _freight_routes() -> gpd.GeoDataFrame:
    """Three flows from the port, one for each state."""
    frame = pd.DataFrame(
        {
            "route_id": ["R001", "R002", "R003"],
            "name_zh": ["天津港—武清", "天津港—大邱庄", "天津港—石家庄"],
            "name_en": ["Port to Wuqing", "Port to Daqiuzhuang", "Port to Shijiazhuang"],
            "vehicle_class": "hydrogen_truck_49t",
            "trips_day": [60.0, 20.0, 10.0],
            "km_one_way": [90.0, 60.0, 360.0],
            "range_km": 300.0,
            "range_needed_km": [40.0, 30.0, 550.0],
            "state": ["refuelled", "by_candidates", "out_of_range"],
            "stations": ["甲站", None, None],
            "reason_zh": [None, "沿途没有规划站", "超过续航300公里"],
            "reason_en": [None, "no station of the plan on the way", "range 300"],
            **FROM_SAMPLE,
        }
    )
    ends = [(117.05, 39.38), (117.05, 38.85), (116.2, 38.6)]
    lines = [shapely.LineString([(117.75, 38.98), (117.4, 39.1), end]) for end in ends]
    return gpd.GeoDataFrame(frame, geometry=lines, crs=4326)


def _energy_facilities(sites: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Four of the sites with a facility of each kind."""
    columns = ["site_id", "name_zh", "name_en", "category", "adcode", "authority", "geometry"]
    frame = sites.iloc[:4][columns].assign(
        kind=["swap_car", "swap_truck", "methanol", "integrated"],
        functions=["swap_car", "swap_truck", "methanol", "charging;hydrogen"],
        functions_zh=["乘用车换电", "重卡换电", "甲醇加注", "充电、加氢"],
        functions_en=["car battery swap", "truck battery swap", "methanol", "charging, hydrogen"],
        served_day=[200.0, 80.0, 40.0, np.nan],
        capacity_day=[300.0, 100.0, 60.0, np.nan],
        area_m2=[600.0, 1500.0, 900.0, 5000.0],
        grid_kw=[1200.0, 2400.0, 50.0, np.nan],
        investment_cost=[5e6, 8e6, 3e6, np.nan],
        **FROM_SAMPLE,
    )
    return frame.reset_index(drop=True)


def _places(districts: gpd.GeoDataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    rows = []
    for row in districts.itertuples():
        points = shapely.get_coordinates(gpd.GeoSeries([row.geometry]).sample_points(4, rng=rng).iloc[0])
        for number, (x, y) in enumerate(points):
            kind = "rail_station" if number == 0 else "settlement"
            rows.append((f"{row.name_zh[:2]}镇{number}", f"{row.name_en} town {number}", kind, x, y))
    frame = pd.DataFrame(rows, columns=["name_zh", "name_en", "kind", "x", "y"])
    return gpd.GeoDataFrame(
        frame.drop(columns=["x", "y"]), geometry=gpd.points_from_xy(frame["x"], frame["y"]), crs=4326
    )
