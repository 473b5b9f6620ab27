"""What the bounds of a sizing are computed from: prices of its rows, for whoever computes them again.

Prices of capacity by pool and site, of the rows of each site, of the coupling rows, and of unmet energy; the
demand rows need none, for the best price of each follows from those of the sites that reach it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from gisplan_arrays import Floats
    from optimize.certificate import Multipliers
    from optimize.sizing.flow import Pools, Routing
    from optimize.sizing.layout import Layout
    from optimize.sizing.model import SizingModel
    from optimize.sizing.problem import SizingProblem


def cut_multipliers(pools: Pools, routing: Routing) -> Multipliers | None:
    """Price a kWh/day at the pools that a cut goes through at one; None where pools are not nested.

    Where they are not, a cut goes through single types, which are no bound on users.
    """
    if not pools.nested:
        return None
    return {"pools": pools.types, "load": routing.short.astype(np.float64)}


def relaxation_multipliers(
    problem: SizingProblem,
    layout: Layout,
    model: SizingModel,
    duals: Floats | None,
    *,
    price: float = 0.0,
    scale: float = 1.0,
) -> Multipliers | None:
    """Read the prices of a sizing from the row duals of its linear relaxation.

    Parameters
    ----------
    problem, layout, model
        What is asked, its arrays, and its relaxation, a minimisation.
    duals
        One per row, as derivatives of the objective; None where the solver gave none.
    price
        Money per kWh/day of unmet energy in the objective.
    scale
        What costs were divided by.

    Returns
    -------
    mapping or None
        In units of the objective (money, or kWh/day): ``load`` and ``capacity`` of a kWh/day by pool and
        site; ``chargers``, ``bays``, ``grid``, ``fast`` by site; ``coupling`` by row, with ``names``;
        ``price`` of unmet energy; ``budget``.
    """
    if duals is None:
        return None
    pools, sites = problem.pools, problem.n_sites
    shape, few = (pools.size, sites), np.flatnonzero(problem.sure_fast > 0)

    def of(name: str, size: int = sites) -> Floats:
        return scale * model.builder.duals_of(name, duals, size)

    fast = np.zeros(sites)
    fast[few] = of("min_fast", few.size)
    return {
        "pools": pools.types,
        "load": -of("pool_load", pools.size * sites).reshape(shape),
        "capacity": -of("pool_capacity", pools.size * sites).reshape(shape),
        "chargers": of("chargers"),
        "bays": -of("bays"),
        "grid": -of("grid"),
        "fast": fast,
        "coupling": of("coupling", len(layout.coupling.marks)) / layout.coupling.unit,
        "names": np.array(layout.coupling.marks),
        "price": np.array(price - of("unmet_held", 1)[0]),
        "budget": np.array(-of("budget", 1)[0] / scale),
    }
