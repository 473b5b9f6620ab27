"""Siting: which public sites open, so that most people are within the radius profile."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pandas as pd
from scipy import sparse

from gisplan.access.reach import cell_radius, coverage_pairs, judged_cells
from gisplan.access.ways import way_pairs
from gisplan.planning.chargers.capacity import ChargerTables, nominal_capacity, standing_at, usable_sites
from gisplan.planning.chargers.feeders import least_loads
from gisplan.planning.constraints.collected import Place, decided, with_own_names
from gisplan.planning.limits import solver_limits
from gisplan.planning.models import cell_keys, distinct, shown_to, site_keys
from gisplan.planning.siting.needs import siting_needs
from gisplan.planning.siting.rules import near_pairs, road_needs, with_equity
from gisplan.planning.siting.trips import holds_fast, trip_needs
from gisplan_errors import InfeasiblePlan, ScenarioError
from gisplan_numbers import Figure
from gisplan_words import message, named
from layers.sites.standing import stands
from optimize.cover_pairs import CoverPairs
from optimize.covering.state import greedy_order
from optimize.entry import solve
from optimize.siting.adequate import AdequateCover, provided_for
from optimize.siting.mean_access.problem import MeanAccess

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from gisplan.planning.constraints.collected import OwnConstraints
    from gisplan.planning.models import Models
    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Indices
    from gisplan_progress import Progress
    from layers.region.loading import Region
    from optimize.certificate import Certificate
    from optimize.entry import Problem
    from optimize.location.site_choice import Solution
    from optimize.siting.fair_model import FairChoice
    from optimize.siting.mean_access.problem import MeanAccessSolution

    Asked: TypeAlias = Problem[Any]


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
    own: OwnConstraints | None = None,
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
    own
        Constraints of the planner's own; None: there are none.

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
    usable, built = usable_sites(region, tables, scenario), standing_at(tables, len(sites))
    is_public = (sites["access"] == "public").to_numpy()
    public = np.flatnonzero((usable | built.open) & is_public)
    if not public.size:
        raise InfeasiblePlan(
            message("planning-no-public-site", region=region.name, sites=int(is_public.sum()))
        )
    pairs = coverage_pairs(region, scenario, public)
    people = region.demand["population"].to_numpy(dtype=np.float64)
    _refuse_cramped(sites, forced_open(sites) & ~usable)
    nominal = nominal_capacity(sites, tables, scenario)[public]
    capacity = nominal + built.energy[public].sum(axis=1)
    shared = set(sites.loc[usable & ~is_public, "category"])
    fast = holds_fast(region, tables, scenario)
    old = stands(sites)[public]
    forced, standing = (forced_open(sites) | tables.has_stop)[public], int(old.sum())
    typical = float(nominal[usable[public]].mean()) if usable[public].any() else 0.0
    needs = siting_needs(region, scenario, public, capacity, shared, typical=typical)
    needs += road_needs(region, scenario, public, fast[public])
    needs += trip_needs(region, scenario, public, fast)
    rows = [need.gives for need in needs] or [sparse.csr_array((0, public.size))]
    problem = AdequateCover(
        pairs=pairs,
        weights=people,
        count=scenario.coverage.max_new_sites + standing,
        provides=sparse.csr_array(sparse.vstack(rows, format="csr")),
        need=np.array([need.least for need in needs]),
        names=tuple(need.name for need in needs),
        labels=tuple(need.label for need in needs),
        required=np.flatnonzero(forced),
        apart=near_pairs(region, scenario, public, fast[public], forced, old),
        standing=standing,
        # a planner's own rows take the place of these: the sizing alone then knows of feeders
        own=least_loads(region, scenario, tables, public, forced) if own is None else None,
    )
    if progress is not None:
        told = {"cells": pairs.n_demand, "sites": pairs.n_sites, "pairs": pairs.n_pairs}
        progress(message("planning-siting", **told))
    limits = solver_limits(scenario, stage)

    def keys(asked: Asked) -> dict[str, list[str]]:
        known = {"site": site_keys(region, public), "row": cell_keys(region)}
        if isinstance(asked, MeanAccess):
            return {**known, "zone": distinct(f"{most:g}" for most in asked.limit_m.tolist())}
        areas = np.unique(region.demand["adcode"].to_numpy(dtype=str)).tolist()
        return {**known, "need": distinct(need.name for need in needs), "area": areas}

    asked: Asked = problem
    if scenario.coverage.equity != "none":
        asked = with_equity(region, scenario, problem)
    elif scenario.coverage.active.kind != "radius":
        asked = _for_mean_distance(region, scenario, problem, public)
    place = Place("siting", sites.iloc[public].assign(fast=fast[public]), lambda: keys(asked))
    shown = shown_to(models, lambda: with_own_names(keys(asked), own, "siting"))

    def take(one: Asked) -> Solution | FairChoice | MeanAccessSolution:
        found: Solution | FairChoice | MeanAccessSolution = solve(one, shown=shown, **limits)
        return found

    # what shares the sites keeps the planner's rows as well
    cover = problem if own is None else replace(problem, own=own.rows(place, asked)[0])
    _refuse_untold(cover, scenario)
    _, choice = decided(own, place, asked, take, limits)
    opened = choice.sites.astype(np.int64)
    tradeoff = _tradeoff(problem, opened, choice.certificates, scenario)
    return Siting(public, public[opened], pairs, choice.certificates, tradeoff, cover)


def moved_siting(
    siting: Siting, opened: Indices, certificates: tuple[Certificate, ...], scenario: Scenario
) -> Siting:
    """Give a siting with other sites open, columns of its pairs, and what proves them."""
    tradeoff = _tradeoff(siting.cover, opened, certificates, scenario)
    return replace(siting, opened=siting.public[opened], certificates=certificates, tradeoff=tradeoff)


def _refuse_untold(cover: AdequateCover, scenario: Scenario) -> None:
    """Refuse own rows over sites that may open without a charger, for no table of a run has those."""
    if cover.own is not None and not scenario.chargers.min_chargers_per_site.counts.get("public", 0):
        raise ScenarioError(message("constrain-least"))


def forced_open(sites: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Mark the sites that stand in every plan: standing and required ones, and every service area."""
    area = (sites["category"] == "expressway_service_area") & (sites["status"] != "excluded")
    return np.asarray((sites["status"] == "required") | area | stands(sites))


