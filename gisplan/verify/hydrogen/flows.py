"""Verify where hydrogen goes: customers within reach, sales within size, supply within capacity and haul."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gisplan.verify.charging.standing import selling, with_open
from gisplan.verify.run.cells import MOST, differences
from gisplan.verify.run.faults import amount, by, differs, fault, least, most, of, place, several
from gisplan.verify.run.reading import headline_faults, records, sums
from gisplan.verify.run.ways import EPS_M, exact_ways, flow_m, stated_m
from layers.roads.pairs import road_pairs
from layers.roads.snapping import snap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shapely import LineString, Point

    from gisplan.plan.record import Plan
    from gisplan.verify.run.faults import Fault
    from gisplan_words import Said, Sayable

FLOWS = "evidence.gpkg hydrogen_assignment"
EPS_KG = 1e-2
EPS_KM = 1e-3
ROUNDED_KM = 1e-5
"""Kilometres by which a haul may be off that was measured before its ends went through degrees."""


def hydrogen_flow_faults(run: Plan) -> Iterator[Fault]:
    """Check who refuels where, what every station sells and buys, and what every source delivers."""
    stations, flows = run.layers.stations, run.evidence.hydrogen_assignment
    known = {*stations["site_id"], *selling(run)["site_id"]}
    foreign = ~flows["site_id"].isin(known) | ~flows["cell_id"].isin(run.layers.demand["cell_id"])
    for row in records(flows.loc[foreign].head(MOST)):
        yield fault("nowhere", _sale(row["cell_id"], row["site_id"]))
    flows = flows.loc[~foreign]
    yield from _sales(run, flows)
    yield from _pressure(run, flows)
    yield from _reach(run, flows)
    yield from _customers(run, flows)
    yield from _sources(run)
    yield from _links(run)


def _stations(run: Plan) -> gpd.GeoDataFrame:
    """Give all stations that sell, new ones first."""
    return with_open(run.layers.stations, selling(run))


def _sale(cell: object, site: object) -> Said:
    """Name a row of who refuels where."""
    return several(place(FLOWS, of("cell", cell)), site)


def _sales(run: Plan, flows: pd.DataFrame) -> Iterator[Fault]:
    sold, bought = (sums(part, "site_id", "kg_day") for part in (flows, run.layers.supply_links))
    asked = run.scenario.hydrogen.min_use
    use = 0.0 if asked is None else asked.value
    for row in records(run.layers.stations):
        name = of("station", row["site_id"])
        sells, buys = sold.get(row["site_id"], 0.0), bought.get(row["site_id"], 0.0)
        if sells > row["size_kg_day"] + EPS_KG:
            yield most(name, amount("sells"), f"{sells:.1f}", f"{row['size_kg_day']:.0f}")
        if sells < use * row["size_kg_day"] - EPS_KG:
            few = f"{use * row['size_kg_day']:.1f}"
            yield least(place(name, "(hydrogen.min_use)"), amount("sells"), f"{sells:.1f}", few)
        yield from differences(name, row, {"served_kg_day": sells}, by("file", file=FLOWS), near=EPS_KG)
        if abs(buys - sells) > EPS_KG:
            yield differs(name, amount("buys"), f"{buys:.2f}", f"{sells:.2f}", by("sold"))
    for row in records(selling(run)):
        name, sells = of("station", row["site_id"]), sold.get(row["site_id"], 0.0)
        able = 0.0 if pd.isna(row["h2_kg_day"]) else float(row["h2_kg_day"])
        if sells > able + EPS_KG:
            yield most(name, amount("sells"), f"{sells:.1f}", f"{able:.0f}")
        if abs(bought.get(row["site_id"], 0.0) - sells) > EPS_KG:
            had = f"{bought.get(row['site_id'], 0.0):.2f}"
            yield differs(name, amount("buys"), had, f"{sells:.2f}", by("sold"))


def _pressure(run: Plan, flows: pd.DataFrame) -> Iterator[Fault]:
    """Check what is sold at 70 MPa: where it can be, and no more than its share of every cell's demand."""
    for row in records(flows.loc[~flows["pressure_mpa"].isin((35, 70))].head(MOST)):
        where = _sale(row["cell_id"], row["site_id"])
        yield differs(where, "pressure_mpa", row["pressure_mpa"], "35, 70", by("known"))
    high = flows.loc[flows["pressure_mpa"] == 70]
    sold = sums(high, "site_id", "kg_day")
    share = run.scenario.hydrogen.pressure.share_70.value
    for column, stations in (("pressure_mpa", run.layers.stations), ("h2_mpa", selling(run))):
        for row in records(stations.loc[~(stations[column] >= 70)]):
            kilograms = sold.get(row["site_id"], 0.0)
            if kilograms > EPS_KG:
                name, sells = of("station", row["site_id"]), amount("sells-at", pressure=70)
                yield differs(name, sells, f"{kilograms:.1f}", row[column], by("file", file=column))
    for row in records(run.layers.stations):
        name, kilograms = of("station", row["site_id"]), sold.get(row["site_id"], 0.0)
        yield from differences(name, row, {"served_70_kg_day": kilograms}, by("assigned"), near=EPS_KG)
    asked = sums(run.layers.demand, "cell_id", "h2_kg_day")
    for pressure, part, parted in (
        (70, high, share),
        (35, flows.loc[flows["pressure_mpa"] == 35], 1.0 - share),
    ):
        for cell, kilograms in sums(part, "cell_id", "kg_day").items():
            due = parted * asked.get(cell, 0.0)
            if kilograms > due + EPS_KG:
                gets = amount("gets-kg-at", pressure=pressure)
                yield differs(of("cell", cell), gets, f"{kilograms:.2f}", f"{due:.2f}", by("asks"))


