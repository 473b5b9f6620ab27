"""Registers and presets that are wrong in one place: told by row or key, nothing lost in silence."""

from __future__ import annotations

import json
import math
import zipfile

import pandas as pd
import pytest
from typer.testing import CliRunner

from gisplan.cli.layers.app import layers_app
from gisplan_errors import LayerError
from layers.importing.fields import number
from layers.importing.presets import read_preset
from layers.importing.records import read_records
from layers.importing.registers import register_of

PRESET = (
    'name_zh = "市台账"\nname_en = "City list"\nsource = "s"\norigin = "survey"\nprefix = "P"\n'
    '[station]\nsite_id = ["id"]\nname = ["name"]\nlon = ["lon"]\nlat = ["lat"]\n'
)


def preset(folder, more=""):
    path = folder / "mine.toml"
    path.write_text(PRESET + more, encoding="utf-8")
    return str(path)


def read(folder, text, chosen, name="list.csv"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    found = read_preset(chosen)
    said = []
    made = register_of(read_records(path, found, said), found, path)
    return made, "\n".join(line.said("en") for line in (*said, *made.said))


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ('operator = ["op"]\n[blank]\noperator = 5\n', "key 'blank.operator': expected a list"),
        ('operator = ["op"]\n[blank]\noperator = "none"\n', "key 'blank.operator': expected a list"),
        ('[blank]\nopperator = ["none"]\n', "key 'blank.opperator' unknown; did you mean 'operator'"),
        ('[kinds]\n1 = ["AC"]\n', "key 'kinds.1': expected text"),
        ('[[connectors]]\ncount = ["n"]\nlabel = 5\n', r"key 'connectors\[1\].label': expected text"),
        ('[[connectors]]\ncount = ["n"]\ncharger = "no"\n', r"key 'connectors\[1\].charger': value 'no'"),
        ('[status]\nexisting = ["A"]\n', "key 'status.columns' is missing"),
        (
            '[status]\ncolumns = ["st"]\nexisting = ["A"]\nleft_out = ["A", "B"]\n',
            "key 'status.left_out': 'A' stands under 'status.existing' too",
        ),
    ],
)
def test_a_preset_that_would_be_read_as_something_else_is_refused_by_its_key(tmp_path, more, told):
    with pytest.raises(LayerError, match=told):
        read_preset(preset(tmp_path, more))


def test_a_register_all_of_whose_rows_are_left_out_says_so(tmp_path):
    chosen = preset(tmp_path, '[status]\ncolumns = ["st"]\nexisting = ["A"]\nleft_out = ["B"]\n')
    with pytest.raises(LayerError, match="none of its 1 row is a station of the layer"):
        read(tmp_path, "id,name,lon,lat,st\n1,甲,117.2,39.1,B\n", chosen)


def test_two_stations_of_one_id_are_refused_and_connectors_of_one_station_are_not(tmp_path):
    chosen = preset(tmp_path)
    # 0.01 degrees of latitude are 1,112 m; 0.002 are 222 m, the two sides of a service area
    rows = "id,name,lon,lat\n1,甲,117.2,39.1\n2,乙,117.2,39.1\n1,丙,117.2,39.11\n"
    with pytest.raises(
        LayerError, match=r"row 3 \(1\), column id: 1,112 m from row 1, which has the same id"
    ):
        read(tmp_path, rows, chosen)
    made, _ = read(tmp_path, rows.replace("39.11", "39.102"), chosen)
    assert made.sites["site_id"].tolist() == ["P-1", "P-2"]
    made, _ = read(tmp_path, "id,name,lon,lat\n,甲,117.2,39.1\n,乙,117.2,39.11\n", chosen)
    assert len(made.sites) == 2


def test_connectors_are_found_however_their_list_is_written_and_another_list_is_named(tmp_path):
    gun = {"connectorID": "g", "connectorType": 4, "power": 60}
    place = {
        "operatorID": "1",
        "stationID": "5",
        "stationName": "甲",
        "stationLng": 117.2,
        "stationLat": 39.1,
    }
    lists = {"equipmentInfos": [{"equipmentID": "E", "connectorInfos": [gun]}], "prices": [{"kwh": 1.2}]}
    text = json.dumps({"StationInfos": [place | lists]})
    made, said = read(tmp_path, text, "cec102", "a.json")
    assert made.sites["existing_chargers"].tolist() == [1]
    assert made.connectors["kw"].tolist() == [60.0]
    assert "left out: prices" in said


def test_a_date_that_cannot_be_read_is_told_and_one_with_a_time_is_read(tmp_path):
    chosen = preset(tmp_path, 'opened = ["since"]\n')
    rows = "id,name,lon,lat,since\n1,甲,117.2,39.1,spring 2020\n2,乙,117.3,39.1,2020-5-1 08:00\n"
    made, said = read(tmp_path, rows, chosen)
    assert [(one.outcome, one.row, one.column, one.value) for one in made.findings] == [
        ("not read", 1, "since", "spring 2020")
    ]
    assert "1 row: no figure or date that can be read" in said
    assert "since 2020-05-01" in made.sites["source"].iloc[1]


@pytest.mark.parametrize(("text", "decimal"), [("1,000", "."), ("1.000", ","), ("120.500 kW", ",")])
def test_what_may_be_a_thousand_or_a_decimal_is_no_figure(text, decimal):
    assert math.isnan(number(text, decimal))


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [("22,5", ".", 22.5), ("0,125", ".", 0.125), ("1,000,000", ".", 1e6), ("22.5", ",", 22.5)],
)
def test_what_has_one_reading_only_is_a_figure_whatever_its_mark(text, decimal, value):
    assert number(text, decimal) == value


def test_of_several_sheets_with_stations_one_is_chosen_by_its_owner(tmp_path):
    path, found = tmp_path / "list.xlsx", read_preset(preset(tmp_path))
    with pd.ExcelWriter(path) as book:
        pd.DataFrame({"note": ["年度台账"]}).to_excel(book, sheet_name="说明", index=False)
        for sheet, name in (("2023", "甲"), ("2024", "乙")):
            row = {"id": ["1"], "name": [name], "lon": [117.2], "lat": [39.1]}
            pd.DataFrame(row).to_excel(book, sheet_name=sheet, index=False)
    with pytest.raises(LayerError, match="choose one of its layers: 2023, 2024"):
        read_records(path, found, [])
    with zipfile.ZipFile(tmp_path / "list.zip", "w") as archive:
        archive.write(path, "in/list.xlsx")
    for file in (path, tmp_path / "list.zip"):
        assert read_records(file, found, [], sheet="2024").table["name"].tolist() == ["乙"]


def test_no_cell_of_a_register_runs_as_a_formula_in_its_report(tmp_path):
    chosen = preset(tmp_path, '[[connectors]]\nkw = ["kw"]\nkind = ["kind"]\n')
    rows = 'id,name,lon,lat,kind,kw\n1,甲,117.2,39.1,=1+1,"=HYPERLINK(""x"")"\n'
    (tmp_path / "list.csv").write_text(rows, encoding="utf-8")
    words = ["import", tmp_path / "list.csv", "--preset", chosen, "--out", tmp_path / "out.gpkg"]
    done = CliRunner().invoke(layers_app, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    assert pd.read_csv(tmp_path / "out_connectors.csv")["kind"].tolist() == ["'=1+1"]
    assert pd.read_csv(tmp_path / "out_report.csv")["value"].tolist() == ['\'=HYPERLINK("x")']
