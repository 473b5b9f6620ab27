"""A PuLP problem read back is the model that it was written from; a planner's own problem reads too."""

from __future__ import annotations

import gc

import numpy as np
import pulp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from optimize.lp_problem import read_problem, write_problem
from optimize.model import ModelBuilder


def assert_same(one, two):
    """Compare two models entry by entry, each figure exactly."""
    assert one.sense == two.sense
    for name in ("cost", "lower", "upper", "integer", "row_lower", "row_upper"):
        np.testing.assert_array_equal(getattr(one, name), getattr(two, name), err_msg=name)
    for name in ("indptr", "indices", "data"):
        np.testing.assert_array_equal(getattr(one.matrix, name), getattr(two.matrix, name), err_msg=name)


@st.composite
def models(draw):
    """Any model: free, fixed and integer columns, rows of all kinds, empty rows and columns."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    columns, rows = draw(st.integers(1, 14)), draw(st.integers(0, 8))
    builder = ModelBuilder("any", draw(st.sampled_from(["min", "max"])))
    low = np.where(rng.random(columns) < 0.3, -np.inf, rng.integers(-3, 2, columns))
    high = np.where(rng.random(columns) < 0.3, np.inf, rng.integers(2, 5, columns))
    cost = np.where(rng.random(columns) < 0.3, 0.0, rng.normal(size=columns))
    x = builder.add_variables(
        "x", columns, lower=low, upper=high, integer=rng.random(columns) < 0.5, cost=cost
    )
    matrix = sparse.random_array((rows, columns), density=0.4, rng=rng, format="csr")
    below = np.where(rng.random(rows) < 0.3, -np.inf, rng.integers(-4, 2, rows))
    above = np.where(rng.random(rows) < 0.3, np.inf, rng.integers(1, 6, rows))
    builder.add_rows("r", matrix, x, lower=below, upper=above)
    return builder


@given(models())
def test_what_is_read_is_what_was_written(builder):
    problem = builder.build()
    read = read_problem(problem)
    assert_same(read.arrays, builder.arrays())
    assert [variable.name for variable in read.variables] == builder.variable_names()
    assert [row.name for row in read.constraints] == builder.row_names()


def test_more_than_ten_variables_keep_the_order_they_were_added_in():
    builder = ModelBuilder("many", "min")
    x = builder.add_variables("x", 12, cost=np.arange(12.0))
    builder.add_rows("r", np.arange(1.0, 13.0)[None], x, upper=5.0)
    problem = builder.build()
    problem.variables()  # PuLP sorts what it holds: x_10 stands before x_2 there
    np.testing.assert_array_equal(read_problem(problem).arrays.cost, np.arange(12.0))


def test_a_planners_row_and_variable_are_read_beside_the_model():
    builder = ModelBuilder("own", "max")
    builder.add_variables("x", 2, upper=3.0, cost=1.0)
    problem = builder.build()
    own = pulp.LpProblem("other").add_variable("own", 0, 2)
    problem += 2 * problem.order[0] + own <= 4, "planner"
    problem.setObjective(problem.objective + 0.5 * own + 7)
    read = read_problem(problem)
    assert [variable.name for variable in read.variables] == ["x_0", "x_1", "own"]
    np.testing.assert_array_equal(read.arrays.matrix.toarray(), [[2.0, 0.0, 1.0]])
    np.testing.assert_array_equal(read.arrays.cost, [1.0, 1.0, 0.5])
    assert (read.arrays.row_upper.tolist(), read.constant) == ([4.0], 7.0)


def test_a_problem_made_without_gisplan_is_read_by_name():
    problem = pulp.LpProblem("plain", pulp.LpMinimize)
    b, a = (problem.add_variable(name, 0, None, pulp.LpInteger) for name in "ba")
    problem += 3 * b + a
    problem += a + 2 * b >= 4, "least"
    read = read_problem(problem)
    assert [variable.name for variable in read.variables] == ["a", "b"]
    np.testing.assert_array_equal(read.arrays.matrix.toarray(), [[1.0, 2.0]])
    assert read.arrays.row_lower.tolist() == [4.0]
    assert read.arrays.integer.all()


def test_the_problem_of_a_builder_is_one_object_until_something_is_added():
    builder = ModelBuilder("once", "min")
    x = builder.add_variables("x", 2)
    first = builder.problem()
    assert builder.problem() is first
    builder.add_rows("r", np.ones((1, 2)), x, lower=1.0)
    assert builder.problem() is not first
    assert len(builder.problem().constraints()) == 1


def test_garbage_is_collected_again_after_a_problem_was_written():
    assert gc.isenabled()
    ModelBuilder("empty", "min").build()
    assert gc.isenabled()
    with pytest.raises(ValueError, match="zip"):
        write_problem("short", ModelBuilder("m", "min").arrays(), ["a"], [])
    assert gc.isenabled()
