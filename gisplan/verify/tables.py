"""Verify the tables that tell again what stands elsewhere in a run: copies, areas, kinds, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gisplan.tables.registry import CSV, EVIDENCE, LAYERS, tables_in
from gisplan.verify.run.reading import records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan.plan.record import Plan

MOST = 5
"""Faults of one kind that are listed."""
SLACK = 1e-6
DIGITS = 1e-9
"""Share by which a figure of a CSV file may be off: its tables keep ten significant digits."""


def copy_faults(run: Plan) -> Iterator[str]:
    """Compare every CSV table that copies a layer with it, row by row and column by column."""
    homes = {table.part: table.file for table in tables_in(LAYERS, EVIDENCE)}
    for table in tables_in(CSV):
        if table.name in run.copies:
            whole = pd.DataFrame(table.of(run))
            yield from _copy(table.name, homes[table.part], table.key, whole, run.copies[table.name])


def _copy(
    name: str, file: str, key: tuple[str, ...], whole: pd.DataFrame, copy: pd.DataFrame
) -> Iterator[str]:
    if key:
        by = key[0]
        left, right = (frame.set_index(frame[by].astype(str)) for frame in (whole, copy))
        for row in left.index.symmetric_difference(right.index)[:MOST]:
            yield f"{by} {row}: missing in {f'{name}.csv' if row in left.index else file}"
        both = left.index.intersection(right.index)
        left, right = left.loc[both], right.loc[both]
    elif len(whole) != len(copy):
        yield f"{name}.csv: {len(copy)} rows, {file} has {len(whole)}"
        return
    else:
        by, left, right = "row", whole, copy
    for column in whole.columns.drop("geometry", errors="ignore"):
        if column not in copy.columns:
            yield f"{name}.csv: column {column} is missing"
            continue
        wrong = [
            f"{by} {row}: {column} {here} in {file}, {there} in {name}.csv"
            for row, here, there in zip(left.index, left[column], right[column], strict=True)
            if not _same(_cell(here), _cell(there))
        ]
        yield from wrong[:MOST]


def _cell(value: Any) -> float | str | None:  # noqa: ANN401 - a cell is of any kind
    """Give a cell as both kinds of file keep it: a number, a text without its guard, or nothing."""
    if value is None or value is pd.NA:
        return None
    text = str(value)
    plain = "".join(mark if mark.isprintable() else " " for mark in text).removeprefix("'")
    try:
        number = {"True": 1.0, "False": 0.0}.get(plain)
        number = float(plain) if number is None else number
    except ValueError:
        return plain or None
    return number if np.isfinite(number) else None


def _same(here: float | str | None, there: float | str | None) -> bool:
    if isinstance(here, float) and isinstance(there, float):
        return abs(here - there) <= DIGITS * max(1.0, abs(here))
    return here == there


def area_faults(run: Plan) -> Iterator[str]:
    """Sum the people of each state and district again from the cells."""
    cells = run.layers.demand
    lived = cells.loc[cells["population"] > 0]
    state = np.where(lived["judged"], np.where(lived["covered"], "covered", "uncovered"), "not_judged")
    right = lived.groupby([lived["adcode"], state])["population"].sum().to_dict()
    said = run.layers.coverage.groupby(["adcode", "state"])["people"].sum().to_dict()
    for key in sorted(right.keys() | said.keys()):
        if not np.isclose(right.get(key, 0.0), said.get(key, 0.0), rtol=1e-6, atol=1e-6):
            told, due = said.get(key, 0.0), right.get(key, 0.0)
            yield f"coverage {key[0]} {key[1]}: {told:.1f} people, the cells give {due:.1f}"


def freight_layer_faults(run: Plan) -> Iterator[str]:
    """Compare the drawn routes with the freight flows they stand for."""
    flows = run.evidence.freight.set_index("route_id", drop=False)
    drawn = run.layers.freight_routes.set_index("route_id", drop=False)
    for name in flows.index.symmetric_difference(drawn.index)[:MOST]:
        yield f"freight_routes {name}: {'not drawn' if name in flows.index else 'no such flow'}"
    for name in flows.index.intersection(drawn.index):
        flow, line = flows.loc[name], drawn.loc[name]
        state = "by_candidates" if flow["refuellable"] else "out_of_range"
        right = {"state": "refuelled" if flow["refuelled"] else state}
        same = (
            "vehicle_class",
            "trips_day",
            "km_one_way",
            "range_km",
            "range_needed_km",
            "stations",
            "reason_zh",
        )
        right |= {column: flow[column] for column in same}
        for column, value in right.items():
            if not _same(_cell(line[column]), _cell(value)):
                yield f"freight_routes {name}: {column} {line[column]}, its flow gives {value}"


def facility_layer_faults(run: Plan) -> Iterator[str]:
    """Compare the drawn facilities with the list of them, and with the parcels of several functions."""
    layer = run.layers.energy_facilities
    drawn = {(str(row["site_id"]), str(row["kind"])): row for row in records(layer)}
    right = {(str(row["site_id"]), str(row["kind"])): row for row in records(run.evidence.facilities)}
    parcels = run.evidence.parcels
    several = parcels.loc[parcels["integrated"].astype(bool)] if len(parcels) else parcels
    right |= {(str(row["site_id"]), "integrated"): row for row in records(several)}
    for site, kind in sorted(drawn.keys() ^ right.keys())[:MOST]:
        word = "is not drawn" if (site, kind) in right else "is drawn, but stands in no table"
        yield f"energy_facilities: {kind} at {site} {word}"
    for key in sorted(drawn.keys() & right.keys()):
        columns = (
            ("functions",) if key[1] == "integrated" else ("served_day", "capacity_day", "investment_cost")
        )
        for column in columns:
            told, due = drawn[key][column], right[key][column]
            if not _same(_cell(told), _cell(due)):
                yield f"energy_facilities: {key[1]} at {key[0]} has {column} {told}, its table {due}"


def tradeoff_faults(run: Plan) -> Iterator[str]:
    """Hold every point of the curve to its bound, its share to one total, and more sites to more people."""
    table = run.tradeoff.sort_values(["sites", "covered_people"])
    whole = float((table["covered_people"] / table["covered_people_share"]).median())
    before = 0.0
    for row in records(table):
        people, name = float(row["covered_people"]), f"tradeoff.csv {row['kind']}: {row['sites']} sites"
        if people > float(row["bound"]) * (1 + SLACK):
            yield f"{name} cover {people:.1f} people, the bound is {row['bound']:.1f}"
        share = float(row["covered_people_share"])
        if abs(share * whole - people) > SLACK * max(1.0, people):
            yield f"{name} have the share {share:g}, {people:.1f} of {whole:.1f} people are covered"
        if row["kind"] == "greedy":
            if people < before * (1 - SLACK):
                yield f"{name} cover {people:.1f} people, fewer sites cover {before:.1f}"
            before = people


def assumption_faults(run: Plan) -> Iterator[str]:
    """Compare assumptions.csv with the figures of the scenario, both ways."""
    table = run.assumptions
    said = dict(zip(table["name"].astype(str), table["value"].astype(float), strict=True))
    right = dict(_figures(run.scenario.model_dump(mode="python"), ""))
    for name in sorted(right.keys() - said.keys())[:MOST]:
        yield f"assumptions.csv: {name} is missing, the scenario has {right[name]:g}"
    for name in sorted(right.keys() & said.keys()):
        if abs(said[name] - right[name]) > DIGITS * max(1.0, abs(right[name])):
            yield f"assumptions.csv: {name} {said[name]:g}, the scenario has {right[name]:g}"
    others = ("demand.", "screening.", "policy.")
    for name in sorted(set(said) - right.keys()):
        if not name.startswith(others):
            yield f"assumptions.csv: {name} is no figure of the scenario"


_SOURCE = {"source", "tag", "as_of"}


def _figures(value: Any, name: str, *, sourced: bool = False) -> Iterator[tuple[str, float]]:  # noqa: ANN401
    """Give every number that stands beside a source, by its dotted name; demand has tables of its own."""
    if isinstance(value, dict):
        own = sourced or value.keys() >= _SOURCE
        if own and "value" in value and "unit" in value:
            yield name, float(value["value"])
            return
        for key, child in value.items():
            if (name, key) != ("", "demand"):
                yield from _figures(child, f"{name}.{key}".strip("."), sourced=own)
    elif isinstance(value, tuple | list):
        for place, child in enumerate(value, start=1):
            key = child.get("id", place) if isinstance(child, dict) else place
            yield from _figures(child, f"{name}.{key}", sourced=False)
    elif sourced and isinstance(value, int | float) and not isinstance(value, bool):
        yield name, float(value)


def provenance_faults(run: Plan) -> Iterator[str]:
    """Count the candidates of each origin again; other inputs do not stand in a run as they were read."""
    table = run.provenance
    said = table.loc[table["layer"] == "sites"].set_index("origin")["rows"].to_dict()
    right = run.evidence.candidates["origin"].astype(str).value_counts().to_dict()
    for origin in sorted(said.keys() | right.keys()):
        told, found = said.get(origin, 0), right.get(origin, 0)
        if told != found:
            yield f"provenance.csv sites: {told} rows are {origin}, the run holds {found}"


def screening_faults(run: Plan) -> Iterator[str]:
    """Check that every station stands in the screening, with the class it has and a size it may have."""
    table = run.evidence.screening.set_index("site_id", drop=False)
    for name in sorted(set(table.index) - set(run.evidence.candidates["site_id"]))[:MOST]:
        yield f"hydrogen_screening.csv: {name} is no candidate"
    for row in records(run.layers.stations):
        name, size = row["site_id"], f"{row['size_kg_day']:g}"
        if name not in table.index:
            yield f"hydrogen_screening.csv: station {name} was not screened"
            continue
        told = table.loc[name]
        if not bool(told.get(f"allowed_{size}")):
            yield f"hydrogen_screening.csv: {name} may not have {size} kg/day, the plan builds it"
        stated = told.get(f"class_{size}")
        if stated != row["station_class"]:
            yield f"hydrogen_screening.csv: {name} has class {stated}, the plan {row['station_class']}"


def kind_faults(run: Plan) -> Iterator[str]:
    """Count the facilities of each kind again."""
    sites, stations, pilots = run.layers.sites, run.layers.stations, run.delivery["pilots"]
    kinds, least = run.scenario.chargers.types, run.scenario.delivery.high_power_kw.value
    count = {kind.id: int(sites[f"n_{kind.id}"].sum()) for kind in kinds}
    right = {current: sum(count[k.id] for k in kinds if k.current == current) for current in ("AC", "DC")}
    right |= {"high_power": sum(count[kind.id] for kind in kinds if kind.power_kw >= least)}
    right |= {"hydrogen": len(stations), "integrated": int(stations["integrated"].astype(bool).sum())}
    right |= {kind: int((pilots["kind"] == kind).sum()) for kind in ("wireless", "v2g")}
    said = run.delivery["facilities"].set_index("kind")["count"].to_dict()
    for kind, due in right.items():
        if said.get(kind) != due:
            yield f"facilities.csv: {said.get(kind)} of {kind}, the layers give {due}"
