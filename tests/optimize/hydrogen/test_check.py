from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from optimize.entry import solve
from optimize.hydrogen.check import check_hydrogen
from optimize.hydrogen.problem import Group
from tests.optimize.hydrogen_cases import line_problem


@pytest.fixture(scope="module")
def solved():
    problem = line_problem()
    return problem, solve(problem, threads=1)


def forbidden(problem):
    allowed = problem.allowed.copy()
    allowed[0] = False
    return replace(problem, allowed=allowed)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda p: replace(p, target=3), "2 new stations, the target is 3"),
        (forbidden, "site 0: size 1000 kg/day is not allowed there"),
        (lambda p: replace(p, existing_capacity=np.array([9.0, 0, 0, 0])), "a station already stands there"),
        (lambda p: replace(p, required=np.array([3])), "required site 3 has no station"),
        (lambda p: replace(p, min_captive=1), "0 captive stations, at least 1 asked"),
        (lambda p: replace(p, ownership=np.ones(4), min_commercial=1), "0 commercial stations"),
        (lambda p: replace(p, groups=(Group("Jinghai", np.array([3]), 1),)), "group Jinghai: 0 stations"),
        (lambda p: replace(p, demand_kg=p.demand_kg / 2), "demand row 0: served 900.000 of 450.000"),
        (lambda p: replace(p, sizes_kg=p.sizes_kg / 2), "site 0: sells 900.000 kg/day with a size of 500"),
        (lambda p: replace(p, min_use=0.85), "site 1: sells 800.000 kg/day, at least 850 asked"),
        (lambda p: replace(p, supply_capacity=np.array([1000.0])), "source 0: gives 1700.000 kg/day"),
        (lambda p: replace(p, haul_cost=np.full((1, 4), np.inf)), "source 0 cannot deliver to site 0"),
        (lambda p: replace(p, station_cost=2 * p.station_cost), "annual_cost is"),
    ],
)
def test_each_constraint_is_caught_when_the_problem_tightens(solved, change, words):
    problem, siting = solved
    assert any(words in fault for fault in check_hydrogen(change(problem), siting))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda s: replace(s, sites=np.array([0, 2])), "sells 800.000 kg/day with a size of 0"),
        (lambda s: replace(s, sites=np.array([0, 0])), "a site holds two new stations"),
        (lambda s: replace(s, sites=np.array([0, 9])), "site index outside 0..3"),
        (lambda s: replace(s, supply=s.supply * 0.5), "site 0: receives 450.000 and sells 900.000"),
        (lambda s: replace(s, unmet=s.unmet * 0), "unmet is not demand less what is served"),
        (lambda s: replace(s, served_kg=1.0), "served_kg is 1.000"),
        (lambda s: replace(s, flow=-s.flow), "flow has a negative"),
        (lambda s: replace(s, flow=s.flow[:2]), "flow has shape"),
    ],
)
def test_each_corruption_of_the_answer_is_caught(solved, change, words):
    problem, siting = solved
    assert any(words in fault for fault in check_hydrogen(problem, change(siting)))
