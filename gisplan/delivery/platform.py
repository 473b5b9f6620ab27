"""Records of the planned sites for a city's charging service platform, one row a site, ready to import."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from gisplan.scenario.sections.delivery import NATIONAL_STANDARD
from gisplan_words import message
from layers.vocabulary import ACCESS, CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

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
    counts = sites[[f"n_{kind.id}" for kind in types]].to_numpy(dtype=np.int64)
    power, standards = (
        np.array([kind.power_kw for kind in types]),
        [kind.connector_standard for kind in types],
    )
    national = [standard.startswith(NATIONAL_STANDARD) for standard in standards]
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
    for current in ("AC", "DC"):
        table[f"{current.lower()}_chargers"] = counts @ np.array([kind.current == current for kind in types])
    table["connectors"] = counts @ np.array([kind.connectors for kind in types])
    table["connector_standard"] = [
        "；".join(filter(None, dict.fromkeys(itertools.compress(standards, row)))) for row in counts
    ]
    table["max_kw"] = ((counts > 0) * power).max(axis=1)
    table["total_kw"] = counts @ power
    for name in (f"n_{kind.id}" for kind in types):
        table[name] = sites[name].to_numpy(dtype=np.int64)
    table["chargers_of_standard"] = counts @ np.array(national)
    table["interoperable"] = (
        (table["access"] == "public")
        & (table["chargers"] > 0)
        & (table["chargers_of_standard"] == table["chargers"])
    )
    table["complete"] = _complete(table)
    return table.sort_values("site_id", kind="stable", ignore_index=True)


def _complete(table: pd.DataFrame) -> pd.Series[bool]:
    texts = table[list(REQUIRED)]
    filled = texts.notna().all(axis=1) & (texts.astype(str) != "").all(axis=1)
    placed = np.isfinite(table["lon"].astype(float)) & np.isfinite(table["lat"].astype(float))
    return filled & placed & (table["chargers"] > 0) & (table["connectors"] > 0)
