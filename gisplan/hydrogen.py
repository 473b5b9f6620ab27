"""Hydrogen: from frames to the arrays of the hydrogen siting model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from gisplan.charger_capacity import allows
from gisplan.resources import screening_file
from gisplan.solver_settings import solver_limits
from gisplan.ways import site_points, way_pairs
from gisplan_errors import ScenarioError
from layers.hydrogen_screening import read_screening_rules, screen_sites
from optimize.cover_pairs import CoverPairs
from optimize.hydrogen import Group, HydrogenProblem, HydrogenSiting, annuity_factor, site_hydrogen

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from numpy.typing import NDArray

    from gisplan.scenario import Scenario
    from layers.region import Region

    Floats = NDArray[np.float64]
    Indices = NDArray[np.int64]

OWNERSHIP = ("commercial", "captive")


@dataclass(frozen=True, eq=False)
class HydrogenPlan:
    """Where hydrogen stations open, whom they serve, who supplies them.

    Attributes
    ----------
    candidates
        Positions in ``region.sites`` of the sites in the model.
    cells
        Positions in ``region.demand`` of the demand points.
    screening
        Screening of every candidate, indexed by site_id.
    haul_km
        Travelled distance from every source to every candidate, km.
    problem, siting
        The model's arrays and its answer; ``siting`` is None when no new station is asked for.
    """

    candidates: Indices
    cells: Indices
    screening: pd.DataFrame
    haul_km: Floats
    problem: HydrogenProblem
    siting: HydrogenSiting | None


def refuse_unknown_districts(region: Region, scenario: Scenario) -> None:
    """Refuse a scenario whose served districts are not all districts of the region.

    Raises
    ------
    ScenarioError
        Naming the codes that the region lacks, and those it has.
    """
    known = region.districts["adcode"].tolist()
    lost = [code for code in scenario.hydrogen.served_districts if code not in known]
    if lost and scenario.hydrogen.new_target:
        raise ScenarioError(
            f"hydrogen.served_districts = {', '.join(lost)}: no district of region {region.name!r}, which "
            f"has {', '.join(known)}. Name districts of the region, or set hydrogen.served_districts=[]."
        )


def plan_hydrogen(
    region: Region, scenario: Scenario, *, progress: Callable[[str], None] | None = None
) -> HydrogenPlan:
    """Place the hydrogen stations of the scenario.

    Raises
    ------
    InfeasiblePlan
        Too few sites pass the screening, or ownership, district and supply cannot be met together.
    """
    settings = scenario.hydrogen
    sites = region.sites
    candidates = np.flatnonzero(allows(sites, "hydrogen") & (sites["status"] != "excluded").to_numpy())
    frame = sites.iloc[candidates]
    central = region.districts.loc[region.districts["tier"] == "central"]
    centre = None if central.empty else central.union_all()
    rules = read_screening_rules(screening_file())
    kilograms = [size.kg_day for size in settings.sizes]
    screening = screen_sites(frame, region.protected, centre, rules, kilograms)
    haul_km = _haul_km(region, scenario, frame)
    cells = np.flatnonzero(region.demand["h2_kg_day"].to_numpy() > 0)
    problem = _problem(region, scenario, candidates, cells, screening, haul_km)
    if progress is not None:
        progress(
            f"hydrogen: {cells.size} demand points, {candidates.size} sites, {problem.pairs.n_pairs} pairs, "
            f"{problem.target} new stations"
        )
    siting = None
    if problem.target > 0:
        siting = site_hydrogen(problem, **solver_limits(scenario, "hydrogen"), progress=progress)
    return HydrogenPlan(candidates, cells, screening, haul_km, problem, siting)


def _haul_km(region: Region, scenario: Scenario, sites: pd.DataFrame) -> Floats:
    """Give the travelled km from every source to every site: straight line times the detour."""
    supply = region.hydrogen_supply
    from_xy = np.column_stack([supply.geometry.x.to_numpy(), supply.geometry.y.to_numpy()])
    away = from_xy[:, None, :] - site_points(sites)[None, :, :]
    return np.hypot(away[..., 0], away[..., 1]) * scenario.hydrogen.detour.value / 1000.0


def delivered_cost(region: Region, scenario: Scenario, haul_km: Floats) -> Floats:
    """Give the delivered cost, CNY/kg: production, haul and compression; infinite beyond reach."""
    settings = scenario.hydrogen
    made = region.hydrogen_supply["cost_cny_kg"].to_numpy(dtype=np.float64)[:, None]
    compressed = settings.compression_kwh_kg.value * settings.electricity_cny_kwh.value
    cost = made + haul_km * settings.haul_cny_kg_km.value + compressed
    return np.where(haul_km <= settings.max_haul_km.value, cost, np.inf)


def hydrogen_pairs(region: Region, scenario: Scenario, candidates: Indices, cells: Indices) -> CoverPairs:
    """Join demand points to stations within the service radius, captive ones to their own premises only."""
    settings = scenario.hydrogen
    captive = (region.sites["ownership"].to_numpy() == "captive")[candidates]
    blocks = []
    for mask, radius in ((~captive, settings.service_radius_m), (captive, settings.captive_radius_m)):
        columns = np.flatnonzero(mask)
        near = way_pairs(region, cells, candidates[columns], radius.value, detour=settings.detour.value)
        blocks.append(
            sparse.csr_array(
                (near.data, columns[near.indices], near.indptr), shape=(cells.size, candidates.size)
            )
        )
    stacked = sparse.csr_array(sparse.hstack(blocks, format="csr"))
    # Each block holds only its own columns; folding the second half back keeps stored zeros.
    folded = sparse.csr_array(
        (stacked.data, stacked.indices % candidates.size, stacked.indptr), shape=(cells.size, candidates.size)
    )
    folded.sort_indices()
    return CoverPairs.from_sparse(folded)


def _problem(
    region: Region,
    scenario: Scenario,
    candidates: Indices,
    cells: Indices,
    screening: pd.DataFrame,
    haul_km: Floats,
) -> HydrogenProblem:
    settings = scenario.hydrogen
    frame = region.sites.iloc[candidates]
    sizes = np.array([size.kg_day for size in settings.sizes])
    allowed = np.column_stack([screening[f"allowed_{size:g}"].to_numpy(dtype=bool) for size in sizes])
    invested = np.array([size.cost_cny.at(scenario.costs.level) for size in settings.sizes])
    target = settings.new_target
    asked = tuple(
        Group(f"district {adcode}", np.flatnonzero((frame["adcode"] == adcode).to_numpy()), 1)
        for adcode in settings.served_districts
    )
    return HydrogenProblem(
        pairs=hydrogen_pairs(region, scenario, candidates, cells),
        demand_kg=region.demand["h2_kg_day"].to_numpy(dtype=np.float64)[cells],
        sizes_kg=sizes,
        station_cost=np.broadcast_to(invested, allowed.shape).copy(),
        allowed=allowed,
        ownership=(frame["ownership"] == "captive").to_numpy().astype(np.int64),
        supply_capacity=region.hydrogen_supply["capacity_kg_day"].to_numpy(dtype=np.float64),
        haul_cost=delivered_cost(region, scenario, haul_km),
        target=target,
        # Nothing new asked for: standing stations are not located, so these rules have no site to judge.
        min_commercial=settings.min_commercial if target else 0,
        min_captive=settings.min_captive if target else 0,
        groups=asked if target else (),
        annuity=annuity_factor(settings.discount_rate.value, settings.life_years.value)
        + settings.opex_share.value,
    )
