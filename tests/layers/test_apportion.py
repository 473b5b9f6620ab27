"""Parts sum to the total exactly, in every order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gisplan_errors import LayerError
from layers.apportion import apportion


@given(
    st.lists(st.floats(0, 1e6), min_size=1, max_size=60).filter(lambda values: sum(values) > 0),
    st.integers(0, 30_000_000),
)
def test_whole_totals_are_kept_exactly(weights: list[float], total: int) -> None:
    parts = apportion(weights, total, what="people")
    assert (parts >= 0).all()
    assert sum(parts) == total
    assert sum(reversed(parts)) == total


@given(st.floats(0, 1e9))
def test_other_totals_are_kept_to_a_millionth(total: float) -> None:
    assert abs(apportion([1, 2, 3.3], total, what="kWh").sum() - total) <= 1e-6


def test_proportion_is_kept() -> None:
    assert apportion([1, 3, 0], 400, what="people").tolist() == [100, 300, 0]


@pytest.mark.parametrize("weights", [[1.0, float("nan")], [1.0, -1.0], [float("inf"), 1.0]])
def test_bad_weight_is_refused_with_its_row(weights: list[float]) -> None:
    with pytest.raises(LayerError, match=r"people: weight .* in row"):
        apportion(weights, 10, what="people")


@pytest.mark.parametrize("total", [-1.0, float("nan"), float("inf")])
def test_bad_total_is_refused(total: float) -> None:
    with pytest.raises(LayerError, match="total"):
        apportion([1.0], total, what="people")


def test_amount_without_weights_is_refused_and_nothing_is_fine() -> None:
    with pytest.raises(LayerError, match="every weight is 0"):
        apportion([0.0, 0.0], 5, what="people")
    assert np.array_equal(apportion([0.0, 0.0], 0, what="people"), [0, 0])
