"""How evenly access is spread: the worst district, the Gini coefficient of coverage and of distance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from optimize.siting.fair_model import weighted_gini

if TYPE_CHECKING:
    import pandas as pd

    from gisplan_arrays import Floats


def equity_figures(demand: pd.DataFrame, districts: pd.DataFrame) -> dict[str, Any]:
    """Give the figures of equity for ``plan.json``.

    Returns
    -------
    dict
        worst_district (adcode), worst_district_share (its people within the radius that holds for them),
        coverage_gini (of the districts' shares), access_gini (of the cells' metres to the nearest public
        site, where one is reached; both weighted by people), and access_by_district (mean and worst metres).
    """
    lived = districts.loc[districts["reach_share"].notna() & (districts["population"] > 0)]
    shares = lived["reach_share"].to_numpy(dtype=np.float64)
    worst = int(np.argmin(shares)) if shares.size else None
    near = demand.loc[np.isfinite(demand["nearest_public_m"].to_numpy(dtype=np.float64))]
    return {
        "worst_district": None if worst is None else str(lived["adcode"].iloc[worst]),
        "worst_district_share": None if worst is None else float(shares[worst]),
        "coverage_gini": weighted_gini(shares, _people(demand, lived)),
        "access_gini": weighted_gini(
            near["nearest_public_m"].to_numpy(dtype=np.float64), near["population"].to_numpy(dtype=np.float64)
        ),
        "access_by_district": {
            str(row["adcode"]): {"mean_m": row["mean_access_m"], "worst_m": row["worst_access_m"]}
            for row in districts[["adcode", "mean_access_m", "worst_access_m"]].to_dict("records")
        },
    }


def _people(demand: pd.DataFrame, districts: pd.DataFrame) -> Floats:
    """Give the modelled people of districts, whom the siting counts."""
    sums = demand.groupby("adcode")["population"].sum()
    return districts["adcode"].map(sums).fillna(0.0).to_numpy(dtype=np.float64)
