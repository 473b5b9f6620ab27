from __future__ import annotations

import dataclasses
import heapq
import itertools

import geopandas as gpd
import networkx as nx
import numpy as np
import pyproj
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point

from gisplan_errors import LayerError
from layers.roads.graph import RoadGraph, from_lines
from layers.roads.pairs import least_arcs, morton_order, nearest_metres, road_pairs
from layers.roads.snapping import Snapped, snap
from tests.layers.roads.nodes import at_nodes

CRS = "EPSG:4548"
ENGINES = ["scipy", "numba"]


def street(rows):
    lines, oneway = zip(*rows, strict=True)
    drawn = [LineString(line) for line in lines]
    return from_lines(gpd.GeoDataFrame({"oneway": oneway}, geometry=drawn, crs=CRS), strong=False)


def at(*xy):
    return gpd.GeoSeries([Point(p) for p in xy], crs=CRS)


@pytest.mark.parametrize("engine", ENGINES)
def test_points_in_the_middle_of_a_line_reach_both_ends(engine):
    g = street([([(0, 0), (100, 0)], "no"), ([(100, 0), (200, 0)], "no")])
    pairs = road_pairs(g, snap(g, at((30, 0))), snap(g, at((0, 0), (200, 0), (150, 0))), 1_000, engine=engine)
    assert pairs.toarray().tolist() == [[30, 170, 120]]


@pytest.mark.parametrize("engine", ENGINES)
def test_two_points_on_one_oneway_line_go_round_to_get_back(engine):
    ring = street([([(0, 0), (100, 0)], "yes"), ([(100, 0), (100, 50), (0, 50), (0, 0)], "yes")])
    points = snap(ring, at((20, 0), (70, 0)))
    pairs = road_pairs(ring, points, points, 1_000, engine=engine)
    assert pairs.toarray() == pytest.approx(np.array([[0, 50], [250, 0]]))


@pytest.mark.parametrize("engine", ENGINES)
def test_oneway_is_driven_from_source_to_target_only(engine):
    g = street([([(0, 0), (100, 0)], "yes")])
    a, b = snap(g, at((0, 0))), snap(g, at((100, 0)))
    assert road_pairs(g, a, b, 1_000, engine=engine).nnz == 1
    assert road_pairs(g, b, a, 1_000, engine=engine).nnz == 0


@pytest.mark.parametrize("engine", ENGINES)
def test_connectors_count_at_both_ends_and_against_the_cutoff(engine):
    g = street([([(0, 0), (100, 0)], "no")])
    a, b = snap(g, at((0, 40))), snap(g, at((100, -60)))
    assert road_pairs(g, a, b, 200, engine=engine).data.tolist() == [200.0]
    assert road_pairs(g, a, b, 199.9, engine=engine).nnz == 0


@pytest.mark.parametrize("engine", ENGINES)
def test_minutes_use_line_speeds_and_the_connector_speed(engine):
    lines = gpd.GeoDataFrame({"speed_kph": [60.0]}, geometry=[LineString([(0, 0), (2_000, 0)])], crs=CRS)
    g = from_lines(lines)
    a, b = snap(g, at((0, 250))), snap(g, at((2_000, 0)))
    pairs = road_pairs(g, a, b, 10, weight="minutes", connector_kph=15, engine=engine)
    assert pairs.data == pytest.approx([3.0])


@pytest.mark.parametrize("engine", ENGINES)
def test_a_zero_distance_and_a_zero_length_line_stay_entries(engine):
    g = street([([(0, 0), (100, 0)], "no"), ([(100, 0), (200, 0)], "no")])
    flat = RoadGraph(**{**g.__dict__, "metres": np.array([0.0, 50.0])})
    nodes = at_nodes(flat, [0, 1, 2])
    pairs = road_pairs(flat, nodes, nodes, 60, engine=engine)
    assert pairs.nnz == 9
    assert pairs.toarray().tolist() == [[0, 0, 50], [0, 0, 50], [50, 50, 0]]


@pytest.mark.parametrize("engine", ENGINES)
def test_of_parallel_lines_the_shorter_counts(engine):
    g = street([([(0, 0), (100, 0)], "no"), ([(0, 0), (50, 70), (100, 0)], "no")])
    pairs = road_pairs(g, at_nodes(g, [0]), at_nodes(g, [1]), 500, engine=engine)
    assert pairs.data.tolist() == [100.0]


def test_parallel_arcs_are_not_added_up():
    arcs = least_arcs(np.array([0, 0, 1]), np.array([1, 1, 1]), np.array([7.0, 5.0, 1.0]), 2)
    assert arcs.toarray().tolist() == [[0, 5], [0, 0]]


@pytest.mark.parametrize("engine", ENGINES)
def test_each_source_has_its_own_cutoff(engine):
    g = street([([(0, 0), (100, 0)], "no"), ([(100, 0), (200, 0)], "no")])
    source, target = at_nodes(g, [0, 0]), at_nodes(g, [0, 1, 2])
    pairs = road_pairs(g, source, target, [100, 200], engine=engine)
    assert np.diff(pairs.indptr).tolist() == [2, 3]


