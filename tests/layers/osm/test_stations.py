"""Charging stations as OpenStreetMap tags them, and relations: what is kept, what is left out and why."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
from shapely import MultiPoint, Point, box

from gisplan_words import say
from layers.lint.checking import lint_layer
from layers.osm.extract import import_osm
from layers.osm.features import layers_from_features
from layers.osm.stations import stock_of

CRS = "EPSG:32650"
HERE = Path(__file__).parent
STATION = {"amenity": "charging_station"}
WHY = "outline open, crossing itself or cut off by the extract's edge"
CHARGER = {"man_made": "charge_point"}


@pytest.fixture(scope="module")
def made():
    return import_osm(HERE / "charger_tags.osm", crs=CRS)


def read(things):
    """Give what becomes of (shape, tags) pairs, numbered n0, n1 …"""
    frame = gpd.GeoDataFrame(
        {"osm_id": [f"n{i}" for i in range(len(things))], "tags": [tags for _, tags in things]},
        geometry=[shape for shape, _ in things],
        crs=CRS,
    )
    return layers_from_features(frame, crs=CRS, as_of="2025-06-01")


def dropped(made):
    left = made.report[made.report["outcome"] == "dropped"]
    return {(row.tag, str(row.why)): row.rows for row in left.itertuples()}


def test_a_station_for_bicycles_and_a_closed_one_are_left_out_with_the_tag(made):
    assert dropped(made) == {
        ("amenity=charging_station", "motorcar=no"): 1,
        ("amenity=charging_station", "operational_status=closed"): 1,
        ("amenity=fuel", "disused=yes"): 1,
        # The bowtie's outline crosses itself.
        ("amenity=parking", f"area could not be built: {WHY}"): 1,
    }


def test_sockets_capacity_and_charge_points_are_counted_and_nothing_is_made_up(made):
    sites = made.layers["sites"].set_index("name_en")
    said = {
        name: tuple(row)
        for name, row in sites[["access", "bays", "existing_chargers"]].iterrows()
        if name != "Twin A"
    }
    assert said == {
        "Firmenhof": ("dedicated", 8, 8),
        # 4 + 2 sockets; how many vehicles at once nobody says.
        "Socket tags": ("public", 0, 6),
        "CP1": ("public", 0, 1),
        "Truck hub": ("dedicated", 12, 12),
        # "10;4" is no number.
        "Taxi": ("dedicated", 0, 0),
    }
    assert set(sites["status"]) == {"existing"}
    assert (sites["grid_kw"] == 0).all()
    assert (sites["area_m2"] == 0).all()
    assert "sockets type2 4, type2_combo 2 at 150 kW" in sites.loc["Socket tags", "source"]
    assert "capacity 10;4 not read" in sites.loc["Taxi", "source"]
    assert sites.loc["Socket tags", "source"].endswith("area_m2, bays, grid_kw not known (0)")


def test_unknown_bays_and_grid_of_a_standing_station_are_no_fault(made):
    faults = {(fault.rule, fault.key) for fault in lint_layer(made.layers["sites"], "sites")}
    assert faults == {("same_name", "OSM-n18"), ("near_duplicate", "OSM-n18")}
    known = made.layers["sites"].assign(grid_kw=1.0, bays=1)
    rules = {fault.rule for fault in lint_layer(known, "sites")}
    assert {"load_over_grid", "chargers_over_bays"} <= rules


def test_the_report_tells_open_private_and_closed_roads_apart(made):
    roads = made.report[made.report["tag"] == "highway=*"]
    # Way 100 in two parts and way 102; 104 is private; 101 and 107 are closed to cars.
    assert roads["rows"].tolist() == [3, 1, 2]
    layer = made.layers["roads"].set_index("osm_id")
    assert layer.loc["w101", "motor_vehicle"] == "no"
    assert layer.loc["w104", "access"] == "private"
    assert "机动车禁行" in say(roads["why"].iloc[2], "zh")


def test_a_cut_multipolygon_is_counted_and_a_site_relation_stands_at_its_members():
    found = import_osm(HERE / "relations.osm", crs=CRS)
    assert [tag for tag, _ in dropped(found)] == ["amenity=parking"]
    assert "could not be built" in str(found.report["why"][2])
    sites = found.layers["sites"].set_index("site_id")
    hub = sites.loc["OSM-r21", ["name_zh", "status", "existing_chargers", "bays"]].tolist()
    assert hub == ["Site relation hub", "existing", 20, 20]
    assert sites.loc["OSM-r21", "geometry"].distance(sites.loc["OSM-n7", "geometry"]) == pytest.approx(0)


def test_relations_without_a_place_are_counted(tmp_path):
    text = (HERE / "relations.osm").read_text(encoding="utf-8")
    lost = (
        '<relation id="22" version="1"><member type="node" ref="99" role=""/><tag k="type" v="site"/>'
        '<tag k="amenity" v="charging_station"/></relation>'
        '<relation id="23" version="1"><member type="node" ref="7" role=""/><tag k="type" v="route"/>'
        '<tag k="amenity" v="fuel"/></relation>'
        '<relation id="24" version="1"><member type="way" ref="10" role=""/><tag k="type" v="site"/>'
        '<tag k="amenity" v="charging_station"/><tag k="name" v="By a way"/></relation></osm>'
    )
    (tmp_path / "a.osm").write_text(text.replace("</osm>", lost), encoding="utf-8")
    found = import_osm(tmp_path / "a.osm", crs=CRS)
    said = {why for _, why in dropped(found)}
    assert "no member of the relation lies in the extract" in said
    assert "relation of a kind that has no place of its own" in said
    assert "By a way" in set(found.layers["sites"]["name_zh"])


def test_charge_points_count_once_with_their_station():
    yard = box(0, 0, 60, 40)
    found = read(
        [
            (yard, {**STATION, "name": "Area"}),
            (Point(10, 10), CHARGER),
            (Point(20, 10), {**CHARGER, "socket:type2": "2"}),
            # The same station once more as a point, with what the area lacks.
            (Point(30, 20), {**STATION, "name": "Point in the area"}),
            # 30 m from a station that says its capacity.
            (Point(1_000, 0), {**STATION, "name": "Node", "capacity": "4"}),
            (Point(1_030, 0), CHARGER),
            # Three alone, 40 m from each other in a row: one station of three.
            (Point(5_000, 0), {**CHARGER, "name": "Row"}),
            (Point(5_040, 0), CHARGER),
            (Point(5_080, 0), CHARGER),
        ]
    )
    sites = found.layers["sites"].set_index("name_zh")
    assert sites["existing_chargers"].to_dict() == {"Area": 2, "Node": 4, "Row": 3}
    assert sites["bays"].to_dict() == {"Area": 0, "Node": 4, "Row": 0}
    assert sites.loc["Area", "area_m2"] == 2_400.0
    assert "sockets type2 2" in sites.loc["Area", "source"]
    assert sum(rows for (_, why), rows in dropped(found).items() if why == "counted with its station") == 6


def test_a_relation_of_stations_is_one_station_with_the_sum_of_them():
    east, west = Point(0, 0), Point(300, 0)
    found = read(
        [
            (MultiPoint([east, west]), {**STATION, "name": "Both sides"}),
            (east, {**STATION, "capacity": "4"}),
            (west, {**STATION, "capacity": "6"}),
        ]
    )
    sites = found.layers["sites"]
    assert sites[["name_zh", "bays", "existing_chargers"]].to_numpy().tolist() == [["Both sides", 10, 10]]


@pytest.mark.parametrize(
    ("tags", "access"),
    [
        ({}, "public"),
        ({"access": "yes"}, "public"),
        ({"access": "customers"}, "dedicated"),
        ({"access": "private"}, "dedicated"),
        ({"access": "private", "motorcar": "yes"}, "public"),
        ({"motorcar": "no", "hgv": "yes"}, "dedicated"),
        ({"hgv": "designated"}, "dedicated"),
        ({"hgv": "designated", "motorcar": "yes"}, "public"),
        ({"bicycle": "yes"}, "public"),
        # Left out.
        ({"access": "no"}, "access=no"),
        ({"motor_vehicle": "no", "bicycle": "designated"}, "motor_vehicle=no"),
        ({"operational_status": "out_of_order"}, "operational_status=out_of_order"),
        ({"operational_status": "operational"}, "public"),
        ({"abandoned": "yes"}, "abandoned=yes"),
        ({"disused": "no"}, "public"),
    ],
)
def test_who_may_charge_follows_the_most_specific_tag(tags, access):
    found = read([(Point(0, 0), {**STATION, **tags})])
    if "=" in access:
        assert [why for _, why in dropped(found)] == [access]
    else:
        assert found.layers["sites"]["access"].tolist() == [access]


@pytest.mark.parametrize(
    "tags", [{"disused:amenity": "charging_station"}, {"planned:man_made": "charge_point"}]
)
def test_what_is_gone_or_to_come_is_counted_not_built(tags, tmp_path):
    ((key, value),) = tags.items()
    (tmp_path / "a.osm").write_text(
        "<?xml version='1.0'?><osm version='0.6'>"
        "<node id='1' lat='30.6' lon='114.3' version='1'><tag k='amenity' v='fuel'/></node>"
        f"<node id='2' lat='30.7' lon='114.3' version='1'><tag k='{key}' v='{value}'/></node></osm>",
        encoding="utf-8",
    )
    found = import_osm(tmp_path / "a.osm", crs=CRS)
    assert [why for _, why in dropped(found)] == [f"{key}={value}"]


@pytest.mark.parametrize(
    ("tags", "bays", "chargers", "said"),
    [
        ({}, None, None, ""),
        ({"capacity": "4", "socket:type2": "8"}, 4, 4, "sockets type2 8"),
        ({"capacity": "12", "capacity:charging": "3"}, 3, 3, ""),
        ({"socket:type2": "2", "socket:chademo": "no"}, None, 2, "sockets type2 2"),
        ({"socket:type2": "yes", "socket:gb_dc": "3"}, None, None, "sockets gb_dc 3, type2 ?"),
        ({"socket:gb_dc": "2", "socket:gb_dc:output": "60 kW;120 kW"}, None, 2, "sockets gb_dc 2 at 120 kW"),
        ({"socket:type2": "1", "socket:type2:output": "22000 W"}, None, 1, "sockets type2 1 at 22 kW"),
        # A figure without its unit is none.
        ({"socket:type2": "1", "socket:type2:output": "22"}, None, 1, "sockets type2 1"),
    ],
)
def test_what_a_station_holds_is_what_its_tags_say(tags, bays, chargers, said):
    stock = stock_of(tags)
    assert (stock.bays, stock.chargers, stock.said) == (bays, chargers, said)
