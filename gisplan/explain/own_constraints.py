"""Whether a planner's own constraints leave a plan: decided as a plan is, and those named that leave none."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, cast

from gisplan.explain.book import OWN, Conflict
from gisplan.planning.constraints.collected import OwnConstraints
from gisplan.planning.decisions import decide
from gisplan_errors import InfeasiblePlan
from gisplan_words import messages

if TYPE_CHECKING:
    from gisplan.planning.constraints.collected import Constrain
    from gisplan.planning.prepared import Prepared
    from gisplan.scenario.schema import Scenario
    from gisplan_progress import Progress
    from gisplan_words import Said

logger = logging.getLogger(__name__)


def own_conflict(
    prepared: Prepared, scenario: Scenario, constrain: Constrain, *, progress: Progress | None
) -> Conflict | None:
    """Take every decision with the planner's own constraints, as a plan does.

    Returns
    -------
    Conflict or None
        Its one rule names the own constraints; None where they leave a plan, or something else leaves none.
    """
    try:
        decide(prepared, scenario, progress=progress, own=OwnConstraints(constrain))
    except InfeasiblePlan as error:
        for part in messages(cast("Said", error.what)):
            if part.code == "constrain-impossible":
                return Conflict(OWN, (part,), proven=True, cheapest=None, alternatives=())
        logger.info("no plan, whatever the own constraints: %s", error)
    return None
