"""A file is opened as what its ending says it is: nothing that it points at is read, no server is called."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely

from gisplan_errors import LayerError
from layers.files.layers import read_frame
from layers.files.reading import SHUT, layer_names, open_raster, read_columns, read_features
from layers.importing.files import import_file
from tests.hostile_files import GML, SECRET, Listener, hostile_files, reaching_xml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def listener(monkeypatch: pytest.MonkeyPatch) -> Iterator[Listener]:
    monkeypatch.setenv("GDAL_HTTP_TIMEOUT", "2")  # a door left open fails here, it does not hang
    monkeypatch.setenv("no_proxy", "*")  # as on a machine with a proxy: what is near goes past it
    server = Listener()
    yield server
    server.socket.close()


def test_no_file_reads_another_one_or_calls_a_server(tmp_path: Path, listener: Listener) -> None:
    seen = []
    for path in hostile_files(tmp_path, listener.url):
        for read in (import_file, lambda path: read_frame(path, "sites")):
            try:
                seen.append(read(path).to_csv())
            except LayerError as refused:
                seen.append(str(refused))
            assert not listener.was_called(), path
    assert len(seen) > 100
    assert not any(SECRET in text for text in seen)


def test_what_the_ending_says_and_the_first_bytes_deny_is_named(tmp_path: Path) -> None:
    points().to_file(tmp_path / "a.gpkg", layer="sites")
    (tmp_path / "a.gpkg").rename(tmp_path / "a.geojson")
    with pytest.raises(LayerError, match=r"a\.geojson: is no \.geojson file"):
        read_features(tmp_path / "a.geojson")


def test_a_name_that_is_an_address_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip!sites.geojson"
    points().to_file(tmp_path / "plain.geojson")
    (tmp_path / "plain.geojson").rename(path)
    with pytest.raises(LayerError, match="its name is an address to GDAL"):
        read_features(path)


def test_afterwards_gdal_is_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "example.org")
    points().to_file(tmp_path / "a.gpkg", layer="sites")
    points().to_file(tmp_path / "a.kml", driver="KML")
    before = pyogrio.list_drivers()
    assert layer_names(tmp_path / "a.gpkg") == {"sites": "Point"}
    assert pyogrio.list_drivers() == before
    assert all(pyogrio.get_gdal_config_option(name) is None for name in SHUT)
    assert os.environ["NO_PROXY"] == "example.org"
    assert len(pyogrio.read_dataframe(tmp_path / "a.kml")) == 1


def test_a_table_without_geometry_is_no_layer(tmp_path: Path) -> None:
    pyogrio.write_dataframe(points().drop(columns="geometry"), tmp_path / "a.gpkg", layer="sites")
    with pytest.raises(LayerError, match="has no geometry"):
        read_frame(tmp_path / "a.gpkg", "sites")


def test_a_raster_opens_alone_and_as_a_tiff_only(tmp_path: Path, listener: Listener) -> None:
    rasterio = pytest.importorskip("rasterio", reason="no rasterio: pip install -e .[raster]")
    path = tmp_path / "population.tif"
    shape = {"width": 600, "height": 600, "count": 1, "dtype": "float32", "crs": "EPSG:4326"}
    shape["transform"] = rasterio.Affine(0.001, 0.0, 117.0, 0.0, -0.001, 40.0)
    with rasterio.open(path, "w", driver="GTiff", **shape) as out:
        out.write(np.ones((1, 600, 600), "float32"))
        out.update_tags(ns="OVERVIEWS", OVERVIEW_FILE=f"/vsicurl/{listener.url}/x.tif")
    (tmp_path / "population.tif.ovr").write_text("<VRTDataset/>", encoding="utf-8")
    with open_raster(path, rasterio) as source:
        assert source.overviews(1) == []
    assert not listener.was_called()
    path.write_text(f"<VRTDataset>{listener.url}</VRTDataset>", encoding="utf-8")
    with pytest.raises(LayerError, match="first bytes"), open_raster(path, rasterio):
        pass


def test_columns_of_parquet_are_read_where_they_are(tmp_path: Path) -> None:
    points().to_parquet(tmp_path / "roads.parquet")
    assert list(read_columns(tmp_path / "roads.parquet", ["a", "source"])) == ["a"]
    assert len(read_columns(tmp_path / "roads.parquet", ["source"])) == 1


def points() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.Point(117, 39)], crs=4326)


def test_xml_is_read_as_a_copy_on_its_own(tmp_path: Path) -> None:
    found = {
        path.name: path for path in reaching_xml(tmp_path, tmp_path / "secret.csv", "http://127.0.0.1:9")
    }
    before = sorted(path.name for path in found["sites.gml"].parent.iterdir())
    frame = read_features(found["sites.gml"])  # a description beside it would rename the column
    assert list(frame.columns) == ["a", "geometry"]
    assert sorted(path.name for path in found["sites.gml"].parent.iterdir()) == before
    with pytest.raises(LayerError, match="document type"):
        read_features(found["entity.kml"])
    with pytest.raises(LayerError, match=r"link\.gpx: cannot be read|first bytes"):
        read_features(damaged(tmp_path / "link.gpx"))


def test_xml_in_utf_16_that_names_a_schema_is_refused(tmp_path: Path) -> None:
    text = GML.format(where='xsi:schemaLocation="x http://127.0.0.1:9/x.xsd"', link="")
    (tmp_path / "a.gml").write_text(text, encoding="utf-16")
    with pytest.raises(LayerError, match=r"a\.gml"):
        read_features(tmp_path / "a.gml")


def damaged(path: Path) -> Path:
    path.write_text("<gpx><wpt", encoding="utf-8")
    return path
