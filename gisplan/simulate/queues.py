"""Sessions at chargers one by one: a car takes a free charger, waits for the first to be free, or moves on.

A queue is first come, first served, and a session is as long as its energy takes at its charger. So the wait
of a car is known when it comes, and only cars on their way between sites need a list of events.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numba
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from gisplan_arrays import Floats


@dataclass(frozen=True, eq=False)
class Stations:
    """Queues: which chargers each has, whom a charger serves, where a car goes that would wait too long.

    Attributes
    ----------
    first
        Place of each station's first charger, and the end, shape (stations + 1,).
    power
        Mean power of a session at each charger, kW.
    serves
        Whether a charger serves a group, shape (chargers, groups).
    onward
        Stations that a group's driver goes to next, nearest first, -1 ends; shape (groups, stations, k).
    minutes
        How long the way there takes, same shape.
    """

    first: NDArray[np.int64]
    power: Floats
    serves: NDArray[np.bool_]
    onward: NDArray[np.int64]
    minutes: Floats


@dataclass(frozen=True, eq=False)
class Sessions:
    """Cars that come, in order of time: minutes, station, group and energy (kWh) of each."""

    minute: Floats
    station: NDArray[np.int64]
    group: NDArray[np.int64]
    kwh: Floats


@dataclass(frozen=True, eq=False)
class Outcome:
    """What became of each session.

    Attributes
    ----------
    wait
        Minutes in the queue where it was served; NaN where it was lost.
    station
        Where it was served, or gave up.
    looked
        Stations that it looked at.
    """

    wait: Floats
    station: NDArray[np.int64]
    looked: NDArray[np.int64]


def served(stations: Stations, sessions: Sessions, *, patience: float, tries: int, give_up: float) -> Outcome:
    """Let the cars come one after another.

    Parameters
    ----------
    patience
        Minutes of waiting over which a driver goes on to the next station.
    tries
        Stations that a driver looks at in all.
    give_up
        Minutes of waiting over which a driver leaves the last of them without a charge.
    """
    wait, where, looked = _served(
        stations.first,
        stations.power,
        stations.serves,
        stations.onward,
        stations.minutes,
        sessions.minute,
        sessions.station,
        sessions.group,
        sessions.kwh,
        patience,
        tries,
        give_up,
    )
    return Outcome(wait, where, looked)


def _compile(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile, kept on disk where a folder for it can be written."""
    try:
        compiled: Callable[..., Any] = numba.njit(cache=True)(function)
    except RuntimeError:
        compiled = numba.njit(function)
    return compiled


@_compile
def _served(  # noqa: C901, PLR0912 - one loop over events, compiled whole
    first: NDArray[np.int64],
    power: Floats,
    serves: NDArray[np.bool_],
    onward: NDArray[np.int64],
    minutes: Floats,
    minute: Floats,
    station: NDArray[np.int64],
    group: NDArray[np.int64],
    kwh: Floats,
    patience: float,
    tries: int,
    give_up: float,
) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64]]:
    count = minute.size
    free = np.zeros(power.size)
    wait = np.full(count, np.nan)
    looked = np.zeros(count, dtype=np.int64)
    seen = np.full((count, max(tries, 1)), -1, dtype=np.int64)
    at = station.copy()
    moving = [(np.inf, np.int64(-1))]
    following = 0
    while True:
        if following < count and minute[following] <= moving[0][0]:
            car, now = np.int64(following), minute[following]
            following += 1
        elif moving[0][1] >= 0:
            now, car = heapq.heappop(moving)
        else:
            break
        here, users = at[car], group[car]
        best, soonest = -1, np.inf
        for one in range(first[here], first[here + 1]):
            if not serves[one, users]:
                continue
            begins = max(free[one], now)
            if begins < soonest or (begins == soonest and power[one] > power[best]):
                best, soonest = one, begins
        waits = soonest - now
        seen[car, looked[car]] = here
        looked[car] += 1
        if waits > patience and looked[car] < tries:
            to = -1
            for k in range(onward.shape[2]):
                place = onward[users, here, k]
                if place < 0:
                    break
                known = False
                for earlier in range(looked[car]):
                    known = known or seen[car, earlier] == place
                if not known:
                    to, way = place, minutes[users, here, k]
                    break
            if to >= 0:
                at[car] = to
                heapq.heappush(moving, (now + way, np.int64(car)))
                continue
        if best < 0 or waits > give_up:
            continue
        wait[car] = waits
        free[best] = soonest + 60.0 * kwh[car] / power[best]
    return wait, at, looked
