"""The grid loses no land, no people, and puts every cell into one district."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gisplan_errors import CrsError, LayerError
from layers.demand.grid import choose_levels, cut_districts, join_cells

CRS = "EPSG:4548"


def districts(*shapes: shapely.Polygon) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"adcode": [f"d{index}" for index in range(len(shapes))]}, geometry=list(shapes), crs=CRS
    )


def test_whole_squares_of_an_aligned_district() -> None:
    pieces = cut_districts(districts(shapely.box(1000, 2000, 3000, 3000)), cell_m=500, sliver_share=0.1)
    assert len(pieces) == 8
    assert pieces["whole"].all()
    assert set(zip(pieces["i"], pieces["j"], strict=True)) == {(i, j) for i in range(2, 6) for j in (4, 5)}


def test_touching_edge_gives_no_empty_piece() -> None:
    pieces = cut_districts(districts(shapely.box(0, 0, 1000, 1000)), cell_m=500, sliver_share=0.1)
    assert len(pieces) == 4
    assert (pieces["area_m2"] == 250_000).all()


def test_sliver_counts_to_the_square_beside_it() -> None:
    pieces = cut_districts(districts(shapely.box(0, 0, 1030, 500)), cell_m=500, sliver_share=0.1)
    sliver = pieces[pieces["area_m2"] < 20_000]
    assert len(sliver) == 1
    assert (sliver["i"].item(), sliver["j"].item()) == (1, 0)
    cells, _ = join_cells(pieces, np.ones(len(pieces), dtype=np.int64), cell_m=500)
    assert sorted(cells["area_m2"]) == [250_000, 265_000]


def test_slivers_never_cross_a_district_border() -> None:
    pair = districts(shapely.box(0, 0, 520, 500), shapely.box(520, 0, 1000, 500))
    pieces = cut_districts(pair, cell_m=500, sliver_share=0.1)
    cells, _ = join_cells(pieces, np.ones(len(pieces), dtype=np.int64), cell_m=500)
    area = cells.groupby("adcode")["area_m2"].sum()
    assert area.to_dict() == {"d0": 520 * 500, "d1": 480 * 500}


def test_dense_blocks_stay_fine_and_open_land_is_joined() -> None:
    pieces = cut_districts(districts(shapely.box(0, 0, 4000, 2000)), cell_m=500, sliver_share=0.1)
    density = np.full(len(pieces), 100.0)
    density[((pieces["i"] == 0) & (pieces["j"] == 0)).to_numpy()] = 5000.0
    levels = choose_levels(pieces, density, dense=2000, open_=200)
    cells, owner = join_cells(pieces, levels, cell_m=500)
    # the dense 1 km block as 4 squares, its three neighbours of 1 km, the open half as one of 2 km
    assert cells["cell_m"].value_counts().to_dict() == {500: 4, 1000: 3, 2000: 1}
    assert np.bincount(owner).tolist() == [int((side / 500) ** 2) for side in cells["cell_m"]]


def test_cell_ids_do_not_depend_on_the_other_districts() -> None:
    one, two = shapely.box(0, 0, 1200, 900), shapely.box(1200, 0, 3000, 900)
    alone = cut_districts(districts(one), cell_m=500, sliver_share=0.1)
    both = cut_districts(districts(one, two), cell_m=500, sliver_share=0.1)
    ids = [
        set(join_cells(pieces, np.ones(len(pieces), dtype=np.int64), cell_m=500)[0]["cell_id"])
        for pieces in (alone, both)
    ]
    assert ids[0] <= ids[1]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 6000), st.integers(0, 6000)), min_size=3, max_size=9),
    st.integers(0, 2**31),
)
def test_area_is_kept_and_cells_do_not_overlap(corners: list[tuple[int, int]], seed: int) -> None:
    hull = shapely.convex_hull(shapely.MultiPoint(corners))
    if hull.geom_type != "Polygon" or hull.area < 1000:
        return
    middle = hull.centroid.x
    halves = [
        shapely.intersection(hull, shapely.box(-1, -1, middle, 7000)),
        shapely.intersection(hull, shapely.box(middle, -1, 7000, 7000)),
    ]
    if any(half.geom_type != "Polygon" for half in halves):
        return
    frame = districts(*halves)
    pieces = cut_districts(frame, cell_m=500, sliver_share=0.12)
    density = np.random.default_rng(seed).choice([50.0, 1000.0, 9000.0], len(pieces))
    levels = choose_levels(pieces, density, dense=2000, open_=200)
    cells, owner = join_cells(pieces, levels, cell_m=500)
    by_district = cells.groupby("adcode")["area_m2"].sum()
    assert np.allclose(by_district, frame.set_index("adcode").area, rtol=1e-9)
    assert (cells["adcode"].to_numpy()[owner] == pieces["adcode"].to_numpy()).all()
    assert np.isclose(shapely.union_all(cells.geometry.to_numpy()).area, hull.area, rtol=1e-6)
    assert cells["cell_id"].is_unique


def test_degrees_are_refused() -> None:
    frame = districts(shapely.box(117, 39, 118, 40)).set_crs("EPSG:4326", allow_override=True)
    with pytest.raises(CrsError, match="projected"):
        cut_districts(frame, cell_m=500, sliver_share=0.1)


def test_invalid_polygon_is_named() -> None:
    bow = shapely.Polygon([(0, 0), (1000, 1000), (1000, 0), (0, 1000)])
    with pytest.raises(LayerError, match="d0"):
        cut_districts(districts(bow), cell_m=500, sliver_share=0.1)


def test_too_many_squares_are_refused_before_they_are_made() -> None:
    with pytest.raises(LayerError, match="cell_fine_m"):
        cut_districts(districts(shapely.box(0, 0, 1e6, 1e6)), cell_m=500, sliver_share=0.1)
