"""Choices of sites that provide for needs: a first one, and exchanges that keep every need met."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimize.covering.state import Allowance, CoverState, fill
from optimize.matrices import mask_of

if TYPE_CHECKING:
    from gisplan_arrays import Flags, Floats, Indices, Whole
    from optimize.covering.reduce import CoverCore
    from optimize.siting.adequate import AdequateCover, Apart
    from optimize.solvers.limits import Clock

_ROUND_OFF = 1e-9


def start_choice(problem: AdequateCover, core: CoverCore, clock: Clock) -> Indices | None:
    """Find a good feasible choice: needs, then greedy, then swaps; None if the needs alone take too many.

    A need opens the sites that give it most. Every swap keeps all needs.
    """
    fixed = mask_of(problem.required, problem.pairs.n_sites)
    state, limits = CoverState(core.cover, core.weights), Allowance(core.n_sites, problem.count)
    state.become(provided_for(problem))
    short = problem.provides @ state.is_open.astype(np.float64) < problem.need - 1e-6
    if state.n_open > problem.count or short.any():
        return None
    apart = problem.kept_apart
    if apart.pairs.size:
        while (site := limits.best(state, apart.barred(state.is_open))) is not None:
            state.open(site)
    else:
        fill(state, limits)
    swap_within_needs(problem, state, limits, fixed, clock)
    return state.sites()


def provided_for(problem: AdequateCover) -> Indices:
    """Open the required sites, and for every need in turn those that give it most, until it is met."""
    chosen, apart = np.zeros(problem.pairs.n_sites, dtype=bool), problem.kept_apart
    chosen[problem.required] = True
    for k in range(problem.need.size):
        row = slice(problem.provides.indptr[k], problem.provides.indptr[k + 1])
        sites, gives = problem.provides.indices[row], problem.provides.data[row]
        order = np.lexsort((sites, -gives, ~chosen[sites]))
        if apart.pairs.size:
            _provide_apart(chosen, apart, sites[order], gives[order], float(problem.need[k]))
            continue
        reached = np.concatenate([[0.0], np.cumsum(gives[order])])
        chosen[sites[order[: int(np.searchsorted(reached, problem.need[k] - _ROUND_OFF))]]] = True
    return np.flatnonzero(chosen)


def _provide_apart(chosen: Flags, apart: Apart, sites: Whole, gives: Floats, need: float) -> None:
    """Open sites in the given order until they give enough, leaving out those that an open one bars."""
    held = 0.0
    for site, amount in zip(sites.tolist(), gives.tolist(), strict=True):
        if held >= need - _ROUND_OFF:
            return
        if chosen[site] or not apart.barred(chosen)[site]:
            chosen[site] = True
            held += amount


def swap_within_needs(
    problem: AdequateCover, state: CoverState, limits: Allowance, fixed: Flags, clock: Clock
) -> None:
    """Exchange an open site for a shut one while that covers more and leaves every need met."""
    gives, apart = problem.provides.T.tocsr(), problem.kept_apart
    held = problem.provides @ state.is_open.astype(np.float64)
    improved = True
    while improved and clock.left > 0:
        improved = False
        for site in np.flatnonzero(state.is_open & ~fixed).tolist():
            if clock.left <= 0:
                return
            own = slice(gives.indptr[site], gives.indptr[site + 1])
            rows, given = gives.indices[own], gives.data[own]
            short = problem.need[rows] - (held[rows] - given) - _ROUND_OFF
            barred = np.zeros(fixed.size, dtype=bool)
            for k, lack in zip(rows[short > 0].tolist(), short[short > 0].tolist(), strict=True):
                barred |= problem.provides[[k]].toarray()[0] < lack
            before = state.value
            state.shut(site)
            if apart.pairs.size:
                barred |= apart.barred(state.is_open)
            pick = limits.best(state, barred)
            if pick is not None and pick != site:
                state.open(pick)
                if state.value > before * (1 + 1e-12):
                    held[rows] -= given
                    new = slice(gives.indptr[pick], gives.indptr[pick + 1])
                    held[gives.indices[new]] += gives.data[new]
                    improved = True
                    continue
                state.shut(pick)
            state.open(site)
