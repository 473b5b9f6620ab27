"""Capacitated maximal covering: sites serve demand within reach and within their capacity.

Sets
    i demand rows, j sites, N_i the sites within reach of row i.
Data
    w_i demand of row i; k_j capacity of site j (same unit); p most new sites; c_j cost; B budget.
Variables
    x_j in {0, 1} site j is open, 1 where it is existing or required; s_ij >= 0 demand of row i served at
    site j (rows may be split).
Constraints
    demand     sum_{j in N_i} s_ij <= w_i                          each i
    capacity   sum_i s_ij <= k_j x_j                               each j
    link       s_ij <= w_i x_j                                     pairs: tightens the relaxation
    count      sum_j x_j <= p                                      existing sites do not count
    budget     sum_j c_j x_j <= B                                  when given
    filled     sum_j x_j >= p                                      beside own rows
    own        a planner's own rows on x
Objectives, in this order
    1. max sum_ij s_ij.

Source      Current, J. and Storbeck, J. (1988), Capacitated covering models, Environment and Planning B 15,
            153-163; Pirkul, H. and Schilling, D. (1991), The maximal covering location problem with
            capacities on total workload, Management Science 37, 233-248.

Rows with the same sites are one row here: what they are served is shared out by their demand afterwards.
The link rows are written only where capacity can exceed the row's demand, and left out of large models.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from scipy import sparse

from gisplan_words import message
from optimize.covering.reduce import same_rows
from optimize.covering.state import Allowance
from optimize.entry import solve_with
from optimize.location.capacitated.search import (
    Supply,
    greedy_sites,
    improve_sites,
    most_served,
    rounded_sites,
)
from optimize.location.check import checks, choice_faults, covered_by, value_faults
from optimize.location.site_choice import CapacitatedRows, Solution
from optimize.matrices import choices, incidence, mask_of, ones_at
from optimize.model import ModelBuilder
from optimize.own_rows import OwnRows, add_own, faults_of, refuse_malformed
from optimize.solvers.limits import Settings, Until
from optimize.solvers.run import run

if TYPE_CHECKING:
    from gisplan_arrays import Floats, Indices, Whole
    from optimize.certificate import Certificate


_STAGE = "capacitated MCLP"
_PROVEN = message("proven-serve")

_LINK_PAIRS = 50_000
"""Most pairs for which the link rows are written."""
_SMALL_PAIRS = 5_000
"""Problems with more pairs are bounded and rounded by their relaxation first."""
_ROUNDS = 300
"""Rounds of ruin and recreate without improvement after which it ends, without a time limit."""
_FULL = 1e-6
"""A row counts as covered when all but this share of its demand is served."""


@dataclass(frozen=True, eq=False)
class CapacitatedMCLP(CapacitatedRows):
    """A capacitated maximal covering problem.

    Parameters
    ----------
    pairs
        Which site reaches which demand row.
    weights
        Demand of every row, or one for all.
    capacities
        Capacity of every site, in the unit of the demand.
    count, existing, required, costs, budget
        As in `optimize.location.site_choice.LimitedChoice`.
    own
        A planner's own rows over the sites; with some, exactly `count` open. None: there are none.

    Raises
    ------
    ValueError
        For wrong shapes, NaN, negative values, unknown sites, or neither a count nor a budget.
    """

    keeps_incumbent: ClassVar[bool] = False  # a plan decides its facilities with it
    stages_by: ClassVar[str] = "optimize.location.capacitated.stages"

    count: int | None
    own: OwnRows | None = None

    def __post_init__(self) -> None:
        """Check the fields, own rows among them."""
        super().__post_init__()
        refuse_malformed(self.own, self.n_sites)


def model(
    problem: CapacitatedMCLP, cover: sparse.csr_array, demand: Floats, first: Indices | None = None
) -> ModelBuilder:
    """Write the model of the module's docstring on merged rows; ``first`` is the demand row of each.

    Returns
    -------
    ModelBuilder
        Columns: ``x`` for the sites, then ``s`` for the pairs in the order of `cover`.
    """
    n_rows, n_sites = cover.shape
    row, site = np.repeat(np.arange(n_rows), np.diff(cover.indptr)), cover.indices
    first = np.arange(n_rows) if first is None else first
    builder = ModelBuilder("capacitated_mclp", "max")
    x = problem.open_columns(builder, "x")
    most = np.minimum(demand[row], problem.room[site])
    along: dict[str, Whole] = {"row": first[row], "site": site}
    s = builder.add_variables("s", cover.nnz, upper=most, cost=1.0, over=along)
    builder.add_rows("demand", incidence(row, n_rows), s, upper=demand, over={"row": first})
    at_sites = {"site": np.arange(n_sites)}
    holds = sparse.diags_array(-problem.room)
    builder.add_sums("capacity", (holds, x), (incidence(site, n_sites), s), upper=0.0, over=at_sites)
    if cover.nnz <= _LINK_PAIRS:
        tight = np.flatnonzero(demand[row] < problem.room[site])
        held, some = choices(site[tight], n_sites, -most[tight]), {of: at[tight] for of, at in along.items()}
        builder.add_sums("link", (held, x), (1.0, s[tight]), upper=0.0, over=some)
    problem.add_limits(builder, x)
    if problem.own is not None:
        add_filled(builder, problem, x)
    add_own(builder, problem.own, x)
    return builder


def add_filled(builder: ModelBuilder, problem: CapacitatedMCLP, x: Indices) -> None:
    """Ask for all sites that may open, for what serves nobody may still keep an own row, or break one."""
    builder.add_rows("filled", np.ones((1, x.size)), x, lower=problem.count)


@solve_with.register(CapacitatedMCLP)
def _solve_capacitated(problem: CapacitatedMCLP, settings: Settings) -> Solution:
    """Merge rows, solve, and share what is served out to the rows."""
    pairs = problem.pairs
    cover = pairs.binary()
    first_rows, group = same_rows(cover)
    weights = problem.row_weights
    demand = np.bincount(group, weights=weights, minlength=first_rows.size).astype(np.float64)
    merged = sparse.csr_array(cover[first_rows])
    values, certificate = _climb(problem, merged, demand, first_rows, settings)
    if values is None:
        return Solution.none(certificate, problem.n_rows)
    sites = np.flatnonzero(values[: pairs.n_sites] > 0.5)
    merged_flow = sparse.csr_array(
        (values[pairs.n_sites :], merged.indices, merged.indptr), shape=merged.shape
    )
    share = np.divide(weights, demand[group], out=np.zeros_like(weights), where=demand[group] > 0)
    assignment = sparse.csr_array(sparse.diags_array(share) @ merged_flow[group])
    assignment.eliminate_zeros()
    served = np.asarray(assignment.sum(axis=1)).ravel()
    value = float(served.sum())
    reached = covered_by(pairs, sites)
    exact = certificate.status != "heuristic"
    certificate = settings.certify(
        _STAGE, "max", value, certificate.bound, certificate.proven, who=certificate.who, exact=exact
    )
    return Solution(sites, assignment, reached & (served >= weights * (1 - _FULL)), value, certificate)


def _climb(
    problem: CapacitatedMCLP,
    cover: sparse.csr_array,
    demand: Floats,
    first: Indices,
    settings: Settings,
) -> tuple[Floats | None, Certificate]:
    """Start greedily, bound, round and search larger problems, then solve the exact model.

    Returns
    -------
    tuple
        Values of the model's columns (None without an answer), and a certificate with the best bound.
    """
    n_sites = problem.n_sites
    limits = Allowance(n_sites, problem.count, problem.site_costs, problem.budget)
    given = Supply(cover, demand, problem.room, problem.always, problem.open_already, limits)
    builder = model(problem, cover, demand, first)
    start: Floats | None = None
    bound: float | None = None

    def consider(sites: Indices) -> None:
        nonlocal start
        part = settings.clock.part(0.2)
        flow = most_served(given, sites, clock=part, memory_limit=settings.memory_limit)
        if flow is not None and (start is None or flow.sum() > start[n_sites:].sum()):
            start = np.concatenate([np.isin(np.arange(n_sites), sites).astype(np.float64), flow])

    # no start and no search looks at own rows
    if not problem.cannot_open_required and problem.own is None:
        consider(greedy_sites(given))
        if cover.nnz > _SMALL_PAIRS:
            limits_of_run = settings.within(settings.clock.part(0.4))
            relaxed = run(builder, relax=True, stage=f"{_STAGE} relaxation", **limits_of_run)
            bound = relaxed.bound
            if relaxed.values is not None:
                consider(rounded_sites(relaxed.values[:n_sites], given))
            if start is not None:
                rounds = 10**9 if np.isfinite(settings.clock.left) else _ROUNDS
                until = Until(rounds, np.inf if bound is None else bound, 0.5)
                opened, rng = np.flatnonzero(start[:n_sites] > 0.5), np.random.default_rng(settings.seed)
                consider(improve_sites(given, opened, rng=rng, clock=settings.clock, until=until))
    limits_of_run = settings.within(settings.clock.part(1.0, 0.05), aloud=True)
    outcome = run(builder, start=start, stage=_STAGE, proven=_PROVEN, **limits_of_run)
    said, values = outcome.certificate, outcome.values
    known = [b for b in (bound, outcome.bound) if b is not None]
    best = min(known) if known else None
    reached = -np.inf if outcome.objective is None else outcome.objective
    if start is not None and reached <= float(start[n_sites:].sum()) * (1 + 1e-9):
        proven = said.gap is not None and said.gap <= settings.gap
        return start, replace(said, status="feasible" if proven else "heuristic", bound=best)
    return values, replace(said, bound=best)


@checks(CapacitatedMCLP)
def _check_capacitated(problem: CapacitatedMCLP, solution: Solution) -> list[str]:
    """Check sites, reach, demand, capacity and objective from the problem alone."""
    pairs = problem.pairs
    found = choice_faults(problem, solution.sites)
    found += faults_of(problem.own, ones_at(solution.sites, pairs.n_sites))
    if not sparse.issparse(solution.assignment):
        return [*found, "the assignment is not a sparse matrix demand x sites"]
    flow = sparse.csr_array(solution.assignment)
    if flow.shape != pairs.shape:
        return [*found, f"the assignment has shape {flow.shape}, expected {pairs.shape}"]
    weights = problem.row_weights
    dust = 1e-9 * float(weights.max(initial=0.0))
    if flow.nnz and flow.data.min() < -dust:
        found.append("negative amounts are served")
    if abs(flow - flow.multiply(pairs.binary())).sum() > dust:
        found.append("demand is served out of reach")
    served, load = np.asarray(flow.sum(axis=1)).ravel(), np.asarray(flow.sum(axis=0)).ravel()
    room = np.where(mask_of(solution.sites, pairs.n_sites), problem.room, 0.0)
    over = np.flatnonzero(load > room * (1 + 1e-6) + 1e3 * dust)
    if over.size:
        found.append(f"sites serve more than their capacity: {over[:10].tolist()}")
    over = np.flatnonzero(served > weights * (1 + 1e-6) + 1e3 * dust)
    if over.size:
        found.append(f"rows are served more than their demand: {over[:10].tolist()}")
    full = covered_by(pairs, solution.sites) & (served >= weights * (1 - 2 * _FULL))
    if (solution.covered & ~full).any():
        found.append("rows are marked as covered that are not served in full")
    return found + value_faults(solution, float(served.sum()), f"served demand is {served.sum()}")
