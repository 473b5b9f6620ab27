"""What energy that stays unmet is priced at, so that no search leaves any to save chargers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from optimize.sizing.problem import SizingProblem


def missing_price(problem: SizingProblem) -> float:
    """Price unmet energy well above what any charger and step costs, money per kWh/day it delivers.

    Returns
    -------
    float
        Price of an unmet kWh/day, in the unit of the costs.
    """
    allowed = problem.allowed
    if not allowed.any():
        return 1.0
    gained = problem.delivers[0][allowed]
    price = float((problem.cost[allowed] / gained).max())
    if problem.upgrades is not None:
        kilowatts, paid = problem.upgrades.step_kw, problem.upgrades.step_cost
        per_kw = np.divide(paid, kilowatts, out=np.zeros(paid.shape), where=kilowatts > 0)
        drawn = (problem.load_kw[allowed] / gained).max()
        price += float(per_kw.max(initial=0.0) * drawn)
    return 10.0 * price + 1.0
