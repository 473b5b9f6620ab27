"""Route energy over cover pairs at given capacities: a maximum flow, and a cut that bounds every answer.

Demand that needs fast chargers enters a site through its fast part, so one network serves both kinds:
row -> (fast part of a site ->) site -> sink.
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
    short_site, short_fast : numpy.ndarray
        Sites whose capacity, or fast capacity, holds back demand that nothing else can serve.
    """

    flow: Floats
    served: float
    most: float
    short_site: Flags
    short_fast: Flags


@dataclass(frozen=True, eq=False)
class FlowNetwork:
    """The fixed part of the network: pairs by row and site, energy of rows, which rows need fast chargers."""

    row: Whole
    site: Whole
    energy: Floats
    needs_fast: Flags
    n_sites: int

    def route(self, capacity: Floats, fast_capacity: Floats) -> Routing:
        """Serve as much energy as the capacities allow.

        Parameters
        ----------
        capacity, fast_capacity : numpy.ndarray
            kWh/day each site can deliver in all, and to rows that need fast chargers, shape (n_sites,).

        Returns
        -------
        Routing
            Two passes, the second on the dust that whole numbers leave in the first.
        """
        first, network, solution = self._pass(self.energy, capacity, fast_capacity)
        quick = self.needs_fast[self.row]
        rest = np.maximum(self.energy - np.bincount(self.row, first, self.energy.size), 0.0)
        room = np.maximum(capacity - np.bincount(self.site, first, self.n_sites), 0.0)
        fast_room = np.maximum(fast_capacity - np.bincount(self.site[quick], first[quick], self.n_sites), 0.0)
        grain = 4.0 * max(float(self.energy.sum()), 1e-9) / _WHOLE
        second, _, _ = self._pass(np.minimum(rest, grain), room, fast_room)
        flow = first + second
        most, short_site, short_fast = self._cut(network, solution, capacity, fast_capacity)
        return Routing(flow, float(flow.sum()), most, short_site, short_fast)

    def loads(self, flow: Floats) -> tuple[Floats, Floats]:
        """Sum flows to sites: in all, and to rows that need fast chargers, kWh/day; dust is nothing."""
        quick = self.needs_fast[self.row]
        load = np.bincount(self.site, flow, minlength=self.n_sites)
        fast_load = np.bincount(self.site[quick], flow[quick], minlength=self.n_sites)
        return np.where(load > _DUST, load, 0.0), np.where(fast_load > _DUST, fast_load, 0.0)

    def _pass(
        self, energy: Floats, capacity: Floats, fast_capacity: Floats
    ) -> tuple[Floats, sparse.csr_array, sparse.csr_array]:
        rows, sites = energy.size, self.n_sites
        total = max(float(energy.sum()), 1e-9)
        scale = _WHOLE / total
        fast_at, site_at, sink = 1 + rows, 1 + rows + sites, 1 + rows + 2 * sites
        every = np.arange(sites)
        tail = np.concatenate(
            [np.zeros(rows, dtype=np.int64), 1 + self.row, fast_at + every, site_at + every]
        )
        into = np.where(self.needs_fast[self.row], fast_at, site_at) + self.site
        head = np.concatenate([1 + np.arange(rows), into, site_at + every, np.full(sites, sink)])
        amount = np.concatenate([energy, np.full(self.row.size, total), fast_capacity, capacity])
        whole = np.floor(np.minimum(amount, total) * scale).astype(np.int32)
        network = sparse.csr_array((whole, (tail, head)), shape=(sink + 1, sink + 1))
        solution = sparse.csr_array(csgraph.maximum_flow(network, 0, sink).flow)
        # fancy indexing with no index gives a matrix
        flow = np.asarray(solution[1 + self.row, into]).ravel() / scale if into.size else np.zeros(0)
        return np.maximum(flow, 0.0), network, solution

    def _cut(
        self,
        network: sparse.csr_array,
        solution: sparse.csr_array,
        capacity: Floats,
        fast_capacity: Floats,
    ) -> tuple[float, Flags, Flags]:
        """Price the cut at the nodes demand can still reach with true energies: valid at any rounding."""
        rest = sparse.csr_array(network - solution)
        rest.eliminate_zeros()
        reached = mask_of(csgraph.breadth_first_order(rest, 0, return_predecessors=False), rest.shape[0])
        rows, sites = self.energy.size, self.n_sites
        row_in = reached[1 : 1 + rows]
        fast_in = reached[1 + rows : 1 + rows + sites]
        site_in = reached[1 + rows + sites : 1 + rows + 2 * sites]
        most = (
            float(self.energy[~row_in].sum())
            + float(fast_capacity[fast_in & ~site_in].sum())
            + float(capacity[site_in].sum())
        )
        return most, site_in, fast_in & ~site_in
