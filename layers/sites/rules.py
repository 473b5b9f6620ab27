"""How many modelled candidate sites of each kind a region gets, where they lean, and what a site holds.

No public list of car parks, compounds, depots or grid connections is at hand. Every number here is a
labelled assumption of origin ``modelled``: counts per 100,000 residents, bays, transformer sizes and
areas. Transformers are drawn from the usual 10 kV sizes (kVA, taken as kW before the load limit).
"""

from __future__ import annotations

from dataclasses import dataclass

RULES_SOURCE = "gisplan site model: slots drawn by demand; bays, grid_kw and area_m2 synthetic"
RULES_AS_OF = "2026"


@dataclass(frozen=True, slots=True)
class SiteStock:
    """What a modelled site of one kind holds.

    Attributes
    ----------
    bays
        Least and most parking bays that may take a charger; drawn evenly.
    grid_kw
        Sizes of the grid connection (kW), drawn evenly from these.
    bay_m2
        Area a bay takes with its lane and equipment, m².
    allows
        Functions of the vocabulary that the parcel may have.
    """

    bays: tuple[int, int]
    grid_kw: tuple[float, ...]
    bay_m2: float
    allows: tuple[str, ...] = ("charging",)


@dataclass(frozen=True, slots=True)
class SlotRule:
    """Modelled slots of one kind.

    Attributes
    ----------
    prefix
        Start of the site ids.
    category, access
        Keys of the vocabulary.
    zh, en
        What a slot is called in names.
    per_100k
        Slots per 100,000 residents of the region.
    weights
        Demand columns whose sum, to the power ``power``, draws the slots to a cell.
    power
        Below 1 spreads slots wider than the demand itself.
    stock
        What a slot holds.
    ownership
        ``commercial``, ``captive`` or empty (hydrogen only).
    """

    prefix: str
    category: str
    access: str
    zh: str
    en: str
    per_100k: float
    weights: tuple[str, ...]
    power: float
    stock: SiteStock
    ownership: str = ""


SLOT_RULES = (
    SlotRule(
        "RS", "residential", "public", "居民小区公共车位", "residential lot", 5.5,
        ("kwh_residential",), 0.8, SiteStock((6, 24), (160.0, 250.0, 400.0), 30.0),
    ),
    SlotRule(
        "PP", "public_parking", "public", "公共停车场", "public car park", 6.0,
        ("kwh_residential", "kwh_destination", "kwh_taxi"), 0.8,
        SiteStock((10, 40), (400.0, 630.0, 800.0, 1250.0), 32.0, ("charging", "swap")),
    ),
    SlotRule(
        "CM", "commercial", "public", "商业综合体", "commercial centre", 3.0,
        ("kwh_destination",), 0.9, SiteStock((10, 50), (630.0, 1000.0, 1600.0), 32.0),
    ),
    SlotRule(
        "TH", "transport_hub", "public", "换乘停车场", "park and ride", 0.4,
        ("population",), 0.9, SiteStock((20, 60), (630.0, 1000.0, 1600.0), 32.0, ("charging", "swap")),
    ),
    SlotRule(
        "PK", "park", "public", "公园景区停车场", "park or sight", 1.2,
        ("population",), 0.6, SiteStock((8, 30), (250.0, 400.0, 630.0), 32.0),
    ),
    SlotRule(
        "BD", "bus_depot", "dedicated", "公交场站", "bus depot", 0.9,
        ("kwh_bus",), 1.0, SiteStock((12, 30), (1250.0, 1600.0, 2000.0), 90.0, ("charging", "hydrogen")),
        "captive",
    ),
    SlotRule(
        "LP", "logistics_park", "dedicated", "物流集散地", "logistics area", 1.2,
        ("kwh_logistics",), 0.9,
        SiteStock((10, 30), (1000.0, 1250.0, 1600.0), 120.0, ("charging", "hydrogen", "swap")), "captive",
    ),
    SlotRule(
        "IP", "industrial_park", "dedicated", "产业园区", "industrial park", 2.6,
        ("kwh_workplace", "kwh_sanitation"), 0.9, SiteStock((6, 20), (400.0, 630.0, 800.0), 40.0),
    ),
)  # fmt: skip
"""Slots drawn over demand cells, in the order they are written."""

FUEL_STOCK = SiteStock((2, 8), (250.0, 400.0, 630.0), 45.0, ("charging", "swap", "methanol"))
EXPRESSWAY_STOCK = SiteStock((12, 40), (1000.0, 1600.0, 2000.0), 40.0, ("charging", "swap"))
TRUNK_STOCK = SiteStock((6, 16), (400.0, 630.0, 800.0), 40.0, ("charging", "swap"))
HUB_STOCK = SiteStock((30, 100), (1250.0, 1600.0, 2000.0), 32.0, ("charging", "swap"))
ATTRACTION_STOCK = SiteStock((15, 50), (630.0, 1000.0, 1250.0), 32.0)
ZONE_STOCK = SiteStock((10, 30), (800.0, 1250.0, 1600.0), 60.0, ("charging", "hydrogen", "swap"))
LOGISTICS_STOCK = SiteStock((15, 40), (1250.0, 1600.0, 2000.0), 120.0, ("charging", "hydrogen", "swap"))
HYDROGEN_STOCK = SiteStock((4, 12), (630.0, 1000.0), 400.0, ("charging", "hydrogen"))

COMPOUNDS_PER_100K = 31.7
"""Compounds with private bays for 100,000 residents."""
COMPOUND_BAYS = (4, 40)
"""Least and most private bays of a compound."""
COMPOUND_BAY_M2 = 15.0
COMPOUND_KW_PER_BAY = 2.5
"""Spare grid for a private bay: a 7 kW pile at a coincidence of 0.25 and a load limit of 0.8 needs 2.2 kW."""
COMPOUND_GRID_KW = (50.0, 80.0, 125.0)
