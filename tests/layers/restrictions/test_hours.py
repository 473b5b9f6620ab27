"""Hours in which vehicles may reach a place: minutes of overlapping rows, midnight, days, bad texts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gisplan_errors import LayerError
from layers.lint.checking import lint_layer
from layers.restrictions.ground import passed, shut_ground
from layers.restrictions.hours import closed_minutes, open_hours
from layers.restrictions.reading import region_restrictions
from tests.gisplan.toy import CORNER, CRS
from tests.gisplan.toy_restrictions import ALL_DAY, Zone, km_box, zones

SQUARE = (0.0, 0.0, 2.0, 2.0)


def spot(east: float, north: float) -> np.ndarray:
    return np.array([[CORNER[0] + 1000 * east, CORNER[1] + 1000 * north]])


@pytest.mark.parametrize(
    ("hours", "days", "by_day"),
    [
        ("00:00-24:00", "", [24.0] * 7),
        ("07:00-09:00;17:00-19:00", "1-5", [4, 4, 4, 4, 4, 0, 0]),
        ("22:00-06:00", "5", [0, 0, 0, 0, 2, 6, 0]),
        ("22:00-06:00", "7", [6, 0, 0, 0, 0, 0, 2]),
        ("07:00-09:00;08:00-10:00", "6-1", [3, 0, 0, 0, 0, 3, 3]),
        ("00:01-00:00", "3", [0, 0, 24 - 1 / 60, 0, 0, 0, 0]),
    ],
)
def test_a_row_closes_its_minutes_beyond_midnight_and_the_week(
    hours: str, days: str, by_day: list[float]
) -> None:
    assert closed_minutes(hours, days).sum(axis=1) / 60 == pytest.approx(by_day)


def test_overlaps_are_united_minute_by_minute_and_by_vehicle() -> None:
    """07-10 and 09-12 close five hours to trucks; hazardous goods, trucks too, lose the night as well."""
    rows = zones(
        ("truck", "07:00-10:00", SQUARE),
        ("both", "09:00-12:00", (1.0, 1.0, 3.0, 3.0)),
        ("hazardous", "00:00-06:00", SQUARE),
    )
    assert open_hours(spot(1.5, 1.5), rows, "truck") == pytest.approx([19.0])
    assert open_hours(spot(1.5, 1.5), rows, "hazardous") == pytest.approx([13.0])
    assert open_hours(spot(0.5, 0.5), rows, "truck") == pytest.approx([21.0])
    assert open_hours(spot(2.5, 2.5), rows, "hazardous") == pytest.approx([21.0])
    assert open_hours(spot(5.0, 5.0), rows, "truck") == pytest.approx([24.0])


def test_the_worst_day_counts() -> None:
    rows = zones(("truck", ALL_DAY, SQUARE), days="6")
    assert open_hours(spot(1.0, 1.0), rows, "truck") == pytest.approx([0.0])


def test_ground_is_shut_where_rows_close_the_day_together() -> None:
    """Morning over km 0 to 2, the rest over km 1 to 3: only their common km² is closed all day."""
    rows = zones(("truck", "00:00-12:00", SQUARE), ("both", "12:00-24:00", (1.0, 0.0, 3.0, 2.0)))
    (part,) = shut_ground(rows)
    assert part.equals(km_box(1.0, 0.0, 2.0, 2.0))
    assert shut_ground(zones(("hazardous", ALL_DAY, SQUARE))) == []
    assert len(shut_ground(zones(("hazardous", ALL_DAY, SQUARE)), "hazardous")) == 1
    assert shut_ground(None) == []


def test_a_way_names_what_it_passes() -> None:
    rows = zones(
        ("truck", "07:00-09:00;17:00-19:00", SQUARE), ("truck", ALL_DAY, (5.0, 0.0, 6.0, 1.0)), days="1-5"
    )
    way = np.vstack([spot(-1.0, 1.0), spot(4.0, 1.0)])
    assert passed(way, rows) == "R1 [1-5] 07:00-09:00, 17:00-19:00"


@pytest.mark.parametrize(
    "hours", ["7-9", "07:00-25:00", "07:00-07:00", "07:00", "24:00-06:00", "07:60-08:00"]
)
def test_bad_hours_are_told_in_one_sentence(hours: str) -> None:
    with pytest.raises(LayerError, match=r"hours of the day such as 07:00-09:00;17:00-19:00"):
        zones(("truck", hours, SQUARE))


@pytest.mark.parametrize("days", ["0", "8", "Mo-Fr", "1-"])
def test_bad_days_are_told(days: str) -> None:
    with pytest.raises(LayerError, match=r"days from 1 \(Monday\) to 7"):
        zones(("truck", ALL_DAY, SQUARE), days=days)


def test_the_layer_is_read_from_a_folder_and_is_optional(tmp_path) -> None:
    assert region_restrictions(tmp_path, CRS) is None
    rows = zones(("both", "22:00-06:00", SQUARE))
    rows.to_crs(4326).drop(columns=["days", "verified"]).to_file(tmp_path / "restrictions.geojson")
    found = region_restrictions(tmp_path, CRS)
    assert found is not None
    assert found["days"].tolist() == [""]
    assert found.geometry[0].hausdorff_distance(rows.geometry[0]) < 0.01
    assert open_hours(spot(1.0, 1.0), found, "hazardous") == pytest.approx([16.0])


times = st.integers(0, 1439).map(lambda minute: f"{minute // 60:02d}:{minute % 60:02d}")
spans = st.tuples(times, times).filter(lambda pair: pair[0] != pair[1]).map("-".join)
zone = st.tuples(st.sampled_from(("truck", "hazardous", "both")), spans, st.just(SQUARE))


@settings(max_examples=8, deadline=None)
@given(st.lists(zone, min_size=1, max_size=3), zone)
def test_a_further_row_never_opens_an_hour(some: list[Zone], more: Zone) -> None:
    for vehicle in ("truck", "hazardous"):
        before, after = (
            open_hours(spot(1.0, 1.0), zones(*rows), vehicle)[0] for rows in (some, [*some, more])
        )
        assert after <= before
    assert open_hours(spot(1.0, 1.0), zones(*some), "hazardous") <= open_hours(
        spot(1.0, 1.0), zones(*some), "truck"
    )


def test_a_lint_names_the_row_whose_hours_are_wrong() -> None:
    rows = zones(("truck", ALL_DAY, SQUARE), ("both", "22:00-06:00", SQUARE))
    assert lint_layer(rows, "restrictions") == []
    (fault,) = lint_layer(rows.assign(hours=[ALL_DAY, "10pm-6am"]), "restrictions")
    assert (fault.row, fault.column) == (2, "hours")
    assert "07:00-09:00;17:00-19:00" in str(fault)
