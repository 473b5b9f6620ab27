"""Compare the modelled demand with where real charging stations stand, beside people alone.

Run: ``GISPLAN_BENCHMARK_DATA=... python tests/benchmarks/bench_agreement.py``, with ``--write docs/truth.md``
to put the tables between their marks and ``--map PATH`` to draw the residuals of Beijing. Stations of Beijing
are counts in cells of 0.01° (2024), those of Shenzhen points in GCJ-02 (UrbanEV). Cells of 0.05° that touch
the districts count, those without a station too.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from layers.calibration.agreement import both_agreements
from layers.calibration.fit import BLOCK, Calibration, calibrate, placed_stations
from layers.demand.energy import PUBLIC
from layers.demand.reading import read_demand_parameters, region_parameters
from layers.gcj02 import gcj02_to_wgs84
from layers.region.loading import load_land, load_region

if TYPE_CHECKING:
    from layers.demand.parameters import DemandParameters

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "data" / "rules"
CITIES = (("beijing", "beijing", "11"), ("shenzhen", "guangdong", "4403"))
CLASSES = (0.0, 0.5, 0.8, 1.25, 2.0, 9.0)
"""Of the ratio of stations to those expected."""
APART_KM = (5.0, 10.0)
OVER = {"cells": "cells of 0.05°", "districts": "districts"}
TOLD = {
    "charging": "with names, blocks left out",
    "charging_seen": "with names, all seen",
    "plain": "without names, blocks left out",
    "people": "people alone",
    "people_area": "people × area",
}
BEGIN, END = "<!-- agreement -->\n", "<!-- end of agreement -->\n"


def stations(data: Path, city: str) -> gpd.GeoDataFrame:
    """Give the stations of a city as points, with how many stand there."""
    if city == "beijing":
        table = pd.read_csv(data / "stations2024" / "beijing.csv")
        return gpd.GeoDataFrame(
            table[["count"]], geometry=gpd.points_from_xy(table["lon"], table["lat"]), crs=4326
        )
    table = pd.read_csv(data / "shenzhen" / "stations.csv")
    lon, lat = gcj02_to_wgs84(table["longitude"], table["latitude"])
    return gpd.GeoDataFrame({"count": np.ones(len(lon))}, geometry=gpd.points_from_xy(lon, lat), crs=4326)


def parameters_of(folder: Path) -> DemandParameters:
    """Give the shipped figures of a region."""
    usual = read_demand_parameters(RULES / "demand.toml", RULES / "calibration.toml")
    return region_parameters(folder, usual)


def shipped(region: str, codes: str, table: gpd.GeoDataFrame) -> pd.DataFrame:
    """Compare the shipped public energy, cell by cell, and people alone."""
    folder = ROOT / "data" / "regions" / region
    loaded = load_region(folder, demand=parameters_of(folder))
    districts = loaded.districts[loaded.districts["adcode"].str.startswith(codes)].to_crs(4326)
    demand = loaded.demand[loaded.demand["adcode"].str.startswith(codes)]
    spots = demand.geometry.representative_point().to_crs(4326)
    values = pd.DataFrame(
        {
            "lon": spots.x.to_numpy(),
            "lat": spots.y.to_numpy(),
            "adcode": demand["adcode"].to_numpy(),
            "energy": demand[[f"kwh_{name}" for name in PUBLIC]].sum(axis=1).to_numpy(),
            "people": demand["population"].to_numpy(),
        }
    )
    return both_agreements(values, placed_stations(table, districts), districts)


def crossed(table: gpd.GeoDataFrame, apart_km: float = 0.0) -> Calibration:
    """Fit anew in Beijing, and judge by blocks left out, with what stands within some km of them."""
    folder = ROOT / "data" / "regions" / "beijing"
    figures = parameters_of(folder)
    land, said = load_land(folder, demand=figures), {"source": "Beijing", "as_of": "2024"}
    return calibrate(land, table, figures, **said, apart_km=apart_km)


def told(row: pd.Series) -> str:
    """Give Spearman, Pearson of logs, and how much of the top tenth of many cells is the same."""
    top = "" if pd.isna(row["top_tenth"]) else f", {row['top_tenth']:.0%}"
    return f"{row['spearman']:.3f}, {row['pearson']:.3f}{top}"


def rows(data: Path, made: Calibration) -> list[str]:
    """Write the tables."""
    out = [
        "| city | over | number | public demand: Spearman, Pearson of logs, top tenth | people alone |",
        "|---|---|---|---|---|",
    ]
    for city, region, codes in CITIES:
        table = shipped(region, codes, stations(data, city)).set_index(["over", "model"])
        for over, name in OVER.items():
            figures = [told(table.loc[(over, model)]) for model in ("energy", "people")]
            out.append(
                f"| {city.title()} | {name} | {table['number'][over].iloc[0]} | {' | '.join(figures)} |"
            )
    out += [
        "",
        "| fitted in Beijing | cells of 0.05° | districts | largest factor of a share |",
        "|---|---|---|---|",
    ]
    table = made.agreement.set_index(["model", "over"])
    lines = [(name, *(table.loc[(model, over)] for over in OVER)) for model, name in TOLD.items()]
    for apart_km in APART_KM:
        wide = crossed(stations(data, "beijing"), apart_km).agreement.set_index(["model", "over"])
        name = f"with names, blocks and {apart_km:g} km round them left out"
        lines.append((name, *(wide.loc[("charging", over)] for over in OVER)))
    for name, cells, districts in lines:
        out.append(f"| {name} | {told(cells)} | {told(districts)} | {districts['factor']:.2f} |")
    return out


def draw(made: Calibration, path: Path) -> None:
    """Draw how many stations stand for one expected where their block was left out, by blocks of 0.2°.

    Whole blocks in five classes: from the picture nobody can tell what stands in a cell, which may not ship.
    """
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt
    from matplotlib.colors import BoundaryNorm

    cells = made.residuals.assign(
        x=np.floor(made.residuals["lon"] / BLOCK + 1e-9), y=np.floor(made.residuals["lat"] / BLOCK + 1e-9)
    )
    sums = cells.groupby(["x", "y"], as_index=False)[["stations", "expected"]].sum()
    ratio = (sums["stations"] + 1.0) / (sums["expected"] + 1.0)
    figure, axes = plt.subplots(figsize=(6.4, 5.4), dpi=100)
    colours = mpl.colormaps["RdBu_r"]
    norm = BoundaryNorm(CLASSES, colours.N)
    for x, y, value in zip(sums["x"], sums["y"], ratio, strict=True):
        corner = (x * BLOCK, y * BLOCK)
        axes.add_patch(plt.Rectangle(corner, BLOCK, BLOCK, facecolor=colours(norm(value)), edgecolor="white"))
    axes.autoscale()
    axes.set(title="Beijing 2024: stations for one expected, blocks left out", xlabel="° E", ylabel="° N")
    axes.set_aspect(1.0 / np.cos(np.radians(40.0)))
    shown = mpl.cm.ScalarMappable(norm, colours)
    figure.colorbar(shown, ax=axes, ticks=CLASSES[1:-1], label="(stations + 1) / (expected + 1)", shrink=0.8)
    figure.savefig(path, bbox_inches="tight", metadata={"Software": None})


def main() -> None:
    """Print the table, or write it into a document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--map", type=Path)
    asked = parser.parse_args()
    data = Path(os.environ["GISPLAN_BENCHMARK_DATA"])
    made = crossed(stations(data, "beijing"))
    if asked.map is not None:
        draw(made, asked.map)
    text = "\n".join(rows(data, made)) + "\n"
    print(text)
    if asked.write is not None:
        before, rest = asked.write.read_text(encoding="utf-8").split(BEGIN)
        _, after = rest.split(END)
        asked.write.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
