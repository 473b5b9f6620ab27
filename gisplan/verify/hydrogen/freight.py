"""Verify freight: every route is measured and driven again with the stations of the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gisplan.verify.charging.standing import selling
from gisplan.verify.restrictions import open_at, runs_shut, way_faults
from gisplan.verify.run.cells import differences
from gisplan.verify.run.faults import amount, by, differs, fault, least, of, place
from gisplan.verify.run.reading import headline_faults, points, records, sums

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gisplan.plan.record import Plan
    from gisplan.verify.run.faults import Fault
    from gisplan_arrays import Flags, Floats
    from gisplan_words import Sayable


BENDS = "evidence.gpkg freight_routes"
EPS_KM = 0.01
ROUNDED_KM = 1e-5
"""Kilometres by which a length may be off that was measured before its bends went through degrees."""
WRITTEN_KM = 0.51e-3
"""Half of the last decimal of a length as it is written."""
BESIDE_M = 5.0
"""How far a corridor leg may lie from the corridors' lines: coordinates went through degrees."""
EDGE_M = 1.0
"""A station this near to the limit of deviation may count either way: coordinates went through degrees."""


def freight_faults(run: Plan) -> Iterator[Fault]:
    """Measure every route, drive every flow, and compare the trips refuelled with what is asked."""
    if run.evidence.freight.empty:
        return
    bends = {
        str(name): part.sort_values("seq") for name, part in run.evidence.freight_routes.groupby("route_id")
    }
    corridors = shapely.union_all(run.layers.corridors.geometry.to_numpy())
    stations = run.layers.stations
    old = selling(run)
    owner = pd.concat([stations["ownership"], old["ownership"]]).to_numpy()
    to_trucks = open_at(run, pd.concat([stations["site_id"], old["site_id"]]), "truck") > 0
    chosen = np.concatenate([points(stations), points(old)])[to_trucks], (owner == "captive")[to_trucks]
    able = run.evidence.candidates.loc[
        run.evidence.candidates["allows"].map(lambda names: "hydrogen" in names.split(";"))
        & (run.evidence.candidates["status"] != "excluded")
        & (open_at(run, run.evidence.candidates["site_id"], "truck") > 0)
    ]
    every = points(able), (able["ownership"] == "captive").to_numpy(dtype=bool)
    done, possible = 0.0, 0.0
    yield from _drawn(run, bends)
    for flow in records(run.evidence.freight):
        name = place(of("route", flow["route_id"]), f"({flow['origin']} — {flow['destination']})")
        route = bends.get(str(flow["route_id"]))
        kind = run.scenario.hydrogen.freight.vehicles.get(str(flow["vehicle_class"]))
        if route is None or kind is None:
            yield fault("no-route", name)
            continue
        xy, km = measured(run, route, run.scenario.hydrogen.freight.detour.value)
        yield from length_faults(BENDS, name, flow, route, (xy, km), corridors)
        driven = ("refuellable", "refuelled")
        yield from way_faults(
            run,
            name,
            flow,
            (xy, km),
            driven,
            table="freight_routes",
            detour=run.scenario.hydrogen.freight.detour.value,
        )
        stated = {"range_km": kind.range_km}
        yield from differences(name, flow, stated, by("scenario"))
        for column, spots in (("refuelled", chosen), ("refuellable", every)):
            sure, maybe = (_drives(run, flow, xy, km, spots, extra) for extra in (-EDGE_M, EDGE_M))
            if bool(flow[column]) not in {sure, maybe}:
                who = by("with-stations" if column == "refuelled" else "with-candidates")
                yield differs(name, column, flow[column], sure, who)
        done += float(flow["trips_day"]) * bool(flow["refuelled"])
        possible += float(flow["trips_day"]) * bool(flow["refuellable"])
        if not flow["refuelled"] and not flow["reason_zh"]:
            yield fault("no-reason", name)
    few = run.scenario.hydrogen.freight.least_share.value * possible
    if run.scenario.hydrogen.new_target and done < few * (1 - 1e-6):
        yield least("hydrogen.freight.least_share", amount("trips"), f"{done:.1f}", f"{few:.1f}")
    yield from headline_faults(run, {"freight_trips_refuelled": done}, by("flows"))


def _drawn(run: Plan, bends: Mapping[str, pd.DataFrame]) -> Iterator[Fault]:
    """Compare the lines of the layer with the bends of the evidence."""
    layer = run.layers.freight_routes
    lines = layer.geometry.to_crs(run.headline.crs)
    for route_id, line in zip(layer["route_id"].astype(str), lines, strict=True):
        where = f"plan.gpkg freight_routes {route_id}"
        if route_id not in bends:
            yield fault("missing-in", where, key=amount("bends"), file=BENDS)
            continue
        detour = run.scenario.hydrogen.freight.detour.value
        at, due = shapely.get_coordinates(line), measured(run, bends[route_id], detour)[0]
        if at.shape != due.shape:
            yield differs(where, amount("bends"), len(at), len(due), by("file", file=BENDS))
            continue
        off = np.hypot(*(at - due).T)
        if not off.max() <= BESIDE_M:  # a bend that is no number lies nowhere
            bend = int(off.argmax())
            spot = {name: f"{float(bends[route_id][name].iloc[bend]):.6f}" for name in ("lon", "lat")}
            yield fault("bend", where, bend=bend, metres=f"{off[bend]:.0f}", file=BENDS, **spot)


