"""Sections of a report on what the count of chargers buys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gisplan.report.parts import ReportTable, Section
from gisplan.results.count_told import count_told

if TYPE_CHECKING:
    from gisplan.plan.record import Plan


def count_sections(plan: Plan) -> list[Section]:
    """Give the sections on what the count buys, as the page has them."""
    return [Section(one.title, one.paragraphs, ReportTable(one.heads, one.rows)) for one in count_told(plan)]