def test_points_that_reach_no_road_have_empty_rows_and_columns():
    g = street([([(0, 0), (100, 0)], "no")])
    a = snap(g, at((0, 9_000), (0, 0)))
    b = snap(g, at((50, 0), (0, 9_000), (100, 0)))
    pairs = road_pairs(g, a, b, 500)
    assert pairs.toarray().tolist() == [[0, 0, 0], [50, 0, 100]]
    assert road_pairs(g, snap(g, at((0, 9_000))), b, 500).shape == (1, 3)


def test_progress_is_told_and_a_bad_cutoff_refused():
    g = street([([(0, 0), (100, 0)], "no")])
    nodes, said = at_nodes(g, [0, 1]), []
    road_pairs(g, nodes, nodes, 100, progress=said.append)
    assert list(map(str, said)) == ["road reach: 2 of 2 sources"]
    with pytest.raises(LayerError, match="cutoff"):
        road_pairs(g, nodes, nodes, -1)


def test_morton_order_keeps_quarters_together():
    xy = np.array([[0, 0], [9, 9], [1, 1], [8, 8], [0, 9], [9, 0]], dtype=float)
    order = morton_order(xy).tolist()
    assert abs(order.index(0) - order.index(2)) == 1
    assert abs(order.index(1) - order.index(3)) == 1


def draws(draw, size, element):
    return np.array(draw(st.lists(element, min_size=size, max_size=size)))


@st.composite
def networks(draw):
    n = draw(st.integers(2, 8))
    place = st.tuples(st.integers(0, 500), st.integers(0, 500))
    xy = np.array(draw(st.lists(place, min_size=n, max_size=n, unique=True)))
    lines = draw(st.integers(1, 14))
    tail, head = draws(draw, lines, st.integers(0, n - 1)), draws(draw, lines, st.integers(0, n - 1))
    metres = draws(draw, lines, st.sampled_from([0.0, 1.0, 40.0, 100.0, 250.0]))
    forward, backward = draws(draw, lines, st.sampled_from([(True, False), (False, True), (True, True)])).T
    geometry = np.array([LineString([xy[a], xy[b]]) for a, b in zip(tail, head, strict=True)], dtype=object)
    kinds = np.full(lines, "primary", dtype=object)

    return RoadGraph(
        pyproj.CRS(CRS),
        xy.astype(float),
        tail,
        head,
        metres,
        np.full(lines, 60.0),
        forward,
        backward,
        kinds,
        np.full(lines, "", dtype=object),
        geometry,
        {},
    )


@st.composite
def points_on(draw, graph, most=6):
    k = draw(st.integers(1, most))
    line = draws(draw, k, st.integers(0, len(graph.tail) - 1))
    fraction = draws(draw, k, st.sampled_from([0.0, 0.25, 0.5, 0.9, 1.0]))
    connector = draws(draw, k, st.sampled_from([0.0, 15.0]))
    a, b = graph.xy[graph.tail[line]], graph.xy[graph.head[line]]
    xy = a + (b - a) * fraction[:, None]
    names, reason = np.arange(k).astype(str).astype(object), np.full(k, "", dtype=object)
    return Snapped(names, line, fraction, connector, xy, reason)


def oracle(graph, sources, targets, cutoff):
    """All pairs by networkx between nodes, the ways on the points' own lines by hand."""
    net = nx.MultiDiGraph()
    net.add_nodes_from(range(len(graph.xy)))
    for i in range(len(graph.tail)):
        if graph.forward[i]:
            net.add_edge(graph.tail[i], graph.head[i], w=graph.metres[i])
        if graph.backward[i]:
            net.add_edge(graph.head[i], graph.tail[i], w=graph.metres[i])
    ways = dict(nx.all_pairs_dijkstra_path_length(net, weight="w"))

    def ends(points, i, *, leaving):
        line, f = points.line[i], points.fraction[i]
        w, a, b = graph.metres[line], graph.tail[line], graph.head[line]
        yield from ([(b, w * (1 - f))] if leaving else [(a, w * f)]) if graph.forward[line] else []
        yield from ([(a, w * f)] if leaving else [(b, w * (1 - f))]) if graph.backward[line] else []
        if f == 0:
            yield a, 0.0
        if f == 1:
            yield b, 0.0

    best = np.full((len(sources), len(targets)), np.inf)
    for i in range(len(sources)):
        for j in range(len(targets)):
            found = [
                out + ways[a][b] + back
                for a, out in ends(sources, i, leaving=True)
                for b, back in ends(targets, j, leaving=False)
                if b in ways[a]
            ]
            line, step = sources.line[i], targets.fraction[j] - sources.fraction[i]
            if line == targets.line[j]:
                allowed = (step >= 0 and graph.forward[line]) or (step <= 0 and graph.backward[line])
                found += [abs(step) * graph.metres[line]] if allowed or step == 0 else []
            best[i, j] = min(found, default=np.inf) + sources.connector_m[i] + targets.connector_m[j]
    return np.where(best <= cutoff + 1e-9, best, np.inf)


