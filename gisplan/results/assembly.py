"""A plan put together from what was decided: layers, tables, figures, evidence. Nothing is solved here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gisplan.access.ways import distances_kind
from gisplan.plan.headline import Headline
from gisplan.plan.record import Evidence, Plan
from gisplan.planning.chargers.energy import energy_assignment, group_energy
from gisplan.planning.chargers.hours import class_energy, fast_queues, relief_figures, wait_table
from gisplan.planning.chargers.waiting import wait_figures, with_waits
from gisplan.planning.constraints.table import rows_frame
from gisplan.planning.hydrogen.freight import freight_table
from gisplan.planning.trips import route_bends
from gisplan.planning.years import site_schedule, station_years, year_table
from gisplan.policies.registers import load_registers
from gisplan.regions import profiles_of
from gisplan.results.assumptions import (
    demand_assumptions,
    policy_assumptions,
    profile_assumptions,
    scenario_assumptions,
    screening_assumptions,
)
from gisplan.results.costs import cost_figures, with_district_costs, with_site_costs
from gisplan.results.count import count_use
from gisplan.results.count_tables import count_figures, count_sites, count_tables, with_kept
from gisplan.results.equity import equity_figures
from gisplan.results.headline import headline_figures, hydrogen_figures
from gisplan.results.inputs import layer_records
from gisplan.results.layers.areas import plan_coverage, plan_demand, plan_districts
from gisplan.results.layers.corridors import plan_corridors, stretch_table
from gisplan.results.layers.feeders import plan_feeders, with_hosting
from gisplan.results.layers.freight import plan_energy_facilities, plan_freight_routes
from gisplan.results.layers.hydrogen import (
    hydrogen_assignment,
    hydrogen_demand_points,
    hydrogen_screening,
    plan_hydrogen_supply,
    plan_stations,
    plan_supply_links,
    with_protected_distances,
)
from gisplan.results.layers.integrated import integrated_table
from gisplan.results.layers.parcels import plan_parcels, with_functions, with_parcels
from gisplan.results.layers.reach import plan_reach
from gisplan.results.layers.sites import plan_sites
from gisplan.results.layers.standing import fast_places, plan_standing
from gisplan.results.layers.trips import trip_figures, trip_table
from gisplan.results.load import load_table, peak_figures, plan_load, with_peaks
from gisplan.results.lorries import lorry_bends, lorry_figures, lorry_table, opened_stops, stop_table
from gisplan.results.not_known import not_known
from gisplan.tables.waits import WAIT_COLUMNS
from layers.results import PlanLayers

if TYPE_CHECKING:
    import geopandas as gpd

    from gisplan.planning.decisions import Decisions
    from gisplan.planning.prepared import Prepared
    from gisplan.results.load import PlanLoad
    from gisplan.scenario.schema import Scenario
    from layers.demand.parameters import DemandParameters
    from layers.demand.profiles import DayProfiles


def assemble_plan(prepared: Prepared, scenario: Scenario, decisions: Decisions) -> Plan:
    """Write down what was decided.

    Parameters
    ----------
    prepared
        The region as it was planned, with its demand.
    scenario
        The resolved scenario.
    decisions
        What each stage chose, with its certificate.

    Returns
    -------
    Plan
        Without input files, and not judged by any clause yet.
    """
    region, chargers = prepared.region, decisions.chargers
    frames, profiles = result_frames(prepared, scenario, decisions), profiles_of(scenario.region)
    assignment = energy_assignment(region, chargers.sized)
    load = plan_load(frames["sites"], frames["demand"], assignment, scenario, profiles)
    frames["sites"], frames["districts"] = with_peaks(frames, load)
    frames["feeders"] = plan_feeders(chargers.region, scenario, frames["sites"], chargers.sized, load)
    frames["sites"] = with_hosting(frames["sites"], frames["feeders"], scenario)
    layers = PlanLayers(**{name: frame.to_crs(4326) for name, frame in frames.items()})
    table, waits = load_table(frames["sites"], load), _waits(frames, assignment, scenario, profiles)
    evidence = plan_evidence(
        prepared, scenario, decisions, frames, assignment=assignment, load=table, waits=waits
    )
    phases = year_table(
        region,
        scenario,
        decisions.places.siting,
        chargers.sized,
        chargers.phased,
        chargers.tables,
        frames["demand"],
        frames["stations"],
    )
    schedule = site_schedule(frames["sites"], scenario, chargers.sized, chargers.phased, region)
    return Plan(
        scenario=scenario,
        layers=layers,
        headline=plan_headline(prepared, scenario, decisions, frames, evidence, phases, load),
        certificates=decisions.certificates,
        schedule=schedule,
        phases=phases,
        inputs=layer_records(region),
        assumptions=_assumptions(scenario, prepared.parameters, region.districts, profiles),
        provenance=region.provenance,
        tradeoff=decisions.places.siting.tradeoff,
        not_known=not_known(region, scenario, decisions.agreement, prepared.standing, frames["sites"]),
        evidence=evidence,
        count=count_tables(
            chargers.region,
            scenario,
            chargers.sized,
            chargers.tables,
            count_use(chargers.region, scenario, chargers.sized, chargers.tables),
            chargers.others,
            evidence.assignment,
        ),
        restrictions=None if region.restrictions is None else region.restrictions.to_crs(4326),
    )


def result_frames(
    prepared: Prepared, scenario: Scenario, decisions: Decisions
) -> dict[str, gpd.GeoDataFrame]:
    """Write the answers into the result layers, in the region's projected CRS."""
    region, places, chargers = prepared.region, decisions.places, decisions.chargers
    hydrogen, siting, sized = places.hydrogen, places.siting, chargers.sized
    facilities = places.facilities.facilities
    sites = plan_sites(chargers.region, scenario, chargers.tables, siting, sized, chargers.phased)
    sites = with_kept(sites, count_use(chargers.region, scenario, sized, chargers.tables), sized, region)
    sites = with_site_costs(with_waits(sites, sized, chargers.tables, scenario), scenario)
    stations = plan_stations(region, scenario, hydrogen)
    stations["year"] = station_years(stations, scenario)
    sites = with_parcels(sites, region, places.takes, stations, facilities, scenario)
    stations = with_functions(stations, sites, facilities, scenario)
    links = plan_supply_links(region, hydrogen)
    demand = plan_demand(region, scenario, siting, sized)
    freight = freight_table(region, hydrogen.freight, hydrogen.selling, hydrogen.candidates)
    parcels = plan_parcels(region, scenario, sites, stations, facilities)
    standing = plan_standing(region, scenario, prepared.standing, siting, sized, hydrogen)
    return {
        "sites": sites,
        "stations": stations,
        "supply_links": links,
        "demand": demand,
        "districts": with_district_costs(plan_districts(region, demand, sites, stations), sites),
        "corridors": plan_corridors(region, fast_places(sites, standing), scenario),
        "coverage": plan_coverage(demand),
        "hydrogen_supply": plan_hydrogen_supply(region, hydrogen, links),
        "places": region.places,
        "reach": plan_reach(region, scenario, siting.opened),
        "freight_routes": plan_freight_routes(region, hydrogen.freight, freight),
        "energy_facilities": plan_energy_facilities(region, facilities, parcels),
        "standing": standing,
    }


