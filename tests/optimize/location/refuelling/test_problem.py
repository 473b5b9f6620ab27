from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from gisplan_errors import VerificationFailed
from optimize.entry import solve, verify
from optimize.location.refuelling import problem as flow_refuelling
from optimize.location.refuelling.paths import RefuellingPaths, shortest_paths
from optimize.location.refuelling.problem import FlowRefuelling, arcs_of, impossible_paths
from optimize.location.site_choice import Solution

GOLDEN = Path(__file__).parents[2] / "golden"


def road(*metres):
    """One path along a road with a site at each of its places."""
    n = len(metres)
    return RefuellingPaths(np.array([0, n]), np.arange(n), np.array(metres, dtype=float), n)


def answer(problem, **options):
    solution = solve(problem, gap=0.0, threads=1, **options)
    verify(problem, solution)
    return solution


def drives(problem, path, chosen):
    """Go round twice with a tank, metre by metre of the places; start with half a tank.

    `chosen` has a row for each choice of stations and a column for each site; a truth for each choice.
    """
    places, metres = problem.paths.places(path)
    out = list(zip(places.tolist(), metres.tolist(), strict=True))
    length = metres[-1]
    home = [(site, 2 * length - at) for site, at in reversed(out)]
    tank, here = np.full(len(chosen), problem.reach / 2), 0.0
    dry, stopped = np.zeros((2, len(chosen)), dtype=bool)
    for lap in range(2):
        for site, at in out + home:
            tank -= at + 2 * length * lap - here
            here = at + 2 * length * lap
            dry |= tank < -1e-9
            if site >= 0:
                tank[chosen[:, site]] = problem.reach
                stopped |= chosen[:, site]
    return ~dry & stopped & (tank >= problem.reach / 2 - 1e-9)


def most_driven(problem, count):
    """Try every choice of so many stations; give the most trips that any of them refuels."""
    every = list(itertools.combinations(range(problem.paths.n_sites), count))
    chosen = np.zeros((len(every), problem.paths.n_sites), dtype=bool)
    np.put_along_axis(chosen, np.array(every, dtype=np.int64).reshape(len(every), count), True, axis=1)
    trips = sum(problem.trips[q] * drives(problem, q, chosen) for q in range(problem.paths.n_paths))
    return float(np.max(trips))


# A road of 10 km with places at 0, 4, 6 and 10 km.


def test_one_station_in_the_middle_needs_half_a_tank_to_both_ends():
    # From km 4 it is 6 km to the far end and back: 12 km.
    assert answer(FlowRefuelling(road(0, 4, 6, 10), 7.0, 12, 1)).objective == 7
    assert answer(FlowRefuelling(road(0, 4, 6, 10), 7.0, 11.9, 1)).objective == 0


def test_range_binds_between_stations():
    # At range 10 the ends alone will do; at 9 they are too far apart.
    ends = FlowRefuelling(road(0, 4, 6, 10), 1.0, 10, 2, required=[0, 3])
    assert answer(ends).objective == 1
    assert answer(FlowRefuelling(road(0, 4, 6, 10), 1.0, 9, 2, required=[0, 3])).objective == 0


def test_count_binds():
    values = [answer(FlowRefuelling(road(0, 4, 6, 10), 1.0, 8, p)).objective for p in (0, 1, 2)]
    assert values == [0, 0, 1]


def test_required_station_binds():
    """The two ends serve the path at range 10 with nothing between; a forced middle place takes one away."""
    paths = RefuellingPaths(np.array([0, 2, 4]), np.array([0, 1, 1, 2]), np.array([0.0, 10, 0, 10]), 3)
    free = FlowRefuelling(paths, [5.0, 1.0], 10, 2)
    assert answer(free).objective == 5
    assert answer(FlowRefuelling(paths, [5.0, 1.0], 10, 2, required=[2])).objective == 1


