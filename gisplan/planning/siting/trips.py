"""Trips between cities in siting: where they can charge, and what the least share of them asks of sites."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from gisplan.access.trip_stops import busiest, on_road, trip_stops
from gisplan.planning.chargers.capacity import AREAS, standing_at, usable_sites
from gisplan.planning.siting.needs import Need
from gisplan_words import message, named

if TYPE_CHECKING:
    from gisplan.planning.chargers.capacity import ChargerTables
    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Flags, Indices
    from layers.region.loading import Region


def holds_fast(region: Region, tables: ChargerTables, scenario: Scenario) -> Flags:
    """Mark the sites of a region that may hold a fast charger, or have one that stands."""
    usable, built = usable_sites(region, tables, scenario), standing_at(tables, len(region.sites))
    fits = usable[:, None] & (tables.capacity_kwh > 0)
    fast = np.array([kind.fast for kind in scenario.chargers.types])
    return np.asarray((fits | (built.counts > 0))[:, fast].any(axis=1), dtype=bool)


def trip_areas(region: Region, fast: Flags) -> Indices:
    """List the public service areas, of those marked, at which cars between cities could charge."""
    sites = region.sites
    area = sites["category"].isin(AREAS) & (sites["access"] == "public")
    return np.flatnonzero(area.to_numpy() & fast & on_road(sites, region))


def trip_needs(region: Region, scenario: Scenario, public: Indices, fast: Flags) -> list[Need]:
    """Ask for the chargers that keep ``coverage.city_trips_share`` of the trips between cities going.

    The share is of the trips that all service areas together would keep charged; the pairs with most trips
    that together make it are asked for, each out and back.

    Parameters
    ----------
    public
        Positions of the public sites in ``region.sites``.
    fast
        Which sites of the region may hold a fast charger or have one.
    """
    rule, trips = scenario.coverage.city_trips_share, region.trips
    if rule is None or trips is None:
        return []
    areas = np.intersect1d(trip_areas(region, fast), public)
    place = np.searchsorted(public, areas)
    stops = trip_stops(region, trips, region.sites.iloc[areas])
    every = np.ones(len(areas), dtype=bool)
    able = np.array([all(way.dry_leg(every) is None for way in pair) for pair in stops], dtype=bool)
    table = trips.table
    needs, seen = [], set()
    for pair in busiest(table["trips_day"].to_numpy(dtype=np.float64), able, rule.value).tolist():
        row = table.iloc[pair]
        ends = [named(str(row[f"{end}_zh"]), str(row[f"{end}_en"])) for end in ("from", "to")]
        for way, (begin, goal) in zip(stops[pair], (ends, ends[::-1]), strict=True):
            for start, stop, rows in way.windows():
                if (key := tuple(sorted(rows.tolist()))) in seen:
                    continue
                seen.add(key)
                gives = np.zeros(public.size)
                gives[place[rows]] = 1.0
                told = {"start": f"{start / 1000.0:.1f}", "end": f"{stop / 1000.0:.1f}"}
                label = message("optimize-need-trip", begin=begin, goal=goal, **told)
                needs.append(Need(label.en, sparse.csr_array(gives[None, :]), 1.0, label))
    return needs
