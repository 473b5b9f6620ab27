"""Re-check a solution from its problem alone: what the checks of the location family share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from optimize.certificate import close
from optimize.entry import faults
from optimize.matrices import mask_of, starts_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from gisplan_arrays import Flags, Floats, Indices
    from optimize.cover_pairs import CoverPairs
    from optimize.entry import Problem
    from optimize.location.site_choice import LimitedChoice
    from optimize.location.solution import Solution


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


def limit_faults(problem: LimitedChoice, count: int | None, sites: Indices, n_sites: int) -> list[str]:
    """Check the open sites of a problem with a count, or with costs and a budget."""
    return site_faults(
        sites,
        n_sites,
        existing=problem.open_already,
        required=problem.must_open,
        count=count,
        costs=problem.site_costs,
        budget=problem.budget,
    )


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
    if budget is not None and costs is not None and costs[new].sum() > budget * (1 + 1e-9) + 1e-9:
        found.append(f"new sites cost {costs[new].sum()}, budget {budget}")
    return found


def covered_by(pairs: CoverPairs, sites: Indices, times: int = 1) -> Flags:
    """Tell which rows at least `times` of the given sites reach."""
    is_open = mask_of(sites, pairs.n_sites)
    running = starts_of(is_open[pairs.indices])
    return np.asarray(running[pairs.indptr[1:]] - running[pairs.indptr[:-1]] >= times)
