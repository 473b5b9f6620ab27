"""The toy city with stations that stand already, each a row of layer ``standing``."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from layers.files.layers import category_given, fill_defaults
from layers.provenance import provenance_frame
from layers.schema.checking import check_layer
from layers.sites.standing import ASSUMED, COLUMNS, with_standing
from tests.gisplan.toy import CENTRE, CRS, OUTER, at, square, toy_region

if TYPE_CHECKING:
    from layers.region.loading import Region

FULL = {"site_id": "ST-FULL", "east": 2.5, "north": 2.6, "chargers": 40, "kw": 2400.0, "bays": 40}
ROOMY = {
    "site_id": "ST-ROOMY",
    "east": 3.5,
    "north": 1.2,
    "types": "dc60:2;ac7:4",
    "bays": 30,
    "grid_kw": 800.0,
}
BARE = {"site_id": "ST-BARE", "east": 21.0, "north": 5.5, "chargers": 4}
FUEL = {
    "site_id": "ST-H2",
    "east": 15.0,
    "north": 5.0,
    "h2_kg_day": 500.0,
    "h2_mpa": 35.0,
    "ownership": "commercial",
    "category": "hydrogen_hub",
}
FUTURE = {"site_id": "ST-LATE", "east": 1.0, "north": 1.0, "chargers": 4, "kw": 240.0, "since": "2035-01-01"}
GONE = {"site_id": "ST-GONE", "east": 1.0, "north": 3.0, "chargers": 4, "kw": 240.0, "retire": "2026"}


def standing_layer(*rows: dict[str, Any]) -> gpd.GeoDataFrame:
    """Give rows of layer standing as a region holds them; ``east`` and ``north`` are km of the toy."""
    frame = pd.DataFrame([{"access": "public", "origin": "survey", "source": "test", **row} for row in rows])
    frame["name_zh"] = "已建" + frame["site_id"]
    points = [at(e, n) for e, n in zip(frame.pop("east"), frame.pop("north"), strict=True)]
    for name in ("types", "ownership", "category", "since", "retire"):
        if name in frame:
            frame[name] = frame[name].fillna("")
    told = gpd.GeoDataFrame(frame, geometry=points, crs=CRS)
    checked = check_layer(fill_defaults(told, "standing"), "standing")
    checked[ASSUMED] = ~category_given(told).to_numpy()
    inner = checked.geometry.within(square(0, 0, 5, 5))
    checked["adcode"] = [CENTRE if one else OUTER for one in inner]
    checked["authority"] = ["和平区人民政府" if one else "静海区人民政府" for one in inner]
    return checked[[*COLUMNS, ASSUMED, "geometry"]].sort_values("site_id", ignore_index=True)


def standing_region(*rows: dict[str, Any], region: Region | None = None) -> Region:
    """Give the toy with such stations."""
    base, layer = toy_region() if region is None else region, standing_layer(*rows)
    sites = with_standing(base.sites, layer, file="standing.csv")
    own = base.provenance[base.provenance["layer"] != "sites"]
    told = pd.concat([own, provenance_frame({"sites": sites, "standing": layer})], ignore_index=True)
    return dataclasses.replace(base, sites=sites, standing=layer, provenance=told)


def standing_city() -> Region:
    """Give the toy with a station of each kind."""
    return standing_region(FULL, ROOMY, BARE, FUEL, FUTURE, GONE)
