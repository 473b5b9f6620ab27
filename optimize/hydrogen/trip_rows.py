"""Freight trips in the model of hydrogen stations: columns and rows on top of the station columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from gisplan_arrays import Flags, Floats, Indices, Whole
    from optimize.hydrogen.problem import HydrogenProblem
    from optimize.model import ModelBuilder


def add_trip_rows(builder: ModelBuilder, problem: HydrogenProblem, open_site: Whole, y: Indices) -> None:
    """Add the columns v (share of a path that is refuelled) with the rows arc and trips.

    ``open_site`` is the site of each station column ``y``.
    """
    trips = problem.trips
    if trips is None or trips.least <= 0:
        return
    v = builder.add_variables("v", trips.trips.size, upper=1.0)
    stands = np.asarray(trips.cover @ (problem.standing > 0).astype(np.float64) > 0)
    asked = np.flatnonzero(~stands)
    n_open = len(open_site)
    at_site = sparse.csr_array(
        (np.ones(n_open), (open_site, np.arange(n_open))), shape=(problem.pairs.n_sites, n_open)
    )
    of_path = sparse.csr_array(
        (np.ones(asked.size), (np.arange(asked.size), trips.path[asked])),
        shape=(asked.size, trips.trips.size),
    )
    fuelled = trips.cover[asked] @ at_site
    if asked.size:
        builder.add_rows(
            "arc", sparse.hstack([of_path, -fuelled], format="csr"), np.concatenate([v, y]), upper=0.0
        )
    builder.add_rows("trips", trips.trips[None, :], v, lower=trips.least)


def trip_columns(problem: HydrogenProblem, opened: Flags) -> Floats:
    """Give the values of the columns v for the open sites, (P,), none when no trips are asked."""
    trips = problem.trips
    if trips is None or trips.least <= 0:
        return np.empty(0)
    return trips.refuelled(opened | (problem.standing > 0)).astype(np.float64)
