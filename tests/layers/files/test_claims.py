"""A file that claims more than its own bytes hold is refused before a library makes it all."""

from __future__ import annotations

import json
import sqlite3
import struct
from contextlib import closing
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import osmnx as ox
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from gisplan_errors import LayerError
from layers.files.claims import check_graphml, check_parquet
from layers.files.limits import TableLimits
from layers.files.reading import layer_names, open_raster, read_columns, read_features, read_parquet
from layers.importing.files import import_file
from layers.osm.extract import import_osm
from layers.roads.osmnx_graphs import read_graphml
from layers.roads.provenance import road_provenance
from tests.child import peak_and_answer

if TYPE_CHECKING:
    from pathlib import Path


def odd_keys(path: Path, count: int) -> Path:
    """Write a GeoJSON whose every feature has a key of its own."""
    shape = {"type": "Point", "coordinates": [117, 39]}
    rows = [{"type": "Feature", "properties": {f"k{n}": 1}, "geometry": shape} for n in range(count)]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}), encoding="utf-8")
    return path


def test_keys_times_features_of_geojson_are_counted_before_they_are_made(tmp_path: Path) -> None:
    took, said = peak_and_answer("read_features(path)", odd_keys(tmp_path / "a.geojson", 6_000))
    assert "holds 6,001 columns; at most 2,000" in said
    assert took < 100
    path = odd_keys(tmp_path / "b.geojson", 1_000)
    text = json.loads(path.read_text())
    text["features"] *= 60
    path.write_text(json.dumps(text), encoding="utf-8")
    with pytest.raises(LayerError, match="60,000 rows by 1,001 columns"):
        read_features(path)


def base(path: Path, *statements: str) -> Path:
    gpd.GeoDataFrame({"a": [1, 2]}, geometry=[shapely.Point(117, 39)] * 2, crs=4326).to_file(
        path, layer="sites"
    )
    with closing(sqlite3.connect(path)) as opened:
        for statement in statements:
            opened.execute(statement)
        opened.commit()
    return path


ENDLESS = (
    "WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r) SELECT x AS fid, geom FROM r, sites"
)


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("many", f"CREATE VIEW many AS {ENDLESS} ORDER BY x DESC"),
        ("gpkg_metadata", f"CREATE VIEW gpkg_metadata AS {ENDLESS}"),
        ("st_spatial_ref_sys", f"CREATE VIEW st_spatial_ref_sys AS {ENDLESS}"),
        (
            "spatial_ref_sys",
            "CREATE VIEW spatial_ref_sys AS SELECT srs_id FROM gpkg_spatial_ref_sys, sites",
        ),
        ("words", "CREATE VIRTUAL TABLE words USING fts4(a)"),
        ("long", "CREATE TABLE long (a INTEGER, b TEXT AS (hex(zeroblob(100000000))))"),
    ],
)
def test_what_a_geopackage_would_compute_is_not_even_listed(
    tmp_path: Path, name: str, statement: str
) -> None:
    path = base(tmp_path / "a.gpkg", statement)
    for read in (layer_names, import_file, lambda path: read_features(path, layer="sites")):
        with pytest.raises(LayerError, match=rf"a\.gpkg: {name} is a view"):
            read(path)


SPEC_VIEWS = """
CREATE VIEW st_spatial_ref_sys AS
    SELECT srs_name, srs_id, organization, organization_coordsys_id, definition, description
    FROM gpkg_spatial_ref_sys;
CREATE VIEW spatial_ref_sys AS
    SELECT srs_id AS srid, organization AS auth_name, organization_coordsys_id AS auth_srid,
           definition AS srtext
    FROM gpkg_spatial_ref_sys;
CREATE VIEW st_geometry_columns AS
    SELECT table_name, column_name, "ST_" || geometry_type_name AS geometry_type_name, g.srs_id, srs_name
    FROM gpkg_geometry_columns as g JOIN gpkg_spatial_ref_sys AS s
    WHERE g.srs_id = s.srs_id;
"""
"""As the GeoPackage standard has them in its annexes."""


