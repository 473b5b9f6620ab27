"""p-median: open a limited number of sites so that the weighted distance to the nearest open one is least.

Sets        rows i in I, sites j in J; N(i) = sites within reach of row i (the stored pairs)
Data        w_i weight of row i; d_ij metres; p most new sites; c_j cost of site j; B budget
            D_i1 < D_i2 < … the distinct distances of row i
Variables   y_j in {0, 1} site j is open; z_ik >= 0 no open site lies within D_ik of row i

    minimise    sum_i w_i (D_i1 + sum_k (D_i,k+1 - D_ik) z_ik)
    subject to  z_ik + sum_{j: d_ij = D_ik} y_j >= z_i,k-1     for i in I, k (z_i0 = 1)   (radius)
                z_i,last = 0: every row is served within its pairs
                sum_j y_j <= p                                  (count; existing sites do not count)
                sum_j c_j y_j <= B                              (budget, when given)
                y_j = 1                          for existing and required j

Source      Hakimi, S. L. (1964), Operations Research 12, 450-459 (the problem); Cornuéjols, G., Nemhauser,
            G. and Wolsey, L. (1980), and Elloumi, S. (2010), A tighter formulation of the p-median problem,
            Journal of Combinatorial Optimization 19, 69-83 (the radius formulation); García, S., Labbé, M.
            and Marín, A. (2011), Solving large p-median problems with a radius formulation, INFORMS Journal
            on Computing 23, 546-556.

How an instance is solved: greedy and interchange give a siting (`optimize.location.p_median.search`),
Lagrangian multipliers a bound, and each site and each pair that the bound rules out in anything better is
dropped (`optimize.location.p_median.bound`). Often nothing is left to prove; what is left is the model
above, small.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from scipy import sparse

from gisplan_words import Message, message
from optimize.entry import solve_with
from optimize.location.check import assigned_metres, checks, choice_faults, value_faults
from optimize.location.p_median.bound import Reduced, bound_and_reduce, branch_and_bound
from optimize.location.p_median.search import (
    Interchange,
    Neighbours,
    nearest_cost,
    nearest_pairs,
    neighbours_of,
)
from optimize.location.site_choice import Solution, WeightedRows
from optimize.matrices import places_of
from optimize.model import ModelBuilder
from optimize.solvers.run import Outcome, run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gisplan_arrays import Indices
    from optimize.solvers.limits import Settings


_TREE_PAIRS = 2_000
"""More pairs than this left: the Lagrangian tree proves sooner than the radius model."""
_NO_COVER = "count or budget leave a row without an open site"
_PROVEN = message("proven-median")


@dataclass(frozen=True, eq=False)
class PMedian(WeightedRows):
    """A p-median problem.

    Parameters
    ----------
    pairs
        Which site reaches which demand row, and over how many metres; every row must be served by one of
        its pairs.
    weights
        Weight (people, kWh/day) of every row, or one for all.
    count, existing, required, costs, budget
        As in `optimize.location.site_choice.LimitedChoice`.

    Raises
    ------
    ValueError
        For wrong shapes, NaN, negative values, unknown sites, or neither a count nor a budget.
    """

    measures: ClassVar[Mapping[str, tuple[str, ...]]] = {
        **WeightedRows.measures,
        "metres": ("pairs",),
    }
    objective_in: ClassVar[tuple[str, ...]] = ("weight", "metres")

    count: int | None


def model(problem: PMedian, near: Neighbours, sites: Indices) -> ModelBuilder:
    """Write the radius formulation on the pairs of `near`.

    Parameters
    ----------
    problem
        For count, budget and the sites that are open in any case.
    near
        Sites of every row by ascending weighted distance; dropped pairs are not in it.
    sites
        Sites that may be open.

    Returns
    -------
    ModelBuilder
        Columns: ``y`` for `sites`, then ``z``. The constant ``sum_i w_i D_i1`` is not in the objective.
    """
    builder = ModelBuilder("p_median", "min")
    lower = np.isin(sites, problem.always).astype(float)
    y = builder.add_variables("y", sites.size, lower=lower, upper=1.0, integer=True)
    position = places_of(sites, problem.pairs.n_sites)
    # One ring per distinct distance of a row; the last ring of a row has no z (it would be 0).
    new_ring = np.concatenate([[True], (np.diff(near.cost) > 0) | (np.diff(near.row) > 0)])
    ring = np.cumsum(new_ring) - 1
    ring_row, ring_cost = near.row[new_ring], near.cost[new_ring]
    n_rings = ring_row.size
    first = np.concatenate([[True], np.diff(ring_row) > 0])
    last = np.concatenate([np.diff(ring_row) > 0, [True]])
    z_of = places_of(np.flatnonzero(~last), n_rings)
    step = np.diff(ring_cost, append=0.0)[~last]
    z = builder.add_variables("z", step.size, upper=1.0, cost=step)
    opens = sparse.csr_array((np.ones(ring.size), (ring, position[near.site])), shape=(n_rings, sites.size))
    has, before = np.flatnonzero(~last), np.flatnonzero(~first)
    fall = sparse.csr_array(
        (
            np.concatenate([np.ones(has.size), -np.ones(before.size)]),
            (np.concatenate([has, before]), np.concatenate([z_of[has], z_of[before - 1]])),
        ),
        shape=(n_rings, step.size),
    )
    builder.add_sums("radius", (opens, y), (fall, z), lower=first.astype(float))
    problem.add_limits(builder, y, sites)
    return builder


@solve_with.register(PMedian)
def _solve_p_median(problem: PMedian, settings: Settings) -> Solution:
    """Search, bound, reduce, and solve what is left."""
    why, n_sites, always = _impossible(problem), problem.n_sites, problem.always
    if why is not None:
        return _none(problem, settings, why)
    if problem.n_rows == 0:
        return Solution.nobody(always, settings.certify("PMedian", "min", 0.0, 0.0, _PROVEN))
    near = neighbours_of(problem.pairs, problem.row_weights)
    if problem.budget is not None:
        return _solve_left(problem, near, settings, Reduced.everything(n_sites, near))
    free = (problem.count or 0) - problem.must_open.size
    search = Interchange(near, n_sites) if Interchange.fits(near, n_sites) else None
    reduced = bound_and_reduce(near, n_sites, always, free, search, settings)
    shown = {"cost": f"{settings.shown(reduced.cost):.6g}", "bound": f"{settings.shown(reduced.bound):.6g}"}
    left = {"sites": f"{reduced.sites.size:,}", "pairs": f"{reduced.near.row.size:,}"}
    before = {"all_sites": f"{problem.pairs.n_sites:,}", "all_pairs": f"{near.row.size:,}"}
    settings.tell(Message("progress-p-median", shown | left | before))
    if _closed(reduced, settings):
        return _answer(problem, near, settings, reduced, None)
    if reduced.near.row.size <= _TREE_PAIRS:
        return _solve_left(problem, near, settings, reduced)
    bound, chosen, cost = branch_and_bound(reduced, n_sites, always, free, settings)
    bound = max(reduced.bound, min(bound, reduced.worth))
    settings.tell(
        message(
            "progress-p-median-tree", cost=f"{settings.shown(cost):.6g}", bound=f"{settings.shown(bound):.6g}"
        )
    )
    return _answer(problem, near, settings, replace(reduced, bound=bound, chosen=chosen, cost=cost), None)


def _impossible(problem: PMedian) -> str | None:
    """Say why no siting exists, where that is plain."""
    empty = problem.pairs.empty_rows()
    if empty.size:
        return f"demand rows {empty[:10].tolist()} have no site within reach"
    over = problem.cannot_open_required
    return "the required sites alone exceed the count or the budget" if over else None


def _closed(reduced: Reduced, settings: Settings) -> bool:
    """Whether the gap asked for is reached."""
    return bool(np.isfinite(reduced.cost) and reduced.cost - reduced.bound <= settings.gap * reduced.cost)


def _solve_left(problem: PMedian, near: Neighbours, settings: Settings, reduced: Reduced) -> Solution:
    """Solve the radius model on what the reduction left."""
    # A row that lost all its pairs says that nothing better than the known siting is left.
    none_left = np.unique(reduced.near.row).size < problem.pairs.n_demand
    outcome = None
    if not none_left:
        builder, limits = model(problem, reduced.near, reduced.sites), settings.rest(aloud=True)
        outcome = run(builder, stage="PMedian", proven=_PROVEN, **limits)
    if outcome is None or outcome.status == "infeasible":
        if reduced.chosen is None:
            return _none(problem, settings, _NO_COVER)
        return _answer(problem, near, settings, replace(reduced, bound=reduced.worth), outcome)
    chosen, cost = _better(problem, near, reduced, outcome)
    bound = reduced.bound
    if outcome.bound is not None:
        bound = max(bound, min(outcome.bound + reduced.near.least(), reduced.worth))
    return _answer(problem, near, settings, replace(reduced, bound=bound, chosen=chosen, cost=cost), outcome)


def _answer(
    problem: PMedian, near: Neighbours, settings: Settings, reduced: Reduced, outcome: Outcome | None
) -> Solution:
    """Certify the best siting with the best bound, and assign every row to its nearest open site."""
    if reduced.chosen is None:
        return _none(problem, settings, _NO_COVER if np.isposinf(reduced.bound) else None)
    cost = nearest_cost(near, problem.pairs.n_sites, reduced.chosen)
    who = ("Lagrangian", f"NumPy {np.__version__}") if outcome is None else outcome.certificate.who
    certificate = settings.certify("PMedian", "min", cost, reduced.bound, _PROVEN, who=who)
    rows, pairs = nearest_pairs(near, problem.n_sites, reduced.chosen)
    assignment = np.full(problem.n_rows, -1, dtype=np.int64)
    assignment[rows] = near.site[pairs]
    return Solution(np.sort(reduced.chosen), assignment, assignment >= 0, certificate.objective, certificate)


def _better(
    problem: PMedian, near: Neighbours, reduced: Reduced, outcome: Outcome
) -> tuple[Indices | None, float]:
    """Keep the better of the siting known and the model's."""
    if outcome.values is None:
        return reduced.chosen, reduced.cost
    opened = reduced.sites[outcome.values[: reduced.sites.size] > 0.5]
    found = np.union1d(problem.open_already, opened)
    value = nearest_cost(near, problem.pairs.n_sites, found)
    return (found, value) if value < reduced.cost else (reduced.chosen, reduced.cost)


def _none(problem: PMedian, settings: Settings, why: str | None) -> Solution:
    """Say that there is no answer."""
    said = settings.no_answer("PMedian", "min", why)
    return Solution.none(said, problem.n_rows, assigned=True)


@checks(PMedian)
def _check_p_median(problem: PMedian, solution: Solution) -> list[str]:
    """Check sites, count, budget, assignment and objective from the pairs alone."""
    metres, wrong = assigned_metres(problem.pairs, solution)
    found = choice_faults(problem, solution.sites) + wrong
    is_open = np.isin(problem.pairs.indices, solution.sites)
    nearest = np.full(problem.n_rows, np.inf)
    np.minimum.at(nearest, problem.pairs.rows()[is_open], problem.pairs.distances[is_open])
    for row, (here, least) in enumerate(zip(metres, nearest.tolist(), strict=False)):
        if least * (1 + 1e-9) < here < np.inf:
            found.append(f"row {row} is assigned at {here} m, an open site stands at {least} m")
    total = sum(weight * here for weight, here in zip(problem.row_weights.tolist(), metres, strict=False))
    return found or value_faults(solution, total, f"weighted distance is {total}")
