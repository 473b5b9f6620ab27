"""The words that each column of a layer may hold, and what a planner reads beside the column."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from layers.columns import find_column
from layers.schema.checking import SCHEMAS
from layers.vocabulary import (
    ACCESS,
    ASSUMPTION,
    CATEGORIES,
    FUNCTIONS,
    ORIGINS,
    PLACE_KINDS,
    STATUS,
    TIERS,
    terms,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.vocabulary import Term

OWNERSHIP = terms("ownership", commercial=ASSUMPTION, captive=ASSUMPTION)
SUPPLY_KINDS = terms(
    "supply", **dict.fromkeys(("by-product", "electrolysis", "reforming", "import"), ASSUMPTION)
)
TRANSPORT = terms("transport", tube_trailer=ASSUMPTION, pipeline=ASSUMPTION, onsite=ASSUMPTION)
ROAD_KINDS = terms("road", expressway=ASSUMPTION, trunk=ASSUMPTION)
KINDS: Mapping[str, Mapping[str, Term]] = MappingProxyType(
    {"places": PLACE_KINDS, "hydrogen_supply": SUPPLY_KINDS, "corridors": ROAD_KINDS}
)
SHARED: Mapping[str, Mapping[str, Term]] = MappingProxyType(
    {
        "category": CATEGORIES,
        "access": ACCESS,
        "status": STATUS,
        "origin": ORIGINS,
        "ownership": OWNERSHIP,
        "transport": TRANSPORT,
    }
)
# Several words may stand in one cell, or a region names more: no list of choices fits, the note has them.
SEVERAL: Mapping[str, Mapping[str, Term]] = MappingProxyType({"allows": FUNCTIONS, "tier": TIERS})


def words_of(layer: str, column: str) -> Mapping[str, Term]:
    """Return the words that a column of a layer may hold; empty where it takes any value."""
    return KINDS.get(layer, {}) if column == "kind" else SHARED.get(column, {})


def alias_of(layer: str, column: str, currency: str = "") -> str:
    """Return a column's alias, Chinese and English with the unit; its name where nobody registered it."""
    found = find_column(layer, column)
    return found.in_currency(currency).alias if found else column


def note_of(layer: str, column: str, currency: str = "") -> str:
    """Return what a planner should know when filling a column in: alias, description, words, a line each."""
    found = find_column(layer, column)
    words = words_of(layer, column) or SEVERAL.get(column, {})
    choices = ", ".join(f"{word} ({term.zh})" for word, term in words.items())
    lines = (alias_of(layer, column, currency), found.description if found else "", choices)
    return "\n".join(line for line in lines if line)


def field_types(layer: str) -> dict[str, str]:
    """Return the pandas type of each column of a layer: int64, float64, bool or object (text)."""
    return {
        name: str(column.metadata["dtype"]) if column.metadata else "object"
        for name, column in SCHEMAS[layer].columns.items()
    }
