from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gisplan_errors import VerificationFailed
from optimize.cover_pairs import CoverPairs
from optimize.entry import faults, solve, verify
from optimize.location.p_median import problem as p_median
from optimize.location.p_median.problem import PMedian
from optimize.location.p_median.search import neighbours_of
from optimize.location.site_choice import Solution

GOLDEN = Path(__file__).parents[2] / "golden"


def answer(problem, **options) -> Solution:
    solution = solve(problem, gap=0.0, threads=1, **options)
    verify(problem, solution)
    return solution


def line(*km, cutoff=np.inf):
    """Rows and sites at the same places of a line."""
    places = np.array(km, dtype=float)
    return CoverPairs.from_dense(np.abs(places[:, None] - places[None, :]), cutoff)


def test_hand_solved_line():
    # 0, 1, 2 belong together and so do 10, 11: their middles are 1 and 10 or 11.
    solution = answer(PMedian(line(0, 1, 2, 10, 11), 1.0, 2))
    assert solution.objective == pytest.approx(3)
    assert solution.sites[0] == 1
    assert solution.assignment.tolist()[:3] == [1, 1, 1]
    assert solution.certificate.status == "optimal"


def test_weights_pull_the_site():
    assert answer(PMedian(line(0, 1, 2), [1, 1, 5], 1)).sites.tolist() == [2]


def test_count_binds():
    pairs = line(0, 1, 2, 10, 11)
    costs = [answer(PMedian(pairs, 1.0, p)).objective for p in (1, 2, 3, 5)]
    assert costs == pytest.approx([20, 3, 2, 0])


def test_required_site_binds_and_counts():
    pairs = line(0, 1, 2, 10, 11)
    solution = answer(PMedian(pairs, 1.0, 2, required=[0]))
    assert solution.sites[0] == 0
    assert solution.objective == pytest.approx(4)


def test_existing_site_serves_and_does_not_count():
    pairs = line(0, 1, 2, 10, 11)
    solution = answer(PMedian(pairs, 1.0, 1, existing=[0]))
    assert solution.sites.tolist() in ([0, 3], [0, 4])
    assert solution.objective == pytest.approx(4)


def test_radius_binds():
    # Unlimited, one site in the middle would do; within 1 km each end needs its own.
    far = answer(PMedian(line(0, 5, 10), [1, 0.1, 1], 2))
    assert far.objective == pytest.approx(0.5)
    near = PMedian(line(0, 5, 10, cutoff=1), [1, 0.1, 1], 2)
    assert solve(near, threads=1).certificate.status == "infeasible"


def test_budget_binds():
    pairs = line(0, 1, 2)
    free = PMedian(pairs, 1.0, 1, costs=[1, 9, 1], budget=9)
    tight = PMedian(pairs, 1.0, 1, costs=[1, 9, 1], budget=8)
    assert answer(free).sites.tolist() == [1]
    assert answer(tight).objective == pytest.approx(3)


def test_zero_distance_is_a_pair():
    assert answer(PMedian(line(0, 7), 1.0, 2)).objective == 0


def test_row_without_site_is_infeasible_and_named():
    pairs = CoverPairs.from_dense(np.array([[0.0, 1], [9, 9]]), 5)
    solution = solve(PMedian(pairs, 1.0, 2))
    assert solution.objective is None
    assert solution.certificate.status == "infeasible"
    assert "[1]" in str(solution.certificate.proven)


def test_more_required_than_count_is_infeasible():
    solution = solve(PMedian(line(0, 1, 2), 1.0, 1, required=[0, 1]))
    assert solution.certificate.status == "infeasible"


def test_count_too_small_for_the_radius_is_infeasible():
    solution = solve(PMedian(line(0, 100, 200, cutoff=10), 1.0, 2), threads=1)
    assert solution.certificate.status == "infeasible"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"weights": [1, np.nan, 1]}, "weights"),
        ({"count": -1}, "count"),
        ({"count": None}, "count"),
        ({"required": [7]}, "required"),
        ({"costs": [1, 1, 1]}, "budget"),
    ],
)
def test_bad_input_is_refused_by_name(change, words):
    values = {"weights": 1.0, "count": 1} | change
    with pytest.raises(ValueError, match=words):
        PMedian(line(0, 1, 2), **values)


def test_verify_catches_a_farther_assignment():
    problem = PMedian(line(0, 1, 2, 10, 11), 1.0, 2)
    good = answer(problem)
    moved = good.assignment.copy()
    moved[0] = good.sites[1]
    bad = Solution(good.sites, moved, good.covered, good.objective, good.certificate)
    assert "row 0 is assigned at 10" in faults(problem, bad)[0]
    with pytest.raises(VerificationFailed):
        verify(problem, bad)


def test_verify_catches_too_many_sites():
    problem = PMedian(line(0, 1, 2, 10, 11), 1.0, 2)
    many = answer(PMedian(line(0, 1, 2, 10, 11), 1.0, 3))
    assert any("at most 2" in fault for fault in faults(problem, many))


