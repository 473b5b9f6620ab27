"""The content of the report of a whole plan: its sections, the same for Word and HTML."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from gisplan.clauses.evaluation import VERDICTS
from gisplan.report.clauses import headline_clauses, other_clauses
from gisplan.report.corridors import corridor_sections
from gisplan.report.count import count_sections
from gisplan.report.delivery import delivery_sections
from gisplan.report.feeders import feeder_sections
from gisplan.report.hydrogen import hydrogen_sections
from gisplan.report.lorries import lorry_sections, restriction_sections
from gisplan.report.parts import NAME, Picture, Section, figure, table_of
from gisplan.report.sections import (
    assumptions_section,
    categories_section,
    not_known_section,
    proof_section,
    provenance_section,
    stations_section,
    years_section,
)
from gisplan.report.waits import wait_sections
from gisplan.results.headline_rows import headline_rows, split_rows
from gisplan.results.page_facts import plan_facts
from gisplan_words import message
from layers.columns import column
from maps.words.catalogue import word
from maps.words.figures import with_unit

if TYPE_CHECKING:
    from gisplan.plan.record import Plan
    from gisplan.report.parts import Row, Shown
    from gisplan_words import Said, Sayable

PICTURE_DPI = 130


def report_sections(plan: Plan) -> list[Section]:
    """Give the sections of a plan's report in reading order."""
    return [
        summary_section(plan),
        headline_clauses(plan.clauses),
        map_section(plan, message("report-map-caption")),
        districts_section(plan),
        years_section(plan.schedule, plan.layers.stations, plan.scenario.currency),
        categories_section(plan.layers.sites, plan.scenario.currency),
        splits_section(plan),
        *count_sections(plan),
        *wait_sections(plan),
        *feeder_sections(plan),
        *corridor_sections(plan),
        stations_section(plan.layers.stations, plan.scenario.currency),
        *hydrogen_sections(plan.evidence, plan.scenario.currency),
        *lorry_sections(plan),
        *restriction_sections(plan),
        charts_section(plan),
        tradeoff_section(plan),
        *delivery_sections(plan.delivery, plan.scenario.currency),
        proof_section(plan),
        *other_clauses(plan.clauses),
        not_known_section(plan),
        provenance_section(plan),
        assumptions_section(plan),
    ]


def map_section(plan: Plan, caption: Said, adcode: str | None = None) -> Section:
    """Draw the plan, or one of its districts."""
    from maps.pictures.still import plan_picture  # noqa: PLC0415 - matplotlib loads only when drawn

    draw = partial(
        plan_picture,
        plan.layers,
        adcode=adcode,
        provenance=plan.provenance,
        water=plan.water,
        dpi=PICTURE_DPI,
    )
    return Section(message("report-map"), pictures=(Picture(caption, draw),))


def summary_section(plan: Plan, *, noted: bool = True) -> Section:
    """Set the main figures beside their targets, ``noted`` with what is to be known of each."""
    scenario = plan.scenario
    note = message(
        "report-summary-note",
        scenario=scenario.name,
        base=scenario.base_date.isoformat(),
        horizon=str(scenario.horizon),
        chargers=scenario.chargers.new_target,
        stations=scenario.hydrogen.new_target,
    )

    def amount(name: str, row: Row) -> Sayable:
        if row[name] is None:
            return ""
        return with_unit(
            row[name], row["unit"], scenario.currency, row["target"] if name == "value" else None
        )

    columns: tuple[Shown, ...] = (
        (message("report-figure"), lambda row: row["label"]),
        (message("report-value"), partial(amount, "value")),
        (word("target"), partial(amount, "target")),
        (word("verdict"), lambda row: VERDICTS[row["verdict"]] if row["verdict"] else ""),
        *([(message("report-note"), lambda row: row["note"] or "")] if noted else []),
    )
    rows = headline_rows(scenario, plan.headline, plan.layers.districts)
    return Section(message("report-summary"), (note,) if noted else (), table_of("headline", rows, *columns))


def charts_section(plan: Plan) -> Section:
    """Draw the charts that the plan has data for."""
    from maps.pictures.charts import charts  # noqa: PLC0415 - matplotlib loads only when drawn

    pictures = tuple(
        Picture(chart.title, partial(chart.png, dpi=PICTURE_DPI), chart.svg)
        for chart in charts(plan.layers, plan_facts(plan))
    )
    return Section(word("charts"), pictures=pictures)


def splits_section(plan: Plan) -> Section:
    """Part what is built by access, type and kind."""
    columns: tuple[Shown, ...] = (
        (message("report-by"), lambda row: row["split"]),
        (message("report-part"), lambda row: row["label"]),
        figure(message("report-count"), "value"),
    )
    # categories have a table of their own
    rows = [row for row in split_rows(plan.scenario, plan.headline) if row["key"] != "chargers_by_category"]
    return Section(message("report-splits"), table=table_of("headline", rows, *columns))


def districts_section(plan: Plan) -> Section:
    """Set the districts beside each other."""
    facts = plan_facts(plan)
    columns: tuple[Shown, ...] = (
        (word("district"), NAME[1]),
        (column("districts", "tier").label, lambda row: facts.tier_name(row["tier"])),
        *("population", "chargers", "chargers_public", "chargers_per_10k", "covered_share"),
        *("served_share", "stations", "investment_cost", "peak_mw", "peak_hour"),
    )
    rows: Any = plan.layers.districts.sort_values("adcode")
    table = table_of("districts", rows, *columns, currency=plan.scenario.currency)
    return Section(message("report-districts"), (message("report-districts-note"),), table)


def tradeoff_section(plan: Plan) -> Section:
    """Tell how coverage grows with sites."""
    columns = ("sites", "covered_people", "covered_people_share", "bound")
    table = table_of("tradeoff", plan.tradeoff, *columns)
    return Section(message("report-tradeoff"), (message("report-tradeoff-note"),), table)
