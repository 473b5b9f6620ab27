from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from gisplan_errors import InfeasiblePlan, ScenarioError
from optimize.cover_pairs import CoverPairs
from optimize.entry import solve
from optimize.hydrogen.check import check_hydrogen
from optimize.hydrogen.problem import Group, HydrogenProblem, annuity_factor
from tests.optimize.hydrogen_cases import both_sources, line_problem
from tests.optimize.spoken import says_in_chinese


def checked(problem):
    siting = solve(problem, threads=1, gap=1e-7)
    assert check_hydrogen(problem, siting) == []
    return siting


def test_hand_solved_line():
    siting = checked(line_problem())
    assert siting.sites.tolist() == [0, 1]
    assert siting.sizes.tolist() == [1, 1]
    assert siting.served_kg == pytest.approx(1700)
    assert siting.unmet == pytest.approx([0, 0, 400, 100], abs=0.01)
    by_hand = annuity_factor(0.06, 15) * 36e6 + 365 * (900 * 30 + 800 * 31)
    assert siting.annual_cost == pytest.approx(by_hand)
    assert [c.status for c in siting.certificates] == ["optimal", "optimal"]
    assert [c.sense for c in siting.certificates] == ["max", "min"]


def test_annuity_factor_of_six_percent_over_fifteen_years():
    assert annuity_factor(0.06, 15) == pytest.approx(0.10296, abs=1e-5)
    assert annuity_factor(0.0, 20) == pytest.approx(0.05)


# One planted case per family: with the constraint the first answer, without it the second.


def test_target_binds():
    assert checked(line_problem(target=1)).served_kg == pytest.approx(900)
    assert checked(line_problem(target=3)).served_kg == pytest.approx(2100)


def test_target_is_exact_even_when_more_stations_only_cost():
    problem = line_problem(demand_kg=np.array([900.0, 0, 0, 0]), target=3)
    assert len(checked(problem).sites) == 3


def test_size_binds():
    bound = checked(line_problem(sizes_kg=np.array([500.0, 600.0])))
    assert bound.served_kg == pytest.approx(1200)
    assert checked(line_problem()).served_kg == pytest.approx(1700)


def test_class_binds_a_size_that_is_not_allowed_is_not_built():
    allowed = np.ones((4, 2), dtype=bool)
    allowed[0, 1] = False
    siting = checked(line_problem(allowed=allowed))
    assert siting.served_kg == pytest.approx(1300)
    assert dict(zip(siting.sites.tolist(), siting.sizes.tolist(), strict=True)) == {0: 0, 1: 1}


def test_setback_binds_a_site_without_any_size_stays_closed():
    allowed = np.ones((4, 2), dtype=bool)
    allowed[0] = False
    siting = checked(line_problem(allowed=allowed))
    assert siting.sites.tolist() == [1, 2]


def test_radius_binds():
    assert checked(line_problem(target=1)).served_kg == pytest.approx(900)
    wide = checked(line_problem(target=1, radius=12e3))
    assert wide.served_kg == pytest.approx(1000)


def test_supply_binds():
    siting = checked(line_problem(supply_capacity=np.array([1000.0])))
    assert siting.served_kg == pytest.approx(1000)


def test_cheap_source_is_used_up_before_the_dear_one():
    siting = checked(both_sources())
    assert siting.supply.sum(axis=1) == pytest.approx([600, 1100])
    unlimited = checked(both_sources(supply_capacity=np.array([5000.0, 5000.0])))
    assert unlimited.supply.sum(axis=1) == pytest.approx([1700, 0])


def test_undeliverable_site_sells_nothing():
    haul = np.array([[np.inf, 31.0, 32.0, 33.0]])
    siting = checked(line_problem(haul_cost=haul))
    assert siting.sites.tolist() == [1, 2]


def test_captive_minimum_binds():
    assert checked(line_problem(min_captive=1)).sites.tolist() == [0, 3]
    assert checked(line_problem()).sites.tolist() == [0, 1]


def test_commercial_minimum_binds():
    captive_best = line_problem(ownership=np.array([1, 1, 0, 0]))
    assert checked(captive_best).sites.tolist() == [0, 1]
    assert checked(replace(captive_best, min_commercial=1)).sites.tolist() == [0, 2]


def test_group_binds():
    group = Group("Jinghai", np.array([2, 3]), 1)
    assert checked(line_problem(groups=(group,))).sites.tolist() == [0, 2]


def test_required_site_binds():
    assert checked(line_problem(required=np.array([3]))).sites.tolist() == [0, 3]


def test_standing_station_serves_and_is_not_counted():
    siting = checked(line_problem(existing_capacity=np.array([900.0, 0, 0, 0])))
    assert siting.sites.tolist() == [1, 2]
    assert siting.served_kg == pytest.approx(2100)


