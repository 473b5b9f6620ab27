from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString, Point

from gisplan_errors import CrsError, LayerError
from layers.roads.graph import from_lines
from layers.roads.snapping import connectors, snap

CRS = "EPSG:4548"


def graph():
    """An expressway (eastbound at y=0, westbound at y=30, a link at each end) beside a street at y=200."""
    rows = [
        ([(0, 0), (1_000, 0)], "motorway", "yes"),
        ([(1_000, 30), (0, 30)], "motorway", "yes"),
        ([(1_000, 0), (1_000, 30)], "motorway_link", "no"),
        ([(0, 30), (0, 0)], "motorway_link", "no"),
        ([(0, 200), (1_000, 200)], "primary", "no"),
        ([(0, 30), (0, 200)], "motorway_link", "no"),
    ]
    lines, kinds, oneway = zip(*rows, strict=True)
    return from_lines(roads(lines, highway=kinds, oneway=oneway))


def roads(lines, **columns):
    return gpd.GeoDataFrame(columns, geometry=[LineString(line) for line in lines], crs=CRS)


def at(*xy):
    return gpd.GeoSeries([Point(p) for p in xy], crs=CRS)


def test_an_ordinary_point_takes_the_street_and_never_the_motorway():
    g = graph()
    found = snap(g, at((500, 60), (500, 260)))
    assert g.highway[found.line].tolist() == ["primary", "primary"]
    assert found.connector_m.tolist() == [140.0, 60.0]
    assert found.fraction.tolist() == [0.5, 0.5]


def test_a_service_area_takes_the_carriageway_it_lies_on_the_right_of():
    g = graph()
    found = snap(g, at((500, -40), (500, 80)), carriageway=[True, True])
    assert found.xy.tolist() == [[500, 0], [500, 30]]
    assert g.geometry[found.line[0]].coords[0] == (0, 0)
    assert g.geometry[found.line[1]].coords[0] == (1_000, 30)


def test_a_bearing_asks_for_the_carriageway_that_heads_that_way():
    found = snap(graph(), at((500, -40)), carriageway=[True], bearing=[270.0])
    assert not found.reached[0]
    assert snap(graph(), at((500, -40)), carriageway=[True], bearing=[90.0]).reached[0]


def test_an_undivided_trunk_is_met_from_both_sides():
    trunk = from_lines(roads([[(0, 0), (100, 0)]], highway=["trunk"]))
    found = snap(trunk, at((50, 20), (50, -20)), carriageway=[True, True], bearing=[270.0, 90.0])
    assert found.reached.all()
    assert not snap(trunk, at((50, 20)), carriageway=[True], bearing=[90.0]).reached[0]


def test_unreachable_points_are_listed_by_name_with_the_reason():
    points = gpd.GeoSeries([Point(500, 9_000), None, Point(500, 210), Point(500, 900)], crs=CRS)
    names, service = ["far", "nowhere", "near", "lost area"], [False, False, False, True]
    found = snap(graph(), points, names=names, carriageway=service, max_m=500)
    lost = found.unreachable()
    assert lost["name"].tolist() == ["far", "nowhere", "lost area"]
    assert [reason.zh for reason in lost["reason"]] == [
        "500 米内没有道路",
        "没有位置",
        "500 米内没有从其右侧经过的行车道",
    ]
    assert [reason.en for reason in lost["reason"]] == [
        "no road within 500 m",
        "no location",
        "no carriageway passes it on the right side within 500 m",
    ]
    assert np.isnan(found.connector_m[[0, 1, 3]]).all()


def test_a_point_exactly_at_the_limit_is_reached():
    assert snap(graph(), at((500, 700)), max_m=500).reached[0]
    assert not snap(graph(), at((500, 700.01)), max_m=500).reached[0]


def test_points_are_projected_to_the_graph():
    degrees = at((500, 210)).to_crs(4326)
    assert snap(graph(), degrees).connector_m[0] == pytest.approx(10, abs=1e-3)


def test_connectors_run_from_the_point_to_the_road():
    g, points = graph(), at((500, 260), (500, 9_000))
    drawn = connectors(snap(g, points, names=["a", "b"]), points, g)
    assert drawn["name"].tolist() == ["a"]
    assert list(drawn.geometry[0].coords) == [(500, 260), (500, 200)]


def test_no_points_and_no_fitting_road_are_no_fault():
    assert len(snap(graph(), at())) == 0
    motorway = from_lines(roads([[(0, 0), (9, 0)]], highway=["motorway"]))
    assert not snap(motorway, at((1, 1))).reached[0]


def test_bad_input_is_named():
    with pytest.raises(CrsError, match="no coordinate reference system"):
        snap(graph(), gpd.GeoSeries([Point(0, 0)]))
    with pytest.raises(LayerError, match="no Point"):
        snap(graph(), gpd.GeoSeries([LineString([(0, 0), (1, 1)])], crs=CRS))
    with pytest.raises(LayerError, match="one figure for each of 1 point"):
        snap(graph(), at((0, 0)), carriageway=[True, False])
