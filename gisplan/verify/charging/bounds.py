"""Verify what binds many sites together: limit, required sites, target, floors, shares, budget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gisplan.verify.run.reading import records, sums

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan.scenario.sections.chargers import ChargerType
    from gisplan.verify.run.reading import Run

EPS = 1e-6


def bound_faults(run: Run) -> Iterator[str]:
    """Check the bounds on groups of sites against the scenario."""
    yield from _opened(run)
    yield from _equipped(run)
    yield from _floors(run)
    yield from _access_shares(run)
    yield from _type_shares(run)
    budget = run.scenario.costs.budget_cny
    spent = float(run.layers["sites"]["investment_cny"].sum())
    if budget is not None and spent > budget * (1 + 1e-9):
        yield f"costs.budget_cny: investment {spent:.0f} CNY over the budget {budget:.0f}"


def _opened(run: Run) -> Iterator[str]:
    sites, scenario = run.layers["sites"], run.scenario
    public = sites.loc[sites["access"] == "public", "site_id"]
    if len(public) > scenario.coverage.max_sites:
        yield f"coverage.max_sites: {len(public)} public sites, at most {scenario.coverage.max_sites}"
    standing = set(sites["site_id"])
    for row in records(run.candidates):
        if row["status"] == "required" and row["site_id"] not in standing:
            yield f"site {row['site_id']} {row['name_zh']}: required, but has no charger"


def _equipped(run: Run) -> Iterator[str]:
    """Check the fast chargers of every site in the categories that are equipped everywhere."""
    asked = dict(run.scenario.coverage.required_categories.min_fast)
    rule = run.scenario.chargers.service_areas
    fixed = int(run.scenario.chargers.min_dc_per_service_area.value)
    asked["expressway_service_area"] = fixed if rule is None or rule.rule != "bay-share" else 0
    fast = dict(zip(run.layers["sites"]["site_id"], run.fast_counts().tolist(), strict=True))
    for row in records(run.candidates):
        count, least = fast.get(row["site_id"], 0), asked.get(row["category"], 0)
        if row["status"] != "excluded" and count < least:
            name = f"{row['category']} {row['site_id']} {row['name_zh']}"
            yield f"{name}: {count} fast chargers, at least {least}"


def _floors(run: Run) -> Iterator[str]:
    sites, chargers = run.layers["sites"], run.scenario.chargers
    counted = int(sites.loc[sites["access"].isin(chargers.kinds), "chargers"].sum())
    wanted = chargers.target - _standing(run)
    if counted < wanted:
        yield f"chargers.target: {counted} new chargers, at least {wanted}"
    by_category = sums(sites, "category", "chargers")
    for category, least in chargers.category_floors.counts.items():
        if by_category.get(category, 0) < least:
            yield f"category {category}: {by_category.get(category, 0):.0f} chargers, at least {least}"
    energy = sums(run.layers["demand"], "adcode", "ev_kwh_day")
    by_district = sums(sites, "adcode", "chargers")
    each = max(0, wanted) * chargers.district_floor_share.value / max(sum(energy.values()), EPS)
    for adcode, kwh in energy.items():
        asked = int(kwh * each + EPS)
        if by_district.get(adcode, 0) < asked:
            yield f"district {adcode}: {by_district.get(adcode, 0):.0f} chargers, at least {asked}"


def _standing(run: Run) -> int:
    """Give the chargers that stand and count toward a target of a stock: the latest report in time."""
    chargers = run.scenario.chargers
    day = chargers.existing_on
    if chargers.count == "new" or day is None:
        return 0
    reports = sorted((report.on, report.count) for report in chargers.existing if report.on <= day)
    return reports[-1][1] if reports else 0


def _access_shares(run: Run) -> Iterator[str]:
    sites, total = run.layers["sites"], int(run.counts().sum())
    by_access = sums(sites, "access", "chargers")
    for access, band in run.scenario.chargers.access_shares.bands.items():
        part = int(by_access.get(access, 0))
        yield from _band(f"access {access}", part, total, band.lower, band.upper)


def _type_shares(run: Run) -> Iterator[str]:
    """Check the shares of types in the categories that are large enough to have shares."""
    sites, table = run.layers["sites"], run.scenario.chargers.category_type_shares
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


def _kinds(run: Run) -> tuple[ChargerType, ...]:
    return run.scenario.chargers.types


def _band(name: str, part: int, whole: int, lower: float, upper: float) -> Iterator[str]:
    if not lower * whole - EPS <= part <= upper * whole + EPS:
        yield f"{name}: {part} of {whole} chargers, between {lower:.0%} and {upper:.0%} are allowed"
