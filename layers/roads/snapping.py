"""Snap points to the road they can be driven to, with a connector, and name those that reach none."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gisplan_errors import CrsError, LayerError
from gisplan_words import message

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from layers.roads.graph import RoadGraph

# A carriageway with controlled access: only service areas touch it, and only from its own side.
CARRIAGEWAYS = ("motorway", "trunk")
# No parcel has its gate on these.
NO_GATE = ("motorway", "motorway_link")
# A carriageway heads the asked way when its bearing is this near, degrees.
BEARING_TOLERANCE = 75.0
# Closer than this is the same place, metres.
SAME_M = 0.01


@dataclass(frozen=True, eq=False)
class Snapped:
    """Where ``n`` points touch the road network.

    Attributes
    ----------
    names
        Name or key of each point, text, shape ``(n,)``.
    line
        Line index in the graph, -1 where no road is in reach, shape ``(n,)``.
    fraction
        Position on the line, 0 at its tail, 1 at its head, shape ``(n,)``.
    connector_m
        Straight metres from the point to the road, shape ``(n,)``; NaN where not reached.
    xy
        The position on the road in the graph's CRS, shape ``(n, 2)``, metres; NaN where not reached.
    reason
        Why a point is not reached, empty where it is, shape ``(n,)``.
    """

    names: NDArray[np.object_]
    line: NDArray[np.int64]
    fraction: NDArray[np.float64]
    connector_m: NDArray[np.float64]
    xy: NDArray[np.float64]
    reason: NDArray[np.object_]

    def __len__(self) -> int:
        """Return the number of points, reached or not."""
        return len(self.line)

    @property
    def reached(self) -> NDArray[np.bool_]:
        """Whether each point touches the network, shape ``(n,)``."""
        return self.line >= 0

    def take(self, rows: NDArray[np.int64]) -> Snapped:
        """Return some of the points, by position."""
        return Snapped(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})

    def unreachable(self) -> pd.DataFrame:
        """Return the points that touch no road: columns name, reason."""
        lost = ~self.reached
        return pd.DataFrame({"name": self.names[lost], "reason": self.reason[lost]})


def snap(
    graph: RoadGraph,
    points: gpd.GeoSeries,
    *,
    names: ArrayLike | None = None,
    max_m: float = 1_000.0,
    open_first_m: float = 0.0,
    carriageway: ArrayLike | None = None,
    bearing: ArrayLike | None = None,
) -> Snapped:
    """Snap points to the nearest road they can be entered from.

    An ordinary point takes the nearest line that is no motorway or motorway link, be it private: that is the
    first or last leg of its ways. Where ``open_first_m`` is given, an open line within it goes before a
    nearer private one. A point on a ``carriageway`` (a service area) takes the nearest motorway or trunk line
    that passes it on its right-hand side, as traffic drives on the right; a ``bearing`` also asks for the
    carriageway that heads that way.

    Parameters
    ----------
    graph
        The network.
    points
        Points with a CRS; they are projected to the graph's.
    names
        Name of each point; by default the index of ``points``.
    max_m
        Longest connector, metres.
    open_first_m
        How far open lines go before private ones, metres.
    carriageway
        Which points lie on an expressway or trunk carriageway; by default none.
    bearing
        Heading of the wanted carriageway, degrees clockwise from north, NaN for either. Only read for
        points on a ``carriageway``.

    Returns
    -------
    Snapped
        In the order of ``points``; those out of reach are named with a reason, never dropped.

    Raises
    ------
    CrsError
        The points have no CRS.
    LayerError
        An array's length does not fit, or a geometry is no point.
    """
    if points.crs is None:
        raise CrsError(message("layers-snap-no-crs"))
    n = len(points)
    geometry = np.asarray(points.to_crs(graph.crs).array)
    located = ~(shapely.is_missing(geometry) | shapely.is_empty(geometry))
    if (shapely.get_type_id(geometry[located]) != 0).any():
        raise LayerError(message("layers-snap-no-point"))
    on_carriageway = _per_point(carriageway, n, fill=False).astype(bool)
    heading = _per_point(bearing, n, fill=float("nan")).astype(float)

    line = np.full(n, -1, dtype=np.int64)
    limit = f"{max_m:g}"
    far, nowhere = message("snap-no-road", limit=limit), message("snap-no-location")
    reason = np.array([far if known else nowhere for known in located], dtype=object)
    ordinary = np.flatnonzero(located & ~on_carriageway)
    gated = ~np.isin(graph.highway, NO_GATE)
    for choice, reach in ((gated & graph.through, min(open_first_m, max_m)), (gated, max_m)):
        gates, left = np.flatnonzero(choice), ordinary[line[ordinary] < 0]
        if left.size and gates.size and reach > 0:
            point, hit = _nearest(graph, gates, geometry[left], reach)
            line[left[point]] = hit
    service = np.flatnonzero(located & on_carriageway)
    if service.size:
        line[service] = _carriageway_lines(graph, geometry[service], max_m, heading[service])
        reason[service] = message("snap-no-carriageway", limit=limit)

    hit_rows = line >= 0
    road = graph.geometry[line[hit_rows]]
    fraction = np.zeros(n)
    length = shapely.length(road)
    along = shapely.line_locate_point(road, geometry[hit_rows])
    along = np.where(along < SAME_M, 0.0, np.where(along > length - SAME_M, length, along))
    fraction[hit_rows] = np.divide(along, length, out=np.zeros_like(along), where=length > 0)
    xy = np.full((n, 2), np.nan)
    xy[hit_rows] = shapely.get_coordinates(shapely.line_interpolate_point(road, along))
    connector = np.full(n, np.nan)
    connector[hit_rows] = np.hypot(*(shapely.get_coordinates(geometry[hit_rows]) - xy[hit_rows]).T)
    reason[hit_rows] = ""
    labels = np.asarray(points.index if names is None else names).astype(str).astype(object)
    if labels.shape != (n,):
        raise LayerError(message("layers-snap-names", shape=str(labels.shape), points=str(n)))
    return Snapped(labels, line, fraction, connector, xy, reason)


def _nearest(
    graph: RoadGraph, lines: NDArray[np.int64], points: NDArray[np.object_], max_m: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the points that a line is near enough to, and the nearest; of equally near ones the first open.

    Coordinates that went through degrees and back must find the same line again.
    """
    tree = shapely.STRtree(graph.geometry[lines])
    # The tree's own limit excludes the distance itself.
    (point, _), metres = tree.query_nearest(
        points, max_distance=max_m * (1 + 1e-12), return_distance=True, all_matches=False
    )
    if not point.size:
        return point, point
    row, hit = tree.query(points[point], predicate="dwithin", distance=metres + SAME_M)
    line = lines[hit]
    order = np.lexsort((line, ~graph.through[line], row))
    _, first = np.unique(row[order], return_index=True)
    return point, line[order][first]


