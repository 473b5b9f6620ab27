"""Maximal covering: hand cases, brute force, binding limits, the model's text, published values."""

from __future__ import annotations

import importlib.util
import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from gisplan_errors import VerificationFailed
from optimize import MCLP, CoverPairs, solve, verify
from optimize.covering.reduce import CoverCore
from optimize.location.mclp import ladder as mclp_ladder
from optimize.location.mclp.ladder import model

GOLDEN = Path(__file__).parents[2] / "golden" / "mclp.lp"


def line(demand, sites, radius):
    """Points on a line, metres."""
    return CoverPairs.from_dense(np.abs(np.subtract.outer(demand, sites)).astype(float), radius)


def answer(problem, **options):
    solution = solve(problem, threads=1, gap=0.0, **options)
    verify(problem, solution)
    return solution


def brute(problem):
    """Try every choice of sites."""
    n = problem.pairs.n_sites
    reach = problem.pairs.binary().toarray() > 0
    always = set(problem.open_already.tolist())
    best = None
    for bits in range(2**n):
        new = {j for j in range(n) if bits >> j & 1} - always
        if not set(problem.must_open.tolist()) <= new:
            continue
        if problem.count is not None and len(new) > problem.count:
            continue
        if problem.budget is not None and problem.site_costs[sorted(new)].sum() > problem.budget:
            continue
        value = problem.row_weights[reach[:, sorted(new | always)].any(axis=1)].sum()
        best = value if best is None else max(best, value)
    return best


@st.composite
def problems(draw, most_sites=8):
    n, rows = draw(st.integers(1, most_sites)), draw(st.integers(1, 14))
    seed = draw(st.integers(0, 10_000))
    rng = np.random.default_rng(seed)
    pairs = CoverPairs.from_dense(rng.random((rows, n)) * 100, draw(st.sampled_from([15.0, 35.0, 60.0])))
    weights = rng.integers(0, 9, rows) if draw(st.booleans()) else rng.random(rows)
    some = st.sets(st.integers(0, n - 1), max_size=2)
    count = draw(st.integers(0, 4))
    limits = {"costs": rng.integers(0, 6, n).astype(float), "budget": float(draw(st.integers(0, 12)))}
    return MCLP(
        pairs,
        weights.astype(float),
        count,
        existing=np.array(sorted(draw(some)), dtype=int),
        required=np.array(sorted(draw(some)), dtype=int),
        **(limits if draw(st.booleans()) else {}),
    )


def test_by_hand():
    """Rows at 0, 10, 20, 100; sites at 10 and 100; radius 10: one site covers three rows, two cover all."""
    pairs = line([0, 10, 20, 100], [10, 100], 10.0)
    one, two = (answer(MCLP(pairs, [1.0, 1, 1, 2], k)) for k in (1, 2))
    assert (one.sites.tolist(), one.objective) == ([0], 3.0)
    assert one.covered.tolist() == [True, True, True, False]
    assert (two.sites.tolist(), two.objective) == ([0, 1], 5.0)
    assert one.certificate.status == two.certificate.status == "optimal"


@settings(max_examples=80, deadline=None)
@given(problems())
def test_equals_brute_force(problem):
    best, solution = brute(problem), solve(problem, threads=1, gap=0.0)
    verify(problem, solution)
    if best is None:
        assert solution.certificate.status == "infeasible"
        return
    assert solution.objective == pytest.approx(best)
    assert solution.certificate.status == "optimal"


