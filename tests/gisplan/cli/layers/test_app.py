from __future__ import annotations

import json
import shutil

import geopandas as gpd
import pytest
from shapely import LineString, Point, box
from typer.testing import CliRunner

from gisplan.cli.app import app
from gisplan.cli.console import speak
from gisplan.cli.layers.app import layers_app, region_app
from gisplan_errors import LayerError
from layers.districts.tiers import region_tiers
from layers.gcj02 import wgs84_to_gcj02
from layers.region.folders import new_region, region_outline
from tests.layers.figures import USUAL

SITE = {
    "site_id": "PP-0001", "name_zh": "停车场", "category": "public_parking", "access": "public", "bays": 20,
    "grid_kw": 630.0, "origin": "survey", "source": "site visit",
}  # fmt: skip


@pytest.fixture
def run():
    runner = CliRunner()
    yield lambda *words, app=layers_app: runner.invoke(app, [str(word) for word in words])
    speak("en")


def write_sites(path, **change):
    rows = [SITE | {"site_id": f"PP-{i}", "name_zh": f"停车场{i}"} | change for i in range(3)]
    points = [Point(117.2 + i / 100, 39.1) for i in range(3)]
    gpd.GeoDataFrame(rows, geometry=points, crs=4326).to_file(path)
    return path


def write_boundary(path):
    shapes = [box(114.2, 30.5, 114.3, 30.6), box(114.3, 30.5, 114.4, 30.6)]
    columns = {"NAME": ["江汉区", "武昌区"], "code": ["420103", "420106"], "pop": [600_000, 1_100_000]}
    gpd.GeoDataFrame(columns, geometry=shapes, crs=4326).to_file(path)
    return path


def test_a_clean_file_lints_with_exit_code_0(run, tmp_path):
    done = run("lint", write_sites(tmp_path / "a.gpkg"))
    assert done.exit_code == 0, done.output
    assert "3 rows, 0 faults" in done.output


def test_faults_are_printed_and_the_exit_code_is_2(run, tmp_path):
    done = run("lint", write_sites(tmp_path / "a.gpkg", category="publik_parking"))
    assert done.exit_code == 2
    assert "did you mean 'public_parking'?" in done.output


def test_a_line_a_rule_comes_before_the_rows_and_a_column_of_ones_own_is_no_fault(run, tmp_path):
    done = run("lint", write_sites(tmp_path / "a.gpkg", category="publik_parking", photo="a.jpg"))
    lines = done.output.splitlines()
    assert lines[:2] == ["further_column: 1 row", "vocabulary: 3 rows"]
    assert "photo" in lines[2]
    assert "3 rows, 3 faults" in done.output
    done = run("lint", write_sites(tmp_path / "b.gpkg", photo="a.jpg"))
    assert done.exit_code == 0
    assert "photo" in done.output


def test_json_faults_are_for_machines(run, tmp_path):
    done = run("lint", write_sites(tmp_path / "a.gpkg", bays=-1), "--json")
    assert done.exit_code == 2
    faults = json.loads(done.stdout)
    assert [fault["row"] for fault in faults] == [1, 2, 3]
    assert set(faults[0]) == {"layer", "row", "key", "column", "value", "rule", "suggestion"}


def test_a_file_that_cannot_be_read_is_an_error_and_no_traceback(run, tmp_path):
    done = run("lint", tmp_path / "none.gpkg")
    assert done.exit_code == 2
    assert "no such file" in done.output
    assert "Traceback" not in done.output


def test_fix_writes_a_new_file_only(run, tmp_path):
    path = write_sites(tmp_path / "a.gpkg")
    assert run("lint", path, "--fix", tmp_path / "fixed.gpkg").exit_code == 0
    assert len(gpd.read_file(tmp_path / "fixed.gpkg")) == 3
    assert run("lint", path, "--fix", path).exit_code == 2


def test_import_undoes_a_shift_and_says_what_it_did(run, tmp_path):
    lon, lat = wgs84_to_gcj02(117.2, 39.1)
    (tmp_path / "sites.csv").write_text(
        "site_id,name_zh,category,access,bays,grid_kw,origin,source,lon,lat,colour\n"
        f"1,甲,public_parking,public,8,400,survey,visit,{lon},{lat},red\n2,乙,park,public,8,400,survey,visit,,,red\n",
        encoding="utf-8",
    )
    done = run("import", tmp_path / "sites.csv", "--out", tmp_path / "sites.gpkg", "--from", "GCJ-02")
    assert done.exit_code == 0, done.output
    for said in ("colour", "dropped 1 row without a place: 2", "converted from GCJ-02", "1 of 2 rows"):
        assert said in done.output
    made = gpd.read_file(tmp_path / "sites.gpkg")
    assert made.geometry[0].distance(Point(117.2, 39.1)) < 1e-8
    assert run("lint", tmp_path / "sites.gpkg").exit_code == 0
    assert run("import", tmp_path / "sites.csv", "--out", tmp_path / "sites.gpkg").exit_code == 2


