"""Sections that the report of the city and of a district share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gisplan.plan.grades import graded
from gisplan.report.parts import NAME, Row, Section, figure, table_of
from gisplan_numbers import Figure
from gisplan_words import listed, message
from layers.columns import column
from maps.words.catalogue import word
from maps.words.credit import osm_credit
from maps.words.proof import gap_text, in_words, stage_name, weakest
from maps.words.proven import proven_words
from maps.words.text import told_of

if TYPE_CHECKING:
    import pandas as pd

    from gisplan.plan.record import Plan
    from gisplan.report.parts import Shown

LITTLE_USED = 0.2
"""Share of its size below which a station is said to be little used."""


def stations_section(stations: pd.DataFrame, currency: str) -> Section:
    """List hydrogen stations, money in an ISO 4217 currency; setbacks are said to be screened, not judged."""
    little = stations[stations["served_kg_day"] < LITTLE_USED * stations["size_kg_day"]]
    notes = [message("report-stations-note")]
    if len(little):  # the target opens them, not their own customers
        names = listed(told_of(row) for row in little.sort_values("site_id").to_dict("records"))
        least = Figure(LITTLE_USED, "share", 0)
        notes.append(message("report-little-used", count=len(little), share=least, stations=names))
    columns: tuple[Shown, ...] = (
        *("site_id", NAME, "category", "ownership", "size_kg_day", "station_class", "served_kg_day"),
        (message("report-use"), lambda row: Figure(row["served_kg_day"] / row["size_kg_day"], "share")),
        *("delivered_cost_kg", "authority", "verified"),
    )
    table = table_of("stations", stations.sort_values("site_id"), *columns, currency=currency)
    return Section(message("report-stations"), tuple(notes), table)


def categories_section(sites: pd.DataFrame, currency: str) -> Section:
    """Sum sites, chargers, power and investment by category of site, the most chargers first."""
    summed = ["chargers", "fast_chargers", "kw", "served_kwh_day", "investment_cost"]
    by_category = sites.groupby("category")
    sums = by_category[summed].sum().assign(sites=by_category.size())
    rows = sums.sort_values("chargers", ascending=False).reset_index()
    columns = ("category", "districts.sites", *summed)
    return Section(message("report-categories"), table=table_of("sites", rows, *columns, currency=currency))


def years_section(schedule: pd.DataFrame, stations: pd.DataFrame, currency: str) -> Section:
    """Sum what is built in each year; the money of charging holds larger transformers."""
    if "transformer_cost" in schedule:
        schedule = schedule.assign(cost=schedule["cost"] + schedule["transformer_cost"])
    built = schedule.groupby("year").agg(
        sites=("site_id", "nunique"), chargers=("count", "sum"), cost=("cost", "sum")
    )
    hydrogen = stations.groupby("year").agg(
        stations=("site_id", "count"), station_cost=("investment_cost", "sum")
    )
    years = built.join(hydrogen, how="outer").fillna(0).sort_index().reset_index()
    title = message("report-years")
    if years.empty:
        return Section(title, (message("report-no-schedule"),))
    columns: tuple[Shown, ...] = (
        *("year", "districts.sites", "districts.chargers"),
        figure(message("report-charging-investment"), "cost", "currency", currency=currency),
        "districts.stations",
        figure(message("report-hydrogen-investment"), "station_cost", "currency", currency=currency),
    )
    return Section(title, table=table_of("schedule", years, *columns), kept=("schedule.csv",))


def proof_section(plan: Plan) -> Section:
    """Say in words what each stage of the computation proves, with the figures behind it."""
    certificates = graded(plan)
    columns: tuple[Shown, ...] = (
        (word("stage"), lambda row: stage_name(row["stage"])),
        (word("proof"), in_words),
        figure(word("objective"), "objective", decimals=1),
        figure(word("bound"), "bound", decimals=1),
        (word("gap"), lambda row: gap_text(row["gap"])),
        (word("solver"), lambda row: f"{row['solver']} {row['version']}"),
        figure(word("seconds"), "seconds", decimals=1),
        (word("proven"), proven_words),
    )
    notes = (message("report-proof-in-all", proof=weakest(certificates)), message("report-proof-note"))
    return Section(message("report-proof"), notes, table_of("certificates", certificates, *columns))


def not_known_section(plan: Plan) -> Section:
    """Say what the plan does not know."""
    return Section(message("report-not-known"), tuple(plan.not_known))


def provenance_section(plan: Plan) -> Section:
    """List where each layer comes from, with the credit that a licence asks for."""
    columns = ("layer", "rows", "origin", "verified_share", "source", "as_of")
    credit = osm_credit(plan.provenance)
    notes = () if credit is None else (credit,)
    return Section(message("report-provenance"), notes, table_of("provenance", plan.provenance, *columns))


def assumptions_section(plan: Plan) -> Section:
    """List single assumptions; bands by category and type stand in assumptions.csv only."""
    frame = plan.assumptions
    single = frame[~frame["name"].str.contains(r"\.bands\.|\.types\.")]
    note = message("report-assumptions-note", all=len(frame), single=len(single))
    columns: tuple[Shown, ...] = (
        *("name", (column("assumptions", "value").label, _value)),
        *("unit", "tag", "source", "as_of"),
    )
    table = table_of("assumptions", single, *columns)
    return Section(message("report-assumptions"), (note,), table, kept=("assumptions.csv",))


def _value(row: Row) -> Figure:
    """Give a value with the digits it needs, six at most."""
    digits = f"{row['value']:g}".partition(".")[2]
    return Figure(row["value"], decimals=len(digits) if digits.isdigit() else 0)
