"""Freight trips, 70 MPa and on-site supply in the hydrogen siting: each binds, each is checked again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from gisplan_errors import InfeasiblePlan
from optimize.cover_pairs import CoverPairs
from optimize.entry import solve
from optimize.hydrogen.check import check_hydrogen
from optimize.hydrogen.model import build, index_columns
from optimize.hydrogen.search.state import Search
from optimize.location.refuelling.paths import RefuellingPaths
from optimize.location.refuelling.trips import FreightTrips, freight_trips
from optimize.solvers.limits import Settings
from optimize.solvers.run import run
from tests.optimize.hydrogen_cases import line_problem, line_trips


def checked(problem):
    siting = solve(problem, threads=1, gap=1e-7)
    assert check_hydrogen(problem, siting) == []
    return siting


@pytest.mark.parametrize(
    ("range_km", "sites", "kilograms"),
    [(60, [0, 1], 1700), (50, [0, 2], 1300), (30, [0, 3], 1000), (20, [1, 3], 900)],
)
def test_range_decides_which_stations_keep_the_trips_going(range_km, sites, kilograms):
    """Going round 80 km: the first and last station at most half a range from km 0 and km 40."""
    siting = checked(line_problem(trips=line_trips(range_km)))
    assert siting.sites.tolist() == sites
    assert siting.served_kg == pytest.approx(kilograms)


def test_a_range_too_short_for_any_stations_leaves_no_path_to_ask_for():
    trips = line_trips(15)
    assert trips.member.tolist() == [-1]
    assert checked(line_problem(trips=trips)).served_kg == pytest.approx(1700)


def test_no_trips_asked_for_is_as_without_them():
    assert checked(line_problem(trips=line_trips(20, least_share=0.0))).served_kg == pytest.approx(1700)


def test_too_few_stations_for_the_trips_are_named_with_the_most_that_is_possible():
    with pytest.raises(InfeasiblePlan, match=r"10\.0 of 10\.0 a day, at most 0\.0 can be.*relax trips"):
        solve(line_problem(trips=line_trips(20), target=1), threads=1)


def test_a_standing_station_fuels_trips():
    """With a station at km 30 one at km 10 is enough for a range of 20 km, so km 0 stays for its 900 kg."""
    problem = line_problem(trips=line_trips(20), existing_capacity=np.array([0.0, 0, 0, 400]))
    assert checked(problem).sites.tolist() == [0, 1]


def test_a_station_beyond_the_sites_that_may_open_fuels_for_ever():
    """The end at km 40 has fuel: from km 0 a range of 50 km needs one stop within 25 km of the start."""
    path = RefuellingPaths(np.array([0, 3]), np.array([-1, 0, 1]), np.array([0.0, 20e3, 40e3]), 2)
    trips = freight_trips(path, np.array([4.0]), np.array([50e3]), least_share=1.0, n_sites=1)
    assert trips.refuelled(np.array([True])).tolist() == [True]
    assert trips.refuelled(np.array([False])).tolist() == [False]
    free = freight_trips(path, np.array([4.0]), np.array([100e3]), least_share=1.0, n_sites=1)
    assert free.refuelled(np.array([False])).tolist() == [True]


def test_classes_of_different_range_keep_their_own_arcs():
    path = RefuellingPaths(np.array([0, 3, 6]), np.array([-1, 0, -1] * 2), np.array([0.0, 10e3, 40e3] * 2), 1)
    trips = freight_trips(path, np.array([4.0, 6.0]), np.array([50e3, 60e3]), least_share=1.0, n_sites=1)
    assert trips.member.tolist() == [-1, 0]
    assert trips.count(np.array([True])) == pytest.approx(6.0)


def test_seventy_megapascal_is_sold_by_stations_that_have_it():
    """Row 0 needs 70 MPa: only 800 kg stay without a size that has it, or a dearer size is bought."""
    sizes = {"sizes_kg": np.array([1000.0, 1000.0]), "sells_high": np.array([False, True])}
    sizes |= {
        "station_cost": np.tile([18e6, 24e6], (4, 1)),
        "needs_high": np.array([True, False, False, False]),
    }
    both = checked(line_problem(**sizes))
    assert both.served_kg == pytest.approx(1700)
    assert dict(zip(both.sites.tolist(), both.sizes.tolist(), strict=True)) == {0: 1, 1: 0}
    low_only = line_problem(**sizes, allowed=np.tile([True, False], (4, 1)))
    assert checked(low_only).served_kg == pytest.approx(1200)


def test_what_an_electrolyser_can_make_at_a_site_limits_its_sales():
    limit = np.full((1, 4, 2), 5000.0)
    limit[0, 0] = [200.0, 150.0]
    siting = checked(line_problem(supply_limit=limit))
    assert siting.sites.tolist() == [1, 2]
    assert siting.served_kg == pytest.approx(1200)


def test_beside_a_larger_station_less_grid_is_left_for_the_electrolyser():
    """At site 0 a source makes 450 kg beside 500 kg/day and 100 beside 1,000; nothing else reaches it."""
    limit = np.full((1, 4, 2), 5000.0)
    limit[0, 0] = [450.0, 100.0]
    siting = checked(line_problem(supply_limit=limit))
    assert dict(zip(siting.sites.tolist(), siting.sizes.tolist(), strict=True)) == {0: 0, 1: 1}
    assert siting.served_kg == pytest.approx(1250)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda p: replace(p, trips=line_trips(30)), "0.000 trips a day are refuelled, at least 10.000"),
        (
            lambda p: replace(p, supply_limit=np.full((1, 4, 2), 850.0)),
            "source 0: gives site 0 900.000 kg/day",
        ),
        (
            lambda p: replace(p, needs_high=np.arange(4) == 0, sells_high=np.zeros(2, bool)),
            "site 0: sells 900.000 kg/day at 70 MPa, it can sell 0",
        ),
    ],
)
def test_each_is_caught_when_the_problem_tightens(change, words):
    problem = line_problem()
    siting = solve(problem, threads=1)
    assert any(words in fault for fault in check_hydrogen(change(problem), siting))


def test_no_siting_with_trips_is_ruled_out_by_presolve_alone(monkeypatch):
    """With trips, "infeasible" is asked for again without presolve, and that answer stands."""
    problem = line_problem(trips=line_trips(60))
    asked = []

    def judged(model, **how):
        asked.append(how["options"])
        outcome = run(model, **how)
        return replace(outcome, status="infeasible", values=None) if how["options"] is None else outcome

    monkeypatch.setattr("optimize.hydrogen.search.state.run", judged)
    for one, calls, found in ((problem, [None, {"presolve": "off"}], True), (line_problem(), [None], False)):
        asked.clear()
        search = Search(one, "served", Settings(gap=1e-7, threads=1), 0.0)
        search.solve(one.open_to_new, 1.0)
        assert asked == calls
        assert (search.best is not None) == found


@pytest.mark.parametrize("seed", range(20))
def test_all_trips_are_possible_where_every_site_opens_whatever_presolve_makes_of_the_least(seed):
    """The least is a billionth less than all trips: a part of a path is within a tolerance."""
    rng = np.random.default_rng(seed)
    n_paths, n_sites = int(rng.integers(10, 27)), int(rng.integers(4, 30))
    able = (rng.random((2 * n_paths, n_sites)) < 0.4).astype(float)
    able[able.sum(axis=1) == 0, 0] = 1.0
    flow = rng.uniform(3, 60, n_paths).round(1)
    trips = FreightTrips(
        path=np.repeat(np.arange(n_paths), 2),
        cover=sparse.csr_array(able),
        trips=flow,
        least=float(flow.sum()) * (1.0 - 1e-9),
        member=np.arange(n_paths),
    )
    km = np.arange(n_sites) * 5e3
    problem = line_problem(
        pairs=CoverPairs.from_dense(np.abs(km[:, None] - km[None, :]), 8e3),
        demand_kg=rng.uniform(50, 900, n_sites),
        station_cost=np.tile([10e6, 18e6], (n_sites, 1)),
        allowed=np.ones((n_sites, 2), dtype=bool),
        ownership=np.zeros(n_sites, dtype=int),
        supply_capacity=np.array([1000.0]),
        haul_cost=rng.uniform(20, 40, (1, n_sites)),
        target=n_sites,
        trips=trips,
    )
    model = build(problem, index_columns(problem), stage="cost", hold_kg=50.0)
    assert run(model, gap=0.05, work=5).status in {"optimal", "feasible"}
