"""Plan quantities of hydrogen stations and integrated energy: how many, where, whose, with what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gisplan.clauses.quantities.facts import DEFAULT_PLACE_M, Facts, by_year, no_new_station, shown, unknown
from gisplan.clauses.quantities.registry import measured_arguments, quantity
from gisplan.delivery.facilities import with_function
from gisplan.delivery.zones import in_codes, in_zone, zone_places
from gisplan.policies.expressions import Measured
from layers.vocabulary import FUNCTIONS

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from gisplan.policies.schema import Clause


@quantity(
    "stations",
    "累计加氢站：新建加已有，商业和自用合计",
    "Hydrogen stations in all: new and standing, commercial and self-use together",
)
def stations_in_all(facts: Facts, clause: Clause) -> Measured:
    """Count stations as a cumulative clause does."""
    settings = facts.scenario.hydrogen
    new, standing = len(by_year(clause, facts.layers.stations, facts)), settings.existing_count
    target = clause.target or 0
    rests = "" if new >= target else "rests on the reported number of existing stations"
    return shown(
        "stations",
        facts.layers.stations,
        new + standing,
        zh=f"新建{new}座；另据{settings.existing_on.isoformat()}前的报道已建{standing}座（多数无位置，未核实）；"
        f"累计{new + standing}座。",
        en=f"{new} new; {standing} more stood by {settings.existing_on.isoformat()} as the press reports "
        f"(most without a place, not verified); {new + standing} in all.",
        assumption="; ".join(part for part in (f"count = {settings.count}", rests) if part),
    )


@quantity("stations", "新建加氢站", "New hydrogen stations")
def new_stations(facts: Facts, clause: Clause) -> Measured:
    """Count the new stations up to the clause's year."""
    count = len(by_year(clause, facts.layers.stations, facts))
    return Measured(
        count,
        unit="stations",
        layer="stations",
        rows=count,
        zh=f"新建加氢站{count}座。",
        en=f"{count} new hydrogen stations.",
    )


@quantity("kinds", "新建加氢站的权属类别（商业、自用）", "Ownership kinds among the new stations, of two")
def ownership_kinds(facts: Facts, _clause: Clause) -> Measured:
    """Count whether commercial and self-use stations are both planned."""
    stations = facts.layers.stations
    if stations.empty:
        return no_new_station()
    commercial = int((stations["ownership"] == "commercial").sum())
    captive = int((stations["ownership"] == "captive").sum())
    return shown(
        "stations",
        stations,
        (commercial > 0) + (captive > 0),
        whole=2,
        zh=f"新建商业站{commercial}座、自用站{captive}座。",
        en=f"{commercial} new commercial and {captive} new captive stations.",
    )


@quantity("stations", "利用加油（气）站土地的新建加氢站", "New stations on fuel-station land")
def stations_on_fuel_land(facts: Facts, _clause: Clause) -> Measured:
    """Count new stations on fuel-station land."""
    stations = facts.layers.stations
    if stations.empty:
        return no_new_station()
    count = int((stations["category"] == "fuel_station").sum())
    share = count / len(stations)
    return shown(
        "stations",
        stations,
        count,
        zh=f"新建{len(stations)}座中{count}座（{share:.0%}）利用加油站土地。",
        en=f"{count} of {len(stations)} new stations ({share:.0%}) use fuel-station land.",
    )


@quantity(
    "stations",
    "位于所列企业加油场站的新建加氢站",
    "New stations at fuel stations of the operators named",
    '<parts of operator names: "中国石化", "petrochina">',
)
def stations_of_operator(facts: Facts, _clause: Clause, *operators: str) -> Measured:
    """Count new stations at fuel stations whose operator is known to be one of the named."""
    stations = facts.layers.stations
    if stations.empty:
        return no_new_station()
    at = stations[stations["category"] == "fuel_station"]
    names = facts.candidates.set_index("site_id")["operator"].reindex(at["site_id"])
    known = [name for name in names.fillna("").astype(str).str.lower() if name]
    if not known:
        return unknown(
            f"{len(at)}座利用加油站土地，但数据中没有经营单位。",
            f"{len(at)} use fuel-station land, but the layer names no operator.",
            layer="stations",
        )
    theirs = sum(1 for name in known if any(operator.lower() in name for operator in operators))
    return shown(
        "stations",
        at,
        theirs,
        zh=f"{theirs}座位于所列企业场站；{len(at) - len(known)}座经营单位不明。",
        en=f"{theirs} at stations of the operators named; {len(at) - len(known)} without a known operator.",
    )


