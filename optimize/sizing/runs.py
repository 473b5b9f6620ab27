"""Run the models of one sizing, all in the same way."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gisplan_errors import SolverFailed
from optimize.certificate import no_answer
from optimize.solvers.run import Outcome, run

if TYPE_CHECKING:
    from optimize.arrays import Floats
    from optimize.sizing.model import CountsModel, SizingModel

logger = logging.getLogger(__name__)


@dataclass
class SizingRuns:
    """How models are solved, and who solved the last one.

    Attributes
    ----------
    solver, threads, seed
        As in `optimize.solvers.run.run`.
    gap
        Relative gap at which an integer model stops.
    who
        Name and version of the solver that answered last.
    """

    solver: str
    threads: int | None
    seed: int
    gap: float
    who: tuple[str, str] = ("none", "")

    def run(
        self,
        model: SizingModel | CountsModel,
        *,
        limit: float | None,
        stage: str,
        relax: bool = False,
        start: Floats | None = None,
        gap: float | None = None,
    ) -> Outcome:
        """Solve one model; one whose values the solver cannot stand by counts as not solved."""
        try:
            outcome = run(
                model.builder,
                solver=self.solver,
                time_limit=limit,
                gap=self.gap if gap is None else gap,
                threads=self.threads,
                seed=self.seed,
                start=start,
                stage=stage,
                relax=relax,
                options={"solver": "simplex"} if relax else None,
            )
        except SolverFailed as failure:
            logger.warning("%s", failure)
            said = no_answer(
                stage,
                "min",
                "error",
                solver=self.solver,
                version="",
                seconds=0.0,
                limit=limit,
                proven="nothing",
            )
            return Outcome(None, None, None, None, "error", said)
        self.who = (outcome.certificate.solver, outcome.certificate.version)
        return outcome
