"""Result layers by area: demand cells, districts and coverage, in the region's projected CRS."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from gisplan.access.reach import cell_radius, judged_cells, nearest_site_m
from layers.vocabulary import OTHER_DEMAND

if TYPE_CHECKING:
    from gisplan.planning.chargers.sizing import SizedSites
    from gisplan.planning.siting.choice import Siting
    from gisplan.scenario.schema import Scenario
    from layers.region.loading import Region


def plan_demand(region: Region, scenario: Scenario, siting: Siting, sized: SizedSites) -> gpd.GeoDataFrame:
    """Say for every cell whether it is judged and covered, its way to a public site, what is served.

    ``covered`` means a public site within the policy radius of a judged cell, and within the allocation
    radius (a planning assumption) elsewhere.
    """
    cells = region.demand
    energy = [column for column in cells.columns if column.startswith("kwh_")]
    keep = [
        "cell_id",
        "adcode",
        "population",
        "private_cars",
        "ev_kwh_day",
        "h2_kg_day",
        "cell_m",
        "urban",
        "x",
        "y",
    ]
    other = [column for column in OTHER_DEMAND if column in cells.columns]
    frame = cells[[*keep, *energy, *other, "geometry"]].reset_index(drop=True)
    frame["judged"] = judged_cells(region, scenario)
    frame["nearest_public_m"] = nearest_site_m(region, scenario, siting.opened)
    profile = scenario.coverage.active
    policy = np.nan_to_num(cell_radius(region, profile.radius_m), nan=np.inf)
    allocation = cell_radius(region, profile.allocation_radius_m)
    limit = np.where(frame["judged"], policy, allocation)
    frame["radius_m"] = limit
    frame["covered"] = frame["nearest_public_m"].to_numpy() <= limit + 1e-6
    unmet = np.bincount(sized.rows.frame["cell"], weights=sized.sizing.unmet, minlength=len(cells))
    frame["unmet_kwh_day"] = np.clip(unmet, 0.0, None)
    frame["served_kwh_day"] = np.clip(frame["ev_kwh_day"] - frame["unmet_kwh_day"], 0.0, None)
    return frame


def plan_districts(
    region: Region, demand: gpd.GeoDataFrame, sites: pd.DataFrame, stations: pd.DataFrame
) -> gpd.GeoDataFrame:
    """Sum the plan by district.

    ``covered_share`` is of judged people within the policy radius, null where the profile judges nobody;
    ``reach_share`` is of all people within the radius that holds for them, the allocation radius included.
    """
    frame = region.districts.reset_index(drop=True).copy()
    cells = pd.DataFrame(demand.drop(columns="geometry"))
    people, metres = cells["population"], cells["nearest_public_m"]
    sums = (
        pd.DataFrame(
            {
                "adcode": cells["adcode"],
                "modelled_people": people,
                "judged_people": people.where(cells["judged"], 0.0),
                "covered_people": people.where(cells["judged"] & cells["covered"], 0.0),
                "reached_people": people.where(cells["covered"], 0.0),
                "person_metres": people * metres,
                "energy_kwh_day": cells["ev_kwh_day"],
                "unmet_kwh_day": cells["unmet_kwh_day"],
            }
        )
        .groupby("adcode")
        .sum()
    )
    sums["worst_access_m"] = cells.loc[people >= 1.0].groupby("adcode")["nearest_public_m"].max()
    frame = frame.merge(sums, left_on="adcode", right_index=True, how="left", validate="1:1")
    frame["covered_share"] = _ratio(frame["covered_people"], frame["judged_people"])
    frame["reach_share"] = _ratio(frame["reached_people"], frame["modelled_people"])
    frame["mean_access_m"] = _ratio(frame["person_metres"], frame["modelled_people"])
    frame["served_share"] = 1.0 - _ratio(frame["unmet_kwh_day"], frame["energy_kwh_day"])
    for name, group in (("chargers", sites), ("stations", stations)):
        counted = (
            group.groupby("adcode")["chargers"].sum()
            if name == "chargers"
            else group["adcode"].value_counts()
        )
        frame[name] = frame["adcode"].map(counted).fillna(0).astype(int)
    by_access = sites.pivot_table(index="adcode", columns="access", values="chargers", aggfunc="sum")
    for access in ("public", "dedicated", "private"):
        found = by_access[access] if access in by_access else pd.Series(dtype=float)
        frame[f"chargers_{access}"] = frame["adcode"].map(found).fillna(0).astype(int)
    frame["sites"] = frame["adcode"].map(sites["adcode"].value_counts()).fillna(0).astype(int)
    frame["investment_cost"] = 0.0
    for group in (sites, stations):
        invested = group.groupby("adcode")["investment_cost"].sum()
        frame["investment_cost"] += frame["adcode"].map(invested).fillna(0.0)
    frame["chargers_per_10k"] = frame["chargers"] / frame["population"] * 1e4
    return frame.drop(columns=["person_metres", "reached_people", "modelled_people"])


def plan_coverage(demand: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Dissolve the inhabited cells by district and state: covered, uncovered, or not judged by the policy."""
    lived = demand.loc[demand["population"] > 0]
    state = np.where(
        ~lived["judged"].to_numpy(),
        "not_judged",
        np.where(lived["covered"].to_numpy(), "covered", "uncovered"),
    )
    parts = lived[["adcode", "population", "geometry"]].assign(state=state)
    out = parts.dissolve(by=["adcode", "state"], aggfunc="sum", as_index=False)
    return gpd.GeoDataFrame(out.rename(columns={"population": "people"}), crs=demand.crs)


def zone_means(demand: gpd.GeoDataFrame) -> pd.DataFrame:
    """Give the population-weighted mean distance by policy radius: radius_m, people, mean_m, met."""
    judged = demand.loc[demand["judged"] & (demand["population"] > 0)]
    weighted = judged["population"] * judged["nearest_public_m"]
    sums = (
        pd.DataFrame({"radius_m": judged["radius_m"], "people": judged["population"], "weighted": weighted})
        .groupby("radius_m", as_index=False)
        .sum()
    )
    sums["mean_m"] = sums["weighted"] / sums["people"]
    sums["met"] = sums["mean_m"] <= sums["radius_m"] + 1e-6
    return sums.drop(columns="weighted")


def _ratio(part: pd.Series, whole: pd.Series) -> pd.Series:
    """Divide, null where there is nothing to divide by."""
    return part / whole.where(whole > 0)
