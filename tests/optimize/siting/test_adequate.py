"""Siting under a count of sites with enough capacity in every zone."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.sparse import csr_array

from gisplan_errors import InfeasiblePlan, VerificationFailed
from optimize.cover_pairs import CoverPairs
from optimize.covering.state import greedy_order
from optimize.entry import solve, verify
from optimize.siting.adequate import AdequateCover

NONE = np.array([], dtype=np.int64)


def line_of_five(**changes):
    """Five rows in a line, three sites: site 0 covers rows 0-1, site 1 rows 1-2-3, site 2 row 4.

    People 10, 20, 30, 5, 8. Zone 0 holds sites 0 and 1, zone 1 holds site 2.
    """
    far = np.inf
    metres = np.array([[0, far, far], [5, 5, far], [far, 0, far], [far, 5, far], [far, far, 0]], dtype=float)
    given_ = {
        "pairs": CoverPairs.from_dense(metres, 10.0),
        "weights": np.array([10.0, 20.0, 30.0, 5.0, 8.0]),
        "count": 1,
        "provides": csr_array(np.array([[100.0, 60.0, 0.0], [0.0, 0.0, 50.0]])),
        "need": np.array([0.0, 0.0]),
        "names": ("zone 0", "zone 1"),
        "required": NONE,
    }
    return AdequateCover(**(given_ | changes))


def test_one_site_covers_the_most_people():
    choice = solve(line_of_five(), threads=1)
    assert choice.sites.tolist() == [1]
    assert choice.certificate.objective == pytest.approx(55.0)
    assert choice.certificate.status == "optimal"
    assert choice.covered.tolist() == [False, True, True, True, False]


def test_the_count_binds():
    assert solve(line_of_five(count=2), threads=1).sites.tolist() == [0, 1]
    assert solve(line_of_five(count=3), threads=1).certificate.objective == pytest.approx(73.0)


def test_who_covers_all_that_sites_reach_asks_no_solver(monkeypatch):
    def refused(*_, **__):
        raise AssertionError("nothing is left to solve")

    monkeypatch.setattr("optimize.siting.choose.attempt", refused)
    monkeypatch.setattr("optimize.siting.choose.run", refused)
    choice = solve(line_of_five(count=5))
    assert choice.certificate.status == "optimal"
    assert choice.certificate.gap == 0.0
    assert choice.covered.all()
    with pytest.raises(AssertionError, match="left to solve"):
        solve(line_of_five())


def test_a_zone_need_binds_and_costs_coverage():
    # Zone 1 must hold 40: its only site opens although it covers 8 people instead of 10.
    choice = solve(line_of_five(count=2, need=np.array([0.0, 40.0])), threads=1)
    assert choice.sites.tolist() == [1, 2]
    assert choice.certificate.objective == pytest.approx(63.0)


def test_a_large_need_takes_the_larger_site():
    choice = solve(line_of_five(count=1, need=np.array([80.0, 0.0])), threads=1)
    assert choice.sites.tolist() == [0]


def test_a_required_site_opens():
    choice = solve(line_of_five(required=np.array([2])), threads=1)
    assert choice.sites.tolist() == [2]


def test_more_required_sites_than_the_count_names_the_limit():
    with pytest.raises(
        InfeasiblePlan, match=r"2 new public sites are required, but coverage.max_new_sites is 1"
    ):
        solve(line_of_five(required=np.array([0, 2])), threads=1)


def test_needs_beyond_the_count_are_infeasible():
    with pytest.raises(InfeasiblePlan, match=r"coverage.max_new_sites"):
        solve(line_of_five(count=1, need=np.array([10.0, 10.0])), threads=1)


def test_a_need_above_all_sites_of_a_zone_is_named():
    with pytest.raises(InfeasiblePlan, match=r"zone 0, 200 needed, 160 at most"):
        solve(line_of_five(count=3, need=np.array([200.0, 0.0])), threads=1)


@pytest.mark.parametrize(
    "change",
    [
        {"weights": np.array([1.0, -1, 1, 1, 1])},
        {"provides": csr_array(np.ones((1, 3)))},
        {"need": np.array([np.nan, 0])},
    ],
)
def test_bad_arrays_are_refused(change):
    with pytest.raises(ValueError, match="expected"):
        line_of_five(**change)


@settings(max_examples=40, deadline=None)
@given(
    cover=hnp.arrays(bool, (7, 6)),
    weights=hnp.arrays(float, 7, elements=st.integers(0, 20).map(float)),
    capacity=hnp.arrays(float, 6, elements=st.integers(1, 9).map(float)),
    need=hnp.arrays(float, 2, elements=st.integers(0, 9).map(float)),
    count=st.integers(1, 6),
)
def test_equals_brute_force(cover, weights, capacity, need, count):
    zone = np.array([0, 0, 0, 1, 1, 1])
    provides = csr_array(np.where(zone == np.array([[0], [1]]), capacity, 0.0))
    pairs = CoverPairs.from_dense(np.where(cover, 1.0, np.inf), 1.0)
    problem = AdequateCover(pairs, weights, count, provides, need, ("west", "east"), NONE)
    best = None
    for k in range(count + 1):
        for sites in combinations(range(6), k):
            chosen = np.isin(np.arange(6), sites)
            if all(capacity[chosen & (zone == z)].sum() >= need[z] for z in (0, 1)):
                value = float(weights[cover[:, chosen].any(axis=1)].sum())
                best = value if best is None else max(best, value)
    if best is None:
        with pytest.raises(InfeasiblePlan):
            solve(problem, threads=1, gap=0.0)
        return
    choice = solve(problem, threads=1, gap=0.0)
    assert choice.certificate.objective == pytest.approx(best)
    assert weights[choice.covered].sum() == pytest.approx(best)


@settings(max_examples=60, deadline=None)
@given(cover=hnp.arrays(bool, (8, 6)), weights=hnp.arrays(float, 8, elements=st.integers(0, 20).map(float)))
def test_the_greedy_bound_holds_for_every_number_of_sites(cover, weights):
    pairs = CoverPairs.from_dense(np.where(cover, 1.0, np.inf), 1.0)
    order, covered, bound = greedy_order(pairs, weights, NONE)
    for k in range(1, order.size + 1):
        best = max(
            float(weights[cover[:, list(sites)].any(axis=1)].sum()) for sites in combinations(range(6), k)
        )
        assert covered[k - 1] <= best + 1e-9
        assert bound[k - 1] >= best - 1e-9
    assert covered.tolist() == pytest.approx(
        [float(weights[cover[:, order[:k]].any(axis=1)].sum()) for k in range(1, order.size + 1)]
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"sites": np.array([0])}, "marked wrongly as covered"),
        ({"sites": np.array([0, 1])}, "2 new sites, at most 1 allowed"),
        ({"sites": np.array([2])}, "zone 0: 0 provided, 50 needed"),
        ({"objective": 70.0}, "covers 55.0, objective 70.0"),
    ],
)
def test_verify_names_what_a_choice_breaks(change, words):
    problem = line_of_five(need=np.array([50.0, 0.0]))
    choice = solve(problem, threads=1)
    verify(problem, choice)
    with pytest.raises(VerificationFailed, match=words):
        verify(problem, replace(choice, **change))


def test_verify_names_required_sites_and_sites_that_stand_too_near():
    problem = line_of_five(count=3, required=np.array([2]))
    choice = solve(problem, threads=1)
    near = line_of_five(count=3, required=np.array([2]), apart=np.array([[0, 1]]))
    with pytest.raises(VerificationFailed, match="apart: sites 0 and 1 are both open"):
        verify(near, choice)
    shut = replace(choice, sites=np.array([0, 1]))
    with pytest.raises(VerificationFailed, match=r"required sites not open: \[2\]"):
        verify(problem, shut)
