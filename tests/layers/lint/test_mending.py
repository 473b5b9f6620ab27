"""What a lint mends in a copy: only what has one reading, and no row goes."""

from __future__ import annotations

import geopandas as gpd
import pytest
from shapely import Point, Polygon, box

from layers.lint.checking import lint_layer
from layers.lint.mending import mend_layer


def test_invalid_polygons_are_named_and_repaired_in_a_copy():
    bowtie = Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    layer = gpd.GeoDataFrame({"a": [1, 2, 3]}, geometry=[bowtie, None, box(0, 0, 1, 1)], crs=4326)
    assert {f.rule for f in lint_layer(layer, "districts")} >= {"invalid_geometry", "null_geometry"}
    fixed, said = mend_layer(layer)
    assert fixed["a"].tolist() == [1, 2, 3]  # no row goes
    assert fixed.geometry[[0, 2]].is_valid.all()
    assert fixed.geometry[0].area == pytest.approx(0.5)
    assert [str(line) for line in said] == [
        "row 1: geometry repaired",
        "row 2: has no geometry, give it a place",
    ]
    assert not layer.geometry[0].is_valid


def test_what_has_one_reading_only_is_mended_and_nothing_else_is_touched():
    rows = {
        "name_zh": [" 甲 ", "乙\t路", "鍋滆溅鍦?", "丁"],
        "bays": [1, -2, 3, 4],
        "lon": [117.1, 117.2, None, 999.0],
        "lat": [39.1, 39.2, 39.3, 39.4],
    }
    shapes = [Point(39.1, 117.1), None, Point(117.3, 39.3), None]
    fixed, said = mend_layer(gpd.GeoDataFrame(rows, geometry=shapes, crs=4326))
    assert fixed.geometry[0] == Point(117.1, 39.1)
    assert fixed.geometry[1] == Point(117.2, 39.2)
    assert fixed.geometry[3] is None
    assert fixed["name_zh"].tolist()[:2] == ["甲", "乙 路"]
    assert fixed["bays"].tolist() == [1, -2, 3, 4]
    told = [line.said("en") for line in said]
    assert told[:3] == [
        "row 2: placed by its columns lon and lat",
        "row 1: latitude stood before longitude, swapped",
        "row 4: has no geometry, give it a place",
    ]


def test_a_polygon_that_is_none_is_kept_to_be_drawn_again():
    spike = Polygon([(0, 0), (1, 1), (0, 0)])
    fixed, said = mend_layer(gpd.GeoDataFrame({"a": [1]}, geometry=[spike], crs=4326))
    assert fixed.geometry[0].equals_exact(spike, 0)
    assert [line.said("en") for line in said] == ["row 1: geometry not repaired, draw it again"]
