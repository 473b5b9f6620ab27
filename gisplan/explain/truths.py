"""The cheap truths: what counting and measuring alone show, with names, places and figures."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gisplan.access.reach import cell_radius, coverage_pairs, judged_cells, nearest_site_m
from gisplan.explain.book import Truth
from gisplan.planning.chargers.capacity import least_fast, most_chargers, usable_grid_kw, usable_sites
from gisplan.planning.siting.choice import forced_open
from layers.vocabulary import CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from gisplan.planning.chargers.capacity import ChargerTables
    from gisplan.scenario.schema import Scenario
    from layers.region.loading import Region

AREAS = ("expressway_service_area", "trunk_service_area")
MOST_NAMED = 3
"""Places that one sentence names."""


def charging_truths(region: Region, scenario: Scenario, tables: ChargerTables) -> tuple[Truth, ...]:
    """Collect what makes a plan of chargers impossible or limits it, before any solver runs.

    Parameters
    ----------
    region
        With the sites of the required categories marked as required.
    tables
        Charger tables over all its sites.
    """
    usable = usable_sites(region, tables, scenario)
    public = np.flatnonzero(usable & (region.sites["access"] == "public").to_numpy())
    if not public.size:
        asked = int((region.sites["access"] == "public").sum())
        return (
            Truth(
                "no-public-site",
                "impossible",
                f"{asked}个公共点位均不能设桩（不允许充电、已排除，或车位、供电容量不足一台）",
                f"none of {asked} public sites may hold a charger (charging not allowed, excluded, or bays "
                "or grid below one charger)",
                {"sites": asked},
            ),
        )
    return (
        *_required(region, usable),
        *_fast_room(region, scenario, tables),
        *_site_limit(region, scenario, usable),
        *_total_room(region, scenario, tables, usable),
        *_out_of_reach(region, scenario, public),
        *_stretches(region, scenario, usable),
    )


def _required(region: Region, usable: NDArray[np.bool_]) -> Iterator[Truth]:
    """Name required sites that have no room for one charger."""
    sites = region.sites
    cramped = sites.loc[forced_open(sites) & ~usable & (sites["status"] != "existing").to_numpy()]
    for row in cramped.head(MOST_NAMED).itertuples():
        yield Truth(
            "required-without-room",
            "impossible",
            f"必建点位{row.name_zh}（{row.site_id}）无法设桩：{row.bays}个车位，{row.grid_kw:g}千瓦，"
            f"允许功能{row.allows}",
            f"required site {row.name_zh} ({row.site_id}) has no room for a charger: {row.bays} bays, "
            f"{row.grid_kw:g} kW, allows {row.allows}",
            {"site_id": row.site_id, "bays": int(row.bays), "grid_kw": float(row.grid_kw)},
        )


def _fast_room(region: Region, scenario: Scenario, tables: ChargerTables) -> Iterator[Truth]:
    """Name open places whose bays or grid cannot carry the fast chargers asked of them."""
    sites = region.sites
    fast = np.array([kind.fast for kind in scenario.chargers.types])
    with np.errstate(divide="ignore"):
        by_grid = np.floor(usable_grid_kw(sites, scenario)[:, None] / tables.load_kw + 1e-9)
    by_bays = sites["bays"].to_numpy(dtype=float)[:, None] // tables.bays
    can = np.where((tables.capacity_kwh > 0) & fast, 1.0, 0.0)
    named = sites["category"].map(dict(scenario.coverage.required_categories.min_fast)).fillna(0)
    areas = (sites["category"] == "expressway_service_area").to_numpy()
    asked = np.where(areas, least_fast(sites, scenario), named.to_numpy(dtype=np.int64))
    open_ = forced_open(sites) & (sites["status"] != "existing").to_numpy()
    room = (can * np.minimum(by_bays, by_grid)).max(axis=1)
    short = sites.assign(asked=asked, room=room, bay_room=(can * by_bays).max(axis=1)).loc[
        open_ & (room < asked)
    ]
    for row in short.head(MOST_NAMED).itertuples():
        term = CATEGORIES[row.category]
        bays = row.bay_room < row.asked
        have_zh = f"只有{row.bays}个车位" if bays else f"{row.grid_kw:g}千瓦供电只够{row.room:.0f}台"
        have_en = f"has {row.bays} bays" if bays else f"has {row.grid_kw:g} kW, enough for {row.room:.0f}"
        yield Truth(
            "fast-room",
            "impossible",
            f"{term.zh}{row.name_zh}（{row.site_id}）{have_zh}，规则要求{row.asked}台快充",
            f"the {row.name_zh} {term.en.lower()} ({row.site_id}) {have_en}, the rule asks {row.asked} fast "
            "chargers",
            {"site_id": row.site_id, "bays": int(row.bays), "room": int(row.room), "asked": int(row.asked)},
        )


def _site_limit(region: Region, scenario: Scenario, usable: NDArray[np.bool_]) -> Iterator[Truth]:
    """Compare the limit on public sites with those that have to open."""
    is_public = (region.sites["access"] == "public").to_numpy()
    must = int((forced_open(region.sites) & usable & is_public).sum())
    most = scenario.coverage.max_sites
    if must > most:
        yield Truth(
            "site-limit",
            "impossible",
            f"{must}个公共点位必须开放，上限只有{most}个",
            f"{must} public sites have to open, the limit is {most}",
            {"required": must, "limit": most},
        )


def _total_room(
    region: Region, scenario: Scenario, tables: ChargerTables, usable: NDArray[np.bool_]
) -> Iterator[Truth]:
    """Compare the target and the floors with what all sites could hold."""
    sites = region.sites
    room = np.where(usable, most_chargers(sites, tables, scenario), 0)
    target = scenario.chargers.new_target
    if room.sum() < target:
        yield Truth(
            "target-room",
            "impossible",
            f"全部{int(usable.sum()):,}个可用点位最多容纳{int(room.sum()):,}台，目标{target:,}台",
            f"all {int(usable.sum()):,} usable sites hold at most {int(room.sum()):,} chargers, the target "
            f"is {target:,}",
            {"room": int(room.sum()), "target": target},
        )
    for category, least in scenario.chargers.category_floors.counts.items():
        here = (sites["category"] == category).to_numpy()
        have, term, count = int(room[here].sum()), CATEGORIES[category], int((here & usable).sum())
        if have < least:
            bays = int(sites.loc[here & usable, "bays"].sum())
            yield Truth(
                "category-room",
                "impossible",
                f"{term.zh}要求至少{least:,}台，{count}个点位最多容纳{have:,}台（{bays:,}个车位）",
                f"{term.en}: at least {least:,} chargers asked, its {count} sites hold at "
                f"most {have:,} ({bays:,} bays)",
                {"category": category, "asked": least, "room": have},
            )


def _out_of_reach(region: Region, scenario: Scenario, public: NDArray[np.int64]) -> Iterator[Truth]:
    """Name the judged cells with people that no candidate reaches, by district."""
    cells = region.demand
    radius = cell_radius(region, scenario.coverage.active.radius_m)
    reached = np.diff(coverage_pairs(region, scenario, public).indptr) > 0
    people = cells["population"].to_numpy(dtype=float)
    lost = judged_cells(region, scenario) & ~reached & (people > 0) & ~np.isnan(radius)
    if not lost.any():
        return
    away = nearest_site_m(region, scenario, public)
    names = region.districts.set_index("adcode")
    frame = pd.DataFrame({"adcode": cells["adcode"], "people": people, "away": away, "radius": radius}).loc[
        lost
    ]
    for adcode, rows in frame.groupby("adcode"):
        zh, en = names.loc[adcode, "name_zh"], names.loc[adcode, "name_en"]
        count, held, near = len(rows), float(rows["people"].sum()), float(rows["away"].min())
        limit = float(rows["radius"].max()) / 1000
        off_zh = "最近的一个不可达" if np.isinf(near) else f"最近的一个在{near / 1000:.1f}千米外"
        off_en = "no road leads to one" if np.isinf(near) else f"the nearest is {near / 1000:.1f} km away"
        yield Truth(
            "out-of-reach",
            "limits",
            f"{zh}{count}个网格、{held:,.0f}人{limit:g}千米内没有候选点位，{off_zh}",
            f"{count} cells in {en}, {held:,.0f} people, have no candidate within {limit:g} km; {off_en}",
            {"adcode": str(adcode), "cells": count, "people": held, "nearest_m": near},
        )


def _stretches(region: Region, scenario: Scenario, usable: NDArray[np.bool_]) -> Iterator[Truth]:
    """Name the stretches of a corridor that no candidate of a direction can shorten to the limit."""
    limit = scenario.coverage.corridor_max_gap_km.value
    sites = region.sites.loc[usable & region.sites["category"].isin(AREAS).to_numpy()]
    for row in region.corridors.itertuples():
        here = sites.loc[(sites["road_ref"] == row.road_ref) & (sites["direction"] == row.direction)]
        marks = np.sort(here["chainage_km"].dropna().to_numpy(dtype=float)).tolist()
        for first, last in pairwise([0.0, *marks, float(row.length_km)]):
            if last - first <= limit:
                continue
            span = last - first
            yield Truth(
                "corridor-stretch",
                "limits",
                f"{row.name_zh}{row.direction}方向{first:.0f}至{last:.0f}千米处：{span:.0f}千米没有候选点位，"
                f"上限{limit:g}千米",
                f"{row.name_en} {row.direction_en}, km {first:.0f} to km {last:.0f}: {span:.0f} km without a "
                f"site, the limit is {limit:g} km",
                {"road_ref": row.road_ref, "direction": row.direction, "from_km": first, "to_km": last},
            )
