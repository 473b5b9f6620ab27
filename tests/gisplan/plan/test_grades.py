"""How close the stages of a plan came to the gap asked."""

from __future__ import annotations

import pytest

from gisplan.plan.grades import grade_of, missed_stages
from optimize.certificate import certify, no_answer, overall_certificate

EFFORT = {"solver": "HiGHS", "version": "1", "seconds": 1.0, "limit": None, "proven": ""}


@pytest.mark.parametrize(
    ("gap", "asked", "grade"),
    [
        (0.0, 0.0, "close"),
        (0.01, 0.01, "close"),
        (0.01 + 1e-10, 0.01, "close"),
        (0.0100001, 0.01, "wide"),
        (0.75, 0.01, "wide"),
        (None, 0.01, "no-proof"),
        (None, 0.99, "no-proof"),
    ],
)
def test_a_gap_has_one_of_three_grades(gap: float | None, asked: float, grade: str) -> None:
    assert grade_of(gap, asked) == grade


def test_every_stage_counts_and_the_sum_of_them_does_not() -> None:
    stages = (
        certify("siting", "max", 100.0, 100.5, **EFFORT),
        certify("hydrogen served", "max", 100.0, 103.0, **EFFORT),
        certify("swap_car served", "max", 100.0, None, **EFFORT),
        certify("sizing: unmet energy, kWh/day", "min", 0.0, 0.0, **EFFORT),
        no_answer("phasing", "max", "error", **EFFORT),
    )
    every = (*stages, overall_certificate(stages))
    assert missed_stages(every, 0.01) == ("hydrogen served", "swap_car served", "phasing")
    assert missed_stages(every[:1], 0.01) == ()
