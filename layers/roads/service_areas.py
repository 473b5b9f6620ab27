"""Service areas along roads: which stretches of road lie within a way's length of a nearest site.

One search from all sites at once on the network turned round gives every node its metres to the nearest
site, driving to it. Along a line the metres then rise or fall by a metre a metre: towards its tail where it
may be driven backward, towards its head where it may be driven forward, with the watershed between both
where it may be driven both ways. So every line is cut exactly where a class of distance ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.sparse.csgraph import dijkstra

from gisplan_errors import LayerError
from gisplan_words import message
from layers.circuity import as_cutoffs
from layers.roads.pairs import least_arcs
from layers.roads.parted_lines import part_lines

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from layers.roads.graph import RoadGraph
    from layers.roads.parted_lines import PartedLines, Storeys
    from layers.roads.snapping import Snapped

# A stretch shorter than this is rounding, metres.
LEAST_M = 1e-3
# Classes of distance that a legend can hold.
MOST_BANDS = 5


@dataclass(frozen=True, eq=False)
class RoadStretches:
    """Stretches of road within reach of a site, ``S`` of them, none overlapping another.

    Attributes
    ----------
    line
        Line of the graph, shape ``(S,)``.
    begin, end
        Fractions of the line from its tail, ``begin < end``, shape ``(S,)``.
    site
        Position of the nearest site, shape ``(S,)``.
    band
        Class of distance: the metres lie above ``breaks[band - 1]`` (0 for the first) and up to
        ``breaks[band]``, shape ``(S,)``.
    metres
        Length of road, shape ``(S,)``.
    """

    line: NDArray[np.int64]
    begin: NDArray[np.float64]
    end: NDArray[np.float64]
    site: NDArray[np.int64]
    band: NDArray[np.int64]
    metres: NDArray[np.float64]


def distance_bands(radii: ArrayLike) -> NDArray[np.float64]:
    """Return the upper ends of distance classes for some service radii.

    A quarter and a half of the least radius, then the radii themselves; of more than three different radii
    the least, the middle and the largest.

    Parameters
    ----------
    radii
        Metres, at least one.

    Returns
    -------
    ndarray
        Ascending metres, at most `MOST_BANDS`; the last is the largest radius.

    Raises
    ------
    LayerError
        There is no radius, or one is not a positive finite figure.
    """
    whole = np.unique(np.asarray(radii, dtype=np.float64))
    if not (whole.size and np.isfinite(whole).all() and whole[0] > 0):
        raise LayerError(message("layers-radii", radii=str(whole.tolist())))
    most = MOST_BANDS - 2
    if whole.size > most:
        whole = whole[[0, whole.size // 2, -1]]
    return np.concatenate([whole[0] * np.array([0.25, 0.5]), whole])


def road_stretches(graph: RoadGraph, sites: Snapped, limits: ArrayLike, breaks: ArrayLike) -> RoadStretches:
    """Return the stretches of road from which a site is reached within a limit, driving to it.

    Parameters
    ----------
    graph
        The network; one-way lines are driven their way only.
    sites
        Points on the network; those that touch no road serve none. A site's connector counts as way.
    limits
        Longest way from a point of a line to a site, metres: one figure, or one for each line.
    breaks
        Upper ends of the classes of distance, ascending metres; nothing lies beyond the last.

    Returns
    -------
    RoadStretches
        Each stretch has one nearest site and one class; what no site reaches is left out.

    Raises
    ------
    LayerError
        A limit is negative or not finite, there is not one for each line, or the breaks do not ascend.
    """
    limit = as_cutoffs(limits, len(graph.metres))
    upper = np.asarray(breaks, dtype=np.float64)
    if not (upper.ndim == 1 and upper.size and (np.diff(upper, prepend=0.0) > 0).all()):
        raise LayerError(message("layers-breaks", breaks=str(upper.tolist())))
    rows = np.flatnonzero(sites.reached)
    parted = part_lines(graph, [(sites, rows)])
    if not rows.size:
        return _gathered(parted, graph, [])
    net = parted.storeys(graph, graph.metres)
    stop = net.last[parted.point]
    away, owner = _nearest(net, stop, sites.connector_m[rows], float(min(upper[-1], limit.max())))
    owner = np.where(owner >= 0, rows[owner], -1)

    length = graph.metres[parted.line] * (parted.end - parted.begin)
    back = np.where(graph.backward[parted.line], away[net.tail], np.inf)
    ahead = np.where(graph.forward[parted.line], away[net.head], np.inf)
    both = np.isfinite(back) & np.isfinite(ahead)
    watershed = np.where(np.isfinite(back), length, 0.0)
    watershed[both] = np.clip((length[both] + ahead[both] - back[both]) / 2.0, 0.0, length[both])
    least = limit[parted.line]
    found = []
    low = 0.0
    for band, high in enumerate(upper):
        top = np.minimum(high, least)
        # Towards the tail the metres rise with the way from it; towards the head they fall.
        stretch = (np.maximum(low - back, 0.0), np.minimum(watershed, top - back))
        found.append((band, stretch, owner[net.tail]))
        rest = length + ahead
        stretch = (np.maximum(watershed, rest - top), np.minimum(length, rest - low))
        found.append((band, stretch, owner[net.head]))
        low = high
    return _gathered(parted, graph, found)


def stretch_lines(graph: RoadGraph, stretches: RoadStretches) -> NDArray[np.object_]:
    """Return each stretch as a LineString drawn in its line's direction, shape ``(S,)``."""
    used, line = np.unique(stretches.line, return_inverse=True)
    vertex, of = shapely.get_coordinates(graph.geometry[used], return_index=True)
    count = np.bincount(of, minlength=len(used))
    last = np.cumsum(count)
    first = last - count
    step = np.hypot(*np.diff(vertex, axis=0, prepend=vertex[:1]).T)
    step[first] = 0.0
    # Metres drawn along all lines, one after the other: ascending, so one search finds any place on any.
    along = np.cumsum(step)
    base, drawn = along[first][line], (along[last - 1] - along[first])[line]
    ends = np.stack([base + stretches.begin * drawn, base + stretches.end * drawn])
    inner_from = np.clip(np.searchsorted(along, ends[0], side="right"), first[line] + 1, last[line] - 1)
    inner_to = np.clip(np.searchsorted(along, ends[1], side="left"), inner_from, last[line] - 1)
    inner = inner_to - inner_from
    size = inner + 2
    start = np.cumsum(size) - size
    made = np.empty((int(size.sum()), 2))
    made[start] = _placed(vertex, along, ends[0], inner_from)
    made[start + size - 1] = _placed(vertex, along, ends[1], inner_to)
    nth = np.arange(int(inner.sum())) - np.repeat(np.cumsum(inner) - inner, inner)
    made[np.repeat(start + 1, inner) + nth] = vertex[np.repeat(inner_from, inner) + nth]
    return np.asarray(shapely.linestrings(made, indices=np.repeat(np.arange(len(size)), size)), dtype=object)


