r"""Maximal covering with adequacy: cover the most people, and open enough capacity in every zone.

Sets: demand rows :math:`i`, sites :math:`j`, zones :math:`k`, :math:`N_i` the sites that reach row i,
:math:`J_k` the sites of zone k.
Variables: :math:`y_j \in \{0,1\}` site j is open, :math:`0 \le z_i \le 1` row i is covered.

.. math::
    \max \sum_i w_i z_i \quad\text{s.t.}\quad
    z_i \le \sum_{j \in N_i} y_j,\quad
    \sum_j y_j \le p,\quad
    \sum_{j \in J_k} c_j y_j \ge d_k,\quad
    y_j = 1 \text{ for required } j

Without the zone rows this is the MCLP of Church and ReVelle (1974). The zone rows are knapsack covers over
disjoint sets of sites: a coverage optimum alone may open a handful of sites where thousands want to charge.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from gisplan_errors import InfeasiblePlan, SolverFailed
from optimize.answers import Clock
from optimize.cover_state import CoverState
from optimize.greedy import fill
from optimize.model import ModelBuilder
from optimize.reduce import CoverCore, merge_rows
from optimize.solvers import run

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from optimize.certificate import Certificate
    from optimize.cover_pairs import CoverPairs

    Floats = NDArray[np.float64]
    Indices = NDArray[np.int64]

_ROUND_OFF = 1e-9


@dataclass(frozen=True, eq=False)
class AdequateCover:
    """Maximal covering under a count of sites, with a least capacity in every zone.

    Attributes
    ----------
    pairs
        Which site reaches which demand row.
    weights
        Weight of every row (people), shape (n_demand,).
    count
        Most sites that may be open, required ones included.
    capacity
        What an open site can deliver, shape (n_sites,), e.g. kWh/day.
    zone
        Zone of every site, shape (n_sites,), 0 … len(need) - 1.
    need
        Least capacity open in every zone, shape (n_zones,), same unit as `capacity`.
    required
        Sites that must open.
    """

    pairs: CoverPairs
    weights: Floats
    count: int
    capacity: Floats
    zone: Indices
    need: Floats
    required: Indices

    def __post_init__(self) -> None:
        rows, sites = self.pairs.shape
        for name, array, length in (
            ("weights", self.weights, rows),
            ("capacity", self.capacity, sites),
            ("need", self.need, self.need.size),
        ):
            if array.shape != (length,) or not np.isfinite(array).all() or (array < 0).any():
                raise ValueError(f"{name}: expected {length} finite figures of at least 0")
        if self.zone.shape != (sites,) or (
            sites and not 0 <= self.zone.min() <= self.zone.max() < self.need.size
        ):
            raise ValueError(f"zone: expected {sites} indices in 0 … {self.need.size - 1}")
        if np.unique(self.required).size != self.required.size:
            raise ValueError("required: sites repeat")


@dataclass(frozen=True, eq=False)
class CoverChoice:
    """Chosen sites (sorted indices), covered rows (mask) and the proof."""

    sites: Indices
    covered: NDArray[np.bool_]
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
    zones = sparse.csr_array(
        (problem.capacity, (problem.zone, np.arange(sites))), shape=(problem.need.size, sites)
    )
    asked = np.flatnonzero(problem.need > 0)
    builder.add_rows("adequacy", zones[asked], opened, lower=problem.need[asked])
    return builder


def choose_sites(
    problem: AdequateCover,
    *,
    time_limit: float | None = None,
    gap: float = 1e-4,
    solver: str = "highs",
    threads: int | None = None,
    seed: int = 0,
) -> CoverChoice:
    """Solve the model, and keep the better of the solver's answer and a greedy one.

    Returns
    -------
    CoverChoice
        The certificate's objective is the weight covered, re-computed from the sites.

    Raises
    ------
    InfeasiblePlan
        A zone's sites cannot meet its need, or `count` is below what the needs take.
    SolverFailed
        The solver stopped without an answer and the greedy found none either.
    """
    _check_feasible(problem)
    clock = Clock(time_limit)
    core = merged_core(problem.pairs, problem.weights)
    start = start_choice(problem, core, Clock(clock.part(0.4)))
    builder = build_adequate_cover(problem)
    left = None if time_limit is None else max(0.5, clock.left)
    outcome = run(
        builder,
        solver=solver,
        time_limit=left,
        gap=gap,
        threads=threads,
        seed=seed,
        start=None if start is None else _columns_of(core, start),
        stage="siting",
        proven="most people covered within the radius profile, capacity adequate in every zone",
    )
    if outcome.status == "infeasible":
        raise InfeasiblePlan(
            f"Siting has no answer: {problem.count} public sites cannot give every zone the capacity it "
            "needs and keep the required sites. Raise coverage.max_sites or lower coverage.adequacy."
        )
    if outcome.values is None:
        raise SolverFailed(
            f"siting: {solver} stopped without an answer within {time_limit} s; raise solver.time_limit"
        )
    sites = np.flatnonzero(outcome.values[: problem.pairs.n_sites] > 0.5)
    covered = np.asarray(problem.pairs.binary()[:, sites].sum(axis=1)).ravel() > 0
    return CoverChoice(sites, covered, outcome.certificate)


def start_choice(problem: AdequateCover, core: CoverCore, clock: Clock) -> Indices | None:
    """Find a good feasible choice: needs, then greedy, then swaps; None if the needs alone take too many.

    A zone in need opens its largest sites. Every swap keeps the needs of its zones.
    """
    fixed = np.zeros(problem.pairs.n_sites, dtype=bool)
    fixed[problem.required] = True
    state = CoverState(core, problem.count)
    state.become(problem.required)
    held = np.bincount(problem.zone, weights=problem.capacity * fixed, minlength=problem.need.size)
    for k in np.flatnonzero(held < problem.need).tolist():
        members = np.flatnonzero((problem.zone == k) & ~fixed)
        order = members[np.argsort(-problem.capacity[members], kind="stable")]
        reached = held[k] + np.cumsum(problem.capacity[order])
        for site in order[: int(np.searchsorted(reached, problem.need[k] - _ROUND_OFF)) + 1].tolist():
            state.open(site)
    if state.n_open > problem.count:
        return None
    fill(state)
    _swap_in_zones(problem, state, fixed, clock)
    return state.sites()


def _swap_in_zones(problem: AdequateCover, state: CoverState, fixed: NDArray[np.bool_], clock: Clock) -> None:
    """Exchange an open site for a shut one while that covers more and leaves every zone adequate."""
    held = np.bincount(problem.zone, weights=problem.capacity * state.is_open, minlength=problem.need.size)
    improved = True
    while improved and clock.left > 0:
        improved = False
        for site in np.flatnonzero(state.is_open & ~fixed).tolist():
            if clock.left <= 0:
                return
            before, zone = state.value, problem.zone[site]
            short = problem.need[zone] - (held[zone] - problem.capacity[site]) - _ROUND_OFF
            barred = None if short <= 0 else (problem.zone != zone) | (problem.capacity < short)
            state.shut(site)
            pick = state.best(barred)
            if pick is not None and pick != site:
                state.open(pick)
                if state.value > before * (1 + 1e-12):
                    held[zone] -= problem.capacity[site]
                    held[problem.zone[pick]] += problem.capacity[pick]
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
        bound on what any k sites cover: covered weight plus the k largest gains left, since cover is
        submodular (Nemhauser, Wolsey and Fisher 1978).
    """
    by_site = pairs.transpose()
    uncovered = np.asarray(weights, dtype=np.float64).copy()
    gains = np.asarray(pairs.binary().T @ uncovered, dtype=np.float64)
    chosen = np.zeros(pairs.n_sites, dtype=bool)
    order: list[int] = []
    covered: list[float] = []
    bounds: list[float] = []
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
        left = np.where(chosen, 0.0, gains)
        k = len(order)
        top = left if k >= left.size else np.partition(left, left.size - k)[left.size - k :]
        bounds.append(total + float(np.maximum(top, 0.0).sum()))
    reachable = float(weights[np.diff(pairs.indptr) > 0].sum())
    return (
        np.array(order, dtype=np.int64),
        np.array(covered),
        np.minimum(np.array(bounds), reachable),
    )


