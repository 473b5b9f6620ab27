"""Result layers of hydrogen: stations, supply links, and what was assigned, in the region's projected CRS."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gisplan.hydrogen import OWNERSHIP
from layers.hydrogen_screening import LABEL_EN

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gisplan.hydrogen import HydrogenPlan
    from gisplan.scenario import Scenario
    from layers.region import Region

SMALLEST_FLOW = 1e-6
"""kg/day below which a flow is round-off."""


def plan_stations(
    region: Region, scenario: Scenario, hydrogen: HydrogenPlan, charging_ids: set[str]
) -> gpd.GeoDataFrame:
    """List the new stations with size, class, customers, supply and cost.

    Parameters
    ----------
    charging_ids
        Keys of the sites that get chargers: a station on one of them is an integrated energy station.
    """
    kept = [
        *("site_id", "name_zh", "name_en", "category", "adcode", "authority"),
        *("origin", "source", "as_of", "verified", "allows", "oil_m3", "area_m2"),
    ]
    siting = hydrogen.siting
    rows = np.empty(0, dtype=np.int64) if siting is None else hydrogen.candidates[siting.sites]
    frame = region.sites.iloc[rows][[*kept, "geometry"]].reset_index(drop=True)
    sizes = [] if siting is None else siting.sizes.tolist()
    chosen = [scenario.hydrogen.sizes[k] for k in sizes]
    frame["size_kg_day"] = np.array([size.kg_day for size in chosen], dtype=float)
    frame["storage_kg"] = np.array([size.storage_kg for size in chosen], dtype=float)
    frame["investment_cny"] = np.array(
        [size.cost_cny.at(scenario.costs.level) for size in chosen], dtype=float
    )
    frame["pressure_mpa"] = np.full(len(frame), 35)
    frame["year"] = scenario.horizon
    frame["integrated"] = frame["site_id"].isin(charging_ids) | (frame["category"] == "fuel_station")
    if siting is None:
        text = ("ownership", "station_class", "supply_id", "screening", "not_assessed")
        return frame.assign(**dict.fromkeys(text, ""), served_kg_day=0.0, delivered_cny_kg=0.0).iloc[:0]
    problem, supply = hydrogen.problem, siting.supply[:, siting.sites]
    screening = hydrogen.screening.loc[frame["site_id"]]
    frame["ownership"] = [OWNERSHIP[k] for k in problem.ownership[siting.sites].tolist()]
    frame["station_class"] = [screening[f"class_{size.kg_day:g}"].iloc[i] for i, size in enumerate(chosen)]
    frame["screening"] = [f"{text} ({LABEL_EN})" for text in screening["screening"]]
    frame["not_assessed"] = screening["not_assessed"].to_numpy()
    sold = np.bincount(problem.pairs.indices, weights=sold_flow(hydrogen), minlength=problem.pairs.n_sites)
    frame["served_kg_day"] = sold[siting.sites]
    reachable = np.where(supply > SMALLEST_FLOW, problem.haul_cost[:, siting.sites], 0.0)
    spent, bought = (supply * reachable).sum(axis=0), supply.sum(axis=0)
    frame["delivered_cny_kg"] = np.divide(spent, bought, out=np.full(len(frame), np.nan), where=bought > 0)
    names = region.hydrogen_supply["supply_id"].to_numpy()
    frame["supply_id"] = np.where(bought > SMALLEST_FLOW, names[np.argmax(supply, axis=0)], "")
    return frame


def sold_flow(hydrogen: HydrogenPlan) -> NDArray[np.float64]:
    """Give the kg/day over every pair, nothing at sites without a station.

    A solver's tolerance may let a few grams through a site that it leaves shut.
    """
    pairs, siting = hydrogen.problem.pairs, hydrogen.siting
    if siting is None:
        return np.zeros(pairs.n_pairs)
    return np.where(np.isin(pairs.indices, siting.sites), siting.flow, 0.0)


def plan_supply_links(region: Region, hydrogen: HydrogenPlan) -> gpd.GeoDataFrame:
    """Draw a straight line from source to station for every delivery: kg/day, travelled km, CNY/kg."""
    columns = ["supply_id", "site_id", "kg_day", "km", "cny_kg"]
    siting = hydrogen.siting
    if siting is None:
        empty = pd.DataFrame({name: [] for name in columns})
        return gpd.GeoDataFrame(empty, geometry=[], crs=region.crs)
    standing = np.isin(np.arange(siting.supply.shape[1]), siting.sites)
    source, site = np.nonzero((siting.supply > SMALLEST_FLOW) & standing)
    position = hydrogen.candidates[site]
    ends = zip(
        region.hydrogen_supply.geometry.iloc[source], region.sites.geometry.iloc[position], strict=True
    )
    return gpd.GeoDataFrame(
        {
            "supply_id": region.hydrogen_supply["supply_id"].to_numpy()[source],
            "site_id": region.sites["site_id"].to_numpy()[position],
            "kg_day": siting.supply[source, site],
            "km": hydrogen.haul_km[source, site],
            "cny_kg": hydrogen.problem.haul_cost[source, site],
        },
        geometry=[shapely.LineString([a, b]) for a, b in ends],
        crs=region.crs,
    )


def hydrogen_demand_points(region: Region, hydrogen: HydrogenPlan) -> pd.DataFrame:
    """Tabulate demand points: cell_id, adcode, h2_kg_day, served_kg_day."""
    cells = region.demand.iloc[hydrogen.cells]
    asked = cells["h2_kg_day"].to_numpy(dtype=float)
    rows = hydrogen.problem.pairs.rows()
    served = np.bincount(rows, weights=sold_flow(hydrogen), minlength=asked.size)
    return pd.DataFrame(
        {
            "cell_id": cells["cell_id"].to_numpy(),
            "adcode": cells["adcode"].to_numpy(),
            "h2_kg_day": asked,
            "served_kg_day": np.minimum(served, asked),
        }
    )


def hydrogen_assignment(region: Region, hydrogen: HydrogenPlan) -> pd.DataFrame:
    """Tabulate who refuels where: cell_id, site_id, kg_day, metres."""
    columns = ["cell_id", "site_id", "kg_day", "metres"]
    if hydrogen.siting is None:
        return pd.DataFrame({name: [] for name in columns})
    pairs = hydrogen.problem.pairs
    flow = sold_flow(hydrogen)
    used = np.flatnonzero(flow > SMALLEST_FLOW)
    cell = hydrogen.cells[pairs.rows()[used]]
    site = hydrogen.candidates[pairs.indices[used]]
    return pd.DataFrame(
        {
            "cell_id": region.demand["cell_id"].to_numpy()[cell],
            "site_id": region.sites["site_id"].to_numpy()[site],
            "kg_day": flow[used],
            "metres": pairs.distances[used],
        }
    )
