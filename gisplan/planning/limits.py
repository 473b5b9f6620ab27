"""What a scenario says to every solver stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimize.solvers.limits import Limits

if TYPE_CHECKING:
    from gisplan.scenario.schema import Scenario
    from gisplan_progress import Progress


def solver_limits(scenario: Scenario, stage: str, progress: Progress | None = None) -> Limits:
    """Give the limits of one stage: its shares of ``solver.work`` and of the user's ``solver.time_limit``."""
    settings = scenario.solver
    share = settings.share(stage)
    return Limits(
        work=share * settings.work,
        time_limit=None if settings.time_limit is None else share * settings.time_limit,
        gap=settings.gap,
        solver=settings.name,
        threads=settings.threads,
        seed=scenario.seed,
        progress=progress,
    )
