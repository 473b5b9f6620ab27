"""What is left of the years of a scenario, by hand."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest

from gisplan.progress.left import _years_left

YEARS = [
    {"year": 2025, "demand_share": 0.5, "chargers_share": 0.3, "hydrogen_stations": 2},
    {"year": 2026, "demand_share": 0.8, "chargers_share": 0.6, "hydrogen_stations": 5, "budget": 1e6},
    {"year": 2027, "demand_share": 1.0, "chargers": 1000, "hydrogen_stations": 11},
]
OLD = SimpleNamespace(chargers=SimpleNamespace(new_target=1000, built_count=0))


def left(on: dt.date, built: float):
    rows = [dict(row) for row in YEARS]
    return _years_left({"years": rows}, OLD, on, built, 3).get("years", [])


def test_years_that_are_over_go_and_cumulative_figures_lose_what_stands() -> None:
    first, last = left(dt.date(2026, 6, 30), 400.0)
    assert (first["year"], first["chargers"], first["hydrogen_stations"], first["budget"]) == (
        2026,
        200,
        2,
        1e6,
    )
    assert "chargers_share" not in first
    assert (last["year"], last["chargers"], last["hydrogen_stations"]) == (2027, 600, 8)


@pytest.mark.parametrize("built", [700.0, 5000.0])
def test_more_than_was_asked_by_a_year_leaves_nothing_to_ask_of_it(built: float) -> None:
    first, last = left(dt.date(2026, 6, 30), built)
    assert first["chargers"] == 0
    assert last["chargers"] == max(0, 1000 - built)


def test_one_year_that_is_left_is_no_sequence_of_years() -> None:
    assert left(dt.date(2026, 12, 31), 400.0) == []
    assert len(left(dt.date(2025, 12, 31), 100.0)) == 2
