"""Compute again what stands once chargers are replaced by stronger ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gisplan.verify.charging.grid import together
from layers.sites.standing import replaced_chargers

if TYPE_CHECKING:
    import geopandas as gpd

    from gisplan.plan.record import Plan
    from gisplan_arrays import Flags, Floats


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
    named = {(types[old].id, types[new].id): w for w, (old, new, _) in enumerate(pairs)}
    swapped = np.zeros((len(rows), len(pairs)))
    counts, kwh = before.counts.copy(), before.kwh.copy()
    bays, load, cost = np.zeros(len(rows)), np.zeros(len(rows)), np.zeros(len(rows))
    told = rows["replaced"] if "replaced" in rows else [""] * len(rows)
    for r, (text, access, category) in enumerate(zip(told, rows["access"], rows["category"], strict=True)):
        for taken, put, n in replaced_chargers(text):
            w = named.get((taken, put))
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
