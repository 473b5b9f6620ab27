r"""The bound of a siting, from prices of cells and needs.

For any share :math:`0 \le s_i \le 1` of each cell's people and any price :math:`v_k \ge 0` of each need, no
choice of at most p sites that meets the needs covers more than

.. math::
    \sum_i w_i (1 - s_i) - \sum_k v_k d_k + \max_y \sum_j \Bigl(\sum_{i \in N_j} s_i w_i
    + \sum_k v_k c_{kj} \Bigr) y_j

over the cells that any site reaches; the best y opens what has to open and then the sites worth most. Rules
that the prices do not name (sites apart) are dropped, which only raises it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gisplan.verify.bounds.needs import siting_needs
from gisplan.verify.bounds.reach import radii, reached, within
from gisplan.verify.bounds.sites import site_table
from gisplan.verify.run.cells import numbered
from layers.sites.standing import stands

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from numpy.typing import NDArray

    from gisplan.plan.record import Plan
    from gisplan.verify.bounds.needs import Need
    from gisplan.verify.bounds.reach import Pairs
    from gisplan_arrays import Flags, Floats


def cover_bound(
    pairs: Pairs,
    people: Floats,
    forced: Flags,
    most: int,
    needs: Iterable[Need],
    prices: Mapping[str, NDArray[Any]],
) -> float:
    """Bound the people that a choice of sites covers.

    Parameters
    ----------
    pairs
        Which site (column of `forced`) reaches which cell.
    people
        Of each cell, shape (n,).
    forced
        Sites that have to open, shape (S,).
    most
        Sites that may be open in all.
    needs
        Each need: its name, what each site gives to it, shape (S,), and the least they give together.
    prices
        ``cells``: share of each cell's people that its sites are paid for; ``needs`` with ``names``.

    Returns
    -------
    float
        No choice covers more people, whatever the prices are.
    """
    share = np.clip(np.nan_to_num(prices.get("cells", np.zeros(people.size))), 0.0, 1.0)
    held = reached(pairs, people.size)
    worth = np.bincount(pairs.site, weights=(share * people)[pairs.row], minlength=forced.size)
    total = float((people * (1.0 - share))[held].sum())
    # of needs of one name each has the price that stands in its turn
    named = zip(numbered(map(str, prices.get("names", ()))), prices.get("needs", ()), strict=True)
    price = {name: value for name, value in named if np.isfinite(value) and value > 0}
    asked = list(needs)
    for name, (_, (gives, least)) in zip(numbered(one for one, _ in asked), asked, strict=True):
        worth += price.get(name, 0.0) * gives
        total -= price.get(name, 0.0) * least
    free = np.sort(np.maximum(worth[~forced], 0.0))[::-1]
    left = max(0, most - int(forced.sum()))
    return total + float(worth[forced].sum() + free[:left].sum())


def siting_bound(run: Plan, prices: Mapping[str, NDArray[Any]]) -> float:
    """Bound the people covered by the public sites of any plan of this scenario."""
    table = site_table(run, beside=False)
    public = np.flatnonzero((table.usable | table.open) & (table.frame["access"] == "public").to_numpy())
    cells = np.arange(len(run.layers.demand))
    found = within(run, cells, public, radii(run, judged=True))
    place = np.full(len(table.frame), -1)
    place[public] = np.arange(public.size)
    return cover_bound(
        type(found)(found.row, place[found.site]),
        run.layers.demand["population"].to_numpy(dtype=float),
        table.forced()[public],
        run.scenario.coverage.max_new_sites + int(stands(table.frame)[public].sum()),
        siting_needs(run, table, public),
        prices,
    )
