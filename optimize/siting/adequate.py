"""Maximal covering with adequacy: cover the most people, and open enough capacity in every zone.

Sets
    i demand rows, j sites, N_i the sites that reach row i, k needs.
Data
    w_i people of row i, p most sites, c_kj what site j gives to need k, d_k least of need k.
Variables
    y_j in {0, 1} site j is open, 1 where it is required; 0 <= z_i <= 1 row i is covered.
Constraints
    cover      z_i <= sum_{j in N_i} y_j                           each i
    count      sum_j y_j <= p
    need       sum_j c_kj y_j >= d_k                               each k
    apart      y_a + y_b <= 1                                      sites a, b that stay apart
    own        a planner's own rows on y
Objectives, in this order
    1. max sum_i w_i z_i.

Without the needs this is the MCLP of Church and ReVelle (1974). A need is a knapsack cover over sites (the
kWh a tile must hold, the bays a category must have): a coverage optimum alone may open a handful of sites
where thousands want to charge. Rows with the same sites are one row here, named by the first of them.

A first choice provides for the needs and fills up greedily; exchanges then keep every need met.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from scipy import sparse

from optimize.covering.reduce import CoverCore, merge_rows, same_rows
from optimize.covering.state import Allowance, CoverState, fill
from optimize.entry import Problem
from optimize.inputs import site_indices, whole_count
from optimize.location.site_choice import Solution
from optimize.matrices import mask_of, ones_at
from optimize.model import ModelBuilder
from optimize.own_rows import add_own, holds, refuse_malformed
from optimize.scale import own_units
from optimize.solvers.work import LOOK

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike

    from gisplan_arrays import Flags, Floats, Indices, Whole
    from gisplan_words import Sayable
    from optimize.certificate import Multipliers
    from optimize.cover_pairs import CoverPairs
    from optimize.own_rows import OwnRows
    from optimize.solvers.limits import Clock


class Apart:
    """Sites that may not open together.

    Parameters
    ----------
    pairs
        Two site indices a row, shape (k, 2); None is no pair.
    n_sites
        Number of sites.
    """

    def __init__(self, pairs: Whole | None, n_sites: int) -> None:
        given = np.zeros((0, 2), dtype=np.int64) if pairs is None else np.asarray(pairs, dtype=np.int64)
        self.pairs = given.reshape(-1, 2)
        ends = np.concatenate([self.pairs, self.pairs[:, ::-1]])
        self._beside = sparse.csr_array(
            (np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(n_sites, n_sites)
        )

    def barred(self, is_open: Flags) -> Flags:
        """Mark the sites that an open one keeps shut."""
        return np.asarray(self._beside @ is_open.astype(np.float64)) > 0

    def barred_beside(self, is_open: Flags, into: Whole, out: Whole) -> Flags:
        """Mark the sites `into` that an open one keeps shut though one of `out` closes, shape (into, out)."""
        beside = self._beside[into]
        shut = np.asarray(beside @ is_open.astype(np.float64))
        return np.asarray(shut[:, None] - beside[:, out].toarray() > 0)

    def broken(self, sites: Whole) -> Whole:
        """Give the pairs both of whose sites are among the given ones, shape (m, 2)."""
        return np.asarray(self.pairs[np.isin(self.pairs, sites).all(axis=1)])

    def add_rows(self, builder: ModelBuilder, opened: Whole) -> None:
        """Add ``y_a + y_b <= 1`` for every pair."""
        if len(self.pairs):
            each = np.repeat(np.arange(len(self.pairs)), 2)
            rows = sparse.csr_array(
                (np.ones(each.size), (each, self.pairs.ravel())), shape=(len(self.pairs), opened.size)
            )
            between = {"site": self.pairs[:, 0], "site'": self.pairs[:, 1]}
            builder.add_rows("apart", rows, opened, upper=1.0, over=between)


def pair_faults(pairs: Whole | None, n_sites: int) -> list[str]:
    """List what is wrong with pairs of sites that stay apart."""
    if pairs is None or not pairs.size:
        return []
    if pairs.ndim != 2 or pairs.shape[1] != 2 or pairs.min() < 0 or pairs.max() >= n_sites:
        return [f"apart: expected two indices of {n_sites} sites a row"]
    return ["apart: a site is paired with itself"] if (pairs[:, 0] == pairs[:, 1]).any() else []


@dataclass(frozen=True, eq=False)
class AdequateCover(Problem[Solution]):
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
        What marks each need, shape (n_needs,).
    required
        Sites that must open.
    apart
        Pairs of sites of which at most one may open, shape (k, 2); None is no pair.
    labels
        What a planner calls each need in messages; its name where nothing is given.
    standing
        How many of the required sites stand already: messages count the others.
    own
        A planner's own rows over the sites; none when None.
    """

    bound_by: ClassVar[str] = "optimize.siting.choose"
    stages_by: ClassVar[str] = "optimize.siting.stages"

    pairs: CoverPairs
    weights: Floats
    count: int
    provides: sparse.csr_array
    need: Floats
    names: tuple[str, ...]
    required: Indices
    apart: Indices | None = None
    labels: tuple[Sayable, ...] = ()
    standing: int = 0
    own: OwnRows | None = None

    def __post_init__(self) -> None:
        rows, sites = self.pairs.shape
        for name, array, length in (("weights", self.weights, rows), ("need", self.need, len(self.names))):
            if array.shape != (length,) or not np.isfinite(array).all() or (array < 0).any():
                raise ValueError(f"{name}: expected {length} finite figures of at least 0")
        if self.provides.shape != (self.need.size, sites) or (self.provides.data < 0).any():
            raise ValueError(f"provides: expected figures of at least 0, shape ({self.need.size}, {sites})")
        object.__setattr__(self, "count", whole_count(self.count))
        object.__setattr__(self, "required", site_indices(self.required, sites, "required"))
        if faults := pair_faults(self.apart, sites):
            raise ValueError("; ".join(faults))
        refuse_malformed(self.own, sites)

    def in_own_units(self) -> tuple[AdequateCover, Callable[[Solution], Solution]]:
        """Give the problem with weights of its own size.

        Returns
        -------
        tuple
            Problem, and what gives its solution in the caller's units.
        """
        units, fields = own_units(self, {"weight": ("weights",)})

        def in_callers(found: Solution) -> Solution:
            said = found.certificate.times(units["weight"], {"needs": 1.0})
            return replace(found, objective=said.objective, certificate=said)

        return replace(self, **fields), in_callers

    @property
    def kept_apart(self) -> Apart:
        """The sites that may not open together."""
        return Apart(self.apart, self.pairs.n_sites)

    @property
    def reachable(self) -> float:
        """Weight of the rows that all sites together reach."""
        return float(self.weights[np.diff(self.pairs.indptr) > 0].sum())


