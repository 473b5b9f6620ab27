"""How the energy of a plan is shared out over its chargers: every site used alike, then the nearer of two."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from gisplan.planning.chargers.capacity import standing_at
from gisplan.planning.chargers.sizing import placed
from gisplan.planning.limits import solver_limits
from gisplan_words import message
from optimize.entry import solve
from optimize.sizing.use import UseProblem

if TYPE_CHECKING:
    from gisplan.planning.chargers.capacity import ChargerTables
    from gisplan.planning.chargers.sizing import SizedSites
    from gisplan.scenario.schema import Scenario
    from gisplan_progress import Progress


def evenly_used(
    scenario: Scenario, sized: SizedSites, tables: ChargerTables, *, progress: Progress | None = None
) -> SizedSites:
    """Share the energy that the chargers serve out evenly: the third stage of a sizing.

    Chargers, and the energy that every demand row is served, stay as they are; its certificate comes last,
    where there was work for it.

    Parameters
    ----------
    scenario
        The resolved scenario.
    sized
        The answer of the stages before.
    tables
        What its chargers may deliver, kWh/day.
    progress
        Told one line; None tells nobody.

    Returns
    -------
    SizedSites
        The same chargers with other flows.
    """
    problem, sizing = sized.problem, sized.sizing
    if scenario.chargers.waiting is not None:
        return sized  # waits are held group by group, and years are phased from what the model was told
    if progress is not None:
        progress(message("planning-use"))
    here = tables.capacity_kwh[sized.sites]
    able = sizing.counts * here + standing_at(tables, len(tables.cost)).energy[sized.sites]
    served = np.bincount(problem.pairs.rows(), sizing.flow, problem.energy.size).astype(np.float64)
    shared = UseProblem(problem.pairs, served, problem.users, problem.serves, able, sizing.flow)
    use = solve(shared, **solver_limits(scenario, "sizing"))
    # where no work was left for it the energy stays as it is, and nothing is said of it
    said = placed([one for one in use.certificates if one.bound is not None], sized.sites)
    return replace(sized, sizing=replace(sizing, flow=use.flow, certificates=(*sizing.certificates, *said)))
