from __future__ import annotations

import geopandas as gpd
import networkx as nx
import numpy as np
import osmnx as ox
import pytest
from shapely import LineString, MultiLineString, Point

from gisplan_errors import CrsError, LayerError
from layers.roads.graph import from_lines
from layers.roads.osmnx_graphs import from_osmnx, read_graphml
from layers.roads.speeds import CLASS_KPH, OTHER_KPH, line_speeds, parse_maxspeed

CRS = "EPSG:4548"


def frame(rows, crs=CRS):
    columns = {key: [row.get(key) for _, row in rows] for key in {k for _, row in rows for k in row}}
    return gpd.GeoDataFrame(columns, geometry=[LineString(xy) for xy, _ in rows], crs=crs)


@pytest.mark.parametrize(
    ("tag", "kph"),
    [
        ("60", 60),
        ("60 km/h", 60),
        ("40 mph", 64.37376),
        ("80;60", 60),
        (["100", "80"], 80),
        (60.0, 60),
        ("CN:urban", np.nan),
        ("signals", np.nan),
        ("", np.nan),
        (None, np.nan),
        (float("nan"), np.nan),
        ("6000", np.nan),
        ("0", np.nan),
        ([], np.nan),
    ],
)
def test_maxspeed_is_read_in_kph_or_not_at_all(tag, kph):
    assert parse_maxspeed(tag) == pytest.approx(kph, nan_ok=True)


def test_maxspeed_wins_over_the_class():
    speeds = line_speeds(["primary", "primary", "odd", ["trunk", "primary"]], ["45", None, "walk", None])
    assert speeds.tolist() == [45.0, CLASS_KPH["primary"], OTHER_KPH, CLASS_KPH["trunk"]]


def test_oneway_tags_give_directions():
    loop = [((0, 0), (100, 0)), ((100, 0), (100, 100)), ((100, 100), (0, 100)), ((0, 100), (0, 0))]
    tags = [{"oneway": "yes"}, {"oneway": "-1"}, {"oneway": "no"}, {"oneway": None}]
    graph = from_lines(frame(list(zip(loop, tags, strict=True))), strong=False)
    assert graph.forward.tolist() == [True, False, True, True]
    assert graph.backward.tolist() == [False, True, True, True]


def test_motorways_and_roundabouts_are_oneway_where_no_tag_says_otherwise():
    rows = [
        (((0, 0), (1, 0)), {"highway": "motorway", "oneway": None, "junction": None}),
        (((1, 0), (2, 0)), {"highway": "motorway", "oneway": "no", "junction": None}),
        (((2, 0), (3, 0)), {"highway": "primary", "oneway": None, "junction": "roundabout"}),
    ]
    assert from_lines(frame(rows), strong=False).backward.tolist() == [False, True, False]


def test_without_a_oneway_column_every_line_is_two_way():
    graph = from_lines(frame([(((0, 0), (100, 0)), {"highway": "motorway"})]))
    assert graph.forward.all()
    assert graph.backward.all()


def test_metres_and_minutes():
    rows = [
        (((0, 0), (1_000, 0)), {"highway": "primary", "maxspeed": "60"}),
        (((1_000, 0), (1_000, 500)), {"highway": "residential", "maxspeed": None}),
    ]
    graph = from_lines(frame(rows))
    assert graph.metres.tolist() == [1_000.0, 500.0]
    assert graph.minutes == pytest.approx([1.0, 1.0])


def test_stated_length_wins_and_is_shared_by_the_parts_of_one_line():
    lines = gpd.GeoDataFrame(
        {"length_m": [330.0]},
        geometry=[MultiLineString([[(0, 0), (100, 0)], [(100, 0), (300, 0)]])],
        crs=CRS,
    )
    assert from_lines(lines).metres.tolist() == pytest.approx([110.0, 220.0])


def test_only_the_largest_strongly_connected_part_stays():
    rows = [
        (((0, 0), (100, 0)), {"oneway": "no"}),
        (((100, 0), (200, 0)), {"oneway": "no"}),
        (((200, 0), (300, 0)), {"oneway": "yes"}),  # a way out without a way back
        (((900, 900), (950, 900)), {"oneway": "no"}),  # an island
    ]
    graph = from_lines(frame(rows))
    assert len(graph.metres) == 2
    assert len(graph.xy) == 3
    assert graph.dropped["outside the strongly connected part"] == 2


def test_footways_are_left_out_and_counted():
    rows = [(((0, 0), (9, 0)), {"highway": "primary"}), (((9, 0), (9, 9)), {"highway": "footway"})]
    graph = from_lines(frame(rows))
    assert graph.highway.tolist() == ["primary"]
    assert graph.dropped["not drivable"] == 1


