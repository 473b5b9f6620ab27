"""Result layer ``sites``: what stands at every site of the plan, in the region's projected CRS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gisplan.access.reach import nearest_entries
from gisplan.planning.chargers.capacity import standing_at, usable_grid_kw
from gisplan.planning.chargers.grid import own_grid_kw
from gisplan.planning.years import opening_years

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from gisplan.planning.chargers.capacity import ChargerTables
    from gisplan.planning.chargers.sizing import SizedSites
    from gisplan.planning.siting.choice import Siting
    from gisplan.planning.years import PhasedSites
    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Floats, Indices
    from layers.region.loading import Region


KEPT = (
    *("site_id", "name_zh", "name_en", "category", "access", "adcode", "authority", "status"),
    *("origin", "source", "as_of", "verified", "road_ref", "direction", "chainage_km"),
    *("bays", "grid_kw", "area_m2", "existing_chargers", "operator", "substation", "feeder", "fed_by"),
    "allows",
)


def plan_sites(
    region: Region,
    scenario: Scenario,
    tables: ChargerTables,
    siting: Siting,
    sized: SizedSites,
    phased: PhasedSites,
) -> gpd.GeoDataFrame:
    """List the sites that get chargers, with counts, energy, use and cost.

    ``headroom_kw`` is what the grid connection may still carry, see :func:`grid_headroom`. ``utilisation`` is
    energy served over rated power times 24 h: an outcome. ``people_covered`` counts every covered person
    once, at the nearest open public site. ``grid_kw_after`` is the connection with the transformer
    bought, ``transformer_cost`` its price, part of ``investment_cost``; ``year`` is the year the site opens.
    ``replaced`` says which chargers that stand there give way, beside the new ones that ``chargers`` counts.
    """
    counts = sized.sizing.counts
    chosen = np.flatnonzero(counts.sum(axis=1) > 0)
    position = sized.sites[chosen]
    counts = counts[chosen]
    types = scenario.chargers.types
    kept = [name for name in (*KEPT, "geometry") if name in region.sites]  # modelled sites know no substation
    frame = region.sites.iloc[position][kept].reset_index(drop=True)
    for t, kind in enumerate(types):
        frame[f"n_{kind.id}"] = counts[:, t]
    power = np.array([kind.power_kw for kind in types])
    fast = np.array([kind.fast for kind in types])
    served = np.bincount(
        sized.problem.pairs.indices, weights=sized.sizing.flow, minlength=sized.problem.pairs.n_sites
    )[chosen]
    frame["chargers"] = counts.sum(axis=1)
    frame["fast_chargers"] = counts[:, fast].sum(axis=1)
    frame["kw"] = counts @ power
    bought, frame["transformer_cost"] = _bought(sized, chosen, scenario)
    frame["grid_kw_after"] = own_grid_kw(region.sites.iloc[position]) + bought
    headroom = grid_headroom(
        frame.assign(grid_kw=frame["grid_kw"] + bought), counts, tables.load_kw[position], scenario
    )
    swapped = sized.replaced
    frame["replaced"] = "" if swapped is None else swapped.told(scenario.chargers.type_ids, position)
    taken = 0.0 if swapped is None else swapped.load_kw[position]
    frame["headroom_kw"] = np.round(headroom - taken, 6) + 0.0
    frame["capacity_kwh_day"] = (counts * tables.capacity_kwh[position]).sum(axis=1)
    # what stands at a site serves first
    served = np.maximum(served - standing_at(tables, len(region.sites)).energy[position].sum(axis=1), 0.0)
    frame["served_kwh_day"] = served
    frame["utilisation"] = served / (frame["kw"].to_numpy() * 24.0)
    frame["investment_cost"] = (counts * tables.cost[position]).sum(axis=1) + frame["transformer_cost"]
    people = nearest_people(region, siting)
    frame["people_covered"] = people[position]
    frame["year"] = opening_years(phased)[chosen]
    return frame


def _bought(sized: SizedSites, chosen: Indices, scenario: Scenario) -> tuple[Floats, Floats]:
    """Give the kVA that sites buy beyond their connection, and what that costs, money."""
    problem = sized.problem
    if problem.upgrades is None:
        return np.zeros(chosen.size), np.zeros(chosen.size)
    load = (problem.load_kw * sized.sizing.counts).sum(axis=1)
    need = problem.upgrades.steps(load, problem.grid_kw)
    number = np.arange(problem.upgrades.step_kw.shape[1])
    usable = np.where(number < need[:, None], problem.upgrades.step_kw, 0.0).sum(axis=1)
    kva = usable / scenario.chargers.transformer_load_limit.value
    return kva[chosen], problem.upgrades.cost(load, problem.grid_kw)[chosen]


def grid_headroom(
    sites: gpd.GeoDataFrame, counts: NDArray[np.integer[Any]], load_kw: Floats, scenario: Scenario
) -> Floats:
    """Give what each grid connection may carry beyond the load of its new chargers, kW.

    The share of ``grid_kw`` that may be loaded, less rated power times coincidence of every charger: the
    slack of the sizing model's grid rows. ``counts`` and ``load_kw`` (kW of one charger) are (sites, types).
    """
    slack = usable_grid_kw(sites, scenario) - (counts * load_kw).sum(axis=1)
    return np.asarray(np.round(slack, 6) + 0.0)  # a full connection has no headroom, not -1e-14


def nearest_people(region: Region, siting: Siting) -> Floats:
    """Count the covered people of each site: every covered cell counts at its nearest open public site."""
    out = np.zeros(len(region.sites))
    if siting.opened.size == 0:
        return out
    open_columns = np.flatnonzero(np.isin(siting.public, siting.opened))
    nearest = nearest_entries(siting.pairs.select(sites=open_columns).to_csr(), 1)
    covered = np.diff(nearest.indptr) > 0
    people = region.demand["population"].to_numpy(dtype=np.float64)[covered]
    np.add.at(out, siting.public[open_columns[nearest.indices]], people)
    return out
