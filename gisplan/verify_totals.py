"""Verify that the tables agree with each other, and that no certificate claims more than its figures say."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan.verify_run import Run

OPTIMAL_GAP = 1e-6


def totals_faults(run: Run) -> Iterator[str]:
    """Check headline sums, district sums, the CSV tables, the schedule and the certificates."""
    yield from _headline(run)
    yield from _districts(run)
    yield from _tables(run)
    yield from _certificates(run)


def _headline(run: Run) -> Iterator[str]:
    sites, stations, head = run.layers["sites"], run.layers["stations"], run.headline
    existing = run.scenario.hydrogen.existing_count
    sums = {
        "chargers_new_total": int(sites["chargers"].sum()),
        "hydrogen_stations_new": len(stations),
        "hydrogen_stations_cumulative": len(stations) + existing,
        "sites_total": len(sites),
    }
    for key, value in sums.items():
        if head[key] != value:
            yield f"plan.json {key}: {head[key]}, the layers give {value}"
    for key, column in (
        ("chargers_by_district", "adcode"),
        ("chargers_by_category", "category"),
        ("chargers_by_access", "access"),
    ):
        found = {str(k): int(v) for k, v in sites.groupby(column)["chargers"].sum().items()}
        if head[key] != found:
            yield f"plan.json {key}: not the sums of the sites layer"
    for kind in run.scenario.chargers.types:
        found_type = int(sites[f"n_{kind.id}"].sum())
        if head["chargers_by_type"].get(kind.id) != found_type:
            yield f"plan.json chargers_by_type {kind.id}: {head['chargers_by_type'].get(kind.id)}, layer {found_type}"
    invested = float(sites["investment_cny"].sum() + stations["investment_cny"].sum())
    if abs(head["investment_cny"] - invested) > 1.0:
        yield f"plan.json investment_cny: {head['investment_cny']:.0f}, the layers give {invested:.0f}"
    energy = float(run.layers["demand"]["ev_kwh_day"].sum())
    served = float(run.layers["demand"]["served_kwh_day"].sum())
    if energy > 0 and abs(head["served_energy_share"] - served / energy) > 1e-6:
        yield f"plan.json served_energy_share: {head['served_energy_share']:.6f}, layer {served / energy:.6f}"


def _districts(run: Run) -> Iterator[str]:
    sites = run.layers["sites"]
    counted = sites.groupby("adcode")["chargers"].sum()
    for row in run.layers["districts"].itertuples():
        if int(row.chargers) != int(counted.get(row.adcode, 0)):
            yield f"district {row.adcode}: {row.chargers} chargers, its sites hold {counted.get(row.adcode, 0)}"


def _tables(run: Run) -> Iterator[str]:
    sites = run.layers["sites"].set_index("site_id")["chargers"]
    table = run.tables["sites"].set_index("site_id")["chargers"]
    if sorted(sites.index) != sorted(table.index):
        yield "sites.csv does not list the sites of plan.gpkg"
    else:
        for site in sites.index[sites.to_numpy() != table.loc[sites.index].to_numpy()][:5]:
            yield f"site {site}: {sites[site]} chargers in plan.gpkg, {table[site]} in sites.csv"
    last = run.tables["schedule"].groupby("site_id")["count"].sum()
    for site, count in sites.items():
        if int(last.get(site, 0)) != int(count):
            yield f"site {site}: {count} chargers in plan.gpkg, {last.get(site, 0)} in schedule.csv"


def _certificates(run: Run) -> Iterator[str]:
    for row in run.certificates:
        objective, bound = row["objective"], row["bound"]
        if objective is None or bound is None:
            if row["status"] in {"optimal", "feasible"}:
                yield f"certificate {row['stage']}: {row['status']} without objective or bound"
            continue
        gap = abs(objective - bound) / max(abs(objective), 1e-9)
        if abs(gap - (row["gap"] or 0.0)) > 1e-6:
            yield f"certificate {row['stage']}: gap {row['gap']}, its figures give {gap:.3g}"
        if row["status"] == "optimal" and gap > OPTIMAL_GAP and abs(objective - bound) > 1e-9:
            yield f"certificate {row['stage']}: called optimal at a gap of {gap:.3g}"
        better = bound < objective if row["sense"] == "max" else bound > objective
        if better and gap > OPTIMAL_GAP:
            yield f"certificate {row['stage']}: the bound {bound} is on the wrong side of {objective}"
