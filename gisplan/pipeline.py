"""The main job: scenario in, plan out. One stage after the other, each with its certificate."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from gisplan.assumptions import policy_assumptions, scenario_assumptions, screening_assumptions
from gisplan.charger_bounds import refuse_unknown_places
from gisplan.charger_capacity import charger_tables
from gisplan.charging_costs import cost_figures, with_district_costs, with_site_costs
from gisplan.clauses import clause_facts, evaluate_clauses
from gisplan.energy_facilities import plan_facilities
from gisplan.equity import equity_figures
from gisplan.existing_supply import supply_sensitivity
from gisplan.headline import headline_figures, overall_certificate
from gisplan.hydrogen import plan_hydrogen, refuse_unknown_districts
from gisplan.hydrogen_headline import hydrogen_figures
from gisplan.hydrogen_routes import freight_table, route_bends
from gisplan.hydrogen_supply import region_with_supply
from gisplan.input_records import file_records, layer_records, policy_records
from gisplan.not_known import not_known
from gisplan.phasing import phase_sites, site_schedule, station_years, year_table
from gisplan.plan import Evidence, Plan
from gisplan.policies import load_registers
from gisplan.protected_distances import with_protected_distances
from gisplan.resources import region_folder
from gisplan.result_areas import plan_coverage, plan_demand, plan_districts
from gisplan.result_corridors import plan_corridors
from gisplan.result_energy import energy_assignment, group_energy
from gisplan.result_hydrogen import (
    hydrogen_assignment,
    hydrogen_demand_points,
    hydrogen_screening,
    plan_hydrogen_supply,
    plan_stations,
    plan_supply_links,
)
from gisplan.result_parcels import plan_parcels, with_functions, with_parcels
from gisplan.result_reach import plan_reach
from gisplan.result_sites import plan_sites
from gisplan.robustness import spread_agreement
from gisplan.shared_parcels import region_beside
from gisplan.siting import site_public_chargers, with_required_categories
from gisplan.waiting import size_to_wait, wait_figures, with_waits
from gisplan.ways import WORDS, distances_kind
from layers.energy import home_pile_kwh_day
from layers.region import load_region
from layers.results import PlanLayers

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from gisplan.charger_capacity import ChargerTables
    from gisplan.energy_facilities import FacilityPlan
    from gisplan.hydrogen import HydrogenPlan
    from gisplan.phasing import PhasedSites
    from gisplan.scenario import Scenario
    from gisplan.siting import Siting
    from gisplan.sizing import SizedSites
    from layers.demand_parameters import DemandParameters
    from layers.region import Region

logger = logging.getLogger(__name__)


def make_plan(scenario: Scenario, *, progress: Callable[[str], None] | None = None) -> Plan:
    """Turn a scenario into a plan of its own region.

    Parameters
    ----------
    scenario
        The resolved scenario.
    progress
        Told one line per step.

    Returns
    -------
    Plan
        With one certificate per solver stage; nothing is written to disk.

    Raises
    ------
    ScenarioError, LayerError, CrsError
        An input is not valid.
    InfeasiblePlan
        No plan satisfies the scenario; the text says why.
    SolverFailed
        A solver stopped without any answer.
    """
    tell = progress or logger.info
    tell(f"region: loading {scenario.region}")
    folder = region_folder(scenario.region)
    region = load_region(
        folder, demand=scenario.demand.parameters(), spread=scenario.demand.spread, progress=progress
    )
    plan = plan_region(scenario, region, progress=progress)
    files = [*file_records(folder, folder.name), *policy_records(scenario.policy)]
    return replace(plan, inputs=[*files, *plan.inputs])


def plan_region(
    scenario: Scenario,
    region: Region,
    *,
    parameters: DemandParameters | None = None,
    progress: Callable[[str], None] | None = None,
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
    parameters = scenario.demand.parameters() if parameters is None else parameters
    load_registers(scenario.policy)  # a wrong register is told before any solver runs
    refuse_unknown_districts(region, scenario)
    refuse_unknown_places(region, scenario)
    tell(f"region: {len(region.demand)} cells, {len(region.sites)} candidate sites")
    tell(f"region: distances are {WORDS[distances_kind(region)]}")
    region = with_required_categories(region, scenario)
    region = replace(region, hydrogen_supply=region_with_supply(region.hydrogen_supply, scenario))
    home_kwh = home_pile_kwh_day(parameters)
    tables = charger_tables(region.sites, scenario, home_kwh_day=home_kwh)
    siting = site_public_chargers(region, scenario, tables, progress=progress)
    tell(f"siting: {siting.opened.size} public sites open")
    hydrogen, beside = plan_hydrogen(region, scenario, tables, siting, progress=progress)
    siting = siting if beside is None else beside
    # Chargers get what stations leave of the bays, the land and the grid of their parcels.
    other = plan_facilities(region, scenario, tables, siting.opened, hydrogen.takes, progress=progress)
    left = region_beside(region, scenario, hydrogen.takes + other.takes)
    sized, delivers = size_to_wait(left, scenario, tables, siting.opened, progress=progress)
    tell(f"sizing: {int(sized.sizing.counts.sum())} chargers")
    phased = phase_sites(left, scenario, sized, progress=progress)
    agreement = spread_agreement(region, scenario, parameters, tables, siting, progress=tell)

    frames = _frames(region, scenario, delivers, siting, sized, (hydrogen, other, phased))
    layers = PlanLayers(**{name: frame.to_crs(4326) for name, frame in frames.items()})
    certificates = siting.certificates
    if hydrogen.siting is not None:
        certificates += hydrogen.siting.certificates
    certificates += other.certificates + sized.sizing.certificates + phased.certificates
    certificates += (overall_certificate(certificates),)
    refuelled = hydrogen_demand_points(region, hydrogen)
    headline = headline_figures(
        region, scenario, frames, certificates, group_energy=group_energy(sized), hydrogen_demand=refuelled
    )
    headline |= _model_figures(region, home_kwh, agreement)
    headline |= cost_figures(frames["sites"]) | wait_figures(frames["sites"], scenario)
    links, stations = frames["supply_links"], frames["stations"]
    freight = freight_table(region, hydrogen.freight, hydrogen.stations, hydrogen.candidates)
    parcels = plan_parcels(region, scenario, frames["sites"], stations, other.facilities)
    headline |= hydrogen_figures(links, freight, parcels, other.facilities, hydrogen.how)
    headline["existing_supply"] = supply_sensitivity(region, scenario, parameters, sized, delivers)
    headline |= equity_figures(frames["demand"], frames["districts"])
    phases = year_table(region, scenario, siting, sized, phased, frames["demand"], frames["stations"])
    headline["phases"] = phases.astype(object).where(phases.notna(), None).to_dict("records")
    candidates = with_protected_distances(region.sites, region.protected).to_crs(4326)
    schedule = site_schedule(frames["sites"], scenario, sized, phased, region)
    facts = clause_facts(
        scenario,
        layers,
        candidates,
        distances=distances_kind(region),
        schedule=schedule,
        other=other.facilities,
    )
    return Plan(
        scenario=scenario,
        layers=layers,
        headline=headline,
        certificates=certificates,
        clauses=evaluate_clauses(facts),
        schedule=schedule,
        phases=phases,
        delivery=facts.tables(),
        inputs=layer_records(region),
        assumptions=_assumptions(scenario, parameters),
        provenance=region.provenance,
        tradeoff=siting.tradeoff,
        not_known=not_known(region, scenario),
        evidence=Evidence(
            candidates=candidates,
            assignment=energy_assignment(region, sized),
            phase_assignment=phased.assignment,
            hydrogen_demand=refuelled,
            hydrogen_assignment=hydrogen_assignment(region, hydrogen),
            freight=freight,
            freight_routes=route_bends(region, hydrogen.freight),
            parcels=parcels,
            facilities=other.facilities,
            facility_service=other.served,
            screening=hydrogen_screening(region, scenario, hydrogen),
        ),
    )


def _frames(
    region: Region,
    scenario: Scenario,
    tables: ChargerTables,
    siting: Siting,
    sized: SizedSites,
    stages: tuple[HydrogenPlan, FacilityPlan, PhasedSites],
) -> dict[str, gpd.GeoDataFrame]:
    """Write the answers into the result layers, in the region's projected CRS."""
    hydrogen, other, phased = stages
    taken = hydrogen.takes + other.takes
    left = region_beside(region, scenario, taken)
    sites = plan_sites(left, scenario, tables, siting, sized, phased)
    sites = with_site_costs(with_waits(sites, sized, tables, scenario), scenario)
    stations = plan_stations(region, scenario, hydrogen)
    stations["year"] = station_years(stations, scenario)
    sites = with_parcels(sites, region, taken, stations, other.facilities, scenario)
    stations = with_functions(stations, sites, other.facilities, scenario)
    links = plan_supply_links(region, hydrogen)
    demand = plan_demand(region, scenario, siting, sized)
    return {
        "sites": sites,
        "stations": stations,
        "supply_links": links,
        "demand": demand,
        "districts": with_district_costs(plan_districts(region, demand, sites, stations), sites),
        "corridors": plan_corridors(region, sites, scenario),
        "coverage": plan_coverage(demand),
        "hydrogen_supply": plan_hydrogen_supply(region, hydrogen, links),
        "places": region.places,
        "reach": plan_reach(region, scenario, siting.opened),
    }


def _model_figures(region: Region, home_kwh: float, agreement: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "crs": region.crs,
        "distances": distances_kind(region),
        "home_kwh_day": home_kwh,
        "spread_agreement": agreement,
    }


def _assumptions(scenario: Scenario, parameters: DemandParameters) -> pd.DataFrame:
    """List every figure of the scenario and of the demand model with its source."""
    demand = parameters.as_frame()
    demand["name"] = "demand." + demand["name"]
    policy = policy_assumptions(load_registers(scenario.policy))
    parts = [scenario_assumptions(scenario), demand, screening_assumptions(), policy]
    return pd.concat(parts, ignore_index=True)
