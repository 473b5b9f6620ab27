"""Measure the lines of roads: points held out of their making, and the shipped lines against all points.

Run: ``GISPLAN_BENCHMARK_DATA=... python tests/benchmarks/bench_road_lines.py [--before FOLDER] [--write FILE]``.
``--before`` names a folder of regions as they were, to compare with; ``--write`` puts the tables between the
marks in a document.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
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
BEGIN, END = "<!-- road lines -->\n", "<!-- end of road lines -->\n"


def names(data: Path) -> pd.DataFrame:
    return maker.read_names(data / "jingjinji" / "osm_names.csv.gz")


def measure(road: Any) -> dict[str, Any]:
    """Hold every point of a road out once, alone and with its whole kilometre."""
    alone = lines.held_out(road.build, road.own, folds=FOLDS, block_m=0.0)
    whole = lines.held_out(road.build, road.own, folds=FOLDS, block_m=BLOCK_M)
    built = road.lines()
    row = {key: road.row[key] for key in ("road_ref", "name_zh", "kind")}
    row |= {"points": len(road.own), "pieces": len(built), "km": sum(line.length for line in built) / 1000}
    for name, metres in (("point", alone), ("km", whole)):
        row |= {f"{name}_p50": np.median(metres), f"{name}_p90": np.percentile(metres, 90)}
    return row | {"metres": alone, "block_metres": whole}


def shipped_lines(path: Path, box: shapely.Geometry) -> tuple[shapely.Geometry, shapely.Geometry]:
    """Give the expressways and the trunk roads of a region within the reach of the names, metres."""
    table = pd.read_csv(path, dtype=str)
    made: dict[bool, list[shapely.LineString]] = {True: [], False: []}
    for kind, text in zip(table["kind"], table["points"], strict=True):
        lon, lat = np.array([pair.split() for pair in text.split(";")], dtype=float).T
        within = shapely.intersection(shapely.LineString(np.column_stack([lon, lat])), box)
        made[kind == "trunk"] += [
            shapely.transform(part, _metres) for part in shapely.get_parts(within) if part.length > 0
        ]
    return shapely.union_all(made[False]), shapely.union_all(made[True])


def off_the_road(path: Path, table: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """Sample shipped lines every 250 m: metres to the nearest point of a road of their class, p50 and p90."""
    found = {}
    for name, line, kinds in zip(
        ("expressway", "trunk"), shipped_lines(path, maker.BOX), (["motorway"], ["trunk", "primary"]), strict=True
    ):
        if line.is_empty:
            continue
        marks = shapely.get_coordinates(shapely.segmentize(line, STEP_M))
        tree = KDTree(table.loc[table["osm_value"].isin(kinds), ["x", "y"]].to_numpy())
        metres = tree.query(marks)[0]
        found[name] = (float(np.median(metres)), float(np.percentile(metres, 90)))
    return found


def areas_off(path: Path, table: pd.DataFrame) -> tuple[int, int]:
    """Count a region's service areas on a table, and those within 500 m of a point of an expressway."""
    areas = pd.read_csv(path, dtype=str) if path.is_file() else pd.DataFrame({"lon": [], "lat": []})
    ways = pd.read_csv(path.with_name("corridors.csv"), dtype=str).set_index("road_ref")["kind"]
    if len(areas):
        areas = areas[areas["road_ref"].map(ways).to_numpy() != "trunk"]
    points = _metres(areas[["lon", "lat"]].to_numpy(dtype=float))
    tree = KDTree(table.loc[table["osm_value"] == "motorway", ["x", "y"]].to_numpy())
    return len(areas), int((tree.query(points)[0] <= 500).sum()) if len(areas) else 0


def gaps(built: dict[str, list[shapely.LineString]], said: dict[str, str]) -> list[tuple[str, float, str]]:
    """Name the holes between the pieces of each road, and the road that both of their ends lie on."""
    found = []
    for ref, own in built.items():
        for before, after in zip(own[:-1], own[1:], strict=True):
            ends = [shapely.get_point(line, i) for line in (before, after) for i in (0, -1)]
            hole, a, b = min((p.distance(q), i, 2 + j) for i, p in enumerate(ends[:2]) for j, q in enumerate(ends[2:]))
            off = {
                other: max(min(line.distance(ends[end]) for line in others) for end in (a, b))
                for other, others in built.items()
                if other != ref and others
            }
            over = min(off, key=lambda other: off[other])
            found.append((said[ref], hole / 1000, said[over] if off[over] <= 3_000 else "—"))
    return found


def _metres(degrees: np.ndarray) -> np.ndarray:
    return np.column_stack(maker.TO_METRES.transform(*degrees.T))


def report(data: Path, before: Path | None) -> str:
    table = names(data)
    roads = maker.read_roads(table)
    rows = [measure(road) for road in roads]
    out = ["| road | points | pieces | km | point held out: median, p90 (m) | whole km held out: median, p90 (m) |"]
    out.append("| --- | --- | --- | --- | --- | --- |")
    for row in rows:
        label = row["name_zh"] if row["road_ref"] == row["name_zh"] else f"{row['road_ref']} {row['name_zh']}"
        figures = [f"{row[f'{name}_p50']:.0f}, {row[f'{name}_p90']:.0f}" for name in ("point", "km")]
        out.append(f"| {label} | {row['points']:,} | {row['pieces']} | {row['km']:.0f} | {figures[0]} | {figures[1]} |")
    for kind in ("expressway", "ring", "trunk", None):
        own = [row for row in rows if kind in (None, row["kind"])]
        every = [np.concatenate([row[key] for row in own]) for key in ("metres", "block_metres")]
        figures = [f"{np.median(metres):.0f}, {np.percentile(metres, 90):.0f}" for metres in every]
        km, pieces = sum(row["km"] for row in own), sum(row["pieces"] for row in own)
        label = f"**all, {kind}**" if kind else "**all**"
        out.append(f"| {label} | {len(every[0]):,} | {pieces} | {km:,.0f} | {figures[0]} | {figures[1]} |")
    out += ["", "| region | lines | before: median, p90 (m) | now: median, p90 (m) |", "| --- | --- | --- | --- |"]
    for region in maker.NAMES:
        now = off_the_road(maker.REGIONS / region / "corridors.csv", table)
        was = off_the_road(before / region / "corridors.csv", table) if before else {}
        for kind, figures in now.items():
            old = f"{was[kind][0]:,.0f}, {was[kind][1]:,.0f}" if kind in was else "not measured"
            out.append(f"| {region} | {kind} | {old} | {figures[0]:,.0f}, {figures[1]:,.0f} |")
    out += ["", "| region | service areas of expressways in its table | within 500 m of a point of one |"]
    out.append("| --- | --- | --- |")
    for region in maker.NAMES:
        count, near = areas_off(maker.REGIONS / region / "service_areas.csv", table)
        out.append(f"| {region} | {count} | {near} |")
    said = {row["road_ref"]: row["name_zh"] for row in rows}
    built = {road.row["road_ref"]: road.lines() for road in roads}
    out += ["", "| road | its names pause for (km) | both ends lie on |", "| --- | --- | --- |"]
    out += [f"| {name} | {km:.0f} | {over} |" for name, km, over in gaps(built, said)]
    return "\n".join(out) + "\n"


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
