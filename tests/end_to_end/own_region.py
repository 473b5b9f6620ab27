"""What the tests of a planner's own region share: a scenario small enough for minutes, and the command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
from typer.testing import CliRunner

from gisplan.cli.app import app

if TYPE_CHECKING:
    from pathlib import Path

    from shapely import Polygon

CRS = "EPSG:32650"
KINDS = ("public_parking", "residential", "bus_depot", "logistics_park", "residential")
ACCESS = ("public", "public", "dedicated", "dedicated", "private")
"""Categories of sites, and who may charge there, in turn."""

SCENARIO = """
extends = "tianjin-2027"
name = "wuhan-part"
title_zh = "武汉局部"
title_en = "Part of Wuhan"
region = "wuhan"
[chargers]
target = 200
access_shares.bands.public = { lower = 0.2, upper = 0.9 }
access_shares.bands.dedicated = { lower = 0.05, upper = 0.6 }
access_shares.bands.private = { lower = 0.0, upper = 0.5 }
[chargers.category_floors.counts]
residential = 10
expressway_service_area = 0
trunk_service_area = 0
transport_hub = 0
public_parking = 20
logistics_park = 4
[hydrogen]
target = 0
min_commercial = 0
min_captive = 0
served_districts = []
existing = []
[coverage]
max_new_sites = 8
adequacy = { value = 0.02, unit = "share", source = "test", tag = "modelled", as_of = "2026" }
[demand]
compare_spread = "none"
[demand.coefficients]
nev_stock_base = { value = 3000, source = "test" }
nev_stock_horizon = { value = 6000, source = "test" }
through_kwh_day = { value = 0, source = "test" }
taxi_new = { value = 30, source = "test" }
bus_new = { value = 10, source = "test" }
logistics_new = { value = 30, source = "test" }
sanitation_new = { value = 5, source = "test" }
hydrogen_trucks_new = { value = 0, source = "test" }
hydrogen_buses_new = { value = 0, source = "test" }
[solver]
threads = 1
work = 20.0
"""
"""Plan 200 chargers in a region of one central district, without hydrogen."""


def gisplan(*words: object) -> str:
    """Run a command that has to succeed, and give what it printed."""
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    return done.output


def new_region(home: Path, name: str, districts: list[Polygon]) -> Path:
    """Make the folder of a region of central districts, 60,000 people in each, in metres of `CRS`."""
    said = {
        "name": [f"区{place}" if place else "区" for place in range(len(districts))],
        "tier": "central",
        "population": 60_000,
    }
    boundary, region = home / f"{name}.geojson", home / name
    gpd.GeoDataFrame(said, geometry=districts, crs=CRS).to_file(boundary)
    gisplan("region", "new", name, "--boundary", boundary, "--crs", CRS, "--out", region)
    return region


def grid_sites(x: np.ndarray[Any, Any], y: np.ndarray[Any, Any]) -> pd.DataFrame:
    """Give sites at points in metres of `CRS` as a region's file has them, of every kind in turn."""
    spots = gpd.GeoSeries.from_xy(x, y, crs=CRS).to_crs(4326)
    turn = np.arange(x.size) % len(KINDS)
    return pd.DataFrame(
        {
            "site_id": [f"P-{place:03d}" for place in range(x.size)],
            "name_zh": [f"点位{place:03d}" for place in range(x.size)],
            "category": np.array(KINDS)[turn],
            "access": np.array(ACCESS)[turn],
            "bays": 60,
            "grid_kw": 1500,
            "origin": "survey",
            "source": "test",
            "lon": spots.x.to_numpy(),
            "lat": spots.y.to_numpy(),
        }
    )
