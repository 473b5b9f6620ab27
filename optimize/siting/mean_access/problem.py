"""Mean access, weighted mean distances within a limit per zone: the problem, its answer, its model.

Sets
    i demand rows, j sites, P the pairs (i, j) up to a cutoff, z zones.
Data
    w_i people, m_ij metres, M the cutoff, l_z most mean metres of zone z, p most sites.
Variables
    open_j in {0, 1} site j is open, 1 where it is required; 0 <= goes_ij <= 1 row i goes to site j;
    0 <= unreached_i <= 1 no site is within the cutoff; over_z >= 0 people x metres over the zone's limit.
Constraints
    once       sum_j goes_ij + unreached_i = 1                     each i
    if_open    goes_ij <= open_j                                   each pair
    apart      open_a + open_b <= 1                                sites a, b that stay apart
    count      sum_j open_j <= p
    own        a planner's own rows on open
    zone_mean  sum w_i (m_ij goes_ij + M unreached_i) - over_z <= l_z sum w_i    each z with a limit, i in z
    excess_held sum_z over_z <= excess of stage 1                  stage 2 only
Objectives, in this order
    1. min sum_z over_z;  2. min sum_i w_i (sum_j m_ij goes_ij + M unreached_i).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np

from optimize.certificate import close
from optimize.entry import Problem
from optimize.inputs import site_indices, whole_count
from optimize.matrices import NONE, choices, incidence, mask_of, places_of
from optimize.model import ModelBuilder
from optimize.own_rows import add_own, faults_of, malformed
from optimize.scale import own_units
from optimize.siting.adequate import Apart, pair_faults
from optimize.solvers.limits import OBJECTIVE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gisplan_arrays import Flags, Floats, Indices, Whole
    from optimize.certificate import Certificate
    from optimize.cover_pairs import CoverPairs
    from optimize.own_rows import OwnRows


@dataclass(frozen=True, eq=False)
class MeanAccess(Problem["MeanAccessSolution"]):
    """Choose sites for short mean distances.

    Attributes
    ----------
    pairs
        Distances, demand × sites, metres, up to a cutoff.
    weights : numpy.ndarray
        People of each demand point, shape (R,).
    zone : numpy.ndarray
        Zone of each demand point, shape (R,).
    limit_m : numpy.ndarray
        Limit on each zone's weighted mean distance, metres, shape (Z,); infinite where nothing is asked.
    count
        Most sites, required ones included.
    required : numpy.ndarray or None
        Sites that must open.
    cutoff_m
        Distance at which a point without an open site in reach counts; the longest pair when None.
    apart : numpy.ndarray or None
        Pairs of sites of which at most one may open, shape (k, 2).
    standing
        How many of the required sites stand already: messages count the others.
    own
        A planner's own rows over the sites; none when None.
    """

    bound_by: ClassVar[str] = "optimize.siting.mean_access.search"
    stages_by: ClassVar[str] = "optimize.siting.stages"
    usual_gap: ClassVar[float] = 0.01

    pairs: CoverPairs
    weights: Floats
    zone: Whole
    limit_m: Floats
    count: int
    required: Whole | None = None
    cutoff_m: float | None = None
    apart: Whole | None = None
    standing: int = 0
    own: OwnRows | None = None

    def __post_init__(self) -> None:
        rows, sites = self.pairs.shape
        faults = pair_faults(self.apart, sites) + malformed(self.own, sites)
        if self.weights.shape != (rows,) or not (np.isfinite(self.weights) & (self.weights >= 0)).all():
            faults.append(f"weights must be {rows} finite values, not negative")
        if self.zone.shape != (rows,) or (
            rows and (self.zone.min() < 0 or self.zone.max() >= self.limit_m.size)
        ):
            faults.append(f"zone must be {rows} indices into the {self.limit_m.size} limits")
        if np.isnan(self.limit_m).any() or (self.limit_m < 0).any():
            faults.append("limit_m must not be NaN or negative")
        if faults:
            raise ValueError("mean access: " + "; ".join(faults))
        object.__setattr__(self, "count", whole_count(self.count))
        object.__setattr__(self, "required", site_indices(self.required, sites, "required"))

    def in_own_units(self) -> tuple[MeanAccess, Callable[[MeanAccessSolution], MeanAccessSolution]]:
        """Give the problem with people and metres of its own size.

        Returns
        -------
        tuple
            Problem, and what gives its solution in the caller's units.
        """
        units, fields = self._own_units
        metres = units["metres"]
        both = units["people"] * metres

        def in_callers(found: MeanAccessSolution) -> MeanAccessSolution:
            first, second = found.certificates
            return replace(
                found,
                distance_m=found.distance_m * metres,
                zone_mean_m=found.zone_mean_m * metres,
                excess=found.excess * both,
                certificates=(first.times(both), second.times(both)),
            )

        return replace(self, **fields), in_callers

    @property
    def told_in(self) -> Mapping[str, float]:
        """What an excess, people × m, is multiplied with in lines of progress."""
        return {OBJECTIVE: math.prod(self._own_units[0].values())}

    @cached_property
    def _own_units(self) -> tuple[dict[str, float], dict[str, Any]]:
        return own_units(self, {"people": ("weights",), "metres": ("pairs", "limit_m", "cutoff_m")})

    @property
    def cutoff(self) -> float:
        """Distance at which an unreached point counts, metres."""
        longest = float(self.pairs.distances.max(initial=0.0))
        return longest if self.cutoff_m is None else max(self.cutoff_m, longest)

    @property
    def people(self) -> Floats:
        """People of each zone, shape (Z,)."""
        return np.bincount(self.zone, self.weights, minlength=self.limit_m.size).astype(np.float64)

    @property
    def kept_apart(self) -> Apart:
        """The sites that may not open together."""
        return Apart(self.apart, self.pairs.n_sites)

    def undominated(self) -> MeanAccess:
        """Give the problem without pairs longer than the way to a required site: nobody goes there.

        Returns
        -------
        MeanAccess
            The same answers, with fewer pairs.
        """
        nearest = np.full(self.pairs.n_demand, self.cutoff)
        usable = self.forced[self.pairs.indices]
        np.minimum.at(nearest, self.pairs.rows()[usable], self.pairs.distances[usable])
        return replace(self, pairs=self.pairs.within(nearest), cutoff_m=self.cutoff)

    def on_sites(self, kept: Flags) -> MeanAccess:
        """Give the problem, one without own rows, on some of the sites and the required ones, renumbered.

        Parameters
        ----------
        kept : numpy.ndarray
            Sites to keep, shape (S,).

        Returns
        -------
        MeanAccess
            Over the kept and the required sites, in their order.
        """
        kept = kept | self.forced
        place = places_of(np.flatnonzero(kept), self.pairs.n_sites)
        apart = None if self.apart is None else place[self.apart][(place[self.apart] >= 0).all(axis=1)]
        pairs, required = self.pairs.select(sites=kept), place[self.forced]
        return replace(self, pairs=pairs, required=required, apart=apart, cutoff_m=self.cutoff)

    @property
    def forced(self) -> Flags:
        """Sites that must open, shape (S,)."""
        return mask_of(NONE if self.required is None else self.required, self.pairs.n_sites)


@dataclass(frozen=True, eq=False)
class MeanAccessSolution:
    """Chosen sites, and how far each demand point has to go.

    Attributes
    ----------
    sites : numpy.ndarray
        Open sites, sorted.
    nearest : numpy.ndarray
        Nearest open site of each demand point, -1 beyond the cutoff, shape (R,).
    distance_m : numpy.ndarray
        Its distance, the cutoff where there is none, shape (R,).
    zone_mean_m : numpy.ndarray
        Weighted mean distance per zone, NaN where nobody lives, shape (Z,).
    excess
        Sum over zones of people × metres above the limit.
    certificates
        Of the two stages: least excess; least total people × metres with that excess held.
    """

    sites: Whole
    nearest: Whole
    distance_m: Floats
    zone_mean_m: Floats
    excess: float
    certificates: tuple[Certificate, Certificate]


@dataclass(frozen=True, eq=False)
class MeanAccessModel:
    """A built model and its columns of open sites."""

    builder: ModelBuilder
    open: Indices


def build_mean_access(
    problem: MeanAccess, *, aim: Literal["excess", "total"], held: float | None = None
) -> MeanAccessModel:
    """Build the model; `held` bounds the excess, people × metres."""
    builder = ModelBuilder("mean_access", "min")
    pairs = problem.pairs
    rows, sites = pairs.shape
    row = pairs.rows()
    metres = problem.weights[row] * pairs.distances
    worst = problem.weights * problem.cutoff
    total = aim == "total"
    forced = problem.forced.astype(float)
    at_sites, at_rows = {"site": np.arange(sites)}, {"row": np.arange(rows)}
    both, in_zones = {"row": row, "site": pairs.indices}, {"zone": np.arange(problem.limit_m.size)}
    is_open = builder.add_variables("open", sites, lower=forced, upper=1.0, integer=True, over=at_sites)
    goes = builder.add_variables("goes", pairs.n_pairs, upper=1.0, cost=metres if total else 0.0, over=both)
    none = builder.add_variables("unreached", rows, upper=1.0, cost=worst if total else 0.0, over=at_rows)
    over = builder.add_variables("over", problem.limit_m.size, cost=0.0 if total else 1.0, over=in_zones)
    builder.add_sums("once", (incidence(row, rows), goes), (1.0, none), equal=1.0, over=at_rows)
    builder.add_sums("if_open", (1.0, goes), (-choices(pairs.indices, sites), is_open), upper=0.0, over=both)
    problem.kept_apart.add_rows(builder, is_open)
    builder.add_rows("count", np.ones((1, sites)), is_open, upper=float(problem.count))
    add_own(builder, problem.own, is_open)
    zones = problem.limit_m.size
    asked = np.flatnonzero(np.isfinite(problem.limit_m))
    people = problem.people
    builder.add_sums(
        "zone_mean",
        (incidence(problem.zone[row], zones, metres)[asked], goes),
        (incidence(problem.zone, zones, worst)[asked], none),
        (-choices(asked, zones), over),
        upper=people[asked] * problem.limit_m[asked],
        over={"zone": asked},
    )
    if held is not None:
        builder.add_rows("excess_held", np.ones((1, zones)), over, upper=held)
    return MeanAccessModel(builder, is_open)


def check_mean_access(problem: MeanAccess, solution: MeanAccessSolution) -> list[str]:
    """Re-compute a solution from the pairs alone.

    Parameters
    ----------
    problem
        What was asked.
    solution
        What was answered.

    Returns
    -------
    list of str
        One line a fault, empty when all holds.
    """
    faults = []
    chosen = np.asarray(solution.sites)
    if chosen.size > problem.count:
        faults.append(f"count: {chosen.size} sites, at most {problem.count} allowed")
    missing = np.setdiff1d(np.flatnonzero(problem.forced), chosen)
    if missing.size:
        faults.append(f"required: site {missing[0]} is not open ({missing.size} in all)")
    is_open = mask_of(chosen, problem.pairs.n_sites)
    for a, b in problem.kept_apart.broken(chosen).tolist():
        faults.append(f"apart: sites {a} and {b} are both open")
    faults += faults_of(problem.own, is_open.astype(np.float64))
    distance = np.full(problem.pairs.n_demand, problem.cutoff)
    usable = is_open[problem.pairs.indices]
    np.minimum.at(distance, problem.pairs.rows()[usable], problem.pairs.distances[usable])
    wrong = np.flatnonzero(~(np.abs(distance - solution.distance_m) <= 1e-9 * problem.cutoff))
    if wrong.size:
        r = int(wrong[0])
        faults.append(
            f"distance of row {r}: {solution.distance_m[r]:.9g} m, is {distance[r]:.9g} ({wrong.size} in all)"
        )
    metres = problem.weights * distance
    zones = problem.limit_m.size
    people = np.bincount(problem.zone, problem.weights, minlength=zones)
    limits = np.where(np.isfinite(problem.limit_m), problem.limit_m, problem.cutoff)
    over = np.maximum(np.bincount(problem.zone, metres, minlength=zones) - people * limits, 0.0)
    size = 1e-3 * float(people @ limits)
    first, second = (one.objective for one in solution.certificates)
    excess, total = float(over.sum()), float(metres.sum())
    for due, said in ((excess, solution.excess), (excess, first), (total, second)):
        if said is None or not close(due, said, size):
            faults.append(f"people x metres: {said}, the distances give {due}")
    return faults
