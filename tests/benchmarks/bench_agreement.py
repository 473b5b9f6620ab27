"""Compare the modelled demand with where real charging stations stand, beside people alone.

Run: ``GISPLAN_BENCHMARK_DATA=... python tests/benchmarks/bench_agreement.py``, with ``--write docs/truth.md``
to put the table between its marks. Stations of Beijing are counts in cells of 0.01° (2024), those of Shenzhen
points in GCJ-02 (UrbanEV). Cells of 0.05° that touch the districts count, those without a station too.
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
from scipy.stats import pearsonr, spearmanr

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from layers.demand.reading import read_demand_parameters, region_parameters
from layers.gcj02 import gcj02_to_wgs84
from layers.region.loading import load_region

ROOT = Path(__file__).resolve().parents[2]
STEP = 0.05
_MANY = 5
PUBLIC = ["residential", "workplace", "destination", "corridor", "taxi"]
BEGIN, END = "<!-- agreement -->\n", "<!-- end of agreement -->\n"


def stations(data: Path, city: str) -> pd.DataFrame:
    """Give lon, lat and how many stations stand there."""
    if city == "beijing":
        return pd.read_csv(data / "stations2024" / "beijing.csv")
    table = pd.read_csv(data / "shenzhen" / "stations.csv")
    lon, lat = gcj02_to_wgs84(table["longitude"], table["latitude"])
    return pd.DataFrame({"lon": lon, "lat": lat, "count": 1})


def compared(region: str, codes: str, table: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sum stations, people and public energy by cell of 0.05° and by district."""
    folder = ROOT / "data" / "regions" / region
    usual = read_demand_parameters(ROOT / "data" / "rules" / "demand.toml")
    loaded = load_region(folder, demand=region_parameters(folder, usual))
    districts = loaded.districts[loaded.districts["adcode"].str.startswith(codes)].to_crs(4326)
    demand = loaded.demand[loaded.demand["adcode"].str.startswith(codes)]
    spots = demand.geometry.representative_point().to_crs(4326)
    cells = pd.DataFrame(
        {
            "cell": _cell(spots.x, spots.y),
            "adcode": demand["adcode"].to_numpy(),
            "people": demand["population"].to_numpy(),
            "energy": demand[[f"kwh_{name}" for name in PUBLIC]].sum(axis=1).to_numpy(),
        }
    )
    points = gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(table["lon"], table["lat"]), crs=4326)
    inside = gpd.sjoin(points.drop(columns="adcode", errors="ignore"), districts[["adcode", "geometry"]])
    inside["cell"] = _cell(inside["lon"], inside["lat"])
    every = _touching(shapely.union_all(districts.geometry.to_numpy()))
    by_cell = _summed(cells, inside, "cell").reindex(every, fill_value=0.0)
    return by_cell, _summed(cells, inside, "adcode").reindex(districts["adcode"], fill_value=0.0)


def _cell(lon: pd.Series, lat: pd.Series) -> list[tuple[int, int]]:
    x, y = (np.floor(np.asarray(at) / STEP + 1e-9).astype(int) for at in (lon, lat))
    return list(zip(x.tolist(), y.tolist(), strict=True))


def _touching(land: shapely.Geometry) -> pd.Index:
    west, south, east, north = np.floor(np.array(land.bounds) / STEP).astype(int)
    every = [(x, y) for x in range(west, east + 1) for y in range(south, north + 1)]
    squares = [shapely.box(x * STEP, y * STEP, (x + 1) * STEP, (y + 1) * STEP) for x, y in every]
    return pd.Index([cell for cell, hit in zip(every, shapely.intersects(squares, land), strict=True) if hit])


def _summed(cells: pd.DataFrame, inside: pd.DataFrame, key: str) -> pd.DataFrame:
    sums = cells.groupby(key)[["people", "energy"]].sum()
    return sums.join(inside.groupby(key)["count"].sum().rename("stations"), how="outer").fillna(0.0)


def agreement(table: pd.DataFrame, column: str) -> str:
    """Give Spearman, Pearson of logs, and how much of the top tenth of many cells is the same."""
    model, real = table[column].to_numpy(), table["stations"].to_numpy()
    logs = [np.log1p(values / values.mean()) for values in (model, real)]
    told = f"{spearmanr(model, real).statistic:.3f}, {pearsonr(*logs).statistic:.3f}"
    if (top := len(table) // 10) < _MANY:
        return told
    same = set(np.argsort(-model, kind="stable")[:top]) & set(np.argsort(-real, kind="stable")[:top])
    return f"{told}, {len(same) / top:.0%}"


def rows(data: Path) -> list[str]:
    """Write the table."""
    out = [
        "| city | over | number | public demand: Spearman, Pearson of logs, top tenth | people alone |",
        "|---|---|---|---|---|",
    ]
    for city, region, codes in (("beijing", "beijing", "11"), ("shenzhen", "guangdong", "4403")):
        for over, table in zip(
            ("cells of 0.05°", "districts"), compared(region, codes, stations(data, city)), strict=True
        ):
            figures = (agreement(table, column) for column in ("energy", "people"))
            out.append(f"| {city.title()} | {over} | {len(table)} | {' | '.join(figures)} |")
    return out


def main() -> None:
    """Print the table, or write it into a document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=Path)
    asked = parser.parse_args()
    text = "\n".join(rows(Path(os.environ["GISPLAN_BENCHMARK_DATA"]))) + "\n"
    print(text)
    if asked.write is not None:
        before, rest = asked.write.read_text(encoding="utf-8").split(BEGIN)
        _, after = rest.split(END)
        asked.write.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
