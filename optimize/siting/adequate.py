r"""Maximal covering with adequacy: cover the most people, and open enough capacity in every zone.

Sets: demand rows :math:`i`, sites :math:`j`, needs :math:`k`, :math:`N_i` the sites that reach row i.
Variables: :math:`y_j \in \{0,1\}` site j is open, :math:`0 \le z_i \le 1` row i is covered.

.. math::
    \max \sum_i w_i z_i \quad\text{s.t.}\quad
    z_i \le \sum_{j \in N_i} y_j,\quad
    \sum_j y_j \le p,\quad
    \sum_j c_{kj} y_j \ge d_k,\quad
    y_a + y_b \le 1 \text{ for sites that stay apart},\quad
    y_j = 1 \text{ for required } j

Without the needs this is the MCLP of Church and ReVelle (1974). A need is a knapsack cover over sites (the
kWh a tile must hold, the bays a category must have): a coverage optimum alone may open a handful of sites
where thousands want to charge.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from gisplan_errors import InfeasiblePlan, SolverFailed
from optimize.certificate import certify
from optimize.covering.apart import Apart, pair_faults
from optimize.covering.greedy import fill
from optimize.covering.reduce import CoverCore, merge_rows
from optimize.covering.state import Allowance, CoverState
from optimize.model import ModelBuilder
from optimize.solvers.limits import Clock, Settings
from optimize.solvers.run import run

if TYPE_CHECKING:
    from typing import Unpack

    from optimize.arrays import Flags, Floats, Indices, Whole
    from optimize.certificate import Certificate
    from optimize.cover_pairs import CoverPairs
    from optimize.solvers.limits import Limits


_ROUND_OFF = 1e-9
_REACHED = "bound by what all sites reach"
_PROVEN = "most people covered within the radius profile, every need provided for"


@dataclass(frozen=True, eq=False)
class AdequateCover:
    """Maximal covering under a count of sites that must also provide for needs.

    Attributes
    ----------
    pairs
        Which site reaches which demand row.
    weights
        Weight of every row (people), shape (n_demand,).
    count
        Most sites that may be open, required ones included.
    provides
        What an open site gives to every need, shape (n_needs, n_sites), e.g. kWh/day or bays.
    need
        Least sum of what the open sites give, shape (n_needs,).
    names
        What a planner calls each need, shape (n_needs,).
    required
        Sites that must open.
    apart
        Pairs of sites of which at most one may open, shape (k, 2); None is no pair.
    """

    pairs: CoverPairs
    weights: Floats
    count: int
    provides: sparse.csr_array
    need: Floats
    names: tuple[str, ...]
    required: Indices
    apart: Indices | None = None

    def __post_init__(self) -> None:
        rows, sites = self.pairs.shape
        for name, array, length in (("weights", self.weights, rows), ("need", self.need, len(self.names))):
            if array.shape != (length,) or not np.isfinite(array).all() or (array < 0).any():
                raise ValueError(f"{name}: expected {length} finite figures of at least 0")
        if self.provides.shape != (self.need.size, sites) or (self.provides.data < 0).any():
            raise ValueError(f"provides: expected figures of at least 0, shape ({self.need.size}, {sites})")
        if np.unique(self.required).size != self.required.size:
            raise ValueError("required: sites repeat")
        if faults := pair_faults(self.apart, sites):
            raise ValueError("; ".join(faults))

    @property
    def kept_apart(self) -> Apart:
        """The sites that may not open together."""
        return Apart(self.apart, self.pairs.n_sites)

    @property
    def reachable(self) -> float:
        """Weight of the rows that all sites together reach."""
        return float(self.weights[np.diff(self.pairs.indptr) > 0].sum())


@dataclass(frozen=True, eq=False)
class CoverChoice:
    """Chosen sites (sorted indices), covered rows (mask) and the proof."""

    sites: Indices
    covered: Flags
    certificate: Certificate


def build_adequate_cover(problem: AdequateCover) -> ModelBuilder:
    """Write the model; rows with the same cover set are merged, which changes no optimum."""
    builder = ModelBuilder("adequate_cover", "max")
    sites = problem.pairs.n_sites
    lower = np.zeros(sites)
    lower[problem.required] = 1.0
    opened = builder.add_variables("y", sites, lower=lower, upper=1.0, integer=True)
    core = merged_core(problem.pairs, problem.weights)
    cover, weights = core.cover, core.weights
    covered = builder.add_variables("z", weights.size, upper=1.0, cost=weights)
    builder.add_rows(
        "cover",
        sparse.hstack([sparse.eye_array(weights.size), -cover], format="csr"),
        np.concatenate([covered, opened]),
        upper=0.0,
    )
    builder.add_rows("count", np.ones((1, sites)), opened, upper=float(problem.count))
    builder.add_rows("need", problem.provides, opened, lower=problem.need)
    problem.kept_apart.add_rows(builder, opened)
    return builder


def choose_sites(
    problem: AdequateCover,
    **limits: Unpack[Limits],
) -> CoverChoice:
    """Solve the model, and keep the better of the solver's answer and the one that started it.

    Parameters
    ----------
    problem
        What is asked.
    **limits
        Keywords of `optimize.solvers.limits.Limits`; the gap is 1e-4 when absent.

    Returns
    -------
    CoverChoice
        The certificate's objective is the weight covered, re-computed from the sites. Without a bound from
        the solver in time, the weight that all sites together reach bounds it.

    Raises
    ------
    InfeasiblePlan
        All sites together cannot meet a need, or `count` is below what the needs take.
    SolverFailed
        The solver stopped without an answer and the search found none either.
    """
    check_feasible(problem)
    how = Settings.start(limits)
    clock = how.clock
    core = merged_core(problem.pairs, problem.weights)
    start = start_choice(problem, core, Clock(clock.part(0.4)))
    if start is not None and _weight(problem, start) >= problem.reachable * (1.0 - _ROUND_OFF):
        return _all_reached(problem, start, clock)
    builder = build_adequate_cover(problem)
    left = None if clock.limit is None else max(0.5, clock.left)
    outcome = run(
        builder,
        start=None if start is None else _columns_of(core, start),
        stage="siting",
        proven=_PROVEN,
        **how.within(left),
    )
    if outcome.status == "infeasible":
        raise InfeasiblePlan(no_siting(problem))
    answers = [] if start is None else [start]
    if outcome.values is not None:
        answers.append(np.flatnonzero(outcome.values[: problem.pairs.n_sites] > 0.5))
    if not answers:
        raise SolverFailed(
            f"siting: {how.solver} stopped without an answer within {clock.limit} s; raise solver.time_limit"
        )
    sites = max(answers, key=lambda chosen: _weight(problem, chosen))
    bound = problem.reachable if outcome.bound is None else min(outcome.bound, problem.reachable)
    objective = _weight(problem, sites)
    certificate = certify(
        "siting",
        "max",
        objective,
        max(bound, objective),
        solver=outcome.certificate.solver,
        version=outcome.certificate.version,
        seconds=clock.seconds,
        limit=clock.limit,
        proven=_PROVEN if outcome.bound is not None else f"{_PROVEN}; {_REACHED}",
    )
    return CoverChoice(sites, _covered(problem, sites), certificate)


def _all_reached(problem: AdequateCover, sites: Indices, clock: Clock) -> CoverChoice:
    """Certify a choice that covers every row that any site reaches: nothing is left to solve."""
    certificate = certify(
        "siting",
        "max",
        _weight(problem, sites),
        problem.reachable,
        solver="none",
        version="",
        seconds=clock.seconds,
        limit=clock.limit,
        proven=f"{_PROVEN}; {_REACHED}",
    )
    return CoverChoice(sites, _covered(problem, sites), certificate)


def no_siting(problem: AdequateCover) -> str:
    """Say in a planner's words that no choice of sites meets all that is asked."""
    apart = " and a distance between fast sites" if problem.kept_apart.pairs.size else ""
    change = ", or lower coverage.min_fast_spacing_m" if apart else ""
    return (
        f"Siting has no answer: {problem.count} public sites cannot give what every need asks (energy of "
        "the planning tiles, floors of the categories, gaps along roads) and keep the required sites"
        f"{apart}. Raise coverage.max_sites or lower coverage.adequacy{change}."
    )


