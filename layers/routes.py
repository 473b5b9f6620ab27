"""Routes of freight flows: along the region's corridors, and straight ahead where there is none.

The corridors are joined into one network wherever they cross; a truck gets on and off it anywhere. Corridor
legs have the length of their line, legs off the corridors the straight line times a detour. Beyond the
region's border a route leaves the network where that makes the whole way shortest. Pieces of the corridors
and legs off them that enter ground closed all day are not driven, but for ground that an end of the trip
lies in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy import sparse
from scipy.sparse.csgraph import dijkstra

from layers.restrictions.ground import THIN_M, crossing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry import LineString

    from gisplan_arrays import Floats, Indices


STEP_M = 2_000.0
"""Longest piece of a corridor between two places where a truck may leave it, metres."""


@dataclass(frozen=True, eq=False)
class Route:
    """One way of one flow.

    Attributes
    ----------
    xy
        Its bends in projected metres, (n, 2).
    metres
        Travelled metres from the origin to each bend, (n,).
    on_corridor
        Whether the leg to the next bend follows a corridor, (n - 1,).
    detour_m
        Metres that it is longer than the shortest one, round closed ground.
    shut
        Whether there is no way round: it is drawn as if nothing were closed, and nobody drives it.
    """

    xy: Floats
    metres: Floats
    on_corridor: NDArray[np.bool_]
    detour_m: float = 0.0
    shut: bool = False

    @property
    def length_m(self) -> float:
        """Metres from end to end."""
        return float(self.metres[-1])

    def beside(self, points: Floats, within_m: float) -> tuple[Indices, Floats]:
        """Find the points beside the route, and the metres from the origin at which each is passed.

        Parameters
        ----------
        points
            Projected metres, (m, 2).
        within_m
            Farthest straight distance from the route.

        Returns
        -------
        tuple
            Indices of the points in the order they are passed, and their metres.
        """
        line = shapely.LineString(self.xy)
        spots = np.asarray(shapely.points(points))
        near = np.flatnonzero(shapely.distance(line, spots) <= within_m)
        drawn = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(self.xy, axis=0).T))])
        at = np.interp(shapely.line_locate_point(line, spots[near]), drawn, self.metres)
        order = np.argsort(at, kind="stable")
        return near[order], at[order]


def freight_routes(
    lines: Sequence[LineString],
    origins: Floats,
    destinations: Floats,
    *,
    detour: float,
    shut: Sequence[shapely.Geometry] = (),
) -> list[Route]:
    """Find the shortest route of every pair.

    Parameters
    ----------
    lines
        Corridors in projected metres; both directions of a road are one line or two, either way.
    origins, destinations
        Ends in projected metres, (q, 2) each.
    detour
        Travelled over straight distance off the corridors.
    shut
        Ground closed all day, as parts that hang together (`layers.restrictions.ground.shut_ground`).

    Returns
    -------
    list of Route
        One a pair. Without any corridor it is the straight line.
    """
    if not len(origins):
        return []
    nodes, edges = _network(lines)
    ends, number = np.unique(np.vstack([origins, destinations]), axis=0, return_inverse=True)
    number = np.asarray(number).reshape(-1)
    n, m = len(nodes), len(ends)
    xy = np.vstack([nodes, ends])
    pairs = np.column_stack([n + number[: len(origins)], n + number[len(origins) :]])
    # Ends join the corridors; without any, the two ends of a pair join each other.
    off = np.column_stack([np.repeat(n + np.arange(m), n), np.tile(np.arange(n), m)]) if n else pairs
    every = np.unique(np.vstack([edges, np.sort(off, axis=1)]), axis=0)
    on = (every < n).all(axis=1)
    every_m = np.hypot(*(xy[every[:, 0]] - xy[every[:, 1]]).T) * np.where(on, 1.0, detour)
    routes = [_route(way, xy, n, detour) for way in _shortest(every, every_m, pairs, n + m)]
    return _round(routes, shut, (every, every_m, pairs), xy, n, detour) if len(shut) else routes


def _shortest(edges: Indices, metres: Floats, pairs: Indices, nodes: int) -> list[list[int]]:
    """Find the nodes of the shortest way of every pair; none where nothing joins them."""
    graph = sparse.csr_array((metres, (edges[:, 0], edges[:, 1])), shape=(nodes, nodes))
    starts, line = np.unique(pairs[:, 0], return_inverse=True)
    _, before = dijkstra(graph, directed=False, indices=starts, return_predecessors=True)
    ways = []
    for row, (start, end) in zip(line.tolist(), pairs.tolist(), strict=True):
        way = [end]
        while way[-1] != start and way[-1] >= 0:
            way.append(int(before[row, way[-1]]))
        ways.append(way[::-1] if way[-1] == start else [])
    return ways


def _route(way: list[int], xy: Floats, n: int, detour: float) -> Route:
    """Measure a way over nodes, the first n of which lie on corridors."""
    bends = np.array(way)
    on = (bends[:-1] < n) & (bends[1:] < n)
    legs = np.hypot(*np.diff(xy[bends], axis=0).T) * np.where(on, 1.0, detour)
    return Route(xy[bends], np.concatenate([[0.0], np.cumsum(legs)]), on)


def _round(
    routes: list[Route],
    shut: Sequence[shapely.Geometry],
    network: tuple[Indices, Floats, Indices],
    xy: Floats,
    n: int,
    detour: float,
) -> list[Route]:
    """Lead the routes that enter closed ground round it; ``network`` is edges, their metres, and pairs."""
    edges, metres, pairs = network
    drawn = shapely.linestrings(xy[edges])
    enters = np.array([shapely.length(shapely.intersection(drawn, part)) > THIN_M for part in shut])
    out = []
    for route, pair in zip(routes, pairs, strict=True):
        if not (crossing(route.xy, shut) > THIN_M).any():
            out.append(route)
            continue
        holds = [bool(shapely.intersects_xy(part, *xy[pair].T).any()) for part in shut]
        kept = ~enters[~np.array(holds)].any(axis=0)
        (way,) = _shortest(edges[kept], metres[kept], pair[None], len(xy))
        if way:
            found = _route(way, xy, n, detour)
            out.append(replace(found, detour_m=max(0.0, found.length_m - route.length_m)))
        else:
            out.append(replace(route, shut=True))
    return out


def _network(lines: Sequence[LineString]) -> tuple[Floats, Indices]:
    """Part the corridors at their crossings and into short pieces: nodes and edges."""
    if not len(lines):
        return np.empty((0, 2)), np.empty((0, 2), dtype=np.int64)
    parts = shapely.get_parts(shapely.union_all(list(lines)))
    # a line that was read again from degrees is cut into as many pieces as before
    pieces = shapely.segmentize(parts, STEP_M * (1.0 + 1e-6))
    coordinates, of_piece = shapely.get_coordinates(pieces, return_index=True)
    nodes, number = np.unique(np.round(coordinates, 3), axis=0, return_inverse=True)
    number = np.asarray(number).reshape(-1)
    same = of_piece[1:] == of_piece[:-1]
    edges = np.column_stack([number[:-1][same], number[1:][same]])
    return nodes, np.sort(edges[edges[:, 0] != edges[:, 1]], axis=1)
