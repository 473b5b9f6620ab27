"""Cover pairs keep zero distances, refuse what cannot be a distance, and name it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import sparse

from optimize import CoverPairs


def pairs():
    """Row 0 reaches sites 0 (at 0 m) and 2, row 1 none, row 2 site 1."""
    return CoverPairs.from_sparse(sparse.csr_array(([0.0, 5.0, 7.0], [0, 2, 1], [0, 2, 2, 3]), shape=(3, 3)))


def test_a_stored_zero_is_a_pair_at_distance_zero():
    assert pairs().n_pairs == 3
    np.testing.assert_array_equal(pairs().binary().toarray(), [[1, 0, 1], [0, 0, 0], [0, 1, 0]])


def test_empty_rows_are_named():
    assert pairs().empty_rows().tolist() == [1]


def test_dense_matrix_keeps_what_is_within_the_cutoff():
    made = CoverPairs.from_dense([[0.0, 10.0, 10.1], [np.inf, 3.0, 20.0]], 10.0)
    assert list(zip(made.rows().tolist(), made.indices.tolist(), strict=True)) == [(0, 0), (0, 1), (1, 1)]


def test_selection_and_transposition_keep_zero_distances():
    made = pairs().select(rows=[2, 0], sites=[2, 0])
    assert (made.shape, made.n_pairs) == ((2, 2), 2)
    assert made.to_csr()[[1]].indices.tolist() == [0, 1]
    assert pairs().transpose().transpose().n_pairs == 3
    assert pairs().select(sites=np.array([True, False, False])).n_pairs == 1


def test_within_takes_one_limit_or_one_per_row():
    assert pairs().within(5.0).n_pairs == 2
    assert pairs().within([0.0, 0.0, 7.0]).n_pairs == 2


def test_unsorted_sites_are_sorted():
    made = CoverPairs.from_sparse(sparse.csr_array(([5.0, 0.0], [2, 0], [0, 2]), shape=(1, 3)))
    assert (made.indices.tolist(), made.distances.tolist()) == ([0, 2], [0.0, 5.0])


@pytest.mark.parametrize("bad", [np.nan, np.inf, -1.0])
def test_impossible_distance_is_named(bad):
    csr = sparse.csr_array(([1.0, bad], [0, 1], [0, 1, 2]), shape=(2, 2))
    with pytest.raises(ValueError, match="row 1, site 1"):
        CoverPairs.from_sparse(csr)


@pytest.mark.parametrize("bad", [np.nan, -1.0])
def test_impossible_dense_distance_is_named(bad):
    with pytest.raises(ValueError, match="row 0, site 1"):
        CoverPairs.from_dense([[1.0, bad]], 5.0)


def test_repeated_pair_is_refused_not_added_up():
    coo = sparse.coo_array(([1.0, 2.0], ([0, 0], [1, 1])), shape=(1, 2))
    with pytest.raises(ValueError, match="repeated"):
        CoverPairs.from_sparse(coo)
    csr = sparse.csr_array(([1.0, 2.0], [1, 1], [0, 2]), shape=(1, 2))
    with pytest.raises(ValueError, match="row 0 repeats"):
        CoverPairs.from_sparse(csr)


def test_dense_input_is_sent_to_the_right_door():
    with pytest.raises(ValueError, match="from_dense"):
        CoverPairs.from_sparse(np.ones((2, 2)))


def test_pieces_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="do not fit"):
        CoverPairs(np.array([0, 1]), np.array([0]), np.array([1.0]), (2, 1))
    with pytest.raises(ValueError, match="outside"):
        CoverPairs(np.array([0, 1]), np.array([4]), np.array([1.0]), (1, 1))


@given(hnp.arrays(float, st.tuples(st.integers(1, 6), st.integers(1, 6)), elements=st.integers(0, 9)))
def test_dense_and_sparse_doors_agree(dense):
    made = CoverPairs.from_dense(dense, 4.0)
    kept = made.to_csr()
    np.testing.assert_array_equal(made.binary().toarray() > 0, dense <= 4.0)
    np.testing.assert_array_equal(CoverPairs.from_sparse(kept).distances, made.distances)
