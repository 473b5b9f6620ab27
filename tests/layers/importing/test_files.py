from __future__ import annotations

import stat
import zipfile

import geopandas as gpd
import pandas as pd
import pytest
from shapely import LineString, Point

from gisplan_errors import CrsError, LayerError
from layers.files.archive import ArchiveLimits, unpack
from layers.files.shapefile import text_encoding
from layers.importing.files import import_file

NAMES = ["和平路停车场", "南开大学西门", "滨海新区第一充电站"]


def sites():
    points = [Point(117.2, 39.1), Point(117.18, 39.11), Point(117.7, 39.0)]
    return gpd.GeoDataFrame({"site_id": ["001", "002", "003"], "name_zh": NAMES}, geometry=points, crs=4326)


def write_shapefile(folder, encoding, *, stated):
    path = folder / "sites.shp"
    sites().to_file(path, encoding=encoding)
    if not stated:
        (folder / "sites.cpg").unlink(missing_ok=True)
        table = bytearray((folder / "sites.dbf").read_bytes())
        table[29] = 0
        (folder / "sites.dbf").write_bytes(table)
    return path


def zipped(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".parquet"])
def test_geodata_files_read_as_they_were_written(tmp_path, suffix):
    path = tmp_path / f"sites{suffix}"
    sites().to_parquet(path) if suffix == ".parquet" else sites().to_file(path)
    frame = import_file(path)
    assert frame["name_zh"].tolist() == NAMES
    assert frame.crs == "EPSG:4326"
    assert frame.geometry.name == "geometry"


@pytest.mark.parametrize("encoding", ["UTF-8", "GBK"])
@pytest.mark.parametrize("stated", [True, False])
def test_shapefile_attributes_are_read_whether_the_encoding_is_stated_or_not(tmp_path, encoding, stated):
    assert import_file(write_shapefile(tmp_path, encoding, stated=stated))["name_zh"].tolist() == NAMES


def test_a_shapefile_of_utf8_cut_in_the_middle_of_a_character_is_still_utf8(tmp_path):
    frame = sites()
    frame["name_zh"] = ["充" * 100] * 3  # 300 bytes, cut at 254: in the middle of the 85th character
    with pytest.warns(RuntimeWarning):
        frame.to_file(tmp_path / "long.shp", encoding="UTF-8")
    (tmp_path / "long.cpg").unlink()
    data = bytearray((tmp_path / "long.dbf").read_bytes())
    data[29] = 0
    (tmp_path / "long.dbf").write_bytes(data)
    assert text_encoding(tmp_path / "long.dbf") == "utf-8"


def test_an_unknown_code_page_is_named(tmp_path):
    path = write_shapefile(tmp_path, "UTF-8", stated=True)
    (tmp_path / "sites.cpg").write_text("KLINGON")
    with pytest.raises(LayerError, match=r"sites\.cpg.*KLINGON"):
        import_file(path)


def test_a_zipped_shapefile_in_a_folder_is_read(tmp_path):
    (tmp_path / "a").mkdir()
    write_shapefile(tmp_path / "a", "GBK", stated=False)
    parts = {f"给规划院/{p.name}": p.read_bytes() for p in (tmp_path / "a").iterdir()}
    assert import_file(zipped(tmp_path / "sites.zip", parts))["name_zh"].tolist() == NAMES


