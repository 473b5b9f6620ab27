"""A stronger charger in the place of one that stands: bay and power are used again, its energy is gone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimize.sizing.check import check_sizing
from optimize.sizing.subsets import Share
from optimize.sizing.swaps import Swaps
from tests.optimize.sizing_cases import SERVES, checked, index, province, two_sites

OF = index(-1, -1, 0)
"""Slow, fast, and fast in the place of slow."""


def with_swaps(problem, stock, *, gave: float = 10.0, dearer: float = 3.0, **changes: object):
    """Add a third type: a fast charger where a slow one of those that stand (per site) is taken out."""
    counts = np.zeros((problem.n_sites, 3), dtype=np.int64)
    counts[:, 0] = stock
    each = {
        name: np.column_stack([getattr(problem, name), getattr(problem, name)[:, 1]])
        for name in ("capacity_kwh", "load_kw", "cost")
    }
    each["load_kw"][:, 2] -= problem.load_kw[:, 0]
    each["cost"][:, 2] += dearer
    each["capacity_kwh"][:, 2] *= counts[:, 0] > 0
    return replace(
        problem,
        **each,
        serves=SERVES[:, [0, 1, 1]],
        fast=np.array([False, True, True]),
        bay_use=index(1, 1, 0),
        standing_kwh=gave * counts,
        swaps=Swaps(OF, counts, np.where(counts > 0, gave, 0.0)),
        **changes,
    )


def full() -> object:
    """Site 1 has two slow chargers, no bay and 90 kW left; its 90 kWh/day of fast users get nothing."""
    base = two_sites(bays=index(5, 0), grid_kw=np.array([1000.0, 90.0]))
    return with_swaps(base, index(0, 2))


def test_a_full_site_serves_fast_users_by_one_charger_in_the_place_of_a_slow_one() -> None:
    """By hand: two slow at site 0 for 2, one in the place of a slow one for 23; nothing is unmet."""
    without = checked(two_sites(bays=index(5, 0)))
    assert without.unmet.sum() == pytest.approx(90.0)
    sizing = checked(full())
    np.testing.assert_array_equal(sizing.counts, [[2, 0, 0], [0, 0, 1]])
    assert sizing.unmet.sum() == pytest.approx(0.0)
    assert sizing.certificates[1].objective == pytest.approx(25.0)
    assert sizing.certificates[1].bound == pytest.approx(25.0)


def test_what_stood_gives_no_more_once_it_is_replaced() -> None:
    """Site 0 holds two slow ones, for its own 20. Of 15 + 100 at site 1 one fast and one slow give 110."""
    feeds = np.array([10.0, 90.0])
    problem = replace(full(), energy=np.array([20.0, 15.0, 100.0]), bays=index(2, 0), grid_kw=feeds)
    sizing = checked(problem)
    assert sizing.counts[1, 2] == 2
    assert sizing.unmet.sum() == pytest.approx(0.0)
    one = replace(sizing, counts=np.array([[2, 0, 0], [0, 0, 1]]))
    assert any("capacity of site 1" in fault for fault in check_sizing(problem, one))


def test_no_more_is_replaced_than_stands_and_its_power_binds() -> None:
    some = replace(full(), energy=np.array([20.0, 10.0, 500.0]))
    assert checked(some).counts[1, 2] == 2  # two stand
    held = replace(some, grid_kw=np.array([1000.0, 60.0]))
    assert checked(held).counts[1, 2] == 1  # 45 kW each beyond the slow one's
    faults = check_sizing(some, replace(checked(some), counts=np.array([[2, 0, 0], [0, 0, 3]])))
    assert any("replaced chargers of type 0 at site 1" in fault for fault in faults)


def test_a_replacement_is_no_new_charger() -> None:
    """Five are asked for: the one that replaces does not count, so five are built at site 0."""
    sizing = checked(replace(full(), target=5))
    assert sizing.counts[:, :2].sum() == 5
    assert sizing.counts[1, 2] == 1


def test_two_types_share_what_stands() -> None:
    """Two columns replace the one slow charger that stands: only one of them can."""
    base = full()
    wide = {
        name: np.column_stack([getattr(base, name), getattr(base, name)[:, 2]])
        for name in ("capacity_kwh", "load_kw", "cost")
    }
    stock = np.zeros((2, 4), dtype=np.int64)
    stock[1, 0] = 1
    both = replace(
        base,
        **wide,
        energy=np.array([20.0, 10.0, 500.0]),
        serves=SERVES[:, [0, 1, 1, 1]],
        fast=np.array([False, True, True, True]),
        bay_use=index(1, 1, 0, 0),
        standing_kwh=10.0 * stock,
        swaps=Swaps(index(-1, -1, 0, 0), stock, np.where(stock > 0, 10.0, 0.0)),
    )
    assert checked(both).counts[1, 2:].sum() == 1


def town(seed: int):
    """A row of sites where slow chargers stand and few bays are left; half of what is built is fast."""
    problem = replace(province(seed, per_part=5, parts=1, target=8)[0], floors=(), shares=())
    stock = np.random.default_rng(seed).integers(0, 4, problem.n_sites)
    half = Share("fast", np.arange(5), index(1), np.arange(5), index(0, 1), lower=0.5)
    least = {"min_chargers": np.zeros(5, dtype=np.int64), "bays": problem.bays // 2, "shares": (half,)}
    return replace(problem, **least), with_swaps(replace(problem, **least), stock, gave=20.0, dearer=500.0)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.integers(0, 10_000))
def test_that_chargers_may_be_replaced_never_leaves_more_unmet(seed: int) -> None:
    _, able = town(seed)
    fixed = replace(able, swaps=replace(able.swaps, stock=0 * able.swaps.stock))
    before, after = (checked(one, gap=0.0) for one in (fixed, able))
    assert fixed.swaps.over(before.counts).sum() == 0
    assert after.unmet.sum() <= before.unmet.sum() + 1e-6 * max(1.0, before.unmet.sum())
    assert {one.status for one in after.certificates} == {"optimal"}
