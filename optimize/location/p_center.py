"""p-center: open a limited number of sites so that the farthest row is as near as can be.

Sets        rows i in I, sites j in J; N(i) = sites within reach of row i (the stored pairs)
Data        d_ij metres; p most new sites
Variables   y_j in {0, 1} site j is open; r the radius, one of the stored distances

    minimise    r
    subject to  sum_{j: d_ij <= r} y_j >= 1      for i in I      (cover)
                sum_j y_j <= p                                   (count; existing sites do not count)
                y_j = 1                           for existing and required j

For a fixed r this is a set covering problem, and covering within r takes fewer sites as r grows: binary
search over the distinct distances finds the least r that p sites can hold. A radius is ruled out by a
packing or by the relaxation where these suffice, and by the integer model where they do not.

Source      Minieka, E. (1970), The m-center problem, SIAM Review 12, 138-139; Daskin, M. (2000), A new
            approach to solving the vertex p-center problem to optimality, Communications of the Operations
            Research Society of Japan 45, 428-436; Elloumi, S., Labbé, M. and Pochet, Y. (2004), A new
            formulation and resolution method for the p-center problem, INFORMS J. on Computing 16, 84-94.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from gisplan_words import message
from optimize.covering.reduce import reduce_set_cover
from optimize.entry import solve_with
from optimize.inputs import whole_count
from optimize.location.check import assigned_metres, checks, choice_faults, value_faults
from optimize.location.site_choice import PairChoice, Solution
from optimize.matrices import mask_of, row_cells
from optimize.model import ModelBuilder
from optimize.solvers.run import run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scipy import sparse

    from gisplan_arrays import Floats, Indices
    from optimize.cover_pairs import CoverPairs
    from optimize.solvers.limits import Settings


_PROVEN = message("proven-center")


@dataclass(frozen=True, eq=False)
class PCenter(PairChoice):
    """A p-center problem.

    Parameters
    ----------
    pairs
        Which site reaches which demand row, and over how many metres.
    count
        Most sites to open: new and required ones together, existing ones not counted.
    existing
        Sites (indices or mask) that are open already.
    required
        Sites that must be opened.

    Raises
    ------
    ValueError
        For a bad count or unknown sites.
    """

    measures: ClassVar[Mapping[str, tuple[str, ...]]] = {"metres": ("pairs",)}
    objective_in: ClassVar[tuple[str, ...]] = ("metres",)

    count: int

    def __post_init__(self) -> None:
        whole_count(self.count)
        super().__post_init__()

    @property
    def free(self) -> int:
        """How many sites more may open."""
        return self.count - self.must_open.size


def model(cover: sparse.csr_array, most: int) -> ModelBuilder:
    """Write the covering problem at one radius: the fewest sites, which must not exceed `most`.

    Parameters
    ----------
    cover
        Rows x sites within the radius, after reduction.
    most
        Sites that may still open.

    Returns
    -------
    ModelBuilder
        One column ``y`` a site.
    """
    builder = ModelBuilder("p_center", "min")
    y = builder.add_variables("y", cover.shape[1], upper=1.0, integer=True, cost=1.0)
    builder.add_rows("cover", cover, y, lower=1.0)
    builder.add_rows("count", np.ones((1, y.size)), y, upper=float(most))
    return builder


@dataclass(frozen=True, eq=False)
class _Verdict:
    """About one radius: sites that hold it, or proof that none do, or neither."""

    sites: Indices | None = None
    ruled_out: bool = False

    @property
    def word(self) -> str:
        """How it is told, by a form of ``progress-p-center``."""
        return "held" if self.sites is not None else "out" if self.ruled_out else "open"


@solve_with.register(PCenter)
def _solve_p_center(problem: PCenter, settings: Settings) -> Solution:
    """Find a siting, then close in on the least radius."""
    empty = problem.pairs.empty_rows()
    if empty.size:
        return _none(problem, settings, f"demand rows {empty[:10].tolist()} have no site within reach")
    if problem.must_open.size > problem.count:
        return _none(problem, settings, f"{problem.must_open.size} required sites, count {problem.count}")
    if problem.n_rows == 0:
        return Solution.nobody(problem.always, settings.certify("PCenter", "min", 0.0, 0.0, _PROVEN))
    radii = np.unique(problem.pairs.distances)
    best = first_siting(problem.pairs, problem.always, problem.free)
    if best is None:
        verdict = _judge(problem, float(radii[-1]), settings, exact=True)
        best = verdict.sites
    if best is None:
        why = "the sites that may open do not reach every row" if verdict.ruled_out else None
        return _none(problem, settings, why)
    best, bound = _close_in(problem, radii, best, settings)
    return _solution(problem, best, bound, settings)


def _close_in(problem: PCenter, radii: Floats, best: Indices, settings: Settings) -> tuple[Indices, float]:
    """Search the distinct distances: first with what is cheap, then exactly; give sites and bound."""
    least = np.minimum.reduceat(problem.pairs.distances, problem.pairs.indptr[:-1]).max()
    low = int(np.searchsorted(radii, least))
    high = int(np.searchsorted(radii, _radius_of(problem.pairs, best)))
    for exact in (False, True):
        top = high
        while low < top and settings.clock.left > 0:
            middle = (low + top) // 2
            verdict = _judge(problem, float(radii[middle]), settings, exact=exact)
            radius = f"{settings.shown(radii[middle]):g}"
            settings.tell(message("progress-p-center", radius=radius, verdict=verdict.word))
            if verdict.ruled_out:
                low = middle + 1
            elif verdict.sites is not None:
                best = verdict.sites
                top = high = int(np.searchsorted(radii, _radius_of(problem.pairs, best)))
            elif exact:
                return best, float(radii[low])
            else:
                top = middle
    return best, float(radii[low])


def _judge(problem: PCenter, radius: float, settings: Settings, *, exact: bool) -> _Verdict:
    """Judge a radius by reduction, packing and a greedy cover, then by the relaxation or the model."""
    pairs = problem.pairs.within(radius)
    if pairs.empty_rows().size:
        return _Verdict(ruled_out=True)
    core = reduce_set_cover(pairs.binary(), np.ones(pairs.n_sites), always=problem.always)
    opened = np.union1d(problem.always, core.forced)
    most = problem.free - np.setdiff1d(opened, problem.always).size
    if most < 0 or (core.cover.shape[0] and packing(core.cover, most) > most):
        return _Verdict(ruled_out=True)
    greedy = covering_sites(core.cover)
    if greedy.size <= most:
        return _Verdict(np.union1d(opened, core.sites[greedy]))
    limits = settings.rest(0.0)
    outcome = run(model(core.cover, most), stage="PCenter", proven=_PROVEN, relax=not exact, **limits)
    if exact and outcome.values is not None:
        return _Verdict(np.union1d(opened, core.sites[outcome.values > 0.5]))
    beyond = outcome.bound is not None and outcome.bound > most + 1e-6
    return _Verdict(ruled_out=outcome.status == "infeasible" or beyond)


def _radius_of(pairs: CoverPairs, sites: Indices) -> float:
    """Measure the greatest distance of a row to its nearest open site."""
    return float(np.minimum.reduceat(_reach(pairs, sites), pairs.indptr[:-1]).max())


def _reach(pairs: CoverPairs, sites: Indices) -> Floats:
    """Give the distance of every pair, infinite where its site is not open."""
    return np.where(mask_of(sites, pairs.n_sites)[pairs.indices], pairs.distances, np.inf)


def _solution(problem: PCenter, sites: Indices, bound: float, settings: Settings) -> Solution:
    """Assign every row to its nearest open site and certify."""
    pairs = problem.pairs
    radius = _radius_of(pairs, sites)
    order = np.lexsort((_reach(pairs, sites), pairs.rows()))
    assignment = pairs.indices[order[pairs.indptr[:-1]]].astype(np.int64)
    certificate = settings.certify("PCenter", "min", radius, bound, _PROVEN)
    return Solution(np.sort(sites), assignment, np.ones(pairs.n_demand, dtype=bool), radius, certificate)


def _none(problem: PCenter, settings: Settings, why: str | None) -> Solution:
    """Say that there is no answer."""
    return Solution.none(settings.no_answer("PCenter", "min", why), problem.n_rows, assigned=True)


@checks(PCenter)
def _check_p_center(problem: PCenter, solution: Solution) -> list[str]:
    """Check sites, count, assignment and radius from the pairs alone."""
    metres, wrong = assigned_metres(problem.pairs, solution)
    found = choice_faults(problem, solution.sites) + wrong
    worst = max(metres, default=0.0)
    return found or value_faults(solution, worst, f"the greatest distance is {worst}")


def first_siting(pairs: CoverPairs, always: Indices, free: int) -> Indices | None:
    """Open, again and again, the nearest site of the row that is farthest from any open one.

    The rule of Gonzalez, T. (1985), Clustering to minimize the maximum intercluster distance, Theoretical
    Computer Science 38, 293-306, where sites and rows are the same places.

    Returns
    -------
    numpy.ndarray or None
        Open sites; None when a row stays out of reach.
    """
    csr = pairs.to_csr()
    by_site = pairs.transpose()
    nearest = np.full(pairs.n_demand, np.inf)
    opened: list[int] = []

    def take(site: int) -> None:
        opened.append(site)
        mine = slice(int(by_site.indptr[site]), int(by_site.indptr[site + 1]))
        rows = by_site.indices[mine]
        nearest[rows] = np.minimum(nearest[rows], by_site.distances[mine])

    for site in always.tolist():
        take(site)
    for _ in range(free):
        row = int(np.argmax(nearest))
        start, end = int(csr.indptr[row]), int(csr.indptr[row + 1])
        site = int(csr.indices[start + int(np.argmin(csr.data[start:end]))])
        if site in opened:
            break
        take(site)
    return np.unique(np.array(opened, dtype=np.int64)) if np.isfinite(nearest).all() else None


def covering_sites(cover: sparse.csr_array) -> Indices:
    """Cover all rows greedily; give the sites (columns)."""
    columns = cover.T.tocsr()
    open_rows = np.ones(cover.shape[0])
    chosen: list[int] = []
    while open_rows.any():
        site = int(np.argmax(columns @ open_rows))
        chosen.append(site)
        open_rows[row_cells(columns, site)] = 0.0
    return np.array(chosen, dtype=np.int64)


def packing(cover: sparse.csr_array, most: int) -> int:
    """Count rows of which no two share a site, at most `most` + 1: each needs a site of its own."""
    free = np.ones(cover.shape[1], dtype=bool)
    count = 0
    for row in np.argsort(np.diff(cover.indptr), kind="stable").tolist():
        sites = row_cells(cover, row)
        if free[sites].all():
            free[sites] = False
            count += 1
            if count > most:
                break
    return count
