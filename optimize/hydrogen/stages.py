"""The problems of a hydrogen siting's two stages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimize.extensions import Extension, Handed, extension_of, with_own
from optimize.hydrogen.model import build, index_columns
from optimize.hydrogen.problem import HydrogenProblem, HydrogenSiting
from optimize.hydrogen.search.state import Flows, collapse_flows
from optimize.matrices import mask_of, ones_at
from optimize.stages import StageProblem, stage_problems

if TYPE_CHECKING:
    from gisplan_arrays import Floats
    from optimize.hydrogen.model import Columns

TONNES, MILLIONS = "t/day", "millions a year"
_HELD = 1e-9


@stage_problems.register(HydrogenProblem)
def hydrogen_stages(problem: HydrogenProblem, siting: HydrogenSiting) -> tuple[StageProblem, ...]:
    """Give most hydrogen served, then least annual cost with that hydrogen held."""
    columns = index_columns(problem)
    values, (first, second) = station_values(problem, columns, siting), siting.certificates
    held = siting.served_kg * (1.0 - _HELD)
    return (
        StageProblem("hydrogen_served", build(problem, columns, stage="served"), values, first, TONNES),
        StageProblem(
            "hydrogen_cost", build(problem, columns, stage="cost", hold_kg=held), values, second, MILLIONS
        ),
    )


@extension_of.register(HydrogenProblem)
def hydrogen_extension(problem: HydrogenProblem) -> Extension:
    """Hand out the model of most hydrogen served; a cell is a station of a size at a site."""
    columns = index_columns(problem)

    def handed() -> Handed:
        builder = build(problem, columns, stage="served")
        return Handed(builder, np.arange(columns.n_open), columns.cells)

    return Extension(
        shape=problem.allowed.shape,
        handed=handed,
        cells_of=lambda siting: ones_at((siting.sites, siting.sizes), problem.allowed.shape).ravel(),
        extended=lambda own: with_own(problem, own),
        possible=handed,
    )


def station_values(problem: HydrogenProblem, columns: Columns, siting: HydrogenSiting) -> Floats:
    """Write stations, sales and deliveries as the columns y, x, t and v."""
    opened = mask_of((siting.sites, siting.sizes), problem.allowed.shape)
    return collapse_flows(problem, columns, Flows(opened, siting.flow, siting.supply))
