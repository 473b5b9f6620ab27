"""Fast charging along every road and direction: the layer ``corridors``, and the table of stretches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gisplan.access.corridor_marks import longest, road_ends, stretches
from gisplan.planning.chargers.capacity import AREAS
from gisplan.tables.corridors import STRETCH_COLUMNS
from gisplan_numbers import Figure
from gisplan_words import message
from layers.corridors import RING

if TYPE_CHECKING:
    import geopandas as gpd

    from gisplan.access.corridor_marks import Stretch
    from gisplan.scenario.schema import Scenario
    from gisplan_words import Said
    from layers.region.loading import Region


def plan_corridors(region: Region, sites: pd.DataFrame, scenario: Scenario) -> gpd.GeoDataFrame:
    """Measure the gaps between consecutive fast sites of each road and direction, by chainage.

    Where the neighbour's nearest fast site beyond an end is an input (``corridor_ends.csv``), the stretch to
    it is judged like any other, as is one to a line's end well inside the region. Otherwise the stretch to
    the road's end in the region is a lower bound of a gap that goes on beyond: longer than the limit it is
    ``not met``, else ``not assessed``. A ring round a city needs no service area, so nothing is judged there.

    Returns
    -------
    geopandas.GeoDataFrame
        The corridors with service_areas (fast ones), max_gap_km (longest gap between known sites; null
        without any), end_gap_km (longest stretch to an unknown end; null where both are known), ends and
        verdict (met, not met, not assessed), before_km and after_km (how far beyond the ends the
        neighbours' sites stand; null unknown), and the place of the longest stretch of all: gap_km,
        gap_from_km, gap_to_km, and gap_from and gap_to by name, Chinese and English.
    """
    limit = scenario.coverage.corridor_max_gap_km.value
    fast = fast_areas(sites)
    rows = []
    for road, kind in zip(road_ends(region), region.corridors["kind"], strict=True):
        parts = stretches(road, fast)
        inner = longest([part for part in parts if not part.open])
        end = longest([part for part in parts if part.open])
        worst = max(parts, key=lambda part: part.km)
        rows.append(
            {
                "max_gap_km": inner,
                "end_gap_km": end,
                "service_areas": len(parts) - 1,
                "ends": _ends(end, limit) if kind != RING else "not assessed",
                "verdict": _verdict(inner, end, limit) if kind != RING else "not assessed",
                "before_km": np.nan if road.before is None else -road.before.km,
                "after_km": np.nan if road.after is None else road.after.km - road.length_km,
                "gap_km": worst.km,
                "gap_from_km": worst.start.km,
                "gap_to_km": worst.stop.km,
                "gap_from_zh": worst.start.name.zh,
                "gap_from_en": worst.start.name.en,
                "gap_to_zh": worst.stop.name.zh,
                "gap_to_en": worst.stop.name.en,
            }
        )
    frame = region.corridors.reset_index(drop=True).copy()
    columns = pd.DataFrame(rows, columns=_COLUMNS, index=frame.index)
    return frame.assign(**{name: columns[name] for name in _COLUMNS})


_COLUMNS = [
    *("max_gap_km", "end_gap_km", "service_areas", "ends", "verdict", "before_km", "after_km"),
    *("gap_km", "gap_from_km", "gap_to_km", "gap_from_zh", "gap_from_en", "gap_to_zh", "gap_to_en"),
]


def _ends(end: float, limit: float) -> str:
    if np.isnan(end):
        return "assessed"
    return "not met" if end > limit else "not assessed"


def _verdict(inner: float, end: float, limit: float) -> str:
    if inner > limit or end > limit:
        return "not met"
    return "not assessed" if np.isnan(inner) else "met"


def fast_areas(sites: pd.DataFrame) -> pd.DataFrame:
    """Give the service areas with fast chargers."""
    return sites.loc[sites["category"].isin(AREAS) & (sites["fast_chargers"] > 0)]


def stretch_table(region: Region, sites: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """Name every stretch of road that is longer than the limit, or whose other end is not known.

    Parameters
    ----------
    sites
        Sites with a fast charger, new or standing.

    Returns
    -------
    pandas.DataFrame
        Columns `STRETCH_COLUMNS`, by road, direction and chainage; without a row, every direction holds the
        limit from end to end.
    """
    limit, fast, rows = scenario.coverage.corridor_max_gap_km.value, fast_areas(sites), []
    for road, row in zip(road_ends(region), region.corridors.to_dict("records"), strict=True):
        if row["kind"] == RING:
            continue
        for part in stretches(road, fast):
            if part.km <= limit and not part.open:
                continue
            why = _why(part, limit)
            rows.append(
                {
                    **{name: row[name] for name in ("road_ref", "name_zh", "name_en")},
                    **{name: row[name] for name in ("direction", "direction_en")},
                    "from_km": part.start.km,
                    "to_km": part.stop.km,
                    "km": part.km,
                    "from_zh": part.start.name.zh,
                    "from_en": part.start.name.en,
                    "to_zh": part.stop.name.zh,
                    "to_en": part.stop.name.en,
                    "verdict": "not met" if part.km > limit else "not assessed",
                    "reason_zh": why.zh,
                    "reason_en": why.en,
                }
            )
    table = pd.DataFrame(rows, columns=list(STRETCH_COLUMNS))
    return table.sort_values(["road_ref", "direction", "from_km"], ignore_index=True)


def _why(part: Stretch, limit: float) -> Said:
    code = "stretch-long" if part.km > limit else "stretch-open"
    return message(code, km=Figure(part.km, "km", 1), limit=Figure(limit, "km", 0))
