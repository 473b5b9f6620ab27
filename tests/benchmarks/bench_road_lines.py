"""Measure the lines of roads: points held out of their making, and the shipped lines against all points.

Run: ``GISPLAN_BENCHMARK_DATA=... python tests/benchmarks/bench_road_lines.py``, with ``--before FOLDER`` to
compare with regions as they were, and ``--write docs/truth.md`` to put the tables between its marks.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import KDTree

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "data" / "make"))  # scripts that no package holds
maker: Any = importlib.import_module("roads")
lines: Any = importlib.import_module("road_lines")

FOLDS = 5
BLOCK_M = 1_000.0
STEP_M = 250.0
BESIDE_M = 3_000.0
MOST_M = (300.0, 1_000.0)
MOST_BESIDE = 0.1
"""Median and 90 % of the points held out of a road that ships, and the share beside no line, at most."""
BEGIN, END = "<!-- road lines -->\n", "<!-- end of road lines -->\n"


def names(data: Path) -> pd.DataFrame:
    return maker.read_names(data / "jingjinji" / "osm_names.csv.gz")


def measure(road: Any) -> dict[str, Any]:
    """Hold every point of a road out once, alone and with its whole kilometre."""
    alone = lines.held_out(road.build, road.own, folds=FOLDS, block_m=0.0)
    whole = lines.held_out(road.build, road.own, folds=FOLDS, block_m=BLOCK_M)
    built = road.lines()
    near = np.nanpercentile(alone, [50, 90]), np.isnan(alone).mean()
    if (near[0] > MOST_M).any() or near[1] > MOST_BESIDE:
        raise SystemExit(f"{road.row['road_ref']}: points held out lie {near} from its line")
    row = {key: road.row[key] for key in ("road_ref", "name_zh", "kind")}
    row |= {"pieces": len(built), "km": sum(line.length for line in built) / 1000}
    return row | {"metres": alone, "block_metres": whole}


def shipped_lines(path: Path) -> pd.DataFrame:
    """Read a region's lines in metres: the road that each is a piece of, and whether it is a trunk road."""
    table = pd.read_csv(path, dtype=str)
    degrees = [np.array([pair.split() for pair in text.split(";")], dtype=float) for text in table["points"]]
    within = [shapely.intersection(shapely.LineString(points), maker.BOX) for points in degrees]
    drawn = [shapely.transform(line, _metres) for line in within]
    base, trunk = table["road_ref"].str.partition("-")[0], table["kind"] == "trunk"
    made = pd.DataFrame({"base": base, "trunk": trunk, "line": drawn})
    return made[[not line.is_empty for line in drawn]]


def off_the_road(
    path: Path, roads: list[Any], table: pd.DataFrame, land: shapely.Geometry
) -> dict[str, list[str]]:
    """Measure a region's lines by class: their own points in it to them, they to any point of their class."""
    shipped = shipped_lines(path)
    found = {}
    for name, trunk, kinds in (("expressway", False, ["motorway"]), ("trunk", True, ["trunk", "primary"])):
        own = shipped[shipped["trunk"] == trunk]
        if own.empty:
            continue
        away = []
        for road in roads:
            line = shapely.union_all(own.loc[own["base"] == road.row["road_ref"], "line"].to_numpy())
            if not line.is_empty:
                here = road.own[shapely.contains_xy(land, road.own)]
                away.append(shapely.distance(line, shapely.points(here)))
        marks = shapely.get_coordinates(shapely.segmentize(own["line"].to_numpy(), STEP_M))
        tree = KDTree(table.loc[table["osm_value"].isin(kinds), ["x", "y"]].to_numpy())
        found[name] = [_said(np.concatenate(away)), _said(tree.query(marks)[0])]
    return found


def _said(metres: np.ndarray) -> str:
    known = metres[~np.isnan(metres)]
    return f"{np.median(known):,.0f}, {np.percentile(known, 90):,.0f}"


def gaps(roads: list[Any]) -> list[str]:
    """Name the holes between the pieces of each expressway, and the road whose line passes both ends."""
    built = {road.row["road_ref"]: road.lines() for road in roads}
    said = {road.row["road_ref"]: road.row["name_zh"] for road in roads}
    rows = []
    for road in roads:
        own = built[road.row["road_ref"]]
        for before, after in pairwise(own):
            ends = [
                (shapely.get_point(before, i), shapely.get_point(after, j)) for i in (0, -1) for j in (0, -1)
            ]
            pair = min(ends, key=lambda pair: pair[0].distance(pair[1]))
            off = {
                ref: max(min(line.distance(end) for line in others) for end in pair)
                for ref, others in built.items()
                if ref != road.row["road_ref"]
            }
            over = min(off, key=lambda ref: off[ref])
            if road.row["kind"] == "expressway":
                through = said[over] if off[over] <= BESIDE_M else "no road of the table"
                rows.append(f"| {_label(road.row)} | {pair[0].distance(pair[1]) / 1000:.0f} | {through} |")
    return rows


def _label(row: dict[str, str]) -> str:
    ref, name = row["road_ref"], row["name_zh"]
    return name if ref == name else f"{ref} {name}"


def _metres(degrees: np.ndarray) -> np.ndarray:
    return np.column_stack(maker.TO_METRES.transform(*degrees.T))


def report(data: Path, before: Path | None) -> str:
    table = names(data)
    roads = maker.read_roads(table)
    rows = [measure(road) for road in roads]
    out = ["| road | points | beside no line | pieces | km | points held out (m) | whole km held out (m) |"]
    out.append("| --- | --- | --- | --- | --- | --- | --- |")
    out += [_row(_label(row), [row]) for row in rows]
    for kind in ("expressway", "ring", "trunk"):
        out.append(_row(f"**all of kind {kind}**", [row for row in rows if row["kind"] == kind]))
    out.append(_row("**all**", rows))
    out += [
        "",
        "| region | kind | points to line: before (m) | now (m) | line to points: before (m) | now (m) |",
    ]
    out.append("| --- | --- | --- | --- | --- | --- |")
    for region in maker.NAMES:
        land = maker.land_of(region)
        shapely.prepare(land)
        now = off_the_road(maker.REGIONS / region / "corridors.csv", roads, table, land)
        was = off_the_road(before / region / "corridors.csv", roads, table, land) if before else {}
        for kind, (points, line) in now.items():
            old = was.get(kind, ["none", "none"])
            out.append(f"| {region} | {kind} | {old[0]} | {points} | {old[1]} | {line} |")
    out += [
        "",
        "| expressway | its name pauses for (km) | the road that passes both ends |",
        "| --- | --- | --- |",
    ]
    return "\n".join([*out, *gaps(roads)]) + "\n"


def _row(label: str, rows: list[dict[str, Any]]) -> str:
    alone, whole = (np.concatenate([row[key] for row in rows]) for key in ("metres", "block_metres"))
    figures = [len(alone), int(np.isnan(alone).sum()), sum(row["pieces"] for row in rows)]
    km = sum(row["km"] for row in rows)
    return " | ".join([f"| {label}", *map(str, figures), f"{km:,.0f}", _said(alone), f"{_said(whole)} |"])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--before", type=Path)
    parser.add_argument("--write", type=Path)
    asked = parser.parse_args()
    text = report(Path(os.environ["GISPLAN_BENCHMARK_DATA"]), asked.before)
    sys.stdout.write(text)
    if asked.write:
        document = asked.write.read_text(encoding="utf-8")
        head, rest = document.split(BEGIN)
        asked.write.write_text(head + BEGIN + "\n" + text + "\n" + END + rest.split(END)[1], encoding="utf-8")
