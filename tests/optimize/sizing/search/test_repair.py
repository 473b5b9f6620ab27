"""Rows that chargers break: mended by moves, and the sites that they count chosen anew together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from gisplan_errors import InfeasiblePlan
from optimize.entry import solve
from optimize.own_rows import OwnRows
from optimize.sizing.layout import lay_out
from optimize.sizing.search.repair import MoveBoard, mended
from optimize.sizing.subsets import Share
from tests.optimize.sizing_cases import index, province, two_sites


def test_a_broken_share_is_mended_at_least_cost() -> None:
    """Half of the chargers must be fast: one fast one takes the place of two slow ones at site 0."""
    half = Share("fast", index(0, 1), index(1), index(0, 1), index(0, 1), lower=0.5)
    problem = two_sites(shares=(half,))
    counts = np.array([[2, 0], [0, 1]])
    load = np.array([[20.0, 100.0], [0.0, 90.0]])
    whole = mended(problem, lay_out(problem), counts, load, 100.0)
    # 20 kWh/day of site 0 by one fast charger alone, not by two slow ones: one fast of one
    np.testing.assert_array_equal(whole, [[0, 1], [0, 1]])


def test_sites_that_the_row_does_not_count_stay() -> None:
    fast_at_0 = Share("fast", index(0), index(1), index(0), index(0, 1), lower=0.5)
    problem = two_sites(shares=(fast_at_0,))
    counts = np.array([[2, 0], [3, 1]])
    load = np.array([[20.0, 100.0], [0.0, 90.0]])
    whole = mended(problem, lay_out(problem), counts, load, 100.0)
    np.testing.assert_array_equal(whole, [[0, 1], [3, 1]])


def test_nothing_broken_or_no_answer_leaves_the_chargers() -> None:
    counts = np.array([[2, 0], [0, 1]])
    load = np.array([[20.0, 100.0], [0.0, 90.0]])
    sound = two_sites()
    assert mended(sound, lay_out(sound), counts, load, 100.0) is counts
    # fast chargers only at both sites, of which site 0 may have none
    only = Share("fast", index(0), index(1), index(0), index(0, 1), lower=1.0)
    closed = two_sites(shares=(only,), min_chargers=index(1, 0), grid_kw=np.array([40.0, 1000.0]))
    assert mended(closed, lay_out(closed), counts, load, 100.0) is counts


@pytest.mark.parametrize("unit", [1e-6, 1.0, 7.0, 1e6])
def test_own_rows_weigh_alike_in_any_unit(unit: float) -> None:
    """Four fast chargers where three may stand are one too many, be they counted in kW or in millions."""
    counts, cells = np.array([[1, 2], [1, 2]]), np.array([[0.0, 1.0, 0.0, 1.0], [0.5, 0.0, 0.5, 0.0]])
    own = OwnRows(
        ("fast", "slow"),
        sparse.csr_array(cells) * unit,
        np.array([-np.inf, unit]),
        np.array([3.0, 9.0]) * unit,
    )
    problem = two_sites(own=own)
    layout = lay_out(problem)
    np.testing.assert_allclose(layout.coupling.matrix[1:].max(axis=1).toarray().ravel(), 1.0)
    np.testing.assert_allclose(layout.coupling.unit, [1.0, unit, 0.5 * unit])
    board = MoveBoard(problem, layout, counts, 100.0)
    assert board.broken() == pytest.approx(1.0)
    board.settle(lambda: False)
    assert board.broken() == 0.0
    assert board.counts.sum(axis=0).tolist() == [2, 0]


@pytest.mark.parametrize("unit", [1e-3, 50.0])
def test_what_is_told_of_own_rows_is_in_the_planners_units(unit: float) -> None:
    """At least 13 chargers at two sites of five bays, in all: three are missing, at three times the unit."""
    own = OwnRows(
        ("many",), sparse.csr_array(np.full((1, 4), unit)), np.array([13.0 * unit]), np.array([np.inf])
    )
    with pytest.raises(InfeasiblePlan, match=rf"many.*{3 * unit:g}"):
        solve(two_sites(own=own), threads=1)
    least = replace(own, lower=np.array([8.0 * unit]))
    priced = solve(two_sites(own=least), threads=1, gap=0.9).certificates[1].multipliers
    assert priced is not None
    assert priced["coupling"][-1] * unit == pytest.approx(1.0), "money for one charger more, the slow one"


def test_rows_that_count_few_chargers_cost_few_numbers() -> None:
    """A row a site: neither the coupling nor the moves grow with rows times sites."""
    problem, *_ = province(0, per_part=100, parts=2, target=300)
    sites, types = problem.n_sites, problem.n_types
    rows = sparse.csr_array(sparse.kron(sparse.eye_array(sites), np.ones((1, types))))
    names = tuple(f"at {s}" for s in range(sites))
    few = replace(problem, own=OwnRows(names, rows, np.full(sites, -np.inf), np.full(sites, 6.0)))
    layout = lay_out(few)
    assert layout.coupling.matrix.nnz < 10 * sites * types
    board = MoveBoard(few, layout, np.tile(index(1, 0), (sites, 1)), 100.0)
    assert board.by_row.nnz < 10 * board.best.size