def plan_evidence(
    prepared: Prepared,
    scenario: Scenario,
    decisions: Decisions,
    frames: dict[str, gpd.GeoDataFrame],
    *,
    assignment: pd.DataFrame,
    load: pd.DataFrame,
    waits: pd.DataFrame,
) -> Evidence:
    """List the inputs that a re-check needs beside the result layers."""
    region = prepared.region
    hydrogen, facilities = decisions.places.hydrogen, decisions.places.facilities
    parcels = plan_parcels(region, scenario, frames["sites"], frames["stations"], facilities.facilities)
    lorries = decisions.lorries
    opened = None if lorries is None else opened_stops(region, lorries, frames["sites"], scenario)
    fast = fast_places(frames["sites"], frames["standing"])
    return Evidence(
        candidates=with_protected_distances(region.sites, region.protected).to_crs(4326),
        assignment=assignment,
        phase_assignment=decisions.chargers.phased.assignment,
        hydrogen_demand=hydrogen_demand_points(region, hydrogen),
        hydrogen_assignment=hydrogen_assignment(region, hydrogen),
        freight=freight_table(region, hydrogen.freight, hydrogen.selling, hydrogen.candidates),
        freight_routes=route_bends(region, [] if hydrogen.freight is None else hydrogen.freight.routes, "R"),
        parcels=parcels,
        facilities=facilities.facilities,
        facility_service=facilities.served,
        integrated=integrated_table(region, facilities.stations, facilities.facilities, parcels),
        lorries=lorry_table(region, lorries, opened),
        lorry_stops=stop_table(region, lorries, frames["sites"], scenario),
        lorry_routes=lorry_bends(region, lorries),
        screening=hydrogen_screening(region, scenario, hydrogen),
        count_sites=count_sites(region, scenario, decisions.chargers.sized, decisions.chargers.others),
        load=load,
        waits=waits,
        own_constraints=rows_frame() if decisions.own is None else decisions.own.table(),
        stretches=stretch_table(region, fast, scenario),
        trips=trip_table(prepared, scenario, fast),
    )