def _reach(run: Plan, flows: pd.DataFrame) -> Iterator[Fault]:
    if flows.empty:
        return
    settings = run.scenario.hydrogen
    cells = pd.Index(run.layers.demand["cell_id"]).get_indexer(pd.Index(flows["cell_id"]))
    at = _stations(run).set_index("site_id").loc[flows["site_id"]].reset_index()
    away = flow_m(run, cells, at, flows["metres"].to_numpy(dtype=float), settings.detour.value)
    captive = (at["ownership"] == "captive").to_numpy()
    limit = np.where(captive, settings.captive_radius_m.value, settings.service_radius_m.value)
    stated = flows["metres"].to_numpy(dtype=float)
    off = ~(np.abs(stated - away) <= stated_m(run)) if exact_ways(run) else np.zeros(len(flows), dtype=bool)
    for i in np.flatnonzero(off)[:MOST].tolist():
        row = flows.iloc[i]
        where = _sale(row.cell_id, row.site_id)
        yield differs(where, "metres", f"{stated[i]:.3f}", f"{away[i]:.3f}", by("way"))
    for i in np.flatnonzero(away > limit + EPS_M)[:MOST].tolist():
        row = flows.iloc[i]
        where = _sale(row.cell_id, row.site_id)
        yield most(where, amount("way"), f"{away[i]:.0f}", f"{limit[i]:.0f}")


def _customers(run: Plan, flows: pd.DataFrame) -> Iterator[Fault]:
    given = sums(flows, "cell_id", "kg_day")
    asked = sums(run.layers.demand, "cell_id", "h2_kg_day")
    for cell, kilograms in given.items():
        if kilograms > asked.get(cell, 0.0) + EPS_KG:
            gets = (f"{kilograms:.2f}", f"{asked.get(cell, 0.0):.2f}")
            yield differs(of("cell", cell), amount("gets-kg"), *gets, by("asks"))
    lies = dict(zip(run.layers.demand["cell_id"], run.layers.demand["adcode"], strict=True))
    for row in records(run.evidence.hydrogen_demand):
        cell = row["cell_id"]
        where = place("evidence.gpkg hydrogen_demand", of("cell", cell))
        due = {"h2_kg_day": asked.get(cell, 0.0), "adcode": lies.get(cell)}
        yield from differences(where, row, due, by("demand"))
        sold = {"served_kg_day": given.get(cell, 0.0)}
        yield from differences(where, row, sold, by("assigned"), near=EPS_KG)
    total, near = {"hydrogen_served_kg_day": sum(given.values())}, EPS_KG * max(1, len(given))
    yield from headline_faults(run, total, by("assigned"), share=0.0, near=near)


def _sources(run: Plan) -> Iterator[Fault]:
    able = sums(run.layers.hydrogen_supply, "supply_id", "capacity_kg_day")
    for supply, kilograms in sums(run.layers.supply_links, "supply_id", "kg_day").items():
        if kilograms > able.get(supply, 0.0) + EPS_KG:
            where, gives = place("plan.gpkg hydrogen_supply", of("source", supply)), by("able")
            can = f"{able.get(supply, 0.0):.1f}"
            yield differs(where, amount("delivers"), f"{kilograms:.1f}", can, gives)


