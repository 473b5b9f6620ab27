"""Siting: which public sites open, so that most people are within the radius profile."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse

from gisplan.access.reach import cell_radius, coverage_pairs, judged_cells
from gisplan.access.ways import way_pairs
from gisplan.planning.chargers.capacity import ChargerTables, nominal_capacity, usable_sites
from gisplan.planning.limits import solver_limits
from gisplan.planning.models import cell_keys, distinct, shown_to, site_keys
from gisplan.planning.siting.needs import siting_needs
from gisplan.planning.siting.rules import choose_with_equity, near_pairs, road_needs
from gisplan_errors import InfeasiblePlan
from gisplan_numbers import Figure
from gisplan_words import message, named
from optimize.cover_pairs import CoverPairs
from optimize.covering.state import greedy_order
from optimize.entry import solve
from optimize.siting.adequate import AdequateCover, provided_for
from optimize.siting.mean_access.problem import MeanAccess

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from gisplan.planning.models import Models
    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Indices
    from gisplan_progress import Progress
    from layers.region.loading import Region
    from optimize.certificate import Certificate
    from optimize.solvers.limits import Limits


@dataclass(frozen=True, eq=False)
class Siting:
    """Open public sites and the proof.

    Attributes
    ----------
    public
        Positions in ``region.sites`` of the public sites that could open: the columns of `pairs`.
    opened
        Positions in ``region.sites`` of those that open, sorted.
    pairs
        Cells × public sites within the radius, metres.
    certificates
        One per stage.
    tradeoff
        sites, covered_people, covered_people_share, bound (people).
    cover
        The covering problem, for what shares its sites.
    """

    public: Indices
    opened: Indices
    pairs: CoverPairs
    certificates: tuple[Certificate, ...]
    tradeoff: pd.DataFrame
    cover: AdequateCover


def with_required_categories(region: Region, scenario: Scenario) -> Region:
    """Make every candidate of the categories that the scenario requires a required site."""
    sites = region.sites
    named = sites["category"].isin(list(scenario.coverage.required_categories.min_fast))
    status = sites["status"].where(~(named & (sites["status"] == "candidate")), "required")
    return replace(region, sites=sites.assign(status=status))


def site_public_chargers(
    region: Region,
    scenario: Scenario,
    tables: ChargerTables,
    *,
    stage: str = "siting",
    progress: Progress | None = None,
    models: Models | None = None,
) -> Siting:
    """Choose the public sites.

    Parameters
    ----------
    region
        Layers of the region, metres.
    scenario
        The resolved scenario.
    tables
        Charger tables over all sites of the region.
    stage
        Whose share of the time limit it may take.
    progress
        Told one line a step; None tells nobody.
    models
        Given the problems of each decision; None gives them to nobody.

    Returns
    -------
    Siting
        By radius: most people covered, with enough capacity open in every planning zone, and with
        ``coverage.equity`` among the districts. By mean distance: least excess over the zones' mean
        distances, then the least mean.

    Raises
    ------
    InfeasiblePlan
        No public site may hold chargers, or the limit on sites is below what required sites or needs take.
    """
    sites = region.sites
    usable = usable_sites(region, tables, scenario)
    is_public = (sites["access"] == "public").to_numpy()
    public = np.flatnonzero(usable & is_public)
    if not public.size:
        raise InfeasiblePlan(
            message("planning-no-public-site", region=region.name, sites=int(is_public.sum()))
        )
    pairs = coverage_pairs(region, scenario, public)
    people = region.demand["population"].to_numpy(dtype=np.float64)
    _refuse_cramped(sites, forced_open(sites) & ~usable)
    capacity = nominal_capacity(sites, tables, scenario)[public]
    shared = set(sites.loc[usable & ~is_public, "category"])
    fast = np.array([kind.fast for kind in scenario.chargers.types])
    holds_fast = np.asarray((tables.capacity_kwh[public][:, fast] > 0).any(axis=1), dtype=bool)
    forced = forced_open(sites)[public]
    needs = siting_needs(region, scenario, public, capacity, shared)
    needs += road_needs(region, scenario, public, holds_fast)
    rows = [need.gives for need in needs] or [sparse.csr_array((0, public.size))]
    problem = AdequateCover(
        pairs=pairs,
        weights=people,
        count=scenario.coverage.max_sites,
        provides=sparse.csr_array(sparse.vstack(rows, format="csr")),
        need=np.array([need.least for need in needs]),
        names=tuple(need.name for need in needs),
        labels=tuple(need.label for need in needs),
        required=np.flatnonzero(forced),
        apart=near_pairs(region, scenario, public, holds_fast, forced),
    )
    if progress is not None:
        told = {"cells": pairs.n_demand, "sites": pairs.n_sites, "pairs": pairs.n_pairs}
        progress(message("planning-siting", **told))
    limits = solver_limits(scenario, stage)

    def keys() -> dict[str, list[str]]:
        areas = np.unique(region.demand["adcode"].to_numpy(dtype=str)).tolist()
        named_needs = distinct(need.name for need in needs)
        return {
            "site": site_keys(region, public),
            "row": cell_keys(region),
            "need": named_needs,
            "area": areas,
        }

    certificates: tuple[Certificate, ...]
    if scenario.coverage.equity != "none":
        opened, certificates = choose_with_equity(region, scenario, problem, limits, shown_to(models, keys))
    elif scenario.coverage.active.kind == "radius":
        choice = solve(problem, shown=shown_to(models, keys), **limits)
        opened, certificates = choice.sites, choice.certificates
    else:
        opened, certificates = _mean_siting(region, scenario, problem, public, limits, models)
    tradeoff = _tradeoff(problem, opened, certificates, scenario)
    return Siting(public, public[opened], pairs, certificates, tradeoff, problem)


def forced_open(sites: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Mark the sites that stand in every plan: existing and required ones, and every service area."""
    area = (sites["category"] == "expressway_service_area") & (sites["status"] != "excluded")
    return np.asarray(sites["status"].isin(["required", "existing"]) | area)


