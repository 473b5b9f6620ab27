"""Table of the car trips between cities: which the plan keeps charged, out and back, and why not others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gisplan.access.trip_stops import WAYS, trip_stops
from gisplan.planning.siting.trips import holds_fast, trip_areas
from gisplan.results.layers.corridors import fast_areas
from gisplan.tables.corridors import CITY_TRIP_COLUMNS
from gisplan_numbers import Figure
from gisplan_words import message

if TYPE_CHECKING:
    from gisplan.access.trip_stops import Stops
    from gisplan.planning.prepared import Prepared
    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Flags


def trip_table(prepared: Prepared, scenario: Scenario, sites: pd.DataFrame) -> pd.DataFrame:
    """Drive every pair of cities both ways with half a battery at either end.

    Parameters
    ----------
    sites
        Sites with a fast charger, new or standing.

    Returns
    -------
    pandas.DataFrame
        Columns `CITY_TRIP_COLUMNS`, one row a pair; none where the region names no cities.
    """
    region = prepared.region
    if region.trips is None:
        return pd.DataFrame(columns=list(CITY_TRIP_COLUMNS))
    areas = region.sites.iloc[trip_areas(region, holds_fast(region, prepared.tables, scenario))]
    every = np.ones(len(areas), dtype=bool)
    planned = areas["site_id"].isin(fast_areas(sites)["site_id"]).to_numpy()
    rows = []
    for trip, ways in zip(
        region.trips.table.to_dict("records"), trip_stops(region, region.trips, areas), strict=True
    ):
        could, does = _dry(ways, every), _dry(ways, planned)
        row: dict[str, Any] = {
            **{str(key): value for key, value in trip.items()},
            "range_km": region.trips.range_km,
            **{f"areas_{way}": int(planned[one.rows].sum()) for way, one in zip(WAYS, ways, strict=True)},
            "chargeable": could is None,
            "charged": does is None,
            **dict.fromkeys(("way", "reason_zh", "reason_en"), ""),
            **dict.fromkeys(("dry_from_km", "dry_to_km"), np.nan),
        }
        if does is not None:
            way, start, stop = does if could is None else could
            reach = region.trips.range_km / (1.0 if start else 2.0)
            why = message(
                "trip-dry-plan" if could is None else "trip-dry-candidates",
                begin=Figure(start, "km", 0),
                end=Figure(stop, "km", 0),
                leg=Figure(stop - start, "km", 0),
                reach=Figure(reach, "km", 0),
            )
            dry = {"way": way, "dry_from_km": start, "dry_to_km": stop}
            row |= {**dry, "reason_zh": why.zh, "reason_en": why.en}
        rows.append(row)
    return pd.DataFrame(rows, columns=list(CITY_TRIP_COLUMNS))


def _dry(ways: tuple[Stops, Stops], fast: Flags) -> tuple[str, float, float] | None:
    """Give the first way and leg (km) that runs dry; None where a car comes there and back."""
    for name, way in zip(WAYS, ways, strict=True):
        if (leg := way.dry_leg(fast)) is not None:
            return name, leg[0] / 1000.0, leg[1] / 1000.0
    return None


def trip_figures(trips: pd.DataFrame) -> dict[str, Any]:
    """Sum the trips a day, and those that could be and are kept charged; nothing where there are none."""
    if trips.empty:
        return {}
    every, able, done = (
        float(trips.loc[flags, "trips_day"].sum())
        for flags in (slice(None), trips["chargeable"].astype(bool), trips["charged"].astype(bool))
    )
    share = {} if every == 0 else {"city_trips_charged_share": done / every}
    return {"city_trips_day": every, "city_trips_chargeable": able, "city_trips_charged": done, **share}
