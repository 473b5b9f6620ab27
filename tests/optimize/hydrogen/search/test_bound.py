from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from optimize.cover_pairs import CoverPairs
from optimize.entry import solve
from optimize.hydrogen.check import check_hydrogen
from optimize.hydrogen.model import MILLION, TONNE, build, index_columns
from optimize.hydrogen.problem import Group, HydrogenProblem
from optimize.hydrogen.search.bound import Lagrangian, SiteBound, multipliers_of
from optimize.hydrogen.search.stage import prove_pattern
from optimize.hydrogen.search.start import quick_stations
from optimize.hydrogen.search.state import Search
from optimize.location.refuelling.trips import FreightTrips
from optimize.solvers.limits import Clock, Settings
from optimize.solvers.run import run
from tests.optimize.hydrogen_cases import line_problem


def scattered(seed, *, n_rows=25, n_sites=80, target=4, supply=(9e3, 2e3)):
    """Rows and sites scattered over a square of 60 km, more columns than the small path takes."""
    rng = np.random.default_rng(seed)
    rows, sites = rng.uniform(0, 60e3, (n_rows, 2)), rng.uniform(0, 60e3, (n_sites, 2))
    metres = np.hypot(*(rows[:, None, :] - sites[None, :, :]).transpose(2, 0, 1))
    allowed = np.ones((n_sites, 3), dtype=bool)
    allowed[rng.random(n_sites) < 0.3, 2] = False
    return HydrogenProblem(
        pairs=CoverPairs.from_dense(metres, 14e3),
        demand_kg=rng.lognormal(5, 1, n_rows),
        sizes_kg=np.array([500.0, 1000, 2000]),
        station_cost=np.tile([11e6, 20e6, 32e6], (n_sites, 1)) * rng.uniform(0.9, 1.1, (n_sites, 1)),
        allowed=allowed,
        ownership=(rng.random(n_sites) < 0.2).astype(int),
        supply_capacity=np.array(supply),
        haul_cost=rng.uniform(25, 35, (2, n_sites)) + np.array([[-9.0], [0.0]]),
        target=target,
        min_captive=1,
    )


def exact(problem, stage, hold_kg=0.0):
    model = build(problem, index_columns(problem), stage=stage, hold_kg=hold_kg, links=True)
    return run(model, gap=1e-7, threads=1, time_limit=60)


def climbed(problem, best, hold_kg, start=None):
    """The bound, and the bound with every column forced, over all patterns."""
    lagrangian = Lagrangian(problem, hold_kg, start)
    lagrangian.climb_together(best, best, Clock(None))
    lagrangian.climb_each(best, best, Clock(None))
    bounds = lagrangian.bounds()
    return bounds[0].value, np.min([bound.forced for bound in bounds], axis=0)


@pytest.mark.parametrize("seed", [0, 1])
def test_bounds_hold_and_forced_columns_are_never_better_than_said(seed):
    problem = scattered(seed)
    served = exact(problem, "served").objective * TONNE
    bound, _ = climbed(problem, -served, None)
    assert -served * 1.1 <= bound <= -served + 1e-6
    least = exact(problem, "cost", served * (1 - 1e-9))
    cost = least.objective * MILLION
    held, forced = climbed(problem, cost, served * (1 - 1e-9))
    assert 0.85 * cost <= held <= cost * (1 + 1e-9)
    columns = index_columns(problem)
    opened = least.values[: columns.n_open] > 0.5
    reach = forced[columns.open_site[opened], columns.open_size[opened]]
    assert (reach <= cost * (1 + 1e-6)).all()


@pytest.mark.parametrize("seed", [0, 1])
def test_large_path_equals_one_model(seed):
    problem = scattered(seed)
    siting = solve(problem, gap=1e-6, threads=1)
    assert check_hydrogen(problem, siting) == []
    served = exact(problem, "served").objective * TONNE
    assert siting.served_kg == pytest.approx(served, rel=1e-5)
    least = exact(problem, "cost", siting.served_kg * (1 - 1e-9))
    assert siting.annual_cost == pytest.approx(least.objective * MILLION, rel=1e-5)


def test_supply_that_binds_is_priced():
    problem = scattered(0, supply=(300.0, 9e3))
    siting = solve(problem, gap=1e-6, threads=1)
    assert check_hydrogen(problem, siting) == []
    assert siting.supply.sum(axis=1)[0] == pytest.approx(300, rel=1e-4)
    bound, _ = climbed(problem, siting.annual_cost, siting.served_kg)
    assert bound <= siting.annual_cost * (1 + 1e-9)


