from __future__ import annotations

import geopandas as gpd
import osmium
import pytest
from shapely import Point, Polygon

from gisplan_errors import LayerError
from gisplan_words import say
from layers.lint.checking import lint_layer
from layers.osm.extract import import_osm
from layers.osm.features import layers_from_features
from layers.osm.tags import DEFAULT_RULES, TagRule, fetch_tags, first_match, read_rules
from layers.roads.graph import from_lines

CRS = "EPSG:4548"
# A crossing: way 100 west-east through node 2, way 101 south-north through node 2; a ramp of one way.
NODES = {
    1: (117.00, 39.00),
    2: (117.01, 39.00),
    3: (117.02, 39.00),
    4: (117.01, 38.99),
    5: (117.01, 39.01),
    6: (117.015, 39.005),
    10: (117.03, 39.03),
    11: (117.04, 39.03),
    12: (117.04, 39.04),
    13: (117.03, 39.04),
}
WAYS = {
    100: ([1, 2, 3], {"highway": "primary", "name": "卫津路", "maxspeed": "50"}),
    101: ([4, 2, 5], {"highway": "residential"}),
    102: ([2, 6, 3], {"highway": "primary_link", "oneway": "yes"}),
    103: ([1, 5], {"highway": "footway"}),
    200: ([10, 11, 12, 13, 10], {"landuse": "industrial", "name": "西青开发区", "name:en": "Xiqing zone"}),
    201: ([10, 11, 12, 10], {"highway": "services", "name": "泗村店服务区"}),
    202: ([10, 11, 13, 10], {"amenity": "parking", "access": "private"}),
}
PLACES = {
    20: ((117.05, 39.05), {"amenity": "fuel", "name": "<b>中石化</b>", "capacity": "6"}),
    21: ((117.06, 39.05), {"amenity": "charging_station", "capacity": "12", "operator": "国家电网"}),
    22: ((117.07, 39.05), {"amenity": "fuel", "fuel:h70": "yes", "name": "加氢站"}),
    23: ((117.08, 39.05), {"amenity": "cafe"}),
    24: ((117.09, 39.05), {"power": "substation"}),
}


def write(path, header=None):
    writer = osmium.SimpleWriter(str(path), 4_096, header or osmium.io.Header())
    stamp = "2025-06-01T00:00:00Z"
    for node, place in NODES.items():
        writer.add_node(osmium.osm.mutable.Node(id=node, location=place, version=1, timestamp=stamp))
    for node, (place, tags) in PLACES.items():
        writer.add_node(
            osmium.osm.mutable.Node(id=node, location=place, tags=tags, version=1, timestamp=stamp)
        )
    for way, (nodes, tags) in WAYS.items():
        writer.add_way(osmium.osm.mutable.Way(id=way, nodes=nodes, tags=tags, version=1, timestamp=stamp))
    writer.close()
    return path


def test_the_header_of_an_extract_dates_it_before_its_objects_do(tmp_path):
    plain = import_osm(write(tmp_path / "plain.osm.pbf"), crs=CRS).layers["roads"]
    assert set(plain["source"]) == {
        "OpenStreetMap contributors, ODbL; plain.osm.pbf, dated by its newest object"
    }
    header = osmium.io.Header()
    header.set("osmosis_replication_timestamp", "2025-11-20T21:21:02Z")
    made = import_osm(write(tmp_path / "hubei.osm.pbf", header), crs=CRS)
    for name in ("roads", "sites"):
        assert set(made.layers[name]["as_of"]) == {"2025-11-20"}
        assert made.layers[name]["source"].str.contains("replicated to 2025-11-20T21:21:02Z").all()


@pytest.fixture(scope="module", params=[".osm.pbf", ".osm"])
def made(request, tmp_path_factory):
    return import_osm(write(tmp_path_factory.mktemp("osm") / f"extract{request.param}"), crs=CRS)


def test_roads_are_parted_at_shared_nodes_and_footways_left_out(made):
    roads = made.layers["roads"]
    assert sorted(roads["osm_id"]) == ["w100", "w100", "w101", "w101", "w102"]
    assert set(roads["as_of"]) == {"2025-06-01"}
    graph = from_lines(roads)
    assert len(graph.xy) == 5
    assert (~graph.backward).sum() == 1
    assert graph.speed_kph[graph.highway == "primary"].tolist() == [50.0, 50.0]


