"""Verify that a run agrees with itself: keys, tables as the layers, headline and districts their sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from gisplan.tables.registry import CSV, EVIDENCE, LAYERS, tables_in
from gisplan.verify.run.cells import MOST, column_differences, differences, lacking
from gisplan.verify.run.reading import counts_by, headline_faults, records, sums
from layers.results import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan.plan.record import Plan


def column_faults(run: Plan) -> Iterator[str]:
    """Name every column that a result layer should have by its contract, and has not."""
    for name, columns in COLUMNS.items():
        yield from lacking(getattr(run.layers, name), f"plan.gpkg {name}", columns)
    types = [f"n_{kind.id}" for kind in run.scenario.chargers.types]
    yield from lacking(run.layers.sites, "plan.gpkg sites", types)


def key_faults(run: Plan) -> Iterator[str]:
    """Name every key that stands twice in a layer, in the candidates or in a CSV table."""
    for table in tables_in(LAYERS, EVIDENCE, CSV):
        where, columns = table.path if table.file == CSV else f"{table.path} {table.name}", [*table.key]
        frame = run.copies[table.name] if table.name in run.copies and table.file == CSV else table.of(run)
        if not columns or not {*columns} <= {*frame.columns}:
            continue
        for value in frame.loc[frame.duplicated(columns), columns].drop_duplicates().itertuples(index=False):
            yield f"{where}: {' '.join(columns)} {' '.join(map(str, value))} stands twice"


def schedule_faults(run: Plan) -> Iterator[str]:
    """Check that what is built over the years is what stands in the end, and costs what it costs."""
    schedule, sites = run.schedule, run.layers.sites
    summed = schedule.groupby(["site_id", "type"], as_index=False)[["count", "cost"]].sum()
    built = {(row["site_id"], row["type"]): (row["count"], row["cost"]) for row in records(summed)}
    for kind in run.scenario.chargers.types:
        price = kind.cost(run.scenario.costs.level)
        for site, count in zip(sites["site_id"], sites[f"n_{kind.id}"], strict=True):
            found, cost = built.pop((site, kind.id), (0, 0.0))
            if found != count:
                yield f"site {site}: {count} {kind.id} in plan.gpkg, {found} in schedule.csv"
            if abs(cost - found * price) > 0.01:
                cost_text = f"for {cost:.2f} {run.scenario.currency} in schedule.csv, at {price:.2f} each"
                yield f"site {site}: {found} {kind.id} {cost_text}"
    known = sites.drop_duplicates("site_id").set_index("site_id").reindex(schedule["site_id"])
    names = [f"schedule.csv {row['year']} site {row['site_id']} {row['type']}" for row in records(schedule)]
    due = {name: known[name] for name in ("name_zh", "authority")}
    yield from column_differences(names, schedule, due, "plan.gpkg has")
    for site, kind_id in built:
        yield f"site {site}: {kind_id} in schedule.csv, not in plan.gpkg"
    late = schedule.loc[pd.to_numeric(schedule["year"]) > run.scenario.horizon, "site_id"]
    for site in late.unique()[:MOST]:
        yield f"site {site}: built after the horizon {run.scenario.horizon} in schedule.csv"


EPS = 1e-6
GIVES = "the layers give"


def totals_faults(run: Plan) -> Iterator[str]:
    """Check the figures of plan.json and of the districts layer."""
    yield from _counts(run)
    yield from _amounts(run)
    yield from _existing_supply(run)
    yield from _districts(run)


def _counts(run: Plan) -> Iterator[str]:
    sites, stations = run.layers.sites, run.layers.stations
    types = run.scenario.chargers.types
    due = {
        "chargers_new_total": int(sites["chargers"].sum()),
        "hydrogen_stations_new": len(stations),
        "hydrogen_stations_cumulative": len(stations) + run.scenario.hydrogen.existing_count,
        "sites_total": len(sites),
        "chargers_by_district": sums(sites, "adcode", "chargers"),
        "chargers_by_category": sums(sites, "category", "chargers"),
        "chargers_by_access": sums(sites, "access", "chargers"),
        "chargers_by_type": {kind.id: int(sites[f"n_{kind.id}"].sum()) for kind in types},
        "hydrogen_by_ownership": {"commercial": 0, "captive": 0} | counts_by(stations, "ownership"),
    }
    yield from headline_faults(run, due, GIVES, share=0.0, near=0.0)


def _amounts(run: Plan) -> Iterator[str]:
    sites, stations, cells = run.layers.sites, run.layers.stations, run.layers.demand
    energy, served = float(cells["ev_kwh_day"].sum()), float(cells["served_kwh_day"].sum())
    charging, hydrogen = float(sites["investment_cost"].sum()), float(stations["investment_cost"].sum())
    every = run.evidence.candidates
    every = every.loc[every["category"] == "expressway_service_area", "site_id"]
    charged = sites.loc[run.fast_counts() > 0, "site_id"]
    due = {
        "investment_chargers_cost": charging,
        "investment_hydrogen_cost": hydrogen,
        "investment_cost": charging + hydrogen,
        "energy_kwh_day": energy,
        "unmet_kwh_day": float(cells["unmet_kwh_day"].sum()),
        "served_energy_share": served / energy if energy > 0 else None,
        "expressway_service_areas_covered_share": float(every.isin(charged).mean()) if len(every) else None,
    }
    yield from headline_faults(run, due, GIVES)


def _existing_supply(run: Plan) -> Iterator[str]:
    """Check that the guesses of standing chargers are the scenario's and bracket what the plan serves."""
    rule, said = run.scenario.chargers.existing_supply, run.headline.existing_supply
    if rule is None or said is None:
        if rule is None and said is not None:
            yield "plan.json existing_supply: stated, but the scenario has no guesses"
        return
    most = float(run.layers.sites["capacity_kwh_day"].sum())
    for name, shares in (
        ("low", (rule.public_low, rule.fleet_low)),
        ("high", (rule.public_high, rule.fleet_high)),
    ):
        row = said[name]
        energy, served = row["energy_kwh_day"], row["served_kwh_day"]
        if (row["public_share"], row["fleet_share"]) != shares:
            yield f"plan.json existing_supply.{name}: shares are not the scenario's {shares}"
        key, share = f"plan.json existing_supply.{name}", row["served_energy_share"]
        if served > min(energy, most) * (1 + EPS) + EPS:
            yield f"{key}: {served:.0f} kWh/day served, {min(energy, most):.0f} is most"
        if energy > 0 and abs(share - served / energy) > EPS:
            yield f"{key}: share {share}, its energy gives {served / energy:.6f}"
    if said["low"]["energy_kwh_day"] < said["high"]["energy_kwh_day"] * (1 - EPS):
        yield "plan.json existing_supply: less standing supply leaves less demand, which cannot be"


def _districts(run: Plan) -> Iterator[str]:
    sites, stations = run.layers.sites, run.layers.stations
    charging, hydrogen = (sums(frame, "adcode", "investment_cost") for frame in (sites, stations))
    right = {
        "chargers": sums(sites, "adcode", "chargers"),
        "sites": counts_by(sites, "adcode"),
        "stations": counts_by(stations, "adcode"),
        "investment_cost": {
            code: charging.get(code, 0.0) + hydrogen.get(code, 0.0) for code in {*charging, *hydrogen}
        },
        "unmet_kwh_day": sums(run.layers.demand, "adcode", "unmet_kwh_day"),
    }
    for row in records(run.layers.districts):
        due = {column: values.get(row["adcode"], 0.0) for column, values in right.items()}
        name = f"district {row['adcode']}"
        yield from differences(name, row, due, "its rows give", share=EPS, near=0.01)
