"""Sections of a report on hydrogen beside its stations: freight out of reach, shared parcels, facilities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gisplan.report.parts import KIND, NAME, Row, Section, table_of
from gisplan_words import message
from maps.words.text import told_of

if TYPE_CHECKING:
    import pandas as pd

    from gisplan.plan.record import Evidence
    from gisplan_words import Said


def hydrogen_sections(evidence: Evidence, currency: str) -> list[Section]:
    """Give one section for each table that has rows to tell; ``currency`` is the ISO 4217 code of its money.

    Returns
    -------
    list of Section
        Freight (totals, and the pairs that are not refuelled), parcels, facilities, integrated stations;
        those without rows are left out.
    """
    parcels, facilities = evidence.parcels, evidence.facilities
    sections = [_freight(evidence.freight)] if len(evidence.freight) else []
    if len(parcels):
        note = message("report-parcels-note", count=int(parcels["integrated"].astype(bool).sum()))
        columns = ("area_m2", "left_m2", "usable_kw", "left_kw")
        table = table_of("parcels", parcels, "site_id", NAME, "functions", *columns)
        sections.append(Section(message("report-parcels"), (note,), table, kept=("parcels.csv",)))
    if len(facilities):
        note = message("report-energy-facilities-note")
        shown = ("category", "served_day", "capacity_day", "investment_cost", "verified")
        table = table_of("energy_facilities", facilities, KIND, "site_id", NAME, *shown, currency=currency)
        sections.append(Section(message("report-energy-facilities"), (note,), table))
    if len(evidence.integrated):
        stands = evidence.integrated["site_id"].fillna("").astype(str) != ""
        note = message("report-integrated-note", asked=len(stands), stations=int(stands.sum()))
        asked = ("station", "site_id", NAME, "standing", "new", "investment_cost")
        why = (message("page-reason"), lambda row: told_of(row, "rule"))
        table = table_of("integrated", evidence.integrated, *asked, why, currency=currency)
        sections.append(Section(message("report-integrated"), (note,), table, kept=("integrated.csv",)))
    return sections


def _freight(table: pd.DataFrame) -> Section:
    """Sum the trips, and list the pairs that run dry with why."""
    done, able = table["refuelled"].astype(bool), table["refuellable"].astype(bool)
    trips = table["trips_day"]
    dry = table[~done].sort_values("trips_day", ascending=False)
    note = message(
        "report-freight-note",
        trips=round(trips.sum()),
        possible=round(trips[able].sum()),
        met=round(trips[done].sum()),
        pairs=len(dry),
    )
    columns = (
        (message("report-pair"), lambda row: f"{row['origin']}—{row['destination']}"),
        *("trips_day", "km_one_way", "range_km", "range_needed_km"),
        (message("report-possible"), _possible),
        (message("page-reason"), lambda row: told_of(row, "reason")),
    )
    dried = table_of("freight", dry, *columns)
    return Section(message("report-freight"), (note,), dried, kept=("freight.csv",))


def _possible(row: Row) -> Said:
    return message("report-by-candidates" if row["refuellable"] else "report-not-possible")
