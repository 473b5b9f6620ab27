"""Result layer ``feeders``: what every feeder and substation carries with the plan, and what it has left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from gisplan.planning.chargers.feeders import FED_BY, grid_of
from gisplan.tables.feeders import FEEDER_COLUMNS
from layers.feeders import HOURS
from layers.results import empty_layer

if TYPE_CHECKING:
    from gisplan.planning.chargers.feeders import Fed
    from gisplan.planning.chargers.sizing import SizedSites
    from gisplan.results.load import PlanLoad
    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Floats
    from layers.region.loading import Region


def plan_feeders(
    region: Region, scenario: Scenario, sites: gpd.GeoDataFrame, sized: SizedSites, load: PlanLoad
) -> gpd.GeoDataFrame:
    """List the feeders and substations of a plan; no row where the region has none that bound it.

    Each is a point, a line by one on it.

    Parameters
    ----------
    region
        With what stations and facilities take of its sites.
    scenario
        The resolved scenario.
    sites
        Sites of the plan with their chargers, in the order of ``load``.
    sized
        The chargers, and what is replaced.
    load
        Load of the sites by day type and hour.
    """
    grid = grid_of(region, scenario)
    if not grid:
        return empty_layer("feeders", region.crs)
    every = len(region.sites)
    drawn = np.zeros(every)
    drawn[sized.sites] = (sized.problem.load_kw * sized.sizing.counts).sum(axis=1)
    if sized.replaced is not None:
        drawn += sized.replaced.load_kw
    taken = np.asarray(region.sites["beside_kw"]) if "beside_kw" in region.sites else np.zeros(every)
    place = {str(name): at for at, name in enumerate(region.sites["site_id"])}
    at = np.array([place[str(name)] for name in sites["site_id"]], dtype=np.int64)
    tables = [_rows(fed, sites, at, drawn, taken, load) for fed in grid]
    frame = pd.concat(tables, ignore_index=True)
    return gpd.GeoDataFrame(frame[[*FEEDER_COLUMNS, "geometry"]], geometry="geometry", crs=region.crs)


def with_hosting(sites: gpd.GeoDataFrame, feeders: gpd.GeoDataFrame, scenario: Scenario) -> gpd.GeoDataFrame:
    """Say how much more fits at every site, kW: what connection, feeder and substation leave at their peaks.

    The least of what they leave counts; below 0 one of them is over. Of a connection the share counts that
    may be loaded, beside the coincident peak of its new chargers and what stations take.
    """
    left = connection_left(sites, scenario)
    if len(feeders):
        by = {kind: part.set_index("feeder_id") for kind, part in feeders.groupby("kind")}
        mine, above = by["feeder"].reindex(sites[FED_BY]), by.get("substation")
        left = np.fmin(left, mine["hosting_kw"].to_numpy(dtype=np.float64))
        if above is not None:
            over = above["hosting_kw"].reindex(mine["substation"].astype(object).fillna(""))
            left = np.fmin(left, over.to_numpy(dtype=np.float64))
    return sites.assign(hosting_kw=left)


def connection_left(sites: pd.DataFrame, scenario: Scenario) -> Floats:
    """Give what the connection of each site leaves beside its coincident peak and stations, kW."""
    peak, taken, feed = (
        pd.to_numeric(sites[name]).to_numpy(dtype=np.float64)
        for name in ("peak_kw", "taken_kw", "grid_kw_after")
    )
    return np.asarray(scenario.chargers.transformer_load_limit.value * feed - peak - taken)


def _rows(
    fed: Fed, sites: pd.DataFrame, at: np.ndarray, drawn: Floats, taken: Floats, load: PlanLoad
) -> pd.DataFrame:
    """Tabulate the feeders or the substations; ``at`` are the plan's sites among all of the region."""
    number, here, mine = len(fed.ids), fed.member >= 0, fed.member[at]
    fed_at = mine >= 0

    def summed(member: np.ndarray, values: Floats, kept: np.ndarray) -> Floats:
        return np.bincount(member[kept], values[kept], number).astype(np.float64)

    rows = pd.DataFrame(fed.rows).reset_index(drop=True)
    chargers = summed(mine, sites["chargers"].to_numpy(dtype=np.float64), fed_at)
    beside, counted = summed(fed.member, taken, here), summed(fed.member, drawn, here)
    curves = np.zeros((len(load.days), number, HOURS))
    names, by_row = load.summed(mine)
    known = np.array([name >= 0 for name in names], dtype=bool)
    curves[:, np.array(names, dtype=np.int64)[known]] = by_row.coincident()[:, known]
    base = np.nan_to_num(fed.base)
    whole = np.round(np.moveaxis(curves, 1, 0) + (base + beside[:, None])[:, None], 6)
    top = whole.reshape(number, -1).argmax(axis=1)
    peak = whole.reshape(number, -1).max(axis=1, initial=0.0)
    new = curves.max(axis=(0, 2)) > 0
    shaped = (base != base[:, :1]).any(axis=1)
    hour = np.where(new | shaped, top % HOURS, rows["base_hour"].to_numpy(dtype=np.float64))
    return rows.assign(
        kind=fed.kind,
        geometry=fed.rows.geometry.representative_point().to_numpy(),
        feeder_id=fed.ids,
        substation=rows.get("substation", ""),
        capacity_kw=fed.capacity,
        base_kw=fed.base.max(axis=1),
        sites=np.bincount(mine[fed_at], minlength=number),
        chargers=chargers.astype(np.int64),
        sized_kw=counted,
        beside_kw=beside,
        room_kw=fed.left_kw - beside - counted,
        peak_kw=peak,
        peak_hour=pd.array(np.where(np.isnan(hour), -1, hour).astype(np.int64), dtype="Int64"),
        peak_day=[load.days[place // HOURS] if some else "" for place, some in zip(top, new, strict=True)],
        hosting_kw=np.where(np.isnan(fed.base).any(axis=1), np.nan, fed.capacity - peak),
    ).assign(peak_hour=lambda table: table["peak_hour"].where(table["peak_hour"] >= 0))