def measured(run: Plan, route: pd.DataFrame, detour: float) -> tuple[Floats, Floats]:
    """Give the bends in metres, and the km from the origin to each, measured again."""
    spots = gpd.GeoSeries.from_xy(route["lon"], route["lat"], crs=4326).to_crs(run.headline.crs)
    xy = np.column_stack([spots.x.to_numpy(), spots.y.to_numpy()])
    on = route["on_corridor"].to_numpy(dtype=bool)[:-1]
    factor = np.where(on, 1.0, detour)
    legs = np.hypot(*np.diff(xy, axis=0).T) * factor
    return xy, np.concatenate([[0.0], np.cumsum(legs)]) / 1000.0


def length_faults(
    file: str,
    name: Sayable,
    flow: dict[str, object],
    route: pd.DataFrame,
    way: tuple[Floats, Floats],
    corridors: shapely.Geometry,
) -> Iterator[Fault]:
    """Compare the lengths of a route with its bends, and its corridor legs with the corridors."""
    xy, km = way
    off_km = np.abs(km - route["km"].to_numpy(dtype=float))
    if not off_km.max() <= ROUNDED_KM:
        at = int(off_km.argmax())
        lengths = (f"{float(route['km'].iloc[at]):.5f}", f"{km[at]:.5f}")
        yield differs(place(file, name), "km", *lengths, by("bends"))
    yield from differences(name, flow, {"km_one_way": km[-1]}, by("bends"), near=WRITTEN_KM)
    on = np.flatnonzero(route["on_corridor"].to_numpy(dtype=bool)[:-1])
    middle = (xy[on] + xy[on + 1]) / 2.0
    off = shapely.distance(shapely.points(middle), corridors) if len(on) else np.zeros(0)
    if (off > BESIDE_M).any():
        yield fault("leg", name, metres=f"{float(off.max()):.0f}")


def _drives(
    run: Plan,
    flow: dict[str, Any],
    xy: Floats,
    km: Floats,
    spots: tuple[Floats, Flags],
    extra_m: float,
) -> bool:
    """Drive there and back with half a tank at both ends, stopping at the stations beside the route."""
    settings = run.scenario.hydrogen.freight
    if runs_shut(run, xy):
        return False
    line = shapely.LineString(xy)
    drawn = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
    at_m, captive = spots
    places = np.asarray(shapely.points(at_m)) if len(at_m) else np.empty(0, dtype=object)
    own_m = run.scenario.hydrogen.captive_radius_m.value / run.scenario.hydrogen.detour.value + extra_m
    # A captive station fuels the flows of its own premises only.
    away = (np.hypot(at_m[:, 0] - x, at_m[:, 1] - y) for x, y in (xy[0], xy[-1]))
    home = np.minimum(*away) <= own_m
    within = shapely.distance(line, places) <= settings.deviation_m.value + extra_m
    near = places[within & (home | ~captive)]
    stops = np.sort(np.interp(shapely.line_locate_point(line, near), drawn, km))
    ends = [km[0]] * (flow["origin"] in settings.fuelled_ends)
    ends += [km[-1]] * (flow["destination"] in settings.fuelled_ends)
    stops = np.sort(np.concatenate([stops, ends]))
    return drives(stops, float(km[-1]), float(str(flow["range_km"])))


def drives(stops: Floats, length_km: float, reach_km: float) -> bool:
    """Drive there and back with half a tank at both ends, stopping at every stop, km from the origin."""
    if not len(stops):
        return False
    tank, at = reach_km / 2.0, 0.0
    # Out from half a tank, filled at every stop, home again: the last leg out and the first home are one.
    for stop in stops:
        tank -= stop - at
        if tank < -EPS_KM:
            return False
        tank, at = reach_km, float(stop)
    out = 2.0 * (length_km - at)
    return bool(out <= reach_km + EPS_KM and 2.0 * stops[0] <= reach_km + EPS_KM)


def supply_share_faults(run: Plan) -> Iterator[Fault]:
    """Check that every source has the part of its capacity that the scenario leaves it."""
    shares = run.scenario.hydrogen.supply_share
    has = sums(run.layers.hydrogen_supply, "supply_id", "capacity_kg_day")
    full = sums(run.layers.hydrogen_supply, "supply_id", "capacity_full_kg_day")
    for name, kilograms in has.items():
        share = shares[name].share if name in shares else 1.0
        said, due = {"capacity_kg_day": kilograms}, {"capacity_kg_day": full[name] * share}
        gives = by("supply-share", share=f"{share:.0%}", full=f"{full[name]:g}")
        yield from differences(of("source", name), said, due, gives, share=1e-6, near=1e-6)
