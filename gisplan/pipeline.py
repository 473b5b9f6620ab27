"""The main job: scenario in, plan out. The region is prepared, the stages decide, the plan is assembled."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from gisplan.access.ways import distances_kind
from gisplan.clauses.evaluation import judged_plan
from gisplan.clauses.registers import checked_registers
from gisplan.planning.constraints.collected import OwnConstraints
from gisplan.planning.decisions import decide
from gisplan.planning.prepared import prepare_region, scenario_region
from gisplan.planning.standing import counted_scenario
from gisplan.resources import region_folder
from gisplan.results.assembly import assemble_plan
from gisplan.results.inputs import file_records, policy_records, standing_records
from gisplan_words import message
from layers.region.names import names_of
from layers.region.water import water_of

if TYPE_CHECKING:
    from gisplan.plan.record import Plan
    from gisplan.planning.constraints.collected import Constrain
    from gisplan.planning.models import Models
    from gisplan.scenario.schema import Scenario
    from gisplan_progress import Progress
    from layers.demand.parameters import DemandParameters
    from layers.region.loading import Region

logger = logging.getLogger(__name__)


def make_plan(
    scenario: Scenario,
    *,
    progress: Progress | None = None,
    models: Models | None = None,
    constrain: Constrain | None = None,
) -> Plan:
    """Turn a scenario into a plan of its own region.

    Parameters
    ----------
    scenario
        The resolved scenario.
    progress
        Told one line per step.
    models
        Given the problems of each decision as they are taken (`gisplan.planning.models`); nobody when None.
    constrain
        Called with each decision before it is solved (`gisplan.planning.constraints.decision.Decision`), to
        add PuLP constraints of one's own; nobody when None.

    Returns
    -------
    Plan
        With one certificate per solver stage; nothing is written to disk.

    Raises
    ------
    ScenarioError, LayerError, CrsError
        An input is not valid, or ``constrain`` did more than add constraints.
    InfeasiblePlan
        No plan satisfies the scenario; the text says why.
    SolverFailed
        A solver stopped without any answer.
    """
    region = scenario_region(scenario, progress=progress)
    plan = plan_region(scenario, region, progress=progress, models=models, constrain=constrain)
    folder = region_folder(scenario.region)
    files = [*file_records(folder, folder.name), *standing_records(scenario.standing)]
    files += policy_records(scenario.policy)
    inputs = [*files, *plan.inputs]
    return replace(plan, inputs=inputs, names=names_of(folder), water=water_of(folder))


def plan_region(
    scenario: Scenario,
    region: Region,
    *,
    parameters: DemandParameters | None = None,
    progress: Progress | None = None,
    models: Models | None = None,
    constrain: Constrain | None = None,
) -> Plan:
    """Plan on a region that is already loaded, an own one for instance.

    Parameters
    ----------
    scenario
        The resolved scenario; its region and spread are not looked at.
    region
        Layers in one projected CRS.
    parameters
        Coefficients that the demand of the region was made with; absent, the scenario's.
    progress
        Told one line per step.
    models
        Given the problems of each decision as they are taken (`gisplan.planning.models`); nobody when None.
    constrain
        Called with each decision before it is solved (`gisplan.planning.constraints.decision.Decision`), to
        add PuLP constraints of one's own; nobody when None.

    Returns
    -------
    Plan
        As from :func:`make_plan`, without input files.

    Raises
    ------
    ScenarioError
        The scenario names a district that the region lacks.
    InfeasiblePlan
        No plan satisfies the scenario; the text says why.
    SolverFailed
        A solver stopped without any answer.
    """
    tell = progress or logger.info
    checked_registers(scenario.policy)  # a wrong register is told before any solver runs
    scenario = counted_scenario(scenario, region)
    prepared = prepare_region(region, scenario, parameters=parameters)
    tell(message("planning-region", cells=len(region.demand), sites=len(region.sites)))
    tell(message("planning-distances", way=message(f"planning-way-{distances_kind(region)}")))
    own = None if constrain is None else OwnConstraints(constrain)
    plan = assemble_plan(
        prepared, scenario, decide(prepared, scenario, progress=progress, models=models, own=own)
    )
    return judged_plan(plan, distances_kind(region))
