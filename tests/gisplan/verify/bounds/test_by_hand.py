"""Bounds of cases small enough to solve by hand, and the knapsack of a site against all choices."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gisplan.verify.bounds.asked import Asked, Count, Group
from gisplan.verify.bounds.cover import cover_bound
from gisplan.verify.bounds.knapsack import most_energy
from gisplan.verify.bounds.reach import Pairs
from gisplan.verify.bounds.sites import SiteTable
from gisplan.verify.bounds.sizing import cost_bound, unmet_bound

PEOPLE = np.array([10.0, 6.0, 4.0])
REACH = Pairs(np.array([0, 1, 1, 2]), np.array([0, 0, 1, 1]))
"""Site 0 reaches the cells of 10 and 6 people, site 1 those of 6 and 4."""


def test_one_of_two_sites_covers_at_most_what_the_better_reaches() -> None:
    free = np.zeros(2, dtype=bool)
    assert cover_bound(REACH, PEOPLE, free, 1, (), {}) == 20.0  # without prices: what all sites reach
    assert cover_bound(REACH, PEOPLE, free, 1, (), {"cells": np.ones(3)}) == 16.0
    assert cover_bound(REACH, PEOPLE, free, 2, (), {"cells": np.array([0.0, 1.0, 0.0])}) == 26.0


def test_a_need_that_only_the_worse_site_meets_lowers_the_bound_by_its_price() -> None:
    needs = [("bays", (np.array([0.0, 1.0]), 1.0))]
    prices = {"cells": np.ones(3), "names": np.array(["bays"]), "needs": np.array([6.0])}
    assert cover_bound(REACH, PEOPLE, np.zeros(2, dtype=bool), 1, needs, prices) == 10.0
    assert cover_bound(REACH, PEOPLE, np.array([False, True]), 1, (), {"cells": np.ones(3)}) == 10.0


def test_two_needs_of_one_name_have_each_its_price() -> None:
    """Two places of one name, each near another site: both open, so that all 20 people are covered."""
    needs = [("near", (np.array([1.0, 0.0]), 1.0)), ("near", (np.array([0.0, 1.0]), 1.0))]
    prices = {"cells": np.ones(3), "names": np.array(["near", "near"]), "needs": np.array([3.0, 9.0])}
    # 16 and 10 people, 3 and 9 for the needs: the best of two sites is worth 19, less the 12 that both ask
    assert cover_bound(REACH, PEOPLE, np.zeros(2, dtype=bool), 1, needs, prices) == 7.0


def test_two_counts_of_one_name_have_each_its_price() -> None:
    every, none = np.ones(1, dtype=bool), np.zeros(1, dtype=bool)
    counts = (Count("floor", every, every, 3.0, np.inf), Count("floor", none, every, 0.0, np.inf))
    prices = {**POOL, "names": np.array(["floor", "floor"]), "coupling": np.array([900.0, 0.0])}
    assert cost_bound(one_site(5.0, counts=counts), prices, 100.0) == pytest.approx(2700.0)


def one_site(bays: float, **asked: object) -> Asked:
    """Ask one site, 60 kWh/day and 900 of money a charger, to serve 100 kWh/day."""
    table = SiteTable(
        frame=pd.DataFrame({"site_id": ["A"]}),
        energy=np.array([[60.0]]),
        load=np.array([[10.0]]),
        cost=np.array([[900.0]]),
        use=np.array([1.0]),
        fast=np.array([False]),
        spots=np.array([bays]),
        bays=np.array([bays]),
        feed=np.array([1000.0]),
        limit=np.array([np.inf]),
        more_kw=np.zeros(1),
        kw_price=0.0,
        old=np.zeros((1, 1)),
        old_kwh=np.zeros((1, 1)),
        open=np.zeros(1, dtype=bool),
        stops=np.zeros(1, dtype=bool),
    )
    own = Pairs(np.zeros(1, dtype=int), np.zeros(1, dtype=int))
    group = Group(np.array([True]), np.array(["c"]), np.array([100.0]), own)
    whole = {"least": np.zeros(1), "fast": np.zeros(1), "most": np.array([bays]), "counts": ()}
    whole["budget"] = np.inf
    return Asked(table=table, stands=np.array([True]), groups=(group,), **{**whole, **asked})


POOL = {"pools": np.ones((1, 1), dtype=bool), "sites": np.zeros(1, dtype=int)}


@pytest.mark.parametrize(("bays", "least"), [(0.0, 100.0), (1.0, 40.0), (2.0, 0.0)])
def test_a_site_leaves_unmet_what_its_bays_cannot_hold(bays: float, least: float) -> None:
    assert unmet_bound(one_site(bays), {**POOL, "load": np.ones((1, 1))}) == pytest.approx(least)


def test_energy_costs_its_share_of_a_charger() -> None:
    """100 kWh/day are 1 2/3 chargers of 900; if 40 may stay unmet, one charger."""
    price = np.array([[15.0]])
    prices = {**POOL, "load": price, "capacity": price, "price": np.array(1e6)}
    assert cost_bound(one_site(5.0), prices, 0.0) == pytest.approx(1500.0)
    assert cost_bound(one_site(5.0), {**prices, "price": np.array(15.0)}, 40.0) == pytest.approx(900.0)


def test_a_target_costs_its_chargers_and_a_name_that_nothing_asks_for_proves_nothing() -> None:
    every = np.ones(1, dtype=bool)
    asked = one_site(5.0, counts=(Count("target", every, every, 3.0, np.inf),))
    prices = {**POOL, "names": np.array(["target"]), "coupling": np.array([900.0])}
    assert cost_bound(asked, prices, 100.0) == pytest.approx(2700.0)
    assert cost_bound(asked, {**prices, "coupling": np.array([-900.0])}, 100.0) == 0.0
    assert cost_bound(asked, {**prices, "names": np.array(["more"])}, 100.0) == 0.0


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_the_most_energy_of_a_site_is_that_of_its_best_chargers(data: st.DataObject) -> None:
    types = data.draw(st.integers(1, 3))
    few = st.integers(0, 6)
    each = np.array(data.draw(st.lists(st.integers(0, 50), min_size=types, max_size=types)), dtype=float)
    load = np.array(data.draw(st.lists(st.integers(0, 40), min_size=types, max_size=types)), dtype=float)
    use = np.array(data.draw(st.lists(st.integers(1, 2), min_size=types, max_size=types)), dtype=float)
    bays, number, feed = data.draw(few), data.draw(few), float(data.draw(st.integers(0, 120)))
    choices = (np.array(one) for one in product(range(7), repeat=types))
    fit = [one for one in choices if one @ use <= bays and one.sum() <= number and one @ load <= feed]
    assert most_energy(each, load, use, bays, number, feed) == pytest.approx(max(one @ each for one in fit))
