"""What charging costs: parts of the investment, the cost of a year, and of a kWh delivered.

A year's cost is the capital recovered over the life, r (1 + r)^n / ((1 + r)^n - 1) of the investment less its
subsidy, plus operation and maintenance, the rent of the ground, and the electricity bought with its losses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gisplan.scenario.sections.charger_rules import by_place

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from gisplan.scenario.schema import Scenario
    from gisplan.scenario.sections.charger_rules import Economics
    from gisplan_arrays import Floats


DAYS = 365.0
LEAST_KWH_DAY = 1.0
"""Energy below which a site or a district has no cost per kWh: the quotient would say nothing."""
PARTS = ("equipment_cost", "civil_cost", "grid_cost")


def capital_recovery(rate: float, years: float) -> float:
    """Give the share of an investment that pays it back in equal yearly amounts at a discount rate."""
    if rate == 0:
        return 1.0 / years
    grown = (1.0 + rate) ** years
    return float(rate * grown / (grown - 1.0))


def with_site_costs(sites: gpd.GeoDataFrame, scenario: Scenario) -> gpd.GeoDataFrame:
    """Add what a site costs to its row.

    ``equipment_cost``, ``civil_cost`` and ``grid_cost`` are parts of the chargers' price at the scenario's
    level. With ``chargers.economics``: ``subsidy`` (not taken off ``investment_cost``), ``annual_cost``
    (money a year) and ``delivered_cost_kwh`` (null at a site that serves less than 1 kWh/day).
    """
    out = sites.copy()
    types, level = scenario.chargers.types, scenario.costs.level
    counts = sites[[f"n_{kind.id}" for kind in types]].to_numpy(dtype=np.float64)
    price = np.array([kind.equipment_cost.at(level) for kind in types])
    out["equipment_cost"] = counts @ price
    out["civil_cost"] = counts @ (price * [kind.civil_share.at(level) for kind in types])
    out["grid_cost"] = counts @ (price * [kind.grid_share.at(level) for kind in types])
    money = scenario.chargers.economics
    if money is None:
        return out
    shared = (sites["access"] != "private").to_numpy()
    spent = sites["investment_cost"].to_numpy(dtype=np.float64)
    kilowatts = sites["kw"].to_numpy(dtype=np.float64)
    subsidy = np.minimum(np.where(shared, kilowatts * money.subsidy_kw.value, 0.0), spent)
    ground = counts @ np.array([float(kind.bays) for kind in types]) * _bay_m2(sites, scenario, money)
    recovered = (spent - subsidy) * capital_recovery(money.discount_rate.value, money.life_years.value)
    served = sites["served_kwh_day"].to_numpy(dtype=np.float64)
    tariff = sites["access"].map(money.electricity_cost_kwh.of).to_numpy(dtype=np.float64)
    out["subsidy"] = subsidy
    out["annual_cost"] = (
        recovered
        + spent * money.opex_share.value
        + np.where(shared, ground * money.land_cost_m2_year.value, 0.0)
        + served * DAYS * tariff / (1.0 - money.losses.value)
    )
    out["delivered_cost_kwh"] = _per_kwh(out["annual_cost"].to_numpy(dtype=np.float64), served)
    return out


def with_district_costs(districts: gpd.GeoDataFrame, sites: pd.DataFrame) -> gpd.GeoDataFrame:
    """Add the year's cost and that of a kWh of the sites in each district, where sites have them."""
    if "annual_cost" not in sites:
        return districts
    out = districts.copy()
    sums = sites.groupby("adcode")[["annual_cost", "served_kwh_day"]].sum()
    for column in ("annual_cost", "served_kwh_day"):
        out[f"site_{column}" if column == "served_kwh_day" else column] = (
            out["adcode"].map(sums[column]).fillna(0.0)
        )
    out["delivered_cost_kwh"] = _per_kwh(
        out["annual_cost"].to_numpy(dtype=np.float64), out["site_served_kwh_day"].to_numpy(dtype=np.float64)
    )
    return out


def cost_figures(sites: pd.DataFrame) -> dict[str, Any]:
    """Sum the costs of charging for ``plan.json``; figures of a year only where the scenario has them."""
    out: dict[str, Any] = {f"chargers_{part}": float(sites[part].sum()) for part in PARTS}
    if "annual_cost" not in sites:
        return out
    annual, served = sites["annual_cost"], sites["served_kwh_day"]
    out["chargers_subsidy"] = float(sites["subsidy"].sum())
    out["charging_annual_cost"] = float(annual.sum())
    out["charging_delivered_cost_kwh"] = _one(annual.sum(), served.sum())
    out["charging_delivered_cost_kwh_by_access"] = {
        str(access): _one(part["annual_cost"].sum(), part["served_kwh_day"].sum())
        for access, part in sites.groupby("access")
    }
    return out


def _bay_m2(sites: pd.DataFrame, scenario: Scenario, money: Economics) -> Floats:
    table = {} if scenario.chargers.bay_area is None else scenario.chargers.bay_area.m2
    found = (by_place(table, a, c) for a, c in zip(sites["access"], sites["category"], strict=True))
    return np.array([money.bay_m2.value if value is None else value for value in found], dtype=np.float64)


def _per_kwh(annual: Floats, served: Floats) -> Floats:
    out = np.full(annual.size, np.nan)
    np.divide(annual, served * DAYS, out=out, where=served >= LEAST_KWH_DAY)
    return out


def _one(annual: float, served: float) -> float | None:
    return float(annual / (served * DAYS)) if served >= LEAST_KWH_DAY else None
