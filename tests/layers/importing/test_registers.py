"""Registers as they are published become standing sites: counted by hand, nothing made up, nothing lost."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from typer.testing import CliRunner

from gisplan.cli.layers.app import layers_app
from gisplan_errors import LayerError
from layers.gcj02 import wgs84_to_gcj02
from layers.importing.fields import number
from layers.importing.neighbours import stem
from layers.importing.presets import preset_names, read_preset
from layers.importing.records import read_records, rows_of
from layers.importing.registers import register_of
from layers.lint.checking import lint_layer

CASES = Path(__file__).with_name("cases")


def read(path, preset, **options):
    chosen = read_preset(preset)
    return register_of(read_records(path, chosen, []), chosen, path, **options)


def rows(made):
    return made.sites.set_index("site_id")


@pytest.mark.parametrize("name", ["bnetza.csv", "bnetza_noheader_utf8.csv"])
def test_a_german_register_keeps_its_umlauts_its_charge_points_and_its_power(name):
    made = read(CASES / name, "bnetza")
    sites = made.sites
    assert len(sites) == 20
    assert set(sites["status"]) == {"existing"}
    # by hand: Anzahl Ladepunkte runs 2, 2, 1, 4 over the rows
    assert sites["existing_chargers"].tolist() == [2, 2, 1, 4] * 5
    third = sites.iloc[2]
    assert third["operator"] == "Autohaus Großmann GmbH & Co. KG"
    assert third["name_zh"].startswith("Autohaus Großmann GmbH & Co. KG, Lange Straße 3")
    assert (third.geometry.x, third.geometry.y) == (13.355242, 52.531286)
    fourth = made.connectors[made.connectors["site_id"] == sites["site_id"].iloc[3]]
    assert fourth["kw"].tolist() == [22.2] * 4
    assert "88.8 kW" in sites["source"].iloc[3]
    assert "since 2021-04-04" in sites["source"].iloc[3]
    assert sites["as_of"].iloc[0] == ("2024-04-01" if name == "bnetza.csv" else "undated")
    assert lint_layer(sites, "sites") == []


def test_what_a_register_does_not_know_is_unknown_and_said_so():
    for site in read(CASES / "bnetza.csv", "bnetza").sites.itertuples():
        assert (site.bays, site.grid_kw, site.area_m2) == (0, 0.0, 0.0)
        assert site.source.endswith("area_m2, bays, grid_kw not known (0)")


def test_an_american_register_keeps_planned_stations_apart_and_private_ones_dedicated():
    made = read(CASES / "alt_fuel_stations.csv", "afdc")
    sites = rows(made)
    assert len(sites) == 20
    assert (sites["status"] == "existing").sum() == 15
    # rows 2, 6, 10, 14, 18 are P: planned by others, in no count of what stands
    assert sites.index[sites["status"] == "excluded"].tolist() == [f"AFDC-{40002 + 4 * i}" for i in range(5)]
    assert (sites.loc[sites["status"] == "excluded", "existing_chargers"] == 0).all()
    # row 0 has two of level 2 and one of direct current
    assert sites.loc["AFDC-40000", "existing_chargers"] == 3
    assert sites.loc["AFDC-40001", "access"] == "dedicated"
    assert sites.loc["AFDC-40001", "operator"] == ""
    assert sites.loc["AFDC-40007", ["category", "allows", "access"]].tolist() == [
        *("hydrogen_hub", "hydrogen", "dedicated")
    ]
    assert "Status Code T" in sites.loc["AFDC-40003", "source"]
    assert sites.loc["AFDC-40000", "as_of"] == "2024-03-01"
    assert lint_layer(made.sites, "sites") == []


def test_connections_of_open_charge_map_are_summed_by_station():
    made = read(CASES / "ocm.json", "ocm")
    sites = rows(made)
    assert len(sites) == 8
    # 1 at 50 kW and 2 at 22 kW: three connectors, 94 kW
    assert sites.loc["OCM-900", "existing_chargers"] == 3
    assert "; 94 kW;" in sites.loc["OCM-900", "source"]
    assert sites.loc["OCM-901", "access"] == "dedicated"
    assert sites.loc["OCM-903", "status"] == "excluded"
    assert (sites.drop("OCM-903")["status"] == "existing").all()
    assert lint_layer(made.sites, "sites") == []


def cec(folder, stations, name="platform.json"):
    path = folder / name
    path.write_text(json.dumps({"StationInfos": stations}, ensure_ascii=False), encoding="utf-8-sig")
    return path


def station(number, lon, lat, **change):
    gcj = wgs84_to_gcj02(lon, lat)
    one = {"ConnectorID": "C1", "ConnectorType": 4, "Power": 120.0}
    two = {"ConnectorID": "C2", "ConnectorType": 4, "Power": 120.0}
    slow = {"ConnectorID": "C3", "ConnectorType": 3, "Power": 7}
    return {
        "OperatorID": "313744932", "StationID": str(number), "StationName": f"人民公园充电站{number}",
        "StationType": 1, "StationStatus": 50, "ParkNums": 6, "Construction": 9,
        "StationLng": float(gcj[0]), "StationLat": float(gcj[1]),
        "EquipmentInfos": [
            {"EquipmentID": "E1", "ConnectorInfos": [one, two]},
            {"EquipmentID": "E2", "ConnectorInfos": [slow]},
        ],
    } | change  # fmt: skip


def test_a_platform_export_is_taken_out_of_gcj_02_and_counts_cabinets(tmp_path):
    made = read(cec(tmp_path, [station(1, 117.2, 39.1), station(2, 117.3, 39.1, StationStatus=5)]), "cec102")
    sites = rows(made)
    assert sites.index.tolist() == ["CEC-313744932-1"]
    one = sites.iloc[0]
    assert one.geometry.x == pytest.approx(117.2, abs=1e-6)
    assert one.geometry.y == pytest.approx(39.1, abs=1e-6)
    assert (one["existing_chargers"], one["bays"]) == (2, 6)  # two cabinets, three guns
    assert made.connectors["count"].sum() == 3
    assert "247 kW" in one["source"]
    assert any("GCJ-02" in line.said("en") for line in made.said)
    assert [(f.outcome, f.column, f.value) for f in made.findings] == [
        ("left out", "StationStatus", "5")
    ] * 3  # a row a gun


def test_the_same_platform_export_as_a_table_gives_the_same_sites(tmp_path):
    path = cec(tmp_path, [station(1, 117.2, 39.1), station(2, 117.3, 39.1)])
    preset = read_preset("cec102")
    table = read_records(path, preset, []).table
    table.columns = [name.rpartition(".")[2] for name in table.columns]
    table.to_csv(tmp_path / "platform.csv", index=False, encoding="gb18030")
    one, two = read(path, "cec102"), read(tmp_path / "platform.csv", "cec102")
    pd.testing.assert_frame_equal(one.sites.drop(columns="geometry"), two.sites.drop(columns="geometry"))
    assert one.sites.geometry.equals(two.sites.geometry)


def test_an_evse_of_ocpi_is_one_charger_whatever_its_plugs_and_a_planned_one_is_none(tmp_path):
    plug = {"id": "1", "standard": "IEC_62196_T2", "max_electric_power": 22_000}
    evse = {"status": "AVAILABLE", "connectors": [plug, {"id": "2", "standard": "CHADEMO"}]}
    location = {
        "country_code": "DE", "party_id": "ABC", "id": "L1", "publish": False, "name": "Depot",
        "coordinates": {"latitude": "52.5", "longitude": "13.4"}, "operator": {"name": "Netz"},
        "evses": [evse | {"uid": "a"}, evse | {"uid": "b"}, evse | {"uid": "c", "status": "PLANNED"}],
        "last_updated": "2024-05-01T10:00:00Z",
    }  # fmt: skip
    path = tmp_path / "locations.json"
    path.write_text(json.dumps({"data": [location], "status_code": 1000}), encoding="utf-8")
    made = read(path, "ocpi")
    one = rows(made).loc["OCPI-ABC-L1"]
    assert (one["existing_chargers"], one["access"], one["operator"]) == (2, "dedicated", "Netz")
    assert one["as_of"] == "2024-05-01"
    assert made.connectors["kw"].tolist()[:1] == [22.0]
    assert len(made.connectors) == 4


def test_devices_of_one_place_and_operator_are_one_station(tmp_path):
    text = (CASES / "bnetza_noheader_utf8.csv").read_text("utf-8").splitlines()
    (tmp_path / "twice.csv").write_text("\n".join([*text[:3], text[1]]), encoding="utf-8")
    sites = read(tmp_path / "twice.csv", "bnetza").sites
    assert sites["existing_chargers"].tolist() == [4, 2]
    assert "300 kW" in sites["source"].iloc[0]


def test_two_operators_at_one_place_stay_two_and_near_ones_are_told(tmp_path):
    head = "Fuel Type Code,Station Name,Status Code,EV Network,Latitude,Longitude,ID,Access Code\n"
    path = tmp_path / "near.csv"
    # 0.0008 degrees of latitude are 89 m, 0.001 are 111 m
    path.write_text(
        head
        + "ELEC,City Hall Station 1,E,Netz,39.0000,-105.0,1,public\n"
        + "ELEC,CITY HALL charging station,E,Volt,39.0008,-105.0,2,public\n"
        + "ELEC,City Hall,E,Blink,39.0018,-105.0,3,public\n"
        + "ELEC,City Hall 2,E,Netz,39.0001,-105.0,4,public\n",
        encoding="utf-8",
    )
    made = read(path, "afdc")
    assert len(made.sites) == 4
    near = [f for f in made.findings if f.outcome == "near"]
    assert [(f.key, f.why.figures["other"], f.why.figures["metres"]) for f in near] == [
        ("AFDC-2", "AFDC-1", 89),
        ("AFDC-4", "AFDC-2", 78),
    ]


def test_the_order_of_rows_says_nothing_about_the_stations(tmp_path):
    lines = (CASES / "alt_fuel_stations.csv").read_text("utf-8").splitlines()
    (tmp_path / "turned.csv").write_text("\n".join([lines[0], *lines[:0:-1]]), encoding="utf-8")
    one = read(CASES / "alt_fuel_stations.csv", "afdc").sites.sort_values("site_id", ignore_index=True)
    two = read(tmp_path / "turned.csv", "afdc").sites.sort_values("site_id", ignore_index=True)
    pd.testing.assert_frame_equal(pd.DataFrame(one), pd.DataFrame(two))


def test_a_register_is_read_from_its_archive(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(CASES / "bnetza.csv", "2024/bnetza.csv")
        archive.writestr("__MACOSX/2024/._bnetza.csv", "x")
    assert len(read(tmp_path / "a.zip", "bnetza").sites) == 20


def test_in_json_a_path_is_whole_also_in_an_archive(tmp_path):
    location = {"party_id": "A", "id": "L", "operator": {"name": "Netz"}, "address": "Weg 1"}
    location["coordinates"] = {"latitude": "52.5", "longitude": "13.4"}
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("l.json", json.dumps([location]))
    # the operator's name is not that of the place
    assert read(tmp_path / "a.zip", "ocpi").sites["name_zh"].tolist() == ["Weg 1"]


def test_a_shift_that_is_stated_comes_before_the_presets_and_an_unknown_one_is_refused(tmp_path):
    path = cec(tmp_path, [station(1, 117.2, 39.1)])
    assert read(path, "cec102", shift="WGS-84").sites.geometry[0].x == wgs84_to_gcj02(117.2, 39.1)[0]
    with pytest.raises(LayerError, match="'GCJ02' is not known; expected one of GCJ-02, BD-09, WGS-84"):
        read(path, "cec102", shift="GCJ02")


def test_a_row_that_stands_twice_counts_once_and_is_told(tmp_path):
    lines = (CASES / "alt_fuel_stations.csv").read_text("utf-8").splitlines()
    (tmp_path / "twice.csv").write_text("\n".join([*lines, lines[1]]), encoding="utf-8")
    made = read(tmp_path / "twice.csv", "afdc")
    assert rows(made).loc["AFDC-40000", "existing_chargers"] == 3
    assert [(f.outcome, f.row, f.key) for f in made.findings] == [("joined", 21, "40000")]


def test_rows_without_a_place_are_left_out_with_their_row_and_odd_ones_are_refused(tmp_path):
    head = "Station Name,Status Code,Latitude,Longitude,ID\n"
    path = tmp_path / "places.csv"
    path.write_text(head + "A,E,39,-105,1\nB,E,,,2\nC,E,0,0,3\n", encoding="utf-8")
    made = read(path, "afdc")
    assert made.sites["site_id"].tolist() == ["AFDC-1"]
    assert [(f.row, f.key) for f in made.findings] == [(2, "2"), (3, "3")]
    path.write_text(head + "A,E,39,-105,1\nB,E,north,-105,2\n", encoding="utf-8")
    with pytest.raises(LayerError, match=r"row 2 \(2\), columns Longitude, Latitude: '-105, north'"):
        read(path, "afdc")


def test_a_cell_that_is_no_figure_is_unknown_and_told(tmp_path):
    path = tmp_path / "figures.csv"
    head = "Station Name,Status Code,Latitude,Longitude,ID,EV Level2 EVSE Num\n"
    path.write_text(head + "A,E,39,-105,1,some\nB,E,39.5,-105,2,4\n", encoding="utf-8")
    made = read(path, "afdc")
    assert made.sites["existing_chargers"].tolist() == [0, 4]
    assert "existing_chargers" in made.sites["source"].iloc[0]
    assert [(f.outcome, f.row, f.column, f.value) for f in made.findings] == [
        ("not read", 1, "EV Level2 EVSE Num", "some")
    ]
    assert any("no figure" in line.said("en") for line in made.said)


def test_a_word_that_the_preset_does_not_know_is_asked_about(tmp_path):
    path = tmp_path / "word.csv"
    path.write_text("Station Name,Status Code,Latitude,Longitude,ID\nA,X,39,-105,1\n", encoding="utf-8")
    with pytest.raises(LayerError, match=r"row 1, column 'Status Code': value 'X' \(1 row\)"):
        read(path, "afdc")


def test_a_file_of_another_register_is_named_with_what_it_lacks(tmp_path):
    with pytest.raises(LayerError, match=r"preset ocpi finds no column for name, lon, lat"):
        read(CASES / "bnetza_noheader_utf8.csv", "ocpi")
    (tmp_path / "a.json").write_text('{"stations": []}', encoding="utf-8")
    with pytest.raises(LayerError, match="no list of stations at StationInfos"):
        read(tmp_path / "a.json", "cec102")


def test_a_planner_adds_a_preset_by_its_path(tmp_path):
    (tmp_path / "mine.toml").write_text(
        'name_zh = "市台账"\nname_en = "City list"\nsource = "城管委"\norigin = "survey"\nprefix = "CITY"\n'
        '[station]\nname = ["站名"]\nlon = ["东经"]\nlat = ["北纬"]\nchargers = ["桩数"]\n',
        encoding="utf-8",
    )
    (tmp_path / "list.csv").write_text("站名,东经,北纬,桩数\n东站,117.2,39.1,12\n", encoding="gb18030")
    made = read(tmp_path / "list.csv", str(tmp_path / "mine.toml"))
    assert made.sites[["name_zh", "existing_chargers"]].to_numpy().tolist() == [["东站", 12]]


def test_every_fault_of_a_preset_is_named_with_its_key(tmp_path):
    (tmp_path / "bad.toml").write_text(
        'name_zh = "x"\nname_en = "x"\nsource = "x"\norigin = "surveyed"\nprefix = "X"\nlist = []\n'
        '[station]\nname = "站名"\nlon = ["东经"]\n[access]\nusual = "everyone"\n',
        encoding="utf-8",
    )
    with pytest.raises(LayerError) as fault:
        read_preset(str(tmp_path / "bad.toml"))
    text = str(fault.value)
    assert "'list' unknown; did you mean 'lists'?" in text
    assert "'station.name': expected a list" in text
    assert "'station.lat' is missing" in text
    assert "'origin': value 'surveyed'" in text
    assert "'access.usual': value 'everyone'" in text
    with pytest.raises(LayerError, match="did you mean 'bnetza'"):
        read_preset("bnetz")


def test_every_shipped_preset_can_be_read():
    assert preset_names() == ("afdc", "bnetza", "cec102", "ocm", "ocpi")
    assert all(read_preset(name).columns for name in preset_names())


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [("22,2", ",", 22.2), ("1.200,5", ",", 1200.5), ("1,200.5", ".", 1200.5), ("50 kW", ".", 50.0)],
)
def test_figures_are_read_as_the_register_writes_them(text, decimal, value):
    assert number(text, decimal) == value


def test_a_list_within_a_list_becomes_rows_and_an_empty_one_leaves_the_station():
    record = {"a": 1, "b": [{"c": 2, "d": [{"e": 3}, {"e": 4}]}, {"c": 5, "d": []}]}
    assert list(rows_of(record, ["b", "b.d"])) == [
        {"a": "1", "b.c": "2", "b.d.e": "3"},
        {"a": "1", "b.c": "2", "b.d.e": "4"},
        {"a": "1", "b.c": "5"},
    ]
    assert list(rows_of({"a": 1, "b": []}, ["b"])) == [{"a": "1"}]


def test_the_stem_of_a_name_is_what_tells_it_from_others():
    assert stem("人民公园充电站（2号）") == stem("人民公园 停车场") != stem("火车站充电站")


def test_a_command_writes_sites_connectors_and_a_report_and_says_what_it_left_out(tmp_path):
    out = tmp_path / "standing.gpkg"
    words = ["import", CASES / "bnetza.csv", "--preset", "bnetza", "--out", out]
    done = CliRunner().invoke(layers_app, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    for said in ("20 standing stations with 45 chargers", "semicolons", "row 11", "cp1252", "Bundesland"):
        assert said in done.output
    layer = gpd.read_file(out)
    assert len(layer) == 20
    assert layer["chargers"].sum() == 45
    assert (layer["kw"] > 0).any()
    assert layer["grid_kw"].isna().all()  # nothing is made up
    assert len(pd.read_csv(tmp_path / "standing_connectors.csv")) == 45
    assert pd.read_csv(tmp_path / "standing_report.csv").empty
    assert CliRunner().invoke(layers_app, [str(word) for word in words]).exit_code == 2
    mapped = [*words[:-1], tmp_path / "b.gpkg", "--columns", "Ort=name_zh"]
    done = CliRunner().invoke(layers_app, [str(word) for word in mapped])
    assert done.exit_code == 0, done.output
    assert gpd.read_file(tmp_path / "b.gpkg")["name_zh"].iloc[0].startswith("Musterstadt")
