"""The words that each column of a layer may hold, and what a planner reads beside the column."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from layers.columns import find_column
from layers.schema.checking import SCHEMAS
from layers.vocabulary import FUNCTIONS, TIERS, VOCABULARY, Term

if TYPE_CHECKING:
    from collections.abc import Mapping

# Kinds of the vocabulary that a column ``kind`` holds, by layer; other columns go by the name of theirs.
KINDS: Mapping[str, str] = MappingProxyType(
    {"places": "place", "hydrogen_supply": "supply", "corridors": "road"}
)
JUDGED: Mapping[str, Term] = MappingProxyType(
    {state: Term(f"page-{state}") for state in ("covered", "uncovered", "not_judged")}
)
# Columns of a layer that hold some of the words of their kind only.
FEWER: Mapping[tuple[str, str], tuple[str, ...]] = MappingProxyType(
    {("standing", "status"): ("existing", "excluded")}
)
SHARED = frozenset({"category", "access", "status", "origin", "ownership", "transport"})
# Several words may stand in one cell, or a region names more: no list of choices fits, the note has them.
SEVERAL: Mapping[str, Mapping[str, Term]] = MappingProxyType({"allows": FUNCTIONS, "tier": TIERS})


def words_of(layer: str, column: str) -> Mapping[str, Term]:
    """Return the words that a column of a layer may hold; empty where it takes any value."""
    if (layer, column) == ("coverage", "state"):
        return JUDGED
    kind = KINDS.get(layer, "") if column == "kind" else column if column in SHARED else ""
    words = VOCABULARY.get(kind, {})
    return {word: words[word] for word in FEWER.get((layer, column), words)}


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
    types = SCHEMAS[layer].types
    return {name: types.get(name, "object") for name in SCHEMAS[layer].columns}
