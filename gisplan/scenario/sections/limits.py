"""What a scenario says to every solver stage."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from gisplan.scenario.schema import Scenario


class SolverLimits(TypedDict):
    """Keyword arguments that every stage of `optimize` takes."""

    time_limit: float
    gap: float
    solver: str
    threads: int
    seed: int


def solver_limits(scenario: Scenario, stage: str) -> SolverLimits:
    """Give the limits of one stage; its time is its share of ``solver.time_limit``."""
    settings = scenario.solver
    return SolverLimits(
        time_limit=settings.seconds(stage),
        gap=settings.gap,
        solver=settings.name,
        threads=settings.threads,
        seed=scenario.seed,
    )