def build_adequate_cover(problem: AdequateCover) -> ModelBuilder:
    """Write the model; rows with the same cover set are merged, which changes no optimum."""
    builder = ModelBuilder("adequate_cover", "max")
    core = merged_core(problem.pairs, problem.weights)
    add_siting(builder, problem, core.cover, core.weights, leading_rows(problem.pairs, problem.weights))
    return builder


def add_siting(
    builder: ModelBuilder,
    problem: AdequateCover,
    cover: sparse.csr_array,
    cost: ArrayLike,
    first: Indices,
    *,
    worth: ArrayLike = 0.0,
) -> tuple[Indices, Indices]:
    """Add the sites y with a worth and the rows z of a cover with a cost, and the rows on them.

    ``first`` is the demand row that stands for each row of the cover.

    Returns
    -------
    tuple of numpy.ndarray
        Columns y, then z.
    """
    rows, sites = cover.shape
    lower = ones_at(problem.required, sites)
    opened = builder.add_variables(
        "y", sites, lower=lower, upper=1.0, integer=True, cost=worth, over={"site": np.arange(sites)}
    )
    covered = builder.add_variables("z", rows, upper=1.0, cost=cost, over={"row": first})
    builder.add_sums("cover", (1.0, covered), (-cover, opened), upper=0.0, over={"row": first})
    builder.add_rows("count", np.ones((1, sites)), opened, upper=float(problem.count))
    needs = {"need": np.arange(problem.need.size)}
    builder.add_rows("need", problem.provides, opened, lower=problem.need, over=needs)
    problem.kept_apart.add_rows(builder, opened)
    add_own(builder, problem.own, opened)
    return opened, covered


