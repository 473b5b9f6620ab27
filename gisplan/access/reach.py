"""Reach: which site serves which demand, as sparse pairs in metres.

Two kinds of pairs come from here. Coverage pairs join every cell to the PUBLIC sites within the radius
profile: they decide who counts as covered. Service pairs join the energy of a service group to the sites
that may serve it: they decide where energy goes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse

from gisplan.access.ways import nearest_way_m, way_pairs
from optimize.cover_pairs import CoverPairs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gisplan.scenario.schema import Scenario
    from gisplan.scenario.sections.coverage import Radii
    from gisplan.scenario.values import Table
    from gisplan_arrays import Floats
    from layers.region.loading import Region


@dataclass(frozen=True, eq=False)
class DemandRows:
    """Demand rows of the sizing model: one per cell and service group with any energy.

    Attributes
    ----------
    frame
        cell (position of the cell), cell_id, adcode, group, energy (kWh/day).
    pairs
        Rows × sites of the region, metres.
    """

    frame: pd.DataFrame
    pairs: CoverPairs


def cell_radius(region: Region, radii: Table[Radii]) -> Floats:
    """Give the radius (m) of every cell from its district's tier; NaN where the tier has none."""
    tier = region.demand["adcode"].map(region.districts.set_index("adcode")["tier"]).to_numpy()
    urban = region.demand["urban"].to_numpy(dtype=bool)
    out = np.full(len(tier), np.nan)
    for name, radius in radii.items():
        here = tier == name
        out[here] = np.where(urban[here], radius.urban, radius.rural)
    return out


def judged_cells(region: Region, scenario: Scenario) -> NDArray[np.bool_]:
    """Mark the cells whose tier the coverage profile judges."""
    tier = region.demand["adcode"].map(region.districts.set_index("adcode")["tier"])
    return np.asarray(tier.isin(scenario.coverage.active.judged_tiers))


def coverage_radius(region: Region, scenario: Scenario) -> Floats:
    """Give the radius (m) that holds for every cell.

    In a judged tier it is the policy's; elsewhere the allocation radius, a planning assumption that the
    plan labels.
    """
    profile = scenario.coverage.active
    radius = cell_radius(region, profile.radius_m)
    allocation = cell_radius(region, profile.allocation_radius_m)
    return np.where(judged_cells(region, scenario) & ~np.isnan(radius), radius, allocation)


def coverage_pairs(region: Region, scenario: Scenario, public: NDArray[np.int64]) -> CoverPairs:
    """Join every cell to the public sites within its radius, see :func:`coverage_radius`.

    Parameters
    ----------
    region
        Layers of the region, metres.
    scenario
        Whose radii and detour factor hold.
    public
        Positions of the public sites in ``region.sites``; the columns of the result, in this order.


    Returns
    -------
    CoverPairs
        Rows are the cells of the region, columns the public sites; distances in metres.
    """
    every = np.arange(len(region.demand))
    cutoff = coverage_radius(region, scenario)
    pairs = way_pairs(region, every, public, cutoff, detour=scenario.coverage.detour.value)
    return CoverPairs.from_sparse(pairs)


def nearest_site_m(region: Region, scenario: Scenario, open_sites: NDArray[np.int64]) -> Floats:
    """Give the metres from every cell to its nearest open site, infinite where none is reached."""
    return nearest_way_m(region, open_sites, detour=scenario.coverage.detour.value)


def demand_rows(region: Region, scenario: Scenario, usable: NDArray[np.bool_]) -> DemandRows:
    """Build the demand rows and their pairs to the usable sites.

    Parameters
    ----------
    region
        Layers of the region, metres.
    scenario
        Whose service groups and limits hold.
    usable
        Mask over ``region.sites``: which sites may hold chargers.


    Returns
    -------
    DemandRows
        Rows without energy are left out; a row that no usable site reaches stays, and will be unmet.
    """
    sites, cells = region.sites, region.demand
    allocation = cell_radius(region, scenario.coverage.active.allocation_radius_m)
    frames: list[pd.DataFrame] = []
    blocks: list[sparse.csr_array] = []
    for name, group in scenario.service.items():
        energy = cells[[f"kwh_{kind}" for kind in group.classes]].sum(axis=1).to_numpy(dtype=np.float64)
        rows = np.flatnonzero(energy > 0)
        columns = np.flatnonzero(usable & group.may_use(sites))
        if group.radius_m == 0:
            block = _same_cell(region, rows, columns)
        else:
            cutoff = allocation[rows] if group.radius_m is None else group.radius_m
            near = way_pairs(region, rows, columns, cutoff, detour=scenario.coverage.detour.value)
            if group.nearest is not None:
                near = nearest_entries(near, group.nearest)
            block = _widen(near, columns, len(sites))
        frames.append(
            pd.DataFrame(
                {
                    "cell": rows,
                    "cell_id": cells["cell_id"].to_numpy()[rows],
                    "adcode": cells["adcode"].to_numpy()[rows],
                    "group": name,
                    "energy": energy[rows],
                }
            )
        )
        blocks.append(block)
    stacked = sparse.csr_array(sparse.vstack(blocks, format="csr"))
    return DemandRows(pd.concat(frames, ignore_index=True), CoverPairs.from_sparse(stacked))


def nearest_entries(pairs: sparse.csr_array, count: int) -> sparse.csr_array:
    """Keep the ``count`` shortest entries of every row; of equals to the millimetre, the lower column."""
    row = np.repeat(np.arange(pairs.shape[0]), np.diff(pairs.indptr))
    order = np.lexsort((pairs.indices, np.round(pairs.data, 3), row))
    rank = np.empty(order.size, dtype=np.int64)
    rank[order] = np.arange(order.size) - pairs.indptr[row[order]]
    kept = rank < count
    pointer = np.concatenate([[0], np.cumsum(np.bincount(row[kept], minlength=pairs.shape[0]))])
    return sparse.csr_array((pairs.data[kept], pairs.indices[kept], pointer), shape=pairs.shape)


def _widen(block: sparse.csr_array, columns: NDArray[np.int64], width: int) -> sparse.csr_array:
    """Place the columns of a block among all sites."""
    return sparse.csr_array((block.data, columns[block.indices], block.indptr), shape=(block.shape[0], width))


def _same_cell(region: Region, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> sparse.csr_array:
    """Join cells to the sites that stand inside them, at distance zero."""
    points = region.sites.geometry.iloc[columns].to_numpy()
    site, cell = region.demand.geometry.iloc[rows].sindex.query(points, predicate="intersects")
    order = np.lexsort((site, cell))
    # A site on the edge of two cells belongs to the first: its piles serve one compound.
    _, kept = np.unique(site[order], return_index=True)
    site, cell = site[order][kept], cell[order][kept]
    matrix = sparse.coo_array(
        (np.zeros(site.size), (cell, columns[site])), shape=(rows.size, len(region.sites))
    )
    return _keep_zeros(matrix)


def _keep_zeros(matrix: sparse.coo_array) -> sparse.csr_array:
    """Turn COO into CSR with its stored zeros kept and columns sorted."""
    row, column = matrix.coords
    order = np.lexsort((column, row))
    pointer = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=matrix.shape[0]))])
    return sparse.csr_array((matrix.data[order], column[order], pointer), shape=matrix.shape)
