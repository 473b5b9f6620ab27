r"""How evenly sites are used, and the bound of it, from prices of the energy of each site.

A site that delivers :math:`L` of the :math:`C` it can counts :math:`f(L)`: a kWh/day is worth the middle of
the step of use that it falls in. Let :math:`\theta_{Us}` be the price of a kWh/day that the users of a set of
types U draw at site s; of sets but the whole it is at least 0. Whatever the prices are, every sharing of the
energy served counts at least :math:`\sum_r E_r \min_s \sum_U \theta_{Us} + \sum_s \min_L (f_s(L) -
\theta_{s} L) - \sum_{Us} \theta_{Us} C_{Us}`, the last over the sets but the whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gisplan.verify.bounds.asked import sizing_asked
from gisplan.verify.charging.standing import stock_of
from gisplan.verify.charging.waiting import delivered_kwh

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from gisplan.plan.record import Plan
    from gisplan.verify.bounds.asked import Asked, Group
    from gisplan_arrays import Flags, Floats

STEPS = [(0.0, 0.02), (0.02, 0.05), *((k / 20, (k + 1) / 20) for k in range(1, 20))]
"""Steps of use: shares of what a site can deliver."""


def unevenness(run: Plan) -> float:
    """Count every kWh/day of the plan at the use that its site has in it, kWh/day."""
    able = _able(run).sum(axis=1)
    at = _place(run, run.evidence.assignment["site_id"])
    load = np.bincount(at, run.evidence.assignment["kwh_day"], able.size)
    total = float(np.maximum(load - able, 0.0).sum())
    for low, high in STEPS:
        total += (low + high) / 2 * float(np.clip(load - low * able, 0.0, (high - low) * able).sum())
    return total


def use_bound(run: Plan, prices: Mapping[str, NDArray[Any]], asked: Asked | None = None) -> float:
    """Bound the unevenness of every sharing of the energy that the plan serves, kWh/day."""
    asked = sizing_asked(run) if asked is None else asked
    able = _able(run)
    pools = np.asarray(prices["pools"], dtype=bool)
    price, at = np.zeros((len(pools), len(able))), np.asarray(prices["sites"], dtype=np.int64)
    price[:, at] = prices["load"]
    whole = pools.all(axis=1)
    price[~whole] = np.maximum(price[~whole], 0.0)
    total = -float((price[~whole] * np.stack([able[:, pool].sum(axis=1) for pool in pools])[~whole]).sum())
    own, most = price[whole].sum(axis=0), able.sum(axis=1)
    for low, high in STEPS:
        total += float((np.minimum((low + high) / 2 - own, 0.0) * (high - low) * most).sum())
    return total + sum(
        _shared(run, name, group, pools, price, able)
        for name, group in zip(run.scenario.service, asked.groups, strict=True)
    )


def _shared(run: Plan, name: str, group: Group, pools: Flags, price: Floats, able: Floats) -> float:
    """Give the least that the energy served to a group costs at those prices."""
    flows = run.evidence.assignment
    mine = flows[flows["group"] == name].groupby("cell_id")["kwh_day"].sum()
    served = pd.Series(group.cells).map(mine).fillna(0.0).to_numpy(dtype=float)
    drawn = np.array([bool((pool >= group.types).all()) for pool in pools], dtype=bool)
    may = able[:, group.types].sum(axis=1) > 0
    used = may[group.pairs.site]
    cheapest = np.full(group.energy.size, np.inf)
    np.minimum.at(cheapest, group.pairs.row[used], price[drawn].sum(axis=0)[group.pairs.site[used]])
    return float((served * np.where(served > 0, cheapest, 0.0)).sum())


def _able(run: Plan) -> Floats:
    """Give what all chargers of a type at a candidate deliver, new and standing, kWh/day, shape (S, T)."""
    stock, candidates = stock_of(run), run.evidence.candidates
    able = np.asarray(stock.by_site(stock.kwh, candidates["site_id"]), dtype=float)
    np.add.at(able, _place(run, run.layers.sites["site_id"]), delivered_kwh(run))
    return able


def _place(run: Plan, sites: pd.Series) -> NDArray[np.int64]:
    """Give the candidate of each site."""
    return np.asarray(pd.Index(run.evidence.candidates["site_id"]).get_indexer(pd.Index(sites)))
