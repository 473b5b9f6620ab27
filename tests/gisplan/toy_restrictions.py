"""The toy city with hand-drawn ground that is closed to trucks or hazardous goods."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import geopandas as gpd
from shapely.geometry import Polygon, box

from layers.schema.checking import check_layer
from tests.gisplan.toy import CORNER, CRS, FROM

if TYPE_CHECKING:
    from layers.region.loading import Region

ALL_DAY = "00:00-24:00"
Zone = tuple[str, str, tuple[float, float, float, float]]


def km_box(west: float, south: float, east: float, north: float) -> Polygon:
    """Give a box, km from the toy's corner."""
    x, y = CORNER
    return box(x + 1000 * west, y + 1000 * south, x + 1000 * east, y + 1000 * north)


def zones(*rows: Zone, days: str = "") -> gpd.GeoDataFrame:
    """Give restrictions R1, R2 …, each of vehicles, hours and its west, south, east, north in km."""
    table = {
        "restriction_id": [f"R{k}" for k in range(1, len(rows) + 1)],
        "name_zh": "限行区",
        "name_en": "Zone",
        "vehicles": [row[0] for row in rows],
        "hours": [row[1] for row in rows],
        "days": days,
    }
    frame = gpd.GeoDataFrame({**table, **FROM}, geometry=[km_box(*row[2]) for row in rows], crs=CRS)
    return check_layer(frame, "restrictions")


def closed(region: Region, *rows: Zone) -> Region:
    """Give a region with such restrictions."""
    return dataclasses.replace(region, restrictions=zones(*rows))
