"""Kinds of files beside tables, and what archives hold of them."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from shapely import LineString, Point

from gisplan_errors import CrsError, LayerError
from layers.importing.files import import_file

CASES = Path(__file__).with_name("cases")


def stations():
    places = [Point(117.2, 39.1), Point(117.3, 39.2)]
    return gpd.GeoDataFrame({"name_zh": ["甲", "乙"]}, geometry=places, crs="EPSG:4326")


def zipped(folder, out):
    with zipfile.ZipFile(out, "w") as archive:
        for file in sorted(folder.rglob("*")):
            archive.write(file, f"delivery/{file.relative_to(folder.parent)}")
    return out


def test_files_of_one_name_in_two_folders_are_chosen_by_their_path(tmp_path):
    with pytest.raises(LayerError, match=r"choose one of its layers: 2023/sites\.shp, 2024/sites\.shp"):
        import_file(CASES / "zip_samestem.zip")
    assert len(import_file(CASES / "zip_samestem.zip", layer="2024/sites.shp")) > 0


def test_what_a_macintosh_adds_to_an_archive_is_no_layer():
    assert import_file(CASES / "macos.zip")["name_zh"].tolist() == ["站0", "站1", "站2"]


def test_a_layer_within_a_geopackage_within_an_archive_can_be_chosen():
    with pytest.raises(LayerError) as fault:
        import_file(CASES / "zip_gpkg2.zip")
    assert "zip_gpkg2.zip: choose one of its layers: inner.gpkg/a, inner.gpkg/b" in str(fault.value)
    assert "gisplan-" not in str(fault.value)
    for name in ("inner.gpkg/a", "a"):
        assert len(import_file(CASES / "zip_gpkg2.zip", layer=name)) > 0


def test_a_table_within_an_archive_is_read_and_of_several_one_is_chosen(tmp_path):
    assert import_file(CASES / "zip_csv.zip")["name_zh"].tolist() == ["站0", "站1", "站2"]
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        for name in ("a.csv", "b.csv"):
            archive.write(CASES / "semicolon.csv", name)
    with pytest.raises(LayerError, match=r"a\.csv, b\.csv"):
        import_file(tmp_path / "two.zip")
    assert len(import_file(tmp_path / "two.zip", layer="b")) == 3


def test_a_fault_within_an_archive_is_told_by_the_archive(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(CASES / "cp1252.csv", "in/a.csv")
    with pytest.raises(LayerError, match=r"a\.zip/in/a\.csv: its text is neither"):
        import_file(tmp_path / "a.zip")


def test_metres_in_geojson_are_taken_for_the_crs_that_is_given(tmp_path):
    with pytest.raises(CrsError, match="--crs"):
        import_file(CASES / "metres_nocrs.geojson", strict=True)
    frame = import_file(CASES / "metres_nocrs.geojson", crs="EPSG:32650")
    assert frame.crs == "EPSG:32650"
    assert frame.to_crs(4326).geometry[0].x == pytest.approx(114.3, abs=0.05)
    degrees = json.loads((CASES / "metres_nocrs.geojson").read_text("utf-8"))
    degrees["features"][0]["geometry"]["coordinates"] = [114.3, 30.6]
    (tmp_path / "a.geojson").write_text(json.dumps(degrees), encoding="utf-8")
    with pytest.raises(CrsError, match="leave one of them out"):
        import_file(tmp_path / "a.geojson", crs="EPSG:32650")


def test_a_longitude_just_beyond_the_antimeridian_is_shown_as_it_is():
    with pytest.raises(CrsError, match=r"180\.0000001"):
        import_file(CASES / "antimeridian.geojson", strict=True)


@pytest.mark.parametrize(
    ("ending", "driver"),
    [
        ("kml", "LIBKML"), ("gml", "GML"), ("fgb", "FlatGeobuf"), ("geojsonl", "GeoJSONSeq"),
        ("geojsons", "GeoJSONSeq"),
    ],
)  # fmt: skip
def test_further_kinds_of_geodata_keep_their_places_and_texts(tmp_path, ending, driver):
    columns = {"site_id": ["001", "002"], "name_zh": ["人民公园停车场", "滨江路充电站"]}
    frame = gpd.GeoDataFrame(columns, geometry=[Point(117.2, 39.1), Point(117.3, 39.2)], crs=4326)
    frame.to_file(tmp_path / f"a.{ending}", driver=driver)
    read = import_file(tmp_path / f"a.{ending}").sort_values("site_id", ignore_index=True)
    assert read["site_id"].tolist() == ["001", "002"]
    assert read["name_zh"].tolist() == ["人民公园停车场", "滨江路充电站"]
    assert read.geometry[0].equals(Point(117.2, 39.1))


def test_of_a_track_receivers_file_only_what_it_holds_is_a_layer(tmp_path):
    frame = gpd.GeoDataFrame({"name": ["甲"]}, geometry=[Point(117.2, 39.1)], crs=4326)
    frame.to_file(tmp_path / "a.gpx", driver="GPX")
    assert import_file(tmp_path / "a.gpx")["name"].tolist() == ["甲"]
    line = gpd.GeoDataFrame({"name": ["路"]}, geometry=[LineString([(117, 39), (118, 39)])], crs=4326)
    line.to_file(tmp_path / "b.gpx", driver="GPX", layer="routes")
    assert import_file(tmp_path / "b.gpx", layer="routes").geometry[0].length == 1


def test_a_table_in_parquet_is_read_by_its_longitudes_or_shapes(tmp_path):
    right = stations()
    plain = pd.DataFrame({"name_zh": right["name_zh"]})
    metres = shapely.set_srid(right.to_crs("EPSG:4548").geometry.array, 4548)
    ways = {
        "points": plain.assign(经度=right.geometry.x, 纬度=right.geometry.y),
        "binary": plain.assign(geometry=right.geometry.to_wkb()),
        "text": plain.assign(wkt=right.geometry.to_wkt()),
        "postgis": plain.assign(geom=shapely.to_wkb(metres, hex=True, include_srid=True)),
    }
    for name, table in ways.items():
        table.to_parquet(tmp_path / f"{name}.parquet")
        read = import_file(tmp_path / f"{name}.parquet").to_crs("EPSG:4326")
        assert read["name_zh"].tolist() == ["甲", "乙"], name
        assert read.geometry.geom_equals_exact(right.geometry, 1e-9).all(), name


def test_bytes_that_are_no_shape_are_named_by_their_row(tmp_path):
    table = pd.DataFrame({"site_id": ["A", "B"], "geometry": [Point(117, 39).wkb, b"\x01\x01\0\0\0no shape"]})
    table.to_parquet(tmp_path / "sites.parquet")
    with pytest.raises(LayerError, match=r"row 2 \(B\), column 'geometry'"):
        import_file(tmp_path / "sites.parquet", strict=True)


def test_a_file_geodatabase_is_read_as_a_folder_and_out_of_an_archive(tmp_path):
    base = tmp_path / "stations.gdb"
    stations().to_file(base, driver="OpenFileGDB", layer="stations")
    assert import_file(base)["name_zh"].tolist() == ["甲", "乙"]
    assert import_file(zipped(base, tmp_path / "one.zip")).crs == "EPSG:4326"
    stations().head(1).to_file(base, driver="OpenFileGDB", layer="planned", mode="a")
    with pytest.raises(LayerError, match=r"stations.gdb/stations.*stations.gdb/planned"):
        import_file(zipped(base, tmp_path / "two.zip"))
    assert len(import_file(tmp_path / "two.zip", layer="planned")) == 1


def test_a_folder_called_geodatabase_that_is_none_or_leads_elsewhere_is_refused(tmp_path):
    base = tmp_path / "stations.gdb"
    base.mkdir()
    with pytest.raises(LayerError, match=r"is no \.gdb file"):
        import_file(base)
    stations().to_file(tmp_path / "other.gdb", driver="OpenFileGDB", layer="stations")
    for file in (tmp_path / "other.gdb").iterdir():
        (base / file.name).symlink_to(file)
    with pytest.raises(LayerError, match=r"is no \.gdb file"):
        import_file(base)
