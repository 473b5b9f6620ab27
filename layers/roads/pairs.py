"""Cover pairs over a road network: many-to-many reach within a cutoff, in metres or minutes, sparse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from layers.circuity import as_cutoffs
from layers.roads.parted_lines import part_lines
from layers.roads.search import Reach, search

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from gisplan_progress import Progress
    from layers.circuity import Pairs
    from layers.roads.graph import RoadGraph, Weight
    from layers.roads.parted_lines import Arcs
    from layers.roads.search import Engine
    from layers.roads.snapping import Snapped


# Speed on a connector (drive aisle, forecourt), km/h. Tag: assumption.
CONNECTOR_KPH = 15.0


def road_pairs(
    graph: RoadGraph,
    sources: Snapped,
    targets: Snapped,
    cutoff: ArrayLike,
    *,
    weight: Weight = "metres",
    workers: int = 2,
    engine: Engine = "auto",
    connector_kph: float = CONNECTOR_KPH,
    progress: Progress | None = None,
) -> Pairs:
    """Return every source-target pair within a cutoff along the roads, driving from source to target.

    Parameters
    ----------
    graph
        The network.
    sources, targets
        Points on the network (:func:`layers.roads.snapping.snap`), ``n`` and ``m`` of them. A point in the
        middle of a line reaches both its ends at their true costs, as far as the line may be driven that
        way.
    cutoff
        Longest way that counts, connectors included, metres or minutes: one figure, or one per source.
    weight
        ``metres`` or ``minutes``.
    workers
        Cores that the numba engine uses.
    engine
        ``scipy``, ``numba``, or ``auto``: numba for many sources.
    connector_kph
        Speed on the connectors, for ``minutes``, km/h.
    progress
        Told how many sources are done.

    Returns
    -------
    csr_array
        Shape ``(n, m)``, metres or minutes, columns sorted in each row; only pairs within the cutoff are
        stored, a distance of zero is a stored entry. Unreached points have empty rows and columns.

    Raises
    ------
    LayerError
        A cutoff is negative or not finite, or there is not one for each source.
    """
    limits = as_cutoffs(cutoff, len(sources))
    per_metre = 1.0 if weight == "metres" else 60.0 / (connector_kph * 1_000.0)
    from_row = np.flatnonzero(sources.reached)
    to_row = np.flatnonzero(targets.reached)
    shape = (len(sources), len(targets))
    if not (from_row.size and to_row.size):
        return csr_array(shape, dtype=np.float64)

    arcs, xy, start, stop = _with_points(graph, weight, (sources, from_row), (targets, to_row))
    order = morton_order(xy)
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.arange(len(order))
    from_node, from_group = np.unique(number[start], return_inverse=True)
    to_node, to_group = _by_appearance(number[stop])
    row_limit = limits[from_row] - sources.connector_m[from_row] * per_metre
    # Searching from the fewer side gives the same pairs: the network is turned round for it.
    turned = len(to_node) < len(from_node)
    if turned:
        begin, end = np.sort(to_node), from_node
        rows = np.searchsorted(begin, to_node)
        reach_limit = np.full(len(begin), row_limit.max())
        arcs = (arcs[1], arcs[0], arcs[2])
    else:
        begin, end, rows = from_node, to_node, from_group
        reach_limit = np.full(len(begin), -np.inf)
        np.maximum.at(reach_limit, from_group, row_limit)
    column = np.full(len(xy), -1, dtype=np.int32)
    column[end] = np.arange(len(end))
    found = search(
        Reach(
            arcs=least_arcs(number[arcs[0]], number[arcs[1]], arcs[2], len(xy)),
            xy=xy[order],
            starts=begin.astype(np.int32),
            limits=np.maximum(reach_limit, 0.0),
            target_column=column,
            target_node=end.astype(np.int32),
            rows=rows,
        ),
        engine=engine,
        workers=workers,
        progress=progress,
    )
    if turned:
        found = found.T.tocsr()[from_group]
    extra = (sources.connector_m[from_row] * per_metre, targets.connector_m[to_row] * per_metre)
    return _spread(found, from_row, (to_row, to_group), extra, limits, shape)


def nearest_metres(graph: RoadGraph, sources: Snapped, targets: Snapped) -> NDArray[np.float64]:
    """Return the metres from every source along the roads to its nearest target.

    One search from all targets at once on the network turned round: a node in front of the targets stands
    for all of them.

    Parameters
    ----------
    graph
        The network.
    sources, targets
        Points on the network, ``n`` and ``m`` of them.

    Returns
    -------
    ndarray
        Shape ``(n,)``, connectors included; infinite where the source or every target touches no road.
    """
    from_row, to_row = np.flatnonzero(sources.reached), np.flatnonzero(targets.reached)
    away = np.full(len(sources), np.inf)
    if not (from_row.size and to_row.size):
        return away
    arcs, xy, start, stop = _with_points(graph, "metres", (sources, from_row), (targets, to_row))
    front = len(xy)
    matrix = least_arcs(
        np.concatenate([arcs[1], np.full(to_row.size, front)]),
        np.concatenate([arcs[0], stop]),
        np.concatenate([arcs[2], targets.connector_m[to_row]]),
        front + 1,
    )
    found = dijkstra(matrix, indices=np.array([front]))[0]
    away[from_row] = found[start] + sources.connector_m[from_row]
    return away


def least_arcs(
    tail: NDArray[np.int64], head: NDArray[np.int64], weight: NDArray[np.float64], n: int
) -> Pairs:
    """Return the directed arcs as a matrix: of parallel arcs the least, loops dropped, zeros stored.

    A sparse matrix built from coordinates would add parallel arcs up.
    """
    real = tail != head
    tail, head, weight = tail[real], head[real], weight[real]
    order = np.lexsort((weight, head, tail))
    tail, head, weight = tail[order], head[order], weight[order]
    first = np.ones(len(tail), dtype=bool)
    first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    counts = np.bincount(tail[first], minlength=n)
    indptr = np.concatenate(([0], np.cumsum(counts)))
    return csr_array((weight[first], head[first].astype(np.int32), indptr.astype(np.int32)), shape=(n, n))


def morton_order(xy: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the order of points along a Morton (Z) curve of 2^16 cells a side, shape ``(n,)``."""
    low, span = xy.min(axis=0), max(float(np.ptp(xy, axis=0).max()), 1e-9)
    cell = ((xy - low) / span * (2**16 - 1)).astype(np.uint64)
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        cell = (cell | (cell << np.uint64(shift))) & np.uint64(mask)
    return np.argsort(cell[:, 0] | (cell[:, 1] << np.uint64(1)), kind="stable")


