"""The toy city with freight flows along its expressway and beyond."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from tests.gisplan.toy import CRS, FROM, at, toy_region, toy_scenario, with_sites

if TYPE_CHECKING:
    from gisplan.scenario.schema import Scenario
    from layers.region.loading import Region

SAID = {"source": "test", "tag": "modelled", "as_of": "2026"}
TRUCK = {"name_zh": "重卡", "name_en": "Truck", **SAID}
ENDS = {"西厂": (6.0, -2.5), "外埠": (60.0, -2.5), "远方": (200.0, -2.5)}


def freight_region() -> Region:
    """The toy with two flows along its expressway and beyond: 64.5 km and 246.5 km one way.

    From km 6 east the corridor runs to km 25, then it is straight on times 1.3. FS-1 stands at the start,
    FS-2 is passed after 4 km, HH-2 after 16 km; the other candidates stand farther than 5 km from the way.
    """
    rows = []
    for end, trips in (("外埠", 8.0), ("远方", 2.0)):
        spots = gpd.GeoSeries([at(*ENDS["西厂"]), at(*ENDS[end])], crs=CRS).to_crs(4326)
        rows.append(
            {
                "origin_id": "西厂",
                "destination_id": end,
                "origin_lon": spots.x[0],
                "origin_lat": spots.y[0],
                "destination_lon": spots.x[1],
                "destination_lat": spots.y[1],
                "vehicle_class": "truck",
                "trips_day": trips,
                "distance_km": 1.0,
                "tag": "modelled",
                **FROM,
            }
        )
    allowing = {"allows": "charging;hydrogen;swap;methanol", "grid_kw": 2000.0}
    roomy = dict.fromkeys(("FS_1", "FS_2", "FS_3"), allowing)
    return dataclasses.replace(with_sites(toy_region(), **roomy), flows=pd.DataFrame(rows))


def freight(range_km: float, share: float = 1.0, **changes: Any) -> Scenario:
    settings = {
        "hydrogen__freight__vehicles": {"truck": {**TRUCK, "range_km": range_km}},
        "hydrogen__freight__least_share": share,
        "hydrogen__freight__deviation_m": 5000.0,
    }
    return toy_scenario(**(settings | changes))
