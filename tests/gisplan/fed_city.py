"""The toy city on three 10 kV feeders and a substation, every row a line or a point of the layers."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import LineString

from layers.files.layers import fill_defaults
from layers.provenance import provenance_frame
from layers.schema.checking import check_layer
from tests.gisplan.toy import CRS, FROM, at, toy_region

if TYPE_CHECKING:
    from layers.region.loading import Region

CURVE = ";".join(str(1000 + 50 * min(hour, 24 - hour)) for hour in range(24))
"""Least at midnight, 1,600 kW at noon."""

WEST = {"feeder_id": "F-W", "name_zh": "西线", "line": [(0.5, -1.0), (0.5, 6.0)], "capacity_kw": 4000.0}
MIDDLE = {"feeder_id": "F-M", "name_zh": "中线", "line": [(2.9, -1.0), (2.9, 6.0)], "capacity_kw": 4000.0}
EAST = {"feeder_id": "F-E", "name_zh": "东线", "line": [(5.0, 1.5), (25.0, 1.5)], "capacity_kva": 10_000.0}


def fed_region(*rows: dict[str, Any], above: bool = True, region: Region | None = None) -> Region:
    """Give the toy with these feeders, and the substation that feeds the first two where asked."""
    base = toy_region() if region is None else region
    table = pd.DataFrame([{"base_kw": np.nan, "substation": "S-1", **FROM, **row} for row in rows])
    lines = [LineString([at(*point) for point in line]) for line in table.pop("line")]
    told = fill_defaults(gpd.GeoDataFrame(table, geometry=lines, crs=CRS), "feeders")
    feeders = check_layer(told, "feeders").sort_values("feeder_id", ignore_index=True)
    layers = {"feeders": feeders}
    if above:
        one = {"substation_id": "S-1", "name_zh": "一号站", "capacity_kw": 9000.0, "base_kw": 3000.0, **FROM}
        point = gpd.GeoDataFrame([one], geometry=[at(2.5, 6.0)], crs=CRS)
        layers["substations"] = check_layer(fill_defaults(point, "substations"), "substations")
    told_by = pd.concat([base.provenance, provenance_frame(layers)], ignore_index=True)
    return dataclasses.replace(base, **layers, provenance=told_by)


def fed_city() -> Region:
    """Give the toy with a full western feeder, one with a curve, and one whose base load is unknown."""
    return fed_region({**WEST, "base_kw": 3900.0}, {**MIDDLE, "base_curve_kw": CURVE}, EAST)
