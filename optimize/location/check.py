"""Re-check a solution from its problem alone: constraints, objective, the arithmetic of the certificate."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING, Any

import numpy as np

from gisplan_errors import VerificationFailed
from optimize.certificate import OPTIMAL_GAP, relative_gap

if TYPE_CHECKING:
    from optimize.arrays import Flags, Floats, Indices
    from optimize.cover_pairs import CoverPairs
    from optimize.location.site_choice import LimitedChoice
    from optimize.location.solve import Solution


def verify(problem: Any, solution: Solution) -> None:  # noqa: ANN401 - any registered problem type
    """Raise with everything that is wrong with a solution; silent when nothing is.

    Raises
    ------
    VerificationFailed
        Naming each broken constraint, a wrong objective, or a certificate that claims more than it shows.
    """
    found = certificate_faults(solution)
    if solution.objective is not None:
        found += faults(problem, solution)
    if found:
        raise VerificationFailed(f"{type(problem).__name__}: " + "; ".join(found))


@singledispatch
def faults(problem: object, solution: Solution) -> list[str]:  # noqa: ARG001 - the signature models share
    """List the faults of a solution; models register their check here (see `optimize.location.solve`)."""
    raise TypeError(f"no check is registered for {type(problem).__name__}; import it from optimize")


def certificate_faults(solution: Solution) -> list[str]:
    """Check that a certificate's figures agree with each other and with the solution."""
    said = solution.certificate
    if solution.objective is None:
        good = said.objective is None and said.status in {"infeasible", "unbounded", "error"}
        return [] if good else [f"no objective, yet the certificate says {said.status}"]
    found = []
    if said.objective is None or not close(said.objective, solution.objective):
        found.append(f"objective {solution.objective} but certificate {said.objective}")
    gap = relative_gap(solution.objective, said.bound)
    if (gap is None) != (said.gap is None) or (gap is not None and not close(gap, said.gap or 0.0)):
        found.append(f"gap {gap} but certificate {said.gap}")
    if said.status == "optimal" and (gap is None or gap > OPTIMAL_GAP):
        found.append(f"called optimal with gap {gap}")
    if said.status in {"infeasible", "unbounded", "error"}:
        found.append(f"has an objective, yet the certificate says {said.status}")
    if said.bound is not None:
        ahead = said.bound - solution.objective if said.sense == "min" else solution.objective - said.bound
        if ahead > 1e-6 * max(1.0, abs(said.bound)):
            found.append(f"objective {solution.objective} is better than its bound {said.bound}")
    return found


def close(one: float, other: float) -> bool:
    """Tell whether two figures agree to 1e-6, relative above 1."""
    return abs(one - other) <= 1e-6 * max(1.0, abs(one), abs(other))


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
    is_open = np.zeros(pairs.n_sites, dtype=bool)
    is_open[sites] = True
    running = np.concatenate([[0], np.cumsum(is_open[pairs.indices])])
    return np.asarray(running[pairs.indptr[1:]] - running[pairs.indptr[:-1]] >= times)
