"""Columns of the table of feeders and substations, which planning makes and verify computes again."""

from __future__ import annotations

from typing import Final

FEEDER_KEY: Final = ("feeder_id", "kind")
FEEDER_COLUMNS: Final = (
    *("kind", "feeder_id", "name_zh", "name_en", "substation", "capacity_kw", "capacity_kva", "base_kw"),
    *("base_hour", "base_curve_kw", "sites", "chargers", "sized_kw", "beside_kw", "room_kw", "peak_kw"),
    *("peak_hour", "peak_day", "hosting_kw", "origin", "source", "as_of", "verified"),
)
"""A row a feeder and a substation, see ``layers/columns.csv``."""
