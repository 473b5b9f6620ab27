"""Land ends at the sea where there is one, and nowhere else."""

from __future__ import annotations

import shapely

from maps.frame.surroundings import sea, surroundings

TIANJIN = (116.7, 38.55, 118.05, 40.25)
HOHHOT = (110.8, 40.2, 112.2, 41.3)
BOHAI = shapely.Point(118.4, 38.8)
PORT_ROAD = shapely.Point(117.2, 39.1)


def test_the_bay_is_sea_and_the_city_is_land() -> None:
    (water,) = sea(TIANJIN, 0.004).geometry
    assert water.contains(BOHAI)
    assert not water.contains(PORT_ROAD)
    land = surroundings(TIANJIN, 0.004).union_all()
    assert water.intersection(land).area < 0.02


def test_far_from_the_coast_land_is_no_island() -> None:
    near = sea(HOHHOT, 0.004)
    window = shapely.box(*HOHHOT).buffer(1.0)
    assert all(not shape.intersects(window) for shape in near.geometry)