@settings(max_examples=60, deadline=None)
@given(problems(most_sites=12), st.sampled_from([10**9, 0]))
def test_ladder_for_large_problems_equals_brute_force(problem, lp_pairs):
    """The same stages that large problems take, forced on small ones: relaxation, rounding, fixing, rest."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mclp_ladder, "EXACT_ROWS", 0)
        patch.setattr(mclp_ladder, "_LP_PAIRS", lp_pairs)
        patch.setattr(mclp_ladder, "_SEARCHES", ((5, 0.1), (50, 0.1)))
        solution = solve(problem, threads=1, gap=0.0)
    verify(problem, solution)
    best = brute(problem)
    if best is None:
        assert solution.certificate.status == "infeasible"
        return
    assert solution.objective == pytest.approx(best)
    assert solution.certificate.bound >= best - 1e-6


@pytest.mark.parametrize("solver", ["highs", "cbc"])
def test_solvers_agree(solver):
    rng = np.random.default_rng(4)
    pairs = CoverPairs.from_dense(rng.random((60, 15)), 0.2)
    solution = answer(MCLP(pairs, rng.random(60), 4), solver=solver)
    reach = pairs.binary().toarray() > 0
    weights = np.random.default_rng(4)
    weights.random((60, 15))
    w = weights.random(60)
    best = max(w[reach[:, list(s)].any(axis=1)].sum() for s in itertools.combinations(range(15), 4))
    assert solution.objective == pytest.approx(best)


def test_radius_binds():
    narrow, wide = (MCLP(line([0, 30, 60], [0, 30], r), 1.0, 1) for r in (20.0, 30.0))
    assert (answer(narrow).objective, answer(wide).objective) == (1.0, 3.0)


def test_count_binds():
    pairs = line([0, 100, 200], [0, 100, 200], 1.0)
    assert [answer(MCLP(pairs, 1.0, k)).objective for k in (0, 1, 2, 3)] == [0.0, 1.0, 2.0, 3.0]


def test_budget_binds():
    pairs = line([0, 100, 100], [0, 100], 1.0)
    problem = MCLP(pairs, 1.0, None, costs=[1.0, 3.0], budget=2.0)
    assert (answer(problem).sites.tolist(), answer(problem).objective) == ([0], 1.0)


def test_required_sites_bind():
    pairs = line([0, 100, 100], [0, 100], 1.0)
    free, bound = MCLP(pairs, 1.0, 1), MCLP(pairs, 1.0, 1, required=[0])
    assert (answer(free).sites.tolist(), answer(bound).sites.tolist()) == ([1], [0])


def test_existing_sites_are_open_and_do_not_count():
    pairs = line([0, 100, 200], [0, 100, 200], 1.0)
    solution = answer(MCLP(pairs, 1.0, 1, existing=[0], required=[2]))
    assert (solution.sites.tolist(), solution.objective) == ([0, 2], 2.0)


def test_more_required_than_allowed_is_infeasible():
    solution = solve(MCLP(line([0, 1], [0, 1], 0.0), 1.0, 1, required=[0, 1]))
    assert solution.certificate.status == "infeasible"
    assert solution.objective is None
    assert "required sites" in str(solution.certificate.proven)


def test_rows_out_of_reach_stay_uncovered():
    solution = answer(MCLP(line([0, 999], [0], 1.0), [1.0, 5.0], 1))
    assert solution.covered.tolist() == [True, False]


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"weights": [1.0]}, "weights: shape"),
        ({"weights": [1.0, np.nan]}, "index 1"),
        ({"weights": [1.0, -1.0]}, "index 1"),
        ({"count": -1}, "count is -1"),
        ({"count": 1.5}, "count is 1.5"),
        ({"count": None}, "give a count"),
        ({"required": [7]}, "required: sites"),
        ({"existing": [0.5]}, "existing: expected"),
        ({"costs": [1.0, 1.0]}, "come together"),
        ({"costs": [1.0, 1.0], "budget": -1.0}, "budget is -1"),
    ],
)
def test_bad_input_is_named(change, text):
    good = {"pairs": line([0, 1], [0, 1], 1.0), "weights": 1.0, "count": 1}
    with pytest.raises(ValueError, match=text):
        MCLP(**(good | change))


def test_verify_names_what_is_wrong():
    from dataclasses import replace

    problem = MCLP(line([0, 100], [0, 100], 1.0), 1.0, 1, required=[0])
    good = answer(problem)
    for change, text in (
        ({"sites": np.array([1])}, "required sites not open"),
        ({"sites": np.array([0, 1])}, "2 new sites, at most 1"),
        ({"covered": np.array([True, True])}, "marked wrongly"),
        ({"objective": 2.0}, "covered weight is 1.0"),
        ({"certificate": replace(good.certificate, bound=3.0)}, "gap"),
        ({"certificate": replace(good.certificate, bound=0.5, gap=0.5)}, "better than its bound"),
        ({"certificate": replace(good.certificate, bound=2.0, gap=1.0)}, "called optimal"),
    ):
        with pytest.raises(VerificationFailed, match=text):
            verify(problem, replace(good, **change))


def test_golden_model(tmp_path):
    """Row 0 (weight 1) is reached by sites 0 and 1, row 1 (weight 2) by 1 and 2; site 2 alone wins 4 more."""
    cover = sparse.csr_array(np.array([[1.0, 1, 0], [0, 1, 1]]))
    core = CoverCore(cover, np.array([1.0, 2]), np.array([0.0, 0, 4]), np.arange(3), 8.0)
    model(core, 2, np.array([1.0, 2, 3]), 4.0).build().writeLP(str(tmp_path / "model.lp"))
    assert (tmp_path / "model.lp").read_text(encoding="utf-8") == GOLDEN.read_text(encoding="utf-8")


def test_every_family_of_rows_stands_in_the_golden_file():
    text = GOLDEN.read_text(encoding="utf-8")
    assert all(f"\n{name}_0" in text for name in ("cover", "count", "budget"))


def instances(root):
    spec = importlib.util.spec_from_file_location("instances", root / "tests" / "benchmarks" / "instances.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_published_instance_is_bounded_rightly(benchmark_data, root):
    """The best known value lies between answer and bound; the answer is close to it. A benchmark has all."""
    pairs, weights, known = instances(root).read_mclp(benchmark_data, "NewYork", 50, 400)
    problem = MCLP(pairs, weights, 50)
    solution = solve(problem, threads=1, work=2.0)
    verify(problem, solution)
    assert solution.certificate.bound >= known
    assert solution.objective >= 0.98 * known
    if solution.certificate.status == "optimal":
        assert solution.objective >= known


@pytest.mark.parametrize(("name", "radius"), [("NewYork", 400), ("Bronx", 600)])
def test_distances_reproduce_the_published_values(benchmark_data, root, name, radius):
    import re

    for count in (50, 60, 70, 80, 90, 100):
        pairs, weights, known = instances(root).read_mclp(benchmark_data, name, count, radius)
        folder = benchmark_data / "benchmarks" / "mclp_newyork"
        text = (folder / f"{name}_{count}_{radius}.txt").read_text(encoding="utf-8")
        sites = [int(k) for k in re.search(r"Facilidade:([\d\s]+)", text).group(1).split()]
        reached = np.asarray(pairs.binary()[:, sites].sum(axis=1)).ravel() > 0
        assert weights[reached].sum() == known
