"""What the open public sites of a siting must give together, by the names that a run's prices carry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gisplan.verify.bounds.sites import AREAS, ROUND_OFF
from gisplan.verify.run.reading import points
from gisplan.verify.run.trip_ways import passed
from layers.corridors import RING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan.plan.record import Plan
    from gisplan.verify.bounds.sites import SiteTable
    from gisplan_arrays import Flags, Floats, Indices

    Need = tuple[str, tuple[Floats, float]]


def siting_needs(run: Plan, table: SiteTable, public: Indices) -> list[Need]:
    """Give what each public site gives to every need, and the least they must give together, with its name.

    Two needs may have one name, as two places may.
    """
    return [
        *_tiles(run, table, public),
        *_target(run, table, public),
        *_places(run, public),
        *_categories(run, table, public),
        *_stretches(run, table, public),
        *_trips(run, table, public),
    ]


def _tiles(run: Plan, table: SiteTable, public: Indices) -> Iterator[Need]:
    """Ask of the sites of each square tile to hold the public energy of its cells, as far as they can."""
    scenario, cells = run.scenario, run.layers.demand
    side = scenario.coverage.adequacy_tile_m.value
    classes = {
        kind for group in scenario.service.values() if "public" in group.access for kind in group.classes
    }
    energy = cells[[f"kwh_{kind}" for kind in sorted(classes)]].sum(axis=1).to_numpy(dtype=float)
    full = _full(run, table)[public]
    holds = full + table.old_kwh[public].sum(axis=1)
    typical = full[table.usable[public]].mean() if table.usable[public].any() else 0.0
    where = _tile(points(run.evidence.candidates)[public], side)
    asked: dict[tuple[float, float], float] = {}
    for tile, kwh in zip(_tile(cells[["x", "y"]].to_numpy(dtype=float), side), energy.tolist(), strict=True):
        asked[tile] = asked.get(tile, 0.0) + kwh
    for tile, kwh in asked.items():
        gives = np.where([one == tile for one in where], holds, 0.0)
        least = kwh * scenario.coverage.adequacy.value
        if gives.any() and least > typical:
            yield f"kWh/day of tile {tile[0]:g}-{tile[1]:g}", (gives, min(least, float(gives.sum())))


def _tile(spots: Floats, side: float) -> list[tuple[float, float]]:
    """Give the lower left corner of each point's tile, km."""
    return [(x, y) for x, y in (np.floor(spots / side) * side / 1000.0).tolist()]


def _full(run: Plan, table: SiteTable) -> Floats:
    """Give what each site delivers when it is filled with the middle of its category's shares, kWh/day."""
    mix = np.zeros(table.energy.shape)
    bands = run.scenario.chargers.category_type_shares.bands
    for s, category in enumerate(table.frame["category"]):
        for t, kind in enumerate(run.scenario.chargers.types):
            band = bands.get(category, {}).get(kind.id)
            mix[s, t] = 0.0 if band is None or table.energy[s, t] <= 0 else (band.lower + band.upper) / 2
    mix /= np.maximum(mix.sum(axis=1, keepdims=True), 1e-300)
    with np.errstate(divide="ignore", invalid="ignore"):
        count = np.minimum(table.bays / (mix @ table.use), table.feed / (mix * table.load).sum(axis=1))
    count = np.where(mix.any(axis=1), np.minimum(count, table.limit), 0.0)
    return np.asarray(np.nan_to_num(count, nan=0.0, posinf=0.0) * (mix * table.energy).sum(axis=1))


def _target(run: Plan, table: SiteTable, public: Indices) -> Iterator[Need]:
    """Ask for the bays that the target needs of public sites."""
    chargers, frame = run.scenario.chargers, table.frame
    if "public" not in chargers.kinds or chargers.new_target == 0:
        return
    least = float(chargers.new_target)
    if set(chargers.kinds) == {"public"}:
        least *= max(kind.bays for kind in chargers.types)
    else:
        other = frame["access"].isin(set(chargers.kinds) - {"public"}) & (frame["status"] != "excluded")
        least -= float(table.bays[other.to_numpy()].sum())
    if least > 0:
        yield "bays for the target of chargers", (table.bays[public], least)


def _places(run: Plan, public: Indices) -> Iterator[Need]:
    """Ask for an open site near every required place that has a candidate near."""
    rule = run.scenario.coverage.required_places
    if rule is None:
        return
    places = run.layers.places
    places = places[places["kind"].isin(rule.kinds) & (places["adcode"].fillna("") != "")]
    spots = points(run.evidence.candidates)[public]
    for name, at in zip(places["name_zh"], points(places), strict=True):
        near = np.hypot(*(spots - at).T) <= rule.within_m
        if near.any():
            yield f"a public site within {rule.within_m:g} m of {name}", (near.astype(float), 1.0)


