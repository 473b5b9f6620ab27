"""Lines of roads through the points that carry their names, in the order of travel.

The points of a road's ways lie on both carriageways, in no order, with holes where a bridge or a street has
a name of its own. A line is the way of least cost from end to end over hops between points, a hop costing
its length squared: many short hops along a road beat one long hop across its bend, and no branch is walked
twice. Points of other roads may fill a hole at eight times the cost. A hole wider than a hop parts the line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import KDTree

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Points = NDArray[np.float64]

OTHER_HOP_M = 2_500.0
OTHER_COST = 8.0
SECTORS = 16  # a place hops to the nearest one in each sixteenth of the compass
NEAR = 10


@dataclass(frozen=True)
class Grain:
    """How fine a line is: of a road of the country, if nothing else is said.

    Attributes
    ----------
    merged_m
        Points so near are one place of the road: both carriageways give their centre line.
    beside_m
        Other points so near a line belong to it: ramps, a carriageway apart from the other.
    least_m, simple_m
        Least length, and by how much a line may be simplified.
    """

    merged_m: float = 120.0
    beside_m: float = 2_000.0
    least_m: float = 3_000.0
    simple_m: float = 50.0


ROAD = Grain()


@dataclass(frozen=True)
class Hops:
    """The hops between the places of a road: the first ``own`` places carry its name."""

    xy: Points
    own: int
    cost: csr_array


def road_lines(own: Points, *, others: Points, hop_m: float, grain: Grain = ROAD) -> list[shapely.LineString]:
    """Give the lines of a road, the longest first.

    Parameters
    ----------
    own
        Points that carry the road's name, metres, (n, 2).
    others
        Points of other roads that may fill its holes, (m, 2).
    hop_m
        Widest hole that one line goes over.
    grain
        How fine the lines are.

    Returns
    -------
    list of LineString
        Their direction means nothing.
    """
    hops = _hops(merged(own, grain.merged_m), others, hop_m)
    left = np.arange(hops.own)
    lines = []
    while left.size:
        way = _longest_way(hops, left)
        line = shapely.LineString(hops.xy[way]) if len(way) > 1 else shapely.Point(hops.xy[way[0]])
        left = left[shapely.distance(line, shapely.points(hops.xy[left])) > grain.beside_m]
        if line.length >= grain.least_m:
            lines.append(shapely.simplify(line, grain.simple_m))
    return sorted(lines, key=lambda line: -line.length)


def ring_line(own: Points, *, hop_m: float) -> list[shapely.LineString]:
    """Give the line of a road round a city: its places by their bearing from the middle.

    It closes where no hole is wider than a hop; else it is one line that begins and ends at the widest hole.
    """
    places = merged(own, ROAD.merged_m)
    low, high = places.min(axis=0), places.max(axis=0)
    off = places - (low + high) / 2
    places = places[np.argsort(-np.arctan2(off[:, 1], off[:, 0]))]  # clockwise
    gaps = np.hypot(*(np.roll(places, -1, axis=0) - places).T)
    places = np.roll(places, -int(np.argmax(gaps)) - 1, axis=0)
    line = shapely.simplify(shapely.LineString(places), ROAD.simple_m)
    if gaps.max() > hop_m:
        return [line]
    return [shapely.LineString([*line.coords, line.coords[0]])]


def merged(points: Points, within: float) -> Points:
    """Merge points within so many metres of each other into their middle, whatever their order."""
    points = np.unique(points, axis=0)
    tree = KDTree(points)
    taken = np.zeros(len(points), dtype=bool)
    middles = []
    for start, point in enumerate(points):
        if taken[start]:
            continue
        near = np.array(tree.query_ball_point(point, within))
        near = near[~taken[near]]
        taken[near] = True
        middles.append(points[near].mean(axis=0))
    return np.array(middles)


def _hops(own: Points, others: Points, hop_m: float) -> Hops:
    pairs = KDTree(own).query_pairs(hop_m, output_type="ndarray")
    step = own[pairs[:, 1]] - own[pairs[:, 0]]
    sector = (np.arctan2(step[:, 1], step[:, 0]) / (2 * np.pi) * SECTORS).astype(int) % SECTORS
    both = pd.DataFrame(
        {
            "a": np.concatenate([pairs[:, 0], pairs[:, 1]]),
            "b": np.concatenate([pairs[:, 1], pairs[:, 0]]),
            "cost": np.tile((step**2).sum(axis=1), 2),
            "sector": np.concatenate([sector, (sector + SECTORS // 2) % SECTORS]),
        }
    )
    hops = both.sort_values(["cost", "a", "b"]).drop_duplicates(["a", "sector"])[["a", "b", "cost"]]
    xy = own
    if len(others):
        xy = np.vstack([own, others])
        metres, near = KDTree(xy).query(xy, k=min(NEAR, len(xy)), distance_upper_bound=OTHER_HOP_M)
        start = np.repeat(np.arange(len(xy)), near.shape[1])
        fill = pd.DataFrame({"a": start, "b": near.ravel(), "cost": metres.ravel() ** 2 * OTHER_COST})
        real = (fill["b"] < len(xy)) & (fill["a"] != fill["b"])
        hops = pd.concat([hops, fill[real & ((fill["a"] >= len(own)) | (fill["b"] >= len(own)))]])
    low, high = hops[["a", "b"]].min(axis=1), hops[["a", "b"]].max(axis=1)
    hops = hops.assign(a=low, b=high).sort_values("cost").drop_duplicates(["a", "b"])
    # a cost of nought would be no hop
    cost = csr_array((hops["cost"].to_numpy() + 1e-6, (hops["a"], hops["b"])), shape=(len(xy), len(xy)))
    return Hops(xy, len(own), cost)


def _longest_way(hops: Hops, left: NDArray[np.int64]) -> list[int]:
    """Go to the place that is farthest along the hops, and from there to the farthest again."""
    start, best, found = int(left[0]), 0.0, [int(left[0])]
    while True:
        cost, before = dijkstra(hops.cost, directed=False, indices=start, return_predecessors=True)
        metres = np.zeros(len(hops.xy))
        order = np.argsort(cost, kind="stable")
        for place in order[1 : int(np.isfinite(cost).sum())]:
            metres[place] = metres[before[place]] + np.hypot(*(hops.xy[place] - hops.xy[before[place]]))
        reached = left[np.isfinite(cost[left])]
        end = int(reached[np.argmax(metres[reached])])
        if metres[end] <= best:
            return found
        best, found = float(metres[end]), [end]
        while found[-1] != start:
            found.append(int(before[found[-1]]))
        start = end


def held_out(
    build: Callable[[Points], list[shapely.LineString]], own: Points, *, folds: int, block_m: float
) -> NDArray[np.float64]:
    """Leave points out, build the road again, and measure how far it passes from them.

    Parameters
    ----------
    build
        Lines of the points that stay.
    own
        All points of the road.
    folds
        Each point is left out once, with every ``folds``-th along the road.
    block_m
        Points in the same stretch of so many metres are left out together; 0: every point by itself.

    Returns
    -------
    ndarray
        Metres, one a point; NaN for a point that lies beside no line of all points.
    """
    lines = build(own)
    spots = np.asarray(shapely.points(own))
    away = np.array([shapely.distance(line, spots) for line in lines])
    nearest, near = away.argmin(axis=0), away.min(axis=0) <= ROAD.beside_m
    start = np.concatenate([[0.0], np.cumsum([line.length + ROAD.least_m for line in lines])])
    along = np.array([start[i] + lines[i].project(spot) for i, spot in zip(nearest, spots, strict=True)])
    rank = along // block_m if block_m else np.argsort(np.argsort(along, kind="stable"), kind="stable")
    metres = np.full(len(own), np.nan)
    for fold in range(folds):
        out = rank % folds == fold
        if out.any() and not out.all():
            metres[out] = shapely.distance(shapely.union_all(build(own[~out])), spots[out])
    metres[~near] = np.nan
    return metres
