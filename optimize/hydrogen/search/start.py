"""A quick first hydrogen siting: greedy by the hydrogen each station adds, then drop and add.

A siting is judged by letting its stations serve one after the other, customers with the fewest open stations
first. That is a lower estimate of what its stations can sell; the flow model decides in the end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from optimize.hydrogen.model import add_count_rows, add_trip_rows, index_columns
from optimize.matrices import mask_of, row_cells
from optimize.model import ModelBuilder
from optimize.solvers.work import LOOK

if TYPE_CHECKING:
    from collections.abc import Callable

    from gisplan_arrays import Flags, Floats, Whole
    from optimize.hydrogen.problem import HydrogenProblem
    from optimize.solvers.limits import Clock
    from optimize.solvers.run import Outcome

_KICKS = 60
"""Times the best siting loses some stations at random and is built up again."""
_LOST = 3


def quick_stations(problem: HydrogenProblem, seed: int, clock: Clock) -> Flags | None:
    """Find sites that sell much, within the counts.

    Parameters
    ----------
    problem
        The problem.
    seed
        Source of chance for the kicks.
    clock
        Looked at before every kick.

    Returns
    -------
    numpy.ndarray or None
        (S,), true where a station opens; None when greedy addition did not meet the counts.
    """
    search = _Quick(problem)
    # Counts met last leave a captive or district's station where little is left; met first, the best place.
    begun = [search.complete([]), search.complete([], needs_first=True)]
    found = [search.improve(sites) for sites in begun if sites is not None]
    if not found:
        return None
    sites, sold = max(found, key=lambda one: one[1])
    random = np.random.default_rng(seed)
    most = float(min(problem.demand_kg.sum(), problem.supply_capacity.sum()))
    for _ in range(_KICKS):
        if sold >= most * (1.0 - 1e-9) or clock.over(LOOK * problem.pairs.n_pairs * problem.target):
            break
        lost = set(random.choice(len(sites), min(_LOST, len(sites)), replace=False).tolist())
        other = search.complete([site for at, site in enumerate(sites) if at not in lost], ban=sites)
        if other is None:
            continue
        other, value = search.improve(other)
        if value > sold * (1.0 + 1e-9):
            sites, sold = other, value
    return mask_of(sites, problem.pairs.n_sites)


def trip_stations(problem: HydrogenProblem, solve: Callable[..., Outcome]) -> Flags | None:
    """Find sites that refuel the trips asked for and reach much demand: maximal covering with trip rows.

    Parameters
    ----------
    problem
        The problem, with trips.
    solve
        Solves a model: ``solve(model, start, share of the work left, relax=...)``.

    Returns
    -------
    numpy.ndarray or None
        (S,), true where a station opens; None when the solver found none in its time.
    """
    columns = index_columns(problem)
    builder = ModelBuilder("hydrogen_start", "max")
    n_open, n_rows = columns.n_open, len(columns.merged_demand)
    y = builder.add_variables("y", n_open, upper=1.0, integer=True)
    z = builder.add_variables("z", n_rows, upper=1.0, cost=columns.merged_demand / 1e3)
    add_count_rows(builder, problem, columns, y)
    reach = sparse.csr_array(
        (np.ones(columns.n_flow), (columns.flow_row, columns.flow_site)),
        shape=(n_rows, problem.pairs.n_sites),
    )
    stands = (np.asarray(reach @ (problem.standing > 0).astype(float)) > 0).astype(float)
    builder.add_sums("cover", (1.0, z), (-(reach @ columns.at_site), y), upper=stands)
    add_trip_rows(builder, problem, columns.open_site, y)
    values = solve(builder, None, 0.4, relax=False).values
    if values is None:
        return None
    return mask_of(columns.open_site[values[:n_open] > 0.5], problem.pairs.n_sites)


class _Quick:
    """The drop-and-add search; sites carry their largest size."""

    def __init__(self, problem: HydrogenProblem) -> None:
        self.problem = problem
        self.cover = problem.pairs.transpose().binary()
        self.usable = np.asarray(np.isfinite(problem.haul_cost).any(axis=0))
        self.capacity = (problem.largest_kg + problem.standing) * self.usable
        self.standing = np.flatnonzero((problem.standing > 0) & self.usable).tolist()

    def rows(self, site: int) -> Whole:
        """Give the rows of a site."""
        return row_cells(self.cover, site)

    def serve(self, sites: list[int]) -> tuple[Floats, float]:
        """Let the stations serve; give the demand left and the supply left."""
        left, supply = self.problem.demand_kg.copy(), float(self.problem.supply_capacity.sum())
        everyone = self.standing + sites
        choice = np.zeros(left.size)
        for site in everyone:
            choice[self.rows(site)] += 1
        for site in everyone:
            rows = self.rows(site)
            order = rows[np.lexsort((-left[rows], choice[rows]))]
            room = min(float(self.capacity[site]), supply)
            before = np.cumsum(left[order]) - left[order]
            sold = np.clip(room - before, 0.0, left[order])
            left[order] -= sold
            supply -= float(sold.sum())
        return left, max(supply, 0.0)

    def complete(
        self, sites: list[int], ban: list[int] | None = None, *, needs_first: bool = False
    ) -> list[int] | None:
        """Add the sites that add most until the target is met; `ban` keeps the first addition new.

        With `needs_first` only sites that lessen the missing counts are added while some are missing.
        """
        sites = list(sites)
        barred = set(ban or [])
        while len(sites) < self.problem.target:
            site = self.best_addition(sites, barred, needs_first=needs_first)
            if site is None:
                return None
            sites.append(site)
            barred = set()
        return sites if _Needs(self.problem, sites).met() else None

    def best_addition(self, sites: list[int], barred: set[int], *, needs_first: bool = False) -> int | None:
        """Find the site that adds most among those that the counts still allow."""
        free = self.problem.can_open.copy()
        free[sites] = False
        free[list(barred)] = False
        # One station to open is the last chance of every count.
        places = 1 if needs_first else self.problem.target - len(sites)
        candidates = _Needs(self.problem, sites).candidates(free, places)
        if not candidates.any():
            return None
        left, supply = self.serve(sites)
        could = np.minimum(self.cover @ left, self.capacity)
        # Where supply is sold out, a station stands where customers are left: it has to sell its least use.
        adds = np.minimum(could, supply) + 1e-6 * could
        return int(np.argmax(np.where(candidates, adds, -1.0)))

    def improve(self, sites: list[int]) -> tuple[list[int], float]:
        """Drop one station and add the best other, as long as more is sold."""
        total = float(self.problem.demand_kg.sum())
        sold = total - float(self.serve(sites)[0].sum())
        better = True
        while better:
            better = False
            for site in sites:
                others = [one for one in sites if one != site]
                new = self.best_addition(others, set())
                if new is None or new == site:
                    continue
                value = total - float(self.serve([*others, new])[0].sum())
                if value > sold * (1.0 + 1e-9) + 1e-9:
                    sites, sold, better = [*others, new], value, True
        return sites, sold


class _Needs:
    """Counts still to be met while stations open one by one."""

    def __init__(self, problem: HydrogenProblem, sites: list[int]) -> None:
        n = problem.pairs.n_sites
        rows = [(member, minimum) for _, member, minimum in problem.counted]
        rows += [(mask_of(site, n), 1) for site in np.unique(problem.required)]
        self.member = np.array([row for row, _ in rows], dtype=bool).reshape(len(rows), n)
        counted = self.member[:, sites].sum(axis=1)
        self.missing = np.maximum(np.array([count for _, count in rows]) - counted, 0)

    def candidates(self, free: Flags, left: int) -> Flags:
        """Return who may open now; ``left`` counts the stations still to open, this one included."""
        lessens = self.member[self.missing > 0]
        if len(lessens) == 0 or self.missing[self.missing > 0].sum() < left:
            return free
        most = lessens.sum(axis=0) * free
        return np.asarray(free & (most == most.max(initial=0)) & (most > 0))

    def met(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing.any()
