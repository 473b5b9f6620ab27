"""The toy city with electric lorries on its freight flows, and a charger of 1 MW for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.gisplan.toy import figure, toy_scenario
from tests.gisplan.toy_freight import SAID

if TYPE_CHECKING:
    from gisplan.scenario.schema import Scenario
    from gisplan.scenario.sections.chargers import ChargerType

AREAS = ("expressway_service_area", "trunk_service_area", "logistics_park")
MCS = {
    "id": "mcs1000",
    "name_zh": "1 MW 重卡桩",
    "name_en": "1 MW for lorries",
    "power_kw": 1000.0,
    "current": "DC",
    "serves": ("lorry",),
    "categories": AREAS,
    "connectors": 1,
    "connector_standard": "MCS",
    "bays": 2,
    "max_utilisation": {"public": 0.15, "dedicated": 0.25, "private": 0.1},
    "coincidence": {"public": 0.5, "dedicated": 0.5, "private": 0.5},
    "equipment_cost": {"low": 8e5, "central": 1e6, "high": 1.2e6},
    "civil_share": {"low": 0.25, "central": 0.25, "high": 0.25},
    "grid_share": {"low": 0.25, "central": 0.25, "high": 0.25},
    **SAID,
}
GROUP = {
    "name_zh": "重卡",
    "name_en": "Lorries",
    "classes": ("lorry",),
    "access": ("public", "dedicated"),
    "categories": AREAS,
    "radius_m": 20000.0,
    **SAID,
}


def lorries(range_km: float, share: float = 1.0, *, ends: tuple[str, ...] = (), **changes: Any) -> Scenario:
    """Give the toy with lorries of 1 kWh/km that keep a fifth of their battery, one for every truck."""
    base = toy_scenario()
    kind = {
        "name_zh": "电动重卡",
        "name_en": "Electric lorry",
        "flows": "truck",
        "trips": figure(1.0, "trips per trip"),
        "battery_kwh": figure(range_km / 0.8, "kWh"),
        "kwh_km": figure(1.0, "kWh/km"),
    }
    settings = {
        "lorries": {
            "least_share": figure(share, "share"),
            "reserve": figure(0.2, "share"),
            "stop_kw": figure(700.0, "kW"),
            "deviation_m": figure(3000.0, "m"),
            "detour": figure(1.3, "ratio"),
            "charged_ends": ends,
            "vehicles": {"lorry": kind},
        },
        "service__lorry": GROUP,
        "chargers__types": [*map(_serving, base.chargers.types), MCS],
        "hydrogen__target": 0,
        "hydrogen__min_commercial": 0,
        "hydrogen__min_captive": 0,
    }
    return toy_scenario(**(settings | changes))


def _serving(kind: ChargerType) -> dict[str, Any]:
    """Let 240 kW charge lorries in their depots."""
    table = kind.model_dump()
    return {**table, "serves": (*table["serves"], "lorry")} if table["id"] == "dc240" else table