@pytest.mark.parametrize("engine", ENGINES)
@settings(deadline=None, max_examples=150)
@given(data=st.data())
def test_equals_networkx_on_any_network(engine, data):
    graph = data.draw(networks())
    sources, targets = data.draw(points_on(graph)), data.draw(points_on(graph))
    cutoff = data.draw(st.sampled_from([0.0, 120.5, 333.3, 2_000.0]))
    pairs = road_pairs(graph, sources, targets, cutoff, engine=engine)
    got = np.full(pairs.shape, np.inf)
    got[np.repeat(np.arange(len(sources)), np.diff(pairs.indptr)), pairs.indices] = pairs.data
    np.testing.assert_allclose(got, oracle(graph, sources, targets, cutoff), atol=1e-6)


def by_legs(graph, source, target):
    """Give the shortest way over (place, phase): 0 on private roads at first, 1 open, 2 private at last."""
    tail, head = graph.tail.tolist(), graph.head.tolist()
    ends = [(int(line), float(f)) for line, f in (source, target)]
    start, end = ({0.0: tail[line], 1.0: head[line]}.get(f, (line, f)) for line, f in ends)
    arcs = []
    for k in range(len(tail)):
        inside = sorted({(f, (k, f)) for line, f in ends if line == k and 0.0 < f < 1.0})
        for (f, a), (g, b) in itertools.pairwise([(0.0, tail[k]), *inside, (1.0, head[k])]):
            metres, private = (g - f) * graph.metres[k], graph.access[k] != ""
            arcs += [(a, b, metres, private)] if graph.forward[k] else []
            arcs += [(b, a, metres, private)] if graph.backward[k] else []
    in_street = {place for a, b, _, private in arcs if not private for place in (a, b)}
    begun = (start, 1 if start in in_street else 0)
    best, count = {begun: 0.0}, itertools.count(1)
    queue = [(0.0, 0, *begun)]
    while queue:
        so_far, _, place, phase = heapq.heappop(queue)
        if place == end and (end not in in_street or phase < 2):
            return so_far
        for a, b, metres, private in arcs:
            if a != place or (phase == 2 and not private):
                continue
            then = (b, (2 if phase else 0) if private else 1)
            if so_far + metres < best.get(then, np.inf):
                best[then] = so_far + metres
                heapq.heappush(queue, (so_far + metres, next(count), *then))
    return np.inf


@pytest.mark.parametrize("engine", ENGINES)
@settings(deadline=None, max_examples=150)
@given(data=st.data())
def test_private_roads_are_first_or_last_legs_on_any_network(engine, data):
    graph = data.draw(networks())
    graph = dataclasses.replace(
        graph, access=draws(data.draw, len(graph.tail), st.sampled_from(["", "private"])).astype(object)
    )
    sources, targets = data.draw(points_on(graph, 3)), data.draw(points_on(graph, 3))
    pairs = road_pairs(graph, sources, targets, 5_000.0, engine=engine)
    got = np.full(pairs.shape, np.inf)
    got[np.repeat(np.arange(len(sources)), np.diff(pairs.indptr)), pairs.indices] = pairs.data
    due = np.array(
        [
            [
                by_legs(graph, (sources.line[i], sources.fraction[i]), (targets.line[j], targets.fraction[j]))
                + sources.connector_m[i]
                + targets.connector_m[j]
                for j in range(len(targets))
            ]
            for i in range(len(sources))
        ]
    )
    np.testing.assert_allclose(got, due, atol=1e-6)
    np.testing.assert_allclose(nearest_metres(graph, sources, targets), due.min(axis=1), atol=1e-6)


def test_engines_and_workers_agree_on_a_grid_larger_than_a_tile():
    rng = np.random.default_rng(1)
    side = 40
    rows = []
    for x in range(side):
        for y in range(side):
            ways = ["no", "yes", "-1"]
            if x + 1 < side:
                rows.append(([(x * 100, y * 100), (x * 100 + 100, y * 100)], ways[rng.integers(3)]))
            if y + 1 < side:
                rows.append(([(x * 100, y * 100), (x * 100, y * 100 + 100)], ways[rng.integers(3)]))
    g = street(rows)
    some, every = at_nodes(g, rng.choice(side * side, 900)), at_nodes(g, np.arange(side * side))
    one = road_pairs(g, some, every, 800, engine="scipy", workers=1)
    for engine, workers in (("scipy", 2), ("numba", 1), ("numba", 2)):
        other = road_pairs(g, some, every, 800, engine=engine, workers=workers)
        assert other.indptr.tolist() == one.indptr.tolist()
        assert other.indices.tolist() == one.indices.tolist()
        np.testing.assert_allclose(other.data, one.data, atol=1e-6)
