"""The problems of a sizing's two stages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimize.extensions import Extension, Handed, extension_of, with_own
from optimize.sizing.counts import build_counts
from optimize.sizing.layout import lay_out
from optimize.sizing.model import COST_SCALE, build_sizing
from optimize.sizing.parts import PartedSizing
from optimize.sizing.problem import SizingProblem
from optimize.stages import StageProblem, stage_problems

if TYPE_CHECKING:
    from optimize.sizing.sizing import Sizing

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


@extension_of.register(SizingProblem)
def sizing_extension(problem: SizingProblem) -> Extension:
    """Hand out the model of least unmet energy; a cell is chargers of a type at a site."""
    layout = lay_out(problem)
    cells = layout.site * problem.n_types + layout.type

    def handed() -> Handed:
        model = build_sizing(problem, layout, aim="unmet")
        return Handed(model.builder, model.chargers, cells)

    def possible() -> Handed:
        # what is not delivered is unmet and makes nothing impossible
        model = build_counts(problem, layout, np.zeros(layout.most.shape), price=0.0)
        if problem.budget is not None:
            spent, bought = model.site.spending(problem, layout, model.chargers)
            most = problem.budget / COST_SCALE
            model.builder.add_rows("budget", spent[None] / COST_SCALE, bought, upper=most)
        return Handed(model.builder, model.chargers, cells)

    return Extension(
        shape=(problem.n_sites, problem.n_types),
        handed=handed,
        cells_of=lambda sizing: np.asarray(sizing.counts, dtype=np.float64).ravel(),
        extended=lambda own: with_own(problem, own),
        possible=possible,
    )


@extension_of.register(PartedSizing)
def parted_extension(problem: PartedSizing) -> Extension:
    """Hand out the whole; own rows couple the parts, so it is sized at once."""
    return sizing_extension(problem.whole)


@stage_problems.register(PartedSizing)
def parted_stages(problem: PartedSizing, sizing: Sizing) -> tuple[StageProblem, ...]:
    """Give the stages of the whole, however it was parted."""
    return sizing_stages(problem.whole, sizing)
