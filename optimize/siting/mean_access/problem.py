"""Mean access, weighted mean distances within a limit per zone: the problem, its answer, its model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from optimize.covering.apart import Apart, pair_faults
from optimize.entry import Problem
from optimize.matrices import choices, incidence
from optimize.model import ModelBuilder

if TYPE_CHECKING:
    from gisplan_arrays import Flags, Floats, Indices, Whole
    from optimize.certificate import Certificate
    from optimize.cover_pairs import CoverPairs


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
        Most sites, new and required ones together; existing ones do not count.
    required, existing : numpy.ndarray or None
        Sites that must open, and sites that stand already.
    costs : numpy.ndarray or None
        Money of each site, shape (S,).
    budget
        Most money for new and required sites.
    cutoff_m
        Distance at which a point without an open site in reach counts; the longest pair when None.
    apart : numpy.ndarray or None
        Pairs of sites of which at most one may open, shape (k, 2).
    """

    bound_by: ClassVar[str] = "optimize.siting.mean_access.siting"
    usual_gap: ClassVar[float] = 0.01

    pairs: CoverPairs
    weights: Floats
    zone: Whole
    limit_m: Floats
    count: int
    required: Whole | None = None
    existing: Whole | None = None
    costs: Floats | None = None
    budget: float | None = None
    cutoff_m: float | None = None
    apart: Whole | None = None

    def __post_init__(self) -> None:
        rows, sites = self.pairs.shape
        faults = pair_faults(self.apart, sites)
        if self.weights.shape != (rows,) or not (np.isfinite(self.weights) & (self.weights >= 0)).all():
            faults.append(f"weights must be {rows} finite values, not negative")
        if self.zone.shape != (rows,) or (
            rows and (self.zone.min() < 0 or self.zone.max() >= self.limit_m.size)
        ):
            faults.append(f"zone must be {rows} indices into the {self.limit_m.size} limits")
        if np.isnan(self.limit_m).any() or (self.limit_m < 0).any():
            faults.append("limit_m must not be NaN or negative")
        if (self.budget is None) != (self.costs is None):
            faults.append("costs and budget go together")
        if self.costs is not None and (
            self.costs.shape != (sites,) or not (np.isfinite(self.costs) & (self.costs >= 0)).all()
        ):
            faults.append(f"costs must be {sites} finite values, not negative")
        for name in ("required", "existing"):
            index = getattr(self, name)
            if index is not None and index.size and (index.min() < 0 or index.max() >= sites):
                faults.append(f"{name} leave 0 … {sites - 1}")
        if faults:
            raise ValueError("mean access: " + "; ".join(faults))

    @property
    def cutoff(self) -> float:
        """Distance at which an unreached point counts, metres."""
        longest = float(self.pairs.distances.max(initial=0.0))
        return longest if self.cutoff_m is None else max(self.cutoff_m, longest)

    @property
    def kept_apart(self) -> Apart:
        """The sites that may not open together."""
        return Apart(self.apart, self.pairs.n_sites)

    @property
    def standing(self) -> Flags:
        """Sites that exist already, shape (S,)."""
        return _mask(self.existing, self.pairs.n_sites)

    @property
    def forced(self) -> Flags:
        """Sites that must open and do not exist yet, shape (S,)."""
        return _mask(self.required, self.pairs.n_sites) & ~self.standing


@dataclass(frozen=True, eq=False)
class MeanAccessSolution:
    """Chosen sites, and how far each demand point has to go.

    Attributes
    ----------
    sites : numpy.ndarray
        New and required sites, sorted.
    nearest : numpy.ndarray
        Nearest open or existing site of each demand point, -1 beyond the cutoff, shape (R,).
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


def _mask(index: Whole | None, n: int) -> Flags:
    mask = np.zeros(n, dtype=bool)
    if index is not None:
        mask[index] = True
    return mask


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
    fixed = problem.standing | problem.forced
    is_open = builder.add_variables("open", sites, lower=fixed.astype(float), upper=1.0, integer=True)
    goes = builder.add_variables("goes", pairs.n_pairs, upper=1.0, cost=metres if total else 0.0)
    none = builder.add_variables("unreached", rows, upper=1.0, cost=worst if total else 0.0)
    over = builder.add_variables("over", problem.limit_m.size, cost=0.0 if total else 1.0)
    builder.add_sums("once", (incidence(row, rows), goes), (1.0, none), equal=1.0)
    builder.add_sums("if_open", (1.0, goes), (-choices(pairs.indices, sites), is_open), upper=0.0)
    problem.kept_apart.add_rows(builder, is_open)
    new = np.flatnonzero(~problem.standing)
    builder.add_rows("count", np.ones((1, new.size)), is_open[new], upper=float(problem.count))
    if problem.costs is not None and problem.budget is not None:
        builder.add_rows("budget", problem.costs[None, new], is_open[new], upper=problem.budget)
    zones = problem.limit_m.size
    asked = np.flatnonzero(np.isfinite(problem.limit_m))
    people = np.bincount(problem.zone, problem.weights, minlength=zones)
    builder.add_sums(
        "zone_mean",
        (incidence(problem.zone[row], zones, metres)[asked], goes),
        (incidence(problem.zone, zones, worst)[asked], none),
        (-choices(asked, zones), over),
        upper=people[asked] * problem.limit_m[asked],
    )
    if held is not None:
        builder.add_rows("excess_held", np.ones((1, zones)), over, upper=held)
    return MeanAccessModel(builder, is_open)
