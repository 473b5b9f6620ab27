"""The form of a layer: its fields as its contract and the registry of columns say them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from gisplan_errors import LayerError
from gisplan_words import listed, message, texts
from layers.columns import find_column
from layers.files.layers import DEFAULTS
from layers.schema.contracts import SCHEMAS
from layers.templates.words import SEVERAL, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST: Final = 2_000
"""Characters of a cell at most."""
_FLAGS: Final = {"true": True, "1": True, "false": False, "0": False}
_KINDS: Final = {"float64": "number", "int64": "count", "bool": "flag"}


def fields_of(layer: str, currency: str = "") -> list[dict[str, Any]]:
    """Give what a form asks of a row, in the order of the contract.

    Parameters
    ----------
    layer
        Key of `layers.schema.contracts.SCHEMAS`.
    currency
        ISO 4217 code of the money in it.

    Returns
    -------
    list of dict
        name, kind (``text``, ``number``, ``count``, ``flag``, ``word``, ``words``), label and note by
        language, unit, least, most, choices (word to label by language), key (whether it names the row).
    """
    schema = SCHEMAS[layer]
    found = []
    for name in schema.columns:
        column = find_column(layer, name)
        choices = words_of(layer, name) or SEVERAL.get(name, {})
        kind = _KINDS.get(schema.types.get(name, ""), "text")
        if choices:
            kind = "words" if name in SEVERAL else "word"
        held = column.in_currency(currency) if column else None
        words = {word: texts(term) for word, term in choices.items()}
        if kind == "word" and DEFAULTS.get(layer, {}).get(name) == "":
            words = {"": texts(message("editor-none")), **words}
        least, most = schema.limits.get(name, (-math.inf, math.inf))
        found.append(
            {
                "name": name,
                "kind": kind,
                "label": texts(held.label) if held else {"zh": name, "en": name},
                "note": {"zh": held.description_zh, "en": held.description_en} if held else {},
                "unit": held.printed_unit if held else "",
                "least": least if math.isfinite(least) else None,
                "most": most if math.isfinite(most) else None,
                "choices": words,
                "key": name in schema.key,
            }
        )
    return found


def cells_given(layer: str, values: Mapping[str, Any], own: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Give cells as a store keeps them; what should be a number and is none stays, for the lint to tell.

    Parameters
    ----------
    layer
        Key of `layers.schema.contracts.SCHEMAS`.
    values
        Text, number, flag or None by column.
    own
        Further columns that the layer has.

    Raises
    ------
    LayerError
        A column is not one of the layer's, or a cell is too long or no plain value.
    """
    schema = SCHEMAS[layer]
    cells: dict[str, Any] = {}
    for name, value in values.items():
        if name not in schema.columns and name not in own:
            raise LayerError(message("editor-no-column", name=name, known=listed(schema.columns)))
        if not isinstance(value, str | int | float | bool | None) or len(str(value)) > LONGEST:
            raise LayerError(message("editor-bad-cell", name=name, most=LONGEST))
        cells[name] = _as_kind(value, schema.types.get(name, ""))
    return cells


def _as_kind(value: str | float | bool | None, kind: str) -> str | float | bool | None:  # noqa: FBT001 - a cell
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, str):
        text = value.strip()
        if kind == "bool":
            return _FLAGS.get(text.lower(), text)
        if kind not in _KINDS:
            return text
        value = _number(text)
    whole = kind == "int64" and isinstance(value, float) and value.is_integer()
    return int(value) if whole and value is not None else value


def _number(text: str) -> str | float | None:
    try:
        number = float(text)
    except ValueError:
        return text or None
    return number if math.isfinite(number) else text
