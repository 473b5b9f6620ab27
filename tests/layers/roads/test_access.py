"""Roads closed to cars and private roads: what the tags say, and what a way may do."""

from __future__ import annotations

import itertools

import geopandas as gpd
import networkx as nx
import numpy as np
import osmnx as ox
import pandas as pd
import pytest
from shapely import LineString

from layers.roads.access import car_access
from layers.roads.graph import from_lines
from layers.roads.osmnx_graphs import read_graphml
from layers.roads.pairs import nearest_metres, road_pairs
from layers.roads.reach import on_roads
from layers.roads.service_areas import road_stretches
from layers.roads.snapping import snap

CRS = "EPSG:4548"


def street(rows, **options):
    """Give the graph of (coordinates, tags) rows."""
    tags = pd.DataFrame([tags for _, tags in rows]).astype(object)
    drawn = [LineString(xy) for xy, _ in rows]
    return from_lines(gpd.GeoDataFrame(tags, geometry=drawn, crs=CRS), **options)


def at(*spots):
    return gpd.GeoSeries.from_xy(*zip(*spots, strict=True), crs=CRS)


def ways(graph, sources, targets, cutoff=100_000.0):
    """Give the metres from sources to targets, infinite where there is no way."""
    pairs = road_pairs(graph, snap(graph, at(*sources)), snap(graph, at(*targets)), cutoff)
    got = np.full(pairs.shape, np.inf)
    got[np.repeat(np.arange(len(sources)), np.diff(pairs.indptr)), pairs.indices] = pairs.data
    return got.tolist()


@pytest.mark.parametrize(
    ("tags", "value", "closed"),
    [
        ({}, "", False),
        ({"access": "private"}, "private", False),
        ({"access": "destination"}, "destination", False),
        ({"access": "no"}, "", True),
        ({"vehicle": "no"}, "", True),
        ({"motor_vehicle": "agricultural;forestry"}, "", True),
        ({"motorcar": "private"}, "private", False),
        # The most specific tag wins, both ways.
        ({"access": "no", "motor_vehicle": "yes"}, "", False),
        ({"access": "yes", "vehicle": "destination", "motorcar": "no"}, "", True),
        ({"access": "private", "motorcar": "designated"}, "", False),
        ({"motor_vehicle": "no", "motorcar": "customers"}, "customers", False),
        # A value that nobody knows says nothing; the next tag counts.
        ({"access": "private", "motor_vehicle": "unknown"}, "private", False),
        ({"access": " Private "}, "private", False),
        # Several values let several in; ways merged into one must all be passed.
        ({"access": "private;customers;yes"}, "", False),
        ({"access": ["yes", "private"]}, "private", False),
        ({"access": ["private", "no"]}, "", True),
        ({"service": "emergency_access"}, "", True),
        ({"service": "driveway", "access": float("nan")}, "", False),
        ({"access": "delivery"}, "", True),
    ],
)
def test_the_most_specific_tag_says_whether_cars_may_pass(tags, value, closed):
    line = pd.DataFrame({name: pd.Series([text], dtype=object) for name, text in tags.items()}, index=[0])
    found, shut = car_access(line)
    assert (found.tolist(), shut.tolist()) == ([value], [closed])


# A long way round, 0 to 1,000 m east by the north, and a straight link of 1,000 m.
ROUND = [
    ([(0, 0), (0, 1_000)], {}),
    ([(0, 1_000), (1_000, 1_000)], {}),
    ([(1_000, 1_000), (1_000, 0)], {}),
]
LINK = [(0, 0), (1_000, 0)]


@pytest.mark.parametrize(
    ("tags", "metres"),
    [
        ({}, 1_000.0),
        ({"motor_vehicle": "no"}, 3_000.0),
        ({"access": "no"}, 3_000.0),
        ({"access": "private"}, 3_000.0),
        ({"motorcar": "destination"}, 3_000.0),
    ],
)
def test_no_way_leads_through_a_road_that_is_closed_or_private(tags, metres):
    graph = street([*ROUND, (LINK, tags)])
    assert ways(graph, [(0, 0)], [(1_000, 0)]) == [[metres]]
    assert nearest_metres(graph, snap(graph, at((0, 0))), snap(graph, at((1_000, 0)))).tolist() == [metres]


