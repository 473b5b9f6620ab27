"""Any unit gives the same choice: every model against enumeration, from 1e-12 to 1e12 of a usual unit."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from gisplan_errors import VerificationFailed
from optimize import solve, verify
from optimize.certificate import OPTIMAL_GAP
from tests.optimize.scaled import CASES
from tests.optimize.scaled_sites import Units

if TYPE_CHECKING:
    from tests.optimize.scaled_sites import Case

SEEDS = 4
SAME = 1e-9
"""Worths this near to each other are ties."""


@cache
def enumerated(model: str, seed: int) -> tuple[dict[Any, tuple[float, ...]], Any]:
    """Give what every choice is worth in units of 1, and what is chosen there."""
    case = CASES[model]
    problem = case.problem(seed, Units())
    answer = solve(problem, gap=0.0, threads=1)
    verify(problem, answer)
    worths = {} if case.worths is None else case.worths(problem)
    return worths, answer


def best_of(worths: dict[Any, tuple[float, ...]]) -> list[Any]:
    """List the choices that are best, stage after stage; ties count."""
    left = list(worths)
    for stage in range(len(next(iter(worths.values())))):
        least = min(worths[choice][stage] for choice in left)
        left = [one for one in left if worths[one][stage] <= least + SAME * max(1.0, abs(least))]
    return left


def in_units_of_one(case: Case, units: Units, answer: Any) -> list[float]:
    return [one.objective / by for one, by in zip(answer.certificates, case.units(units), strict=True)]


def signed(case: Case, worth: tuple[float, ...]) -> list[float]:
    """Turn worths, of which less is better, into objectives."""
    return [sign * one for sign, one in zip(case.signs, worth, strict=False)]


def scales() -> st.SearchStrategy[float]:
    """Powers of ten, and what is none of ten nor of two."""
    powers = st.integers(-12, 12).map(lambda exponent: 10.0**exponent)
    return powers | st.floats(-12.0, 12.0).map(lambda exponent: 10.0**exponent)


@pytest.mark.parametrize("model", sorted(CASES))
@settings(max_examples=8, deadline=None, derandomize=True)
@given(st.integers(0, SEEDS - 1), scales(), scales(), scales())
def test_same_choice_at_every_scale(model, seed, weight, metres, money):
    case, units = CASES[model], Units(weight, metres, money)
    worths, usual = enumerated(model, seed)
    problem = case.problem(seed, units)
    answer = solve(problem, gap=0.0, threads=1)
    verify(problem, answer)
    best = best_of(worths) if worths else [case.chosen(usual)]
    assert case.chosen(answer) in best
    due = signed(case, worths[best[0]]) if worths else in_units_of_one(case, Units(), usual)
    np.testing.assert_allclose(in_units_of_one(case, units, answer), due, rtol=OPTIMAL_GAP, atol=SAME)
    assert [one.status for one in answer.certificates] == ["optimal"] * len(due)


@pytest.mark.parametrize("model", sorted(name for name, case in CASES.items() if case.worths is not None))
@settings(max_examples=4, deadline=None, derandomize=True)
@given(st.integers(0, SEEDS - 1), scales(), st.sampled_from([1e-3, 0.1, 0.5]))
def test_no_stage_claims_more_than_enumeration_finds(model, seed, weight, gap):
    """The first stage's gap is its own; a later one is judged where the first is as good as it can be."""
    case, units = CASES[model], Units(weight, weight, weight)
    worths, _ = enumerated(model, seed)
    problem = case.problem(seed, units)
    answer = solve(problem, gap=gap, threads=1)
    verify(problem, answer)
    said = answer.certificates[0]
    least, got = min(one[0] for one in worths.values()), worths[case.chosen(answer)][0]
    assert in_units_of_one(case, units, answer)[0] == pytest.approx(signed(case, (got,))[0], abs=SAME)
    true_gap = 0.0 if got <= least + SAME else (got - least) / abs(got)
    assert said.gap is not None
    assert true_gap <= said.gap + OPTIMAL_GAP


@pytest.mark.parametrize("exponent", [-12, -9, -4, 0, 4, 9, 12])
@pytest.mark.parametrize("model", [name for name in CASES if "capacitated" in name])
def test_an_overrun_of_capacity_is_seen_at_every_scale(model, exponent):
    problem = CASES[model].problem(1, Units(10.0**exponent))
    answer = solve(problem, gap=0.0, threads=1)
    if not sparse.issparse(answer.assignment):
        site = answer.assignment[0]
        answer = replace(answer, assignment=np.full_like(answer.assignment, site))
    else:
        moved = answer.assignment.tocoo()
        rows, at = moved.coords
        all_at_one = sparse.coo_array((moved.data, (rows, np.full_like(at, at[0]))), shape=moved.shape)
        answer = replace(answer, assignment=sparse.csr_array(all_at_one))
    words = "serves? .*capacity|sells .*capacity"
    with pytest.raises(VerificationFailed, match=words):
        verify(problem, answer)
