"""Records of the planned sites for a city's charging service platform, one row a site, ready to import."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from gisplan.scenario.sections.delivery import NATIONAL_STANDARD
from gisplan_words import message
from layers.vocabulary import ACCESS, CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from gisplan.scenario.sections.chargers import ChargerType

REQUIRED: Final = ("site_id", "name_zh", "adcode", "authority", "access", "connector_standard")
"""Texts that a record must carry; place, chargers and connectors must be numbers above zero."""
_DECIMALS: Final = 6


def platform_table(
    sites: gpd.GeoDataFrame,
    districts: pd.DataFrame,
    types: Sequence[ChargerType],
) -> pd.DataFrame:
    """Give the platform record of every planned charging site.

    Parameters
    ----------
    sites
        Planned sites, EPSG:4326, with one column ``n_<type>`` a charger type.
    districts
        adcode and name_zh.
    types
        Charger types of the scenario.

    Returns
    -------
    One row a site: site_id, name_zh, adcode, district_zh, lon, lat (degrees, WGS84), category_zh, access,
    access_zh, authority, operator (empty until a tender names it), status_zh, year, chargers, ac_chargers,
    dc_chargers, connectors, connector_standard (``；`` between), max_kw (of one charger), total_kw, one
    column ``n_<type>`` a type, chargers_of_standard, interoperable (every charger has a national connector,
    public sites only), complete (the record has what an import needs).
    """
    counts = {kind.id: sites[f"n_{kind.id}"].to_numpy(dtype=np.int64) for kind in types}
    names = districts.set_index("adcode")["name_zh"]
    table = pd.DataFrame(
        {
            "site_id": sites["site_id"].to_numpy(),
            "name_zh": sites["name_zh"].to_numpy(),
            "adcode": sites["adcode"].astype(str).to_numpy(),
            "district_zh": sites["adcode"].map(names).to_numpy(),
            "lon": sites.geometry.x.round(_DECIMALS).to_numpy(),
            "lat": sites.geometry.y.round(_DECIMALS).to_numpy(),
            "category_zh": sites["category"].map(lambda name: CATEGORIES[name].zh).to_numpy(),
            "access": sites["access"].to_numpy(),
            "access_zh": sites["access"].map(lambda name: ACCESS[name].zh).to_numpy(),
            "authority": sites["authority"].to_numpy(),
            "operator": sites["operator"].to_numpy() if "operator" in sites.columns else "",
            "status_zh": message("platform-status-planned").zh,
            "year": sites["year"].to_numpy(),
            "chargers": sites["chargers"].to_numpy(dtype=np.int64),
        }
    )
    table["ac_chargers"] = _summed(counts, [kind.id for kind in types if kind.current == "AC"], len(table))
    table["dc_chargers"] = _summed(counts, [kind.id for kind in types if kind.current == "DC"], len(table))
    table["connectors"] = sum(
        (counts[kind.id] * kind.connectors for kind in types), np.zeros(len(table), dtype=np.int64)
    )
    table["connector_standard"] = [
        "；".join(
            dict.fromkeys(
                kind.connector_standard for kind in types if counts[kind.id][row] and kind.connector_standard
            )
        )
        for row in range(len(table))
    ]
    power = np.array(
        [[kind.power_kw * (counts[kind.id][row] > 0) for kind in types] for row in range(len(table))]
    )
    table["max_kw"] = power.max(axis=1) if len(table) else np.empty(0)
    table["total_kw"] = sum((counts[kind.id] * kind.power_kw for kind in types), np.zeros(len(table)))
    for name, values in counts.items():
        table[f"n_{name}"] = values
    national = [kind.id for kind in types if kind.connector_standard.startswith(NATIONAL_STANDARD)]
    table["chargers_of_standard"] = _summed(counts, national, len(table))
    table["interoperable"] = (
        (table["access"] == "public")
        & (table["chargers"] > 0)
        & (table["chargers_of_standard"] == table["chargers"])
    )
    table["complete"] = _complete(table)
    return table.sort_values("site_id", kind="stable", ignore_index=True)


def _summed(counts: dict[str, NDArray[np.int64]], names: list[str], rows: int) -> NDArray[np.int64]:
    return sum((counts[name] for name in names), np.zeros(rows, dtype=np.int64))


def _complete(table: pd.DataFrame) -> pd.Series[bool]:
    texts = table[list(REQUIRED)]
    filled = texts.notna().all(axis=1) & (texts.astype(str) != "").all(axis=1)
    placed = np.isfinite(table["lon"].astype(float)) & np.isfinite(table["lat"].astype(float))
    return filled & placed & (table["chargers"] > 0) & (table["connectors"] > 0)
