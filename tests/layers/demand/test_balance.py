"""A table of cells by classes keeps both margins and leans to its seeds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from layers.demand.balance import balanced


def test_two_cells_by_hand() -> None:
    seeds = np.array([[1.0, 1.0], [1.0, 1.0]])
    made = balanced(seeds, np.array([3.0, 1.0]), np.array([6.0, 2.0]))
    assert made == pytest.approx(np.outer([0.75, 0.25], [0.75, 0.25]))


def test_a_class_goes_where_its_seeds_are_and_the_others_fill_up() -> None:
    seeds = np.array([[1.0, 1.0], [0.0, 1.0]])
    made = balanced(seeds, np.array([1.0, 1.0]), np.array([0.25, 0.75]))
    assert made == pytest.approx(np.array([[0.25, 0.25], [0.0, 0.5]]), abs=1e-8)


@settings(max_examples=50, deadline=None)
@given(
    arrays(float, (6, 3), elements=st.floats(0.01, 100)),
    arrays(float, 6, elements=st.floats(0.01, 100)),
    arrays(float, 3, elements=st.floats(0.0, 100)),
)
def test_margins_hold(seeds: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> None:
    made = balanced(seeds, rows, columns)
    if columns.sum() > 0:
        assert made.sum(axis=1) == pytest.approx(rows / rows.sum(), abs=1e-6)
        assert made.sum(axis=0) == pytest.approx(columns / columns.sum(), abs=1e-6)
    assert (made >= 0).all()


def test_a_class_without_seeds_falls_as_the_cells_do() -> None:
    made = balanced(np.array([[0.0, 1.0], [0.0, 2.0]]), np.array([1.0, 3.0]), np.array([1.0, 1.0]))
    assert made.sum(axis=1) == pytest.approx([0.25, 0.75])
    assert np.isfinite(made).all()


def test_nothing_to_share_out() -> None:
    assert balanced(np.ones((2, 2)), np.zeros(2), np.zeros(2)).tolist() == [[0.0, 0.0], [0.0, 0.0]]
