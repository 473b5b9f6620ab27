"""Platform records in the form in which charging platforms exchange them (T/CEC 102): station, cabinet, gun.

What a plan does not know is not written: no operator, no opening hours, no prices. A cabinet of several guns
states its own power only, for how they share it is the maker's. Names and codes are from memory, as those of
the preset ``cec102`` are, which reads the file again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from layers.gcj02 import wgs84_to_gcj02
from layers.vocabulary import CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

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


def exchange_records(platform: pd.DataFrame, types: Sequence[ChargerType]) -> dict[str, Any]:
    """Give the planned stations as a platform takes them.

    Parameters
    ----------
    platform
        As `gisplan.delivery.platform.platform_table` gives it: WGS84 degrees, kW.
    types
        Charger types of the scenario.

    Returns
    -------
    dict
        ``StationInfos``: a station a site, its cabinets and their guns; places in GCJ-02, power in kW.
    """
    category = {term.zh: word for word, term in CATEGORIES.items()}
    lon, lat = wgs84_to_gcj02(platform["lon"].to_numpy(float), platform["lat"].to_numpy(float))
    stations = []
    for at, site in enumerate(platform.to_dict("records")):
        place = category[site["category_zh"]]
        kinds = [(kind, int(site[f"n_{kind.id}"])) for kind in types]
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
                    _cabinet(kind, f"{site['site_id']}-{kind.id}-{number}")
                    for kind, count in kinds
                    for number in range(1, count + 1)
                ],
            }
        )
    return {"StationInfos": stations}


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
