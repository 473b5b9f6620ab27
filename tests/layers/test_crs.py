"""What crs refuses, and what it projects."""

from __future__ import annotations

import geopandas as gpd
import pytest
from shapely import Point, box

from gisplan_errors import CrsError
from layers.crs import project, region_crs, require_crs


def points(*xy, crs):
    return gpd.GeoDataFrame(geometry=[Point(*pair) for pair in xy], crs=crs)


DEGREES = points((117.2, 39.1), (117.7, 39.0), crs="EPSG:4326")


def test_no_crs_is_refused_with_the_name_of_the_file():
    with pytest.raises(CrsError, match=r"sites\.gpkg: no coordinate reference system"):
        require_crs(points((117.2, 39.1), crs=None), "sites.gpkg")


def test_degrees_declared_as_metres_are_refused():
    with pytest.raises(CrsError, match="look like degrees"):
        require_crs(points((117.2, 39.1), crs="EPSG:4548"), "sites")


def test_metres_declared_as_degrees_are_refused():
    with pytest.raises(CrsError, match="within 180"):
        require_crs(points((517_000, 4_330_000), crs="EPSG:4326"), "sites")


def test_a_single_place_off_the_earth_is_named_by_its_row():
    rows = points((117.2, 39.1), (1172, 39.1), (117.3, 39.2), crs="EPSG:4326")
    rows.insert(0, "site_id", ["A", "B", "C"])
    with pytest.raises(CrsError, match=r"sites\.csv: row 2 \(B\): 1172, 39\.1 is no longitude"):
        require_crs(rows, "sites.csv")


def test_projecting_gives_known_metres():
    out = project(points((117.0, 39.0), crs="EPSG:4326"), "EPSG:4548", "sites")
    assert out.geometry.x.iloc[0] == pytest.approx(500_000, abs=0.01)  # on the central meridian
    assert out.geometry.y.iloc[0] == pytest.approx(4_318_500, abs=1_000)


def test_an_unknown_target_is_named():
    with pytest.raises(CrsError, match="EPSG:999999"):
        project(DEGREES, "EPSG:999999", "sites")


def test_an_empty_layer_has_no_bounds_to_judge():
    assert require_crs(points(crs="EPSG:4326"), "sites").to_epsg() == 4326


def test_without_a_configured_crs_the_utm_zone_serves():
    assert region_crs(DEGREES) == "EPSG:32650"


def test_a_configured_crs_in_degrees_is_refused():
    with pytest.raises(CrsError, match="not in metres"):
        region_crs(DEGREES, "EPSG:4490")


def test_the_configured_crs_is_kept():
    assert region_crs(DEGREES, "EPSG:4548") == "EPSG:4548"


@pytest.mark.parametrize(
    ("lon", "lat", "crs", "told"),
    [
        (-105.1, 40.0, "EPSG:4548", r"1\.3\d times.*EPSG:32613"),  # 533 for 392 km2 of a city in Colorado
        (117.2, 39.1, "EPSG:3857", r"1\.6\d times.*EPSG:32650"),
    ],
)
def test_a_projection_made_for_elsewhere_is_refused(lon: float, lat: float, crs: str, told: str) -> None:
    here = gpd.GeoDataFrame(geometry=[box(lon, lat, lon + 0.2, lat + 0.2)], crs="EPSG:4326")
    with pytest.raises(CrsError, match=told):
        region_crs(here, crs)


@pytest.mark.parametrize("span", [(109.6, 20.2, 117.3, 25.5), (113.5, 36.0, 119.9, 42.6)])
def test_a_whole_province_is_near_enough_to_its_meridian(span: tuple[float, ...]) -> None:
    province = gpd.GeoDataFrame(geometry=[box(*span)], crs="EPSG:4326")
    zone = "EPSG:4547" if span[0] < 110 else "EPSG:4548"
    assert region_crs(province, zone) == zone