def test_what_stands_sells_at_70_mpa_only_where_it_says_so():
    """Row 0 needs 70 MPa and no new size fills at it: its 900 kg are for the station that stands there."""
    need = {"sells_high": np.zeros(2, dtype=bool), "needs_high": np.arange(4) == 0}
    low = line_problem(existing_capacity=np.array([900.0, 0, 0, 0]), **need)
    assert checked(low).served_kg == pytest.approx(1200)
    high = replace(low, existing_high=np.array([True, False, False, False]))
    assert checked(high).served_kg == pytest.approx(2100)
    assert any("at 70 MPa, it can sell 0" in fault for fault in check_hydrogen(low, checked(high)))


def test_least_use_binds():
    # Without it the third station is the cheapest shell; with it, it must stand where it sells.
    spare = line_problem(
        demand_kg=np.array([500.0, 0.0, 0.0, 60.0]), target=2, supply_capacity=np.array([500.0])
    )
    assert checked(spare).sites[0] == 0
    used = checked(replace(spare, min_use=0.1))
    assert used.sites.tolist() == [0, 3]
    assert used.flow.sum() == pytest.approx(500)


def test_least_cost_comes_second():
    # Site 1 serves the same 900 kg dearer than site 0: served hydrogen ties, cost decides.
    pairs = CoverPairs.from_dense(np.zeros((1, 4)), 1.0)
    siting = checked(line_problem(pairs=pairs, demand_kg=np.array([900.0]), target=1))
    assert siting.sites.tolist() == [0]
    assert siting.sizes.tolist() == [1]


def test_smaller_station_is_bought_when_it_is_enough():
    siting = checked(line_problem(demand_kg=np.array([400.0, 800.0, 0.0, 0.0])))
    assert siting.sizes.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"target": 5}, "target: 5 new stations asked, 4 of 4 sites"),
        ({"min_captive": 2}, "2 captive stations asked, 1 such site"),
        (
            {"min_commercial": 2, "min_captive": 1},
            "2 commercial and 1 captive station asked, the target is 2",
        ),
        ({"required": np.array([0, 1, 2])}, "3 sites required, the target is 2"),
        (
            {"groups": (Group("Jinghai", np.array([3]), 2),)},
            "group Jinghai: 2 stations asked, 1 of its 1 site",
        ),
        ({"min_use": 1.0, "supply_capacity": np.array([900.0])}, "must sell at least 1000 kg/day"),
        (
            {"required": np.array([0]), "existing_capacity": np.array([500.0, 0, 0, 0])},
            "required: site 0 may hold no size",
        ),
    ],
)
def test_impossible_counts_are_named_with_figures(changes, words):
    with pytest.raises(InfeasiblePlan, match=words) as caught:
        solve(line_problem(**changes), threads=1)
    assert says_in_chinese(caught.value)


def test_conflict_of_counts_names_what_to_relax():
    problem = line_problem(required=np.array([0, 1]), groups=(Group("Jinghai", np.array([2, 3]), 1),))
    with pytest.raises(InfeasiblePlan, match="relax required or group Jinghai") as caught:
        solve(problem, threads=1)
    assert says_in_chinese(caught.value)
    assert "请放宽必选点位或分组“Jinghai”" in caught.value.said("zh")


def test_least_use_that_reach_forbids_is_named():
    # Each site reaches its own customer only, and no two of them ask 500 kg/day.
    problem = line_problem(demand_kg=np.array([900.0, 100.0, 100.0, 100.0]), min_use=1.0)
    with pytest.raises(InfeasiblePlan, match="use: 2 stations cannot each sell 100% of their size"):
        solve(problem, threads=1)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"demand_kg": np.array([1.0, np.nan, 0, 0])}, r"demand_kg\[1\] is nan"),
        ({"demand_kg": np.ones(3)}, r"demand_kg has shape \(3,\), expected \(4,\)"),
        ({"station_cost": -np.ones((4, 2))}, "station_cost"),
        ({"sizes_kg": np.array([1000.0, 500.0])}, "ascending"),
        ({"required": np.array([7])}, r"required: sites \[7\] lie outside 0 … 3"),
        ({"min_use": 2.0}, "min_use is 2.0"),
        ({"ownership": np.array([0, 0, 0, 2])}, "ownership"),
    ],
)
def test_bad_arrays_are_refused_by_name(changes, words):
    with pytest.raises(ScenarioError, match=words):
        line_problem(**changes)


def test_one_second_limit_claims_no_more_than_was_proven():
    rng = np.random.default_rng(1)
    demand, sites = rng.uniform(0, 60e3, (150, 2)), rng.uniform(0, 60e3, (300, 2))
    metres = np.hypot(*(demand[:, None, :] - sites[None, :, :]).transpose(2, 0, 1))
    problem = HydrogenProblem(
        pairs=CoverPairs.from_dense(metres, 15e3),
        demand_kg=rng.uniform(10, 100, 150),
        sizes_kg=SIZES3,
        station_cost=rng.uniform(8e6, 40e6, (300, 3)),
        allowed=np.ones((300, 3), dtype=bool),
        ownership=np.zeros(300, dtype=int),
        supply_capacity=np.array([9000.0]),
        haul_cost=rng.uniform(30, 40, (1, 300)),
        target=8,
    )
    siting = solve(problem, time_limit=1.0, gap=0.0, threads=1)
    assert check_hydrogen(problem, siting) == []
    for certificate in siting.certificates:
        assert certificate.gap is None or (certificate.status == "optimal") == (certificate.gap <= 1e-6)