def test_end_points_a_millimetre_apart_are_one_node():
    graph = from_lines(frame([(((0, 0), (100, 0)), {}), (((100.001, 0), (200, 0)), {})]))
    assert len(graph.xy) == 3


def test_nodes_follow_the_drawn_line_and_not_wrong_u_and_v():
    rows = [(((0, 0), (100, 0)), {"u": 7, "v": 7}), (((100, 0), (200, 0)), {"u": 9, "v": 1})]
    graph = from_lines(frame(rows))
    assert graph.xy[graph.tail].tolist() == [[0, 0], [100, 0]]


def test_degrees_and_a_missing_crs_are_refused():
    degrees = frame([(((117.0, 39.0), (117.1, 39.0)), {})], crs="EPSG:4326")
    with pytest.raises(CrsError, match="not in metres"):
        from_lines(degrees)
    assert from_lines(degrees, crs=CRS).metres[0] == pytest.approx(8_650, rel=0.01)
    with pytest.raises(CrsError, match="no coordinate reference system"):
        from_lines(frame([(((0, 0), (1, 0)), {})], crs=None))


def test_a_frame_without_lines_is_refused():
    points = gpd.GeoDataFrame(geometry=[Point(0, 0), None], crs=CRS)
    with pytest.raises(LayerError, match="none of 2 lines"):
        from_lines(points)


def test_a_bad_length_names_the_line():
    rows = [(((0, 0), (9, 0)), {"length_m": 9.0}), (((9, 0), (9, 9)), {"length_m": -1.0})]
    with pytest.raises(LayerError, match="length_m of line 1 is -1"):
        from_lines(frame(rows))


def test_the_roads_layer_reads_back_as_the_same_graph():
    rows = [
        (((0, 0), (100, 0)), {"highway": "primary", "oneway": "no"}),
        (((100, 0), (100, 80)), {"highway": "motorway", "oneway": "yes"}),
        (((0, 0), (100, 80)), {"highway": "trunk", "oneway": "-1"}),
    ]
    graph = from_lines(frame(rows))
    layer = graph.to_frame()
    assert list(layer.columns) == [
        "u",
        "v",
        "key",
        "length_m",
        "highway",
        "speed_kph",
        "oneway",
        "access",
        "geometry",
    ]
    again = from_lines(layer)
    for name in ("metres", "speed_kph", "forward", "backward", "tail", "head"):
        assert getattr(again, name).tolist() == getattr(graph, name).tolist()


def osmnx_graph():
    graph = nx.MultiDiGraph(crs="EPSG:4326")
    for node, (x, y) in enumerate([(117.0, 39.0), (117.01, 39.0), (117.01, 39.01)]):
        graph.add_node(node, x=x, y=y, street_count=2)
    street = {"osmid": 5, "highway": "primary", "oneway": False, "length": 864.2, "maxspeed": "50"}
    graph.add_edge(0, 1, **street, reversed=False)
    graph.add_edge(1, 0, **street, reversed=True)
    oneway = {"osmid": 6, "oneway": True, "reversed": False}
    graph.add_edge(1, 2, **oneway, highway="tertiary", length=1_112.0)
    graph.add_edge(2, 0, **oneway, highway=["tertiary", "primary"], length=1_400.0)
    return graph


def test_osmnx_two_way_streets_become_one_line_with_osmnx_length():
    graph = from_osmnx(osmnx_graph(), crs=CRS)
    assert sorted(graph.metres.tolist()) == [864.2, 1_112.0, 1_400.0]
    assert (graph.forward & graph.backward).sum() == 1
    assert graph.speed_kph[graph.metres == 864.2].tolist() == [50.0]


def test_osmnx_parallel_streets_stay_two_lines():
    osm = osmnx_graph()
    for u, v in ((0, 1), (1, 0)):
        osm.add_edge(u, v, osmid=8, highway="primary", oneway=False, reversed=u > v, length=990.0)
    graph = from_osmnx(osm, crs=CRS)
    assert sorted(graph.metres.tolist()) == [864.2, 990.0, 1_112.0, 1_400.0]


def test_graphml_reads_as_the_osmnx_graph_it_was_written_from(tmp_path):
    path = tmp_path / "roads.graphml"
    ox.io.save_graphml(osmnx_graph(), path)
    assert sorted(read_graphml(path, crs=CRS).metres) == sorted(from_osmnx(osmnx_graph(), crs=CRS).metres)


@pytest.mark.parametrize("content", [b"", b"<graphml", b"not xml", b"<graphml></graphml>"])
def test_a_broken_graphml_names_the_file(tmp_path, content):
    path = tmp_path / "broken.graphml"
    path.write_bytes(content)
    with pytest.raises(LayerError, match=r"broken\.graphml"):
        read_graphml(path, crs=CRS)
