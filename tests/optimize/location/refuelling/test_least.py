"""Flow refuelling at least cost, by hand and against every choice."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

import optimize as o
from gisplan_errors import VerificationFailed
from optimize.location.refuelling.least import LeastRefuelling
from optimize.location.refuelling.paths import RefuellingPaths
from optimize.location.refuelling.trips import freight_trips

# 100 km with sites at km 20, 50 and 80, and 30 km with the first of them at km 20; a tank lasts 100 km
PATHS = RefuellingPaths(
    np.array([0, 5, 8]),
    np.array([-1, 0, 1, 2, -1, -1, 0, -1]),
    np.array([0.0, 20.0, 50.0, 80.0, 100.0, 0.0, 20.0, 30.0]),
    3,
)
TRIPS, COSTS = np.array([5.0, 3.0]), np.array([3e6, 1e6, 2.5e6])


def problem(share: float, **given) -> LeastRefuelling:
    trips = freight_trips(PATHS, TRIPS, np.array([100.0, 100.0]), least_share=share, n_sites=3)
    return LeastRefuelling(trips, COSTS, **given)


@pytest.mark.parametrize(
    ("share", "sites", "cost"),
    [
        (0.0, [], 0.0),
        (0.5, [1], 1e6),  # the middle keeps the long way going: 50 km to either end, there and back
        (0.7, [0, 1], 4e6),  # both ways; the first alone leaves 80 km to the end of the long one
    ],
)
def test_the_cheapest_sites_keep_the_trips_asked(share: float, sites: list[int], cost: float) -> None:
    asked = problem(share)
    answer = o.solve(asked, gap=0.0)
    o.verify(asked, answer)
    assert (answer.sites.tolist(), answer.objective) == (sites, cost)
    assert answer.certificate.status == "optimal"


def test_what_stands_costs_nothing_and_keeps_its_trips() -> None:
    answer = o.solve(problem(1.0, existing=np.array([0])), gap=0.0)
    assert (answer.sites.tolist(), answer.objective) == ([0, 1], 1e6)


def test_no_choice_is_cheaper() -> None:
    rng = np.random.default_rng(4)
    for _ in range(20):
        metres = np.sort(rng.uniform(0.0, 200.0, 6))
        metres[0] = 0.0
        paths = RefuellingPaths(np.array([0, 6]), np.array([-1, 0, 1, 2, 3, -1]), metres, 4)
        reach = np.array([rng.uniform(60.0, 160.0)])
        trips = freight_trips(paths, np.array([2.0]), reach, least_share=1.0, n_sites=4)
        one = LeastRefuelling(trips, rng.uniform(1.0, 9.0, 4))
        answer = o.solve(one, gap=0.0)
        o.verify(one, answer)
        enough = [
            float(one.new_costs[list(sites)].sum())
            for k in range(5)
            for sites in combinations(range(4), k)
            if trips.refuelled(np.isin(np.arange(4), sites)).all()
        ]
        assert answer.objective == pytest.approx(min(enough))


def test_an_answer_with_too_few_trips_is_told() -> None:
    asked = problem(1.0)
    short = o.solve(problem(0.5), gap=0.0)
    with pytest.raises(VerificationFailed, match="trips are refuelled"):
        o.verify(asked, short)