def merged_core(pairs: CoverPairs, weights: Floats) -> CoverCore:
    """Merge rows with the same cover set; rows that no site reaches or that weigh nothing drop."""
    useful = np.flatnonzero((np.diff(pairs.indptr) > 0) & (weights > 0))
    cover, total = merge_rows(sparse.csr_array(pairs.binary()[useful]), weights[useful])
    return CoverCore(cover, total, np.zeros(pairs.n_sites), np.arange(pairs.n_sites), 0.0)


def _columns_of(core: CoverCore, sites: Indices) -> Floats:
    """Write chosen sites as the column values of the model."""
    opened = np.zeros(core.n_sites)
    opened[sites] = 1.0
    return np.concatenate([opened, np.minimum(1.0, core.cover @ opened)])


def _check_feasible(problem: AdequateCover) -> None:
    """Name what no choice of sites can meet, before any solver runs."""
    if problem.required.size > problem.count:
        raise InfeasiblePlan(
            f"{problem.required.size} public sites are required, but coverage.max_sites is {problem.count}. "
            f"Raise it to at least {problem.required.size}."
        )
    available = np.bincount(problem.zone, weights=problem.capacity, minlength=problem.need.size)
    short = np.flatnonzero(available < problem.need - 1e-6 * np.maximum(problem.need, 1.0))
    if short.size:
        k = int(short[0])
        raise InfeasiblePlan(
            f"{short.size} zones need more capacity than all their sites have, the first zone {k}: "
            f"{problem.need[k]:.0f} needed, {available[k]:.0f} at most"
        )
