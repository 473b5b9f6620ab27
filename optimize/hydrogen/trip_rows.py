"""Freight trips in the model of hydrogen stations: columns and rows on top of the station columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimize.matrices import choices, incidence

if TYPE_CHECKING:
    from gisplan_arrays import Flags, Floats, Indices, Whole
    from optimize.hydrogen.problem import HydrogenProblem
    from optimize.model import ModelBuilder


def add_trip_rows(builder: ModelBuilder, problem: HydrogenProblem, open_site: Whole, y: Indices) -> None:
    """Add the columns v (share of a path that is refuelled) with the rows arc and trips.

    ``open_site`` is the site of each station column ``y``.
    """
    trips = problem.asked_trips
    if trips is None:
        return
    v = builder.add_variables("v", trips.trips.size, upper=1.0)
    asked = trips.dry_arcs(problem.standing > 0)
    of_path = choices(trips.path[asked], trips.trips.size)
    fuelled = trips.cover[asked] @ incidence(open_site, problem.pairs.n_sites)
    if asked.size:
        builder.add_sums("arc", (of_path, v), (-fuelled, y), upper=0.0)
    builder.add_rows("trips", trips.trips[None, :], v, lower=trips.least)


def trip_columns(problem: HydrogenProblem, opened: Flags) -> Floats:
    """Give the values of the columns v for the open sites, (P,), none when no trips are asked."""
    trips = problem.asked_trips
    if trips is None:
        return np.empty(0)
    return trips.refuelled(opened | (problem.standing > 0)).astype(np.float64)
