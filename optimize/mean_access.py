"""Site for mean access: weighted mean distances within a limit per zone, then as short as they can be in all.

Limits on a mean (TJ 2018: 0.9, 3 and 5 km by zone) are no covering limits: the problem is a p-median whose first
aim is the excess over the limits. Greedy adding and interchange give the answer, a Lagrangian relaxation of the
assignment (Cornuéjols, Fisher and Nemhauser 1977) the bound; small problems go to the integer model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gisplan_errors import InfeasiblePlan, SolverFailed
from optimize.answers import Clock
from optimize.certificate import certify, relative_gap
from optimize.mean_access_bound import lagrangian_bound
from optimize.mean_access_model import build_mean_access
from optimize.mean_access_search import Search
from optimize.solvers import run

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from optimize.certificate import Certificate
    from optimize.cover_pairs import CoverPairs

    Floats = NDArray[np.float64]
    Whole = NDArray[np.integer[Any]]

_EXACT_PAIRS = 5_000
"""Up to so many pairs the integer model closes what the heuristic leaves."""

_HELD = 1e-6
"""Relative tolerance by which the second stage may exceed the excess of the first."""


@dataclass(frozen=True, eq=False)
class MeanAccess:
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
        CNY of each site, shape (S,).
    budget
        Most CNY for new and required sites.
    cutoff_m
        Distance at which a point without an open site in reach counts; the longest pair when None.
    """

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

    def __post_init__(self) -> None:
        rows, sites = self.pairs.shape
        faults = []
        if self.weights.shape != (rows,) or not (np.isfinite(self.weights) & (self.weights >= 0)).all():
            faults.append(f"weights must be {rows} finite values, not negative")
        if self.zone.shape != (rows,) or (rows and (self.zone.min() < 0 or self.zone.max() >= self.limit_m.size)):
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
    def standing(self) -> NDArray[np.bool_]:
        """Sites that exist already, shape (S,)."""
        return _mask(self.existing, self.pairs.n_sites)

    @property
    def forced(self) -> NDArray[np.bool_]:
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


def _mask(index: Whole | None, n: int) -> NDArray[np.bool_]:
    mask = np.zeros(n, dtype=bool)
    if index is not None:
        mask[index] = True
    return mask


