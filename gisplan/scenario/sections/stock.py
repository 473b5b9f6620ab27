"""Chargers that stand: dated reports, for a target that is a stock."""

import datetime as dt
from collections.abc import Sequence

from pydantic import Field

from gisplan.scenario.values import Sourced


class ExistingChargers(Sourced):
    """Chargers reported to stand on a date, of the access kinds that the target counts."""

    on: dt.date
    count: int = Field(ge=0)
    name_zh: str


def standing(reports: Sequence[ExistingChargers], on: dt.date | None) -> int:
    """Give the chargers of the latest report up to a date; 0 without a date or a report."""
    known = [report for report in reports if on is not None and report.on <= on]
    return max(known, key=lambda report: report.on).count if known else 0
