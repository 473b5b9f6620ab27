"""The plan: what one run decided, proved and knows, as frozen data, just made or read back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gisplan.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd
    from numpy.typing import NDArray

    from gisplan.plan.headline import Headline
    from gisplan.scenario.schema import Scenario
    from gisplan_words import Said
    from layers.results import PlanLayers
    from layers.roads.reach import RoadReach
    from optimize.certificate import Certificate


@dataclass(frozen=True)
class Evidence:
    """The inputs that a re-check needs beside the result layers.

    Parameters
    ----------
    candidates
        Every candidate site that the solve could choose from (EPSG:4326), chosen or not.
    assignment
        Energy assigned: cell_id, group, site_id, kwh_day, metres.
    phase_assignment
        The same in the years before the horizon, with the column year.
    hydrogen_demand
        Hydrogen demand points: cell_id, adcode, h2_kg_day, served_kg_day.
    hydrogen_assignment
        Hydrogen assigned: cell_id, site_id, kg_day, metres, pressure_mpa.
    freight
        Freight flows of hydrogen vehicles: whether they are refuelled, where, and otherwise why not.
    freight_routes
        Bends of their routes: route_id, seq, lon, lat, km, on_corridor.
    parcels
        Parcels with a hydrogen station or a facility: land and load by function, and what is left.
    facilities
        Battery swap and methanol facilities, one row each.
    facility_service
        Who is served at which facility: kind, cell_id, site_id, amount_day, metres.
    integrated
        The integrated energy stations asked: site, functions, land and cost, or the rule that stops each.
    lorries
        Flows of electric lorries: what they charge where, whether they are kept charged, and if not why.
    lorry_stops
        Sites where a charger for lorries on their way is asked, with what one costs.
    lorry_routes
        Bends of the routes of lorries: route_id, seq, lon, lat, km, on_corridor.
    screening
        How every hydrogen candidate was screened, with the reasons that close it.
    load
        Load of every district by day type and hour: day, adcode, hour, load_mw, coincident_mw.
    waits
        Worst hour of the fast chargers of every site that ``chargers.peak_waits`` judges, by day type.
    own_constraints
        The planner's own constraints, one line a coefficient, over the keys of the run's tables.
    count_sites
        Chargers by site of the plans that serve as much energy without the plan's rules.
    stretches
        Stretches of road without fast charging that are too long, or whose other end is not known.
    trips
        Car trips between cities: which the plan keeps charged, out and back, and what stops the others.
    """

    candidates: gpd.GeoDataFrame
    assignment: pd.DataFrame
    phase_assignment: pd.DataFrame
    hydrogen_demand: pd.DataFrame
    hydrogen_assignment: pd.DataFrame
    freight: pd.DataFrame
    freight_routes: pd.DataFrame
    parcels: pd.DataFrame
    facilities: pd.DataFrame
    facility_service: pd.DataFrame
    integrated: pd.DataFrame
    lorries: pd.DataFrame
    lorry_stops: pd.DataFrame
    lorry_routes: pd.DataFrame
    screening: pd.DataFrame
    load: pd.DataFrame
    waits: pd.DataFrame
    own_constraints: pd.DataFrame
    count_sites: pd.DataFrame
    stretches: pd.DataFrame
    trips: pd.DataFrame


@dataclass(frozen=True)
class Plan:
    """One plan with its proof and its provenance: the same record just made and read back from its folder.

    Parameters
    ----------
    scenario
        The resolved scenario.
    layers
        Result layers, EPSG:4326; in the projected CRS of the region where verification reads them.
    headline
        Headline figures, the content of ``plan.json``.
    certificates
        One per solver stage, in the order they ran.
    schedule
        year, site_id, name_zh, type, count, cost, transformer_cost, authority.
    phases
        One row a year: what is built, opened, spent, served and covered.
    inputs
        One record per input: path, rows, sha256, origin counts.
    assumptions
        name, value, unit, source, tag, as_of.
    provenance
        layer, rows, origin, verified_share, source, as_of.
    tradeoff
        sites, covered_people, covered_people_share, bound.
    not_known
        What the plan does not know, as (Chinese, English).
    evidence
        What a re-check from the files alone needs.
    count
        Tables of what the count of chargers buys, by name: ``count_plans``, ``count_rules``,
        ``count_thousands``, ``energy_ways``.
    clauses
        One row per policy clause: target, achieved, verdict, evidence; empty until the plan is judged.
    delivery
        Tables that clauses ask of a plan, by the names of :data:`gisplan.tables.registry.DELIVERY_TABLES`.
    copies
        CSV tables that repeat a layer or a table of evidence, as the files say; empty in a plan just made.
    created
        ISO date of the run; empty before a plan is written.
    version
        Version of gisplan that made it.
    roads
        Cells and candidates on the road network, for verification alone; else None.
    names
        The region's table of names (`layers.region.names`), or the run's copy of it; None: it has none.
    water
        The region's outlines of water (`layers.region.water`), or the run's copy of them; None: it has none.
    restrictions
        Ground and hours closed to trucks or hazardous goods (`layers.restrictions`), EPSG:4326; None: not
        known.
    """

    scenario: Scenario
    layers: PlanLayers
    headline: Headline
    certificates: tuple[Certificate, ...]
    schedule: pd.DataFrame
    phases: pd.DataFrame
    inputs: list[dict[str, Any]]
    assumptions: pd.DataFrame
    provenance: pd.DataFrame
    tradeoff: pd.DataFrame
    not_known: list[Said]
    evidence: Evidence
    count: Mapping[str, pd.DataFrame]
    clauses: pd.DataFrame = field(default_factory=pd.DataFrame)
    delivery: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    copies: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    created: str = ""
    version: str = __version__
    roads: RoadReach | None = None
    names: Path | None = None
    water: Path | None = None
    restrictions: gpd.GeoDataFrame | None = None

    def counts(self) -> NDArray[np.int64]:
        """Give the chargers by site and type, shape (sites, types).

        Returns
        -------
        ndarray
            Shape (sites, types), in the order of the scenario's types.
        """
        columns = [f"n_{kind.id}" for kind in self.scenario.chargers.types]
        return np.asarray(self.layers.sites[columns].to_numpy(dtype=np.int64))

    def fast_counts(self) -> NDArray[np.int64]:
        """Give the fast chargers by site, shape (sites,).

        Returns
        -------
        ndarray
            Shape (sites,).
        """
        fast = np.array([kind.fast for kind in self.scenario.chargers.types])
        return np.asarray(self.counts()[:, fast].sum(axis=1))