def test_an_osm_extract_becomes_a_folder_with_a_report(run, tmp_path):
    (tmp_path / "a.osm").write_text(
        "<osm version='0.6'><node id='1' lat='39' lon='117'><tag k='amenity' v='fuel'/></node>"
        "<node id='2' lat='39' lon='117.1'/>"
        "<way id='9'><nd ref='1'/><nd ref='2'/><nd ref='3'/><tag k='highway' v='trunk'/></way></osm>"
    )
    assert run("import", tmp_path / "a.osm", "--out", tmp_path / "out").exit_code == 2
    done = run("import", tmp_path / "a.osm", "--out", tmp_path / "out", "--crs", "EPSG:4548")
    assert done.exit_code == 0, done.output
    assert "kept\t1\tamenity=fuel\tfuel_station" in done.output
    shutil.rmtree(tmp_path / "out")
    words = ("layers", "import", tmp_path / "a.osm", "--out", tmp_path / "out", "--crs", "EPSG:4548")
    said = run(*words, "--language", "zh", app=app).output
    assert "保留\t1\tamenity=fuel\tfuel_station" in said
    assert "略去\t1\t\t (道路节点在范围之外)" in said
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "osm_report.csv",
        "roads.parquet",
        "sites.parquet",
    ]


def test_template_writes_what_is_asked_for(run, tmp_path):
    assert run("template", "sites", "--out", tmp_path / "a.xlsx").exit_code == 0
    assert (tmp_path / "a.xlsx").is_file()
    assert run("template", "sites", "--format", "shp", "--out", tmp_path / "b").exit_code == 2


def test_fetch_that_reaches_no_server_says_what_to_do(run, tmp_path):
    new_region(
        tmp_path / "r",
        "wuhan",
        gpd.read_file(write_boundary(tmp_path / "b.gpkg")),
        crs=None,
        as_of="2025",
        source="x",
    )
    done = run(
        "fetch",
        tmp_path / "r",
        "--out",
        tmp_path / "osm",
        "--endpoint",
        "http://127.0.0.1:9/api",
        "--tries",
        1,
        "--no-rate-limit",
    )
    assert done.exit_code == 2
    assert "--endpoint" in done.output


def test_a_new_region_is_read_back_with_its_districts(run, tmp_path):
    boundary = write_boundary(tmp_path / "b.gpkg")
    done = run(
        "new",
        "wuhan",
        "--boundary",
        boundary,
        "--crs",
        "EPSG:32650",
        "--out",
        tmp_path / "wuhan",
        app=region_app,
    )
    assert done.exit_code == 0, done.output
    assert "places.csv" in done.output
    outline = region_outline(tmp_path / "wuhan")
    assert outline.crs == "EPSG:32650"
    assert outline.districts["adcode"].tolist() == ["420103", "420106"]
    assert outline.districts["name_zh"].tolist() == ["江汉区", "武昌区"]
    assert outline.districts["population"].tolist() == [600_000, 1_100_000]
    again = run("new", "wuhan", "--boundary", boundary, "--out", tmp_path / "wuhan", app=region_app)
    assert again.exit_code == 2
    assert "never overwrites" in again.output


def test_a_new_region_far_from_where_its_projection_holds_is_refused(run, tmp_path):
    """A city in Colorado had 533 km2 instead of 392 in EPSG:4548, made for 117 degrees east."""
    city = gpd.GeoDataFrame({"name": ["Denver"]}, geometry=[box(-105.1, 39.6, -104.8, 39.8)], crs=4326)
    city.to_file(tmp_path / "city.gpkg")
    asked = ("new", "denver", "--boundary", tmp_path / "city.gpkg", "--crs", "EPSG:4548")
    done = run(*asked, "--out", tmp_path / "denver", app=region_app)
    assert done.exit_code == 2
    assert "1.36 times" in done.output
    assert "EPSG:32613" in done.output
    assert not (tmp_path / "denver").exists()


def test_the_origin_of_a_boundary_is_what_the_planner_says(run, tmp_path):
    def new(folder, path, *words):
        return run("new", "wuhan", "--boundary", path, "--out", tmp_path / folder, *words, app=region_app)

    def said(folder):
        columns = ["origin", "source", "as_of", "population_tag"]
        return region_outline(tmp_path / folder).districts[columns].to_numpy().tolist()

    plain = write_boundary(tmp_path / "b.gpkg")
    done = new("plain", plain)
    assert "nobody says where the boundary comes from" in done.output
    assert said("plain") == [["not stated", "boundary file b.gpkg", "undated", "unknown"]] * 2
    words = ("--origin", "survey", "--source", "测绘院", "--as-of", "2024-03")
    done = new("told", plain, *words)
    assert "nobody says" not in done.output
    assert said("told") == [["survey", "测绘院", "2024-03", "unknown"]] * 2
    new("bureau", plain, "--origin", "official")
    assert said("bureau") == [["official", "boundary file b.gpkg", "undated", "official"]] * 2
    # Columns of the file itself come first, row by row.
    rows = gpd.read_file(plain).assign(origin=["osm", "census"], source=["a", "b"], as_of="2020")
    rows.to_file(tmp_path / "own.gpkg")
    new("own", tmp_path / "own.gpkg", *words)
    assert said("own") == [["osm", "a", "2020", "unknown"], ["census", "b", "2020", "official"]]
    done = new("bad", plain, "--origin", "bureau")
    assert done.exit_code == 2
    assert "origin 'bureau'; expected one of" in done.output
    assert not (tmp_path / "bad").exists()


