"""The problem of a phasing: all years before the horizon together."""

from __future__ import annotations

import numpy as np

from optimize.extensions import Extension, Handed, extension_of, with_own
from optimize.stages import StageProblem, stage_problems
from optimize.years.model import build_phasing
from optimize.years.problem import Phasing, PhasingProblem


@stage_problems.register(PhasingProblem)
def phasing_stages(problem: PhasingProblem, phasing: Phasing) -> tuple[StageProblem, ...]:
    """Give the one problem, which minimises the weighted unmet energy; none for a single year."""
    if len(problem.years) == 1:
        return ()
    model, (said,) = build_phasing(problem), phasing.certificates
    asked = sum(
        year.weight * (float(problem.sizing.energy.sum()) * year.level - layout.lost)
        for year, layout in zip(problem.years, model.layouts, strict=False)
    )
    stage = StageProblem(
        "phasing",
        model.builder,
        model.start(phasing),
        said,
        "kWh/day",
        factor=-1.0,
        constant=asked,
        size=asked,
    )
    return (stage,)


@extension_of.register(PhasingProblem)
def phasing_extension(problem: PhasingProblem) -> Extension:
    """Hand out the one model; a cell is chargers of a type at a site by the end of a year."""
    shape = (len(problem.years) - 1, *problem.final.shape)

    def handed() -> Handed:
        model = build_phasing(problem)
        return Handed(model.builder, *model.cells(problem.final.shape))

    return Extension(
        shape=shape,
        handed=handed,
        cells_of=lambda phasing: np.asarray(phasing.counts[:-1], dtype=np.float64).ravel(),
        extended=lambda own: with_own(problem, own),
        possible=handed,
    )
