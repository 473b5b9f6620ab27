"""A target that is a stock of public chargers: standing ones count, and only public ones do."""

from __future__ import annotations

import datetime as dt

import pytest

from gisplan.pipeline import plan_region
from gisplan.results.headline_rows import headline_rows
from gisplan_errors import ScenarioError
from tests.gisplan.toy import toy_region, toy_scenario

REPORTS = [
    {
        "on": dt.date(year, 1, 1),
        "count": count,
        "name_zh": "已有",
        "source": "x",
        "tag": "press",
        "as_of": "2025",
    }
    for year, count in ((2022, 20), (2023, 50), (2025, 500))
]


def stock(**changes: object) -> dict[str, object]:
    told = {"count": "stock", "kinds": ["public"], "existing_on": dt.date(2023, 9, 12), "existing": REPORTS}
    return {f"chargers__{name}": value for name, value in {**told, "target": 150, **changes}.items()}


def test_the_latest_report_in_time_is_what_stands() -> None:
    chargers = toy_scenario(**stock()).chargers
    assert (chargers.existing_count, chargers.new_target) == (50, 100)
    assert toy_scenario(**stock(existing_on=dt.date(2025, 6, 1))).chargers.new_target == 0
    assert toy_scenario(**stock(count="new")).chargers.new_target == 150


def test_a_stock_without_a_report_in_time_is_refused() -> None:
    with pytest.raises(ScenarioError, match="needs existing_on and a report"):
        toy_scenario(**stock(existing_on=dt.date(2021, 1, 1)))


def test_only_public_chargers_count_toward_a_public_stock() -> None:
    # Without the rule the plan would fill the target with the cheapest piles, private ones among them.
    bands = {"public": {"lower": 0.1, "upper": 1.0}}
    scenario = toy_scenario(**stock(target=170), chargers__access_shares__bands=bands)
    plan = plan_region(scenario, toy_region())
    public = plan.headline["chargers_by_access"]["public"]
    assert public >= 120
    assert plan.headline["chargers_stock_total"] == public + 50
    rows = {row["key"]: row for row in headline_rows(scenario, plan.headline)}
    assert rows["chargers_stock_total"]["verdict"] == "met"
    assert rows["chargers_stock_total"]["target"] == 170
    assert rows["chargers_new_total"]["target"] is None
