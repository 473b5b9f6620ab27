"""Columns of the tables of stretches and of trips, which results make and verify computes again."""

from __future__ import annotations

from typing import Final

STRETCH_COLUMNS: Final = (
    *("road_ref", "name_zh", "name_en", "direction", "direction_en", "from_km", "to_km", "km"),
    *("from_zh", "from_en", "to_zh", "to_en", "verdict", "reason_zh", "reason_en"),
)
"""A row a stretch of road that is too long or not assessed, see ``layers/columns.csv``."""
STRETCH_KEY: Final = ("road_ref", "direction", "from_km")
CITY_TRIP_COLUMNS: Final = (
    *("pair", "from_zh", "from_en", "to_zh", "to_en", "km_one_way", "trips_day", "en_route_km"),
    *("en_route_kwh_day", "range_km", "areas_out", "areas_back", "chargeable", "charged"),
    *("way", "dry_from_km", "dry_to_km", "reason_zh", "reason_en"),
)
"""A row a pair of cities, see ``layers/columns.csv``."""
