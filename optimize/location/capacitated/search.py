"""Ruin and recreate for capacitated covering: which sites to open, judged by a maximum flow.

A few open sites that share demand are shut, sites that can serve most of what is left unserved are opened in
their place, and the change stays unless clearly less is served (Schrimpf, G. et al. (2000), Record breaking
optimization results using the ruin and recreate principle, Journal of Computational Physics 159, 139-171).
What a choice of sites serves is a maximum flow from rows to sites (Ford and Fulkerson 1956).

Starts are the sites of a greedy or of a relaxation, with the most they can serve.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from optimize.matrices import incidence, mask_of, row_cells
from optimize.model import ModelBuilder
from optimize.solvers.run import run
from optimize.solvers.work import LOOK

if TYPE_CHECKING:
    from gisplan_arrays import Flags, Floats, Indices
    from optimize.covering.state import Allowance
    from optimize.solvers.limits import Clock, Until


@dataclass(frozen=True, eq=False)
class Supply:
    """A capacitated covering problem with its rows merged, as its searches see it.

    Attributes
    ----------
    cover
        Rows × sites, ones.
    demand, capacities
        One per row, one per site.
    fixed
        Sites that are open in every answer.
    free
        Those of them that count neither for the limits' count nor for their budget.
    limits
        What may be opened.
    """

    cover: sparse.csr_array
    demand: Floats
    capacities: Floats
    fixed: Indices
    free: Indices
    limits: Allowance


def greedy_sites(given: Supply) -> Indices:
    """Open the site that can serve most of what is left, again and again.

    A site serves the rows with the fewest sites first, up to its capacity.
    """
    cover, capacities, limits = given.cover, given.capacities, given.limits
    by_site = cover.T.tocsr()
    choices = np.diff(cover.indptr)
    left = given.demand.astype(np.float64)
    reach = np.asarray(by_site @ left)
    is_open = np.zeros(cover.shape[1], dtype=bool)
    free_of_charge = np.isin(np.arange(cover.shape[1]), given.free)
    spent, used = 0.0, 0
    queue = given.fixed.tolist()
    while True:
        if queue:
            site = int(queue.pop())
        else:
            score = np.where(is_open, -1.0, np.minimum(capacities, reach))
            if limits.costs is not None:
                room = limits.budget - spent + 1e-9
                score = np.where(limits.costs <= room, score / np.maximum(limits.costs, 1e-12), -1.0)
            site = int(np.argmax(score)) if score.size else -1
            if site < 0 or used >= limits.count or score[site] <= 1e-9:
                return np.flatnonzero(is_open)
        is_open[site] = True
        if not free_of_charge[site]:
            used += 1
            spent += 0.0 if limits.costs is None else float(limits.costs[site])
        rows = row_cells(by_site, site)
        rows = rows[np.argsort(choices[rows], kind="stable")]
        before = np.cumsum(left[rows]) - left[rows]
        taken = np.clip(capacities[site] - before, 0.0, left[rows])
        left[rows] -= taken
        lengths = choices[rows]
        ends = np.cumsum(lengths)
        total = int(ends[-1]) if ends.size else 0
        cells = np.arange(total) + np.repeat(cover.indptr[rows] - ends + lengths, lengths)
        lost = np.repeat(taken, lengths)
        reach -= np.bincount(cover.indices[cells], weights=lost, minlength=reach.size)


def rounded_sites(shares: Floats, given: Supply) -> Indices:
    """Open the sites with the largest shares in a relaxation, as far as the limits allow."""
    limits = given.limits
    is_open = mask_of(given.fixed, shares.size)
    paid = np.setdiff1d(given.fixed, given.free)
    used, spent = paid.size, 0.0 if limits.costs is None else float(limits.costs[paid].sum())
    for site in np.argsort(-shares, kind="stable").tolist():
        cost = 0.0 if limits.costs is None else float(limits.costs[site])
        if is_open[site] or used >= limits.count or spent + cost > limits.budget + 1e-9:
            continue
        is_open[site] = True
        used, spent = used + 1, spent + cost
    return np.flatnonzero(is_open)


def most_served(given: Supply, sites: Indices, *, clock: Clock, memory_limit: float | None) -> Floats | None:
    """Serve as much as the given sites can (a transport problem); amounts per pair of `cover`.

    Returns
    -------
    numpy.ndarray or None
        None when the limit was too short.
    """
    cover = given.cover
    is_open = mask_of(sites, cover.shape[1])
    pairs = np.flatnonzero(is_open[cover.indices])
    row = np.repeat(np.arange(cover.shape[0]), np.diff(cover.indptr))[pairs]
    builder = ModelBuilder("transport", "max")
    s = builder.add_variables("s", pairs.size, cost=1.0)
    builder.add_rows("demand", incidence(row, cover.shape[0]), s, upper=given.demand)
    by_site = incidence(cover.indices[pairs], cover.shape[1])
    builder.add_rows("capacity", by_site, s, upper=np.where(is_open, given.capacities, 0.0))
    outcome = run(
        builder,
        relax=True,
        clock=clock,
        threads=1,
        stage="transport",
        memory_limit=memory_limit,
        options={"solver": "simplex"},
    )
    if outcome.values is None:
        return None
    flow = np.zeros(cover.nnz)
    flow[pairs] = outcome.values
    return flow


_WHOLE = 2**30
"""Flows are whole numbers of this share of all demand."""
_RUINED = 4
"""Most sites shut at a time."""
_WORSE = 0.005
"""Mean share by which more may stay unserved after a change that is kept, so that the search moves on."""


def improve_sites(
    given: Supply, sites: Indices, *, rng: np.random.Generator, clock: Clock, until: Until
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
    clock, until
        When it ends; steps are rounds without improvement.

    Returns
    -------
    numpy.ndarray
        The best choice found, sorted.
    """
    cover, demand, capacities, limits = given.cover, given.demand, given.capacities, given.limits
    part, each = clock.part(until.share), LOOK * given.cover.nnz
    by_site = sparse.csr_array(cover.T)
    paid = np.ones(capacities.size, dtype=bool)
    paid[given.free] = False
    costs = np.zeros(capacities.size) if limits.costs is None else limits.costs
    is_open = mask_of(sites, capacities.size)
    movable = np.ones(capacities.size, dtype=bool)
    movable[given.fixed] = False
    left, load = _serve(cover, demand, capacities, is_open)
    best, least, idle = is_open, float(left.sum()), 0
    enough = max(0.0, float(demand.sum()) - until.target) + 1e-6 * float(demand.sum())
    while idle < until.steps and least > enough and not part.over(each):
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
