"""Plan quantities of coverage: service areas, places served, people, corridors, districts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gisplan.access.nearness import within
from gisplan.clauses.quantities.facts import Facts, Found, flagged, inventory, unknown
from gisplan.clauses.quantities.registry import quantity
from gisplan.regions import tiers_of
from gisplan_numbers import Figure
from gisplan_words import Series, inside, listed, message, sentences
from layers.corridors import RING
from layers.vocabulary import CATEGORIES, PLACE_KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd

    from gisplan.policies.expressions import Measured
    from gisplan.policies.schema import Clause
    from gisplan_words import Sayable

_ROADS: Final[Mapping[str, str]] = {
    "expressway": "expressway_service_area",
    "trunk": "trunk_service_area",
}
_FIGURES: Final = ["chargers", "chargers_per_10k", "reach_share", "mean_access_m", "served_share", "stations"]
"""Figures of a district that an assessment of the network takes."""


@quantity("sites", "sites", '<road: "expressway" or "trunk">, "fast" or none')
def service_areas_equipped(facts: Facts, _clause: Clause, road: str, speed: str = "") -> Found | Measured:
    """Count the service areas with public chargers among all of the region."""
    areas, sites, kind = _in_play(facts, _ROADS[road]), facts.layers.sites, inside(CATEGORIES[_ROADS[road]])
    if areas.empty:
        return unknown("clause-no-category", kind=kind)
    column = "fast_chargers" if speed == "fast" else "chargers"
    equipped = sites.loc[(sites["access"] == "public") & (sites[column] > 0), "site_id"]
    figures, assumption = {"kind": kind, "speed": speed or "public"}, message("assumes-inventory")
    flags = areas["site_id"].isin(equipped)
    told: dict[str, Any] = {"figures": figures, "assumption": assumption, "also": inventory(areas)}
    return flagged(areas, flags, **told, required_by=_required(facts, _ROADS[road]))


@quantity("sites", "sites", '<category>, <"public" or "truck">')
def places_served(facts: Facts, _clause: Clause, category: str, who: str) -> Found | Measured:
    """Count the sites of a category that have chargers near them."""
    places, kind = _in_play(facts, category), inside(CATEGORIES[category])
    if places.empty:
        return unknown("clause-no-category", kind=kind)
    metres, able = facts.figure("catchment_m"), _able(facts, who)
    public: Sayable = ""
    if who == "truck":
        near = within(places, able[able["access"] == "public"], metres)
        public = message("clause-of-them-public", count=int(near.sum()))
    told: dict[str, Any] = {
        "also": sentences(public, inventory(places)),
        **_near(facts, kind, who, "catchment_m"),
    }
    required = _required(facts, category) if who == "public" else ""
    return flagged(places, within(places, able, metres), **told, required_by=required)


@quantity("places", "places", '<kind: "port", "settlement", "rail_station" …>, <"public" or "truck">')
def named_places_served(facts: Facts, _clause: Clause, kind: str, who: str) -> Found | Measured:
    """Count the named places of a kind that have facilities near them."""
    metres, able, places = facts.figure("place_m"), _able(facts, who), facts.layers.places
    places, term = places[places["kind"] == kind], inside(PLACE_KINDS[kind])
    if places.empty:
        return unknown("clause-no-place", kind=term)
    near = within(places, able, metres)
    if who == "truck":
        near = near | within(places, facts.layers.stations, metres)
    return flagged(places, near, **_near(facts, term, who, "place_m"))


@quantity("people", "demand", '<tiers: "central" …>')
def people_covered(facts: Facts, clause: Clause, *tiers: str) -> Found | Measured:
    """Count judged people with a public site within the clause's radius, when the scenario judges that."""
    coverage, limit = facts.scenario.coverage, facts.figure("radius_m")
    profile, known = coverage.active, tiers_of(facts.scenario.region)
    if profile.kind != "radius":
        return unknown("clause-judges-means", profile=coverage.profile, metres=limit)
    if absent := [tier for tier in tiers if tier not in known.by_name]:
        return unknown("clause-no-tier", tiers=listed(absent), held=listed(known.by_name))
    if any(
        tier not in profile.judged_tiers
        or max(profile.radius_m[tier].urban, profile.radius_m[tier].rural) > limit
        for tier in tiers
    ):
        return unknown("clause-judges-wider", metres=limit, tiers=listed(tiers))
    demand, districts = facts.layers.demand, facts.layers.districts
    inner = set(districts.loc[districts["tier"].isin(tiers), "adcode"].astype(str))
    judged = demand[demand["judged"].astype(bool) & demand["adcode"].astype(str).isin(inner)]
    way = message("assumes-way", way=facts.distances, detour=coverage.detour.value)
    threshold = message("assumes-threshold", threshold=clause.target) if clause.target else ""
    return _people(judged, Series((threshold, way), "faults"), limit / 1000)


