"""The most energy that one site can deliver: whole chargers within its bays, its number and its feed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from gisplan_arrays import Floats

NODES = 20_000
"""Partial choices that are tried; beyond them the fractional bound stands."""


def most_energy(each: Floats, load: Floats, use: Floats, bays: float, number: float, feed: float) -> float:
    """Bound what chargers of some types deliver together, kWh/day; exact unless there are too many choices.

    Parameters
    ----------
    each, load, use
        kWh/day, kW and bays of one charger, shape (T,); a type that gives 0 may not stand.
    bays, number, feed
        Bays, chargers and kW of the site.
    """
    may = np.flatnonzero(each > 0)
    order = may[np.argsort(-each[may], kind="stable")]
    kinds = [(float(each[t]), float(load[t]), float(use[t])) for t in order]
    prices = _prices(kinds)
    slack = 1e-9 * max(1.0, feed)
    best, tried = 0.0, 0
    stack = [(0, bays, number, feed, 0.0)]
    while stack and tried <= NODES:
        depth, left, free, power, sum_so_far = stack.pop()
        tried += 1
        best = max(best, sum_so_far)
        if depth == len(kinds) or sum_so_far + _fractional(prices, left, free, power) <= best + 1e-9:
            continue
        kwh, kilowatts, takes = kinds[depth]
        most = min(left // takes, free)
        if kilowatts > 0:
            most = min(most, (power + slack) // kilowatts)
        for n in range(int(most) + 1):  # the largest number is tried first
            rest = (
                depth + 1,
                left - n * takes,
                free - n,
                max(power - n * kilowatts, 0.0),
                sum_so_far + n * kwh,
            )
            stack.append(rest)
    return best if not stack else _fractional(prices, bays, number, feed)


def _prices(kinds: list[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """List prices of a bay, a charger and a kW at which no charger is worth more than it takes."""
    by_kw = {0.0, max((kwh / kw for kwh, kw, _ in kinds if kw > 0), default=0.0)}
    for kwh, kw, use in kinds:
        for other, other_kw, other_use in kinds:
            for mine, its in ((use, other_use), (1.0, 1.0)):
                if abs(kw * its - other_kw * mine) > 1e-12:
                    by_kw.add(max(0.0, (kwh * its - other * mine) / (kw * its - other_kw * mine)))
    out = []
    for price in sorted(by_kw):
        rest = [(kwh - price * kw, use) for kwh, kw, use in kinds]
        out.append((max((worth / use for worth, use in rest), default=0.0), 0.0, price))
        out.append((0.0, max((worth for worth, _ in rest), default=0.0), price))
    return [(max(bay, 0.0), max(one, 0.0), kw) for bay, one, kw in out]


def _fractional(prices: list[tuple[float, float, float]], bays: float, number: float, feed: float) -> float:
    return min((bay * bays + one * number + kw * feed for bay, one, kw in prices), default=0.0)
