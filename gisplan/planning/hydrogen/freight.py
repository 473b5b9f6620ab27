"""Freight flows as routes past the hydrogen candidates: what is refuelled, and what cannot be and why.

A captive station refuels the flows that start or end on its own premises, a commercial one whoever passes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gisplan.access.ways import site_points
from gisplan_numbers import Figure
from gisplan_words import listed, message
from layers.hydrogen.freight_routes import Route, freight_routes
from optimize.hydrogen.trips import FreightTrips, freight_trips
from optimize.location.refuelling.paths import RefuellingPaths

if TYPE_CHECKING:
    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Flags, Floats, Indices
    from gisplan_words import Message
    from layers.region.loading import Region


TABLE = (
    *("route_id", "origin", "destination", "vehicle_class", "trips_day", "km_one_way", "range_km"),
    *("refuellable", "refuelled", "stations", "range_needed_km", "reason_zh", "reason_en"),
)
COLUMNS = ("route_id", "seq", "lon", "lat", "km", "on_corridor")


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
    ends = [
        gpd.GeoSeries.from_xy(flows[f"{end}_lon"], flows[f"{end}_lat"], crs=4326).to_crs(region.crs)
        for end in ("origin", "destination")
    ]
    start, goal = (np.column_stack([end.x.to_numpy(), end.y.to_numpy()]) for end in ends)
    lines = list(region.corridors.drop_duplicates("road_ref").geometry) if len(region.corridors) else []
    routes = freight_routes(lines, start, goal, detour=settings.detour.value)
    points = site_points(region.sites.iloc[candidates])
    captive = (region.sites["ownership"].to_numpy() == "captive")[candidates]
    own_m = scenario.hydrogen.captive_radius_m.value / scenario.hydrogen.detour.value
    fuelled = [
        (name in settings.fuelled_ends, other in settings.fuelled_ends)
        for name, other in zip(flows["origin_id"], flows["destination_id"], strict=True)
    ]
    beside = [_beside(route, points, settings.deviation_m.value, captive, own_m) for route in routes]
    paths = _paths(routes, beside, fuelled, len(candidates))
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


def _paths(
    routes: list[Route],
    beside: list[tuple[Indices, Floats]],
    fuelled: list[tuple[bool, bool]],
    n: int,
) -> RefuellingPaths:
    """Write the candidates beside every route as places; ends with fuel are site ``n``."""
    sites, metres, sizes = [], [], []
    for route, (near, at), (at_start, at_end) in zip(routes, beside, fuelled, strict=True):
        sites.append(np.concatenate([[n if at_start else -1], near, [n if at_end else -1]]))
        metres.append(np.concatenate([[0.0], np.clip(at, 0.0, route.length_m), [route.length_m]]))
        sizes.append(len(near) + 2)
    indptr = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    return RefuellingPaths(indptr, np.concatenate(sites), np.concatenate(metres), n + 1)


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
    rows = []
    for q, flow in enumerate(freight.flows.to_dict("records")):
        sites, metres = freight.paths.places(q)
        # The ends with fuel count as stops as well.
        stops = np.isin(sites, stations) | (sites == len(candidates))
        needed = range_needed_m(metres[sites >= 0], float(metres[-1]))
        reason = _reason(flow, metres, sites >= 0, stops, freight.range_m[q], needed, able=bool(able[q]))
        rows.append(
            {
                "route_id": f"R{q + 1:03d}",
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
    return pd.DataFrame(rows, columns=list(TABLE))


def range_needed_m(stops: Floats, length_m: float) -> float:
    """Give the least range with which stops at these metres keep a path going, there and back."""
    if not len(stops):
        return float("inf")
    legs = np.concatenate([[2 * stops[0]], np.diff(stops), [2 * (length_m - stops[-1])]])
    return float(legs.max())


def _reason(
    flow: dict[Any, Any],
    metres: Floats,
    site: Flags,
    stops: Flags,
    range_m: float,
    needed: float,
    *,
    able: bool,
) -> Message:
    """Say why a flow runs dry, by its longest leg."""
    at = metres[site if not able else stops]
    length, reach = float(metres[-1]), range_m / 1000.0
    who = message("planning-freight-plan" if able else "planning-freight-candidate")
    if not len(at):
        return message("planning-freight-none", who=who)
    legs = np.concatenate([[2 * at[0]], np.diff(at), [2 * (length - at[-1])]])
    leg = int(np.argmax(legs))
    km = float(legs[leg]) / 1000.0
    if leg in {0, len(legs) - 1}:
        end = str(flow["origin_id"] if leg == 0 else flow["destination_id"])
        ways = {"away": _km(km / 2.0), "both": _km(km), "range": _km(reach)}
        reason = message("planning-freight-end", who=who, end=end, **ways)
    else:
        ways = {"begin": _km(at[leg - 1] / 1000.0), "stop": _km(at[leg] / 1000.0)}
        reason = message("planning-freight-leg", who=who, **ways, leg=_km(km), range=_km(reach))
    return reason if able else message("planning-freight-needs", reason=reason, range=_km(needed / 1000))


def _km(length: float) -> Figure:
    return Figure(length, "km", 0)


def route_bends(region: Region, freight: FreightPlan | None) -> pd.DataFrame:
    """Tabulate the bends of every route: degrees, travelled km, and whether the leg ahead is a corridor."""
    if freight is None:
        return pd.DataFrame({name: [] for name in COLUMNS})
    parts = []
    for q, route in enumerate(freight.routes):
        degrees = gpd.GeoSeries.from_xy(route.xy[:, 0], route.xy[:, 1], crs=region.crs).to_crs(4326)
        parts.append(
            pd.DataFrame(
                {
                    "route_id": f"R{q + 1:03d}",
                    "seq": np.arange(len(route.xy)),
                    "lon": degrees.x.to_numpy(),
                    "lat": degrees.y.to_numpy(),
                    "km": route.metres / 1000.0,
                    "on_corridor": np.append(route.on_corridor, False),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)
