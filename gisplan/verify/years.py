"""Verify the years: nothing closes, yearly targets, budgets and limits hold, and phases.csv sums them up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gisplan.verify.charging.energy import over_demand, unreachable
from gisplan.verify.charging.grid import grid_faults, larger_kva
from gisplan.verify.charging.sites import loads_kw
from gisplan.verify.charging.standing import open_public, stock_of, with_open
from gisplan.verify.run.cells import MOST, differences
from gisplan.verify.run.faults import amount, by, differs, fault, least, most, of
from gisplan.verify.run.faults import place as place_of
from gisplan.verify.run.reading import records
from gisplan.verify.run.ways import nearest_m
from layers.sites.standing import stands

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan.plan.record import Plan
    from gisplan.scenario.sections.years import YearPhase
    from gisplan.verify.run.faults import Fault
    from gisplan_arrays import Floats, Indices


EPS = 1e-6
GIVES = by("plan")


def phase_faults(run: Plan) -> Iterator[Fault]:
    """Check schedule.csv year by year against the scenario, and phases.csv against both."""
    load = loads_kw(run)
    yield from grid_faults(run, load)
    years = [row.year for row in run.scenario.phasing.years] if run.scenario.phasing else []
    years = years or [run.scenario.horizon]
    schedule, said = run.schedule, run.phases
    for year in sorted(set(schedule["year"]) - set(years)):
        yield fault("no-year", "schedule.csv", year=year)
    if said["year"].tolist() != years:
        yield differs("phases.csv", amount("years"), said["year"].tolist(), years, by("scenario"))
        return
    for row in records(schedule.loc[schedule["count"] <= 0].head(MOST)):
        told = {"count": row["count"], "type": row["type"], "year": row["year"]}
        yield fault("closes", place_of("schedule.csv", of("site", row["site_id"])), **told)
    standing = _standing(run, years)
    yield from _opening_years(run, years, standing)
    yield from _transformers(run, years, standing, load)
    asked = {row.year: row for row in run.scenario.phasing.years} if run.scenario.phasing else {}
    previous: dict[str, float] = {}
    for y, (year, counts) in enumerate(zip(years, standing, strict=True)):
        right = _figures(run, year, counts, standing[y - 1] if y else np.zeros_like(counts))
        right["charging_cost_total"] = previous.get("charging_cost_total", 0.0) + right["charging_cost"]
        row = records(said)[y]
        yield from differences(
            f"phases.csv {year}", row, _asked(run, asked.get(year), last=year == years[-1])
        )
        yield from differences(f"phases.csv {year}", row, right, GIVES, near=1e-6)
        if year in asked:
            # what is replaced is paid in the first year
            spent = right["charging_cost"] + (0.0 if y else float(stock_of(run).cost.sum()))
            limited = right | {"charging_cost": spent}
            yield from _limits(asked[year], limited, run.scenario.chargers.new_target)
        if y < len(years) - 1:
            yield from _least(run, year, counts)
            yield from _energy(run, year, counts, asked[year].demand_share, row)
        else:
            served = float(run.layers.demand["served_kwh_day"].sum())
            yield from _served(run, year, 1.0 if year not in asked else asked[year].demand_share, served, row)
        previous = right
    if previous and previous["stations_total"] != len(run.layers.stations):
        stand, gives = len(run.layers.stations), by("layers")
        yield differs(
            f"phases.csv {years[-1]}", "stations_total", f"{previous['stations_total']:g}", stand, gives
        )


def _asked(run: Plan, row: YearPhase | None, *, last: bool) -> dict[str, Any]:
    """Give what the scenario asks of a year, as phases.csv tells it."""
    target = run.scenario.chargers.new_target if last else None
    if row is None:
        limits = ("max_new_chargers", "max_new_public_sites", "budget", "stations_most")
        return {"chargers_target": target, "demand_share": 1.0} | dict.fromkeys(limits)
    return {
        "chargers_target": max(row.least_chargers(run.scenario.chargers.new_target), target or 0),
        "max_new_chargers": row.max_new_chargers,
        "max_new_public_sites": row.max_new_public_sites,
        "budget": row.budget,
        "demand_share": row.demand_share,
        "stations_most": row.hydrogen_stations,
    }


def _standing(run: Plan, years: list[int]) -> list[Indices]:
    """Add schedule.csv up: chargers by site and type at the end of each year."""
    sites = pd.Index(run.layers.sites["site_id"])
    types = pd.Index([kind.id for kind in run.scenario.chargers.types])
    schedule = run.schedule
    place, kind = (
        sites.get_indexer(pd.Index(schedule["site_id"])),
        types.get_indexer(pd.Index(schedule["type"])),
    )
    known = (place >= 0) & (kind >= 0)
    out, counts = [], np.zeros((len(sites), len(types)), dtype=np.int64)
    for year in years:
        here = known & (schedule["year"] == year).to_numpy()
        np.add.at(counts, (place[here], kind[here]), schedule["count"].to_numpy(dtype=np.int64)[here])
        out.append(counts.copy())
    return out


def _opening_years(run: Plan, years: list[int], standing: list[Indices]) -> Iterator[Fault]:
    first = np.full(len(run.layers.sites), years[-1])
    for year, counts in reversed(list(zip(years, standing, strict=True))):
        first[counts.sum(axis=1) > 0] = year
    wrong = np.flatnonzero(first != run.layers.sites["year"].to_numpy())
    for row, year in zip(records(run.layers.sites.iloc[wrong[:MOST]]), first[wrong], strict=False):
        yield from differences(of("site", row["site_id"]), row, {"year": year}, by("opens"))
    for row in records(run.layers.stations):
        if row["year"] not in years:
            yield fault("no-year", of("station", row["site_id"]), year=row["year"])


def _transformers(run: Plan, years: list[int], standing: list[Indices], load: Floats) -> Iterator[Fault]:
    """Check what each site pays for a larger connection in each year."""
    grid, schedule = run.scenario.grid, run.schedule
    price = 0.0 if grid is None else grid.upgrade_cost_kva.value
    paid = schedule.groupby(["site_id", "year"])["transformer_cost"].sum().to_dict()
    sites = records(run.layers.sites)
    before = [float(site["grid_kw"]) for site in sites]
    for year, counts in zip(years, standing, strict=True):
        drawn = (counts * load).sum(axis=1)
        for i, site in enumerate(sites):
            if not drawn[i]:
                continue
            needed = larger_kva(run, float(site["grid_kw"]), float(drawn[i]) + float(site["taken_kw"]))
            owed = (needed - before[i]) * price if needed else 0.0
            told = {"transformer_cost": paid.get((site["site_id"], year), 0.0)}
            name, due = (
                place_of("schedule.csv", year, of("site", site["site_id"])),
                {"transformer_cost": owed},
            )
            yield from differences(name, told, due, near=0.01)
            before[i] = needed or before[i]


def _figures(run: Plan, year: int, counts: Indices, before: Indices) -> dict[str, float]:
    sites, stations = run.layers.sites, run.layers.stations
    price = np.array([kind.cost(run.scenario.costs.level) for kind in run.scenario.chargers.types])
    schedule = run.schedule
    public = (sites["access"] == "public").to_numpy()
    opened, stood = counts.sum(axis=1) > 0, before.sum(axis=1) > 0
    opens = opened & ~stood & ~stands(sites)
    bought = float(((counts - before) @ price).sum())
    larger = float(schedule.loc[schedule["year"] == year, "transformer_cost"].sum())
    here = stations.loc[stations["year"] == year]
    return {
        "chargers_new": float((counts - before).sum()),
        "chargers_total": float(counts.sum()),
        "sites_new": float(opens.sum()),
        "sites_total": float(opened.sum()),
        "public_sites_new": float((opens & public).sum()),
        "public_sites_total": float((opened & public).sum()),
        "chargers_cost": bought,
        "transformers_cost": larger,
        "charging_cost": bought + larger,
        "covered_people_share": _covered(run, sites.loc[opened & public], year),
        "stations_new": float(len(here)),
        "stations_total": float((stations["year"] <= year).sum()),
        "hydrogen_cost": float(here["investment_cost"].sum()),
    }


def _covered(run: Plan, public: pd.DataFrame, year: int) -> float:
    cells = run.layers.demand
    people = cells["population"].to_numpy(dtype=float)
    judged = cells["judged"].to_numpy(dtype=bool)
    if not people[judged].sum():
        return float("nan")
    public = with_open(public, open_public(run, year=year))
    if public.empty:
        return 0.0
    away = nearest_m(run, public, run.scenario.coverage.detour.value)
    near = away <= cells["radius_m"].to_numpy(dtype=float) + EPS
    return float(people[judged & near].sum() / people[judged].sum())


def _limits(row: YearPhase, right: dict[str, float], whole: int) -> Iterator[Fault]:
    target = round(row.chargers_share * whole) if row.chargers_share is not None else row.chargers or 0
    if right["chargers_total"] < target:
        yield least(f"phasing {row.year}", amount("chargers"), f"{right['chargers_total']:.0f}", target)
    for key, limit, words in (
        ("chargers_new", row.max_new_chargers, "built"),
        ("public_sites_new", row.max_new_public_sites, "opened"),
        ("charging_cost", row.budget, "spent"),
        ("stations_total", row.hydrogen_stations, "stations"),
    ):
        if limit is not None and right[key] > limit * (1 + EPS) + EPS:
            yield most(f"phasing {row.year}", amount(words), f"{right[key]:.0f}", f"{limit:.0f}")


def _least(run: Plan, year: int, counts: Indices) -> Iterator[Fault]:
    """Check the least numbers of the sites that are open, or all that the horizon gives them."""
    sites, chargers = run.layers.sites, run.scenario.chargers
    fast = np.array([kind.fast for kind in chargers.types])
    total, quick = counts.sum(axis=1), counts[:, fast].sum(axis=1)
    last, last_quick = run.counts().sum(axis=1), run.fast_counts()
    few = np.where(sites["access"] == "public", chargers.min_chargers_per_site.counts.get("public", 0), 0)
    area = (sites["category"] == "expressway_service_area").to_numpy()
    few_quick = np.where(area, int(chargers.min_dc_per_service_area.value), 0)
    for name, have, asked, able in (
        ("chargers", total, few, last),
        ("fast", quick, few_quick, last_quick),
    ):
        short = np.flatnonzero((total > 0) & (have < np.minimum(asked, able)))
        for i in short[:MOST].tolist():
            where = place_of("schedule.csv", year, of("site", sites["site_id"].iloc[i]))
            yield least(where, amount(name), have[i], min(asked[i], able[i]))


def _energy(run: Plan, year: int, counts: Indices, level: float, said: dict[str, Any]) -> Iterator[Fault]:
    """Check a year's energy: within reach, within what the chargers of the year give, within its demand."""
    flows = run.evidence.phase_assignment
    flows = flows.loc[flows["year"] == year].reset_index(drop=True)
    where = f"evidence.gpkg phase_assignment {year}"
    yield from unreachable(run, flows, counts, where, (stock_of(run), year))
    yield from over_demand(run, flows, where, level)
    yield from _served(run, year, level, float(flows["kwh_day"].sum()), said)


def _served(run: Plan, year: int, level: float, served: float, said: dict[str, Any]) -> Iterator[Fault]:
    energy = level * float(run.layers.demand["ev_kwh_day"].sum())
    due = {
        "energy_kwh_day": energy,
        "served_kwh_day": served,
        "served_energy_share": served / energy if energy > 0 else np.nan,
    }
    yield from differences(f"phases.csv {year}", said, due, GIVES, share=1e-5, near=0.01)
