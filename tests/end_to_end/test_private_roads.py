"""Two grids of streets joined by short links only: what a plan covers when the links are closed to cars."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString, box

from gisplan.pipeline import make_plan
from gisplan.scenario.loading import load_scenario
from gisplan.verify.folder import run_faults
from gisplan.verify.run.reading import read_run
from tests.end_to_end.own_region import CRS, SCENARIO, grid_sites, new_region
from tests.gisplan.planned import write_data

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

# The middle of the region, longitude and latitude.
MIDDLE = (114.3, 30.6)


def _middle() -> tuple[float, float]:
    spot = gpd.GeoSeries.from_xy([MIDDLE[0]], [MIDDLE[1]], crs=4326).to_crs(CRS).iloc[0]
    return spot.x, spot.y


def _line(*spots: tuple[float, float]) -> LineString:
    east, north = _middle()
    return LineString([(east + x, north + y) for x, y in spots])


def _grid(west: float, east: float) -> list[LineString]:
    xs, ys = np.arange(west, east + 1, 500), np.arange(-3000, 3001, 500)
    along = [_line((a, y), (b, y)) for y in ys for a, b in itertools.pairwise(xs)]
    return along + [_line((x, a), (x, b)) for x in xs for a, b in itertools.pairwise(ys)]


OPEN = [
    *_grid(-3000, -500),
    *_grid(500, 3000),
    _line((-3000, -3000), (-3000, -4400), (3000, -4400), (3000, -3000)),
]
LINKS = [_line((-500, y), (500, y)) for y in (-2000, 0, 2000)]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("private")
    east, north = _middle()
    square = box(east - 4500, north - 4500, east + 4500, north + 4500)
    region = new_region(home, "wuhan", [square])
    # Sites in the middle of a block lie equally far from four streets.
    steps = np.arange(-3000, 3001, 750)
    x, y = (axis.ravel() for axis in np.meshgrid(steps, steps))
    sites = grid_sites(x + east, y + north)
    # The public may charge in the west only.
    sites.loc[(x < -300) | (sites["access"] != "public")].to_csv(region / "sites.csv", index=False)
    (home / "mine.toml").write_text(SCENARIO, encoding="utf-8")
    return home


def _with_links(home: Path, links: dict[str, str] | None) -> Path:
    """Give the scenario, with the links tagged so in the region's roads, or without links."""
    lines = OPEN + ([] if links is None else LINKS)
    roads = gpd.GeoDataFrame({"highway": "residential"}, geometry=lines, crs=CRS, index=range(len(lines)))
    for tag, value in (links or {}).items():
        roads[tag] = [""] * len(OPEN) + [value] * len(LINKS)
    roads.to_parquet(home / "wuhan" / "roads.parquet")
    return home / "mine.toml"


def _covered(home: Path, links: dict[str, str] | None) -> float:
    headline = make_plan(load_scenario(_with_links(home, links))).headline
    assert headline["distances"] == "roads"
    return float(headline["covered_people_share"])


def test_links_closed_to_cars_cover_nobody_beyond_them(home: Path) -> None:
    absent = _covered(home, None)
    assert _covered(home, {}) > absent + 0.02
    assert _covered(home, {"access": "no"}) == absent
    assert _covered(home, {"access": "yes", "motor_vehicle": "no"}) == absent
    assert _covered(home, {"access": "private"}) == absent
    # The most specific tag opens them again.
    assert _covered(home, {"access": "private", "motorcar": "yes"}) > absent + 0.02


def test_a_plan_past_private_roads_is_verified(home: Path) -> None:
    plan = make_plan(load_scenario(_with_links(home, {"access": "private"})))
    run = read_run(write_data(plan, home / "run"))
    assert run.roads is not None
    assert run_faults(run) == []
