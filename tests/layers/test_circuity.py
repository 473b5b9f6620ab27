from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gisplan_errors import LayerError
from layers.circuity import CHUNK_ROWS, circuity_pairs

points = st.integers(0, 12).flatmap(
    lambda n: arrays(np.float64, (n, 2), elements=st.floats(-5_000, 5_000, width=32))
)


def test_metres_are_straight_times_detour_and_only_within_the_cutoff():
    pairs = circuity_pairs([[0, 0], [100, 0]], [[30, 40], [100, 0], [900, 0]], 65, detour=1.3)
    assert pairs.shape == (2, 3)
    assert pairs.nnz == 2
    assert pairs[0, 0] == pytest.approx(65.0)
    assert pairs.indices.tolist() == [0, 1]


def test_a_zero_distance_is_a_stored_entry():
    pairs = circuity_pairs([[5, 5]], [[5, 5]], 0, detour=1.2)
    assert pairs.nnz == 1
    assert pairs.data.tolist() == [0.0]


def test_a_pair_exactly_on_the_cutoff_counts():
    assert circuity_pairs([[0, 0]], [[2_000, 0]], 2_000, detour=1.0).nnz == 1
    assert circuity_pairs([[0, 0]], [[2_000.001, 0]], 2_000, detour=1.0).nnz == 0


def test_each_demand_row_has_its_own_cutoff():
    pairs = circuity_pairs([[0, 0], [0, 0]], [[500, 0], [1_500, 0]], [600, 2_000], detour=1.0)
    assert np.diff(pairs.indptr).tolist() == [1, 2]


def test_sites_at_one_place_stay_two_columns():
    pairs = circuity_pairs([[0, 0]], [[3, 4], [3, 4]], 10, detour=1.0)
    assert pairs.indices.tolist() == [0, 1]
    assert pairs.data.tolist() == [5.0, 5.0]


def test_rows_keep_their_place_across_chunks():
    n = CHUNK_ROWS * 2 + 7
    line = np.column_stack([np.arange(n) * 10.0, np.zeros(n)])
    pairs = circuity_pairs(line, line, 1, detour=1.0)
    assert pairs.indices.tolist() == list(range(n))
    assert not pairs.data.any()


@pytest.mark.parametrize(("demand", "sites"), [([], [[0, 0]]), ([[0, 0]], []), ([], [])])
def test_no_points_give_an_empty_matrix_of_the_right_shape(demand, sites):
    pairs = circuity_pairs(demand, sites, 100, detour=1.0)
    assert pairs.shape == (len(demand), len(sites))
    assert pairs.nnz == 0


@pytest.mark.parametrize(
    ("demand", "cutoff", "detour", "said"),
    [
        ([[np.nan, 0]], 10, 1.0, "position 0"),
        ([[0, 0, 0]], 10, 1.0, r"shape \(1, 3\)"),
        ([[0, 0]], -1, 1.0, "cutoff of row 0 is -1"),
        ([[0, 0]], np.inf, 1.0, "finite"),
        ([[0, 0]], [1, 2], 1.0, "one for each of 1 row"),
        ([[0, 0]], 10, 0.9, "detour is 0.9"),
    ],
)
def test_bad_input_is_named(demand, cutoff, detour, said):
    with pytest.raises(LayerError, match=said):
        circuity_pairs(demand, [[0, 0]], cutoff, detour=detour)


@given(points, points, st.floats(0, 8_000), st.floats(1, 2))
def test_equals_the_dense_matrix(demand, sites, cutoff, detour):
    pairs = circuity_pairs(demand, sites, cutoff, detour=detour)
    dense = np.hypot(*(demand[:, None, :] - sites[None, :, :]).transpose(2, 0, 1)) * detour
    rows, columns = np.nonzero(dense <= cutoff)
    assert pairs.indices.tolist() == columns.tolist()
    assert np.repeat(np.arange(len(demand)), np.diff(pairs.indptr)).tolist() == rows.tolist()
    np.testing.assert_allclose(pairs.data, dense[rows, columns])
