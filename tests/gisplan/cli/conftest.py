"""A stand-in for the pipeline, and a run folder of the small plan."""

from __future__ import annotations

import shutil
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from gisplan.runs import folder as run_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gisplan.plan.record import Plan


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[..., Any]], None]:
    """Put a function in the place of the real pipeline, and leave the slow maps and reports out."""
    for step in ("_write_pages", "_write_reports"):
        monkeypatch.setattr(run_folder, step, lambda _plan, _folder: None)
    monkeypatch.setattr("gisplan.cli.plans.explained", lambda error, _scenario, *, tell: error)  # noqa: ARG005

    def stand_in(function: Callable[..., Any]) -> None:
        monkeypatch.setitem(sys.modules, "gisplan.pipeline", SimpleNamespace(make_plan=function))

    return stand_in


@pytest.fixture
def run(plan: Plan, small_run: Path, pipeline: Any, tmp_path: Path) -> Path:
    """Give a copy of the run folder of the small plan."""
    pipeline(lambda _scenario, **_: plan)
    return shutil.copytree(small_run, tmp_path / "run")
