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
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from scipy import sparse

from optimize.covering.reduce import CoverCore, merge_rows
from optimize.entry import Problem
from optimize.location.site_choice import Solution
from optimize.matrices import ones_at
from optimize.model import ModelBuilder

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gisplan_arrays import Flags, Floats, Indices, Whole
    from optimize.cover_pairs import CoverPairs


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
            builder.add_rows("apart", rows, opened, upper=1.0)


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
        What a planner calls each need, shape (n_needs,).
    required
        Sites that must open.
    apart
        Pairs of sites of which at most one may open, shape (k, 2); None is no pair.
    """

    bound_by: ClassVar[str] = "optimize.siting.choose"

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


def build_adequate_cover(problem: AdequateCover) -> ModelBuilder:
    """Write the model; rows with the same cover set are merged, which changes no optimum."""
    builder = ModelBuilder("adequate_cover", "max")
    core = merged_core(problem.pairs, problem.weights)
    add_siting(builder, problem, core.cover, core.weights)
    return builder


def add_siting(
    builder: ModelBuilder, problem: AdequateCover, cover: sparse.csr_array, cost: ArrayLike
) -> tuple[Indices, Indices]:
    """Add the sites y and the rows z of a cover, z with a cost, and the rows on them.

    Returns
    -------
    tuple of numpy.ndarray
        Columns y, then z.
    """
    rows, sites = cover.shape
    lower = ones_at(problem.required, sites)
    opened = builder.add_variables("y", sites, lower=lower, upper=1.0, integer=True)
    covered = builder.add_variables("z", rows, upper=1.0, cost=cost)
    builder.add_sums("cover", (1.0, covered), (-cover, opened), upper=0.0)
    builder.add_rows("count", np.ones((1, sites)), opened, upper=float(problem.count))
    builder.add_rows("need", problem.provides, opened, lower=problem.need)
    problem.kept_apart.add_rows(builder, opened)
    return opened, covered


def merged_core(pairs: CoverPairs, weights: Floats) -> CoverCore:
    """Merge rows with the same cover set; rows that no site reaches or that weigh nothing drop."""
    useful = np.flatnonzero((np.diff(pairs.indptr) > 0) & (weights > 0))
    cover, total = merge_rows(sparse.csr_array(pairs.binary()[useful]), weights[useful])
    return CoverCore(cover, total, np.zeros(pairs.n_sites), np.arange(pairs.n_sites), 0.0)
