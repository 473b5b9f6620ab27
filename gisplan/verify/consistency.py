"""Verify that a run agrees with itself: keys, tables as the layers, headline and districts their sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from gisplan.tables.registry import CSV, EVIDENCE, LAYERS, tables_in
from gisplan.verify.charging.standing import stock_is_given, stock_of
from gisplan.verify.run.cells import MOST, column_differences, differences, lacking
from gisplan.verify.run.faults import amount, by, differs, fault, of, place
from gisplan.verify.run.reading import counts_by, headline_faults, records, sums
from layers.results import COLUMNS
from layers.sites.standing import sells_hydrogen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan.plan.record import Plan
    from gisplan.verify.run.faults import Fault


def column_faults(run: Plan) -> Iterator[Fault]:
    """Name every column that a result layer should have by its contract, and has not."""
    for name, columns in COLUMNS.items():
        yield from lacking(getattr(run.layers, name), f"plan.gpkg {name}", columns)
    types = [f"n_{kind.id}" for kind in run.scenario.chargers.types]
    yield from lacking(run.layers.sites, "plan.gpkg sites", types)


def key_faults(run: Plan) -> Iterator[Fault]:
    """Name every key that stands twice in a layer, in the candidates or in a CSV table."""
    for table in tables_in(LAYERS, EVIDENCE, CSV):
        where, columns = table.path if table.file == CSV else f"{table.path} {table.name}", [*table.key]
        frame = run.copies[table.name] if table.name in run.copies and table.file == CSV else table.of(run)
        if not columns or not {*columns} <= {*frame.columns}:
            continue
        for value in frame.loc[frame.duplicated(columns), columns].drop_duplicates().itertuples(index=False):
            yield fault("twice", where, key=" ".join(map(str, (*columns, *value))))


def schedule_faults(run: Plan) -> Iterator[Fault]:
    """Check that what is built over the years is what stands in the end, and costs what it costs."""
    schedule, sites = run.schedule, run.layers.sites
    summed = schedule.groupby(["site_id", "type"], as_index=False)[["count", "cost"]].sum()
    built = {(one["site_id"], one["type"]): (one["count"], one["cost"]) for one in records(summed)}
    for kind in run.scenario.chargers.types:
        price = kind.cost(run.scenario.costs.level)
        for site, count in zip(sites["site_id"], sites[f"n_{kind.id}"], strict=True):
            found, cost = built.pop((site, kind.id), (0, 0.0))
            if found != count:
                yield differs(of("site", site), kind.id, count, found, by("file", file="schedule.csv"))
            if abs(cost - found * price) > 0.01:
                where, what = (
                    place("schedule.csv", of("site", site)),
                    amount("cost-of", count=found, type=kind.id),
                )
                yield differs(where, what, f"{cost:.2f}", f"{found * price:.2f}", by("prices"))
    known = sites.drop_duplicates("site_id").set_index("site_id").reindex(schedule["site_id"])
    names = [
        place("schedule.csv", one["year"], of("site", one["site_id"]), one["type"])
        for one in records(schedule)
    ]
    due = {name: known[name] for name in ("name_zh", "authority")}
    yield from column_differences(names, schedule, due, by("file", file="plan.gpkg"))
    for site, kind_id in built:
        where = place("schedule.csv", of("site", site))
        yield fault("missing-in", where, key=kind_id, file="plan.gpkg sites")
    late = schedule.loc[pd.to_numeric(schedule["year"]) > run.scenario.horizon, "site_id"]
    for site in late.unique()[:MOST]:
        yield fault("late", place("schedule.csv", of("site", site)), horizon=run.scenario.horizon)


EPS = 1e-6
GIVES = by("layers")


def totals_faults(run: Plan) -> Iterator[Fault]:
    """Check the figures of plan.json and of the districts layer."""
    yield from _counts(run)
    yield from _amounts(run)
    yield from _standing(run)
    yield from _districts(run)


def _counts(run: Plan) -> Iterator[Fault]:
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


def _amounts(run: Plan) -> Iterator[Fault]:
    sites, stations, cells = run.layers.sites, run.layers.stations, run.layers.demand
    energy, served = float(cells["ev_kwh_day"].sum()), float(cells["served_kwh_day"].sum())
    charging, hydrogen = float(sites["investment_cost"].sum()), float(stations["investment_cost"].sum())
    every = run.evidence.candidates
    every = every.loc[every["category"] == "expressway_service_area", "site_id"]
    old = stock_of(run).fast_at(run)
    charged = {*sites.loc[run.fast_counts() > 0, "site_id"], *old.index[old > 0]}
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


def _standing(run: Plan) -> Iterator[Fault]:
    """Sum what stands again."""
    stock, said = stock_of(run), run.headline.standing
    if not stock.here.any():
        if said is not None:
            yield fault("nothing-stands", "plan.json standing")
        return
    rows, here = stock.rows, stock.here
    here_charging = rows.loc[here & stock.charging]
    told = here_charging["chargers"].notna()
    power = pd.Series(stock.known)[here & stock.charging].isin(["types", "kw"])
    sells = here & sells_hydrogen(rows.assign(ownership=rows["ownership"].fillna("")))
    due = {
        "stock_is_given": stock_is_given(run),
        "stations": int(here_charging["stations"].sum()),
        "public_places": int((here_charging["access"] == "public").sum()),
        "chargers": int(here_charging["chargers"].fillna(0).sum()),
        "chargers_unknown": int(here_charging.loc[~told, "stations"].sum()),
        "power_unknown": int(here_charging.loc[~power.to_numpy(), "stations"].sum()),
        "capacity_kwh_day": float(stock.kwh[here].sum()),
        "served_kwh_day": float(rows.loc[here, "served_kwh_day"].sum()),
        "chargers_new": int(rows.loc[here, "chargers_new"].sum()),
        "places_expanded": int((rows.loc[here, "chargers_new"] > 0).sum()),
        "chargers_replaced": int(stock.replaced[here].sum()),
        "replacement_cost": float(stock.cost[here].sum()),
        "hydrogen_stations": int(rows.loc[sells, "stations"].sum()),
        "hydrogen_served_kg_day": float(rows.loc[here, "h2_served_kg_day"].sum()),
    }
    yield from differences("plan.json standing", said or {}, due, GIVES, share=EPS, near=0.01)
    names = ("stations", "served_kwh_day", *(("chargers_replaced",) if due["chargers_replaced"] else ()))
    shown = {f"standing_{name}": due[name] for name in names}
    yield from headline_faults(run, shown, GIVES, near=0.01)


def _districts(run: Plan) -> Iterator[Fault]:
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
    for one in records(run.layers.districts):
        due = {column: values.get(one["adcode"], 0.0) for column, values in right.items()}
        name = of("district", one["adcode"])
        yield from differences(name, one, due, by("rows"), share=EPS, near=0.01)