def test_existing_station_is_not_counted():
    assert answer(FlowRefuelling(road(0, 4, 6, 10), 1.0, 8, 1, existing=[1])).objective == 1


def test_budget_binds():
    # One end and the place 6 km from it: 6.
    costs = [1, 5, 5, 1]
    assert answer(FlowRefuelling(road(0, 4, 6, 10), 1.0, 8, None, costs=costs, budget=6)).objective == 1
    assert answer(FlowRefuelling(road(0, 4, 6, 10), 1.0, 8, None, costs=costs, budget=5)).objective == 0


def test_paths_that_no_station_helps_are_listed():
    problem = FlowRefuelling(road(0, 4, 6, 10), 1.0, 3.9, 4)
    assert impossible_paths(problem).tolist() == [0]
    assert answer(problem).objective == 0
    assert impossible_paths(FlowRefuelling(road(0, 4, 6, 10), 1.0, 4, 4)).tolist() == []


def test_place_without_a_site_is_passed():
    paths = RefuellingPaths(np.array([0, 3]), np.array([0, -1, 1]), np.array([0.0, 5, 10]), 2)
    assert impossible_paths(FlowRefuelling(paths, 1.0, 9.9, 2)).tolist() == [0]
    assert answer(FlowRefuelling(paths, 1.0, 10, 2)).objective == 1


def test_implied_arcs_are_left_out():
    problem = FlowRefuelling(road(0, 4, 6, 10), 1.0, 12, 1)
    assert arcs_of(problem, merge=True).path.size < arcs_of(problem, merge=False).path.size


def test_capacity_binds():
    values = {"paths": road(0, 4, 6, 10), "flows": 10.0, "reach": 12, "count": 1, "fuel": 50.0}
    assert answer(FlowRefuelling(**values, capacities=50.0)).objective == pytest.approx(10)
    half = answer(FlowRefuelling(**values, capacities=25.0))
    assert half.objective == pytest.approx(5)
    assert not half.covered.any()
    two = answer(FlowRefuelling(**(values | {"count": 2}), capacities=25.0))
    assert two.objective == pytest.approx(10)


def test_fuel_is_bought_where_the_tank_reaches():
    # Range 10: the arc home from km 4 to 0 is out of reach of km 10, so each end must sell something.
    problem = FlowRefuelling(
        road(0, 4, 6, 10), 10.0, 10, 2, required=[0, 3], fuel=50.0, capacities=[10.0, 0, 0, 99.0]
    )
    assert answer(problem).objective < 10


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"reach": 0}, "reach"),
        ({"flows": [np.nan]}, "flows"),
        ({"count": None}, "count"),
        ({"fuel": 1.0}, "fuel and capacities"),
        ({"required": [9]}, "required"),
    ],
)
def test_bad_input_is_refused_by_name(change, words):
    with pytest.raises(ValueError, match=words):
        FlowRefuelling(**({"paths": road(0, 4), "flows": 1.0, "reach": 9, "count": 1} | change))


@pytest.mark.parametrize(
    ("indptr", "sites", "metres", "words"),
    [
        ([0, 1], [0], [0.0], "fewer than two"),
        ([0, 2], [0, 5], [0.0, 1], "outside"),
        ([0, 2], [0, 1], [0.0, -1], "rise"),
        ([0, 3], [0, 1], [0.0, 1], "fit together"),
    ],
)
def test_bad_paths_are_refused(indptr, sites, metres, words):
    with pytest.raises(ValueError, match=words):
        RefuellingPaths(np.array(indptr), np.array(sites), np.array(metres), 2)


def test_verify_catches_a_path_that_runs_dry():
    problem = FlowRefuelling(road(0, 4, 6, 10), 1.0, 8, 2)
    good = answer(problem)
    bad = Solution(np.array([0, 1]), None, good.covered, 1.0, good.certificate)
    with pytest.raises(VerificationFailed, match="marked wrongly"):
        verify(problem, bad)


