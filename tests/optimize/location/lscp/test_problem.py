"""Set covering and backup covering: hand cases, brute force, what binds, the models' text."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from gisplan_errors import VerificationFailed
from optimize import LSCP, LSCPB, CoverPairs, solve, verify
from optimize.location.lscp import ladder as lscp
from optimize.location.lscp import ladder as lscp_ladder
from optimize.location.lscp import problem as lscp_backup

GOLDEN = Path(__file__).parents[2] / "golden"


def line(demand, sites, radius):
    return CoverPairs.from_dense(np.abs(np.subtract.outer(demand, sites)).astype(float), radius)


def answer(problem, **options):
    solution = solve(problem, threads=1, gap=0.0, **options)
    verify(problem, solution)
    return solution


@st.composite
def problems(draw, most_sites=12):
    n, rows = draw(st.integers(1, most_sites)), draw(st.integers(1, 14))
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    distances = rng.random((rows, n)) * 100
    distances[np.arange(rows), rng.integers(0, n, rows)] = 0.0
    pairs = CoverPairs.from_dense(distances, draw(st.sampled_from([5.0, 25.0, 50.0])))
    some = st.sets(st.integers(0, n - 1), max_size=2)
    return LSCP(
        pairs,
        existing=np.array(sorted(draw(some)), dtype=int),
        required=np.array(sorted(draw(some)), dtype=int),
        costs=rng.integers(0, 7, n).astype(float) if draw(st.booleans()) else None,
    )


def complete(problem, times=1):
    """List every choice of sites that covers all rows."""
    reach = problem.pairs.binary().toarray()
    must = {*np.asarray(problem.existing).tolist(), *np.asarray(problem.required).tolist()}
    n = problem.pairs.n_sites
    return [
        chosen
        for k in range(n + 1)
        for chosen in itertools.combinations(range(n), k)
        if must <= set(chosen) and (reach[:, list(chosen)].sum(axis=1) >= times).all()
    ]


def test_by_hand():
    """A line of five rows, sites in between, radius 10: two sites, and no single one."""
    solution = answer(LSCP(line([0, 10, 20, 30, 40], [0, 10, 20, 30, 40], 10.0)))
    assert solution.objective == 2.0
    assert solution.certificate.status == "optimal"


@settings(max_examples=80, deadline=None)
@given(problems())
def test_equals_brute_force(problem):
    solution = answer(problem)
    assert solution.objective == pytest.approx(
        min(problem.site_costs[list(s)].sum() for s in complete(problem))
    )
    assert solution.certificate.status == "optimal"


@settings(max_examples=60, deadline=None)
@given(problems(), st.booleans())
def test_ladder_for_large_problems_equals_brute_force(problem, priced):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lscp_ladder, "_EXACT_PAIRS", -1)
        patch.setattr(lscp_ladder, "_LP_PAIRS", -1 if priced else 10**9)
        patch.setattr(lscp_ladder, "_STEPS", 10)
        solution = answer(problem)
    best = min(problem.site_costs[list(s)].sum() for s in complete(problem))
    assert solution.objective == pytest.approx(best)
    assert solution.certificate.bound <= best + 1e-6


def test_radius_binds():
    near, far = (answer(LSCP(line([0, 30], [0, 30], r))) for r in (10.0, 30.0))
    assert (near.objective, far.objective) == (2.0, 1.0)


def test_required_and_existing_sites_bind():
    pairs = line([0, 10], [0, 5, 10], 5.0)
    assert answer(LSCP(pairs)).sites.tolist() == [1]
    assert answer(LSCP(pairs, required=[0])).objective == 2.0
    free = answer(LSCP(pairs, existing=[0]))
    assert (free.objective, 0 in free.sites) == (1.0, True)


def test_costs_bind():
    pairs = line([0, 10], [0, 5, 10], 5.0)
    assert answer(LSCP(pairs, costs=[1.0, 9.0, 1.0])).sites.tolist() == [0, 2]


def test_row_out_of_reach_is_named():
    solution = solve(LSCP(line([0, 99], [0], 1.0)))
    assert solution.certificate.status == "infeasible"
    assert "[1]" in str(solution.certificate.proven)
    verify(LSCP(line([0, 99], [0], 1.0)), solution)


def test_parts_are_solved_apart_and_added_up():
    pairs = line([0, 10, 1000, 1010, 5000], [0, 10, 1000, 1010, 5000], 10.0)
    assert answer(LSCP(pairs)).objective == 3.0


def test_large_cover_stopped_early_is_never_called_optimal():
    """spopt returns such a cover as Optimal; here the status follows from the bound."""
    rng = np.random.default_rng(2)
    pairs = CoverPairs.from_dense(rng.random((400, 150)), 0.04)
    problem = LSCP(pairs.select(rows=np.diff(pairs.indptr) > 0))
    solution = solve(problem, threads=1, work=2.0, gap=0.0)
    verify(problem, solution)
    said = solution.certificate
    assert (said.status == "optimal") == (said.gap <= 1e-6)
    assert said.bound <= solution.objective


def test_verify_names_what_is_wrong():
    problem = LSCP(line([0, 30], [0, 30], 10.0))
    good = answer(problem)
    for change, text in (
        ({"sites": np.array([0])}, r"not covered, first: \[1\]"),
        ({"covered": np.array([True, False])}, "marked as not covered"),
        ({"objective": 1.0}, "the sites cost 2"),
    ):
        with pytest.raises(VerificationFailed, match=text):
            verify(problem, replace(good, **change))


def test_backup_by_hand():
    """Sites 1 and 2 both cover the middle row; the fewest sites are two, and only one pair backs a row up."""
    pairs = line([0, 10, 20], [0, 10, 20], 10.0)
    solution = answer(LSCPB(pairs, [1.0, 5.0, 1.0], count=2))
    assert solution.objective == 6.0
    assert solution.covered.tolist() in ([True, True, False], [False, True, True])
    assert answer(LSCPB(pairs, [1.0, 5.0, 1.0])).objective == 0.0


@settings(max_examples=50, deadline=None)
@given(problems(), st.integers(0, 2))
def test_backup_equals_brute_force(problem, more):
    weights = np.random.default_rng(more).integers(0, 9, problem.pairs.n_demand).astype(float)
    free = set(np.asarray(problem.existing).tolist())
    reach = problem.pairs.binary().toarray()
    sets = complete(problem)
    fewest = min(len(set(s) - free) for s in sets)
    count = None if more == 0 else fewest + more
    best = max(
        weights[reach[:, list(s)].sum(axis=1) > 1].sum()
        for s in sets
        if len(set(s) - free) <= (fewest if count is None else count)
    )
    twin = LSCPB(problem.pairs, weights, count, existing=problem.existing, required=problem.required)
    solution = answer(twin)
    assert solution.objective == pytest.approx(best)
    assert solution.certificate.status == "optimal"


def test_backup_radius_count_required_and_existing_bind():
    """Rows and sites at 0, 10 and 20; rows weigh 1, 5, 1; a backup is a second site within the radius."""

    def value(radius=10.0, count=2, **more):
        return answer(LSCPB(line([0, 10, 20], [0, 10, 20], radius), [1.0, 5, 1], count, **more)).objective

    assert value() == 6.0
    assert value(count=3) == 7.0
    assert value(radius=20.0) == 7.0
    assert value(required=[0, 2]) == 5.0
    assert value(count=1, existing=[0]) == 6.0


def test_backup_with_too_few_sites_is_infeasible():
    assert solve(LSCPB(line([0, 99], [0, 99], 1.0), count=1)).certificate.status == "infeasible"


def test_verify_checks_backup():
    problem = LSCPB(line([0, 10, 20], [0, 10, 20], 10.0), count=2)
    good = answer(problem)
    for change, text in (
        ({"sites": np.array([0])}, "not covered"),
        ({"sites": np.array([0, 1, 2])}, "3 new sites"),
        ({"covered": np.zeros(3, dtype=bool)}, "marked wrongly"),
        ({"objective": 3.0}, "backed-up weight"),
    ):
        with pytest.raises(VerificationFailed, match=text):
            verify(problem, replace(good, **change))


def test_golden_models(tmp_path):
    """Two rows, three sites; for backup, sites 0 (existing) and 2 are fixed open and p = 2."""
    cover = sparse.csr_array(np.array([[1.0, 1, 0], [0, 1, 1]]))
    models = {
        "lscp": lscp.model(cover, np.array([1.0, 2, 3])),
        "lscpb": lscp_backup.model(cover, np.array([5.0, 7]), 2, np.array([0, 2]), np.array([0])),
    }
    for name, builder in models.items():
        builder.build().writeLP(str(tmp_path / f"{name}.lp"))
        golden = (GOLDEN / f"{name}.lp").read_text(encoding="utf-8")
        assert (tmp_path / f"{name}.lp").read_text(encoding="utf-8") == golden
