"""Paths of vehicles through a network, and which sites can fuel each of their arcs.

A vehicle goes from its origin to its destination and back, again and again. It sets out with half a tank,
and comes home with half a tank, which is the same as: going round, no two fuel stops are more than one
range apart. A site at metre s of a path of length L fuels, on the way out, the arc from a to b when

    s <= a and b - s <= R        (passed before), or
    s > a  and s + b <= R        (on the way home, around the origin),

and on the way home the arc from b to a when

    s >= b and s - a <= R,       or
    s < b  and (L - s) + (L - a) <= R   (on the way out, around the destination).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse.csgraph import dijkstra

from optimize.matrices import starts_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike
    from scipy import sparse

    from gisplan_arrays import Floats, Indices


_ROUND_OFF = 1e-9


@dataclass(frozen=True, eq=False)
class RefuellingPaths:
    """Paths as the places they pass, one after the other.

    Attributes
    ----------
    indptr
        Start of every path in `sites` and `metres`, (Q + 1,).
    sites
        Site at each place, -1 where there is none.
    metres
        Metres from the origin to each place, rising from 0 within a path.
    n_sites
        Number of sites.

    Raises
    ------
    ValueError
        For a path of fewer than two places, metres that do not rise from 0, or unknown sites.
    """

    indptr: Indices
    sites: Indices
    metres: Floats
    n_sites: int

    def __post_init__(self) -> None:
        for name, kind in (("indptr", np.int64), ("sites", np.int64), ("metres", np.float64)):
            object.__setattr__(self, name, np.asarray(getattr(self, name), dtype=kind))
        if self.indptr[0] != 0 or self.indptr[-1] != self.sites.size or self.sites.shape != self.metres.shape:
            raise ValueError("path starts, sites and metres do not fit together")
        short = np.flatnonzero(np.diff(self.indptr) < 2)
        if short.size:
            raise ValueError(f"path {int(short[0])} passes fewer than two places")
        if self.sites.size and (self.sites.min() < -1 or self.sites.max() >= self.n_sites):
            raise ValueError(f"paths pass sites outside -1 … {self.n_sites - 1}")
        rise = np.diff(self.metres)
        rise[self.indptr[1:-1] - 1] = 0.0
        if (
            not np.isfinite(self.metres).all()
            or (rise < 0).any()
            or (self.metres[self.indptr[:-1]] != 0).any()
        ):
            raise ValueError("metres must rise from 0 along every path")

    @property
    def n_paths(self) -> int:
        """Number of paths."""
        return int(self.indptr.size - 1)

    def places(self, path: int) -> tuple[Indices, Floats]:
        """Give the sites and metres of one path.

        Parameters
        ----------
        path
            Position of the path.

        Returns
        -------
        tuple of ndarray
            Sites on it, and where they are along it, metres.
        """
        mine = slice(int(self.indptr[path]), int(self.indptr[path + 1]))
        return self.sites[mine], self.metres[mine]

    def arc_sites(self, path: int, reach: float) -> tuple[list[Indices], Floats]:
        """Give, for every arc out and back, the sites that can fuel it, and the metres of the arc.

        Parameters
        ----------
        path
            Position of the path.
        reach
            Range of a full tank, metres.

        Returns
        -------
        tuple
            One array of sites an arc, and the arcs' metres, shape (arcs,).
        """
        sites, metres = self.places(path)
        at, sites = metres[sites >= 0], sites[sites >= 0]
        length, reach = float(metres[-1]), reach * (1 + _ROUND_OFF)
        found: list[Indices] = []
        for a, b in zip(metres[:-1].tolist(), metres[1:].tolist(), strict=True):
            out = np.where(at <= a, b - at <= reach, at + b <= reach)
            back = np.where(at >= b, at - a <= reach, 2 * length - at - a <= reach)
            found += [np.unique(sites[out]), np.unique(sites[back])]
        return found, np.repeat(np.diff(metres), 2)


def shortest_paths(
    lengths: sparse.csr_array, origins: ArrayLike, destinations: ArrayLike, site_of: ArrayLike | None = None
) -> RefuellingPaths:
    """Find the shortest path of every origin and destination in a network.

    Parameters
    ----------
    lengths
        Metres of every arc, (N, N); no entry where there is none.
    origins, destinations
        Nodes of every pair, (Q,).
    site_of
        Site at every node, -1 for none; by default every node is the site of its own number.

    Returns
    -------
    RefuellingPaths
        One path a pair.

    Raises
    ------
    ValueError
        When a pair is not connected, or starts where it ends.
    """
    start, end = np.asarray(origins, dtype=np.int64), np.asarray(destinations, dtype=np.int64)
    node_site = np.arange(lengths.shape[0]) if site_of is None else np.asarray(site_of, dtype=np.int64)
    sources, line = np.unique(start, return_inverse=True)
    metres, before = dijkstra(lengths, indices=sources, return_predecessors=True)
    sites, along, sizes = [], [], []
    for at, goal in zip(line.tolist(), end.tolist(), strict=True):
        if sources[at] == goal or not np.isfinite(metres[at, goal]):
            raise ValueError(f"no path from node {int(sources[at])} to node {goal}")
        nodes = [goal]
        while nodes[-1] != sources[at]:
            nodes.append(int(before[at, nodes[-1]]))
        route = np.array(nodes[::-1])
        sites.append(node_site[route])
        along.append(metres[at, route])
        sizes.append(route.size)
    indptr = starts_of(sizes)
    n_sites = int(node_site.max(initial=-1)) + 1
    return RefuellingPaths(indptr, np.concatenate(sites), np.concatenate(along), n_sites)
