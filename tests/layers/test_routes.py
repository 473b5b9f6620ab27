"""Routes follow corridors where that is shorter, are measured leg by leg, and pass points in order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Polygon, box

from layers.routes import Route, freight_routes


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


LADDER = [
    LineString([(0, 0), (20e3, 0)]),
    LineString([(0, 4e3), (20e3, 4e3)]),
    LineString([(0, 0), (0, 4e3)]),
    LineString([(20e3, 0), (20e3, 4e3)]),
]
"""Two roads of 20 km, 4 km apart, joined at both ends."""


def ladder(*shut: Polygon, start: tuple[float, float] = (0.0, 0.0)) -> Route:
    ends = np.array([start]), np.array([(20e3, 0.0)])
    return freight_routes(LADDER, *ends, detour=2.0, shut=shut)[0]


def test_a_route_goes_round_closed_ground_and_tells_the_way_round() -> None:
    """Over the other road it is 4 + 20 + 4 km where it was 20."""
    route = ladder(box(9e3, -1e3, 11e3, 1e3))
    assert route.length_m == pytest.approx(28e3)
    assert route.detour_m == pytest.approx(8e3)
    assert not route.shut
    beside = ladder(box(9e3, 1e3, 11e3, 3e3))
    assert (beside.length_m, beside.detour_m) == (pytest.approx(20e3), 0.0)


def test_ground_that_an_end_lies_in_is_driven() -> None:
    route = ladder(box(-1e3, -1e3, 11e3, 1e3))
    assert (route.length_m, route.detour_m, route.shut) == (pytest.approx(20e3), 0.0, False)


def test_where_there_is_no_way_round_nobody_drives() -> None:
    """A wall across both roads is drawn through, and said to be shut."""
    route = ladder(box(9e3, -90e3, 11e3, 90e3))
    assert route.shut
    assert route.length_m == pytest.approx(20e3)
    (straight,) = freight_routes(
        [], np.array([(0.0, 0.0)]), np.array([(9e3, 0.0)]), detour=1.3, shut=[box(3e3, -1e3, 4e3, 1e3)]
    )
    assert straight.shut


spots = st.tuples(st.integers(1, 18), st.integers(-2, 5)).map(
    lambda corner: box(1e3 * corner[0], 1e3 * corner[1], 1e3 * corner[0] + 900.0, 1e3 * corner[1] + 900.0)
)


@settings(max_examples=20, deadline=None)
@given(st.lists(spots, min_size=0, max_size=3), spots)
def test_further_closed_ground_shortens_no_route(some: list[Polygon], more: Polygon) -> None:
    before, after = ladder(*some), ladder(*some, more)
    assert after.shut or (not before.shut and after.length_m >= before.length_m - 1e-6)
