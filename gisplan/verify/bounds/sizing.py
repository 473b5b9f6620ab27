r"""The bounds of a sizing, from prices of capacity, of the rows of each site, and of what counts over sites.

Let :math:`\theta_{Us}` be the price of a kWh/day that the users of a set of types U draw at site s,
:math:`\lambda` that of unmet energy. Whatever the prices are, serving a row of energy E costs at least
:math:`E \min(\lambda, \min_s \sum_U \theta_{Us})` over the sites that reach it and the sets that hold all
types that serve it. Of every priced kWh/day a part :math:`\beta` is charged to the chargers of its set, and
the rest to the most that any whole chargers deliver within bays, number and feed. What a charger then
costs, less its part of every priced count, is reduced at its site by prices of bays, number, feed and fast
chargers; each type takes the better of none and all it has room for. The sum bounds, by weak duality,
the unmet energy (:math:`\lambda = 1`, chargers free), or the cost of every sizing that leaves no more unmet
than the plan, from which :math:`\lambda` times that is taken.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from gisplan.verify.bounds.knapsack import most_energy
from gisplan.verify.run.cells import numbered

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from gisplan.verify.bounds.asked import Asked, Group
    from gisplan_arrays import Flags, Floats

    Prices = Mapping[str, NDArray[Any]]


def unmet_bound(asked: Asked, prices: Prices) -> float:
    """Bound the energy that any sizing leaves unmet, kWh/day."""
    return max(0.0, _bound(asked, {**prices, "price": np.array(1.0), "budget": np.array(0.0)}, 0.0))


def cost_bound(asked: Asked, prices: Prices, unmet: float) -> float:
    """Bound the cost, money, of every sizing that leaves no more than so much unmet, kWh/day."""
    price = max(0.0, float(prices.get("price", 0.0)))
    return _bound(asked, {**prices, "price": np.array(price)}, 1.0) - price * unmet


def held_bound(asked: Asked, prices: Prices, unmet: float, each: float | None) -> float:
    """Bound what chargers that no rule binds cost, ``each`` or in money, and leave no more unmet."""
    none = np.zeros(asked.least.shape)
    cars = tuple(count for count in asked.counts if count.name.startswith("floor cars "))
    table = asked.table
    if each is not None:
        table = replace(table, cost=np.full(table.cost.shape, each))
    bare = replace(asked, table=table, least=none, fast=none, counts=cars, budget=np.inf)
    return cost_bound(bare, prices, unmet)


def _bound(asked: Asked, prices: Prices, money: float) -> float:
    table, stands = asked.table, np.flatnonzero(asked.stands)
    shape = table.energy.shape
    wide = np.asarray(prices.get("pools", np.zeros((0, shape[1]))), dtype=bool)
    pools = wide[:, : shape[1]]
    load, capacity = (_by_site(prices, name, (len(pools), shape[0])) for name in ("load", "capacity"))
    capacity = np.maximum(capacity, 0.0)
    number, bays, feed, fast = (
        _by_site(prices, name, (shape[0],)) for name in ("chargers", "bays", "grid", "fast")
    )
    bays, feed, fast = (np.maximum(part, 0.0) for part in (bays, feed, fast))
    budget = max(0.0, float(prices.get("budget", 0.0))) if np.isfinite(asked.budget) else 0.0
    spends = money + budget
    each = spends * table.cost - number[:, None] + bays[:, None] * table.use + feed[:, None] * table.load
    each -= np.where(table.fast, fast[:, None], 0.0)
    for pool, price in zip(pools, capacity, strict=True):
        each -= np.where(pool, price[:, None] * table.energy, 0.0)
    old = np.array([table.old_kwh[:, pool].sum(axis=1) for pool in pools]).reshape(load.shape)
    swapped = None
    if table.swaps is not None and wide.shape[1] > shape[1]:
        swaps = table.swaps
        swapped = spends * swaps.cost + bays[:, None] * swaps.use + feed[:, None] * swaps.load
        swapped -= np.where(swaps.fast, fast[:, None], 0.0)
        swapped -= (capacity[:, :, None] * swaps.gains(wide)).sum(axis=0)
    total = _counted(asked, prices, each, swapped) - budget * (asked.budget if budget else 0.0)
    room = np.minimum(table.room, asked.most[:, None])
    total += float((np.minimum(each, 0.0) * room)[stands].sum())
    own = np.where(number > 0, number * asked.least, number * asked.most) + fast * asked.fast
    own += (
        np.minimum(0.0, spends * table.kw_price - feed) * table.more_kw
        - bays * table.bays
        - feed * table.feed
    )
    total += float(own[stands].sum())
    beyond = np.maximum(load - capacity, 0.0)
    if table.swaps is not None and swapped is not None:
        total += float(
            (table.swaps.least(swapped) - (beyond * table.swaps.most(wide)).sum(axis=0))[stands].sum()
        )
    # what stands gives its part of both prices whatever is built
    total -= float(((capacity + beyond) * old)[:, stands].sum())
    total -= _beyond(asked, pools, beyond)
    return total + sum(_served(asked, group, pools, load, float(prices["price"])) for group in asked.groups)


def _by_site(prices: Prices, name: str, shape: tuple[int, ...]) -> Floats:
    """Lay the prices of the sites of a run out over all candidates; what is missing, or no number, is 0."""
    out, at = np.zeros(shape), np.asarray(prices.get("sites", ()), dtype=np.int64)
    if name in prices:
        known = (at >= 0) & (at < shape[-1])
        out[..., at[known]] = np.nan_to_num(prices[name], posinf=0.0, neginf=0.0)[..., known]
    return out


def _counted(asked: Asked, prices: Prices, each: Floats, swapped: Floats | None) -> float:
    """Take the priced counts off what chargers cost, in place, and give what the counts ask for is worth."""
    types = each.shape[1]
    total = 0.0
    names = numbered(map(str, prices.get("names", ())))
    price = dict(zip(names, np.asarray(prices.get("coupling", ())).tolist(), strict=True))
    # of counts of one name each has the price that stands in its turn
    turns = numbered(count.name for count in asked.counts)
    for turn, count in zip(turns, asked.counts, strict=True):
        paid = price.get(turn, 0.0)
        side = count.least if paid > 0 else count.most
        if paid and np.isfinite(paid * side):
            each[np.ix_(count.sites, count.types)] -= paid
            if count.weights is not None:
                each -= paid * count.weights[:, :types]
                if swapped is not None:
                    swapped -= paid * count.weights[:, types:]
            if count.base is not None and count.base_types is not None:
                each[np.ix_(count.base, count.base_types)] += paid * count.share
            total += paid * side
    return total


def _beyond(asked: Asked, pools: Flags, price: Floats) -> float:
    """Give what the energy is worth that is priced beyond its chargers: at most what any chargers deliver."""
    table, total = asked.table, 0.0
    feed = table.feed + table.more_kw
    for p, s in zip(*np.nonzero(price * asked.stands), strict=True):
        each = np.where(pools[p], table.energy[s], 0.0)
        limits = (float(table.bays[s]), float(asked.most[s]), float(feed[s]))
        total += float(price[p, s]) * most_energy(each, table.load[s], table.use, *limits)
    return total


def _served(asked: Asked, group: Group, pools: Flags, load: Floats, unmet: float) -> float:
    """Give the least that the energy of a group costs: served at its cheapest site, or left unmet."""
    table = asked.table
    feed = (table.feed + table.more_kw)[:, None]
    fits = (table.energy > 0) & (table.room >= 1) & (table.load <= feed * (1 + 1e-9))
    may = np.asarray((fits & group.types).any(axis=1) & (asked.most >= 1))
    may |= (table.old_kwh[:, group.types] > 0).any(axis=1)
    if table.swaps is not None:
        may |= ((table.swaps.energy > 0) & group.types[table.swaps.new]).any(axis=1)
    draws = np.array([bool((pool >= group.types).all()) for pool in pools], dtype=bool)
    each, cheapest = load[draws].sum(axis=0), np.full(group.energy.size, unmet)
    used = may[group.pairs.site]
    np.minimum.at(cheapest, group.pairs.row[used], each[group.pairs.site[used]])
    return float(group.energy @ cheapest)
