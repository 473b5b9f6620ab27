from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from optimize.cover_pairs import CoverPairs
from optimize.hydrogen.search.patterns import SizePatterns
from tests.optimize.hydrogen_cases import line_problem


def problem_of(n_sites, target, required=()):
    problem = line_problem()
    return replace(
        problem,
        pairs=CoverPairs.from_dense(np.zeros((problem.pairs.n_demand, n_sites)), 1.0),
        station_cost=np.ones((n_sites, 2)),
        allowed=np.ones((n_sites, 2), dtype=bool),
        ownership=np.zeros(n_sites, dtype=int),
        haul_cost=np.ones((len(problem.supply_capacity), n_sites)),
        sizes_kg=np.array([500.0, 1000.0]),
        target=target,
        required=np.array(required, dtype=int),
        supply_limit=None,
        sells_high=None,
        existing_capacity=None,
        existing_high=None,
    )


def cheapest(value, pattern, required):
    """Try all sites and sizes."""
    least = np.inf
    sizes = [kind for kind, count in enumerate(pattern) for _ in range(count)]
    for sites in itertools.permutations(range(len(value)), len(sizes)):
        if set(required) <= set(sites):
            least = min(least, sum(value[s, k] for s, k in zip(sites, sizes, strict=True)))
    return least


@pytest.mark.parametrize(("seed", "required"), [(0, ()), (1, (5,)), (2, (0, 3)), (3, (1, 2, 4))])
def test_every_pattern_equals_brute_force(seed, required):
    value = np.random.default_rng(seed).normal(0, 10, (6, 2))
    value[2, 1] = np.inf
    patterns = SizePatterns(problem_of(6, 3, required), 0.0)
    choices = patterns.choose(value)
    assert sorted(patterns.alive) == [(0, 3), (1, 2), (2, 1), (3, 0)]
    for pattern in patterns.alive:
        assert choices.least[pattern] == pytest.approx(cheapest(value, pattern, required))
        if not np.isfinite(choices.least[pattern]):
            continue
        opened, size = patterns.stations(choices, pattern)
        assert opened.sum() == 3
        assert opened[list(required)].all()
        assert value[opened, size[opened]].sum() == pytest.approx(choices.least[pattern])


@pytest.mark.parametrize("required", [(), (1,), (0, 1, 2)])
def test_a_forced_column_is_bounded_by_the_best_choice_that_has_it(required):
    value = np.random.default_rng(7).normal(0, 10, (6, 2))
    patterns = SizePatterns(problem_of(6, 3, required), 0.0)
    choices = patterns.choose(value)
    for pattern in patterns.alive:
        forced = patterns.forced(choices, value, pattern)
        for site, kind in np.ndindex(value.shape):
            rest = np.delete(value, site, axis=0)
            fewer = tuple(count - (kind == k) for k, count in enumerate(pattern))
            others = [s - (s > site) for s in required if s != site]
            least = np.inf if min(fewer) < 0 else value[site, kind] + cheapest(rest, fewer, others)
            assert forced[site, kind] <= least + 1e-6


def test_patterns_without_room_are_left_out():
    """Three stations hold 2,200 kg/day with two of 1,000 and one of 500, not with one of 1,000."""
    patterns = SizePatterns(problem_of(6, 3), 2200.0)
    assert sorted(patterns.alive) == [(0, 3), (1, 2)]


def test_many_stations_are_one_kind():
    patterns = SizePatterns(problem_of(80, 70), 100.0)
    assert patterns.alive == [(70,)]
    value = np.random.default_rng(0).normal(0, 10, (80, 2))
    choices = patterns.choose(value)
    assert choices.least[(70,)] == pytest.approx(np.sort(value.min(axis=1))[:70].sum())
