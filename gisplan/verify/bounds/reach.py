"""Which candidates reach which cells: all pairs within a radius, measured again."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.spatial import KDTree

from gisplan.verify.run.reading import points

if TYPE_CHECKING:
    from gisplan.plan.record import Plan
    from gisplan_arrays import Flags, Floats, Indices

ROUND_OFF_M = 1e-6
"""Coordinates went through degrees and back; what lies at a radius exactly is within it."""


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of a demand row and a candidate, in the order of the rows.

    Attributes
    ----------
    row, site : numpy.ndarray
        Position of the cell (or demand row) and of the candidate of each pair.
    """

    row: Indices
    site: Indices


def radii(run: Plan, *, judged: bool) -> Floats:
    """Give the radius of each cell, m: the policy's where its tier is ``judged``, else that of allocation."""
    cells, profile = run.layers.demand, run.scenario.coverage.active
    tiers = cells["adcode"].map(run.layers.districts.set_index("adcode")["tier"])
    out = np.full(len(cells), np.nan)
    for i, (tier, urban) in enumerate(zip(tiers, cells["urban"].to_numpy(dtype=bool), strict=True)):
        table = profile.radius_m if judged and tier in profile.judged_tiers else profile.allocation_radius_m
        if tier in table:
            out[i] = table[tier].urban if urban else table[tier].rural
    return out


def within(run: Plan, cells: Indices, sites: Indices, radius: Floats, nearest: int | None = None) -> Pairs:
    """Pair cells with the sites that a way within their radius leads to.

    Parameters
    ----------
    cells, sites
        Positions in the demand layer and among the candidates.
    radius
        Longest way of each of the cells, m.
    nearest
        No more than so many sites a cell, the nearest ones.

    Returns
    -------
    Pairs
        Rows are positions in `cells`, sites positions among the candidates.
    """
    if run.roads is not None:
        found = run.roads.between(cells, sites, radius)
        row = np.repeat(np.arange(cells.size), np.diff(found.indptr))
        column, metres = found.indices, found.data
    else:
        here = run.layers.demand[["x", "y"]].to_numpy(dtype=float)[cells]
        there = points(run.evidence.candidates)[sites]
        detour = run.scenario.coverage.detour.value
        near = KDTree(there).query_ball_point(here, radius / detour + ROUND_OFF_M) if sites.size else ()
        row = np.repeat(np.arange(len(near)), [len(one) for one in near])
        column = np.fromiter(chain.from_iterable(near), dtype=np.int64, count=row.size)
        metres = np.hypot(*(here[row] - there[column]).T)
    order = np.lexsort((column, np.round(metres, 3), row))  # of equals, the site that stands first
    row, column = row[order], column[order]
    if nearest is not None:
        first = np.searchsorted(row, np.arange(cells.size))
        kept = np.arange(row.size) - first[row] < nearest
        row, column = row[kept], column[kept]
    return Pairs(row, sites[column])


def inside(run: Plan, cells: Indices, sites: Indices) -> Pairs:
    """Pair cells with the sites that stand in them; one on an edge belongs to the first of its cells."""
    shapes = run.layers.demand.geometry.to_numpy()[cells]
    site, row = shapely.STRtree(shapes).query(
        run.evidence.candidates.geometry.to_numpy()[sites], predicate="intersects"
    )
    order = np.lexsort((row, site))
    site, first = np.unique(site[order], return_index=True)
    row = row[order][first]
    order = np.argsort(row, kind="stable")
    return Pairs(row[order], sites[site[order]])


def reached(pairs: Pairs, rows: int) -> Flags:
    """Mark the rows that have a pair."""
    return np.bincount(pairs.row, minlength=rows) > 0
