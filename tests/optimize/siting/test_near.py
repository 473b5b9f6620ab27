"""Bounds with a site open or closed: never below the best choice that has it so, by enumeration."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from optimize.cover_pairs import CoverPairs
from optimize.siting.adequate import AdequateCover
from optimize.siting.near import site_bounds

SITES, ROWS, COUNT = 6, 8, 3


def problem(seed: int, required: tuple[int, ...] = ()) -> AdequateCover:
    random = np.random.default_rng(seed)
    reach = sparse.csr_array(random.integers(0, 2, (ROWS, SITES)) * 100.0)
    gives = sparse.csr_array(random.integers(0, 4, (1, SITES)).astype(float))
    return AdequateCover(
        pairs=CoverPairs.from_sparse(reach),
        weights=random.integers(1, 20, ROWS).astype(float),
        count=COUNT,
        provides=gives,
        need=np.array([2.0]),
        names=("need",),
        required=np.array(required, dtype=np.int64),
    )


def choices(one: AdequateCover) -> dict[tuple[int, ...], float]:
    """Give what each choice that meets the need covers."""
    binary, gives = one.pairs.binary().toarray(), one.provides.toarray()
    found = {}
    for size in range(COUNT + 1):
        for sites in itertools.combinations(range(SITES), size):
            chosen = list(sites)
            if set(one.required.tolist()) <= set(sites) and gives[0, chosen].sum() >= one.need[0]:
                found[sites] = float(one.weights[binary[:, chosen].any(axis=1)].sum())
    return found


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 500),
    shares=st.lists(st.floats(0.0, 1.0), min_size=ROWS, max_size=ROWS),
    price=st.floats(0.0, 5.0),
    required=st.sampled_from([(), (0,), (1, 4)]),
)
def test_no_choice_covers_more_than_its_bound_whatever_the_prices_are(seed, shares, price, required) -> None:
    one = problem(seed, required)
    bounds = site_bounds(one, {"cells": np.array(shares), "needs": np.array([price])})
    for sites, covered in choices(one).items():
        assert covered <= bounds.value + 1e-9
        for site in range(SITES):
            most = bounds.opened[site] if site in sites else bounds.closed[site]
            assert covered <= most + 1e-9


def test_a_site_that_alone_reaches_most_people_is_shown_to_be_in_every_good_choice() -> None:
    """Site 0 alone reaches 90 of 100 people; two of three sites may open: without it 10 are covered."""
    reach = sparse.csr_array(np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]))
    one = AdequateCover(
        pairs=CoverPairs.from_sparse(reach),
        weights=np.array([90.0, 6.0, 4.0]),
        count=2,
        provides=sparse.csr_array((0, 3)),
        need=np.empty(0),
        names=(),
        required=np.empty(0, dtype=np.int64),
    )
    bounds = site_bounds(one, {"cells": np.ones(3), "needs": np.empty(0)})
    assert bounds.value == pytest.approx(96.0)
    assert bounds.closed.tolist() == pytest.approx([10.0, 94.0, 96.0])
    assert bounds.opened.tolist() == pytest.approx([96.0, 96.0, 94.0])
