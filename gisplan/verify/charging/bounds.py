"""Verify what binds many sites together, and the optional rules of chargers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gisplan.verify.run.reading import records, sums

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gisplan.plan.record import Plan
    from gisplan.scenario.sections.charger_rules import ChargerBound
    from gisplan.scenario.sections.chargers import ChargerType


EPS = 1e-6
EPS_M = 0.5
"""Coordinates written in degrees and read back agree to far better than this."""


def bound_faults(run: Plan) -> Iterator[str]:
    """Check the bounds on groups of sites against the scenario."""
    yield from _opened(run)
    yield from _equipped(run)
    yield from _near_places(run)
    yield from _floors(run)
    yield from _access_shares(run)
    yield from _type_shares(run)
    budget = run.scenario.costs.budget
    spent = float(run.layers.sites["investment_cost"].sum())
    if budget is not None and spent > budget * (1 + 1e-9):
        yield f"costs.budget: investment {spent:.0f} {run.scenario.currency} over the budget {budget:.0f}"


def _opened(run: Plan) -> Iterator[str]:
    sites, scenario = run.layers.sites, run.scenario
    public = sites.loc[sites["access"] == "public", "site_id"]
    if len(public) > scenario.coverage.max_sites:
        yield f"coverage.max_sites: {len(public)} public sites, at most {scenario.coverage.max_sites}"
    standing = set(sites["site_id"])
    for row in records(run.evidence.candidates):
        if row["status"] == "required" and row["site_id"] not in standing:
            yield f"site {row['site_id']} {row['name_zh']}: required, but has no charger"


def _equipped(run: Plan) -> Iterator[str]:
    """Check the fast chargers of every site in the categories that are equipped everywhere."""
    asked = dict(run.scenario.coverage.required_categories.min_fast)
    rule = run.scenario.chargers.service_areas
    fixed = int(run.scenario.chargers.min_dc_per_service_area.value)
    asked["expressway_service_area"] = fixed if rule is None or rule.rule != "bay-share" else 0
    fast = dict(zip(run.layers.sites["site_id"], run.fast_counts().tolist(), strict=True))
    for row in records(run.evidence.candidates):
        count, least = fast.get(row["site_id"], 0), asked.get(row["category"], 0)
        if row["status"] != "excluded" and count < least:
            name = f"{row['category']} {row['site_id']} {row['name_zh']}"
            yield f"{name}: {count} fast chargers, at least {least}"


def _near_places(run: Plan) -> Iterator[str]:
    """Check that every required place that a roomy candidate could serve has an open public site near it."""
    rule = run.scenario.coverage.required_places
    if rule is None:
        return
    able, opened, places = run.evidence.candidates, run.layers.sites, run.layers.places
    able = able[(able["access"] == "public") & (able["status"] != "excluded")]
    roomy = [_roomy(run, row) for row in records(able)]
    able = able[np.array(roomy, dtype=bool)]
    opened = opened[opened["access"] == "public"]
    places = places[places["kind"].isin(rule.kinds) & (places["adcode"].fillna("") != "")]
    for name, spot in zip(places["name_zh"], places.geometry, strict=True):
        if able.distance(spot).min() <= rule.within_m and not opened.distance(spot).min() <= (
            rule.within_m + EPS_M
        ):
            yield f"place {name}: no open public site within {rule.within_m:g} m of it"


def _roomy(run: Plan, site: dict[str, Any]) -> bool:
    """Tell whether a candidate surely takes as many chargers as open a public site, of one type at least."""
    chargers = run.scenario.chargers
    least = max(1, chargers.min_chargers_per_site.counts.get("public", 0))
    bands, usable = chargers.type_shares(site["category"]), chargers.transformer_load_limit.value
    return "charging" in str(site["allows"]).split(";") and any(
        site["bays"] >= least * kind.bays and site["grid_kw"] * usable >= least * kind.power_kw
        for kind in chargers.types
        if kind.id not in bands or bands[kind.id].upper > 0
    )


def _floors(run: Plan) -> Iterator[str]:
    sites, chargers = run.layers.sites, run.scenario.chargers
    counted = int(sites.loc[sites["access"].isin(chargers.kinds), "chargers"].sum())
    wanted = chargers.target - _standing(run)
    if counted < wanted:
        yield f"chargers.target: {counted} new chargers, at least {wanted}"
    by_category = sums(sites, "category", "chargers")
    for category, least in chargers.category_floors.counts.items():
        if by_category.get(category, 0) < least:
            yield f"category {category}: {by_category.get(category, 0):.0f} chargers, at least {least}"
    energy = sums(run.layers.demand, "adcode", "ev_kwh_day")
    by_district = sums(sites, "adcode", "chargers")
    each = max(0, wanted) * chargers.district_floor_share.value / max(sum(energy.values()), EPS)
    for adcode, kwh in energy.items():
        asked = int(kwh * each + EPS)
        if by_district.get(adcode, 0) < asked:
            yield f"district {adcode}: {by_district.get(adcode, 0):.0f} chargers, at least {asked}"


def _standing(run: Plan) -> int:
    """Give the chargers that stand and count toward a target of a stock: the latest report in time."""
    chargers = run.scenario.chargers
    day = chargers.existing_on
    if chargers.count == "new" or day is None:
        return 0
    reports = sorted((report.on, report.count) for report in chargers.existing if report.on <= day)
    return reports[-1][1] if reports else 0


def _access_shares(run: Plan) -> Iterator[str]:
    sites, total = run.layers.sites, int(run.counts().sum())
    by_access = sums(sites, "access", "chargers")
    for access, band in run.scenario.chargers.access_shares.bands.items():
        part = int(by_access.get(access, 0))
        yield from _band(f"access {access}", part, total, band.lower, band.upper)


def _type_shares(run: Plan) -> Iterator[str]:
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
                yield from _band(f"type {kind.id} in {category}", part, whole, band.lower, band.upper)


def _kinds(run: Plan) -> tuple[ChargerType, ...]:
    return run.scenario.chargers.types


def _band(name: str, part: int, whole: int, lower: float, upper: float) -> Iterator[str]:
    if not lower * whole - EPS <= part <= upper * whole + EPS:
        yield f"{name}: {part} of {whole} chargers, between {lower:.0%} and {upper:.0%} are allowed"


def rule_faults(run: Plan) -> Iterator[str]:
    """Check every optional rule of section ``[chargers]`` that the scenario states."""
    yield from _sizes(run)
    yield from _service_areas(run)
    for bound in run.scenario.chargers.bounds:
        yield from _bound(run, bound)
    yield from _shared_cells(run)


def _asked(table: Mapping[str, float], site: dict[str, Any]) -> float | None:
    return table[site["category"]] if site["category"] in table else table.get(site["access"])


def _sizes(run: Plan) -> Iterator[str]:
    """Check parcels and the most chargers of a site."""
    chargers = run.scenario.chargers
    ground = {} if chargers.bay_area is None else chargers.bay_area.m2
    rule = chargers.max_chargers_per_site
    most, in_tier = ({}, {}) if rule is None else (rule.counts, rule.by_tier)
    tiers = run.layers.districts.set_index("adcode")["tier"]
    used = run.counts() @ np.array([kind.bays for kind in chargers.types])
    for site, bays, count in zip(
        records(run.layers.sites), used.tolist(), run.counts().sum(axis=1).tolist(), strict=True
    ):
        each = _asked(ground, site)
        asked = (_asked(most, site), in_tier.get(tiers.get(site["adcode"])))
        limit = min((figure for figure in asked if figure is not None), default=None)
        if each is not None and site["area_m2"] > 0 and bays * each > site["area_m2"] + EPS:
            took = f"{bays} bays of {each:g} m2 used on {site['area_m2']:g} m2"
            yield f"site {site['site_id']}: {took} (chargers.bay_area)"
        if limit is not None and count > limit:
            asks = f"at most {limit:g} (chargers.max_chargers_per_site)"
            yield f"site {site['site_id']}: {count} chargers, {asks}"


def _service_areas(run: Plan) -> Iterator[str]:
    rule = run.scenario.chargers.service_areas
    if rule is None or rule.rule == "fixed-count":
        return
    fast = dict(zip(run.layers.sites["site_id"], run.fast_counts().tolist(), strict=True))
    for row in records(run.evidence.candidates):
        if row["category"] == "expressway_service_area" and row["status"] != "excluded":
            bays = rule.car_bays_at.get(row["site_id"], rule.car_bays.value)
            least, count = math.ceil(bays * rule.bay_share.value - EPS), fast.get(row["site_id"], 0)
            if count < least:
                asks = f"{rule.bay_share.value:.0%} of {bays:g} car bays ask {least}"
                yield f"service area {row['site_id']} {row['name_zh']}: {count} fast chargers, {asks}"


def _bound(run: Plan, bound: ChargerBound) -> Iterator[str]:
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
    name = f"chargers.bounds.{bound.id}: {own} chargers"
    if bound.min is not None and own < bound.min:
        yield f"{name}, at least {bound.min}"
    if bound.max is not None and own > bound.max:
        yield f"{name}, at most {bound.max}"
    if bound.min_share is not None and own < bound.min_share * whole - EPS:
        yield f"{name} of {whole}, at least {bound.min_share:.0%}"
    if bound.max_share is not None and own > bound.max_share * whole + EPS:
        yield f"{name} of {whole}, at most {bound.max_share:.0%}"


def _shared_cells(run: Plan) -> Iterator[str]:
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
    piles, most = private["chargers"].to_numpy(dtype=float), run.headline.home_kwh_day
    slow = [kind for kind in run.scenario.chargers.types if kind.current == "AC"]
    each = max((min(kind.capacity_kwh_day("private"), most) for kind in slow), default=most)
    together: dict[int, float] = {}
    for i in np.unique(compound).tolist():
        # a site on the edge of several cells is one of them: judge it where most cars are
        here = cell[compound == i]
        at = int(here[np.argmax(energy[here])])
        together[at] = together.get(at, 0.0) + piles[i]
    for at, count in together.items():
        cars = energy[at] / max(each, EPS)
        if count > cars + EPS:
            cell_id = cells["cell_id"].iloc[at]
            yield f"cell {cell_id}: {count:.0f} private piles, {cars:.1f} cars are at home there"
