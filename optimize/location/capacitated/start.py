"""Starts for capacitated covering: sites from greedy or a relaxation, then the most they can serve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimize.matrices import incidence, mask_of, row_cells
from optimize.model import ModelBuilder
from optimize.solvers.run import run

if TYPE_CHECKING:
    from scipy import sparse

    from gisplan_arrays import Floats, Indices
    from optimize.covering.state import Allowance


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
            site = int(np.argmax(score))
            if used >= limits.count or score[site] <= 1e-9:
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


def most_served(
    given: Supply, sites: Indices, *, time_limit: float | None, memory_limit: float | None
) -> Floats | None:
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
        time_limit=time_limit,
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
