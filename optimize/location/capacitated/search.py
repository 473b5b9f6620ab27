"""Ruin and recreate for capacitated covering: which sites to open, judged by a maximum flow.

A few open sites that share demand are shut, sites that can serve most of what is left unserved are opened in
their place, and the change stays unless clearly less is served (Schrimpf, G. et al. (2000), Record breaking
optimization results using the ruin and recreate principle, Journal of Computational Physics 159, 139-171).
What a choice of sites serves is a maximum flow from rows to sites (Ford and Fulkerson 1956).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from optimize.matrices import mask_of, row_cells

if TYPE_CHECKING:
    from gisplan_arrays import Flags, Floats, Indices
    from optimize.location.capacitated.start import Supply
    from optimize.solvers.limits import Clock


_WHOLE = 2**30
"""Flows are whole numbers of this share of all demand."""
_RUINED = 4
"""Most sites shut at a time."""
_WORSE = 0.005
"""Mean share by which more may stay unserved after a change that is kept, so that the search moves on."""


def improve_sites(
    given: Supply,
    sites: Indices,
    *,
    rng: np.random.Generator,
    clock: Clock,
    share: float,
    rounds: int,
    target: float = np.inf,
) -> Indices:
    """Improve a choice of sites.

    Parameters
    ----------
    given
        The problem.
    sites
        A choice within the limits.
    rng
        Source of chance.
    clock, share
        Stop when this share of the time that was left at the start is over.
    rounds
        Stop after so many rounds without improvement.
    target
        Stop when so much is served: a proven bound.

    Returns
    -------
    numpy.ndarray
        The best choice found, sorted.
    """
    cover, demand, capacities, limits = given.cover, given.demand, given.capacities, given.limits
    stop_at = clock.seconds + share * clock.left
    by_site = sparse.csr_array(cover.T)
    paid = np.ones(capacities.size, dtype=bool)
    paid[given.free] = False
    costs = np.zeros(capacities.size) if limits.costs is None else limits.costs
    is_open = mask_of(sites, capacities.size)
    movable = np.ones(capacities.size, dtype=bool)
    movable[given.fixed] = False
    left, load = _serve(cover, demand, capacities, is_open)
    best, least, idle = is_open, float(left.sum()), 0
    enough = max(0.0, float(demand.sum()) - target) + 1e-6 * float(demand.sum())
    while idle < rounds and least > enough and clock.seconds < stop_at:
        idle += 1
        trial = is_open.copy()
        _ruin(trial, cover, by_site, movable, capacities, load, rng)
        rest, new_load = _serve(cover, demand, capacities, trial)
        while True:
            room = limits.budget - float(costs[trial & paid].sum())
            may = ~trial & (costs <= room + 1e-9) & (int((trial & paid).sum()) < limits.count)
            worth = np.where(may, np.minimum(capacities, by_site @ rest), 0.0)
            if limits.costs is not None:
                worth = worth / np.maximum(costs, 1e-12)
            if worth.max(initial=0.0) <= 1e-9:
                break
            trial[int(np.argmax(worth * rng.uniform(0.8, 1.0, worth.size)))] = True
            rest, new_load = _serve(cover, demand, capacities, trial)
        if rest.sum() <= left.sum() * (1 + rng.exponential(_WORSE)):
            is_open, left, load = trial, rest, new_load
        if left.sum() < least * (1 - 1e-6):
            best, least, idle = is_open, float(left.sum()), 0
    return np.flatnonzero(best)


def _ruin(
    is_open: Flags,
    cover: sparse.csr_array,
    by_site: sparse.csr_array,
    movable: Flags,
    capacities: Floats,
    load: Floats,
    rng: np.random.Generator,
) -> None:
    """Shut one site, the idler the likelier, and some open ones that share rows with it."""
    candidates = np.flatnonzero(is_open & movable)
    if candidates.size == 0:
        return
    idle = 1.05 - load[candidates] / np.maximum(capacities[candidates], 1e-12)
    centre = int(rng.choice(candidates, p=idle / idle.sum()))
    rows = row_cells(by_site, centre)
    near = np.unique(cover[rows].indices)
    near = near[is_open[near] & movable[near] & (near != centre)]
    more = rng.permutation(near)[: int(rng.integers(0, _RUINED))]
    is_open[centre] = False
    is_open[more] = False


def _serve(
    cover: sparse.csr_array, demand: Floats, capacities: Floats, is_open: Flags
) -> tuple[Floats, Floats]:
    """Serve as much as the open sites can: what each row lacks, and what each site serves."""
    rows, sites = cover.shape
    row = np.repeat(np.arange(rows), np.diff(cover.indptr))
    kept = is_open[cover.indices]
    row, site = row[kept], cover.indices[kept].astype(np.int64)
    scale = _WHOLE / max(float(demand.sum()), 1e-12)
    opened = np.flatnonzero(is_open)
    tail = np.concatenate([np.zeros(rows, dtype=np.int64), 1 + row, 1 + rows + opened])
    sink = 1 + rows + sites
    head = np.concatenate([1 + np.arange(rows), 1 + rows + site, np.full(opened.size, sink)])
    amount = np.concatenate([demand, demand[row], np.minimum(capacities[opened], demand.sum())])
    whole = np.floor(amount * scale).astype(np.int32)
    network = sparse.csr_array((whole, (tail, head)), shape=(sink + 1, sink + 1))
    flow = sparse.csr_array(csgraph.maximum_flow(network, 0, sink).flow)
    given = np.zeros(rows)
    first = flow[[0]]
    given[first.indices - 1] = first.data / scale
    last = sparse.csr_array(flow[:, [sink]].T)
    load = np.zeros(sites)
    load[last.indices - 1 - rows] = last.data / scale
    return np.maximum(demand - given, 0.0), load
