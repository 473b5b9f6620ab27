"""Sections of a report on the roads: stretches too long or not assessed, and trips between cities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gisplan.report.parts import NAME, Section, table_of
from gisplan_numbers import Figure
from gisplan_words import message, named
from layers.columns import column

if TYPE_CHECKING:
    from gisplan.plan.record import Plan
    from gisplan.report.parts import Row, Shown
    from gisplan_words import Said


def corridor_sections(plan: Plan) -> list[Section]:
    """Name the stretches that do not hold the limit, and the pairs of cities that no car keeps charged."""
    return [*_stretches(plan), *_trips(plan)]


def _stretches(plan: Plan) -> list[Section]:
    table = plan.evidence.stretches
    roads = plan.layers.corridors
    if roads.empty:
        return []
    broken = int((table["verdict"] == "not met").sum())
    limit = Figure(plan.scenario.coverage.corridor_max_gap_km.value, "km", 0)
    told = {"broken": broken, "open": len(table) - broken, "directions": len(roads)}
    note = message("report-stretches-note", limit=limit, **told)
    way: Shown = (column("stretches", "direction").label, lambda row: named(row["direction"], _english(row)))

    def reason(row: Row) -> Said:
        code = "stretch-long" if row["verdict"] == "not met" else "stretch-open"
        return message(code, km=Figure(row["km"], "km", 1), limit=limit)

    why: Shown = (message("page-reason"), reason)
    shown = table_of("stretches", table, "road_ref", NAME, way, "from_km", "to_km", "km", why)
    return [Section(message("table-stretches"), (note,), shown, kept=("stretches.csv",))]


def _english(row: Row) -> str:
    return str(row["direction_en"])


def _trips(plan: Plan) -> list[Section]:
    table, headline = plan.evidence.trips, plan.headline
    if table.empty:
        return []
    dry = table[~table["charged"].astype(bool)]
    note = message(
        "report-trips-note",
        trips=Figure(headline.city_trips_day, "trips/day", 0),
        charged=Figure(headline.city_trips_charged, "trips/day", 0),
        pairs=len(table),
        dry=len(dry),
        range=Figure(float(table["range_km"].iloc[0]), "km", 0),
    )
    rows = table.sort_values(["charged", "trips_day"], ascending=[True, False])
    pair: Shown = (message("report-pair"), _pair)
    why: Shown = (message("page-reason"), _dry)
    columns = ("km_one_way", "trips_day", "en_route_km", "en_route_kwh_day", "areas_out", "areas_back")
    shown = table_of("trips", rows, pair, *columns, "charged", why)
    return [Section(message("table-trips"), (note,), shown, kept=("trips.csv",))]


def _pair(row: Row) -> Said:
    return named(f"{row['from_zh']}—{row['to_zh']}", f"{row['from_en']}-{row['to_en']}")


def _dry(row: Row) -> Said:
    """Say where a pair runs dry, in any language; empty where it is kept charged."""
    if row["charged"]:
        return named("", "")
    start, stop = float(row["dry_from_km"]), float(row["dry_to_km"])
    return message(
        "trip-dry-plan" if row["chargeable"] else "trip-dry-candidates",
        begin=Figure(start, "km", 0),
        end=Figure(stop, "km", 0),
        leg=Figure(stop - start, "km", 0),
        reach=Figure(float(row["range_km"]) / (1.0 if start else 2.0), "km", 0),
    )
