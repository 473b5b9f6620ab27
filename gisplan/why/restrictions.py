"""Hours in which trucks and hazardous goods may reach a site, where they are not all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gisplan_numbers import Figure
from gisplan_words import message
from layers.restrictions.hours import DAY, HOUR_COLUMNS

if TYPE_CHECKING:
    import pandas as pd

    from gisplan.plan.record import Plan
    from gisplan_words import Message


def hours_of(run: Plan, row: pd.Series) -> tuple[Message, ...]:
    """Say when a candidate is closed to trucks and to hazardous goods, and what that rules out."""
    out = []
    for vehicle, column in HOUR_COLUMNS.items():
        hours = float(row.get(column, DAY))
        if hours <= 0:
            out.append(message(f"why-closed-{vehicle}"))
        elif hours < DAY:
            out.append(message(f"why-hours-{vehicle}", hours=Figure(hours, decimals=1)))
            drops = run.scenario.hydrogen.drops
            if vehicle == "hazardous" and drops is not None:
                kilograms = int(hours / drops.hours.value + 1e-9) * drops.kg.value
                out.append(message("why-drops", kilograms=Figure(kilograms, "kg/day", 0)))
    return tuple(out)
