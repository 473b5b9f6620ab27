"""Section of a report on feeders and substations: what they carry with the plan, and how much more fits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gisplan.report.parts import NAME, Section, table_of
from gisplan_numbers import Figure
from gisplan_words import message
from layers.columns import column
from maps.words.catalogue import term

if TYPE_CHECKING:
    from gisplan.plan.record import Plan
    from gisplan.report.parts import Row, Shown
    from gisplan_words import Said

FEW: Final = 20
"""Rows of the table: those with least left."""


def feeder_sections(plan: Plan) -> list[Section]:
    """Sum up the feeders and substations of the plan, those with least left first; none: no section."""
    feeders = plan.layers.feeders
    if feeders.empty:
        return []
    known = feeders["hosting_kw"].notna()
    left = feeders.loc[known & (feeders["kind"] == "feeder"), "hosting_kw"].clip(lower=0.0).sum()
    note = message(
        "report-feeders-note",
        count=len(feeders),
        vague=int((~known).sum()),
        over=int((feeders["hosting_kw"] < 0).sum()),
        left=Figure(float(left), "kW", 0),
    )

    def kind(row: Row) -> Said:
        return term("grid", row["kind"])

    shown: tuple[Shown, ...] = (
        *((column("feeders", "kind").label, kind), "feeder_id", NAME, "capacity_kw", "base_kw", "sites"),
        *("chargers", "sized_kw", "room_kw", "peak_kw", "peak_hour", "hosting_kw"),
    )
    least = feeders.sort_values(["hosting_kw", "feeder_id"], na_position="last").head(FEW)
    return [
        Section(message("report-feeders"), (note,), table_of("feeders", least, *shown), kept=("feeders.csv",))
    ]
