"""From fractional to whole chargers, site by site."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimize.sizing.layout import lay_out
from optimize.sizing.search.rounding import Near, round_near
from tests.optimize.sizing_cases import index, two_sites

PRICE = 100.0


def test_whole_chargers_that_only_the_target_asks_for_stay_where_what_stands_delivers_the_load() -> None:
    """Five of eight chargers stand beside 20 kWh/day that suffice for their site: it may not drop them."""
    problem = replace(two_sites(target=8), standing_kwh=np.array([[20.0, 0.0], [0.0, 0.0]]))
    near = np.array([[5.0, 0.0], [2.0, 1.0]])
    load = np.array([[20.0, 100.0], [0.0, 90.0]])
    np.testing.assert_array_equal(round_near(problem, lay_out(problem), Near(near, load), PRICE), near)


def test_whole_chargers_that_break_a_bound_of_their_site_are_chosen_anew() -> None:
    problem = two_sites(bays=index(3, 5))
    near = np.array([[4.0, 0.0], [0.0, 1.0]])
    load = np.array([[20.0, 100.0], [0.0, 90.0]])
    other = (np.array([[2, 0], [0, 0]]),)
    whole = round_near(problem, lay_out(problem), Near(near, load, other), PRICE)
    np.testing.assert_array_equal(whole, [[2, 0], [0, 1]])
