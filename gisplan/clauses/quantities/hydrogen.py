"""Plan quantities of hydrogen stations and integrated energy: how many, where, whose, with what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gisplan.clauses.quantities.facts import DEFAULT_PLACE_M, Facts, by_year, flagged, shown, unknown
from gisplan.clauses.quantities.registry import quantity
from gisplan.delivery.facilities import with_function
from gisplan.delivery.zones import in_codes, in_zone, zone_places
from gisplan_numbers import Figure
from gisplan_words import inside, listed, message, named, sentences
from layers.vocabulary import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from gisplan.policies.expressions import Measured
    from gisplan.policies.schema import Clause
    from gisplan_words import Named, Sayable, Series

_FUEL = "fuel_station"


@quantity("stations")
def stations_in_all(facts: Facts, clause: Clause) -> Measured:
    """Count stations as a cumulative clause does."""
    settings, stations = facts.scenario.hydrogen, facts.layers.stations
    new, standing = len(by_year(clause, stations, facts)), settings.existing_count
    rests = "reported" if new < (clause.target or 0) else "none"
    return shown(
        *("stations_in_all", "stations", stations, new + standing),
        assumption=message("assumes-station-count", count=settings.count, rests=rests),
        new=new,
        standing=standing,
        on=settings.existing_on.isoformat(),
    )


@quantity("stations")
def new_stations(facts: Facts, clause: Clause) -> Measured:
    """Count the new stations up to the clause's year."""
    stations = by_year(clause, facts.layers.stations, facts)
    return shown("new_stations", "stations", stations, len(stations))


@quantity("kinds", needs=("stations",))
def ownership_kinds(facts: Facts, _clause: Clause) -> Measured:
    """Count whether commercial and self-use stations are both planned."""
    stations = facts.layers.stations
    commercial, captive = (int((stations["ownership"] == name).sum()) for name in ("commercial", "captive"))
    return shown(
        *("ownership_kinds", "stations", stations, (commercial > 0) + (captive > 0)),
        whole=2,
        commercial=commercial,
        captive=captive,
    )


@quantity("stations", needs=("stations",))
def stations_on_fuel_land(facts: Facts, _clause: Clause) -> Measured:
    """Count new stations on fuel-station land."""
    stations = facts.layers.stations
    there = stations["category"] == _FUEL
    share = Figure(float(there.mean()), "share", decimals=0)
    return flagged("stations_on_fuel_land", "stations", stations, there, part=False, share=share)


@quantity("stations", "<parts of operator names, in any spelling>", needs=("stations",))
def stations_of_operator(facts: Facts, _clause: Clause, *operators: str) -> Measured:
    """Count new stations at fuel stations whose operator is known to be one of the named."""
    stations = facts.layers.stations
    at = stations[stations["category"] == _FUEL]
    names = facts.candidates.set_index("site_id")["operator"].reindex(at["site_id"])
    known = [name for name in names.fillna("").astype(str).str.lower() if name]
    if not known:
        return unknown("clause-no-operator", layer="stations", stations=len(at))
    theirs = sum(any(operator.lower() in name for operator in operators) for name in known)
    return shown("stations_of_operator", "stations", at, theirs, unnamed=len(at) - len(known))


@quantity("stations", needs=("stations",))
def integrated_stations(facts: Facts, _clause: Clause) -> Measured:
    """Count the integrated energy stations."""
    stations = facts.layers.stations
    flags = stations["integrated"].astype(bool)
    return flagged("integrated_stations", "stations", stations, flags, part=False)


@quantity("kinds", '<functions: "hydrogen", "methanol", "swap">')
def functions_at_fuel_stations(facts: Facts, _clause: Clause, *functions: str) -> Measured:
    """Count the functions that stand on fuel-station land."""
    sites, stations = facts.layers.sites, facts.layers.stations
    fuel = set(facts.candidates.loc[facts.candidates["category"] == _FUEL, "site_id"])
    by = {name: with_function(sites, stations, facts.other, name) & fuel for name in functions}
    if "hydrogen" in by:
        by["hydrogen"] |= set(stations.loc[stations["category"] == _FUEL, "site_id"])
    parts = listed(
        message("clause-function-at", function=inside(FUNCTIONS[name]), count=len(keys))
        for name, keys in by.items()
    )
    looked_at, held = range(len(sites) + len(stations)), sum(bool(keys) for keys in by.values())
    return shown(
        *("functions_at_fuel_stations", "stations", looked_at, held), whole=len(functions), parts=parts
    )


