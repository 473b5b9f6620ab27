"""What names a line of the table of a planner's own constraints, wherever one is named or read."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

AXES: Final = MappingProxyType(
    {
        "siting": {"site_id": "site"},
        "hydrogen": {"site_id": "station", "size": "size"},
        "facilities": {"site_id": "site"},
        "sizing": {"site_id": "site", "type": "type"},
        "years": {"year": "year", "site_id": "site", "type": "type"},
    }
)
"""What the variables of each decision go over: columns of the run's tables, sets of its models."""

OWN_ROW: Final = ("decision", "part", "row")
OWN_PLACE: Final = ("site_id", "type", "year", "size")
OWN_COLUMNS: Final = (*OWN_ROW, "sense", "right_side", *OWN_PLACE, "coefficient")
"""Columns of the table, one line a coefficient: its row, the row's rule, the place that it multiplies."""

HIGH_MPA: Final = 70


def size_key(kg_day: float, *, high: bool) -> str:
    """Name a size of hydrogen station: its kg/day, and the pressure of those that fill at 70 MPa."""
    return f"{kg_day:g} {HIGH_MPA}MPa" if high else f"{kg_day:g}"
