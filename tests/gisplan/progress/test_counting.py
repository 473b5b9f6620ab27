"""Progress: what of a plan stands on a day, counted by hand on two sites and four stations."""

from __future__ import annotations

import datetime as dt

import pytest
from gisplan.runs.progress import progress_of

from tests.gisplan.planned import planned
from tests.gisplan.standing_city import standing_layer
from tests.gisplan.toy import SITES

DAY = dt.date(2026, 1, 1)


def place(name: str) -> dict[str, float]:
    east, north = next((row[4], row[5]) for row in SITES if row[0] == name)
    return {"east": east, "north": north}


@pytest.fixture(scope="module")
def found():
    """PP-1 by its key, PP-2 by its place (30 m off), one elsewhere, one from before the plan, one later."""
    off = place("PP-2")
    layer = standing_layer(
        {"site_id": "PP-1", "chargers": 3, "since": "2025-03-01", **place("PP-1")},
        {
            "site_id": "X-2",
            "chargers": 2,
            "since": "2025-06",
            "east": off["east"] + 0.03,
            "north": off["north"],
        },
        {"site_id": "X-3", "chargers": 4, "since": "2025-07-01", "east": 1.2, "north": 3.9},
        {"site_id": "X-4", "chargers": 9, "since": "2015-01-01", "east": 1.4, "north": 3.9},
        {"site_id": "X-5", "chargers": 9, "since": "2026-02-01", "east": 1.6, "north": 3.9},
        {"site_id": "X-6", "chargers": 5, "east": 1.8, "north": 3.9},
    )
    return progress_of(planned(), layer, DAY)


def test_what_stands_is_counted_from_the_base_date_to_the_day(found) -> None:
    base, target = planned().scenario.base_date, planned().scenario.chargers.new_target
    figures = found.figures
    assert (figures["built"], figures["left"], figures["undated"]) == (9, target - 9, 5)
    days, rest = (DAY - base).days, (dt.date(planned().scenario.horizon, 12, 31) - DAY).days
    assert figures["expected"] == round(9 + 9 / days * rest)


def test_stations_are_matched_once_by_key_and_by_place(found) -> None:
    sites = found.sites.set_index("site_id")
    chosen = set(planned().layers.sites["site_id"])
    if "PP-1" in chosen:
        assert sites.loc["PP-1", ["standing_id", "built"]].tolist() == ["PP-1", 3]
    if "PP-2" in chosen:
        assert sites.loc["PP-2", "standing_id"] == "X-2"
        assert sites.loc["PP-2", "metres"] == pytest.approx(30, abs=0.5)
    assert "X-3" in set(found.sites.loc[found.sites["site_id"] == "", "standing_id"])


def test_every_dimension_adds_up(found) -> None:
    for name, rows in found.table.groupby("dimension"):
        assert rows["built"].sum() == 9, name
        assert rows["planned"].sum() == planned().layers.sites["chargers"].sum(), name
