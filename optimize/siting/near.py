r"""What a cover of most people is worth at most with each site open, and with each site closed.

The Lagrangian of `optimize.siting.adequate` for given prices: every site has a worth :math:`p_j`, and the
best choice opens the required sites and those worth most. With another site closed, or open, the best choice
changes by one exchange, so the bound of every site follows from one sort::

    closed:  the next site takes its place;    open:  it takes the place of the least one
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimize.matrices import mask_of

if TYPE_CHECKING:
    from gisplan_arrays import Floats
    from optimize.certificate import Multipliers
    from optimize.siting.adequate import AdequateCover


@dataclass(frozen=True, eq=False)
class SiteBounds:
    """Bounds on the weight covered, over all choices that meet the needs.

    Attributes
    ----------
    value
        Of any choice.
    closed
        Of a choice without the site, (S,); that of any choice for a required site, which is never closed.
    opened
        Of a choice with the site, (S,).
    """

    value: float
    closed: Floats
    opened: Floats


def site_bounds(problem: AdequateCover, prices: Multipliers) -> SiteBounds:
    """Bound the weight covered with each site open or closed.

    Parameters
    ----------
    problem
        The problem.
    prices
        ``cells`` and ``needs``, as `optimize.siting.adequate.cover_multipliers` gives them.
    """
    binary = problem.pairs.binary()
    share = np.clip(np.asarray(prices.get("cells", np.zeros(problem.pairs.n_demand)), dtype=float), 0.0, 1.0)
    price = np.maximum(np.asarray(prices.get("needs", np.zeros(problem.need.size)), dtype=float), 0.0)
    reached = np.diff(problem.pairs.indptr) > 0
    worth = binary.T @ (share * problem.weights) + problem.provides.T @ price
    fixed = float((problem.weights * (1.0 - share))[reached].sum() - price @ problem.need)
    required = mask_of(problem.required, problem.pairs.n_sites)
    left = max(0, problem.count - int(required.sum()))
    free = np.where(required, -np.inf, np.maximum(worth, 0.0))
    order = np.sort(free[~required])[::-1]
    value = fixed + float(worth[required].sum() + order[:left].sum())
    last = float(order[left - 1]) if 0 < left <= order.size else 0.0
    after = float(order[left]) if left < order.size else 0.0
    closed = np.where(free > after, value - free + after, value)
    opened = np.where(required, value, value - np.maximum(last - worth, 0.0))
    return SiteBounds(value, np.where(required, value, np.minimum(closed, value)), opened)
