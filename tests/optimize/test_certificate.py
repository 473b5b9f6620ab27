"""A certificate claims what its figures show, whatever a solver's status word was."""

from __future__ import annotations

import json
import math

import pytest

from optimize.certificate import certify, no_answer, overall_certificate, relative_gap


def judged(objective, bound, *, sense="max", exact=True):
    return certify(
        "stage",
        sense,
        objective,
        bound,
        solver="S",
        version="1",
        seconds=1.0,
        limit=None,
        proven="p",
        exact=exact,
    )


@pytest.mark.parametrize(
    ("objective", "bound", "exact", "status"),
    [
        (100.0, 100.0, True, "optimal"),
        (100.0, 100.0 + 9e-5, True, "optimal"),
        (100.0, 100.0 + 2e-4, True, "feasible"),
        (100.0, 101.0, True, "feasible"),
        (100.0, 101.0, False, "heuristic"),
        (100.0, 100.0, False, "optimal"),
        (100.0, None, True, "heuristic"),
        (100.0, math.inf, True, "heuristic"),
        (None, 101.0, True, "error"),
        (0.0, 0.0, True, "optimal"),
        (0.0, 1e-10, True, "feasible"),
        (1e-10, 2e-10, True, "feasible"),
        (1e12, 1e12 + 2e7, True, "feasible"),
        (1e-10, 1e-10 * (1 + 1e-7), True, "optimal"),
        (math.inf, math.inf, True, "optimal"),
        (0.0, 1e-3, True, "feasible"),
    ],
)
def test_status_follows_from_the_gap(objective, bound, exact, status):
    assert judged(objective, bound, exact=exact).status == status


def test_gap_is_relative_to_the_objective():
    assert relative_gap(200.0, 210.0) == pytest.approx(0.05)
    assert relative_gap(-200.0, -210.0) == pytest.approx(0.05)
    assert relative_gap(200.0, None) is None
    assert relative_gap(math.nan, 1.0) is None


def test_an_infinite_bound_is_no_bound():
    said = judged(1.0, math.inf)
    assert said.bound is None
    assert said.gap is None


def test_no_answer_has_neither_objective_nor_gap():
    said = no_answer("s", "min", "infeasible", solver="S", version="1", seconds=0.0, limit=3.0, proven="p")
    assert (said.status, said.objective, said.gap) == ("infeasible", None, None)


def test_certificate_is_plain_json():
    text = json.dumps(judged(1.0, 2.0).as_dict())
    assert json.loads(text)["status"] == "feasible"


def test_stages_together_claim_what_the_weakest_claims():
    optimal, feasible, heuristic = judged(5.0, 5.0), judged(100.0, 101.0), judged(1.0, None)
    whole = overall_certificate((optimal, feasible))
    assert (whole.status, whole.gap) == ("feasible", pytest.approx(0.01))
    whole = overall_certificate((optimal, heuristic, feasible))
    assert (whole.status, whole.gap) == ("heuristic", None)
    assert "1 without a bound" in str(whole.proven)


@pytest.mark.parametrize("status", ["error", "infeasible", "unbounded"])
def test_a_stage_without_an_answer_leaves_the_whole_without_one(status):
    failed = no_answer("s", "min", status, solver="S", version="1", seconds=0.0, limit=3.0, proven="p")
    assert overall_certificate((judged(5.0, 5.0), failed, judged(1.0, None))).status == status


def test_optimal_stages_one_after_the_other_are_not_optimal_together():
    optimal = judged(5.0, 5.0)
    assert overall_certificate((optimal,)).status == "optimal"
    whole = overall_certificate((optimal, optimal), judged(100.0, 107.0))
    assert (whole.status, whole.gap) == ("feasible", 0.0)
    assert "within 7.0 %" in str(whole.proven)
