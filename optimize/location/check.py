"""Re-check a solution from its problem alone: what the checks of the location family share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from optimize.certificate import close
from optimize.entry import Problem, faults
from optimize.matrices import mask_of, starts_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from gisplan_arrays import Flags, Floats, Indices
    from optimize.cover_pairs import CoverPairs
    from optimize.location.site_choice import SiteChoice, Solution


Check = TypeVar("Check", bound="Callable[..., list[str]]")


def checks(kind: type[Problem[Solution]]) -> Callable[[Check], Check]:
    """Register a check of the solutions of a problem type; one without an answer has nothing to check."""

    def bind(check: Check) -> Check:
        def every(problem: Any, solution: Solution) -> list[str]:  # noqa: ANN401 - a problem of that type
            told, said = solution.objective, solution.certificate.objective
            if told is None and said is None:
                return []
            differ = told is None or said is None or not close(told, said)
            wrong = [f"objective {told} but certificate {said}"] if differ else []
            return wrong + ([] if told is None else check(problem, solution))

        faults.register(kind, every)
        return check

    return bind


def choice_faults(problem: SiteChoice, sites: Indices) -> list[str]:
    """Check the open sites of a problem against its existing and required ones, its count and budget."""
    return site_faults(
        sites,
        problem.n_sites,
        existing=problem.open_already,
        required=problem.must_open,
        count=getattr(problem, "count", None),
        costs=getattr(problem, "site_costs", None),
        budget=getattr(problem, "budget", None),
    )


def value_faults(solution: Solution, value: float, words: str) -> list[str]:
    """Check a re-computed objective, told in words, against what the solution says."""
    agrees = solution.objective is not None and close(value, solution.objective)
    return [] if agrees else [f"{words}, the solution says {solution.objective}"]


def bare_faults(pairs: CoverPairs, sites: Indices) -> list[str]:
    """Check that the sites reach every row."""
    bare = np.flatnonzero(~covered_by(pairs, sites))
    return [f"{bare.size} rows are not covered, first: {bare[:10].tolist()}"] if bare.size else []


def assigned_metres(pairs: CoverPairs, solution: Solution) -> tuple[list[float], list[str]]:
    """Measure how far each row's site is, and name the rows whose site is not open within their reach."""
    given = solution.assignment
    if not isinstance(given, np.ndarray) or len(given) != pairs.n_demand:
        return [], ["the assignment must name one site for every row"]
    metres, found = [], []
    for row, site in enumerate(given.tolist()):
        mine = slice(int(pairs.indptr[row]), int(pairs.indptr[row + 1]))
        reach = dict(zip(pairs.indices[mine].tolist(), pairs.distances[mine].tolist(), strict=True))
        metres.append(reach.get(site, np.inf))
        if site not in reach or not np.isin(site, solution.sites):
            found.append(f"row {row} is assigned to site {site}, which is not open within its reach")
    return metres, found


def site_faults(
    sites: Indices,
    n_sites: int,
    *,
    existing: Indices,
    required: Indices,
    count: int | None,
    costs: Floats | None = None,
    budget: float | None = None,
) -> list[str]:
    """Check the conditions that all models put on the open sites."""
    found = []
    if sites.size and (sites.min() < 0 or sites.max() >= n_sites):
        return [f"sites outside 0 … {n_sites - 1}"]
    if (np.diff(sites) <= 0).any():
        found.append("sites are not sorted or repeat")
    for name, must in (("existing", existing), ("required", required)):
        shut = np.setdiff1d(must, sites)
        if shut.size:
            found.append(f"{name} sites not open: {shut[:10].tolist()}")
    new = np.setdiff1d(sites, existing)
    if count is not None and new.size > count:
        found.append(f"{new.size} new sites, at most {count} allowed")
    if budget is not None and costs is not None:
        spent, dust = float(costs[new].sum()), 1e-9 * float(costs.max(initial=0.0))
        if spent > budget * (1 + 1e-9) + dust:
            found.append(f"new sites cost {spent}, budget {budget}")
    return found


def covered_by(pairs: CoverPairs, sites: Indices, times: int = 1) -> Flags:
    """Tell which rows at least `times` of the given sites reach."""
    is_open = mask_of(sites, pairs.n_sites)
    running = starts_of(is_open[pairs.indices])
    return np.asarray(running[pairs.indptr[1:]] - running[pairs.indptr[:-1]] >= times)
