"""Compact layer blocks keep values, places and neighbours, and can end no script element."""

from __future__ import annotations

import json
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from maps.data.blocks import SCALE, as_json, block, encode_column, encode_shapes, simplified


def decode(part: list[int]) -> Any:
    return np.cumsum(np.array(part).reshape(-1, 2), axis=0) / SCALE


def test_point_block_keeps_five_decimals() -> None:
    frame = gpd.GeoDataFrame({"n": [1]}, geometry=[shapely.Point(117.123456, 39.987654)], crs=4326)
    made = block(frame, {"n": 0, "absent": None})
    assert made == {"rows": 1, "columns": {"n": [1]}, "x": [11712346], "y": [3998765]}


def test_polygon_with_hole_becomes_two_rings_of_steps() -> None:
    shape = shapely.box(117, 39, 117.1, 39.1).difference(shapely.box(117.02, 39.02, 117.05, 39.05))
    parts = encode_shapes(np.array([shape], dtype=object), 0)["shapes"][0]
    outer, inner = (decode(part) for part in parts)
    assert shapely.Polygon(outer, [inner]).equals(shape)


def test_points_that_round_together_are_written_once() -> None:
    line = shapely.LineString([(117, 39), (117.000001, 39), (117.1, 39)])
    assert encode_shapes(np.array([line], dtype=object), 0)["shapes"] == [[[11700000, 3900000, 10000, 0]]]


def test_simplified_neighbours_leave_no_gap() -> None:
    wavy = [(1 + 0.02 * np.sin(9 * y), y) for y in np.linspace(0, 2, 200)]
    left = shapely.Polygon([(0, 0), *wavy, (0, 2)])
    right = shapely.Polygon([(2, 2), *reversed(wavy), (2, 0)])
    made = simplified(np.array([left, right], dtype=object), 0.05)
    assert shapely.get_num_coordinates(made).sum() < 100
    assert shapely.area(made).sum() == pytest.approx(4.0)
    assert shapely.intersection(*made).area == pytest.approx(0.0, abs=1e-12)


def test_repeated_texts_are_stored_once_and_null_stays_null() -> None:
    assert encode_column(pd.Series(["a", "a", None, "a", "b", "a"]), None) == {
        "of": ["a", None, "b"],
        "at": [0, 0, 1, 0, 2, 0],
    }
    assert encode_column(pd.Series(["a", "b"]), None) == ["a", "b"]


def test_numbers_are_rounded_and_not_finite_ones_are_null() -> None:
    assert encode_column(pd.Series([1.25, 2.0, np.nan, np.inf, None]), 1) == [1.2, 2, None, None, None]
    assert encode_column(pd.Series([True, False]), 0) == [1, 0]
    assert encode_column(pd.Series([123456.0]), -3) == [123000]


@given(
    st.recursive(
        st.text() | st.integers() | st.none(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_json_reads_back_and_has_no_mark_that_ends_an_element(data: Any) -> None:
    text = as_json(data)
    assert json.loads(text) == data
    assert not set(text) & set("<>&\u2028\u2029")


def test_json_refuses_numbers_that_are_none() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        as_json([float("nan")])
