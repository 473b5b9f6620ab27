"""What a plan costs and when it ends: counted work, Ctrl-C in every stage, the number of threads."""

from __future__ import annotations

import os
import signal
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from gisplan.pipeline import plan_region
from gisplan.runs.tables import plan_tables
from optimize.solvers.highs import solve_apart
from tests.gisplan.planned import planned
from tests.gisplan.planning.test_phases import QUICK, phasing
from tests.gisplan.toy import toy_region, toy_scenario

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def _listening() -> Iterator[None]:
    """Listen to SIGINT, to which a shell makes what it runs in the background deaf."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def ended(others: int) -> bool:
    """Tell whether soon no more threads run than these."""
    end = time.monotonic() + 5.0
    while threading.active_count() > others and time.monotonic() < end:
        time.sleep(0.05)
    return threading.active_count() <= others


@pytest.mark.skipif(os.name == "nt", reason="signals of Windows differ: run on Linux or macOS")
@pytest.mark.usefixtures("_listening")
@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("changes", [{}, {**QUICK, "phasing": phasing()}], ids=["horizon", "years"])
def test_ctrl_c_ends_a_plan_whatever_model_is_being_solved(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any], threads: int
) -> None:
    """A stage that kept what it had, and went on, wrote a plan that its user had given up."""
    asked = 0

    def counted(*given: Any) -> Any:
        nonlocal asked
        asked += 1
        if asked == stop_at:
            os.kill(os.getpid(), signal.SIGINT)
        return solve_apart(*given)

    monkeypatch.setattr("optimize.solvers.highs.solve_apart", counted)
    scenario, stop_at = toy_scenario(solver__threads=threads, **changes), 0
    plan_region(scenario, toy_region())
    models = asked
    assert models >= 5
    others = threading.active_count()
    for stop_at in range(1, models + 1):
        asked = 0
        with pytest.raises(KeyboardInterrupt):
            plan_region(scenario, toy_region())
        assert threads > 1 or asked == stop_at
        assert ended(others)


@pytest.mark.parametrize("changes", [{}, {**QUICK, "phasing": phasing()}], ids=["horizon", "years"])
def test_the_number_of_threads_changes_no_table(changes: dict[str, Any]) -> None:
    one, two = (planned(**changes, solver__threads=threads) for threads in (1, 2))
    for name, table in plan_tables(one).items():
        assert table.equals(plan_tables(two)[name]), name
    effort = [
        [(said.stage, said.work, said.objective, said.bound) for said in p.certificates] for p in (one, two)
    ]
    assert effort[0] == effort[1]
