"""p-dispersion: open a number of sites so that the two nearest open ones are as far apart as can be.

Sets        sites j in J
Data        d_jk distance between sites j and k, metres; p sites to open
Variables   y_j in {0, 1} site j is open; r the separation, one of the distances

    maximise    r
    subject to  sum_{j in C} y_j <= 1            for each clique C of sites nearer than r to each other
                sum_j y_j >= p                                  (count; existing sites do not count)
                y_j = 1                           for existing and required j

For a fixed r this asks for p sites of which no two are nearer than r, an independent set in the graph of
near pairs; the larger r, the fewer fit, so binary search over the distances between sites finds the
greatest r. Cliques that cover all near pairs make the relaxation tight.

Source      Kuby, M. (1987), Programming models for facility dispersion: the p-dispersion and maxisum
            dispersion problems, Geographical Analysis 19, 315-329; Sayah, D. and Irnich, S. (2017), A new
            compact formulation for the discrete p-dispersion problem, European Journal of Operational
            Research 256, 62-67 (search over the distinct distances).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from scipy import sparse

from gisplan_words import message
from optimize.entry import solve_with
from optimize.inputs import whole_count
from optimize.location.check import checks, site_faults, value_faults
from optimize.location.site_choice import SiteChoice, Solution
from optimize.matrices import NONE, ones_at, starts_of
from optimize.model import ModelBuilder
from optimize.solvers.run import run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike

    from gisplan_arrays import Flags, Floats, Indices
    from optimize.solvers.limits import Settings


_PROVEN = message("proven-dispersion")


@dataclass(frozen=True, eq=False)
class PDispersion(SiteChoice):
    """A p-dispersion problem.

    Parameters
    ----------
    distances
        Metres between sites, (S, S), symmetric; infinity means no way, hence far apart.
    count
        Sites to open: new and required ones together, existing ones not counted.
    existing
        Sites (indices or mask) that are open already; they keep their distance too.
    required
        Sites that must be opened.

    Raises
    ------
    ValueError
        For a matrix that is not square, symmetric and non-negative, a bad count, or unknown sites.
    """

    measures: ClassVar[Mapping[str, tuple[str, ...]]] = {"metres": ("distances",)}
    objective_in: ClassVar[tuple[str, ...]] = ("metres",)

    distances: ArrayLike
    count: int

    def __post_init__(self) -> None:
        whole_count(self.count)
        metres = np.asarray(self.distances, dtype=np.float64)
        if metres.ndim != 2 or metres.shape[0] != metres.shape[1]:
            raise ValueError(f"distances have shape {metres.shape}, expected sites x sites")
        if np.isnan(metres).any() or (metres < 0).any():
            raise ValueError("distances must be numbers of at least 0")
        if not np.array_equal(metres, metres.T):
            row, column = (int(k[0]) for k in np.nonzero(metres != metres.T))
            raise ValueError(f"distances are not symmetric: sites {row} and {column}")
        object.__setattr__(self, "distances", metres)
        super().__post_init__()

    @property
    def metres(self) -> Floats:
        """Metres between sites, (S, S)."""
        return np.asarray(self.distances, dtype=np.float64)

    @property
    def n_sites(self) -> int:
        """Number of sites."""
        return int(self.metres.shape[0])


def model(problem: PDispersion, radius: float) -> ModelBuilder:
    """Write the model at one separation: as many new sites as fit, none nearer than `radius` to another.

    Returns
    -------
    ModelBuilder
        One column ``y`` a site.
    """
    builder = ModelBuilder("p_dispersion", "max")
    y = problem.open_columns(builder, "y", cost=1.0 - ones_at(problem.open_already, problem.n_sites))
    near = problem.metres < radius
    np.fill_diagonal(near, val=False)
    cliques = clique_cover(near)
    if cliques.shape[0]:
        builder.add_rows("clique", cliques, y, upper=1.0)
    return builder


def clique_cover(near: Flags) -> sparse.csr_array:
    """Give cliques (rows) that together hold every near pair, grown greedily."""
    left = np.triu(near, 1)
    rows: list[Indices] = []
    for one in range(near.shape[0]):
        while left[one].any():
            other = int(np.argmax(left[one]))
            members = [one, other]
            common = near[one] & near[other]
            while common.any():
                gain = left[members][:, common].sum(axis=0) + left[common][:, members].sum(axis=1)
                more = int(np.flatnonzero(common)[np.argmax(gain)])
                members.append(more)
                common &= near[more]
            clique = np.sort(np.array(members, dtype=np.int64))
            left[np.ix_(clique, clique)] = False
            rows.append(clique)
    sizes = [row.size for row in rows]
    indices = np.concatenate(rows) if rows else NONE
    indptr = starts_of(sizes)
    return sparse.csr_array((np.ones(indices.size), indices, indptr), shape=(len(rows), near.shape[0]))


@solve_with.register(PDispersion)
def _solve_p_dispersion(problem: PDispersion, settings: Settings) -> Solution:
    """Search the distinct distances between the best siting known and the separations ruled out."""
    always = problem.always
    free = problem.count - problem.must_open.size
    if free < 0 or always.size + free > problem.n_sites or always.size + free < 2:
        return _none(
            settings,
            f"{problem.count} sites asked, {problem.must_open.size} required, {problem.open_already.size} "
            f"existing, {problem.n_sites} in all; a separation takes two open sites",
        )
    metres = problem.metres
    radii = np.unique(metres[np.triu_indices(problem.n_sites, 1)])
    best = _greedy(metres, always, free)
    low = int(np.searchsorted(radii, separation(metres, best)))
    high = int(np.searchsorted(radii, separation(metres, always))) if always.size > 1 else radii.size - 1
    while low < high:
        middle = (low + high + 1) // 2
        found = _apart(problem, float(radii[middle]), settings)
        if found is False:
            high = middle - 1
        elif isinstance(found, np.ndarray):
            best = found
            low = int(np.searchsorted(radii, separation(metres, best)))
        else:
            break
    apart, bound = separation(metres, best), float(radii[max(low, high)])
    certificate = settings.certify("PDispersion", "max", apart, bound, _PROVEN)
    covered = np.zeros(0, dtype=bool)
    return Solution(np.sort(best), None, covered, certificate.objective, certificate)


def _apart(problem: PDispersion, radius: float, settings: Settings) -> Indices | bool | None:
    """Find sites that keep a separation: the sites, False when there are none, None when it stays open."""
    asked = problem.count
    outcome = run(model(problem, radius), stage="PDispersion", proven=_PROVEN, **settings.rest(0.0))
    if outcome.values is not None and outcome.objective is not None and outcome.objective > asked - 0.5:
        chosen = np.flatnonzero(outcome.values > 0.5)
        spare = np.setdiff1d(chosen, problem.always)[: asked - problem.must_open.size]
        return np.union1d(problem.always, spare)
    if outcome.status == "infeasible" or (outcome.bound is not None and outcome.bound < asked - 0.5):
        return False
    return None


def separation(metres: Floats, sites: Indices) -> float:
    """Measure the least distance between two open sites; infinite below two."""
    between = metres[np.ix_(sites, sites)][np.triu_indices(sites.size, 1)]
    return float(between.min(initial=np.inf))


def _greedy(metres: Floats, always: Indices, free: int) -> Indices:
    """Open the site farthest from the open ones, again and again, from the two farthest or what is open."""
    chosen = always.tolist()
    if not chosen:
        chosen = [int(np.argmax(metres.max(axis=1)))]
        free -= 1
    for _ in range(free):
        away = metres[chosen].min(axis=0)
        away[chosen] = -1.0
        chosen.append(int(np.argmax(away)))
    return np.unique(np.array(chosen, dtype=np.int64))


def _none(settings: Settings, why: str) -> Solution:
    """Say that there is no answer."""
    return Solution.none(settings.no_answer("PDispersion", "max", why), 0)


@checks(PDispersion)
def _check_p_dispersion(problem: PDispersion, solution: Solution) -> list[str]:
    """Check sites, count and separation from the distances alone."""
    sites, existing = solution.sites, problem.open_already
    found = site_faults(sites, problem.n_sites, existing=existing, required=problem.must_open, count=None)
    new = np.setdiff1d(sites, existing)
    if new.size != problem.count:
        found.append(f"{new.size} new sites, exactly {problem.count} asked")
    if found:
        return found
    nearest = min(
        (problem.metres[j, k] for at, j in enumerate(sites.tolist()) for k in sites.tolist()[at + 1 :]),
        default=np.inf,
    )
    return value_faults(solution, float(nearest), f"the nearest two sites are {nearest} apart")
