"""Result layer ``corridors``: fast charging along every road and direction, and the gaps between."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from gisplan.scenario import Scenario
    from layers.region import Region


def plan_corridors(region: Region, sites: pd.DataFrame, scenario: Scenario) -> gpd.GeoDataFrame:
    """Measure the gaps between consecutive fast sites of each road and direction, by chainage.

    The stretch from the last site to the road's end inside the region is a lower bound of a gap that
    goes on beyond the border: longer than the limit it is ``not met``, otherwise it stays open, since the
    neighbour's first site is not known (``ends`` is then ``not assessed``).

    Returns
    -------
    geopandas.GeoDataFrame
        The corridors with fast_sites, service_areas, max_gap_km (between sites; null with fewer than
        two), end_gap_km (longest end stretch), ends and verdict (met, not met, not assessed).
    """
    limit = scenario.coverage.corridor_max_gap_km.value
    frame = region.corridors.reset_index(drop=True).copy()
    areas = sites["category"].isin(["expressway_service_area", "trunk_service_area"])
    fast = sites.loc[areas & (sites["fast_chargers"] > 0)]
    gaps, ends, counts, verdicts = [], [], [], []
    for road, direction, length in zip(
        frame["road_ref"], frame["direction"], frame["length_km"], strict=True
    ):
        here = fast.loc[(fast["road_ref"] == road) & (fast["direction"] == direction), "chainage_km"]
        marks = np.sort(here.dropna().to_numpy(dtype=float)).tolist()
        inner = max((b - a for a, b in pairwise(marks)), default=float("nan"))
        end = max(marks[0], length - marks[-1]) if marks else float(length)
        gaps.append(inner)
        ends.append(end)
        counts.append(len(marks))
        verdicts.append(_verdict(inner, end, limit))
    frame["max_gap_km"], frame["end_gap_km"] = gaps, ends
    frame["service_areas"] = counts
    frame["ends"] = np.where(np.array(ends) > limit, "not met", "not assessed")
    frame["verdict"] = verdicts
    return frame


def _verdict(inner: float, end: float, limit: float) -> str:
    if inner > limit or end > limit:
        return "not met"
    return "not assessed" if np.isnan(inner) else "met"
