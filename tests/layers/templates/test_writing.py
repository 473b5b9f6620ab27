from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from xml.etree import ElementTree as ET

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest
from shapely import Point

from gisplan_errors import LayerError
from layers.importing.files import import_file
from layers.lint.checking import lint_layer
from layers.schema.checking import SCHEMAS
from layers.templates.words import words_of
from layers.templates.writing import write_template
from layers.vocabulary import CATEGORIES

ROW = {
    "site_id": "PP-0001", "name_zh": "停车场", "name_en": "Car park", "category": "public_parking",
    "access": "public", "adcode": "120101", "authority": "和平区", "status": "candidate", "bays": 20,
    "lorry_bays": None,
    "grid_kw": 630.0, "area_m2": 800.0, "existing_chargers": 0, "allows": "charging", "operator": "",
    "substation": "",
    "feeder": "",
    "road_ref": "", "direction": "", "chainage_km": None, "ownership": "", "oil_m3": 0.0,
    "h2_storage_kg": 0.0, "origin": "survey", "source": "site visit", "as_of": "2025", "verified": True,
}  # fmt: skip
WITH_GEOMETRY = [name for name, schema in SCHEMAS.items() if schema.geometry]


def rows_of(path, query):
    with closing(sqlite3.connect(path)) as base:
        return base.execute(query).fetchall()


@pytest.mark.parametrize("layer", WITH_GEOMETRY)
def test_a_geopackage_has_every_column_in_its_type_and_no_row(tmp_path, layer):
    path = write_template(layer, tmp_path / "a.gpkg")
    info = pyogrio.read_info(path, layer=layer)
    assert list(info["fields"]) == list(SCHEMAS[layer].columns)
    assert info["features"] == 0
    assert info["crs"] == "EPSG:4326"
    assert import_file(path, layer=layer).empty


def test_a_geopackage_has_aliases_and_domains_for_every_vocabulary(tmp_path):
    path = write_template("sites", tmp_path / "sites.gpkg")
    columns = dict(rows_of(path, "SELECT column_name, constraint_name FROM gpkg_data_columns"))
    assert set(columns) == set(SCHEMAS["sites"].columns)
    assert columns["category"] == "sites_category"
    query = (
        "SELECT value, description FROM gpkg_data_column_constraints WHERE constraint_name = 'sites_category'"
    )
    words = dict(rows_of(path, f"{query} ORDER BY rowid"))
    assert list(words) == list(CATEGORIES)
    assert words["residential"] == "居民小区 Residential"
    said = rows_of(path, "SELECT title, description FROM gpkg_data_columns WHERE column_name = 'grid_kw'")
    assert said == [
        (
            "电网容量 Grid capacity [kW]",
            "电网容量 Grid capacity [kW]\n接入电网的容量 Capacity of the grid connection",
        )
    ]
    assert len(rows_of(path, "SELECT 1 FROM gpkg_extensions WHERE extension_name = 'gpkg_schema'")) == 2


def test_domains_survive_filling_the_layer_in(tmp_path):
    path = write_template("sites", tmp_path / "sites.gpkg")
    filled = gpd.GeoDataFrame([ROW], geometry=[Point(117.2, 39.1)], crs=4326)
    pyogrio.write_dataframe(filled, path, layer="sites", append=True)
    assert rows_of(path, "SELECT count(*) FROM gpkg_data_column_constraints")[0][0] > 20
    assert lint_layer(import_file(path), "sites") == []


@pytest.mark.parametrize("layer", WITH_GEOMETRY)
def test_a_geopackage_carries_a_style_that_colours_by_every_word(tmp_path, layer):
    path = write_template(layer, tmp_path / "a.gpkg")
    (text, default), *more = rows_of(path, "SELECT styleQML, useAsDefault FROM layer_styles")
    assert not more
    assert default == 1
    style = ET.fromstring(text)  # noqa: S314  (our own text)
    by = style.find("renderer-v2").get("attr")
    if by is not None:
        assert [c.get("value") for c in style.iter("category")] == list(words_of(layer, by))
        assert len(style.findall("renderer-v2/symbols/symbol")) == len(words_of(layer, by))
    assert {a.get("field") for a in style.iter("alias")} == set(SCHEMAS[layer].columns)


def test_every_word_a_template_offers_passes_the_lint():
    for layer in WITH_GEOMETRY:
        for column in SCHEMAS[layer].columns:
            for word in words_of(layer, column):
                frame = pd.DataFrame({column: [word]})
                said = [f for f in lint_layer(frame, layer) if f.rule == "vocabulary" and f.column == column]
                assert said == []


def test_an_excel_sheet_has_lists_and_reads_back_clean(tmp_path):
    path = write_template("sites", tmp_path / "sites.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book["sites"]
    assert [cell.value for cell in sheet[1]] == [*SCHEMAS["sites"].columns, "lon", "lat"]
    assert "居民小区" in sheet["D1"].comment.text
    lists = {rule.formula1 for rule in sheet.data_validations.dataValidation if rule.type == "list"}
    assert any("choices" in formula for formula in lists)
    for at, value in enumerate([*ROW.values(), 117.2, 39.1], start=1):
        sheet.cell(row=2, column=at, value=value)
    book.save(path)
    frame = import_file(path)
    assert len(frame) == 1
    assert frame["adcode"].tolist() == ["120101"]
    assert lint_layer(frame, "sites") == []


def test_an_empty_excel_template_reads_as_no_rows(tmp_path):
    assert import_file(write_template("sites", tmp_path / "sites.xlsx")).empty


def test_a_geojson_is_empty_and_says_its_fields(tmp_path):
    path = write_template("sites", tmp_path / "sites.geojson")
    content = json.loads(path.read_text(encoding="utf-8"))
    assert content["features"] == []
    fields = {field["name"]: field for field in content["gisplan_fields"]}
    assert fields["category"]["words"] == list(CATEGORIES)
    assert fields["bays"]["type"] == "int64"
    assert path.with_suffix(".qml").read_text(encoding="utf-8").startswith("<qgis")


@pytest.mark.parametrize(
    ("layer", "name", "said"),
    [
        ("site", "a.gpkg", "no template"),
        ("flows", "a.gpkg", "no template"),
        ("sites", "a.shp", "not 'shp'"),
        ("districts", "a.xlsx", "no layer of points"),
    ],
)
def test_what_has_no_template_is_named(tmp_path, layer, name, said):
    with pytest.raises(LayerError, match=said):
        write_template(layer, tmp_path / name)


def test_an_existing_file_is_never_overwritten(tmp_path):
    path = tmp_path / "sites.gpkg"
    path.write_text("mine")
    with pytest.raises(LayerError, match="exists already"):
        write_template("sites", path)
    assert path.read_text() == "mine"