def cover_multipliers(problem: AdequateCover, builder: ModelBuilder, duals: Floats) -> Multipliers:
    """Read the prices of rows and needs from the duals of the relaxation.

    Returns
    -------
    mapping
        ``cells``: the share of each row's weight that the sites reaching it are paid, shape (n_demand,);
        ``needs`` with ``names``: what a unit of each need is worth.
    """
    useful = _useful(problem.pairs, problem.weights)
    first, group = same_rows(sparse.csr_array(problem.pairs.binary()[useful]))
    paid = builder.duals_of("cover", duals, first.size)
    share = np.zeros(problem.pairs.n_demand)
    share[useful] = (paid / np.bincount(group, problem.weights[useful], minlength=first.size))[group]
    needs = -builder.duals_of("need", duals, problem.need.size)
    return {
        "cells": np.clip(share, 0.0, 1.0),
        "needs": needs,
        "names": np.array(problem.names, dtype=np.str_),
    }


def _useful(pairs: CoverPairs, weights: Floats) -> Indices:
    return np.flatnonzero((np.diff(pairs.indptr) > 0) & (weights > 0))


def leading_rows(pairs: CoverPairs, weights: Floats) -> Indices:
    """Give the demand row that stands for each row of `merged_core`."""
    useful = _useful(pairs, weights)
    return useful[same_rows(sparse.csr_array(pairs.binary()[useful]))[0]]


def keeps_own(problem: AdequateCover, sites: Indices) -> bool:
    """Tell whether a choice of sites keeps every own row."""
    return holds(problem.own, ones_at(sites, problem.pairs.n_sites))


def short_needs(problem: AdequateCover, is_open: Flags) -> Whole:
    """List the needs that open sites do not provide for, to a millionth of each."""
    given = problem.provides @ is_open.astype(np.float64)
    return np.flatnonzero(given < problem.need * (1.0 - _SLACK))


def merged_core(pairs: CoverPairs, weights: Floats) -> CoverCore:
    """Merge rows with the same cover set; rows that no site reaches or that weigh nothing drop."""
    useful = _useful(pairs, weights)
    cover, total = merge_rows(sparse.csr_array(pairs.binary()[useful]), weights[useful])
    return CoverCore(cover, total, np.zeros(pairs.n_sites), np.arange(pairs.n_sites), 0.0)


_ROUND_OFF = 1e-9
_SLACK = 1e-6


def start_choice(problem: AdequateCover, core: CoverCore, clock: Clock) -> Indices | None:
    """Find a good feasible choice: needs, then greedy, then swaps; None if the needs alone take too many.

    A need opens the sites that give it most. Every swap keeps all needs.
    """
    fixed = mask_of(problem.required, problem.pairs.n_sites)
    state, limits = CoverState(core.cover, core.weights), Allowance(core.n_sites, problem.count)
    state.become(provided_for(problem))
    if state.n_open > problem.count or short_needs(problem, state.is_open).size:
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
        asked = float(problem.need[k]) * (1.0 - _ROUND_OFF)
        chosen[sites[order[: int(np.searchsorted(reached, asked))]]] = True
    return np.flatnonzero(chosen)


def _provide_apart(chosen: Flags, apart: Apart, sites: Whole, gives: Floats, need: float) -> None:
    """Open sites in the given order until they give enough, leaving out those that an open one bars."""
    held = 0.0
    for site, amount in zip(sites.tolist(), gives.tolist(), strict=True):
        if held >= need * (1.0 - _ROUND_OFF):
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
    while improved:
        improved = False
        for site in np.flatnonzero(state.is_open & ~fixed).tolist():
            if clock.over(LOOK * fixed.size):
                return
            own = slice(gives.indptr[site], gives.indptr[site + 1])
            rows, given = gives.indices[own], gives.data[own]
            short = problem.need[rows] * (1.0 - _ROUND_OFF) - (held[rows] - given)
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
