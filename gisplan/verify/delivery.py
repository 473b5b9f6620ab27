"""Verify the tables that clauses ask of a plan: permits, platform records, verification, bodies, pilots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from gisplan.tables.reading import texts
from gisplan.verify.run.cells import MOST, column_differences, differences, key_differences
from gisplan.verify.run.faults import amount, by, differs, fault, of, place
from gisplan.verify.run.inputs import register_of
from gisplan.verify.run.reading import counts_by, points, records, sums
from gisplan_words import Series
from layers.districts.authorities import governments

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan.plan.record import Plan
    from gisplan.verify.run.faults import Fault

DEFAULT_PLACE_M: Final = 5_000.0
"""Radius of a place where neither it nor the register of clauses gives one, m."""
UNPLANNED: Final = "unplanned"


def delivery_faults(run: Plan) -> Iterator[Fault]:
    """Check each table against the layers and the schedule."""
    for check in (_permits, _platform, _verification, _bodies, _pilots):
        yield from check(run, run.delivery[check.__name__.removeprefix("_")])


def _permits(run: Plan, table: pd.DataFrame) -> Iterator[Fault]:
    sites, stations = run.layers.sites, run.layers.stations
    planned = {*sites["site_id"], *stations["site_id"], *run.evidence.facilities.get("site_id", [])}
    yield from key_differences("permits.csv", table["site_id"], planned, UNPLANNED, kind="site")
    private = set(sites.loc[sites["access"] == "private", "site_id"]) - set(stations["site_id"])
    loaded = table[table["site_id"].isin(private) & (table["kind"] != "one-window")]
    for key in loaded["site_id"].unique()[:MOST]:
        yield fault("one-window", place("permits.csv", of("site", key)))
    right = _governed(run)
    filed = table[table["kind"] == "filing"]
    for key, authority in zip(filed["site_id"], texts(filed, "authority"), strict=True):
        if key in right and authority not in right[key]:
            where, lies = place("permits.csv", of("site", key)), Series(tuple(sorted(right[key])), "or")
            yield differs(where, "authority", repr(authority), lies, by("lies"))
    yield from _precedence(table)


def _precedence(table: pd.DataFrame) -> Iterator[Fault]:
    """Check that whatever waits names permits of its own project, which are filed in an earlier round."""
    waits = texts(table, "requires")
    rounds = {(row["site_id"], row["project"], row["permit"]): int(row["round"]) for row in records(table)}
    for row, text in zip(records(table), waits, strict=True):
        before = [name for name in text.split(";") if name]
        what = place("permits.csv", row["site_id"], row["permit"])
        for name in before:
            first = rounds.get((row["site_id"], row["project"], name))
            if first is None or first >= row["round"]:
                yield fault("waits", what, permit=name)
        if not before and row["round"] != 1:
            yield fault("round", what, round=row["round"])


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
        zones = places[texts(places, "authority").ne("") & governed]
        if frame.empty or zones.empty:
            continue
        away = np.linalg.norm(points(frame)[:, None, :] - points(zones)[None, :, :], axis=2)
        within = away <= zones["authority_radius_m"].to_numpy(dtype=float)[None, :]
        for row, column in zip(*np.nonzero(within), strict=True):
            out.setdefault(frame["site_id"].iloc[row], set()).add(str(zones["authority"].iloc[column]))
    return out


def _platform(run: Plan, table: pd.DataFrame) -> Iterator[Fault]:
    planned = run.layers.sites["site_id"]
    yield from key_differences("platform.csv", table["site_id"], planned, UNPLANNED, kind="site")
    sites = run.layers.sites.drop_duplicates("site_id").set_index("site_id")
    rows = table[table["site_id"].isin(sites.index)]
    sites = sites.loc[rows["site_id"]]
    types = run.scenario.chargers.types
    count = {kind.id: sites[f"n_{kind.id}"].to_numpy(dtype=np.int64) for kind in types}
    national, some = np.ones(len(sites), dtype=bool), np.zeros(len(sites), dtype=bool)
    for kind in types:
        some |= count[kind.id] > 0
        national &= (count[kind.id] == 0) | kind.connector_standard.startswith("GB/T 20234")
    due = {
        "chargers": sites["chargers"],
        "ac_chargers": sum(count[kind.id] for kind in types if kind.current == "AC"),
        "dc_chargers": sum(count[kind.id] for kind in types if kind.current == "DC"),
        "connectors": sum(count[kind.id] * kind.connectors for kind in types),
        "total_kw": sum(count[kind.id] * kind.power_kw for kind in types),
        "interoperable": (sites["access"] == "public").to_numpy() & national & some,
    }
    names = [place("platform.csv", of("site", key)) for key in rows["site_id"]]
    right = {column: np.broadcast_to(values, len(rows)) for column, values in due.items()}
    yield from column_differences(names, rows, right, by("chargers"), share=1e-9)


def _verification(run: Plan, table: pd.DataFrame) -> Iterator[Fault]:
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
        capacity = delivery.verification_capacity
        right = {"due": due} | ({} if capacity is None else {"gap": max(due - capacity.value, 0.0)})
        yield from differences(f"verification.csv {year}", row, right, by("schedule"), near=1e-6)
    for year in sorted(set(built) - {int(year) for year in table["year"]}):
        yield fault("commissioned", "verification.csv", year=year, count=f"{built[year]:g}")


def _bodies(run: Plan, table: pd.DataFrame) -> Iterator[Fault]:
    """Check the totals that each district government is told."""
    sites, stations = run.layers.sites, run.layers.stations
    totals = {
        "sites": counts_by(sites, "adcode"),
        "chargers": sums(sites, "adcode", "chargers"),
        "stations": counts_by(stations, "adcode"),
    }
    rows = table[table["level"] == "district"]
    told = {str(code) for code in rows["adcode"]}
    for code in sorted(set(run.layers.districts["adcode"].astype(str)) - told):
        yield fault("missing", "bodies.csv", key=amount("government", district=code))
    for row in records(rows):
        due = {column: values.get(str(row["adcode"]), 0.0) for column, values in totals.items()}
        yield from differences(f"bodies.csv {row['body']}", row, due, by("layers"), near=1e-6)


def _pilots(run: Plan, table: pd.DataFrame) -> Iterator[Fault]:
    sites = run.layers.sites.set_index("site_id")
    for row in records(table):
        key, kind = row["site_id"], str(row["kind"])
        asked = [pilot for pilot in run.scenario.delivery.pilots if pilot.kind == kind]
        if not asked:
            yield fault("no-pilot", "pilots.csv", kind=kind)
        elif key not in sites.index or sites.loc[key, "access"] != "public":
            yield fault("no-public-site", f"pilots.csv {kind}", key=key)
        elif not any(not pilot.adcodes or str(sites.loc[key, "adcode"]) in pilot.adcodes for pilot in asked):
            yield fault("pilot-away", f"pilots.csv {kind}", site=key)
        elif not any(not pilot.place or key in _on_ground(run, pilot.place) for pilot in asked):
            yield fault("pilot-off-place", f"pilots.csv {kind}", site=key)


def _on_ground(run: Plan, name: str) -> set[str]:
    """Give the sites in the circles of the places whose name, or whose authority's, holds a text."""
    sites, places, register = run.layers.sites, run.layers.places, register_of(run)
    bears = places["name_zh"].astype(str).str.contains(name, regex=False)
    given = pd.Series(np.nan, index=places.index)
    if "authority" in places.columns:
        bears |= texts(places, "authority").str.contains(name, regex=False)
        given = pd.to_numeric(places["authority_radius_m"], errors="coerce")
    figure = None if register is None else register.parameters.get("place_m")
    metres = given.where(given > 0, DEFAULT_PLACE_M if figure is None else figure.value)
    away = np.linalg.norm(points(sites)[:, None, :] - points(places[bears])[None, :, :], axis=2)
    return set(sites.loc[(away <= metres[bears].to_numpy()).any(axis=1), "site_id"])
