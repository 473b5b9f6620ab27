"""What the feeder and the substation of a site leave it, and whether they are what holds it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from gisplan_numbers import Figure
from gisplan_words import message, named

if TYPE_CHECKING:
    from gisplan.plan.record import Plan
    from gisplan_words import Message


def feeders_of(run: Plan, row: pd.Series) -> tuple[Message, ...]:
    """Say what is left on the feeder of a candidate and on its substation; empty where none feeds it.

    One binds where what is left carries no further charger of the smallest power at its coincidence.
    """
    feeders, name = run.layers.feeders, row.get("fed_by")
    if not isinstance(name, str) or not name or feeders.empty:
        return ()
    kinds = run.scenario.chargers.types
    smallest = min(kind.power_kw * kind.coincidence.of(str(row["access"])) for kind in kinds)
    mine = feeders[(feeders["kind"] == "feeder") & (feeders["feeder_id"].astype(str) == name)]
    above = mine["substation"].astype(object).fillna("").astype(str).tolist()
    over = feeders[(feeders["kind"] == "substation") & feeders["feeder_id"].astype(str).isin(above)]
    out = []
    for one in pd.concat([mine, over]).to_dict("records"):
        room = one["room_kw"]
        called = message(f"planning-{one['kind']}", name=named(str(one["name_zh"]), str(one["name_en"])))
        if pd.isna(room):
            out.append(message("why-feeder-unknown", feeder=called))
            continue
        code = "why-feeder-full" if room < smallest else "why-feeder"
        left, able = (Figure(float(kw), "kW", 0) for kw in (max(room, 0.0), one["capacity_kw"]))
        out.append(message(code, feeder=called, left=left, capacity=able))
    return tuple(out)
