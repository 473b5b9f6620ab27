"""Verify the gaps between fast charging sites along every road and direction."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from gisplan.verify_run import records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan.verify_run import Run

KINDS = ("expressway_service_area", "trunk_service_area")
EPS_KM = 0.01


def corridor_faults(run: Run) -> Iterator[str]:
    """Measure every gap again from the chainage of the sites, and judge it."""
    limit = run.scenario.coverage.corridor_max_gap_km.value
    sites = run.layers["sites"]
    fast = sites.loc[sites["category"].isin(KINDS) & (run.fast_counts() > 0)]
    for road in records(run.layers["corridors"]):
        here = (fast["road_ref"] == road["road_ref"]) & (fast["direction"] == road["direction"])
        marks = sorted(fast.loc[here, "chainage_km"].dropna().astype(float).tolist())
        gap = max((b - a for a, b in pairwise(marks)), default=math.nan)
        end = max(marks[0], road["length_km"] - marks[-1]) if marks else float(road["length_km"])
        name, said = f"{road['road_ref']} {road['direction']}", road["max_gap_km"]
        said = math.nan if said is None else float(said)
        if math.isnan(gap) != math.isnan(said) or abs(gap - said) > EPS_KM:
            yield f"{name}: longest gap {gap:.2f} km, plan says {said:.2f} km"
        if len(marks) != road["service_areas"]:
            yield f"{name}: {len(marks)} fast service areas, plan says {road['service_areas']}"
        if max(0.0 if math.isnan(gap) else gap, end) > limit + EPS_KM and road["verdict"] != "not met":
            yield f"{name}: {max(gap, end):.1f} km without fast charging, but called {road['verdict']}"
        if math.isnan(gap) and road["verdict"] == "met":
            yield f"{name}: {len(marks)} fast service areas give no gap to judge, but called met"