def test_a_boundary_without_names_gets_numbers_and_says_so(tmp_path):
    bare = gpd.GeoDataFrame(geometry=[box(114.2, 30.5, 114.3, 30.6)], crs=4326)
    todo = new_region(tmp_path / "r", "somewhere", bare, crs=None, as_of="2025", source="a file")
    assert "districts.gpkg: population" in [str(line) for line in todo]
    outline = region_outline(tmp_path / "r")
    assert outline.districts["adcode"].tolist() == ["900001"]
    assert outline.districts["population_tag"].tolist() == ["unknown"]
    assert outline.crs == "EPSG:32650"


def test_a_tier_of_the_boundary_is_the_regions_own_and_its_role_is_asked_for(tmp_path):
    tiers = {"tier": ["老城", "outer"], "name": ["甲区", "乙区"]}
    shapes = [box(114.2, 30.5, 114.3, 30.6), box(114.3, 30.5, 114.4, 30.6)]
    boundary = gpd.GeoDataFrame(tiers, geometry=shapes, crs=4326)
    todo = new_region(tmp_path / "r", "wuhan", boundary, crs=None, as_of="2025", source="a file")
    assert "tiers.toml: names and role of tier '老城'" in [str(line) for line in todo]
    path = tmp_path / "r" / "tiers.toml"
    with pytest.raises(LayerError, match="tier '老城': role = '': expected one of"):
        region_outline(tmp_path / "r")
    path.write_text(
        path.read_text(encoding="utf-8").replace('role = ""', 'role = "central"'), encoding="utf-8"
    )
    assert region_outline(tmp_path / "r").districts["tier"].tolist() == ["老城", "outer"]
    assert region_tiers(tmp_path / "r").of_role("central") == ("central", "老城")


@pytest.mark.parametrize("name", ["Wuhan", "../x", "", "a b"])
def test_a_bad_region_name_is_refused(run, tmp_path, name):
    done = run("new", name, "--boundary", write_boundary(tmp_path / "b.gpkg"), app=region_app)
    assert done.exit_code == 2


def test_a_new_region_loads_with_modelled_layers(tmp_path):
    from layers.region.loading import load_region

    new_region(
        tmp_path / "r",
        "wuhan",
        gpd.read_file(write_boundary(tmp_path / "b.gpkg")),
        crs="EPSG:32650",
        as_of="2025",
        source="x",
    )
    loaded = load_region(tmp_path / "r", demand=USUAL)
    assert loaded.demand["population"].sum() == pytest.approx(1_700_000, rel=1e-6)
    assert len(loaded.sites) > 0


def test_list_says_where_roads_come_from_and_names_what_they_do_not_reach(run, tmp_path):
    boundary = tmp_path / "boundary.gpkg"
    square = box(237_000, 3_382_000, 241_000, 3_384_000)
    rows = {"name": ["试验区"], "population": [20_000]}
    gpd.GeoDataFrame(rows, geometry=[square], crs=32650).to_file(boundary)
    region = tmp_path / "small"
    done = run("new", "small", "--boundary", boundary, "--crs", "EPSG:32650", "--out", region, app=region_app)
    assert done.exit_code == 0, done.output
    lines = [LineString([(237_000 + x, 3_382_000), (237_000 + x, 3_384_000)]) for x in (100, 900)]
    lines.append(LineString([(237_100, 3_382_000), (237_900, 3_382_000)]))
    streets = tmp_path / "streets.geojson"
    gpd.GeoDataFrame({"highway": ["tertiary"] * 3}, geometry=lines, crs=32650).to_file(streets)
    done = run(
        "import", streets, "--layer", "roads", "--out", region / "roads.gpkg",
        "--origin", "survey", "--source", "测绘院", "--as-of", "2024-03-31",
    )  # fmt: skip
    assert "stated origin 'survey' for 3 rows" in done.output
    sites = [SITE | {"site_id": name, "name_zh": name} for name in ("近处", "远处")]
    spots = [Point(237_150, 3_383_000), Point(240_500, 3_383_000)]
    gpd.GeoDataFrame(sites, geometry=spots, crs=32650).to_file(region / "sites.gpkg")
    done = run("list", region)
    assert done.exit_code == 0, done.output
    assert "roads\tsurvey\t3\t2024-03-31\t0%\t测绘院" in done.output
    assert "off the roads\tsites\t远处\tno road within 1000 m" in done.output
    assert "off the roads\tsites\t近处" not in done.output