def _waits(
    frames: dict[str, gpd.GeoDataFrame], assignment: pd.DataFrame, scenario: Scenario, profiles: DayProfiles
) -> pd.DataFrame:
    """Tabulate the waits of the judged sites by day type; no row where none is judged."""
    if not scenario.chargers.peak_waits:
        return pd.DataFrame(columns=list(WAIT_COLUMNS))
    sites = frames["sites"]
    counts = sites[[f"n_{kind.id}" for kind in scenario.chargers.types]].to_numpy(dtype=np.int64)
    energy = class_energy(sites, frames["demand"], assignment, scenario)
    return wait_table(sites, fast_queues(sites, counts, energy, scenario, profiles), scenario, profiles)


def plan_headline(
    prepared: Prepared,
    scenario: Scenario,
    decisions: Decisions,
    frames: dict[str, gpd.GeoDataFrame],
    evidence: Evidence,
    phases: pd.DataFrame,
    load: PlanLoad,
) -> Headline:
    """Sum the plan into its headline figures."""
    region, chargers, sites = prepared.region, decisions.chargers, frames["sites"]
    figures = headline_figures(
        region,
        scenario,
        frames,
        decisions.certificates,
        group_energy=group_energy(chargers.sized),
        hydrogen_demand=evidence.hydrogen_demand,
    )
    return Headline(
        **figures,
        region_zh=region.name_zh,
        region_en=region.name_en,
        tiers=region.tiers.labels(),
        crs=region.crs,
        distances=distances_kind(region),
        home_kwh_day=prepared.home_kwh,
        spread_agreement=decisions.agreement,
        **cost_figures(sites),
        **wait_figures(sites, scenario),
        **count_figures(sites),
        **peak_figures(load),
        **relief_figures(evidence.waits),
        **trip_figures(evidence.trips),
        **hydrogen_figures(
            frames["supply_links"],
            evidence.freight,
            evidence.parcels,
            evidence.facilities,
            decisions.places.hydrogen.how,
        ),
        **lorry_figures(evidence.lorries, evidence.lorry_stops),
        **equity_figures(frames["demand"], frames["districts"]),
        **({} if decisions.own is None else decisions.own.figures()),
        phases=phases.astype(object).where(phases.notna(), None).to_dict("records"),
    )


def _assumptions(
    scenario: Scenario, parameters: DemandParameters, districts: gpd.GeoDataFrame, profiles: DayProfiles
) -> pd.DataFrame:
    """List every figure of the scenario, of the demand model and of the day types, with their source."""
    parts = [
        scenario_assumptions(scenario),
        demand_assumptions(parameters, districts),
        profile_assumptions(profiles),
        screening_assumptions(),
        policy_assumptions(load_registers(scenario.policy)),
    ]
    return pd.concat(parts, ignore_index=True)
