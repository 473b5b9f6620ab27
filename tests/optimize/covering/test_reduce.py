"""Reductions change the size of a covering problem, never its optimum."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from optimize import CoverPairs, merge_chunks
from optimize.covering.reduce import (
    components,
    dominated_sites,
    implied_rows,
    merge_rows,
    reduce_cover,
    reduce_set_cover,
    same_rows,
)


def cover_of(rows, n_sites):
    dense = np.zeros((len(rows), n_sites))
    for i, row in enumerate(rows):
        dense[i, list(row)] = 1.0
    return sparse.csr_array(dense)


@st.composite
def covers(draw):
    n = draw(st.integers(1, 6))
    rows = draw(st.lists(st.sets(st.integers(0, n - 1), max_size=n), min_size=1, max_size=12))
    weights = draw(st.lists(st.integers(0, 9), min_size=len(rows), max_size=len(rows)))
    return cover_of(rows, n), np.array(weights, dtype=float)


def covered(cover, weights, sites):
    return weights[(cover[:, list(sites)].sum(axis=1) > 0)].sum() if sites else 0.0


def subsets(n, most):
    return itertools.chain.from_iterable(itertools.combinations(range(n), k) for k in range(most + 1))


def test_rows_with_the_same_sites_merge_and_their_weights_add_up():
    cover, weights = merge_rows(
        cover_of([{0, 1}, {2}, {0, 1}, set(), set()], 3), np.array([1.0, 2, 4, 8, 16])
    )
    assert cover.toarray().tolist() == [[1, 1, 0], [0, 0, 1], [0, 0, 0]]
    assert weights.tolist() == [5, 2, 24]


def test_groups_follow_the_order_of_their_first_rows():
    first, group = same_rows(cover_of([{1}, {0}, {1}], 2))
    assert (first.tolist(), group.tolist()) == ([0, 1], [0, 1, 0])


def test_stream_of_chunks_merges_to_the_same_rows():
    cover, weights = cover_of([{0, 1}, {2}, {0, 1}, {2}, {0}], 3), np.arange(1.0, 6.0)
    whole = CoverPairs.from_sparse(cover)
    chunks = [(whole.select(rows=k), weights[k]) for k in ([0, 1], [2], [3, 4])]
    pairs, merged = merge_chunks(chunks)
    assert pairs.binary().toarray().tolist() == [[1, 1, 0], [0, 0, 1], [1, 0, 0]]
    assert merged.tolist() == [4, 6, 5]


def test_dominated_site_drops_and_of_twins_the_first_stays():
    cover = cover_of([{0, 1, 2, 3}, {1, 2, 3}], 4)
    assert dominated_sites(cover).tolist() == [True, False, True, True]


def test_cheaper_site_is_not_dominated():
    cover = cover_of([{0, 1}, {1}], 2)
    assert dominated_sites(cover, costs=np.array([1.0, 2.0])).tolist() == [False, False]
    assert dominated_sites(cover, costs=np.array([2.0, 2.0])).tolist() == [True, False]


def test_site_with_a_gain_of_its_own_is_not_dominated():
    """Without this, reducing twice dropped sites that win rows alone, and a bound was too good to be true."""
    cover = cover_of([{0, 1}, {1}], 2)
    assert dominated_sites(cover, np.array([3.0, 0.0])).tolist() == [False, False]


def test_row_that_follows_from_another_is_implied():
    assert implied_rows(cover_of([{0}, {0, 1}, {1, 2}, {1, 2}], 3)).tolist() == [False, True, False, True]


def test_parts_share_nothing():
    number, rows, sites = components(cover_of([{0, 1}, {2}, {1}], 3))
    assert number == 2
    assert rows[0] == rows[2] == sites[0] == sites[1] != rows[1] == sites[2]


@settings(max_examples=150, deadline=None)
@given(covers(), st.integers(0, 3), st.booleans())
def test_maximal_cover_keeps_its_optimum(problem, count, twice):
    cover, weights = problem
    core = reduce_cover(cover, weights, always=np.zeros(0, dtype=int))
    if twice:
        again = reduce_cover(
            core.cover, core.weights, always=np.zeros(0, dtype=int), gain=core.gain, constant=core.constant
        )
        sites = core.sites[again.sites]
        core = type(core)(again.cover, again.weights, again.gain, sites, again.constant)
    best = max(covered(cover, weights, s) for s in subsets(cover.shape[1], count))
    inner = max(
        core.constant + core.gain[list(s)].sum() + covered(core.cover, core.weights, s)
        for s in subsets(core.n_sites, count)
    )
    assert inner == best


@settings(max_examples=150, deadline=None)
@given(covers(), st.data())
def test_set_cover_keeps_its_optimum(problem, data):
    cover, _ = problem
    cover = sparse.csr_array(cover[np.diff(cover.indptr) > 0])
    if cover.shape[0] == 0:
        return
    n = cover.shape[1]
    costs = np.array(data.draw(st.lists(st.integers(0, 5), min_size=n, max_size=n)), dtype=float)
    always = np.array(sorted(data.draw(st.sets(st.integers(0, n - 1), max_size=2))), dtype=int)
    ones = np.ones(cover.shape[0])
    best = min(
        costs[list(s)].sum()
        for s in subsets(n, n)
        if set(always) <= set(s) and covered(cover, ones, s) == cover.shape[0]
    )
    core = reduce_set_cover(cover, costs, always=always)
    left = np.ones(core.cover.shape[0])
    inner = min(
        costs[core.sites[list(s)]].sum()
        for s in subsets(core.sites.size, core.sites.size)
        if covered(core.cover, left, s) == left.size
    )
    assert inner + costs[core.forced].sum() + costs[always].sum() == best
