"""The problems of the ties among hydrogen sitings."""

from __future__ import annotations

import numpy as np

from optimize.hydrogen.model import index_columns
from optimize.hydrogen.stages import station_values
from optimize.hydrogen.ties.model import Held, tie_model, with_trips
from optimize.hydrogen.ties.problem import HydrogenTies, TiedSiting
from optimize.stages import StageProblem, stage_problems


@stage_problems.register(HydrogenTies)
def tie_stages(problem: HydrogenTies, answer: TiedSiting) -> tuple[StageProblem, ...]:
    """Give one problem a tie, with what the ties before it reached held."""
    siting = answer.siting
    opened = problem.opened(siting.sites, siting.sizes)
    held, stages = Held(problem.siting.served_kg, problem.most_cost), []
    for tie, said in zip(problem.deciding, answer.certificates, strict=True):
        posed, value = with_trips(problem.hydrogen, tie, held), tie.of(problem.hydrogen, opened)
        columns = index_columns(posed)
        values = np.append(station_values(posed, columns, siting), value)
        unit = said.stage.rpartition(", ")[2]
        name = f"hydrogen_tie_{tie.name}"
        stages.append(StageProblem(name, tie_model(posed, columns, tie, held), values, said, unit))
        held = Held(held.kg, held.cost, (*held.before, (tie, value)))
    return tuple(stages)
