"""Lines of roads through the points of their names: order, holes, branches, rings; how near they pass."""

from __future__ import annotations

import importlib
import sys
from functools import partial

import numpy as np
import pytest
import shapely


@pytest.fixture(scope="module")
def make(root):
    """Give the scripts of ``data/make``, which no package holds."""
    sys.path.insert(0, str(root / "data" / "make"))
    try:
        yield importlib.import_module("roads"), importlib.import_module("road_lines")
    finally:
        sys.path.pop(0)


def shuffled(*parts, seed=3):
    points = np.vstack(parts)
    return np.random.default_rng(seed).permutation(points)


def carriageways(start, end, step=300.0, apart=30.0):
    """Give the points of both carriageways between two places, out of step with each other."""
    start, end = np.array(start, dtype=float), np.array(end, dtype=float)
    metres = np.hypot(*(end - start))
    ahead = (end - start) / metres
    aside = np.array([-ahead[1], ahead[0]]) * apart / 2
    along = np.arange(0, metres, step)[:, None]
    return np.vstack([start + ahead * along + aside, start + ahead * (along + step / 3) - aside])


NONE = np.empty((0, 2))
HOP = 8_000.0


def test_both_carriageways_give_one_line_between_them_however_the_points_are_ordered(make):
    points = carriageways((0, 0), (40_000, 0))
    (line,) = make[1].road_lines(shuffled(points), others=NONE, hop_m=HOP)
    assert line.length == pytest.approx(40_000, rel=0.02)
    assert np.abs(shapely.get_coordinates(line)[:, 1]).max() <= 15
    again = make[1].road_lines(shuffled(points, seed=8), others=NONE, hop_m=HOP)
    assert shapely.normalize(line).equals(shapely.normalize(again[0]))


def test_carriageways_far_apart_are_not_driven_there_and_back(make):
    points = shuffled(carriageways((0, 0), (40_000, 0), step=200.0, apart=600.0))
    (line,) = make[1].road_lines(points, others=NONE, hop_m=HOP)
    assert line.length < 45_000


def test_a_line_follows_the_bend_and_walks_no_branch(make):
    bend = [carriageways((0, 0), (20_000, 0)), carriageways((20_000, 0), (20_000, 20_000))]
    branch = carriageways((10_000, 300), (10_000, 1_800))
    (line,) = make[1].road_lines(shuffled(*bend, branch), others=NONE, hop_m=HOP)
    assert line.length == pytest.approx(40_000, rel=0.02)
    assert line.distance(shapely.Point(10_000, 1_800)) > 1_000


def test_a_long_branch_is_a_line_of_its_own(make):
    branch = carriageways((20_000, 300), (20_000, 12_000))
    lines = make[1].road_lines(shuffled(carriageways((0, 0), (40_000, 0)), branch), others=NONE, hop_m=HOP)
    assert [round(line.length / 1_000) for line in lines] == pytest.approx([40, 10], abs=1)


def test_a_hole_wider_than_a_hop_parts_a_road_and_a_narrow_one_does_not(make):
    west = carriageways((0, 0), (20_000, 0))
    far, near = carriageways((30_000, 0), (45_000, 0)), carriageways((26_000, 0), (41_000, 0))
    assert len(make[1].road_lines(shuffled(west, far), others=NONE, hop_m=HOP)) == 2
    assert len(make[1].road_lines(shuffled(west, near), others=NONE, hop_m=HOP)) == 1


def test_the_points_of_a_road_that_it_runs_on_lead_it_round_the_bend_of_its_hole(make):
    own = shuffled(carriageways((0, 0), (20_000, 0)), carriageways((24_000, 4_000), (24_000, 24_000)))
    shared = [carriageways((20_000, 0), (24_000, 0)), carriageways((24_000, 0), (24_000, 4_000))]
    corner = shapely.Point(24_000, 0)
    (straight,) = make[1].road_lines(own, others=NONE, hop_m=HOP)
    (led,) = make[1].road_lines(own, others=shuffled(*shared), hop_m=HOP)
    assert straight.distance(corner) > 2_000
    assert led.distance(corner) < 200


def test_a_ring_closes_and_runs_clockwise(make):
    turn = np.linspace(0, 2 * np.pi, 300, endpoint=False)
    points = shuffled(np.column_stack([20_000 * np.cos(turn), 15_000 * np.sin(turn)]))
    (line,) = make[1].ring_line(points, hop_m=HOP)
    assert line.is_closed
    assert not shapely.LinearRing(line.coords).is_ccw
    (half,) = make[1].ring_line(points[points[:, 1] > 0], hop_m=HOP)
    assert not half.is_closed


def test_a_road_that_leaves_a_region_for_a_short_way_goes_on_in_one_piece(make):
    line = shapely.LineString([(0, 0), (60_000, 0)])
    halves = [
        shapely.box(0, -1, 20_000, 1),
        shapely.box(22_000, -1, 40_000, 1),
        shapely.box(50_000, -1, 60_000, 1),
    ]
    pieces = make[0].cut(line, shapely.union_all(halves))
    assert [piece.length for piece in pieces] == pytest.approx([40_000, 10_000])


def test_points_held_out_are_measured_once_each(make):
    points = shuffled(carriageways((0, 0), (40_000, 0)))
    build = partial(make[1].road_lines, others=NONE, hop_m=HOP)
    for block in (0.0, 1_000.0):
        metres = make[1].held_out(build, points, folds=5, block_m=block)
        assert metres.shape == (len(points),)
        assert np.nanmedian(metres) <= 20
        assert np.nanmax(metres) <= 1_500  # an end left out with its kilometre lies beyond the line