def _nearest(
    net: Storeys, stop: NDArray[np.int64], connector_m: NDArray[np.float64], limit: float
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return every node's metres to the nearest point, infinite beyond the limit, and which it is or -1."""
    tail, head, cost = net.arcs
    n, k = len(net.xy), len(connector_m)
    # A start of its own before each point carries the connector.
    start = n + np.arange(k)
    matrix = least_arcs(
        np.concatenate([head, start]),
        np.concatenate([tail, stop]),
        np.concatenate([cost, connector_m]),
        n + k,
    )
    away, _, source = dijkstra(matrix, indices=start, limit=limit, min_only=True, return_predecessors=True)
    reached = np.isfinite(away[:n])
    return away[:n], np.where(reached, source[:n] - n, -1)


def _gathered(
    parted: PartedLines,
    graph: RoadGraph,
    found: list[tuple[int, tuple[NDArray[np.float64], NDArray[np.float64]], NDArray[np.int64]]],
) -> RoadStretches:
    """Return the stretches of all classes, metres within a piece turned into fractions of its line."""
    pieces, begins, ends, bands, sites = [], [], [], [], []
    for band, (low, high), owner in found:
        with np.errstate(invalid="ignore"):
            piece = np.flatnonzero(high - low > LEAST_M)
        pieces.append(piece)
        begins.append(low[piece])
        ends.append(high[piece])
        bands.append(np.full(piece.size, band))
        sites.append(owner[piece])
    piece = np.concatenate([np.empty(0, dtype=np.int64), *pieces])
    begin, end = (np.concatenate([np.empty(0), *part]) for part in (begins, ends))
    order = np.lexsort((begin, piece))
    piece, begin, end = piece[order], begin[order], end[order]
    line = parted.line[piece]
    per_metre = 1.0 / graph.metres[line]
    return RoadStretches(
        line=line,
        begin=parted.begin[piece] + begin * per_metre,
        end=np.minimum(parted.begin[piece] + end * per_metre, parted.end[piece]),
        site=np.concatenate([np.empty(0, dtype=np.int64), *sites])[order],
        band=np.concatenate([np.empty(0, dtype=np.int64), *bands])[order],
        metres=end - begin,
    )


def _placed(
    vertex: NDArray[np.float64], along: NDArray[np.float64], at: NDArray[np.float64], after: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the places at some metres along, each on the segment that ends at vertex ``after``."""
    length = along[after] - along[after - 1]
    share = np.divide(at - along[after - 1], length, out=np.zeros_like(length), where=length > 0)
    return vertex[after - 1] + np.clip(share, 0.0, 1.0)[:, None] * (vertex[after] - vertex[after - 1])
