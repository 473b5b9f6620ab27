"""The third stage of a sizing: the least used site as much as can be, then the next; hand-solved cases."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimize.cover_pairs import CoverPairs
from optimize.entry import faults, solve
from optimize.sizing import use as use_module
from optimize.sizing.use import EDGES, UseProblem, unevenness
from tests.optimize.sizing_cases import SERVES, index

FAR = 9e9


def case(
    metres: list[list[float]],
    energy: list[float],
    able: list[list[float]],
    users: list[int],
    flow: list[float],
) -> UseProblem:
    pairs = CoverPairs.from_dense(np.array(metres), 1e6)
    return UseProblem(pairs, np.array(energy), index(*users), SERVES, np.array(able), np.array(flow))


def loads(problem: UseProblem) -> np.ndarray:
    used = solve(problem, work=20.0)
    assert not faults(problem, used)
    assert used.certificates[0].status == "optimal"
    return problem.loads(used.flow)[0]


def test_two_sites_alike_share_what_one_had_alone():
    problem = case([[100.0, 900.0]], [60.0], [[100.0, 0.0], [100.0, 0.0]], [0], [60.0, 0.0])
    np.testing.assert_allclose(loads(problem), [30.0, 30.0], atol=2.5)


def test_the_least_used_site_gets_what_reaches_it_though_the_mean_of_the_others_falls():
    # row 0 reaches A and B, row 1 B and C, row 2 only C: A can have all of row 0, the others share the rest
    metres = [[1.0, 1.0, FAR], [FAR, 1.0, 1.0], [FAR, FAR, 1.0]]
    able = [[100.0, 0.0]] * 3
    problem = case(metres, [20.0, 20.0, 80.0], able, [0, 0, 0], [0.0, 20.0, 0.0, 20.0, 80.0])
    np.testing.assert_allclose(loads(problem), [20.0, 20.0, 80.0], atol=1e-3)


def test_fast_users_are_never_sent_to_slow_chargers():
    # site 1 has slow chargers only: the fast row stays at site 0, the other one goes to site 1
    able = [[50.0, 100.0], [150.0, 0.0]]
    problem = case([[1.0, 1.0], [1.0, 1.0]], [50.0, 50.0], able, [1, 0], [50.0, 0.0, 50.0, 0.0])
    used = solve(problem, work=20.0)
    assert used.flow[1] == 0.0
    # 50 each, to a step of 5 % of 150
    np.testing.assert_allclose(problem.loads(used.flow)[0], [50.0, 50.0], atol=7.5)


def test_of_two_ways_alike_the_nearer_is_taken():
    problem = case(
        [[100.0, 900.0], [900.0, 100.0]], [50.0, 50.0], [[100.0, 0.0]] * 2, [0, 0], [0.0, 50.0, 50.0, 0.0]
    )
    used = solve(problem, work=20.0)
    np.testing.assert_allclose(used.flow, [50.0, 0.0, 0.0, 50.0], atol=1e-3)


def test_a_site_is_given_no_more_than_is_asked_where_its_energy_has_another_way():
    # 30 each would be even; site 0 should have 12 at most, and 48 find room at site 1
    problem = case([[1.0, 1.0]], [60.0], [[100.0, 0.0], [100.0, 0.0]], [0], [60.0, 0.0])
    held = replace(problem, most=np.array([12.0, np.inf]))
    np.testing.assert_allclose(loads(held), [12.0, 48.0], atol=1e-3)


def test_what_has_no_other_way_stays_above_the_most_of_its_site():
    # row 1 reaches site 0 alone: its 20 stay there, row 0 goes to site 1 with all it has
    problem = case([[1.0, 1.0], [1.0, FAR]], [40.0, 20.0], [[100.0, 0.0]] * 2, [0, 0], [40.0, 0.0, 20.0])
    held = replace(problem, most=np.array([5.0, np.inf]))
    np.testing.assert_allclose(loads(held), [20.0, 40.0], atol=1e-3)


def test_energy_that_is_not_free_stays_where_it_is():
    # both rows reach both sites; row 1 is held, so of the 60 at site 0 only row 0's 40 leave
    problem = case([[1.0, 1.0], [1.0, 1.0]], [40.0, 20.0], [[100.0, 0.0]] * 2, [0, 0], [40.0, 0.0, 20.0, 0.0])
    held = replace(problem, most=np.array([5.0, np.inf]), free=np.array([True, False]))
    used = solve(held, work=20.0)
    assert not faults(held, used)
    np.testing.assert_allclose(used.flow, [0.0, 40.0, 20.0, 0.0], atol=1e-3)


def test_without_work_the_energy_stays_where_it_is_and_nothing_is_proven():
    problem = case([[1.0, 1.0]], [60.0], [[100.0, 0.0]] * 2, [0], [60.0, 0.0])
    used = solve(problem, work=1e-9)
    np.testing.assert_array_equal(used.flow, problem.flow)
    assert used.certificates[0].bound is None
    assert used.certificates[0].status == "heuristic"


def test_a_flow_of_another_shape_is_refused():
    with pytest.raises(ValueError, match="flow do not fit"):
        case([[1.0, 1.0]], [60.0], [[100.0, 0.0]] * 2, [0], [60.0])


def test_unevenness_is_the_integral_of_use():
    # 0 to 2 % at 1 %, 2 to 5 % at 3.5 %, 5 to 10 % at 7.5 %; what is above the whole counts at 100 %
    told = unevenness(np.array([10.0, 110.0]), np.array([100.0, 100.0]))
    assert told[0] == pytest.approx(2 * 0.01 + 3 * 0.035 + 5 * 0.075)
    assert told[1] == pytest.approx(float(np.diff(EDGES) @ (EDGES[1:] + EDGES[:-1]) / 2) * 100 + 10)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_no_random_sharing_is_more_even_and_every_row_keeps_its_energy(seed: int):
    random = np.random.default_rng(seed)
    away = random.uniform(0, 2, (8, 4))
    pairs = CoverPairs.from_dense(away, 1.4)
    users = index(*(random.random(8) < 0.4).astype(int))
    able = random.uniform(50, 200, (4, 2))
    row = pairs.rows()

    def shared() -> np.ndarray:
        drawn = random.random(row.size)
        total = np.bincount(row, drawn, 8)
        return drawn / total[row] * energy[row]

    energy = np.where(np.bincount(row, minlength=8) > 0, random.uniform(1, 10, 8), 0.0)
    problem = UseProblem(pairs, energy, users, SERVES, able, shared())
    used = solve(problem, work=20.0)
    assert not faults(problem, used)
    told = float(unevenness(problem.loads(used.flow)[0], problem.able[0]).sum())
    for _ in range(20):
        other = shared()
        if (problem.loads(other) <= problem.able + 1e-9).all():
            assert told <= float(unevenness(problem.loads(other)[0], problem.able[0]).sum()) + 1e-6


def test_of_very_many_pairs_the_sharing_is_as_even_without_simplex(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(use_module, "_SIMPLEX", 1)
    problem = case([[100.0, 900.0]], [60.0], [[100.0, 0.0], [100.0, 0.0]], [0], [60.0, 0.0])
    np.testing.assert_allclose(loads(problem), [30.0, 30.0], atol=2.5)
