"""What a scenario says to every solver stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimize.solvers.limits import Limits

if TYPE_CHECKING:
    from gisplan.scenario.schema import Scenario
    from gisplan_progress import Progress


def solver_limits(scenario: Scenario, stage: str, progress: Progress | None = None) -> Limits:
    """Give the limits of one stage; its time is its share of ``solver.time_limit``."""
    settings = scenario.solver
    return Limits(
        time_limit=settings.seconds(stage),
        gap=settings.gap,
        solver=settings.name,
        threads=settings.threads,
        seed=scenario.seed,
        progress=progress,
    )
