"""Verify the tables that tell again what stands elsewhere in a run: copies, areas, kinds, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gisplan.scenario.sections.hydrogen_rules import FACILITY_KINDS
from gisplan.tables.reading import texts
from gisplan.tables.registry import CSV, EVIDENCE, LAYERS, tables_in
from gisplan.verify.charging.standing import open_public, with_open
from gisplan.verify.hydrogen.stations import classes_of
from gisplan.verify.run.cells import MOST, blank, column_differences, differences, key_differences
from gisplan.verify.run.faults import amount, by, differs, fault, least, most, of
from gisplan.verify.run.faults import place as place_of
from gisplan.verify.run.reading import needing, records
from gisplan.verify.run.tables import table_differences
from layers.hydrogen.screening import LABEL
from layers.results import SHAPES
from layers.sites.standing import stands

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan.plan.record import Plan
    from gisplan.tables.registry import Table
    from gisplan.verify.run.faults import Fault
    from gisplan_arrays import Flags

OF_A_FLOW = (
    *("vehicle_class", "trips_day", "km_one_way", "range_km", "range_needed_km"),
    *("stations", "reason_zh"),
)
"""Columns that a drawn route has of its flow."""
SLACK = 1e-6
CURVE_POINTS = 25
"""Points that the curve of sites and coverage has at most, evenly over the numbers of sites."""


def copy_faults(run: Plan) -> Iterator[Fault]:
    """Compare every CSV table that copies a layer with it, row by row and column by column."""
    homes = {table.part: table for table in tables_in(LAYERS, EVIDENCE)}
    for table in tables_in(CSV):
        if table.name in run.copies:
            home = homes[table.part]
            due, gives = _told(table.of(run), home), by("file", file=home.file)
            yield from table_differences(table.path, run.copies[table.name], due, table.key, gives=gives)


def _told(frame: pd.DataFrame, home: Table) -> pd.DataFrame:
    """Give a layer as its copy tells it: points by lon and lat, other shapes not at all."""
    table = pd.DataFrame(frame.drop(columns="geometry", errors="ignore"))
    if isinstance(frame, gpd.GeoDataFrame) and set(SHAPES.get(home.name, ())) == {"Point"}:
        degrees = frame.geometry.to_crs(4326)
        table = table.assign(lon=degrees.x.to_numpy(), lat=degrees.y.to_numpy())
    return table


def area_faults(run: Plan) -> Iterator[Fault]:
    """Sum the people of each state and district again from the cells."""
    cells = run.layers.demand
    lived = cells.loc[cells["population"] > 0]
    state = np.where(lived["judged"], np.where(lived["covered"], "covered", "uncovered"), "not_judged")
    right = lived.groupby([lived["adcode"], state])["population"].sum().to_dict()
    said = run.layers.coverage.groupby(["adcode", "state"])["people"].sum().to_dict()
    for key in sorted(right.keys() | said.keys()):
        told, due = ({"people": people.get(key, 0.0)} for people in (said, right))
        yield from differences(
            f"plan.gpkg coverage {key[0]} {key[1]}", told, due, by("cells"), share=SLACK, near=SLACK
        )


def freight_layer_faults(run: Plan) -> Iterator[Fault]:
    """Compare the drawn routes with the freight flows they stand for."""
    flows = {row["route_id"]: row for row in records(run.evidence.freight)}
    drawn = {row["route_id"]: row for row in records(run.layers.freight_routes)}
    yield from key_differences("plan.gpkg freight_routes", drawn, flows, "in-no-table", "undrawn")
    for name in flows.keys() & drawn.keys():
        flow = flows[name]
        state = "by_candidates" if flow["refuellable"] else "out_of_range"
        due = {"state": "refuelled" if flow["refuelled"] else state}
        due |= {column: flow[column] for column in OF_A_FLOW}
        yield from differences(f"plan.gpkg freight_routes {name}", drawn[name], due, by("its-flow"))


def facility_layer_faults(run: Plan) -> Iterator[Fault]:
    """Compare the drawn facilities with the list of them, and with the parcels of several functions."""
    drawn, right = (
        {(str(row["kind"]), str(row["site_id"])): row for row in records(frame)}
        for frame in (run.layers.energy_facilities, run.evidence.facilities)
    )
    parcels = run.evidence.parcels
    several = parcels.loc[parcels["integrated"].astype(bool)] if len(parcels) else parcels
    right |= {("integrated", str(row["site_id"])): row for row in records(several)}
    yield from key_differences("plan.gpkg energy_facilities", drawn, right, "in-no-table", "undrawn")
    for kind, site in sorted(drawn.keys() & right.keys()):
        columns = ("served_day", "capacity_day", "investment_cost")
        due = {
            name: right[kind, site][name] for name in (("functions",) if kind == "integrated" else columns)
        }
        name = f"plan.gpkg energy_facilities {kind} {site}"
        yield from differences(name, drawn[kind, site], due, by("its-table"))


@needing("tradeoff.csv", "tradeoff", ("sites", "covered_people", "bound", "kind", "covered_people_share"))
def tradeoff_faults(run: Plan) -> Iterator[Fault]:
    """Hold the curve to its bounds, to the people of the layers, and its last points to the plan's own."""
    table = run.tradeoff
    cells, sites = run.layers.demand, run.layers.sites
    whole = float(cells["population"].sum())
    for row in records(table):
        people, name = float(row["covered_people"]), f"tradeoff.csv {row['kind']} {row['sites']}"
        if people > float(row["bound"]) * (1 + SLACK):
            yield most(name, "covered_people", f"{people:.1f}", f"{row['bound']:.1f}")
        share = float(row["covered_people_share"])
        if abs(share * whole - people) > SLACK * max(1.0, people):
            gives = by("covered", people=f"{people:.1f}", whole=f"{whole:.1f}")
            yield differs(
                name, "covered_people_share", f"{share:g}", f"{people / whole if whole else 0.0:g}", gives
            )
    yield from _greedy_points(run, table[table["kind"] == "greedy"].sort_values("sites"))
    plan = table[table["kind"] == "plan"]
    if len(plan) != 1:
        yield differs("tradeoff.csv", amount("rows-plan"), len(plan), 1)
        return
    due = {
        "sites": len(with_open(sites.loc[sites["access"] == "public"], open_public(run))),
        "covered_people": cells.loc[cells["covered"].astype(bool), "population"].sum(),
    }
    said = records(plan)[0]
    yield from differences("tradeoff.csv plan", said, due, by("layers"), share=SLACK, near=SLACK)
    proven = [one.bound for one in run.certificates if one.stage.startswith("siting")]
    joint = run.headline.hydrogen_shared_parcels == "one model"  # the curve was drawn before the one model
    if proven and proven[-1] is not None and run.scenario.coverage.active.kind == "radius" and not joint:
        bound = {"bound": proven[-1]}
        yield from differences("tradeoff.csv plan", said, bound, by("certificate"), share=SLACK, near=SLACK)


