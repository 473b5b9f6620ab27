"""Freight flows as routes past the hydrogen candidates: what is refuelled, and what cannot be and why.

A captive station refuels the flows that start or end on its own premises, a commercial one whoever passes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gisplan.access.ways import site_points
from gisplan.planning.trips import (
    Drive,
    driven_beside,
    flow_routes,
    paths_beside,
    route_ids,
    shut_reason,
    with_ways,
)
from gisplan_words import listed, message
from layers.restrictions.ground import hours_at
from layers.restrictions.hours import TRUCK
from optimize.location.refuelling.trips import FreightTrips, freight_trips

if TYPE_CHECKING:
    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Flags, Floats, Indices
    from layers.region.loading import Region
    from layers.routes import Route
    from optimize.location.refuelling.paths import RefuellingPaths


TABLE = (
    *("route_id", "origin", "destination", "vehicle_class", "trips_day", "km_one_way", "range_km"),
    *("refuellable", "refuelled", "stations", "range_needed_km", "reason_zh", "reason_en"),
)


@dataclass(frozen=True, eq=False)
class FreightPlan:
    """Freight flows of the hydrogen classes on their routes.

    Attributes
    ----------
    flows
        The rows of ``region.flows`` whose class the scenario gives a range, in order.
    routes
        Their routes.
    paths
        The candidates each of them passes; sites from the number of candidates on are ends with fuel.
    range_m
        Range of each flow's class, metres.
    trips
        The arcs to cover and the trips that must be refuelled.
    """

    flows: pd.DataFrame
    routes: list[Route]
    paths: RefuellingPaths
    range_m: Floats
    trips: FreightTrips

    @property
    def refuellable(self) -> Flags:
        """Whether some set of candidates keeps each flow refuelled."""
        return np.asarray(self.trips.member >= 0)

    def refuelled(self, opened: Flags) -> Flags:
        """Whether the open candidates keep each flow refuelled."""
        done = np.append(self.trips.refuelled(opened), False)
        return np.asarray(done[self.trips.member])


def plan_freight(region: Region, scenario: Scenario, candidates: Indices) -> FreightPlan | None:
    """Route the flows of the hydrogen vehicle classes past the candidates; None without such flows.

    Parameters
    ----------
    candidates
        Positions in ``region.sites`` of the hydrogen candidates.
    """
    settings = scenario.hydrogen.freight
    if region.flows.empty:
        return None
    flows = region.flows[region.flows["vehicle_class"].isin(list(settings.vehicles))].reset_index(drop=True)
    if flows.empty:
        return None
    routes = flow_routes(region, flows, settings.detour.value)
    points = site_points(region.sites.iloc[candidates])
    captive = (region.sites["ownership"].to_numpy() == "captive")[candidates]
    own_m = scenario.hydrogen.captive_radius_m.value / scenario.hydrogen.detour.value
    fuelled = [
        (name in settings.fuelled_ends, other in settings.fuelled_ends)
        for name, other in zip(flows["origin_id"], flows["destination_id"], strict=True)
    ]
    open_here = hours_at(region.sites.iloc[candidates], TRUCK) > 0
    beside = [
        _open_beside(route, _beside(route, points, settings.deviation_m.value, captive, own_m), open_here)
        for route in routes
    ]
    fuelled = [(a and not r.shut, b and not r.shut) for (a, b), r in zip(fuelled, routes, strict=True)]
    paths = paths_beside(routes, beside, fuelled, len(candidates))
    reach = flows["vehicle_class"].map({k: v.range_km * 1000.0 for k, v in settings.vehicles.items()})
    range_m = np.asarray(reach, dtype=np.float64)
    trips = freight_trips(
        paths,
        flows["trips_day"].to_numpy(dtype=np.float64),
        range_m,
        least_share=settings.least_share.value,
        n_sites=len(candidates),
    )
    return FreightPlan(flows, routes, paths, range_m, trips)


def _beside(
    route: Route, points: Floats, within_m: float, captive: Flags, own_m: float
) -> tuple[Indices, Floats]:
    """Find the candidates a route can stop at, and their metres; captive ones at its own ends only."""
    near, at = route.beside(points, within_m)
    away = np.hypot(*(points[near][:, None, :] - route.xy[[0, -1]][None, :, :]).transpose(2, 0, 1))
    kept = ~captive[near] | (away.min(axis=1, initial=np.inf) <= own_m)
    return near[kept], at[kept]


def _open_beside(route: Route, beside: tuple[Indices, Floats], open_here: Flags) -> tuple[Indices, Floats]:
    """Leave out the candidates that trucks may never reach."""
    near, at = driven_beside(route, beside)
    return near[open_here[near]], at[open_here[near]]


def freight_table(
    region: Region, freight: FreightPlan | None, stations: Indices, candidates: Indices
) -> pd.DataFrame:
    """Tabulate every flow: whether it can be and is refuelled, where, and otherwise why not.

    Parameters
    ----------
    stations
        Candidates (columns of the hydrogen model) with a new or standing station.
    candidates
        Positions in ``region.sites`` of the candidates.

    Returns
    -------
    pandas.DataFrame
        Columns `TABLE`, one row a flow.
    """
    if freight is None:
        return pd.DataFrame({name: [] for name in TABLE})
    opened = np.zeros(len(candidates), dtype=bool)
    opened[stations] = True
    able, done = freight.refuellable, freight.refuelled(opened)
    names = region.sites["name_zh"].to_numpy()[candidates]
    rows, ids = [], route_ids(len(freight.routes), "R")
    for q, flow in enumerate(freight.flows.to_dict("records")):
        sites, metres = freight.paths.places(q)
        # The ends with fuel count as stops as well.
        stops = np.isin(sites, stations) | (sites == len(candidates))
        drive = Drive(flow, metres, sites >= 0, stops, float(freight.range_m[q]))
        who = message("planning-freight-plan" if able[q] else "planning-freight-candidate")
        reason, needed = drive.reason(who, able=bool(able[q])), drive.needed_m
        if freight.routes[q].shut:
            reason = shut_reason(region, freight.routes[q])
        rows.append(
            {
                "route_id": ids[q],
                "origin": flow["origin_id"],
                "destination": flow["destination_id"],
                "vehicle_class": flow["vehicle_class"],
                "trips_day": float(flow["trips_day"]),
                "km_one_way": round(float(metres[-1]) / 1000.0, 3),
                "range_km": freight.range_m[q] / 1000.0,
                "refuellable": bool(able[q]),
                "refuelled": bool(done[q]),
                "stations": listed(names[sites[np.isin(sites, stations)]]).zh if done[q] else "",
                "range_needed_km": round(needed / 1000.0, 1) if np.isfinite(needed) else np.nan,
                "reason_zh": "" if done[q] else reason.zh,
                "reason_en": "" if done[q] else reason.en,
            }
        )
    return with_ways(pd.DataFrame(rows, columns=list(TABLE)), region, freight.routes)
