"""Freight flows as routes past candidates: the places on each, the range it needs, and why it runs dry.

Hydrogen trucks (`gisplan.planning.hydrogen.freight`) and electric lorries (`gisplan.planning.lorries`) drive
by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gisplan.tables.lorries import ROUTE_COLUMNS, WAY_COLUMNS
from gisplan_numbers import Figure
from gisplan_words import message
from layers.restrictions.ground import passed, shut_ground
from layers.routes import Route, freight_routes
from optimize.location.refuelling.paths import RefuellingPaths

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gisplan_arrays import Flags, Floats, Indices
    from gisplan_words import Message
    from layers.region.loading import Region


def flow_routes(region: Region, flows: pd.DataFrame, detour: float) -> list[Route]:
    """Route flows (origin and destination by lon and lat) along the region's corridors."""
    ends = [
        gpd.GeoSeries.from_xy(flows[f"{end}_lon"], flows[f"{end}_lat"], crs=4326).to_crs(region.crs)
        for end in ("origin", "destination")
    ]
    start, goal = (np.column_stack([end.x.to_numpy(), end.y.to_numpy()]) for end in ends)
    lines = list(region.corridors.drop_duplicates("road_ref").geometry) if len(region.corridors) else []
    return freight_routes(lines, start, goal, detour=detour, shut=shut_ground(region.restrictions))


def driven_beside(route: Route, beside: tuple[Indices, Floats]) -> tuple[Indices, Floats]:
    """Give the candidates beside a route that is driven; none beside one that may not be."""
    near, at = beside
    return (near[:0], at[:0]) if route.shut else beside


def with_ways(table: pd.DataFrame, region: Region, routes: Sequence[Route]) -> pd.DataFrame:
    """Tell of every flow how far it goes round closed ground and what it passes that is closed at times.

    Columns `WAY_COLUMNS` come only where the region has a layer of restrictions.
    """
    if region.restrictions is None:
        return table
    told: dict[str, list[float] | list[str]] = {
        "detour_km": [route.detour_m / 1000.0 for route in routes],
        "closed_hours": [passed(route.xy, region.restrictions) for route in routes],
    }
    return table.assign(**{name: told[name] for name in WAY_COLUMNS})


def shut_reason(region: Region, route: Route) -> Message:
    """Name what closes the way of a flow all day."""
    return message("planning-freight-shut", names=passed(route.xy, region.restrictions))


def paths_beside(
    routes: Sequence[Route],
    beside: Sequence[tuple[Indices, Floats]],
    given: Sequence[tuple[bool, bool]],
    n: int,
) -> RefuellingPaths:
    """Write the candidates beside every route as places.

    Parameters
    ----------
    beside
        Positions of the candidates beside each route, and the metres at which each is passed.
    given
        Whether origin and destination of each have what the vehicle needs; they are site ``n``.
    n
        Number of candidates.
    """
    sites, metres, sizes = [], [], []
    for route, (near, at), (at_start, at_end) in zip(routes, beside, given, strict=True):
        sites.append(np.concatenate([[n if at_start else -1], near, [n if at_end else -1]]))
        metres.append(np.concatenate([[0.0], np.clip(at, 0.0, route.length_m), [route.length_m]]))
        sizes.append(len(near) + 2)
    indptr = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    return RefuellingPaths(indptr, np.concatenate(sites), np.concatenate(metres), n + 1)


def range_needed_m(stops: Floats, length_m: float) -> float:
    """Give the least range with which stops at these metres keep a path going, there and back."""
    return float(_legs(stops, length_m).max()) if len(stops) else float("inf")


def _legs(stops: Floats, length_m: float) -> Floats:
    return np.concatenate([[2 * stops[0]], np.diff(stops), [2 * (length_m - stops[-1])]])


@dataclass(frozen=True, eq=False)
class Drive:
    """A flow on its route, as its reasons tell it.

    Attributes
    ----------
    flow
        origin_id, destination_id.
    metres
        Metres from the origin to each place.
    site, stops
        Which places may have what the vehicle needs, and which have it in the plan.
    range_m
        Range of the vehicle.
    """

    flow: dict[Any, Any]
    metres: Floats
    site: Flags
    stops: Flags
    range_m: float

    @property
    def needed_m(self) -> float:
        """Least range with which every candidate together keeps it going."""
        return range_needed_m(self.metres[self.site], float(self.metres[-1]))

    def reason(self, who: Message, *, able: bool) -> Message:
        """Say why it runs dry, by its longest leg.

        Parameters
        ----------
        who
            What does not stand where it is needed: a station of the plan, or a candidate.
        able
            Whether candidates could keep it going.
        """
        at = self.metres[self.stops if able else self.site]
        length, reach = float(self.metres[-1]), _km(self.range_m)
        if not len(at):
            return message("planning-freight-none", who=who)
        legs = _legs(at, length)
        leg = int(np.argmax(legs))
        metres = float(legs[leg])
        if leg in {0, len(legs) - 1}:
            end = str(self.flow["origin_id"] if leg == 0 else self.flow["destination_id"])
            ways = {"away": _km(metres / 2.0), "both": _km(metres), "range": reach}
            reason = message("planning-freight-end", who=who, end=end, **ways)
        else:
            ways = {"begin": _km(at[leg - 1]), "stop": _km(at[leg])}
            reason = message("planning-freight-leg", who=who, **ways, leg=_km(metres), range=reach)
        return reason if able else message("planning-freight-needs", reason=reason, range=_km(self.needed_m))


def _km(metres: float) -> Figure:
    return Figure(metres / 1000.0, "km", 0)


def route_ids(count: int, letter: str) -> list[str]:
    """Give the ids of the routes of a table: a letter and a number from 001."""
    return [f"{letter}{q:03d}" for q in range(1, count + 1)]


def route_bends(region: Region, routes: Sequence[Route], letter: str) -> pd.DataFrame:
    """Tabulate the bends of every route: degrees, travelled km, and whether the leg ahead is a corridor."""
    if not routes:
        return pd.DataFrame({name: [] for name in ROUTE_COLUMNS})
    parts = []
    for name, route in zip(route_ids(len(routes), letter), routes, strict=True):
        degrees = gpd.GeoSeries.from_xy(route.xy[:, 0], route.xy[:, 1], crs=region.crs).to_crs(4326)
        parts.append(
            pd.DataFrame(
                {
                    "route_id": name,
                    "seq": np.arange(len(route.xy)),
                    "lon": degrees.x.to_numpy(),
                    "lat": degrees.y.to_numpy(),
                    "km": route.metres / 1000.0,
                    "on_corridor": np.append(route.on_corridor, False),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)
