"""Sites of two plans: opened, closed, resized or moved, with their money and energy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from gisplan.compare.inputs import MOVED, metres_apart
from gisplan.compare.record import CHANGES
from layers.results import type_columns

if TYPE_CHECKING:
    import geopandas as gpd

    from gisplan.plan.record import Plan

COLUMNS: Final = (
    *("kind", "site_id", "name_zh", "name_en", "category", "access", "adcode", "change", "before", "after"),
    *("difference", "investment_cost", "served", "moved_m", "other", "other_kwh_day"),
)
_NAMES: Final = ("name_zh", "name_en", "category", "adcode")
GROUPED: Final = (*CHANGES, "chargers", "investment_cost", "served_kwh_day", "stations")


def changed_sites(before: Plan, after: Plan) -> pd.DataFrame:
    """List the charging sites and hydrogen stations that differ between two plans.

    Returns
    -------
    DataFrame
        See `gisplan.compare.record.Comparison.sites`, without cause; the largest differences first.
    """
    old, new = before.layers, after.layers
    types = list(dict.fromkeys([*type_columns(old.sites), *type_columns(new.sites)]))
    chargers = _changed(
        old.sites, new.sites, "charging", "chargers", "served_kwh_day", tuple(f"n_{one}" for one in types)
    )
    stations = _changed(
        old.stations, new.stations, "hydrogen", "size_kg_day", "served_kg_day", ("size_kg_day",)
    )
    chargers = _with_others(chargers, before.evidence.assignment, after.evidence.assignment)
    found = pd.concat([chargers, stations.assign(other="", other_kwh_day=np.nan)], ignore_index=True)
    found["access"] = found["access"].fillna("")
    order = np.lexsort((found["site_id"], -found["difference"].abs(), found["kind"] != "hydrogen"))
    return found.iloc[order].reset_index(drop=True)[list(COLUMNS)]


def _changed(
    before: gpd.GeoDataFrame,
    after: gpd.GeoDataFrame,
    kind: str,
    size: str,
    served: str,
    parts: tuple[str, ...],
) -> pd.DataFrame:
    """Hold one layer of points against another; a row is resized where one of its parts differs."""
    old, new = (
        frame.assign(site_id=frame["site_id"].astype(str)).set_index("site_id") for frame in (before, after)
    )
    every = old.index.union(new.index)
    here, there = (
        frame.reindex(columns=list(parts)).apply(pd.to_numeric).reindex(every).fillna(0)
        for frame in (old, new)
    )
    moved = pd.Series(0.0, index=every)
    both = old.index.intersection(new.index)
    moved[both] = metres_apart(old.loc[both], new.loc[both])
    resized = (here.to_numpy() != there.to_numpy()).any(axis=1)
    change = np.select(
        [~every.isin(old.index), ~every.isin(new.index), resized, moved.to_numpy() >= MOVED],
        CHANGES,
        default="",
    )
    first = new.reindex(every)
    names = {name: first[name].fillna(old.reindex(every)[name]) for name in _NAMES}
    access = (
        first["access"].fillna(old.reindex(every)["access"]) if "access" in new and "access" in old else None
    )

    def figure(frame: pd.DataFrame, column: str) -> pd.Series[Any]:
        return pd.to_numeric(frame[column]).reindex(every).fillna(0.0)

    table = pd.DataFrame(
        {
            "kind": kind,
            "site_id": every,
            **{name: values.to_numpy() for name, values in names.items()},
            "access": None if access is None else access.to_numpy(),
            "change": change,
            "before": figure(old, size).to_numpy(),
            "after": figure(new, size).to_numpy(),
            "investment_cost": (figure(new, "investment_cost") - figure(old, "investment_cost")).to_numpy(),
            "served": (figure(new, served) - figure(old, served)).to_numpy(),
            "moved_m": moved.to_numpy(),
        }
    )
    table["difference"] = table["after"] - table["before"]
    return table[table["change"] != ""].reset_index(drop=True)


def _with_others(sites: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Name who served before what an opened or grown site serves, or serves now what another one served.

    The energy of a demand cell and group is followed from plan to plan; of several the one with most is told.
    """
    keys = ["cell_id", "group"]
    pair = before[[*keys, "site_id", "kwh_day"]].merge(
        after[[*keys, "site_id", "kwh_day"]], on=keys, suffixes=("_old", "_new")
    )
    pair = pair[pair["site_id_old"] != pair["site_id_new"]]
    pair = pair.assign(kwh_day=pair[["kwh_day_old", "kwh_day_new"]].min(axis=1))
    gained = _most(pair, "site_id_new", "site_id_old")
    lost = _most(pair, "site_id_old", "site_id_new")
    grew = (sites["difference"] > 0).to_numpy()
    ids = sites["site_id"]
    return sites.assign(
        other=np.where(grew, ids.map(gained["other"]), ids.map(lost["other"])),
        other_kwh_day=np.where(grew, ids.map(gained["kwh_day"]), ids.map(lost["kwh_day"])).astype(float),
    ).fillna({"other": ""})


def _most(pair: pd.DataFrame, site: str, other: str) -> pd.DataFrame:
    sums = pair.groupby([site, other], sort=True)["kwh_day"].sum().reset_index()
    best = sums.sort_values(["kwh_day", other], ascending=[False, True], kind="stable").drop_duplicates(site)
    return best.set_index(site).rename(columns={other: "other"})


def grouped(sites: pd.DataFrame) -> pd.DataFrame:
    """Sum the differences of sites by district and by category: see `Comparison.groups`."""
    charging = sites["kind"] == "charging"
    counts = {change: (sites["change"] == change).astype(int) for change in CHANGES}
    table = sites[["adcode", "category"]].assign(
        **counts,
        chargers=sites["difference"].where(charging, 0.0),
        investment_cost=sites["investment_cost"],
        served_kwh_day=sites["served"].where(charging, 0.0),
        stations=np.where(charging, 0, counts["opened"] - counts["closed"]),
    )
    parts = [
        table.groupby(column, sort=True)[list(GROUPED)]
        .sum()
        .reset_index()
        .rename(columns={column: "group"})
        .assign(by=by)
        for by, column in (("district", "adcode"), ("category", "category"))
    ]
    return pd.concat(parts, ignore_index=True)[["by", "group", *GROUPED]]