@quantity("people", "demand")
def people_reached(facts: Facts, _clause: Clause) -> Found | Measured:
    """Count all people within the radius that holds for them, the allocation radius included."""
    assumption = message("assumes-radii", profile=facts.scenario.coverage.profile)
    return _people(facts.layers.demand, assumption)


@quantity("zones", "demand")
def zones_within_mean_distance(facts: Facts, _clause: Clause) -> Found | Measured:
    """Count the zones that hold their mean radius, when the scenario judges by mean distance."""
    coverage, demand = facts.scenario.coverage, facts.layers.demand
    if coverage.active.kind != "mean":
        return unknown("clause-judges-radius", profile=coverage.profile)
    lived = demand[demand["judged"].astype(bool) & (demand["population"] > 0)]
    if lived.empty or "radius_m" not in lived.columns:
        return unknown("clause-no-people")
    weighted = (lived["population"] * lived["nearest_public_m"]).groupby(lived["radius_m"]).sum()
    mean = weighted / lived.groupby("radius_m")["population"].sum()
    held = int((mean <= mean.index.to_numpy(dtype=float) + 1e-6).sum())
    ways = listed(
        message("clause-mean-way", radius=Figure(radius, "m"), mean=Figure(value, "m"))
        for radius, value in mean.items()
    )
    return Found(lived, held, len(mean), figures={"ways": ways}, assumption=message("assumes-mean-radii"))


@quantity("corridors", "corridors", needs=("corridors",))
def corridors_within_gap(facts: Facts, _clause: Clause) -> Found:
    """Count the corridors but rings that hold the largest gap; one whose ends are not known is not held."""
    corridors = facts.layers.corridors[facts.layers.corridors["kind"] != RING]
    limit = facts.scenario.coverage.corridor_max_gap_km.value
    held, broken = corridors["verdict"] == "met", int((corridors["verdict"] == "not met").sum())
    figures = {"kilometres": limit, "broken": broken, "open": len(corridors) - int(held.sum()) - broken}
    known = f"coverage.corridor_max_gap_km = {limit:g}"
    return flagged(corridors, held, figures=figures, assumption=known, also=inventory(corridors))


@quantity("districts", "districts")
def districts_scored(facts: Facts, _clause: Clause) -> Found:
    """Count the districts whose network figures are all there."""
    districts = facts.layers.districts
    return flagged(districts, districts[_FIGURES].notna().all(axis=1))


def _people(cells: pd.DataFrame, assumption: Sayable, kilometres: float = 0.0) -> Found | Measured:
    """Count the people of cells that are covered."""
    people = cells["population"]
    covered, everybody = float(people[cells["covered"].astype(bool)].sum()), float(people.sum())
    if everybody == 0:
        return unknown("clause-no-people")
    counts = {"covered": Figure(covered, "people"), "people": Figure(everybody, "people")}
    figures = {**counts, "kilometres": kilometres}
    return Found(cells, covered, everybody, figures=figures, assumption=assumption)


def _required(facts: Facts, category: str) -> str:
    """Give the setting that opens every site of a category with fast chargers; empty when none does."""
    required = facts.scenario.coverage.required_categories.min_fast.get(category, 0) > 0
    return f"coverage.required_categories.min_fast.{category}" if required else ""


def _in_play(facts: Facts, category: str) -> gpd.GeoDataFrame:
    candidates = facts.candidates
    return candidates[(candidates["category"] == category) & (candidates["status"] != "excluded")]


def _able(facts: Facts, who: str) -> gpd.GeoDataFrame:
    """Give the planned sites that serve: public ones, or those of any fleet with truck power."""
    sites = facts.layers.sites
    if who != "truck":
        return sites[(sites["access"] == "public") & (sites["chargers"] > 0)]
    least, types = facts.figure("truck_kw"), facts.scenario.chargers.types
    power = sites[[f"n_{kind.id}" for kind in types if kind.power_kw >= least]].sum(axis=1)
    return sites[sites["access"].isin(("public", "dedicated")) & (power > 0)]


def _near(facts: Facts, kind: Sayable, who: str, radius: str) -> dict[str, Any]:
    """Give what both quantities of places tell: which places, within which radius, of which chargers."""
    names, what = [radius], message("clause-public-chargers")
    if who == "truck":
        names.append("truck_kw")
        what = message("clause-truck-chargers", power=Figure(facts.figure("truck_kw"), "kW"))
    return {
        "figures": {"kind": kind, "metres": facts.figure(radius), "who": who, "what": what},
        "assumption": ", ".join(f"{name} = {facts.figure(name):g}" for name in names),
    }