def test_features_become_sites_with_category_status_and_capacity(made):
    sites = made.layers["sites"].set_index("site_id")
    assert sites["category"].to_dict() == {
        "OSM-n20": "fuel_station",
        "OSM-n21": "public_parking",
        "OSM-n22": "hydrogen_hub",
        "OSM-w200": "industrial_park",
        "OSM-w201": "expressway_service_area",
    }
    assert sites.loc["OSM-n21", ["status", "existing_chargers", "bays", "operator"]].tolist() == [
        "existing",
        12,
        12,
        "国家电网",
    ]
    assert sites.loc["OSM-n22", ["status", "allows"]].tolist() == ["existing", "charging;hydrogen"]
    assert sites.loc["OSM-w200", "name_en"] == "Xiqing zone"
    assert sites.loc["OSM-w200", "area_m2"] == pytest.approx(865 * 1_110, rel=0.01)
    assert set(sites["origin"]) == {"osm"}
    assert not sites["verified"].any()


def test_markup_in_osm_names_does_not_get_in(made):
    sites = made.layers["sites"].set_index("site_id")
    assert sites.loc["OSM-n20", "name_zh"] == "b 中石化 /b"


def test_imported_sites_pass_the_lint_but_for_what_osm_cannot_know(made):
    faults = {(fault.rule, fault.key) for fault in lint_layer(made.layers["sites"], "sites")}
    assert faults == {("service_area_without_road", "OSM-w201")}


def test_the_report_says_what_was_dropped_and_why(made):
    report = made.report
    dropped = report[report["outcome"] == "dropped"]
    assert dropped[["tag", "why"]].to_numpy().tolist() == [["amenity=parking", "access=private"]]
    kept = report[report["outcome"] == "kept"].set_index("tag")["rows"].to_dict()
    assert kept["highway=*"] == 5
    assert kept["power=substation"] == 1


def test_an_extract_is_cut_to_a_region_and_its_roads_around(tmp_path):
    path = write(tmp_path / "a.osm.pbf")
    square = Polygon([(117.045, 39.04), (117.065, 39.04), (117.065, 39.06), (117.045, 39.06)])
    made = import_osm(path, crs=CRS, land=gpd.GeoSeries([square], crs=4326))
    assert sorted(made.layers["sites"]["site_id"]) == ["OSM-n20", "OSM-n21"]
    outside = made.report[[str(why) == "outside the region" for why in made.report["why"]]]
    places = ["amenity=parking", "fuel:h70=*", "highway=services", "landuse=industrial", "power=substation"]
    assert outside["tag"].tolist() == [*places, "highway=*"]
    # From node 3 the corner is 2.2 km east and 4.4 km north: 4.9 km; from node 2 it is 5.4 km, from 5 4.5 km.
    assert sorted(made.layers["roads"]["osm_id"]) == ["w100", "w101", "w102"]
    roads = made.report[made.report["tag"] == "highway=*"].set_index("outcome")["rows"]
    assert roads.to_dict() == {"kept": 3, "dropped": 2}
    away = gpd.GeoSeries([Point(100.0, 20.0).buffer(0.1)], crs=4326)
    with pytest.raises(LayerError, match="nothing of it lies in the region"):
        import_osm(path, crs=CRS, land=away)


def test_other_layers_hold_their_kind(made):
    assert made.layers["substations"]["kind"].tolist() == ["substation"]
    assert set(made.layers) == {"sites", "substations", "roads"}


def test_a_planners_table_wins_and_can_leave_things_out(tmp_path):
    table = tmp_path / "tags.csv"
    table.write_text(
        "key,value,layer,category,access\namenity,cafe,sites,commercial,public\namenity,fuel,,,\n"
    )
    rules = read_rules(table)
    made = import_osm(write(tmp_path / "a.osm"), crs=CRS, rules=rules)
    found = set(made.layers["sites"]["site_id"])
    assert "OSM-n23" in found
    assert "OSM-n20" not in found
    assert "left out by the table of tags" in set(map(str, made.report["why"]))