def start_choice(problem: AdequateCover, core: CoverCore, clock: Clock) -> Indices | None:
    """Find a good feasible choice: needs, then greedy, then swaps; None if the needs alone take too many.

    A need opens the sites that give it most. Every swap keeps all needs.
    """
    fixed = np.zeros(problem.pairs.n_sites, dtype=bool)
    fixed[problem.required] = True
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


def greedy_order(pairs: CoverPairs, weights: Floats, first: Indices) -> tuple[Indices, Floats, Floats]:
    """Order sites by what each adds to the covered weight, the given ones first.

    Parameters
    ----------
    pairs, weights
        Cover pairs and the weight of every demand row.
    first
        Sites that come first, in this order.

    Returns
    -------
    tuple
        The order (sites that add nothing are left out), the weight covered by its first k sites, and a
        bound on what any k sites cover. Cover is submodular, so whatever is open already, k further sites
        add at most the k largest gains left (Nemhauser, Wolsey and Fisher 1978): the least over all steps.
    """
    by_site = pairs.transpose()
    uncovered = np.asarray(weights, dtype=np.float64).copy()
    gains = np.asarray(pairs.binary().T @ uncovered, dtype=np.float64)
    chosen = np.zeros(pairs.n_sites, dtype=bool)
    order: list[int] = []
    covered: list[float] = []
    bound = np.full(pairs.n_sites, float(uncovered[np.diff(pairs.indptr) > 0].sum()))
    total = 0.0
    waiting = first.tolist()[::-1]
    while len(order) < pairs.n_sites:
        best = waiting.pop() if waiting else int(np.argmax(np.where(chosen, -1.0, gains)))
        if len(order) >= first.size and gains[best] <= 1e-9:
            break
        chosen[best] = True
        total += float(gains[best])
        rows = by_site.indices[by_site.indptr[best] : by_site.indptr[best + 1]]
        for i in rows[uncovered[rows] > 0].tolist():
            gains[pairs.indices[pairs.indptr[i] : pairs.indptr[i + 1]]] -= uncovered[i]
            uncovered[i] = 0.0
        order.append(best)
        covered.append(total)
        left = np.sort(np.maximum(np.where(chosen, 0.0, gains), 0.0))[::-1]
        bound = np.minimum(bound, total + np.cumsum(left))
    return np.array(order, dtype=np.int64), np.array(covered), bound[: len(order)]


