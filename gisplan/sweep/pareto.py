"""Frontiers by ε-constraint: one setting tightened step by step, each point a plan with its certificates.

For a frontier of cost and coverage the number of public sites is held to each value in turn, and the plan
covers most people within it (Haimes, Lasdon and Wismer 1971). A point that another one beats in one figure
and loses to in none is dominated: within its gap, or because a stage before it took the figure first. The
knee is the point farthest above the straight line between both ends of the frontier (Das 1999).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


@dataclass(frozen=True)
class Frontier:
    """Two figures that pull against each other, and the setting that moves along them.

    Parameters
    ----------
    key
        The setting that is held to each value.
    cost, gain
        Headline figures: less of one, more of the other.
    stages
        Begins of the names of the stages whose certificates hold for the point; the first one is that of the
        gain, or of what is left of it.
    fixed
        Settings that it needs beside.
    rest
        Whether the stage of the gain makes least of the rest: the gain is then a share, and its gap one of
        what is left to 1.
    """

    key: str
    cost: str
    gain: str
    stages: tuple[str, ...]
    fixed: Mapping[str, Any] = field(default_factory=dict)
    rest: bool = False


GAP: Final = "gap: "
"""What the column of a stage's gap begins with."""
FRONTIERS: Final[Mapping[str, Frontier]] = {
    "coverage-cost": Frontier(
        "coverage.max_new_sites",
        "investment_chargers_cost",
        "covered_people_share",
        ("siting", "sizing: cost"),
    ),
    "coverage-equity": Frontier(
        "coverage.max_gini", "coverage_gini", "covered_people_share", ("siting",), {"coverage.equity": "gini"}
    ),
    "energy-chargers": Frontier(
        "chargers.target", "chargers_new_total", "served_energy_share", ("sizing: unmet",), rest=True
    ),
    "hydrogen-cost-coverage": Frontier(
        "hydrogen.target",
        "investment_hydrogen_cost",
        "hydrogen_served_kg_day",
        ("hydrogen served", "hydrogen cost"),
    ),
}
"""Frontiers by name."""
_EQUAL: Final = 1e-9
"""Relative difference below which two figures are one."""


def frontier_table(table: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Give the points of a frontier.

    Parameters
    ----------
    table
        The table of the sweep.
    kind
        One of `FRONTIERS`.

    Returns
    -------
    DataFrame
        item, label, the setting, cost, gain, gain_at_most (by the certificate of the gain's own stage; empty
        where it has none), gap (the widest proven relative gap of the stages that make the point; empty where
        one has none), dominated_by (the label of the point that beats it in one figure and
        loses in none; empty where none does), knee; sorted by cost. Points without a plan are left out.
    """
    front = FRONTIERS[kind]
    done = table[table["state"] == "done"]
    gain, gap = done[front.gain].astype(float), _widest(done, front.stages[:1])
    points = done[["item", "label", front.key]].assign(
        cost=done[front.cost].astype(float),
        gain=gain,
        gain_at_most=gain + gap * ((1.0 - gain) if front.rest else gain),
        gap=_widest(done, front.stages),
    )
    points = points.sort_values(["cost", "gain"], ascending=[True, False], kind="stable", ignore_index=True)
    points["dominated_by"] = _dominated(points)
    points["knee"] = False
    free = points.index[points["dominated_by"] == ""]
    knee = _knee(points.loc[free, "cost"].to_numpy(), points.loc[free, "gain"].to_numpy())
    if knee is not None:
        points.loc[free[knee], "knee"] = True
    return points


def _widest(done: pd.DataFrame, stages: tuple[str, ...]) -> pd.Series[float]:
    """Give the widest gap of some stages, row by row; NaN where one of them has none."""
    gaps = [name for name in done.columns if name.startswith(tuple(f"{GAP}{stage}" for stage in stages))]
    return done[gaps].astype(float).max(axis=1, skipna=False)


def _dominated(points: pd.DataFrame) -> list[str]:
    """Name for each point one that beats it; of two equal points neither is beaten."""
    cost, gain = points["cost"].to_numpy(), points["gain"].to_numpy()
    found = []
    for x, y in zip(cost, gain, strict=True):
        less, more = cost < x - _EQUAL * abs(x), gain > y + _EQUAL * abs(y)
        no_worse = (cost <= x + _EQUAL * abs(x)) & (gain >= y - _EQUAL * abs(y))
        beats = np.flatnonzero(no_worse & (less | more))
        found.append(str(points["label"].iloc[beats[np.argmax(gain[beats])]]) if beats.size else "")
    return found


def _knee(cost: np.ndarray[Any, Any], gain: np.ndarray[Any, Any]) -> int | None:
    """Give the place of the knee among points sorted by cost; None of fewer than three, or on a line."""
    if cost.size < 3 or cost[-1] <= cost[0] or gain[-1] <= gain[0]:
        return None
    above = (gain - gain[0]) / (gain[-1] - gain[0]) - (cost - cost[0]) / (cost[-1] - cost[0])
    best = int(np.argmax(above))
    return best if above[best] > 1e-6 else None
