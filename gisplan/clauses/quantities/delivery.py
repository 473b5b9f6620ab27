"""Plan quantities of delivery: facility kinds, permits, platform records, verification, fleets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from gisplan.clauses.quantities.facts import Facts, Found, flagged, present, unknown
from gisplan.clauses.quantities.registry import quantity
from gisplan.delivery.facilities import KINDS
from gisplan.tables.reading import texts
from gisplan_numbers import Figure
from gisplan_words import inside, listed, message, named
from layers.districts.authorities import governments

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from gisplan.policies.expressions import Measured
    from gisplan.policies.schema import Clause
    from gisplan_words import Sayable

_FLEET_CLASS: Final[Mapping[str, str]] = {
    "bus": "bus",
    "taxi": "taxi",
    "sanitation": "sanitation",
    "logistics": "logistics",
    "postal": "logistics",
}
"""Demand class that holds a fleet; city delivery and postal vans are one class of the model."""
_FLEETS: Final = (*_FLEET_CLASS, "official", "municipal", "warehouse", "mine", "airport", "port")
"""Fleets that the catalogues name, as message ``fleet-<name>``."""


@quantity("kinds", "facilities.csv", f"<kinds: {', '.join(KINDS)}>")
def facility_kinds(facts: Facts, _clause: Clause, *kinds: str) -> Found:
    """Count the facility kinds that the plan has among the named ones."""
    counts = _counts(facts)
    words, held = (KINDS[name] for name in kinds), [counts[name] for name in kinds]
    found = present(facts.facilities, "clause-kind-of", words, held)
    return replace(found, assumption=_threshold(facts, kinds))


@quantity("facilities", "facilities.csv", f"<kind: {', '.join(KINDS)}>")
def facilities(facts: Facts, _clause: Clause, kind: str) -> Found:
    """Count one facility kind."""
    count, term, assumption = _counts(facts)[kind], KINDS[kind], _threshold(facts, (kind,))
    return Found((kind,), count, unit=term.unit, figures={"kind": term}, assumption=assumption)


@quantity("sites", "pilots.csv", '<"wireless" or "v2g">, zone or none')
def pilots(facts: Facts, _clause: Clause, kind: str, zone: str = "") -> Found | Measured:
    """Count the sites that host a pilot, in a zone where one is named; not known when none is asked for."""
    wanted, term = [one for one in facts.scenario.delivery.pilots if one.kind == kind], inside(KINDS[kind])
    if not wanted:
        return unknown("clause-no-pilot", kind=term)
    hosts = facts.pilots[facts.pilots["kind"] == kind]
    if zone:
        sites = facts.layers.sites
        there = facts.in_zone(zone, sites)
        if there is None:
            return unknown("clause-no-zone", zones=zone)
        hosts = hosts[hosts["site_id"].isin(sites.loc[there, "site_id"])]
    names = listed(hosts["name_zh"].astype(str)) if len(hosts) else message("clause-none")
    assumption = message("assumes-pilots", tags=listed(dict.fromkeys(pilot.tag for pilot in wanted)))
    asked, figures = (
        sum(pilot.sites for pilot in wanted),
        {"kind": term, "zone": zone or "none", "names": names},
    )
    required = "" if zone else "delivery.pilots"
    return Found(hosts, len(hosts), asked, figures=figures, assumption=assumption, required_by=required)


@quantity("chargers", "sites", ground="written")
def orderly_chargers(facts: Facts, _clause: Clause) -> Found | Measured:
    """Give the scenario's share of AC chargers at residential sites, and what it takes off their load."""
    sites, grid = facts.layers.sites, facts.scenario.grid
    homes = sites[sites["category"] == "residential"]
    types = [kind for kind in facts.scenario.chargers.types if kind.current == "AC"]
    total = sum(int(homes[f"n_{kind.id}"].sum()) for kind in types)
    if total == 0 or grid is None:
        return unknown("clause-no-home-chargers")
    share, managed = grid.orderly_share.value, grid.orderly_coincidence.value
    saved = sum(
        int(homes.loc[homes["access"] == access, f"n_{kind.id}"].sum())
        * share
        * kind.power_kw
        * max(kind.coincidence.of(access) - managed, 0.0)
        for kind in types
        for access in ("public", "dedicated", "private")
    )
    figures = {
        "share": Figure(share, "share", decimals=0),
        "saved": Figure(saved, "kW"),
        "coincidence": managed,
    }
    known = f"grid.orderly_share = {share:g} ({grid.orderly_share.tag})"
    return Found(homes, round(total * share), total, figures=figures, assumption=known)


