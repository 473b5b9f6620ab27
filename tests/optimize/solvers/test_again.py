"""An answer that breaks its model is asked for in other ways before anybody hears of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gisplan_errors import SolverFailed
from optimize.model import ModelBuilder
from optimize.solvers.again import breaks_by, ways
from optimize.solvers.answers import tidy, worst_violation
from optimize.solvers.balance import Balance
from optimize.solvers.highs import solve_highs
from optimize.solvers.limits import Settings
from optimize.solvers.run import run

if TYPE_CHECKING:
    from optimize.solvers.answers import RawAnswer


def knapsack(size: float = 1.0) -> ModelBuilder:
    """Take most worth of three things of sizes 2, 3 and 4 into 5: the first two, worth 7."""
    builder = ModelBuilder("knapsack", "max")
    x = builder.add_variables("x", 3, upper=1.0, integer=True, cost=np.array([3.0, 4.0, 5.0]))
    builder.add_rows("room", size * np.array([[2.0, 3.0, 4.0]]), x, upper=5.0 * size)
    return builder


def broken(times: int, seen: list[dict[str, Any]]) -> Any:
    """Give HiGHS that hands out all three things the first so many times."""

    def solve(arrays: Any, how: Any, **asked: Any) -> RawAnswer:
        seen.append(asked["options"])
        raw = solve_highs(arrays, how, **asked)
        return raw if len(seen) > times else replace(raw, values=np.ones(3))

    return solve


@pytest.mark.parametrize("times", [1, 2])
def test_broken_values_are_asked_for_again_scaled_and_then_without_presolve(
    times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[dict[str, Any]] = []
    monkeypatch.setattr("optimize.solvers.highs.solve_highs", broken(times, seen))
    outcome = run(knapsack(), threads=1)
    assert (outcome.objective, outcome.status) == (7.0, "optimal")
    assert len(seen) == times + 1
    assert [options.get("presolve") for options in seen] == [None, None, "off"][: times + 1]
    assert all("primal_feasibility_tolerance" in options for options in seen[1:])


def test_another_solver_is_asked_at_last(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict[str, Any]] = []
    monkeypatch.setattr("optimize.solvers.highs.solve_highs", broken(99, seen))
    outcome = run(knapsack(), threads=1)
    assert (outcome.objective, outcome.certificate.solver) == (7.0, "CBC")
    assert len(seen) == 3


def test_values_that_break_the_model_in_every_way_are_never_handed_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("optimize.solvers.highs.solve_highs", broken(99, []))
    monkeypatch.setattr("optimize.solvers.again.find_cbc", lambda: None)
    with pytest.raises(SolverFailed, match=r"HiGHS .* break the model"):
        run(knapsack(), threads=1)


def test_an_answer_that_holds_is_asked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict[str, Any]] = []
    monkeypatch.setattr("optimize.solvers.highs.solve_highs", broken(0, seen))
    run(knapsack(), threads=1)
    assert seen == [{}]
    assert [way.solver for way in ways("cbc")] == ["cbc", "highs", "highs"]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), spread=st.integers(0, 4))
def test_a_scaled_model_is_the_same_model_to_the_last_digit(seed: int, spread: int) -> None:
    random = np.random.default_rng(seed)
    builder = ModelBuilder("any", "min")
    x = builder.add_variables("x", 4, upper=5.0, integer=np.arange(4) < 2, cost=random.uniform(1, 9, 4))
    rows = random.uniform(1, 9, (3, 4)) * 10.0 ** random.integers(-spread, spread + 1, (3, 4))
    builder.add_rows("rows", rows * (random.random((3, 4)) < 0.7), x, lower=rows.sum(axis=1) / 9)
    arrays = builder.arrays()
    even = Balance(arrays, thorough=True)
    model, columns, by_row = even.arrays, even.columns, even.rows
    np.testing.assert_array_equal(columns[arrays.integer], 1.0)
    np.testing.assert_array_equal(np.log2(columns) % 1, 0.0)
    np.testing.assert_array_equal(np.log2(by_row) % 1, 0.0)
    back = model.matrix.toarray() / by_row[:, None] / columns
    np.testing.assert_array_equal(back, arrays.matrix.toarray())
    plain = run(builder, relax=True, threads=1)
    raw = solve_highs(model, Settings.start({"threads": 1}), start=None, relax=True, options={})
    other = even.restored(raw)
    if plain.values is None:
        assert other.values is None
        return
    assert other.values is not None
    assert breaks_by(other, arrays, relax=True) == 0.0
    assert arrays.cost @ other.values == pytest.approx(plain.objective, rel=1e-6)


def test_a_value_next_to_its_bound_stays_where_a_row_needs_it() -> None:
    # 9 of 10^8 are a share of 9e-8, which is next to none
    builder = ModelBuilder("share", "min")
    x = builder.add_variables("x", 2, upper=1.0, cost=1.0)
    builder.add_rows("large", np.array([[1e8, 0.0]]), x[:2], lower=9.0)
    arrays = builder.arrays()
    kept = tidy(np.array([9e-8, 3e-8]), arrays, relax=True)
    assert worst_violation(kept, arrays) <= 1e-9
    loose = ModelBuilder("loose", "min")
    loose.add_variables("x", 2, upper=1.0, cost=1.0)
    np.testing.assert_array_equal(tidy(np.array([9e-8, 1 - 3e-8]), loose.arrays(), relax=True), [0.0, 1.0])
