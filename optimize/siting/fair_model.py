"""Covering with equity among areas, as a model: the worst area's share, or a bounded Gini coefficient.

Sets
    those of `optimize.siting.adequate`; d, e areas.
Data
    W_d people of area d, pi_d their part of all people, g most Gini coefficient.
Variables
    y, z of `optimize.siting.adequate`; x_d covered share of area d, at least the worst one that was reached
    where that is held; t the worst share; u_de how far two shares are apart.
Constraints
    cover, count, need, apart, own: those of `optimize.siting.adequate`
    share      sum_{i in d} w_i z_i / W_d = x_d                    each d
    worst      x_d >= t                                            each d that some site reaches
    above      x_d - x_e <= u_de                                   each d < e
    below      x_e - x_d <= u_de                                   each d < e
    gini       sum_{d<e} pi_d pi_e u_de <= g sum_d pi_d x_d        with a bound on it
    tied       z_i >= y_j                                          rows i that an answer lowered, j in N_i
Objectives, in this order
    1. max t;  2. max sum_i w_i z_i;  or that alone with a bound on the Gini coefficient.

``gini`` is the population-weighted coefficient of the shares. A share may not be lowered on paper to please
it: rows named in `tied` are covered as soon as one of their sites is open.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from scipy import sparse

from optimize.covering.reduce import merge_rows, same_rows
from optimize.entry import Problem
from optimize.matrices import NONE, choices, incidence, ones_at
from optimize.model import ModelBuilder
from optimize.scale import own_units
from optimize.siting.adequate import AdequateCover, add_siting

if TYPE_CHECKING:
    from collections.abc import Callable

    from gisplan_arrays import Flags, Floats, Indices
    from optimize.certificate import Certificate
    from optimize.names import Over


_HELD = 1e-9


@dataclass(frozen=True, eq=False)
class FairCover(Problem["FairChoice"]):
    """A covering problem whose demand rows lie in areas.

    Attributes
    ----------
    cover
        The problem; its weights are people.
    area : numpy.ndarray
        Area of every demand row, shape (n_demand,), 0 … number of areas - 1.
    max_gini
        None asks for the largest share in the worst area, then for the most people; else for the most people
        with the Gini coefficient of the areas' shares at most this.
    """

    bound_by: ClassVar[str] = "optimize.siting.fair"
    stages_by: ClassVar[str] = "optimize.siting.stages"

    cover: AdequateCover
    area: Indices
    max_gini: float | None = None

    def __post_init__(self) -> None:
        if self.area.shape != self.cover.weights.shape or (self.area.size and self.area.min() < 0):
            raise ValueError(f"area: expected {self.cover.weights.size} indices of at least 0")

    def in_own_units(self) -> tuple[FairCover, Callable[[FairChoice], FairChoice]]:
        """Give the problem with people of its own size.

        Returns
        -------
        tuple
            Problem, and what gives its choice in the caller's units.
        """
        units, fields = own_units(self.cover, {"people": ("weights",)})

        def in_callers(found: FairChoice) -> FairChoice:
            *shares, people = found.certificates
            return replace(found, certificates=(*shares, people.times(units["people"])))

        return replace(self, cover=replace(self.cover, **fields)), in_callers

    @property
    def people(self) -> Floats:
        """People of every area; without a row, of one that nobody lives in."""
        return np.bincount(self.area, weights=self.cover.weights, minlength=1).astype(np.float64)

    @property
    def judged(self) -> Flags:
        """Areas with people whom some site reaches: no choice changes the share of the others."""
        reached = np.where(np.diff(self.cover.pairs.indptr) > 0, self.cover.weights, 0.0)
        return np.bincount(self.area, weights=reached, minlength=self.people.size) > 0

    def shares(self, sites: Indices) -> Floats:
        """Give the covered share of every area, NaN where nobody lives.

        Parameters
        ----------
        sites
            Positions of the open sites.

        Returns
        -------
        ndarray
            Shape (areas,), 0 to 1.
        """
        reached = np.asarray(self.cover.pairs.binary()[:, sites].sum(axis=1)).ravel() > 0
        covered = np.bincount(
            self.area, weights=np.where(reached, self.cover.weights, 0.0), minlength=self.people.size
        )
        shares = np.full(covered.size, np.nan)
        np.divide(covered, self.people, out=shares, where=self.people > 0)
        return shares


@dataclass(frozen=True, eq=False)
class FairChoice:
    """Chosen sites (sorted), the covered share of every area, and what was proven."""

    sites: Indices
    shares: Floats
    certificates: tuple[Certificate, ...]


def weighted_gini(values: Floats, weights: Floats) -> float | None:
    """Give the Gini coefficient of values that weigh differently, from the Lorenz curve.

    Parameters
    ----------
    values
        Not negative, shape (n,).
    weights
        People each value speaks for, shape (n,).

    Returns
    -------
    float or None
        0 when all are alike; None without weight or where all values are 0.
    """
    order = np.argsort(values, kind="stable")
    people = np.concatenate([[0.0], np.cumsum(weights[order])])
    held = np.concatenate([[0.0], np.cumsum((weights * values)[order])])
    if people[-1] <= 0 or held[-1] <= 0:
        return None
    share, part = people / people[-1], held / held[-1]
    return max(0.0, 1.0 - float(np.diff(share) @ (part[1:] + part[:-1])))


@dataclass(frozen=True, eq=False)
class FairModel:
    """A built model, and what turns sites into its columns."""

    builder: ModelBuilder
    rows: sparse.csr_array
    weights: Floats
    area: Indices

    def values(self, problem: FairCover, sites: Indices, aim: str, *, gini: bool) -> Floats:
        """Write chosen sites as a start."""
        opened = ones_at(sites, problem.cover.pairs.n_sites)
        shares = np.nan_to_num(problem.shares(sites))
        parts = [opened, np.minimum(1.0, self.rows @ opened), shares]
        if aim == "worst":
            parts.append(np.array([shares[problem.judged].min(initial=1.0)]))
        if gini:
            first, second = area_pairs(problem)
            parts.append(np.abs(shares[first] - shares[second]))
        return np.concatenate(parts)


def build_fair_cover(
    problem: FairCover,
    *,
    aim: Literal["worst", "people"],
    least_share: float | None = None,
    max_gini: float | None = None,
    tied: Indices | None = None,
) -> FairModel:
    """Build the model.

    Parameters
    ----------
    problem
        What is asked.
    aim
        Maximise the worst judged area's share, or the people covered.
    least_share
        Least share of every judged area.
    max_gini
        Most Gini coefficient of the areas' shares.
    tied
        Merged rows that count as covered as soon as one of their sites is open.
    """
    cover = problem.cover
    rows, weights, area, first = merged_by_area(problem)
    builder = ModelBuilder("fair_cover", "max")
    opened, covered = add_siting(builder, cover, rows, weights if aim == "people" else 0.0, first)
    least = np.where(problem.judged, 0.0 if least_share is None else max(least_share - _HELD, 0.0), 0.0)
    areas = {"area": np.arange(least.size)}
    share = builder.add_variables("x", least.size, lower=least, upper=1.0, over=areas)
    part = weights / np.maximum(problem.people, 1e-300)[area]
    sums = incidence(area, least.size, part)
    builder.add_sums("share", (sums, covered), (-1.0, share), equal=0.0, over=areas)
    if aim == "worst":
        worst = builder.add_variables("t", 1, upper=1.0, cost=1.0)
        own = np.flatnonzero(problem.judged)
        everywhere = -np.ones((own.size, 1))
        builder.add_sums("worst", (1.0, share[own]), (everywhere, worst), lower=0.0, over={"area": own})
    if max_gini is not None:
        _bound_gini(builder, problem, share, max_gini)
    if tied is not None and tied.size:
        own_rows = sparse.coo_array(rows[tied])
        row, site = (choices(at, n) for at, n in zip(own_rows.coords, rows[tied].shape, strict=True))
        builder.add_sums(
            "tied", (row, covered[tied]), (-site, opened), lower=0.0, over=_tied_pairs(own_rows, first[tied])
        )
    return FairModel(builder, rows, weights, area)


def _tied_pairs(pairs: sparse.coo_array, first: Indices) -> Over:
    """Tell which demand row and which site each row of `tied` is about."""
    row, site = pairs.coords
    return {"row": first[row], "site": site.astype(np.int64)}


def _bound_gini(builder: ModelBuilder, problem: FairCover, share: Indices, max_gini: float) -> None:
    first, second = area_pairs(problem)
    portion = problem.people / (problem.people.sum() or 1.0)
    both = {"area": first, "area'": second}
    apart = builder.add_variables("u", first.size, upper=1.0, over=both)
    difference = choices(first, share.size) - choices(second, share.size)
    for name, sign in (("above", 1.0), ("below", -1.0)):
        builder.add_sums(name, (sign * difference, share), (-1.0, apart), upper=0.0, over=both)
    row = np.concatenate([portion[first] * portion[second], -max_gini * portion])
    builder.add_rows("gini", row[None, :], np.concatenate([apart, share]), upper=0.0)


def area_pairs(problem: FairCover) -> tuple[Indices, Indices]:
    """List every two areas with people, first and second."""
    pairs = list(combinations(np.flatnonzero(problem.people > 0).tolist(), 2))
    both = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def merged_by_area(problem: FairCover) -> tuple[sparse.csr_array, Floats, Indices, Indices]:
    """Merge rows of one area with the same cover set; rows without sites or people drop.

    The last array tells which demand row stands for each.
    """
    pairs, weights = problem.cover.pairs, problem.cover.weights
    useful = np.flatnonzero((np.diff(pairs.indptr) > 0) & (weights > 0))
    parts, sums, areas, leaders = [], [], [], []
    for d in np.unique(problem.area[useful]).tolist():
        here = useful[problem.area[useful] == d]
        rows, total = merge_rows(sparse.csr_array(pairs.binary()[here]), weights[here])
        parts.append(rows)
        sums.append(total)
        leaders.append(here[same_rows(sparse.csr_array(pairs.binary()[here]))[0]])
        areas.append(np.full(total.size, d))
    if not parts:
        return sparse.csr_array((0, pairs.n_sites)), np.zeros(0), NONE, NONE
    stacked = sparse.csr_array(sparse.vstack(parts, format="csr"))
    return stacked, np.concatenate(sums), np.concatenate(areas), np.concatenate(leaders)
