"""Result layer ``standing``: what stands already, what it takes, and what it does in the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gisplan.results.layers.hydrogen import sold_flow
from gisplan.results.layers.sites import nearest_people
from layers.sites.standing import COLUMNS

if TYPE_CHECKING:
    import geopandas as gpd

    from gisplan.planning.chargers.replaced import Replaced
    from gisplan.planning.chargers.sizing import SizedSites
    from gisplan.planning.hydrogen.stations import HydrogenPlan
    from gisplan.planning.siting.choice import Siting
    from gisplan.planning.standing import Standing
    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Floats, Whole
    from layers.region.loading import Region


def plan_standing(
    region: Region,
    scenario: Scenario,
    standing: Standing,
    siting: Siting,
    sized: SizedSites,
    hydrogen: HydrogenPlan,
) -> gpd.GeoDataFrame:
    """List what stands: its stock as far as it is known, and what the plan takes of it and adds to it.

    ``served_kwh_day`` is what its chargers serve of the demand, before any new charger at the place does;
    ``chargers_new`` what the plan adds there, ``replaced`` which of its chargers give way to which, at what
    cost; ``capacity_kwh_day`` and ``fast_chargers`` are of what is left and in their place;
    ``people_covered`` counts people once, at the nearest open public site. A row with ``stands`` false does
    not stand at the horizon, and does nothing.
    """
    frame = standing.rows[[*COLUMNS, "told_by", "geometry"]].copy()
    fast = np.array([kind.fast for kind in scenario.chargers.types])
    told = np.array([bool(by) for by in standing.known], dtype=bool)
    counted, left, energy = standing.counts.sum(axis=1), standing.counts, standing.energy
    names, number, paid = replaced_at(scenario, standing, sized.replaced)
    if sized.replaced is not None:
        gone, come = (each[standing.site] for each in (sized.replaced.old_kwh, sized.replaced.new_kwh))
        energy = np.maximum(energy - gone, 0.0) + come
        left = left + sized.replaced.change(left.shape[1])[standing.site]
    given = frame["chargers"].to_numpy(dtype=np.float64)
    drawn = np.zeros(len(region.sites))
    np.add.at(drawn, sized.sites[sized.problem.pairs.indices], sized.sizing.flow)
    new = np.zeros(len(region.sites), dtype=np.int64)
    new[sized.sites] = sized.sizing.counts.sum(axis=1)
    able = np.where(standing.stands, energy.sum(axis=1), 0.0)
    people = np.where(standing.stands, nearest_people(region, siting)[standing.site], 0.0)
    return frame.assign(
        stands=standing.stands,
        chargers=np.where(np.isfinite(given), given, np.where(counted > 0, counted, np.nan)),
        fast_chargers=np.where(told, left[:, fast].sum(axis=1), np.nan),
        known=list(standing.known),
        bays_taken=standing.bays,
        load_kw=standing.load_kw,
        capacity_kwh_day=able,
        served_kwh_day=np.minimum(drawn[standing.site], able),
        people_covered=people,
        replaced=names,
        chargers_replaced=number,
        replacement_cost=paid,
        chargers_new=np.where(standing.stands, new[standing.site], 0),
        h2_served_kg_day=_hydrogen_sold(standing, hydrogen, len(region.sites)),
    ).reset_index(drop=True)


def replaced_at(
    scenario: Scenario, standing: Standing, replaced: Replaced | None
) -> tuple[list[str], Whole, Floats]:
    """Give what is replaced by row (such as ``ac7>dc60:3``), how many chargers that is, and its cost."""
    ids, rows = scenario.chargers.type_ids, len(standing.site)
    if replaced is None:
        return [""] * rows, np.zeros(rows, dtype=np.int64), np.zeros(rows)
    here = np.where(standing.stands[:, None], replaced.counts[standing.site], 0)
    told = np.where(standing.stands, replaced.told(ids, standing.site), "").tolist()
    return told, here.sum(axis=1), np.where(standing.stands, replaced.cost[standing.site], 0.0)


def fast_places(sites: gpd.GeoDataFrame, standing: gpd.GeoDataFrame) -> pd.DataFrame:
    """List the sites with a fast charger, new or standing, one row a site."""
    new = sites.loc[sites["fast_chargers"] > 0]
    old = standing.loc[standing["stands"].astype(bool) & (standing["fast_chargers"] > 0)]
    old = old.loc[~old["site_id"].isin(new["site_id"])]
    columns = [name for name in new.columns if name in old.columns]
    both: pd.DataFrame = new if old.empty else pd.concat([new[columns], old[columns]], ignore_index=True)
    return both


def _hydrogen_sold(standing: Standing, hydrogen: HydrogenPlan, sites: int) -> pd.Series:
    """Give what each standing station sells in the plan, kg/day."""
    pairs = hydrogen.problem.pairs
    sold = np.bincount(pairs.indices, weights=sold_flow(hydrogen), minlength=pairs.n_sites)
    selling = np.zeros(sites)
    selling[hydrogen.candidates[hydrogen.standing]] = sold[hydrogen.standing]
    return pd.Series(selling[standing.site], index=standing.rows.index)
