"""Expressways and trunk roads as lines, and the service areas along them in both directions.

A line runs through points of its road, and chainage is counted along it. Service areas that nobody surveyed
keep ``verified = False``; where a road has none within the spacing of JTG B01-2014 (about 50 km between
service areas, 15 to 25 km between parking areas of trunk roads), modelled ones fill the stretch. A road that
is no longer than the spacing needs none, nor does a ring round a city.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gisplan_errors import LayerError
from gisplan_words import Message, lines, message, named
from layers.files.tables import read_table
from layers.schema.contracts import SCHEMAS
from layers.vocabulary import VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

SPACING_KM = {"expressway": 50.0, "trunk": 25.0}
RING = "ring"
"""Kind of a road round a city: no service area is asked of it, and no gap along it judged."""
SPACING_SOURCE = "modelled slot at the spacing of JTG B01-2014"
OFFSET_M = 120.0
TOO_FAR_M = 3_000.0
MOST_SHIFT_KM = 5

FILE_COLUMNS = (
    *("road_ref", "name_zh", "name_en", "kind", "forward_zh", "forward_en", "backward_zh", "backward_en"),
    *("points", "origin", "source", "as_of", "verified"),
)
CORRIDOR_COLUMNS = tuple(SCHEMAS["corridors"].columns)


def read_corridors(path: Path, *, crs: str) -> gpd.GeoDataFrame:
    """Read a table of roads with the points they run through, one line for each direction.

    Parameters
    ----------
    path
        CSV: road_ref, name_zh, name_en, kind (expressway, trunk, ring), forward_zh, forward_en, backward_zh,
        backward_en, points (``lon lat;lon lat;…`` in WGS84), origin, source, as_of, verified.
    crs
        Projected CRS in metres.

    Returns
    -------
    geopandas.GeoDataFrame
        `CORRIDOR_COLUMNS` and LineStrings in ``crs``, drawn in the direction of travel; ``length_km`` is
        the length of the drawn line, not of the real road.

    Raises
    ------
    LayerError
        If a kind, a point list or a road reference is not valid; all bad rows at once.
    """
    table = read_table(path, FILE_COLUMNS, {"road_ref": str, "as_of": str})
    faults = _faults(table, path)
    if faults:
        raise LayerError(lines(faults))
    drawn = [shapely.LineString(_points(str(text))) for text in table["points"]]
    forward = gpd.GeoDataFrame(table, geometry=drawn, crs="EPSG:4326").to_crs(crs)
    backward = forward.assign(geometry=shapely.reverse(forward.geometry.to_numpy()))
    for frame, way in ((forward, "forward"), (backward, "backward")):
        frame["direction"] = frame[f"{way}_zh"]
        frame["direction_en"] = frame[f"{way}_en"]
    both = pd.concat([forward, backward], ignore_index=True)
    both["length_km"] = both.geometry.length / 1000
    both = both.sort_values(["road_ref", "direction"], ignore_index=True)
    return both[[*CORRIDOR_COLUMNS, "geometry"]]


def _points(text: str) -> list[tuple[float, float]]:
    return [(float(lon), float(lat)) for lon, lat in (pair.split() for pair in text.split(";"))]


def _faults(table: pd.DataFrame, path: Path) -> list[Message]:
    faults = []
    for row in table.itertuples():
        where = f"{path}: road {row.road_ref!r}"
        if row.kind not in VOCABULARY["road"]:
            known = str(list(VOCABULARY["road"]))
            faults.append(message("layers-road-kind", where=where, kind=repr(row.kind), known=known))
        try:
            enough = len(_points(str(row.points))) >= 2
        except ValueError:
            enough = False
        if not enough:
            faults.append(message("layers-road-points", where=where, points=repr(row.points)))
    faults += [
        message("layers-road-twice", where=f"{path}: road {ref!r}")
        for ref in table.loc[table["road_ref"].duplicated(), "road_ref"].unique()
    ]
    return faults


def locate(corridors: gpd.GeoDataFrame, known: gpd.GeoDataFrame, districts: gpd.GeoDataFrame) -> pd.DataFrame:
    """Find the service areas of every road: known ones by projection, modelled ones where a gap is left.

    Parameters
    ----------
    corridors
        As `read_corridors` gives them.
    known
        Known service areas (points in the CRS of the corridors) with road_ref, name_zh, name_en, origin,
        source, as_of, verified. Each stands for a pair, one in each direction.
    districts
        Polygons in the same CRS; a modelled slot outside all of them moves along the road by up to
        5 km, or is left out.

    Returns
    -------
    pandas.DataFrame
        One row a service area and direction: road_ref, direction, direction_en, kind, name_zh, name_en,
        chainage_km (from the start of travel of that direction), x, y (metres, right of the line), origin,
        source, as_of, verified.

    Raises
    ------
    LayerError
        If a known service area names an unknown road or lies more than 3 km from its road.
    """
    land = shapely.union_all(districts.to_crs(corridors.crs).geometry.to_numpy())
    shapely.prepare(land)
    rows: list[dict[str, object]] = []
    faults = [
        message("layers-area-road", name=row.name_zh, road=repr(row.road_ref))
        for row in known.itertuples()
        if row.road_ref not in set(corridors["road_ref"])
    ]
    for road_ref, pair in corridors.groupby("road_ref", sort=True):
        first, second = _ways(pair)
        own = known[known["road_ref"] == road_ref]
        far = own.distance(first.geometry)
        faults += [
            message(
                "layers-area-far", name=name, away=f"{metres:.0f}", road=road_ref, most=f"{TOO_FAR_M:.0f}"
            )
            for name, metres in zip(own["name_zh"], far, strict=True)
            if metres > TOO_FAR_M
        ]
        stations = _known_stations(first, own) + _modelled_stations(first, own, land)
        stations.sort(key=lambda station: station.km)
        rows += [_place(first, station, station.km) for station in stations]
        rows += [_place(second, station, second.length_km - station.km) for station in reversed(stations)]
    if faults:
        raise LayerError(lines(faults))
    return pd.DataFrame(rows)


@dataclass(frozen=True, slots=True)
class _Way:
    """One direction of a road."""

    road_ref: str
    direction: str
    direction_en: str
    name_zh: str
    kind: str
    length_km: float
    geometry: shapely.LineString


@dataclass(frozen=True, slots=True)
class _Station:
    """A service area on a road: its chainage along the first direction, its names and provenance."""

    km: float
    name_zh: str
    name_en: str
    origin: str
    source: str
    as_of: str
    verified: bool


def _ways(pair: gpd.GeoDataFrame) -> list[_Way]:
    rows = pair.sort_values("direction")[[field.name for field in fields(_Way)]]
    return [_Way(*row) for row in rows.itertuples(index=False, name=None)]


def _known_stations(way: _Way, own: gpd.GeoDataFrame) -> list[_Station]:
    return [
        _Station(
            km=float(way.geometry.project(row.geometry)) / 1000,
            name_zh=name.zh,
            name_en=name.en,
            origin=row.origin,
            source=row.source,
            as_of=str(row.as_of),
            verified=bool(row.verified),
        )
        for row in own.itertuples()
        for place in (named(row.name_zh, row.name_en),)
        # a modelled one has its whole name
        for name in (place if row.origin == "modelled" else message("site-service-area", place=place),)
    ]


def _modelled_stations(way: _Way, own: gpd.GeoDataFrame, land: shapely.Geometry) -> list[_Station]:
    """Fill the gaps of a road; a slot in water or outside all districts moves along, or is left out."""
    if way.kind not in SPACING_KM:
        return []
    known = np.array([way.geometry.project(point) / 1000 for point in own.geometry])
    inside = slot_chainages(
        way.geometry, known, SPACING_KM[way.kind], lambda spot: bool(shapely.covers(land, spot))
    )
    road = named(f"{way.road_ref} {way.name_zh}", way.road_ref)
    return [
        _Station(
            km=km,
            name_zh=slot.zh,
            name_en=slot.en,
            origin="modelled",
            source=SPACING_SOURCE,
            as_of="2014",
            verified=False,
        )
        for number, km in enumerate(inside, start=1)
        for slot in (message("site-service-slot", road=road, number=f"{number:02d}"),)
    ]


def slot_chainages(
    line: shapely.LineString,
    known_km: NDArray[np.float64],
    spacing_km: float,
    fits: Callable[[shapely.Point], bool],
) -> list[float]:
    """Give chainages of further service areas, as near to where the spacing wants them as the ground allows.

    Parameters
    ----------
    line
        The road, metres.
    known_km
        Chainages (km) of known service areas, any order.
    spacing_km
        Widest distance allowed between neighbours.
    fits
        Tells whether a service area can stand at a point of the line.

    Returns
    -------
    list of float
        Chainages (km), moved by whole km and by at most 5; one that fits nowhere is left out.
    """
    length_km = line.length / 1000
    steps = sorted(range(-MOST_SHIFT_KM, MOST_SHIFT_KM + 1), key=abs)
    found = (
        next(
            (
                km + step
                for step in steps
                if 0 <= km + step <= length_km and fits(line.interpolate((km + step) * 1000))
            ),
            None,
        )
        for km in fill_gaps(known_km, length_km, spacing_km)
    )
    return [km for km in found if km is not None]


def fill_gaps(known_km: NDArray[np.float64], length_km: float, spacing_km: float) -> list[float]:
    """Give chainages of further service areas so that no two neighbours stand wider than the spacing.

    Parameters
    ----------
    known_km
        Chainages (km) of known service areas, any order.
    length_km, spacing_km
        Length of the road and widest distance allowed between neighbours, and from an end to the first.

    Returns
    -------
    list of float
        Chainages (km), rising. A road without any that is no longer than the spacing gets none; a longer one
        gets ceil(length/spacing), evenly, each in the middle of its share.
    """
    known = np.sort(np.asarray(known_km, dtype=float))
    if known.size == 0:
        if length_km <= spacing_km:
            return []
        number = ceil(length_km / spacing_km)
        return [(i + 0.5) * length_km / number for i in range(number)]
    marks: list[float] = []
    stops = np.concatenate([[0.0], known, [length_km]])
    for start, end in pairwise(stops.tolist()):
        extra = ceil((end - start) / spacing_km) - 1
        marks += [float(start + (end - start) * (i + 1) / (extra + 1)) for i in range(extra)]
    return marks


def _place(way: _Way, station: _Station, km: float) -> dict[str, object]:
    """Set a service area to the right of one direction of travel, km from that direction's start."""
    before = way.geometry.interpolate(max(km * 1000 - 50, 0))
    after = way.geometry.interpolate(min(km * 1000 + 50, way.length_km * 1000))
    here = way.geometry.interpolate(km * 1000)
    dx, dy = after.x - before.x, after.y - before.y
    norm = float(np.hypot(dx, dy))
    return {
        "road_ref": way.road_ref,
        "direction": way.direction,
        "direction_en": way.direction_en,
        "kind": way.kind,
        **{name: value for name, value in asdict(station).items() if name != "km"},
        "chainage_km": km,
        "x": here.x + OFFSET_M * dy / norm,
        "y": here.y - OFFSET_M * dx / norm,
    }
