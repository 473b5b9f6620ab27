"""Sizing: from frames to the arrays of the sizing model, and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gisplan.charger_capacity import usable_grid_kw
from gisplan.reach import DemandRows, demand_rows
from optimize.sizing import Floor, Share, Sizing, SizingProblem, size_chargers

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from gisplan.charger_capacity import ChargerTables
    from gisplan.scenario import Scenario
    from layers.region import Region

    Indices = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class SizedSites:
    """The sizing answer beside the sites and rows it speaks of.

    Attributes
    ----------
    sites
        Positions in ``region.sites`` of the sites in the model, in the order of its arrays.
    rows
        Demand rows over ALL sites of the region.
    problem, sizing
        The model's arrays and its answer.
    """

    sites: Indices
    rows: DemandRows
    problem: SizingProblem
    sizing: Sizing


def size_sites(
    region: Region,
    scenario: Scenario,
    tables: ChargerTables,
    usable: NDArray[np.bool_],
    opened_public: Indices,
    *,
    progress: Callable[[str], None] | None = None,
) -> SizedSites:
    """Decide how many chargers of which type stand at every open site.

    Public sites are those that siting opened; dedicated and private sites open when they get chargers.

    Raises
    ------
    InfeasiblePlan
        The floors, shares, bays, feeds and the target cannot be met together.
    """
    access = region.sites["access"].to_numpy()
    able = usable & (access != "public")
    able[opened_public] = True
    sites = np.flatnonzero(able)
    rows = demand_rows(region, scenario, able)
    problem = sizing_problem(region, scenario, tables, sites, rows)
    if progress is not None:
        pairs = problem.pairs
        progress(f"sizing: {pairs.n_demand} demand rows, {pairs.n_sites} sites, {pairs.n_pairs} pairs")
    sizing = size_chargers(
        problem,
        time_limit=scenario.solver.seconds("sizing"),
        gap=scenario.solver.gap,
        solver=scenario.solver.name,
        threads=scenario.solver.threads,
        seed=scenario.seed,
        progress=progress,
    )
    return SizedSites(sites, rows, problem, sizing)


def sizing_problem(
    region: Region,
    scenario: Scenario,
    tables: ChargerTables,
    sites: Indices,
    rows: DemandRows,
) -> SizingProblem:
    """Write the arrays of the sizing model."""
    frame = region.sites.iloc[sites]
    chargers = scenario.chargers
    fast = np.array([kind.fast for kind in chargers.types])
    access = frame["access"].to_numpy()
    capacity = tables.capacity_kwh[sites]
    bays = frame["bays"].to_numpy(dtype=np.int64)
    opening = access == "public"
    least = np.where(opening, chargers.min_chargers_per_site.counts.get("public", 0), 0)
    areas = (frame["category"] == "expressway_service_area").to_numpy() & opening
    min_fast = np.where(areas, int(chargers.min_dc_per_service_area.value), 0)
    room = np.minimum(bays, _fits(frame, tables, sites, scenario))
    return SizingProblem(
        pairs=rows.pairs.select(sites=sites),
        energy=rows.frame["energy"].to_numpy(dtype=np.float64),
        needs_fast=rows.frame["needs_fast"].to_numpy(dtype=bool),
        capacity_kwh=capacity,
        fast=fast,
        bays=bays,
        grid_kw=usable_grid_kw(frame, scenario),
        load_kw=tables.load_kw[sites],
        cost=tables.cost_cny[sites],
        min_chargers=np.minimum(least, room),
        max_chargers=bays.copy(),
        min_fast=min_fast,
        target=chargers.target,
        floors=floors(region, scenario, sites),
        shares=shares(region, scenario, sites),
    )


def _fits(frame: object, tables: ChargerTables, sites: Indices, scenario: Scenario) -> Indices:
    """Count the smallest chargers a site's feed can carry."""
    load = np.where(tables.capacity_kwh[sites] > 0, tables.load_kw[sites], np.inf).min(axis=1)
    grid = usable_grid_kw(frame, scenario)  # type: ignore[arg-type]
    return np.floor(grid / load).astype(np.int64)


def floors(region: Region, scenario: Scenario, sites: Indices) -> tuple[Floor, ...]:
    """State the least numbers of chargers by district and by category.

    A district's floor is its share of the city's energy demand times the target times
    ``district_floor_share``: a planning assumption, labelled as such.
    """
    frame = region.sites.iloc[sites]
    chargers = scenario.chargers
    types = np.arange(len(chargers.types))
    energy = region.demand.groupby("adcode")["ev_kwh_day"].sum()
    share = energy / energy.sum()
    out = []
    for adcode, part in share.items():
        least = np.floor(float(part) * chargers.target * chargers.district_floor_share.value)
        here = np.flatnonzero((frame["adcode"] == adcode).to_numpy())
        out.append(Floor(f"district {adcode}", here, types, float(least), None))
    for category, count in chargers.category_floors.counts.items():
        here = np.flatnonzero((frame["category"] == category).to_numpy())
        out.append(Floor(f"category {category}", here, types, float(count), None))
    return tuple(out)


def shares(region: Region, scenario: Scenario, sites: Indices) -> tuple[Share, ...]:
    """State the shares of access kinds among all chargers, and of types within a category."""
    frame = region.sites.iloc[sites]
    chargers = scenario.chargers
    every, types = np.arange(len(frame)), np.arange(len(chargers.types))
    out = []
    for access, band in chargers.access_shares.bands.items():
        here = np.flatnonzero((frame["access"] == access).to_numpy())
        out.append(Share(f"access {access}", here, types, every, types, band.lower, band.upper))
    for category, bands in chargers.category_type_shares.bands.items():
        # Private piles are AC by rule, so the type shares judge the other chargers of a category.
        mine = (frame["category"] == category) & (frame["access"] != "private")
        here = np.flatnonzero(mine.to_numpy())
        if here.size == 0:
            continue
        for t, kind in enumerate(chargers.types):
            if kind.id not in bands:
                continue
            band = bands[kind.id]
            lower = band.lower if band.lower > 0 else None
            upper = band.upper if band.upper < 1 else None
            if lower is not None or upper is not None:
                name = f"type {kind.id} in {category}"
                out.append(Share(name, here, np.array([t]), here, types, lower, upper))
    return tuple(out)