@quantity("chargers/year", "verification.csv", needs=("verification.csv",))
def verifications_due(facts: Facts, _clause: Clause) -> Found:
    """Give the greatest number due in one year."""
    table, cycle = facts.verification, facts.scenario.delivery.verification_cycle_years
    worst = table.iloc[int(table["due"].astype(float).argmax())]
    figures = {
        "year": str(int(worst["year"])),
        "first": int(worst["first"]),
        "again": int(worst["periodic"]),
        "stands": "unknown" if facts.standing_public is None else "known",
    }
    assumption = message("assumes-cycle", years=cycle.value, tag=cycle.tag)
    return Found(table, float(worst["due"]), figures=figures, assumption=assumption)


@quantity("chargers/year", "scenario", ground="written")
def verification_capacity(facts: Facts, _clause: Clause) -> Found | Measured:
    """Give the scenario's capacity; not known without it."""
    name, capacity = "delivery.verification_capacity", facts.scenario.delivery.verification_capacity
    if capacity is None:
        return unknown("clause-no-capacity")
    return Found((name,), capacity.value, assumption=f"{name} ({capacity.tag})")


@quantity("sites", "platform.csv", needs=("platform.csv",), ground="written")
def platform_records_complete(facts: Facts, _clause: Clause) -> Found:
    """Count the sites with every field that an import needs."""
    table, unnamed = facts.platform, int((texts(facts.platform, "operator") == "").sum())
    assumption = message("assumes-connection")
    return flagged(table, table["complete"], figures={"unnamed": unnamed}, assumption=assumption)


@quantity("sites", "platform.csv", ground="written")
def public_sites_interoperable(facts: Facts, _clause: Clause) -> Found | Measured:
    """Count the public sites that the platform table flags as interoperable."""
    public = facts.platform[facts.platform["access"] == "public"]
    if public.empty:
        return unknown("clause-no-public-sites")
    return flagged(public, public["interoperable"], assumption=message("assumes-operators"))


@quantity("sites", "permits.csv", ground="written")
def private_sites_one_window(facts: Facts, _clause: Clause) -> Found | Measured:
    """Count the private sites that are exempt from every other permit."""
    own, table = facts.layers.sites, facts.permits
    sites = set(own.loc[own["access"] == "private", "site_id"])
    if not sites:
        return unknown("clause-no-private-sites")
    table = table[table["site_id"].isin(sites) & (table["project"] == "charging")]
    only = table["kind"].eq("one-window").groupby(table["site_id"]).all()
    return Found(table, int(only.sum()), len(sites))


@quantity("projects", "permits.csv")
def projects_filed(facts: Facts, _clause: Clause) -> Found | Measured:
    """Count the projects, private ones apart, that the government of their own district files."""
    table = facts.permits[facts.permits["access"] != "private"]
    projects = table.drop_duplicates(["site_id", "project"])
    if projects.empty:
        return unknown("clause-no-projects")
    filings = table[table["kind"] == "filing"]
    right = filings["adcode"].astype(str).map(governments(facts.layers.districts))
    others = filings.loc[filings["authority"] != right, "authority"].replace("", np.nan).dropna()
    counts = others.value_counts()
    told = listed(
        message("clause-filed-with", authority=str(name), count=int(n)) for name, n in counts.items()
    )
    figures = {"others": told if len(counts) else message("clause-none")}
    return Found(
        projects, len(filings) - int((filings["authority"] != right).sum()), len(projects), figures=figures
    )


