"""Rows that single moves cannot mend: the sites that they count are chosen anew together."""

from __future__ import annotations

import numpy as np

from optimize.sizing.layout import lay_out
from optimize.sizing.search.repair import mended
from optimize.sizing.subsets import Share
from tests.optimize.sizing_cases import index, two_sites


def test_a_broken_share_is_mended_at_least_cost() -> None:
    """Half of the chargers must be fast: one fast one takes the place of two slow ones at site 0."""
    half = Share("fast", index(0, 1), index(1), index(0, 1), index(0, 1), lower=0.5)
    problem = two_sites(shares=(half,))
    counts = np.array([[2, 0], [0, 1]])
    load = np.array([[20.0, 100.0], [0.0, 90.0]])
    whole = mended(problem, lay_out(problem), counts, load, 100.0)
    # 20 kWh/day of site 0 by one fast charger alone, not by two slow ones: one fast of one
    np.testing.assert_array_equal(whole, [[0, 1], [0, 1]])


def test_sites_that_the_row_does_not_count_stay() -> None:
    fast_at_0 = Share("fast", index(0), index(1), index(0), index(0, 1), lower=0.5)
    problem = two_sites(shares=(fast_at_0,))
    counts = np.array([[2, 0], [3, 1]])
    load = np.array([[20.0, 100.0], [0.0, 90.0]])
    whole = mended(problem, lay_out(problem), counts, load, 100.0)
    np.testing.assert_array_equal(whole, [[0, 1], [3, 1]])


def test_nothing_broken_or_no_answer_leaves_the_chargers() -> None:
    counts = np.array([[2, 0], [0, 1]])
    load = np.array([[20.0, 100.0], [0.0, 90.0]])
    sound = two_sites()
    assert mended(sound, lay_out(sound), counts, load, 100.0) is counts
    # fast chargers only at both sites, of which site 0 may have none
    only = Share("fast", index(0), index(1), index(0), index(0, 1), lower=1.0)
    closed = two_sites(shares=(only,), min_chargers=index(1, 0), grid_kw=np.array([40.0, 1000.0]))
    assert mended(closed, lay_out(closed), counts, load, 100.0) is counts