def test_a_private_road_is_the_first_or_the_last_leg():
    # A compound's road runs from (0, 0) 400 m south.
    graph = street([*ROUND, ([(0, 0), (0, -400)], {"access": "private"})])
    inside, west, east = (0, -300), (0, 500), (1_000, 500)
    assert ways(graph, [inside], [west, east, inside]) == [[800.0, 800.0 + 500 + 1_000 + 500, 0.0]]
    assert ways(graph, [west], [inside]) == [[800.0]]
    assert ways(graph, [inside], [(0, -100)]) == [[200.0]]


def test_who_lives_on_a_private_road_leaves_by_either_gate_and_others_by_none():
    graph = street([*ROUND, (LINK, {"access": "private"})])
    # From the middle both ends are 500 m away; from beside a gate the way leads round.
    assert ways(graph, [(500, 0)], [(0, 0), (1_000, 0)]) == [[500.0, 500.0]]
    assert ways(graph, [(0, 0)], [(600, 0), (1_000, 0)]) == [[600.0, 3_000.0]]


def test_two_compounds_are_not_crossed_on_the_way_between_others():
    # Private, open, private in a row: from outside the open middle may be reached, but not passed through.
    rows = [
        *ROUND,
        ([(0, 0), (300, 0)], {"access": "private"}),
        ([(300, 0), (700, 0)], {}),
        ([(700, 0), (1_000, 0)], {"access": "private"}),
    ]
    graph = street(rows)
    assert ways(graph, [(0, 0)], [(500, 0), (1_000, 0)]) == [[500.0, 3_000.0]]
    # The open middle is tied to the network by private roads alone: it lies behind their gates.
    assert sorted(graph.access) == ["", "", "", "private", "private", "private"]


def test_private_roads_do_not_tie_the_network_together():
    # Without the private link the eastern loop is another town: smaller, so it is legs only.
    rows = [
        ([(0, 0), (0, 900)], {}),
        ([(0, 900), (-900, 900)], {}),
        (LINK, {"access": "private"}),
        ([(1_000, 0), (1_000, 300)], {}),
    ]
    graph = street(rows)
    assert graph.access[graph.metres == 300].tolist() == ["private"]
    without = street([row for row in rows if row[1] == {}])
    assert without.dropped["outside the strongly connected part"] == 1


def test_a_one_way_private_road_out_of_which_none_leads_is_left_out():
    graph = street([*ROUND, ([(0, 0), (0, -400)], {"access": "private", "oneway": "yes"})])
    assert len(graph.metres) == 3
    assert graph.dropped["outside the strongly connected part"] == 1


def test_closed_lines_are_counted_and_the_layer_keeps_what_is_private(tmp_path):
    graph = street([*ROUND, (LINK, {"access": "customers"}), (LINK, {"motorcar": "no"})])
    assert graph.dropped["closed to cars"] == 1
    layer = graph.to_frame()
    assert sorted(layer["access"]) == ["", "", "", "customers"]
    layer.to_parquet(tmp_path / "roads.parquet")
    again = from_lines(gpd.read_parquet(tmp_path / "roads.parquet"))
    assert again.access.tolist() == graph.access.tolist()


