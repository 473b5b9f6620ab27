"""The problem of a capacitated covering: the facilities of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from optimize.covering.reduce import same_rows
from optimize.extensions import Extension, Handed, extension_of, with_own
from optimize.location.capacitated.problem import CapacitatedMCLP, add_filled, model
from optimize.matrices import incidence, ones_at
from optimize.stages import StageProblem, stage_problems

if TYPE_CHECKING:
    from gisplan_arrays import Indices
    from optimize.location.site_choice import Solution
    from optimize.model import ModelBuilder


@stage_problems.register(CapacitatedMCLP)
def capacitated_stages(problem: CapacitatedMCLP, solution: Solution) -> tuple[StageProblem, ...]:
    """Give the one problem, on merged demand rows; none without an answer."""
    assigned = solution.assignment
    if solution.objective is None or not sparse.issparse(assigned):
        return ()
    builder, merged, group = _merged_model(problem)
    given = sparse.csr_array(incidence(group, merged.shape[0]) @ sparse.csr_array(assigned))
    row = np.repeat(np.arange(merged.shape[0]), np.diff(merged.indptr))
    # SciPy gives one entry where no pair is asked for
    flow = np.asarray(given[row, merged.indices]).ravel()[: row.size]
    values = np.concatenate([ones_at(solution.sites, problem.n_sites), flow])
    return (StageProblem("facilities", builder, values, solution.certificate, "units a day"),)


def _merged_model(problem: CapacitatedMCLP) -> tuple[ModelBuilder, sparse.csr_array, Indices]:
    """Give the model on merged rows, those rows, and the merged row of each."""
    cover = problem.pairs.binary()
    first, group = same_rows(cover)
    merged = sparse.csr_array(cover[first])
    demand = np.bincount(group, weights=problem.row_weights, minlength=first.size).astype(np.float64)
    return model(problem, merged, demand, first), merged, group


@extension_of.register(CapacitatedMCLP)
def capacitated_extension(problem: CapacitatedMCLP) -> Extension:
    """Hand out the one model; a cell is a site."""
    sites = np.arange(problem.n_sites)

    def handed() -> Handed:
        return Handed(_merged_model(problem)[0], sites, sites)

    def possible() -> Handed:
        filled = handed()
        add_filled(filled.builder, problem, sites)
        return filled

    return Extension(
        shape=(problem.n_sites,),
        handed=handed,
        cells_of=lambda solution: ones_at(solution.sites, problem.n_sites),
        extended=lambda own: with_own(problem, own),
        possible=possible,
    )
