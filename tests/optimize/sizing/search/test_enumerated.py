"""Sizing against enumeration: every way to place a few chargers, routed by a maximum flow."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gisplan_errors import InfeasiblePlan
from optimize.cover_pairs import CoverPairs
from optimize.sizing.check import check_sizing
from optimize.sizing.flow import FlowNetwork
from optimize.sizing.sizing import Sizing
from optimize.sizing.subsets import Floor, Load, Opening, Share, Upgrades
from tests.optimize.sizing_cases import checked, index, two_sites

if TYPE_CHECKING:
    from optimize.sizing.problem import SizingProblem

BOTH = np.array([True, True])


def enumerate_best(problem: SizingProblem) -> tuple[float, float] | None:
    best = None
    room = [
        range(int(n) + 1) for n in np.repeat(np.minimum(problem.bays, problem.max_chargers), problem.n_types)
    ]
    network = FlowNetwork(
        problem.pairs.rows(),
        problem.pairs.indices,
        problem.energy,
        problem.kind,
        problem.n_sites,
        problem.pools,
    )
    for combination in product(*room):
        counts = np.array(combination).reshape(problem.capacity_kwh.shape)
        routing = network.route(problem.pools.sums(problem.capacity_kwh * counts))
        unmet = np.maximum(problem.energy - np.bincount(network.row, routing.flow, problem.energy.size), 0)
        answer = Sizing(counts, routing.flow, unmet, ())  # type: ignore[arg-type]
        if not check_sizing(problem, answer):
            key = (round(float(unmet.sum()), 4), problem.total_cost(counts))
            best = key if best is None else min(best, key)
    return best


@settings(max_examples=40, deadline=None, derandomize=True)
@given(data=st.data())
def test_matches_enumeration(data: st.DataObject) -> None:
    whole = st.integers(0, 4)
    rows = 3
    cover = data.draw(st.lists(st.lists(st.booleans(), min_size=2, max_size=2), min_size=rows, max_size=rows))
    problem = two_sites(
        pairs=CoverPairs.from_dense(np.where(np.array(cover), 1.0, 9e9), 10.0),
        energy=np.array(data.draw(st.lists(st.integers(0, 120), min_size=rows, max_size=rows)), dtype=float),
        users=index(*data.draw(st.lists(st.integers(0, 1), min_size=rows, max_size=rows))),
        capacity_kwh=np.array([[10.0, 45.0], [10.0, data.draw(st.sampled_from([0.0, 60.0, 100.0]))]]),
        bays=index(*data.draw(st.tuples(whole, whole))),
        grid_kw=np.array(data.draw(st.tuples(st.integers(0, 120), st.integers(0, 120))), dtype=float),
        cost=np.array([[1.0, 7.0], [2.0, 9.0]]),
        bay_use=index(*data.draw(st.tuples(st.integers(1, 2), st.integers(1, 2)))),
        min_chargers=index(data.draw(st.integers(0, 2)), 0),
        min_fast=index(data.draw(st.integers(0, 1)), 0),
        target=data.draw(st.integers(0, 5)),
        floors=(Floor("east", index(1), index(0, 1), data.draw(st.integers(0, 2)), 2),),
        shares=(
            Share(
                "fast",
                index(0, 1),
                index(1),
                index(0, 1),
                index(0, 1),
                data.draw(st.sampled_from([0.0, 0.3])),
                0.6,
            ),
        ),
    )
    compare_with_enumeration(problem)


def compare_with_enumeration(problem: SizingProblem) -> None:
    best = enumerate_best(problem)
    if best is None:
        with pytest.raises(InfeasiblePlan):
            checked(problem)
        return
    sizing = checked(problem)
    assert sizing.unmet.sum() == pytest.approx(best[0], abs=1e-3)
    assert problem.total_cost(sizing.counts) == pytest.approx(best[1], abs=1e-6)
    for certificate in sizing.certificates:
        assert certificate.bound <= certificate.objective + 1e-6


@settings(max_examples=8, deadline=None, derandomize=True)
@given(data=st.data())
def test_budget_steps_and_opening_match_enumeration(data: st.DataObject) -> None:
    cover = data.draw(st.lists(st.lists(st.booleans(), min_size=2, max_size=2), min_size=3, max_size=3))
    least = data.draw(st.integers(0, 2))
    problem = two_sites(
        pairs=CoverPairs.from_dense(np.where(np.array(cover), 1.0, 9e9), 10.0),
        energy=np.array(data.draw(st.lists(st.integers(0, 120), min_size=3, max_size=3)), dtype=float),
        capacity_kwh=np.array([[10.0, 45.0], [10.0, data.draw(st.sampled_from([0.0, 60.0]))]]),
        bays=index(3, 3),
        grid_kw=np.array(data.draw(st.tuples(st.integers(0, 60), st.integers(0, 60))), dtype=float),
        cost=np.array([[1.0, 7.0], [2.0, 9.0]]),
        min_chargers=index(data.draw(st.integers(0, 3)), data.draw(st.integers(0, 2))),
        min_fast=index(data.draw(st.integers(0, 1)), 0),
        target=data.draw(st.integers(0, 4)),
        most_each=np.array([[3, data.draw(st.integers(0, 3))], [3, 2]]),
        budget=data.draw(st.sampled_from([None, 3.0, 10.0, 20.0])),
        upgrades=Upgrades(np.array([[30.0, 40.0], [50.0, 0.0]]), np.array([[1.5, 4.0], [2.5, 0.0]])),
        opening=Opening(BOTH, BOTH, min(least, 1), data.draw(st.sampled_from([None, 1, 2]))),
    )
    compare_with_enumeration(problem)


@settings(max_examples=20, deadline=None, derandomize=True)
@given(data=st.data())
def test_loads_of_several_sites_match_enumeration(data: st.DataObject) -> None:
    """A feeder of both sites, one of the first, and a substation that a floor or the target may overload."""
    kw = st.sampled_from([0.0, 12.0, 55.0, 105.0, 130.0])
    cover = data.draw(st.lists(st.lists(st.booleans(), min_size=2, max_size=2), min_size=3, max_size=3))
    problem = two_sites(
        pairs=CoverPairs.from_dense(np.where(np.array(cover), 1.0, 9e9), 10.0),
        energy=np.array(data.draw(st.lists(st.integers(0, 120), min_size=3, max_size=3)), dtype=float),
        users=index(*data.draw(st.lists(st.integers(0, 1), min_size=3, max_size=3))),
        capacity_kwh=np.array([[10.0, 45.0], [10.0, data.draw(st.sampled_from([0.0, 60.0]))]]),
        load_kw=np.array([[5.0, 50.0], [6.0, 40.0]]),
        bays=index(3, 3),
        cost=np.array([[1.0, 7.0], [2.0, 9.0]]),
        min_chargers=index(data.draw(st.integers(0, 2)), 0),
        min_fast=index(data.draw(st.integers(0, 1)), 0),
        target=data.draw(st.integers(0, 4)),
        floors=(Floor("east", index(1), index(0, 1), data.draw(st.integers(0, 2)), 3),),
        loads=(Load("both", index(0, 1), data.draw(kw)), Load("first", index(0), data.draw(kw))),
    )
    compare_with_enumeration(problem)
