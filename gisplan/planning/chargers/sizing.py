"""Sizing: from frames to the arrays of the sizing model, and back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import numpy as np

from gisplan.access.reach import DemandRows, demand_rows
from gisplan.planning.chargers.bounds import (
    charger_floors,
    charger_shares,
    lorry_bay_ceilings,
    shared_cell_floors,
    stated_floors,
    stated_shares,
    stop_floors,
)
from gisplan.planning.chargers.capacity import (
    AREAS,
    asked_fast,
    least_fast,
    most_chargers,
    site_maximum,
    standing_at,
    usable_bays,
    usable_grid_kw,
    usable_sites,
)
from gisplan.planning.chargers.feeders import grid_loads
from gisplan.planning.chargers.grid import transformer_steps
from gisplan.planning.chargers.replaced import (
    Replaced,
    parted,
    replacement_pairs,
    type_names,
    with_replacements,
)
from gisplan.planning.constraints.collected import Place, decided
from gisplan.planning.limits import solver_limits
from gisplan.planning.models import distinct, shown_to, site_keys
from gisplan_errors import InfeasiblePlan
from gisplan_words import Message, changed, message, messages
from layers.districts.polygons import city_code, city_names
from optimize.entry import solve
from optimize.sizing.layout import couple
from optimize.sizing.parts import PartedSizing
from optimize.sizing.problem import SizingProblem
from optimize.sizing.subsets import Upgrades

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from gisplan.planning.chargers.capacity import ChargerTables
    from gisplan.planning.constraints.collected import OwnConstraints
    from gisplan.planning.models import Models, Shown
    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Indices
    from gisplan_progress import Progress
    from gisplan_words import Said
    from layers.region.loading import Region
    from optimize.certificate import Certificate
    from optimize.sizing.sizing import Sizing


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
        The model's arrays and its answer, of the chargers that are added.
    replaced
        What that stands is replaced; None where nothing may be.
    """

    sites: Indices
    rows: DemandRows
    problem: SizingProblem
    sizing: Sizing
    replaced: Replaced | None = None


def size_sites(
    region: Region,
    scenario: Scenario,
    tables: ChargerTables,
    opened_public: Indices,
    *,
    progress: Progress | None = None,
    models: Models | None = None,
    own: OwnConstraints | None = None,
) -> SizedSites:
    """Decide how many chargers of which type stand at every open site.

    Public sites are those that siting opened; dedicated and private sites open when they get chargers.

    Parameters
    ----------
    region
        Layers of the region, metres.
    scenario
        The resolved scenario.
    tables
        What each type gives, costs and loads at each site.
    opened_public
        Positions in ``region.sites`` of the public sites that siting opened.
    progress
        Told one line a step; None tells nobody.
    models
        Given the problems of each decision; None gives them to nobody.
    own
        Constraints of the planner's own; None: there are none.

    Returns
    -------
    SizedSites
        Counts by site and type, with the flows that they serve.

    Raises
    ------
    InfeasiblePlan
        The floors, shares, bays, feeds and the target cannot be met together.
    """
    access = region.sites["access"].to_numpy()
    able = usable_sites(region, tables, scenario) & (access != "public")
    able[opened_public] = True
    # what stands serves whether it may grow or not
    able |= (standing_at(tables, access.size).energy > 0).any(axis=1) & (access != "public")
    sites = np.flatnonzero(able)
    rows = demand_rows(region, scenario, able)
    frame = region.sites.iloc[sites]
    problem = sizing_problem(region, scenario, tables, sites, rows)
    problem = with_replacements(problem, frame, scenario, tables, sites)
    if progress is not None:
        pairs = problem.pairs
        told = {"rows": pairs.n_demand, "sites": pairs.n_sites, "pairs": pairs.n_pairs}
        progress(message("planning-sizing", **told))
    try:

        def keys_of(one: SizingProblem) -> Callable[[], dict[str, list[str]]]:
            # own rows are rules of the problem that has them
            return lambda: sizing_keys(region, scenario, sites, rows, one)

        problem, sizing = decided(
            own,
            Place("sizing", frame, keys_of(problem)),
            problem,
            lambda one: _solve(region, scenario, one, sites, rows, progress, shown_to(models, keys_of(one))),
            solver_limits(scenario, "sizing"),
        )
    except InfeasiblePlan as error:
        reason = with_site_names(cast("Said", error.what), frame)
        over = any(part.code == "optimize-sizing-budget" for part in messages(reason))
        raise InfeasiblePlan(message("planning-over-budget", reason=reason) if over else reason) from None
    sizing = replace(sizing, certificates=placed(sizing.certificates, sites))
    added = parted(problem, sizing, replacement_pairs(scenario), sites, len(region.sites))
    return SizedSites(sites, rows, *added)


