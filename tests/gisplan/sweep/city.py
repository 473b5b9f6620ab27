"""A city on disk that is planned in seconds, and executors that show what they are asked."""

from __future__ import annotations

import os
from concurrent.futures import Executor, Future
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import box

from gisplan.sweep.working import Outcome
from tests.end_to_end.own_region import SCENARIO, gisplan

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gisplan.sweep.working import Task

CRS = "EPSG:32650"
EAST, NORTH = 240_000.0, 3_388_000.0


def make_city(home: Path) -> Path:
    """Write a region of one square of 6 km with 49 sites, and give the scenario that plans it."""
    square = box(EAST - 3000, NORTH - 3000, EAST + 3000, NORTH + 3000)
    said = {"name": ["区"], "tier": ["central"], "population": [60_000]}
    gpd.GeoDataFrame(said, geometry=[square], crs=CRS).to_file(home / "boundary.geojson")
    region = home / "wuhan"
    gisplan("region", "new", "wuhan", "--boundary", home / "boundary.geojson", "--crs", CRS, "--out", region)
    steps = np.arange(-2250, 2251, 750)
    x, y = (axis.ravel() for axis in np.meshgrid(steps, steps))
    kinds = ["public_parking", "residential", "bus_depot", "logistics_park", "residential"]
    access = ["public", "public", "dedicated", "dedicated", "private"]
    spots = gpd.GeoSeries.from_xy(x + EAST, y + NORTH, crs=CRS).to_crs(4326)
    sites = pd.DataFrame(
        {
            "site_id": [f"P-{i:03d}" for i in range(x.size)],
            "name_zh": [f"点位{i:03d}" for i in range(x.size)],
            "category": [kinds[i % 5] for i in range(x.size)],
            "access": [access[i % 5] for i in range(x.size)],
            "bays": 60,
            "grid_kw": 1500,
            "origin": "survey",
            "source": "test",
            "lon": spots.x.to_numpy(),
            "lat": spots.y.to_numpy(),
        }
    )
    sites.to_csv(region / "sites.csv", index=False)
    (home / "mine.toml").write_text(SCENARIO, encoding="utf-8")
    return home / "mine.toml"


class Here(Executor):
    """Works on each task at once, in this process; counts them."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def submit(self, function: Callable[..., Any], task: Task, /) -> Future[Any]:  # type: ignore[override]
        self.asked.append(task.key)
        future: Future[Any] = Future()
        future.set_result(function(task))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        pass


def dies_for_the_odd(task: Task) -> Outcome:
    """End the process itself for one key, as the system does when memory is short."""
    if task.key == "odd":
        os._exit(9)
    return Outcome(task.key, b"done")
