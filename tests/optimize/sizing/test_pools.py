"""Pools: bounds on what users of a site draw together, held against sharing out by a maximum flow."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, combinations
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimize.cover_pairs import CoverPairs
from optimize.sizing.flow import FlowNetwork, Pools
from optimize.sizing.layout import lay_out
from optimize.sizing.search.province import fit_flow
from tests.optimize.sizing.search.test_enumerated import compare_with_enumeration
from tests.optimize.sizing_cases import index, two_sites

if TYPE_CHECKING:
    from optimize.sizing.problem import SizingProblem

# slow, fast, strong: homes take slow and fast, travellers fast, lorries fast and strong
CROSSING = np.array([[True, True, False], [False, True, False], [False, True, True]])


def named(pools: Pools) -> set[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Give each pool as its types and its kinds of users."""
    return {
        (tuple(np.flatnonzero(types).tolist()), tuple(np.flatnonzero(kinds).tolist()))
        for types, kinds in zip(pools.types, pools.kinds, strict=True)
    }


def test_any_and_fast_are_the_whole_site_and_its_fast_chargers() -> None:
    pools = Pools.of(np.array([[True, True, True], [False, True, True], [True, True, True]]))
    assert pools.nested
    assert named(pools) == {((0, 1, 2), (0, 1)), ((1, 2), (1,))}
    assert pools.kind.tolist() == [0, 1, 0]
    assert pools.parent.tolist() == [-1, 0]


def test_types_of_one_user_alone_need_no_bound_with_those_of_others() -> None:
    """Three users with a type each: no union of two is a bound of its own."""
    pools = Pools.of(np.eye(3, dtype=bool))
    assert pools.nested
    assert named(pools) == {((0, 1, 2), (0, 1, 2)), ((0,), (0,)), ((1,), (1,)), ((2,), (2,))}


def test_pools_that_cross_are_parted_by_who_is_served() -> None:
    pools = Pools.of(CROSSING)
    assert not pools.nested
    assert {types for types, _ in named(pools)} >= {(0, 1, 2), (0, 1), (1,), (1, 2), (0,), (2,)}
    assert pools.types[pools.parts].sum(axis=0).tolist() == [1, 1, 1]


def shared_out(serves: np.ndarray, drawn: np.ndarray, able: np.ndarray) -> bool:
    """Tell by every set of users, as Hall does, whether chargers give what users draw."""
    users = range(len(serves))
    sets = chain.from_iterable(combinations(users, n) for n in range(1, len(serves) + 1))
    return all(drawn[list(some)].sum() <= able[serves[list(some)].any(axis=0)].sum() + 1e-9 for some in sets)


def matrices(users: int = 4, types: int = 4) -> st.SearchStrategy[np.ndarray]:
    row = st.lists(st.booleans(), min_size=types, max_size=types)
    return st.lists(row, min_size=1, max_size=users).map(lambda rows: np.array(rows, dtype=bool))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(serves=matrices(), seed=st.integers(0, 10_000))
def test_pools_say_what_every_set_of_users_says(serves: np.ndarray, seed: int) -> None:
    random = np.random.default_rng(seed)
    drawn, able = random.integers(0, 6, len(serves)).astype(float), random.integers(0, 6, 4).astype(float)
    pools = Pools.of(serves)
    each = np.arange(len(serves))
    load = pools.loads(np.zeros(len(serves), dtype=np.int64), pools.kind[each], drawn, 1)[:, 0]
    assert bool((load <= pools.sums(able[None])[:, 0] + 1e-9).all()) == shared_out(serves, drawn, able)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(serves=matrices(), seed=st.integers(0, 10_000))
def test_a_routing_can_be_shared_out_and_its_cut_meets_it(serves: np.ndarray, seed: int) -> None:
    random = np.random.default_rng(seed)
    pools = Pools.of(serves)
    row, site = np.nonzero(random.random((12, 3)) < 0.5)
    user = random.integers(0, len(serves), 12)
    network = FlowNetwork(row, site, random.uniform(1, 30, 12), pools.kind[user], 3, pools)
    able = random.uniform(0, 40, (3, 4))
    routing = network.route(pools.sums(able))
    assert routing.served == pytest.approx(routing.most, rel=1e-6, abs=1e-6)
    for s in range(3):
        here = site == s
        drawn = np.bincount(user[row[here]], routing.flow[here], minlength=len(serves))
        assert shared_out(serves, drawn * (1 - 1e-9), able[s] + 1e-6)


def test_trimming_leaves_what_fits_and_scales_users_of_a_short_pool_alike() -> None:
    pools = Pools.of(CROSSING)
    kind, site = pools.kind[np.arange(3)], np.zeros(3, dtype=np.int64)
    limits = pools.sums(np.array([[5.0, 4.0, 5.0]]))
    flow = pools.trimmed(site, kind, np.array([3.0, 8.0, 2.0]), limits)
    assert flow[1] == pytest.approx(4.0)
    assert shared_out(CROSSING, flow, np.array([5.0, 4.0, 5.0]))


def lorries(**changes: object) -> SizingProblem:
    """Give two sites with three types, and four rows whose users' types cross."""
    base = replace(
        two_sites(),
        pairs=CoverPairs.from_dense(np.array([[1.0, 9e9], [1.0, 1.0], [9e9, 1.0], [1.0, 1.0]]), 10.0),
        energy=np.array([20.0, 60.0, 90.0, 150.0]),
        users=index(0, 1, 2, 2),
        serves=CROSSING,
        capacity_kwh=np.array([[10.0, 50.0, 120.0]] * 2),
        fast=np.array([False, True, True]),
        bays=index(2, 2),
        load_kw=np.array([[5.0, 25.0, 60.0]] * 2),
        cost=np.array([[1.0, 8.0, 17.0]] * 2),
    )
    return replace(base, **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"grid_kw": np.array([60.0, 90.0])},
        {"min_fast": index(1, 1), "target": 3},
        {"energy": np.array([5.0, 60.0, 10.0, 60.0])},
    ],
)
def test_sizing_with_crossing_types_is_the_best_of_all(changes: dict[str, object]) -> None:
    compare_with_enumeration(lorries(**changes))


def test_strong_chargers_serve_lorries_alone() -> None:
    """Travellers take no strong charger, however cheap: their 60 kWh/day need a fast one."""
    problem = lorries(cost=np.array([[1.0, 8.0, 0.1]] * 2), energy=np.array([0.0, 60.0, 0.0, 0.0]))
    layout = lay_out(problem)
    strong = problem.pools.sums(problem.capacity_kwh * np.array([[0, 0, 3]] * 2))
    assert layout.network.route(strong).served == pytest.approx(0.0)
    fast = problem.pools.sums(problem.capacity_kwh * np.array([[0, 1, 0]] * 2))
    assert layout.network.route(fast).served == pytest.approx(60.0)


def test_fitted_flows_of_crossing_types_serve_all_that_chargers_can() -> None:
    problem = lorries()
    layout, counts = lay_out(problem), np.array([[1, 1, 0], [0, 1, 1]])
    most = layout.network.route(problem.pools.sums(problem.capacity_kwh * counts)).served
    flow = fit_flow(problem, layout, counts, np.full(layout.network.row.size, 40.0))
    assert flow.sum() == pytest.approx(most)