def test_the_views_of_the_standard_are_no_fault(tmp_path: Path) -> None:
    path = base(tmp_path / "a.gpkg", *filter(str.strip, SPEC_VIEWS.split(";")))
    assert len(read_features(path, layer="sites")) == 2
    assert "sites" in layer_names(path)


def test_a_virtual_table_whose_text_was_disguised_is_refused(tmp_path: Path) -> None:
    path = base(tmp_path / "a.gpkg", "CREATE VIRTUAL TABLE words USING fts4(a)")
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("PRAGMA writable_schema = ON")
        disguised = "CREATE/**/VIRTUAL TABLE words USING fts4(a)"
        writer.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'words'", [disguised])
        writer.commit()
    with pytest.raises(LayerError, match="words is a view, a virtual table"):
        layer_names(path)


def test_triggers_indices_and_a_journal_are_no_fault(tmp_path: Path) -> None:
    path = base(tmp_path / "a.gpkg", "CREATE INDEX quick ON sites (a)")
    with closing(sqlite3.connect(path)) as writer:  # as QGIS leaves it while a project is open
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("CREATE TABLE note (a TEXT)")
        writer.commit()
        assert path.with_name("a.gpkg-wal").exists()
        assert len(read_features(path, layer="sites")) == 2


def test_a_view_that_stands_in_the_journal_only_is_seen(tmp_path: Path) -> None:
    path = base(tmp_path / "a.gpkg")
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute(f"CREATE VIEW many AS {ENDLESS} ORDER BY x DESC")
        writer.commit()
        with pytest.raises(LayerError, match="many is a view"):
            layer_names(path)


def test_a_damaged_geopackage_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    path.write_bytes(b"SQLite format 3\0" + b"x" * 5_000)
    with pytest.raises(LayerError, match=r"a\.gpkg: cannot be read as \.gpkg"):
        read_features(path)


def shared_text(path: Path, rows: int, text: str) -> Path:
    """Write texts once that stand in every row: in a column, in lists, in a structure and in a map."""
    coded = pa.DictionaryArray.from_arrays(pa.array(np.zeros(rows, "int32")), pa.array([text]))
    ends = pa.array(np.arange(rows + 1, dtype="int32"))
    nested = pa.ListArray.from_arrays(ends, coded)
    columns = {
        "text": coded,
        "list": nested,
        "both": pa.StructArray.from_arrays([nested], ["deep"]),
        "map": pa.MapArray.from_arrays(ends, pa.array(["k"] * rows), coded),
    }
    for name, column in columns.items():
        pq.write_table(pa.table({name: column}), path / f"{name}.parquet", store_schema=False)
    return path


@pytest.mark.parametrize("name", ["text", "list", "both", "map"])
def test_text_that_many_rows_share_is_counted_for_each(tmp_path: Path, name: str) -> None:
    path = shared_text(tmp_path, 20_000, "x" * 500_000) / f"{name}.parquet"
    assert path.stat().st_size < 3_000_000
    took, said = peak_and_answer(f"read_columns(path, [{name!r}])", path)
    assert "holds more bytes of text and shapes" in said
    assert took < 300
    with pytest.raises(LayerError, match="bytes of text"):
        check_parquet(path, TableLimits(bytes=1_000_000))


def test_bytes_of_fixed_length_are_counted_for_each_row(tmp_path: Path) -> None:
    path = tmp_path / "fixed.parquet"
    pq.write_table(pa.table({"a": pa.array([b"x" * 1_000] * 50, pa.binary(1_000))}), path)
    with pytest.raises(LayerError, match="holds 50,000 bytes"):
        check_parquet(path, TableLimits(bytes=40_000))


def test_honest_text_lists_and_shapes_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    frame = gpd.GeoDataFrame(
        {"a": ["x", None], "b": [["y"], []], "c": [{"z": "w"}, None]},
        geometry=[shapely.Point(117, 39), None],
        crs=4326,
    )
    frame.to_parquet(path)
    assert len(read_parquet(path)) == len(read_columns(path, ["a"])) == 2


