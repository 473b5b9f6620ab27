"""Verify coverage: nearest public site of every cell, who is covered, service areas along roads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from gisplan.verify.charging.standing import open_public, with_open
from gisplan.verify.run.cells import MOST, differences
from gisplan.verify.run.faults import amount, by, differs, fault, of, place
from gisplan.verify.run.reading import headline_faults, records, sums
from gisplan.verify.run.ways import EPS_M, nearest_m, stated_m
from layers.roads.pairs import nearest_metres
from layers.roads.snapping import Snapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from gisplan.plan.record import Plan
    from gisplan.verify.run.faults import Fault
    from layers.roads.reach import RoadReach


def coverage_faults(run: Plan) -> Iterator[Fault]:
    """Check distances, judged and covered flags, the covered share, and the sums by district."""
    sites, cells = run.layers.sites, run.layers.demand
    public = with_open(sites.loc[sites["access"] == "public"], open_public(run))
    if public.empty:
        yield fault("nobody", "plan.gpkg sites")
        return
    yield from _flags(run, nearest_m(run, public, run.scenario.coverage.detour.value))
    people = cells["population"].to_numpy(dtype=float)
    judged, covered = cells["judged"].to_numpy(dtype=bool), cells["covered"].to_numpy(dtype=bool)
    share = people[judged & covered].sum() / max(people[judged].sum(), 1e-9)
    yield from headline_faults(run, {"covered_people_share": share}, by("cells"), blank=0.0)
    yield from _districts(run)


def _flags(run: Plan, away: NDArray[np.float64]) -> Iterator[Fault]:
    cells, profile = run.layers.demand, run.scenario.coverage.active
    tiers = dict(zip(run.layers.districts["adcode"], run.layers.districts["tier"], strict=True))
    near = stated_m(run)
    wrong: dict[str, list[Fault]] = {"far": [], "judged": [], "covered": [], "radius": []}
    for row, metres in zip(records(cells), away.tolist(), strict=True):
        tier, name = tiers[row["adcode"]], of("cell", row["cell_id"])
        judged = tier in profile.judged_tiers
        radii = (profile.radius_m if judged else profile.allocation_radius_m)[tier]
        limit = radii.urban if row["urban"] else radii.rural
        said = row["nearest_public_m"]
        if not (abs(metres - said) <= near or metres == said):  # two ways without end are the same
            away_m = (f"{said:.3f}", f"{metres:.3f}")
            wrong["far"].append(differs(name, "nearest_public_m", *away_m, by("measured")))
        asked = "policy" if judged else "allocation"
        if limit != row["radius_m"] and not (judged and not np.isfinite(limit)):
            gives = by("radii", urban=row["urban"], kind=asked)
            where = place("plan.gpkg demand", name)
            wrong["radius"].append(differs(where, "radius_m", row["radius_m"], f"{limit:g}", gives))
        if judged != row["judged"]:
            wrong["judged"].append(differs(name, "judged", row["judged"], judged, by("profile")))
        if abs(metres - limit) > EPS_M and row["covered"] != (metres <= limit):
            told = {"metres": f"{metres:.0f}", "limit": f"{limit:.0f}", "covered": row["covered"]}
            wrong["covered"].append(fault("covered", name, **told))
    for faults in wrong.values():
        yield from faults[:MOST]


def _districts(run: Plan) -> Iterator[Fault]:
    cells = run.layers.demand
    people = sums(cells, "adcode", "population")
    within = sums(cells.loc[cells["covered"] & cells["judged"]], "adcode", "population")
    for row in records(run.layers.districts):
        code = row["adcode"]
        due = {"population": people.get(code, 0.0), "covered_people": within.get(code, 0.0)}
        where = place("plan.gpkg districts", of("district", code))
        yield from differences(where, row, due, by("hold"), near=0.5)


SAMPLE = 400
"""Stretches whose way is searched again, evenly among all."""
ON_ROAD_M = 0.05
"""Drawn stretches lie on their road; coordinates went through degrees and back."""


def reach_faults(run: Plan) -> Iterator[Fault]:
    """Check that stretches belong to public sites of the plan, and lie in their class of distance."""
    reach, sites = run.layers.reach, run.layers.sites
    if reach.empty:
        return
    if run.headline.distances != "roads":
        yield fault("no-roads", "plan.gpkg reach")
        return
    public = with_open(sites.loc[sites["access"] == "public"], open_public(run))
    strange = sorted(set(reach["site_id"]) - set(public["site_id"]))
    yield from (fault("no-public-site", "plan.gpkg reach", key=name) for name in strange[:MOST])
    if run.roads is None:
        return
    known = run.evidence.candidates["site_id"].isin(set(public["site_id"]))
    yield from _classes(run, run.roads, np.flatnonzero(known.to_numpy()))


def _classes(run: Plan, roads: RoadReach, public: NDArray[np.int64]) -> Iterator[Fault]:
    """Search the way from the middle of sampled stretches to the nearest public site again."""
    reach = run.layers.reach
    parts, row = shapely.get_parts(reach.geometry.to_numpy(), return_index=True)
    taken = np.unique(np.linspace(0, len(parts) - 1, min(SAMPLE, len(parts))).astype(int))
    # The middle of the longest segment: far from junctions, where several roads meet.
    spots = np.array([_middle(part) for part in parts[taken]], dtype=object)
    spot, line = shapely.STRtree(roads.graph.geometry).query(spots, predicate="dwithin", distance=ON_ROAD_M)
    road = roads.graph.geometry[line]
    fraction = shapely.line_locate_point(road, spots[spot], normalized=True)
    blank = np.full(len(line), "", dtype=object)
    places = Snapped(blank, line, fraction, np.zeros(len(line)), shapely.get_coordinates(spots[spot]), blank)
    away = nearest_metres(roads.graph, places, roads.sites.take(public))
    low, high = (reach[name].to_numpy(dtype=float)[row[taken]] for name in ("from_m", "to_m"))
    fits = (away >= low[spot] - EPS_M) & (away <= high[spot] + EPS_M)
    held = np.zeros(len(taken), dtype=bool)
    np.logical_or.at(held, spot, fits)
    for at in np.flatnonzero(~held)[:MOST]:
        found = away[spot == at]
        said = f"{found.min():.0f} m" if found.size else amount("no-road")
        where = place("plan.gpkg reach", reach["site_id"].iloc[row[taken[at]]])
        yield fault("band", where, low=f"{low[at]:.0f}", high=f"{high[at]:.0f}", away=said)


def _middle(line: shapely.LineString) -> shapely.Point:
    xy = shapely.get_coordinates(line)
    longest = int(np.argmax(np.hypot(*np.diff(xy, axis=0).T)))
    return shapely.Point((xy[longest] + xy[longest + 1]) / 2.0)
