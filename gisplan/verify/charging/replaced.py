"""Verify which standing chargers are replaced: by what, within what stands, its bays and its feed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from gisplan.verify.charging.grid import together
from gisplan.verify.run.cells import MOST
from gisplan.verify.run.faults import amount, by, differs, fault, most, of, place
from gisplan.verify.run.reading import records

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import geopandas as gpd

    from gisplan.plan.record import Plan
    from gisplan.verify.charging.standing import Stock
    from gisplan.verify.run.faults import Fault
    from gisplan_arrays import Flags, Floats

WHERE = "plan.gpkg standing"
EPS = 1e-6


class StockOfType(NamedTuple):
    """What stands by type, shape (R, T): chargers, kWh/day beyond today's and of today, and load in kW."""

    counts: Floats
    kwh: Floats
    today: Floats
    load: Floats


class After(NamedTuple):
    """What stands once chargers are replaced.

    Attributes
    ----------
    counts, kwh : numpy.ndarray
        Chargers by type, and what they give beyond today, kWh/day, shape (R, T).
    swapped : numpy.ndarray
        Replaced chargers by pair of types, as `swap_pairs` lists them, shape (R, W).
    more_bays, more_load, cost : numpy.ndarray
        Bays and kW that those in their place take beyond, and what they cost, money, shape (R,).
    """

    counts: Floats
    kwh: Floats
    swapped: Floats
    more_bays: Floats
    more_load: Floats
    cost: Floats


def swap_pairs(run: Plan) -> list[tuple[int, int, float]]:
    """List the types that may be taken out, those in their place, and what taking one out costs, money."""
    ids, level = [kind.id for kind in run.scenario.chargers.types], run.scenario.costs.level
    return [
        (ids.index(rule.replaces), ids.index(new), rule.removal_cost.at(level))
        for rule in run.scenario.chargers.replacements
        for new in rule.by
    ]


def gained_kwh(run: Plan, access: str, new: int, today: float) -> float:
    """Give what a charger in the place of another delivers beyond what that delivers today, kWh/day."""
    kind = run.scenario.chargers.types[new]
    return kind.power_kw * 24.0 * kind.max_utilisation.of(access) - today


def after_of(run: Plan, rows: gpd.GeoDataFrame, before: StockOfType, here: Flags) -> After:
    """Replace what the rows say is replaced."""
    types, pairs = run.scenario.chargers.types, swap_pairs(run)
    named = {f"{types[old].id}>{types[new].id}": w for w, (old, new, _) in enumerate(pairs)}
    swapped = np.zeros((len(rows), len(pairs)))
    counts, kwh = before.counts.copy(), before.kwh.copy()
    bays, load, cost = np.zeros(len(rows)), np.zeros(len(rows)), np.zeros(len(rows))
    told = rows["replaced"] if "replaced" in rows else [""] * len(rows)
    for r, (text, access, category) in enumerate(zip(told, rows["access"], rows["category"], strict=True)):
        for name, n in parsed(text):
            w = named.get(name)
            if w is None or not here[r]:
                continue
            old, new, removal = pairs[w]
            swapped[r, w] += n
            each = max(before.counts[r, old], 1.0)
            counts[r, [old, new]] += (-n, n)
            kwh[r, old] = max(kwh[r, old] - n * before.kwh[r, old] / each, 0.0)
            kwh[r, new] += n * gained_kwh(run, access, new, before.today[r, old] / each)
            bays[r] += n * max(types[new].bays - types[old].bays, 0)
            drawn = types[new].power_kw * together(run, types[new], access, category)
            load[r] += n * max(drawn - before.load[r, old] / each, 0.0)
            cost[r] += n * (types[new].cost(run.scenario.costs.level) + removal)
    return After(counts, kwh, swapped, bays, load, cost)


