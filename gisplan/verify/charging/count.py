"""Verify what the count is said to buy: spare chargers, what keeps them, plans beside the plan, thousands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gisplan.tables.count import (
    LITTLE_USED,
    NOTHING,
    OTHERS,
    ROUND_OFF,
    TARGET,
    THIS,
    THOUSAND,
    WAYS_M,
    kept_text,
)
from gisplan.verify.bounds.asked import sizing_asked
from gisplan.verify.charging.standing import stock_of
from gisplan.verify.charging.waiting import served_together
from gisplan.verify.run.cells import column_differences
from gisplan.verify.run.faults import amount, by, differs, most, of, place
from gisplan.verify.run.reading import headline_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan.plan.record import Plan
    from gisplan.verify.bounds.asked import Asked, Count
    from gisplan.verify.run.faults import Fault
    from gisplan_arrays import Flags, Floats, Indices

EPS_KWH = 1e-3


def count_faults(run: Plan) -> Iterator[Fault]:
    """Compute again what the count buys."""
    asked = sizing_asked(run)
    at = _place(run, run.layers.sites["site_id"])
    counts = np.zeros(asked.table.energy.shape)
    counts[at] = run.counts()
    spare = _spare(run, asked, counts)
    kept = _kept(run, asked, counts, spare)
    yield from _sites(run, spare[at], {key: each[at] for key, each in kept.items()})
    yield from _rules(run, asked, kept)
    yield from _thousands(run, asked, counts, spare)
    yield from _ways(run)
    yield from _plans(run, asked)


def _place(run: Plan, sites: pd.Series) -> Indices:
    return np.asarray(pd.Index(run.evidence.candidates["site_id"]).get_indexer(pd.Index(sites)))


def _drawn(run: Plan, groups: list[str]) -> Floats:
    """Sum what some groups draw at each candidate, kWh/day."""
    flows = run.evidence.assignment
    flows = flows[flows["group"].isin(groups)]
    at = _place(run, flows["site_id"])
    return np.bincount(at, flows["kwh_day"], len(run.evidence.candidates)).astype(float)


def _spare(run: Plan, asked: Asked, counts: Floats) -> Floats:
    """Take away the dearest chargers as long as every set of users still gets what it draws."""
    stock, table = stock_of(run), asked.table
    old = stock.by_site(stock.kwh, run.evidence.candidates["site_id"])
    each = _each(run, asked)
    able = counts * each + old
    together = served_together(run.scenario)
    slack = [able[:, types].sum(axis=1) - _drawn(run, groups) for groups, types in together]
    spare, rule = np.zeros(counts.shape), run.scenario.chargers.waiting
    for t in np.argsort(-table.cost.mean(axis=0), kind="stable").tolist():
        mine = [i for i, (_, types) in enumerate(together) if t in types]
        free = np.min([slack[i] for i in mine], axis=0)
        fits = np.divide(free, each[:, t], out=np.zeros(len(each)), where=each[:, t] > 0)
        gone = np.clip(np.floor(fits + ROUND_OFF), 0, counts[:, t])
        spare[:, t] = gone
        for i in mine:
            slack[i] = slack[i] - gone * each[:, t]
    if rule is not None:
        waited = np.array([kind.id in rule.types for kind in run.scenario.chargers.types])
        spare[np.ix_(table.frame["access"].isin(rule.access).to_numpy(), waited)] = 0.0
    return spare


def _each(run: Plan, asked: Asked) -> Floats:
    """Give what one charger delivers where no wait is judged, kWh/day, shape (S, T)."""
    table, home = asked.table, run.headline.home_kwh_day
    access = table.frame["access"]
    plain = np.array(
        [
            [kind.capacity_kwh_day(one) for kind in run.scenario.chargers.types]
            for one in access
        ]
    ).reshape(table.energy.shape)
    plain = np.where((access == "private").to_numpy()[:, None], np.minimum(plain, home), plain)
    return np.where(table.energy > 0, plain, 0.0)


def _kept(run: Plan, asked: Asked, counts: Floats, spare: Floats) -> dict[str, Floats]:
    """Put spare chargers back rule by rule, the cheapest first, until all rules hold."""
    stand, left = counts - spare, spare.copy()
    kept: dict[str, list[Floats]] = {}

    def put(added: Floats, key: str) -> None:
        nonlocal stand, left
        stand, left = stand + added, left - added
        kept.setdefault(key, []).append(added)

    cost = asked.table.cost
    cheap = np.argsort(cost.mean(axis=0), kind="stable").tolist()
    for least, types, keys in _site_rules(run, asked):
        lack = np.maximum(least - stand[:, types].sum(axis=1), 0.0)
        added = np.zeros(stand.shape)
        for t in cheap:
            if types[t]:
                added[:, t] = np.minimum(lack, left[:, t])
                lack = lack - added[:, t]
        for key in sorted({keys[s] for s in np.flatnonzero(added.any(axis=1)).tolist()}):
            put(np.where(np.array([one == key for one in keys])[:, None], added, 0.0), key)
    rules = [(count, _key(count.name), _cells(count, stand.shape)) for count in asked.counts]
    last = [one for one in rules if one[1] == TARGET]
    first = [one for one in rules if one[1] != TARGET]
    for some in (first, [*last, *first]):
        again = True
        while again:
            again = False
            for count, key, cells in some:
                added = _meeting(count, cells, stand, left, cost)
                if added is not None:
                    put(added, key)
                    again = True
    if left.any():
        kept[NOTHING] = [left]
    return {key: np.sum(parts, axis=0) for key, parts in kept.items()}


def _meeting(count: Count, cells: Floats, stand: Floats, left: Floats, cost: Floats) -> Floats | None:
    """Give the spare chargers that a rule lacks, the cheapest first; None where it lacks none."""
    total = float((cells * stand).sum())
    if count.least - ROUND_OFF <= total <= count.most + ROUND_OFF:
        return None
    lack = count.least - total if total < count.least else total - count.most
    helps = cells if total < count.least else -cells
    able = [
        (cost[s, t], s, t)
        for s, t in zip(*np.nonzero((helps > ROUND_OFF) & (left > 0)), strict=True)
    ]
    added = np.zeros(stand.shape)
    for _, s, t in sorted(able):
        if lack <= ROUND_OFF:
            break
        number = min(left[s, t], np.ceil((lack - ROUND_OFF) / helps[s, t]))
        added[s, t], lack = number, lack - number * helps[s, t]
    return added if added.any() else None


def _cells(count: Count, shape: tuple[int, ...]) -> Floats:
    """Give what a charger of a type at a site counts in a rule, shape (S, T)."""
    if count.weights is not None:
        top = np.abs(count.weights).max()
        return count.weights / (top if top > 0 else 1.0)
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
        else:
            fast.append("coverage.corridor_max_gap_km")
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
    if kind in {"district", "category", "bound"}:
        begins = {
            "district": "chargers.district_floor_share",
            "category": "chargers.category_floors.counts",
            "bound": "chargers.bounds",
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
    names = [place("count_rules.csv", key) for key in stated.index]
    none = np.zeros(asked.table.cost.shape)
    each = [kept.get(key, none) for key in stated.index]
    due = {
        "chargers": np.array([one.sum() for one in each]),
        "investment_cost": np.array([(one * asked.table.cost).sum() for one in each]),
    }
    yield from column_differences(names, stated, due, by("rules"), share=1e-9, near=0.5)


def _thousands(run: Plan, asked: Asked, counts: Floats, spare: Floats) -> Iterator[Fault]:
    """Share the energy of every site out over the chargers that it needs, the strongest first, and sort."""
    each, cost = _each(run, asked), asked.table.cost
    stock = stock_of(run)
    old = stock.by_site(stock.kwh.sum(axis=1), run.evidence.candidates["site_id"])
    left = np.maximum(_drawn(run, list(run.scenario.service)) - old, 0.0)
    rows: list[tuple[float, float]] = []
    if run.scenario.chargers.waiting is not None:
        return  # what a charger delivers there depends on how many stand beside it
    for t in np.argsort(-each[asked.stands].max(axis=0, initial=0.0), kind="stable").tolist():
        for s in np.flatnonzero(counts[:, t] > 0).tolist():
            for n in range(int(counts[s, t])):
                taken = min(left[s], each[s, t]) if n < counts[s, t] - spare[s, t] else 0.0
                left[s] -= taken
                rows.append((-taken, cost[s, t]))
    rows.sort()
    table = run.count["count_thousands"]
    wanted = -(-len(rows) // THOUSAND)
    if len(table) != wanted:
        yield differs("count_thousands.csv", amount("rows"), len(table), wanted, by("sites"))
        return
    kwh = [-sum(one for one, _ in rows[i : i + THOUSAND]) for i in range(0, len(rows), THOUSAND)]
    paid = [sum(one for _, one in rows[i : i + THOUSAND]) for i in range(0, len(rows), THOUSAND)]
    number = np.minimum(np.arange(1, wanted + 1) * THOUSAND, len(rows))
    names = [place("count_thousands.csv", str(n)) for n in table["thousand"]]
    due = {
        "thousand": np.arange(1, wanted + 1),
        "chargers": number,
        "served_kwh_day": np.array(kwh),
        "served_kwh_day_total": np.cumsum(kwh),
        "investment_cost_total": np.cumsum(paid),
    }
    yield from column_differences(names, table, due, by("sites"), share=1e-6, near=1.0)


def _ways(run: Plan) -> Iterator[Fault]:
    table, flows = run.count["energy_ways"], run.evidence.assignment
    given: dict[tuple[str, float], float] = {}
    for group, metres, kwh in zip(flows["group"], flows["metres"], flows["kwh_day"], strict=True):
        band = max(start for start in WAYS_M if metres > start or start == WAYS_M[0])
        given[group, band] = given.get((group, band), 0.0) + float(kwh)
    stated = {(row.group, float(row.from_m)): row for row in table.itertuples()}
    for group, start in sorted(stated.keys() ^ given.keys()):
        found = int((group, start) in stated)
        yield differs(place("energy_ways.csv", group, f"{start:g}"), amount("rows"), found, 1 - found, by("assignment"))
    keys = sorted(stated.keys() & given.keys())
    whole: dict[str, float] = {}
    for (group, _), kwh in given.items():
        whole[group] = whole.get(group, 0.0) + kwh
    names = [place("energy_ways.csv", group, f"{start:g}") for group, start in keys]
    frame = pd.DataFrame([stated[key]._asdict() for key in keys], columns=["kwh_day", "share", "to_m"])
    after = [*WAYS_M[1:], np.nan]
    due = {
        "kwh_day": np.array([given[key] for key in keys]),
        "share": np.array([given[key] / whole[key[0]] for key in keys]),
        "to_m": np.array([after[WAYS_M.index(start)] for _, start in keys]),
    }
    yield from column_differences(names, frame, due, by("assignment"), share=1e-6, near=1e-6)


def _plans(run: Plan, asked: Asked) -> Iterator[Fault]:
    """Hold each plan to its chargers, and those beside the plan to bays, feeds and cars."""
    table, frame = run.count["count_plans"], run.evidence.count_sites
    types = [kind.id for kind in run.scenario.chargers.types]
    sites = {THIS: run.layers.sites.assign(plan=THIS), **dict(tuple(frame.groupby("plan")))}
    if not set(table["plan"]) <= {THIS, *OTHERS} or THIS not in set(table["plan"]):
        yield differs("count_plans.csv", "plan", ", ".join(table["plan"]), ", ".join((THIS, *OTHERS)), by("gisplan"))
        return
    for row in table.to_dict("records"):
        name = place("count_plans.csv", row["plan"])
        mine = sites.get(row["plan"], frame.iloc[:0])
        at = _place(run, mine["site_id"])
        counts = np.zeros(asked.table.energy.shape)
        counts[at] = mine[[f"n_{kind}" for kind in types]].to_numpy(dtype=float)
        access = asked.table.frame["access"].to_numpy()
        due = {"chargers": counts.sum(), **{f"n_{kind}": counts[:, t].sum() for t, kind in enumerate(types)}}
        due |= {f"chargers_{one}": counts[access == one].sum() for one in ("public", "dedicated", "private")}
        if row["plan"] == THIS:
            due["investment_cost"] = float(run.layers.sites["investment_cost"].sum())
            due["unmet_kwh_day"] = float(run.layers.demand["unmet_kwh_day"].sum())
        elif run.scenario.grid is None or not run.scenario.grid.transformer_upgrades:
            due["investment_cost"] = float((counts * asked.table.cost).sum())
        energy = float(run.layers.demand["ev_kwh_day"].sum())
        due["served_kwh_day"] = energy - float(row["unmet_kwh_day"])
        line = pd.DataFrame([row])
        whole = {key: np.array([value]) for key, value in due.items()}
        yield from column_differences([name], line, whole, by("sites"), share=1e-6, near=0.5)
        if row["plan"] != THIS:
            yield from _fits(asked, counts, row["plan"])


def _fits(asked: Asked, counts: Floats, plan: str) -> Iterator[Fault]:
    """Hold the chargers of another plan to what a site may carry."""
    table = asked.table
    total = counts.sum(axis=1)
    limits = (
        ("bays", counts @ table.use, table.bays),
        ("load", (counts * table.load).sum(axis=1), table.feed + table.more_kw),
        ("chargers", total, asked.most),
        ("chargers", np.where(table.energy > 0, 0.0, counts).sum(axis=1), np.zeros(total.size)),
    )
    for what, taken, room in limits:
        for s in np.flatnonzero(taken > room * (1 + 1e-9) + ROUND_OFF).tolist():
            where = place("evidence.gpkg count_sites", plan, of("site", table.frame["site_id"].iloc[s]))
            yield most(where, amount(what), f"{taken[s]:g}", f"{room[s]:g}")
