"""A hydrogen siting as flows, to and from the columns of a model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimize.hydrogen.model import MILLION, TONNE, Columns, part_flow, trip_columns
from optimize.hydrogen.problem import DAYS, HydrogenProblem

if TYPE_CHECKING:
    from gisplan_arrays import Flags, Floats


@dataclass(frozen=True)
class Flows:
    """A siting as flows: ``opened`` (S, K), ``flow`` (nnz,) and ``supply`` (Q, S) in kg/day."""

    opened: Flags
    flow: Floats
    supply: Floats

    @property
    def served(self) -> float:
        """Hydrogen sold in all, kg/day."""
        return float(self.flow.sum())


def million_a_year(problem: HydrogenProblem, flows: Flows) -> float:
    """Return the annual cost, millions."""
    hauled = flows.supply > 0
    yearly = problem.annuity * problem.station_cost[flows.opened].sum()
    return float(yearly + DAYS * (flows.supply[hauled] * problem.haul_cost[hauled]).sum()) / MILLION


def expand_flows(problem: HydrogenProblem, columns: Columns, values: Floats) -> Flows:
    """Read flows on the problem's own arrays from the columns of a model."""
    opened = np.zeros_like(problem.allowed)
    n, m = columns.n_open, columns.n_open + columns.n_flow
    delivered = values[m : m + len(columns.source)]
    yes = values[:n] > 0.5
    opened[columns.open_site[yes], columns.open_size[yes]] = True
    supply = np.zeros(problem.haul_cost.shape)
    supply[columns.source, columns.source_site] = np.maximum(delivered, 0.0) * TONNE
    return Flows(opened, part_flow(problem, columns, np.maximum(values[n:m], 0.0) * TONNE), supply)


def collapse_flows(problem: HydrogenProblem, columns: Columns, flows: Flows) -> Floats:
    """Write flows as the columns of a model; the opposite of `expand_flows`."""
    n, m = columns.n_open, columns.n_open + columns.n_flow
    width = problem.pairs.n_sites
    sets = columns.merged[problem.pairs.rows()]
    sold = flows.flow > 0
    keys = columns.flow_row * width + columns.flow_site
    where = np.searchsorted(keys, sets[sold] * width + problem.pairs.indices[sold])
    x = np.bincount(where, weights=flows.flow[sold] / TONNE, minlength=m - n)
    y = flows.opened[columns.open_site, columns.open_size].astype(float)
    t = flows.supply[columns.source, columns.source_site] / TONNE
    return np.concatenate([y, x, t, trip_columns(problem, np.asarray(flows.opened.any(axis=1)))])
