from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gisplan_errors import VerificationFailed
from optimize.entry import solve, verify
from optimize.location import p_dispersion
from optimize.location.p_dispersion import PDispersion, clique_cover, separation
from optimize.location.site_choice import Solution

GOLDEN = Path(__file__).parents[1] / "golden"


def line(*km):
    places = np.array(km, dtype=float)
    return np.abs(places[:, None] - places[None, :])


def answer(problem, **options):
    solution = solve(problem, threads=1, **options)
    verify(problem, solution)
    return solution


def test_hand_solved_line():
    solution = answer(PDispersion(line(0, 1, 4, 6, 10), 3))
    assert solution.sites.tolist() in ([0, 2, 4], [0, 3, 4])
    assert solution.objective == 4
    assert solution.certificate.status == "optimal"


def test_count_binds():
    metres = line(0, 1, 4, 6, 10)
    assert [answer(PDispersion(metres, p)).objective for p in (2, 3, 4, 5)] == [10, 4, 2, 1]


def test_required_and_existing_bind():
    metres = line(0, 1, 4, 6, 10)
    assert answer(PDispersion(metres, 2, required=[2])).objective == 6
    assert answer(PDispersion(metres, 1, existing=[1])).objective == 9
    assert answer(PDispersion(metres, 2, existing=[0, 1])).objective == 1


def test_infinite_distance_is_far_apart():
    metres = np.array([[0.0, np.inf, 1], [np.inf, 0, 2], [1, 2, 0]])
    solution = solve(PDispersion(metres, 3), threads=1)
    assert solution.objective == 1


@pytest.mark.parametrize("count", [0, 1, 6])
def test_too_few_or_too_many_sites_are_infeasible(count):
    assert solve(PDispersion(line(0, 1, 4, 6, 10), count)).certificate.status == "infeasible"


@pytest.mark.parametrize(
    ("metres", "words"),
    [(np.ones((2, 3)), "shape"), (np.array([[0, 1.0], [2, 0]]), "symmetric"), (-line(0, 1), "at least 0")],
)
def test_bad_distances_are_refused(metres, words):
    with pytest.raises(ValueError, match=words):
        PDispersion(metres, 2)


@given(st.lists(st.booleans(), min_size=28, max_size=28))
def test_cliques_hold_every_near_pair_and_nothing_else(bits):
    near = np.zeros((8, 8), dtype=bool)
    near[np.triu_indices(8, 1)] = bits
    near |= near.T
    cliques = clique_cover(near).toarray() > 0
    together = np.zeros((8, 8), dtype=bool)
    for clique in cliques:
        together |= np.outer(clique, clique)
    np.fill_diagonal(together, val=False)
    assert np.array_equal(together, near)


@st.composite
def small_problems(draw):
    m = draw(st.integers(2, 12))
    metres = np.zeros((m, m))
    metres[np.triu_indices(m, 1)] = draw(
        st.lists(st.integers(0, 20), min_size=m * (m - 1) // 2, max_size=m * (m - 1) // 2)
    )
    sites = st.lists(st.integers(0, m - 1), max_size=2, unique=True)
    return PDispersion(metres + metres.T, draw(st.integers(1, m)), existing=draw(sites), required=draw(sites))


@given(small_problems())
@settings(max_examples=100, deadline=None)
def test_equals_brute_force(problem):
    old, must = set(problem.open_already.tolist()), set(problem.must_open.tolist())
    new = sorted(set(range(problem.n_sites)) - old)
    open_sets = [
        np.array(sorted(old | set(chosen)))
        for chosen in itertools.combinations(new, problem.count)
        if must <= set(chosen) and len(old) + problem.count > 1
    ]
    solution = solve(problem, threads=1)
    if not open_sets:
        assert solution.certificate.status == "infeasible"
        return
    verify(problem, solution)
    assert solution.objective == max(separation(problem.metres, sites) for sites in open_sets)
    assert solution.certificate.status == "optimal"


def test_verify_catches_sites_too_near():
    problem = PDispersion(line(0, 1, 4, 6, 10), 3)
    good = answer(problem)
    bad = Solution(np.array([0, 1, 4]), None, good.covered, 4.0, good.certificate)
    with pytest.raises(VerificationFailed, match=r"1\.0 apart"):
        verify(problem, bad)


def test_model_is_the_golden_one(tmp_path):
    problem = PDispersion(line(0, 1, 4, 6, 10), 2, existing=[0], required=[4])
    p_dispersion.model(problem, 5.0).build().writeLP(str(tmp_path / "model.lp"))
    assert (tmp_path / "model.lp").read_text() == (GOLDEN / "p_dispersion.lp").read_text()