@quantity("stations", "一处两种以上功能的综合供能站", "Parcels with two functions or more")
def integrated_stations(facts: Facts, _clause: Clause) -> Measured:
    """Count the integrated energy stations."""
    stations = facts.layers.stations
    if stations.empty:
        return no_new_station()
    count = int(stations["integrated"].astype(bool).sum())
    return shown(
        "stations",
        stations,
        count,
        zh=f"{count}座加氢站与充电或加油同址，为综合供能站。",
        en=f"{count} hydrogen stations share their parcel with charging or fuel: integrated energy stations.",
    )


@quantity(
    "kinds",
    "在加油站土地上增加的功能种类",
    "How many of the named functions the plan adds on fuel-station land",
    '<functions: "hydrogen", "methanol", "swap">',
)
def functions_at_fuel_stations(facts: Facts, _clause: Clause, *functions: str) -> Measured:
    """Count the functions that stand on fuel-station land."""
    sites, stations = facts.layers.sites, facts.layers.stations
    fuel = set(facts.candidates.loc[facts.candidates["category"] == "fuel_station", "site_id"])
    by = {name: with_function(sites, stations, facts.other, name) & fuel for name in functions}
    if "hydrogen" in by:
        by["hydrogen"] |= set(stations.loc[stations["category"] == "fuel_station", "site_id"])
    zh = "、".join(f"{FUNCTIONS[name].zh}{len(keys)}处" for name, keys in by.items())
    en = ", ".join(f"{FUNCTIONS[name].en.lower()} at {len(keys)}" for name, keys in by.items())
    return Measured(
        sum(1 for keys in by.values() if keys),
        whole=len(functions),
        unit="kinds",
        layer="stations",
        rows=len(sites) + len(stations),
        zh=f"利用加油站土地：{zh}。",
        en=f"On fuel-station land: {en}.",
    )


@quantity(
    "stations",
    "所列区的新建加氢站",
    "New stations in the districts named by code; 440100 stands for the whole city",
    '<adcodes: "120116">',
)
def stations_in(facts: Facts, clause: Clause, *adcodes: str) -> Measured:
    """Count new stations in some districts."""
    codes = measured_arguments(adcodes)
    stations = by_year(clause, facts.layers.stations, facts)
    if facts.layers.stations.empty:
        return no_new_station()
    inside = in_codes(stations["adcode"].astype(str), codes)
    zh, en = _district_names(facts, codes)
    return shown(
        "stations",
        stations,
        int(inside.sum()),
        zh=f"{zh}新建加氢站{int(inside.sum())}座。",
        en=f"{int(inside.sum())} new stations in {en}.",
    )


@quantity(
    "districts",
    "所列区（市）中有新建加氢站的个数",
    "How many of the districts or cities named have a new station",
    '<adcodes: "120116", "120118">',
)
def districts_with_station(facts: Facts, clause: Clause, *adcodes: str) -> Measured:
    """Count the districts with a new station among the named ones."""
    stations = by_year(clause, facts.layers.stations, facts)
    if facts.layers.stations.empty:
        return no_new_station()
    return _by_district(facts, stations, measured_arguments(adcodes), ("加氢站", "hydrogen stations"))


@quantity(
    "districts",
    "所列区中有综合供能站的个数",
    "How many of the districts named have an integrated energy station",
    '<adcodes: "120116", "120113">',
)
def districts_with_integrated(facts: Facts, _clause: Clause, *adcodes: str) -> Measured:
    """Count the districts with an integrated energy station among the named ones."""
    stations = facts.layers.stations
    if stations.empty:
        return no_new_station()
    integrated = stations[stations["integrated"].astype(bool)]
    words = ("综合供能站", "integrated energy stations")
    return _by_district(facts, integrated, measured_arguments(adcodes), words)


