"""Sections of a report on electric lorries: trips that run dry, and the stops that keep the others going."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gisplan.report.parts import NAME, Section, table_of
from gisplan_numbers import Figure
from gisplan_words import message
from maps.words.text import told_of

if TYPE_CHECKING:
    from gisplan.plan.record import Plan
    from gisplan.report.parts import Row, Shown
    from gisplan_words import Said


def lorry_sections(plan: Plan) -> list[Section]:
    """Sum the trips and what they charge where, list those that run dry and the stops; none: no section."""
    table, stops, currency = plan.evidence.lorries, plan.evidence.lorry_stops, plan.scenario.currency
    if table.empty:
        return []
    done, able = table["charged"].astype(bool), table["chargeable"].astype(bool)
    trips = table["trips_day"]

    def kwh(name: str) -> Figure:
        return Figure(float(table[name].sum()), decimals=0)

    notes = [
        message(
            "report-lorries-note",
            trips=round(trips.sum()),
            possible=round(trips[able].sum()),
            met=round(trips[done].sum()),
            depot=kwh("depot_kwh_day"),
            depot_sessions=kwh("depot_sessions_day"),
            way=kwh("way_kwh_day"),
            way_sessions=kwh("way_sessions_day"),
            beyond=kwh("beyond_kwh_day"),
        )
    ]
    dry = table[~done].sort_values("trips_day", ascending=False)
    columns: tuple[Shown, ...] = (
        (message("report-pair"), lambda row: f"{row['origin']}—{row['destination']}"),
        *("trips_day", "km_one_way", "range_km", "range_needed_km"),
        (message("report-possible"), _possible),
        (message("page-reason"), lambda row: told_of(row, "reason")),
    )
    dried = table_of("lorries", dry, *columns) if len(dry) else None
    out = [Section(message("report-lorries"), tuple(notes), dried, kept=("lorries.csv",))]
    if len(stops):
        cost = Figure(float(stops["asked_cost"].sum()), "currency", currency=currency)
        note = message("report-lorries-stops", stops=len(stops), cost=cost)
        shown = ("site_id", NAME, "category", "trips_day", "lorry_chargers", "asked_cost")
        listed = table_of("lorry_stops", stops, *shown, currency=currency)
        out.append(Section(message("report-lorry-stops"), (note,), listed, kept=("lorry_stops.csv",)))
    return out


def _possible(row: Row) -> Said:
    return message("report-by-candidates" if row["chargeable"] else "report-not-possible")