SIZES3 = np.array([500.0, 1000.0, 2000.0])


@st.composite
def small_problems(draw):
    n_sites = draw(st.integers(2, 5))
    n_rows = draw(st.integers(1, 5))
    whole = st.integers(0, 12)
    reach = np.array(draw(st.lists(st.booleans(), min_size=n_rows * n_sites, max_size=n_rows * n_sites)))
    pairs = CoverPairs.from_dense(np.where(reach, 1.0, np.inf).reshape(n_rows, n_sites), 2.0)
    allowed = np.array(draw(st.lists(st.booleans(), min_size=2 * n_sites, max_size=2 * n_sites)))
    group = Group("g", np.array([0, n_sites - 1]), draw(st.integers(0, 1)))
    return HydrogenProblem(
        pairs=pairs,
        demand_kg=100.0 * np.array(draw(st.lists(whole, min_size=n_rows, max_size=n_rows))),
        sizes_kg=SIZES3[:2],
        station_cost=1e6
        * np.array(draw(st.lists(whole, min_size=2 * n_sites, max_size=2 * n_sites))).reshape(-1, 2),
        allowed=allowed.reshape(n_sites, 2),
        ownership=np.array(draw(st.lists(st.integers(0, 1), min_size=n_sites, max_size=n_sites))),
        supply_capacity=100.0 * np.array([draw(whole), draw(whole)]),
        haul_cost=np.array(draw(st.lists(st.integers(20, 40), min_size=2 * n_sites, max_size=2 * n_sites)))
        .reshape(2, n_sites)
        .astype(float),
        target=draw(st.integers(1, n_sites)),
        min_captive=draw(st.integers(0, 1)),
        min_commercial=draw(st.integers(0, 1)),
        groups=(group,),
        existing_capacity=100.0
        * np.array(draw(st.lists(st.sampled_from([0, 0, 0, 4]), min_size=n_sites, max_size=n_sites))),
    )


def flows_by_linear_programme(problem, size):
    """Most served and then least haul cost for fixed capacities, by scipy."""
    rows, sites = problem.pairs.rows(), problem.pairs.indices
    n, (q, s) = len(rows), problem.haul_cost.shape
    width = n + q * s
    upper, limits = [], []
    for r in range(problem.pairs.n_demand):
        upper.append(np.concatenate([rows == r, np.zeros(q * s)]))
        limits.append(problem.demand_kg[r])
    for j in range(s):
        upper.append(np.concatenate([sites == j, np.zeros(q * s)]))
        limits.append(size[j])
    for i in range(q):
        upper.append(np.concatenate([np.zeros(n), np.repeat(np.arange(q) == i, s)]))
        limits.append(problem.supply_capacity[i])
    balance = [np.concatenate([-(sites == j).astype(float), np.tile(np.arange(s) == j, q)]) for j in range(s)]
    sold = np.concatenate([np.ones(n), np.zeros(q * s)])
    options = {"A_ub": np.array(upper), "b_ub": limits, "A_eq": np.array(balance), "b_eq": np.zeros(s)}
    most = linprog(-sold, **options, bounds=[(0, None)] * width)
    options["A_ub"] = np.vstack([options["A_ub"], -sold])
    options["b_ub"] = [*limits, most.fun + 1e-6]
    least = linprog(
        np.concatenate([np.zeros(n), problem.haul_cost.ravel()]), **options, bounds=[(0, None)] * width
    )
    return -most.fun, 365 * least.fun


def brute_force(problem):
    best = None
    sites = range(problem.pairs.n_sites)
    for chosen in itertools.combinations(sites, problem.target):
        owners = problem.ownership[list(chosen)]
        if (owners == 0).sum() < problem.min_commercial or (owners == 1).sum() < problem.min_captive:
            continue
        if any(len(set(chosen) & set(g.sites.tolist())) < g.minimum for g in problem.groups):
            continue
        if (problem.standing[list(chosen)] > 0).any():
            continue
        for sizes in itertools.product(range(2), repeat=problem.target):
            if not problem.allowed[list(chosen), list(sizes)].all():
                continue
            capacity = problem.standing.copy()
            capacity[list(chosen)] = problem.sizes_kg[list(sizes)]
            served, haul = flows_by_linear_programme(problem, capacity)
            cost = problem.annuity * problem.station_cost[list(chosen), list(sizes)].sum() + haul
            if best is None or served > best[0] + 1e-4 or (served > best[0] - 1e-4 and cost < best[1]):
                best = (served, cost)
    return best


@given(small_problems())
@settings(max_examples=40, deadline=None)
def test_equals_brute_force(problem):
    best = brute_force(problem)
    if best is None:
        with pytest.raises(InfeasiblePlan):
            solve(problem, threads=1)
        return
    siting = checked(problem)
    assert siting.served_kg == pytest.approx(best[0], abs=1e-2)
    assert siting.annual_cost == pytest.approx(best[1], rel=1e-4, abs=2e3)