@quantity("projects", "permits.csv", needs=("stations",), ground="written")
def stations_filed(facts: Facts, _clause: Clause) -> Found | Measured:
    """Count the hydrogen projects with a filing and its authority."""
    return _filed(facts.permits[facts.permits["project"] == "hydrogen"])


@quantity("sites", "permits.csv", needs=("permits.csv",), ground="written")
def sites_with_one_bundle(facts: Facts, _clause: Clause) -> Found:
    """Count the sites whose whole bundle has one named receiver."""
    table = facts.permits
    receivers, bundle = texts(table, "received_by"), table["bundle_id"]
    windows = receivers.groupby(bundle).nunique().eq(1) & receivers.ne("").groupby(bundle).all()
    return Found(table, int(windows.sum()), len(windows))


@quantity("edges", "permits.csv", ground="written")
def unlawful_precedences(facts: Facts, _clause: Clause) -> Found:
    """Count the precedences without a law."""
    table = facts.permits
    waits = texts(table, "requires") != ""
    loose = waits & (texts(table, "law") == "")
    kinds = table.loc[loose].drop_duplicates("permit")
    names = listed(named(zh, en) for zh, en in zip(kinds["permit_zh"], kinds["permit_en"], strict=True))
    figures = {
        "first": int((table["round"] == 1).sum()),
        "waits": int(waits.sum()),
        "lawful": "yes" if kinds.empty else "no",
        "kinds": names,
    }
    return flagged(table, loose, part=False, figures=figures, assumption=message("assumes-laws"))


@quantity("share", "demand", f"<fleets: {', '.join(_FLEET_CLASS)}>", ground="written")
def fleet_electric_share(facts: Facts, _clause: Clause, *fleets: str) -> Found | Measured:
    """Give the least electric share that the demand model assumes for the fleets."""
    if absent := [name for name in fleets if name not in _FLEET_CLASS]:
        return unknown("clause-no-fleet", fleets=listed(absent))
    parameters = facts.scenario.demand.parameters(facts.scenario.region)
    shares = {name: parameters.value(f"{_FLEET_CLASS[name]}_ev_share_new") for name in fleets}
    parts = listed(
        message("clause-fleet-share", fleet=_fleet(name), share=Figure(value, "share", decimals=0))
        for name, value in shares.items()
    )
    known = message("assumes-fleet-shares")
    return Found(fleets, min(shares.values()), figures={"parts": parts}, assumption=known)


@quantity("kinds", "demand", "<fleets>", ground="written")
def fleets_in_demand(facts: Facts, _clause: Clause, *fleets: str) -> Found | Measured:
    """Count the fleets that have energy in the demand layer."""
    demand = facts.layers.demand
    energy = demand[[column for column in demand.columns if str(column).startswith("kwh_")]].sum()
    if energy.empty:
        return unknown("clause-no-classes", layer="demand")
    lost = [name for name in fleets if energy.get(f"kwh_{_FLEET_CLASS.get(name, name)}", 0.0) <= 0]
    figures = {"absent": listed(map(_fleet, lost)) if lost else message("clause-none")}
    held, known = len(fleets) - len(lost), message("assumes-fleet-energy")
    return Found(demand, held, len(fleets), figures=figures, assumption=known)


def _fleet(name: str) -> Sayable:
    return message(f"fleet-{name}") if name in _FLEETS else name


def _counts(facts: Facts) -> dict[str, int]:
    table = facts.facilities
    return dict(zip(table["kind"], table["count"].astype(int), strict=True))


def _threshold(facts: Facts, kinds: tuple[str, ...]) -> Sayable:
    figure = facts.scenario.delivery.high_power_kw
    known = message("assumes-high-power", power=Figure(figure.value, "kW"), tag=figure.tag)
    return known if "high_power" in kinds else ""


def _filed(table: pd.DataFrame) -> Found | Measured:
    projects = table.drop_duplicates(["site_id", "project"])
    if projects.empty:
        return unknown("clause-no-projects")
    filings = table[(table["kind"] == "filing") & (texts(table, "authority") != "")]
    authorities = filings["authority"].nunique()
    return Found(projects, len(filings), len(projects), figures={"authorities": authorities})
