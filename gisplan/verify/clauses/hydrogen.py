"""Quantities of clauses on hydrogen stations, sources and supply, counted again from the layers of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gisplan.verify.clauses.amounts import (
    Counted,
    flags,
    in_circles,
    in_codes,
    stations_by_year,
    texts,
)
from gisplan.verify.clauses.zones import place_radius, zone_places
from gisplan.verify.run.inputs import register_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from gisplan.verify.clauses.amounts import Asking

_TINY: Final = 1e-6


def _stations_in_all(asking: Asking) -> Counted:
    new = len(stations_by_year(asking))
    rows = len(asking.run.layers.stations)
    return Counted(new + asking.run.scenario.hydrogen.existing_count, "stations", rows)


def _new_stations(asking: Asking) -> Counted:
    count = len(stations_by_year(asking))
    return Counted(count, "stations", count)


def _ownership_kinds(asking: Asking) -> Counted | None:
    stations = asking.run.layers.stations
    kinds = set(stations["ownership"]) & {"commercial", "captive"}
    return _of_stations(asking, len(kinds), 2)


def _stations_on_fuel_land(asking: Asking) -> Counted | None:
    return _of_stations(asking, int((asking.run.layers.stations["category"] == "fuel_station").sum()))


def _integrated_stations(asking: Asking) -> Counted | None:
    return _of_stations(asking, int(flags(asking.run.layers.stations, "integrated").sum()))


def _station_pressures(asking: Asking) -> Counted | None:
    has = set(asking.run.layers.stations["pressure_mpa"].astype(float))
    return _of_stations(asking, sum(float(word) in has for word in asking.words), len(asking.words))


def _stations_of_operator(asking: Asking) -> Counted | None:
    stations, candidates = asking.run.layers.stations, asking.run.evidence.candidates
    fuel = stations.loc[stations["category"] == "fuel_station", "site_id"]
    named = texts(candidates[candidates["site_id"].isin(fuel)], "operator").str.lower()
    if not (named != "").any():
        return None
    theirs = sum(any(str(word).lower() in name for word in asking.words) for name in named)
    return Counted(theirs, "stations", len(fuel))


def _stations_in(asking: Asking) -> Counted | None:
    if asking.run.layers.stations.empty:
        return None
    stations = stations_by_year(asking)
    return Counted(int(in_codes(stations["adcode"], _codes(asking)).sum()), "stations", len(stations))


def _districts_with_station(asking: Asking) -> Counted | None:
    if asking.run.layers.stations.empty:
        return None
    return _by_district(asking, stations_by_year(asking))


def _districts_with_integrated(asking: Asking) -> Counted | None:
    stations = asking.run.layers.stations
    return None if stations.empty else _by_district(asking, stations[flags(stations, "integrated")])


def _zones_with_station(asking: Asking) -> Counted | None:
    stations, places, register = (
        asking.run.layers.stations,
        asking.run.layers.places,
        register_of(asking.run),
    )
    if stations.empty or register is None:
        return None
    least: dict[str, bool] = {}
    most: dict[str, bool] = {}
    for zone in register.zones:
        name, own = str(zone["name"]), zone_places(zone, places)
        if name not in asking.words or (zone.get("place") and own.empty):
            continue
        if own.empty:
            surely = perhaps = in_codes(stations["adcode"], tuple(zone["adcodes"]))
        else:
            surely, perhaps = in_circles(stations, own, place_radius(own, register))
        least[name], most[name] = bool(surely.any()), bool(perhaps.any())
    if not least:
        return None
    return Counted(sum(least.values()), "stations", len(stations), len(asking.words), sum(most.values()))


def _hydrogen_used(asking: Asking) -> Counted | None:
    links = asking.run.layers.supply_links
    if asking.run.layers.hydrogen_supply.empty or asking.run.layers.stations.empty:
        return None
    return Counted(float(links["kg_day"].sum()), "supply_links", len(links))


def _hydrogen_capacity(asking: Asking) -> Counted | None:
    supply = asking.run.layers.hydrogen_supply
    return None if supply.empty else _of_supply(supply, float(supply["capacity_kg_day"].sum()))


def _sources_overdrawn(asking: Asking) -> Counted | None:
    supply, links = asking.run.layers.hydrogen_supply, asking.run.layers.supply_links
    if supply.empty:
        return None
    taken = links.groupby("supply_id")["kg_day"].sum().to_dict()
    limits = zip(supply["supply_id"], supply["capacity_kg_day"], strict=True)
    return _of_supply(supply, sum(taken.get(key, 0.0) > most * (1 + _TINY) for key, most in limits))


def _sources_at(asking: Asking) -> Counted:
    supply = asking.run.layers.hydrogen_supply
    pairs = zip(texts(supply, "name_zh"), texts(supply, "name_en"), strict=True)
    names = [f"{zh} {en}".lower() for zh, en in pairs]
    spelt = [str(word).lower().split("/") for word in asking.words]
    found = [any(way in name for way in ways for name in names) for ways in spelt]
    return _of_supply(supply, sum(found), len(found))


def _sources_by_transport(asking: Asking) -> Counted | None:
    return _sources(asking, "transport")


def _sources_of_kind(asking: Asking) -> Counted | None:
    return _sources(asking, "kind")


def _delivered_hydrogen_cost(asking: Asking) -> Counted | None:
    links = asking.run.layers.supply_links
    kilograms = float(links["kg_day"].sum())
    if kilograms <= 0:
        return None
    mean = float((links["kg_day"] * links["delivered_cost_kg"]).sum()) / kilograms
    return Counted(round(mean, 2), "supply_links", len(links))


def _hydrogen_demand_served(asking: Asking) -> Counted | None:
    stations = asking.run.layers.stations
    asked = float(asking.run.layers.demand["h2_kg_day"].sum())
    if asked <= 0 or stations.empty:
        return None
    return _of_stations(asking, min(float(stations["served_kg_day"].sum()), asked), asked)


def _of_stations(asking: Asking, value: float, whole: float | None = None) -> Counted | None:
    stations = asking.run.layers.stations
    return None if stations.empty else Counted(value, "stations", len(stations), whole)


def _of_supply(supply: pd.DataFrame, value: float, whole: float | None = None) -> Counted:
    return Counted(value, "hydrogen_supply", len(supply), whole)


def _sources(asking: Asking, column: str) -> Counted | None:
    supply = asking.run.layers.hydrogen_supply
    if supply.empty:
        return None
    return _of_supply(supply, int((supply[column] == asking.words[0]).sum()))


def _by_district(asking: Asking, stations: pd.DataFrame) -> Counted:
    codes = _codes(asking)
    held = sum(bool(in_codes(stations["adcode"], (code,)).any()) for code in codes)
    return Counted(held, "stations", len(stations), len(codes))


def _codes(asking: Asking) -> tuple[str, ...]:
    return tuple(f"{word:g}" if isinstance(word, int | float) else word for word in asking.words)


HYDROGEN: Final[Mapping[str, Callable[[Asking], Counted | None]]] = {
    "stations_in_all": _stations_in_all,
    "new_stations": _new_stations,
    "ownership_kinds": _ownership_kinds,
    "stations_on_fuel_land": _stations_on_fuel_land,
    "integrated_stations": _integrated_stations,
    "station_pressures": _station_pressures,
    "stations_of_operator": _stations_of_operator,
    "stations_in": _stations_in,
    "districts_with_station": _districts_with_station,
    "districts_with_integrated": _districts_with_integrated,
    "zones_with_station": _zones_with_station,
    "hydrogen_used": _hydrogen_used,
    "hydrogen_capacity": _hydrogen_capacity,
    "sources_overdrawn": _sources_overdrawn,
    "sources_at": _sources_at,
    "sources_by_transport": _sources_by_transport,
    "sources_of_kind": _sources_of_kind,
    "delivered_hydrogen_cost": _delivered_hydrogen_cost,
    "hydrogen_demand_served": _hydrogen_demand_served,
}
"""How each quantity is counted again; None where the run cannot tell it."""
