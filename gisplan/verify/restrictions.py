"""Verify ground closed to trucks or hazardous goods: its file, hours of candidates, and what stands there.

The minutes of each candidate are counted again one by one from the polygons that a run keeps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import shapely

from gisplan.verify.run.cells import MOST, differences, key_differences
from gisplan.verify.run.faults import amount, by, differs, fault, most, of, place, told
from gisplan.verify.run.inputs import at_hand
from gisplan.verify.run.reading import records, sums
from gisplan.verify.run.ways import EPS_M
from gisplan_errors import GisplanError
from gisplan_kept import once
from layers.restrictions.ground import crossing, passed, shut_ground
from layers.restrictions.hours import HOUR_COLUMNS
from layers.restrictions.reading import RESTRICTION_FILE as FILE
from layers.restrictions.reading import RESTRICTION_FILES, read_restrictions
from layers.routes import freight_routes
from layers.schema.contracts import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from gisplan.plan.record import Plan
    from gisplan.verify.run.faults import Fault
    from gisplan_arrays import Flags, Floats
    from gisplan_words import Sayable

EDGE_M: Final = 0.05
"""A candidate this near to the edge of a polygon may count either way: coordinates went through degrees."""
EPS_KG: Final = 1e-2
NEAR_KM: Final = 0.02
"""Kilometres by which a way round may be off: bends and roads went through degrees."""
CLOSED_M: Final = 1.0
"""Metres within closed ground that a route may have: its bends went through degrees."""
_WHO: Final = {"truck": {"truck", "both"}, "hazardous": {"truck", "hazardous", "both"}}


def restriction_faults(run: Plan) -> Iterator[Fault]:
    """Hold the polygons to their file, the hours of candidates to them, and what stands to the hours."""
    frame = run.evidence.candidates
    if run.restrictions is None:
        for name in HOUR_COLUMNS.values():
            if name in frame:
                yield fault("missing-in", "evidence.gpkg candidates", key=name, file=FILE)
        return
    yield from _passed_on(run)
    zones = ground_of(run)
    if zones is None:
        return
    for vehicle, name in HOUR_COLUMNS.items():
        if name not in frame:
            yield differs("evidence.gpkg candidates", name, 0, len(frame), by("exist"))
            continue
        least, largest = (_hours(frame, zones, vehicle, edge) for edge in (EDGE_M, -EDGE_M))
        said = frame[name].to_numpy(dtype=float)
        off = ~((said >= least - 1e-6) & (said <= largest + 1e-6))
        for s in np.flatnonzero(off)[:MOST].tolist():
            where = place("evidence.gpkg candidates", str(frame["site_id"].iloc[s]))
            yield differs(where, name, f"{said[s]:g}", f"{least[s]:g}", by("file", file=FILE))
    yield from _facilities(run)
    yield from _stations(run)


@once
def ground_of(run: Plan) -> gpd.GeoDataFrame | None:
    """Give the polygons that a run keeps, in its metres; None: it keeps none."""
    return None if run.restrictions is None else run.restrictions.to_crs(run.headline.crs)


def open_at(run: Plan, sites: pd.Series[Any], vehicle: str) -> Floats:
    """Give the hours a day that candidates, by site_id, are open to a vehicle; 24 where untold, (n,)."""
    frame, name = run.evidence.candidates, HOUR_COLUMNS[vehicle]
    if name not in frame:
        return np.full(len(sites), 24.0)
    hours = frame.drop_duplicates("site_id").set_index("site_id")[name]
    return np.asarray(sites.map(hours).fillna(24.0), dtype=float)


def truck_share(run: Plan, sites: pd.Series[Any]) -> Floats:
    """Give the share of the day in which trucks may reach candidates, (n,)."""
    return open_at(run, sites, "truck") / 24.0


def way_faults(
    run: Plan,
    name: Sayable,
    flow: dict[str, Any],
    way: tuple[Floats, Floats],
    columns: tuple[str, str],
    *,
    table: str,
    detour: float,
) -> Iterator[Fault]:
    """Check that a flow goes round ground closed all day, or counts as not driven; what it passes and adds.

    Parameters
    ----------
    name, flow
        What the flow is called, and its row.
    way
        Bends of its route in metres, and the km to each.
    columns
        Those of the row that say that it is driven.
    table, detour
        Table of the evidence with the routes of such flows, and travelled over straight distance.
    """
    xy, km = way
    zones = ground_of(run)
    if zones is None:
        return
    if runs_shut(run, xy) and any(bool(flow[column]) for column in columns):
        metres = float(crossing(xy, _shut(run)).sum())
        yield fault("closed-way", name, metres=f"{metres:.0f}", file=FILE)
    due = {"closed_hours": passed(xy, zones)}
    yield from differences(name, flow, due, by("file", file=FILE))
    # without a way round the shortest one is drawn, and adds nothing
    least = _shortest_km(run, table, detour)[str(flow["route_id"])]
    longer = 0.0 if runs_shut(run, xy) else max(0.0, float(km[-1]) - least)
    yield from differences(name, flow, {"detour_km": longer}, by("measured"), near=NEAR_KM)


@once
def _shortest_km(run: Plan, table: str, detour: float) -> dict[str, float]:
    """Route every flow again as if no ground were closed, km."""
    bends = getattr(run.evidence, table).sort_values("seq")
    ends = [bends.drop_duplicates("route_id", keep=one).set_index("route_id") for one in ("first", "last")]
    names = ends[0].index
    start, goal = (
        gpd.GeoSeries.from_xy(one.loc[names, "lon"], one.loc[names, "lat"], crs=4326).to_crs(run.headline.crs)
        for one in ends
    )
    xy = [np.column_stack([one.x.to_numpy(), one.y.to_numpy()]) for one in (start, goal)]
    lines = list(run.layers.corridors.drop_duplicates("road_ref").geometry)
    routes = freight_routes(lines, *xy, detour=detour)
    return {str(name): route.length_m / 1000.0 for name, route in zip(names, routes, strict=True)}


def runs_shut(run: Plan, xy: Floats) -> bool:
    """Tell whether a way enters ground that is closed to trucks all day and holds neither of its ends."""
    return bool((crossing(xy, _shut(run)) > CLOSED_M).any())


@once
def _shut(run: Plan) -> list[shapely.Geometry]:
    """Give the ground that is closed to trucks all day."""
    return shut_ground(ground_of(run))


def _passed_on(run: Plan) -> Iterator[Fault]:
    """Compare the polygons with the region's file, where it is at hand."""
    path = next((path for path in (at_hand(run, name) for name in RESTRICTION_FILES) if path), None)
    zones = ground_of(run)
    if path is None or zones is None:
        return
    try:
        due = read_restrictions(path, run.headline.crs)
    except GisplanError as error:
        yield fault("unread", place(FILE, path.name), error=told(error))
        return
    right = {str(row["restriction_id"]): row for row in records(due)}
    said = {str(row["restriction_id"]): row for row in records(zones)}
    yield from key_differences(FILE, said, right, "strange", "missing")
    shapes = dict(zip(due["restriction_id"].astype(str), due.geometry, strict=True))
    for name, shape in zip(zones["restriction_id"].astype(str), zones.geometry, strict=True):
        if name not in right:
            continue
        where = place(FILE, name)
        columns = {key: right[name][key] for key in SCHEMAS["restrictions"].columns if key != "geometry"}
        yield from differences(where, said[name], columns, by("its-file"))
        off = float(shapely.hausdorff_distance(shape, shapes[name]))
        if not off <= EPS_M:
            yield fault("shape-off", where, metres=f"{off:.1f}")


