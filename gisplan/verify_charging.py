"""Verify what stands at the sites: place, types, bays, feeds, floors, shares, target and cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gisplan.verify_run import points

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan.verify_run import Run

MOVED_M = 0.5
"""Coordinates written in degrees and read back agree to far better than this."""
EPS = 1e-6


def charging_faults(run: Run) -> Iterator[str]:
    """Check places, limits of every site, floors, shares, the target and the cost."""
    known = run.layers["sites"]["site_id"].isin(run.candidates["site_id"])
    for site in run.layers["sites"].loc[~known, "site_id"]:
        yield f"site {site}: not among the candidates of this run"
    if not known.all():
        return
    yield from _places(run)
    yield from _site_limits(run)
    yield from _opened(run)
    yield from _floors(run)
    yield from _shares(run)
    yield from _costs(run)


def _places(run: Run) -> Iterator[str]:
    sites = run.layers["sites"]
    was = run.candidates.set_index("site_id").loc[sites["site_id"]]
    moved = np.hypot(*(points(sites) - points(was)).T)
    for site, metres in zip(sites["site_id"], moved, strict=True):
        if metres > MOVED_M:
            yield f"site {site}: stands {metres:.1f} m from its candidate"
    for column in ("category", "access", "adcode", "bays", "grid_kw"):
        changed = sites[column].to_numpy() != was[column].to_numpy()
        for site in sites.loc[changed, "site_id"]:
            yield f"site {site}: {column} differs from its candidate"
    barred = (was["status"] == "excluded").to_numpy() | ~was["allows"].str.contains("charging").to_numpy()
    for site in sites.loc[barred, "site_id"]:
        yield f"site {site}: excluded or not for charging, but has chargers"


def _site_limits(run: Run) -> Iterator[str]:
    sites, counts, chargers = run.layers["sites"], run.counts(), run.scenario.chargers
    types = chargers.types
    access = sites["access"].to_numpy()
    load = np.zeros(counts.shape)
    bays = np.array([kind.bays for kind in types])
    for t, kind in enumerate(types):
        load[:, t] = [kind.power_kw * kind.coincidence.of(name) for name in access]
    drawn = (counts * load).sum(axis=1)
    limit = sites["grid_kw"].to_numpy(dtype=float) * chargers.transformer_load_limit.value
    used = counts @ bays
    least = chargers.min_chargers_per_site.counts
    for i, site in enumerate(sites["site_id"]):
        if (counts[i] < 0).any():
            yield f"site {site}: a negative number of chargers"
        if counts[i].sum() != sites["chargers"].iloc[i]:
            yield f"site {site}: chargers {sites['chargers'].iloc[i]}, its types sum to {counts[i].sum()}"
        if used[i] > sites["bays"].iloc[i]:
            yield f"site {site}: {used[i]} bays used, {sites['bays'].iloc[i]} exist"
        if drawn[i] > limit[i] + EPS:
            yield f"site {site}: load {drawn[i]:.1f} kW over the usable {limit[i]:.1f} kW"
        floor = min(least.get(access[i], 0), int(sites["bays"].iloc[i])) if access[i] == "public" else 0
        # A feed too small for the least number holds what it can: one charger less would do.
        if counts[i].sum() < floor and drawn[i] + load[i][load[i] > 0].min() <= limit[i]:
            yield f"site {site}: {counts[i].sum()} chargers, at least {floor} at a {access[i]} site"
    alternating = np.array([kind.current == "AC" for kind in types])
    for site in sites.loc[(access == "private") & (counts[:, ~alternating].sum(axis=1) > 0), "site_id"]:
        yield f"site {site}: direct-current charger at a private site"
    for category, bands in chargers.category_type_shares.bands.items():
        here = (sites["category"] == category).to_numpy()
        for t, kind in enumerate(types):
            if kind.id in bands and bands[kind.id].upper == 0 and counts[here, t].any():
                yield f"category {category}: holds type {kind.id}, which its shares rule out"


def _opened(run: Run) -> Iterator[str]:
    sites, scenario = run.layers["sites"], run.scenario
    public = sites.loc[sites["access"] == "public"]
    if len(public) > scenario.coverage.max_sites:
        yield f"{len(public)} public sites, at most {scenario.coverage.max_sites} (coverage.max_sites)"
    cand = run.candidates
    charging = cand["allows"].str.contains("charging") & (cand["bays"] > 0) & (cand["grid_kw"] > 0)
    forced = cand.loc[(cand["status"] == "required") & (cand["access"] == "public") & charging, "site_id"]
    for site in forced[~forced.isin(public["site_id"])]:
        yield f"site {site}: required, but has no charger"
    least = scenario.chargers.min_dc_per_service_area.value
    fast = public.set_index("site_id")["fast_chargers"]
    areas = cand.loc[(cand["category"] == "expressway_service_area") & (cand["status"] != "excluded")]
    for site, name in zip(areas["site_id"], areas["name_zh"], strict=True):
        count = int(fast.get(site, 0))
        if count < least:
            yield f"service area {site} {name}: {count} fast chargers, at least {least:.0f}"


def _floors(run: Run) -> Iterator[str]:
    sites, chargers = run.layers["sites"], run.scenario.chargers
    total = int(sites["chargers"].sum())
    counted = int(sites.loc[sites["access"].isin(chargers.kinds), "chargers"].sum())
    if counted < chargers.target:
        yield f"{counted} new chargers, at least {chargers.target} (of {total} in all)"
    by_category = sites.groupby("category")["chargers"].sum()
    for category, least in chargers.category_floors.counts.items():
        if by_category.get(category, 0) < least:
            yield f"category {category}: {by_category.get(category, 0)} chargers, at least {least}"
    energy = run.layers["demand"].groupby("adcode")["ev_kwh_day"].sum()
    by_district = sites.groupby("adcode")["chargers"].sum()
    for adcode, share in (energy / energy.sum()).items():
        least = int(share * chargers.target * chargers.district_floor_share.value)
        if by_district.get(adcode, 0) < least:
            yield f"district {adcode}: {by_district.get(adcode, 0)} chargers, at least {least}"


def _shares(run: Run) -> Iterator[str]:
    sites, chargers, counts = run.layers["sites"], run.scenario.chargers, run.counts()
    total = counts.sum()
    for access, band in chargers.access_shares.bands.items():
        part = counts[(sites["access"] == access).to_numpy()].sum()
        yield from _band(f"access {access}", part, total, band.lower, band.upper)
    for category, bands in chargers.category_type_shares.bands.items():
        here = ((sites["category"] == category) & (sites["access"] != "private")).to_numpy()
        whole = counts[here].sum()
        for t, kind in enumerate(chargers.types):
            if whole and kind.id in bands:
                name = f"type {kind.id} in {category}"
                yield from _band(
                    name, counts[here, t].sum(), whole, bands[kind.id].lower, bands[kind.id].upper
                )


def _band(name: str, part: int, whole: int, lower: float, upper: float) -> Iterator[str]:
    if not lower * whole - EPS <= part <= upper * whole + EPS:
        yield f"{name}: {part} of {whole} chargers, between {lower:.0%} and {upper:.0%} are allowed"


def _costs(run: Run) -> Iterator[str]:
    sites, scenario = run.layers["sites"], run.scenario
    price = np.array([kind.cost_cny(scenario.costs.level) for kind in scenario.chargers.types])
    spent = run.counts() @ price
    for site, stated, owed in zip(sites["site_id"], sites["investment_cny"], spent, strict=True):
        if abs(stated - owed) > 0.01:
            yield f"site {site}: investment {stated:.2f} CNY, its chargers cost {owed:.2f}"
    budget = scenario.costs.budget_cny
    if budget is not None and spent.sum() > budget * (1 + 1e-9):
        yield f"investment {spent.sum():.0f} CNY over the budget {budget:.0f}"
