"""Loads of several sites together: solved by hand, in any unit, in parts, named where no plan is left."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from gisplan_errors import InfeasiblePlan
from optimize.cover_pairs import CoverPairs
from optimize.entry import solve
from optimize.sizing.check import check_sizing
from optimize.sizing.layout import couple, lay_out
from optimize.sizing.parts import PartedSizing
from optimize.sizing.search.portions import part_problem
from optimize.sizing.search.relaxations import coarsen
from optimize.sizing.subsets import Floor, Load
from tests.optimize.sizing_cases import checked, index, province, two_sites

if TYPE_CHECKING:
    from optimize.sizing.problem import SizingProblem


def neighbours(**changes: object) -> SizingProblem:
    """Both sites reach 90 kWh/day of fast users; a fast charger (50 kW) costs 20 at one, 30 at the other."""
    return two_sites(
        pairs=CoverPairs.from_dense(np.array([[1.0, 1.0]]), 10.0),
        energy=np.array([90.0]),
        users=index(1),
        cost=np.array([[1.0, 20.0], [1.0, 30.0]]),
        **changes,
    )


def test_a_feeder_that_is_full_moves_the_charger_to_its_neighbour_at_its_cost() -> None:
    free, bound = neighbours(), neighbours(loads=(Load("feeder W", index(0), 49.0),))
    sizings = checked(free), checked(bound)
    assert [one.counts.tolist() for one in sizings] == [[[0, 1], [0, 0]], [[0, 0], [0, 1]]]
    costs = [problem.total_cost(one.counts) for problem, one in zip((free, bound), sizings, strict=True)]
    assert costs == [20.0, 30.0]
    said = check_sizing(bound, sizings[0])
    assert said == ["load feeder W: 50 kW, at most 49 allowed"]
    # and one of exactly its load may stand
    assert checked(neighbours(loads=(Load("feeder W", index(0), 50.0),))).counts[0, 1] == 1


def test_a_relaxation_prices_a_kilowatt_of_the_feeder_in_any_unit() -> None:
    """Nine chargers serve 900 kWh/day, four and a half fit: a kW more of the feeder saves (30 - 20) / 50."""
    both = (Load("feeder W", index(0), 225.0), Load("both", index(0, 1), 1000.0))
    room = {"bays": index(20, 20), "max_chargers": index(20, 20)}
    problem = replace(neighbours(loads=both, **room), energy=np.array([900.0]))
    for kw, money in ((1.0, 1.0), (2.0**-30, 1.0), (1.0, 2.0**40)):
        scaled = replace(
            problem,
            load_kw=problem.load_kw * kw,
            grid_kw=problem.grid_kw * kw,
            cost=problem.cost * money,
            loads=tuple(replace(load, most_kw=load.most_kw * kw) for load in both),
        )
        sizing = solve(scaled, gap=0.9, threads=1)
        assert sizing.counts.tolist() == [[0, 4], [0, 5]]
        multipliers = sizing.certificates[1].multipliers
        if multipliers is None:
            pytest.fail("no relaxation priced the load")
        prices = dict(zip(map(str, multipliers["names"]), multipliers["coupling"].tolist(), strict=True))
        assert prices["load feeder W"] * kw / money == pytest.approx(-10.0 / 50.0, rel=1e-6)


def test_least_chargers_over_a_feeder_are_named_with_what_they_draw() -> None:
    """Two chargers of at least 5 kW at each site, 19 kW for both."""
    least = {"min_chargers": index(2, 2)}
    loads = (Load("feeder W", index(0, 1), 19.0),)
    with pytest.raises(InfeasiblePlan, match=r"feeder W: at most 19 kW are left.*2 sites draw 20 kW"):
        solve(two_sites(loads=loads, **least), threads=1)
    checked(two_sites(loads=(Load("feeder W", index(0, 1), 125.0),), **least))


def test_a_floor_that_a_feeder_cannot_carry_names_the_feeder() -> None:
    floor = (Floor("fast", index(0, 1), index(1), 3.0),)
    with pytest.raises(
        InfeasiblePlan, match=r"load of feeder W: 50 kW too much|floor fast: 1 charger too few"
    ):
        solve(two_sites(floors=floor, loads=(Load("feeder W", index(0, 1), 100.0),)), threads=1)


def test_a_type_that_may_not_stand_counts_nothing_and_the_greatest_coefficient_is_one() -> None:
    problem = two_sites(
        capacity_kwh=np.array([[10.0, 0.0], [10.0, 0.0]]), loads=(Load("feeder W", index(0), 20.0),)
    )
    rows = couple(problem)
    assert rows.marks == ("target", "load feeder W")
    counts = np.array([[3, 9], [4, 0]])
    assert rows.totals(counts)[1] * rows.unit[1] == pytest.approx(15.0)
    assert (rows.unit[1], rows.upper[1]) == (5.0, 4.0)


def fed_province() -> tuple[SizingProblem, np.ndarray, np.ndarray]:
    problem, site_part, row_part = province(3)
    every = np.arange(problem.n_sites)
    loads = (Load("across", every[6:18], 300.0), Load("one part", every[:6], 150.0))
    return replace(problem, loads=loads), site_part, row_part


def test_portions_of_a_load_never_sum_to_more_than_it() -> None:
    problem, site_part, row_part = fed_province()
    parted = PartedSizing(problem, site_part, row_part, site_part, row_part, list("abc"))
    amounts = np.ones(problem.capacity_kwh.shape)
    pieces = [part_problem(parted, amounts, part) for part in range(3)]
    across = [load.most_kw for piece in pieces for load in piece.loads if load.name == "across"]
    assert across == pytest.approx([150.0, 150.0])
    assert [load.most_kw for load in pieces[0].loads if load.name == "one part"] == [150.0]
    assert pieces[2].loads == ()
    # what the first part took more than its portion, the second lacks
    amounts[6:12] = 0.0
    amounts[6, 1] = 5.0
    left = part_problem(parted, amounts, 1, done=np.array([True, False, False]))
    assert [load.most_kw for load in left.loads] == pytest.approx([100.0])


def test_a_province_keeps_its_loads_and_alike_sites_share_them() -> None:
    problem, site_part, row_part = fed_province()
    parted = PartedSizing(problem, site_part, row_part, site_part, row_part, list("abc"))
    sizing = solve(parted, gap=0.02, threads=1, work=20.0)
    assert check_sizing(problem, sizing) == []
    coarse = coarsen(problem, lay_out(problem), site_part, row_part)
    assert [load.most_kw for load in coarse.loads] == [300.0, 150.0]
    assert not set(coarse.loads[0].sites) & set(coarse.loads[1].sites)
