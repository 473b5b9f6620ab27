"""Verify electric lorries: every route is measured and driven again, its energy parted and laid again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from gisplan.tables.lorries import LORRY_COLUMNS, STOP_COLUMNS
from gisplan.verify.bounds.sites import ROUND_OFF, least_chargers, site_table, stop_types
from gisplan.verify.charging.standing import stock_of
from gisplan.verify.hydrogen.freight import EDGE_M, drives, length_faults, measured
from gisplan.verify.restrictions import open_at, runs_shut, way_faults
from gisplan.verify.run.cells import differences, key_differences
from gisplan.verify.run.faults import amount, by, differs, fault, least, place
from gisplan.verify.run.inputs import at_hand
from gisplan.verify.run.reading import headline_faults, needing, points, records
from layers.demand.lorries import STEP_M, lorry_by_cell
from layers.files.reading import read_csv
from layers.routes import Route
from layers.vocabulary import LORRY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from gisplan.plan.record import Plan
    from gisplan.scenario.sections.lorries import Lorries
    from gisplan.verify.run.faults import Fault
    from gisplan_arrays import Flags, Floats

FILE: Final = "lorries.csv"
STOPS: Final = "lorry_stops.csv"
ROUTES: Final = "lorry_routes.csv"
ROUNDED: Final = 1e-6
"""Share by which energy may be off whose bends went through degrees."""
NEAR_KWH: Final = 0.1
CHARGED: Final = (
    *("depot_kwh_day", "way_kwh_day", "beyond_kwh_day", "depot_sessions_day", "way_sessions_day", "ends"),
)
"""What a trip takes: nothing where it may not be driven."""


@needing(STOPS, "evidence.lorry_stops", STOP_COLUMNS)
@needing(FILE, "evidence.lorries", LORRY_COLUMNS)
def lorry_faults(run: Plan) -> Iterator[Fault]:
    """Measure and drive every route, part its energy and lay it on the cells, and count the trips."""
    settings, table, stops = run.scenario.lorries, run.evidence.lorries, run.evidence.lorry_stops
    if settings is None:
        if len(table) or len(stops):
            yield differs(FILE, amount("rows"), len(table) + len(stops), 0, by("scenario"))
        return
    yield from _flows(run, settings)
    land = shapely.union_all(run.layers.districts.geometry.to_numpy())
    corridors = shapely.union_all(run.layers.corridors.geometry.to_numpy())
    by_route = run.evidence.lorry_routes.groupby("route_id")
    bends = {str(name): part.sort_values("seq") for name, part in by_route}
    able, costs = _candidates(run)
    spots = {"charged": _stopping(run), "chargeable": able | _standing(run)}
    ways: list[tuple[Route, dict[str, Floats | float]]] = []
    sure = {"charged": 0.0, "chargeable": 0.0, "asked": 0.0}
    for flow in records(table):
        name = place(FILE, f"{flow['route_id']} ({flow['origin']} — {flow['destination']})")
        part = bends.get(str(flow["route_id"]))
        if part is None or str(flow["vehicle_class"]) not in settings.vehicles:
            yield fault("no-route", name)
            continue
        xy, km = measured(run, part, settings.detour.value)
        yield from length_faults(ROUTES, name, flow, part, (xy, km), corridors)
        way, driven = (xy, km), ("chargeable", "charged")
        yield from way_faults(
            run, name, flow, way, driven, table="lorry_routes", detour=settings.detour.value
        )
        route = Route(xy, km * 1000.0, part["on_corridor"].to_numpy(dtype=bool)[:-1])
        due = _due(run, settings, flow, route, land)
        ways.append((route, due))
        told = {key: value for key, value in due.items() if key in flow}
        yield from differences(name, flow, told, by("bends"), share=ROUNDED, near=1e-3)
        for column, places in spots.items():
            low, high = (_driven(run, due, route, places, extra) for extra in (-EDGE_M, EDGE_M))
            if bool(flow[column]) not in {low, high}:
                who = by("with-stations" if column == "charged" else "with-candidates")
                yield differs(name, column, flow[column], low, who)
            sure[column] += float(flow["trips_day"]) * bool(flow[column])
        sure["asked"] += float(flow["trips_day"]) * _driven(run, due, route, _asked(run), EDGE_M)
        if not flow["charged"] and not flow["reason_zh"]:
            yield fault("no-reason", name)
    few = settings.least_share.value * sure["chargeable"] * (1 - 1e-6)
    for what in ("asked", "charged"):
        if sure[what] < few:
            yield least("lorries.least_share", amount("trips"), f"{sure[what]:.1f}", f"{few:.1f}")
    yield from _bays(run)
    yield from _stops(run, settings, costs, [route for route, _ in ways])
    yield from _cells(run, ways, land)
    yield from _headline(run, sure)


def _flows(run: Plan, settings: Lorries) -> Iterator[Fault]:
    """Compare origins, destinations and trips with the flows of the region, where they are at hand."""
    path = at_hand(run, "flows.csv")
    if path is None:
        return
    flows = read_csv(path, dtype=str)
    due: dict[tuple[str, ...], float] = {}
    for name, kind in settings.vehicles.items():
        for flow in flows[flows["vehicle_class"] == kind.flows].to_dict("records"):
            pair = (str(flow["origin_id"]), str(flow["destination_id"]), name)
            due[pair] = due.get(pair, 0.0) + float(flow["trips_day"]) * kind.trips.value
    names = ["origin", "destination", "vehicle_class"]
    said: dict[tuple[str, ...], float] = {}
    for row in records(run.evidence.lorries[[*names, "trips_day"]]):
        whose = tuple(str(row[name]) for name in names)
        said[whose] = said.get(whose, 0.0) + float(row["trips_day"])
    due = {key: trips for key, trips in due.items() if trips > 0}
    yield from key_differences(FILE, _named(said), _named(due), "strange", "missing")
    for key, trips in due.items():
        if key in said:
            where = place(FILE, " — ".join(key))
            yield from differences(where, {"trips_day": said[key]}, {"trips_day": trips}, by("its-file"))


def _named(table: dict[Any, float]) -> dict[str, float]:
    return {" — ".join(key): value for key, value in table.items()}


def _due(
    run: Plan, settings: Lorries, flow: dict[str, Any], route: Route, land: shapely.Geometry
) -> dict[str, Any]:
    """Give what a flow charges and where; nothing where it may not be driven."""
    due = _energy(settings, flow, route, land)
    return due | {key: due[key] * 0 for key in CHARGED if runs_shut(run, route.xy)}


def _energy(settings: Lorries, flow: dict[str, Any], route: Route, land: shapely.Geometry) -> dict[str, Any]:
    """Part the energy of a flow by where it is charged, leg by leg of its trip."""
    kind = settings.vehicles[str(flow["vehicle_class"])]
    usable, each = kind.battery_kwh.value * (1.0 - settings.reserve.value), kind.kwh_km.value
    legs = shapely.linestrings(np.stack([route.xy[:-1], route.xy[1:]], axis=1))
    drawn = np.maximum(shapely.length(legs), 1e-9)
    within = shapely.length(shapely.intersection(legs, land)) / drawn
    km, beyond_km = route.length_m / 1000.0, float(np.diff(route.metres) @ (1.0 - within)) / 1000.0
    inside = [bool(shapely.contains_xy(land, *route.xy[end])) for end in (0, -1)]
    named = [flow[end] in settings.charged_ends for end in ("origin", "destination")]
    depots = [here or away for here, away in zip(inside, named, strict=True)]

    def lacking(length: float, ends: int) -> float:
        """Give what a round trip takes on its way: full batteries at its ends bring the rest."""
        if ends == 2:
            return 2.0 * max(0.0, length * each - usable)
        return max(0.0, 2.0 * length * each - (usable if ends else 0.0))

    way = lacking(km, sum(depots))
    far = sum(depot and not here for depot, here in zip(depots, inside, strict=True))
    outside = lacking(beyond_km, 1 + far if sum(inside) == 1 else sum(depots))
    outside = 0.0 if all(inside) else min(way, outside)
    at_end = (2.0 * km * each - way) / max(sum(depots), 1)
    ends = np.array([at_end if depot and here else 0.0 for depot, here in zip(depots, inside, strict=True)])
    day = float(flow["trips_day"])
    return {
        "km_outside": beyond_km,
        "range_km": usable / each,
        "depot_kwh_day": float(ends.sum()) * day,
        "way_kwh_day": (way - outside) * day,
        "beyond_kwh_day": outside * day,
        "depot_sessions_day": int((ends > 0).sum()) * day,
        "way_sessions_day": float(np.ceil(max(0.0, (way - outside) / usable - 1e-6))) * day,
        "ends": ends * day,
        "depots": depots,
    }


def _driven(run: Plan, due: dict[str, Any], route: Route, at: Flags, extra_m: float) -> bool:
    """Drive a flow with the candidates marked, and with the depots at its ends."""
    settings = run.scenario.lorries
    if settings is None:
        return False
    spots = points(run.evidence.candidates)[at]
    near, metres = route.beside(spots, settings.deviation_m.value + extra_m)
    if runs_shut(run, route.xy):
        return False
    ends = [0.0] * due["depots"][0] + [route.length_m] * due["depots"][1]
    stops = np.sort(np.concatenate([metres[: len(near)], ends])) / 1000.0
    return drives(stops, route.length_m / 1000.0, due["range_km"])


def _candidates(run: Plan) -> tuple[Flags, Floats]:
    """Mark the candidates with room for a charger where lorries stop, and give what the cheapest costs."""
    table, frame = site_table(run, beside=False), run.evidence.candidates
    group = next(group for group in run.scenario.service.values() if LORRY in group.classes)
    fit = group.may_use(frame) & (frame["status"] != "excluded").to_numpy()
    # the other fast chargers that a site must have stand beside it
    others = np.maximum(least_chargers(run, table)[1] - 1.0, 0.0)
    able = table.energy > 0
    smallest = np.where(able & table.fast, table.load, np.inf).min(axis=1, initial=np.inf)
    kilowatts = table.feed - np.where(others > 0, others * np.where(others > 0, smallest, 0.0), 0.0)
    bays = table.bays - others * table.use[table.fast].min(initial=np.inf)
    fits = able & stop_types(run) & (table.load <= kilowatts[:, None] + ROUND_OFF)
    fits &= table.use <= bays[:, None]
    fits &= np.array([kind.connectors for kind in run.scenario.chargers.types]) <= _lanes(run)[:, None]
    costs = np.where(fits & fit[:, None], table.cost, np.inf).min(axis=1)
    return np.isfinite(costs), costs


def _lanes(run: Plan) -> Floats:
    """Give the bays for lorries of every candidate, infinite where nobody tells them."""
    frame = run.evidence.candidates
    return np.asarray(frame["lorry_bays"].fillna(np.inf), dtype=float)


def _bays(run: Plan) -> Iterator[Fault]:
    """Check that the chargers of lorries alone stand at bays that fit lorries."""
    kinds = run.scenario.chargers.types
    own = np.array([kind.connectors * run.scenario.lorries_alone(kind) for kind in kinds])
    taken = pd.Series(run.counts() @ own, index=run.layers.sites["site_id"])
    used = run.evidence.candidates["site_id"].map(taken).fillna(0.0).to_numpy(dtype=float)
    for s in np.flatnonzero(used > _lanes(run)).tolist():
        name = place("plan.gpkg sites", str(run.evidence.candidates["site_id"].iloc[s]))
        yield differs(name, "lorry_bays", int(used[s]), int(_lanes(run)[s]), by("exist"))


def _new(run: Plan) -> pd.Series[Any]:
    """Count the new chargers where lorries stop, by site_id."""
    counts = run.counts()[:, stop_types(run)].sum(axis=1)
    return pd.Series(counts, index=run.layers.sites["site_id"])


def _standing(run: Plan) -> Flags:
    """Mark the candidates where a charger for lorries stands already."""
    stock = stock_of(run)
    old = stock.by_site(stock.before.counts, run.evidence.candidates["site_id"])
    to_trucks = open_at(run, run.evidence.candidates["site_id"], "truck") > 0
    return np.asarray((old[:, stop_types(run)].sum(axis=1) > 0) & to_trucks)


def _stopping(run: Plan) -> Flags:
    """Mark the candidates where lorries can stop in the plan."""
    new = _new(run)
    return np.asarray(run.evidence.candidates["site_id"].isin(new[new > 0].index)) | _standing(run)


def _asked(run: Plan) -> Flags:
    """Mark the candidates where a charger is asked, and where one stands."""
    asked = run.evidence.candidates["site_id"].isin(run.evidence.lorry_stops["site_id"])
    return np.asarray(asked) | _standing(run)


def _stops(run: Plan, settings: Lorries, costs: Floats, routes: list[Route]) -> Iterator[Fault]:
    """Check that every stop asked for has its charger, what one costs, and who passes."""
    frame, new = run.evidence.candidates.reset_index(drop=True), _new(run)
    at = {str(site): s for s, site in enumerate(frame["site_id"])}
    spots, trips = points(frame), run.evidence.lorries["trips_day"].to_numpy(dtype=float)
    for row in records(run.evidence.lorry_stops):
        name, s = place(STOPS, str(row["site_id"])), at.get(str(row["site_id"]))
        if s is None:
            yield fault("unplanned", name, key=str(row["site_id"]))
            continue
        chargers = int(new.get(row["site_id"], 0))
        if chargers < 1:
            yield least(name, "lorry_chargers", chargers, 1)
        due = {key: frame[key].iloc[s] for key in ("name_zh", "name_en", "category", "adcode")}
        yield from differences(name, row, due, by("candidate"))
        owed = {"asked_cost": costs[s], "lorry_chargers": chargers}
        yield from differences(name, row, owed, by("chargers"), near=0.01)
        low, high = (
            sum(
                float(day) * bool(len(route.beside(spots[[s]], settings.deviation_m.value + extra)[0]))
                for route, day in zip(routes, trips, strict=False)
            )
            for extra in (-EDGE_M, EDGE_M)
        )
        if not low - 1e-6 <= float(row["trips_day"]) <= high + 1e-6:
            yield differs(name, "trips_day", row["trips_day"], low, by("flows"))


def _cells(run: Plan, ways: list[tuple[Route, dict[str, Any]]], land: shapely.Geometry) -> Iterator[Fault]:
    """Lay the energy of the flows on the cells again, each piece of a way on the nearest."""
    cells, column = run.layers.demand, f"kwh_{LORRY}"
    if column not in cells:
        yield differs("plan.gpkg demand", column, 0, 1, by("exist"))
        return
    depot = np.array([due["ends"] for _, due in ways]).reshape(-1, 2)
    way = np.array([due["way_kwh_day"] for _, due in ways])
    routes = [route for route, _ in ways]
    due = lorry_by_cell(cells, routes, land, depot, way)
    said = cells[column].to_numpy(dtype=float)
    # a piece of a way that lies between two cells may fall on either
    pieces = [kwh / max(1.0, route.length_m / STEP_M / 8.0) for route, kwh in zip(routes, way, strict=True)]
    near = NEAR_KWH + max(pieces, default=0.0)
    yield from differences(
        "plan.gpkg demand",
        {column: float(said.sum())},
        {column: float(due.sum())},
        by("flows"),
        share=ROUNDED,
        near=NEAR_KWH,
    )
    for at in np.flatnonzero(~(np.abs(said - due) <= near))[:5].tolist():
        name = place("plan.gpkg demand", str(cells["cell_id"].iloc[at]))
        yield differs(name, column, f"{said[at]:.3f}", f"{due[at]:.3f}", by("flows"))


def _headline(run: Plan, sure: dict[str, float]) -> Iterator[Fault]:
    """Sum trips, energy and stops again."""
    table, stops = run.evidence.lorries, run.evidence.lorry_stops
    if table.empty:
        return
    share = sure["charged"] / sure["chargeable"] if sure["chargeable"] > 0 else None
    energy = {f"lorry_{name}": float(table[name].sum()) for name in LORRY_COLUMNS[8:11]}
    due = {
        "lorry_trips_day": float(table["trips_day"].sum()),
        "lorry_trips_chargeable": sure["chargeable"],
        "lorry_trips_charged": sure["charged"],
        "lorry_charged_share": share,
        "lorry_stops": len(stops),
        "lorry_stops_cost": float(stops["asked_cost"].sum()),
        **energy,
    }
    yield from headline_faults(run, due, by("flows"))