def test_a_shapefile_without_its_table_says_so(tmp_path):
    path = write_shapefile(tmp_path, "UTF-8", stated=True)
    (tmp_path / "sites.dbf").unlink()
    with pytest.raises(LayerError, match=r"sites\.dbf is missing"):
        import_file(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_with_lon_and_lat_becomes_points_and_codes_stay_text(tmp_path, encoding):
    path = tmp_path / "sites.csv"
    path.write_bytes("site_id,name_zh,经度,纬度,bays\n001,和平路停车场,117.2,39.1,8\n".encode(encoding))
    frame = import_file(path)
    assert frame["site_id"].tolist() == ["001"]
    assert frame["name_zh"].tolist() == [NAMES[0]]
    assert frame.geometry[0].equals(Point(117.2, 39.1))
    assert frame.crs == "EPSG:4326"


def test_rows_without_a_place_keep_their_row_without_geometry(tmp_path):
    path = tmp_path / "sites.csv"
    path.write_text("site_id,lon,lat\n1,117.2,39.1\n2,,39.1\n3,east,39.1\n")
    assert import_file(path).geometry.isna().tolist() == [False, True, True]


def test_an_excel_sheet_becomes_points(tmp_path):
    path = tmp_path / "sites.xlsx"
    pd.DataFrame({"site_id": ["001"], "name_zh": [NAMES[0]], "lon": [117.2], "lat": [39.1]}).to_excel(
        path, index=False
    )
    frame = import_file(path)
    assert frame["site_id"].tolist() == ["001"]
    with pytest.raises(LayerError, match="no sheet 'x'; it has Sheet1"):
        import_file(path, layer="x")


def test_a_table_without_coordinates_names_its_columns(tmp_path):
    path = tmp_path / "sites.csv"
    path.write_text("site_id,place\n1,here\n")
    with pytest.raises(LayerError, match=r"no columns lon and lat.*site_id, place"):
        import_file(path)


def test_a_geopackage_with_two_layers_asks_which(tmp_path):
    path = tmp_path / "both.gpkg"
    sites().to_file(path, layer="sites")
    sites().to_file(path, layer="old sites")
    with pytest.raises(LayerError, match="choose one of its layers: sites, old sites"):
        import_file(path)
    assert len(import_file(path, layer="old sites")) == 3
    with pytest.raises(LayerError, match="no layer 'new'"):
        import_file(path, layer="new")


def test_a_file_without_a_crs_is_refused_unless_one_is_given(tmp_path):
    path = tmp_path / "bare.shp"
    with pytest.warns(UserWarning, match="crs"):
        sites().set_crs(None, allow_override=True).to_file(path)
    with pytest.raises(CrsError, match="never guessed"):
        import_file(path)
    assert import_file(path, crs="EPSG:4326").crs == "EPSG:4326"


def test_a_crs_that_contradicts_the_file_is_refused(tmp_path):
    path = tmp_path / "sites.gpkg"
    sites().to_file(path)
    with pytest.raises(CrsError, match="leave one of them out"):
        import_file(path, crs="EPSG:4548")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.gpkg", b"not a database"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": ['),
        ("a.parquet", b"PAR1"),
        ("a.shp", b""),
        ("a.zip", b"PK\x03\x04 cut off"),
        ("a.xlsx", b"PK"),
        ("a.csv", b""),
        ("a.csv", b"\xff\xfe\x00\xd8"),
        ("a.graphml", b"<graphml"),
        ("a.tiff", b"II*\0"),
    ],
)
def test_damaged_and_foreign_files_name_the_file(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(LayerError, match=name):
        import_file(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(LayerError, match="no such file"):
        import_file(tmp_path / "none.gpkg")


@pytest.mark.parametrize(
    "name", ["../evil.shp", "/etc/evil.shp", "a/../../evil.shp", "C:\\evil.shp", "..\\evil.shp"]
)
def test_an_archive_with_a_path_outside_itself_is_refused(tmp_path, name):
    (tmp_path / "in").mkdir()
    path = zipped(tmp_path / "in" / "a.zip", {name: b"x"})
    with pytest.raises(LayerError, match="outside itself"):
        import_file(path)
    assert [p.name for p in tmp_path.rglob("*")] == ["in", "a.zip"]


def test_a_link_in_an_archive_is_refused(tmp_path):
    entry = zipfile.ZipInfo("sites.shp")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    with pytest.raises(LayerError, match="a link"):
        import_file(tmp_path / "a.zip")


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = zipped(tmp_path / "bomb.zip", {"sites.shp": bytes(80 << 20)})
    assert path.stat().st_size < 100_000
    with pytest.raises(LayerError, match="zip bomb"):
        import_file(path)


def test_an_archive_that_lies_about_its_size_is_stopped_while_unpacking(tmp_path, monkeypatch):
    path = zipped(tmp_path / "liar.zip", {"sites.shp": bytes(3 << 20)})
    honest = zipfile.ZipFile.infolist

    def lying(self):
        for member in honest(self):
            member.file_size = 10
        return honest(self)

    monkeypatch.setattr(zipfile.ZipFile, "infolist", lying)
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: Endless())
    with pytest.raises(LayerError, match="zip bomb"):
        unpack(path, tmp_path / "out", ArchiveLimits(total_bytes=1 << 20))
    assert (tmp_path / "out" / "sites.shp").stat().st_size <= 1 << 20


class Endless:
    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def read(self, n):
        return bytes(n)


def test_too_many_files_are_refused(tmp_path):
    path = zipped(tmp_path / "many.zip", {f"{i}.txt": b"x" for i in range(5)})
    with pytest.raises(LayerError, match="5 files"):
        unpack(path, tmp_path / "out", ArchiveLimits(members=4))


def test_osmnx_graphml_reads_as_road_lines(tmp_path):
    import networkx as nx
    import osmnx as ox

    graph = nx.MultiDiGraph(crs="EPSG:4548")
    graph.add_node(1, x=500_000.0, y=4_300_000.0)
    graph.add_node(2, x=500_900.0, y=4_300_000.0)
    graph.add_edge(1, 2, osmid=1, highway="primary", oneway=True, reversed=False, length=900.0)
    ox.io.save_graphml(graph, tmp_path / "roads.graphml")
    frame = import_file(tmp_path / "roads.graphml")
    assert frame["length_m"].tolist() == [900.0]
    assert frame.geometry[0].equals(LineString([(500_000, 4_300_000), (500_900, 4_300_000)]))


def test_a_member_whose_bytes_do_not_unpack_is_named(tmp_path):
    path = tmp_path / "damaged.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("sites.csv", "site_id,name_zh\n" * 500)
    data = bytearray(path.read_bytes())
    start = 30 + len("sites.csv")
    data[start : start + 20] = b"\xff" * 20  # no deflate stream begins so
    path.write_bytes(data)
    with pytest.raises(LayerError, match=r"sites\.csv cannot be unpacked"):
        unpack(path, tmp_path / "out")
