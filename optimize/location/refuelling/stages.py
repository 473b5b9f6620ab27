"""The problem that least-cost flow refuelling is decided by, with the decision in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimize.location.refuelling.least import LeastRefuelling, model
from optimize.matrices import ones_at
from optimize.stages import StageProblem, stage_problems

if TYPE_CHECKING:
    from optimize.location.site_choice import Solution


@stage_problems.register(LeastRefuelling)
def refuelling_stages(problem: LeastRefuelling, answer: Solution) -> tuple[StageProblem, ...]:
    """Give the one problem of a flow refuelling at least cost, none without an answer."""
    if answer.objective is None:
        return ()
    values = np.concatenate([ones_at(answer.sites, problem.n_sites), answer.covered.astype(np.float64)])
    return (StageProblem("lorries", model(problem), values, answer.certificate, "money"),)
