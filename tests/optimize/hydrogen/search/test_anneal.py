from __future__ import annotations

import numpy as np
import pytest

from optimize.cover_pairs import CoverPairs
from optimize.hydrogen.search.anneal import Heat, anneal
from optimize.solvers.limits import Clock
from tests.optimize.hydrogen_cases import line_problem

FAR = 9e4
SOME = Heat(first=1e6, last=1e3, steps=300)


def four_towns(**changes):
    """Four towns that ask 400, 300, 200 and 100 kg/day; a site in each, sizes of 300 and 600."""
    metres = np.full((4, 4), FAR)
    np.fill_diagonal(metres, 0.0)
    demand = np.array([400.0, 300.0, 200.0, 100.0])
    whole = {
        "pairs": CoverPairs.from_dense(metres, 5e3),
        "demand_kg": demand,
        "ownership": np.array([0, 0, 0, 1]),
    }
    return line_problem(**(whole | changes))


def opened(problem, pairs):
    found = np.zeros_like(problem.allowed)
    for site, size in pairs:
        found[site, size] = True
    return found


def look(problem, start, *, hold_kg=None, pool=None, price=1e6):
    return anneal(
        problem,
        start,
        problem.allowed if pool is None else pool,
        hold_kg=hold_kg,
        price=price,
        heat=SOME,
        seed=1,
        clock=Clock(None),
    )


def test_stations_move_to_where_most_is_asked():
    problem = four_towns(target=2)
    last = len(problem.sizes_kg) - 1
    found = look(problem, opened(problem, [(2, last), (3, last)]))
    assert np.flatnonzero(found.any(axis=1)).tolist() == [0, 1]


def test_counts_hold_at_every_step():
    problem = four_towns(target=2, min_captive=1)
    last = len(problem.sizes_kg) - 1
    found = look(problem, opened(problem, [(2, last), (3, last)]))
    assert np.flatnonzero(found.any(axis=1)).tolist() == [0, 3]


def test_the_smallest_size_that_holds_the_hydrogen_is_found():
    problem = four_towns(target=2)
    last = len(problem.sizes_kg) - 1
    found = look(problem, opened(problem, [(0, last), (1, last)]), hold_kg=700.0)
    sites, sizes = np.nonzero(found)
    assert sites.tolist() == [0, 1]
    need = [int(np.flatnonzero(problem.sizes_kg >= kg)[0]) for kg in (400, 300)]
    assert sizes.tolist() == need


def test_nothing_is_returned_that_sells_too_little():
    problem = four_towns(target=2)
    start = opened(problem, [(2, 0), (3, 0)])
    assert look(problem, start, hold_kg=700.0, pool=start) is None


def test_stations_stay_in_the_pool():
    problem = four_towns(target=2)
    last = len(problem.sizes_kg) - 1
    start = opened(problem, [(2, last), (3, last)])
    pool = np.zeros_like(problem.allowed)
    pool[1, last] = True
    found = look(problem, start, pool=pool)
    assert np.flatnonzero(found.any(axis=1)).tolist() == [1, 2]


@pytest.mark.parametrize("stage2", [False, True])
def test_supply_caps_what_is_sold(stage2):
    problem = four_towns(target=2, supply_capacity=np.array([500.0]), haul_cost=np.full((1, 4), 20.0))
    last = len(problem.sizes_kg) - 1
    start = opened(problem, [(0, last), (1, last)])
    found = look(problem, start, hold_kg=600.0 if stage2 else None)
    assert (found is None) == stage2
