"""Geodata as offices take them: CGCS2000, fields and codes in Chinese, Shapefiles that open, land checks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer
from typer.testing import CliRunner

from gisplan.cli.app import app
from gisplan.papers.datum import delivery_crs
from gisplan.papers.geodata import MOST_FIELD, MOST_TEXT, short_names, write_geodata
from gisplan.papers.land import land_checks, read_land
from gisplan.plan.reading import read_plan
from gisplan_errors import CrsError, LayerError
from maps.words.catalogue import word
from tests.gisplan.planned import written

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan.plan.record import Plan

CRS = "EPSG:4548"
CHINESE = re.compile("[\u3400-\u9fff]")
RED = shapely.box(117.185, 39.115, 117.1935, 39.125)
"""Holds PP-1 (117.190, 39.118) of the small plan and not RS-1 (117.195, 39.120)."""


@pytest.fixture(scope="module")
def handed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("handed") / "data"
    write_geodata(written(), out, crs="EPSG:4548")
    return out


def package(folder: Path) -> Path:
    (found,) = folder.glob("*.gpkg")
    return found


def red_lines(path: Path, **more: Any) -> Path:
    frame = gpd.GeoDataFrame({"类别": ["生态保护红线"], **more}, geometry=[RED], crs=4490)
    pyogrio.write_dataframe(frame, path)
    return path


def test_layers_bear_the_names_of_the_pages_and_fields_are_chinese(handed: Path) -> None:
    layers = dict(pyogrio.list_layers(package(handed)))
    assert {"充电站点", "加氢站", "行政区", "字段说明", "代码表"} <= set(layers)
    assert word("layer_sites").zh in layers
    for name in layers:
        fields = pyogrio.read_info(package(handed), layer=name)["fields"]
        assert [field for field in fields if not CHINESE.search(field)] == [], name


def test_codes_are_words_and_the_list_says_what_each_was(handed: Path) -> None:
    sites = pyogrio.read_dataframe(package(handed), layer="充电站点")
    assert set(sites["开放方式"]) <= {"公共", "专用", "私人"}
    codes = pyogrio.read_dataframe(package(handed), layer="代码表")
    own = codes[(codes["图层"] == "充电站点") & (codes["字段"] == "开放方式")]
    assert dict(zip(own["代码"], own["名称"], strict=True)) == {
        "public": "公共",
        "dedicated": "专用",
        "private": "私人",
    }
    said = pyogrio.read_dataframe(package(handed), layer="字段说明")
    power = said[(said["图层"] == "充电站点") & (said["字段"] == "总功率")].iloc[0]
    assert power["单位"] == "千瓦"
    fields = set(pyogrio.read_info(package(handed), layer="充电站点")["fields"])
    assert set(said[said["图层"] == "充电站点"]["字段"]) == fields


def test_coordinates_are_those_of_the_system_asked_for(handed: Path) -> None:
    before = read_plan(written()).layers.sites.set_index("site_id").geometry
    after = pyogrio.read_dataframe(package(handed), layer="充电站点").set_index("编号").geometry
    assert after.crs.to_epsg() == 4548
    turn = Transformer.from_crs(4490, 4548, always_xy=True).transform
    for key, point in before.items():
        # degrees of WGS 84 are taken as those of CGCS2000
        assert turn(point.x, point.y) == pytest.approx((after[key].x, after[key].y), abs=1e-3)


def test_a_shapefile_opens_with_its_code_page_and_short_names_of_its_own(handed: Path) -> None:
    files = sorted((handed / "shp").glob("*.shp"))
    assert {"sites.shp", "stations.shp", "districts.shp"} <= {path.name for path in files}
    table = pd.read_csv(handed / "shp" / "字段名对照表.csv", encoding="utf-8-sig")
    for path in files:
        assert path.with_suffix(".cpg").read_text().strip().upper() == "UTF-8"
        assert path.with_suffix(".prj").read_text()
        fields = list(pyogrio.read_info(path)["fields"])
        assert all(len(name.encode()) <= MOST_FIELD for name in fields)
        assert fields == table[table["文件"] == path.name]["短字段名"].tolist()
    sites = pyogrio.read_dataframe(handed / "shp" / "sites.shp")
    assert CHINESE.search(sites["name_zh"].iloc[0])
    assert set(sites["access"]) <= {"公共", "专用", "私人"}


@given(
    st.lists(
        st.sampled_from(["served_kwh_day", "served_kwh_year", "served_kwh_x", "名称", "name_zh", "a"]),
        max_size=8,
    )
)
def test_short_names_are_short_plain_and_each_its_own(names: list[str]) -> None:
    found = short_names(names)
    assert len(set(found)) == len(names)
    assert all(re.fullmatch(r"\w{1,10}", name, re.ASCII) for name in found)


def test_a_text_too_long_for_a_shapefile_is_cut_at_a_character_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gisplan.papers import geodata

    plan = read_plan(written())
    sites = plan.layers.sites.assign(source="长" * 100)
    object.__setattr__(plan.layers, "sites", sites)
    monkeypatch.setattr(geodata, "read_plan", lambda _: plan)
    _, notes = write_geodata(written(), tmp_path / "data")
    told = pyogrio.read_dataframe(tmp_path / "data" / "shp" / "sites.shp")["source"]
    assert all(text.endswith("长…") and len(text.encode()) <= MOST_TEXT for text in told)
    assert [note.code for note in notes] == ["geodata-cut"]
    assert pyogrio.read_dataframe(package(tmp_path / "data"), layer="充电站点")["来源"].iloc[0] == "长" * 100


@pytest.mark.parametrize(
    ("asked", "code"),
    [("EPSG:4326", None), ("EPSG:4490", None), ("EPSG:4548", None), ("EPSG:4528", "geodata-zone")],
)
def test_the_zone_is_held_against_where_the_region_lies(plan: Plan, asked: str, code: str | None) -> None:
    crs, note = delivery_crs(asked, plan.layers.districts)
    assert crs == asked
    assert (None if note is None else note.code) == code
    if note is not None:
        assert "EPSG:4527" in note.zh
        assert "EPSG:4548" in note.zh


@pytest.mark.parametrize("asked", ["EPSG:32650", "EPSG:4214", "cgcs", "EPSG:99999"])
def test_another_system_is_refused_with_those_that_fit(plan: Plan, asked: str) -> None:
    with pytest.raises(CrsError, match=r"EPSG:4326, EPSG:4490, .*EPSG:4548"):
        delivery_crs(asked, plan.layers.districts)


def test_each_site_is_inside_or_outside_with_the_area_and_how_far(plan: Plan, tmp_path: Path) -> None:
    land = read_land(red_lines(tmp_path / "红线.gpkg"), CRS)
    told = land_checks(plan.layers, CRS, [land]).set_index("site_id")
    assert told.loc["PP-1", "inside"]
    assert told.loc["PP-1", "kind"] == "生态保护红线"
    whole = gpd.GeoSeries([RED], crs=4490).to_crs(CRS).area.iloc[0]
    assert told.loc["PP-1", "land_m2"] == pytest.approx(whole)
    assert told.loc["PP-1", "away_m"] == 0.0
    assert not told.loc["RS-1", "inside"]
    east = 117.195 - 117.1935
    assert told.loc["RS-1", "away_m"] == pytest.approx(east * 111_320 * 0.7757, rel=0.01)
    assert len(told) == len(plan.layers.sites) + len(plan.layers.stations)


def test_of_areas_that_lie_on_each_other_the_smallest_is_named(plan: Plan, tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"kind": ["large", "small"]}, geometry=[RED.buffer(0.01), RED], crs=4490)
    pyogrio.write_dataframe(frame, tmp_path / "plan.gpkg")
    told = land_checks(plan.layers, CRS, [read_land(tmp_path / "plan.gpkg", CRS)])
    assert told.set_index("site_id").loc["PP-1", "kind"] == "small"


def test_what_is_no_area_of_land_use_is_refused_by_file_and_row(plan: Plan, tmp_path: Path) -> None:
    lines = gpd.GeoDataFrame({"a": ["x"]}, geometry=[shapely.LineString([(117, 39), (118, 39)])], crs=4490)
    pyogrio.write_dataframe(lines, tmp_path / "lines.gpkg")
    with pytest.raises(LayerError, match=r"lines\.gpkg: .*row 1"):
        read_land(tmp_path / "lines.gpkg", CRS)
    red = red_lines(tmp_path / "red.gpkg")
    with pytest.raises(LayerError, match='no column "用途", only 类别'):
        read_land(red, CRS, "用途")
    far = gpd.GeoDataFrame({"a": ["x"]}, geometry=[shapely.box(100, 30, 101, 31)], crs=4490)
    pyogrio.write_dataframe(far, tmp_path / "far.gpkg")
    with pytest.raises(LayerError, match="far: no area lies near"):
        land_checks(plan.layers, CRS, [read_land(tmp_path / "far.gpkg", CRS)])


def test_the_command_hands_over_and_tells_what_is_to_be_known(tmp_path: Path) -> None:
    region = shapely.box(*read_plan(written()).layers.districts.total_bounds)
    frame = gpd.GeoDataFrame({"类别": ["城镇开发边界"]}, geometry=[region], crs=4490)
    pyogrio.write_dataframe(frame, tmp_path / "开发边界.gpkg")
    run, out = str(written()), tmp_path / "out"
    asked = ["layers", "export", run, "--delivery", str(out), "--land", str(tmp_path / "开发边界.gpkg")]
    done = CliRunner().invoke(app, ["--language", "zh", *asked, "--crs", "EPSG:4490"])
    assert done.exit_code == 0, done.output
    assert re.search("开发边界：界内[1-9]", done.output)
    checks = pyogrio.read_dataframe(package(out), layer="用地核对")
    assert set(checks["界内"]) == {"是"}
    again = CliRunner().invoke(app, ["--language", "en", *asked])
    assert again.exit_code != 0
    idle = CliRunner().invoke(app, ["--language", "en", "layers", "export", run, "--crs", "EPSG:4490"])
    assert "--delivery only" in idle.output
