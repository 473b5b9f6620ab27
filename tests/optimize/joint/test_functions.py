"""Functions on parcels: each rule has a case by hand in which it binds, and the stages follow one another."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy import sparse

from gisplan_errors import InfeasiblePlan
from optimize.entry import solve, verify
from optimize.joint import placing
from optimize.joint.functions import FunctionPlan, FunctionProblem

FUEL, CHARGING, SWAP, METHANOL = range(4)


def parcels(**changes: Any) -> FunctionProblem:
    """Parcels 0 (fuel, charging), 1 (charging), 2 (bare); one swap, one methanol; three functions asked.

    Swap takes 600 m2 and 300 kW, methanol 400 m2 and 50 kW; each parcel has 2,000 m2 and 400 kW. Both
    serve two rows of 10 units: row 0 within reach of parcels 0 and 1, row 1 of parcels 1 and 2.
    """
    reach = sparse.csr_array(np.array([[1.0, 1.0, 0.0], [0.0, 1.0, 1.0]]))
    base: dict[str, Any] = {
        "present": np.array([[1, 1, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0]], dtype=bool),
        "named": np.zeros(4, dtype=bool),
        "able": np.ones((3, 2), dtype=bool),
        "function_of": np.array([SWAP, METHANOL]),
        "near": np.zeros((3, 2, 2), dtype=bool),
        "room": np.tile([2000.0, 400.0], (3, 1)),
        "takes": np.array([[600.0, 300.0], [400.0, 50.0]]),
        "counts": np.array([1, 1]),
        "capacities": np.array([100.0, 100.0]),
        "costs": np.array([5e6, 2e6]),
        "ground": np.array([0.0, 0.0, 1e6]),
        "reach": (reach, reach),
        "weights": (np.array([10.0, 10.0]), np.array([10.0, 10.0])),
        "asked": 2,
        "least": 3,
    }  # fmt: skip
    return FunctionProblem(**base | changes)


def placed(**changes: Any) -> FunctionPlan:
    problem = parcels(**changes)
    plan = solve(problem, gap=1e-6)
    verify(problem, plan)
    return plan


def told(plan: FunctionPlan) -> list[float]:
    return [one.objective for one in plan.certificates]


def stands(plan: FunctionPlan) -> list[list[int]]:
    return plan.stands.astype(int).tolist()


def test_what_stands_counts_and_both_kinds_serve_most_on_one_parcel() -> None:
    """Parcel 1 with both serves all; parcel 0 needs one of them, so that two stations can never be."""
    plan = placed()
    assert plan.stations.tolist() == [1]
    assert stands(plan) == [[0, 0], [1, 1], [0, 0]]
    assert told(plan) == pytest.approx([1.0, 1.0, 7.0])
    assert [one.status for one in plan.certificates] == ["optimal"] * 3


def test_a_standing_function_makes_the_station() -> None:
    """Without fuel and charging on parcel 0 and 1 nothing has three functions."""
    bare = np.zeros((3, 4), dtype=bool)
    assert told(placed(present=bare))[0] == 0.0
    three = np.array([[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 0, 0]], dtype=bool)
    assert told(placed(present=three))[0] == 2.0


@pytest.mark.parametrize("short", [[999.0, 400.0], [2000.0, 349.0]], ids=["land", "power"])
def test_land_and_power_bind(short: list[float]) -> None:
    """Both take 1,000 m2 and 350 kW: with less on parcel 1, parcel 0 is the station, and serves half."""
    plan = placed(room=np.array([[2000.0, 400.0], short, [2000.0, 400.0]]))
    assert plan.stations.tolist() == [0]
    # one kind on parcel 0 is in reach of row 0 alone, the other stands on parcel 1 and serves both rows
    assert told(plan)[:2] == pytest.approx([1.0, 0.75])


def test_the_distance_between_functions_binds() -> None:
    near = np.zeros((3, 2, 2), dtype=bool)
    near[1] = True
    plan = placed(near=near)
    assert plan.stations.tolist() == [0]
    assert not plan.stands.all(axis=1).any()


def test_the_radius_binds() -> None:
    """With row 1 in reach of parcel 2 only, each kind serves one row wherever it stands."""
    reach = sparse.csr_array(np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]]))
    plan = placed(reach=(reach, reach))
    assert told(plan)[:2] == pytest.approx([1.0, 0.5])
    assert plan.given[0].sum() + plan.given[1].sum() == pytest.approx(20.0)


def test_capacity_binds() -> None:
    assert told(placed(capacities=np.array([12.0, 100.0])))[1] == pytest.approx((12 / 20 + 1.0) / 2)


def test_functions_that_a_clause_names_must_be_there() -> None:
    named = np.array([False, True, True, True])
    assert placed(named=named).stations.tolist() == [1]
    short = np.tile([999.0, 400.0], (3, 1))
    assert told(placed(named=named, room=short))[0] == 0.0


def test_ground_is_paid_once() -> None:
    """Only parcel 2 is in reach: both kinds stand there, its ground of a million is paid once."""
    reach = sparse.csr_array(np.array([[0.0, 0.0, 1.0], [0.0, 0.0, 1.0]]))
    plan = placed(reach=(reach, reach), asked=0)
    assert stands(plan) == [[0, 0], [0, 0], [1, 1]]
    assert told(plan)[2] == pytest.approx(8.0)


def test_kinds_that_do_not_fit_are_refused() -> None:
    with pytest.raises(InfeasiblePlan):
        placed(room=np.tile([500.0, 400.0], (3, 1)))


def test_the_best_parcels_give_the_same_answer_with_bounds_over_all(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = placed()
    monkeypatch.setattr(placing, "MOST_PAIRS", 1)
    part = placed()
    assert told(part) == pytest.approx(told(whole))
    assert [one.bound for one in part.certificates] == pytest.approx([1.0, 1.0, 7.0])


def test_the_bound_over_all_parcels_is_never_below_an_answer() -> None:
    random = np.random.default_rng(3)
    for _ in range(5):
        cover = sparse.csr_array((random.random((12, 3)) < 0.5).astype(float))
        weights = random.uniform(1, 9, 12)
        problem = parcels(reach=(cover, cover), weights=(weights, weights), capacities=np.array([15.0, 40.0]))
        assert solve(problem).certificates[1].objective <= placing.most_share(problem) + 1e-9


def test_gathered_rows_relax_the_problem() -> None:
    """Rows 0 and 1 as one are within reach of every parcel: 40 units, all served, where apart 20 are."""
    reach = sparse.csr_array(np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]]))
    group = np.zeros(2, dtype=np.int64)
    problem = parcels(reach=(reach, reach), groups=(group, group)).gathered()
    assert [one.toarray().tolist() for one in problem.reach] == [[[1.0, 1.0, 1.0]]] * 2
    assert solve(problem, gap=1e-6).certificates[1].objective == pytest.approx(1.0)


def test_wrong_arrays_are_refused() -> None:
    with pytest.raises(ValueError, match="room"):
        replace(parcels(), room=np.ones((2, 2)))
    with pytest.raises(ValueError, match="reach"):
        replace(parcels(), reach=(sparse.csr_array(np.ones((2, 3))),))
