"""A stage whose relaxation did not end claims no bound: what counting alone knows proves nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from optimize.certificate import counted_bound, relative_gap
from optimize.entry import solve, verify
from optimize.solvers.run import attempt, run
from optimize.years.problem import PhaseYear, PhasingProblem
from tests.optimize.hydrogen_cases import line_problem
from tests.optimize.siting.test_adequate import line_of_five
from tests.optimize.sizing_cases import index, two_sites

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimize.solvers.run import Outcome


def unbounded(solver: Callable[..., Outcome], *, relaxed_answers: bool = True) -> Callable[..., Outcome]:
    """Give a solver that finds answers and proves nothing, as one does that is stopped early."""

    def stopped(builder: Any, **asked: Any) -> Outcome:
        outcome = solver(builder, **asked)
        if asked.get("relax") and not relaxed_answers and asked["stage"] != "sizing counts":
            outcome = replace(outcome, values=None, status="error")
        return replace(outcome, bound=None, duals=None)

    return stopped


def test_a_sizing_without_a_relaxation_has_no_bound_on_its_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optimize.sizing.search.size.attempt", unbounded(attempt, relaxed_answers=False))
    problem = two_sites(min_chargers=index(2, 1))
    sizing = solve(problem, threads=1, work=20.0)
    unmet, cost = sizing.certificates
    # the cut through the pairs is no relaxation, and everything is served
    assert (unmet.objective, unmet.bound, unmet.gap) == (0.0, 0.0, 0.0)
    assert (cost.status, cost.bound, cost.gap) == ("heuristic", None, None)
    assert "no relaxation ended" in str(cost.proven)
    verify(problem, sizing)


def test_that_no_energy_is_less_than_none_is_no_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    # 21 CNY leave 10 kWh/day unmet, which the cut, who knows of no budget, puts at none
    monkeypatch.setattr("optimize.sizing.search.size.attempt", unbounded(attempt))
    unmet, _ = solve(two_sites(budget=21.0), threads=1, work=20.0).certificates
    assert unmet.objective == pytest.approx(10.0)
    assert (unmet.status, unmet.bound, unmet.gap) == ("heuristic", None, None)


def test_hydrogen_without_a_relaxation_has_no_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    # 1,700 of 2,200 kg/day: what stations of the largest size could sell, 2,000 kg/day, is no proof
    monkeypatch.setattr("optimize.hydrogen.search.state.run", unbounded(run))
    problem = line_problem()
    siting = solve(problem, threads=1, gap=0.01)
    assert siting.served_kg == pytest.approx(1700)
    assert [(one.status, one.bound) for one in siting.certificates] == [("heuristic", None)] * 2
    verify(problem, siting)


def test_hydrogen_that_serves_all_that_is_asked_is_proven_by_counting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("optimize.hydrogen.search.state.run", unbounded(run))
    served, _ = solve(
        line_problem(demand_kg=np.array([900.0, 800.0, 0.0, 0.0])), threads=1, gap=0.01
    ).certificates
    assert (served.status, served.gap) == ("optimal", 0.0)


def test_years_without_a_relaxation_have_no_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    sizing = two_sites()
    years = PhaseYear(2025, 0.5, most_new=1), PhaseYear(2026, 1.0)
    horizon = solve(sizing, gap=0.0, threads=1, work=20.0)
    problem = PhasingProblem(sizing, horizon, np.array([True, True]), years)
    monkeypatch.setattr("optimize.years.phasing.attempt", unbounded(attempt))
    monkeypatch.setattr("optimize.years.phasing.run", unbounded(run))
    (said,) = solve(problem, gap=0.01, threads=1, work=20.0).certificates
    assert said.objective == pytest.approx(50.0)
    assert (said.status, said.bound, said.gap) == ("heuristic", None, None)


def test_siting_without_a_bound_claims_none_from_what_all_sites_reach(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("optimize.siting.choose.attempt", unbounded(attempt))
    monkeypatch.setattr("optimize.siting.choose.run", unbounded(run))
    said = solve(line_of_five(), threads=1, gap=0.01).certificate
    assert said.objective == pytest.approx(55.0)
    assert (said.status, said.bound, said.gap) == ("heuristic", None, None)
    # 68 of the 73 people are within 10 % of all of them
    near = solve(line_of_five(weights=np.array([1.0, 20.0, 30.0, 5.0, 1.0])), threads=1, gap=0.1).certificate
    assert (near.bound, near.gap) == (57.0, pytest.approx(2 / 55))


@pytest.mark.parametrize(("bound", "told"), [(101.0, 101.0), (100.0, 100.0), (101.1, None)])
def test_a_bound_by_counting_is_told_where_it_closes_the_gap_asked(bound: float, told: float | None) -> None:
    assert counted_bound(100.0, bound, 0.01) == told


def test_nothing_against_a_bound_of_nothing_is_no_gap() -> None:
    assert relative_gap(0.0, 0.0) == 0.0
