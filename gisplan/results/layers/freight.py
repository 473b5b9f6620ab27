"""Layers of freight routes and of energy facilities: lines and points of what tables of a run say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import LineString

from gisplan_words import inside, listed
from layers.results import COLUMNS, empty_layer
from maps.words.catalogue import term

if TYPE_CHECKING:
    from gisplan.planning.hydrogen.freight import FreightPlan
    from gisplan_words import Said
    from layers.region.loading import Region


def plan_freight_routes(region: Region, freight: FreightPlan | None, table: pd.DataFrame) -> gpd.GeoDataFrame:
    """Draw every freight flow on its route, with what the plan does for it.

    Parameters
    ----------
    table
        ``freight.csv``: one row a flow, in the order of ``freight``.

    Returns
    -------
    geopandas.GeoDataFrame
        Result layer ``freight_routes`` in the region's projected CRS. ``state`` is ``refuelled``,
        ``by_candidates`` (candidates could, the plan does not) or ``out_of_range``.
    """
    if freight is None or table.empty:
        return empty_layer("freight_routes", region.crs)
    state = np.where(
        table["refuelled"], "refuelled", np.where(table["refuellable"], "by_candidates", "out_of_range")
    )
    ends = table["origin"].astype(str) + "—" + table["destination"].astype(str)
    # Inside a table of a run an empty reason is no text; in a layer it is none.
    told = {name: table[name].replace("", None) for name in ("reason_zh", "reason_en", "stations")}
    frame = table.assign(state=state, name_zh=ends, name_en=ends, **told)
    frame = frame.assign(**{name: freight.flows[name].to_numpy() for name in _provenance(freight.flows)})
    lines = [LineString(route.xy) for route in freight.routes]
    return gpd.GeoDataFrame(frame[list(COLUMNS["freight_routes"])], geometry=lines, crs=region.crs)


def plan_energy_facilities(
    region: Region, facilities: pd.DataFrame, parcels: pd.DataFrame
) -> gpd.GeoDataFrame:
    """Place swap and methanol facilities, and the parcels with two functions or more.

    Parameters
    ----------
    facilities
        ``energy_facilities.csv``: one row a swap or methanol facility.
    parcels
        ``parcels.csv``: one row a parcel with hydrogen, swap or methanol.

    Returns
    -------
    geopandas.GeoDataFrame
        Result layer ``energy_facilities`` in the region's projected CRS; ``kind`` is the facility's, or
        ``integrated`` for a parcel with two functions or more.
    """
    several = parcels[parcels["integrated"].astype(bool)] if len(parcels) else parcels
    if facilities.empty and several.empty:
        return empty_layer("energy_facilities", region.crs)
    sites = region.sites.set_index("site_id")
    columns = list(COLUMNS["energy_facilities"])
    functions = parcels.set_index("site_id")["functions"] if len(parcels) else pd.Series(dtype=object)
    parts = []
    if len(facilities):
        parts.append(facilities.assign(functions=facilities["site_id"].map(functions)))
    if len(several):
        own = sites.loc[several["site_id"]]
        same = {name: own[name].to_numpy() for name in ("authority", *_provenance(own))}
        nothing = dict.fromkeys(
            ("served_day", "capacity_day", "area_m2", "grid_kw", "investment_cost"), np.nan
        )
        parts.append(several.assign(kind="integrated", **nothing, **same))
    frame = pd.concat(parts, ignore_index=True)
    named = [functions_named(text) for text in frame["functions"]]
    frame = frame.assign(functions_zh=[one.zh for one in named], functions_en=[one.en for one in named])
    where = sites.loc[frame["site_id"], sites.geometry.name].tolist()
    return gpd.GeoDataFrame(frame[columns], geometry=where, crs=region.crs)


def functions_named(functions: object) -> Said:
    """Name the functions of a parcel."""
    keys = functions.split(";") if isinstance(functions, str) else []
    return listed(inside(term("function", key)) for key in keys)


def _provenance(frame: pd.DataFrame) -> list[str]:
    return [name for name in ("origin", "source", "as_of", "verified") if name in frame.columns]
