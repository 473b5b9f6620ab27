"""Functions on parcels: each rule has a case by hand in which it binds, and the stages follow one another."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import sparse

from gisplan_errors import InfeasiblePlan
from optimize.entry import solve, verify
from optimize.joint import placing
from optimize.joint.functions import FunctionPlan, FunctionProblem, function_model
from optimize.joint.pricing import Prices, bound_at, parcel_worth, worthwhile
from optimize.solvers.limits import Settings
from optimize.solvers.run import run

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


def drawn(seed: int) -> FunctionProblem:
    """Thirty parcels of which most have fuel or charging, forty rows a kind, three facilities of each."""
    random = np.random.default_rng(seed)
    covers = [sparse.csr_array((random.random((40, 30)) < 0.15).astype(float)) for _ in range(2)]
    return parcels(
        present=random.random((30, 4)) < np.array([0.5, 0.5, 0.0, 0.0]),
        able=random.random((30, 2)) < 0.8,
        near=np.zeros((30, 2, 2), dtype=bool),
        room=np.column_stack([random.choice([700.0, 2000.0], 30), random.choice([320.0, 400.0], 30)]),
        counts=np.array([3, 3]),
        capacities=np.array([20.0, 30.0]),
        ground=random.choice([0.0, 1e6], 30),
        reach=tuple(covers),
        weights=tuple(random.uniform(1.0, 9.0, 40) for _ in range(2)),
    )


@pytest.mark.parametrize("seed", range(4))
def test_parcels_worth_it_bound_a_stage_as_the_relaxation_over_all_does(seed: int) -> None:
    """Never weaker than that relaxation, and never below the best choice among all parcels."""
    problem, how = drawn(seed), Settings(gap=1e-6)
    best = solve(problem, gap=1e-6)
    stations, share = (one.objective for one in best.certificates[:2])
    few = np.flatnonzero(best.stands.any(axis=1))
    for stage, sign in (("share", 1.0), ("cost", -1.0)):
        builder, _ = function_model(problem, stage, stations=stations, share=share)
        whole = run(builder, relax=True).bound
        _, bound = worthwhile(problem, few, stage, how, stations=stations, share=share)
        reached = best.certificates[1 if stage == "share" else 2].objective
        assert sign * reached <= sign * bound + 1e-6
        assert sign * bound <= sign * whole + 1e-5 * abs(whole)


@pytest.mark.parametrize("seed", range(4))
def test_any_prices_bound_every_choice(seed: int) -> None:
    problem, random = drawn(seed), np.random.default_rng(seed)
    stations, share = (one.objective for one in solve(problem, gap=1e-6).certificates[:2])
    for _ in range(20):
        one_station = -random.uniform(0.0, 0.2)
        prices = Prices(
            demand=tuple(random.uniform(0.0, 0.004, rows.size) for rows in problem.weights),
            placed=random.uniform(-0.05, 0.05, 2),
            stations=one_station,
            served=np.array([0.5 / rows.sum() for rows in problem.weights]),
            fixed=one_station * stations,
        )
        assert bound_at(problem, prices, parcel_worth(problem, prices, "share")) >= share - 1e-9


def test_a_choice_among_some_parcels_is_proven_over_all(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = solve(drawn(5), gap=1e-6)
    monkeypatch.setattr(placing, "MOST_PAIRS", 1)
    part = solve(drawn(5), gap=0.01)
    verify(drawn(5), part)
    for one, other in zip(part.certificates, whole.certificates, strict=True):
        sign = 1.0 if one.sense == "max" else -1.0
        assert sign * one.bound >= sign * other.objective - 1e-6
    assert part.certificates[1].gap < 0.05
