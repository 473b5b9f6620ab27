"""Which lines of a region start and end well inside it."""

from __future__ import annotations

import geopandas as gpd
import shapely

from layers.corridor_ends import NEAR_BORDER_M, ends_inside

CRS = "EPSG:32650"
SQUARE = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 40_000, 40_000)], crs=CRS)


def lines(*points: list[tuple[float, float]]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=[shapely.LineString(one) for one in points], crs=CRS)


def test_each_end_is_judged_by_itself() -> None:
    near = NEAR_BORDER_M - 1.0
    drawn = lines(
        [(20_000, 20_000), (30_000, 20_000), (60_000, 20_000)],  # leaves
        [(near, 20_000), (20_000, 20_000)],  # begins beside the border
        [(10_000, 10_000), (20_000, 20_000), (30_000, 10_000)],
    )
    starts, stops = ends_inside(drawn, SQUARE)
    assert starts.tolist() == [True, False, True]
    assert stops.tolist() == [False, True, True]


def test_a_region_without_roads_has_no_ends() -> None:
    starts, stops = ends_inside(lines(), SQUARE)
    assert starts.size == stops.size == 0
