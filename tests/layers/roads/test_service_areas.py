"""Service areas along roads, against ways worked out by hand and against the many-to-many search."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point

from gisplan_errors import LayerError
from layers.roads.graph import from_lines
from layers.roads.pairs import road_pairs
from layers.roads.service_areas import distance_bands, road_stretches, stretch_lines
from layers.roads.snapping import Snapped, snap

CRS = "EPSG:4548"


def street(rows):
    lines, oneway = zip(*rows, strict=True)
    drawn = [LineString(line) for line in lines]
    return from_lines(gpd.GeoDataFrame({"oneway": oneway}, geometry=drawn, crs=CRS), strong=False)


def at(*xy):
    return gpd.GeoSeries([Point(p) for p in xy], crs=CRS)


def told(graph, stretches):
    """Return (line, from metre, to metre, site, band) of each stretch, in order."""
    rows = zip(stretches.line, stretches.begin, stretches.end, stretches.site, stretches.band, strict=True)
    return [
        (int(line), round(a * graph.metres[line], 6), round(b * graph.metres[line], 6), int(site), int(band))
        for line, a, b, site, band in rows
    ]


def test_a_two_way_road_is_reached_from_both_sides_and_cut_at_the_exact_metre():
    g = street([([(0, 0), (1000, 0)], "no")])
    found = road_stretches(g, snap(g, at((400, 0))), 250.0, [100.0, 300.0])
    assert told(g, found) == [
        (0, 150, 300, 0, 1),
        (0, 300, 400, 0, 0),
        (0, 400, 500, 0, 0),
        (0, 500, 650, 0, 1),
    ]
    assert found.metres.sum() == pytest.approx(500)


@pytest.mark.parametrize(("oneway", "metres"), [("yes", (100, 400)), ("-1", (400, 700))])
def test_a_one_way_road_serves_only_those_who_drive_towards_the_site(oneway, metres):
    g = street([([(0, 0), (1000, 0)], oneway)])
    assert told(g, road_stretches(g, snap(g, at((400, 0))), 300.0, [300.0])) == [(0, *metres, 0, 0)]


def test_a_one_way_street_of_a_block_is_driven_all_the_way_round():
    # A block ABCD of 100 m streets; A to B is one-way, the site stands at A.
    block = [
        ([(0, 0), (100, 0)], "yes"),
        ([(100, 0), (100, 100)], "no"),
        ([(100, 100), (0, 100)], "no"),
        ([(0, 100), (0, 0)], "no"),
    ]
    g = street(block)
    found = road_stretches(g, snap(g, at((0, 0))), 350.0, [150.0, 400.0])
    # From 50 m before B: 50 to B, then 300 round. D to A is near; C to D turns far at 150 m.
    assert told(g, found) == [
        (0, 50, 100, 0, 1),
        (1, 0, 100, 0, 1),
        (2, 0, 50, 0, 1),
        (2, 50, 100, 0, 0),
        (3, 0, 100, 0, 0),
    ]
    open_both = street([(line, "no") for line, _ in block])
    assert road_stretches(open_both, snap(open_both, at((0, 0))), 350.0, [400.0]).metres.sum() == 400


def test_two_sites_part_a_road_where_their_ways_are_equal_connectors_included():
    g = street([([(0, 0), (1000, 0)], "no")])
    sites = snap(g, at((0, 100), (1000, 0)))
    found = road_stretches(g, sites, 2_000.0, [2_000.0])
    # t + 100 = 1000 - t
    assert told(g, found) == [(0, 0, 450, 0, 0), (0, 450, 1000, 1, 0)]


def test_every_line_has_its_own_limit():
    g = street([([(0, 0), (500, 0)], "no"), ([(0, 0), (0, 500)], "no")])
    found = road_stretches(g, snap(g, at((0, 0))), [100.0, 300.0], [400.0])
    assert told(g, found) == [(0, 0, 100, 0, 0), (1, 0, 300, 0, 0)]


def test_a_site_that_touches_no_road_serves_none_and_keeps_its_place():
    g = street([([(0, 0), (500, 0)], "no")])
    sites = snap(g, at((0, 90_000), (0, 0)))
    assert set(road_stretches(g, sites, 200.0, [200.0]).site.tolist()) == {1}
    nobody = road_stretches(g, sites.take(np.array([0])), 200.0, [200.0])
    assert not nobody.line.size
    assert not stretch_lines(g, nobody).size


def test_stretches_follow_the_bends_of_their_line():
    g = street([([(0, 0), (100, 0), (100, 100), (200, 100)], "no")])
    found = road_stretches(g, snap(g, at((100, 50))), 120.0, [120.0])
    lines = stretch_lines(g, found)
    assert [shapely.get_coordinates(line).tolist() for line in lines] == [
        [[30, 0], [100, 0], [100, 50]],
        [[100, 50], [100, 100], [170, 100]],
    ]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000))
def test_ways_from_stretches_are_those_of_the_search(seed):
    random = np.random.default_rng(seed)
    spots = [(float(x), float(y)) for x in range(0, 400, 100) for y in range(0, 300, 100)]
    rows = []
    for x, y in spots:
        for dx, dy in ((100, 0), (0, 100)):
            if (x + dx, y + dy) in spots and random.random() < 0.8:
                line = [(x, y), (x + dx / 2, y + dy / 2 + random.uniform(0, 30)), (x + dx, y + dy)]
                rows.append((line, str(random.choice(["yes", "no", "-1"]))))
    g = street(rows)
    sites = snap(g, at(*random.uniform(0, 300, (3, 2))))
    limits, breaks = random.uniform(50, 400, len(g.metres)), np.array([80.0, 200.0, 300.0])
    found = road_stretches(g, sites, limits, breaks)
    line = np.repeat(np.arange(len(g.metres)), 7)
    place = random.uniform(0, 1, len(line))
    points = on_lines(g, line, place)
    ways = road_pairs(g, points, sites, 1_000.0, engine="scipy").toarray()
    ways[ways == 0] = np.inf
    for at_line, fraction, to_sites in zip(line, place, ways, strict=True):
        mine = (found.line == at_line) & (found.begin <= fraction) & (fraction <= found.end)
        within = to_sites.min() <= min(limits[at_line], breaks[-1])
        assert mine.sum() == int(within)
        if within:
            assert to_sites[found.site[mine][0]] == pytest.approx(to_sites.min())
            assert int(np.searchsorted(breaks, to_sites.min())) == found.band[mine][0]
    drawn = shapely.length(stretch_lines(g, found))
    assert drawn == pytest.approx(found.metres)


def on_lines(graph, line, fraction):
    xy = shapely.get_coordinates(
        shapely.line_interpolate_point(graph.geometry[line], fraction, normalized=True)
    )
    clear = np.full(len(line), "", dtype=object)
    return Snapped(clear, line, fraction, np.zeros(len(line)), xy, clear)


def test_classes_come_from_the_radii():
    assert distance_bands([2000, 2000]).tolist() == [500, 1000, 2000]
    assert distance_bands([2000, 5000, 3000, 8000, 4000]).tolist() == [500, 1000, 2000, 4000, 8000]
    with pytest.raises(LayerError, match="positive figures"):
        distance_bands([])
    with pytest.raises(LayerError, match="ascending"):
        road_stretches(street([([(0, 0), (9, 0)], "no")]), None, 1.0, [5.0, 5.0])