def _greedy_points(run: Plan, curve: pd.DataFrame) -> Iterator[Fault]:
    """Check that the curve rises, begins with what has to open, and ends where no site adds anything."""
    counts = curve["sites"].to_numpy(dtype=np.int64)
    if not counts.size:
        yield fault("no-greedy", "tradeoff.csv")
        return
    every = run.evidence.candidates
    area = (every["category"] == "expressway_service_area") & (every["status"] != "excluded")
    forced = (every["status"] == "required") | area | stands(every)
    forced |= every["site_id"].isin(run.evidence.lorry_stops["site_id"])
    # hydrogen alone stands at some: they are no sites of the curve
    known = set(run.layers.sites["site_id"]) | set(open_public(run)["site_id"])
    idle = stands(every) & ~every["site_id"].isin(known)
    first = max(1, int((forced & ~idle & (every["access"] == "public")).sum()))
    marks = np.unique(np.linspace(first, counts[-1], CURVE_POINTS).astype(int))
    for name in sorted({*marks.tolist()} ^ {*counts.tolist()})[:MOST]:
        yield fault("missing" if name in marks else "no-point", "tradeoff.csv greedy", key=name)
    for column in ("covered_people", "bound"):
        values = curve[column].to_numpy(dtype=float)
        for place in np.flatnonzero(np.diff(values) < -SLACK * values[1:])[:MOST]:
            fell = (f"{values[place + 1]:.1f}", f"{values[place]:.1f}")
            yield differs(f"tradeoff.csv greedy {counts[place + 1]}", column, *fell, by("fewer"))
    people, bound = float(curve["covered_people"].iloc[-1]), float(curve["bound"].iloc[-1])
    if people < bound * (1 - SLACK):
        yield least(f"tradeoff.csv greedy {counts[-1]}", "covered_people", f"{people:.1f}", f"{bound:.1f}")