def test_a_graphml_file_keeps_what_osmnx_read_of_access(tmp_path):
    net = nx.MultiDiGraph(crs=CRS)
    for node, (x, y) in enumerate([(0.0, 0.0), (0.0, 1_000.0), (1_000.0, 1_000.0), (1_000.0, 0.0)]):
        net.add_node(node, x=x, y=y)
    for a, b, tags in [
        (0, 1, {}),
        (1, 2, {}),
        (2, 3, {}),
        (0, 3, {"access": "private"}),
        (0, 3, {"motor_vehicle": "no"}),
    ]:
        for u, v, back in ((a, b, False), (b, a, True)):
            net.add_edge(u, v, length=1_000.0, oneway=False, reversed=back, highway="residential", **tags)
    ox.save_graphml(net, tmp_path / "roads.graphml")
    graph = read_graphml(tmp_path / "roads.graphml", crs=CRS)
    assert sorted(graph.access) == ["", "", "", "private"]
    assert ways(graph, [(0, 0)], [(1_000, 0)]) == [[3_000.0]]


def test_a_cell_takes_an_open_road_before_a_nearer_private_one():
    graph = street([*ROUND, (LINK, {"access": "private"})])
    spot = at((400, 100))
    assert snap(graph, spot).connector_m.tolist() == [100.0]
    assert snap(graph, spot, open_first_m=1_000.0).connector_m.tolist() == [400.0]
    # Deeper inside than that, the private road is all there is.
    assert snap(graph, spot, open_first_m=300.0).connector_m.tolist() == [100.0]


@pytest.mark.parametrize("off", [0.0, 1e-7, -1e-7])
def test_a_point_at_a_gate_does_not_live_behind_it(off):
    graph = street([(LINK, {"access": "private"}), *ROUND])
    assert ways(graph, [(off, off)], [(1_000, 0)])[0] == pytest.approx([3_000.0], abs=1e-3)


def test_of_equally_near_lines_the_same_is_taken_whatever_the_rounding():
    # The middle of a square is 50 m from each side; the private one is never chosen, the first open one is.
    corners = [(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)]
    sides = itertools.pairwise(corners)
    tags = [{"access": "private"}, {}, {}, {}]
    graph = street([(list(side), said) for side, said in zip(sides, tags, strict=True)])
    jitter = [(50 + x * 1e-6, 50 + y * 1e-6) for x in (-1, 0, 1) for y in (-1, 0, 1)]
    assert snap(graph, at(*jitter)).line.tolist() == [1] * 9


def test_a_compound_s_road_is_the_first_and_last_leg_of_a_region_s_ways():
    graph = street([([(0, 0), (0, 1_000)], {}), ([(0, 0), (3_000, 0)], {"access": "private"})])
    demand = gpd.GeoDataFrame(
        {"cell_id": ["deep", "near"], "x": [2_500.0, 500.0], "y": 100.0}, geometry=at((0, 0), (0, 0))
    )
    sites = gpd.GeoDataFrame(
        {"site_id": ["street", "yard"], "category": "park", "road_ref": "", "direction": ""},
        geometry=at((0, 900), (2_000, 50)),
    )
    none = gpd.GeoDataFrame({"road_ref": [], "direction": []}, geometry=gpd.GeoSeries(crs=CRS))
    found = on_roads(graph, demand, sites, none).pairs(9_000.0).toarray()
    # Deep inside, 2.5 km from the street, the cell drives out by the compound's road; the other one lives
    # 500 m from the street and takes that. Both reach the yard, its connector of 50 m included.
    deep = [100.0 + 2_500 + 900, 100.0 + 500 + 50]
    near = [500.0 + 800, 500.0 + 100 + 2_000 + 50]
    assert found.tolist() == [pytest.approx(deep), pytest.approx(near)]


def test_stretches_of_a_private_road_are_served_but_lead_nobody_through():
    graph = street([*ROUND, (LINK, {"access": "private"})])
    found = road_stretches(graph, snap(graph, at((0, 0))), 2_000.0, [2_000.0])
    reached = dict.fromkeys(range(4), 0.0)
    for line, metres in zip(found.line, found.metres, strict=True):
        reached[int(line)] += float(metres)
    # All of the link, both roads of the way there; nothing of the third from its far end.
    assert reached == pytest.approx({0: 1_000.0, 1: 1_000.0, 2: 0.0, 3: 1_000.0})