def _refuse_cramped(sites: gpd.GeoDataFrame, cramped: NDArray[np.bool_]) -> None:
    """Name the sites that have to open but have no room for a charger; standing ones may be full."""
    rows = sites.loc[cramped & ~stands(sites)]
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


def _for_mean_distance(
    region: Region, scenario: Scenario, problem: AdequateCover, public: Indices
) -> MeanAccess:
    """Ask for mean distances: the sites that the needs take open, then what shortens the way most."""
    profile = scenario.coverage.active
    limit = cell_radius(region, profile.radius_m)
    judged = judged_cells(region, scenario) & ~np.isnan(limit)
    # A mean takes in people beyond its limit, so pairs reach further than the radius.
    reach = np.maximum(2.0 * np.nan_to_num(limit), cell_radius(region, profile.allocation_radius_m))
    every = np.arange(len(region.demand))
    near = way_pairs(region, every, public, reach, detour=scenario.coverage.detour.value)
    zone_limit, zone = np.unique(np.where(judged, limit, np.inf), return_inverse=True)
    people = region.demand["population"].to_numpy(dtype=np.float64)
    return MeanAccess(
        pairs=CoverPairs.from_sparse(near),
        weights=np.where(judged, people, 0.0),
        zone=zone,
        limit_m=zone_limit,
        count=problem.count,
        required=provided_for(problem),
        apart=problem.apart,
        standing=problem.standing,
        own=problem.own,
    )


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
