"""The cheap truths: what counting and measuring alone show, with names, places and figures."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gisplan.access.reach import cell_radius, coverage_pairs, judged_cells, nearest_site_m
from gisplan.explain.book import impossible, limits
from gisplan.planning.chargers.capacity import least_fast, most_chargers, usable_grid_kw, usable_sites
from gisplan.planning.siting.choice import forced_open
from gisplan_numbers import Figure
from gisplan_words import inside, named
from layers.corridors import RING
from layers.districts.polygons import district_name
from layers.sites.standing import stands
from layers.vocabulary import CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from gisplan.explain.book import Truth
    from gisplan.planning.chargers.capacity import ChargerTables
    from gisplan.scenario.schema import Scenario
    from gisplan_words import Sayable
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
        return (impossible("explain-no-public-site", sites=asked),)
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
    cramped = sites.loc[forced_open(sites) & ~usable & ~stands(sites)]
    for row in cramped.head(MOST_NAMED).itertuples():
        yield impossible("explain-required-without-room", **_place(row), allows=str(row.allows))


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
    open_ = forced_open(sites) & ~stands(sites)
    room = (can * np.minimum(by_bays, by_grid)).max(axis=1)
    short = sites.assign(asked=asked, room=room, bay_room=(can * by_bays).max(axis=1)).loc[
        open_ & (room < asked)
    ]
    for row in short.head(MOST_NAMED).itertuples():
        code = "explain-bay-room" if row.bay_room < row.asked else "explain-grid-room"
        category = inside(CATEGORIES[str(row.category)])
        yield impossible(code, **_place(row), category=category, room=int(row.room), asked=int(row.asked))


def _site_limit(region: Region, scenario: Scenario, usable: NDArray[np.bool_]) -> Iterator[Truth]:
    """Compare the limit on new public sites with those that have to open."""
    is_public = (region.sites["access"] == "public").to_numpy()
    must = int((forced_open(region.sites) & ~stands(region.sites) & usable & is_public).sum())
    most = scenario.coverage.max_new_sites
    if must > most:
        yield impossible("explain-site-limit", required=must, limit=most)


def _total_room(
    region: Region, scenario: Scenario, tables: ChargerTables, usable: NDArray[np.bool_]
) -> Iterator[Truth]:
    """Compare the target and the floors with what all sites could hold."""
    sites = region.sites
    room = np.where(usable, most_chargers(sites, tables, scenario), 0)
    target = scenario.chargers.new_target
    if room.sum() < target:
        yield impossible("explain-target-room", sites=int(usable.sum()), room=int(room.sum()), target=target)
    for category, least in scenario.chargers.category_floors.counts.items():
        here = (sites["category"] == category).to_numpy()
        have, count = int(room[here].sum()), int((here & usable).sum())
        if have < least:
            bays = int(sites.loc[here & usable, "bays"].sum())
            told = {"asked": least, "sites": count, "room": have, "bays": bays}
            yield impossible("explain-category-room", category=CATEGORIES[category], **told)


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
    frame = pd.DataFrame({"adcode": cells["adcode"], "people": people, "away": away, "radius": radius}).loc[
        lost
    ]
    for adcode, rows in frame.groupby("adcode"):
        near = float(rows["away"].min())
        told: dict[str, Sayable] = {
            "adcode": str(adcode),
            "district": district_name(region.districts, str(adcode)),
            "cells": len(rows),
            "people": round(float(rows["people"].sum())),
            "radius": _km(float(rows["radius"].max()) / 1000),
        }
        if np.isinf(near):
            yield limits("explain-no-way", **told)
        else:
            yield limits("explain-out-of-reach", **told, nearest=Figure(near / 1000, "km"))


def _stretches(region: Region, scenario: Scenario, usable: NDArray[np.bool_]) -> Iterator[Truth]:
    """Name the stretches of a corridor that no candidate of a direction can shorten to the limit."""
    limit = scenario.coverage.corridor_max_gap_km.value
    sites = region.sites.loc[usable & region.sites["category"].isin(AREAS).to_numpy()]
    for row in region.corridors[region.corridors["kind"] != RING].itertuples():
        here = sites.loc[(sites["road_ref"] == row.road_ref) & (sites["direction"] == row.direction)]
        marks = np.sort(here["chainage_km"].dropna().to_numpy(dtype=float)).tolist()
        for first, last in pairwise([0.0, *marks, float(row.length_km)]):
            if last - first <= limit:
                continue
            yield limits(
                "explain-corridor-stretch",
                road=named(row.name_zh, row.name_en),
                road_ref=row.road_ref,
                direction=named(row.direction, row.direction_en),
                begin=Figure(first, "km", 0),
                end=Figure(last, "km", 0),
                span=Figure(last - first, "km", 0),
                limit=_km(limit),
            )


def _place(row: Any) -> dict[str, Sayable]:  # noqa: ANN401 - a row of a frame
    name = named(str(row.name_zh), str(row.name_en))
    power = Figure(float(row.grid_kw), "kW")
    return {"site": str(row.site_id), "name": name, "bays": int(row.bays), "power": power}


def _km(length: float) -> Figure:
    """Give a limit as the scenario states it: whole kilometres have no digit behind the point."""
    return Figure(length, "km", 0 if length == round(length) else 1)
