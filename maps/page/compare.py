"""Two plans side by side: what became of each site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from layers.results import type_columns

if TYPE_CHECKING:
    import geopandas as gpd


def with_changes(
    sites: gpd.GeoDataFrame,
    before: gpd.GeoDataFrame,
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Mark each site of a plan against another plan.

    Parameters
    ----------
    sites
        Sites of the plan.
    before
        Sites of the plan it is compared with.

    Returns
    -------
    tuple
        The sites with a column ``change`` (``added``, ``changed`` when a charger count differs, ``kept``),
        and the sites that only the other plan has, marked ``dropped``.
    """
    columns = [f"n_{kind}" for kind in dict.fromkeys([*type_columns(sites), *type_columns(before)])]
    ids = sites["site_id"].astype(str)
    old = before.set_index(before["site_id"].astype(str)).reindex(columns=columns).fillna(0)
    new = sites.set_index(ids).reindex(columns=columns).fillna(0)
    known = ids.isin(old.index).to_numpy()
    differs = (new.to_numpy() != old.reindex(ids).to_numpy()).any(axis=1)
    change = np.where(~known, "added", np.where(differs, "changed", "kept"))
    dropped = before[~before["site_id"].astype(str).isin(set(ids))]
    return sites.assign(change=change), dropped.assign(change="dropped")
