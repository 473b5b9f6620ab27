"""Assumptions of a plan as a block of data: a page shows of hundreds of rows those in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from maps.data.blocks import encode_column
from maps.words.text import LONGEST_SAID
from maps.words.texts import known_parts

if TYPE_CHECKING:
    from collections.abc import Mapping

TEXTS: Final[Mapping[str, int]] = {
    "name": 80,
    "value": 60,
    "unit": 40,
    "tag": 40,
    "source": LONGEST_SAID,
    "as_of": 20,
}
"""Columns of the table, each with the most characters that are shown."""


def assumptions_block(assumptions: pd.DataFrame) -> dict[str, Any]:
    """Give the assumptions as columns, and the ``texts`` of units, sources and dates in both languages."""
    columns = {name: encode_column(assumptions[name], None, longest) for name, longest in TEXTS.items()}
    said = pd.concat([assumptions[name] for name in ("unit", "source", "as_of")]).dropna().unique()
    return {"rows": len(assumptions), "columns": columns, "texts": known_parts(said)}