def test_sites_that_no_source_delivers_to_leave_a_finite_bound():
    problem = scattered(0)
    haul = problem.haul_cost.copy()
    haul[:, ::7] = np.inf
    problem = replace(problem, haul_cost=haul)
    siting = solve(problem, gap=1e-6, threads=1)
    assert check_hydrogen(problem, siting) == []
    with np.errstate(invalid="raise"):
        bound, _ = climbed(problem, siting.annual_cost, siting.served_kg)
    assert 0.85 * siting.annual_cost <= bound <= siting.annual_cost * (1 + 1e-9)


def test_a_pattern_without_columns_left_is_proven_without_a_solver(monkeypatch):
    """Every column is too dear: what the dearest of them could reach is the bound, and no model is run."""
    problem = scattered(0)
    siting = solve(problem, gap=1e-6, threads=1)
    search = Search(problem, "cost", Settings(gap=0.01, threads=1), siting.served_kg)
    search.objective = -siting.annual_cost / MILLION
    monkeypatch.setattr(search, "solve", lambda *_, **__: pytest.fail("a model was run"))
    forced = np.full(problem.allowed.shape, 2.0 * siting.annual_cost)
    reached = prove_pattern(search, SiteBound((4, 0, 0), 0.0, forced), 1.0)
    assert reached == pytest.approx(-2.0 * siting.annual_cost / MILLION)


def with_far_counts(seed):
    """Two captive stations, three in the poorest corner, trips past poor sites: each costs hydrogen."""
    problem = scattered(seed, target=5)
    asked = problem.pairs.binary().T @ problem.demand_kg
    poor = np.argsort(asked)[:30]
    fuels = sparse.csr_array((np.ones(6), ([0, 0, 0, 1, 1, 1], poor[:6])), shape=(2, 80))
    return replace(
        problem,
        min_captive=2,
        groups=(Group("poor", poor, 3),),
        trips=FreightTrips(np.array([0, 1]), fuels, np.array([8.0, 4.0]), 6.0, np.array([0, 1])),
    )


@pytest.mark.parametrize("stage", ["served", "cost"])
def test_counts_and_trips_are_priced_and_the_bound_still_holds(stage):
    """Priced from the relaxation's duals, they lift the bound over that of the problem without them."""
    problem = with_far_counts(2)
    served = exact(problem, "served").objective * TONNE
    hold = served * (1 - 1e-9)
    columns = index_columns(problem)
    model = build(problem, columns, stage=stage, hold_kg=hold)
    relaxed = run(model, relax=True)
    duals = dict(zip(model.row_names(), relaxed.duals.tolist(), strict=True))
    start = multipliers_of(problem, columns, duals, stage2=stage == "cost")
    best = -served if stage == "served" else exact(problem, "cost", hold).objective * MILLION
    bound, _ = climbed(problem, best, hold if stage == "cost" else None, start)
    free = replace(problem, min_captive=0, groups=(), trips=None)
    without, _ = climbed(free, best, hold if stage == "cost" else None)
    assert bound <= best + 1e-6 * abs(best)
    assert bound > without + 1e-3 * abs(best)


def test_a_least_use_that_the_quick_start_misses_is_kept_from_the_first_siting_on():
    """Supply of 600 for four stations: the quick start lets the first of them sell it all."""
    problem = replace(scattered(0, supply=(300.0, 300.0)), min_use=0.25)
    siting = solve(problem, gap=1e-3, threads=1)
    assert check_hydrogen(problem, siting) == []
    assert siting.served_kg == pytest.approx(600.0, rel=1e-3)
    sold = problem.flow_sums(siting.flow)[1][siting.sites]
    assert (sold >= 0.25 * problem.sizes_kg[siting.sizes] - 1e-3).all()


def test_quick_search_repeats_with_its_seed():
    problem = scattered(3)
    one, other = (quick_stations(problem, 7, Clock(None)) for _ in range(2))
    assert np.array_equal(one, other)
    assert one.sum() == problem.target
    assert (problem.ownership[one] == 1).sum() >= 1


def test_a_captive_station_is_placed_where_much_is_asked_not_where_something_is_left():
    """The port asks 900, a far depot 40, a far town 300. Met last, the captive count leaves 940."""
    metres = np.array([[0.0, 0, 9e4, 9e4], [9e4, 9e4, 0, 9e4], [9e4, 9e4, 9e4, 0]])
    problem = line_problem(
        pairs=CoverPairs.from_dense(metres, 5e3),
        demand_kg=np.array([900.0, 40.0, 300.0]),
        ownership=np.array([0, 1, 1, 0]),
        min_captive=1,
    )
    chosen = quick_stations(problem, 0, Clock(0.0))
    assert chosen is not None
    assert np.flatnonzero(chosen).tolist() == [1, 3]
