"""Trips between cities in siting: who is kept charged, what the least share asks, and what it costs."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd

from gisplan.access.trip_stops import Stops, busiest, trip_stops
from gisplan.planning.siting.trips import trip_needs
from layers.routes import Route
from layers.trips import TRIP_COLUMNS, CityTrips
from tests.gisplan.planning.siting.test_corridor_rules import free_road, trunk_road
from tests.gisplan.siting_cases import opened, public
from tests.gisplan.toy import at, figure


def stops(*km: float, length: float, reach: float) -> Stops:
    return Stops(np.arange(len(km)), np.array(km) * 1000.0, length * 1000.0, reach * 1000.0)


def dry(one: Stops, *fast: bool) -> tuple[float, float] | None:
    return one.dry_leg(np.array(fast, dtype=bool))


def test_a_car_sets_out_with_half_a_battery() -> None:
    """Of 30 km with a range of 20, km 10 brings a car to the end; without it the car is dry at km 10."""
    way = stops(10.0, 20.0, length=30.0, reach=20.0)
    assert dry(way, True, False) is None
    assert dry(way, False, True) == (0.0, 20_000.0)
    assert dry(stops(length=10.0, reach=20.0)) is None
    assert dry(stops(length=10.1, reach=20.0)) == (0.0, 10_100.0)


def test_windows_say_the_same_as_driving() -> None:
    """Over all sets of six chargers, a car arrives exactly when every window has one."""
    way = stops(3.0, 7.0, 11.0, 16.0, 22.0, 27.0, length=34.0, reach=14.0)
    for number in range(64):
        fast = np.array([number >> bit & 1 for bit in range(6)], dtype=bool)
        held = all(fast[rows].any() for _, _, rows in way.windows())
        assert held == (way.dry_leg(fast) is None), fast


def test_the_busiest_pairs_make_the_share() -> None:
    trips, able = np.array([5.0, 40.0, 30.0, 25.0]), np.array([True, True, False, True])
    assert busiest(trips, able, 0.5).tolist() == [1]
    assert busiest(trips, able, 0.9).tolist() == [1, 3]
    assert busiest(trips, able, 0.0).tolist() == []


def toured(range_km: float):
    """Give the toy with trunk candidates at km 5, 10 and 13 eastbound, and one trip along its 20 km."""
    ends = [at(5, -2.5), at(25, -2.5)]
    xy = np.array([[point.x, point.y] for point in ends])
    route = Route(xy, np.array([0.0, 20_000.0]), np.array([True]))
    names = ("11-12", "甲", "A", "乙", "B")
    table = pd.DataFrame([(*names, 20.0, 100.0, 5.0, 95.0)], columns=list(TRIP_COLUMNS))
    return dataclasses.replace(trunk_road(), trips=CityTrips(table, (route,), range_km))


def test_a_service_area_serves_the_way_that_it_lies_on() -> None:
    """Eastbound areas stand at km 5, 10 and 13 of the way out; none of them on the way back."""
    region = toured(30.0)
    areas = region.sites[region.sites["direction"] == "E"].sort_values("chainage_km")
    out, back = trip_stops(region, region.trips, areas)[0]
    assert (out.metres / 1000.0).round(6).tolist() == [5.0, 10.0, 13.0]
    assert not len(back.rows)


def test_the_least_share_opens_what_keeps_the_trip_going() -> None:
    """With 26 km of range each way needs a charger within 13 km of where it starts."""
    region, every = toured(40.0), np.ones(27, dtype=bool)
    asked = {"coverage__corridor_max_gap_km": 100.0}
    share = {"coverage__city_trips_share": figure(1.0, "share")}
    # 20 km are what half a battery brings: nothing is asked
    assert trip_needs(region, free_road(**asked, **share), public(), every) == []
    both = region.sites.copy()
    both.loc[both["site_id"].isin(["SA-1S", "SA-2S"]), ["status", "category"]] = [
        "candidate",
        "trunk_service_area",
    ]
    region = dataclasses.replace(toured(26.0), sites=both)
    needs = trip_needs(region, free_road(**asked, **share), public(), every)
    names = region.sites["site_id"].to_numpy()[public()]
    assert [set(names[need.gives.indices]) for need in needs] == [
        {"SA-1N", "TS-1", "SA-2N"},
        {"SA-1S", "SA-2S"},
    ]
    assert trip_needs(region, free_road(**asked), public(), every) == []
    # the rule binds: without it no site of the empty road opens, with it one each way does
    free = opened(region, free_road(**asked, coverage__max_new_sites=4))
    held = opened(region, free_road(**asked, **share, coverage__max_new_sites=4))
    road = {"SA-1N", "SA-2N", "TS-1", "SA-1S", "SA-2S"}
    assert len(held & road) >= 2 > len(free & road)
