"""The builder writes one model in two ways: as a PuLP problem, and as arrays."""

from __future__ import annotations

import numpy as np
import pulp
import pytest

from optimize.model import ModelBuilder


def small(sense="max"):
    """Two variables, a range row, an equation and a one-sided row."""
    builder = ModelBuilder("small", sense)
    x = builder.add_variables("x", 2, upper=[3.0, np.inf], integer=[True, False], cost=[2.0, 1.0])
    y = builder.add_variables("y", 1, lower=None, cost=0.0)
    builder.add_rows("both", [[1.0, 2.0]], x, lower=1.0, upper=4.0)
    builder.add_rows("tie", [[1.0, -1.0]], [x[1], y[0]], lower=0.5, upper=0.5)
    builder.add_rows("least", [[1.0, 1.0], [1.0, 0.0]], x, lower=[0.25, -np.inf])
    return builder


def test_pulp_problem_says_what_the_arrays_say():
    builder, problem = small(), small().build()
    arrays = builder.arrays()
    assert problem.sense == pulp.LpMaximize
    by_name = {v.name: v for v in problem.variables()}
    assert set(by_name) == set(builder.variable_names()) == {"x_0", "x_1", "y_0"}
    assert (by_name["x_0"].cat, by_name["x_0"].upBound) == (pulp.LpInteger, 3.0)
    assert by_name["y_0"].lowBound is None
    rows = problem._constraints
    assert list(rows) == builder.row_names() == ["both_0", "both_0_low", "tie_0", "least_0"]
    for i, row in enumerate(rows.values()):
        line = arrays.matrix[[i]].toarray().ravel()
        assert {v.name: c for v, c in row.items()} == {
            label: value for label, value in zip(builder.variable_names(), line, strict=True) if value
        }
        low, high = arrays.row_lower[i], arrays.row_upper[i]
        want = "=" if low == high else "<=" if np.isfinite(high) else ">="
        assert {0: "=", -1: "<=", 1: ">="}[row.sense] == want
        assert -row.constant == (high if np.isfinite(high) else low)


def test_a_range_row_becomes_two_and_a_free_row_none():
    assert small().rows == 4


def test_a_sum_of_terms_reads_a_number_as_a_multiple_of_the_identity():
    builder = small()
    builder.ending = "_2024"
    z = builder.add_variables("z", 2)
    builder.add_sums("gap", ([[1.0, 2.0], [0.0, 3.0]], np.array([0, 1])), (-4.0, z), equal=5.0)
    arrays = builder.arrays()
    assert builder.row_names()[-2:] == ["gap_2024_0", "gap_2024_1"]
    # columns x_0, x_1, y_0, z_0, z_1
    want = [[1.0, 2.0, 0.0, -4.0, 0.0], [0.0, 3.0, 0.0, 0.0, -4.0]]
    np.testing.assert_array_equal(arrays.matrix[-2:].toarray(), want)
    np.testing.assert_array_equal(arrays.row_lower[-2:], [5.0, 5.0])
    np.testing.assert_array_equal(arrays.row_upper[-2:], [5.0, 5.0])


def test_repeated_cells_of_a_sparse_block_add_up():
    from scipy import sparse

    builder = ModelBuilder("m", "min")
    x = builder.add_variables("x", 1)
    builder.add_rows("r", sparse.coo_array(([1.0, 2.0], ([0, 0], [0, 0])), shape=(1, 1)), x, lower=1.0)
    assert builder.arrays().matrix.toarray().tolist() == [[3.0]]


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda b, _: b.add_variables("x", 1), "taken"),
        (lambda b, _: b.add_variables("a-b", 1), "identifier"),
        (lambda b, _: b.add_variables("b", 2, lower=1.0, upper=0.0), "above upper"),
        (lambda b, _: b.add_variables("b", 2, cost=[1.0]), "shape"),
        (lambda b, _: b.add_variables("b", 1, cost=np.nan), "finite"),
        (lambda b, x: b.add_rows("r", [[1.0]], x, upper=1.0), "columns given"),
        (lambda b, x: b.add_rows("r", [[1.0, 1.0]], [x[0], x[0]], upper=1.0), "distinct"),
        (lambda b, _: b.add_rows("r", [[1.0, 1.0]], [0, 9], upper=1.0), "distinct"),
        (lambda b, x: b.add_rows("r", [[1.0, np.inf]], x, upper=1.0), "finite"),
        (lambda b, x: b.add_rows("r", [[1.0, 1.0]], x, lower=2.0, upper=1.0), "above upper"),
    ],
)
def test_bad_input_is_named(call, text):
    builder = ModelBuilder("m", "min")
    x = builder.add_variables("x", 2)
    with pytest.raises(ValueError, match=text):
        call(builder, x)


def test_unknown_sense_is_refused():
    with pytest.raises(ValueError, match="expected 'min' or 'max'"):
        ModelBuilder("m", "most")
