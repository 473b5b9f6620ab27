"""A region as a scenario asks for it: one way for the plan and for what explains that there is none."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gisplan.planning.chargers.bounds import refuse_unknown_places
from gisplan.planning.chargers.capacity import charger_tables
from gisplan.planning.hydrogen.stations import refuse_unknown_districts
from gisplan.planning.hydrogen.supply import region_with_supply
from gisplan.planning.siting.choice import with_required_categories
from gisplan.planning.status import with_asked_status
from gisplan.resources import region_folder
from gisplan_files import sha256_of
from gisplan_kept import is_keeping, recalled
from gisplan_words import message
from layers.demand.energy import home_pile_kwh_day
from layers.region.loading import load_region

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan.planning.chargers.capacity import ChargerTables
    from gisplan.scenario.schema import Scenario
    from gisplan_progress import Progress
    from layers.demand.parameters import DemandParameters
    from layers.region.loading import Region

logger = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Prepared:
    """What every decision about a region starts from.

    Attributes
    ----------
    region
        The region with the scenario's required sites and its share of the hydrogen supply.
    parameters
        Coefficients that the demand of the region was made with.
    home_kwh
        What a home pile delivers, kWh/day.
    tables
        What chargers of each type may deliver and load at every site.
    """

    region: Region
    parameters: DemandParameters
    home_kwh: float
    tables: ChargerTables


def scenario_region(scenario: Scenario, *, progress: Progress | None = None) -> Region:
    """Load the region that a scenario names, with the demand and the spread of people that it asks for.

    Raises
    ------
    ScenarioError, LayerError, CrsError
        An input is not valid.
    """
    (progress or logger.info)(message("planning-loading", region=scenario.region))
    folder, demand = region_folder(scenario.region), scenario.demand
    parameters = demand.parameters(scenario.region)

    def load() -> Region:
        return load_region(folder, demand=parameters, spread=demand.spread, progress=progress)

    return recalled("region", (folder, _files(folder), parameters, demand.spread), load)


def _files(folder: Path) -> dict[str, str]:
    """Give the sum of every file of a region's folder, where somebody keeps what is made of it."""
    if not is_keeping():
        return {}
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256_of(path) for path in files}


def prepare_region(
    region: Region, scenario: Scenario, *, parameters: DemandParameters | None = None
) -> Prepared:
    """Make of a region as it was loaded what the scenario plans on.

    Parameters
    ----------
    region
        Layers in one projected CRS, as loaded: the supply of a region that is prepared would be cut twice.
    scenario
        The resolved scenario; its region and spread are not looked at.
    parameters
        Coefficients that the demand of the region was made with; absent, the scenario's.

    Raises
    ------
    ScenarioError
        The scenario names a district, a site or a place that the region lacks.
    """
    parameters = scenario.demand.parameters(scenario.region) if parameters is None else parameters
    refuse_unknown_districts(region, scenario)
    refuse_unknown_places(region, scenario)
    tier = region.sites["adcode"].map(region.districts.set_index("adcode")["tier"])
    region = replace(region, sites=region.sites.assign(tier=tier))
    marked = with_required_categories(with_asked_status(region, scenario), scenario)
    marked = replace(marked, hydrogen_supply=region_with_supply(marked.hydrogen_supply, scenario))
    home_kwh = home_pile_kwh_day(parameters)
    tables = charger_tables(marked.sites, scenario, home_kwh_day=home_kwh)
    return Prepared(marked, parameters, home_kwh, tables)
