"""Own rows stand in the model of every stage of every decision: no answer of any stage can break one.

A row's sum is made as great as each stage's relaxation lets it be, whatever the model writes the row with.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import LinearConstraint, milp

from gisplan_errors import InfeasiblePlan, VerificationFailed
from optimize import PhaseYear
from optimize.entry import solve, verify
from optimize.extensions import extension
from optimize.stages import stage_problems
from tests.optimize.scaled import CASES, DECISIONS
from tests.optimize.scaled_sites import Units
from tests.optimize.test_own_rows import problem_of, rows_of

ROOM = 1e-6


def greatest(builder, row, columns):
    """Give the greatest sum that a row reaches in the relaxation of a model."""
    arrays = builder.arrays()
    cost = np.zeros(arrays.cost.size)
    cost[columns] = row
    rules = LinearConstraint(arrays.matrix, arrays.row_lower, arrays.row_upper)
    bounds = (np.maximum(arrays.lower, -1e6), np.minimum(arrays.upper, 1e6))
    found = milp(-cost, constraints=rules, bounds=bounds, integrality=np.zeros(cost.size))
    assert found.success, found.message
    return -found.fun


def over_years(seed):
    """Give a phasing with two years before the horizon."""
    problem = CASES["years"].problem(seed, Units(1.0, 1.0, 1.0))
    years = (PhaseYear(2024, 0.4), PhaseYear(2025, 0.8), PhaseYear(2026, 1.0))
    return replace(problem, years=years)


def held_in_every_stage(problem, own):
    """Check every row in every stage's model, and that none holds there without it; count both."""
    taken = extension(problem)
    handed = taken.handed()
    extended = taken.extended(own)
    answer = solve(extended, gap=0.0, threads=1)
    verify(extended, answer)
    stages = stage_problems(extended, answer)
    rows = own.matrix.toarray()[:, handed.cells]
    for row, most in zip(rows, own.upper, strict=True):
        assert greatest(handed.builder, row, handed.columns) > most + ROOM, "it asks nothing"
        for stage in stages:
            slack = ROOM * max(1.0, abs(most))
            assert greatest(stage.builder, row, handed.columns) <= most + slack, stage.name
            assert row @ stage.values[handed.columns] <= most + slack, stage.name
    return len(stages), len(rows)


STAGES = {"fair cover, worst area": 2, "mean access": 2, "sizing": 2, "hydrogen": 2, "joint": 2}
"""Stages of a decision, where it has more than one."""


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("name", DECISIONS)
def test_every_stage_holds_every_row(name, seed):
    """One row less than the answer has at a cell, one less than it has in all by unequal weights."""
    problem = problem_of(name, seed)
    taken = extension(problem)
    cells = taken.cells_of(solve(problem, gap=0.0, threads=1))
    handed = taken.handed()
    low = np.zeros(cells.size)
    low[handed.cells] = handed.builder.arrays().lower[handed.columns]
    for cell in np.flatnonzero((cells > 0.5) & (low < 0.5)).tolist():
        one, all_ = np.zeros(cells.size), 1.0 + np.arange(cells.size) % 3
        one[cell] = 1.0
        own = rows_of([one, all_], [cells[cell] - 1.0, float(all_ @ cells) - 0.5])
        counted = (0, 2)
        with suppress(InfeasiblePlan):  # another cell may be spared
            counted = held_in_every_stage(problem, own)
        if counted[0]:
            assert counted == (STAGES.get(name, 1), 2)
            return
    pytest.fail("no cell can be spared")


@pytest.mark.parametrize("seed", [0, 1])
def test_rows_over_one_year_and_over_several_hold_in_the_one_model(seed):
    """No more in both years than half of what they have, and no growth of the commonest type at a site."""
    problem = over_years(seed)
    counts = solve(problem, gap=0.0, threads=1).counts[:-1].astype(float)
    first, both, growth = (np.zeros(counts.shape) for _ in range(3))
    first[0] = both[:] = 1.0
    site = np.unravel_index(int(np.argmax(problem.final)), problem.final.shape)
    growth[(1, *site)], growth[(0, *site)] = 1.0, -1.0
    own = rows_of(
        [first.ravel(), both.ravel(), growth.ravel()],
        [max(counts[0].sum() - 1.0, 0.0), counts.sum() - 1.0, 0.0],
    )
    alone, between = own.parted(2)
    assert [None if one is None else len(one.names) for one in alone] == [1, None]
    assert len(between.names) == 2
    assert held_in_every_stage(problem, own) == (1, 3)


def test_a_check_of_both_sitings_sees_rows_on_the_charging_sites():
    problem = problem_of("joint")
    n = problem.cover.pairs.n_sites
    own = rows_of(np.ones(n), [problem.opened.size])
    held = replace(problem, cover=replace(problem.cover, own=own))
    answer = solve(held, gap=0.0, threads=1)
    verify(held, answer)
    every = np.arange(n)
    with pytest.raises(VerificationFailed, match="own row row 0: "):
        verify(held, replace(answer, opened=every))
    for stage in stage_problems(held, answer):
        names = stage.builder.variable_names()
        at = np.array([names.index(f"o_{k}") for k in range(n)])
        assert greatest(stage.builder, np.ones(n), at) <= problem.opened.size + ROOM
