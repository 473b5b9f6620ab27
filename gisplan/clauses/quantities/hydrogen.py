"""Plan quantities of hydrogen stations and integrated energy: how many, where, whose, with what."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gisplan.clauses.quantities.facts import Facts, Found, by_year, flagged, is_whole, present, unknown
from gisplan.clauses.quantities.registry import quantity
from gisplan.delivery.facilities import with_function
from gisplan.delivery.zones import in_codes
from gisplan.scenario.sections.hydrogen_rules import FACILITY_KINDS
from gisplan_numbers import Figure
from gisplan_words import inside, listed, message, named, sentences
from layers.vocabulary import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import geopandas as gpd

    from gisplan.policies.expressions import Measured
    from gisplan.policies.schema import Clause
    from gisplan_words import Named

_FUEL = "fuel_station"
_NEW = ("stations",)
_SERVED = "hydrogen.served_districts"


@quantity("stations", "stations")
def stations_in_all(facts: Facts, clause: Clause) -> Found:
    """Count stations as a cumulative clause does."""
    settings, stations = facts.scenario.hydrogen, facts.layers.stations
    new, standing = len(by_year(clause, stations, facts)), settings.existing_count + settings.built_count
    rests = "reported" if new < (clause.target or 0) else "none"
    asked_in_all = int(clause.target or 0)
    figures = {
        "new": new,
        "standing": standing,
        "on": settings.existing_on.isoformat(),
        "asked": asked_in_all,
        "short": max(0, asked_in_all - standing),
    }
    assumption = message("assumes-station-count", count=settings.count, rests=rests)
    asked = settings.new_target + standing if settings.count == "new" else settings.target
    required = "hydrogen.target" if is_whole(clause, facts) and 0 < (clause.target or 0) <= asked else ""
    return Found(stations, new + standing, figures=figures, assumption=assumption, required_by=required)


@quantity("stations", "stations")
def new_stations(facts: Facts, clause: Clause) -> Found:
    """Count the new stations up to the clause's year."""
    stations, built = by_year(clause, facts.layers.stations, facts), facts.scenario.hydrogen.built_count
    return Found(stations, len(stations) + built, figures={"built": built})


@quantity("kinds", "stations", needs=_NEW)
def ownership_kinds(facts: Facts, _clause: Clause) -> Found:
    """Count whether commercial and self-use stations are both planned."""
    stations = facts.layers.stations
    counts = {name: int((stations["ownership"] == name).sum()) for name in ("commercial", "captive")}
    asked = facts.scenario.hydrogen.min_commercial > 0 and facts.scenario.hydrogen.min_captive > 0
    required = "hydrogen.min_commercial, hydrogen.min_captive" if asked else ""
    kinds = sum(count > 0 for count in counts.values())
    return Found(stations, kinds, len(counts), figures=counts, required_by=required)


@quantity("stations", "stations", needs=_NEW)
def stations_on_fuel_land(facts: Facts, _clause: Clause) -> Found:
    """Count new stations on fuel-station land."""
    stations = facts.layers.stations
    there = stations["category"] == _FUEL
    share = Figure(float(there.mean()), "share", decimals=0)
    return flagged(stations, there, part=False, figures={"share": share})


@quantity("stations", "stations", "<parts of operator names, in any spelling>", needs=_NEW)
def stations_of_operator(facts: Facts, _clause: Clause, *operators: str) -> Found | Measured:
    """Count new stations at fuel stations whose operator is known to be one of the named."""
    stations = facts.layers.stations
    at = stations[stations["category"] == _FUEL]
    names = facts.candidates.set_index("site_id")["operator"].reindex(at["site_id"])
    known = [name for name in names.fillna("").astype(str).str.lower() if name]
    if not known:
        return unknown("clause-no-operator", layer="stations", stations=len(at))
    theirs = sum(any(operator.lower() in name for operator in operators) for name in known)
    return Found(at, theirs, figures={"unnamed": len(at) - len(known)})


@quantity("stations", "energy_facilities")
def integrated_stations(facts: Facts, _clause: Clause) -> Found:
    """Count the parcels with the functions of an integrated energy station, by what is on the ground."""
    asked, parcels = facts.scenario.integrated, facts.layers.energy_facilities
    least, must = (2, set()) if asked is None else (asked.least_functions, set(asked.functions))
    found = set()
    for site, functions in zip(parcels["site_id"], parcels["functions"], strict=True):
        names = {FACILITY_KINDS.get(name, name) for name in str(functions).split(";")}
        if len(names) >= least and must <= names:
            found.add(str(site))
    required = "integrated.stations" if asked is not None and asked.stations else ""
    return Found(parcels, len(found), figures={"least": least}, required_by=required)


