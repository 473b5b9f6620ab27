"""Where roads come from: what they say themselves, and nothing guessed."""

from __future__ import annotations

import geopandas as gpd
import networkx as nx
import osmnx as ox
import pytest
from shapely import LineString

from layers.importing.files import import_file
from layers.roads.provenance import road_provenance

LINES = [LineString([(0, 0), (100, 0)]), LineString([(100, 0), (200, 0)])]


@pytest.mark.parametrize("name", ["roads.parquet", "roads.gpkg", "roads.geojson"])
def test_rows_say_where_they_come_from(tmp_path, name):
    frame = gpd.GeoDataFrame(
        {
            "highway": ["primary", "residential"],
            "origin": ["osm", "survey"],
            "source": ["OpenStreetMap contributors, ODbL", "测绘院 2024"],
            "as_of": ["2025-06-01", "2024-03-31"],
            "verified": [False, True],
        },
        geometry=LINES,
        crs="EPSG:4548",
    )
    path = tmp_path / name
    frame.to_parquet(path) if name.endswith("parquet") else frame.to_file(path)
    found = road_provenance(path).set_index("origin")
    assert found["as_of"].to_dict() == {"osm": "2025-06-01", "survey": "2024-03-31"}
    assert found["verified_share"].to_dict() == {"osm": 0.0, "survey": 1.0}
    assert found["source"]["survey"] == "测绘院 2024"


def test_classes_of_osm_are_no_origin_and_the_file_s_date_no_date(tmp_path):
    path = tmp_path / "roads.parquet"
    gpd.GeoDataFrame({"highway": ["primary"] * 2}, geometry=LINES, crs="EPSG:4548").to_parquet(path)
    row = road_provenance(path).iloc[0].to_dict()
    assert row == {
        "layer": "roads",
        "origin": "not stated",
        "rows": 2,
        "verified_share": 0.0,
        "source": "roads.parquet",
        "as_of": "undated",
    }


def test_graphml_of_osmnx_says_when_it_was_made(tmp_path):
    graph = nx.MultiDiGraph(
        crs="EPSG:4326", created_date="2025-04-05 06:07:08+00:00", created_with="OSMnx 2.0.1"
    )
    for node, (x, y) in enumerate([(117.0, 39.0), (117.01, 39.0)]):
        graph.add_node(node, x=x, y=y)
    for tail, head in ((0, 1), (1, 0)):
        graph.add_edge(tail, head, length=860.0, highway="primary", oneway=False, reversed=tail == 1, osmid=7)
    path = tmp_path / "roads.graphml"
    ox.save_graphml(graph, path)
    row = road_provenance(path).iloc[0]
    assert (row["origin"], row["as_of"]) == ("osm", "2025-04-05")
    assert "OSMnx 2.0.1" in row["source"]
    made = import_file(path, crs="EPSG:4548")
    assert set(made["as_of"]) == {"2025-04-05"}
    assert set(made["origin"]) == {"osm"}
