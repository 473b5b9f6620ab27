"""Sizing: every constraint binds where it should, answers match enumeration, certificates stay honest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gisplan_errors import InfeasiblePlan
from optimize.cover_pairs import CoverPairs
from optimize.entry import solve
from optimize.sizing.check import check_sizing
from optimize.sizing.flow import FlowNetwork, Pools
from optimize.sizing.problem import SizingProblem
from optimize.sizing.search.rounding import draft_near
from optimize.sizing.subsets import Floor, Opening, Share, Upgrades
from optimize.solvers.limits import Clock
from optimize.solvers.run import attempt
from tests.optimize.sizing_cases import checked, index, two_sites
from tests.optimize.spoken import says_in_chinese

if TYPE_CHECKING:
    from optimize.sizing.sizing import Sizing


def cost(problem: SizingProblem, sizing: Sizing) -> float:
    return float((problem.cost * sizing.counts).sum())


def test_hand_solved() -> None:
    # the fast row buys one fast charger at site 1, which has 10 kWh left for row 1; row 0 takes two slow ones
    sizing = checked(two_sites())
    np.testing.assert_array_equal(sizing.counts, [[2, 0], [0, 1]])
    assert sizing.unmet.sum() == 0
    assert [c.status for c in sizing.certificates] == ["optimal", "optimal"]
    assert sizing.certificates[1].objective == pytest.approx(22.0)


BOTH = np.array([True, True])
CLOSING = {"opening": Opening(BOTH, BOTH)}
STEP = {"upgrades": Upgrades(np.array([[5.0], [0.0]]), np.array([[3.0], [0.0]]))}
BINDING = {
    "bays": ({"bays": index(1, 5)}, {"bays": index(5, 5)}),
    "bays of a type": ({"bays": index(5, 1), "bay_use": index(1, 2)}, {"bays": index(5, 1)}),
    "grid": ({"grid_kw": np.array([5.0, 1000.0])}, {}),
    "max_chargers": ({"max_chargers": index(1, 9)}, {}),
    "min_chargers": ({"min_chargers": index(4, 0)}, {}),
    "min_fast": ({"min_fast": index(1, 0)}, {}),
    "target": ({"target": 7}, {}),
    "floor at least": ({"floors": (Floor("west", index(0), index(0), 4),)}, {}),
    "floor at most": ({"floors": (Floor("west", index(0), index(0, 1), 0, 1),)}, {}),
    "share at least": (
        {"shares": (Share("fast", index(0, 1), index(1), index(0, 1), index(0, 1), 0.5),)},
        {},
    ),
    "share at most": (
        {"target": 6, "shares": (Share("slow", index(0, 1), index(0), index(0, 1), index(0, 1), None, 0.5),)},
        {"target": 6},
    ),
    "budget": ({"budget": 21.0}, {}),
    "most_each": ({"most_each": np.array([[1, 9], [9, 9]])}, {}),
    "transformer steps": ({"grid_kw": np.array([5.0, 1000.0])}, {"grid_kw": np.array([5.0, 1000.0]), **STEP}),
    "least of an open site": ({"min_chargers": index(3, 0), **CLOSING}, CLOSING),
    "least fast of an open site": ({"min_fast": index(1, 0), **CLOSING}, CLOSING),
    "most open sites": ({"opening": Opening(BOTH, BOTH, most=1)}, CLOSING),
    "least open sites": (
        {"energy": np.array([0.0, 10.0, 90.0]), "opening": Opening(BOTH, BOTH, least=2)},
        {"energy": np.array([0.0, 10.0, 90.0]), **CLOSING},
    ),
    "fast capacity": ({"capacity_kwh": np.array([[10.0, 100.0], [100.0, 100.0]])}, {}),
}


@pytest.mark.parametrize("name", BINDING)
def test_each_constraint_binds_and_dropping_it_changes_the_answer(name: str) -> None:
    with_it, without = (two_sites(**changes) for changes in BINDING[name])
    bound, free = checked(with_it), checked(without)
    key = [(round(s.unmet.sum(), 6), round(cost(p, s), 6)) for p, s in ((with_it, bound), (without, free))]
    if name == "fast capacity":  # a slow charger as strong as a fast one is no fast charger
        assert bound.counts[1, 1] == 1
        dropped = checked(replace(with_it, users=index(0, 0, 0)))
        assert cost(with_it, dropped) < cost(with_it, bound)
    else:
        assert key[0] > key[1]
        if name == "transformer steps":  # here the steps are what is dropped
            return
        assert check_sizing(with_it, replace(bound, counts=free.counts, flow=free.flow, unmet=free.unmet))


def test_the_budget_buys_the_energy_that_is_worth_most() -> None:
    # 21 CNY pay for the fast charger (100 kWh/day for 20 CNY) and one slow one: 10 kWh/day stay unmet
    sizing = checked(two_sites(budget=21.0))
    np.testing.assert_array_equal(sizing.counts, [[1, 0], [0, 1]])
    assert sizing.unmet.sum() == pytest.approx(10.0)
    assert [c.status for c in sizing.certificates] == ["optimal", "optimal"]


def test_a_budget_below_the_least_cost_is_refused_with_the_proven_least_cost() -> None:
    # four chargers at site 0 and one fast one at site 1 cost 24 CNY at least
    problem = two_sites(min_chargers=index(4, 0), min_fast=index(0, 1), budget=23.0)
    with pytest.raises(InfeasiblePlan, match=r"budget: 23, but .* at least 24 \(proven\)"):
        solve(problem, work=20.0, threads=1)


def test_a_budget_that_no_whole_chargers_were_found_for_tells_the_proven_least(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # nothing is rounded and no integer model answers: 24 CNY would do
    problem = two_sites(min_chargers=index(4, 0), min_fast=index(0, 1), budget=24.5)
    monkeypatch.setattr("optimize.sizing.search.size.draft_near", lambda *_: None)

    def relaxed_only(builder, **asked):
        outcome = attempt(builder, **asked)
        return outcome if asked["relax"] else replace(outcome, values=None, status="error")

    monkeypatch.setattr("optimize.sizing.search.size.attempt", relaxed_only)
    with pytest.raises(InfeasiblePlan, match=r"24 were found; .* not proven, .* at least 24\b"):
        solve(problem, work=20.0, threads=1)


def test_a_budget_is_kept_by_rounding_what_spends_less(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []

    def dear(problem, layout, near, terms):
        tried.append(float((problem.cost * near.counts).sum()) / problem.budget)
        return draft_near(problem, layout, near, terms) if len(tried) > 2 else None

    monkeypatch.setattr("optimize.sizing.search.size.draft_near", dear)
    checked(two_sites(budget=21.0))
    assert tried[1] <= 0.98 + 1e-6
    assert tried[2] <= 0.96 + 1e-6


def test_a_step_is_bought_where_it_pays() -> None:
    # site 0 has a feed for one slow charger; the second one, for 10 kWh/day, needs a step of 3 CNY
    grid = np.array([5.0, 1000.0])
    sizing = checked(two_sites(grid_kw=grid, **STEP))
    np.testing.assert_array_equal(sizing.counts, [[2, 0], [0, 1]])
    assert sizing.certificates[1].objective == pytest.approx(25.0)
    # 24 CNY do not pay for it: the energy stays unmet, and the step is not bought
    poor = checked(two_sites(grid_kw=grid, budget=24.0, **STEP))
    np.testing.assert_array_equal(poor.counts, [[1, 0], [0, 1]])
    assert poor.unmet.sum() == pytest.approx(10.0)
    # a charger that site 1 can give instead is cheaper than the step
    shared = CoverPairs.from_dense(np.array([[1.0, 1.0], [1.0, 1.0], [9e9, 1.0]]), 10.0)
    other = checked(two_sites(grid_kw=grid, pairs=shared, **STEP))
    assert other.unmet.sum() == 0
    assert cost(two_sites(), other) == pytest.approx(22.0)
    assert other.certificates[1].objective == pytest.approx(22.0)


def test_steps_are_bought_in_order_up_to_the_load() -> None:
    steps = Upgrades(
        np.array([[10.0, 20.0, 30.0], [5.0, 0.0, 0.0]]), np.array([[1.0, 2.0, 4.0], [8.0, 0.0, 0.0]])
    )
    load = np.array([[100.0, 110.0, 110.1, 131.0, 160.0], [50.0, 50.0, 51.0, 55.0, 55.0]])
    grid = np.array([100.0, 50.0])
    np.testing.assert_array_equal(steps.steps(load, grid), [[0, 1, 2, 3, 3], [0, 0, 1, 1, 1]])
    np.testing.assert_allclose(steps.cost(load, grid), [[0, 1, 3, 7, 7], [0, 0, 8, 8, 8]])
    with pytest.raises(ValueError, match="follows one of 0 kW"):
        Upgrades(np.array([[0.0, 5.0]]), np.array([[0.0, 1.0]]))


def test_energy_that_nothing_reaches_is_unmet_and_counted() -> None:
    pairs = CoverPairs.from_dense(np.array([[1.0, 9e9], [9e9, 9e9], [9e9, 1.0]]), 10.0)
    sizing = checked(two_sites(pairs=pairs))
    np.testing.assert_allclose(sizing.unmet, [0, 10, 0])
    assert sizing.certificates[0].objective == sizing.certificates[0].bound == pytest.approx(10.0)


def test_merged_rows_get_their_energy_back() -> None:
    pairs = CoverPairs.from_dense(np.ones((3, 2)), 10.0)
    sizing = checked(two_sites(pairs=pairs, users=index(0, 0, 0), bays=index(1, 0)))
    # one fast charger serves 100 of 120 kWh/day; the merged rows share what is missing by their energy
    np.testing.assert_allclose(sizing.unmet, np.array([20, 10, 90]) / 6)


CAUSES = {
    "target: 20 chargers asked, but bays, grid and max_chargers of the 2 sites leave room for 10": {
        "target": 20
    },
    "min_fast: site 1 asks 4, has bays and max_chargers for 3": {
        "bays": index(5, 3),
        "min_fast": index(0, 4),
    },
    "min_fast: site 0 asks 2, has grid kW and allowed types for 1 fast": {
        "grid_kw": np.array([60.0, 1e3]),
        "min_fast": index(2, 0),
    },
    "min_chargers: site 0 asks 6, has 5 bays": {"min_chargers": index(6, 0)},
    "floor 西青区: at least 7 chargers asked, but its 1 site has room for 5": {
        "floors": (Floor("西青区", index(0), index(0, 1), 7),)
    },
    "floor west: at most 1 charger allowed, but the least chargers of its sites sum to 3": {
        "min_chargers": index(3, 0),
        "floors": (Floor("west", index(0), index(0, 1), 0, 1),),
    },
    "share slow: at least 0.8 and at most 0.2 contradict": {
        "shares": (Share("slow", index(0), index(0), index(0), index(0, 1), 0.8, 0.2),)
    },
    "share table: the lower shares slow 0.7, fast 0.6 sum to 1.3 of one base": {
        "min_chargers": index(1, 0),
        "shares": (
            Share("slow", index(0, 1), index(0), index(0, 1), index(0, 1), 0.7),
            Share("fast", index(0, 1), index(1), index(0, 1), index(0, 1), 0.6),
        ),
    },
    "floor a: 1 charger too few even in the plan that misses least": {
        "floors": (Floor("a", index(0), index(0, 1), 4), Floor("b", index(0, 1), index(0, 1), 0, 3))
    },
}


@pytest.mark.parametrize("words", CAUSES)
def test_infeasible_names_the_family_with_figures(words: str) -> None:
    with pytest.raises(InfeasiblePlan) as caught:
        checked(two_sites(**CAUSES[words]))
    said = str(caught.value)
    assert says_in_chinese(caught.value)
    assert words in said or (words.startswith("floor a") and "floor b: 1 charger too many" in said)


def test_whole_chargers_may_be_impossible_where_fractions_are_not() -> None:
    half = (
        Share("half", index(0), index(0), index(0), index(0, 1), 0.5, 0.5),
        Floor("odd", index(0), index(0, 1), 3, 3),
    )
    with pytest.raises(InfeasiblePlan):
        checked(two_sites(shares=half[:1], floors=half[1:]))


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("energy", np.array([1.0, np.nan, 2.0]), "energy: 1 values are NaN"),
        ("cost", np.array([[-1.0, 1.0], [1.0, 1.0]]), "cost: 1 values are NaN, infinite or negative"),
        ("bays", index(1), "bays has shape"),
        ("floors", (Floor("f", index(7), index(0), 1),), "f: sites leave 0 … 1"),
        ("floors", (Floor("f", index(0, 0), index(0), 1),), "f: sites repeat"),
    ],
)
def test_bad_arrays_are_named(field: str, value: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        two_sites(**{field: value})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"counts": [[6, 0], [0, 1]]}, "bays of site 0"),
        ({"counts": [[0, 0], [0, 1]]}, "capacity of site 0"),
        ({"counts": [[2, 0], [5, 0]]}, "capacity of types 1 of site 1"),
        ({"unmet": [5.0, 0.0, 0.0]}, "energy of row 0"),
        ({"flow": [0.0, 0.0, 10.0, 90.0]}, "energy short of row 0"),
        ({"counts": [[2, -1], [0, 1]]}, "not negative"),
        ({"counts": [[2, 0]]}, "counts has shape"),
    ],
)
def test_check_finds_a_corrupted_sizing(change: dict[str, list], words: str) -> None:
    problem = two_sites()
    sizing = replace(checked(problem), **{name: np.array(value) for name, value in change.items()})
    assert any(words in fault for fault in check_sizing(problem, sizing))


def test_same_problem_same_answer() -> None:
    problem = two_sites(target=8)
    np.testing.assert_array_equal(checked(problem).counts, checked(problem).counts)


@pytest.mark.filterwarnings("ignore:PULP_CBC_CMD:DeprecationWarning")
def test_cbc_agrees() -> None:
    problem = two_sites(target=6)
    assert cost(problem, checked(problem, solver="cbc")) == pytest.approx(cost(problem, checked(problem)))


def town(seed: int, sites: int = 150, rows: int = 400) -> SizingProblem:
    random = np.random.default_rng(seed)
    at, of = random.uniform(0, 10, (sites, 2)), random.uniform(0, 10, (rows, 2))
    every, types = np.arange(sites), np.arange(3)
    return SizingProblem(
        pairs=CoverPairs.from_dense(np.linalg.norm(of[:, None] - at, axis=2), 1.5),
        energy=random.uniform(50, 600, rows),
        users=(random.random(rows) < 0.3).astype(np.int64),
        serves=np.array([[True, True, True], [False, True, True]]),
        capacity_kwh=np.tile([20.0, 250.0, 900.0], (sites, 1)),
        fast=np.array([False, True, True]),
        bays=random.integers(4, 20, sites),
        grid_kw=random.choice([160.0, 320.0, 640.0], sites),
        load_kw=np.tile([3.0, 36.0, 140.0], (sites, 1)),
        cost=np.outer(random.uniform(0.9, 1.2, sites), [4e3, 5e4, 2e5]),
        min_chargers=np.ones(sites, dtype=np.int64),
        max_chargers=np.full(sites, 30),
        min_fast=np.zeros(sites, dtype=np.int64),
        target=900,
        floors=(Floor("half", every[:75], types, 400),),
        shares=(Share("strong", every, types[2:], every, types, 0.05, 0.2),),
    )


@pytest.mark.parametrize(("seconds", "work"), [(0.01, None), (None, 0.001), (60.0, 5.0)])
def test_certificates_claim_no_more_than_was_proven(seconds: float | None, work: float | None) -> None:
    problem = town(1)
    sizing = checked(problem, time_limit=seconds, work=work, gap=0.01)
    for said, value in zip(sizing.certificates, (sizing.unmet.sum(), cost(problem, sizing)), strict=True):
        assert said.objective == pytest.approx(value)
        assert said.bound is None or said.bound <= said.objective
        assert (said.status == "optimal") == (said.gap is not None and said.gap <= 1e-6)
        assert said.proven
        assert said.limit == seconds
    if work != 5.0:
        assert (sizing.certificates[1].status, sizing.certificates[1].bound) == ("heuristic", None)


@settings(max_examples=20, deadline=None, derandomize=True)
@given(seed=st.integers(0, 1000))
def test_a_cut_bounds_the_flow_and_meets_it(seed: int) -> None:
    random = np.random.default_rng(seed)
    row, site = np.nonzero(random.random((20, 6)) < 0.3)
    serves = np.array([[True, True, True, False], [False, True, True, False], [False, False, True, True]])
    pools = Pools.of(serves[: random.integers(1, 4)])
    kind = random.integers(0, pools.own.size, 20)
    network = FlowNetwork(row, site, random.uniform(0, 50, 20), kind, 6, pools)
    routing = network.route(pools.sums(random.uniform(0, 50, (6, 4))))
    assert routing.served <= routing.most + 1e-6
    assert routing.served == pytest.approx(routing.most, rel=1e-6)


def test_the_work_of_both_stages_adds_up_to_that_of_the_call() -> None:
    clock = Clock(20.0)
    unmet, cost_stage = (said.work for said in checked(two_sites(), clock=clock).certificates)
    assert unmet > 0.0
    assert unmet + cost_stage == pytest.approx(clock.work)
