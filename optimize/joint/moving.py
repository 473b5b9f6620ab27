"""Charging sites that give way to stations: exchanged for others that give more to a need beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from optimize.joint.model import notices
from optimize.matrices import mask_of
from optimize.own_rows import faults_of

if TYPE_CHECKING:
    from gisplan_arrays import Whole
    from optimize.hydrogen.problem import HydrogenSiting
    from optimize.joint.model import JointProblem


def moved_chargers(problem: JointProblem, stations: HydrogenSiting) -> Whole | None:
    """Exchange open charging sites for shut ones until every need is met beside the stations.

    For the first need that is short, the shut site that gives it most opens, and of the open ones that every
    need can spare, the one is shut that alone covers fewest people.

    Parameters
    ----------
    problem
        Both problems; its charging sites as they were chosen alone.
    stations
        The stations that were chosen alone.

    Returns
    -------
    numpy.ndarray or None
        Open sites, sorted: as many as before. None where such exchanges do not do, or chargers and a station
        do not fit on one parcel.
    """
    cover, parcels, opened = problem.cover, problem.parcels, problem.opened
    if parcels.crowded(opened, stations.sites, stations.sizes).size:
        return None
    size = parcels.sizes_at(stations.sites, stations.sizes)
    at = np.flatnonzero(size >= 0)
    left, fits = np.ones(cover.pairs.n_sites), np.ones(cover.pairs.n_sites, dtype=bool)
    left[parcels.charging[at]] = parcels.kept[at, size[at]]
    fits[parcels.charging[at]] = parcels.fits[at, size[at]]
    gives = sparse.csc_array(cover.provides.multiply(left))
    reach, counted = sparse.csr_array(cover.pairs.binary()), notices(cover)
    is_open, fixed = mask_of(opened, left.size), mask_of(cover.required, left.size)
    for _ in range(opened.size + 1):  # more exchanges than open sites would go in circles
        short = parcels.short_needs(cover, np.flatnonzero(is_open), stations.sites, stations.sizes)
        if not short.size:
            found = np.flatnonzero(is_open)
            return None if faults_of(cover.own, is_open.astype(np.float64)) else found
        given = gives[[short[0]]].toarray()[0]
        can = fits & ~is_open & ~cover.kept_apart.barred(is_open)
        new = int(np.argmax(np.where(can, given, 0.0)))
        is_open[new] = True
        spare = np.where(counted, gives @ is_open.astype(np.float64) - cover.need, np.inf)
        spare[short] = np.inf  # what is short already is judged by what comes in for what goes
        takes = sparse.coo_array(gives)
        needed = np.zeros(left.size, dtype=bool)
        needed[takes.col[takes.data > spare[takes.row]]] = True
        alone = reach.T @ (cover.weights * (reach @ is_open.astype(np.float64) == 1))
        may = is_open & ~fixed & ~needed & (given < given[new])
        if not can[new] or not may.any():
            return None
        is_open[np.argmin(np.where(may, alone, np.inf))] = False
    return None