def _with_points(
    graph: RoadGraph,
    weight: Weight,
    sources: tuple[Snapped, NDArray[np.int64]],
    targets: tuple[Snapped, NDArray[np.int64]],
) -> tuple[Arcs, NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the arcs and nodes of the network with its lines parted at the points, and each point's node."""
    parted = part_lines(graph, [sources, targets])
    net = parted.storeys(graph, graph.weights(weight))
    begun = len(sources[1])
    return net.arcs, net.xy, net.first[parted.point[:begun]], net.last[parted.point[begun:]]


def _by_appearance(node: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the different nodes in the order they first come, and for each entry which of them it is."""
    different, first, group = np.unique(node, return_index=True, return_inverse=True)
    order = np.argsort(first)
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    return different[order], place[group]


def _spread(
    found: Pairs,
    from_row: NDArray[np.int64],
    targets: tuple[NDArray[np.int64], NDArray[np.int64]],
    extra: tuple[NDArray[np.float64], NDArray[np.float64]],
    limits: NDArray[np.float64],
    shape: tuple[int, int],
) -> Pairs:
    """Return pairs of points from pairs of nodes: points at one node share its ways, connectors are added."""
    to_row, to_group = targets
    pairs = found if len(to_group) == found.shape[1] else found[:, to_group]
    size = np.diff(pairs.indptr)
    if extra[0].any() or extra[1].any():
        pairs.data += np.repeat(extra[0], size)
        pairs.data += extra[1][pairs.indices]
    # With one limit for all and no connectors every pair found is within it already.
    if extra[0].any() or extra[1].any() or np.ptp(limits) > 0:
        kept = pairs.data <= np.repeat(limits[from_row], size)
        begun = np.concatenate(([0], np.cumsum(kept)))[pairs.indptr]
        pairs = csr_array((pairs.data[kept], pairs.indices[kept], begun), shape=pairs.shape)
    counts = np.zeros(shape[0], dtype=np.int64)
    counts[from_row] = np.diff(pairs.indptr)
    columns = pairs.indices if len(to_row) == shape[1] else to_row.astype(np.int32)[pairs.indices]
    result: Pairs = csr_array((pairs.data, columns, np.concatenate(([0], np.cumsum(counts)))), shape=shape)
    result.sort_indices()
    return result
