"""Lint rules of place: near-duplicates, shifted coordinates, outside the region, in water, off the roads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import KDTree

from gisplan_words import message
from layers.crs import OUTPUT_CRS
from layers.gcj02 import bd09_to_wgs84, gcj02_to_wgs84
from layers.sites.reading import NOWHERE_YET

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import ArrayLike, NDArray

    from gisplan_words import Message
    from layers.gcj02 import LonLat
    from layers.lint.faults import Fault, Linted

POINT_LAYERS = ("sites", "standing", "hydrogen_supply")
# Rows that the search for a shift looks at.
SHIFT_SAMPLE = 2_000
# A shift is named when at least this many rows speak, this share of them for it, and it halves the distance.
SHIFT_ROWS, SHIFT_SHARE, SHIFT_RATIO = 20, 0.7, 0.5
SHIFTS = (("GCJ-02", gcj02_to_wgs84), ("BD-09", bd09_to_wgs84))
# A site this near its own district is taken as drawn with a coarser border, metres.
BORDER_M = 200.0


def near_duplicates(linted: Linted) -> Iterator[Fault]:
    """Sites within a few metres of an earlier one, other than the two sides of a road."""
    if linted.layer not in POINT_LAYERS or len(linted.points) < 2:
        return
    metres = linted.points.to_crs(linted.metres)
    rows = np.asarray(metres.index)
    xy = np.column_stack([metres.x, metres.y])
    limit = linted.context.near_m
    found = KDTree(xy).query(xy, k=2, distance_upper_bound=limit * (1 + 1e-9))
    away, near = np.asarray(found[0]), np.asarray(found[1])
    side = linted.text("direction")
    told: set[frozenset[int]] = set()
    for i in range(len(rows)):
        # Of two rows at one place either may come first.
        other = next(
            (int(j) for j, d in zip(near[i], away[i], strict=True) if j != i and np.isfinite(d)), None
        )
        if other is None or frozenset((i, other)) in told:
            continue
        told.add(frozenset((i, other)))
        a, b = sorted((int(rows[i]), int(rows[other])))
        if side[a] == side[b]:
            apart = float(np.hypot(*(xy[i] - xy[other])))
            first, away_m = str(a + 1), f"{apart:.1f}"
            yield linted.misplaced("near_duplicate", b, first=first, key=linted.key(a), apart=away_m)


def shifted_coordinates(linted: Linted) -> Iterator[Fault]:
    """Coordinates in GCJ-02 or BD-09: they fit the roads, or the district codes, once the shift is undone."""
    points = linted.points
    if len(points) < SHIFT_ROWS:
        return
    if len(points) > SHIFT_SAMPLE:
        points = points.iloc[:: len(points) // SHIFT_SAMPLE + 1]
    named = _shift_by_roads(linted, points) or _shift_by_districts(linted, points)
    if named:
        value, shift = named
        yield linted.fault("shifted_coordinates", None, "geometry", value, shift=shift)


def outside_region(linted: Linted) -> Iterator[Fault]:
    """Rows outside all districts; where swapping longitude and latitude brings one in, it says so."""
    land = linted.context.districts
    if land is None or linted.points.empty or linted.layer in {"districts", "roads"}:
        return
    region = shapely.union_all(np.asarray(land.to_crs(OUTPUT_CRS).geometry.make_valid().array))
    shapely.prepare(region)
    shapes = gpd.GeoSeries(linted.shapes[linted.points.index], index=linted.points.index, crs=linted.crs)
    touches = shapely.intersects(region, np.asarray(shapes.to_crs(OUTPUT_CRS).array))
    outside = linted.points[~touches]
    swapped = shapely.intersects_xy(region, outside.y, outside.x)
    for at, other_way in zip(outside.index.to_numpy(), swapped, strict=True):
        yield linted.misplaced("swapped_lon_lat" if other_way else "outside_region", at)


def wrong_district(linted: Linted) -> Iterator[Fault]:
    """Rows whose adcode is not the district they lie in, beyond the border's own vagueness."""
    land = linted.context.districts
    if land is None or "adcode" not in land or linted.layer == "districts" or "adcode" not in linted.table:
        return
    stated = linted.column("adcode")
    known = dict(
        zip(land["adcode"].astype(str), np.asarray(land.to_crs(linted.metres).geometry.array), strict=True)
    )
    spots = linted.points.to_crs(linted.metres)
    found_in = _district_of(linted.points, land)
    for at, found in zip(found_in.index.to_numpy(), found_in, strict=True):
        said = str(stated[at])
        if not found or said in {found, NOWHERE_YET} or not re.fullmatch(r"\d{6}", said):
            continue
        own = known.get(said)
        if own is None or own.distance(spots[at]) > BORDER_M:
            yield linted.fault("wrong_district", at, "adcode", stated[at], district=found)


