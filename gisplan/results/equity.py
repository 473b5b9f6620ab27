"""How evenly access is spread: the worst district, the Gini coefficient of coverage and of distance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from gisplan_arrays import Floats


def gini(values: Floats, weights: Floats) -> float | None:
    """Give the Gini coefficient of values that weigh differently, from the Lorenz curve.

    Parameters
    ----------
    values
        Not negative, shape (n,).
    weights
        People each value speaks for, shape (n,).

    Returns
    -------
    float or None
        0 when all are alike; None without weight or where all values are 0.
    """
    order = np.argsort(values, kind="stable")
    people = np.concatenate([[0.0], np.cumsum(weights[order])])
    held = np.concatenate([[0.0], np.cumsum((weights * values)[order])])
    if people[-1] <= 0 or held[-1] <= 0:
        return None
    share, part = people / people[-1], held / held[-1]
    area = float(np.sum(np.diff(share) * (part[1:] + part[:-1]) / 2.0))
    return max(0.0, 1.0 - 2.0 * area)


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
        "coverage_gini": gini(shares, _people(demand, lived)),
        "access_gini": gini(
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