def merged_core(pairs: CoverPairs, weights: Floats) -> CoverCore:
    """Merge rows with the same cover set; rows that no site reaches or that weigh nothing drop."""
    useful = np.flatnonzero((np.diff(pairs.indptr) > 0) & (weights > 0))
    cover, total = merge_rows(sparse.csr_array(pairs.binary()[useful]), weights[useful])
    return CoverCore(cover, total, np.zeros(pairs.n_sites), np.arange(pairs.n_sites), 0.0)


def _covered(problem: AdequateCover, sites: Indices) -> Flags:
    """Mark the rows that some of the sites reach."""
    return np.asarray(problem.pairs.binary()[:, sites].sum(axis=1)).ravel() > 0


def _weight(problem: AdequateCover, sites: Indices) -> float:
    return float(problem.weights[_covered(problem, sites)].sum())


def _columns_of(core: CoverCore, sites: Indices) -> Floats:
    """Write chosen sites as the column values of the model."""
    opened = np.zeros(core.n_sites)
    opened[sites] = 1.0
    return np.concatenate([opened, np.minimum(1.0, core.cover @ opened)])


def check_feasible(problem: AdequateCover) -> None:
    """Name what no choice of sites can meet, before any solver runs."""
    if problem.required.size > problem.count:
        raise InfeasiblePlan(
            f"{problem.required.size} public sites are required, but coverage.max_sites is {problem.count}. "
            f"Raise it to at least {problem.required.size}."
        )
    available = np.asarray(problem.provides.sum(axis=1)).ravel()
    short = np.flatnonzero(available < problem.need - 1e-6 * np.maximum(problem.need, 1.0))
    if short.size:
        k = int(short[0])
        raise InfeasiblePlan(
            f"{short.size} needs are above what all sites give, the first: {problem.names[k]}, "
            f"{problem.need[k]:.0f} needed, {available[k]:.0f} at most"
        )
