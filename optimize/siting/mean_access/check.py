"""Re-check a siting for mean access from its pairs alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from optimize.siting.mean_access.problem import MeanAccess, MeanAccessSolution


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
    if problem.costs is not None and problem.budget is not None:
        spent = float(problem.costs[chosen].sum())
        if spent > problem.budget * (1 + 1e-9):
            faults.append(f"budget: {spent:.9g} spent, {problem.budget:.9g} given")
    is_open = problem.standing
    is_open[chosen] = True
    for a, b in problem.kept_apart.broken(np.flatnonzero(is_open)).tolist():
        faults.append(f"apart: sites {a} and {b} are both open")
    distance = np.full(problem.pairs.n_demand, problem.cutoff)
    usable = is_open[problem.pairs.indices]
    np.minimum.at(distance, problem.pairs.rows()[usable], problem.pairs.distances[usable])
    wrong = np.flatnonzero(~(np.abs(distance - solution.distance_m) <= 1e-6))
    if wrong.size:
        r = int(wrong[0])
        faults.append(
            f"distance of row {r}: {solution.distance_m[r]:.9g} m, is {distance[r]:.9g} ({wrong.size} in all)"
        )
    return faults