def site_mean_access(
    problem: MeanAccess,
    *,
    time_limit: float | None = None,
    gap: float = 0.01,
    solver: str = "highs",
    threads: int | None = None,
    seed: int = 0,
    progress: Callable[[str], None] | None = None,
) -> MeanAccessSolution:
    """Choose at most `count` sites: least weighted excess over the zones' limits, then least total distance.

    Parameters
    ----------
    problem
        What is asked.
    time_limit
        Seconds for both stages together.
    gap
        Gap at which the search for a bound, and the integer model of small problems, may stop.
    solver, threads, seed
        As in `optimize.solvers.run`; used for small problems only.
    progress
        Called with a line at each step.

    Returns
    -------
    MeanAccessSolution
        Certificates are ``heuristic`` unless a bound meets the answer or the integer model ran.

    Raises
    ------
    InfeasiblePlan
        When the required sites alone exceed the count or the budget.
    """
    clock = Clock(time_limit)
    forced = problem.forced
    if forced.sum() > problem.count:
        raise InfeasiblePlan(f"mean access: {int(forced.sum())} sites are required, but only {problem.count} may open")
    if problem.costs is not None and problem.budget is not None:
        spent = float(problem.costs[forced].sum())
        if spent > problem.budget * (1 + 1e-12):
            raise InfeasiblePlan(f"mean access: required sites cost {spent:.6g} CNY, the budget is {problem.budget:.6g}")
    search = Search(problem)
    search.add_greedily(lambda: clock.left <= 0)
    search.interchange(lambda: clock.left < 0.5 * (clock.limit or 0.0))
    chosen = search.chosen()
    excess, total = search.excess(), search.total()
    if progress is not None:
        progress(f"mean access: {chosen.size} sites, excess {excess:.6g}, total {total:.6g} people × m")

    over = (search.zone_excess() > 0).astype(float)
    limits = np.where(np.isfinite(problem.limit_m), problem.limit_m, 0.0)
    asked = np.bincount(problem.zone, problem.weights, minlength=limits.size) * limits
    first = 0.0
    who = {"solver": "Lagrangian subgradient", "version": "1"}
    proof = ["no excess is less than none", "Lagrangian relaxation of the assignment, zone limits left out"]
    if excess > 0:
        price = problem.weights * over[problem.zone]
        bound = lagrangian_bound(problem, price, excess + float(over @ asked), gap=gap, stop=lambda: clock.left <= 0)
        first, proof[0] = max(0.0, bound - float(over @ asked)), "Lagrangian relaxation of the assignment"
    middle = clock.seconds
    second = lagrangian_bound(problem, problem.weights, total, gap=gap / 4, stop=lambda: clock.left <= 0)
    exact = False
    small = problem.pairs.n_pairs <= _EXACT_PAIRS and clock.left > 0.1
    gaps = [relative_gap(excess, first) or 0.0, relative_gap(total, second) or 0.0]
    if small and max(gaps) > gap:
        outcome = None
        for aim in (0, 1):
            if gaps[aim] <= gap:
                continue
            held = None if aim == 0 else excess * (1 + _HELD) + 1e-9
            model = build_mean_access(problem, aim=("excess", "total")[aim], held=held)
            outcome = run(
                model.builder,
                solver=solver,
                time_limit=clock.part(0.5 if aim == 0 else 1.0),
                gap=gap,
                threads=threads,
                seed=seed,
                stage="mean access",
            )
            if outcome.values is not None:
                better = Search(problem)
                better.set_open(outcome.values[model.open] > 0.5)
                if (better.excess(), better.total()) < (excess, total) or aim == 1:
                    if better.excess() <= excess * (1 + _HELD) + 1e-9:
                        search, excess, total = better, better.excess(), better.total()
            if outcome.bound is not None:
                if aim == 0:
                    first = max(first, outcome.bound)
                else:
                    second = max(second, outcome.bound)
                proof[aim] = "the integer model's bound"
                who = {"solver": outcome.certificate.solver, "version": outcome.certificate.version}
                exact = True
            gaps = [relative_gap(excess, first) or 0.0, relative_gap(total, second) or 0.0]
    nearest, distance = search.nearest()
    people = np.bincount(problem.zone, problem.weights, minlength=limits.size)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = np.bincount(problem.zone, problem.weights * distance, minlength=limits.size) / people
    certificates = tuple(
        certify(
            stage, "min", value, min(bound, value), **who, seconds=seconds, limit=clock.limit,
            proven=f"bound by {words}", exact=exact,
        )
        for stage, value, bound, seconds, words in (
            ("mean access: excess, people × m", excess, first, middle, proof[0]),
            ("mean access: total, people × m", total, second, clock.seconds - middle, proof[1]),
        )
    )
    solution = MeanAccessSolution(
        search.chosen(), nearest, distance, means, excess, (certificates[0], certificates[1])
    )
    faults = check_mean_access(problem, solution)
    if faults:
        raise SolverFailed("mean access breaks its own constraints: " + "; ".join(faults))
    return solution


def check_mean_access(problem: MeanAccess, solution: MeanAccessSolution) -> list[str]:
    """Re-compute a solution from the pairs alone.

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
    if problem.costs is not None and problem.budget is not None:
        spent = float(problem.costs[chosen].sum())
        if spent > problem.budget * (1 + 1e-9):
            faults.append(f"budget: {spent:.9g} CNY spent, {problem.budget:.9g} given")
    is_open = problem.standing
    is_open[chosen] = True
    distance = np.full(problem.pairs.n_demand, problem.cutoff)
    usable = is_open[problem.pairs.indices]
    np.minimum.at(distance, problem.pairs.rows()[usable], problem.pairs.distances[usable])
    wrong = np.flatnonzero(~(np.abs(distance - solution.distance_m) <= 1e-6))
    if wrong.size:
        r = int(wrong[0])
        faults.append(f"distance of row {r}: {solution.distance_m[r]:.9g} m, is {distance[r]:.9g} ({wrong.size} in all)")
    return faults