def test_a_bad_table_names_every_bad_row(tmp_path):
    table = tmp_path / "tags.csv"
    table.write_text(
        "key,value,layer,category,least_m2\na,b,sites,shop,\n,,sites,park,\na,b,moon,,\na,b,water,,much\n"
    )
    with pytest.raises(LayerError) as fault:
        read_rules(table)
    said = str(fault.value)
    for part in (
        "row 2, column category: value 'shop'",
        "row 3: key and value",
        "row 4, column layer",
        "row 5, column least_m2",
    ):
        assert part in said
    table.write_text("key,values\n")
    with pytest.raises(LayerError, match="unknown: \\['values'\\]"):
        read_rules(table)


def test_an_area_that_is_none_and_a_cell_beyond_the_headings_are_refused(tmp_path):
    table = tmp_path / "tags.csv"
    rows = ["a,b,water,,nan", "a,b,water,,-5", "a,b,water,,inf", "a,b,water,,9,more"]
    table.write_text("\n".join(["key,value,layer,category,least_m2", *rows]), encoding="utf-8")
    with pytest.raises(LayerError) as fault:
        read_rules(table)
    said = str(fault.value)
    assert all(f"row {at}, column least_m2" in said for at in (2, 3, 4))
    assert "row 5 (a) has 6 cells for 5 headings, the last 'more'" in said


def test_earlier_rules_win_and_no_is_no_value():
    assert first_match({"amenity": "fuel", "fuel:H2": "yes"}, DEFAULT_RULES).category == "hydrogen_hub"
    assert first_match({"amenity": "fuel", "fuel:H2": "no"}, DEFAULT_RULES).category == "fuel_station"
    assert first_match({"shop": "yes"}, DEFAULT_RULES) is None


def test_overpass_is_asked_for_every_tag_once():
    tags = fetch_tags(
        [*DEFAULT_RULES, TagRule("amenity", "fuel", "sites", "fuel_station"), TagRule("x", "y", "")]
    )
    assert tags["highway"] == ["services", "rest_area"]
    assert tags["fuel:h70"] is True
    assert tags["amenity"].count("fuel") == 1
    assert "x" not in tags


def test_small_features_and_second_ones_are_dropped_with_the_reason():
    square = Polygon([(0, 0), (50, 0), (50, 50), (0, 50)])
    features = gpd.GeoDataFrame(
        {
            "osm_id": ["w1", "n2", "n2"],
            "tags": [{"leisure": "park"}, {"amenity": "fuel"}, {"amenity": "fuel"}],
        },
        geometry=[square, Point(0, 0), Point(0, 0)],
        crs=CRS,
    )
    made = layers_from_features(features, crs=CRS, as_of="2025")
    assert len(made.layers["sites"]) == 1
    assert set(map(str, made.report["why"])) == {"", "smaller than 10000 m²", "stands twice"}
    assert {say(why, "zh") for why in made.report["why"]} == {"", "小于 10000 平方米", "重复出现"}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.osm.pbf", b"\0\0\0\x0dnonsense"),
        ("a.osm", b"<osm><node id='x'"),
        ("a.osm", b"<osm version='0.6'></osm>"),
        ("a.txt", b""),
    ],
)
def test_a_damaged_empty_or_foreign_extract_is_named(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(LayerError, match=name):
        import_osm(path, crs=CRS)


def test_a_road_that_leaves_the_extract_keeps_the_part_inside(tmp_path):
    text = (
        "<osm version='0.6'><node id='1' lat='39' lon='117'/><node id='2' lat='39' lon='117.1'/>"
        "<way id='9'><nd ref='1'/><nd ref='2'/><nd ref='3'/><tag k='highway' v='trunk'/></way></osm>"
    )
    (tmp_path / "cut.osm").write_text(text)
    made = import_osm(tmp_path / "cut.osm", crs=CRS)
    assert len(made.layers["roads"]) == 1
    assert [say(why, "zh") for why in made.report["why"]] == ["", "道路节点在范围之外"]
    assert set(made.layers["roads"]["as_of"]) == {"undated"}
