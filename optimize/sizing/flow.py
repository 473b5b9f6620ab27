"""Route energy over cover pairs at given capacities: a maximum flow, and a cut that bounds every answer.

Demand enters a site through the pool of the types that serve it, and goes on through every pool around that:
row -> (pool of a site ->) site -> sink. Where pools are not nested, it goes through the types instead:
row -> kind of users at a site -> types that serve the same users -> site -> sink.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from optimize.matrices import mask_of

if TYPE_CHECKING:
    from gisplan_arrays import Flags, Floats, Whole
    from optimize.sizing.pools import Pools


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
        inside[block >= 0] = reached[1 + rows : -1].reshape(-1, sites)[block[block >= 0]]
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
