"""Verify the gaps between fast charging sites along every road and direction."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from gisplan.verify.charging.standing import stock_of, with_open
from gisplan.verify.run.cells import differences
from gisplan.verify.run.faults import amount, by, differs, fault
from gisplan.verify.run.reading import records
from gisplan_words import message
from layers.corridors import RING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from gisplan.plan.record import Plan
    from gisplan.verify.run.faults import Fault

KINDS = ("expressway_service_area", "trunk_service_area")
EPS_KM = 1e-6
BORDER = message("planning-border")


def corridor_faults(run: Plan) -> Iterator[Fault]:
    """Measure every gap again from the chainage of the sites, and judge it."""
    limit = run.scenario.coverage.corridor_max_gap_km.value
    sites, stock = run.layers.sites, stock_of(run)
    fast = sites.loc[sites["category"].isin(KINDS) & (run.fast_counts() > 0)]
    old = stock.rows.loc[stock.rows["category"].isin(KINDS) & (stock.fast_at(run).to_numpy() > 0)]
    fast = with_open(fast, old)
    open_to = _candidates(run)
    for road in records(run.layers.corridors):
        here = (fast["road_ref"] == road["road_ref"]) & (fast["direction"] == road["direction"])
        marks = sorted(fast.loc[here, "chainage_km"].dropna().astype(float).tolist())
        before, after = _number(road.get("before_km")), _number(road.get("after_km"))
        length = float(road["length_km"])
        known = ([-before] if before is not None else []) + marks
        known += [length + after] if after is not None else []
        gap = max((b - a for a, b in pairwise(known)), default=math.nan)
        loose = []
        if before is None:
            loose.append((0.0, known[0] if known else length))
        if after is None:
            loose.append((known[-1] if known else 0.0, length))
        end = max((b - a for a, b in loose), default=math.nan)
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
        told |= _named(road, fast.loc[here])
        yield from differences(name, road, told, by("its-sites"), near=EPS_KM)
        yield from _place(name, road, worst, loose, known)
        if worst > limit + EPS_KM and road["verdict"] != "not met" and not ring:
            yield fault("called", name, km=f"{worst:.1f}", verdict=road["verdict"])
        if math.isnan(gap) and road["verdict"] == "met":
            yield fault("called-met", name, count=len(marks))
        if not math.isnan(end) and road["ends"] == "assessed":
            yield fault("called-assessed", name)
        yield from () if ring else _closable(name, road, limit, known, loose, open_to)


def _named(road: dict[str, Any], sites: pd.DataFrame) -> dict[str, str]:
    """Give the names of where the longest stretch begins and ends: a site, or the road's end in the city."""
    found: dict[str, str] = {}
    for end in ("from", "to"):
        at = _number(road[f"gap_{end}_km"])
        near = sites[abs(sites["chainage_km"] - (math.nan if at is None else at)) <= EPS_KM]
        if len(near) == 1:
            found |= {f"gap_{end}_{language}": near[f"name_{language}"].iloc[0] for language in ("zh", "en")}
        elif near.empty and at in {0.0, float(road["length_km"])}:
            found |= {f"gap_{end}_{language}": BORDER.said(language) for language in ("zh", "en")}
    return found


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