def screening_faults(run: Plan) -> Iterator[Fault]:
    """Check that every station stands in the screening, with the class it has and a size it may have."""
    yield from _screened(run, run.evidence.screening)
    table = run.evidence.screening.drop_duplicates("site_id").set_index("site_id", drop=False)
    for name in sorted(set(table.index) - set(run.evidence.candidates["site_id"]))[:MOST]:
        yield fault("no-candidate", f"hydrogen_screening.csv {name}")
    for row in records(run.layers.stations):
        name, size = row["site_id"], f"{row['size_kg_day']:g}"
        if name not in table.index:
            yield fault("not-screened", place_of("hydrogen_screening.csv", of("station", name)))
            continue
        told = table.loc[name]
        if not bool(told.get(f"allowed_{size}")):
            yield fault("size-screened", f"hydrogen_screening.csv {name}", size=size)
        due = {f"class_{size}": row["station_class"]}
        yield from differences(f"hydrogen_screening.csv {name}", told, due, by("plan-has"))


def _screened(run: Plan, table: pd.DataFrame) -> Iterator[Fault]:
    """Hold each row to its candidate, to the class its oil and hydrogen make, and to its own reasons."""
    names = [f"hydrogen_screening.csv {name}" for name in table["site_id"]]
    known = run.evidence.candidates.drop_duplicates("site_id").set_index("site_id").reindex(table["site_id"])
    copied = {name: known[name] for name in ("name_zh", "name_en", "category", "adcode")}
    yield from column_differences(names, table, copied, by("candidate"))
    allowed = np.zeros(len(table), dtype=bool)
    for size in run.scenario.hydrogen.sizes:
        kg = f"{size.kg_day:g}"
        fine = _without(table, f"reason_{kg}")
        allowed |= fine
        due: dict[str, Any] = {f"class_{kg}": classes_of(known, size.storage_kg), f"allowed_{kg}": fine}
        yield from column_differences(names, table, due, by("screened"))
    asked = _without(table, "not_assessed")
    verdict = np.where(~allowed, "excluded", np.where(asked, "passed", "not assessed"))
    labels: dict[str, Any] = {
        "screening": verdict,
        "label_zh": [LABEL.zh] * len(table),
        "label_en": [LABEL.en] * len(table),
    }
    yield from column_differences(names, table, labels, by("reasons"))


def _without(table: pd.DataFrame, name: str) -> Flags:
    """Tell of each row whether it has no such text, in neither language."""
    found: Flags = np.logical_and(*(table[f"{name}_{one}"].map(blank).to_numpy(bool) for one in ("zh", "en")))
    return found


def kind_faults(run: Plan) -> Iterator[Fault]:
    """Count the facilities of each kind again."""
    sites, stations, pilots = run.layers.sites, run.layers.stations, run.delivery["pilots"]
    kinds, least = run.scenario.chargers.types, run.scenario.delivery.high_power_kw.value
    count = {kind.id: int(sites[f"n_{kind.id}"].sum()) for kind in kinds}
    right = {current: sum(count[k.id] for k in kinds if k.current == current) for current in ("AC", "DC")}
    right |= {"high_power": sum(count[kind.id] for kind in kinds if kind.power_kw >= least)}
    right |= {"hydrogen": len(stations), "integrated": int(stations["integrated"].astype(bool).sum())}
    right |= {kind: int((pilots["kind"] == kind).sum()) for kind in ("wireless", "v2g")}
    right |= {kind: len(_by_function(run).get(kind, ())) for kind in ("swap", "methanol")}
    homes, grid = sites[sites["category"] == "residential"], run.scenario.grid
    homely = sum(int(homes[f"n_{kind.id}"].sum()) for kind in kinds if kind.current == "AC")
    right["orderly"] = round(homely * (0.0 if grid is None else grid.orderly_share.value))
    said = {row["kind"]: row["count"] for row in records(run.delivery["facilities"])}
    yield from differences("facilities.csv count", said, right, by("layers"))


def _by_function(run: Plan) -> dict[str, set[str]]:
    """Give the parcels that have each function, of their own or by a facility that stands there."""
    held: dict[str, set[str]] = {}
    for frame in (run.layers.sites, run.layers.stations):
        if "functions" in frame.columns:
            for site, names in zip(frame["site_id"], texts(frame, "functions"), strict=True):
                for name in names.split(";"):
                    held.setdefault(name, set()).add(site)
    for site, name in zip(
        run.evidence.facilities.get("site_id", []), run.evidence.facilities.get("kind", []), strict=True
    ):
        held.setdefault(FACILITY_KINDS[str(name)], set()).add(site)
    return held
