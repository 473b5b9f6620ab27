"""Verify that the CSV tables say what plan.gpkg says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from gisplan.verify.run.reading import records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan.verify.run.reading import Run

MOST = 5
"""Faults of one kind that are listed."""


def table_faults(run: Run) -> Iterator[str]:
    """Check sites.csv, districts.csv and schedule.csv row by row."""
    types = [f"n_{kind.id}" for kind in run.scenario.chargers.types]
    sites = ["category", "access", "adcode", "chargers", "kw", "investment_cny", *types]
    yield from _same(run, "sites", "site_id", sites)
    yield from _same(run, "districts", "adcode", ["population", "chargers", "stations", "covered_people"])
    yield from _schedule(run)


def _same(run: Run, name: str, key: str, columns: list[str]) -> Iterator[str]:
    table, layer = run.tables[name].set_index(key), run.layers[name].set_index(key)
    for row in layer.index.symmetric_difference(table.index)[:MOST]:
        where = f"{name}.csv" if row in layer.index else "plan.gpkg"
        yield f"{key} {row}: missing in {where}"
    both = layer.index.intersection(table.index)
    for column in columns:
        for row, here, there in zip(both, layer[column][both], table[column][both], strict=True):
            same = here == there if isinstance(here, str) else abs(here - there) <= 1e-6 * max(1.0, abs(here))
            if not same:
                yield f"{key} {row}: {column} {here} in plan.gpkg, {there} in {name}.csv"


def _schedule(run: Run) -> Iterator[str]:
    """Check that what is built over the years is what stands in the end, and costs what it costs."""
    schedule, sites = run.tables["schedule"], run.layers["sites"]
    summed = schedule.groupby(["site_id", "type"], as_index=False)[["count", "cny"]].sum()
    built = {(row["site_id"], row["type"]): (row["count"], row["cny"]) for row in records(summed)}
    for kind in run.scenario.chargers.types:
        price = kind.cost_cny(run.scenario.costs.level)
        for site, count in zip(sites["site_id"], sites[f"n_{kind.id}"], strict=True):
            found, cny = built.pop((site, kind.id), (0, 0.0))
            if found != count:
                yield f"site {site}: {count} {kind.id} in plan.gpkg, {found} in schedule.csv"
            if abs(cny - found * price) > 0.01:
                yield f"site {site}: {found} {kind.id} for {cny:.2f} CNY in schedule.csv, at {price:.2f} each"
    for site, kind_id in built:
        yield f"site {site}: {kind_id} in schedule.csv, not in plan.gpkg"
    late = schedule.loc[pd.to_numeric(schedule["year"]) > run.scenario.horizon, "site_id"]
    for site in late.unique()[:MOST]:
        yield f"site {site}: built after the horizon {run.scenario.horizon} in schedule.csv"
