"""A quick first hydrogen siting: greedy by the hydrogen each station adds, counts kept in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimize.hydrogen_problem import CAPTIVE, COMMERCIAL

if TYPE_CHECKING:
    from optimize.hydrogen_problem import BoolArray, FloatArray, HydrogenProblem, IntArray


def greedy_stations(problem: HydrogenProblem) -> BoolArray | None:
    """Open one station after the other where it adds most kg/day, then where it is cheapest.

    Picks that are needed for required sites, ownership and groups are kept in reserve: once they
    are as many as the stations left, only sites that lessen a need may open.

    Parameters
    ----------
    problem
        The problem.

    Returns
    -------
    numpy.ndarray or None
        (S, K), true where a station opens; None when the counts were not met.
    """
    cover = problem.pairs.transpose().binary()
    usable = np.asarray(np.isfinite(problem.haul_cost).any(axis=0))
    left, supply = problem.demand_kg.copy(), float(problem.supply_capacity.sum())
    for site in np.flatnonzero((problem.standing > 0) & usable).tolist():
        supply -= _serve(
            cover.indices[cover.indptr[site] : cover.indptr[site + 1]], left, problem.standing[site]
        )
    free = problem.open_to_new.copy()
    largest = problem.largest_kg
    chosen = np.zeros_like(free)
    needs = _Needs(problem)
    for step in range(problem.target):
        candidates = needs.candidates(np.asarray(free.any(axis=1)), problem.target - step)
        if not candidates.any():
            return None
        adds = np.minimum(np.minimum(cover @ left, largest), max(supply, 0.0)) * usable
        site = int(np.argmax(np.where(candidates, adds, -1.0)))
        fitting = np.flatnonzero(free[site])
        enough = fitting[problem.sizes_kg[fitting] >= adds[site] - 1e-6]
        size = int(enough[np.argmin(problem.station_cost[site, enough])] if len(enough) else fitting[-1])
        chosen[site, size] = True
        free[site] = False
        needs.take(site)
        room = min(problem.sizes_kg[size], max(supply, 0.0)) * usable[site]
        supply -= _serve(cover.indices[cover.indptr[site] : cover.indptr[site + 1]], left, room)
    return chosen if needs.met() else None


class _Needs:
    """Counts still to be met while stations open one by one."""

    def __init__(self, problem: HydrogenProblem) -> None:
        n = problem.pairs.n_sites
        rows = [(problem.ownership == COMMERCIAL, problem.min_commercial)]
        rows += [(problem.ownership == CAPTIVE, problem.min_captive)]
        rows += [(np.isin(np.arange(n), [site]), 1) for site in np.unique(problem.required)]
        rows += [(np.isin(np.arange(n), group.sites), group.minimum) for group in problem.groups]
        self.member = np.array([row for row, _ in rows])
        self.missing = np.array([count for _, count in rows])

    def candidates(self, free: BoolArray, left: int) -> BoolArray:
        """Return who may open now; ``left`` counts the stations still to open, this one included."""
        lessens = self.member[self.missing > 0]
        if len(lessens) == 0 or self.missing[self.missing > 0].sum() < left:
            return free
        most = lessens.sum(axis=0) * free
        return np.asarray(free & (most == most.max(initial=0)) & (most > 0))

    def take(self, site: int) -> None:
        """Count a new station."""
        self.missing = np.maximum(self.missing - self.member[:, site], 0)

    def met(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing.any()


def _serve(rows: IntArray, left: FloatArray, room: float) -> float:
    """Serve the rows, largest first, until the room is used; return the hydrogen sold."""
    order = rows[np.argsort(-left[rows], kind="stable")]
    before = np.concatenate([[0.0], np.cumsum(left[order])[:-1]]) if len(order) else np.empty(0)
    sold = np.clip(room - before, 0.0, left[order])
    left[order] -= sold
    return float(sold.sum())
