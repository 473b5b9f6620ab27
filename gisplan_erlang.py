r"""Waits at a group of chargers: the M/M/c queue of Erlang (1917).

Cars arrive at random at rate :math:`\lambda`, c chargers each take on average S for one of them, and the
offered load is :math:`a = \lambda S < c`. With :math:`C(c, a)` the share of drivers who wait (Erlang's
second formula), the mean wait is :math:`C S / (c - a)` and a share :math:`C e^{-(c - a) t / S}` waits longer
than t. Formulas as in Gross and Harris, Fundamentals of Queueing Theory, section on M/M/c.
"""

from __future__ import annotations

import math
from functools import lru_cache

_STEPS = 60
"""Halvings of the interval in which the largest load is looked for: far below round-off."""


def waiting_share(servers: int, load: float) -> float:
    """Give the share of drivers who wait (Erlang C).

    Parameters
    ----------
    servers
        Chargers, at least 1.
    load
        Offered load, erlang: arrivals an hour times the mean hours of a session.

    Returns
    -------
    float
        1 at a load that the chargers cannot carry.
    """
    if load >= servers:
        return 1.0
    blocked = 1.0
    for k in range(1, servers + 1):
        blocked = load * blocked / (k + load * blocked)
    return blocked / (1.0 - load / servers * (1.0 - blocked))


def mean_wait(servers: int, load: float, service: float) -> float:
    """Give the mean wait in the unit of `service`, the mean length of a session; infinite beyond capacity."""
    if load >= servers:
        return math.inf
    return waiting_share(servers, load) * service / (servers - load)


def late_share(servers: int, load: float, service: float, wait: float) -> float:
    """Give the share of drivers who wait longer than `wait`, both times in one unit."""
    if load >= servers:
        return 1.0
    return waiting_share(servers, load) * math.exp(-(servers - load) * wait / service)


@lru_cache(maxsize=65_536)
def most_load(servers: int, service: float, wait: float, late: float | None = None) -> float:
    """Give the largest load, erlang, whose wait is within the target.

    Parameters
    ----------
    servers
        Chargers; 0 carry nothing.
    service, wait
        Mean session, and the target, in one unit of time.
    late
        Share of drivers that may wait longer than `wait`; None judges the mean wait.

    Returns
    -------
    float
        Below `servers`. Load per charger rises with their number, so n chargers together carry more than n
        times what one carries.
    """
    low, high = 0.0, float(servers)
    for _ in range(_STEPS):
        load = (low + high) / 2
        if late is None:
            within = mean_wait(servers, load, service) <= wait
        else:
            within = late_share(servers, load, service, wait) <= late
        low, high = (load, high) if within else (low, load)
    return low
