"""What is solved is the same in any unit, and all that comes back of it is in the caller's.

Small instances are solved rightly in many units, so the choice alone does not show in which they were.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from optimize import CoverPairs, PDispersion, PMedian, solve
from optimize.model import ModelBuilder
from optimize.solvers.run import run
from tests.optimize.scaled import CASES
from tests.optimize.scaled_sites import Units

FIELDS = {
    "MCLP": ("weights",),
    "MCLP, budget": ("weights", "costs", "budget"),
    "p-median": ("weights", "pairs"),
    "p-center": ("pairs",),
    "p-dispersion": ("distances",),
    "LSCP": ("costs",),
    "LSCP-B": ("weights",),
    "capacitated MCLP": ("weights", "capacities"),
    "capacitated p-median, split": ("weights", "capacities", "pairs"),
    "flow refuelling, capacitated": ("flows", "fuel", "capacities"),
    "adequate cover": ("weights",),
    "mean access": ("weights", "pairs", "limit_m"),
    "sizing": ("energy", "capacity_kwh", "cost"),
    "hydrogen": ("demand_kg", "sizes_kg", "station_cost"),
}
"""What each model measures in units of its own."""


def figures(problem: Any, name: str) -> np.ndarray:
    value = getattr(problem, name)
    return np.asarray(value.distances if isinstance(value, CoverPairs) else value, dtype=float)


@pytest.mark.parametrize("exponent", [-40, 40])
@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("model", FIELDS)
def test_a_power_of_two_in_the_unit_changes_no_digit_of_what_is_solved(model, seed, exponent):
    far = 2.0 ** (exponent - 1)
    mine = CASES[model].problem(seed, Units(far, far, far))
    other = CASES[model].problem(seed, Units(2 * far, 2 * far, 2 * far))
    measured, _ = mine.in_own_units()
    again, _ = other.in_own_units()
    for name in FIELDS[model]:
        assert (figures(mine, name) != figures(other, name)).any()
        np.testing.assert_array_equal(figures(measured, name), figures(again, name), err_msg=name)
        top = np.max(figures(measured, name), where=np.isfinite(figures(measured, name)), initial=0.0)
        assert 2.0**-10 < top < 2.0**40, name


def test_shares_of_a_nation_are_solved_as_whole_numbers():
    """6, 4 and 10 people of 30 million, 90 and 60 m in miles: a grain that no power of two shows."""
    people, miles = (
        np.array([6.0, 4.0, 10.0]) / 3e7,
        np.array([[0.0, 90.0], [60.0, 0.0], [90.0, 60.0]]) / 1609,
    )
    median, _ = PMedian(CoverPairs.from_dense(miles, 1.0), people, 1).in_own_units()
    np.testing.assert_array_equal(median.weights, [3, 2, 5])
    np.testing.assert_array_equal(median.pairs.distances, [0, 3, 2, 0, 3, 2])
    apart = np.array([[0.0, 60.0, np.inf], [60.0, 0.0, 90.0], [np.inf, 90.0, 0.0]]) / 1609
    dispersion, _ = PDispersion(apart, 2).in_own_units()
    np.testing.assert_array_equal(dispersion.metres, [[0, 2, np.inf], [2, 0, 3], [np.inf, 3, 0]])
    cover, _ = replace(
        CASES["adequate cover"].problem(0, Units()), weights=people[[0, 1, 2, 2, 1]]
    ).in_own_units()
    np.testing.assert_array_equal(cover.weights, [3, 2, 5, 5, 2])


def lines_of(problem: Any, **limits: Any) -> tuple[list[str], Any]:
    lines: list[str] = []
    answer = solve(problem, threads=1, progress=lambda line: lines.append(str(line)), **limits)
    return lines, answer


FAR = Units(1.7e-8, 3e9, 1.7e-8)


def far_from_its_limits() -> Any:
    problem = CASES["mean access"].problem(0, FAR)
    return replace(problem, limit_m=problem.limit_m / 50)


@pytest.mark.parametrize(
    ("problem", "words", "stage", "of_one"),
    [
        (CASES["MCLP"].problem(0, FAR), "swap cover # of", 0, 1.0),
        (CASES["p-median"].problem(0, FAR), "p-median: # against", 0, 1.0),
        (CASES["capacitated MCLP"].problem(0, FAR), "HiGHS: #, bound", 0, 1.0),
        (CASES["flow refuelling"].problem(0, FAR), "HiGHS: #, bound", 0, 1.0),
        (far_from_its_limits(), "excess # people", 0, 1.0),
        (CASES["sizing"].problem(0, FAR), ", cost #", 1, 1.0),
        (CASES["years"].problem(0, FAR), "phasing: # kWh", 0, 1.0),
        (CASES["hydrogen"].problem(0, Units(1e10)), "hydrogen: # kg", 0, 1e3),
        (CASES["joint"].problem(0, Units(1e10)), "hydrogen: # kg", 0, 1e3),
    ],
    ids=lambda given: type(given).__name__,
)
def test_progress_tells_the_callers_figures(problem, words, stage, of_one):
    lines, answer = lines_of(problem, gap=0.0)
    said = answer.certificates[stage].objective * of_one
    told = re.findall(words.replace("#", r"(\d[\d.,]*(?:e[+-]\d+)?)"), "\n".join(lines))
    assert float(told[-1].rstrip(",").replace(",", "")) == pytest.approx(said, rel=1e-5)


def test_a_model_of_a_callers_own_tells_its_own_figures():
    """Its objective is balanced by a power of two before HiGHS sees it."""
    builder = ModelBuilder("own", "max")
    x = builder.add_variables("x", 12, upper=1.0, integer=True, cost=np.arange(3.0, 15.0) * 1e-9)
    builder.add_rows("room", np.arange(5.0, 17.0)[None], x, upper=61.0)
    lines: list[str] = []
    outcome = run(builder, threads=1, gap=0.0, progress=lambda line: lines.append(str(line)))
    assert float(lines[-1].split()[1].rstrip(",")) == pytest.approx(outcome.objective, rel=1e-6)
