"""The least that serving as much energy takes, solved by hand: the unmet energy is given, no rule holds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gisplan_errors import SolverFailed
from optimize.entry import faults, solve
from optimize.sizing.search.held import HeldSizing
from tests.optimize.sizing_cases import two_sites


def test_the_cheapest_and_the_fewest_chargers_for_as_much_energy_differ() -> None:
    # 20 + 10 kWh/day for any charger, 90 for fast ones at site 1: 2 slow and 1 fast one serve all at 22
    cheapest = solve(HeldSizing(two_sites(), 0.0, 0.0, "cost"), work=20.0)
    assert two_sites().total_cost(cheapest.counts) == 22.0
    each = replace(two_sites(), cost=np.full((2, 2), 1.0))
    fewest = solve(HeldSizing(each, 0.0, 0.0, "number"), work=20.0)
    assert fewest.counts.sum() == 2
    assert fewest.certificates[0].bound == pytest.approx(1.2, abs=1e-6)


def test_what_may_stay_unmet_is_left_where_it_costs_most() -> None:
    # without the fast row's 90 kWh/day two slow chargers would do; 5 of them may stay unmet beside
    problem = HeldSizing(two_sites(), 90.0, 5.0, "cost")
    found = solve(problem, work=20.0)
    assert found.unmet.sum() <= 95.0 + 1e-6
    assert not faults(problem, found)
    assert (found.certificates[0].bound or 0.0) <= two_sites().total_cost(found.counts)


def test_energy_that_no_site_can_deliver_has_no_answer() -> None:
    tight = replace(two_sites(), bays=np.array([0, 1]))
    with pytest.raises(SolverFailed):
        solve(HeldSizing(tight, 0.0, 0.0, "cost"), work=20.0)
