"""Feeders and substations: read, imported from an office's table, and laid to the sites."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import LineString, Point
from typer.testing import CliRunner

from gisplan.cli.app import app
from gisplan_errors import LayerError
from layers.feeders import base_curves, capacity_kw, fed_by, read_grid
from layers.lint.checking import lint_layer

if TYPE_CHECKING:
    from pathlib import Path

CRS = "EPSG:4548"
FROM = {"origin": "survey", "source": "a utility's list", "as_of": "2026", "verified": False}
DAY = ";".join(str(100 + hour) for hour in range(24))


def feeders(*rows: tuple[str, list[tuple[float, float]]]) -> gpd.GeoDataFrame:
    lines = [LineString(points) for _, points in rows]
    return gpd.GeoDataFrame({"feeder_id": [name for name, _ in rows]}, geometry=lines, crs=CRS)


def sites(*places: tuple[float, float], **columns: Any) -> gpd.GeoDataFrame:
    names = {"site_id": [f"P{at}" for at in range(len(places))], **columns}
    return gpd.GeoDataFrame(names, geometry=[Point(*place) for place in places], crs=CRS)


def test_a_site_hangs_on_the_feeder_that_it_names_else_the_nearest_within_reach() -> None:
    """P0 names B; P1 is 30 m from A, P2 100 m from both, P3 150 m from B, P4 151 m from B."""
    lines = feeders(("B", [(200, 0), (200, 1000)]), ("A", [(0, 0), (0, 1000)]))
    here = sites((0, 500), (30, 500), (100, 500), (350, 500), (351, 500), feeder=["B", "", "", "", ""])
    assert fed_by(here, lines, 150.0).tolist() == ["B", "A", "A", "B", ""]
    assert fed_by(here.drop(columns="feeder"), lines, 150.0)[0] == "A"


def test_a_feeder_that_no_layer_has_is_refused_by_site() -> None:
    here = sites((0, 0), (1, 1), feeder=["A", "Z"])
    with pytest.raises(LayerError, match="P1: Z"):
        fed_by(here, feeders(("A", [(0, 0), (0, 1)])), 10.0)


def written(folder: Path, text: str, layer: str = "feeders") -> Path:
    path = folder / f"{layer}.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_capacity_and_base_load_are_read_as_far_as_they_are_given(tmp_path: Path) -> None:
    written(
        tmp_path,
        "feeder_id,name_zh,capacity_kw,capacity_kva,base_kw,base_curve_kw,origin,source,lon,lat\n"
        f"0012,一线,4000,9000,500,{DAY},survey,list,117.2,39.1\n"
        "0003,二线,,5000,700,,survey,list,117.3,39.1\n"
        "0001,三线,,,,,survey,list,117.4,39.1\n",
    )
    found = read_grid(tmp_path, "feeders", CRS)
    assert found is not None
    assert found["feeder_id"].tolist() == ["0001", "0003", "0012"]
    np.testing.assert_allclose(capacity_kw(found, 0.9), [np.nan, 4500.0, 4000.0])
    base = base_curves(found)
    assert np.isnan(base[0]).all()
    assert base[1].tolist() == [700.0] * 24
    assert base[2].tolist() == [100.0 + hour for hour in range(24)]
    assert read_grid(tmp_path, "substations", CRS) is None


def test_a_table_of_a_utility_is_imported_and_its_faults_are_told_by_row(tmp_path: Path) -> None:
    """Its own headings, GBK, a line as WKT, a curve of 23 hours, a blank id and a capacity below nothing."""
    table = tmp_path / "lines.csv"
    wkt = '"LINESTRING (117.2 39.1, 117.2 39.2)"'
    table.write_bytes(
        (
            "线路编号,线路名称,所属变电站,输送容量(kVA),最大负荷(kW),日负荷曲线(kW),备注,wkt\n"
            f"L-1,一线,滨海站,5000,1200,{DAY},,{wkt}\n"
            f"L-2,二线,滨海站,-5,1200,{DAY.rpartition(';')[0]},旧线,{wkt}\n"
            f",三线,,5000,,,,{wkt}\n"
        ).encode("gb18030")
    )
    out = tmp_path / "feeders.gpkg"
    said = ["--layer", "feeders", "--origin", "survey", "--source", "list", "--columns", "备注="]
    done = CliRunner().invoke(app, ["layers", "import", str(table), "--out", str(out), *said])
    assert done.exit_code == 0, done.output
    found = gpd.read_file(out, layer="feeders")
    assert found["substation"].tolist()[:2] == ["滨海站", "滨海站"]
    assert found["capacity_kva"].tolist() == [5000.0, -5.0, 5000.0]
    assert set(found.geom_type) == {"LineString"}
    faults = {(fault.rule, fault.row, fault.column) for fault in lint_layer(found, "feeders")}
    assert faults == {
        ("negative", 2, "capacity_kva"),
        ("value", 2, "base_curve_kw"),
        ("missing_value", 3, "feeder_id"),
    }


def test_a_template_of_either_layer_is_read_back(tmp_path: Path) -> None:
    for layer in ("feeders", "substations"):
        path = tmp_path / f"{layer}.gpkg"
        done = CliRunner().invoke(app, ["layers", "template", layer, "--out", str(path)])
        assert done.exit_code == 0, done.output
        found = read_grid(tmp_path, layer, CRS)
        assert found is not None
        assert found.empty
