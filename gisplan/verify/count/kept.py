"""Verify what the count is said to buy: chargers that the energy does not need, and what keeps them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gisplan.tables.count import (
    LITTLE_USED,
    NOTHING,
    ROUND_OFF,
    TARGET,
    kept_text,
)
from gisplan.verify.bounds.asked import asked_after
from gisplan.verify.bounds.sites import AREAS
from gisplan.verify.charging.standing import stock_of
from gisplan.verify.charging.waiting import delivered_kwh, served_together
from gisplan.verify.restrictions import truck_share
from gisplan.verify.run.cells import column_differences
from gisplan.verify.run.faults import amount, by, differs, of, place
from gisplan.verify.run.inputs import register_of
from gisplan.verify.run.reading import headline_faults
from gisplan_kept import once

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from gisplan.plan.record import Plan
    from gisplan.verify.bounds.asked import Asked, Count
    from gisplan.verify.run.faults import Fault
    from gisplan_arrays import Flags, Floats, Indices

EPS_KWH = 1e-3


def count_faults(run: Plan) -> Iterator[Fault]:
    """Compute again what the count buys."""
    asked, counts = asked_after(run), counts_at(run)
    at = candidates_at(run, run.layers.sites["site_id"])
    spare = spare_chargers(run, asked, counts)
    kept = _kept(run, asked, counts, spare)
    yield from _sites(run, spare[at], {key: each[at] for key, each in kept.items()})
    yield from _rules(run, asked, kept)


def candidates_at(run: Plan, sites: pd.Series) -> Indices:
    """Give the candidate of each site, its position."""
    return np.asarray(pd.Index(run.evidence.candidates["site_id"]).get_indexer(pd.Index(sites)))


@once
def counts_at(run: Plan) -> Floats:
    """Give the chargers of the plan at every candidate, shape (S, T)."""
    counts = np.zeros((len(run.evidence.candidates), len(run.scenario.chargers.types)))
    counts[candidates_at(run, run.layers.sites["site_id"])] = run.counts()
    return counts


def drawn_kwh(run: Plan, groups: list[str]) -> Floats:
    """Sum what some groups draw at each candidate, kWh/day."""
    flows = run.evidence.assignment
    flows = flows[flows["group"].isin(groups)]
    at = candidates_at(run, flows["site_id"])
    return np.bincount(at, flows["kwh_day"], len(run.evidence.candidates)).astype(float)


@once
def spare_chargers(run: Plan, asked: Asked, counts: Floats) -> Floats:
    """Take away the dearest chargers as long as every set of users still gets what it draws."""
    stock, table = stock_of(run), asked.table
    old = stock.by_site(stock.kwh, run.evidence.candidates["site_id"])
    each = charger_kwh(run, asked)
    able = old.copy()
    able[candidates_at(run, run.layers.sites["site_id"])] += delivered_kwh(run)
    together = served_together(run.scenario)
    slack = [able[:, types].sum(axis=1) - drawn_kwh(run, groups) for groups, types in together]
    spare, rule = np.zeros(counts.shape), run.scenario.chargers.waiting
    may = np.ones(counts.shape, dtype=bool)
    if rule is not None:
        waited = np.array([kind.id in rule.types for kind in run.scenario.chargers.types])
        may[np.ix_(table.frame["access"].isin(rule.access).to_numpy(), waited)] = False
    for t in np.argsort(-table.cost.mean(axis=0), kind="stable").tolist():
        mine = [i for i, (_, types) in enumerate(together) if t in types]
        free = np.min([slack[i] for i in mine], axis=0)
        fits = np.divide(free, each[:, t], out=np.zeros(len(each)), where=each[:, t] > 0)
        gone = np.where(may[:, t], np.clip(np.floor(fits + ROUND_OFF), 0, counts[:, t]), 0.0)
        spare[:, t] = gone
        for i in mine:
            slack[i] = slack[i] - gone * each[:, t]
    return spare


@once
def charger_kwh(run: Plan, asked: Asked) -> Floats:
    """Give what one charger delivers where no wait is judged, kWh/day, shape (S, T)."""
    table, home = asked.table, run.headline.home_kwh_day
    access = table.frame["access"]
    plain = np.array(
        [[kind.capacity_kwh_day(one) for kind in run.scenario.chargers.types] for one in access]
    ).reshape(table.energy.shape)
    alone = np.array([run.scenario.lorries_alone(kind) for kind in run.scenario.chargers.types])
    plain[:, alone] *= truck_share(run, table.frame["site_id"])[:, None]
    plain = np.where((access == "private").to_numpy()[:, None], np.minimum(plain, home), plain)
    return np.where(table.energy > 0, plain, 0.0)


def _kept(run: Plan, asked: Asked, counts: Floats, spare: Floats) -> dict[str, Floats]:
    """Put spare chargers back rule by rule, the cheapest first, until all rules hold."""
    stand, left = counts - spare, spare.copy()
    kept: dict[str, Floats] = {}
    cost = asked.table.cost
    for least, types, keys in _site_rules(run, asked):
        added = _site_least(least, types, stand, left, cost)
        stand, left = stand + added, left - added
        for key in sorted({keys[s] for s in np.flatnonzero(added.any(axis=1)).tolist()}):
            mine = np.array([one == key for one in keys])[:, None]
            kept[key] = kept.get(key, np.zeros(stand.shape)) + np.where(mine, added, 0.0)
    rules = [(count, _key(count.name), _cells(count, stand.shape)) for count in _beside_swaps(run, asked)]
    last = [one for one in rules if one[1] == TARGET]
    first = [one for one in rules if one[1] != TARGET]
    for some in (first, [*last, *first]):
        again = True
        while again:
            again = False
            for count, key, cells in some:
                added = _meeting(count, cells, stand, left, cost)
                stand, left, again = stand + added, left - added, again or bool(added.any())
                if added.any():
                    kept[key] = kept.get(key, np.zeros(stand.shape)) + added
    return {**kept, NOTHING: left} if left.any() else kept


def _site_least(least: Floats, types: Flags, stand: Floats, left: Floats, cost: Floats) -> Floats:
    """Give the spare chargers that sites lack of their own least number, the cheapest kinds first."""
    lack = np.maximum(least - stand[:, types].sum(axis=1), 0.0)
    added = np.zeros(stand.shape)
    for t in np.argsort(cost.mean(axis=0), kind="stable").tolist():
        if types[t]:
            added[:, t] = np.minimum(lack, left[:, t])
            lack = lack - added[:, t]
    return added


def _meeting(count: Count, cells: Floats, stand: Floats, left: Floats, cost: Floats) -> Floats:
    """Give the spare chargers that a rule lacks, the cheapest first."""
    total = float((cells * stand).sum())
    added = np.zeros(stand.shape)
    if count.least - ROUND_OFF <= total <= count.most + ROUND_OFF:
        return added
    lack = count.least - total if total < count.least else total - count.most
    helps = cells if total < count.least else -cells
    able = [(cost[s, t], s, t) for s, t in zip(*np.nonzero((helps > ROUND_OFF) & (left > 0)), strict=True)]
    for _, s, t in sorted(able):
        if lack <= ROUND_OFF:
            break
        number = min(left[s, t], np.ceil((lack - ROUND_OFF) / helps[s, t]))
        added[s, t], lack = number, lack - number * helps[s, t]
    return added


def _beside_swaps(run: Plan, asked: Asked) -> list[Count]:
    """Take from own rows what chargers count that gave way to others: no spare one is among them."""
    stock, types = stock_of(run), len(run.scenario.chargers.types)
    swapped = stock.by_site(stock.swapped, asked.table.frame["site_id"])
    out = []
    for count in asked.counts:
        if count.weights is None:
            out.append(count)
            continue
        added, of_swaps = count.weights[:, :types], count.weights[:, types:]
        held = float((of_swaps * swapped).sum()) if of_swaps.size else 0.0
        top = float(np.abs(added).max(initial=0.0)) or 1.0
        least, most = (count.least - held) / top, (count.most - held) / top
        out.append(replace(count, least=least, most=most, weights=added / top))
    return out


def _cells(count: Count, shape: tuple[int, ...]) -> Floats:
    """Give what a charger of a type at a site counts in a rule, shape (S, T)."""
    if count.weights is not None:
        return count.weights
    cells = np.zeros(shape)
    cells[np.ix_(count.sites, count.types)] = 1.0
    if count.base is not None and count.base_types is not None:
        cells[np.ix_(count.base, count.base_types)] -= count.share
    return cells


def _site_rules(run: Plan, asked: Asked) -> list[tuple[Floats, Flags, list[str]]]:
    """List what sites ask of themselves: least fast chargers, then least chargers, with the keys."""
    frame, rule = asked.table.frame, run.scenario.chargers.service_areas
    area = "chargers.min_dc_per_service_area" if rule is None else "chargers.service_areas"
    fast = []
    for access, category, status in zip(frame["access"], frame["category"], frame["status"], strict=True):
        if category == "expressway_service_area" and access == "public":
            fast.append(area)
        elif status == "required":
            fast.append(f"coverage.required_categories.min_fast.{category}")
        elif category in AREAS:
            fast.append("coverage.corridor_max_gap_km")
        else:
            fast.append(f"chargers.min_fast_per_site.counts.{access}")
    least = [f"chargers.min_chargers_per_site.counts.{access}" for access in frame["access"]]
    every = np.ones(asked.table.fast.size, dtype=bool)
    return [(asked.fast, asked.table.fast, fast), (asked.least, every, least)]


def _key(name: str) -> str:
    """Give the key of the scenario that a count comes from, by its name."""
    if name == "target" or name.startswith("floor target of "):
        return TARGET
    word, rest = name.split(" ", 1)
    if word == "own":
        return f"own.{rest}"
    kind, of_what = rest.split(" ", 1)
    if kind in {"district", "category", "bound", "stop"}:
        begins = {
            "district": "chargers.district_floor_share",
            "category": "chargers.category_floors.counts",
            "bound": "chargers.bounds",
            "stop": "lorries.least_share",
        }
        return f"{begins[kind]}.{of_what}"
    side = word.removeprefix("share-")
    if kind == "access":
        return f"chargers.access_shares.bands.{of_what}.{side}"
    if kind == "type":
        charger, category = of_what.split(" in ")
        return f"chargers.category_type_shares.bands.{category}.{charger}.{side}"
    return name


def _sites(run: Plan, spare: Floats, kept: dict[str, Floats]) -> Iterator[Fault]:
    sites = run.layers.sites
    names = [of("site", name) for name in sites["site_id"]]
    due = {"chargers_spare": spare.sum(axis=1)}
    yield from column_differences(names, sites, due, by("assignment"), near=0.5)
    for s, said in enumerate(sites["kept_by"].fillna("").astype(str)):
        right = kept_text({key: int(each[s].sum()) for key, each in kept.items()})
        if said != right:
            yield differs(names[s], "kept_by", said, right, by("rules"))
    little = ((sites["access"] != "private") & (sites["utilisation"] < LITTLE_USED)).to_numpy()
    target = kept.get(TARGET, np.zeros(spare.shape))
    figures = {
        "chargers_spare": int(spare.sum()),
        "chargers_little_used": int(sites.loc[little, "chargers"].sum()),
        "chargers_little_used_for_target": int(target[little].sum()),
    }
    yield from headline_faults(run, figures, by("sites"))


def _rules(run: Plan, asked: Asked, kept: dict[str, Floats]) -> Iterator[Fault]:
    table = run.count["count_rules"]
    stated = table.set_index("key")
    for key in sorted(kept.keys() - set(stated.index)):
        yield differs(place("count_rules.csv", key), amount("rows"), 0, 1, by("rules"))
    keys = table["key"].astype(str).tolist()
    names = [place("count_rules.csv", key) for key in keys]
    none = np.zeros(asked.table.cost.shape)
    each = [kept.get(key, none) for key in keys]
    for name, key, said in zip(names, keys, table["asked_by"].fillna("").astype(str), strict=True):
        right = _asked_by(run, key)
        if right is not None and said != right:
            yield differs(name, "asked_by", said, right, by("scenario"))
    due = {
        "chargers": np.array([one.sum() for one in each]),
        "investment_cost": np.array([(one * asked.table.cost).sum() for one in each]),
    }
    yield from column_differences(names, stated, due, by("rules"), share=1e-9, near=0.5)


def _asked_by(run: Plan, key: str) -> str | None:
    """Give the clauses that ask for a rule, else the tag of the assumption; None where a register is away."""
    chargers, coverage = run.scenario.chargers, run.scenario.coverage
    if key == TARGET:
        register = register_of(run)
        if register is None:
            return None
        return " ".join(
            one.id for one in register.clause if one.check.startswith(("new_chargers ", "chargers "))
        )
    bound = next((one for one in chargers.bounds if key == f"chargers.bounds.{one.id}"), None)
    if bound is not None:
        return bound.tag
    section, name = [*key.split("."), ""][:2]
    tagged = {"chargers": chargers, "coverage": coverage, "lorries": run.scenario.lorries}.get(section)
    return str(getattr(getattr(tagged, name, None), "tag", ""))


def price_faults(run: Plan, prices: Mapping[str, NDArray[Any]]) -> Iterator[Fault]:
    """Hold the prices of rules to those of the relaxation that proves the cost: a charger, or a point."""
    asked, counts = asked_after(run), counts_at(run)
    point = {
        count.name: counts[np.ix_(count.base, count.base_types)].sum() / 100.0
        for count in asked.counts
        if count.base is not None and count.base_types is not None
    }
    right: dict[str, float] = {}
    known = zip(
        map(str, prices.get("names", ())), np.asarray(prices.get("coupling", ())).tolist(), strict=True
    )
    for name, price in known:
        if abs(price) > 1e-6:
            right[_key(name)] = abs(price) * float(point.get(name, 1.0))
    table = run.count["count_rules"]
    names = [place("count_rules.csv", key) for key in table["key"]]
    due = {"price_cost": np.array([right.get(str(key), 0.0) for key in table["key"]])}
    yield from column_differences(names, table, due, by("prices"), share=1e-6, near=1e-6)
