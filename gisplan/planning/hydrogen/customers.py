"""Customers of hydrogen: which demand may refuel at which station."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from gisplan.access.ways import way_pairs
from optimize.cover_pairs import CoverPairs

if TYPE_CHECKING:
    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Indices
    from layers.region.loading import Region


def hydrogen_pairs(region: Region, scenario: Scenario, candidates: Indices, cells: Indices) -> CoverPairs:
    """Join demand points to stations within the service radius, captive ones to their own premises only."""
    settings = scenario.hydrogen
    captive = (region.sites["ownership"].to_numpy() == "captive")[candidates]
    blocks = []
    for mask, radius in ((~captive, settings.service_radius_m), (captive, settings.captive_radius_m)):
        columns = np.flatnonzero(mask)
        near = way_pairs(region, cells, candidates[columns], radius.value, detour=settings.detour.value)
        blocks.append(
            sparse.csr_array(
                (near.data, columns[near.indices], near.indptr), shape=(cells.size, candidates.size)
            )
        )
    stacked = sparse.csr_array(sparse.hstack(blocks, format="csr"))
    # Each block holds only its own columns; folding the second half back keeps stored zeros.
    folded = sparse.csr_array(
        (stacked.data, stacked.indices % candidates.size, stacked.indptr), shape=(cells.size, candidates.size)
    )
    folded.sort_indices()
    return CoverPairs.from_sparse(folded)