@quantity("stations", '<adcodes: "120116">', needs=("stations",))
def stations_in(facts: Facts, clause: Clause, *adcodes: str) -> Measured:
    """Count new stations in some districts."""
    stations, codes = by_year(clause, facts.layers.stations, facts), tuple(map(str, adcodes))
    there = in_codes(stations["adcode"].astype(str), codes)
    places = listed(_districts(facts, codes))
    return flagged("stations_in", "stations", stations, there, part=False, places=places)


@quantity("districts", '<adcodes: "120116", "120118">', needs=("stations",))
def districts_with_station(facts: Facts, clause: Clause, *adcodes: str) -> Measured:
    """Count the districts with a new station among the named ones."""
    stations = by_year(clause, facts.layers.stations, facts)
    return _by_district("districts_with_station", facts, stations, adcodes)


@quantity("districts", '<adcodes: "120116", "120113">', needs=("stations",))
def districts_with_integrated(facts: Facts, _clause: Clause, *adcodes: str) -> Measured:
    """Count the districts with an integrated energy station among the named ones."""
    stations = facts.layers.stations
    integrated = stations[stations["integrated"].astype(bool)]
    return _by_district("districts_with_integrated", facts, integrated, adcodes)


@quantity("zones", "<names of zones of the register>", needs=("stations",))
def zones_with_station(facts: Facts, _clause: Clause, *zones: str) -> Measured:
    """Count the named zones with a new station inside."""
    stations, layers = facts.layers.stations, facts.layers
    radius = facts.parameter("place_m") or DEFAULT_PLACE_M
    found = {
        zone.name: int(in_zone(zone, stations, layers, radius).sum())
        for zone in facts.register.zone
        if zone.name in zones and not (zone.place and zone_places(zone, layers.places).empty)
    }
    lost = [name for name in zones if name not in found]
    if len(lost) == len(zones):
        return unknown("clause-no-zone", zones=listed(lost))
    counts = list(found.values())
    return shown(
        *("zones_with_station", "stations", stations, sum(count > 0 for count in counts)),
        whole=len(zones),
        assumption=message("assumes-zone-circle"),
        also=sentences(*(message("clause-zone-without-place", zone=name) for name in lost)),
        parts=_at_places(list(found), counts),
    )


@quantity("kinds", "<MPa: 35, 70>", needs=("stations",))
def station_pressures(facts: Facts, _clause: Clause, *pressures: float) -> Measured:
    """Count the dispenser pressures that are planned, MPa."""
    stations = facts.layers.stations
    own = stations["pressure_mpa"].astype(float)
    counts = {value: int((own == value).sum()) for value in pressures}
    parts = listed(
        message("clause-of-pressure", pressure=Figure(value, "MPa"), count=count)
        for value, count in counts.items()
    )
    held = sum(count > 0 for count in counts.values())
    return shown("station_pressures", "stations", stations, held, whole=len(pressures), parts=parts)


def _by_district(name: str, facts: Facts, frame: gpd.GeoDataFrame, adcodes: tuple[str, ...]) -> Measured:
    own, codes = frame["adcode"].astype(str), tuple(map(str, adcodes))
    counts = [int(in_codes(own, (code,)).sum()) for code in codes]
    parts = _at_places(_districts(facts, codes), counts)
    return shown(name, "stations", frame, sum(count > 0 for count in counts), whole=len(codes), parts=parts)


def _districts(facts: Facts, codes: tuple[str, ...]) -> list[Named]:
    """Name districts by code; a city by the name of its zone in the policy file, else by its code."""
    districts = facts.layers.districts.set_index(facts.layers.districts["adcode"].astype(str))
    cities = {zone.adcodes[0]: zone.name for zone in facts.register.zone if len(zone.adcodes) == 1}
    texts = (
        [str(districts[name].get(code, cities.get(code, code))) for code in codes]
        for name in ("name_zh", "name_en")
    )
    return [named(zh, en) for zh, en in zip(*texts, strict=True)]


def _at_places(places: Sequence[Sayable], counts: list[int]) -> Series:
    return listed(
        message("clause-stations-at", place=place, count=count)
        for place, count in zip(places, counts, strict=True)
    )
