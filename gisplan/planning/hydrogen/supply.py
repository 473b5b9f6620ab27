"""Where hydrogen comes from: sources, how it travels to every candidate, and what a kg costs delivered.

    trailer    production + purification + km · haul + compression       within ``max_haul_km``
    pipeline   production + purification + km · pipe + compression       flagged zones, within its own km
    onsite     kWh/kg · tariff + (annuity + upkeep) · capex / 365 + compression

All a kilogram; of trailer and pipeline the cheaper. No trailer goes where hazardous goods never may; where
they may at some hours, one source brings what ``hydrogen.drops`` fit in them: the one whose kg is cheapest.
Km follow the region's roads where it has a network, else straight lines times a detour. A kg/day made on site
takes (kWh/kg) / hours of the parcel's grid and its land, so the grid connection bounds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gisplan.access.ways import site_points
from gisplan.planning.hydrogen.parcels import charging_takes, room, station_takes, tables_of
from gisplan_errors import ScenarioError
from gisplan_words import message
from layers.restrictions.ground import hours_at
from layers.restrictions.hours import DAY, HAZARDOUS
from layers.roads.pairs import road_pairs
from layers.roads.snapping import snap
from optimize.hydrogen.problem import DAYS, annuity_factor

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from gisplan.planning.chargers.capacity import ChargerTables
    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Flags, Floats, Indices
    from layers.hydrogen.screening import ScreeningRules
    from layers.region.loading import Region


ONSITE = "onsite"
TRAILER = "tube_trailer"
ROUND_OFF = 1e-9
SNAP_M = 5_000.0
"""Longest way from a source to a road, metres: a works' point may lie inside its premises."""


@dataclass(frozen=True, eq=False)
class Supply:
    """Sources (Q; on-site electrolysis, where offered, is the last) against candidates (S).

    Attributes
    ----------
    capacity
        kg/day, (Q,).
    km
        Travelled km, (Q, S); infinite where a road does not reach, 0 on site.
    cost
        Delivered cost of a kg, (Q, S); infinite where delivery is impossible.
    mode
        ``tube_trailer``, ``pipeline`` or ``onsite``, (Q, S).
    limit
        Most kg/day beside a station of each size, (Q, S, K).
    """

    capacity: Floats
    km: Floats
    cost: Floats
    mode: NDArray[np.object_]
    limit: Floats


def region_with_supply(sources: gpd.GeoDataFrame, scenario: Scenario) -> gpd.GeoDataFrame:
    """Scale the capacity of the sources by what the scenario says is there; the full one stays beside."""
    share = (
        sources["supply_id"].map({k: v.share for k, v in scenario.hydrogen.supply_share.items()}).fillna(1.0)
    )
    full = sources["capacity_kg_day"].to_numpy(dtype=np.float64)
    return sources.assign(capacity_full_kg_day=full, capacity_kg_day=full * share.to_numpy(dtype=np.float64))


def hydrogen_supply(
    region: Region, scenario: Scenario, tables: ChargerTables, candidates: Indices, rules: ScreeningRules
) -> Supply:
    """Price every source at every candidate.

    Parameters
    ----------
    tables
        Charger tables over all sites: the least charging of a parcel comes before electrolysis.
    candidates
        Positions in ``region.sites`` of the hydrogen candidates.
    rules
        The screening table, for the land that a station takes.
    """
    sources = region.hydrogen_supply
    frame = region.sites.iloc[candidates]
    km = haul_km(region, scenario, candidates)
    cost, mode = delivered_cost(sources, frame, scenario, km)
    capacity = sources["capacity_kg_day"].to_numpy(dtype=np.float64)
    limit = np.full((*km.shape, len(scenario.hydrogen.sizes)), np.inf)
    most_kg = trailer_limit(frame, scenario)
    for s in np.flatnonzero(np.isfinite(most_kg)).tolist():
        hauled = np.where(mode[:, s] == TRAILER, cost[:, s], np.inf)
        # one works brings it: the bound is of all that comes by trailer
        one = int(np.argmin(hauled)) if len(hauled) else 0
        cost[(mode[:, s] == TRAILER) & (np.arange(len(cost)) != one), s] = np.inf
        if len(hauled) and np.isfinite(hauled[one]):
            limit[one, s] = most_kg[s]
    if scenario.hydrogen.electrolysis is None:
        return Supply(capacity, km, cost, mode, limit)
    most = onsite_limit(frame, tables_of(tables, candidates), scenario, rules)
    price = np.where(most.max(axis=1) > 0, onsite_cost(scenario), np.inf)
    return Supply(
        np.append(capacity, most.max(axis=1).sum()),
        np.vstack([km, np.zeros(len(frame))]),
        np.vstack([cost, price]),
        np.vstack([mode, np.full(len(frame), ONSITE, dtype=object)]),
        np.concatenate([limit, most[None]]),
    )


def haul_km(region: Region, scenario: Scenario, candidates: Indices) -> Floats:
    """Give the travelled km from every source to every candidate, (Q, S)."""
    supply = region.hydrogen_supply
    if region.roads is None:
        from_xy = np.column_stack([supply.geometry.x.to_numpy(), supply.geometry.y.to_numpy()])
        away = from_xy[:, None, :] - site_points(region.sites.iloc[candidates])[None, :, :]
        return np.hypot(away[..., 0], away[..., 1]) * scenario.hydrogen.detour.value / 1000.0
    roads = region.roads
    works = snap(roads.graph, supply.geometry, names=supply["supply_id"], max_m=SNAP_M)
    longest = max(scenario.hydrogen.max_haul_km.value, scenario.hydrogen.pipeline.max_km.value) * 1000.0
    found = road_pairs(roads.graph, works, roads.sites.take(candidates), longest)
    km = np.full(found.shape, np.inf)
    rows = np.repeat(np.arange(found.shape[0]), np.diff(found.indptr))
    km[rows, found.indices] = found.data / 1000.0
    return km


