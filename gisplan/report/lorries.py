"""Sections of a report on lorries: ground closed to trucks, trips that run dry, stops for the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gisplan.report.parts import NAME, Section, table_of
from gisplan_numbers import Figure
from gisplan_words import message
from layers.restrictions.ground import hours_at
from layers.restrictions.hours import DAY, HAZARDOUS, TRUCK
from layers.restrictions.reading import RESTRICTION_FILE
from maps.words.text import told_of

if TYPE_CHECKING:
    from gisplan.plan.record import Plan
    from gisplan.report.parts import Row, Shown
    from gisplan_words import Said

ROUND_OFF = 1e-9


def restriction_sections(plan: Plan) -> list[Section]:
    """List what is closed to trucks or hazardous goods, with what that costs the plan; none: no section."""
    zones, sites = plan.restrictions, plan.evidence.candidates
    if zones is None or zones.empty:
        return []
    notes: list[Said] = []
    for vehicle in (TRUCK, HAZARDOUS):
        hours = hours_at(sites, vehicle)
        counts = {"never": int((hours <= 0).sum()), "timed": int(((hours > 0) & (hours < DAY)).sum())}
        notes.append(message(f"report-restrictions-{vehicle}", **counts, sites=len(sites)))
    notes += _bounded(plan)
    for table in (plan.evidence.freight, plan.evidence.lorries):
        if "detour_km" in table and (table["detour_km"] > 0).any():
            far = table[table["detour_km"] > 0]
            day = Figure(float(2.0 * (far["detour_km"] * far["trips_day"]).sum()), "km", 0)
            who = "lorries" if table is plan.evidence.lorries else "freight"
            notes.append(message(f"report-restrictions-{who}", flows=len(far), km=day))
    columns: tuple[Shown, ...] = (
        "restriction_id",
        NAME,
        (message("report-closed-to"), lambda row: message(f"page-closed_{row['vehicles']}")),
        *("days", "hours", "origin", "source"),
    )
    listed = table_of("restrictions", zones, *columns)
    return [Section(message("report-restrictions"), tuple(notes), listed, kept=(RESTRICTION_FILE,))]


def _bounded(plan: Plan) -> list[Said]:
    """Say how much hydrogen the open hours of new stations let trailers bring, and what they bring."""
    drops, stations = plan.scenario.hydrogen.drops, plan.layers.stations
    if drops is None or stations.empty:
        return []
    own = plan.evidence.candidates.set_index("site_id").loc[stations["site_id"]]
    hours = hours_at(own, HAZARDOUS)
    timed = hours < DAY
    links = plan.layers.supply_links
    trailers = (links["mode"] == "tube_trailer") & links["site_id"].isin(own.index[timed])
    brought = links.loc[trailers, "kg_day"].sum()
    most = (np.floor(hours[timed] / drops.hours.value + ROUND_OFF) * drops.kg.value).sum()
    kilograms = {"most": Figure(float(most), "kg/day", 0), "brought": Figure(float(brought), "kg/day", 0)}
    said = message("report-restrictions-drops", stations=int(timed.sum()), **kilograms)
    return [said] if timed.any() else []


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
