"""Where energy goes: which site serves which demand, and how much of each service group is served."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gisplan.planning.chargers.sizing import SizedSites
    from layers.region.loading import Region

SMALLEST_FLOW = 1e-6
"""kWh/day below which a flow is round-off."""


def energy_assignment(
    region: Region, sized: SizedSites, flow: NDArray[np.float64] | None = None
) -> pd.DataFrame:
    """Tabulate which site serves which demand: cell_id, group, site_id, kwh_day, metres.

    ``flow`` is kWh/day over the sizing's pairs, that of the sizing when absent.
    """
    pairs = sized.problem.pairs
    flow = sized.sizing.flow if flow is None else flow
    used = np.flatnonzero(flow > SMALLEST_FLOW)
    rows = pairs.rows()[used]
    return pd.DataFrame(
        {
            "cell_id": sized.rows.frame["cell_id"].to_numpy()[rows],
            "group": sized.rows.frame["group"].to_numpy()[rows],
            "site_id": region.sites["site_id"].to_numpy()[sized.sites[pairs.indices[used]]],
            "kwh_day": flow[used],
            "metres": pairs.distances[used],
        }
    )


def group_energy(sized: SizedSites) -> pd.DataFrame:
    """Sum energy by service group: group, energy_kwh_day, unmet_kwh_day."""
    rows = sized.rows.frame.assign(unmet=np.clip(sized.sizing.unmet, 0.0, None))
    grouped = rows.groupby("group", sort=False, as_index=False)[["energy", "unmet"]].sum()
    return grouped.rename(columns={"energy": "energy_kwh_day", "unmet": "unmet_kwh_day"})
