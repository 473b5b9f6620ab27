"""Section ``[lorries]``: electric lorries by origin-destination trips, and which must be kept charged."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from gisplan.scenario.values import Detour, Figure, Frozen, Positive, ShareOf1, Table, between


class LorryClass(Frozen):
    """One class of electric lorries: whose trips it drives, and how far it comes."""

    name_zh: str
    """Name on Chinese pages."""
    name_en: str
    """Name on English pages."""
    flows: str
    """``vehicle_class`` of the flows that tell between which ends it drives."""
    trips: Annotated[Figure, between(0.0, 1e6)]
    """Its trips for every trip of those flows."""
    battery_kwh: Positive
    """Battery, kWh."""
    kwh_km: Positive
    """Energy from the charger for a km, kWh."""


class Lorries(Frozen):
    """Electric lorries on the region's freight flows, out and back, and which must be kept charged."""

    least_share: ShareOf1
    """Share of the trips that candidates can keep charged which must be; 0 asks nothing, 1 the most."""
    reserve: Annotated[Figure, between(0.0, 0.9)]
    """Share of the battery that stays in it."""
    stop_kw: Positive
    """Least power of a charger at which a lorry stops on its way, kW."""
    deviation_m: Positive
    """Farthest that a site may stand from the route it serves (m, straight)."""
    detour: Detour
    """Travelled over straight distance where a route leaves the corridors."""
    charged_ends: tuple[str, ...] = ()
    """Ends of trips beyond the region at which lorries are charged, by name."""
    vehicles: Table[LorryClass] = Field(min_length=1)
    """Classes of lorries by the name they have in tables."""
