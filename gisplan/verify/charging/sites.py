"""Verify what stands at the sites: place, types, bays, feeds, power and cost of every site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gisplan.verify.charging.grid import together
from gisplan.verify.charging.standing import stock_of
from gisplan.verify.run.cells import column_differences, differences
from gisplan.verify.run.faults import amount, by, differs, fault, least, most, of
from gisplan.verify.run.reading import points, records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from gisplan.plan.record import Plan
    from gisplan.verify.run.faults import Fault
from gisplan.verify.run.ways import EPS_M

EPS = 1e-6
SHOWN_KW = 0.01
SAME = ("category", "access", "adcode", "status", "bays", "grid_kw", "substation", "allows")
"""Columns of a site that the plan may not change."""


def charging_faults(run: Plan) -> Iterator[Fault]:
    """Check every site of the plan against its candidate and against the limits of a site."""
    sites = run.layers.sites
    known = sites["site_id"].isin(run.evidence.candidates["site_id"])
    for site in sites.loc[~known, "site_id"]:
        yield fault("no-candidate", of("site", site))
    if not known.all():
        return
    yield from _places(run)
    yield from _room(run)
    yield from _types(run)
    yield from _figures(run)


def _places(run: Plan) -> Iterator[Fault]:
    sites = run.layers.sites
    was = run.evidence.candidates.set_index("site_id").loc[sites["site_id"]]
    moved = np.hypot(*(points(sites) - points(was)).T)
    for site, metres in zip(sites["site_id"], moved, strict=True):
        if metres > EPS_M:
            yield fault("moved", of("site", site), metres=f"{metres:.1f}")
    names = [of("site", site) for site in sites["site_id"]]
    before = {column: was[column] for column in SAME if column in was}
    yield from column_differences(names, sites, before, by("candidate"))
    charging = was["allows"].map(lambda names: "charging" in names.split(";")).to_numpy(dtype=bool)
    for site in sites.loc[(was["status"] == "excluded").to_numpy() | ~charging, "site_id"]:
        yield fault("not-for", of("site", site), function="charging")


def loads_kw(run: Plan) -> NDArray[np.float64]:
    """Give the load one charger counts against its site's feed, kW, shape (sites, types)."""
    return np.array(
        [
            [
                kind.power_kw * together(run, kind, site["access"], site["category"])
                for kind in run.scenario.chargers.types
            ]
            for site in records(run.layers.sites)
        ]
    ).reshape(run.counts().shape)


def _room(run: Plan) -> Iterator[Fault]:
    chargers, counts, load = run.scenario.chargers, run.counts(), loads_kw(run)
    used = counts @ np.array([kind.bays for kind in chargers.types])
    drawn = (counts * load).sum(axis=1)
    stock = stock_of(run)
    old = stock.by_site(stock.counts.sum(axis=1), run.layers.sites["site_id"])
    more = stock.by_site(stock.more_load, run.layers.sites["site_id"])
    for i, site in enumerate(records(run.layers.sites)):
        name = of("site", site["site_id"])
        # Hydrogen and other facilities on the parcel take their part of the connection first.
        limit = site["grid_kw_after"] * chargers.transformer_load_limit.value - site["taken_kw"] - more[i]
        if used[i] > site["bays"]:
            yield differs(name, amount("bays"), used[i], site["bays"], by("exist"))
        if drawn[i] > limit + EPS:
            yield most(name, amount("load"), f"{drawn[i]:.1f}", f"{limit:.1f}")
        few = chargers.min_chargers_per_site.counts.get("public", 0) if site["access"] == "public" else 0
        few = 0 if old[i] > 0 else few
        left = {"headroom_kw": limit - drawn[i]}
        yield from differences(name, site, left, by("feed"), near=SHOWN_KW)
        # A site too small for the least number holds what it can: no charger more would fit.
        spare = _bays_that_fit(run, site) - used[i] >= 1 and drawn[i] + load[i].min() <= limit
        if counts[i].sum() < few and spare:
            yield least(name, amount("chargers"), counts[i].sum(), few)


def _bays_that_fit(run: Plan, site: dict[str, Any]) -> float:
    """Give a site's bays, and no more than its parcel holds where a rule says what a bay takes."""
    rule = run.scenario.chargers.bay_area
    each = None if rule is None else rule.m2.get(site["category"], rule.m2.get(site["access"]))
    if each is None or site["area_m2"] <= 0:
        return float(site["bays"])
    return float(min(site["bays"], site["area_m2"] // each))


def _types(run: Plan) -> Iterator[Fault]:
    sites, counts, chargers = run.layers.sites, run.counts(), run.scenario.chargers
    for t, kind in enumerate(chargers.types):
        holds = counts[:, t] != 0
        for site, count in zip(sites["site_id"], counts[:, t].tolist(), strict=True):
            if count < 0:
                yield least(of("site", site), f"n_{kind.id}", count, 0)
        if kind.current != "AC":
            for site in sites.loc[(sites["access"] == "private").to_numpy() & holds, "site_id"]:
                yield fault("direct-current", of("site", site), type=kind.id)
        for category in sorted(set(sites["category"])):
            bands = chargers.type_shares(category)
            if kind.id in bands and bands[kind.id].upper == 0:
                for site in sites.loc[(sites["category"] == category).to_numpy() & holds, "site_id"]:
                    yield fault("ruled-out", of("site", site), type=kind.id, category=category)


def _figures(run: Plan) -> Iterator[Fault]:
    """Check the sums and the cost that a site states against its chargers."""
    counts, types = run.counts(), run.scenario.chargers.types
    price = [kind.cost(run.scenario.costs.level) for kind in types]
    sites = run.layers.sites
    owed = {
        "chargers": counts.sum(axis=1),
        "fast_chargers": run.fast_counts(),
        "kw": counts @ np.array([kind.power_kw for kind in types]),
        "investment_cost": counts @ np.array(price) + sites["transformer_cost"].to_numpy(dtype=float),
    }
    names = [of("site", site) for site in sites["site_id"]]
    yield from column_differences(names, sites, owed, by("chargers"), near=0.01)
