"""What standing chargers could give way to, and what that is worth at prices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gisplan.verify.charging.replaced import gained_kwh, swap_pairs

if TYPE_CHECKING:
    import pandas as pd

    from gisplan.plan.record import Plan
    from gisplan.verify.charging.standing import Stock
    from gisplan_arrays import Flags, Floats


@dataclass(frozen=True, eq=False)
class SwapTable:
    """Pairs of a type that is taken out and one in its place: S candidates, T types, W pairs.

    Attributes
    ----------
    old, new : numpy.ndarray
        Positions of the types of each pair, shape (W,).
    stock, gave : numpy.ndarray
        Chargers that may be taken out, and what one gives beyond today, kWh/day, shape (S, T).
    energy, load : numpy.ndarray
        What one in the place of another gives beyond what that delivers today, kWh/day (0: may not stand
        there), and the kW it takes beyond, shape (S, W).
    use, cost : numpy.ndarray
        Bays it takes beyond, and what it costs with taking the other out, money, shape (W,).
    fast : numpy.ndarray
        Whether it is a fast charger more, shape (W,).
    """

    old: Floats
    new: Floats
    stock: Floats
    gave: Floats
    energy: Floats
    load: Floats
    use: Floats
    cost: Floats
    fast: Flags

    def gains(self, pools: Flags) -> Floats:
        """Give what each pair gives to each pool more than before, kWh/day, shape (P, S, W)."""
        types, able = self.stock.shape[1], self.energy > 0
        comes = np.where(pools[:, None, types:], self.energy, 0.0)
        return np.where(able, comes - np.where(pools[:, None, self.old], self.gave[:, self.old], 0.0), 0.0)

    def least(self, each: Floats) -> Floats:
        """Give the least that all that stands costs at the prices of each pair, (S, W); shape (S,)."""
        return -self._over(np.maximum(np.where(self.energy > 0, -each, 0.0), 0.0))

    def most(self, pools: Flags) -> Floats:
        """Give the most that all that stands gives to each pool once replaced, kWh/day, shape (P, S)."""
        gains = np.maximum(self.gains(pools), 0.0)
        return np.array([self._over(one) for one in gains]).reshape(gains.shape[:2])

    def _over(self, each: Floats) -> Floats:
        """Sum the greatest of each type that is taken out over all that stand, shape (S,)."""
        out = np.zeros(len(self.stock))
        for kind in np.unique(self.old).tolist():
            out += self.stock[:, kind] * each[:, self.old == kind].max(axis=1)
        return out


def swap_table(
    run: Plan, frame: pd.DataFrame, stock: Stock, energy: Floats, load: Floats
) -> SwapTable | None:
    """Tabulate what may be replaced at every candidate; None where a scenario replaces nothing."""
    pairs = swap_pairs(run)
    if not pairs:
        return None
    types = run.scenario.chargers.types
    old, new = (np.array([pair[part] for pair in pairs]) for part in (0, 1))
    before, names = stock.before, frame["site_id"]
    told = np.array([by in {"types", "kw"} for by in stock.known], dtype=bool)
    told &= (stock.rows["access"] != "private").to_numpy()
    number = np.maximum(stock.by_site(before.counts, names), 1.0)
    able = stock.by_site(np.where(told[:, None], np.floor(before.counts), 0.0), names)
    gave = stock.by_site(before.kwh, names) / number
    today, drawn = (stock.by_site(part, names) / number for part in (before.today, before.load))
    gained = np.array(
        [
            [gained_kwh(run, access, b, today[s, a]) for a, b in zip(old, new, strict=True)]
            for s, access in enumerate(frame["access"])
        ]
    ).reshape(len(frame), len(pairs))
    may = (able[:, old] > 0) & (energy[:, new] > 0) & (gained > gave[:, old])
    level = run.scenario.costs.level
    return SwapTable(
        old=old,
        new=new,
        stock=able,
        gave=np.where(able > 0, gave, 0.0),
        energy=np.where(may, gained, 0.0),
        load=np.maximum(load[:, new] - drawn[:, old], 0.0),
        use=np.array([max(types[b].bays - types[a].bays, 0) for a, b, _ in pairs], dtype=float),
        cost=np.array([types[b].cost(level) + removal for _, b, removal in pairs]),
        fast=np.array([types[b].fast and not types[a].fast for a, b, _ in pairs]),
    )