@st.composite
def small_problems(draw):
    n = draw(st.integers(2, 12))
    lengths = np.zeros((n, n))
    for j in range(1, n):
        lengths[draw(st.integers(0, j - 1)), j] = draw(st.integers(1, 9))
    network = sparse.csr_array(lengths + lengths.T)
    pairs = [pair for pair in itertools.combinations(range(n), 2) if draw(st.booleans())] or [(0, n - 1)]
    paths = shortest_paths(network, [a for a, _ in pairs], [b for _, b in pairs])
    flows = draw(st.lists(st.integers(1, 9), min_size=len(pairs), max_size=len(pairs)))
    return FlowRefuelling(paths, np.array(flows), draw(st.integers(2, 20)), draw(st.integers(0, n)))


@given(small_problems())
@settings(max_examples=80, deadline=None)
def test_equals_brute_force_with_a_driven_tank(problem):
    best = most_driven(problem, min(problem.count, problem.paths.n_sites))
    solution = answer(problem)
    assert solution.objective == pytest.approx(best)
    assert solution.certificate.status == "optimal"


@given(small_problems())
@settings(max_examples=30, deadline=None)
def test_ample_capacity_changes_nothing(problem):
    ample = FlowRefuelling(
        problem.paths, problem.flows, problem.reach, problem.count, fuel=1.0, capacities=1e4
    )
    assert answer(ample).objective == pytest.approx(answer(problem).objective, abs=1e-5)


@pytest.mark.parametrize("capacitated", [False, True])
def test_model_is_the_golden_one(capacitated, tmp_path):
    more = {"fuel": 20.0, "capacities": 15.0} if capacitated else {}
    problem = FlowRefuelling(
        road(0, 4, 10), 3.0, 12, 2, existing=[0], required=[2], costs=[1, 2, 3], budget=5, **more
    )
    builder = flow_refuelling.model(problem, arcs_of(problem, merge=not capacitated))
    builder.build().writeLP(str(tmp_path / "model.lp"))
    name = "flow_refuelling_capacitated.lp" if capacitated else "flow_refuelling.lp"
    assert (tmp_path / "model.lp").read_text() == (GOLDEN / name).read_text()


def twenty_five_nodes(folder: Path) -> tuple[RefuellingPaths, np.ndarray]:
    folder = folder / "benchmarks" / "frlm_25node"
    edges = np.loadtxt(folder / "25-Node_Network_Edges.csv", delimiter=",", skiprows=1, encoding="utf-8-sig")
    trips = np.loadtxt(
        folder / "25-Node_Network_Traffic_Flow.csv", delimiter=",", skiprows=1, encoding="utf-8-sig"
    )
    ends = edges[:, :2].astype(int) - 1
    network = sparse.csr_array((edges[:, 2], (ends[:, 0], ends[:, 1])), shape=(25, 25))
    one, other = np.triu_indices(25, 1)
    return shortest_paths(network, one, other), trips[:, 1:][one, other]


@pytest.mark.parametrize(("reach", "count"), [(4, 1), (8, 2), (12, 1), (12, 2), (12, 3)])
def test_twenty_five_nodes_equal_brute_force(benchmark_data, reach, count):
    paths, trips = twenty_five_nodes(benchmark_data)
    problem = FlowRefuelling(paths, trips, reach, count)
    solution = answer(problem)
    assert solution.objective == pytest.approx(most_driven(problem, count))
    assert solution.certificate.status == "optimal"


def test_twenty_five_nodes_are_proven_for_every_count(benchmark_data):
    """Range 12, p = 1 to 10: each proven; each station more serves more trips, ten not all."""
    paths, trips = twenty_five_nodes(benchmark_data)
    found = [answer(FlowRefuelling(paths, trips, 12, count)) for count in range(1, 11)]
    assert {solution.certificate.status for solution in found} == {"optimal"}
    values = np.array([solution.objective for solution in found])
    assert (np.diff(values) > 0).all()
    assert values[-1] < trips.sum()
