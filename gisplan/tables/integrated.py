"""Columns of the table of integrated energy stations, which planning makes and verify computes again."""

from __future__ import annotations

from typing import Final

INTEGRATED_COLUMNS: Final = (
    *("station", "site_id", "name_zh", "name_en", "category", "adcode", "functions", "standing", "new"),
    *("left_m2", "left_kw", "ground_cost", "investment_cost", "rule", "rule_zh", "rule_en"),
)
"""A row an integrated station asked, see ``layers/columns.csv``; those that a rule stops have no site."""
