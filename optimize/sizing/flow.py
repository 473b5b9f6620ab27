"""Route energy over cover pairs at given capacities: a maximum flow, and a cut that bounds every answer.

Demand enters a site through the pool of the types that serve it, and goes on through every pool around that:
row -> (pool of a site ->) site -> sink. Where pools are not nested, it goes through the types instead:
row -> kind of users at a site -> types that serve the same users -> site -> sink.

Users of a site can be shared out over its chargers exactly when no set of them draws more than the chargers
that serve any of them can deliver (Hall 1935; Gale 1957). A *pool* is one such set of users with its types of
chargers. Few are needed: one for each set of types that some users, taken together, can draw from.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from optimize.matrices import mask_of

if TYPE_CHECKING:
    from gisplan_arrays import Flags, Floats, Whole


@dataclass(frozen=True, eq=False)
class Pools:
    """The pools of a sizing; the first is the whole site.

    Users that the same types serve are one kind of users.

    Attributes
    ----------
    types : numpy.ndarray
        Whether a pool has a type, shape (P, T).
    kinds : numpy.ndarray
        Whether a kind of users draws from this pool only, shape (P, K).
    kind : numpy.ndarray
        Kind of each user of the problem, shape (U,).
    own : numpy.ndarray
        Pool of the types that serve a kind, shape (K,).
    parent : numpy.ndarray
        The smallest pool around each pool, -1 for the whole site; where pools are not nested, the whole site.
    nested
        Whether of any two pools one has all users of the other, or none.
    parts : numpy.ndarray
        Where they are not nested, the pools of types that serve the same users; together they are all types.
    """

    types: Flags
    kinds: Flags
    kind: Whole
    own: Whole
    parent: Whole
    nested: bool
    parts: Whole

    @classmethod
    def of(cls, serves: Flags) -> Pools:
        """List the pools of a matrix users × types."""
        unserved, kind = np.unique(~serves, axis=0, return_inverse=True)
        patterns = ~unserved
        own = [_set(row) for row in patterns]
        found = {frozenset(range(serves.shape[1])), *own}
        growing = list(own)
        while growing:
            pool = growing.pop()
            wider = {pool | one for one in own if pool & one} - found
            found |= wider
            growing += wider
        users = [frozenset(k for k, one in enumerate(own) if one <= pool) for pool in found]
        nested = all(a <= b or b <= a or not a & b for a, b in combinations(users, 2))
        alike = np.unique(patterns.T, axis=0, return_inverse=True)[1].ravel()
        parts = set() if nested else {_set(alike == part) for part in set(alike.tolist())}
        order = sorted(found | parts, key=lambda pool: (-len(pool), sorted(pool)))
        around = [[k for k in range(at) if pool < order[k]] for at, pool in enumerate(order)]
        return cls(
            types=np.array([[t in pool for t in range(serves.shape[1])] for pool in order], dtype=bool),
            kinds=np.array([[one <= pool for one in own] for pool in order], dtype=bool),
            kind=np.asarray(kind.ravel(), dtype=np.int64),
            own=np.array([order.index(one) for one in own], dtype=np.int64),
            parent=np.array([-1, *(near[-1] if nested else 0 for near in around[1:])], dtype=np.int64),
            nested=nested,
            parts=np.array([at for at, pool in enumerate(order) if pool in parts], dtype=np.int64),
        )

    @property
    def size(self) -> int:
        """Number of pools."""
        return len(self.types)

    def sums(self, by_type: Floats) -> Floats:
        """Sum what stands for each type (last axis) over the types of each pool, shape (P, …)."""
        return np.stack([by_type[..., mask].sum(axis=-1) for mask in self.types])

    def loads(self, site: Whole, kind: Whole, flow: Floats, sites: int) -> Floats:
        """Sum flows to sites, those of the users of each pool, kWh/day, shape (P, S)."""
        drawn = (self.kinds[k][kind] for k in range(self.size))
        return np.stack([np.bincount(site[use], flow[use], minlength=sites) for use in drawn])

    def trimmed(self, site: Whole, kind: Whole, flow: Floats, limits: Floats) -> Floats:
        """Scale flows down, alike for all users of a pool, until no pool gives more than its limit (P, S)."""
        fitted = flow.copy()
        for k in reversed(range(self.size)):
            use = self.kinds[k][kind]
            load = np.bincount(site[use], fitted[use], minlength=limits.shape[1])
            keep = np.divide(limits[k], load, out=np.ones(limits.shape[1]), where=load > limits[k])
            fitted[use] *= keep[site[use]]
        return fitted


def _set(mask: Flags) -> frozenset[int]:
    return frozenset(np.flatnonzero(mask).tolist())


_WHOLE = 2**31 - 2
"""Capacities of scipy's maximum flow are 32-bit integers; energies are scaled to fit."""


_DUST = 1e-3
"""Loads below this, kWh/day, are round-off: no charger is bought for them."""


@dataclass(frozen=True, eq=False)
class Routing:
    """Energy routed at given capacities.

    Attributes
    ----------
    flow : numpy.ndarray
        kWh/day over each pair.
    served : float
        Their sum.
    most : float
        Capacity of a cut, kWh/day: no routing serves more.
    short : numpy.ndarray
        Pools whose capacity holds back demand that nothing else can serve, shape (P, n_sites).
    """

    flow: Floats
    served: float
    most: float
    short: Flags


