"""Verify the plans beside the plan: chargers, what sites may carry, energy and bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import maximum_flow

from gisplan.tables.count import OTHERS, ROUND_OFF, THIS
from gisplan.verify.bounds.asked import asked_after
from gisplan.verify.charging.standing import stock_of
from gisplan.verify.count.kept import candidates_at, charger_kwh
from gisplan.verify.run.cells import column_differences
from gisplan.verify.run.faults import amount, by, differs, most, of, place
from gisplan.verify.run.ways import exact_ways

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gisplan.plan.record import Plan
    from gisplan.verify.bounds.asked import Asked
    from gisplan.verify.run.faults import Fault
    from gisplan_arrays import Floats

GRAIN = 2**30
"""Whole units of all energy together, as scipy's maximum flow counts."""

NEAR = 3e-5
"""Share of all energy by which what chargers serve may differ: routing in whole units leaves dust."""


def beside_faults(run: Plan) -> Iterator[Fault]:
    """Hold each plan to its chargers, and those beside the plan to bays, feeds and cars.

    What chargers serve follows from ways: it is routed again where those can be measured.
    """
    asked, energy = asked_after(run), float(run.layers.demand["ev_kwh_day"].sum())
    table, frame = run.count["count_plans"], run.evidence.count_sites
    types = [kind.id for kind in run.scenario.chargers.types]
    sites = {THIS: run.layers.sites.assign(plan=THIS), **dict(tuple(frame.groupby("plan")))}
    if not set(table["plan"]) <= {THIS, *OTHERS} or THIS not in set(table["plan"]):
        yield differs(
            "count_plans.csv", "plan", ", ".join(table["plan"]), ", ".join((THIS, *OTHERS)), by("gisplan")
        )
        return
    for row in table.to_dict("records"):
        name = place("count_plans.csv", row["plan"])
        mine = sites.get(row["plan"], frame.iloc[:0])
        at = candidates_at(run, mine["site_id"])
        counts = np.zeros(asked.table.energy.shape)
        counts[at] = mine[[f"n_{kind}" for kind in types]].to_numpy(dtype=float)
        access = asked.table.frame["access"].to_numpy()
        due = {"chargers": counts.sum(), **{f"n_{kind}": counts[:, t].sum() for t, kind in enumerate(types)}}
        due |= {f"chargers_{one}": counts[access == one].sum() for one in ("public", "dedicated", "private")}
        if row["plan"] == THIS:
            due["investment_cost"] = float(run.layers.sites["investment_cost"].sum())
            due["unmet_kwh_day"] = float(run.layers.demand["unmet_kwh_day"].sum())
        if row["plan"] == "target":  # it is that of the energy alone, filled up
            due["unmet_kwh_day"] = float(table.loc[table["plan"] == "energy", "unmet_kwh_day"].sum())
        elif run.scenario.grid is None or not run.scenario.grid.transformer_upgrades:
            due["investment_cost"] = float((counts * asked.table.cost).sum())
        due["served_kwh_day"] = energy - float(row["unmet_kwh_day"])
        line = pd.DataFrame([row])
        whole = {key: np.array([value]) for key, value in due.items()}
        yield from column_differences([name], line, whole, by("sites"), share=1e-6, near=0.5)
        yield from _bounds(run, row)
        if row["plan"] != THIS:
            yield from _fits(asked, counts, row["plan"])
        routed = exact_ways(run) and run.scenario.chargers.waiting is None
        if routed and row["plan"] not in {THIS, "target"}:
            left = energy - _served(run, asked, counts)
            line, whole = pd.DataFrame([row]), {"unmet_kwh_day": np.array([left])}
            yield from column_differences([name], line, whole, by("chargers"), share=0.0, near=NEAR * energy)


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


def _bounds(run: Plan, row: Mapping[Any, Any]) -> Iterator[Fault]:
    """Hold the bounds of a plan to the certificates that prove them."""
    bound = {said.stage: said.bound for said in run.certificates}
    stages = {
        ("plan", "cost_bound"): "sizing: cost",
        ("fewest", "chargers_bound"): "count: fewest chargers",
        ("energy", "cost_bound"): "count: cost of the energy alone",
    }
    for column in ("chargers_bound", "cost_bound"):
        right = bound.get(stages.get((str(row["plan"]), column), ""))
        due = {column: np.array([np.nan if right is None else right])}
        name = place("count_plans.csv", str(row["plan"]))
        yield from column_differences(
            [name], pd.DataFrame([row]), due, by("certificate"), share=1e-6, near=1e-6
        )


def _served(run: Plan, asked: Asked, counts: Floats) -> float:
    """Route as much energy as these chargers serve, kWh/day: rows to the types of a site, to the sink.

    Users of one group draw on all types that serve it, so a node stands between them and each set of types.
    """
    stock, table = stock_of(run), asked.table
    able = counts * charger_kwh(run, asked) + stock.by_site(stock.kwh, table.frame["site_id"])
    total = sum(float(group.energy.sum()) for group in asked.groups)
    if total <= 0:
        return 0.0
    sites, types = able.shape
    tail, head, amounts = [], [], []

    def arcs(start: Floats, stop: Floats, most: Floats) -> None:
        tail.append(start)
        head.append(stop)
        amounts.append(most)

    cell = 2 + np.arange(sites * types).reshape(sites, types)
    arcs(cell.ravel(), np.ones(sites * types), able.ravel())
    free = 2 + sites * types
    for group in asked.groups:
        entry, row = free + np.arange(sites), free + sites + np.arange(group.energy.size)
        free += sites + group.energy.size
        for t in np.flatnonzero(group.types).tolist():
            arcs(entry, cell[:, t], np.full(sites, total))
        arcs(row[group.pairs.row], entry[group.pairs.site], np.full(group.pairs.row.size, total))
        arcs(np.zeros(row.size), row, group.energy)
    scale = GRAIN / total
    # to the nearest unit, so that the roundings of a hundred thousand rows even out
    # no arc needs to carry more than all energy, however much stands
    whole = np.rint(np.minimum(np.concatenate(amounts), total) * scale).astype(np.int32)
    ends = np.concatenate(tail).astype(np.int64), np.concatenate(head).astype(np.int64)
    network = sparse.csr_array((whole, ends), shape=(free, free))
    return float(maximum_flow(network, 0, 1).flow_value) / scale
