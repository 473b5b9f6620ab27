"""The problems of a sizing's two stages."""

from __future__ import annotations

import numpy as np

from optimize.sizing.layout import lay_out
from optimize.sizing.model import COST_SCALE, build_sizing
from optimize.sizing.parts import PartedSizing
from optimize.sizing.problem import Sizing, SizingProblem
from optimize.stages import StageProblem, stage_problems

_HELD = 1e-9


@stage_problems.register(SizingProblem)
def sizing_stages(problem: SizingProblem, sizing: Sizing) -> tuple[StageProblem, ...]:
    """Give least unmet energy, then least cost with that energy held."""
    layout, (first, second) = lay_out(problem), sizing.certificates
    asked = float(problem.energy.sum())
    used = layout.pair >= 0
    flow = np.zeros(layout.network.row.size)
    np.add.at(flow, layout.pair[used], sizing.flow[used])
    one = build_sizing(problem, layout, aim="unmet")
    values = one.full_values(problem, layout, np.rint(sizing.counts).astype(np.int64), flow)
    held = float(values[one.unmet].sum()) + _HELD * asked
    two = build_sizing(problem, layout, aim="cost", held=held, scale=COST_SCALE)
    return (
        StageProblem("sizing_unmet", one.builder, values, first, "kWh/day", constant=layout.lost, size=asked),
        StageProblem("sizing_cost", two.builder, values, second, "money", factor=COST_SCALE),
    )


@stage_problems.register(PartedSizing)
def parted_stages(problem: PartedSizing, sizing: Sizing) -> tuple[StageProblem, ...]:
    """Give the stages of the whole, however it was parted."""
    return sizing_stages(problem.whole, sizing)