def in_water(linted: Linted) -> Iterator[Fault]:
    """Sites in water."""
    water = linted.context.water
    if water is None or linted.layer not in POINT_LAYERS or linted.points.empty:
        return
    tree = shapely.STRtree(np.asarray(water.to_crs(OUTPUT_CRS).geometry.make_valid().array))
    wet = np.unique(tree.query(np.asarray(linted.points.array), predicate="within")[0])
    for at in linted.points.index.to_numpy()[wet]:
        yield linted.misplaced("in_water", at)


def off_the_roads(linted: Linted) -> Iterator[Fault]:
    """Sites farther from every road than the limit."""
    roads, most = linted.context.roads, linted.context.off_road_m
    if roads is None or linted.layer not in POINT_LAYERS or linted.points.empty:
        return
    away = _to_roads(linted, linted.points)
    for at, metres in zip(linted.points.index, away, strict=True):
        if metres > most:
            yield linted.misplaced("off_the_roads", at, away=f"{metres:,.0f}", most=f"{most:g}")


def _shift_by_roads(linted: Linted, points: gpd.GeoSeries) -> tuple[Message, str] | None:
    roads = linted.context.roads
    if roads is None or roads.empty or linted.layer not in POINT_LAYERS:
        return None
    as_is = _to_roads(linted, points)
    best: tuple[float, str] | None = None
    for name, undo in SHIFTS:
        moved = _to_roads(linted, _moved(points, undo))
        share, ratio = float((moved < as_is).mean()), float(np.median(moved) / max(np.median(as_is), 1e-9))
        if share >= SHIFT_SHARE and ratio <= SHIFT_RATIO and (best is None or ratio < best[0]):
            best = (ratio, name)
    if best is None:
        return None
    ratio, name = best
    before, after = f"{np.median(as_is):.0f}", f"{np.median(as_is) * ratio:.0f}"
    return message("lint-shift-roads", before=before, after=after), name


def _shift_by_districts(linted: Linted, points: gpd.GeoSeries) -> tuple[Message, str] | None:
    land = linted.context.districts
    if land is None or "adcode" not in land or "adcode" not in linted.table:
        return None
    stated = linted.table["adcode"].astype(str)[points.index]
    wrong = int((_district_of(points, land) != stated).sum())
    for name, undo in SHIFTS:
        after = int((_district_of(_moved(points, undo), land) != stated).sum())
        if wrong >= 5 and after <= wrong * 0.2:
            return message("lint-shift-districts", before=wrong, rows=len(points), after=after), name
    return None


def _moved(points: gpd.GeoSeries, undo: Callable[[ArrayLike, ArrayLike], LonLat]) -> gpd.GeoSeries:
    lon, lat = undo(points.x.to_numpy(), points.y.to_numpy())
    return gpd.GeoSeries(shapely.points(lon, lat), index=points.index, crs=OUTPUT_CRS)


def _to_roads(linted: Linted, points: gpd.GeoSeries) -> NDArray[np.float64]:
    """Return metres from each point to the nearest road."""
    roads = linted.context.roads
    lines = np.asarray([] if roads is None else roads.to_crs(linted.metres).geometry.array, dtype=object)
    lines = lines[~(shapely.is_missing(lines) | shapely.is_empty(lines))]
    spots = np.asarray(points.to_crs(linted.metres).array)
    away = np.full(len(spots), np.inf)
    (at, _), found = shapely.STRtree(lines).query_nearest(spots, all_matches=False, return_distance=True)
    away[at] = found
    return away


def _district_of(points: gpd.GeoSeries, land: gpd.GeoDataFrame) -> pd.Series[str]:
    """Return the adcode of the district that each point lies in, empty outside all of them."""
    tree = shapely.STRtree(np.asarray(land.to_crs(OUTPUT_CRS).geometry.make_valid().array))
    at, which = tree.query(np.asarray(points.array), predicate="intersects")
    found = pd.Series("", index=points.index, dtype=object)
    found.iloc[at] = land["adcode"].astype(str).to_numpy()[which]
    return found