def _hours(frame: gpd.GeoDataFrame, zones: gpd.GeoDataFrame, vehicle: str, edge_m: float) -> Floats:
    """Count the open minutes of each candidate, with polygons wider by so much; hours of the worst day."""
    spots = frame.geometry.to_numpy()
    mine = zones[zones["vehicles"].isin(_WHO[vehicle])]
    wide = shapely.buffer(mine.geometry.to_numpy(), edge_m)
    here = np.array([shapely.intersects(shape, spots) for shape in wide], dtype=bool).reshape(-1, len(spots))
    shut = [_minutes(str(row["hours"]), str(row["days"] or "")) for row in records(mine)]
    out = np.full(len(frame), 24.0)
    for under in {tuple(column) for column in here.T.tolist() if any(column)}:
        week = np.logical_or.reduce([shut[row] for row, within in enumerate(under) if within])
        out[(here == np.array(under)[:, None]).all(axis=0)] = (~week).sum(axis=1).min() / 60.0
    return out


def _minutes(hours: str, days: str) -> Flags:
    """Mark the minutes of a week that a row closes, one by one, (7, 1440)."""
    return np.array([[_closed(hours, days, day, minute) for minute in range(1440)] for day in range(7)])


def _closed(hours: str, days: str, day: int, minute: int) -> bool:
    """Tell whether a row closes a minute of a day, 0 for Monday."""
    for span in hours.split(";"):
        begin, end = (int(one[:2]) * 60 + int(one[3:]) for one in span.strip().split("-"))
        if begin < end and begin <= minute < end and _on(days, day):
            return True
        if end <= begin and (
            (minute >= begin and _on(days, day)) or (minute < end and _on(days, (day - 1) % 7))
        ):
            return True
    return False


def _on(days: str, day: int) -> bool:
    """Tell whether a day, 0 for Monday, is one of those named; all are where none is."""
    if not days.strip():
        return True
    for part in days.split(";"):
        first, last = (int(one) - 1 for one in (part.split("-") * 2)[:2])
        if (day - first) % 7 <= (last - first) % 7:
            return True
    return False


def _facilities(run: Plan) -> Iterator[Fault]:
    """Name facilities that trucks come to and never may reach."""
    for kind, settings in run.scenario.facilities.items():
        mine = run.evidence.facilities.loc[run.evidence.facilities["kind"] == kind, "site_id"]
        shut = settings.for_trucks(kind) & (open_at(run, mine, "truck") <= 0)
        for name in mine[shut]:
            yield fault("closed", place(kind, of("site", name)), file=FILE)


def _stations(run: Plan) -> Iterator[Fault]:
    """Hold what new stations buy by trailer to the drops that fit in their open hours."""
    links, drops = run.layers.supply_links, run.scenario.hydrogen.drops
    by_trailer = sums(links[links["mode"] == "tube_trailer"], "site_id", "kg_day")
    names = run.layers.stations["site_id"]
    for name, hours in zip(names, open_at(run, names, "hazardous").tolist(), strict=True):
        kilograms = by_trailer.get(name, 0.0)
        if hours <= 0 and kilograms > EPS_KG:
            yield fault("closed", of("station", name), file=FILE)
        elif drops is not None and hours < 24:
            limit = int(hours / drops.hours.value + 1e-9) * drops.kg.value
            if kilograms > limit + EPS_KG:
                where = place(of("station", name), "(hydrogen.drops)")
                yield most(where, amount("delivers"), f"{kilograms:.1f}", f"{limit:.1f}")
