"""Bounded shortest-path searches from many nodes: scipy over tiles, or numba over buckets.

Both engines give the same distances. scipy's Dijkstra fills one dense row per source, so it runs on the
part of the graph that lies within reach of a tile of sources, a bounded block at a time: it takes few
sources, for which loading compiled code costs more than it saves. The numba search touches only the nodes it
reaches.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from gisplan_words import message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from gisplan_progress import Progress
    from layers.circuity import Pairs

    # Start rows, pairs found from each, and the pairs' target columns and distances in that order.
    Found: TypeAlias = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]

Engine: TypeAlias = Literal["auto", "scipy", "numba"]

# Figures in one dense block of the scipy engine: 64 MB.
BLOCK_CELLS = 8_000_000
# Sources that one numba call searches from.
NUMBA_CHUNK = 64
# Below this many sources the load of compiled code costs more than it saves.
FEW_SOURCES = 400


@dataclass(frozen=True, eq=False)
class Reach:
    """One many-to-many search: from each start to every target within the start's limit.

    Attributes
    ----------
    arcs
        Directed weights, shape ``(n, n)``; a stored zero is an arc of no length.
    xy
        Nodes, shape ``(n, 2)``, metres, in an order that keeps neighbours together.
    starts, limits
        Nodes to search from, ascending, and how far, shape ``(k,)``.
    target_column
        For each node its column in the result, -1 if it is no target, shape ``(n,)``.
    target_node
        For each column its node, shape ``(columns,)``.
    rows
        For each row of the result the start it belongs to, as an index into ``starts``.
    """

    arcs: Pairs
    xy: NDArray[np.float64]
    starts: NDArray[np.int32]
    limits: NDArray[np.float64]
    target_column: NDArray[np.int32]
    target_node: NDArray[np.int32]
    rows: NDArray[np.int64]


def search(
    reach: Reach,
    *,
    engine: Engine = "auto",
    workers: int = 2,
    progress: Progress | None = None,
) -> Pairs:
    """Return the distances within the limits, shape ``(rows, columns)``; columns unsorted in a row."""
    k = len(reach.starts)
    if engine == "auto":
        engine = "numba" if k > FEW_SOURCES else "scipy"
    run = _run_numba if engine == "numba" else _run_scipy
    parts: list[Found] = []
    done, told = 0, 0
    for part in run(reach, max(1, workers)):
        parts.append(part)
        done += len(part[0])
        if progress is not None and (done - told) * 10 >= k:
            progress(message("progress-reach", done=done, all=k))
            told = done
    return _laid_out(reach, parts)


def _laid_out(reach: Reach, parts: list[Found]) -> Pairs:
    """Return the parts as one matrix in the order of the rows asked for, each figure copied once."""
    counts = np.zeros(len(reach.starts), dtype=np.int64)
    part_of, begin = np.zeros_like(counts), np.zeros_like(counts)
    for at, (starts, size, _, _) in enumerate(parts):
        counts[starts], part_of[starts], begin[starts] = size, at, np.cumsum(size) - size
    indptr = np.concatenate(([0], np.cumsum(counts[reach.rows])))
    columns, values = np.empty(indptr[-1], dtype=np.int32), np.empty(indptr[-1])
    source = zip(part_of[reach.rows].tolist(), begin[reach.rows].tolist(), strict=True)
    to = indptr.tolist()
    for row, (at, first) in enumerate(source):
        here, there = slice(to[row], to[row + 1]), slice(first, first + to[row + 1] - to[row])
        columns[here], values[here] = parts[at][2][there], parts[at][3][there]
    parts.clear()
    return csr_array((values, columns, indptr), shape=(len(reach.rows), len(reach.target_node)))


def _run_numba(reach: Reach, workers: int) -> Iterator[Found]:
    from layers.roads.kernel import bounded_search  # noqa: PLC0415 - numba takes long to load

    arcs = reach.arcs
    width = _bucket_width(arcs.data, float(reach.limits.max(initial=0.0)))
    indptr, indices = arcs.indptr.astype(np.int32), arcs.indices.astype(np.int32)

    def part(first: int) -> Found:
        chunk = slice(first, first + NUMBA_CHUNK)
        starts = reach.starts[chunk]
        counts, columns, values = bounded_search(
            indptr,
            indices,
            arcs.data,
            starts,
            reach.limits[chunk],
            reach.target_column,
            reach.target_node,
            width,
        )
        return np.arange(first, first + len(starts)), counts, columns, values

    firsts = range(0, len(reach.starts), NUMBA_CHUNK)
    if workers == 1 or len(firsts) == 1:
        yield from map(part, firsts)
        return
    with ThreadPoolExecutor(workers) as pool:
        yield from pool.map(part, firsts)


def _bucket_width(weights: NDArray[np.float64], limit: float) -> float:
    """Return a bucket width: a fraction of a typical arc, at most 200,000 buckets in all."""
    typical = float(weights.mean()) if len(weights) else 1.0
    return max(typical / 8.0, limit / 200_000.0, 1e-9)


def _run_scipy(reach: Reach, _workers: int) -> Iterator[Found]:
    # scipy's search holds the interpreter lock: threads would not help the few sources it is for
    for starts, nodes in _tiles(reach):
        yield _search_tile(reach, starts, nodes)


def _tiles(reach: Reach) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Return (start rows, nodes within reach of any of them) for blocks of bounded size."""
    if not len(reach.starts):
        return
    # No search leaves the network's own box, whatever its arcs weigh.
    span = float(np.ptp(reach.xy, axis=0).max()) + 1.0
    stride = _metres_per_weight(reach)
    metres = (
        np.minimum(reach.limits * stride, span) if np.isfinite(stride) else np.full(len(reach.limits), span)
    )
    spot = reach.xy[reach.starts]
    side = max(float(metres.max()), 1.0)
    cell = np.floor((spot - reach.xy.min(axis=0)) / side).astype(np.int64)
    order = np.lexsort((cell[:, 0], cell[:, 1]))
    new = np.any(np.diff(cell[order], axis=0) != 0, axis=1)
    x, y = np.ascontiguousarray(reach.xy.T)
    for group in np.split(order, np.flatnonzero(new) + 1):
        low = (spot[group] - metres[group, None]).min(axis=0)
        high = (spot[group] + metres[group, None]).max(axis=0)
        inside = (x >= low[0]) & (x <= high[0]) & (y >= low[1]) & (y <= high[1])
        nodes = np.flatnonzero(inside)
        rows = np.sort(group)
        step = max(1, BLOCK_CELLS // len(nodes))
        for first in range(0, len(rows), step):
            yield rows[first : first + step], nodes


def _metres_per_weight(reach: Reach) -> float:
    """Return the most straight metres that one unit of weight can carry along any arc."""
    tail = np.repeat(np.arange(len(reach.xy)), np.diff(reach.arcs.indptr))
    straight = np.hypot(*(reach.xy[tail] - reach.xy[reach.arcs.indices]).T)
    moved = straight > 0
    with np.errstate(divide="ignore"):
        return float((straight[moved] / reach.arcs.data[moved]).max(initial=0.0)) * (1.0 + 1e-9)


def _search_tile(reach: Reach, rows: NDArray[np.int64], nodes: NDArray[np.int64]) -> Found:
    part = reach.arcs[nodes][:, nodes] if len(nodes) < len(reach.xy) else reach.arcs
    begin, limits = np.searchsorted(nodes, reach.starts[rows]), reach.limits[rows]
    target_column = reach.target_column[nodes]
    here = np.flatnonzero(target_column >= 0)
    here = here[np.argsort(target_column[here])]
    block = dijkstra(part, directed=True, indices=begin, limit=float(limits.max()))
    if len(here) < block.shape[1] or (np.diff(here) < 0).any():
        block = block[:, here]
    within = block <= limits[:, None]
    _, hit = np.nonzero(within)
    return rows, within.sum(axis=1), target_column[here[hit]], block[within]