@quantity("kinds", "stations", '<functions: "hydrogen", "methanol", "swap">')
def functions_at_fuel_stations(facts: Facts, _clause: Clause, *functions: str) -> Found:
    """Count the functions that stand on fuel-station land."""
    sites, stations = facts.layers.sites, facts.layers.stations
    fuel = set(facts.candidates.loc[facts.candidates["category"] == _FUEL, "site_id"])
    by = {name: with_function(sites, stations, facts.other, name) & fuel for name in functions}
    if "hydrogen" in by:
        by["hydrogen"] |= set(stations.loc[stations["category"] == _FUEL, "site_id"])
    words = (inside(FUNCTIONS[name]) for name in by)
    return present(
        range(len(sites) + len(stations)), "clause-function-at", words, [len(keys) for keys in by.values()]
    )


@quantity("stations", "stations", '<adcodes: "120116">', needs=_NEW)
def stations_in(facts: Facts, clause: Clause, *adcodes: str) -> Found:
    """Count new stations in some districts."""
    stations, codes = by_year(clause, facts.layers.stations, facts), tuple(map(str, adcodes))
    there = in_codes(stations["adcode"].astype(str), codes)
    told: dict[str, Any] = {"figures": {"places": listed(_districts(facts, codes))}}
    one = is_whole(clause, facts) and (clause.target or 0) <= 1
    required = _SERVED if one and _served(facts, codes, any) else ""
    return flagged(stations, there, part=False, **told, required_by=required)


@quantity("districts", "stations", '<adcodes: "120116", "120118">', needs=_NEW)
def districts_with_station(facts: Facts, clause: Clause, *adcodes: str) -> Found:
    """Count the districts with a new station among the named ones."""
    found = _by_district(facts, by_year(clause, facts.layers.stations, facts), adcodes)
    required = _SERVED if is_whole(clause, facts) and _served(facts, adcodes, all) else ""
    return replace(found, required_by=required)


@quantity("districts", "stations", '<adcodes: "120116", "120113">', needs=_NEW)
def districts_with_integrated(facts: Facts, _clause: Clause, *adcodes: str) -> Found:
    """Count the districts with an integrated energy station among the named ones."""
    stations = facts.layers.stations
    return _by_district(facts, stations[stations["integrated"].astype(bool)], adcodes)


@quantity("zones", "stations", "<names of zones of the register>", needs=_NEW)
def zones_with_station(facts: Facts, _clause: Clause, *zones: str) -> Found | Measured:
    """Count the named zones with a new station inside."""
    stations = facts.layers.stations
    masks = {name: facts.in_zone(name, stations) for name in zones}
    found = {name: int(mask.sum()) for name, mask in masks.items() if mask is not None}
    lost = [name for name in zones if name not in found]
    if len(lost) == len(zones):
        return unknown("clause-no-zone", zones=listed(lost))
    told = present(stations, "clause-stations-at", found, list(found.values()))
    also = sentences(*(message("clause-zone-without-place", zone=name) for name in lost))
    return replace(told, whole=len(zones), also=also, assumption=message("assumes-zone-circle"))


@quantity("kinds", "stations", "<MPa: 35, 70>", needs=_NEW)
def station_pressures(facts: Facts, _clause: Clause, *pressures: float) -> Found:
    """Count the dispenser pressures that are planned, MPa."""
    stations = facts.layers.stations
    own = stations["pressure_mpa"].astype(float)
    counts = [int((own == value).sum()) for value in pressures]
    words = (Figure(value, "MPa") for value in pressures)
    return present(stations, "clause-of-pressure", words, counts)


def _served(facts: Facts, codes: Iterable[str], how: Callable[[Iterable[bool]], bool]) -> bool:
    """Tell whether the scenario asks for a station in all, or any, of some districts."""
    return how(str(code) in facts.scenario.hydrogen.served_districts for code in codes)


def _by_district(facts: Facts, frame: gpd.GeoDataFrame, adcodes: tuple[str, ...]) -> Found:
    own, codes = frame["adcode"].astype(str), tuple(map(str, adcodes))
    counts = [int(in_codes(own, (code,)).sum()) for code in codes]
    return present(frame, "clause-stations-at", _districts(facts, codes), counts)


def _districts(facts: Facts, codes: tuple[str, ...]) -> list[Named]:
    """Name districts by code; a city by the name of its zone in the policy file, else by its code."""
    districts = facts.layers.districts.set_index(facts.layers.districts["adcode"].astype(str))
    cities = {zone.adcodes[0]: zone.name for zone in facts.register.zone if len(zone.adcodes) == 1}
    names = districts["name_zh"], districts["name_en"]
    return [named(*(str(name.get(code, cities.get(code, code))) for name in names)) for code in codes]
