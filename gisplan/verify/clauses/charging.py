"""Quantities of clauses on chargers, coverage and corridors, counted again from the layers of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from gisplan.verify.clauses.amounts import Counted, near, sites_by_year

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd

    from gisplan.verify.clauses.amounts import Asking, Span

_AREAS: Final = {"expressway": "expressway_service_area", "trunk": "trunk_service_area"}
_EVERY_ACCESS: Final = ("public", "dedicated", "private")
_SCORED: Final = (
    *("chargers", "chargers_per_10k", "reach_share"),
    *("mean_access_m", "served_share", "stations"),
)


def _new_chargers(asking: Asking) -> Counted:
    sites = sites_by_year(asking)
    chosen = sites["access"].isin(asking.words or _EVERY_ACCESS)
    return Counted(float(sites.loc[chosen, "chargers"].sum()), "sites", len(sites))


def _public_chargers_in_all(asking: Asking) -> Counted | None:
    chargers = asking.run.scenario.chargers
    if chargers.kinds != ("public",) or not chargers.existing:
        return None
    sites = sites_by_year(asking)
    new = float(sites.loc[sites["access"] == "public", "chargers"].sum())
    return Counted(new + chargers.existing_count, "sites", len(sites))


def _new_chargers_at(asking: Asking) -> Counted:
    category, *access = asking.words
    sites = sites_by_year(asking)
    chosen = sites[(sites["category"] == category) & sites["access"].isin(access or _EVERY_ACCESS)]
    return Counted(float(chosen["chargers"].sum()), "sites", len(chosen))


def _public_capacity_ratio(asking: Asking) -> Counted | None:
    sites = sites_by_year(asking)
    public = sites[sites["access"] == "public"]
    asked = float(public["served_kwh_day"].sum() + asking.run.layers.demand["unmet_kwh_day"].sum())
    if asked <= 0:
        return None
    return Counted(float(public["capacity_kwh_day"].sum()) / asked, "sites", len(public))


def _orderly_chargers(asking: Asking) -> Counted | None:
    sites, grid = asking.run.layers.sites, asking.run.scenario.grid
    homes = sites[sites["category"] == "residential"]
    kinds = [f"n_{kind.id}" for kind in asking.run.scenario.chargers.types if kind.current == "AC"]
    total = int(homes[kinds].to_numpy().sum())
    if total == 0 or grid is None:
        return None
    return Counted(round(total * grid.orderly_share.value), "sites", len(homes), total)


def _service_areas_equipped(asking: Asking) -> Counted | None:
    road, *speed = asking.words
    areas, sites = _in_play(asking, _AREAS[str(road)]), asking.run.layers.sites
    if areas.empty:
        return None
    held = sites["fast_chargers" if speed == ["fast"] else "chargers"] > 0
    equipped = sites.loc[held & (sites["access"] == "public"), "site_id"]
    return Counted(int(areas["site_id"].isin(equipped).sum()), "sites", len(areas), len(areas))


def _places_served(asking: Asking) -> Counted | None:
    category, who = asking.words
    places, metres, able = _in_play(asking, str(category)), asking.figure("catchment_m"), _able(asking, who)
    if places.empty or metres is None or able is None:
        return None
    return _spanned(near(places, able, metres), "sites")


def _named_places_served(asking: Asking) -> Counted | None:
    kind, who = asking.words
    places = asking.run.layers.places
    places = places[places["kind"] == kind]
    metres, able = asking.figure("place_m"), _able(asking, who)
    if places.empty or metres is None or able is None:
        return None
    surely, perhaps = near(places, able, metres)
    if who == "truck":
        also = near(places, asking.run.layers.stations, metres)
        surely, perhaps = surely | also[0], perhaps | also[1]
    return _spanned((surely, perhaps), "places")


def _people_covered(asking: Asking) -> Counted | None:
    profile, limit = asking.run.scenario.coverage.active, asking.figure("radius_m")
    cells, districts = asking.run.layers.demand, asking.run.layers.districts
    tiers = [str(word) for word in asking.words]
    if limit is None or profile.kind != "radius" or not set(tiers) <= set(profile.judged_tiers):
        return None
    if any(max(profile.radius_m[tier].urban, profile.radius_m[tier].rural) > limit for tier in tiers):
        return None
    inside = districts.loc[districts["tier"].isin(tiers), "adcode"].astype(str)
    judged = cells[cells["judged"].astype(bool) & cells["adcode"].astype(str).isin(inside)]
    people = float(judged["population"].sum())
    if people == 0:
        return None
    covered = float(judged.loc[judged["covered"].astype(bool), "population"].sum())
    return Counted(covered, "demand", len(judged), people)


def _people_reached(asking: Asking) -> Counted | None:
    cells = asking.run.layers.demand
    people = float(cells["population"].sum())
    if people == 0:
        return None
    reached = float(cells.loc[cells["covered"].astype(bool), "population"].sum())
    return Counted(reached, "demand", len(cells), people)


def _zones_within_mean_distance(asking: Asking) -> Counted | None:
    cells = asking.run.layers.demand
    if asking.run.scenario.coverage.active.kind != "mean" or "radius_m" not in cells.columns:
        return None
    lived = cells[cells["judged"].astype(bool) & (cells["population"] > 0)]
    if lived.empty:
        return None
    limits = lived["radius_m"].unique()
    held = 0
    for limit in limits:
        zone = lived[lived["radius_m"] == limit]
        held += np.average(zone["nearest_public_m"], weights=zone["population"]) <= limit + 1e-6
    return Counted(int(held), "demand", len(lived), len(limits))


def _corridors_within_gap(asking: Asking) -> Counted | None:
    corridors = asking.run.layers.corridors
    if corridors.empty:
        return None
    held = int((corridors["verdict"] == "met").sum())
    return Counted(held, "corridors", len(corridors), len(corridors))


def _districts_scored(asking: Asking) -> Counted:
    districts = asking.run.layers.districts
    whole = districts[list(_SCORED)].notna().all(axis=1)
    return Counted(int(whole.sum()), "districts", len(districts), len(districts))


def _in_play(asking: Asking, category: str) -> gpd.GeoDataFrame:
    candidates = asking.run.evidence.candidates
    return candidates[(candidates["category"] == category) & (candidates["status"] != "excluded")]


def _able(asking: Asking, who: object) -> gpd.GeoDataFrame | None:
    """Give the sites that serve the public, or lorries of any fleet."""
    sites = asking.run.layers.sites
    if who != "truck":
        return sites[(sites["access"] == "public") & (sites["chargers"] > 0)]
    least = asking.figure("truck_kw")
    if least is None:
        return None
    kinds = [f"n_{kind.id}" for kind in asking.run.scenario.chargers.types if kind.power_kw >= least]
    strong = sites[kinds].to_numpy().sum(axis=1) > 0
    return sites[sites["access"].isin(("public", "dedicated")).to_numpy() & strong]


def _spanned(span: Span, layer: str) -> Counted:
    surely, perhaps = span
    return Counted(int(surely.sum()), layer, surely.size, surely.size, int(perhaps.sum()))


CHARGING: Final[Mapping[str, Callable[[Asking], Counted | None]]] = {
    "new_chargers": _new_chargers,
    "public_chargers_in_all": _public_chargers_in_all,
    "new_chargers_at": _new_chargers_at,
    "public_capacity_ratio": _public_capacity_ratio,
    "orderly_chargers": _orderly_chargers,
    "service_areas_equipped": _service_areas_equipped,
    "places_served": _places_served,
    "named_places_served": _named_places_served,
    "people_covered": _people_covered,
    "people_reached": _people_reached,
    "zones_within_mean_distance": _zones_within_mean_distance,
    "corridors_within_gap": _corridors_within_gap,
    "districts_scored": _districts_scored,
}
"""How each quantity is counted again; None where the run cannot tell it."""
