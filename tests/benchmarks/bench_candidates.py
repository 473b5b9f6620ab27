"""Compare where candidate and planned public sites of Beijing stand with its real charging stations.

Run: ``GISPLAN_BENCHMARK_DATA=... python tests/benchmarks/bench_candidates.py [RUN ...] --write
docs/truth.md``; ``RUN`` are run folders of ``beijing-2020``. The stations are known as counts in cells of
0.01° alone, so every site is laid to the middle of its cell too. Sets of different size are compared at the
size of the smaller one: means of draws. Tables alone ship, no cell.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import KDTree

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from layers.demand.reading import read_demand_parameters, region_parameters
from layers.region.loading import load_region

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "data" / "rules"
STEP = 0.01
CELL_M = 2_000.0
DRAWS = 20
BEGIN, END = "<!-- candidates -->\n", "<!-- end of candidates -->\n"
HEAD = [
    (
        "| sites of Beijing | number | compared at | nearest neighbour, mean (m): sites, stations "
        "| alone in 0.01°: sites, stations | Gini of 2 km cells: sites, stations |"
    ),
    "|---|---|---|---|---|---|",
]

XY = NDArray[np.float64]


def middles(lon: XY, lat: XY, crs: str) -> XY:
    """Lay points to the middle of their cell of 0.01°, in metres."""
    axes = [(np.floor(axis / STEP + 1e-6) + 0.5) * STEP for axis in (lon, lat)]
    spots = gpd.GeoSeries.from_xy(*axes, crs=4326).to_crs(crs)
    return np.column_stack([spots.x, spots.y])


def cells_of(land: shapely.Geometry) -> int:
    """Count the cells of 2 km that touch a city."""
    west, south, east, north = land.bounds
    x = np.arange(np.floor(west / CELL_M), np.ceil(east / CELL_M)) * CELL_M
    y = np.arange(np.floor(south / CELL_M), np.ceil(north / CELL_M)) * CELL_M
    corners = np.array([(a, b) for a in x for b in y])
    squares = shapely.box(*corners.T, *(corners + CELL_M).T)
    shapely.prepare(land)
    return int(shapely.intersects(land, squares).sum())


def gini(counts: XY) -> float:
    """Give the Gini coefficient: 0 all alike, towards 1 all in one."""
    rising = np.sort(counts)
    n = len(rising)
    return float((2 * np.arange(1, n + 1) - n - 1) @ rising / (n * rising.sum()))


def spread(xy: XY, cells: int) -> tuple[float, float, float]:
    """Give the mean way to the nearest other, the share alone in its cell, and the Gini of 2 km cells."""
    away = KDTree(xy).query(xy, k=2)[0][:, 1]
    _, counts = np.unique(np.floor(xy / CELL_M), axis=0, return_counts=True)
    full = np.concatenate([counts, np.zeros(max(0, cells - len(counts)))])
    return float(away.mean()), float((away > 1.0).mean()), gini(full)


def at_size(xy: XY, size: int, cells: int) -> XY:
    """Give the mean of `spread` over draws of a size."""
    if len(xy) == size:
        return np.array(spread(xy, cells))
    random = np.random.default_rng(2024)
    return np.mean(
        [spread(xy[random.choice(len(xy), size, replace=False)], cells) for _ in range(DRAWS)], axis=0
    )


def told(name: str, sites: XY, stations: XY, cells: int) -> str:
    """Write a row of the table."""
    size = min(len(sites), len(stations))
    own, real = at_size(sites, size, cells), at_size(stations, size, cells)
    figures = f"{own[0]:.0f}, {real[0]:.0f} | {own[1]:.0%}, {real[1]:.0%} | {own[2]:.3f}, {real[2]:.3f}"
    return f"| {name} | {len(sites):,} | {size:,} | {figures} |"


def rows(data: Path, runs: list[Path]) -> list[str]:
    """Write the table: candidates by category, then what runs opened."""
    usual = read_demand_parameters(RULES / "demand.toml", RULES / "calibration.toml")
    folder = ROOT / "data" / "regions" / "beijing"
    region = load_region(folder, demand=region_parameters(folder, usual))
    cells = cells_of(shapely.union_all(region.districts.geometry.make_valid().to_numpy()))
    table = pd.read_csv(data / "stations2024" / "beijing.csv")
    table = table.loc[table.index.repeat(table["count"])]
    stations = middles(table["lon"].to_numpy(), table["lat"].to_numpy(), region.crs)

    def laid(sites: gpd.GeoDataFrame) -> XY:
        spots = sites.geometry.to_crs(4326)
        return middles(spots.x.to_numpy(), spots.y.to_numpy(), region.crs)

    public = region.sites[region.sites["access"] == "public"]
    out = [*HEAD, told("public candidates", laid(public), stations, cells)]
    for category, own in public.groupby("category"):
        if len(own) >= 30:
            out.append(told(f"of them {category}", laid(own), stations, cells))
    for run in runs:
        opened = gpd.read_file(run / "plan.gpkg", layer="sites")
        own = opened[(opened["access"] == "public") & (opened["chargers"] > 0)]
        out.append(told(f"planned public sites ({run.name})", laid(own), stations, cells))
    return out


def main() -> None:
    """Print the table, or write it into a document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", type=Path, nargs="*")
    parser.add_argument("--write", type=Path)
    asked = parser.parse_args()
    text = "\n".join(rows(Path(os.environ["GISPLAN_BENCHMARK_DATA"]), asked.runs)) + "\n"
    print(text)
    if asked.write is not None:
        before, rest = asked.write.read_text(encoding="utf-8").split(BEGIN)
        _, after = rest.split(END)
        asked.write.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
