"""Verify the gaps between fast charging sites along every road and direction."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import shapely

from gisplan.tables.corridors import STRETCH_COLUMNS
from gisplan.verify.charging.standing import stock_of, with_open
from gisplan.verify.run.cells import differences, key_differences
from gisplan.verify.run.faults import amount, by, differs, fault, place
from gisplan.verify.run.reading import needing, records
from gisplan_words import message, named
from layers.corridor_ends import NEAR_BORDER_M
from layers.corridors import RING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from gisplan.plan.record import Plan
    from gisplan.verify.run.faults import Fault
    from gisplan_words import Said

KINDS = ("expressway_service_area", "trunk_service_area")
EPS_KM = 1e-6
BORDER = message("planning-border")
ROAD_END = message("planning-road-end")


@dataclass(frozen=True, eq=False)
class Judged:
    """One direction of a road: its marks (km), and the stretches to ends beyond which nothing is known."""

    road: dict[str, Any]
    sites: pd.DataFrame
    known: list[float]
    loose: list[tuple[float, float]]
    inside: tuple[bool, bool]

    @property
    def gap(self) -> float:
        """The longest stretch between two known marks, km; NaN without two."""
        return max((b - a for a, b in pairwise(self.known)), default=math.nan)

    @property
    def end(self) -> float:
        """The longest stretch to an end that is not known, km; NaN where both are."""
        return max((b - a for a, b in self.loose), default=math.nan)

    def name(self, km: float) -> Said | None:
        """Name a place on the road: a site, or an end of the line; None where neither or several stand."""
        near = self.sites[abs(self.sites["chainage_km"] - km) <= EPS_KM]
        if len(near) == 1:
            return named(str(near["name_zh"].iloc[0]), str(near["name_en"].iloc[0]))
        length = float(self.road["length_km"])
        if not near.empty or km not in {0.0, length}:
            return None
        return ROAD_END if self.inside[0 if km <= 0.0 else 1] else BORDER


def judged_roads(run: Plan) -> Iterator[Judged]:
    """Lay the fast sites, new and standing, along every direction of the roads again."""
    sites, stock = run.layers.sites, stock_of(run)
    fast = sites.loc[sites["category"].isin(KINDS) & (run.fast_counts() > 0)]
    old = stock.rows.loc[stock.rows["category"].isin(KINDS) & (stock.fast_at(run).to_numpy() > 0)]
    fast = with_open(fast, old)
    parts = shapely.get_parts(shapely.union_all(run.layers.districts.geometry.to_numpy()))
    land = shapely.union_all([shapely.Polygon(part.exterior) for part in parts])
    rim = land.boundary
    lines = run.layers.corridors.geometry
    for road, line in zip(records(run.layers.corridors), lines, strict=True):
        here = (fast["road_ref"] == road["road_ref"]) & (fast["direction"] == road["direction"])
        marks = sorted(fast.loc[here, "chainage_km"].dropna().astype(float).tolist())
        before, after = _number(road.get("before_km")), _number(road.get("after_km"))
        length = float(road["length_km"])
        tips = [shapely.Point(shapely.get_coordinates(line)[at]) for at in (0, -1)]
        start, stop = (bool(land.contains(tip) and rim.distance(tip) > NEAR_BORDER_M) for tip in tips)
        inside = (start, stop)
        first = -before if before is not None else 0.0 if inside[0] else None
        last = length + after if after is not None else length if inside[1] else None
        known = [km for km in (first, *marks, last) if km is not None]
        loose = []
        if first is None:
            loose.append((0.0, known[0] if known else length))
        if last is None:
            loose.append((known[-1] if known else 0.0, length))
        yield Judged(road, fast.loc[here], known, loose, inside)


def corridor_faults(run: Plan) -> Iterator[Fault]:
    """Measure every gap again from the chainage of the sites, and judge it."""
    limit = run.scenario.coverage.corridor_max_gap_km.value
    open_to = _candidates(run)
    for one in judged_roads(run):
        road, known, loose, gap, end = one.road, one.known, one.loose, one.gap, one.end
        marks = one.sites["chainage_km"].dropna()
        name = f"plan.gpkg corridors {road['road_ref']} {road['direction']}"
        said = _number(road["max_gap_km"])
        if (said is None) != math.isnan(gap) or abs(gap - (said or 0.0)) > EPS_KM:
            lengths = (f"{math.nan if said is None else said:.2f}", f"{gap:.2f}")
            yield differs(name, "max_gap_km", *lengths, by("measured"))
        if len(marks) != road["service_areas"]:
            areas = amount("service-areas")
            yield differs(name, areas, road["service_areas"], len(marks), by("its-sites"))
        ring = road["kind"] == RING
        told = {"end_gap_km": end, "ends": "not assessed", "verdict": "not assessed"}
        if not ring:
            told |= {"ends": _ends(end, limit), "verdict": _verdict(gap, end, limit)}
        worst = max(part for part in (gap, end) if not math.isnan(part))
        told["gap_km"] = worst
        told |= _named(one)
        yield from differences(name, road, told, by("its-sites"), near=EPS_KM)
        yield from _place(name, road, worst, loose, known)
        if worst > limit + EPS_KM and road["verdict"] != "not met" and not ring:
            yield fault("called", name, km=f"{worst:.1f}", verdict=road["verdict"])
        if math.isnan(gap) and road["verdict"] == "met":
            yield fault("called-met", name, count=len(marks))
        if not math.isnan(end) and road["ends"] == "assessed":
            yield fault("called-assessed", name)
        yield from () if ring else _closable(name, road, limit, known, loose, open_to)


def _named(one: Judged) -> dict[str, str]:
    """Give the names of where the longest stretch begins and ends."""
    found: dict[str, str] = {}
    for end in ("from", "to"):
        at = _number(one.road[f"gap_{end}_km"])
        said = None if at is None else one.name(at)
        if said is not None:
            found |= {f"gap_{end}_zh": said.zh, f"gap_{end}_en": said.en}
    return found


@needing("stretches.csv", "evidence.stretches", STRETCH_COLUMNS)
def stretch_faults(run: Plan) -> Iterator[Fault]:
    """List the stretches that are too long or end unknown again, and compare each with the table."""
    limit, due = run.scenario.coverage.corridor_max_gap_km.value, {}
    for one in judged_roads(run):
        if one.road["kind"] == RING:
            continue
        for start, stop in sorted({*pairwise(one.known), *one.loose}):
            long = stop - start > limit
            if long or (start, stop) in one.loose:
                names = {"from": one.name(start), "to": one.name(stop)}
                told: dict[str, Any] = {"from_km": start, "to_km": stop, "km": stop - start}
                told |= {"verdict": "not met" if long else "not assessed"}
                told |= {f"{end}_zh": name.zh for end, name in names.items() if name is not None}
                key = (str(one.road["road_ref"]), str(one.road["direction"]), round(start, 3))
                due[key] = told | {name: one.road[name] for name in ("name_zh", "name_en", "direction_en")}
    said = {
        (str(row["road_ref"]), str(row["direction"]), round(float(row["from_km"]), 3)): row
        for row in records(run.evidence.stretches)
    }
    yield from key_differences("stretches.csv", said, due, "in-no-table")
    for key in sorted(said.keys() & due.keys()):
        where = place("stretches.csv", *key)
        yield from differences(where, said[key], due[key], by("its-sites"), near=EPS_KM)
        if not said[key]["reason_zh"]:
            yield fault("no-why", where)


def _ends(end: float, limit: float) -> str:
    if math.isnan(end):
        return "assessed"
    return "not met" if end > limit else "not assessed"


def _verdict(gap: float, end: float, limit: float) -> str:
    if gap > limit or end > limit:
        return "not met"
    return "not assessed" if math.isnan(gap) else "met"


def _place(
    name: str, road: dict[str, Any], worst: float, loose: list[tuple[float, float]], known: list[float]
) -> Iterator[Fault]:
    """Check that the longest stretch is where the plan says it is."""
    start, stop = _number(road["gap_from_km"]), _number(road["gap_to_km"])
    parts = [*pairwise(known), *loose]
    if start is None or stop is None or abs((stop - start) - worst) > EPS_KM:
        long = math.nan if start is None or stop is None else stop - start
        stretch = amount("stretch", start=start, stop=stop)
        yield differs(name, stretch, f"{long:.2f}", f"{worst:.2f}", by("measured"))
    elif not any(abs(a - start) <= EPS_KM and abs(b - stop) <= EPS_KM for a, b in parts):
        yield fault("no-stretch", name, start=f"{start:.2f}", stop=f"{stop:.2f}")


def _closable(
    name: str,
    road: dict[str, Any],
    limit: float,
    known: list[float],
    loose: list[tuple[float, float]],
    open_to: dict[tuple[str, str], list[float]],
) -> Iterator[Fault]:
    """Name a gap over the limit that a candidate could shorten: siting has to use one."""
    places = open_to.get((road["road_ref"], road["direction"]), [])
    for start, stop in [*pairwise(known), *loose]:
        if stop - start > limit + EPS_KM:
            within = [km for km in places if start + EPS_KM < km <= start + limit and km < stop - EPS_KM]
            if within:
                told = {
                    "km": f"{stop - start:.1f}",
                    "start": f"{start:.1f}",
                    "candidate": f"{within[-1]:.1f}",
                }
                yield fault("closable", name, **told)


def _candidates(run: Plan) -> dict[tuple[str, str], list[float]]:
    """Give the chainage of the public service areas that could hold a fast charger, by road and direction."""
    chargers = run.scenario.chargers
    quick = [kind for kind in chargers.types if kind.fast]
    out: dict[tuple[str, str], list[float]] = {}
    for row in records(run.evidence.candidates):
        km = _number(row["chainage_km"])
        if km is None or row["category"] not in KINDS or row["access"] != "public":
            continue
        if row["status"] == "excluded" or "charging" not in row["allows"].split(";"):
            continue
        usable = row["grid_kw"] * chargers.transformer_load_limit.value
        bands = chargers.type_shares(row["category"])
        for kind in quick:
            ruled_out = kind.id in bands and bands[kind.id].upper == 0
            if (
                not ruled_out
                and row["bays"] >= kind.bays
                and usable >= kind.power_kw * kind.coincidence.public
            ):
                out.setdefault((row["road_ref"], row["direction"]), []).append(km)
                break
    return {key: sorted(marks) for key, marks in out.items()}


def _number(value: Any) -> float | None:  # noqa: ANN401 - a cell is of any kind
    return None if value is None or math.isnan(float(value)) else float(value)