@quantity(
    "zones",
    "所列功能区中有新建加氢站的个数",
    "How many of the zones of the policy file, by name, have a new station inside",
    '<zone names: "经开区", "保税区">',
)
def zones_with_station(facts: Facts, _clause: Clause, *zones: str) -> Measured:
    """Count the named zones with a new station inside."""
    stations, layers = facts.layers.stations, facts.layers
    if stations.empty:
        return no_new_station()
    found: dict[str, int] = {}
    for zone in facts.register.zone:
        if zone.name not in zones:
            continue
        places = zone_places(zone, layers.places)
        if zone.place and places.empty:
            continue
        inside = in_zone(zone, stations, layers, facts.parameter("place_m") or DEFAULT_PLACE_M)
        found[zone.name] = int(inside.sum())
    lost = [name for name in zones if name not in found]
    if len(lost) == len(zones):
        return unknown(
            f"区域数据中没有这些功能区：{'、'.join(lost)}。",
            f"The region has none of these zones: {', '.join(lost)}.",
        )
    zh = "、".join(f"{name}{count}座" for name, count in found.items())
    return shown(
        "stations",
        stations,
        sum(1 for count in found.values() if count),
        whole=len(zones),
        zh=f"功能区内新建加氢站：{zh}。" + "".join(f"{name}没有位置。" for name in lost),
        en=f"New stations inside: {', '.join(f'{count} in {name}' for name, count in found.items())}.",
        assumption="a zone is the circle of its place, whose radius is an input",
    )


@quantity(
    "kinds", "规划站的加注压力种类", "How many of the pressures named the new stations have", "<MPa: 35, 70>"
)
def station_pressures(facts: Facts, _clause: Clause, *pressures: float) -> Measured:
    """Count the dispenser pressures that are planned, MPa."""
    stations = facts.layers.stations
    if stations.empty:
        return no_new_station()
    has = set(stations["pressure_mpa"].astype(float))
    counts = {value: int((stations["pressure_mpa"].astype(float) == value).sum()) for value in pressures}
    return shown(
        "stations",
        stations,
        sum(1 for value in pressures if float(value) in has),
        whole=len(pressures),
        zh="、".join(f"{value:g}兆帕{count}座" for value, count in counts.items()) + "。",
        en=", ".join(f"{count} of {value:g} MPa" for value, count in counts.items()) + ".",
    )


def _by_district(
    facts: Facts, frame: gpd.GeoDataFrame, codes: tuple[str, ...], words: tuple[str, str]
) -> Measured:
    own = frame["adcode"].astype(str)
    counts = {code: int(in_codes(own, (code,)).sum()) for code in codes}
    names = {code: _district_names(facts, (code,)) for code in codes}
    zh = "、".join(f"{names[code][0]}{count}座" for code, count in counts.items())
    en = ", ".join(f"{count} in {names[code][1]}" for code, count in counts.items())
    return shown(
        "stations",
        frame,
        sum(1 for count in counts.values() if count),
        whole=len(codes),
        unit="districts",
        zh=f"新建{words[0]}：{zh}。",
        en=f"New {words[1]}: {en}.",
    )


def _district_names(facts: Facts, codes: tuple[str, ...]) -> tuple[str, str]:
    """Name districts by code; a city by the name of its zone in the policy file, else by its code."""
    districts = facts.layers.districts.set_index(facts.layers.districts["adcode"].astype(str))
    cities: pd.Series[str] | dict[str, str] = {
        zone.adcodes[0]: zone.name for zone in facts.register.zone if len(zone.adcodes) == 1
    }
    zh = [str(districts["name_zh"].get(code, cities.get(code, code))) for code in codes]
    en = [str(districts["name_en"].get(code, cities.get(code, code))) for code in codes]
    return "、".join(zh), ", ".join(en)
