"""Annealing and the saddle point of the relaxation: books stay right, bounds hold, limits bind."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from optimize.covering.reduce import CoverCore
from optimize.covering.state import Allowance, CoverState, fill
from optimize.location.mclp import bound as mclp_bound
from optimize.location.mclp import kernel
from optimize.location.mclp.anneal import improve
from optimize.location.mclp.bound import margins, price_cover
from optimize.solvers.limits import Clock, Settings, Until


def random_core(seed, rows=40, sites=8, density=0.25):
    rng = np.random.default_rng(seed)
    cover = sparse.csr_array((rng.random((rows, sites)) < density).astype(float))
    cover = sparse.csr_array(cover[np.diff(cover.indptr) > 0])
    weights = rng.integers(1, 9, cover.shape[0]).astype(float)
    return CoverCore(cover, weights, rng.random(sites), np.arange(sites), 2.0), rng


def choices_of(core, count):
    """All choices of at most `count` sites and what they cover, by counting."""
    n = core.n_sites
    choices = ((np.arange(2**n)[:, None] >> np.arange(n)) & 1).astype(bool)
    choices = choices[choices.sum(axis=1) <= count]
    reach = (choices.astype(float) @ core.cover.toarray().T) > 0
    return choices, core.constant + reach @ core.weights + choices @ core.gain


def searched(core, limits, rng, steps=20_000):
    state = CoverState(core.cover, core.weights, core.gain, core.constant)
    fill(state, limits)
    before = state.value
    improve(state, limits, rng, Settings(threads=1), Until(steps))
    return before, state


def test_annealing_finds_the_best_of_a_small_problem():
    for seed in range(6):
        core, rng = random_core(seed, 60, 12, 0.2)
        _, state = searched(core, Allowance(12, 4), rng)
        assert state.value == pytest.approx(choices_of(core, 4)[1].max())


def test_annealing_leaves_what_greedy_cannot():
    """Greedy takes the middle site first and covers 5; only an exchange reaches 6 (two sites of 3 rows)."""
    cover = np.zeros((7, 3))
    for i, row in enumerate([{0, 1}, {0, 1}, {0}, {0, 2}, {0, 2}, {1}, {2}]):
        cover[i, list(row)] = 1.0
    core = CoverCore(sparse.csr_array(cover), np.ones(7), np.zeros(3), np.arange(3), 0.0)
    before, state = searched(core, Allowance(3, 2), np.random.default_rng(0), 5_000)
    assert before == 6.0 or state.value == 6.0
    assert state.value == 6.0


def test_annealing_keeps_count_and_budget():
    for seed in range(4):
        core, rng = random_core(seed, 80, 20, 0.15)
        costs = rng.integers(1, 6, 20).astype(float)
        before, state = searched(core, Allowance(20, 6, costs, 11.0), rng)
        assert state.n_open <= 6
        assert costs[state.is_open].sum() <= 11.0
        assert state.value >= before
        fresh = CoverState(core.cover, core.weights, core.gain, core.constant)
        fresh.become(state.sites())
        assert state.value == pytest.approx(fresh.value)


def test_compiled_annealing_repeats_with_its_seed():
    found = []
    for _ in range(2):
        core, _ = random_core(3, 300, 60, 0.05)
        found.append(searched(core, Allowance(60, 8), np.random.default_rng(5), 2_000)[1].sites())
    np.testing.assert_array_equal(*found)


def test_compiled_searchers_find_the_same_with_any_number_of_threads():
    found, done = [], []
    for threads in (1, 2, 3, None):
        core, _ = random_core(4, 400, 80, 0.05)
        state = CoverState(core.cover, core.weights, core.gain, core.constant)
        fill(state, Allowance(80, 9))
        how = Settings(threads=threads, clock=Clock(1.0))
        improve(state, Allowance(80, 9), np.random.default_rng(1), how, Until(4_000, share=0.05))
        found.append(state.sites())
        done.append(how.clock.work)
    for other in found[1:]:
        np.testing.assert_array_equal(other, found[0])
    assert done == [pytest.approx(0.05, rel=0.01)] * 4


def test_compiled_search_that_is_interrupted_leaves_its_best():
    core, rng = random_core(4, 400, 80, 0.05)
    state = CoverState(core.cover, core.weights, core.gain, core.constant)
    fill(state, Allowance(80, 9))
    before = state.value

    def interrupt(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        improve(state, Allowance(80, 9), rng, Settings(threads=1, progress=interrupt), Until(40_000))
    assert state.value > before


def test_compiled_loop_keeps_its_books():
    """What the loop says it covers and holds is what counting from its sites gives."""
    core, _ = random_core(7, 200, 40, 0.1)
    state = CoverState(core.cover, core.weights, core.gain, core.constant)
    fill(state, Allowance(40, 9))
    opened, best = state.sites(), state.sites()
    is_open, times, owners, holds = state.books()
    figures = np.array([state.value, state.value, 50.0])
    costs = np.ones(40)
    start, rows = state.by_site()
    indptr, indices = core.cover.indptr.astype(np.int64), core.cover.indices.astype(np.int32)
    kernel.exchange(
        *(start, rows, indptr, indices, state.weights, state.gain, costs),
        *(opened, is_open, times, owners, holds),
        *(best, figures, 3_000, 20.0, 1.0, 0.2, 1),
    )
    fresh = CoverState(core.cover, core.weights, core.gain, core.constant)
    fresh.become(np.flatnonzero(is_open))
    np.testing.assert_array_equal(np.sort(opened), fresh.sites())
    np.testing.assert_array_equal(times, fresh.times)
    np.testing.assert_allclose(holds[is_open], fresh.holds[is_open])
    assert figures[0] == pytest.approx(fresh.value)
    fresh.become(best)
    assert figures[1] == pytest.approx(fresh.value)
    assert figures[2] == 50.0


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 9), st.integers(1, 300))
def test_bound_and_margins_hold_for_every_choice(seed, count, steps):
    """Also after few steps, when the prices are far from the best ones."""
    core, _ = random_core(seed, 30)
    choices, values = choices_of(core, count)
    priced = price_cover(core, count, float(values.max()), clock=Clock(None), steps=steps)
    assert priced.bound >= values.max() - 1e-9
    assert ((priced.prices >= 0) & (priced.prices <= core.weights)).all()
    for site in range(core.n_sites):
        for state, sign in ((True, 1.0), (False, -1.0)):
            those = choices[:, site] == state
            if those.any() and priced.reduced[site] * sign < 0:
                assert values[those].max() <= priced.bound - abs(priced.reduced[site]) + 1e-9


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 4))
def test_bound_is_that_of_the_linear_relaxation(seed, count):
    from optimize import run
    from optimize.location.mclp.ladder import model

    core, _ = random_core(seed, 60, 12)
    priced = price_cover(core, count, -1e9, clock=Clock(None), gap=1e-7, steps=30_000)
    sharp = price_cover(core, count, priced.value, clock=Clock(None), gap=1e-7, steps=30_000)
    relaxed = run(model(core, count), relax=True).objective + core.constant
    assert sharp.bound == pytest.approx(relaxed, rel=1e-4)
    assert sharp.value <= relaxed + 1e-6
    assert priced.bound >= relaxed - 1e-6


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 12))
def test_projection_is_the_nearest_point_within_the_count(seed, count):
    """Nothing within the limits is nearer: the condition of optimality of the projection, site by site."""
    rng = np.random.default_rng(seed)
    y, scale = rng.normal(0.3, 1.0, 12), rng.random(12) + 0.01
    x = mclp_bound._capped(y, scale, count)
    assert x.sum() <= count + 1e-8
    assert ((x >= 0) & (x <= 1)).all()
    others = rng.random((300, 12))
    others *= np.minimum(1.0, count / others.sum(axis=1))[:, None]
    assert (((others - x) * (y - x) / scale).sum(axis=1) <= 1e-6).all()


def test_margins_by_hand():
    """Prices 9, 5, 4, 1 and two sites: 9 could fall to 4, 5 to 4; 4 and 1 would replace 5."""
    np.testing.assert_array_equal(margins(np.array([9.0, 5, 4, 1]), 2), [5.0, 1.0, -1.0, -4.0])
    np.testing.assert_array_equal(margins(np.array([9.0, 0.0]), 2), [9.0, 0.0])
    assert (margins(np.array([9.0, 5.0]), 0) == -np.inf).all()


def test_no_work_left_ends_the_search_and_the_bound():
    core, rng = random_core(1, 400, 60, 0.05)
    clock = Clock(0.0)
    state = CoverState(core.cover, core.weights, core.gain, core.constant)
    fill(state, Allowance(60, 8))
    before = state.value
    improve(state, Allowance(60, 8), rng, Settings(threads=1, clock=clock), Until(10**12))
    assert state.value >= before
    assert price_cover(core, 8, before, clock=clock, steps=10**12).bound >= before
