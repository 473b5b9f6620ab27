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
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from optimize.certificate import certify, no_answer
from optimize.entry import solve_with
from optimize.inputs import amounts
from optimize.location.check import checks, limit_faults
from optimize.location.site_choice import LimitedChoice, WeightedRows
from optimize.location.solution import Solution
from optimize.model import ModelBuilder
from optimize.solvers.run import run

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gisplan_arrays import Floats, Indices
    from optimize.cover_pairs import CoverPairs
    from optimize.solvers.limits import Settings


_PROVEN = "least weighted distance within capacity, metres times demand"
_FULL = 1e-6


@dataclass(frozen=True, eq=False)
class CapacitatedPMedian(WeightedRows, LimitedChoice):
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

    pairs: CoverPairs
    weights: ArrayLike
    capacities: ArrayLike
    count: int | None
    split: bool = True

    def __post_init__(self) -> None:
        n = self.pairs.n_sites
        put = object.__setattr__
        self._take_weights(self.pairs.n_demand)
        put(self, "capacities", amounts(self.capacities, n, "capacities"))
        self._take_limits(n, self.count)

    @property
    def demand(self) -> Floats:
        """Demand of every row."""
        return np.asarray(self.weights, dtype=np.float64)

    @property
    def room(self) -> Floats:
        """Capacity of every site."""
        return np.asarray(self.capacities, dtype=np.float64)


def model(problem: CapacitatedPMedian) -> ModelBuilder:
    """Write the model of the module's docstring.

    Returns
    -------
    ModelBuilder
        Columns: ``y`` for the sites, then ``x`` for the pairs.
    """
    pairs, n = problem.pairs, problem.pairs.n_sites
    rows, sites = pairs.rows(), pairs.indices.astype(np.int64)
    always = np.union1d(problem.open_already, problem.must_open)
    builder = ModelBuilder("capacitated_p_median", "min")
    y = builder.add_variables(
        "y", n, lower=np.isin(np.arange(n), always).astype(float), upper=1.0, integer=True
    )
    x = builder.add_variables(
        "x", pairs.n_pairs, upper=1.0, integer=not problem.split, cost=problem.demand[rows] * pairs.distances
    )
    column = np.arange(pairs.n_pairs)
    both = np.concatenate([x, y])
    ones = np.ones(pairs.n_pairs)
    served = sparse.csr_array((ones, (rows, column)), shape=(pairs.n_demand, pairs.n_pairs))
    builder.add_rows("serve", served, x, lower=1.0, upper=1.0)
    opened = sparse.csr_array((ones, (column, sites)), shape=(pairs.n_pairs, n))
    builder.add_rows(
        "link", sparse.hstack([sparse.eye_array(pairs.n_pairs), -opened], format="csr"), both, upper=0.0
    )
    load = sparse.csr_array((problem.demand[rows], (sites, column)), shape=(n, pairs.n_pairs))
    holds = sparse.diags_array(problem.room)
    builder.add_rows("capacity", sparse.hstack([load, -holds], format="csr"), both, upper=0.0)
    builder.add_rows("room", problem.room[None, :], y, lower=float(problem.demand.sum()))
    new = np.ones(n)
    new[problem.open_already] = 0.0
    if problem.count is not None:
        builder.add_rows("count", new[None, :], y, upper=float(problem.count))
    if problem.costs is not None and problem.budget is not None:
        builder.add_rows("budget", (np.asarray(problem.costs) * new)[None, :], y, upper=problem.budget)
    return builder


@solve_with.register(CapacitatedPMedian)
def _solve_capacitated(problem: CapacitatedPMedian, settings: Settings) -> Solution:
    """Solve the model and read sites and shares."""
    pairs = problem.pairs
    empty = pairs.empty_rows()
    if empty.size:
        said = no_answer(
            "CapacitatedPMedian",
            "min",
            "infeasible",
            solver=settings.solver,
            version="",
            seconds=settings.clock.seconds,
            limit=settings.time_limit,
            proven=f"demand rows {empty[:10].tolist()} have no site within reach",
        )
        return Solution(np.zeros(0, dtype=np.int64), None, np.zeros(pairs.n_demand, dtype=bool), None, said)
    outcome = run(
        model(problem),
        stage="CapacitatedPMedian",
        proven=_PROVEN,
        **settings.within(settings.clock.part(1.0), aloud=True),
    )
    if outcome.values is None:
        nothing = np.zeros(0, dtype=np.int64)
        return Solution(nothing, None, np.zeros(pairs.n_demand, dtype=bool), None, outcome.certificate)
    sites = np.flatnonzero(outcome.values[: pairs.n_sites] > 0.5)
    amount = problem.demand[pairs.rows()] * outcome.values[pairs.n_sites :]
    assignment: Indices | sparse.csr_array
    if problem.split:
        used = outcome.values[pairs.n_sites :] > _FULL
        where = (pairs.rows()[used], pairs.indices[used])
        assignment = sparse.csr_array((amount[used], where), shape=pairs.shape)
    else:
        chosen = outcome.values[pairs.n_sites :] > 0.5
        assignment = np.full(pairs.n_demand, -1, dtype=np.int64)
        assignment[pairs.rows()[chosen]] = pairs.indices[chosen]
    said = outcome.certificate
    value = float(amount @ pairs.distances)
    certificate = certify(
        "CapacitatedPMedian",
        "min",
        value,
        None if outcome.bound is None else min(outcome.bound, value),
        solver=said.solver,
        version=said.version,
        seconds=settings.clock.seconds,
        limit=settings.time_limit,
        proven=_PROVEN,
    )
    return Solution(sites, assignment, np.ones(pairs.n_demand, dtype=bool), value, certificate)


@checks(CapacitatedPMedian)
def _check_capacitated(problem: CapacitatedPMedian, solution: Solution) -> list[str]:
    """Check sites, count, budget, service, capacity and objective from the pairs alone."""
    found = limit_faults(problem, problem.count, solution.sites, problem.pairs.n_sites)
    given = solution.assignment
    if given is None:
        return [*found, "the assignment is missing"]
    if isinstance(given, np.ndarray):
        rows = np.flatnonzero(given >= 0)
        given = sparse.csr_array((problem.demand[rows], (rows, given[rows])), shape=problem.pairs.shape)
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
    short = np.flatnonzero(np.abs(served - problem.demand) > 1e-5 * (1 + problem.demand))
    found += [f"row {i} is served {served[i]:.6g} of {problem.demand[i]:.6g}" for i in short[:10].tolist()]
    over = np.flatnonzero(load > problem.room + 1e-5 * (1 + problem.room))
    found += [f"site {j} serves {load[j]:.6g}, capacity {problem.room[j]:.6g}" for j in over[:10].tolist()]
    if solution.objective is not None and not np.isclose(total, solution.objective, rtol=1e-5, atol=1e-6):
        found.append(f"weighted distance is {total}, the solution says {solution.objective}")
    return found