def _refuse_cramped(sites: gpd.GeoDataFrame, cramped: NDArray[np.bool_]) -> None:
    """Name the sites that have to open but have no room for a charger; existing ones may be full."""
    rows = sites.loc[cramped & (sites["status"] != "existing").to_numpy()]
    if rows.empty:
        return
    first = rows.iloc[0]
    raise InfeasiblePlan(
        message(
            "planning-cramped",
            sites=len(rows),
            site=str(first["site_id"]),
            name=named(str(first["name_zh"]), str(first["name_en"])),
            bays=first["bays"],
            power=Figure(first["grid_kw"], "kW"),
            allows=str(first["allows"]),
        )
    )


def _mean_siting(
    region: Region,
    scenario: Scenario,
    problem: AdequateCover,
    public: Indices,
    limits: Limits,
    models: Models | None,
) -> tuple[Indices, tuple[Certificate, ...]]:
    """Choose sites for mean distances: those the needs take first, then what shortens the way most."""
    profile = scenario.coverage.active
    limit = cell_radius(region, profile.radius_m)
    judged = judged_cells(region, scenario) & ~np.isnan(limit)
    # A mean takes in people beyond its limit, so pairs reach further than the radius.
    reach = np.maximum(2.0 * np.nan_to_num(limit), cell_radius(region, profile.allocation_radius_m))
    every = np.arange(len(region.demand))
    near = way_pairs(region, every, public, reach, detour=scenario.coverage.detour.value)
    zone_limit, zone = np.unique(np.where(judged, limit, np.inf), return_inverse=True)
    people = region.demand["population"].to_numpy(dtype=np.float64)

    def keys() -> dict[str, list[str]]:
        zones = distinct(f"{most:g}" for most in zone_limit.tolist())
        return {"site": site_keys(region, public), "row": cell_keys(region), "zone": zones}

    answer = solve(
        MeanAccess(
            pairs=CoverPairs.from_sparse(near),
            weights=np.where(judged, people, 0.0),
            zone=zone,
            limit_m=zone_limit,
            count=problem.count,
            required=provided_for(problem),
            apart=problem.apart,
        ),
        shown=shown_to(models, keys),
        **limits,
    )
    return answer.sites.astype(np.int64), answer.certificates


def _tradeoff(
    problem: AdequateCover,
    opened: Indices,
    certificates: tuple[Certificate, ...],
    scenario: Scenario,
) -> pd.DataFrame:
    """Tabulate people covered against the number of sites, with a bound for every number.

    Greedy answers without the zones' needs; the bound is the usual one for a submodular cover: what the
    k sites cover plus the k largest gains left (Nemhauser, Wolsey and Fisher 1978).
    """
    order, covered, bound = greedy_order(problem.pairs, problem.weights, problem.required)
    total = float(problem.weights.sum())
    marks = np.unique(np.linspace(max(problem.required.size, 1), order.size, 25).astype(int))
    rows = [(int(k), float(covered[k - 1]), float(bound[k - 1]), "greedy") for k in marks if k >= 1]
    reached = np.asarray(problem.pairs.binary()[:, opened].sum(axis=1)).ravel() > 0
    proof = certificates[-1] if scenario.coverage.active.kind == "radius" else None
    people = float(problem.weights[reached].sum())
    best = float("nan") if proof is None or proof.bound is None else float(proof.bound)
    rows.append((int(opened.size), people, best, "plan"))
    frame = pd.DataFrame(rows, columns=["sites", "covered_people", "bound", "kind"])
    frame["covered_people_share"] = frame["covered_people"] / total
    return frame.sort_values(["sites", "kind"], ignore_index=True)
