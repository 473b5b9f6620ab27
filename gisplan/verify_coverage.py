"""Verify coverage: nearest public site of every cell, who is covered, and the gaps along the roads."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import KDTree

from gisplan.verify_run import points

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan.verify_run import Run

EPS_M = 0.5


def coverage_faults(run: Run) -> Iterator[str]:
    """Check distances, covered flags, sums by district, and corridor gaps."""
    sites, cells, profile = run.layers["sites"], run.layers["demand"], run.scenario.coverage.active
    public = sites.loc[sites["access"] == "public"]
    if public.empty:
        yield "no public site stands, so nobody is covered"
        return
    straight, _ = KDTree(points(public)).query(cells[["x", "y"]].to_numpy(dtype=float))
    away = np.asarray(straight) * run.scenario.coverage.detour.value
    stated = cells["nearest_public_m"].to_numpy(dtype=float)
    for i in np.flatnonzero(np.abs(away - stated) > EPS_M)[:5].tolist():
        yield f"cell {cells['cell_id'].iloc[i]}: nearest public site {away[i]:.0f} m, plan says {stated[i]:.0f} m"
    tier = cells["adcode"].map(run.layers["districts"].set_index("adcode")["tier"]).to_numpy()
    judged = np.isin(tier, profile.judged_tiers)
    limit = np.empty(len(cells))
    for i, (name, dense) in enumerate(zip(tier, cells["urban"].to_numpy(dtype=bool), strict=True)):
        table = profile.radius_m if judged[i] else profile.allocation_radius_m
        limit[i] = table[name].urban if dense else table[name].rural
    sure = np.abs(away - limit) > EPS_M
    covered = cells["covered"].to_numpy(dtype=bool)
    for i in np.flatnonzero(sure & (covered != (away <= limit)))[:5].tolist():
        yield f"cell {cells['cell_id'].iloc[i]}: {away[i]:.0f} m of {limit[i]:.0f} m, but covered is {covered[i]}"
    if (judged != cells["judged"].to_numpy(dtype=bool)).any():
        yield "the judged cells are not those of the profile's tiers"
    people = cells["population"].to_numpy(dtype=float)
    share = people[judged & covered].sum() / max(people[judged].sum(), 1e-9)
    if abs(share - run.headline["covered_people_share"]) > 1e-6:
        yield f"covered_people_share {run.headline['covered_people_share']:.6f}, the cells give {share:.6f}"
    yield from _census(run)
    yield from _gaps(run)


def _census(run: Run) -> Iterator[str]:
    cells, districts = run.layers["demand"], run.layers["districts"]
    people = cells.groupby("adcode")["population"].sum()
    for adcode, census in zip(districts["adcode"], districts["population"], strict=True):
        if abs(people.get(adcode, 0.0) - census) > 0.5:
            yield f"district {adcode}: cells hold {people.get(adcode, 0.0):.0f} people, the census {census:.0f}"
    covered = (
        cells["population"].where(cells["covered"] & cells["judged"], 0.0).groupby(cells["adcode"]).sum()
    )
    for adcode, stated in zip(districts["adcode"], districts["covered_people"], strict=True):
        if abs(covered.get(adcode, 0.0) - stated) > 0.5:
            yield f"district {adcode}: {covered.get(adcode, 0.0):.0f} covered people, table says {stated:.0f}"


def _gaps(run: Run) -> Iterator[str]:
    sites, limit = run.layers["sites"], run.scenario.coverage.corridor_max_gap_km.value
    kinds = ["expressway_service_area", "trunk_service_area"]
    fast = sites.loc[sites["category"].isin(kinds) & (sites["fast_chargers"] > 0)]
    for road in run.layers["corridors"].itertuples():
        here = (fast["road_ref"] == road.road_ref) & (fast["direction"] == road.direction)
        marks = sorted(fast.loc[here, "chainage_km"].astype(float))
        longest = max((b - a for a, b in pairwise(marks)), default=None)
        if longest is not None and abs(longest - road.max_gap_km) > 0.01:
            yield f"{road.road_ref} {road.direction}: longest gap {longest:.2f} km, plan says {road.max_gap_km}"
        if longest is not None and longest > limit and road.verdict == "met":
            yield f"{road.road_ref} {road.direction}: gap {longest:.1f} km over {limit:.0f} km, but called met"
