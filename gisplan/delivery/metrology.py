"""Metrological verification: chargers due in each year against what the city can verify."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from gisplan.scenario.sections.delivery import Delivery


def verification_table(
    schedule: pd.DataFrame, access: pd.Series[str], delivery: Delivery, standing: int | None = None
) -> pd.DataFrame:
    """Give the chargers due for verification in every year that the plan builds in, and after.

    A charger is verified when it is commissioned and again every ``verification_cycle_years`` (JJG 1148 for
    alternating, JJG 1149 for direct current). The years run from the first of the schedule to one whole
    cycle after the last, so that the wave of the building years is seen to return.

    Parameters
    ----------
    schedule
        year, site_id, count: chargers commissioned.
    access
        Access kind by site_id.
    delivery
        Cycle, who is verified, and the capacity.
    standing
        Chargers that stand already and come due again; None when their number is not known.

    Returns
    -------
    One row a year: year, commissioned, first (verifications), periodic (of new chargers), standing (of
    those that stand, evenly over the cycle; null when their number is not known), due, capacity and gap
    (due beyond the capacity), both null without a capacity.
    """
    kinds = schedule["site_id"].map(access)
    counted = schedule[kinds.isin(delivery.verification_access)]
    built = counted.groupby(counted["year"].astype(int))["count"].sum()
    columns = ["year", "commissioned", "first", "periodic", "standing", "due", "capacity", "gap"]
    if built.empty:
        return pd.DataFrame(columns=columns)
    cycle = int(delivery.verification_cycle_years.value)
    years = np.arange(int(built.index.min()), int(built.index.max()) + cycle + 1)
    new = built.reindex(years, fill_value=0).to_numpy(dtype=np.int64)
    periodic = np.array(
        [new[:place][::-1][cycle - 1 :: cycle].sum() for place in range(years.size)], dtype=np.int64
    )
    old = np.nan if standing is None else standing / cycle
    due = new + periodic + (0.0 if standing is None else old)
    capacity = np.nan if delivery.verification_capacity is None else delivery.verification_capacity.value
    return pd.DataFrame(
        {
            "year": years,
            "commissioned": new,
            "first": new,
            "periodic": periodic,
            "standing": old,
            "due": due,
            "capacity": capacity,
            "gap": np.maximum(due - capacity, 0.0) if np.isfinite(capacity) else np.nan,
        }
    )[columns]