def _categories(run: Plan, table: SiteTable, public: Indices) -> Iterator[Need]:
    """Ask for the bays that a category's floor takes, where public sites alone can fill it."""
    frame, chargers = table.frame, run.scenario.chargers
    shared = set(frame["category"][table.usable & (frame["access"] != "public").to_numpy()])
    for name, count in chargers.category_floors.counts.items():
        if name not in shared and count > 0:
            gives = np.where(frame["category"].to_numpy()[public] == name, table.spots[public], 0.0)
            yield (
                f"bays of category {name}",
                (gives, float(count * max(kind.bays for kind in chargers.types))),
            )


def _stretches(run: Plan, table: SiteTable, public: Indices) -> Iterator[Need]:
    """Ask for a fast site in every stretch of a road that could else become too long a gap."""
    limit, frame = run.scenario.coverage.corridor_max_gap_km.value, table.frame.iloc[public]
    km = frame["chainage_km"].to_numpy(dtype=float)
    able = _able(table, public)
    for road, direction, first, last in _roads(run):
        here = able & ((frame["road_ref"] == road) & (frame["direction"] == direction)).to_numpy()
        for start in sorted({first, *km[here].tolist()}):
            own = here & (km > start) & (km <= start + limit + ROUND_OFF)
            if start + limit < last - ROUND_OFF and own.any():
                stretch = f"between km {start:.1f} and {start + limit:.1f}"
                yield f"fast site of {road} {direction} {stretch}", (own.astype(float), 1.0)


def _able(table: SiteTable, public: Indices) -> Flags:
    """Mark the public service areas that may hold a fast charger or have one."""
    frame = table.frame.iloc[public]
    holds = (table.usable[:, None] & (table.energy > 0)) | (table.old > 0)
    area = frame["category"].isin(AREAS) & frame["chainage_km"].notna()
    return np.asarray(holds[public][:, table.fast].any(axis=1) & area.to_numpy(), dtype=bool)


def _trips(run: Plan, table: SiteTable, public: Indices) -> Iterator[Need]:
    """Ask for a fast site on every stretch of the asked trips that a battery brings no car along."""
    rule, trips = run.scenario.coverage.city_trips_share, run.evidence.trips
    if rule is None or trips.empty:
        return
    areas = public[_able(table, public)]
    able, found = np.ones(areas.size, dtype=bool), list(passed(run, table.frame.iloc[areas]))
    could = trips["chargeable"].to_numpy(dtype=bool)
    number = np.where(could, trips["trips_day"].to_numpy(dtype=float), 0.0)
    wanted, had, seen = rule.value * number.sum() * (1.0 - ROUND_OFF), 0.0, set()
    for pair in np.argsort(-number, kind="stable").tolist():
        if had >= wanted or not could[pair]:
            continue
        had += number[pair]
        row, *ways = found[pair]
        ends = (str(row["from_en"]), str(row["to_en"]))
        for way, (begin, goal) in zip(ways, (ends, ends[::-1]), strict=True):
            stops, half = np.array(way.stops(able, loose=False)), float(str(row["range_km"])) / 2.0
            spots = way.row[way.sure][np.argsort(way.km[way.sure], kind="stable")].astype(int)
            for start, reach in ((0.0, half), *((km, 2.0 * half) for km in stops.tolist())):
                inside = frozenset(spots[(stops > start) & (stops <= start + reach * (1.0 + ROUND_OFF))])
                if start + reach * (1.0 + ROUND_OFF) >= way.length_km or inside in seen:
                    continue
                seen.add(inside)
                gives = np.zeros(public.size)
                gives[np.searchsorted(public, areas[list(inside)])] = 1.0
                stretch = f"between km {start:.1f} and {start + reach:.1f}"
                yield f"fast site on the way {begin} to {goal} {stretch}", (gives, 1.0)


def _roads(run: Plan) -> Iterator[tuple[str, str, float, float]]:
    """List roads but rings by direction, with the km where the judged stretch starts and ends."""
    roads = run.layers.corridors[run.layers.corridors["kind"] != RING]
    columns = (roads[name] for name in ("road_ref", "direction", "length_km", "before_km", "after_km"))
    for road, direction, length, before, after in zip(*columns, strict=True):
        first, last = (0.0 if pd.isna(km) else float(km) for km in (before, after))
        yield str(road), str(direction), -first, float(length) + last
