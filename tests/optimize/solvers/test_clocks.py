"""What a stage may still do: counted work where it is given, seconds of a brake, clocks that run alone."""

from __future__ import annotations

import time

import pytest

from gisplan_errors import SolverFailed
from optimize.model import ModelBuilder
from optimize.solvers.limits import Clock, Meter, Settings
from optimize.solvers.run import attempt


def late(limit: float | None, brake: float, seconds: float) -> Clock:
    """Give a clock that has run for so many seconds."""
    return Clock(limit, brake, started=time.perf_counter() - seconds)


def test_a_brake_that_has_not_bitten_changes_no_share_of_the_work() -> None:
    assert late(50.0, 60.0, 55.0).left == 50.0
    assert late(50.0, 60.0, 55.0).part(0.5).left == 25.0
    assert late(50.0, 60.0, 61.0).left == 0.0
    assert late(None, 60.0, 55.0).left == pytest.approx(5.0, abs=0.1)


def test_other_solvers_get_the_seconds_of_the_brake_or_of_the_work_left() -> None:
    assert late(50.0, 60.0, 55.0).seconds_for_others == pytest.approx(5.0, abs=0.1)
    assert late(3.0, 60.0, 55.0).seconds_for_others == 3.0


def test_what_a_plan_cannot_do_without_is_held_by_its_work_alone() -> None:
    clock = late(50.0, 60.0, 61.0)
    least = clock.at_least(7.0)
    assert (least.limit, least.brake, least.left) == (7.0, None, 7.0)
    assert clock.meter.braked
    assert late(50.0, 60.0, 1.0).at_least(7.0).left == 50.0
    spent = Clock(50.0, meter=Meter(work=49.0))
    assert spent.at_least(7.0).left == 7.0


def test_a_brake_that_cuts_what_a_plan_cannot_do_without_is_told() -> None:
    clock = late(500.0, 60.0, 30.0)
    assert (clock.at_least(60.0).limit, clock.meter.braked) == (60.0, True)
    roomy = late(500.0, 600.0, 30.0)
    assert (roomy.at_least(60.0).limit, roomy.meter.braked) == (500.0, False)


def test_clocks_side_by_side_share_the_work_and_not_the_seconds() -> None:
    clock = late(900.0, 300.0, 0.0)
    alone = clock.alone(6, 60.0)
    assert (alone.limit, clock.meter.braked) == (150.0, False)
    assert alone.brake == pytest.approx(300.0, abs=1.0)
    assert clock.alone(30, 60.0).limit == 60.0
    assert Clock(None).alone(6, 60.0).left == float("inf")


def test_what_stopped_a_clock_that_ran_alone_is_known_where_it_was_given() -> None:
    clock = Clock(50.0, 60.0)
    alone = [clock.alone(), clock.alone()]
    for one, work in zip(alone, (2.0, 3.0), strict=True):
        one.charge(work)
    alone[1].meter.braked = alone[0].meter.interrupted = True
    assert (clock.work, clock.meter.braked) == (0.0, False)
    clock.join(alone)
    assert (clock.work, clock.meter.braked, clock.meter.interrupted) == (5.0, True, True)


def test_a_search_does_not_go_on_without_the_solver_it_was_told() -> None:
    builder = ModelBuilder("one", "min")
    builder.add_variables("x", 1, upper=1.0, integer=True, cost=1.0)
    with pytest.raises(SolverFailed, match="not known"):
        attempt(builder, stage="part", **Settings(solver="nosuch").rest())
