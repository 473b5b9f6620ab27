"""Grid connections: the load of a charger under orderly charging, and the transformer steps to buy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimize.sizing.subsets import Upgrades

if TYPE_CHECKING:
    import pandas as pd

    from gisplan.scenario.schema import Scenario
    from gisplan.scenario.sections.chargers import ChargerType
    from gisplan_arrays import Floats


def coincidence(kind: ChargerType, access: str, category: str, scenario: Scenario) -> float:
    """Give the share of rated power that one charger counts against its site's connection.

    AC chargers at residential sites that take part in orderly charging count for
    ``grid.orderly_coincidence``; the rest of them, and all others, for the type's own coincidence.
    """
    plain, grid = kind.coincidence.of(access), scenario.grid
    if grid is None or kind.current != "AC" or category != "residential":
        return plain
    share = grid.orderly_share.value
    return (1.0 - share) * plain + share * min(plain, grid.orderly_coincidence.value)


def own_grid_kw(sites: pd.DataFrame) -> Floats:
    """Give the connection of each parcel before a station on it takes its part, kW."""
    column = "own_grid_kw" if "own_grid_kw" in sites else "grid_kw"
    return np.asarray(sites[column].to_numpy(dtype=np.float64))


def transformer_steps(sites: pd.DataFrame, scenario: Scenario) -> Upgrades | None:
    """Give the transformer sizes above each site's connection as steps, None where none may be bought.

    Step k adds the load that the next size may carry beyond the size before it, at
    ``grid.upgrade_cost_kva`` for each kVA; a power factor of 1 is assumed, as for ``grid_kw``.
    """
    grid = scenario.grid
    if grid is None or not grid.transformer_upgrades:
        return None
    present = own_grid_kw(sites)[:, None]
    sizes = np.array(grid.transformer_sizes.kva, dtype=np.float64)[None, :]
    # the part of each interval between sizes that lies above the present connection, first steps first
    before = np.maximum(np.concatenate([np.zeros((1, 1)), sizes[:, :-1]], axis=1), present)
    added = np.maximum(sizes - before, 0.0)
    order = np.argsort(added <= 0, axis=1, kind="stable")
    added = np.take_along_axis(added, order, axis=1)
    return Upgrades(
        added * scenario.chargers.transformer_load_limit.value, added * grid.upgrade_cost_kva.value
    )
