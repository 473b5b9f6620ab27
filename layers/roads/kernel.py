"""A bounded one-to-many search compiled by numba.

Nodes wait in buckets of equal width by tentative distance and are settled bucket by bucket; within a
bucket a node may be settled again when a shorter way turns up, so the distances are exact
(Dial 1969, doi:10.1145/363269.363610, with buckets wider than the shortest arc, corrected as in
Denardo and Fox 1979, doi:10.1287/opre.27.1.161).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numba
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


def _compile(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile without the interpreter lock, kept on disk where a folder for it can be written."""
    compiled: Callable[..., Any]
    try:
        compiled = numba.njit(nogil=True, cache=True)(function)
    except RuntimeError:
        compiled = numba.njit(nogil=True)(function)
    return compiled


@_compile
def _settle(  # noqa: C901
    indptr: NDArray[np.int32],
    indices: NDArray[np.int32],
    weights: NDArray[np.float64],
    start: int,
    limit: float,
    per_width: float,
    distance: NDArray[np.float64],
    touched: NDArray[np.int32],
    bucket: NDArray[np.int32],
    after: NDArray[np.int32],
    before: NDArray[np.int32],
) -> int:
    """Fill ``distance`` (else infinite) within the limit of one start; return how many nodes it touched.

    A bucket is a doubly linked list through ``after`` and ``before``, so a node waits in one bucket only
    and no list can outgrow the graph. The first of a list has ``before`` = -1 - bucket; a node that waits
    nowhere has ``before`` = its own index.
    """
    distance[start] = 0.0
    touched[0] = start
    seen = 1
    bucket[0] = start
    after[start] = -1
    before[start] = -1
    current, last = 0, 0
    while current <= last:
        node = bucket[current]
        if node < 0:
            current += 1
            continue
        bucket[current] = after[node]
        if after[node] >= 0:
            before[after[node]] = -1 - current
        before[node] = node
        so_far = distance[node]
        for arc in range(indptr[node], indptr[node + 1]):
            longer = so_far + weights[arc]
            other = indices[arc]
            if longer > limit or longer >= distance[other]:
                continue
            if distance[other] == np.inf:
                touched[seen] = other
                seen += 1
            elif before[other] != other:
                if after[other] >= 0:
                    before[after[other]] = before[other]
                if before[other] >= 0:
                    after[before[other]] = after[other]
                else:
                    bucket[-1 - before[other]] = after[other]
            distance[other] = longer
            place = int(longer * per_width)
            last = max(last, place)
            first = bucket[place]
            after[other] = first
            before[other] = -1 - place
            if first >= 0:
                before[first] = other
            bucket[place] = other
    return seen


@_compile
def bounded_search(
    indptr: NDArray[np.int32],
    indices: NDArray[np.int32],
    weights: NDArray[np.float64],
    starts: NDArray[np.int32],
    limits: NDArray[np.float64],
    target_column: NDArray[np.int32],
    target_node: NDArray[np.int32],
    width: float,
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]:
    """Return (pairs per start, target columns, distances) within each start's limit.

    The directed graph is in CSR form, ``target_column`` is -1 at a node that is no target, ``target_node``
    is the node of each column, and ``width`` the width of a bucket in the unit of the weights.
    """
    n = len(indptr) - 1
    distance = np.full(n, np.inf)
    touched = np.empty(n, np.int32)
    after = np.empty(n, np.int32)
    before = np.empty(n, np.int32)
    bucket = np.full(int(limits.max() / width) + 2, -1, np.int32)
    counts = np.zeros(len(starts), np.int64)
    columns = np.empty(4096, np.int32)
    values = np.empty(4096, np.float64)
    filled = 0
    for i in range(len(starts)):
        seen = _settle(
            indptr,
            indices,
            weights,
            starts[i],
            limits[i],
            1.0 / width,
            distance,
            touched,
            bucket,
            after,
            before,
        )
        if filled + seen > len(columns):
            columns = np.concatenate((columns, np.empty(filled + seen, np.int32)))
            values = np.concatenate((values, np.empty(filled + seen, np.float64)))
        begun = filled
        if 16 * seen > len(target_node):
            # Looking at every target in the order of the columns is quicker than sorting what was reached.
            for column in range(len(target_node)):
                node = target_node[column]
                if distance[node] < np.inf:
                    columns[filled] = column
                    values[filled] = distance[node]
                    filled += 1
        else:
            for j in range(seen):
                column = target_column[touched[j]]
                if column >= 0:
                    columns[filled] = column
                    values[filled] = distance[touched[j]]
                    filled += 1
        for j in range(seen):
            distance[touched[j]] = np.inf
        counts[i] = filled - begun
    return counts, columns[:filled].copy(), values[:filled].copy()
