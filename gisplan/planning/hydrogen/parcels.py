"""Parcels that chargers and hydrogen share: what each function takes, what is left, how they are coupled."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from gisplan.planning.chargers.capacity import (
    asked_fast,
    most_chargers,
    nominal_capacity,
    standing_at,
    usable_grid_kw,
)
from optimize.joint.model import SharedParcels

if TYPE_CHECKING:
    import geopandas as gpd

    from gisplan.planning.chargers.capacity import ChargerTables
    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Floats, Indices
    from layers.hydrogen.screening import ScreeningRules
    from layers.region.loading import Region


ROUND_OFF = 1e-9
LEAST_M2 = 1e-3
"""What is said of a parcel that is full: an area of 0 would mean that none is known."""


def fuel_m2(sites: gpd.GeoDataFrame, scenario: Scenario) -> Floats:
    """Give the land that fuel keeps at every site, m2."""
    fuel = (sites["category"] == "fuel_station") | (sites["oil_m3"] > 0)
    return np.where(fuel, scenario.parcels.fuel_m2, 0.0)


def bay_m2(sites: gpd.GeoDataFrame, scenario: Scenario) -> Floats:
    """Give the land of one charging bay at every site, m2."""
    return np.array([scenario.parcels.bay(category) for category in sites["category"]], dtype=np.float64)


def station_m2(scenario: Scenario, rules: ScreeningRules) -> Floats:
    """Give the land that a station of each size needs (the screening table's rule ``land``), m2."""
    sizes = [size.kg_day for size in scenario.hydrogen.sizes]
    return np.array([rules.value("land", "any", subject=f"{kilograms:g}") or 0.0 for kilograms in sizes])


def compression_kw(scenario: Scenario, kg_day: Floats) -> Floats:
    """Give the load of compressing so many kg/day over the compressor's hours, kW."""
    each = scenario.hydrogen.compression_kwh_kg.value / scenario.parcels.compressor_hours
    return np.asarray(kg_day, dtype=np.float64) * each


def least_charging(
    sites: gpd.GeoDataFrame, tables: ChargerTables, scenario: Scenario
) -> tuple[Floats, Floats]:
    """Give the bays and kW that the least charging of every site takes when it opens.

    The least number of chargers by access, the fast chargers that its category asks for among them, each
    of the type with the least load; nothing more where chargers stand.
    """
    chargers = scenario.chargers
    fast = np.array([kind.fast for kind in chargers.types])
    forced = (sites["status"] == "required").to_numpy()
    area = (sites["category"] == "expressway_service_area").to_numpy()
    n_fast = asked_fast(sites, tables, scenario).astype(np.float64)
    n_fast[area] = chargers.min_dc_per_service_area.value
    least = sites["access"].map(dict(chargers.min_chargers_per_site.counts)).fillna(0).to_numpy(dtype=float)
    opens = (sites["access"] == "public").to_numpy() | forced
    stock = standing_at(tables, len(sites))
    old, most = stock.counts.sum(axis=1), most_chargers(sites, tables, scenario)
    # what stands has a place for good, and takes no more than it has room for
    least = np.where(old > 0, 0.0, np.where(stock.open, np.minimum(least, most), least))
    n_fast = np.maximum(n_fast - stock.counts[:, fast].sum(axis=1), 0.0)
    n_fast = np.where(stock.open, np.minimum(n_fast, most), n_fast)
    n_other = np.maximum(np.where(opens, least, 0.0) - np.maximum(n_fast, tables.has_stop), 0.0)
    # one of the fast chargers is for lorries that stop
    n_fast = np.maximum(n_fast - tables.has_stop, 0.0)
    bays, kilowatts = np.zeros(len(sites)), np.zeros(len(sites))
    for count, among in ((n_fast, fast), (n_other, np.ones_like(fast))):
        load = np.where((tables.capacity_kwh > 0) & among, tables.load_kw, np.inf)
        kind = np.argmin(load, axis=1)
        each = load[np.arange(len(sites)), kind]
        able = np.isfinite(each)
        bays += np.where(able, count * tables.bays[kind], 0.0)
        kilowatts += np.where(able, count * np.where(able, each, 0.0), 0.0)
    if tables.stops is not None:
        load = np.where(tables.stops, tables.load_kw, np.inf)
        kind, stop = np.argmin(load, axis=1), tables.has_stop
        bays += np.where(stop, tables.bays[kind], 0.0)
        kilowatts += np.where(stop, load[np.arange(len(sites)), kind], 0.0)
    return bays, kilowatts


def room(sites: gpd.GeoDataFrame, scenario: Scenario) -> Floats:
    """Give what a site has for charging and hydrogen together: m2 beside fuel, and kW, (n, 2)."""
    area = sites["area_m2"].to_numpy(dtype=np.float64) - fuel_m2(sites, scenario)
    return np.column_stack([np.maximum(area, 0.0), usable_grid_kw(sites, scenario)])


def charging_takes(sites: gpd.GeoDataFrame, tables: ChargerTables, scenario: Scenario) -> Floats:
    """Give what the least charging of an open site takes: m2 and kW, (n, 2)."""
    bays, kilowatts = least_charging(sites, tables, scenario)
    return np.column_stack([bays * bay_m2(sites, scenario), kilowatts])


def station_takes(scenario: Scenario, rules: ScreeningRules) -> Floats:
    """Give what a station of each size takes: m2 and kW, (K, 2)."""
    sizes = np.array([size.kg_day for size in scenario.hydrogen.sizes])
    return np.column_stack([station_m2(scenario, rules), compression_kw(scenario, sizes)])


def shared_parcels(
    region: Region,
    scenario: Scenario,
    tables: ChargerTables,
    rules: ScreeningRules,
    public: Indices,
    candidates: Indices,
) -> SharedParcels:
    """Write the coupling arrays of the sites that are both public charging sites and hydrogen candidates.

    Parameters
    ----------
    public, candidates
        Positions in ``region.sites`` of the columns of the charging siting and of the hydrogen siting.

    Returns
    -------
    SharedParcels
        Resources in the order m2, kW; sizes in the order of the scenario.
    """
    both, charging, station = np.intersect1d(public, candidates, return_indices=True)
    frame = region.sites.iloc[both]
    mine = tables_of(tables, both)
    takes = station_takes(scenario, rules)
    full = nominal_capacity(frame, mine, scenario)
    kept = np.ones((both.size, len(takes)))
    for k in range(len(takes)):
        beside = sites_beside(frame, scenario, np.tile(takes[k], (both.size, 1)))
        left = nominal_capacity(beside, mine, scenario)
        kept[:, k] = np.clip(np.divide(left, full, out=np.ones(both.size), where=full > 0), 0.0, 1.0)
    return SharedParcels(
        charging=charging,
        station=station,
        room=room(frame, scenario),
        charging_takes=charging_takes(frame, mine, scenario),
        station_takes=np.broadcast_to(takes, (both.size, *takes.shape)).copy(),
        kept=kept,
    )


def sites_beside(sites: gpd.GeoDataFrame, scenario: Scenario, taken: Floats) -> gpd.GeoDataFrame:
    """Give the sites with what stations leave to charging: bays, grid_kw, area_m2; own_grid_kw is what was.

    ``beside_kw`` is the load that they take.

    Parameters
    ----------
    taken
        What a station takes at every site, m2 and kW, (n, 2); a row of zeros leaves the site as it is.
    """
    left = np.maximum(room(sites, scenario) - taken, 0.0)
    shared = taken.any(axis=1)
    fit = np.floor(left[:, 0] / bay_m2(sites, scenario) + ROUND_OFF)
    bays = np.where(shared, np.minimum(sites["bays"].to_numpy(), fit), sites["bays"].to_numpy())
    limit = scenario.chargers.transformer_load_limit.value
    grid = np.where(shared, left[:, 1] / limit, sites["grid_kw"].to_numpy(dtype=np.float64))
    area = np.where(shared, np.maximum(left[:, 0], LEAST_M2), sites["area_m2"].to_numpy(dtype=np.float64))
    own = sites["grid_kw"].to_numpy(dtype=np.float64)
    return sites.assign(
        bays=bays.astype(np.int64), grid_kw=grid, area_m2=area, own_grid_kw=own, beside_kw=taken[:, 1]
    )


def region_beside(region: Region, scenario: Scenario, taken: Floats) -> Region:
    """Give the region with what stations leave to charging; ``taken`` as in `sites_beside`."""
    return replace(region, sites=sites_beside(region.sites, scenario, taken))


def tables_of(tables: ChargerTables, sites: Indices) -> ChargerTables:
    """Take the charger tables of some sites."""
    return replace(
        tables,
        capacity_kwh=tables.capacity_kwh[sites],
        load_kw=tables.load_kw[sites],
        cost=tables.cost[sites],
        standing=None if tables.standing is None else tables.standing.at(sites),
        stops=None if tables.stops is None else tables.stops[sites],
    )
