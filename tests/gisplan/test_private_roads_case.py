"""Two grids of streets whose only short links are closed to cars: they count as if they were not there."""

from __future__ import annotations

import shutil
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import LineString

from gisplan import load_scenario, make_plan

pytestmark = pytest.mark.slow

CASE = Path(__file__).with_name("standing_case")
METRES = 32650
MIDDLE = gpd.GeoSeries.from_xy([114.3], [30.6], crs=4326).to_crs(METRES).iloc[0]
CLOSED = {"private": {"access": "private"}, "no": {"access": "no"}, "no cars": {"motor_vehicle": "no"}}


def line(*spots: tuple[float, float]) -> LineString:
    return LineString([(MIDDLE.x + x, MIDDLE.y + y) for x, y in spots])


def grid(west: int, east: int) -> list[LineString]:
    xs, ys = np.arange(west, east + 1, 500), np.arange(-3000, 3001, 500)
    along = [line((a, y), (a + 500, y)) for y in ys for a in xs[:-1]]
    return along + [line((x, b), (x, b + 500)) for x in xs for b in ys[:-1]]


STREETS = [
    *grid(-3000, -500),
    *grid(500, 3000),
    line((-3000, -3000), (-3000, -4400), (3000, -4400), (3000, -3000)),
]
LINKS = [line((-500, y), (500, y)) for y in (-2000, 0, 2000)]


def covered(folder: Path, links: dict[str, str] | None) -> float:
    """Plan the case on two grids, joined by links of some tags; the public may charge in the west only."""
    shutil.copytree(CASE, folder)
    sites = pd.read_csv(folder / "sites.csv")
    east = gpd.GeoSeries.from_xy(sites["lon"], sites["lat"], crs=4326).to_crs(METRES).x
    sites[(east < MIDDLE.x - 300) | (sites["access"] != "public")].to_csv(folder / "sites.csv", index=False)
    lines = STREETS if links is None else [*STREETS, *LINKS]
    roads = gpd.GeoDataFrame({"highway": "residential"}, geometry=lines, crs=METRES, index=range(len(lines)))
    for tag in ("access", "motor_vehicle"):
        roads[tag] = [""] * len(STREETS) + [(links or {}).get(tag, "")] * (len(lines) - len(STREETS))
    roads.to_parquet(folder / "roads.parquet")
    scenario = load_scenario(folder / "scenario.toml", [f"region={folder}"])
    return make_plan(scenario).headline.covered_people_share


@pytest.fixture(scope="module")
def absent(tmp_path_factory: pytest.TempPathFactory) -> float:
    return covered(tmp_path_factory.mktemp("absent") / "region", None)


@pytest.mark.parametrize("kind", list(CLOSED))
def test_links_closed_to_cars_cover_nobody_beyond_them(tmp_path: Path, kind: str, absent: float) -> None:
    assert absent == pytest.approx(0.411, abs=5e-4)
    assert covered(tmp_path / "region", CLOSED[kind]) == pytest.approx(absent, abs=1e-6)


def test_open_links_do(tmp_path: Path, absent: float) -> None:
    assert covered(tmp_path / "region", {}) == pytest.approx(0.438, abs=5e-4)