def connectors(snapped: Snapped, points: gpd.GeoSeries, graph: RoadGraph) -> gpd.GeoDataFrame:
    """Return the straight lines from points to the road: columns name, connector_m, geometry."""
    reached = snapped.reached
    start = shapely.get_coordinates(np.asarray(points.to_crs(graph.crs).array)[reached])
    drawn = shapely.linestrings(np.stack([start, snapped.xy[reached]], axis=1))
    return gpd.GeoDataFrame(
        {"name": snapped.names[reached], "connector_m": snapped.connector_m[reached]},
        geometry=drawn,
        crs=graph.crs,
    )


def _carriageway_lines(
    graph: RoadGraph, points: NDArray[np.object_], max_m: float, heading: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Return for each point the nearest carriageway it lies on the right of, -1 where there is none."""
    chosen = np.full(len(points), -1, dtype=np.int64)
    roads = np.flatnonzero(np.isin(graph.highway, CARRIAGEWAYS) & graph.through)
    if not roads.size:
        return chosen
    tree = shapely.STRtree(graph.geometry[roads])
    point, hit = tree.query(points, predicate="dwithin", distance=max_m)
    line = roads[hit]
    spot = shapely.get_coordinates(points[point])
    along = shapely.line_locate_point(graph.geometry[line], points[point])
    length = shapely.length(graph.geometry[line])
    step = np.minimum(1.0, length / 2)
    before = _place(graph, line, np.maximum(along - step, 0))
    after = _place(graph, line, np.minimum(along + step, length))
    drawn = after - before
    foot = _place(graph, line, along)
    # Negative: the point lies to the right of the drawing direction.
    side = drawn[:, 0] * (spot - foot)[:, 1] - drawn[:, 1] * (spot - foot)[:, 0]
    course = np.degrees(np.arctan2(drawn[:, 0], drawn[:, 1]))
    fits = np.zeros(len(line), dtype=bool)
    for allowed, right, turn in ((graph.forward, side <= 0, 0.0), (graph.backward, side >= 0, 180.0)):
        off = np.abs((course + turn - heading[point] + 180.0) % 360.0 - 180.0)
        fits |= allowed[line] & right & (np.isnan(off) | (off <= BEARING_TOLERANCE))
    distance = np.hypot(*(spot - foot).T)
    order = np.lexsort((distance[fits], point[fits]))
    rows, first = np.unique(point[fits][order], return_index=True)
    chosen[rows] = line[fits][order][first]
    return chosen


def _place(graph: RoadGraph, line: NDArray[np.int64], along: NDArray[np.float64]) -> NDArray[np.float64]:
    return shapely.get_coordinates(shapely.line_interpolate_point(graph.geometry[line], along))


def _per_point(values: ArrayLike | None, n: int, *, fill: float | bool) -> NDArray[Any]:
    if values is None:
        return np.full(n, fill)
    array = np.asarray(values)
    if array.shape != (n,):
        raise LayerError(message("layers-snap-option", shape=str(array.shape), points=str(n)))
    return array
