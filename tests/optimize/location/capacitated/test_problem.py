"""Capacitated covering: hand cases, brute force by maximum flow, what binds, the model's text."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from gisplan_errors import VerificationFailed
from optimize import CapacitatedMCLP, CoverPairs, solve, verify
from optimize.covering.state import Allowance
from optimize.location.capacitated import problem as capacitated
from optimize.location.capacitated.problem import model
from optimize.location.capacitated.search import Supply, improve_sites
from optimize.solvers.limits import Clock, Until

GOLDEN = Path(__file__).parents[2] / "golden" / "capacitated_mclp.lp"


def line(demand, sites, radius):
    return CoverPairs.from_dense(np.abs(np.subtract.outer(demand, sites)).astype(float), radius)


def answer(problem, **options):
    solution = solve(problem, threads=1, gap=0.0, **options)
    verify(problem, solution)
    return solution


def served(problem, sites):
    """Serve as much as a choice of sites can, by maximum flow."""
    graph = nx.DiGraph()
    graph.add_nodes_from(["source", "sink"])
    for i, weight in enumerate(problem.weights):
        graph.add_edge("source", ("row", i), capacity=float(weight))
    for j in sites:
        graph.add_edge(("site", j), "sink", capacity=float(problem.capacities[j]))
    for i, j in zip(problem.pairs.rows().tolist(), problem.pairs.indices.tolist(), strict=True):
        if j in sites:
            graph.add_edge(("row", i), ("site", j))
    return nx.maximum_flow_value(graph, "source", "sink")


@st.composite
def problems(draw):
    n, rows = draw(st.integers(1, 12)), draw(st.integers(1, 8))
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    pairs = CoverPairs.from_dense(rng.random((rows, n)) * 100, draw(st.sampled_from([30.0, 60.0])))
    some = st.sets(st.integers(0, n - 1), max_size=1)
    return CapacitatedMCLP(
        pairs,
        rng.integers(0, 9, rows).astype(float),
        rng.integers(0, 20, n).astype(float),
        draw(st.integers(1, 3)),
        existing=np.array(sorted(draw(some)), dtype=int),
        required=np.array(sorted(draw(some)), dtype=int),
    )


def test_by_hand():
    """Site 0 could reach all 9 but holds 5; with site 1 (2) it makes 7."""
    pairs = line([0, 1, 2], [1, 2], 1.0)
    problem = CapacitatedMCLP(pairs, [3.0, 3, 3], [5.0, 2], 2)
    solution = answer(problem)
    assert solution.objective == 7.0
    assert solution.assignment.sum(axis=0).tolist() == [5.0, 2.0]


@settings(max_examples=60, deadline=None)
@given(problems())
def test_equals_brute_force(problem):
    solution = answer(problem)
    existing, required = set(problem.existing.tolist()), set(problem.required.tolist())
    best = max(
        served(problem, existing | set(new))
        for k in range(problem.count + 1)
        for new in itertools.combinations(sorted(set(range(problem.pairs.n_sites)) - existing), k)
        if required <= set(new)
    )
    assert solution.objective == pytest.approx(best)
    assert solution.certificate.status == "optimal"


@settings(max_examples=40, deadline=None)
@given(problems(), st.booleans())
def test_ladder_for_large_problems_equals_brute_force(problem, paid):
    """The stages that large problems take, forced on small ones; with a budget as tight as the count."""
    if paid:
        costs = np.arange(1.0, problem.pairs.n_sites + 1)
        problem = replace(problem, costs=costs, budget=float(costs[problem.required].sum() + 3))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(capacitated, "_SMALL_PAIRS", -1)
        patch.setattr(capacitated, "_ROUNDS", 10)
        solution = answer(problem)
    existing, required = set(problem.existing.tolist()), set(problem.required.tolist())
    best = max(
        (
            served(problem, existing | set(new))
            for k in range(problem.count + 1)
            for new in itertools.combinations(sorted(set(range(problem.pairs.n_sites)) - existing), k)
            if required <= set(new)
            and (problem.budget is None or problem.costs[list(new)].sum() <= problem.budget)
        ),
        default=None,
    )
    if best is None:
        assert solution.certificate.status == "infeasible"
    else:
        assert solution.objective == pytest.approx(best)
        assert solution.certificate.status == "optimal"


@pytest.mark.parametrize("solver", ["highs", "cbc"])
def test_solvers_agree(solver):
    rng = np.random.default_rng(8)
    pairs = CoverPairs.from_dense(rng.random((40, 12)), 0.3)
    problem = CapacitatedMCLP(pairs, rng.integers(1, 9, 40).astype(float), np.full(12, 25.0), 3)
    best = max(served(problem, set(s)) for s in itertools.combinations(range(12), 3))
    assert answer(problem, solver=solver).objective == pytest.approx(best)


def test_radius_capacity_count_required_and_budget_bind():
    def value(radius=10.0, room=9.0, count=2, **more):
        return answer(
            CapacitatedMCLP(line([0, 10, 30], [0, 30], radius), [4.0, 4, 1], room, count, **more)
        ).objective

    assert value() == 9.0
    assert value(radius=5.0) == 5.0
    assert value(room=3.0) == 4.0
    assert value(count=1) == 8.0
    assert value(count=1, required=[1]) == 1.0
    assert value(count=1, existing=[0]) == 9.0
    assert value(costs=[5.0, 1.0], budget=4.0) == 1.0


def test_same_places_share_what_is_served_by_their_demand():
    problem = CapacitatedMCLP(line([0, 0], [0], 1.0), [6.0, 2.0], [4.0], 1)
    assert answer(problem).assignment.toarray().ravel().tolist() == [3.0, 1.0]


def test_covered_means_served_in_full():
    problem = CapacitatedMCLP(line([0, 100], [0, 100], 1.0), [6.0, 2.0], [4.0, 4.0], 2)
    assert answer(problem).covered.tolist() == [False, True]


def test_more_required_than_allowed_is_infeasible():
    problem = CapacitatedMCLP(line([0], [0, 1], 5.0), [1.0], 1.0, 1, required=[0, 1])
    assert solve(problem).certificate.status == "infeasible"


def test_verify_names_what_is_wrong():
    problem = CapacitatedMCLP(line([0, 100], [0, 100], 1.0), [6.0, 2.0], [4.0, 4.0], 1)
    good = answer(problem)
    for amounts, text in (
        ([[5.0, 0], [0, 0]], "more than their capacity"),
        ([[4.0, 0], [1.0, 0]], "out of reach"),
        ([[-1.0, 0], [0, 0]], "negative"),
        ([[3.0, 0], [0, 0]], "served demand is 3"),
        ([[4.0, 0], [0, 1.0]], "more than their capacity"),
    ):
        with pytest.raises(VerificationFailed, match=text):
            verify(problem, replace(good, assignment=sparse.csr_array(np.array(amounts))))
    with pytest.raises(VerificationFailed, match="not a sparse matrix"):
        verify(problem, replace(good, assignment=None))
    with pytest.raises(VerificationFailed, match="not served in full"):
        verify(problem, replace(good, covered=np.array([True, False])))


def test_golden_model(tmp_path):
    """Site 0 exists (no count, no cost); pairs 0-0, 0-1, 1-1, 1-2; links where capacity exceeds demand."""
    pairs = CoverPairs.from_dense([[0, 0, 9], [9, 0, 0]], 1.0)
    problem = CapacitatedMCLP(pairs, [5.0, 7], [6.0, 4, 9], 1, existing=[0], costs=[9.0, 2, 3], budget=3.0)
    model(problem, pairs.binary(), np.array([5.0, 7])).build().writeLP(str(tmp_path / "model.lp"))
    assert (tmp_path / "model.lp").read_text(encoding="utf-8") == GOLDEN.read_text(encoding="utf-8")


def test_search_leaves_a_poor_choice():
    """Two sites of 5 stand where all demand is; the choice to start from serves 2 of 10."""
    cover = line([0, 0, 50], [0, 0, 50, 50], 1.0).binary()
    demand, room, none = np.array([4.0, 4.0, 2.0]), np.full(4, 5.0), np.zeros(0, dtype=int)
    found = improve_sites(
        Supply(cover, demand, room, none, none, Allowance(4, 2, None, None)),
        np.array([2, 3]),
        rng=np.random.default_rng(0),
        clock=Clock(None),
        until=Until(60),
    )
    assert found.tolist() == [0, 1]


@settings(max_examples=30, deadline=None)
@given(problems(), st.integers(0, 99))
def test_search_keeps_every_limit(problem, seed):
    """Fixed sites stay, count and budget hold, and no less is served than by the choice it starts from."""
    cover, n = problem.pairs.binary(), problem.pairs.n_sites
    existing, required = np.asarray(problem.existing, dtype=int), np.asarray(problem.required, dtype=int)
    fixed = np.union1d(existing, required)
    costs = None if problem.costs is None else np.asarray(problem.costs, dtype=float)
    limits = Allowance(n, problem.count, costs, problem.budget)
    paid = np.setdiff1d(fixed, existing)
    if paid.size > limits.count or (costs is not None and costs[paid].sum() > limits.budget):
        return
    demand, room = np.asarray(problem.weights, dtype=float), np.asarray(problem.capacities, dtype=float)
    rng = np.random.default_rng(seed)
    more = {"rng": rng, "clock": Clock(None), "until": Until(10)}
    found = improve_sites(Supply(cover, demand, room, fixed, existing, limits), fixed, **more)
    new = np.setdiff1d(found, existing)
    assert set(fixed.tolist()) <= set(found.tolist())
    assert new.size <= limits.count
    assert costs is None or costs[new].sum() <= limits.budget + 1e-9
    assert served(problem, set(found.tolist())) >= served(problem, set(fixed.tolist())) - 1e-6
