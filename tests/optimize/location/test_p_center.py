from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gisplan_errors import VerificationFailed
from optimize.cover_pairs import CoverPairs
from optimize.entry import solve, verify
from optimize.location import p_center
from optimize.location.p_center import PCenter, packing
from optimize.location.site_choice import Solution

GOLDEN = Path(__file__).parents[1] / "golden"


def line(*km, cutoff=np.inf):
    places = np.array(km, dtype=float)
    return CoverPairs.from_dense(np.abs(places[:, None] - places[None, :]), cutoff)


def answer(problem, **options):
    solution = solve(problem, threads=1, **options)
    verify(problem, solution)
    return solution


def test_hand_solved_line():
    solution = answer(PCenter(line(0, 2, 4, 10, 13, 16), 2))
    assert solution.sites.tolist() == [1, 4]
    assert solution.objective == 3
    assert solution.assignment.tolist() == [1, 1, 1, 4, 4, 4]
    assert solution.certificate.status == "optimal"


def test_count_binds():
    pairs = line(0, 1, 2, 10, 12, 14)
    assert [answer(PCenter(pairs, p)).objective for p in (1, 2, 3, 6)] == [10, 2, 2, 0]


def test_required_and_existing_bind():
    pairs = line(0, 1, 2, 10, 12, 14)
    assert answer(PCenter(pairs, 2, required=[0])).objective == 2
    assert answer(PCenter(pairs, 2, required=[5])).objective == 4
    assert answer(PCenter(pairs, 1, existing=[1])).objective == 2


def test_radius_of_the_pairs_binds():
    assert solve(PCenter(line(0, 5, 10, cutoff=4), 2), threads=1).certificate.status == "infeasible"
    assert answer(PCenter(line(0, 5, 10, cutoff=5), 2)).objective == 5


def test_row_without_site_is_named():
    solution = solve(PCenter(CoverPairs.from_dense(np.array([[0.0], [9]]), 5), 1))
    assert "[1]" in str(solution.certificate.proven)


def test_packing_counts_rows_that_share_no_site():
    pairs = line(0, 1, 2, 10, 12, 14).within(1)
    assert packing(pairs.binary(), 9) == 4


@st.composite
def small_problems(draw):
    n, m = draw(st.integers(1, 8)), draw(st.integers(1, 12))
    metres = np.array(draw(st.lists(st.integers(0, 30), min_size=n * m, max_size=n * m)), dtype=float)
    cutoff = draw(st.sampled_from([15.0, 25.0, np.inf]))
    sites = st.lists(st.integers(0, m - 1), max_size=1)
    return PCenter(
        CoverPairs.from_dense(metres.reshape(n, m), cutoff),
        draw(st.integers(0, m)),
        existing=draw(sites),
        required=draw(sites),
    )


def brute_force(problem):
    csr = problem.pairs.to_csr()
    reach = np.full(csr.shape, np.inf)
    reach[problem.pairs.rows(), csr.indices] = csr.data
    old, must = set(problem.open_already.tolist()), set(problem.must_open.tolist())
    best = np.inf
    for p in range(problem.count + 1):
        for chosen in itertools.combinations(sorted(set(range(csr.shape[1])) - old), p):
            if must <= set(chosen) and (chosen or old):
                best = min(best, float(reach[:, sorted(old | set(chosen))].min(axis=1).max()))
    return best


@given(small_problems())
@settings(max_examples=100, deadline=None)
def test_equals_brute_force(problem):
    best = brute_force(problem)
    solution = solve(problem, threads=1)
    if not np.isfinite(best):
        assert solution.certificate.status == "infeasible"
        return
    verify(problem, solution)
    assert solution.objective == best
    assert solution.certificate.status == "optimal"


def test_verify_catches_a_false_radius():
    problem = PCenter(line(0, 1, 2, 10, 12, 14), 2)
    good = answer(problem)
    bad = Solution(np.array([0, 3]), np.array([0, 0, 0, 3, 3, 3]), good.covered, 2.0, good.certificate)
    with pytest.raises(VerificationFailed, match=r"greatest distance is 4\.0, the solution says 2\.0"):
        verify(problem, bad)


def test_model_is_the_golden_one(tmp_path):
    p_center.model(line(0, 1, 3).within(2).binary(), 2).build().writeLP(str(tmp_path / "model.lp"))
    assert (tmp_path / "model.lp").read_text() == (GOLDEN / "p_center.lp").read_text()


@pytest.mark.parametrize(("number", "published"), [(1, 127), (3, 93), (10, 20), (25, 11)])
def test_published_optima(benchmark_data, number, published):
    from scipy.sparse.csgraph import shortest_path

    path = benchmark_data / "benchmarks" / "orlib_pmed" / f"pmed{number}.txt"
    n, _, p = np.loadtxt(path, max_rows=1).astype(int)
    length = np.full((n, n), np.inf)
    for u, v, metres in np.loadtxt(path, skiprows=1).astype(int):
        length[u - 1, v - 1] = length[v - 1, u - 1] = metres
    problem = PCenter(CoverPairs.from_dense(shortest_path(length, method="D"), np.inf), int(p))
    solution = answer(problem)
    assert solution.objective == published
    assert solution.certificate.status == "optimal"