@st.composite
def small_problems(draw):
    n, m = draw(st.integers(1, 9)), draw(st.integers(1, 12))
    whole = st.integers(0, 20)
    metres = np.array(draw(st.lists(whole, min_size=n * m, max_size=n * m)), dtype=float).reshape(n, m)
    if draw(st.booleans()):
        metres += 0.37
    weights = np.array(draw(st.lists(st.integers(0, 9), min_size=n, max_size=n)))
    cutoff = draw(st.sampled_from([8.0, 15.0, np.inf]))
    sites = st.lists(st.integers(0, m - 1), max_size=1)
    return PMedian(
        CoverPairs.from_dense(metres, cutoff),
        weights,
        draw(st.integers(1, m)),
        existing=draw(sites),
        required=draw(sites),
    ), metres


def brute_force(problem, metres):
    best = np.inf
    m = metres.shape[1]
    reach = np.where(problem.pairs.binary().toarray() > 0, metres, np.inf)
    old, must = set(problem.open_already.tolist()), set(problem.must_open.tolist())
    new = [j for j in range(m) if j not in old]
    for p in range(problem.count + 1):
        for chosen in itertools.combinations(new, p):
            if must <= set(chosen) and (chosen or old):
                served = reach[:, sorted(old | set(chosen))].min(axis=1)
                if np.isfinite(served).all():
                    best = min(best, float((served * problem.row_weights).sum()))
    return best


@given(small_problems(), st.booleans())
@settings(max_examples=100, deadline=None)
def test_equals_brute_force(case, tree):
    problem, metres = case
    best = brute_force(problem, metres)
    kept = p_median._TREE_PAIRS
    p_median._TREE_PAIRS = 0 if tree else kept
    try:
        solution = solve(problem, gap=0.0, threads=1)
    finally:
        p_median._TREE_PAIRS = kept
    if not np.isfinite(best):
        assert solution.certificate.status == "infeasible"
        return
    verify(problem, solution)
    assert solution.objective == pytest.approx(best)
    assert solution.certificate.status == "optimal"


@pytest.mark.filterwarnings("ignore:PULP_CBC_CMD:DeprecationWarning")
def test_cbc_gives_the_same_answer():
    rng = np.random.default_rng(3)
    metres = rng.integers(1, 1000, (30, 20)).astype(float)
    problem = PMedian(
        CoverPairs.from_dense(metres, np.inf), rng.integers(1, 9, 30), 4, costs=np.ones(20), budget=4
    )
    assert answer(problem, solver="cbc").objective == pytest.approx(answer(problem).objective)


def test_little_work_claims_no_more_than_was_proven():
    rng = np.random.default_rng(0)
    places = rng.uniform(0, 1e4, (400, 2))
    metres = np.hypot(*(places[:, None] - places[None, :]).transpose(2, 0, 1))
    problem = PMedian(CoverPairs.from_dense(metres, np.inf), 1.0, 10)
    solution = solve(problem, work=0.3, gap=0.0, threads=1)
    verify(problem, solution)
    assert (solution.certificate.status == "optimal") == (solution.certificate.gap <= 1e-6)


def test_model_is_the_golden_one(tmp_path):
    problem = PMedian(
        line(0, 1, 3, cutoff=2), [1, 2, 3], 2, existing=[0], required=[1], costs=[1, 2, 3], budget=5
    )
    near = neighbours_of(problem.pairs, problem.row_weights)
    p_median.model(problem, near, np.arange(3)).build().writeLP(str(tmp_path / "model.lp"))
    assert (tmp_path / "model.lp").read_text() == (GOLDEN / "p_median.lp").read_text()


def pmed(folder: Path, number: int):
    """Read an OR-Library graph: where an edge is listed twice, the last one holds."""
    from scipy.sparse.csgraph import shortest_path

    path = folder / "benchmarks" / "orlib_pmed" / f"pmed{number}.txt"
    n, _, p = np.loadtxt(path, max_rows=1).astype(int)
    length = np.full((n, n), np.inf)
    for u, v, metres in np.loadtxt(path, skiprows=1).astype(int):
        length[u - 1, v - 1] = length[v - 1, u - 1] = metres
    return CoverPairs.from_dense(shortest_path(length, method="D"), np.inf), int(p)


@pytest.mark.parametrize(("number", "published"), [(1, 5819), (2, 4093), (6, 7824), (9, 2734), (13, 4374)])
def test_published_optima(benchmark_data, number, published):
    pairs, p = pmed(benchmark_data, number)
    solution = answer(PMedian(pairs, 1.0, p))
    assert solution.objective == published
    assert solution.certificate.status == "optimal"


def test_interrupt_returns_the_siting_with_its_bound(monkeypatch):
    rng = np.random.default_rng(0)
    places = rng.uniform(0, 1e4, (120, 2))
    metres = np.hypot(*(places[:, None] - places[None, :]).transpose(2, 0, 1))
    problem = PMedian(CoverPairs.from_dense(metres, np.inf), 1.0, 5)

    def interrupted(node):
        raise KeyboardInterrupt

    monkeypatch.setattr(p_median, "_TREE_PAIRS", 0)
    monkeypatch.setattr("optimize.location.p_median.bound._branching_site", interrupted)
    solution = answer(problem)
    assert solution.sites.size == 5
    assert solution.certificate.bound <= solution.objective
    assert solution.certificate.status in {"optimal", "feasible"}
