"""Own rows of a planner: every decision keeps them and finds the optimum of its named problem with them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pulp
import pytest
from scipy import sparse

from gisplan_errors import InfeasiblePlan, ScenarioError
from optimize.entry import solve, verify
from optimize.extensions import conflicting, extension
from optimize.lp_problem import read_problem
from optimize.own_rows import OwnRows
from optimize.sizing.parts import PartedSizing
from optimize.solvers.apart import HiGHS_APART
from tests.optimize.hydrogen_cases import shared_problem
from tests.optimize.scaled import CASES, DECISIONS
from tests.optimize.scaled_sites import Units
from tests.optimize.sizing_cases import province, two_sites

MOST = 3
"""Cells of an answer that are taken less of, one after the other."""


def problem_of(name, seed=0):
    return CASES[name].problem(seed, Units(1.0, 1.0, 1.0))


def solved(problem, **limits):
    found = []
    return solve(problem, shown=found.extend, gap=0.0, threads=1, **limits), found


def rows_of(matrix, upper, lower=None):
    matrix = sparse.csr_array(np.atleast_2d(np.asarray(matrix, dtype=float)))
    n = matrix.shape[0]
    low = np.full(n, -np.inf) if lower is None else np.asarray(lower, dtype=float)
    return OwnRows(tuple(f"row {k}" for k in range(n)), matrix, low, np.asarray(upper, dtype=float))


def against(name, seed):
    """Give rows that the usual answer breaks: less of what it has most, and a weighted count of the rest."""
    problem = problem_of(name, seed)
    taken = extension(problem)
    answer, _ = solved(problem)
    cells = taken.cells_of(answer)
    handed = taken.handed()
    arrays = handed.builder.arrays()
    low = np.zeros(cells.size)
    low[handed.cells] = arrays.lower[handed.columns]
    free = np.flatnonzero((cells > 0.5) & (low < 0.5))
    return taken, cells, free


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("name", DECISIONS)
def test_a_decision_with_own_rows_is_the_optimum_of_its_named_problem_with_them(name, seed):
    taken, cells, free = against(name, seed)
    rejected = 0
    for cell in free[:MOST]:
        row = np.zeros(cells.size)
        row[cell] = 2.0
        own = rows_of(row, [2.0 * cells[cell] - 1.0])
        assert own.broken(cells).any()
        handed = taken.handed()
        own.add_to(handed.builder, handed.columns, handed.cells)
        named = handed.builder.build()
        named.solve(HiGHS_APART(gapRel=0.0))
        if named.status != pulp.LpStatusOptimal:
            rejected += 1
            with pytest.raises(InfeasiblePlan):
                solved(taken.extended(own))
            continue
        extended = taken.extended(own)
        answer, stages = solved(extended)
        verify(extended, answer)
        assert not own.broken(taken.cells_of(answer)).any()
        first = stages[0]
        if name != "fair cover, Gini":  # shares may be lowered on paper there
            assert first.told(pulp.value(named.objective) or 0.0) == pytest.approx(
                first.certificate.objective, rel=1e-5, abs=1e-6
            )
        # the rows stand in the problem of every stage
        for stage in stages:
            blocks = {row.split(".")[0] for row in stage.builder.key_names({})[1]}
            assert "own" in blocks or "coupling" in blocks or any(b.startswith("coupling_") for b in blocks)
    assert rejected < len(free[:MOST])


def test_rows_that_conflict_are_named_and_no_others():
    problem = problem_of("adequate cover")
    taken = extension(problem)
    n = taken.shape[0]
    row = np.ones((3, n))
    row[1] = 0.0
    row[1, 0] = 1.0
    own = rows_of(row, [np.inf, 1.0, problem.count - 1.0], [problem.count, 0.0, -np.inf])
    assert conflicting(taken.possible(), own) == ("row 0", "row 2")


def test_rows_are_named_only_where_it_is_proven_that_they_are_the_cause():
    """A model with an answer beside them, or without an answer whatever they ask, blames none."""
    problem = problem_of("adequate cover")
    n = problem.pairs.n_sites
    loose, tight = rows_of(np.ones(n), [n]), rows_of(np.ones(n), [-1.0])
    assert conflicting(extension(problem).possible(), loose) == ()
    assert conflicting(extension(problem).possible(), tight) == ("row 0",)
    none = replace(problem, count=0, required=np.array([0]))
    assert conflicting(extension(none).possible(), tight) == ()


def test_what_is_possible_in_a_sizing_keeps_its_budget():
    """Two fast chargers cost 40; of the two rows only theirs cannot hold under 30."""
    few = np.array([[1.0, 0.0, 1.0, 0.0], [0.0, 1.0, 0.0, 1.0]])
    own = rows_of(few, [9.0, np.inf], [-np.inf, 2.0])
    assert conflicting(extension(two_sites()).possible(), own) == ()
    assert conflicting(extension(two_sites(budget=40.0)).possible(), own) == ()
    assert conflicting(extension(two_sites(budget=30.0)).possible(), own) == ("row 1",)


def test_what_is_possible_of_facilities_keeps_their_whole_count():
    problem = problem_of("capacitated MCLP")
    own = rows_of(np.ones((2, problem.n_sites)), [problem.count, problem.count - 1.0])
    assert conflicting(extension(problem).possible(), own) == ("row 1",)


def test_what_is_possible_of_stations_leaves_room_for_the_chargers():
    """Chargers have to stand at parcel 0, and no station fits beside them."""
    crowded = shared_problem(parcels={"charging_takes": np.array([[1e6]]), "room": np.array([[1e6]])})
    problem = replace(crowded, cover=replace(crowded.cover, required=np.array([0])))
    shape = problem.hydrogen.allowed.shape
    there = np.zeros(shape)
    there[problem.parcels.station[0]] = 1.0
    own = rows_of(there.ravel(), [np.inf], [1.0])
    assert conflicting(extension(problem.hydrogen).possible(), own) == ()
    assert conflicting(extension(problem).possible(), own) == ("row 0",)
    assert conflicting(extension(crowded).possible(), own) == ()


def test_the_arrays_with_own_rows_are_the_pulp_problem_with_them():
    problem = problem_of("adequate cover")
    taken = extension(problem)
    own = rows_of(np.arange(taken.shape[0]), [3.0])
    handed = taken.handed()
    plain = read_problem(handed.builder.problem()).arrays
    own.add_to(handed.builder, handed.columns, handed.cells)
    whole = read_problem(handed.builder.problem()).arrays
    rows = plain.matrix.shape[0]
    assert (abs(whole.matrix[:rows] - plain.matrix)).sum() == 0
    assert whole.matrix[[rows]].toarray()[0, : taken.shape[0]].tolist() == own.matrix.toarray()[0].tolist()


def test_rows_over_one_year_are_parted_from_those_over_several():
    own = rows_of([[1, 1, 0, 0], [0, 0, 0, 2], [1, 0, -1, 0]], [1, 2, 3])
    (first, second), between = own.parted(2)
    assert first.names == ("row 0",)
    assert first.matrix.toarray().tolist() == [[1, 1]]
    assert (second.names, second.upper.tolist()) == (("row 1",), [2.0])
    assert between.names == ("row 2",)


def test_a_sizing_in_parts_takes_no_own_rows():
    whole, site_part, row_part = province(1)
    own = rows_of(np.ones(whole.n_sites * whole.n_types), [500.0])
    with pytest.raises(ValueError, match="own rows couple"):
        PartedSizing(replace(whole, own=own), site_part, row_part, site_part, row_part, list("abc"))


def test_a_sizing_of_towns_carries_own_rows_through_its_search():
    """Three towns: few chargers at a third of the sites, twice as many at another as elsewhere."""
    whole, *_ = province(3)
    free = solve(whole, gap=0.02, threads=1, work=20.0)
    some = np.zeros((2, whole.n_sites, whole.n_types))
    some[0, ::3] = 1.0
    some[1, 1::3, 1] = 1.0
    some[1, 2::3, 1] = -1.0
    held = float((some[0] * free.counts).sum())
    own = rows_of(some.reshape(2, -1), [np.floor(0.8 * held), np.inf], [-np.inf, 2.0])
    taken = extension(whole)
    answer = solve(taken.extended(own), gap=0.02, threads=1, work=20.0)
    verify(taken.extended(own), answer)
    assert not own.broken(taken.cells_of(answer)).any()
    assert own.broken(taken.cells_of(free)).any()


def test_problems_that_decide_nothing_of_a_plan_take_no_own_rows():
    with pytest.raises(TypeError, match="takes no own rows"):
        extension(CASES["MCLP"].problem(0, Units(1.0, 1.0, 1.0)))


@pytest.mark.parametrize("unit", [1e-9, 1e-3, 1.0, 1e6, 1e12])
def test_a_row_means_the_same_in_any_unit(unit):
    """One charger too many is one too many, whatever it is counted in; round-off of the sum is none."""
    row, cells = np.array([1.0, 2.0, -1.0]) * unit, np.array([40.0, 3.0, 6.0])
    one = np.array([1.0, 0.0, 0.0])
    kept = rows_of([row, row], [40.0 * unit, np.inf], [-np.inf, 40.0 * unit])
    assert not kept.broken(cells).any()
    assert not kept.broken(cells * (1 + 1e-9)).any()
    assert kept.broken(cells + one).tolist() == [True, False]
    assert kept.broken(cells - one).tolist() == [False, True]


def test_round_off_of_large_sums_that_cancel_breaks_no_row():
    row = rows_of([1e6, -1e6], [0.0], [0.0])
    assert not row.broken(np.array([0.1 + 0.2, 0.3])).any()
    assert not row.broken(np.array([3.0, 3.0 * (1 + 1e-12)])).any()
    assert row.broken(np.array([3.0, 4.0])).all()


WIDTH = "cells, expected"
UNFIT = {
    "wide": (lambda own: replace(own, matrix=sparse.csr_array((1, own.matrix.shape[1] + 1))), WIDTH),
    "narrow": (lambda own: replace(own, matrix=own.matrix[:, :-1]), WIDTH),
    "NaN": (lambda own: replace(own, matrix=own.matrix * np.nan), "a coefficient is no finite number"),
    "endless": (lambda own: replace(own, matrix=own.matrix * np.inf), "a coefficient is no finite number"),
    "no bound": (lambda own: replace(own, upper=np.array([np.nan])), "which nothing is"),
    "crossed": (lambda own: replace(own, lower=own.upper + 1.0), "which nothing is"),
    "out of reach": (lambda own: replace(own, lower=np.array([np.inf]), upper=np.array([np.inf])), "nothing"),
}


@pytest.mark.parametrize("fault", UNFIT)
@pytest.mark.parametrize("name", DECISIONS)
def test_every_decision_refuses_rows_that_are_none(name, fault):
    taken = extension(problem_of(name))
    spoil, told = UNFIT[fault]
    own = rows_of(np.ones(int(np.prod(taken.shape))), [5.0])
    taken.extended(own)
    with pytest.raises((ValueError, ScenarioError), match=told):
        taken.extended(spoil(own))
