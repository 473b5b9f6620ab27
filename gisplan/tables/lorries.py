"""Columns of the tables of electric lorries, which planning makes and verify computes again."""

from __future__ import annotations

from typing import Final

LORRY_COLUMNS: Final = (
    *("route_id", "origin", "destination", "vehicle_class", "trips_day", "km_one_way", "km_outside"),
    *("range_km", "depot_kwh_day", "way_kwh_day", "beyond_kwh_day"),
    *("depot_sessions_day", "way_sessions_day", "chargeable", "charged", "stations", "range_needed_km"),
    *("reason_zh", "reason_en"),
)
"""A row a flow and class of lorries, see ``layers/columns.csv``."""

STOP_COLUMNS: Final = (
    *("site_id", "name_zh", "name_en", "category", "adcode", "asked_cost", "lorry_chargers", "trips_day"),
)
"""A row a site where a charger for lorries is asked, see ``layers/columns.csv``."""

WAY_COLUMNS: Final = ("detour_km", "closed_hours")
"""What flows of a region with a layer of restrictions tell beside, see ``layers/columns.csv``."""

ROUTE_COLUMNS: Final = ("route_id", "seq", "lon", "lat", "km", "on_corridor")
"""A row a bend of a route, see ``layers/columns.csv``."""
