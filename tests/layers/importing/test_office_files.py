"""Files as offices write them: what is right was worked out by hand for every file in ``cases``."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
from shapely import LineString, MultiPoint, Point, box
from typer.testing import CliRunner

from gisplan.cli.layers.app import layers_app
from gisplan_errors import LayerError
from layers.importing.as_layer import as_layer
from layers.importing.files import import_file
from layers.importing.headings import guess, parse_columns, renames_of
from layers.importing.points import degrees_of
from layers.lint.checking import lint_layer

CASES = Path(__file__).with_name("cases")
PARKS = ["人民公园停车场", "滨江路充电站", "火车站东广场"]
GERMAN = ["Bürgerstraße Süd", "Schloßplatz", "Königsallee Köln"]


def run(*words):
    return CliRunner().invoke(layers_app, [str(word) for word in words])


def imported(name, folder, *options):
    out = folder / "out.gpkg"
    done = run("import", CASES / name, "--out", out, *options)
    assert done.exit_code == 0, done.output
    return gpd.read_file(out), done.output


@pytest.mark.parametrize(
    ("name", "said", "names", "kw"),
    [
        ("semicolon.csv", "semicolons", PARKS, [1200] * 3),
        ("semicolon_dec.csv", "decimal commas", GERMAN, [1200.5] * 3),
        ("tab.csv", "tabs", PARKS, [1200] * 3),
        ("excel_sep.csv", "row 2", PARKS, [1200] * 3),
        ("titlerow.csv", "row 2", ["甲"], [1200]),
        ("utf16.csv", "utf-16", PARKS, [1200] * 3),
        ("geomcol.csv", "", ["甲"], [1200]),
        ("thousand.csv", "thousands", ["甲", "乙"], [1200, 2500]),
        ("dms.csv", "", ["甲", "乙"], [1200, 2500]),
        ("zh_header.csv", "名称 → name_zh", ["甲停车场"], [1200]),
        ("title.xlsx", "row 3", ["站0", "站1", "站2"], [400] * 3),
        ("two.xlsx", "sheet '数据'", ["站0", "站1", "站2"], [400] * 3),
    ],
)
def test_a_table_is_read_however_an_office_wrote_it_and_what_was_found_out_is_said(
    tmp_path, name, said, names, kw
):
    frame, output = imported(name, tmp_path)
    assert frame["name_zh"].tolist() == names
    assert frame["grid_kw"].tolist() == kw
    first = frame.geometry.iloc[0]
    assert (first.x, first.y) == pytest.approx((114.3, 30.6))
    assert said in output
    assert frame["category"].tolist() == ["public_parking"] * len(names)


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("latin1_ldid57.shp", GERMAN),
        ("cp1251_ldidC9.shp", ["Парковка Центр", "Площадь", None]),
    ],
)
def test_a_table_of_a_shapefile_is_read_by_its_language_byte(tmp_path, name, names):
    frame, _ = imported(name, tmp_path)
    assert [one for one, two in zip(frame["name_zh"], names, strict=True) if two and one != two] == []
    assert "damaged_text" not in {fault.rule for fault in lint_layer(frame, "sites")}


@pytest.mark.parametrize("name", ["cp1252.csv", "sjis.csv"])
def test_text_that_is_neither_utf8_nor_clearly_chinese_asks_for_its_encoding(tmp_path, name):
    done = run("import", CASES / name, "--out", tmp_path / "a.gpkg")
    assert done.exit_code == 2
    assert "--encoding" in done.output
    encoding, first = ("cp1252", GERMAN[0]) if name == "cp1252.csv" else ("shift_jis", "東京駅前駐車場")
    assert encoding in done.output
    assert first in done.output
    frame, _ = imported(name, tmp_path, "--encoding", encoding)
    assert frame["name_zh"].iloc[0] == first


def test_a_cpg_that_its_own_table_contradicts_is_named(tmp_path):
    with pytest.raises(LayerError, match=r"utf8_cpg_gbk\.cpg: says 'GBK', but all texts"):
        import_file(CASES / "utf8_cpg_gbk.shp")
    frame, _ = imported("utf8_cpg_gbk.shp", tmp_path, "--encoding", "UTF-8")
    assert not any(fault.rule == "damaged_text" for fault in lint_layer(frame, "sites"))


def test_text_read_as_gbk_is_named_by_the_lint_with_what_it_says():
    text = GERMAN[0].encode("cp1252").decode("gbk")
    frame = gpd.GeoDataFrame({"name_zh": [text]}, geometry=[Point(117, 39)], crs=4326)
    faults = [fault for fault in lint_layer(frame, "sites") if fault.rule == "damaged_text"]
    assert GERMAN[0] in str(faults[0])


def test_a_figure_that_may_be_a_thousand_or_a_decimal_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("site_id;wkt;grid_kw\n1;POINT (117 39);1,200\n", encoding="utf-8")
    with pytest.raises(LayerError, match="column 'grid_kw': '1,200' may be a thousand"):
        import_file(path)


def test_a_cell_that_is_no_place_is_refused_with_its_row_when_a_layer_is_made_of_it(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("site_id,lon,lat\nA1,117.2,39.1\nA2,east,39.1\nA3,,39.1\n", encoding="utf-8")
    with pytest.raises(LayerError, match=r"row 2 \(A2\), column 'lon': 'east' is no place") as fault:
        import_file(path, strict=True)
    assert "A3" not in str(fault.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("114°18'00\"E", 114.3), ("30°36'00\"N", 30.6), ("114,3", 114.3), ("N 30 36 0", 30.6),
        ("30度36分", 30.6), ("S30°30'", -30.5), ("0°30'W", -0.5), ("东经114.3", 114.3),
        ("114°18.6'", 114.31),
    ],
)  # fmt: skip
def test_degrees_are_read_as_people_write_them(text, value):
    assert degrees_of(text) == pytest.approx(value)


@pytest.mark.parametrize("text", ["east", "12:30", "114°78'", "1,2,3", "", "N 30 E"])
def test_what_is_no_degrees_is_none(text):
    assert degrees_of(text) != degrees_of(text)


def test_columns_that_would_be_dropped_while_the_layer_lacks_some_are_asked_about(tmp_path):
    out = tmp_path / "a.gpkg"
    done = run("import", CASES / "alt_fuel_stations.csv", "--out", out)
    assert done.exit_code == 2
    assert not out.exists()
    assert "name_zh (did you mean 'Station Name'?)" in done.output
    assert "access (did you mean 'Access Code'?)" in done.output
    assert "--columns" in done.output
    assert "--preset afdc" in done.output
    assert "alt_fuel_stations.csv: " in done.output


def test_columns_given_are_taken_and_those_of_no_use_left_out_by_name(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        "key,label,kind,who,n,kw,colour,lon,lat\nA1,东站,public_parking,public,8,400,red,117.2,39.1\n",
        encoding="utf-8",
    )
    given = ("key=site_id", "label=name_zh", "kind=category", "who=access", "n=bays", "grid_kw=kw")
    options = [word for one in given for word in ("--columns", one)]
    words = ("import", path, "--out", tmp_path / "a.gpkg", *options, "--origin", "survey", "--source", "x")
    done = run(*words)
    assert done.exit_code == 0, done.output
    assert "colour" in done.output
    frame = gpd.read_file(tmp_path / "a.gpkg")
    assert frame[["site_id", "name_zh", "bays", "grid_kw"]].to_numpy().tolist() == [["A1", "东站", 8, 400]]
    assert frame["colour"].tolist() == ["red"]  # a column of one's own stays, and is named
    assert [fault.rule for fault in lint_layer(frame, "sites")] == ["further_column"]


def test_the_rest_of_the_columns_is_left_out_on_request_and_named(tmp_path):
    options = ["--columns", "Station Name=name_zh", "--columns", "*="]
    words = ("import", CASES / "alt_fuel_stations.csv", "--out", tmp_path / "a.gpkg", *options)
    done = run(*words)
    assert done.exit_code == 0, done.output
    assert "EV DC Fast Count" in done.output
    assert gpd.read_file(tmp_path / "a.gpkg")["name_zh"].iloc[0] == "Plaza 0, Lot B"


def test_a_column_given_by_a_wrong_name_is_offered_the_nearest():
    with pytest.raises(LayerError, match="did you mean 'site_id'"):
        parse_columns(["ID=site_ids"], "sites")
    with pytest.raises(LayerError, match="THEIRS=OURS"):
        parse_columns(["ID"], "sites")
    with pytest.raises(LayerError, match="did you mean 'Station Name'"):
        renames_of("sites", {"Station Nam": "name_zh"})(["Station Name", "x"])


SITE = {
    "site_id": "A1", "name_zh": "东站", "category": "public_parking", "access": "public", "bays": 8,
    "grid_kw": 400.0, "origin": "survey", "source": "x",
}  # fmt: skip


def test_sites_are_points_and_what_is_none_is_refused_with_the_cure():
    one = gpd.GeoDataFrame([SITE], geometry=[MultiPoint([(117.2, 39.1)])], crs=4326)
    made, said = as_layer(one, "sites")
    assert made.geometry[0].equals(Point(117.2, 39.1))
    assert any("one point" in line.said("en") for line in said)
    for shape in (
        box(117, 39, 117.1, 39.1),
        LineString([(117, 39), (118, 39)]),
        MultiPoint([(1, 2), (3, 4)]),
    ):
        with pytest.raises(LayerError, match=rf"row 1 \(A1\), geometry: {shape.geom_type}.*Point on surface"):
            as_layer(gpd.GeoDataFrame([SITE], geometry=[shape], crs=4326), "sites")


def test_our_own_labels_are_understood_in_both_languages():
    renamed = renames_of("sites")(["编号", "中文名称", "Grid capacity [kW]", "开放方式", "whatever"])
    assert renamed == {
        "编号": "site_id", "中文名称": "name_zh", "Grid capacity [kW]": "grid_kw", "开放方式": "access",
    }  # fmt: skip


def test_a_template_that_was_filled_in_is_read_back_from_its_sheet(tmp_path):
    assert run("template", "sites", "--format", "xlsx", "--out", tmp_path / "t.xlsx").exit_code == 0
    head = pd.read_excel(tmp_path / "t.xlsx", sheet_name="sites")
    assert {"site_id", "lon", "lat"} <= set(head.columns)


@pytest.mark.parametrize(
    ("name", "among", "near"),
    [
        ("site_id", ["ID", "Site Id"], "Site Id"),
        ("name_zh", ["Station Name"], "Station Name"),
        ("bays", ["x"], ""),
    ],
)
def test_a_guess_is_the_nearest_heading_and_none_where_none_is_near(name, among, near):
    assert guess(name, among) == near


def test_a_register_in_json_without_a_preset_is_told_how_it_is_read(tmp_path):
    shutil.copy(CASES / "ocm.json", tmp_path / "a.json")
    with pytest.raises(LayerError, match="--preset"):
        import_file(tmp_path / "a.json")


def dbf_of(folder, texts, encoding, *, byte=0, note=""):
    frame = gpd.GeoDataFrame({"name_zh": texts}, geometry=[Point(117, 39)] * len(texts), crs=4326)
    frame.to_file(folder / "a.shp", encoding="UTF-8")
    (folder / "a.cpg").unlink()
    data = bytearray((folder / "a.dbf").read_bytes())
    for text in texts:  # the same fields, written anew in the encoding
        old = text.encode()
        data = data.replace(old + b" " * 40, text.encode(encoding).ljust(len(old) + 40), 1)
    assert all(text.encode(encoding) in data for text in texts)
    data[29] = byte
    (folder / "a.dbf").write_bytes(data)
    if note:
        (folder / "a.cpg").write_text(note)
    return folder / "a.shp"


@pytest.mark.parametrize(
    ("text", "encoding", "byte", "note"),
    [
        ("Bürgerstraße", "latin-1", 0, "88591"),
        ("Bürgerstraße", "cp1252", 0, "ANSI 1252"),
        ("Bürgerstraße", "cp1252", 0x03, ""),
        ("東京駅前駐車場", "cp932", 0x13, ""),
        ("臺北車站停車場", "big5", 0x78, ""),
        ("Парковка", "cp866", 0x65, ""),
        ("和平路停车场", "gbk", 0x57, ""),  # a byte that writers put down without a thought
        ("和平路停车场", "utf-8", 0x57, ""),
        ("和平路停车场", "gbk", 0, "936"),
    ],
)
def test_a_dbase_table_is_read_by_its_note_or_its_byte_unless_they_are_plainly_wrong(
    tmp_path, text, encoding, byte, note
):
    path = dbf_of(tmp_path, [text, "x" * 60], encoding, byte=byte, note=note)
    assert import_file(path)["name_zh"].iloc[0] == text


def test_a_dbase_table_that_says_nothing_and_is_neither_utf8_nor_chinese_asks(tmp_path):
    path = dbf_of(tmp_path, ["Bürgerstraße", "x" * 60], "cp1252")
    with pytest.raises(LayerError, match=r"a\.dbf.*--encoding.*Bürgerstraße"):
        import_file(path)
    assert import_file(path, encoding="cp1252")["name_zh"].iloc[0] == "Bürgerstraße"


@pytest.mark.parametrize("rows", ["", "A,甲,,\nB,乙,,\n"])
def test_a_file_of_which_no_row_is_left_writes_no_empty_layer(tmp_path, rows):
    path = tmp_path / "sites.csv"
    path.write_text("site_id,name_zh,lon,lat,category,access,bays,grid_kw\n" + rows, encoding="utf-8")
    done = run("import", path, "--out", tmp_path / "out.gpkg")
    assert done.exit_code == 2
    assert "none has a place" in done.output
    assert not (tmp_path / "out.gpkg").exists()


def test_a_longitude_that_no_place_has_is_named_by_its_row(tmp_path):
    path = tmp_path / "sites.csv"
    path.write_text("site_id,lon,lat\nA,117.2,39.1\nB,1172,39.1\nC,117.3,39.1\n", encoding="utf-8")
    with pytest.raises(LayerError, match=r"row 2 \(B\), column 'lon': '1172' is no place"):
        import_file(path, strict=True)


@pytest.mark.parametrize(
    ("name", "option", "value"),
    [
        ("sites.csv", "--region", "tianjin"),
        ("city.osm.pbf", "--from", "GCJ-02"),
        ("a.osm", "--preset", "ocm"),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(tmp_path, name, option, value):
    (tmp_path / name).write_text("site_id,lon,lat\nA,117.2,39.1\n", encoding="utf-8")
    done = run("import", tmp_path / name, "--out", tmp_path / "out.gpkg", option, value)
    assert done.exit_code == 2
    assert f"{option} would do nothing" in done.output


def test_cells_of_a_workbook_are_read_as_their_reader_sees_them(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["充电设施台账"])
    sheet.append(["site_id", "name_zh", "lon", "lat", "as_of", "kw"])
    sheet.append([7, "甲", 117.2, 39.1, dt.date(2026, 7, 13), 60])
    sheet.append([])
    sheet.append(["A-1", "乙", 117.3, 39.2, dt.datetime.fromisoformat("2026-07-13T08:30"), 7.5])
    sheet.append([12345, "丙", 117.4, 39.3, "2026年7月", 30])
    for row in (3, 6):
        sheet.cell(row, 1).number_format = "00000"
    book.save(tmp_path / "sites.xlsx")
    frame = import_file(tmp_path / "sites.xlsx").dropna(subset=["site_id"])
    assert frame["site_id"].tolist() == ["00007", "A-1", "12345"]
    assert frame["as_of"].tolist() == ["2026-07-13", "2026-07-13 08:30", "2026年7月"]
    assert frame["kw"].tolist() == [60, 7.5, 30]
