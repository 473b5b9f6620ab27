"""A clock that counts work instead of time, so that a busy machine changes no answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optimize.solvers.limits import Clock
from optimize.solvers.run import run

if TYPE_CHECKING:
    import pytest

LOOK = 0.01
"""Seconds that a look at the clock takes."""


def count_time(monkeypatch: pytest.MonkeyPatch, limit: float, *ladders: str) -> None:
    """Let every look at the clock take ``LOOK`` seconds, and hold a solve to its limit.

    A stage that still looks at the clock 10 % and 0.5 s after the limit fails, and so does a ladder that
    hands the solver (its ``run``, named by ``ladders``) no limit or more than the whole one.
    """
    looks = 0
    begun: dict[float, int] = {}

    def seconds(clock: Clock) -> float:
        nonlocal looks
        first = begun.setdefault(clock.started, looks)
        looks += 1
        assert looks * LOOK <= 1.1 * limit + 0.5
        return (looks - first) * LOOK

    def noted(*given: Any, **options: Any) -> Any:
        assert options["time_limit"] is not None
        assert options["time_limit"] <= limit
        return run(*given, **options)

    monkeypatch.setattr(Clock, "seconds", property(seconds))
    for ladder in ladders:
        monkeypatch.setattr(ladder, noted)
