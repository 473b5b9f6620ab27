"""Relief worked on one site: chargers are added until the same cars wait as long as asked, no more are."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
import pytest

from gisplan.regions import usual_profiles
from gisplan.simulate import simulate_run
from gisplan.simulate.queues import Stations
from gisplan.simulate.relief import reinforced, relief_table
from gisplan.simulate.simulation import _run
from gisplan.simulate.stations import Day
from gisplan_errors import ScenarioError
from layers.demand.profiles import CLASSES

SEEDS = tuple(range(1, 21))
SITES = pd.DataFrame(
    {
        "site_id": ["SA-1", "SA-2"],
        "name_zh": ["甲", "乙"],
        "name_en": ["A", "B"],
        "category": ["expressway_service_area"] * 2,
        "adcode": ["120101"] * 2,
    }
)


def day_with(rate: float, *, onward: bool = False) -> Day:
    """Two sites with one charger each; so many cars an hour come to the first from 10 to 11 o'clock."""
    rates = np.zeros((2, len(CLASSES), 24))
    rates[0, CLASSES.index("corridor"), 10] = rate
    to = np.array([[[1], [-1]]]) if onward else np.full((1, 2, 1), -1)
    stations = Stations(
        np.array([0, 1, 2]), np.array([36.0, 72.0]), np.ones((2, 1), bool), to, np.full((1, 2, 1), 5.0)
    )
    kwh = np.array([usual_profiles().value(f"sessions.{name}") for name in CLASSES])
    at = np.array([0, 1])
    return Day(
        stations, at, np.array([1, 1]), np.array([1, 1]), rates, np.zeros((2, 9), int), kwh, ("corridor",)
    )


def relieved(day: Day, target: float) -> pd.DataFrame:
    run = partial(_run, profiles=usual_profiles(), seeds=SEEDS)
    return relief_table(day, run, len(SEEDS), target, SITES)


def test_chargers_are_added_until_the_waits_keep_the_target():
    table = relieved(day_with(12.0), 10.0)
    assert table["site_id"].tolist() == ["SA-1"]
    row = table.iloc[0]
    assert row["hour"] == 10
    assert row["sessions"] == pytest.approx(12.0, abs=3)
    assert row["wait_minutes"] > 10 >= row["wait_with_them"]
    # a session takes 24 kWh at 36 kW, 40 minutes: twelve in an hour are 8 erlang, for which an hour is short
    assert 3 <= row["chargers_more"] <= 8


def test_a_longer_wait_needs_fewer_chargers():
    strict, mild = (int(relieved(day_with(12.0), target)["chargers_more"].sum()) for target in (5.0, 25.0))
    assert strict > mild > 0


def test_a_site_that_keeps_the_target_needs_none():
    assert relieved(day_with(12.0), 59.0).empty


def test_hours_of_few_sessions_are_not_judged():
    assert relieved(day_with(2.0), 0.5).empty


def test_the_sites_that_drivers_went_to_are_named():
    assert relieved(day_with(12.0, onward=True), 10.0).iloc[0]["went_to"] == "SA-2"


def test_a_station_gets_its_strongest_charger_again():
    old = Stations(
        np.array([0, 2, 3]),
        np.array([36.0, 72.0, 6.0]),
        np.array([[True], [False], [True]]),
        np.full((1, 2, 1), -1),
        np.zeros((1, 2, 1)),
    )
    day = Day(
        old,
        np.array([0, 1]),
        np.array([1, 0]),
        np.array([2, 1]),
        np.zeros((2, 9, 24)),
        np.zeros((2, 9), int),
        np.ones(9),
        ("g",),
    )
    new = reinforced(day, np.array([2, 0])).stations
    assert new.first.tolist() == [0, 4, 5]
    assert new.power.tolist() == [36.0, 72.0, 72.0, 72.0, 6.0]
    assert new.serves[:, 0].tolist() == [True, False, False, False, True]


def test_a_target_of_nothing_is_refused(toy_run):
    with pytest.raises(ScenarioError, match="above 0"):
        simulate_run(toy_run, "workday", target=0.0)
