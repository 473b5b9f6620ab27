"""Routes follow corridors where that is shorter, are measured leg by leg, and pass points in order."""

from __future__ import annotations

import numpy as np
import pytest
from shapely import LineString

from layers.routes import freight_routes


def one(lines: list[LineString], start: tuple[float, float], end: tuple[float, float], detour: float = 1.3):
    return freight_routes(lines, np.array([start]), np.array([end]), detour=detour)[0]


def test_without_corridors_a_route_is_straight_times_the_detour() -> None:
    route = one([], (0.0, 0.0), (3000.0, 4000.0))
    assert route.length_m == pytest.approx(6500.0)
    assert route.on_corridor.tolist() == [False]


def test_two_corridors_join_where_they_cross() -> None:
    """From one end to the other: 10 km and 10 km round the crossing; across counts 1.5 times."""
    lines = [LineString([(0, 0), (20e3, 0)]), LineString([(10e3, -10e3), (10e3, 10e3)])]
    route = one(lines, (0.0, 0.0), (10e3, 10e3), detour=1.5)
    assert route.length_m == pytest.approx(20e3)
    assert route.on_corridor.sum() == len(route.on_corridor) - 2, "only the ends' own legs of 0 m are off"


def test_a_route_leaves_the_corridor_where_the_whole_way_is_shortest() -> None:
    """The end lies 10 km beyond the corridor's end and 3 km aside: straight on from there, times 1.3."""
    route = one([LineString([(0, 0), (20e3, 0)])], (0.0, 0.0), (30e3, 3e3))
    assert route.length_m == pytest.approx(20e3 + 1.3 * np.hypot(10e3, 3e3))


def test_points_beside_the_route_come_in_the_order_they_are_passed() -> None:
    route = one([LineString([(0, 0), (20e3, 0)])], (0.0, 0.0), (40e3, 0.0))
    points = np.array([[15e3, 900.0], [5e3, -900.0], [5e3, 1100.0], [30e3, 0.0]])
    near, metres = route.beside(points, 1000.0)
    assert near.tolist() == [1, 0, 3]
    # Beyond km 20 every straight km counts 1.3.
    assert metres.tolist() == pytest.approx([5e3, 15e3, 20e3 + 13e3])


def test_both_ways_are_as_long() -> None:
    lines = [LineString([(0, 0), (9e3, 4e3), (20e3, 0)])]
    there, back = one(lines, (1e3, -2e3), (25e3, 3e3)), one(lines, (25e3, 3e3), (1e3, -2e3))
    assert there.length_m == pytest.approx(back.length_m)


def test_no_pairs_give_no_routes() -> None:
    assert freight_routes([], np.empty((0, 2)), np.empty((0, 2)), detour=1.3) == []
