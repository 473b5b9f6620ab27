"""Verify shared parcels: what fuel, hydrogen, facilities and chargers take fits the land and grid of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from gisplan.resources import screening_file
from gisplan.verify.run.cells import differences
from gisplan.verify.run.faults import amount, by, differs, fault, most, of
from gisplan.verify.run.reading import records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan.plan.record import Plan
    from gisplan.verify.run.faults import Fault

    Row = dict[str, Any]
    Pair = tuple[float, float]

EPS = 1e-3
NOTHING = (0.0, 0.0)


def parcel_faults(run: Plan) -> Iterator[Fault]:
    """Add up land and load of every parcel with a station or a facility, with the chargers on it."""
    stations = {str(row["site_id"]): row for row in records(run.layers.stations)}
    charged = {str(row["site_id"]): row for row in records(run.layers.sites)}
    stated = {str(row["site_id"]): row for row in records(run.evidence.parcels)}
    was = {str(row["site_id"]): row for row in records(run.evidence.candidates)}
    by_station, taken = taken_by_others(run)
    for name in sorted(taken.keys() & was.keys()):
        site, station, bays = was[name], stations.get(name), _charging(run, charged.get(name))
        if station is not None:
            yield from _station(name, station, by_station[name], site, charged=name in charged)
        fuel = run.scenario.parcels.fuel_m2 if _has_fuel(site) else 0.0
        used_m2 = fuel + taken[name][0] + bays[0] * run.scenario.parcels.bay(site["category"])
        used_kw = taken[name][1] + bays[1]
        feed = charged.get(name, {}).get("grid_kw_after", site["grid_kw"])
        most_kw = feed * run.scenario.chargers.transformer_load_limit.value
        if used_m2 > site["area_m2"] + EPS:
            yield most(of("parcel", name), amount("land"), f"{used_m2:.0f}", f"{site['area_m2']:.0f}")
        if used_kw > most_kw + EPS:
            yield most(of("parcel", name), amount("load"), f"{used_kw:.1f}", f"{most_kw:.1f}")
        yield from _stated(name, stated.get(name), site["area_m2"] - used_m2, most_kw - used_kw)
    for name, row in charged.items():
        due = dict(zip(("taken_m2", "taken_kw"), taken.get(name, NOTHING), strict=True))
        yield from differences(of("site", name), row, due, by("beside"), share=EPS, near=EPS)


def taken_by_others(run: Plan) -> tuple[dict[str, Pair], dict[str, Pair]]:
    """Give what stations, and stations and facilities together, take of each parcel: m2 and kW."""
    land = _land_rule()
    by_station = {str(row["site_id"]): _station_takes(run, row, land) for row in records(run.layers.stations)}
    taken, other = dict(by_station), _facilities(run)
    for name, more in other.items():
        own = taken.get(name, NOTHING)
        taken[name] = (own[0] + more[0], own[1] + more[1])
    return by_station, taken


def _station(name: str, station: Row, takes: Pair, site: Row, *, charged: bool) -> Iterator[Fault]:
    """Compare what a station says of its land, load and functions."""
    due = {"land_m2": takes[0], "load_kw": takes[1]}
    where = of("station", name)
    yield from differences(where, station, due, by("takes"), near=EPS)
    present = (("fuel", _has_fuel(site)), ("charging", charged), ("hydrogen", True))
    names = [function for function, there in present if there]
    said_names = str(station["functions"]).split(";")
    if [one for one in said_names if one in {"fuel", "charging", "hydrogen"}] != names:
        yield differs(where, "functions", station["functions"], ";".join(names), by("parcel"))
    several = {"integrated": len(said_names) > 1}
    yield from differences(where, station, several, by("functions", functions=station["functions"]))


def _station_takes(run: Plan, station: Row, land: dict[str, float]) -> Pair:
    """Give the land and load of a station from its size and what it makes on site."""
    scenario, daily, made = run.scenario, float(station["size_kg_day"]), float(station["made_kg_day"])
    metres = land.get(f"{daily:g}", 0.0)
    kilowatts = daily * scenario.hydrogen.compression_kwh_kg.value / scenario.parcels.compressor_hours
    plant = scenario.hydrogen.electrolysis
    if plant is not None:
        metres += made * plant.m2_kg_day.value
        kilowatts += made * plant.kwh_kg.value / plant.hours.value
    return metres, kilowatts


def _charging(run: Plan, site: Row | None) -> Pair:
    """Give the bays and the load of a site's new chargers."""
    if site is None:
        return NOTHING
    bays = load = 0.0
    for kind in run.scenario.chargers.types:
        count = int(site[f"n_{kind.id}"])
        bays += count * kind.bays
        load += count * kind.power_kw * kind.coincidence.of(site["access"])
    return bays, load


def _facilities(run: Plan) -> dict[str, Pair]:
    """Sum the land and load of swap and methanol facilities by parcel, from the scenario's figures."""
    out: dict[str, Pair] = {}
    for row in records(run.evidence.facilities):
        kind = run.scenario.facilities.get(str(row["kind"]))
        if kind is not None:
            area, load = out.get(str(row["site_id"]), NOTHING)
            out[str(row["site_id"])] = (area + kind.area_m2.value, load + kind.grid_kw.value)
    return out


def _stated(name: str, row: Row | None, left_m2: float, left_kw: float) -> Iterator[Fault]:
    """Compare the row of parcels with what is left."""
    if row is None:
        yield fault("no-parcel", "parcels.csv", key=name)
        return
    due = {"left_m2": left_m2, "left_kw": left_kw}
    yield from differences(f"parcels.csv {name}", row, due, by("leave"), share=EPS, near=EPS)


def _has_fuel(site: Row) -> bool:
    return bool(site["category"] == "fuel_station" or site["oil_m3"] > 0)


def _land_rule() -> dict[str, float]:
    """Read the land by size from the table of hydrogen rules."""
    table = pd.read_csv(screening_file(), dtype=str, keep_default_na=False, encoding="utf-8-sig")
    rows = table.loc[table["rule"] == "land"]
    return dict(zip(rows["subject"], rows["value"].astype(float), strict=True))