@dataclass(frozen=True, eq=False)
class FlowNetwork:
    """The fixed part of the network: pairs by row and site, energy and kind of users of each row."""

    row: Whole
    site: Whole
    energy: Floats
    kind: Whole
    n_sites: int
    pools: Pools

    def route(self, capacity: Floats) -> Routing:
        """Serve as much energy as the capacities allow.

        Parameters
        ----------
        capacity : numpy.ndarray
            kWh/day each pool of each site can deliver, shape (P, n_sites).

        Returns
        -------
        Routing
            Two passes, the second on the dust that whole numbers leave in the first.
        """
        first, used, network, solution = self._pass(self.energy, capacity)
        rest = np.maximum(self.energy - np.bincount(self.row, first, self.energy.size), 0.0)
        grain = 4.0 * max(float(self.energy.sum()), 1e-9) / _WHOLE
        second = self._pass(np.minimum(rest, grain), np.maximum(capacity - used, 0.0))[0]
        flow = first + second
        most, short = self._cut(network, solution, capacity)
        return Routing(flow, float(flow.sum()), most, short)

    def loads(self, flow: Floats) -> Floats:
        """Sum flows to the pools of sites, kWh/day, shape (P, n_sites); dust is nothing."""
        load = self.pools.loads(self.site, self.kind[self.row], flow, self.n_sites)
        return np.where(load > _DUST, load, 0.0)

    def _stages(self) -> tuple[Whole, Whole, Whole, Whole]:
        """List the blocks of nodes behind the rows, one node a site in each, in the order of the flow.

        Returns
        -------
        tuple of numpy.ndarray
            Block where each kind of users enters; block of each pool that bounds, -1 for the others; tail and
            head, blocks, of the arcs without a bound.
        """
        pools, none = self.pools, np.empty(0, dtype=np.int64)
        if pools.nested:
            block = np.arange(pools.size)[::-1]
            return block[pools.own], block, none, none
        entry = np.arange(pools.own.size)
        block = np.full(pools.size, -1)
        block[pools.parts] = entry.size + np.arange(pools.parts.size)
        block[0] = entry.size + pools.parts.size
        serves = (pools.types[pools.own][:, None] >= pools.types[pools.parts]).all(axis=2)
        tail, part = np.nonzero(serves)
        return entry, block, tail, block[pools.parts[part]]

    def _pass(
        self, energy: Floats, capacity: Floats
    ) -> tuple[Floats, Floats, sparse.csr_array, sparse.csr_array]:
        """Route once; give the flow over each pair and what each pool gives, the network and its flows."""
        rows, sites, pools = energy.size, self.n_sites, self.pools
        total = max(float(energy.sum()), 1e-9)
        scale = _WHOLE / total
        entry, block, free_tail, free_head = self._stages()
        every, bound = np.arange(sites), np.flatnonzero(block >= 0)
        sink = 1 + rows + (int(block.max()) + 1) * sites

        def node(blocks: Whole) -> Whole:
            """Give the nodes of some blocks, block by block."""
            return np.asarray((1 + rows + blocks[:, None] * sites + every).ravel())

        into = 1 + rows + entry[self.kind[self.row]] * sites + self.site
        after = [node(block[[pools.parent[k]]]) if k else np.full(sites, sink) for k in bound.tolist()]
        tail = [np.zeros(rows, dtype=np.int64), 1 + self.row, node(block[bound]), node(free_tail)]
        head = [1 + np.arange(rows), into, *after, node(free_head)]
        free = np.full(free_tail.size * sites, total)
        amount = np.concatenate([energy, np.full(self.row.size, total), capacity[bound].ravel(), free])
        whole = np.floor(np.minimum(amount, total) * scale).astype(np.int32)
        network = sparse.csr_array(
            (whole, (np.concatenate(tail), np.concatenate(head))), shape=(sink + 1, sink + 1)
        )
        solution = sparse.csr_array(csgraph.maximum_flow(network, 0, sink).flow)
        # fancy indexing with no index gives a matrix
        flow = np.asarray(solution[1 + self.row, into]).ravel() / scale if into.size else np.zeros(0)
        flow = np.maximum(flow, 0.0)
        used = pools.loads(self.site, self.kind[self.row], flow, sites)
        for k in pools.parts.tolist():  # the pairs do not tell which types serve those whom many types serve
            given = solution[node(block[[k]]), node(block[[0]])]
            used[k] = np.maximum(np.asarray(given).ravel() / scale, 0.0)
        return flow, used, network, solution

    def _cut(
        self, network: sparse.csr_array, solution: sparse.csr_array, capacity: Floats
    ) -> tuple[float, Flags]:
        """Price the cut at the nodes demand can still reach with true energies: valid at any rounding."""
        rest = sparse.csr_array(network - solution)
        rest.eliminate_zeros()
        reached = mask_of(csgraph.breadth_first_order(rest, 0, return_predecessors=False), rest.shape[0])
        rows, sites, pools = self.energy.size, self.n_sites, self.pools
        block = self._stages()[1]
        inside = np.zeros(capacity.shape, dtype=bool)
        inside[block >= 0] = reached[1 + rows : -1].reshape(int(block.max()) + 1, sites)[block[block >= 0]]
        short = inside.copy()
        short[1:] &= ~inside[pools.parent[1:]]
        most = float(self.energy[~reached[1 : 1 + rows]].sum())
        for k in reversed(range(pools.size)):
            most += float(capacity[k][short[k]].sum())
        if not pools.nested:
            # a pool that is no node of the network is short where all its types are
            held = np.stack([short[pools.parts[own]].all(axis=0) for own in self._parts_of()])
            short |= held & ~inside[0] & (pools.kinds.any(axis=1) & (block < 0))[:, None]
        return most, short

    def _parts_of(self) -> list[Flags]:
        """Mark the parts that make up each pool."""
        pools = self.pools
        return [(mask >= pools.types[pools.parts]).all(axis=1) for mask in pools.types]
