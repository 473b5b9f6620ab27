"""Where lorries stop to charge on their way: the cheapest sites that keep as many trips charged as asked.

Flow refuelling (`optimize.location.refuelling.least`) over the sites that the group of lorries may use: half
a battery at both ends, but where an end has a depot. Each site chosen gets a charger of at least
``lorries.stop_kw``; how many more, and which others serve depots, the sizing decides by energy.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from gisplan.access.ways import site_points
from gisplan.planning.chargers.capacity import (
    asked_fast,
    least_fast,
    standing_at,
    usable_bays,
    usable_grid_kw,
)
from gisplan.planning.limits import solver_limits
from gisplan.planning.lorries.trips import LorryTrips, lorry_trips
from gisplan.planning.models import distinct, shown_to, site_keys
from gisplan.planning.trips import driven_beside, paths_beside
from gisplan_errors import SolverFailed
from gisplan_words import message
from layers.restrictions.ground import hours_at
from layers.restrictions.hours import TRUCK
from layers.vocabulary import LORRY
from optimize.entry import solve
from optimize.location.refuelling.least import LeastRefuelling
from optimize.location.refuelling.trips import FreightTrips, freight_trips

if TYPE_CHECKING:
    from gisplan.planning.chargers.capacity import ChargerTables
    from gisplan.planning.models import Models
    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Flags, Floats, Indices
    from gisplan_progress import Progress
    from layers.region.loading import Region
    from optimize.certificate import Certificate
    from optimize.location.refuelling.paths import RefuellingPaths


@dataclass(frozen=True, eq=False)
class LorryPlan:
    """Trips of electric lorries past the sites where they may stop, and the sites that are asked.

    Attributes
    ----------
    trips
        The flows on their routes.
    sites
        Positions in ``region.sites`` of the sites where a charger for stops may stand or stands.
    paths
        Those that each route passes; ends with a depot are the site after the last.
    asked
        Arcs to cover and trips that must be charged.
    stands
        Where a charger for stops stands already.
    costs
        Cost of the cheapest charger for stops at each of them, money; 0 where one stands.
    chosen
        Positions in ``region.sites`` of those that get one; what stands is not among them.
    certificates
        One, none where no trips are asked for.
    """

    trips: LorryTrips
    sites: Indices
    paths: RefuellingPaths
    asked: FreightTrips
    stands: Flags
    costs: Floats
    chosen: Indices
    certificates: tuple[Certificate, ...] = ()

    @property
    def chargeable(self) -> Flags:
        """Whether some set of sites keeps each flow charged."""
        return np.asarray(self.asked.member >= 0)

    def charged(self, opened: Flags) -> Flags:
        """Tell which flows are kept charged.

        Parameters
        ----------
        opened
            Which of `sites` have a charger for stops, (S,).

        Returns
        -------
        numpy.ndarray
            One flag a flow.
        """
        done = np.append(self.asked.refuelled(opened), False)
        return np.asarray(done[self.asked.member])


def stop_types(scenario: Scenario) -> Flags:
    """Mark the types of chargers at which a lorry stops on its way."""
    least = 0.0 if scenario.lorries is None else scenario.lorries.stop_kw.value
    groups = [name for name, group in scenario.service.items() if LORRY in group.classes]
    kinds = scenario.chargers.types
    return np.array([kind.power_kw >= least and bool({*groups} & {*kind.serves}) for kind in kinds])


def stop_costs(region: Region, scenario: Scenario, tables: ChargerTables) -> Floats:
    """Give the cost of the cheapest charger for stops at every site, infinite where none may stand, (n,).

    A site has room for it beside the other fast chargers that it must have, each of the least load.
    """
    sites, kinds = region.sites, stop_types(scenario)
    group = next(group for group in scenario.service.values() if LORRY in group.classes)
    fit = (sites["status"] != "excluded").to_numpy() & group.may_use(sites)
    fast = np.array([kind.fast for kind in scenario.chargers.types])
    able = tables.capacity_kwh > 0
    area = (sites["category"] == "expressway_service_area").to_numpy()
    asked = np.where(area, least_fast(sites, scenario), asked_fast(sites, tables, scenario))
    old = standing_at(tables, len(sites)).counts[:, fast].sum(axis=1)
    others = np.maximum(asked - old - 1.0, 0.0)
    load = np.where(able & fast, tables.load_kw, np.inf).min(axis=1, initial=np.inf)
    with np.errstate(invalid="ignore"):
        kw = usable_grid_kw(sites, scenario) - np.where(others > 0, others * load, 0.0)
    bays = usable_bays(sites, scenario) - others * tables.bays[fast].min(initial=np.inf)
    # where nobody tells them, the category decides
    lanes = sites["lorry_bays"].fillna(np.inf).to_numpy(dtype=np.float64)
    guns = np.array([kind.connectors for kind in scenario.chargers.types])
    fits = (
        able
        & kinds
        & (guns <= lanes[:, None])
        & (tables.load_kw <= kw[:, None] + 1e-9)
        & (tables.bays <= bays[:, None])
    )
    return np.asarray(np.where(fits & fit[:, None], tables.cost, np.inf).min(axis=1))


def lorry_plan(region: Region, scenario: Scenario, tables: ChargerTables) -> LorryPlan | None:
    """Lay the trips past the sites where lorries may stop, without choosing any; None without trips."""
    settings, trips = scenario.lorries, lorry_trips(region, scenario)
    if settings is None or trips is None:
        return None
    costs = stop_costs(region, scenario, tables)
    stands = standing_at(tables, len(region.sites)).counts[:, stop_types(scenario)].sum(axis=1) > 0
    stands &= hours_at(region.sites, TRUCK) > 0
    sites = np.flatnonzero(np.isfinite(costs) | stands)
    points = site_points(region.sites)[sites]
    beside = [
        driven_beside(route, route.beside(points, settings.deviation_m.value)) for route in trips.routes
    ]
    given = [(bool(start), bool(end)) for start, end in (trips.charged & trips.driven[:, None]).tolist()]
    paths = paths_beside(trips.routes, beside, given, sites.size)
    asked = freight_trips(
        paths, trips.trips_day, trips.range_m, least_share=settings.least_share.value, n_sites=sites.size
    )
    free = np.where(stands[sites], 0.0, costs[sites])
    return LorryPlan(trips, sites, paths, asked, stands[sites], free, np.zeros(0, dtype=np.int64))


def plan_lorries(
    region: Region,
    scenario: Scenario,
    tables: ChargerTables,
    *,
    progress: Progress | None = None,
    models: Models | None = None,
) -> tuple[LorryPlan | None, ChargerTables]:
    """Choose the sites where lorries stop.

    Parameters
    ----------
    region
        Layers of the region, metres.
    scenario
        The resolved scenario.
    tables
        Charger tables over all sites of the region.
    progress
        Told one line a step; None tells nobody.
    models
        Given the problem of the decision; None gives it to nobody.

    Returns
    -------
    tuple
        The plan of the lorries, None without trips, and the tables with a charger asked at each site.

    Raises
    ------
    SolverFailed
        The solver stopped without an answer.
    """
    plan = lorry_plan(region, scenario, tables)
    if plan is None or plan.asked.least <= 0:
        return plan, tables
    problem = LeastRefuelling(plan.asked, plan.costs, existing=np.flatnonzero(plan.stands))
    shown = shown_to(models, lambda: _keys(region, plan))
    found = solve(problem, shown=shown, **solver_limits(scenario, "siting", progress))
    if found.objective is None:
        raise SolverFailed(message("planning-lorries-none"))
    chosen = plan.sites[np.setdiff1d(found.sites, problem.open_already)]
    if progress is not None:
        progress(message("planning-lorries", sites=chosen.size, trips=round(plan.asked.least)))
    stops = np.zeros(tables.capacity_kwh.shape, dtype=bool)
    stops[chosen] = (tables.capacity_kwh[chosen] > 0) & stop_types(scenario)
    return replace(plan, chosen=chosen, certificates=found.certificates), replace(tables, stops=stops)


def _keys(region: Region, plan: LorryPlan) -> dict[str, list[str]]:
    """Name what the model goes over: a path by the first of its flows."""
    flow, asked = plan.trips.flows, plan.asked
    first = [int(np.argmax(asked.member == path)) for path in range(asked.trips.size)]
    pairs = (f"{flow['origin_id'][q]} {flow['destination_id'][q]}" for q in first)
    return {"site": site_keys(region, plan.sites), "path": distinct(pairs)}
