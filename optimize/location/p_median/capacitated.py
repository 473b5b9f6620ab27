"""Capacitated p-median: least weighted distance when every site serves only so much.

Sets        rows i in I, sites j in J; N(i) = sites within reach of row i (the stored pairs)
Data        w_i demand of row i; d_ij metres; k_j capacity of site j (unit of w); p most new sites; c_j cost;
            B budget
Variables   y_j in {0, 1} site j is open; x_ij >= 0 share of row i served at site j; x_ij in {0, 1} when
            each row has one site (`split=False`)

    minimise    sum_ij w_i d_ij x_ij
    subject to  sum_{j in N(i)} x_ij = 1             for i in I      (serve)
                x_ij <= y_j                           for pairs ij    (link)
                sum_i w_i x_ij <= k_j y_j             for j in J      (capacity)
                sum_j k_j y_j >= sum_i w_i                            (room: implied, tightens)
                sum_j y_j <= p                                        (count; existing sites do not count)
                sum_j c_j y_j <= B                                    (budget, when given)
                y_j = 1                               for existing and required j

Source      Mulvey, J. and Beck, M. (1984), Solving capacitated clustering problems, European Journal of
            Operational Research 18, 339-348; Lorena, L. and Senne, E. (2004), A column generation approach to
            capacitated p-median problems, Computers and Operations Research 31, 863-876.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from scipy import sparse

from gisplan_words import message
from optimize.entry import solve_with
from optimize.location.check import checks, choice_faults
from optimize.location.site_choice import CapacitatedRows, Solution
from optimize.matrices import choices, incidence
from optimize.model import ModelBuilder
from optimize.solvers.run import run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gisplan_arrays import Indices
    from optimize.solvers.limits import Settings


_STAGE = "CapacitatedPMedian"
_PROVEN = message("proven-median-capacity")
_FULL = 1e-6


@dataclass(frozen=True, eq=False)
class CapacitatedPMedian(CapacitatedRows):
    """A capacitated p-median problem.

    Parameters
    ----------
    pairs
        Which site reaches which demand row, and over how many metres; every row is served within its pairs.
    weights
        Demand of every row, or one for all.
    capacities
        What every site can serve, in the unit of the weights.
    count, existing, required, costs, budget
        As in `optimize.location.site_choice.LimitedChoice`.
    split
        Whether a row may be served by several sites.

    Raises
    ------
    ValueError
        For wrong shapes, NaN, negative values, unknown sites, or neither a count nor a budget.
    """

    measures: ClassVar[Mapping[str, tuple[str, ...]]] = {
        **CapacitatedRows.measures,
        "metres": ("pairs",),
    }
    objective_in: ClassVar[tuple[str, ...]] = ("weight", "metres")

    count: int | None
    split: bool = True


def model(problem: CapacitatedPMedian) -> ModelBuilder:
    """Write the model of the module's docstring.

    Returns
    -------
    ModelBuilder
        Columns: ``y`` for the sites, then ``x`` for the pairs.
    """
    pairs, n, demand = problem.pairs, problem.n_sites, problem.row_weights
    rows, sites = pairs.rows(), pairs.indices.astype(np.int64)
    builder = ModelBuilder("capacitated_p_median", "min")
    y = problem.open_columns(builder, "y")
    metres = demand[rows] * pairs.distances
    x = builder.add_variables("x", pairs.n_pairs, upper=1.0, integer=not problem.split, cost=metres)
    builder.add_rows("serve", incidence(rows, pairs.n_demand), x, lower=1.0, upper=1.0)
    builder.add_sums("link", (1.0, x), (-choices(sites, n), y), upper=0.0)
    load, holds = incidence(sites, n, demand[rows]), sparse.diags_array(problem.room)
    builder.add_sums("capacity", (load, x), (-holds, y), upper=0.0)
    builder.add_rows("room", problem.room[None, :], y, lower=float(demand.sum()))
    problem.add_limits(builder, y)
    return builder


@solve_with.register(CapacitatedPMedian)
def _solve_capacitated(problem: CapacitatedPMedian, settings: Settings) -> Solution:
    """Solve the model and read sites and shares."""
    pairs = problem.pairs
    empty = pairs.empty_rows()
    if empty.size:
        why = f"demand rows {empty[:10].tolist()} have no site within reach"
        return Solution.none(settings.no_answer(_STAGE, "min", why), problem.n_rows)
    outcome = run(model(problem), stage=_STAGE, proven=_PROVEN, **settings.rest(aloud=True))
    if outcome.values is None:
        return Solution.none(outcome.certificate, problem.n_rows)
    sites = np.flatnonzero(outcome.values[: pairs.n_sites] > 0.5)
    amount = problem.row_weights[pairs.rows()] * outcome.values[pairs.n_sites :]
    assignment: Indices | sparse.csr_array
    if problem.split:
        used = outcome.values[pairs.n_sites :] > _FULL
        where = (pairs.rows()[used], pairs.indices[used])
        assignment = sparse.csr_array((amount[used], where), shape=pairs.shape)
    else:
        chosen = outcome.values[pairs.n_sites :] > 0.5
        assignment = np.full(pairs.n_demand, -1, dtype=np.int64)
        assignment[pairs.rows()[chosen]] = pairs.indices[chosen]
    value = float(amount @ pairs.distances)
    who = outcome.certificate.who
    certificate = settings.certify(_STAGE, "min", value, outcome.bound, _PROVEN, who=who)
    return Solution(sites, assignment, np.ones(pairs.n_demand, dtype=bool), value, certificate)


@checks(CapacitatedPMedian)
def _check_capacitated(problem: CapacitatedPMedian, solution: Solution) -> list[str]:
    """Check sites, count, budget, service, capacity and objective from the pairs alone."""
    found = choice_faults(problem, solution.sites)
    given = solution.assignment
    if given is None:
        return [*found, "the assignment is missing"]
    if isinstance(given, np.ndarray):
        rows = np.flatnonzero(given >= 0)
        given = sparse.csr_array((problem.row_weights[rows], (rows, given[rows])), shape=problem.pairs.shape)
    elif not problem.split:
        found.append("rows must have one site each")
    metres = {
        (int(i), int(j)): float(d)
        for i, j, d in zip(problem.pairs.rows(), problem.pairs.indices, problem.pairs.distances, strict=True)
    }
    total, coo = 0.0, given.tocoo()
    for i, j, amount in zip(*(k.tolist() for k in coo.coords), coo.data.tolist(), strict=True):
        if (i, j) not in metres or not np.isin(j, solution.sites):
            found.append(f"row {i} is served at site {j}, which is not open within its reach")
        else:
            total += amount * metres[i, j]
    served, load = given.sum(axis=1), given.sum(axis=0)
    most = float(problem.row_weights.max(initial=0.0))
    short = np.flatnonzero(np.abs(served - problem.row_weights) > 1e-5 * problem.row_weights)
    found += [
        f"row {i} is served {served[i]:.6g} of {problem.row_weights[i]:.6g}" for i in short[:10].tolist()
    ]
    over = np.flatnonzero(load > problem.room * (1 + 1e-5) + 1e-6 * most)
    found += [f"site {j} serves {load[j]:.6g}, capacity {problem.room[j]:.6g}" for j in over[:10].tolist()]
    if solution.objective is not None and not np.isclose(total, solution.objective, rtol=1e-5, atol=0.0):
        found.append(f"weighted distance is {total}, the solution says {solution.objective}")
    return found
