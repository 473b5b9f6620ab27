"""Section of a report on the waits at fast chargers of judged sites, by day type, and on who needs relief."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gisplan.report.parts import NAME, Section, table_of
from gisplan.results.headline_rows import day_name
from gisplan_words import message
from layers.columns import column

if TYPE_CHECKING:
    from gisplan.plan.record import Plan
    from gisplan.report.parts import Row, Shown
    from gisplan_words import Said


def wait_sections(plan: Plan) -> list[Section]:
    """Sum the waits by category and day type, and name the sites that need relief."""
    waits, region = plan.evidence.waits, plan.scenario.region
    if waits.empty:
        return []
    told = waits.assign(over=waits["relief_chargers"] > 0, grows=waits["wait_minutes"].isna())
    by_day = told.groupby(["category", "day"], sort=False).agg(
        sites=("site_id", "size"),
        sessions=("sessions", "sum"),
        wait_minutes=("wait_minutes", "median"),
        wait_p95=("wait_p95", "median"),
        target_minutes=("target_minutes", "first"),
        grows=("grows", "sum"),
        over=("over", "sum"),
        relief_chargers=("relief_chargers", "sum"),
    )

    def day(row: Row) -> Said:
        return day_name(region, row["day"])

    kept: tuple[Shown, ...] = (
        *("category", (column("waits", "day").label, day), "districts.sites", "sessions"),
        *("wait_minutes", "wait_p95", "target_minutes"),
        (message("report-waits-grows"), lambda row: str(row["grows"])),
        (message("report-waits-over"), lambda row: str(row["over"])),
        "relief_chargers",
    )
    summed = table_of("waits", by_day.reset_index(), *kept)
    out = [Section(message("report-waits"), (message("report-waits-note"),), summed, kept=("waits.csv",))]
    names = plan.layers.sites[["site_id", "name_zh", "name_en"]]
    lacks = waits[waits["relief_chargers"] > 0].merge(names, on="site_id", how="left")
    if len(lacks):
        shown: tuple[Shown, ...] = (
            *("site_id", NAME, "category", (column("waits", "day").label, day), "hour", "fast_chargers"),
            *("sessions", "wait_minutes", "relief_chargers"),
        )
        table = table_of("waits", lacks, *shown)
        out.append(Section(message("report-relief"), (message("report-relief-note"),), table))
    return out
