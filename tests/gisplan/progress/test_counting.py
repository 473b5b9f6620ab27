"""Progress: what of a plan stands on a day, counted by hand on two sites and four stations."""

from __future__ import annotations

import datetime as dt

import pytest

from gisplan.progress import progress_of
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
    chargers = found.table[found.table["kind"] == "charging"]
    for name, rows in chargers.groupby("dimension"):
        assert rows["built"].sum() == 9, name
        assert rows["planned"].sum() == planned().layers.sites["chargers"].sum(), name
    stations = found.table[(found.table["kind"] == "hydrogen") & (found.table["dimension"] == "district")]
    assert stations["planned"].sum() == len(planned().layers.stations)


def test_a_station_that_retires_leaves_the_stock_on_its_day() -> None:
    rows = [
        {
            "site_id": f"X-{name}",
            "chargers": 4,
            "since": "2025-03-01",
            "retire": day,
            "east": 1.2,
            "north": north,
        }
        for name, day, north in (("A", "2025-12-31", 3.0), ("B", "2026-01-01", 3.4), ("C", "2026-02", 3.8))
    ]
    layer = standing_layer(*rows)
    days = (dt.date(2025, 12, 30), dt.date(2025, 12, 31), DAY, dt.date(2026, 2, 1))
    assert [progress_of(planned(), layer, day).figures["built"] for day in days] == [12, 8, 4, 0]


def test_a_hydrogen_station_is_counted_for_itself_and_has_no_charger() -> None:
    site = planned().layers.stations.iloc[0]
    row = {"site_id": "H-1", "h2_kg_day": 500.0, "ownership": "commercial", "since": "2025-05-01"}
    layer = standing_layer({**row, "east": 0.0, "north": 0.0})
    layer = layer.set_geometry([planned().layers.stations.to_crs(layer.crs).geometry.iloc[0]], crs=layer.crs)
    found = progress_of(planned(), layer, DAY)
    assert (found.figures["built"], found.figures["hydrogen_built"]) == (0, 1)
    places = found.sites[found.sites["standing_id"] == "H-1"]
    assert places[["kind", "site_id", "state"]].values.tolist() == [["hydrogen", site["site_id"], "built"]]


def test_the_curve_climbs_to_what_is_built(found) -> None:
    assert found.curve["day"].tolist() == ["2025-03-01", "2025-06-01", "2025-07-01"]
    assert found.curve["built"].tolist() == [3, 5, 9]


def test_the_pace_that_is_needed_is_what_is_left_over_the_months_that_are_left(found) -> None:
    rest = (dt.date(planned().scenario.horizon, 12, 31) - DAY).days
    assert found.figures["needed_month"] == pytest.approx(found.figures["left"] / rest * 365.25 / 12)
    assert found.figures["short"] == max(0, found.figures["target"] - found.figures["expected"])
