"""Verify battery swap and methanol: number, place, reach, capacity, and whom they serve."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gisplan.scenario.sections.hydrogen_rules import FACILITY_KINDS
from gisplan.verify.run.cells import differences
from gisplan.verify.run.faults import amount, by, differs, fault, most, of, place
from gisplan.verify.run.reading import records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan.plan.record import Plan
    from gisplan.scenario.sections.hydrogen_rules import Facilities
    from gisplan.verify.run.faults import Fault

EPS = 1e-3


def facility_faults(run: Plan) -> Iterator[Fault]:
    """Check the facilities of every kind."""
    for kind, settings in run.scenario.facilities.items():
        mine = run.evidence.facilities.loc[run.evidence.facilities["kind"] == kind]
        served = run.evidence.facility_service.loc[run.evidence.facility_service["kind"] == kind]
        if len(mine) != settings.target:
            target = f"facilities.{kind}.target"
            yield differs(target, amount("facilities"), len(mine), settings.target, by("asked"))
        yield from _places(run, kind, settings, mine)
        yield from _amounts(run, kind, settings, mine, served)
        yield from _reach(run, kind, settings, served)


def _places(run: Plan, kind: str, settings: Facilities, mine: pd.DataFrame) -> Iterator[Fault]:
    was = {str(row["site_id"]): row for row in records(run.evidence.candidates)}
    function = FACILITY_KINDS[kind]
    for name in mine["site_id"]:
        site = was.get(name)
        if site is None or function not in site["allows"].split(";") or site["status"] == "excluded":
            yield fault("not-allowing", place(kind, of("site", name)), function=function)
        elif site["category"] not in settings.categories:
            known = by("setting", key=f"facilities.{kind}.categories")
            where = place(kind, of("site", name))
            yield differs(where, "category", site["category"], ", ".join(settings.categories), known)


def _amounts(
    run: Plan, kind: str, settings: Facilities, mine: pd.DataFrame, served: pd.DataFrame
) -> Iterator[Fault]:
    given = served.groupby("site_id")["amount_day"].sum()
    for name, given_day in given.items():
        if name not in set(mine["site_id"]) or given_day > settings.capacity.value * (1 + 1e-6):
            where, capacity = place(kind, of("site", name)), f"{settings.capacity.value:g}"
            yield most(where, amount("a-day"), f"{given_day:.1f}", capacity)
    for row in records(mine):
        right = {"served_day": given.get(row["site_id"], 0.0)}
        where = place(kind, of("site", row["site_id"]))
        yield from differences(where, row, right, by("assigned"), share=EPS, near=EPS)
    cells = run.layers.demand.set_index("cell_id")
    asked = cells[settings.demand] * settings.share.value
    for cell, given_day in served.groupby("cell_id")["amount_day"].sum().items():
        if given_day > asked.get(cell, 0.0) * (1 + 1e-6) + 1e-6:
            gets = (f"{given_day:.2f}", f"{asked.get(cell, 0.0):.2f}")
            yield differs(place(kind, of("cell", cell)), amount("a-day"), *gets, by("asks"))


def _reach(run: Plan, kind: str, settings: Facilities, served: pd.DataFrame) -> Iterator[Fault]:
    """Hold every stated way to its limit, and to at least the straight line."""
    sites = run.evidence.candidates.set_index("site_id")
    cells = run.layers.demand.set_index("cell_id")
    known = served.loc[served["site_id"].isin(sites.index) & served["cell_id"].isin(cells.index)]
    from_x, from_y = (cells.loc[known["cell_id"], axis].to_numpy(dtype=float) for axis in ("x", "y"))
    at = sites.geometry.loc[known["site_id"]]
    straight = np.hypot(at.x.to_numpy() - from_x, at.y.to_numpy() - from_y)
    short = known.loc[straight * 0.99 > known["metres"].to_numpy(dtype=float) + 1.0]
    far = served.loc[served["metres"] > settings.radius_m.value + 0.5]
    for row in records(pd.concat([far, short])):
        where = place(kind, of("cell", row["cell_id"]))
        yield fault("over", where, site=row["site_id"], metres=f"{row['metres']:.0f}")
