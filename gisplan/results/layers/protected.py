"""How far every candidate stands from what hydrogen keeps away from, as evidence for a re-check."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from shapely import STRtree

if TYPE_CHECKING:
    import geopandas as gpd


def with_protected_distances(sites: gpd.GeoDataFrame, protected: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame:
    """Add a column ``near_<kind>_m`` for every kind of protected object: metres to the nearest one.

    Without a layer of protected objects nothing is added: setbacks are then not assessed.
    """
    if protected is None or protected.empty:
        return sites
    out = sites.copy()
    for kind, objects in protected.groupby("kind"):
        tree = STRtree(objects.geometry.to_numpy())
        (rows, _), metres = tree.query_nearest(
            sites.geometry.to_numpy(), return_distance=True, all_matches=False
        )
        away = np.full(len(sites), np.nan)
        away[rows] = metres
        out[f"near_{kind}_m"] = away
    return out
