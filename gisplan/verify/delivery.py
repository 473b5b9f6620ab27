"""Verify the tables that clauses ask of a plan: permits, platform records, verification, bodies, pilots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gisplan.verify.run.reading import points, records, sums
from layers.districts.authorities import governments

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan.plan.record import Plan

MOST = 5
"""Faults of one kind that are listed."""
DIGITS = 1e-9
"""Share by which a figure of a CSV file may be off: its tables keep ten significant digits."""


def delivery_faults(run: Plan) -> Iterator[str]:
    """Check each table against the layers and the schedule."""
    checks = {
        "permits": _permits,
        "platform": _platform,
        "verification": _verification,
        "bodies": _bodies,
        "pilots": _pilots,
    }
    for name, check in checks.items():
        yield from check(run, run.delivery[name])


def _permits(run: Plan, table: pd.DataFrame) -> Iterator[str]:
    sites, stations = run.layers.sites, run.layers.stations
    planned = {*sites["site_id"], *stations["site_id"], *run.evidence.facilities.get("site_id", [])}
    for key in sorted(planned ^ set(table["site_id"]))[:MOST]:
        yield f"permits.csv: site {key} is {'missing' if key in planned else 'not planned'}"
    private = set(sites.loc[sites["access"] == "private", "site_id"]) - set(stations["site_id"])
    loaded = table[table["site_id"].isin(private) & (table["kind"] != "one-window")]
    for key in loaded["site_id"].unique()[:MOST]:
        yield f"permits.csv: private site {key} asks for more than the one-window connection"
    right = _governed(run)
    filed = table[table["kind"] == "filing"]
    for key, authority in zip(filed["site_id"], filed["authority"].astype(object).fillna(""), strict=True):
        if key in right and authority not in right[key]:
            lies = " or ".join(sorted(right[key]))
            yield f"permits.csv: site {key} is filed with {authority!r}, its point lies in {lies}"
    yield from _precedence(table)


def _precedence(table: pd.DataFrame) -> Iterator[str]:
    """Check that whatever waits names permits of its own project, which are filed in an earlier round."""
    waits = table["requires"].astype(object).fillna("").astype(str)
    rounds = {(row["site_id"], row["project"], row["permit"]): int(row["round"]) for row in records(table)}
    for row, text in zip(records(table), waits, strict=True):
        before = [name for name in text.split(";") if name]
        what = f"permits.csv: {row['permit']} of {row['site_id']}"
        for name in before:
            first = rounds.get((row["site_id"], row["project"], name))
            if first is None or first >= row["round"]:
                yield f"{what} waits for {name}, which is not filed before it"
        if not before and row["round"] != 1:
            yield f"{what} waits for nothing and is in round {row['round']}"


def _governed(run: Plan) -> dict[str, set[str]]:
    """Give who may file at each site: the government of its polygon, or a zone whose circle holds it."""
    districts, places = run.layers.districts, run.layers.places
    named = governments(districts)
    out: dict[str, set[str]] = {}
    for name in ("sites", "stations"):
        frame = getattr(run.layers, name)
        inside = frame[["site_id", "geometry"]].sjoin(districts[["adcode", "geometry"]])
        for key, code in zip(inside["site_id"], inside["adcode"].astype(str), strict=True):
            out.setdefault(key, set()).add(named[code])
        if "authority" not in places.columns:
            continue
        governed = pd.to_numeric(places["authority_radius_m"]) > 0
        zones = places[places["authority"].astype(object).fillna("").ne("") & governed]
        if frame.empty or zones.empty:
            continue
        away = np.linalg.norm(points(frame)[:, None, :] - points(zones)[None, :, :], axis=2)
        within = away <= zones["authority_radius_m"].to_numpy(dtype=float)[None, :]
        for row, column in zip(*np.nonzero(within), strict=True):
            out.setdefault(frame["site_id"].iloc[row], set()).add(str(zones["authority"].iloc[column]))
    return out


def _platform(run: Plan, table: pd.DataFrame) -> Iterator[str]:
    sites = run.layers.sites.set_index("site_id")
    rows = table.set_index("site_id")
    for key in sorted(set(sites.index) ^ set(rows.index))[:MOST]:
        yield f"platform.csv: site {key} is {'missing' if key in sites.index else 'not planned'}"
    types = run.scenario.chargers.types
    for key in sites.index.intersection(rows.index):
        site, row = sites.loc[key], rows.loc[key]
        right: dict[str, Any] = {
            "chargers": int(site["chargers"]),
            "ac_chargers": sum(int(site[f"n_{kind.id}"]) for kind in types if kind.current == "AC"),
            "dc_chargers": sum(int(site[f"n_{kind.id}"]) for kind in types if kind.current == "DC"),
            "connectors": sum(int(site[f"n_{kind.id}"]) * kind.connectors for kind in types),
            "total_kw": sum(int(site[f"n_{kind.id}"]) * kind.power_kw for kind in types),
        }
        for column, value in right.items():
            if abs(float(row[column]) - value) > 1e-6 * max(1.0, abs(value)):
                yield f"platform.csv: site {key} has {column} {row[column]}, its chargers give {value}"
        used = [kind.connector_standard for kind in types if site[f"n_{kind.id}"] > 0]
        national = all(standard.startswith("GB/T 20234") for standard in used)
        if bool(row["interoperable"]) != (site["access"] == "public" and national and bool(used)):
            yield f"platform.csv: site {key} is flagged interoperable = {row['interoperable']}"


def _verification(run: Plan, table: pd.DataFrame) -> Iterator[str]:
    delivery, schedule = run.scenario.delivery, run.schedule
    access = run.layers.sites.set_index("site_id")["access"]
    billed = schedule[schedule["site_id"].map(access).isin(delivery.verification_access)]
    built = {int(str(year)): float(count) for year, count in billed.groupby("year")["count"].sum().items()}
    cycle = int(delivery.verification_cycle_years.value)
    for row in records(table):
        year = int(row["year"])
        again = sum(count for first, count in built.items() if first < year and (year - first) % cycle == 0)
        standing = 0.0 if pd.isna(row["standing"]) else float(row["standing"])
        due = built.get(year, 0.0) + again + standing
        slack = 1e-6 + DIGITS * due
        if abs(float(row["due"]) - due) > slack:
            yield f"verification.csv: {year} has {row['due']:.10g} due, the schedule gives {due:.10g}"
        capacity = delivery.verification_capacity
        if capacity is not None and abs(float(row["gap"]) - max(due - capacity.value, 0.0)) > slack:
            yield f"verification.csv: {year} has a gap of {row['gap']:.10g} against {capacity.value:g} a year"
    listed = {int(year) for year in table["year"]}
    for year in sorted(set(built) - listed):
        yield f"verification.csv: {year} is missing, {built[year]:g} chargers are commissioned in it"


def _bodies(run: Plan, table: pd.DataFrame) -> Iterator[str]:
    """Check the totals that each district government is told."""
    sites, stations = run.layers.sites, run.layers.stations
    totals = {
        "sites": sums(sites.assign(one=1), "adcode", "one"),
        "chargers": sums(sites, "adcode", "chargers"),
        "stations": sums(stations.assign(one=1), "adcode", "one"),
    }
    rows = table[table["level"] == "district"]
    told = {str(code) for code in rows["adcode"]}
    for code in sorted(set(run.layers.districts["adcode"].astype(str)) - told):
        yield f"bodies.csv: the government of district {code} is missing"
    for row in records(rows):
        for column, values in totals.items():
            value = values.get(str(row["adcode"]), 0.0)
            if abs(float(row[column]) - value) > 1e-6:
                yield f"bodies.csv: {row['body']} is told {row[column]:g} {column}, the layers give {value:g}"


def _pilots(run: Plan, table: pd.DataFrame) -> Iterator[str]:
    sites = run.layers.sites.set_index("site_id")
    for row in records(table):
        key, kind = row["site_id"], str(row["kind"])
        asked = [pilot for pilot in run.scenario.delivery.pilots if pilot.kind == kind]
        if not asked:
            yield f"pilots.csv: the scenario asks for no {kind} pilot"
        elif key not in sites.index or sites.loc[key, "access"] != "public":
            yield f"pilots.csv: {kind} stands at {key}, which is no public site of the plan"
        elif not any(not pilot.adcodes or str(sites.loc[key, "adcode"]) in pilot.adcodes for pilot in asked):
            yield f"pilots.csv: {kind} stands at {key}, outside the districts of the pilot"
