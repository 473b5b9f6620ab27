"""Ties among hydrogen sitings as good: by hand, and against enumeration."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from gisplan_errors import ScenarioError, VerificationFailed
from optimize.cover_pairs import CoverPairs
from optimize.entry import solve, verify
from optimize.hydrogen.ties import choice
from optimize.hydrogen.ties.problem import HydrogenTies, Tie
from optimize.location.refuelling.trips import FreightTrips
from tests.optimize.hydrogen_cases import line_problem


def trips_of(by_site, each, least=0.0):
    """Trips of one arc each: site by site, which of them it fuels."""
    cover = np.zeros((len(each), len(by_site)))
    for site, paths in enumerate(by_site):
        cover[paths, site] = 1.0
    flow = np.array(each, dtype=float)
    return FreightTrips(
        np.arange(len(each)), sparse.csr_array(cover), flow, least, np.arange(len(each), dtype=np.int64)
    )


def alike(**changes):
    """Four sites with a customer of 400 kg/day and the same cost each: any two are as good."""
    same = {"demand_kg": np.full(4, 400.0), "haul_cost": np.full((1, 4), 30.0)}
    return line_problem(**(same | changes))


def by_site(name, worth, sense="max"):
    return Tie(name, np.tile(np.array(worth, dtype=float)[:, None], (1, 2)), sense)


def chosen(problem, *ties, dearer=0.0, gap=0.0):
    siting = solve(problem, gap=1e-7, threads=1)
    posed = HydrogenTies(problem, siting, siting.annual_cost * (1.0 + dearer), ties)
    answer = solve(posed, gap=gap, threads=1)
    verify(posed, answer)
    return answer


FREIGHT = trips_of([[2], [0], [0, 1], [1]], [10.0, 7.0, 1.0])


def test_the_most_trips_of_sitings_as_good():
    """Sites 2 and 3, or 1 and 3, or 1 and 2 refuel 17 trips; 0 and 2 refuel 18."""
    answer = chosen(alike(trips=FREIGHT), Tie("freight"))
    assert answer.siting.sites.tolist() == [0, 2]
    assert [one.objective for one in answer.certificates] == [pytest.approx(18.0)]
    assert answer.certificates[0].status == "optimal"
    assert answer.siting.served_kg == pytest.approx(800.0)


def test_the_next_tie_chooses_among_those_of_the_first():
    """Of 17 trips (no site 0 may open) the sites 1 and 3 stand nearest: 1 + 2 km."""
    problem = alike(trips=FREIGHT, allowed=np.array([[0, 0], [1, 1], [1, 1], [1, 1]], dtype=bool))
    way = by_site("standing", [0.0, 1.0, 4.0, 2.0], "min")
    answer = chosen(problem, Tie("freight"), way)
    assert answer.siting.sites.tolist() == [1, 3]
    assert [one.objective for one in answer.certificates] == [pytest.approx(17.0), pytest.approx(3.0)]
    assert [one.sense for one in answer.certificates] == ["max", "min"]


def test_the_order_is_the_planners():
    """Verified sites first: 0 and 3 (trips 8); freight first: 0 and 2 (trips 18, one verified)."""
    problem, verified = alike(trips=FREIGHT), by_site("verified", [1, 0, 0, 1])
    first = chosen(problem, verified, Tie("freight"))
    other = chosen(problem, Tie("freight"), verified)
    assert first.siting.sites.tolist() == [0, 3]
    assert [one.objective for one in first.certificates] == [pytest.approx(2.0), pytest.approx(8.0)]
    assert other.siting.sites.tolist() == [0, 2]
    assert [one.objective for one in other.certificates] == [pytest.approx(18.0), pytest.approx(1.0)]


def test_capacity_comes_as_far_as_the_cost_allowed():
    """A station of 1,000 instead of 500 kg/day is 8 million × 0.103 a year of 12.9 million: 7 %."""
    capacity = Tie("spare", np.tile([0.5, 1.0], (4, 1)))
    assert chosen(alike(), capacity, dearer=0.05).certificates[0].objective == pytest.approx(1.0)
    assert chosen(alike(), capacity, dearer=0.08).certificates[0].objective == pytest.approx(1.5)
    assert chosen(alike(), capacity, dearer=0.20).certificates[0].objective == pytest.approx(2.0)


def test_the_cost_held_binds():
    """Hauling to site 2 costs 1 CNY/kg more: 146,000 a year of 10.8 million, 1.4 %."""
    problem = alike(trips=trips_of([[], [], [0], []], [10.0]), haul_cost=np.array([[30.0, 30, 31, 30]]))
    assert chosen(problem, Tie("freight"), dearer=0.01).certificates[0].objective == 0.0
    assert chosen(problem, Tie("freight"), dearer=0.02).certificates[0].objective == pytest.approx(10.0)


def test_the_hydrogen_held_binds():
    """The customer of the site that refuels asks for 1 kg/day less than the others."""
    demand = np.array([400.0, 400.0, 399.0, 400.0])
    problem = alike(trips=trips_of([[], [], [0], []], [10.0]), demand_kg=demand)
    answer = chosen(problem, Tie("freight"), dearer=0.5)
    assert answer.certificates[0].objective == 0.0
    assert 2 not in answer.siting.sites


def test_a_tie_that_looks_at_no_size_pays_for_none():
    """Twice the cost is allowed, and the sites that refuel most need no larger station."""
    answer = chosen(alike(trips=FREIGHT), Tie("freight"), dearer=1.0)
    assert answer.siting.sizes.tolist() == [0, 0]


def test_what_no_siting_differs_in_decides_nothing():
    nothing = by_site("verified", [0, 0, 0, 0])
    assert chosen(alike(), Tie("freight"), nothing).certificates == ()


def test_trips_asked_for_stay_asked():
    """Ten trips of site 0 are asked for: a tie that would close it may not."""
    problem = alike(trips=replace(FREIGHT, least=10.0 * (1 - 1e-9)))
    answer = chosen(problem, by_site("verified", [0, 1, 0, 1]), Tie("freight"))
    assert answer.certificates[1].objective >= 10.0 - 1e-9


def test_a_wrong_figure_and_a_dear_siting_are_refused():
    problem = alike(trips=FREIGHT)
    siting = solve(problem, gap=1e-7, threads=1)
    with pytest.raises(ScenarioError, match="most_cost"):
        HydrogenTies(problem, siting, siting.annual_cost * 0.9, (Tie("freight"),))
    with pytest.raises(ScenarioError, match="worth"):
        HydrogenTies(problem, siting, siting.annual_cost, (Tie("verified"),))
    posed = HydrogenTies(problem, siting, siting.annual_cost, (Tie("freight"),))
    answer = solve(posed, gap=0.0, threads=1)
    more = replace(answer.certificates[0], objective=19.0, bound=19.0)
    with pytest.raises(VerificationFailed, match="freight is 18"):
        verify(posed, replace(answer, certificates=(more,)))
    fuller = replace(posed, siting=replace(siting, served_kg=siting.served_kg + 5.0))
    with pytest.raises(VerificationFailed, match="are held"):
        verify(fuller, answer)


@st.composite
def towns(draw):
    """Sites that each have a customer of their own, so that kg and cost of a siting are sums."""
    n = draw(st.integers(3, 5))
    whole = st.integers(0, 4)
    demand = 300.0 + 100.0 * np.array(draw(st.lists(whole, min_size=n, max_size=n)))
    haul = 30.0 + np.array(draw(st.lists(whole, min_size=n, max_size=n)))
    fuels = [draw(st.lists(st.integers(0, 2), max_size=2, unique=True)) for _ in range(n)]
    each = draw(st.lists(st.integers(1, 9), min_size=3, max_size=3))
    verified = draw(st.lists(st.integers(0, 1), min_size=n, max_size=n))
    km = np.arange(n) * 10e3
    problem = line_problem(
        pairs=CoverPairs.from_dense(np.abs(km[:, None] - km[None, :]), 5e3),
        demand_kg=demand,
        haul_cost=haul[None, :],
        ownership=np.zeros(n, dtype=np.int64),
        station_cost=np.tile([10e6, 18e6], (n, 1)),
        allowed=np.ones((n, 2), dtype=bool),
        trips=trips_of(fuels, each),
    )
    return problem, verified, draw(st.sampled_from([0.013, 0.037, 0.111]))


def by_enumeration(posed):
    """List the ties of every siting that keeps hydrogen and cost, the best first."""
    problem, found = posed.hydrogen, []
    for sites in itertools.combinations(range(problem.pairs.n_sites), 2):
        for sizes in itertools.product(range(2), repeat=2):
            at, of = np.array(sites), np.array(sizes)
            sold = np.minimum(problem.demand_kg[at], problem.sizes_kg[of])
            # what is sold beyond the hydrogen held need not be: the dearer customer gives way
            spare = max(0.0, sold.sum() - posed.siting.served_kg)
            haul = problem.haul_cost[0, at]
            cost = problem.annuity * problem.station_cost[at, of].sum()
            cost += 365.0 * (float(sold @ haul) - spare * haul.max())
            if sold.sum() >= posed.siting.served_kg - 1e-3 and cost <= posed.most_cost * (1 + 1e-7):
                opened = posed.opened(at, of)
                found.append(tuple(tie.sign * tie.of(problem, opened) for tie in posed.deciding))
    return sorted(found, reverse=True)


@pytest.mark.parametrize("small", [True, False])
@settings(max_examples=15, deadline=None, derandomize=True)
@given(towns())
def test_equals_enumeration_and_never_claims_more(small, town):
    """One model a tie is exact; the search is never worse than its start, and its bounds hold."""
    problem, verified, dearer = town
    siting = solve(problem, gap=1e-7, threads=1)
    ties = (
        Tie("freight"),
        by_site("verified", verified),
        Tie("spare", np.tile([0.5, 1.0], (len(verified), 1))),
    )
    posed = HydrogenTies(problem, siting, siting.annual_cost * (1.0 + dearer), ties)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(choice, "SMALL", 200 if small else 0)
        patch.setattr(choice, "_STEPS", 60)
        answer = solve(posed, gap=0.0, threads=1)
    verify(posed, answer)
    if not posed.deciding:
        assert answer.certificates == ()
        return
    best = by_enumeration(posed)[0]
    got = tuple(
        tie.sign * one.objective for tie, one in zip(posed.deciding, answer.certificates, strict=True)
    )
    if small:
        assert got == pytest.approx(best, abs=1e-6)
        return
    first, said = posed.deciding[0], answer.certificates[0]
    assert got[0] <= best[0] + 1e-6 <= first.sign * said.bound + 2e-6
    start = posed.opened(siting.sites, siting.sizes)
    assert got >= tuple(tie.sign * tie.of(problem, start) - 1e-6 for tie in posed.deciding)