def _links(run: Plan) -> Iterator[Fault]:
    settings = run.scenario.hydrogen
    sources = run.layers.hydrogen_supply.set_index("supply_id")
    ends = _stations(run).set_index("site_id")
    lines = run.layers.supply_links.geometry
    for link, drawn in zip(records(run.layers.supply_links), lines, strict=True):
        name = place("plan.gpkg supply_links", of("link", f"{link['supply_id']} — {link['site_id']}"))
        if link["site_id"] not in ends.index or link["supply_id"] not in sources.index:
            yield fault("nowhere", name)
            continue
        source, end = sources.loc[link["supply_id"]], ends.loc[link["site_id"]]
        if link["mode"] == "onsite":
            yield from _made(run, link, end)
            continue
        km = haul_km(run, source.geometry, str(link["site_id"]), end.geometry, float(link["km"]))
        yield from differences(name, link, {"km": km}, by("way"), near=ROUNDED_KM)
        yield from _drawn(name, drawn, source.geometry, end.geometry)
        piped = link["mode"] == "pipeline"
        limit = settings.pipeline.max_km if piped else settings.max_haul_km
        key = "hydrogen.pipeline.max_km" if piped else "hydrogen.max_haul_km"
        if km > limit.value + EPS_KM:
            yield most(place(name, f"({key})"), amount("km"), f"{km:.1f}", f"{limit.value:g}")
        flagged = end["adcode"] in settings.pipeline.districts or link["site_id"] in settings.pipeline.sites
        if piped and not flagged:
            yield fault("no-pipe", name)
        each = settings.pipeline.cost_kg_km.value if piped else settings.haul_cost_kg_km.value
        made = float(source["cost_kg"]) + float(source["purification_cost_kg"])
        cost = {"delivered_cost_kg": made + km * each + _pressed(run)}
        yield from differences(name, link, cost, by("haul"), near=0.01)


def _drawn(name: Sayable, line: LineString, source: Point, end: Point) -> Iterator[Fault]:
    """Check that a link is drawn from its source to its station."""
    ends = shapely.get_coordinates(line)[[0, -1]]
    for what, spot, at in (("source", source, ends[0]), ("station", end, ends[1])):
        away = float(np.hypot(at[0] - spot.x, at[1] - spot.y))
        if away > EPS_M:
            yield fault("ends-off", name, metres=f"{away:.1f}", end=what)


def _pressed(run: Plan) -> float:
    settings = run.scenario.hydrogen
    return settings.compression_kwh_kg.value * settings.electricity_cost_kwh.value


def _made(run: Plan, link: dict[str, Any], end: pd.Series) -> Iterator[Fault]:
    """Check what a station makes itself: its cost, and that the scenario offers it."""
    settings, name = run.scenario.hydrogen, of("station", link["site_id"])
    plant = settings.electrolysis
    if plant is None:
        yield fault("no-plant", name)
        return
    rate, years = settings.discount_rate.value, settings.life_years.value
    paid = 1.0 / years if rate == 0 else rate / (1.0 - (1.0 + rate) ** -years)
    fixed = (paid + settings.opex_share.value) * plant.capex_kg_day.value / 365.0
    cost = plant.kwh_kg.value * plant.electricity_cost_kwh.value + fixed + _pressed(run)
    due = {"delivered_cost_kg": cost, "km": 0.0, "kg_day": end["made_kg_day"]}
    yield from differences(name, link, due, by("on-site"), near=0.01)


def haul_km(run: Plan, source: Point, site: str, at: Point, stated_km: float) -> float:
    """Measure a haul: along the roads where they are at hand, else straight times the detour."""
    straight = source.distance(at)
    if run.headline.distances == "circuity":
        return float(straight * run.scenario.hydrogen.detour.value / 1000.0)
    roads = run.roads
    if roads is None:
        return stated_km if stated_km * 1000.0 >= straight * 0.99 else float(straight / 1000.0)
    works = snap(roads.graph, gpd.GeoSeries([source], crs=run.headline.crs), max_m=5_000.0)
    place = np.flatnonzero((run.evidence.candidates["site_id"] == site).to_numpy())
    found = road_pairs(roads.graph, works, roads.sites.take(place), stated_km * 1000.0 + 1000.0)
    return float(found.data[0] / 1000.0) if found.nnz else float("inf")
