"""Columns of the table of waits, which planning makes and verify computes again."""

from __future__ import annotations

from typing import Final

WAIT_COLUMNS: Final = (
    *("site_id", "category", "day", "hour", "fast_chargers", "sessions", "load_erlang"),
    *("wait_minutes", "wait_p95", "target_minutes", "relief_chargers"),
)
"""A row a judged site and day type: its worst hour, see ``layers/columns.csv``."""
MOST_RELIEF: Final = 1_000
"""Chargers that a site is told to lack at most: a spoilt run asks for any number."""
