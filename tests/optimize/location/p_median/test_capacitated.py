from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from gisplan_errors import VerificationFailed
from optimize.cover_pairs import CoverPairs
from optimize.entry import solve, verify
from optimize.location.p_median import capacitated as capacitated_p_median
from optimize.location.p_median.capacitated import CapacitatedPMedian
from optimize.location.site_choice import Solution

GOLDEN = Path(__file__).parents[2] / "golden"


def line(*km, cutoff=np.inf):
    places = np.array(km, dtype=float)
    return CoverPairs.from_dense(np.abs(places[:, None] - places[None, :]), cutoff)


def answer(problem, **options):
    solution = solve(problem, gap=0.0, threads=1, **options)
    verify(problem, solution)
    return solution


def test_capacity_binds():
    # Three rows of 1 and two sites: with room for all the middle one serves, with room for 2 it cannot.
    pairs = line(0, 1, 2)
    assert answer(CapacitatedPMedian(pairs, 1.0, 3.0, 1)).objective == pytest.approx(2)
    assert answer(CapacitatedPMedian(pairs, 1.0, 2.0, 2)).objective == pytest.approx(1)
    assert solve(CapacitatedPMedian(pairs, 1.0, 2.0, 1)).certificate.status == "infeasible"


def test_split_rows_use_what_is_left():
    # Sites at 0 and 4 hold 3 each; rows of 2 stand at 0, 1, 4. Split, row 1 halves; whole, it cannot.
    metres = np.array([[0.0, 4], [1, 3], [4, 0]])
    split = CapacitatedPMedian(CoverPairs.from_dense(metres, 9), 2.0, 3.0, 2)
    assert answer(split).objective == pytest.approx(1 + 3)
    whole = CapacitatedPMedian(CoverPairs.from_dense(metres, 9), 2.0, 3.0, 2, split=False)
    assert solve(whole).certificate.status == "infeasible"
    roomy = CapacitatedPMedian(CoverPairs.from_dense(metres, 9), 2.0, 4.0, 2, split=False)
    assert answer(roomy).assignment.tolist() == [0, 0, 1]


def test_count_required_existing_and_budget_bind():
    pairs = line(0, 1, 2, 10)
    assert answer(CapacitatedPMedian(pairs, 1.0, 9.0, 2)).objective == pytest.approx(2)
    assert answer(CapacitatedPMedian(pairs, 1.0, 9.0, 2, required=[0])).objective == pytest.approx(3)
    assert answer(CapacitatedPMedian(pairs, 1.0, 9.0, 1, existing=[3])).objective == pytest.approx(2)
    dear = CapacitatedPMedian(pairs, 1.0, 9.0, None, costs=[1, 9, 1, 1], budget=2)
    assert answer(dear).objective == pytest.approx(3)


def test_radius_binds():
    assert solve(CapacitatedPMedian(line(0, 5, cutoff=4), 1.0, 9.0, 1)).certificate.status == "infeasible"


def test_row_without_site_is_named():
    problem = CapacitatedPMedian(CoverPairs.from_dense(np.array([[0.0], [9]]), 5), 1.0, 9.0, 1)
    assert "[1]" in str(solve(problem).certificate.proven)


def test_verify_catches_too_much_at_a_site():
    problem = CapacitatedPMedian(line(0, 1, 2), 1.0, 2.0, 2)
    good = answer(problem)
    roomy = answer(CapacitatedPMedian(line(0, 1, 2), 1.0, 3.0, 1))
    bad = Solution(roomy.sites, roomy.assignment, good.covered, 2.0, good.certificate)
    with pytest.raises(VerificationFailed, match="site 1 serves 3, capacity 2"):
        verify(problem, bad)


@st.composite
def small_problems(draw):
    n, m = draw(st.integers(1, 5)), draw(st.integers(1, 12))
    metres = np.array(draw(st.lists(st.integers(0, 20), min_size=n * m, max_size=n * m)), dtype=float)
    weights = np.array(draw(st.lists(st.integers(1, 9), min_size=n, max_size=n)), dtype=float)
    room = np.array(draw(st.lists(st.integers(0, 25), min_size=m, max_size=m)), dtype=float)
    pairs = CoverPairs.from_dense(metres.reshape(n, m), draw(st.sampled_from([12.0, np.inf])))
    return CapacitatedPMedian(pairs, weights, room, draw(st.integers(1, m)), split=draw(st.booleans()))


def brute_force(problem):
    reach = np.full(problem.pairs.shape, np.inf)
    reach[problem.pairs.rows(), problem.pairs.indices] = problem.pairs.distances
    n, m = reach.shape
    best = np.inf
    if not problem.split:
        for sites in itertools.product(range(m), repeat=n):
            load = np.bincount(sites, weights=problem.row_weights, minlength=m)
            if len(set(sites)) <= problem.count and (load <= problem.room).all():
                best = min(best, float((problem.row_weights * reach[np.arange(n), list(sites)]).sum()))
        return best
    for chosen in itertools.combinations(range(m), min(problem.count, m)):
        cost = np.where(np.isfinite(reach[:, chosen]), reach[:, chosen], 1e6)
        k = len(chosen)
        held = np.tile(np.eye(k), n)
        given = np.repeat(np.eye(n), k, axis=1)
        found = linprog(
            cost.ravel(), A_ub=held, b_ub=problem.room[list(chosen)], A_eq=given, b_eq=problem.row_weights
        )
        if found.success and found.fun < 1e5:
            best = min(best, found.fun)
    return best


@given(small_problems())
@settings(max_examples=60, deadline=None)
def test_equals_brute_force(problem):
    best = brute_force(problem)
    solution = solve(problem, gap=0.0, threads=1)
    if not np.isfinite(best):
        assert solution.certificate.status == "infeasible"
        return
    verify(problem, solution)
    assert solution.objective == pytest.approx(best, abs=1e-4)


def test_model_is_the_golden_one(tmp_path):
    problem = CapacitatedPMedian(
        line(0, 1, 3, cutoff=2), [1, 2, 3], 4.0, 2, existing=[0], required=[1], costs=[1, 2, 3], budget=5
    )
    capacitated_p_median.model(problem).build().writeLP(str(tmp_path / "model.lp"))
    assert (tmp_path / "model.lp").read_text() == (GOLDEN / "capacitated_p_median.lp").read_text()
