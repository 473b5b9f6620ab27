"""Greedy and local search: their books stay right, and they only ever improve."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from optimize.covering.state import Allowance, CoverState, fill, greedy_cover
from optimize.location.lscp.ladder import search_cover, set_cover_bound
from optimize.location.mclp.anneal import swap
from optimize.solvers.limits import Clock, Settings, Until


def random_cover(seed, rows=40, sites=12, density=0.2):
    rng = np.random.default_rng(seed)
    cover = sparse.csr_array((rng.random((rows, sites)) < density).astype(float))
    return sparse.csr_array(cover[np.diff(cover.indptr) > 0]), rng


def check(state):
    """Re-compute every figure of the state from scratch."""
    times = np.asarray(state.cover @ state.is_open.astype(float)).ravel()
    np.testing.assert_array_equal(state.times, times)
    np.testing.assert_allclose(
        state.adds, state.gain + state.cover.T @ (state.weights * (times == 0)), atol=1e-9
    )
    alone = state.gain + state.cover.T @ (state.weights * (times == 1))
    np.testing.assert_allclose(state.holds[state.is_open], alone[state.is_open], atol=1e-9)
    assert state.n_covered == (times > 0).sum()
    assert state.n_open == state.is_open.sum()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.lists(st.integers(0, 12), max_size=40))
def test_books_stay_right_through_any_moves(seed, moves):
    cover, rng = random_cover(seed)
    state = CoverState(cover, rng.random(cover.shape[0]), rng.random(12))
    for move in moves:
        if move == 12:
            state.press()
        elif state.is_open[move]:
            state.shut(move)
        else:
            state.open(move)
    check(state)


def test_greedy_takes_the_largest_first():
    cover = sparse.csr_array(np.array([[1.0, 0, 0], [0, 1, 1], [0, 0, 1]]))
    state = CoverState(cover, np.array([5.0, 3, 4]))
    fill(state, Allowance(3, 1))
    assert state.sites().tolist() == [2]
    assert state.value == 7.0


def test_greedy_heeds_the_budget():
    cover = sparse.csr_array(np.eye(3))
    state = CoverState(cover, np.array([10.0, 6, 5]))
    fill(state, Allowance(3, None, np.array([10.0, 2, 2]), 4.0))
    assert state.sites().tolist() == [1, 2]


def test_swap_leaves_what_greedy_cannot():
    """Greedy takes the middle site first; only an exchange reaches the optimum of two."""
    rows = [{0, 1}, {0, 1}, {0}, {0, 2}, {0, 2}, {1}, {2}]
    cover = np.zeros((7, 3))
    for i, row in enumerate(rows):
        cover[i, list(row)] = 1.0
    state = CoverState(sparse.csr_array(cover), np.ones(7))
    limits = Allowance(3, 2)
    fill(state, limits)
    assert state.is_open[0]
    swap(state, limits, np.random.default_rng(0), Clock(None))
    assert state.value == 6.0


def test_set_cover_search_returns_a_cheaper_cover():
    for seed in range(5):
        cover, rng = random_cover(seed, 300, 60, 0.1)
        costs = rng.integers(1, 5, 60).astype(float)
        state = greedy_cover(cover, costs)
        before = costs[state.is_open].sum()
        found = search_cover(state, costs, rng, Settings(), Until(500, 0.0))
        assert (cover[:, found].sum(axis=1) > 0).all()
        assert costs[found].sum() <= before


def test_search_repeats_with_its_seed():
    found = []
    for _ in range(2):
        cover, rng = random_cover(3, 300, 60, 0.1)
        costs = np.ones(60)
        found.append(search_cover(greedy_cover(cover, costs), costs, rng, Settings(), Until(300, 0.0)))
    np.testing.assert_array_equal(*found)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_set_cover_bound_holds_for_every_cover(seed):
    cover, rng = random_cover(seed, 30, 8, 0.3)
    if cover.shape[0] == 0:
        return
    choices = ((np.arange(2**8)[:, None] >> np.arange(8)) & 1).astype(bool)
    full = ((choices.astype(float) @ cover.toarray().T) > 0).all(axis=1)
    costs = rng.random(8) + 0.1
    cheapest = (choices @ costs)[full].min()
    assert set_cover_bound(cover, costs, cheapest, clock=Clock(None), iterations=200)[0] <= cheapest + 1e-9