def delivered_cost(
    sources: gpd.GeoDataFrame, sites: gpd.GeoDataFrame, scenario: Scenario, km: Floats
) -> tuple[Floats, NDArray[np.object_]]:
    """Give the delivered cost of a kg and its mode, (Q, S): by trailer, or by a cheaper flagged pipe."""
    settings = scenario.hydrogen
    made = sources["cost_kg"] + sources["purification_cost_kg"]
    gate = made.to_numpy(dtype=np.float64)[:, None] + compression_cost_kg(scenario)
    reach = np.where(np.isfinite(km), km, 0.0)
    hauled = (km <= settings.max_haul_km.value) & (hours_at(sites, HAZARDOUS) > 0)[None, :]
    road = np.where(hauled, gate + reach * settings.haul_cost_kg_km.value, np.inf)
    within = may_be_piped(sites, scenario)[None, :] & (km <= settings.pipeline.max_km.value)
    pipe = np.where(within, gate + reach * settings.pipeline.cost_kg_km.value, np.inf)
    mode = np.where(pipe < road, "pipeline", TRAILER).astype(object)
    return np.minimum(road, pipe), mode


def may_be_piped(sites: gpd.GeoDataFrame, scenario: Scenario) -> Flags:
    """Mark the sites that are flagged for a pipe."""
    pipe = scenario.hydrogen.pipeline
    return np.asarray(sites["adcode"].isin(pipe.districts) | sites["site_id"].isin(pipe.sites), dtype=bool)


def trailer_limit(sites: gpd.GeoDataFrame, scenario: Scenario) -> Floats:
    """Give the kg/day that trailers can bring in the hours open to them, infinite where nothing bounds it."""
    drops, hours = scenario.hydrogen.drops, hours_at(sites, HAZARDOUS)
    if drops is None:
        return np.full(len(sites), np.inf)
    count = np.floor(hours / drops.hours.value + ROUND_OFF)
    return np.asarray(np.where(hours < DAY, count * drops.kg.value, np.inf))


def compression_cost_kg(scenario: Scenario) -> float:
    """Give the electricity of compressing a kg at the station, money."""
    return scenario.hydrogen.compression_kwh_kg.value * scenario.hydrogen.electricity_cost_kwh.value


def onsite_cost(scenario: Scenario) -> float:
    """Give the cost of a kg made at the station; infinite where the scenario offers none."""
    settings = scenario.hydrogen
    plant = settings.electrolysis
    if plant is None:
        return float("inf")
    yearly = (
        annuity_factor(settings.discount_rate.value, settings.life_years.value) + settings.opex_share.value
    )
    fixed = yearly * plant.capex_kg_day.value / DAYS
    return plant.kwh_kg.value * plant.electricity_cost_kwh.value + fixed + compression_cost_kg(scenario)


def onsite_limit(
    sites: gpd.GeoDataFrame, tables: ChargerTables, scenario: Scenario, rules: ScreeningRules
) -> Floats:
    """Give the kg/day that grid and land let every candidate make beside a station of each size, (S, K).

    The station's own compression and the least charging of the site come first.
    """
    plant = scenario.hydrogen.electrolysis
    if plant is None:
        return np.zeros((len(sites), len(scenario.hydrogen.sizes)))
    spare = (room(sites, scenario) - charging_takes(sites, tables, scenario))[:, None, :]
    spare = np.maximum(spare - station_takes(scenario, rules)[None], 0.0)
    most = spare[..., 1] * plant.hours.value / plant.kwh_kg.value
    if plant.m2_kg_day.value > 0:
        most = np.minimum(most, spare[..., 0] / plant.m2_kg_day.value)
    return np.asarray(most, dtype=np.float64)


def onsite_takes(scenario: Scenario, kg_day: Floats) -> Floats:
    """Give the land and load of making so many kg/day: m2 and kW, (n, 2)."""
    plant = scenario.hydrogen.electrolysis
    if plant is None:
        return np.zeros((len(kg_day), 2))
    kilowatts = plant.kwh_kg.value / plant.hours.value
    made = np.asarray(kg_day, dtype=np.float64)
    return np.column_stack([made * plant.m2_kg_day.value, made * kilowatts])


def refuse_unknown_districts(region: Region, scenario: Scenario) -> None:
    """Refuse a scenario that names districts or sources that the region lacks.

    Raises
    ------
    ScenarioError
        Naming the codes that the region lacks, and those it has.
    """
    settings = scenario.hydrogen
    known = region.districts["adcode"].tolist()
    sources = region.hydrogen_supply["supply_id"].tolist()
    asked = {
        "hydrogen.served_districts": (settings.served_districts if settings.new_target else (), known),
        "hydrogen.pipeline.districts": (settings.pipeline.districts, known),
        "hydrogen.supply_share": (tuple(settings.supply_share), sources),
    }
    for key, (names, has) in asked.items():
        lost = [name for name in names if name not in has]
        if lost:
            raise ScenarioError(
                message(
                    "planning-unknown-names",
                    key=key,
                    names=", ".join(lost),
                    region=region.name,
                    known=", ".join(has),
                )
            )
