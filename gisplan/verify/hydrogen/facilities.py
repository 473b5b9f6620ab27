"""Verify battery swap and methanol: number, place, reach, capacity, and whom they serve."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gisplan.scenario.sections.hydrogen_rules import FACILITY_KINDS
from gisplan.verify.run.cells import differences
from gisplan.verify.run.reading import records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan.plan.record import Plan
    from gisplan.scenario.sections.hydrogen_rules import Facilities

EPS = 1e-3


def facility_faults(run: Plan) -> Iterator[str]:
    """Check the facilities of every kind."""
    for kind, settings in run.scenario.facilities.items():
        mine = run.evidence.facilities.loc[run.evidence.facilities["kind"] == kind]
        served = run.evidence.facility_service.loc[run.evidence.facility_service["kind"] == kind]
        if len(mine) != settings.target:
            yield f"facilities.{kind}.target: {len(mine)} facilities, {settings.target} are asked for"
        yield from _places(run, kind, settings, mine)
        yield from _amounts(run, kind, settings, mine, served)
        yield from _reach(run, kind, settings, served)


def _places(run: Plan, kind: str, settings: Facilities, mine: pd.DataFrame) -> Iterator[str]:
    was = {str(row["site_id"]): row for row in records(run.evidence.candidates)}
    function = FACILITY_KINDS[kind]
    for name in mine["site_id"]:
        site = was.get(name)
        if site is None or function not in site["allows"].split(";") or site["status"] == "excluded":
            yield f"{kind} at {name}: no candidate that allows {function}"
        elif site["category"] not in settings.categories:
            yield f"{kind} at {name}: category {site['category']} is not in facilities.{kind}.categories"


def _amounts(
    run: Plan, kind: str, settings: Facilities, mine: pd.DataFrame, served: pd.DataFrame
) -> Iterator[str]:
    given = served.groupby("site_id")["amount_day"].sum()
    for name, amount in given.items():
        if name not in set(mine["site_id"]) or amount > settings.capacity.value * (1 + 1e-6):
            yield f"{kind} at {name}: serves {amount:.1f} a day, at most {settings.capacity.value:g}"
    for row in records(mine):
        name, right = f"{kind} at {row['site_id']}", {"served_day": given.get(row["site_id"], 0.0)}
        yield from differences(name, row, right, "assigned are", share=EPS, near=EPS)
    cells = run.layers.demand.set_index("cell_id")
    asked = cells[settings.demand] * settings.share.value
    for cell, amount in served.groupby("cell_id")["amount_day"].sum().items():
        if amount > asked.get(cell, 0.0) * (1 + 1e-6) + 1e-6:
            yield f"{kind}: cell {cell} gets {amount:.2f} a day, asks {asked.get(cell, 0.0):.2f}"


def _reach(run: Plan, kind: str, settings: Facilities, served: pd.DataFrame) -> Iterator[str]:
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
        yield f"{kind}: cell {row['cell_id']} is served at {row['site_id']} over {row['metres']:.0f} m"