def sizing_keys(
    region: Region, scenario: Scenario, sites: Indices, rows: DemandRows, problem: SizingProblem
) -> dict[str, list[str]]:
    """Name what the models of a sizing go over."""
    users = zip(rows.frame["cell_id"], rows.frame["group"], strict=True)
    return {
        "site": site_keys(region, sites),
        "type": distinct(type_names(scenario, problem)),
        "row": distinct(f"{cell} {group}" for cell, group in users),
        "rule": distinct(couple(problem).marks),
    }


def placed(said: Sequence[Certificate], sites: Indices) -> tuple[Certificate, ...]:
    """Say whose prices the multipliers are: positions among the sites of the region."""
    return tuple(
        one
        if one.multipliers is None
        else one.proven_by({**one.multipliers, "sites": sites.astype(np.int32)})
        for one in said
    )


def _solve(
    region: Region,
    scenario: Scenario,
    problem: SizingProblem,
    sites: Indices,
    rows: DemandRows,
    progress: Progress | None,
    shown: Shown | None,
) -> Sizing:
    """Size a city by its integer model, or a province with its cities where the scenario asks for it."""
    limits = solver_limits(scenario, "sizing", progress)
    # a budget and own rows couple the parts; what replaces what stands has no coarse relaxation
    coupled = problem.budget is not None or problem.own is not None or problem.swaps is not None
    if scenario.solver.parts == "whole" or coupled:
        return solve(problem, shown=shown, **limits)
    districts = region.sites["adcode"].iloc[sites].astype(str)
    cells = rows.frame["adcode"].astype(str)
    cities = sorted({city_code(code) for code in {*districts, *cells}})
    called = city_names(sorted({*districts, *cells}))
    part = {code: k for k, code in enumerate(cities)}
    site_zone = np.unique(districts, return_inverse=True)[1]
    users = cells + " " + rows.frame["group"].astype(str)
    parted = PartedSizing(
        whole=problem,
        site_part=districts.map(city_code).map(part).to_numpy(dtype=np.int64),
        row_part=cells.map(city_code).map(part).to_numpy(dtype=np.int64),
        site_zone=site_zone,
        row_zone=np.unique(users, return_inverse=True)[1],
        names=[called.get(code, code) for code in cities],
    )
    return solve(parted, shown=shown, **limits)


def plan_budget(scenario: Scenario) -> float | None:
    """Give what the plan may cost: the budget of the costs, and of all years where each has one."""
    limits = [scenario.costs.budget]
    if scenario.phasing is not None:
        yearly = [row.budget for row in scenario.phasing.years]
        limits.append(None if None in yearly else float(sum(one for one in yearly if one is not None)))
    known = [limit for limit in limits if limit is not None]
    return min(known) if known else None


