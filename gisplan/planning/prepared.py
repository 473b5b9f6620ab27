"""A region as a scenario asks for it: one way for the plan and for what explains that there is none."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from gisplan.planning.chargers.bounds import refuse_unknown_places
from gisplan.planning.chargers.capacity import StandingTables, charger_tables
from gisplan.planning.chargers.feeders import with_feeders
from gisplan.planning.chargers.peak_waits import refuse_unknown_days
from gisplan.planning.hydrogen.supply import refuse_unknown_districts, region_with_supply
from gisplan.planning.lorries.trips import with_lorry_energy
from gisplan.planning.siting.choice import with_required_categories
from gisplan.planning.standing import beside_standing, standing_stock
from gisplan.planning.status import with_asked_status
from gisplan.regions import parameters_of
from gisplan.resources import region_folder
from gisplan_files import sha256_of, sums_under
from gisplan_kept import is_keeping, recalled
from gisplan_words import message
from layers.demand.energy import home_pile_kwh_day
from layers.demand.parameters import MET_BY_STOCK
from layers.region.loading import load_region
from layers.restrictions.ground import with_open_hours
from layers.sites.standing import by_year

if TYPE_CHECKING:
    from gisplan.planning.chargers.capacity import ChargerTables
    from gisplan.planning.standing import Standing
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
    standing
        What stands already, and what it takes and gives.
    """

    region: Region
    parameters: DemandParameters
    home_kwh: float
    tables: ChargerTables
    standing: Standing


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
    own = Path(scenario.standing) if scenario.standing else None
    usual = parameters_of(scenario.region)
    drawn_by = parameters.replace(**{name: usual[name] for name in MET_BY_STOCK})

    def load() -> Region:
        return load_region(
            folder,
            demand=parameters,
            spread=demand.spread,
            standing=own,
            drawn_by=drawn_by,
            progress=progress,
        )

    if not is_keeping():
        return load()  # sums of files take time
    # a file that is missing is told of by who reads it
    named = sha256_of(own) if own is not None and own.is_file() else ""
    return recalled("region", (folder, sums_under(folder), parameters, demand.spread, own, named), load)


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
    parameters = parameters.without_stock() if region.stock_is_given else parameters
    refuse_unknown_districts(region, scenario)
    refuse_unknown_places(region, scenario)
    refuse_unknown_days(scenario)
    region = with_lorry_energy(region, scenario)
    tier = region.sites["adcode"].map(region.districts.set_index("adcode")["tier"])
    sites = with_open_hours(region.sites.assign(tier=tier), region.restrictions)
    region = replace(region, sites=sites)
    region = with_feeders(with_asked_status(region, scenario), scenario)
    standing = standing_stock(region, scenario)
    marked = with_required_categories(beside_standing(region, scenario, standing), scenario)
    marked = replace(marked, hydrogen_supply=region_with_supply(marked.hydrogen_supply, scenario))
    home_kwh = home_pile_kwh_day(parameters)
    tables = charger_tables(marked.sites, scenario, home_kwh_day=home_kwh)
    tables = replace(tables, standing=standing_tables(standing, scenario, len(marked.sites)))
    return Prepared(marked, parameters, home_kwh, tables, standing)


def standing_tables(standing: Standing, scenario: Scenario, sites: int) -> StandingTables | None:
    """Lay what stands out over the sites of a region; None where nothing does."""
    if not standing.stands.any():
        return None
    years = [] if scenario.phasing is None else [row.year for row in scenario.phasing.years[:-1]]
    return StandingTables(
        energy=standing.on_sites(standing.energy, sites),
        counts=standing.on_sites(standing.counts, sites),
        today=standing.on_sites(standing.today, sites),
        load_kw=standing.on_sites(standing.loads, sites),
        replaceable=standing.on_sites(standing.replaceable, sites).astype(int),
        open=standing.on_sites(standing.charges.astype(float), sites) > 0,
        hydrogen_kg=standing.on_sites(standing.hydrogen_kg, sites),
        hydrogen_high=standing.on_sites(standing.hydrogen_high.astype(float), sites) > 0,
        years={
            year: standing.on_sites(by_year(standing.rows, year).astype(float), sites) > 0 for year in years
        },
    )
