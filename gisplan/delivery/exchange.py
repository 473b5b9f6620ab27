"""Platform records in the form in which charging platforms exchange them (T/CEC 102): station, cabinet, gun.

What a plan does not know is not written: no operator, no opening hours, no prices. A cabinet of several guns
states its own power only, for how they share it is the maker's. Names and codes are from memory, as those of
the preset ``cec102`` are, which reads the file again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from layers.gcj02 import wgs84_to_gcj02
from layers.sites.standing import replaced_chargers
from layers.vocabulary import CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gisplan.scenario.sections.chargers import ChargerType

PLANNED: Final = 1
STATION_TYPE: Final = {"public": 1, "private": 50}
FLEETS: Final = {"bus_depot": 100, "logistics_park": 102}
"""Type of a dedicated station by its category; another is of type `OTHER`."""
CONSTRUCTION: Final = {
    "residential": 1,
    "commercial": 4,
    "industrial_park": 5,
    "transport_hub": 6,
    "park": 8,
    "public_parking": 9,
    "expressway_service_area": 11,
}
OTHER: Final = 255
EQUIPMENT: Final = {"DC": 1, "AC": 2}
GUN: Final = {"DC": 4, "AC": 3}
_DECIMALS: Final = 6


def exchange_records(
    platform: pd.DataFrame, types: Sequence[ChargerType], standing: pd.DataFrame | None = None
) -> dict[str, Any]:
    """Give the planned stations as a platform takes them, and what takes the place of standing chargers.

    Parameters
    ----------
    platform
        As `gisplan.delivery.platform.platform_table` gives it: WGS84 degrees, kW.
    types
        Charger types of the scenario.
    standing
        Stations that stand, with what of each is ``replaced``; nothing is where absent.

    Returns
    -------
    dict
        ``StationInfos``: a station a site, its cabinets and their guns; places in GCJ-02, power in kW. A
        cabinet in the place of a standing one has ``-for-`` and the type of that in its id.
    """
    platform, swapped = _with_replaced(platform, types, standing)
    category = {term.zh: word for word, term in CATEGORIES.items()}
    lon, lat = wgs84_to_gcj02(platform["lon"].to_numpy(float), platform["lat"].to_numpy(float))
    stations = []
    for at, site in enumerate(platform.to_dict("records")):
        place = category[site["category_zh"]]
        kinds = [(kind, kind.id, int(site[f"n_{kind.id}"])) for kind in types]
        stations.append(
            {
                "StationID": str(site["site_id"]),
                "OperatorID": _text(site["operator"]),
                "StationName": str(site["name_zh"]),
                "AreaCode": str(site["adcode"]),
                "StationType": STATION_TYPE.get(site["access"], FLEETS.get(place, OTHER)),
                "StationStatus": PLANNED,
                "Construction": CONSTRUCTION.get(place, OTHER),
                "StationLng": round(float(lon[at]), _DECIMALS),
                "StationLat": round(float(lat[at]), _DECIMALS),
                "EquipmentInfos": [
                    _cabinet(kind, f"{site['site_id']}-{name}-{number}")
                    for kind, name, count in (*kinds, *swapped.get(site["site_id"], ()))
                    for number in range(1, count + 1)
                ],
            }
        )
    return {"StationInfos": stations}


def _with_replaced(
    platform: pd.DataFrame, types: Sequence[ChargerType], standing: pd.DataFrame | None
) -> tuple[pd.DataFrame, dict[str, list[tuple[ChargerType, str, int]]]]:
    """Add the stations where chargers are replaced and none is added; give what is replaced by station."""
    if standing is None or "replaced" not in standing:
        return platform, {}
    by_id, rows = {kind.id: kind for kind in types}, standing.loc[standing["replaced"].fillna("") != ""]
    swapped = {
        str(site): [(by_id[new], f"{new}-for-{old}", n) for old, new, n in replaced_chargers(text)]
        for site, text in zip(rows["site_id"], rows["replaced"], strict=True)
    }
    more = rows.loc[~rows["site_id"].isin(platform["site_id"])]
    more = more.assign(
        category_zh=more["category"].map(lambda name: CATEGORIES[name].zh),
        **{f"n_{kind.id}": 0 for kind in types},
    )
    more = more[[name for name in platform.columns if name in more]]
    return (pd.concat([platform, more], ignore_index=True) if len(more) else platform), swapped


def _cabinet(kind: ChargerType, name: str) -> dict[str, Any]:
    gun: dict[str, Any] = {"ConnectorType": GUN[kind.current]}
    if kind.connectors == 1:
        gun["Power"] = kind.power_kw
    if kind.connector_standard:
        gun["NationalStandard"] = kind.connector_standard
    return {
        "EquipmentID": name,
        "EquipmentType": EQUIPMENT[kind.current],
        "Power": kind.power_kw,
        "ConnectorInfos": [{"ConnectorID": f"{name}-{at}"} | gun for at in range(1, kind.connectors + 1)],
    }


def _text(value: Any) -> str:  # noqa: ANN401 - a cell of a file, blank as NaN
    return "" if value is None or (isinstance(value, float) and np.isnan(value)) else str(value)
