"""Integrated energy stations asked: those reached with functions, land and cost, the others with why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from gisplan.tables.integrated import INTEGRATED_COLUMNS
from gisplan_words import message

if TYPE_CHECKING:
    from layers.region.loading import Region

_ROOM = ["functions", "left_m2", "left_kw"]


def integrated_table(
    region: Region, stations: pd.DataFrame, facilities: pd.DataFrame, parcels: pd.DataFrame
) -> pd.DataFrame:
    """Tabulate the integrated stations asked.

    Parameters
    ----------
    stations
        station, site_id, ground_cost, rule, as `gisplan.planning.hydrogen.integrated` gives them.
    facilities
        Swap and methanol facilities: site_id, investment_cost, the ground's share included.
    parcels
        ``parcels.csv``.

    Returns
    -------
    pandas.DataFrame
        Columns `INTEGRATED_COLUMNS`, by station; no row where the scenario asks for none.
    """
    if stations.empty:
        return pd.DataFrame(columns=list(INTEGRATED_COLUMNS))
    own = region.sites.set_index("site_id")
    room = parcels.set_index("site_id")
    paid = facilities.groupby("site_id")["investment_cost"].sum()
    table = stations.copy()
    for name in ("name_zh", "name_en", "category", "adcode"):
        table[name] = table["site_id"].map(own[name])
    for name in _ROOM:
        table[name] = table["site_id"].map(room[name])
    stood = set(own.index[own["existing_chargers"].fillna(0) > 0])
    held = [names.split(";") if isinstance(names, str) else [] for names in table["functions"]]
    there = [
        [name for name in names if name == "fuel" or (name == "charging" and site in stood)]
        for names, site in zip(held, table["site_id"], strict=True)
    ]
    table["standing"] = [";".join(names) for names in there]
    table["new"] = [
        ";".join(name for name in names if name not in old) for names, old in zip(held, there, strict=True)
    ]
    table["investment_cost"] = table["site_id"].map(paid).fillna(0.0)
    told = [message(f"integrated-rule-{rule}") if rule else None for rule in table["rule"]]
    table["rule_zh"] = ["" if one is None else one.zh for one in told]
    table["rule_en"] = ["" if one is None else one.en for one in told]
    missing = table["site_id"] == ""
    table.loc[missing, ["name_zh", "name_en", "category", "adcode", "functions"]] = ""
    return table[list(INTEGRATED_COLUMNS)]