def with_site_names(said: Said, sites: pd.DataFrame) -> Said:
    """Replace ``site 14`` in what the sizing model says by the key and name of that site."""

    def with_name(part: Message) -> Message:
        if part.code != "optimize-site":
            return part
        row = sites.iloc[int(str(part.figures["site"]))]
        return message(part.code, site=f"{row['site_id']} {row['name_zh']}")

    return changed(said, with_name)


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
    access = frame["access"].to_numpy()
    capacity = tables.capacity_kwh[sites]
    bays = usable_bays(frame, scenario)
    forced = (frame["status"] == "required").to_numpy()
    opening = access == "public"
    asked_least = frame["access"].map(dict(chargers.min_chargers_per_site.counts)).fillna(0)
    stock = standing_at(tables, len(region.sites)).at(sites)
    old = stock.counts.sum(axis=1)
    asked_least = np.where(old > 0, 0, asked_least)
    least = np.where(opening | forced, asked_least, 0).astype(np.int64)
    asked = asked_fast(region.sites, tables, scenario)[sites]
    areas = (frame["category"] == "expressway_service_area").to_numpy() & opening
    # An open service area closes a gap of its road only with a fast charger.
    on_road = opening & frame["chainage_km"].notna().to_numpy() & frame["category"].isin(AREAS).to_numpy()
    min_fast = np.where(forced, asked, np.maximum(asked, on_road.astype(np.int64)))
    min_fast[areas] = least_fast(frame, scenario)[areas]
    fast = np.array([kind.fast for kind in chargers.types])
    old_fast = stock.counts[:, fast].sum(axis=1).astype(np.int64)
    min_fast = np.maximum(min_fast - old_fast, 0)
    site_most = np.minimum(bays, site_maximum(frame, scenario)).astype(np.int64)
    if tables.most is not None:
        site_most = np.minimum(site_most, tables.most[sites]).astype(np.int64)
    # A site that cannot carry the least number holds what fits.
    room = most_chargers(region.sites, tables, scenario)[sites]
    # what stands has a place for good, with or without room for what is asked of a new site
    min_fast = np.where(stock.open, np.minimum(min_fast, room), min_fast)
    return SizingProblem(
        pairs=rows.pairs.select(sites=sites),
        energy=rows.frame["energy"].to_numpy(dtype=np.float64),
        users=rows.frame["group"].map({name: u for u, name in enumerate(scenario.service)}).to_numpy(),
        serves=np.array([[name in kind.serves for kind in chargers.types] for name in scenario.service]),
        capacity_kwh=capacity,
        fast=fast,
        bays=bays,
        grid_kw=usable_grid_kw(frame, scenario),
        load_kw=tables.load_kw[sites],
        cost=tables.cost[sites],
        min_chargers=np.minimum(least, room),
        max_chargers=np.minimum(site_most, _cars_at_home(rows, sites, tables, access)),
        min_fast=min_fast,
        target=chargers.new_target if chargers.counts_all else 0,
        floors=(
            *charger_floors(region, scenario, sites),
            *stated_floors(frame, scenario),
            *stop_floors(frame, sites, tables),
            *lorry_bay_ceilings(frame, scenario),
            *shared_cell_floors(rows, frame, sites, tables),
        ),
        shares=(*charger_shares(region, scenario, sites), *stated_shares(frame, scenario)),
        bay_use=tables.bays.astype(np.int64),
        budget=plan_budget(scenario),
        upgrades=_steps_of_new(transformer_steps(frame, scenario), old > 0),
        standing_kwh=stock.energy if stock.energy.any() else None,
        loads=grid_loads(region, scenario, sites),
    )


def _steps_of_new(steps: Upgrades | None, old: NDArray[np.bool_]) -> Upgrades | None:
    """Leave transformers to sites where no charger stands: an expansion stays within its connection."""
    if steps is None or not old.any():
        return steps
    kept = ~old[:, None]
    return Upgrades(np.where(kept, steps.step_kw, 0.0), np.where(kept, steps.step_cost, 0.0))


def _cars_at_home(
    rows: DemandRows, sites: Indices, tables: ChargerTables, access: NDArray[np.object_]
) -> Indices:
    """Count the cars a private site has at home, so that no pile stands without one; no limit elsewhere.

    A pile gives what one car takes (see `charger_tables`), so a compound's energy over that is its cars.
    """
    pairs = rows.pairs.select(sites=sites)
    reached = np.bincount(
        pairs.indices, weights=rows.frame["energy"].to_numpy()[pairs.rows()], minlength=pairs.n_sites
    )
    each = tables.capacity_kwh[sites].max(axis=1)
    cars = np.floor(np.divide(reached, each, out=np.zeros(sites.size), where=each > 0) + 1e-9)
    return np.where(access == "private", cars.astype(np.int64), np.iinfo(np.int64).max)
