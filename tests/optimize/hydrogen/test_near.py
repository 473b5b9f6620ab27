"""Exchanges of stations by hand on a line: who may take a station's place, and where nobody can."""

from __future__ import annotations

import numpy as np
import pytest

from optimize.entry import solve
from optimize.hydrogen.near import exchanges
from optimize.solvers.limits import Limits, Settings
from tests.optimize.hydrogen_cases import line_problem

NEAR = 0.02


def exchanged(problem, *, dearer=0.05):
    """Exchange each station of the best siting: at least 98 % of its hydrogen, at most so much dearer."""
    siting = solve(problem, threads=1, gap=1e-7)
    how = Settings.start(Limits(work=60.0, gap=1e-6, threads=1))
    hold, most = siting.served_kg * (1 - NEAR), siting.annual_cost * (1 + dearer)
    return {one.site: one for one in exchanges(problem, siting, how, hold_kg=hold, most=most)}, most


def test_without_either_station_of_the_line_too_little_is_served() -> None:
    """Sites 0 and 1 sell 900 and 800; the next best of 400 is no stand-in for either."""
    found, most = exchanged(line_problem())
    assert set(found) == {0, 1}
    assert all(one.fixed(most) and one.least == np.inf and not one.sitings for one in found.values())


def test_a_customer_nearly_as_large_elsewhere_lets_one_station_move_and_not_the_other() -> None:
    """Of 1,700 at least 1,666: 900 + 790 will do, 800 + 790 will not."""
    found, most = exchanged(line_problem(demand_kg=np.array([900.0, 800.0, 790.0, 100.0])))
    assert found[0].fixed(most)
    assert not found[1].fixed(most)
    ((sites, sizes),) = found[1].sitings
    assert (sites.tolist(), sizes.tolist()) == ([0, 2], [1, 1])
    assert found[1].costs[0] <= most


def test_a_stand_in_that_is_too_dear_is_none_and_the_bound_says_so() -> None:
    """The other site would serve as much, but its hydrogen costs 60 CNY/kg in place of 31."""
    dear = line_problem(
        demand_kg=np.array([900.0, 800.0, 800.0, 100.0]), haul_cost=np.array([[30.0, 31.0, 60.0, 60.0]])
    )
    found, most = exchanged(dear, dearer=0.02)
    assert found[1].fixed(most)
    assert most < found[1].least < np.inf


def test_what_took_its_place_before_is_closed_for_the_next_one() -> None:
    four = line_problem(demand_kg=np.array([900.0, 800.0, 800.0, 800.0]), target=2)
    found, _ = exchanged(four)
    new = [sorted({*sites.tolist()} - {0, 1}) for sites, _ in found[1].sitings]
    assert sorted(new) == [[2], [3]]


@pytest.mark.parametrize("site", [0, 1])
def test_an_exchange_keeps_the_count_and_does_without_the_station(site: int) -> None:
    found, _ = exchanged(line_problem(demand_kg=np.array([800.0, 800.0, 800.0, 800.0])))
    for sites, _ in found[site].sitings if site in found else ():
        assert len(sites) == 2
        assert site not in sites
