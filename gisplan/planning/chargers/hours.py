"""Who comes to the chargers of a site in an hour: its energy by demand class, parted between AC and DC."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from layers.demand.profiles import CLASSES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Floats


def class_energy(
    sites: pd.DataFrame, demand: pd.DataFrame, assignment: pd.DataFrame, scenario: Scenario
) -> Floats:
    """Part the energy that the new chargers of each site serve, kWh/day, (groups, sites, classes).

    Groups are those of the scenario's ``service``, in its order.
    """
    cells = demand.set_index("cell_id")[[f"kwh_{name}" for name in CLASSES]]
    groups = [*scenario.service]
    asks = np.array([np.isin(CLASSES, scenario.service[name].classes) for name in groups])
    group = pd.Index(groups).get_indexer(pd.Index(assignment["group"]))
    taken = cells.reindex(assignment["cell_id"]).to_numpy(dtype=np.float64) * asks[group]
    whole = taken.sum(axis=1)
    kwh = assignment["kwh_day"].to_numpy(dtype=np.float64)
    rate = np.divide(kwh, whole, out=np.zeros(len(whole)), where=whole > 0)
    at = pd.Index(sites["site_id"]).get_indexer(pd.Index(assignment["site_id"]))
    here = at >= 0
    out = np.zeros((len(groups), len(sites), len(CLASSES)))
    np.add.at(out, (group[here], at[here]), (taken * rate[:, None])[here])
    # what stands at a site serves first, alike of all
    drawn_there, served = out.sum(axis=(0, 2)), sites["served_kwh_day"].to_numpy(dtype=np.float64)
    scale = np.divide(served, drawn_there, out=np.zeros(len(sites)), where=drawn_there > 0)
    return np.asarray(out * scale[:, None])


def ac_share(sites: pd.DataFrame, scenario: Scenario, counts: NDArray[np.int64], energy: Floats) -> Floats:
    """Give the share of each group's energy that a site's AC chargers give, shape (sites, groups)."""
    kinds, groups = scenario.chargers.types, [*scenario.service]
    able = np.array([[kind.capacity_kwh_day(access) for kind in kinds] for access in sites["access"]])
    able = able.reshape(counts.shape) * counts
    slow = np.array([kind.current == "AC" for kind in kinds])
    takes = np.array([[name in kind.serves for kind in kinds] for name in groups])
    either = (able[:, slow] > 0).astype(float) @ takes[:, slow].T.astype(float) > 0
    fast = (able[:, ~slow] > 0).astype(float) @ takes[:, ~slow].T.astype(float) > 0
    both = (energy * either).sum(axis=1)
    ac, whole = able[:, slow].sum(axis=1), able.sum(axis=1)
    level = np.divide(energy.sum(axis=1), whole, out=np.zeros(len(sites)), where=whole > 0)
    given = np.divide(np.minimum(both, level * ac), both, out=np.zeros(len(sites)), where=both > 0)
    return np.asarray(np.where(either & ~fast, 1.0, either * given[:, None]))
