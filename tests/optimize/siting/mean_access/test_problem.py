"""Mean access: hand-solved and enumerated answers, bounds that hold, constraints that bind."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from gisplan_errors import InfeasiblePlan
from optimize.cover_pairs import CoverPairs
from optimize.entry import solve
from optimize.own_rows import OwnRows
from optimize.siting.mean_access import search
from optimize.siting.mean_access.bound import Prices, Relaxation
from optimize.siting.mean_access.exchange import Search
from optimize.siting.mean_access.problem import MeanAccess, check_mean_access
from optimize.solvers.limits import Clock


def line(**changes: object) -> MeanAccess:
    """Give towns at 0, 100, 200 and 1000 m on a road, a site in each; the far town is a zone of its own."""
    at = np.array([0.0, 100.0, 200.0, 1000.0])
    base = MeanAccess(
        pairs=CoverPairs.from_dense(np.abs(at[:, None] - at), 900.0),
        weights=np.array([10.0, 10.0, 10.0, 1.0]),
        zone=np.array([0, 0, 0, 1]),
        limit_m=np.array([np.inf, np.inf]),
        count=1,
    )
    return replace(base, **changes)


def checked(problem: MeanAccess, **options: object):
    solution = solve(problem, **{"gap": 0.0, "threads": 1, "work": 20.0, **options})
    assert check_mean_access(problem, solution) == []
    return solution


def test_one_median_is_the_middle_town() -> None:
    solution = checked(line())
    np.testing.assert_array_equal(solution.sites, [1])
    np.testing.assert_allclose(solution.zone_mean_m, [200 / 3, 900])
    assert [c.status for c in solution.certificates] == ["optimal", "optimal"]
    assert solution.certificates[1].objective == pytest.approx(2900.0)


def test_a_zone_limit_binds_before_the_total() -> None:
    # the far zone must be within 850 m on average: from site 2 it is 800 m away, though the total is longer
    solution = checked(line(limit_m=np.array([np.inf, 850.0])))
    np.testing.assert_array_equal(solution.sites, [2])
    assert solution.excess == 0


def test_excess_that_no_site_avoids_is_least() -> None:
    solution = checked(line(limit_m=np.array([0.0, 0.0])))
    assert solution.excess == pytest.approx(2900.0)
    assert solution.certificates[0].status == "optimal"


def test_required_sites_open() -> None:
    np.testing.assert_array_equal(checked(line(required=np.array([3]))).sites, [3])


def test_more_required_sites_than_may_open_are_named() -> None:
    with pytest.raises(InfeasiblePlan, match="2 new sites are required, but only 1 may open"):
        checked(line(required=np.array([0, 1])))


def test_bad_arrays_are_named() -> None:
    with pytest.raises(ValueError, match="zone must be 4 indices into the 1 limits"):
        line(limit_m=np.array([1.0]))
    with pytest.raises(ValueError, match=r"required: sites \[4\] lie outside 0 … 3"):
        line(required=np.array([4]))


def test_check_finds_corruption() -> None:
    problem = line(required=np.array([1]))
    solution = checked(problem)
    assert "required: site 1" in check_mean_access(problem, replace(solution, sites=np.array([0])))[0]
    assert "distance of row 0" in check_mean_access(problem, replace(solution, distance_m=np.zeros(4)))[0]
    assert "count: 2 sites" in check_mean_access(problem, replace(solution, sites=np.array([0, 1])))[0]


def towns(seed: int, count: int, limit: float, **changes: object) -> MeanAccess:
    """Give nine towns and six places on a map, in two zones, each with a limit."""
    random = np.random.default_rng(seed)
    rows, sites = 9, 6
    metres = np.round(
        np.linalg.norm(random.uniform(0, 200, (rows, 1, 2)) - random.uniform(0, 200, (1, sites, 2)), axis=2)
    )
    base = MeanAccess(
        pairs=CoverPairs.from_dense(metres, 120.0),
        weights=random.integers(1, 9, rows).astype(float),
        zone=random.integers(0, 2, rows),
        limit_m=np.array([limit, 80.0]),
        count=count,
        cutoff_m=120.0,
    )
    return replace(base, **changes)


def value(problem: MeanAccess, chosen: tuple[int, ...]) -> tuple[float, float]:
    """Give excess and total of a choice from the dense distances."""
    dense = np.full(problem.pairs.shape, problem.cutoff)
    dense[problem.pairs.rows(), problem.pairs.indices] = problem.pairs.distances
    near = np.minimum(dense[:, chosen].min(axis=1, initial=problem.cutoff), problem.cutoff)
    total = np.bincount(problem.zone, problem.weights * near, minlength=2)
    with np.errstate(invalid="ignore"):
        asked = np.where(np.isfinite(problem.limit_m), problem.people * problem.limit_m, np.inf)
    return round(float(np.maximum(total - asked, 0).sum()), 6), round(float(total.sum()), 6)


def allowed(problem: MeanAccess) -> list[tuple[int, ...]]:
    """List all choices of as many sites as may open, without pairs that stay apart."""
    required, apart = set(np.flatnonzero(problem.forced)), problem.kept_apart
    chosen = combinations(range(problem.pairs.n_sites), problem.count)
    return [one for one in chosen if required <= set(one) and not apart.broken(np.array(one)).size]


MAPS = {
    "seed": st.integers(0, 10_000),
    "count": st.integers(1, 4),
    "limit": st.sampled_from([30.0, 60.0, np.inf]),
    "apart": st.sampled_from([None, np.array([[0, 1], [1, 2]])]),
    "required": st.sampled_from([None, np.array([4])]),
}


@settings(max_examples=60, deadline=None, derandomize=True)
@given(**MAPS)
def test_matches_enumeration_and_bounds_hold(**given: object) -> None:
    problem = towns(**given)
    best = min(value(problem, chosen) for chosen in allowed(problem))
    solution = checked(problem)
    assert (round(solution.excess, 6), round(float(problem.weights @ solution.distance_m), 6)) == best
    for certificate in solution.certificates:
        assert certificate.bound <= certificate.objective


@settings(max_examples=60, deadline=None, derandomize=True)
@given(prices=st.integers(0, 10_000), over=st.booleans(), **MAPS)
def test_no_prices_bound_above_the_best_choice(prices: int, over: bool, **given: object) -> None:
    """Any prices give a valid bound of each stage, and drop no site of a choice better than a known one."""
    problem = towns(**given)
    random = np.random.default_rng(prices)
    tried = Prices(random.uniform(0, 120, 9), random.uniform(0, 4, 2))
    values = {chosen: value(problem, chosen) for chosen in allowed(problem)}
    least = min(values.values())
    known = sorted(values.values())[len(values) // 2]
    for aim, best, mark in (("excess", least[0], known[0]), ("total", least[1], max(known[1], least[1]))):
        relaxation = Relaxation(problem, aim, np.array([over, False]), least[0])
        assert relaxation.value(tried) <= best + 1e-6
        found = relaxation.climb(tried, max(best, 1.0), gap=0.0, stop=lambda _: False)
        assert found.bound <= best + 1e-6
        assert relaxation.value(found.prices) == pytest.approx(found.bound)
        kept = set(np.flatnonzero(relaxation.kept(found, mark)))
        better = [
            one for one, (excess, total) in values.items() if (excess if aim == "excess" else total) < mark
        ]
        better = better if aim == "excess" else [one for one in better if values[one][0] <= least[0]]
        assert all(set(one) - set(np.flatnonzero(problem.forced)) <= kept for one in better)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(**MAPS)
def test_the_exchange_ends_where_no_exchange_helps(**given: object) -> None:
    problem = towns(**given)
    moving = Search(problem)
    moving.add_greedily(Clock(None))
    before = moving.merit()
    moving.exchange(Clock(None))
    open_now = set(moving.chosen().tolist())
    excess, total = value(problem, tuple(sorted(open_now)))
    assert moving.merit() == pytest.approx(1e3 * excess + total)
    assert moving.merit() <= before
    for out in open_now - set(np.flatnonzero(problem.forced)):
        for into in set(range(6)) - open_now:
            there = tuple(sorted(open_now - {out} | {into}))
            if not problem.kept_apart.broken(np.array(there)).size:
                excess, total = value(problem, there)
                assert 1e3 * excess + total >= moving.merit() * (1 - 1e-8) - 1e-6


def test_pairs_beyond_a_required_site_matter_to_nobody() -> None:
    problem = line(required=np.array([1]), count=2)
    left = problem.undominated()
    assert left.pairs.to_csr().toarray().tolist() == [
        [0.0, 100.0, 0.0, 0.0],
        [0.0, 0.0, 0.0, 0.0],
        [0.0, 100.0, 0.0, 0.0],
        [0.0, 900.0, 800.0, 0.0],
    ]
    assert left.pairs.n_pairs == 8
    assert left.cutoff == problem.cutoff


def test_beside_own_rows_no_search_runs_whose_answer_none_may_use(monkeypatch) -> None:
    """The middle town is barred: the integer model alone answers, and the bound is still of all choices."""
    own = OwnRows(("not 1",), sparse.csr_array([[0.0, 1.0, 0.0, 0.0]]), np.array([-np.inf]), np.array([0.0]))
    monkeypatch.setattr(Search, "add_greedily", None)
    monkeypatch.setattr(Search, "exchange", None)
    solution = checked(line(own=own))
    np.testing.assert_array_equal(solution.sites, [2])
    assert solution.certificates[1].objective == pytest.approx(10 * 200 + 10 * 100 + 800)
    assert [c.status for c in solution.certificates] == ["optimal", "optimal"]


def test_beside_own_rows_a_gap_of_the_model_is_closed_by_prices(monkeypatch) -> None:
    """A model that hands out no bound leaves that of the relaxation, which looks at no own row and holds."""
    own = OwnRows(("any",), sparse.csr_array(np.ones((1, 4))), np.array([-np.inf]), np.array([4.0]))
    asked = search.run
    monkeypatch.setattr(search, "run", lambda *given, **named: replace(asked(*given, **named), bound=None))
    solution = solve(line(own=own), gap=0.0, threads=1)
    said = solution.certificates[1]
    assert said.bound == pytest.approx(2900.0, rel=0.05)
    assert said.bound <= 2900.0 * (1 + 1e-9)
