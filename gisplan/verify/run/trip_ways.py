"""The ways of the trips between cities, routed again, and the service areas that each passes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely
from scipy.spatial.distance import cdist

from gisplan.verify.run.reading import records
from gisplan_kept import once
from layers.routes import freight_routes
from layers.trips import ROUTED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan.plan.record import Plan
    from gisplan_arrays import Flags, Floats
    from layers.routes import Route

NEAR_M: Final = 100.0
"""How near a way has to be to a road that it follows, metres."""
HALF_M: Final = 50.0
LEAST_M: Final = 50.0
"""Of two places 100 m apart on a road, how far the later has to be ahead on the way, metres."""
UNSURE_M: Final = 10.0
"""A place this near to a limit may count either way: coordinates went through degrees."""


@dataclass(frozen=True, eq=False)
class Passed:
    """Service areas on one way: km from its start, those that surely count and those that may."""

    km: Floats
    row: Floats
    sure: Flags
    length_km: float

    def stops(self, fast: Flags, *, loose: bool) -> list[float]:
        """List the km at which a car can charge; ``fast`` is of the table of service areas."""
        own = fast[self.row.astype(int)] & (self.sure | loose)
        return sorted(self.km[own].tolist())


def figure(run: Plan, name: str) -> float:
    """Give a figure of the demand model as the run's assumptions have it."""
    table = run.assumptions
    return float(table.loc[table["name"] == f"demand.{name}", "value"].iloc[0])


def city(run: Plan, code: str) -> tuple[float, Floats]:
    """Give the people of a city, and the middle of its district that all its people have least way to."""
    own = run.layers.districts.sort_values("adcode")
    own = own.loc[own["adcode"].astype(str).str.startswith(code)]
    middle = own.geometry.centroid
    xy, people = np.column_stack([middle.x, middle.y]), own["population"].to_numpy(dtype=float)
    return float(people.sum()), xy[int((cdist(xy, xy) @ people).argmin())]


@once
def routes(run: Plan) -> list[Route]:
    """Route every pair of the table of trips again, by the codes of its cities."""
    codes = [str(pair).split("-") for pair in run.evidence.trips["pair"]]
    spots = {code: city(run, code)[1] for pair in codes for code in pair}
    roads = run.layers.corridors
    lines = list(roads[roads["kind"].isin(ROUTED)].drop_duplicates("road_ref").geometry)
    starts, goals = (np.array([spots[pair[end]] for pair in codes]).reshape(-1, 2) for end in (0, 1))
    return freight_routes(lines, starts, goals, detour=figure(run, "city_trips_detour"))


def passed(run: Plan, areas: pd.DataFrame) -> Iterator[tuple[dict[str, object], Passed, Passed]]:
    """Give each pair of cities with the service areas on the way out and on the way back.

    Parameters
    ----------
    areas
        Public service areas: road_ref, direction, chainage_km.
    """
    roads = run.layers.corridors[run.layers.corridors["kind"].isin(ROUTED)]
    keys = zip(roads["road_ref"].astype(str), roads["direction"].astype(str), strict=True)
    of = dict(zip(keys, roads.geometry, strict=True))
    found: list[tuple[Any, ...]] = []
    for place, area in enumerate(records(areas)):
        line = of.get((str(area["road_ref"]), str(area["direction"])))
        if line is not None and pd.notna(area["chainage_km"]):
            at = float(area["chainage_km"]) * 1000.0
            found.append((place, *(line.interpolate(max(at + step, 0.0)) for step in (-HALF_M, 0.0, HALF_M))))
    row = np.array([one[0] for one in found], dtype=float)
    before, here, after = (np.array([one[k] for one in found], dtype=object) for k in (1, 2, 3))
    for trip, route in zip(records(run.evidence.trips), routes(run), strict=True):
        line = shapely.LineString(route.xy)
        off = shapely.distance(line, here) if found else np.empty(0)
        step = shapely.line_locate_point(line, after) - shapely.line_locate_point(line, before)
        drawn = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(route.xy, axis=0).T))])
        km = np.interp(shapely.line_locate_point(line, here), drawn, route.metres) / 1000.0
        length = route.length_m / 1000.0
        ways = []
        for ahead, along in ((step, km), (-step, length - km)):
            maybe = (off <= NEAR_M + UNSURE_M) & (ahead >= LEAST_M - UNSURE_M)
            sure = (off <= NEAR_M - UNSURE_M) & (ahead >= LEAST_M + UNSURE_M)
            ways.append(Passed(along[maybe], row[maybe], sure[maybe], length))
        yield trip, ways[0], ways[1]


def arrives(stops: list[float], length_km: float, range_km: float, slack_km: float = 0.0) -> bool:
    """Drive one way: out with half a battery, full at every stop."""
    left, at = range_km / 2.0 + slack_km, 0.0
    for stop in [*stops, length_km]:
        if stop - at > left:
            return False
        left, at = range_km + slack_km, stop
    return True