ENTITIES = '<!DOCTYPE g [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
GRAPH = (
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">{}<graph edgedefault="directed">{}</graph>'
    "</graphml>"
)


def test_a_graph_with_entities_of_its_own_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "roads.graphml"
    node = '<node id="1"><data key="d">&b;</data></node>'
    path.write_text('<?xml version="1.0"?>' + ENTITIES + GRAPH.format("", node), encoding="utf-8")
    for read in (read_graphml, road_provenance, import_file):
        with pytest.raises(LayerError, match="DOCTYPE"):
            read(path)


def test_attributes_times_edges_of_a_graph_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "roads.graphml"
    keys = "".join(f'<key id="d{n}" for="edge" attr.name="k{n}" attr.type="string"/>' for n in range(3_000))
    path.write_text(GRAPH.format(keys, '<edge source="1" target="1"/>'), encoding="utf-8")
    with pytest.raises(LayerError, match="holds 2,001 columns"):
        read_graphml(path)
    graph = ox.graph.nx.MultiDiGraph(crs="EPSG:4326")
    graph.add_edge(1, 2, length=1.0)
    ox.io.save_graphml(graph, path)
    with pytest.raises(LayerError, match=r"1 row by \d columns?"):
        check_graphml(path, TableLimits(cells=0))
    check_graphml(path)


def empty_tiff(path: Path, side: int, tile: int) -> Path:
    """Write a TIFF that claims side × side pixels and stores none."""
    entries = {256: side, 257: side, 258: 8, 259: 5, 262: 1, 277: 1, 322: tile, 323: tile, 324: 0, 325: 0}
    fields = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in entries.items())
    path.write_bytes(b"II*\0" + struct.pack("<IH", 8, len(entries)) + fields + struct.pack("<I", 0))
    return path


@pytest.mark.filterwarnings("ignore:Dataset has no geotransform")
@pytest.mark.parametrize(
    ("side", "tile", "said"),
    [(1_000_000, 512, r"1,000,000,000,000 pixels; at most"), (100_000, 50_000, "pixels in one block")],
)
def test_pixels_that_a_raster_claims_are_counted_before_one_is_read(
    tmp_path: Path, side: int, tile: int, said: str
) -> None:
    rasterio = pytest.importorskip("rasterio", reason="no rasterio: pip install -e .[raster]")
    path = empty_tiff(tmp_path / "people.tif", side, tile)
    assert path.stat().st_size < 1_000
    with pytest.raises(LayerError, match=said), open_raster(path, rasterio):
        pass


@pytest.mark.parametrize(
    ("limits", "what"), [({"objects": 1}, "objects"), ({"road_nodes": 2}, "nodes of roads")]
)
def test_what_is_kept_of_an_extract_is_counted(tmp_path: Path, limits: dict[str, int], what: str) -> None:
    nodes = "".join(f'<node id="{n}" lat="39" lon="117.{n}" version="1"/>' for n in range(1, 5))
    fuel = "".join(
        f'<node id="{n}" lat="39" lon="117" version="1"><tag k="amenity" v="fuel"/></node>' for n in (8, 9)
    )
    road = (
        '<way id="1" version="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="primary"/></way>'
    )
    path = tmp_path / "a.osm"
    path.write_text(f'<osm version="0.6" generator="x">{nodes}{fuel}{road}</osm>', encoding="utf-8")
    with pytest.raises(LayerError, match=rf"holds more {what}; at most"):
        import_osm(path, crs="EPSG:4548", limits=TableLimits(**limits))
    assert import_osm(path, crs="EPSG:4548").layers


def test_an_extract_with_entities_is_named_as_damaged(tmp_path: Path) -> None:
    path = tmp_path / "a.osm"
    path.write_text('<?xml version="1.0"?>' + ENTITIES + "<osm version='0.6'>&b;</osm>", encoding="utf-8")
    with pytest.raises(LayerError, match="cannot be read as OSM data"):
        import_osm(path, crs="EPSG:4548")
