"""Figures of tables, whose unit is data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gisplan_numbers import Figure
from maps.words.text import tidy, told

if TYPE_CHECKING:
    from gisplan_words import Said


def with_unit(value: Any, unit: object, currency: str = "") -> Said:  # noqa: ANN401 - a cell of a table
    """Give a value with its unit; text is shown as it is, and an unknown unit stands behind the number."""
    if isinstance(value, str):
        return told(value)
    return Figure(value, tidy(unit), currency=currency)
