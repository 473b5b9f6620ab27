"""How many modelled candidate sites of each kind a region gets, where they lean, and what a site holds.

Every figure stands in ``data/rules/site_model.toml``, a labelled assumption of origin ``modelled``.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from gisplan_data import data_folder
from gisplan_errors import LayerError
from gisplan_files import read_toml, with_tuples

if TYPE_CHECKING:
    from collections.abc import Mapping

_MODEL = with_tuples(read_toml(data_folder() / "rules" / "site_model.toml", LayerError))
RULES_SOURCE: str = _MODEL["source"]
RULES_AS_OF: str = _MODEL["as_of"]


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
    kinds
        Kinds of known places (``candidates.csv``) that come before the slots, and count as these.
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
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedSites:
    """Modelled sites at named places.

    Attributes
    ----------
    prefix, category, access, zh, en, stock, ownership
        As of a `SlotRule`.
    kinds
        Kinds of places that get them.
    per_weight
        How many for each unit of a place's weight, spread over its circle; 0: one at its point.
    status
        ``candidate``, or ``existing`` for those that stand there.
    """

    prefix: str
    category: str
    access: str
    zh: str
    en: str
    stock: SiteStock
    kinds: tuple[str, ...]
    per_weight: float = 0.0
    ownership: str = ""
    status: str = "candidate"


STOCKS: Mapping[str, SiteStock] = MappingProxyType(
    {name: SiteStock(**row) for name, row in _MODEL["stocks"].items()}
)
"""What a site of each kind holds; those of a category go by its name."""

SLOT_RULES = tuple(SlotRule(**{**row, "stock": STOCKS[row["stock"]]}) for row in _MODEL["slots"])
"""Slots drawn over demand cells, in the order they are written."""

CATEGORY_OF_KIND: Mapping[str, str] = MappingProxyType(
    {kind: rule.category for rule in SLOT_RULES for kind in rule.kinds}
)
"""Kinds of known places, and the category of the candidates that they are."""

NAMED_SITES: Mapping[str, NamedSites] = MappingProxyType(
    {name: NamedSites(**{**row, "stock": STOCKS[row["stock"]]}) for name, row in _MODEL["places"].items()}
)
"""Sites at named places, by name."""

COMPOUNDS_PER_100K = 31.7
"""Compounds with private bays for 100,000 residents."""
COMPOUND_BAYS = (4, 40)
"""Least and most private bays of a compound."""
COMPOUND_BAY_M2 = 15.0
COMPOUND_KW_PER_BAY = 2.5
"""Spare grid for a private bay: a 7 kW pile at a coincidence of 0.25 and a load limit of 0.8 needs 2.2 kW."""
COMPOUND_GRID_KW = (50.0, 80.0, 125.0)
