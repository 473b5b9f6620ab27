"""Parcels with several functions: what each takes, what is left, and what was checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gisplan.planning.chargers.capacity import usable_grid_kw
from gisplan.planning.hydrogen.parcels import bay_m2, fuel_m2
from gisplan_words import Series, message

if TYPE_CHECKING:
    import geopandas as gpd

    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Flags, Floats
    from layers.region.loading import Region


PARCEL_COLUMNS = (
    *("site_id", "name_zh", "name_en", "category", "adcode", "functions", "integrated", "area_m2"),
    *("fuel_m2", "hydrogen_m2", "charging_m2", "facility_m2", "left_m2", "usable_kw", "hydrogen_kw"),
    *("charging_kw", "facility_kw", "left_kw", "checks_zh", "checks_en"),
)


def with_parcels(
    sites: gpd.GeoDataFrame,
    region: Region,
    taken: Floats,
    stations: pd.DataFrame,
    facilities: pd.DataFrame,
    scenario: Scenario,
) -> gpd.GeoDataFrame:
    """Give the plan's sites with what else stands on their parcels, and their functions.

    Parameters
    ----------
    sites
        Result layer ``sites`` as the sizing left it; ``headroom_kw`` is what is left beside everything.
    taken
        What stations and facilities take at every site of the region, m2 and kW, (n_sites, 2).

    Returns
    -------
    geopandas.GeoDataFrame
        With the parcel's own bays, grid_kw and area_m2 again, and taken_m2, taken_kw, functions.
    """
    position = pd.Index(region.sites["site_id"]).get_indexer(pd.Index(sites["site_id"]))
    own = region.sites.iloc[position]
    fuel = fuel_m2(own, scenario) > 0
    hydrogen = sites["site_id"].isin(stations["site_id"]).to_numpy()
    return sites.assign(
        bays=own["bays"].to_numpy(),
        grid_kw=own["grid_kw"].to_numpy(),
        area_m2=own["area_m2"].to_numpy(),
        taken_m2=taken[position, 0],
        taken_kw=taken[position, 1],
        functions=_named(sites["site_id"], fuel, np.ones(len(sites), dtype=bool), hydrogen, facilities),
    )


def with_functions(
    stations: gpd.GeoDataFrame, sites: pd.DataFrame, facilities: pd.DataFrame, scenario: Scenario
) -> gpd.GeoDataFrame:
    """Give the stations with the functions of their parcel; two or more make an integrated station."""
    charged = stations["site_id"].isin(sites["site_id"]).to_numpy()
    fuel = fuel_m2(stations, scenario) > 0
    hydrogen = np.ones(len(stations), dtype=bool)
    named = _named(stations["site_id"], fuel, charged, hydrogen, facilities)
    return stations.assign(functions=named, integrated=[";" in names for names in named])


def _named(
    keys: pd.Series, fuel: Flags, charging: Flags, hydrogen: Flags, facilities: pd.DataFrame
) -> list[str]:
    """Join the functions of every parcel."""
    other = _kinds(facilities)
    return [
        ";".join([*_functions(fuel=bool(f), charging=bool(c), hydrogen=bool(h)), *other.get(key, [])])
        for key, f, c, h in zip(keys, fuel, charging, hydrogen, strict=True)
    ]


def _kinds(facilities: pd.DataFrame) -> dict[str, list[str]]:
    """List the kinds of facility on every parcel."""
    out: dict[str, list[str]] = {}
    for site, kind in zip(facilities["site_id"], facilities["kind"], strict=True):
        out.setdefault(str(site), []).append(str(kind))
    return {site: sorted(set(kinds)) for site, kinds in out.items()}


def plan_parcels(
    region: Region,
    scenario: Scenario,
    sites: gpd.GeoDataFrame,
    stations: gpd.GeoDataFrame,
    facilities: pd.DataFrame,
) -> pd.DataFrame:
    """Tabulate every parcel with a hydrogen station or a facility: land and load by function, what is left.

    Parameters
    ----------
    facilities
        kind, site_id, area_m2, grid_kw of swap and methanol facilities.

    Returns
    -------
    pandas.DataFrame
        Columns `PARCEL_COLUMNS`, sorted by site_id.
    """
    keys = sorted({*stations["site_id"], *facilities["site_id"]})
    if not keys:
        return pd.DataFrame({name: [] for name in PARCEL_COLUMNS})
    own = region.sites.set_index("site_id", drop=False).loc[keys]
    hydrogen = stations.set_index("site_id")[["land_m2", "load_kw"]].reindex(keys).fillna(0.0)
    other = facilities.groupby("site_id")[["area_m2", "grid_kw"]].sum().reindex(keys).fillna(0.0)
    charged = sites.set_index("site_id").reindex(keys)
    bays = np.zeros(len(keys))
    load = np.zeros(len(keys))
    for kind in scenario.chargers.types:
        count = charged[f"n_{kind.id}"].fillna(0.0).to_numpy(dtype=float)
        bays += count * kind.bays
        each = [kind.power_kw * kind.coincidence.of(access) for access in own["access"]]
        load += count * np.array(each)
    fuel = fuel_m2(own, scenario)
    # a connection that chargers bought larger carries what stands beside them too
    feed = charged["grid_kw_after"].fillna(own["grid_kw"])
    usable = usable_grid_kw(own.assign(grid_kw=feed), scenario)
    charging_m2 = bays * bay_m2(own, scenario)
    kinds, at_station = _kinds(facilities), set(stations["site_id"])
    rows = []
    for i, site in enumerate(keys):
        has_hydrogen = site in at_station
        names = _functions(fuel=fuel[i] > 0, charging=bays[i] > 0, hydrogen=has_hydrogen)
        names += kinds.get(site, [])
        held = {"hydrogen": has_hydrogen, "charging": bays[i] > 0, "facility": site in kinds}
        checks = Series(tuple(message(f"parcel-{name}") for name, there in held.items() if there), "faults")
        rows.append(
            {
                **own.iloc[i][["site_id", "name_zh", "name_en", "category", "adcode"]].to_dict(),
                "functions": ";".join(names),
                "integrated": len(names) > 1,
                "area_m2": float(own["area_m2"].iloc[i]),
                "fuel_m2": float(fuel[i]),
                "hydrogen_m2": float(hydrogen["land_m2"].iloc[i]),
                "charging_m2": float(charging_m2[i]),
                "facility_m2": float(other["area_m2"].iloc[i]),
                "usable_kw": float(usable[i]),
                "hydrogen_kw": float(hydrogen["load_kw"].iloc[i]),
                "charging_kw": float(load[i]),
                "facility_kw": float(other["grid_kw"].iloc[i]),
                "checks_zh": checks.zh,
                "checks_en": checks.en,
            }
        )
    frame = pd.DataFrame(rows)
    taken = frame[["fuel_m2", "hydrogen_m2", "charging_m2", "facility_m2"]].sum(axis=1)
    frame["left_m2"] = frame["area_m2"] - taken
    frame["left_kw"] = frame["usable_kw"] - frame[["hydrogen_kw", "charging_kw", "facility_kw"]].sum(axis=1)
    return frame[list(PARCEL_COLUMNS)]


def _functions(*, fuel: bool, charging: bool, hydrogen: bool) -> list[str]:
    """List the functions of a parcel in the vocabulary's order, fuel first."""
    present = (("fuel", fuel), ("charging", charging), ("hydrogen", hydrogen))
    return [name for name, there in present if there]
