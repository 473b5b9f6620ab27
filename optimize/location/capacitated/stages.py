"""The problem of a capacitated covering: the facilities of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from optimize.covering.reduce import same_rows
from optimize.location.capacitated.problem import CapacitatedMCLP, model
from optimize.matrices import incidence, ones_at
from optimize.stages import StageProblem, stage_problems

if TYPE_CHECKING:
    from optimize.location.site_choice import Solution


@stage_problems.register(CapacitatedMCLP)
def capacitated_stages(problem: CapacitatedMCLP, solution: Solution) -> tuple[StageProblem, ...]:
    """Give the one problem, on merged demand rows; none without an answer."""
    assigned = solution.assignment
    if solution.objective is None or not sparse.issparse(assigned):
        return ()
    cover = problem.pairs.binary()
    first, group = same_rows(cover)
    merged = sparse.csr_array(cover[first])
    demand = np.bincount(group, weights=problem.row_weights, minlength=first.size).astype(np.float64)
    given = sparse.csr_array(incidence(group, first.size) @ sparse.csr_array(assigned))
    row = np.repeat(np.arange(first.size), np.diff(merged.indptr))
    # SciPy gives one entry where no pair is asked for
    flow = np.asarray(given[row, merged.indices]).ravel()[: row.size]
    values = np.concatenate([ones_at(solution.sites, problem.n_sites), flow])
    builder = model(problem, merged, demand, first)
    return (StageProblem("facilities", builder, values, solution.certificate, "units a day"),)
