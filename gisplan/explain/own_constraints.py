"""Whether a planner's own constraints leave a plan: decided as a plan is, and those named that leave none."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from gisplan.explain.book import OWN, Conflict, impossible
from gisplan.planning.constraints.collected import OwnConstraints
from gisplan.planning.decisions import decide
from gisplan_errors import InfeasiblePlan, SolverFailed
from gisplan_words import messages

if TYPE_CHECKING:
    from gisplan.explain.book import Truth
    from gisplan.planning.constraints.collected import Constrain
    from gisplan.planning.prepared import Prepared
    from gisplan.scenario.schema import Scenario
    from gisplan_progress import Progress
    from gisplan_words import Said
    from optimize.solvers.limits import Clock

logger = logging.getLogger(__name__)

NEAR_ENOUGH: Final = 0.05
"""Gap at which decisions may stop when it is only asked whether there is any."""


class OwnVerdict(NamedTuple):
    """Whether a plan is possible with a planner's own constraints, None when that could not be told."""

    possible: bool | None
    conflicts: tuple[Conflict, ...] = ()
    truths: tuple[Truth, ...] = ()


def own_verdict(
    prepared: Prepared, scenario: Scenario, constrain: Constrain, *, clock: Clock, progress: Progress | None
) -> OwnVerdict:
    """Take every decision with the planner's own constraints, as a plan does.

    Parameters
    ----------
    clock
        What may still be done; the scenario's own limits hold where they are closer.

    Returns
    -------
    OwnVerdict
        The own constraints that leave no answer as a conflict; what else refuses the plan as a truth.
    """
    if clock.left <= 0:
        return OwnVerdict(None)
    settings = scenario.solver
    brakes = [one for one in (settings.time_limit, clock.seconds_left) if one is not None]
    limits = {
        "gap": max(settings.gap, NEAR_ENOUGH),
        "work": min(settings.work, clock.work_left),
        "time_limit": None if min(brakes) == float("inf") else min(brakes),
    }
    rough = scenario.model_copy(update={"solver": settings.model_copy(update=limits)})
    try:
        decide(prepared, rough, progress=progress, own=OwnConstraints(constrain))
    except SolverFailed as error:
        logger.info("the own constraints could not be judged: %s", error)
        return OwnVerdict(None)
    except InfeasiblePlan as error:
        reason = cast("Said", error.what)
        for part in messages(reason):
            if part.code == "constrain-impossible":
                conflict = Conflict(OWN, (part,), proven=True, cheapest=None, alternatives=())
                return OwnVerdict(possible=False, conflicts=(conflict,))
        return OwnVerdict(possible=False, truths=(impossible("explain-refused", reason=reason),))
    return OwnVerdict(possible=True)
