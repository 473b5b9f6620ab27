"""Verify battery swap and methanol: number, place, reach, capacity, and whom they serve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gisplan.scenario.sections.hydrogen_rules import FACILITY_KINDS
from gisplan.verify.run.cells import MOST, differences
from gisplan.verify.run.faults import amount, by, differs, fault, most, of, place, several
from gisplan.verify.run.reading import records
from gisplan.verify.run.ways import EPS_M, flow_m, stated_m

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan.plan.record import Plan
    from gisplan.scenario.sections.hydrogen_rules import Facilities
    from gisplan.verify.run.faults import Fault
    from gisplan_words import Said

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
    given, standing = served.groupby("site_id")["amount_day"].sum(), set(mine["site_id"])
    for name, given_day in given.items():
        where, capacity = place(kind, of("site", name)), settings.capacity.value
        if name not in standing:
            yield fault("unplanned", place("evidence.gpkg facility_service", kind), key=of("site", name))
        elif given_day > capacity * (1 + 1e-6):
            yield most(where, amount("a-day"), f"{given_day:.1f}", f"{capacity:g}")
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
    """Measure the way from each customer again: as it is stated, and within the kind's radius."""
    sites = run.evidence.candidates.set_index("site_id", drop=False)
    at = pd.Index(run.layers.demand["cell_id"]).get_indexer(pd.Index(served["cell_id"]))
    known = (at >= 0) & served["site_id"].isin(sites.index).to_numpy()
    for row in records(served.loc[~known].head(MOST)):
        yield fault("nowhere", _customer(kind, row))
    served, at = served.loc[known], at[known]
    stated, limit = served["metres"].to_numpy(dtype=float), settings.radius_m.value
    ends = sites.loc[served["site_id"]].reset_index(drop=True)
    away = flow_m(run, at, ends, stated, run.scenario.hydrogen.detour.value)
    off = ~(np.abs(stated - away) <= stated_m(run))
    for row, metres in zip(records(served.loc[off].head(MOST)), away[off].tolist(), strict=False):
        yield differs(_customer(kind, row), "metres", f"{row['metres']:.3f}", f"{metres:.3f}", by("way"))
    far = away > limit + EPS_M
    for row, metres in zip(records(served.loc[far].head(MOST)), away[far].tolist(), strict=False):
        yield most(_customer(kind, row), amount("way"), f"{metres:.0f}", f"{limit:g}")


def _customer(kind: str, row: dict[str, Any]) -> Said:
    """Name a row of who is served where."""
    return several(place("evidence.gpkg facility_service", kind, of("cell", row["cell_id"])), row["site_id"])
