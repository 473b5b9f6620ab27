"""Mean access as an integer model: open sites, assignment over pairs, excess per zone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from optimize.matrices import choices, incidence
from optimize.model import ModelBuilder

if TYPE_CHECKING:
    from gisplan_arrays import Indices
    from optimize.siting.mean_access.problem import MeanAccess


@dataclass(frozen=True, eq=False)
class MeanAccessModel:
    """A built model and its columns of open sites."""

    builder: ModelBuilder
    open: Indices


def build_mean_access(
    problem: MeanAccess, *, aim: Literal["excess", "total"], held: float | None = None
) -> MeanAccessModel:
    """Build the model; `held` bounds the excess, people × metres."""
    builder = ModelBuilder("mean_access", "min")
    pairs = problem.pairs
    rows, sites = pairs.shape
    row = pairs.rows()
    metres = problem.weights[row] * pairs.distances
    worst = problem.weights * problem.cutoff
    total = aim == "total"
    fixed = problem.standing | problem.forced
    is_open = builder.add_variables("open", sites, lower=fixed.astype(float), upper=1.0, integer=True)
    goes = builder.add_variables("goes", pairs.n_pairs, upper=1.0, cost=metres if total else 0.0)
    none = builder.add_variables("unreached", rows, upper=1.0, cost=worst if total else 0.0)
    over = builder.add_variables("over", problem.limit_m.size, cost=0.0 if total else 1.0)
    builder.add_sums("once", (incidence(row, rows), goes), (1.0, none), equal=1.0)
    builder.add_sums("if_open", (1.0, goes), (-choices(pairs.indices, sites), is_open), upper=0.0)
    problem.kept_apart.add_rows(builder, is_open)
    new = np.flatnonzero(~problem.standing)
    builder.add_rows("count", np.ones((1, new.size)), is_open[new], upper=float(problem.count))
    if problem.costs is not None and problem.budget is not None:
        builder.add_rows("budget", problem.costs[None, new], is_open[new], upper=problem.budget)
    zones = problem.limit_m.size
    asked = np.flatnonzero(np.isfinite(problem.limit_m))
    people = np.bincount(problem.zone, problem.weights, minlength=zones)
    builder.add_sums(
        "zone_mean",
        (incidence(problem.zone[row], zones, metres)[asked], goes),
        (incidence(problem.zone, zones, worst)[asked], none),
        (-choices(asked, zones), over),
        upper=people[asked] * problem.limit_m[asked],
    )
    if held is not None:
        builder.add_rows("excess_held", np.ones((1, zones)), over, upper=held)
    return MeanAccessModel(builder, is_open)
