"""Verify what thousand after thousand of chargers serves and costs, and how far the energy travels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gisplan.tables.count import THOUSAND, WAYS_M
from gisplan.verify.bounds.asked import asked_after
from gisplan.verify.charging.standing import stock_of
from gisplan.verify.count.kept import charger_kwh, counts_at, drawn_kwh, spare_chargers
from gisplan.verify.run.cells import column_differences
from gisplan.verify.run.faults import amount, by, differs, place
from gisplan.verify.run.reading import records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan.plan.record import Plan
    from gisplan.verify.run.faults import Fault


def thousand_faults(run: Plan) -> Iterator[Fault]:
    """Share the energy of every site out over the chargers that it needs, the strongest first, and sort."""
    asked, counts = asked_after(run), counts_at(run)
    spare = spare_chargers(run, asked, counts)
    each, cost = charger_kwh(run, asked), asked.table.cost
    stock = stock_of(run)
    old = stock.by_site(stock.kwh.sum(axis=1), run.evidence.candidates["site_id"])
    left = np.maximum(drawn_kwh(run, list(run.scenario.service)) - old, 0.0)
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
        "investment_cost": np.array(paid),
        "investment_cost_total": np.cumsum(paid),
    }
    yield from column_differences(names, table, due, by("sites"), share=1e-6, near=1.0)


def way_faults(run: Plan) -> Iterator[Fault]:
    """Sum the energy of each group by how far it travels."""
    table, flows = run.count["energy_ways"], run.evidence.assignment
    given: dict[tuple[str, float], float] = {}
    for group, metres, kwh in zip(
        flows["group"].astype(str), flows["metres"].tolist(), flows["kwh_day"].tolist(), strict=True
    ):
        band = max(start for start in WAYS_M if metres > start or start == WAYS_M[0])
        given[group, band] = given.get((group, band), 0.0) + kwh
    stated = {(str(row["group"]), float(row["from_m"])): row for row in records(table)}
    for group, start in sorted(stated.keys() ^ given.keys()):
        found = int((group, start) in stated)
        yield differs(
            place("energy_ways.csv", group, f"{start:g}"), amount("rows"), found, 1 - found, by("assignment")
        )
    keys = sorted(stated.keys() & given.keys())
    whole: dict[str, float] = {}
    for (group, _), kwh in given.items():
        whole[group] = whole.get(group, 0.0) + kwh
    names = [place("energy_ways.csv", group, f"{start:g}") for group, start in keys]
    frame = pd.DataFrame([stated[key] for key in keys], columns=["kwh_day", "share", "to_m"])
    after = [*WAYS_M[1:], np.nan]
    due = {
        "kwh_day": np.array([given[key] for key in keys]),
        "share": np.array([given[key] / whole[key[0]] for key in keys]),
        "to_m": np.array([after[WAYS_M.index(start)] for _, start in keys]),
    }
    yield from column_differences(names, frame, due, by("assignment"), share=1e-6, near=1e-6)
