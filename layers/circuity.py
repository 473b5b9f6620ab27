"""Cover pairs by circuity: straight lines times a detour factor, for regions without a road network.

The result is sparse: a pair beyond its demand row's cutoff is never stored, and a pair at zero
distance is. :mod:`layers.roads.pairs` gives the same matrix over a road network.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from scipy.sparse import csr_array
from scipy.spatial import KDTree

from gisplan_errors import LayerError
from gisplan_words import message

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

Pairs: TypeAlias = "csr_array[Any, tuple[int, int]]"

# Rows looked up at once: bounds the Python lists that the KD-tree hands back.
CHUNK_ROWS = 2_048
# The tree compares squared distances; this much slack keeps a pair exactly on the cutoff.
SLACK = 1.0 + 1e-9


def circuity_pairs(
    demand_xy: ArrayLike,
    sites_xy: ArrayLike,
    cutoff_m: ArrayLike,
    *,
    detour: float,
) -> Pairs:
    """Return every demand-site pair within a cutoff, with straight distance times a detour factor.

    Parameters
    ----------
    demand_xy
        Demand points in a projected CRS, shape ``(n, 2)``, metres.
    sites_xy
        Sites in the same CRS, shape ``(m, 2)``, metres.
    cutoff_m
        Longest distance that counts, metres after the detour: one figure, or one per demand row.
    detour
        Road distance over straight distance (circuity), at least 1.

    Returns
    -------
    csr_array
        Shape ``(n, m)``, metres, columns sorted in each row. Only pairs at most ``cutoff_m`` apart are
        stored; a distance of zero is a stored entry; no pair is stored twice.

    Raises
    ------
    LayerError
        A coordinate or cutoff is missing or not finite, a cutoff is negative, a shape does not fit, or
        ``detour`` is below 1.
    """
    demand = as_points(demand_xy, "demand")
    sites = as_points(sites_xy, "sites")
    cutoff = as_cutoffs(cutoff_m, len(demand))
    if not (np.isfinite(detour) and detour >= 1.0):
        raise LayerError(message("layers-detour", detour=str(detour)))
    shape = (len(demand), len(sites))
    if 0 in shape:
        return csr_array(shape, dtype=np.float64)

    tree = KDTree(sites)
    counts: list[NDArray[np.int64]] = []
    columns: list[NDArray[np.int64]] = []
    metres: list[NDArray[np.float64]] = []
    for start in range(0, len(demand), CHUNK_ROWS):
        rows = slice(start, start + CHUNK_ROWS)
        found = tree.query_ball_point(demand[rows], cutoff[rows] / detour * SLACK, return_sorted=True)
        size = np.fromiter(map(len, found), dtype=np.int64, count=len(found))
        column = np.fromiter((j for near in found for j in near), dtype=np.int64, count=int(size.sum()))
        row = np.repeat(np.arange(start, start + len(found)), size)
        straight = np.hypot(*(demand[row] - sites[column]).T)
        kept = straight * detour <= cutoff[row]
        counts.append(np.bincount(row[kept] - start, minlength=len(found)))
        columns.append(column[kept])
        metres.append(straight[kept] * detour)
    indptr = np.concatenate(([0], np.cumsum(np.concatenate(counts))))
    return csr_array((np.concatenate(metres), np.concatenate(columns), indptr), shape=shape)


def as_points(xy: ArrayLike, what: str) -> NDArray[np.float64]:
    """Return ``xy`` as finite floats of shape ``(n, 2)``.

    Raises
    ------
    LayerError
        The shape is another, or a coordinate is not finite; the rows are named by position.
    """
    points = np.asarray(xy, dtype=np.float64)
    if points.size == 0:
        return points.reshape(0, 2)
    if points.ndim != 2 or points.shape[1] != 2:
        raise LayerError(message("layers-points-shape", what=what, shape=str(points.shape)))
    bad = np.flatnonzero(~np.isfinite(points).all(axis=1))
    if bad.size:
        x, y = map(str, points[bad[0]])
        said = {"what": what, "count": str(bad.size), "at": str(bad[0]), "x": x, "y": y}
        raise LayerError(message("layers-points-finite", **said))
    return points


def as_cutoffs(cutoff: ArrayLike, rows: int) -> NDArray[np.float64]:
    """Return a cutoff per row from one figure or an array.

    Raises
    ------
    LayerError
        The array's length is not ``rows``, or a cutoff is negative or not finite.
    """
    values = np.asarray(cutoff, dtype=np.float64)
    if values.shape not in {(), (rows,)}:
        raise LayerError(message("layers-cutoff-shape", shape=str(values.shape), rows=str(rows)))
    full = np.broadcast_to(values, (rows,))
    bad = np.flatnonzero(~(np.isfinite(full) & (full >= 0)))
    if bad.size:
        said = {"row": str(bad[0]), "value": str(full[bad[0]]), "count": str(bad.size)}
        raise LayerError(message("layers-cutoff", **said))
    return np.array(full)