def parsed(text: object) -> list[tuple[str, int]]:
    """Read ``ac7>dc60:3;dc60>dc240:1``; a part that is not of that form has no number."""
    parts = (part.partition(":") for part in str(text or "").split(";") if isinstance(text, str) and part)
    return [(name.strip(), int(number) if number.strip().isdecimal() else 0) for name, _, number in parts]


def replaced_faults(run: Plan, stock: Stock) -> Iterator[Fault]:
    """Check what is replaced: types that may be, no more than is told to stand, bays, feed and access."""
    rows, pairs = stock.rows, swap_pairs(run)
    types = run.scenario.chargers.types
    named = {f"{types[old].id}>{types[new].id}" for old, new, _ in pairs}
    for r in np.flatnonzero(rows["replaced"].fillna("").astype(str) != "")[:MOST].tolist():
        name = of("station", rows["site_id"].iloc[r])
        for said, n in parsed(rows["replaced"].iloc[r]):
            if said not in named or n < 1:
                yield differs(name, "replaced", f"{said}:{n}", ", ".join(sorted(named)), by("known"))
        told = stock.here[r] and stock.known[r] in {"types", "kw"} and rows["access"].iloc[r] != "private"
        for kind in {old for old, _, _ in pairs}:
            out = sum(stock.swapped[r, w] for w, pair in enumerate(pairs) if pair[0] == kind)
            stood = np.floor(stock.before.counts[r, kind]) if told else 0.0
            if out > stood:
                yield most(
                    place(name, f"(replaced {types[kind].id})"),
                    amount("chargers"),
                    f"{out:.0f}",
                    f"{stood:.0f}",
                )
    yield from _room(run, stock)


def _room(run: Plan, stock: Stock) -> Iterator[Fault]:
    """Check that a station's free bays and feed hold what its chargers become, beside the new ones."""
    every = {row["site_id"]: row for row in records(run.evidence.candidates)}
    sites = {row["site_id"]: row for row in records(run.layers.sites)}
    chargers = run.scenario.chargers
    usable = chargers.transformer_load_limit.value
    for r in np.flatnonzero(stock.replaced > 0).tolist():
        key = stock.rows["site_id"].iloc[r]
        if key not in every:
            continue
        free, name = every[key], of("station", key)
        bays, drawn, taken = _added(run, sites, key)
        if stock.more_bays[r] + bays > free["bays"] + EPS:
            used = f"{stock.more_bays[r] + bays:.0f}"
            yield most(place(name, "(replaced)"), amount("bays"), used, f"{free['bays']:.0f}")
        limit = float(free["grid_kw"]) * usable - taken
        if stock.more_load[r] + drawn > limit + EPS * max(1.0, limit):
            load = f"{stock.more_load[r] + drawn:.1f}"
            yield most(place(name, "(replaced)"), amount("load"), load, f"{limit:.1f}")
        allowed = {kind.id for kind in chargers.types} - _ruled_out(run, str(free["category"]))
        for w, (_, new, _) in enumerate(swap_pairs(run)):
            if stock.swapped[r, w] > 0 and chargers.types[new].id not in allowed:
                yield fault("ruled-out", name, type=chargers.types[new].id, category=free["category"])


def _ruled_out(run: Plan, category: str) -> set[str]:
    bands = run.scenario.chargers.type_shares(category)
    return {name for name, band in bands.items() if band.upper == 0}


def _added(run: Plan, sites: Mapping[str, dict[str, Any]], key: str) -> tuple[float, float, float]:
    """Give the bays and the load of the new chargers at a station, and what others take of its feed, kW."""
    site = sites.get(key)
    if site is None:
        return 0.0, 0.0, 0.0
    bays = drawn = 0.0
    for kind in run.scenario.chargers.types:
        count = float(site[f"n_{kind.id}"])
        bays += count * kind.bays
        drawn += count * kind.power_kw * together(run, kind, site["access"], site["category"])
    return bays, drawn, float(site["taken_kw"])
