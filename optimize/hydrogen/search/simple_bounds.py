"""Bounds of the hydrogen siting that look at totals, not at places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimize.hydrogen.model import MILLION, TONNE, add_count_rows, index_columns
from optimize.hydrogen.problem import DAYS, HydrogenProblem
from optimize.hydrogen.trip_rows import add_trip_rows
from optimize.model import ModelBuilder

if TYPE_CHECKING:
    from collections.abc import Callable


def trivial_bound(problem: HydrogenProblem) -> float:
    """Bound the served hydrogen by demand within reach, by supply, and by the largest sizes."""
    most = problem.largest_kg
    can_sell = (most + problem.standing > 0) & np.isfinite(problem.haul_cost).any(axis=0)
    rows = np.unique(problem.pairs.rows()[can_sell[problem.pairs.indices]])
    largest = np.sort(most[can_sell])[::-1][: problem.target].sum() + problem.standing[can_sell].sum()
    # A source that sites limit gives at most what the best of them take, one for each new station.
    best = np.sort(np.where(can_sell, problem.limit.max(axis=2, initial=0.0), 0.0), axis=1)[:, ::-1]
    most_given = best[:, : problem.target + int((problem.standing > 0).sum())].sum(axis=1)
    given = np.minimum(problem.supply_capacity, most_given).sum()
    return float(min(problem.demand_kg[rows].sum(), given, largest))


def least_cost(
    problem: HydrogenProblem, hold_kg: float, relaxed: Callable[[ModelBuilder], float | None]
) -> float | None:
    """Bound the annual cost by the cheapest stations that could hold the hydrogen, wherever it is asked.

    ``relaxed`` gives the bound of a model's linear relaxation.
    """
    columns = index_columns(problem)
    yearly = problem.annuity * problem.station_cost[columns.open_site, columns.open_size] / MILLION
    builder = ModelBuilder("hydrogen_capacity", "min")
    y = builder.add_variables("y", columns.n_open, upper=1.0, cost=yearly)
    add_count_rows(builder, problem, columns, y)
    room = problem.sizes_kg[columns.open_size] / TONNE
    missing = (hold_kg - problem.standing.sum()) / TONNE
    builder.add_rows("room", room[None, :], y, lower=missing)
    add_trip_rows(builder, problem, columns.open_site, y)
    stations = relaxed(builder)
    cheapest = problem.haul_cost.min(axis=1, initial=np.inf)
    left, haul = hold_kg, 0.0
    for source in np.argsort(cheapest, kind="stable").tolist():
        taken = min(left, float(problem.supply_capacity[source]))
        haul += 0.0 if taken <= 0 else DAYS * taken * float(cheapest[source])
        left -= taken
    return None if stations is None else stations + haul / MILLION
