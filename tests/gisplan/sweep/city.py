"""A city on disk that is planned in seconds, and executors that show what they are asked."""

from __future__ import annotations

import os
from concurrent.futures import Executor, Future
from typing import TYPE_CHECKING, Any

import numpy as np
from shapely.geometry import box

from gisplan.sweep.working import Outcome
from tests.end_to_end.own_region import SCENARIO, grid_sites, new_region

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gisplan.sweep.working import Task

EAST, NORTH = 240_000.0, 3_388_000.0


def make_city(home: Path) -> Path:
    """Write a region of one square of 6 km with 49 sites, and give the scenario that plans it."""
    region = new_region(home, "wuhan", [box(EAST - 3000, NORTH - 3000, EAST + 3000, NORTH + 3000)])
    steps = np.arange(-2250, 2251, 750)
    x, y = (axis.ravel() for axis in np.meshgrid(steps, steps))
    grid_sites(x + EAST, y + NORTH).to_csv(region / "sites.csv", index=False)
    (home / "mine.toml").write_text(SCENARIO, encoding="utf-8")
    return home / "mine.toml"


class Here(Executor):
    """Works on each task at once, in this process; counts them."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def submit(self, function: Callable[..., Any], task: Task, /) -> Future[Any]:  # type: ignore[override]
        self.asked.append(task.key)
        future: Future[Any] = Future()
        future.set_result(function(task))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        pass


def dies_for_the_odd(task: Task) -> Outcome:
    """End the process itself for one key, as the system does when memory is short."""
    if task.key == "odd":
        os._exit(9)
    return Outcome(task.key, b"done")
