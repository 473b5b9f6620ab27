"""Verify what binds many sites together, and the optional rules of chargers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gisplan.verify.charging.standing import stock_of
from gisplan.verify.run.faults import amount, by, differs, fault, least, most, of, place
from gisplan.verify.run.reading import records, sums
from gisplan.verify.run.ways import EPS_M
from layers.sites.standing import stands

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import geopandas as gpd

    from gisplan.plan.record import Plan
    from gisplan.scenario.sections.charger_rules import ChargerBound
    from gisplan.scenario.sections.chargers import ChargerType
    from gisplan.verify.run.faults import Fault
    from gisplan_words import Sayable


EPS = 1e-6


def bound_faults(run: Plan) -> Iterator[Fault]:
    """Check the bounds on groups of sites against the scenario."""
    yield from _opened(run)
    yield from _equipped(run)
    yield from _fast_by_site(run)
    yield from _near_places(run)
    yield from _floors(run)
    yield from _access_shares(run)
    yield from _type_shares(run)
    budget = run.scenario.costs.budget
    spent = float(run.layers.sites["investment_cost"].sum() + stock_of(run).cost.sum())
    if budget is not None and spent > budget * (1 + 1e-9):
        invested = amount("investment", currency=run.scenario.currency)
        yield most("costs.budget", invested, f"{spent:.0f}", f"{budget:.0f}")


def _opened(run: Plan) -> Iterator[Fault]:
    sites, scenario = run.layers.sites, run.scenario
    new, limit = int(((sites["access"] == "public") & ~stands(sites)).sum()), scenario.coverage.max_new_sites
    if new > limit:
        yield most("coverage.max_new_sites", amount("new-public-sites"), new, limit)
    standing = set(sites["site_id"])
    for row in records(run.evidence.candidates):
        if row["status"] == "required" and row["site_id"] not in standing:
            where = place("evidence.gpkg candidates", of("site", row["site_id"]), row["name_zh"])
            yield fault("required", where)


def _equipped(run: Plan) -> Iterator[Fault]:
    """Check the fast chargers, new and standing, of every site in a category that is equipped everywhere.

    Where something stands nothing is asked of it anew, but of a service area what surely fits beside it.
    """
    asked = dict(run.scenario.coverage.required_categories.min_fast)
    rule = run.scenario.chargers.service_areas
    fixed = int(run.scenario.chargers.min_dc_per_service_area.value)
    asked["expressway_service_area"] = fixed if rule is None or rule.rule != "bay-share" else 0
    fast = dict(zip(run.layers.sites["site_id"], run.fast_counts().tolist(), strict=True))
    stood = run.layers.standing
    stood = stood[stood["stands"].astype(bool)]
    old = dict(zip(stood["site_id"], stood["fast_chargers"].fillna(0).tolist(), strict=True))
    for row in records(run.evidence.candidates):
        new, few = fast.get(row["site_id"], 0), asked.get(row["category"], 0)
        here = row["site_id"] in old
        count = new + int(old.get(row["site_id"], 0))
        if here and (row["category"] != "expressway_service_area" or not _fits(run, row, few - count + new)):
            continue
        if row["status"] != "excluded" and count < few:
            name = place(row["category"], row["site_id"], row["name_zh"])
            yield least(name, amount("fast"), count, few)


def _fast_by_site(run: Plan) -> Iterator[Fault]:
    """Check the fast chargers asked of any public site, and of a category in proportion to its bays."""
    own, rule = run.scenario.chargers.min_fast_per_site, run.scenario.coverage.required_categories
    each = {} if own is None else own.counts
    stood = run.layers.standing
    old = set(stood.loc[stood["stands"].astype(bool), "site_id"])
    required = run.evidence.candidates.set_index("site_id")["status"] == "required"
    for row, count in zip(records(run.layers.sites), run.fast_counts().tolist(), strict=True):
        share = rule.bay_share.get(row["category"], 0.0) if required.get(row["site_id"], False) else 0.0
        asked = {
            "chargers.min_fast_per_site": each.get(row["access"], 0),
            "coverage.required_categories.bay_share": math.ceil(row["bays"] * share - EPS),
        }
        for key, few in asked.items():
            if row["site_id"] not in old and count < few and _fits(run, row, few):
                yield least(place(of("site", row["site_id"]), f"({key})"), amount("fast"), count, few)


def _fits(run: Plan, site: dict[str, Any], number: int) -> bool:
    """Tell whether a candidate surely takes a number of fast chargers of one type beside what stands."""
    chargers = run.scenario.chargers
    usable = chargers.transformer_load_limit.value
    return any(
        kind.fast
        and site["bays"] >= number * kind.bays
        and site["grid_kw"] * usable >= number * kind.power_kw
        for kind in chargers.types
    )


def _near_places(run: Plan) -> Iterator[Fault]:
    """Check that every required place that a roomy candidate could serve has an open public site near it."""
    rule = run.scenario.coverage.required_places
    if rule is None:
        return
    able, opened, places = able_to_open(run), run.layers.sites, run.layers.places
    opened = opened[opened["access"] == "public"]
    places = places[places["kind"].isin(rule.kinds) & (places["adcode"].fillna("") != "")]
    for name, spot in zip(places["name_zh"], places.geometry, strict=True):
        if able.distance(spot).min() <= rule.within_m and not opened.distance(spot).min() <= (
            rule.within_m + EPS_M
        ):
            yield fault("none-near", of("place", name), metres=f"{rule.within_m:g}")


def able_to_open(run: Plan) -> gpd.GeoDataFrame:
    """Give the public candidates that surely can open."""
    able = run.evidence.candidates
    able = able[(able["access"] == "public") & (able["status"] != "excluded")]
    return able[np.array([_roomy(run, row) for row in records(able)], dtype=bool)]


def _roomy(run: Plan, site: dict[str, Any]) -> bool:
    """Tell whether a candidate surely takes as many chargers as open a public site, of one type at least."""
    chargers = run.scenario.chargers
    few = max(1, chargers.min_chargers_per_site.counts.get("public", 0))
    bands, usable = chargers.type_shares(site["category"]), chargers.transformer_load_limit.value
    return "charging" in str(site["allows"]).split(";") and any(
        site["bays"] >= few * kind.bays and site["grid_kw"] * usable >= few * kind.power_kw
        for kind in chargers.types
        if kind.id not in bands or bands[kind.id].upper > 0
    )


def _floors(run: Plan) -> Iterator[Fault]:
    sites, chargers = run.layers.sites, run.scenario.chargers
    counted = int(sites.loc[sites["access"].isin(chargers.kinds), "chargers"].sum())
    wanted = chargers.target - _standing(run)
    if counted < wanted:
        yield least("chargers.target", amount("new-chargers"), counted, wanted)
    by_category = sums(sites, "category", "chargers")
    for category, few in chargers.category_floors.counts.items():
        count = by_category.get(category, 0)
        if count < few:
            where = place(of("category", category), "(chargers.category_floors)")
            yield least(where, amount("chargers"), f"{count:.0f}", few)
    energy = sums(run.layers.demand, "adcode", "ev_kwh_day")
    by_district = sums(sites, "adcode", "chargers")
    each = max(0, wanted) * chargers.district_floor_share.value / max(sum(energy.values()), EPS)
    for adcode, kwh in energy.items():
        asked = int(kwh * each + EPS)
        if by_district.get(adcode, 0) < asked:
            stand = f"{by_district.get(adcode, 0):.0f}"
            where = place(of("district", adcode), "(chargers.district_floor_share)")
            yield least(where, amount("chargers"), stand, asked)


def _standing(run: Plan) -> int:
    """Give the chargers that stand and count toward the target: of a stock the latest report in time."""
    chargers = run.scenario.chargers
    day = chargers.existing_on
    if chargers.count == "new":
        return 0 if chargers.built is None else chargers.built.count
    if day is None:
        return 0
    reports = sorted((report.on, report.count) for report in chargers.existing if report.on <= day)
    return reports[-1][1] if reports else 0


def _access_shares(run: Plan) -> Iterator[Fault]:
    sites, total = run.layers.sites, int(run.counts().sum())
    by_access = sums(sites, "access", "chargers")
    for access, band in run.scenario.chargers.access_shares.bands.items():
        part = int(by_access.get(access, 0))
        where = place(of("access", access), "(chargers.access_shares)")
        yield from _band(where, part, total, band.lower, band.upper)


def _type_shares(run: Plan) -> Iterator[Fault]:
    """Check the shares of types in the categories that are large enough to have shares."""
    sites, table = run.layers.sites, run.scenario.chargers.category_type_shares
    judged = sites.loc[sites["access"] != "private"]
    for category, bands in table.bands.items():
        here = judged.loc[judged["category"] == category]
        whole = int(here["chargers"].sum())
        if here["bays"].sum() < table.from_bays:
            continue
        for kind in _kinds(run):
            if kind.id in bands:
                part, band = int(here[f"n_{kind.id}"].sum()), bands[kind.id]
                setting = "(chargers.category_type_shares)"
                where = place(of("type", kind.id), of("category", category), setting)
                yield from _band(where, part, whole, band.lower, band.upper)


def _kinds(run: Plan) -> tuple[ChargerType, ...]:
    return run.scenario.chargers.types


def _band(name: Sayable, part: int, whole: int, lower: float, upper: float) -> Iterator[Fault]:
    if not lower * whole - EPS <= part <= upper * whole + EPS:
        told = {"part": part, "whole": whole, "lower": f"{lower:.0%}", "upper": f"{upper:.0%}"}
        yield fault("share", name, **told)


def rule_faults(run: Plan) -> Iterator[Fault]:
    """Check every optional rule of section ``[chargers]`` that the scenario states."""
    yield from _sizes(run)
    yield from _service_areas(run)
    for bound in run.scenario.chargers.bounds:
        yield from _bound(run, bound)
    yield from _shared_cells(run)


def _asked(table: Mapping[str, float], site: dict[str, Any]) -> float | None:
    return table[site["category"]] if site["category"] in table else table.get(site["access"])


def _sizes(run: Plan) -> Iterator[Fault]:
    """Check parcels and the most chargers of a site."""
    chargers = run.scenario.chargers
    ground = {} if chargers.bay_area is None else chargers.bay_area.m2
    rule = chargers.max_chargers_per_site
    in_all, in_tier = ({}, {}) if rule is None else (rule.counts, rule.by_tier)
    tiers = run.layers.districts.set_index("adcode")["tier"]
    used = run.counts() @ np.array([kind.bays for kind in chargers.types])
    for site, bays, count in zip(
        records(run.layers.sites), used.tolist(), run.counts().sum(axis=1).tolist(), strict=True
    ):
        each = _asked(ground, site)
        asked = (_asked(in_all, site), in_tier.get(tiers.get(site["adcode"])))
        limit = min((figure for figure in asked if figure is not None), default=None)
        if each is not None and site["area_m2"] > 0 and bays * each > site["area_m2"] + EPS:
            where = place(of("site", site["site_id"]), "(chargers.bay_area)")
            yield most(where, amount("land"), f"{bays * each:g}", f"{site['area_m2']:g}")
        if limit is not None and count > limit:
            where = place(of("site", site["site_id"]), "(chargers.max_chargers_per_site)")
            yield most(where, amount("chargers"), count, f"{limit:g}")


def _service_areas(run: Plan) -> Iterator[Fault]:
    rule = run.scenario.chargers.service_areas
    if rule is None or rule.rule == "fixed-count":
        return
    fast = dict(zip(run.layers.sites["site_id"], run.fast_counts().tolist(), strict=True))
    for row in records(run.evidence.candidates):
        if row["category"] == "expressway_service_area" and row["status"] != "excluded":
            bays = rule.car_bays_at.get(row["site_id"], rule.car_bays.value)
            few, count = math.ceil(bays * rule.bay_share.value - EPS), fast.get(row["site_id"], 0)
            if count < few:
                name = of("area", row["site_id"])
                yield least(
                    place(name, row["name_zh"], "(chargers.service_areas)"), amount("fast"), count, few
                )


def _bound(run: Plan, bound: ChargerBound) -> Iterator[Fault]:
    sites, own, whole = run.layers.sites, 0, 0
    for i, site in enumerate(records(sites)):
        wanted = {"adcode": bound.adcode, "authority": bound.authority}
        wanted |= {"category": bound.category, "access": bound.access}
        if any(value is not None and site[column] != value for column, value in wanted.items()):
            continue
        for t, kind in enumerate(run.scenario.chargers.types):
            count = int(run.counts()[i, t])
            whole += count
            strong = bound.min_power_kw is None or kind.power_kw >= bound.min_power_kw
            if strong and (not bound.types or kind.id in bound.types):
                own += count
    name, what, part = f"chargers.bounds.{bound.id}", amount("chargers"), amount("chargers-of", whole=whole)
    if bound.min is not None and own < bound.min:
        yield least(name, what, own, bound.min)
    if bound.max is not None and own > bound.max:
        yield most(name, what, own, bound.max)
    if bound.min_share is not None and own < bound.min_share * whole - EPS:
        yield least(name, part, own, f"{bound.min_share:.0%}")
    if bound.max_share is not None and own > bound.max_share * whole + EPS:
        yield most(name, part, own, f"{bound.max_share:.0%}")


def _shared_cells(run: Plan) -> Iterator[Fault]:
    """Check that the compounds of a cell together have no more piles than cars are at home there."""
    home = run.scenario.service.get("home")
    sites = run.layers.sites.reset_index(drop=True)
    private = sites.loc[sites["access"] == "private"]
    if home is None or home.radius_m != 0 or private.empty:
        return
    cells = run.layers.demand.reset_index(drop=True)
    compound, cell = shapely.STRtree(cells.geometry.to_numpy()).query(
        private.geometry.to_numpy(), predicate="intersects"
    )
    energy = cells[[f"kwh_{kind}" for kind in home.classes]].sum(axis=1).to_numpy(dtype=float)
    piles, at_home = private["chargers"].to_numpy(dtype=float), run.headline.home_kwh_day
    slow = [kind for kind in run.scenario.chargers.types if kind.current == "AC"]
    each = max((min(kind.capacity_kwh_day("private"), at_home) for kind in slow), default=at_home)
    together: dict[int, float] = {}
    for i in np.unique(compound).tolist():
        # a site on the edge of several cells is one of them: judge it where most cars are
        here = cell[compound == i]
        at = int(here[np.argmax(energy[here])])
        together[at] = together.get(at, 0.0) + piles[i]
    for at, count in together.items():
        cars = energy[at] / max(each, EPS)
        if count > cars + EPS:
            name = of("cell", cells["cell_id"].iloc[at])
            yield differs(name, amount("piles"), f"{count:.0f}", f"{cars:.1f}", by("cars"))
