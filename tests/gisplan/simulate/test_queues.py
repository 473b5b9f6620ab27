"""Queues with a known answer: timelines by hand, Erlang's and Pollaczek's formulas, a chain beside them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import poisson

from gisplan.simulate.queues import Outcome, Sessions, Stations, served
from gisplan_erlang import mean_wait

ENDLESS = math.inf
MINUTES, KW = 30.0, 60.0
"""A mean session of 30 kWh at 60 kW."""


def stations(*chargers: list[float], onward: dict[int, list[tuple[int, float]]] | None = None) -> Stations:
    """Give stations by the kW of their chargers, and from each the next ones with the minutes to them."""
    first = np.cumsum([0, *map(len, chargers)])
    to, minutes = np.full((1, len(chargers), 2), -1), np.zeros((1, len(chargers), 2))
    for place, ways in (onward or {}).items():
        for at, (station, way) in enumerate(ways):
            to[0, place, at], minutes[0, place, at] = station, way
    power = np.array([kw for one in chargers for kw in one])
    return Stations(first, power, np.ones((power.size, 1), dtype=bool), to, minutes)


def cars(*rows: tuple[float, int, float]) -> Sessions:
    minute, station, kwh = (np.array(part) for part in zip(*rows, strict=True))
    return Sessions(
        minute.astype(float), station.astype(np.int64), np.zeros(len(rows), dtype=np.int64), kwh.astype(float)
    )


def waits(found: Outcome) -> list[float]:
    return found.wait.tolist()


def let(there: Stations, sessions: Sessions, *, patience: float = ENDLESS, tries: int = 1) -> Outcome:
    return served(there, sessions, patience=patience, tries=tries, give_up=ENDLESS)


def stream(chargers: int, load: float, *, fixed: bool, many: int = 400_000, seed: int = 7) -> float:
    """Give the mean wait in a long stream of cars that come at random, minutes."""
    rng = np.random.default_rng(seed)
    minute = np.cumsum(rng.exponential(MINUTES / load, many))
    kwh = np.full(many, 30.0) if fixed else rng.exponential(30.0, many)
    zeros = np.zeros(many, dtype=np.int64)
    found = let(stations([KW] * chargers), Sessions(minute, zeros, zeros, kwh))
    return float(found.wait.mean())


def test_a_timeline_worked_by_hand():
    # one charger, sessions of 15 minutes, a car each 10 minutes: each waits 5 minutes more than the last
    found = let(stations([KW]), cars((0, 0, 15), (10, 0, 15), (20, 0, 15), (100, 0, 15)))
    assert waits(found) == [0, 5, 10, 0]


def test_first_come_first_served_at_two_chargers():
    # busy until 30 and 10; the third takes the one free at 10, the fourth that at 20
    found = let(stations([KW, KW]), cars((0, 0, 30), (0, 0, 10), (5, 0, 10), (6, 0, 10)))
    assert waits(found) == [0, 0, 5, 14]


def test_of_free_chargers_the_strongest_is_taken():
    # 60 kWh: half an hour at 120 kW, so the third finds it free at 30 and not the 60 kW one
    found = let(stations([60.0, 120.0]), cars((0, 0, 60), (0, 0, 60), (29, 0, 60)))
    assert waits(found) == [0, 0, 1]


@pytest.mark.parametrize(("chargers", "load"), [(1, 0.5), (2, 1.0), (5, 4.0), (8, 6.0), (20, 16.0)])
def test_random_cars_and_sessions_wait_as_erlang_says(chargers: int, load: float):
    assert stream(chargers, load, fixed=False) == pytest.approx(mean_wait(chargers, load, MINUTES), rel=0.1)


def test_published_waits_of_random_sessions():
    # two chargers at one erlang wait a third of a session (Gross and Harris); Erlang C of 5 at 4 is 0.5541
    assert stream(2, 1.0, fixed=False) == pytest.approx(MINUTES / 3, rel=0.1)
    assert stream(5, 4.0, fixed=False) == pytest.approx(0.5541 * MINUTES, rel=0.1)


def test_equal_sessions_at_one_charger_wait_as_pollaczek_says():
    # ρ / (2 (1 - ρ)) of a session
    assert stream(1, 0.5, fixed=True) == pytest.approx(0.5 * MINUTES, rel=0.05)
    assert stream(1, 0.8, fixed=True) == pytest.approx(2.0 * MINUTES, rel=0.1)


def crommelin(chargers: int, load: float) -> float:
    """Mean wait of equal sessions in parts of one: a session later who waits now is there, and who comes.

    The chain of Crommelin (1932), solved by powers; by Little's law the wait is the queue over the rate.
    """
    most = 400
    state = np.zeros(most)
    state[0] = 1.0
    comes = poisson.pmf(np.arange(most), load)
    for _ in range(3000):
        left = np.concatenate([[state[: chargers + 1].sum()], state[chargers + 1 :]])
        after = np.convolve(left, comes)[:most]
        if np.abs(after - state).max() < 1e-13:
            break
        state = after / after.sum()
    return float((np.maximum(np.arange(most) - chargers, 0) * state).sum() / load)


@pytest.mark.parametrize(("chargers", "load"), [(1, 0.8), (2, 1.6), (5, 4.0), (8, 6.0)])
def test_equal_sessions_wait_as_the_chain_of_crommelin_says(chargers: int, load: float):
    assert crommelin(1, 0.8) == pytest.approx(2.0, rel=1e-6)
    assert stream(chargers, load, fixed=True) == pytest.approx(crommelin(chargers, load) * MINUTES, rel=0.1)


def test_who_would_wait_too_long_goes_on_and_waits_where_he_comes_then():
    there = stations([KW], [KW], onward={0: [(1, 6.0)], 1: [(0, 6.0)]})
    # the second would wait 29 minutes, drives 6, and takes the other from minute 7 on; the third would wait
    # 29 there too, and after his way finds the first one busy for 16 more
    found = let(there, cars((0, 0, 30), (1, 0, 30), (8, 1, 30)), patience=15, tries=2)
    assert waits(found) == [0, 0, 16]
    assert found.station.tolist() == [0, 1, 0]
    assert found.looked.tolist() == [1, 2, 2]


def test_nobody_comes_to_a_station_twice():
    there = stations([KW], [KW], onward={0: [(1, 1.0)], 1: [(0, 1.0)]})
    found = let(there, cars((0, 0, 600), (0, 1, 600), (1, 0, 30)), patience=15, tries=5)
    assert found.looked.tolist()[2] == 2
    assert found.wait[2] == pytest.approx(598.0)


def test_who_would_wait_too_long_at_the_last_station_leaves():
    found = served(stations([KW]), cars((0, 0, 90), (1, 0, 30)), patience=15, tries=3, give_up=60)
    assert math.isnan(found.wait[1])


def test_chargers_that_do_not_serve_a_group_are_none_to_it():
    one = stations([KW])
    none = Stations(one.first, one.power, np.zeros((1, 1), dtype=bool), one.onward, one.minutes)
    assert math.isnan(let(none, cars((0, 0, 30))).wait[0])
